from __future__ import annotations

import pytest

from extract.checks import IN_ORDER, run_checks
from records.national_ids import has_check_digit


def codes(values: dict[str, str]) -> set[str]:
    return {v.code for v in run_checks(values)}


def test_nothing_is_said_of_no_values() -> None:
    assert run_checks({}) == []


@pytest.mark.parametrize(("early", "late"), IN_ORDER)
def test_dates_the_wrong_way_round_contradict_both(early: str, late: str) -> None:
    (verdict,) = run_checks({early: "2020-05-02", late: "2020-05-01"})
    assert (verdict.code, verdict.supports) == ("date_order", ())
    assert set(verdict.contradicts) == {early, late}


@pytest.mark.parametrize(("early", "late"), IN_ORDER)
def test_dates_in_order_or_on_one_day_are_fine(early: str, late: str) -> None:
    assert run_checks({early: "2020-05-01", late: "2020-05-01"}) == []
    assert run_checks({early: "2019-12-31", late: "2020-05-01"}) == []


def test_a_date_of_a_month_is_not_held_against_a_day_in_it() -> None:
    assert codes({"entry.date": "2020-05", "release.date": "2020-05-01"}) == set()
    assert codes({"entry.date": "2020-06", "release.date": "2020-05-01"}) == {"date_order"}


@pytest.mark.parametrize(
    ("day", "age"), [("2020-03-04", "9"), ("2020-03-05", "10"), ("2020-03-06", "10")]
)
def test_an_age_that_fits_the_birth_date_is_supported(day: str, age: str) -> None:
    values = {"subject.date_of_birth": "2010-03-05", "subject.age": age, "encounter.date": day}
    (verdict,) = run_checks(values)
    assert (verdict.code, verdict.supports) == ("age", ("subject.age",))


def test_an_age_that_does_not_fit_contradicts_both() -> None:
    values = {
        "subject.date_of_birth": "2010-03-05",
        "subject.age": "20",
        "encounter.date": "2020-03-06",
    }
    (verdict,) = run_checks(values)
    assert set(verdict.contradicts) == {"subject.date_of_birth", "subject.age"}


def test_an_age_is_not_held_against_a_birth_year() -> None:
    values = {"subject.date_of_birth": "2010", "subject.age": "3", "encounter.date": "2020-03-06"}
    assert run_checks(values) == []


@pytest.mark.parametrize(("state", "code"), [("TX", "78501"), ("NY", "10001"), ("CA", "90012")])
def test_a_zip_code_of_the_state_supports_it(state: str, code: str) -> None:
    (verdict,) = run_checks({"sponsor.state": state, "sponsor.zip": code})
    assert (verdict.supports, verdict.contradicts) == (("sponsor.state",), ())


def test_a_zip_code_of_another_state_contradicts() -> None:
    for state, code in (("TX", "10001"), ("NC", "29401")):
        (verdict,) = run_checks({"sponsor.state": state, "sponsor.zip": code})
        assert set(verdict.contradicts) == {"sponsor.state", "sponsor.zip"}


CURP = "XEXX080305HCSRRN"
"""Sixteen places of nobody's: born on 5 March, a man."""


def curp(seventeenth: str) -> str:
    found = [c for c in (f"{CURP}{seventeenth}{d}" for d in range(10)) if has_check_digit(c)]
    assert len(found) == 1
    return found[0]


def test_a_curp_supports_the_birth_date_and_the_sex_that_it_says() -> None:
    values = {"subject.date_of_birth": "2008-03-05", "subject.sex": "M"}
    (verdict,) = run_checks({"subject.national_id": curp("A"), **values})
    assert set(verdict.supports) == {"subject.national_id", *values}


def test_a_curp_with_a_figure_in_the_seventeenth_place_was_born_before_2000() -> None:
    (verdict,) = run_checks(
        {"subject.national_id": curp("0"), "subject.date_of_birth": "2008-03-05"}
    )
    assert set(verdict.contradicts) == {"subject.national_id", "subject.date_of_birth"}


def test_a_curp_alone_supports_nothing() -> None:
    assert run_checks({"subject.national_id": curp("A")}) == []


@pytest.mark.parametrize("number", ["2456789051301", "00016297-5"])
def test_one_wrong_digit_is_told_by_the_check_digit(number: str) -> None:
    assert has_check_digit(number)
    last = max(n for n, c in enumerate(number[:9]) if c.isdigit() and c != "9")
    wrong = number[:last] + str(int(number[last]) + 1) + number[last + 1 :]
    assert not has_check_digit(wrong)
    assert run_checks({"subject.national_id": wrong}) == []


@pytest.mark.parametrize("number", ["1501-2011-00873", "2456789052399", "12345", "XEXX"])
def test_other_numbers_have_no_check_digit(number: str) -> None:
    assert not has_check_digit(number)


def test_dates_of_one_story_that_lie_years_apart_contradict_each_other() -> None:
    assert codes({"entry.date": "2010-05-19", "release.date": "2018-06-02"}) == {"date_gap"}
    assert codes({"entry.date": "2018-05-19", "release.date": "2018-06-02"}) == set()
    assert codes({"entry.date": "2015", "encounter.date": "2018-06-02"}) == set()
