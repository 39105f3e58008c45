"""Text as read -> canonical value, one pure function per kind of the vocabulary.

None means: not a valid value of that kind. Nothing is guessed, because a wrong value that is
released can lose a child, while a value that waits for review costs a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from records import closed_lists, dates, identifiers, person_names, places
from records.cleaning import (
    is_placeholder,
    is_redaction,
    is_reference,
    is_unmistakable,
    without_reference,
)
from records.dates import DateOrder, is_ambiguous_date, is_short_year
from records.identifiers import is_date_like, is_padded

__all__ = [
    "CANONICAL",
    "KINDS",
    "PATTERNS",
    "Context",
    "is_ambiguous_date",
    "is_date_like",
    "is_padded",
    "is_placeholder",
    "is_redaction",
    "is_reference",
    "is_short_year",
    "is_unmistakable",
    "normalise",
    "was_repaired",
    "without_reference",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the page says about how its values are written.

    `date_order` is None where the page does not tell. `default_region` is the country (alpha-2)
    of telephone numbers without a plus.
    """

    language: Literal["en", "es"]
    date_order: DateOrder | None
    default_region: str = "US"


CANONICAL: Final = Context(language="en", date_order=None)
"""The context in which every canonical value gives itself (on a Spanish page M may be Mujer)."""

Normaliser = Callable[[str, Context], str | None]


def _a_number(text: str, context: Context) -> str | None:
    return identifiers.parse_a_number(text)


def _date(text: str, context: Context) -> str | None:
    return dates.parse_date(text, date_order=context.date_order)


def _datetime(text: str, context: Context) -> str | None:
    return dates.parse_datetime(text, date_order=context.date_order)


def _name(text: str, context: Context) -> str | None:
    return person_names.parse_name(text)


def _full_name(text: str, context: Context) -> str | None:
    return person_names.parse_full_name(text)


def _sex(text: str, context: Context) -> str | None:
    return closed_lists.parse_sex(text, language=context.language)


def _country(text: str, context: Context) -> str | None:
    return places.parse_country(text)


def _us_state(text: str, context: Context) -> str | None:
    return places.parse_state(text)


def _zip(text: str, context: Context) -> str | None:
    return places.parse_zip(text)


def _phone(text: str, context: Context) -> str | None:
    return identifiers.parse_phone(text, region=context.default_region)


def _email(text: str, context: Context) -> str | None:
    return identifiers.parse_email(text)


def _address(text: str, context: Context) -> str | None:
    return person_names.parse_address(text)


def _relationship(text: str, context: Context) -> str | None:
    return closed_lists.parse_relationship(text)


def _category(text: str, context: Context) -> str | None:
    return closed_lists.parse_category(text)


def _agency(text: str, context: Context) -> str | None:
    return closed_lists.parse_agency(text)


def _flag(text: str, context: Context) -> str | None:
    return closed_lists.parse_flag(text, language=context.language)


def _text(text: str, context: Context) -> str | None:
    return person_names.parse_text(text)


def _integer(text: str, context: Context) -> str | None:
    return identifiers.parse_integer(text)


def _role(text: str, context: Context) -> str | None:
    return closed_lists.parse_role(text)


def _identifier(text: str, context: Context) -> str | None:
    return identifiers.parse_identifier(text)


KINDS: Final[dict[str, Normaliser]] = {
    "a_number": _a_number,
    "date": _date,
    "datetime": _datetime,
    "name": _name,
    "full_name": _full_name,
    "sex": _sex,
    "country": _country,
    "us_state": _us_state,
    "zip": _zip,
    "phone": _phone,
    "email": _email,
    "address": _address,
    "relationship": _relationship,
    "category": _category,
    "agency": _agency,
    "flag": _flag,
    "text": _text,
    "integer": _integer,
    "role": _role,
    "identifier": _identifier,
}
"""Kind of records/vocabulary.toml -> its normaliser. Lists that have "unknown" answer with it."""

_ONE_LINE: Final = r"\S(?:[^\n\r\t]*\S)?"

PATTERNS: Final[dict[str, str]] = {
    "a_number": r"A[0-9]{9}",
    "date": r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?",
    "datetime": r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]",
    "name": person_names.SHAPE.pattern,
    "full_name": person_names.SHAPE.pattern,
    "sex": "[MFXU]",
    "country": "[A-Z]{3}",
    "us_state": "[A-Z]{2}",
    "zip": "[0-9]{5}(?:-[0-9]{4})?",
    "phone": r"\+[0-9]{8,15}",
    "email": r"[^\s@A-Z]+@[^\s@A-Z]+\.[a-z]{2,24}",
    "address": _ONE_LINE,
    "relationship": "|".join(closed_lists.RELATIONSHIPS),
    "category": "1|2|2A|2B|3|4",
    "agency": "CBP|USBP|OFO|ICE_ERO|HSI|USMS|FBI|BOP|ORR|DOL|OTHER",
    "flag": "true|false",
    "text": _ONE_LINE,
    "integer": "0|[1-9][0-9]{0,5}",
    "role": "child|parent|sponsor|other_adult|unknown",
    "identifier": "[A-Z0-9](?:[A-Z0-9-]*[A-Z0-9])?",
}
"""Kind -> regular expression that every canonical value matches in full."""


def normalise(kind: str, text: str, *, context: Context) -> str | None:
    """Return the canonical value of `text` as a `kind` of the vocabulary, or None where it is none.

    A canonical value gives itself again in the context `CANONICAL`.

    Raises:
        KeyError: `kind` is not in the vocabulary.
    """
    return KINDS[kind](text, context)


def was_repaired(kind: str, text: str) -> bool:
    """Return whether normalising `text` mends misread letters: such a value needs a second sign."""
    if kind == "a_number":
        return identifiers.is_mended(text)
    if kind == "identifier":
        return identifiers.is_event_mended(text)
    return kind == "country" and places.is_near_country(text)
