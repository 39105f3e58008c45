"""Words of a form, English or Spanish -> the closed lists of the vocabulary."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from records.cleaning import collapse, fold

_DATA: Final = Path(__file__).with_name("relationships.toml")

ListName = Literal["relationship", "agency", "sex", "role", "flag"]

RELATIONSHIPS: Final = (
    "mother", "father", "parent", "stepparent", "legal_guardian", "foster_parent", "godparent",
    "spouse_partner", "sibling", "grandparent", "aunt_uncle", "cousin", "other_relative",
    "family_friend", "unrelated", "unknown",
)  # fmt: skip
"""The closed list of the kind relationship."""

_CATEGORY: Final = re.compile(
    r"(?:orr )?(?:sponsor )?(?:(?:category|categor[ií]a|cat)\b\.? ?(?:no\.?|#|:)? ?)?"
    r"([1-4]) ?-? ?(?:\(?([ab])\b\)?)?(?: ?(?:\(.*\)|[-:\u2013] ?[a-z\u00e0-\u00ff ,/()]*))?",
    re.IGNORECASE,
)
_TICKS: Final = frozenset("\u2713\u2714\u2612\u2611\u2717\u2718")


class _Lists(TypedDict):
    skipped: list[str]
    trailing: list[str]
    relationship: dict[str, list[str]]
    agency: dict[str, list[str]]
    sex: dict[str, list[str]]
    role: dict[str, list[str]]
    flag: dict[str, list[str]]


@cache
def _lists() -> _Lists:
    return TypeAdapter(_Lists).validate_python(tomllib.loads(_DATA.read_text(encoding="utf-8")))


@cache
def words_of(name: ListName) -> dict[str, str]:
    """Return folded phrase -> value of one closed list, the values themselves included."""
    groups = _lists()[name]
    table = {fold(word): value for value, words in groups.items() for word in words}
    return table | {fold(value): value for value in groups}


def parse_relationship(text: str) -> str | None:
    """Return the relationship that a phrase names ("her maternal aunt", "tía materna"), or None."""
    table, folded = words_of("relationship"), fold(text)
    while folded not in table:
        shorter = _without_modifier(folded)
        if shorter is None:
            return None
        folded = shorter
    return table[folded]


def _without_modifier(folded: str) -> str | None:
    """Return the phrase without one leading or trailing modifier, or None where it has none."""
    for word in _lists()["skipped"]:
        if folded.startswith(f"{word} "):
            return folded[len(word) + 1 :]
    for word in _lists()["trailing"]:
        if folded.endswith(f" {fold(word)}"):
            return folded[: -len(fold(word)) - 1]
    return None


def parse_agency(text: str) -> str | None:
    """Return the agency that a name stands for, or None ("ICE" alone may be two of them)."""
    table, folded = words_of("agency"), fold(text)
    for prefix in ("", "the ", "u s ", "us ", "dhs "):
        if folded.startswith(prefix) and folded[len(prefix) :] in table:
            return table[folded[len(prefix) :]]
    bare = re.sub(r" (?:agents?|officers?|agentes|oficiales)$", "", folded)
    return table.get(bare)


def parse_role(text: str) -> str | None:
    """Return what a paper shows its subject to be, or None."""
    return words_of("role").get(fold(text))


def parse_sex(text: str, *, language: Literal["en", "es"]) -> str | None:
    """Return M, F, X or U, or None.

    On a Spanish page M alone may be Masculino or Mujer and gives None, H is Hombre; a form that
    prints both options says which by its `choices`.
    """
    folded = fold(text)
    letters = {"en": {"m": "M", "f": "F"}, "es": {"h": "M", "f": "F"}}[language]
    if len(folded) == 1 and folded.isalpha() and folded not in "xu":
        return letters.get(folded)
    return words_of("sex").get(folded)


def parse_category(text: str) -> str | None:
    """Return the ORR sponsor category 1, 2, 2A, 2B, 3 or 4, or None."""
    match = _CATEGORY.fullmatch(collapse(text))
    if match is None:
        return None
    value = match[1] + (match[2] or "").upper()
    return value if len(value) == 1 or value[0] == "2" else None


def parse_flag(text: str, *, language: Literal["en", "es"]) -> str | None:
    """Return "true" or "false" for an answer or a tick, or None; an empty box says nothing."""
    clean = collapse(text).strip("[]() ")
    if clean in _TICKS:
        return "true"
    folded = fold(clean)
    if folded == "s":
        return "true" if language == "es" else None
    return words_of("flag").get(folded)
