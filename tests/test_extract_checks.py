from __future__ import annotations

import pytest

from extract.checks import IN_ORDER, run_checks


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
