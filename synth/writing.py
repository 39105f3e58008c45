"""Spell a canonical value as papers do: date orders and styles, A-number shapes, phones, words for codes.

`records.normalise` must make the value again of all that is written here; a test holds every style to it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from synth.lists import items, section, table
from synth.numerals import spelt, spelt_day
from synth.papers import Language

DateStyle = Literal[
    "slashes", "dashes", "dots", "bare", "short_year", "iso", "month_day", "month_short", "day_month",
    "day_mon", "spelt",
]  # fmt: skip
ANumberStyle = Literal["solid", "dashes", "spaces", "hash", "no_letter", "dash_solid"]
PhoneStyle = Literal["brackets", "dashes", "dots", "plus", "solid"]
WordStyle = Literal["first", "second", "upper"]
NameStyle = Literal["given_first", "family_first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one paper spells its values.

    "slashes" to "short_year" are 03/05/2020 in the order of the language (mdy in English, dmy in
    Spanish), "month_day" March 5, 2020, "day_mon" 05-MAR-2020, "spelt" cinco de marzo de dos mil veinte
    (Spanish only). `word` picks among the words for a code; `unit` follows an age. `eight` leaves the
    leading zero of an alien number away. `grouped` divides long identity numbers by spaces.
    """

    date: DateStyle = "slashes"
    a_number: ANumberStyle = "solid"
    phone: PhoneStyle = "brackets"
    word: WordStyle = "first"
    name: NameStyle = "given_first"
    unit: Literal["", "years"] = ""
    state: Literal["code", "name"] = "code"
    category: Literal["bare", "long"] = "bare"
    eight: Literal["nine", "eight"] = "nine"
    grouped: Literal["solid", "groups"] = "solid"


PLAIN: Final = Style()

_DATES: Final[dict[Language, tuple[tuple[DateStyle, float], ...]]] = {
    "en": (("slashes", 46), ("bare", 12), ("dashes", 8), ("dots", 2), ("short_year", 3), ("iso", 4),
           ("month_day", 13), ("month_short", 5), ("day_month", 3), ("day_mon", 6)),
    "es": (("slashes", 40), ("bare", 8), ("dashes", 10), ("dots", 3), ("short_year", 2), ("iso", 3),
           ("day_month", 24), ("day_mon", 4), ("spelt", 3)),
}  # fmt: skip


def some_style(rng: random.Random, *, language: Language) -> Style:
    """Return how one paper of a language might spell its values."""
    styles, weights = zip(*_DATES[language], strict=True)
    return Style(
        date=rng.choices(styles, weights=weights)[0],
        a_number=rng.choices(
            ("solid", "dashes", "spaces", "hash", "no_letter", "dash_solid"),
            weights=(4, 5, 3, 1, 3, 1),
        )[0],
        phone=rng.choices(("brackets", "dashes", "dots", "plus", "solid"), weights=(5, 4, 1, 1, 1))[
            0
        ],
        word=rng.choices(("first", "second", "upper"), weights=(3, 2, 2))[0],
        name=rng.choices(("given_first", "family_first"), weights=(2, 1))[0],
        unit=rng.choices(("", "years"), weights=(4, 1))[0],
        state=rng.choices(("code", "name"), weights=(4, 1))[0],
        category=rng.choices(("bare", "long"), weights=(3, 1))[0],
        eight=rng.choices(("nine", "eight"), weights=(1, 1))[0],
        grouped=rng.choices(("solid", "groups"), weights=(2, 1))[0],
    )


def written(
    kind: str,
    value: str,
    *,
    language: Language,
    style: Style = PLAIN,
    family: str = "",
    sex: str = "",
) -> str:
    """Return how a paper spells the canonical `value` of a kind of the vocabulary.

    `family` is the family name within a full name, without which it is not turned round; `sex` is that
    of the person a word of kinship is about, without which a word that fits all is taken.

    Raises:
        KeyError: a code that no word stands for.
    """
    if kind in _SHAPES:
        return _SHAPES[kind](value, language, style)
    if kind in _CODES:
        return _word(kind, value, language, style, sex=sex)
    turned = family and value.endswith(f" {family}") and style.name == "family_first"
    if kind == "full_name" and turned:
        return f"{family}, {value.removesuffix(f' {family}')}"
    return value


# ---- codes -> words -------------------------------------------------------------------------

_CODES: Final = frozenset({"sex", "country", "relationship", "agency", "role", "flag"})
_NEUTRAL: Final = {
    "en": {"stepparent": "Stepparent", "sibling": "Sibling", "grandparent": "Grandparent",
           "aunt_uncle": "Aunt/Uncle",
           "spouse_partner": "Spouse", "godparent": "Godparent", "foster_parent": "Foster parent"},
    "es": {"sibling": "Hermano(a)", "grandparent": "Abuelo(a)", "aunt_uncle": "Tío(a)", "cousin": "Primo(a)",
           "spouse_partner": "Cónyuge", "family_friend": "Amigo(a) de la familia"},
}  # fmt: skip


def _word(kind: str, value: str, language: Language, style: Style, *, sex: str) -> str:
    words = items(section(section(table("words.toml"), kind), language), value)
    if kind == "relationship":
        word = words[-1] if sex == "F" else words[0]
        word = word if sex else _NEUTRAL[language].get(value, word)
    elif kind == "country" and style.word == "second" and sex:
        word = words[-1] if sex == "F" else words[min(1, len(words) - 1)]
    elif kind == "country":
        word = words[0]
    else:
        word = words[1] if style.word == "second" and len(words) > 1 else words[0]
    return word.upper() if style.word == "upper" else word


