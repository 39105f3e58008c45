"""Cross-checks between the fields of one document: what a value that is wrong would contradict.

Each check returns the fields it speaks for and the fields it speaks against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from records import places
from records.national_ids import curp_person, has_check_digit

Values = Mapping[str, str]
"""Canonical value by field name (index 0)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's code, the fields it supports and the fields it contradicts."""

    code: str
    supports: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()


NATIONAL_ID: Final = "subject.national_id"
IN_ORDER: Final = (
    ("subject.date_of_birth", "entry.date"),
    ("subject.date_of_birth", "encounter.date"),
    ("subject.date_of_birth", "release.date"),
    ("subject.date_of_birth", "document.date"),
    ("subject.date_of_birth", "separation.date"),
    ("subject.date_of_birth", "birth_registration.date"),
    ("birth_registration.date", "document.date"),
    ("release.date", "post_release.date"),
    ("entry.date", "encounter.date"),
    ("entry.date", "release.date"),
    ("encounter.date", "release.date"),
    ("encounter.date", "placement.date"),
    ("placement.date", "release.date"),
    ("separation.date", "release.date"),
    ("sponsor.date_of_birth", "document.date"),
)
"""The first cannot be later than the second. Full dates are compared; shorter ones by what they say."""


CLOSE: Final = (
    ("entry.date", "encounter.date"),
    ("entry.date", "placement.date"),
    ("entry.date", "release.date"),
    ("encounter.date", "placement.date"),
    ("encounter.date", "release.date"),
    ("placement.date", "release.date"),
    ("separation.date", "encounter.date"),
    ("separation.date", "release.date"),
)
"""Of one story: so far apart, the year of one is likely misread (2010 for 2018 in a fax)."""
FAR_YEARS: Final = 3


def dates_close(values: Values) -> list[Verdict]:
    """Contradict two dates of one story that lie more than three years apart."""
    found = []
    for early, late in CLOSE:
        a, b = values.get(early), values.get(late)
        if a and b and abs(int(b[:4]) - int(a[:4])) > FAR_YEARS:
            found.append(Verdict("date_gap", contradicts=(early, late)))
    return found


def dates_in_order(values: Values) -> list[Verdict]:
    """Contradict two dates that stand in an impossible order."""
    found = []
    for early, late in IN_ORDER:
        a, b = values.get(early), values.get(late)
        if a and b:
            shared = min(len(a), len(b))
            if a[:shared] > b[:shared]:
                found.append(Verdict("date_order", contradicts=(early, late)))
    return found


def age_matches(values: Values) -> list[Verdict]:
    """Hold the age against the birth date on the day of the encounter or of the document."""
    born, age = values.get("subject.date_of_birth"), values.get("subject.age")
    day = values.get("encounter.date") or values.get("document.date")
    if not (born and age and day and len(born) == 10 and len(day) == 10):
        return []
    years = int(day[:4]) - int(born[:4]) - (day[5:] < born[5:])
    fields = ("subject.date_of_birth", "subject.age")
    if years == int(age):
        return [Verdict("age", supports=("subject.age",))]
    return [Verdict("age", contradicts=fields)]


def zip_in_state(values: Values) -> list[Verdict]:
    """Hold the sponsor's ZIP code against the state: its first three digits (records/places.toml)."""
    state, code = values.get("sponsor.state"), values.get("sponsor.zip")
    if not (state and code):
        return []
    fields = ("sponsor.state", "sponsor.zip")
    if places.zip_in_state(code, state):
        return [Verdict("zip_state", supports=("sponsor.state",))]
    return [Verdict("zip_state", contradicts=fields)]


def national_id_fits(values: Values) -> list[Verdict]:
    """Hold an identity number against its check digit, and a CURP against birth date and sex.

    A CURP's check digit misses one slip in some, so the number itself needs the birth date as well.
    """
    number = values.get(NATIONAL_ID)
    if number is None or not has_check_digit(number):
        return []
    person = curp_person(number)
    if person is None:
        return [Verdict("national_id", supports=(NATIONAL_ID,))]
    said = {"subject.date_of_birth": person.born, "subject.sex": person.sex}
    told = {name: value == values[name] for name, value in said.items() if name in values}
    if not all(told.values()):
        wrong = tuple(name for name, agrees in told.items() if not agrees)
        return [Verdict("national_id", contradicts=(NATIONAL_ID, *wrong))]
    number_too = (NATIONAL_ID,) if "subject.date_of_birth" in told else ()
    return [Verdict("national_id", supports=(*told, *number_too))] if told else []


CHECKS: Final[tuple[Callable[[Values], list[Verdict]], ...]] = (
    dates_in_order,
    dates_close,
    age_matches,
    zip_in_state,
    national_id_fits,
)


def run_checks(values: Values) -> list[Verdict]:
    """Return the verdicts of all checks."""
    return [verdict for check in CHECKS for verdict in check(values)]
