"""Dates and times as people write them in English and Spanish -> ISO 8601, or None.

Nothing is guessed: an impossible date, one that contradicts the page's own day/month order, and an
order that is not known while both are possible, all give None.
"""

from __future__ import annotations

import datetime
import re
from typing import Final, Literal

from records.cleaning import collapse, fold
from records.number_words import parse_written_number

DateOrder = Literal["mdy", "dmy"]

PIVOT: Final = 35
"""Two-digit years: 00 to 35 are 2000 to 2035, 36 to 99 are 1936 to 1999. Fixed, so that a page
gives the same value in every year; it suits files of today with adults born since 1936."""

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2099

_MONTHS: Final = (
    "january jan enero ene|february feb febrero|march mar marzo|april apr abril abr|may mayo|"
    "june jun junio|july jul julio|august aug agosto ago|"
    "september sept sep septiembre setiembre set|october oct octubre|november nov noviembre|"
    "december dec diciembre dic"
)
MONTHS: Final = {
    word: number
    for number, words in enumerate(_MONTHS.split("|"), start=1)
    for word in words.split()
}
"""Folded month name or abbreviation, English or Spanish -> 1 to 12."""

_DAYS: Final = (
    "monday mon lunes|tuesday tue tues martes|wednesday wed miercoles|thursday thu thurs jueves|"
    "friday fri viernes|saturday sat sabado|sunday sun domingo"
)
_WEEKDAYS: Final = {
    word: number for number, words in enumerate(_DAYS.split("|")) for word in words.split()
}

_NUMERIC: Final = re.compile(r"([0-9]{1,2})\s?([/.\-\s])\s?([0-9]{1,2})\s?\2\s?([0-9]{4}|[0-9]{2})")
_ISO: Final = re.compile(r"([0-9]{4})\s?([-/.])\s?([0-9]{1,2})\s?\2\s?([0-9]{1,2})")
_MONTH_YEAR: Final = re.compile(r"([0-9]{1,2})\s?[-/.]\s?([0-9]{4})")
_YEAR_MONTH: Final = re.compile(r"([0-9]{4})\s?[-/.]\s?([0-9]{2})")
_FILLER_WORDS: Final = "de del of the el la los dia dias day mes ano year on a in"
_FILLER: Final = frozenset(_FILLER_WORDS.split())
_FIRST: Final = re.compile("primero?(?: 0?1)?")
_ORDINAL: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|o|ro|a)")
_GLUED: Final = re.compile(r"([0-9]{1,2})([a-z]{3,10})([0-9]{4})")
_TIME: Final = re.compile(
    r"(?P<date>.*[0-9])(?:T|,?\s+(?:(?:at|a\s+las?|@|-)\s*)?)"
    r"(?P<hour>[0-9]{1,2})(?P<colon>\s?[:.]\s?)?(?P<minute>[0-9]{2})(?::[0-9]{2})?"
    r"\s*(?P<half>[ap]\s?\.?\s?m\b\.?)?\s*(?P<unit>h|hrs?|hours?|horas?)?\.?",
    re.IGNORECASE,
)


def parse_date(text: str, *, date_order: DateOrder | None) -> str | None:
    """Return the date that `text` states: YYYY-MM-DD, YYYY-MM or YYYY, or None.

    `date_order` is how the page writes 03/05/2020. A numeric date that is only possible in the
    other order gives None (two papers mixed, or a digit misread): ask again with `date_order=None`
    to see what it would be. Two-digit years turn at `PIVOT`.
    """
    clean = collapse(text).strip(" .,;:")
    numeric = _NUMERIC.fullmatch(clean)
    if numeric:
        readings = _readings(numeric)
        if date_order is not None:
            return readings.get(date_order)
        return readings.popitem()[1] if len(set(readings.values())) == 1 else None
    return _parse_ordered(clean) or _parse_worded(clean)


def is_ambiguous_date(text: str) -> bool:
    """Return whether `text` is a numeric date of which both orders are possible, and differ."""
    numeric = _NUMERIC.fullmatch(collapse(text).strip(" .,;:"))
    return numeric is not None and len(set(_readings(numeric).values())) == 2