def kin(relationship: str, *, language: Language, sex: str) -> str:
    """Return the word for kin inside a sentence: "aunt", "tía"."""
    word = _word("relationship", relationship, language, PLAIN, sex=sex)
    return word.lower()


# ---- dates ----------------------------------------------------------------------------------

_SEPARATORS: Final = {"slashes": "/", "dashes": "-", "dots": ".", "bare": "/", "short_year": "/"}


def month_name(month: int, *, language: Language, short: Literal["", "_short"] = "") -> str:
    """Return the name of a month, 1 to 12."""
    return items(section(table("words.toml"), "months"), f"{language}{short}")[month - 1]


def _date(value: str, language: Language, style: Style) -> str:
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return _full_date(date(*parts), language, style)
    if len(parts) == 1 or style.date in _SEPARATORS or style.date == "iso":
        return value if len(parts) == 1 else f"{parts[1]:02d}/{parts[0]}"
    joint = " de " if language == "es" else " "
    return f"{month_name(parts[1], language=language)}{joint}{parts[0]}"


def _full_date(day: date, language: Language, style: Style) -> str:
    if style.date == "iso":
        return day.isoformat()
    if style.date in _SEPARATORS:
        return _numeric(day, language, style.date)
    if style.date == "day_mon":
        return f"{day.day:02d}-{month_name(day.month, language=language, short='_short').upper()}-{day.year}"
    name = month_name(day.month, language=language)
    if language == "es":
        if style.date == "spelt":
            return f"{spelt_day(day.day)} de {name} de {spelt(day.year)}"
        return f"{day.day} de {name} de {day.year}"
    if style.date == "day_month":
        return f"{day.day} {name} {day.year}"
    if style.date == "month_short":
        name = month_name(day.month, language=language, short="_short")
    return f"{name} {day.day}, {day.year}"


def _numeric(day: date, language: Language, style: DateStyle) -> str:
    width = "" if style == "bare" else "02"
    year = f"{day.year % 100:02d}" if style == "short_year" else str(day.year)
    pair = (day.month, day.day) if language == "en" else (day.day, day.month)
    return _SEPARATORS[style].join((f"{pair[0]:{width}}", f"{pair[1]:{width}}", year))


def _datetime(value: str, language: Language, style: Style) -> str:
    if style.date == "spelt":
        style = PLAIN  # an hour stands in figures, and so does the day before it
    day, time = value.split("T")
    hour, minute = time.split(":")
    joint = "a las" if language == "es" else "at"
    if language == "es" or style.word == "upper":
        return f"{_date(day, language, style)} {joint} {time}"
    half = "AM" if int(hour) < 12 else "PM"
    return f"{_date(day, language, style)} {joint} {(int(hour) + 11) % 12 + 1}:{minute} {half}"


# ---- numbers --------------------------------------------------------------------------------


def _a_number(value: str, language: Language, style: Style) -> str:
    digits = value[1:]
    if style.eight == "eight" and digits.startswith("0"):
        digits = digits[1:]
    groups = (digits[:-6], digits[-6:-3], digits[-3:])
    return {
        "solid": f"A{digits}",
        "dashes": f"A{'-'.join(groups)}",
        "spaces": f"A {' '.join(groups)}",
        "hash": f"A# {digits}",
        "no_letter": "-".join(groups),
        "dash_solid": f"A-{digits}",
    }[style.a_number]


def _phone(value: str, language: Language, style: Style) -> str:
    if not value.startswith("+1"):
        import phonenumbers

        number = phonenumbers.parse(value)
        shape = phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return value if style.phone == "solid" else str(phonenumbers.format_number(number, shape))
    area, office, line = value[2:5], value[5:8], value[8:]
    return {
        "brackets": f"({area}) {office}-{line}",
        "dashes": f"{area}-{office}-{line}",
        "dots": f"{area}.{office}.{line}",
        "plus": f"+1 {area} {office} {line}",
        "solid": f"{area}{office}{line}",
    }[style.phone]


def _identifier(value: str, language: Language, style: Style) -> str:
    if style.grouped == "groups" and len(value) == 13 and value.isdigit():
        return f"{value[:4]} {value[4:9]} {value[9:]}"  # as a Guatemalan CUI is printed
    return value


def _integer(value: str, language: Language, style: Style) -> str:
    unit = {"en": "years", "es": "años"}[language]
    return f"{value} {unit}" if style.unit else value


def _category(value: str, language: Language, style: Style) -> str:
    word = {"en": "Category", "es": "Categoría"}[language]
    return f"{word} {value}" if style.category == "long" else value


def _us_state(value: str, language: Language, style: Style) -> str:
    names = section(table("words.toml"), "states")
    return str(names.get(value, value)) if style.state == "name" else value


_SHAPES: Final[dict[str, Callable[[str, Language, Style], str]]] = {
    "date": _date,
    "datetime": _datetime,
    "a_number": _a_number,
    "phone": _phone,
    "identifier": _identifier,
    "integer": _integer,
    "category": _category,
    "us_state": _us_state,
}
