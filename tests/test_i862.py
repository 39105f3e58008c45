"""A notice to appear says it in sentences: a hearing, whose day it is, and who is a citizen of what."""

from __future__ import annotations

from functools import cache

from extract.find import find_fields
from records.forms import FormSet, load_forms
from tests.fakes import ROOT
from tests.strategies import make_page, of_type, stacked


@cache
def forms() -> FormSet:
    return load_forms(ROOT / "forms")


def noticed(*lines: str) -> dict[str, str]:
    page = of_type(make_page(stacked(*lines)), "dhs_i862")
    found = find_fields((page,), forms().forms["dhs_i862"])
    return {item.spec.name: item.text for item in found}


def test_a_hearing_without_a_date_has_none() -> None:
    told = noticed("on a date to be set at a time to be set to show why you should not", "(Date)")
    assert {"hearing.date", "document.date"} & set(told) == set()


def test_the_day_of_the_hearing_is_not_the_day_of_the_notice() -> None:
    told = noticed(
        "on October 16, 2018 at 8:30 AM to show why", "(Date) (Time)", "Date: 03/09/2018"
    )
    assert (told["hearing.date"], told["document.date"]) == (
        "October 16, 2018 at 8:30 AM",
        "03/09/2018",
    )


def test_who_is_not_a_citizen_of_this_country_is_one_of_another() -> None:
    told = noticed(
        "1) You are not a citizen or national of the United States;",
        "2) You are a native of HONDURAS and a citizen of HONDURAS;",
    )
    assert told == {"subject.country_of_birth": "HONDURAS", "subject.nationality": "HONDURAS"}