def is_short_year(text: str) -> bool:
    """Return whether `text` is a numeric date whose year has two digits: 12/11/36 may be of two centuries."""
    numeric = _NUMERIC.fullmatch(collapse(text).strip(" .,;:"))
    return numeric is not None and len(numeric[4]) == 2


def parse_datetime(text: str, *, date_order: DateOrder | None) -> str | None:
    """Return the date and time that `text` states as YYYY-MM-DDTHH:MM, or None where either lacks.

    A one-digit hour needs AM or PM (or is 0): "1:00" on a hearing notice may be either.
    """
    match = _TIME.fullmatch(collapse(text).strip(" ,;"))
    if match is None:
        return None
    day = parse_date(match["date"], date_order=date_order)
    time = _time(match)
    return f"{day}T{time}" if day and time and len(day) == 10 else None


def _time(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if match["colon"] is None and len(match["hour"]) != 2:
        return None
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"][0].lower() == "p" else 0)
    elif len(match["hour"]) == 1 and hour:
        return None
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _readings(numeric: re.Match[str]) -> dict[str, str]:
    first, second, year = int(numeric[1]), int(numeric[3]), _year(numeric[4])
    both = {"mdy": _iso(year, first, second), "dmy": _iso(year, second, first)}
    return {order: value for order, value in both.items() if value is not None}


def _parse_ordered(clean: str) -> str | None:
    """Return what needs no order: ISO dates, month and year, a year."""
    if match := _ISO.fullmatch(clean):
        return _iso(int(match[1]), int(match[3]), int(match[4]))
    if match := _MONTH_YEAR.fullmatch(clean):
        return _iso_month(int(match[2]), int(match[1]))
    if match := _YEAR_MONTH.fullmatch(clean):
        return _iso_month(int(match[1]), int(match[2]))
    if re.fullmatch("[0-9]{4}", clean) and FIRST_YEAR <= int(clean) <= LAST_YEAR:
        return clean
    return None


def _parse_worded(clean: str) -> str | None:
    """Return a date whose month is a word: March 5, 2020; 05-MAR-20; cinco de marzo del año dos mil."""
    folded = _GLUED.sub(r"\1 \2 \3", fold(clean.replace("\u00ba", "o").replace("\u00b0", "o")))
    words = [_ORDINAL.sub(r"\1", w) if _ORDINAL.fullmatch(w) else w for w in folded.split()]
    words = [w for w in words if w not in _FILLER]
    weekday = _WEEKDAYS.get(words[0]) if words else None
    words = words if weekday is None else words[1:]
    places = [i for i, word in enumerate(words) if word in MONTHS]
    if len(places) != 1:
        return None
    value = _around_month(words[: places[0]], MONTHS[words[places[0]]], words[places[0] + 1 :])
    if weekday is not None and value is not None and len(value) == 10:
        return value if datetime.date.fromisoformat(value).weekday() == weekday else None
    return value


def _around_month(before: list[str], month: int, after: list[str]) -> str | None:
    if before:
        day, year = _day(before), _written_year(after)
        return _iso(year, month, day) if day and year else None
    if len(after) > 1 and re.fullmatch("[0-9]{1,2}", after[0]):
        year = _written_year(after[1:])
        return _iso(year, month, int(after[0])) if year else None
    four_digits = " ".join(after)
    year = None if re.fullmatch("[0-9]{1,3}", four_digits) else _written_year(after)
    return _iso_month(year, month) if year else None


def _day(words: list[str]) -> int | None:
    text = " ".join(words)
    if re.fullmatch("[0-9]{3,}", text):
        return None
    return 1 if _FIRST.fullmatch(text) else parse_written_number(text)


def _written_year(words: list[str]) -> int | None:
    """Return the year of "2008", "08", "dos mil ocho" or "dos mil ocho (2008)", or None."""
    text = " ".join(words)
    if re.fullmatch("[0-9]{4}|[0-9]{2}", text):
        return _year(text)
    return parse_written_number(text) if "mil" in words else None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year <= PIVOT else 1900)


def _iso(year: int | None, month: int, day: int) -> str | None:
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _iso_month(year: int, month: int) -> str | None:
    value = _iso(year, month, 1)
    return value[:7] if value else None
