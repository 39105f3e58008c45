"""A notice to appear and a change of address card: drawn, scanned, read; nothing wrong is released."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from extract.document import make_records
from extract.find import find_fields
from extract.load import Limits, open_document
from extract.ocr import load_engine
from extract.page import read_page
from records.forms import FormSet, load_forms
from records.types import Decision, Field, Record
from samples.paper import Fact, Sheet
from samples.scan import Scanner, scanned
from tests.fakes import ROOT
from tests.pages import card, notice
from tests.strategies import make_page, of_type, stacked

DRAWN: dict[str, Callable[[], Sheet]] = {
    "dhs_i862": lambda: notice.draw(random.Random(7)),
    "dhs_ar11": card.draw,
}
UNSURE: dict[str, dict[str, str]] = {
    "dhs_i862": {
        "subject.given_names": "the reader drops the accent",
        "document.form_number": "I-862 is read as 1-862",
    },
    "dhs_ar11": {
        "subject.given_names": "the reader drops the accent",
        "subject.address": "two letters in a box of their own, the state, are misread",
    },
}
"""What is not read right yet, and why; it may wait for a person, but never be released."""


@cache
def forms() -> FormSet:
    return load_forms(ROOT / "forms")


@pytest.fixture(scope="module", params=sorted(DRAWN))
def read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Record, list[Fact]]:
    path: Path = tmp_path_factory.mktemp(request.param) / "page.png"
    machine = Scanner(dpi=200, skew_deg=0.25, noise=4, specks=30, seed=7)
    picture, facts = scanned(DRAWN[request.param](), machine)
    picture.save(path, dpi=(200, 200))
    engine = load_engine("tesseract", languages="eng+spa")
    with open_document(path, limits=Limits()) as document:
        pages = [read_page(page, engine=engine)[0] for page in document.pages()]
    (record,) = make_records(pages, forms=forms(), sha256="0" * 64, files=("page.png",))
    assert record.document_type == request.param
    return record, facts


def agrees(field: Field | None, fact: Fact) -> bool:
    return field is not None and (field.reading, field.value) == (fact.reading, fact.value)


def test_every_fact_comes_out(read: tuple[Record, list[Fact]]) -> None:
    record, facts = read
    known = UNSURE[record.document_type]
    missed = {f.name for f in facts if not agrees(record.get(f.name, f.index), f)}
    assert missed <= set(known)
    assert len(facts) >= 14


def test_nothing_wrong_is_released(read: tuple[Record, list[Fact]]) -> None:
    record, facts = read
    told = {(f.name, f.index): f for f in facts}
    released = [f for f in record.fields if f.decision is Decision.ACCEPTED]
    assert released
    assert [f.key for f in released if f.key not in told or not agrees(f, told[f.key])] == []


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
