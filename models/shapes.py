"""How numbers and dates are written: shapes, so that a search for one keeps to what can become one.

In a shape 0 is any digit; small letters are those of a month's name, in any case and with or without accent.
Spaces are left out, and so are points and commas of dates in words: they may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from models.alphabet import ALPHABET
from models.ctc import Shapes
from records.cleaning import fold
from records.dates import MONTHS

_A_NUMBERS: Final = tuple(
    start + digits
    for start in ("", "A", "A-", "A#", "#")
    for digits in (
        "000000000",
        "000-000-000",
        "000.000.000",
        "00-000-000",
        "00.000.000",
        "00000000",
    )
)
_PHONES: Final = (
    "(000)000-0000", "(000)0000000", "(000)000.0000", "000-000-0000", "000.000.0000", "0000000000",
    "000/000-0000",
    "1-000-000-0000", "1(000)000-0000", "1.000.000.0000", "10000000000",
    "+1-000-000-0000", "+1(000)000-0000", "+10000000000", "+1.000.000.0000", "+1000-000-0000",
    "+0000000-0000", "+00000000000", "+000-0000-0000", "+000-00000000", "+(000)0000-0000", "(000)0000-0000",
    "+000000000000", "+00-00-0000-0000", "+00-000-000-0000", "+00(000)000-0000", "+00000-000-0000",
    "0000-0000", "00000000", "00-0000-0000", "00000000-0000",
)  # fmt: skip
_ZIPS: Final = ("00000", "00000-0000", "000000000")
_YEARS: Final = ("00", "0000")
_DAYS: Final = ("0", "00")
_NUMERIC: Final = (
    *(
        f"{first}{mark}{second}{mark}{year}"
        for mark in "/-."
        for first in _DAYS
        for second in _DAYS
        for year in _YEARS
    ),
    "0000-00-00", "0000/00/00", "0000.00.00",
)  # fmt: skip
_CLOCK: Final = ("00:00", "0:00", "0000", "00.00")
_HALVES: Final = ("", "am", "pm", "a.m.", "p.m.", "h", "hrs", "hours")


def _worded() -> Iterable[str]:
    for month in MONTHS:
        for day in _DAYS:
            yield from (f"{month}{day}{end}0000" for end in ("", "st", "nd", "rd", "th"))
            yield from (f"{day}{mark}{month}{mark}{year}" for mark in ("-", "/") for year in _YEARS)
            yield from (f"{day}{a}{month}{b}0000" for a in ("", "de") for b in ("", "de", "del"))


def _times() -> Iterable[str]:
    for day in _NUMERIC:
        for at in ("", "at", "alas", "-", "T"):
            yield from (f"{day}{at}{clock}{half}" for clock in _CLOCK for half in _HALVES)


_SHAPES: Final[dict[str, tuple[Callable[[], Iterable[str]], ...]]] = {
    "a_number": (lambda: _A_NUMBERS,),
    "phone": (lambda: _PHONES,),
    "zip": (lambda: _ZIPS,),
    "date": (lambda: _NUMERIC, _worded),
    "datetime": (_times,),
    "integer": (lambda: ("0", "00", "000", "0000", "00000", "000000"),),
}
"""Kind -> sets of shapes; each is searched for by itself."""
_KEPT: Final = "/-.:()+#T"
SPACES: Final = 6
"""Spaces, commas and points that a text may have beside its shape: without a limit a long line has no end
of texts."""


def searches(kind: str) -> tuple[Shapes, ...]:
    """Return each set of a kind's shapes, to search among."""
    return tuple(_shapes(kind, index) for index in range(len(_SHAPES.get(kind, ()))))


@cache
def _shapes(kind: str, index: int) -> Shapes:
    written = _SHAPES[kind][index]
    steps: list[dict[str, int]] = [{}]
    longest = 0
    for shape in written():
        node = 0
        for step in shape:
            if step not in steps[node]:
                steps[node][step] = len(steps)
                steps.append({})
            node = steps[node][step]
        longest = max(longest, len(shape))
    return Shapes(
        classes=_classes(points=written is not _worded),
        steps=tuple(steps),
        longest=longest + SPACES,
    )


def _classes(*, points: bool) -> tuple[str, ...]:
    """Return for each column of the alphabet what it is in a shape: "" for a space, "?" for none."""
    return ("", *(_class(char, points=points) for char in ALPHABET))


def _class(char: str, *, points: bool) -> str:
    if char.isdigit():
        return "0"
    if char in " ," or (char == "." and not points):
        return ""
    if char in _KEPT or (char == "A" and points):
        return char
    return fold(char) if char.isalpha() else "?"
