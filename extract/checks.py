"""Cross-checks between the fields of one document: what a value that is wrong would contradict.

Each check returns the fields it speaks for and the fields it speaks against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from records import places

Values = Mapping[str, str]
"""Canonical value by field name (index 0)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's code, the fields it supports and the fields it contradicts."""

    code: str
    supports: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()


IN_ORDER: Final = (
    ("subject.date_of_birth", "entry.date"),
    ("subject.date_of_birth", "encounter.date"),
    ("subject.date_of_birth", "release.date"),
    ("subject.date_of_birth", "document.date"),
    ("entry.date", "encounter.date"),
    ("entry.date", "release.date"),
    ("encounter.date", "release.date"),
    ("encounter.date", "placement.date"),
    ("placement.date", "release.date"),
    ("separation.date", "release.date"),
    ("sponsor.date_of_birth", "document.date"),
)
"""The first cannot be later than the second. Full dates are compared; shorter ones by what they say."""


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


CHECKS: Final[tuple[Callable[[Values], list[Verdict]], ...]] = (
    dates_in_order,
    age_matches,
    zip_in_state,
)


def run_checks(values: Values) -> list[Verdict]:
    """Return the verdicts of all checks."""
    return [verdict for check in CHECKS for verdict in check(values)]
