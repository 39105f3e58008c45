"""Values that their form alone gives away in running text: numbers, dates, ages, postal codes.

Every one is checked by its normaliser; what has no canonical value is no mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from models.lexicon import Lexicon
from records.dates import MONTHS, parse_date
from records.identifiers import parse_a_number, parse_email, parse_phone
from records.places import parse_state, state_names, zip_in_state

SCORES: Final = {
    "a_number": 0.95,
    "date": 0.9,
    "phone": 0.95,
    "email": 0.95,
    "zip": 0.9,
    "us_state": 0.9,
    "age": 0.8,
}
"""Raw scores by label, set by hand: how often such a form means something else."""

_A_NUMBER: Final = re.compile(
    r"(?<![\w-])((?:A[- ]?)?[0-9OIlSBZ]{3}[- .]?[0-9OIlSBZ]{3}[- .]?[0-9OIlSBZ]{3}"
    r"|(?:A[- ]?)?[0-9]{2}[- .][0-9]{3}[- .][0-9]{3}|(?:A[- ]?)?[0-9]{8})(?![0-9]|[-/.][0-9]|\w)"
)
_EMAIL: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NUMERIC_DATE: Final = re.compile(
    r"(?<![\w/.-])(?:[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?![\w/-]|\.[0-9])"
)
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_WORDED_DATES: Final = (
    rf"\b(?:{_MONTH})\.?\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+(?:de\s+|del\s+)?[0-9]{{4}}\b",
    rf"\b[0-9]{{1,2}}(?:st|nd|rd|th|o|ro)?[\s-]+(?:day\s+of\s+|of\s+|dias?\s+del\s+mes\s+de\s+|de\s+)?"
    rf"(?:{_MONTH})\.?,?[\s-]+(?:de\s+|del\s+(?:ano\s+)?)?[0-9]{{4}}\b",
    rf"\b(?:{_MONTH})\.?,?\s+(?:de\s+|del\s+|of\s+)?(?:19|20)[0-9]{{2}}\b",
)
_SPELLED_DATE: Final = re.compile(
    rf"\b(?:[a-z]+\s+y\s+)?[a-z]+\s+de\s+(?:{_MONTH})\s+del?\s+(?:ano\s+)?"
    r"(?:dos mil|mil novecientos)(?:\s+[a-z]+)?(?:\s+y\s+[a-z]+)?\b"
)
_WORDED: Final = re.compile("|".join(_WORDED_DATES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A value or a word in running text, by character offsets: `text` is exactly `[start:end]`.

    `label` is a kind of the vocabulary, or "age". `role` is whom or what it belongs to (subject,
    mother, sponsor, encounter, ...), None where the text does not say. `score` is raw.
    """

    start: int
    end: int
    label: str
    text: str = field(repr=False)
    score: float
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """A field of the vocabulary found in running text: `value_text` is exactly `[start:end]`.

    `cue` are the words that tied it to the field. Where the wording carries the
    value ("was separated from" says true), `value` is canonical; else None: normalise `value_text`.
    `reported` marks what the text only passes on ("the minor said that"): a flag then has no value.
    """

    name: str
    start: int
    end: int
    value_text: str = field(repr=False)
    cue: str = field(repr=False)
    value: str | None = field(default=None, repr=False)
    reported: bool = False


def find_values(text: str, *, flat: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the values of `text`, in order; of two that overlap the first kind found stays."""
    taken = bytearray(len(text))
    found = []
    finders = (_emails, _dates, _a_numbers, _phones, _zips, _ages)
    for finder in finders:
        for start, end, label in finder(text, flat, lexicon):
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(
                    Mention(
                        start=start,
                        end=end,
                        label=label,
                        text=text[start:end],
                        score=SCORES[label],
                    )
                )
    return tuple(sorted(found, key=lambda m: m.start))


Span = tuple[int, int, str]


def _emails(text: str, flat: str, lexicon: Lexicon) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        end = match.end() - (match[0].endswith("."))
        if parse_email(text[match.start() : end]):
            yield match.start(), end, "email"


def _dates(text: str, flat: str, lexicon: Lexicon) -> Iterator[Span]:
    for pattern in (_NUMERIC_DATE, _WORDED):
        for match in pattern.finditer(flat):
            if _is_date(text[match.start() : match.end()]):
                yield match.start(), match.end(), "date"
    if lexicon.language == "es":
        yield from _spelled_dates(text, flat)


def _is_date(text: str) -> bool:
    return any(parse_date(text, date_order=order) for order in ("mdy", "dmy"))


def _spelled_dates(text: str, flat: str) -> Iterator[Span]:
    """Yield dates in words; words of the sentence that the pattern took along are given back."""
    for match in _SPELLED_DATE.finditer(flat):
        words = [(m.start(), m.end()) for m in re.finditer(r"\S+", match[0])]
        stretches = (
            (match.start() + words[first][0], match.start() + words[last][1])
            for last in range(len(words) - 1, 3, -1)
            for first in range(min(3, last))
        )
        for start, end in stretches:
            if _is_date(text[start:end]):
                yield start, end, "date"
                break


def _a_numbers(text: str, flat: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield numbers that are announced as an A-number, or begin with A; bare digits are none."""
    for match in _A_NUMBER.finditer(text):
        start, end = match.span(1)
        announced = text[start] == "A" or _is_announced(flat, start, lexicon)
        if announced and parse_a_number(text[start:end]):
            yield start, end, "a_number"


def _is_announced(flat: str, start: int, lexicon: Lexicon) -> bool:
    announcement = lexicon.patterns["alien_number"]
    window = flat[max(0, start - 40) : start]
    return any(m.end() == len(window) for m in announcement.finditer(window))


def _phones(text: str, flat: str, lexicon: Lexicon) -> Iterator[Span]:
    if not any(char.isdigit() for char in text):
        return
    import phonenumbers

    for match in phonenumbers.PhoneNumberMatcher(text, "US"):
        if parse_phone(match.raw_string, region="US"):
            yield match.start, match.end, "phone"


@cache
def _state_zip() -> re.Pattern[str]:
    names = "|".join(sorted((n.title() for n in state_names()), key=len, reverse=True))
    return re.compile(rf"\b([A-Z]{{2}}|{names}),?\s+([0-9]{{5}}(?:-[0-9]{{4}})?)\b(?!-)")


def _zips(text: str, flat: str, lexicon: Lexicon) -> Iterator[Span]:
    """Yield state and postal code where they stand together and agree."""
    for match in _state_zip().finditer(text):
        state = parse_state(match[1])
        if state and zip_in_state(match[2], state):
            yield (*match.span(1), "us_state")
            yield (*match.span(2), "zip")


def _ages(text: str, flat: str, lexicon: Lexicon) -> Iterator[Span]:
    for match in lexicon.patterns["age"].finditer(flat):
        yield (*match.span(match.lastindex or 0), "age")
