"""Countries, states and postal codes, as written in English or Spanish, in their canonical form.

Names come from CLDR (babel) and ISO 3166 (pycountry); `places.toml` adds demonyms and everyday
names. The tables are built on first use and kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from records.cleaning import collapse, fold

_DATA: Final = Path(__file__).with_name("places.toml")

FUZZY_MIN_LETTERS: Final = 6
"""Shorter names have neighbours one letter away (Iran, Iraq; Mali, Malta): they must be exact."""

FUZZY_TWO_EDITS: Final = 10
"""From this many letters on, two wrong letters are still told apart from every other country."""

LOWEST_ZIP: Final = 501
"""00501 (Holtsville, New York) is the lowest code in use."""

_REPUBLIC: Final = re.compile(r"(?:the |la )?republi[ck]a? (?:de |of |del )(?:the )?")
_DIGITS_AS_LETTERS: Final = str.maketrans("015", "ois")


class _Places(TypedDict):
    ambiguous: list[str]
    names: dict[str, list[str]]
    demonyms: dict[str, list[str]]
    states: dict[str, list[str]]
    zip_prefixes: dict[str, list[tuple[int, int]]]


@cache
def _places() -> _Places:
    return TypeAdapter(_Places).validate_python(tomllib.loads(_DATA.read_text(encoding="utf-8")))


def _library_names() -> Iterator[tuple[str, str]]:
    """Yield (name, alpha-3) of every country in English and Spanish."""
    import pycountry
    from babel import Locale

    territories = [Locale("en").territories, Locale("es").territories]
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            if name := getattr(country, attribute, None):
                yield str(name), country.alpha_3
        for table in territories:
            if name := table.get(country.alpha_2):
                yield name, country.alpha_3


@cache
def country_names() -> dict[str, str]:
    """Return folded name or demonym -> alpha-3, without names that two countries share."""
    places = _places()
    table: dict[str, str] = {}
    clashes = {fold(name) for name in places["ambiguous"]}
    for name, code in _library_names():
        if table.setdefault(fold(name), code) != code:
            clashes.add(fold(name))
    names = {name: code for name, code in table.items() if name not in clashes}
    for group in (places["names"], places["demonyms"]):
        names |= {fold(name): code for code, written in group.items() for name in written}
    return names


@cache
def state_names() -> dict[str, str]:
    """Return folded state name, English or Spanish -> USPS code."""
    groups = _places()["states"]
    return {fold(name): code for code, written in groups.items() for name in written}


def parse_country(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code of a name, demonym or upper-case alpha-3 code, or None.

    A misread letter or two is forgiven where only one country is near (`is_near_country` tells).
    Two-letter codes are refused: OCR makes them out of anything.
    """
    clean = collapse(text)
    if re.fullmatch("[A-Z]{3}", clean) and clean in _codes():
        return clean
    return _exact_country(fold(text)) or _near_country(fold(text))


def is_near_country(text: str) -> bool:
    """Return whether `parse_country` had to forgive misread letters in `text`."""
    clean = collapse(text)
    if re.fullmatch("[A-Z]{3}", clean) and clean in _codes():
        return False
    return _exact_country(fold(text)) is None and _near_country(fold(text)) is not None


@cache
def _codes() -> frozenset[str]:
    return frozenset(code for _, code in _library_names())


def _exact_country(folded: str) -> str | None:
    names = country_names()
    bare = _REPUBLIC.sub("", folded, count=1) if _REPUBLIC.match(folded) else folded
    return names.get(folded) or names.get(bare.removeprefix("the "))


def _near_country(folded: str) -> str | None:
    """Return the only country within reach of a misread name, none other being one edit farther."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    text = folded.translate(_DIGITS_AS_LETTERS)
    if (
        len(text) < FUZZY_MIN_LETTERS
        or folded in state_names()
        or text in {fold(n) for n in _places()["ambiguous"]}
    ):
        return None
    reach = 2 if len(text) >= FUZZY_TWO_EDITS else 1
    names = [name for name in country_names() if len(name) >= FUZZY_MIN_LETTERS]
    found = process.extract(text, names, scorer=OSA.distance, score_cutoff=reach + 1, limit=None)
    if not found:
        return None
    best = min(edits for _, edits, _ in found)
    near = {country_names()[name] for name, edits, _ in found if edits <= best + 1}
    return near.pop() if best <= reach and len(near) == 1 else None


def parse_state(text: str) -> str | None:
    """Return the USPS code of a state's name, or of a code in capitals (TX, N.Y.), or None."""
    clean = collapse(text)
    if re.fullmatch(r"[A-Z]\.? ?[A-Z]\.?", clean):
        code = re.sub("[^A-Z]", "", clean)
        return code if code in _places()["states"] else None
    return state_names().get(fold(text))


def parse_zip(text: str) -> str | None:
    """Return a ZIP code as 12345 or 12345-6789, or None."""
    match = re.fullmatch(r"([0-9]{5})(?: ?[-\u2013 ]? ?([0-9]{4}))?", collapse(text).rstrip("-"))
    if match is None or int(match[1]) < LOWEST_ZIP:
        return None
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def zip_in_state(zip_code: str, state: str) -> bool:
    """Return whether a canonical ZIP code lies in the state of that USPS code."""
    prefix = int(zip_code[:3])
    ranges = _places()["zip_prefixes"].get(state, [])
    return any(first <= prefix <= last for first, last in ranges)
