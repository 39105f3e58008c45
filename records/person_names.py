"""Names, addresses and free text: kept as written, refused where they cannot be one."""

from __future__ import annotations

import re
from typing import Final

from records.cleaning import collapse, fold, is_placeholder, is_redaction, is_smudge

LONGEST_NAME: Final = 100
LONGEST_ADDRESS: Final = 300

SHAPE: Final = re.compile(
    r"['\u2019\u02bc]?[^\W\d_](?:(?:[^\W\d_]|[ .'\u2019\u02bc\u0300-\u036f-])*"
    r"(?:[^\W\d_]|[.'\u2019\u02bc\u0300-\u036f]))?"
)
"""What any name looks like: letters of any script, spaces, points, apostrophes, hyphens inside."""

_SUFFIX: Final = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_LABEL_WORDS: Final = (
    "name|names|last name|first name|middle name|last|first|middle|family name|given name|"
    "given names|surname|full name|maiden name|nombre|nombres|apellido|apellidos|"
    "nombre completo|nombre y apellidos|primer nombre|segundo nombre|primer apellido|"
    "segundo apellido|mother|father|sponsor|minor|child|subject|alien|madre|padre|menor|"
    "patrocinador|signature|firma|print name|printed name|date|fecha|redacted|signed|caps|"
    "last first middle|last first|first last|unnamed|no name|sin nombre"
)
_LABELS: Final = frozenset(_LABEL_WORDS.split("|"))
"""Printed labels and role words that are read in a name's place when the box is empty."""


def parse_name(text: str) -> str | None:
    """Return a name or part of one as written, spaces collapsed, or None.

    Digits, brackets, commas, redaction codes, placeholders and printed labels are no names.
    """
    clean = collapse(text).strip(" ,;:")
    if not 1 <= len(clean) <= LONGEST_NAME or is_redaction(clean) or is_placeholder(clean):
        return None
    if not _is_name_like(clean) or fold(clean) in _LABELS or is_smudge(clean):
        return None
    return clean


def _is_name_like(clean: str) -> bool:
    """Whether all is letters and the marks of names, and every word has a letter."""
    has_letter = all(any(char.isalpha() for char in word) for word in clean.split(" "))
    return has_letter and SHAPE.fullmatch(clean) is not None


def parse_full_name(text: str) -> str | None:
    """Return given names then family names, or None; "Family, Given" is turned round, once.

    More than one comma (a suffix such as Jr. aside) is a list, not a name.
    """
    clean = collapse(text).strip(" ,;:")
    parts = [part.strip() for part in clean.split(",")]
    suffix = parts.pop() if len(parts) > 1 and _SUFFIX.fullmatch(parts[-1]) else ""
    if len(parts) == 2 and all(parse_name(part) for part in parts):
        parts = [f"{parts[1]} {parts[0]}"]
    if len(parts) != 1 or not parts[0]:
        return None
    return parse_name(f"{parts[0]} {suffix}".strip())


def parse_address(text: str) -> str | None:
    """Return an address on one line, as written, or None; line breaks become commas."""
    lines = re.sub(r"\s*[\r\n\u2028\u2029]+\s*", ", ", text)
    clean = re.sub(r"(?:\s*,)+", ",", collapse(lines)).strip(" ,;:")
    letters = sum(char.isalpha() for char in clean)
    if letters < 3 or not 5 <= len(clean) <= LONGEST_ADDRESS:
        return None
    return None if is_placeholder(clean) or is_redaction(clean) else clean


def parse_text(text: str) -> str | None:
    """Return free text, spaces collapsed, without commas at its ends, or None where it says nothing."""
    clean = _without_lone_bracket(collapse(text).strip(" ,;:"))
    if not any(char.isalnum() for char in clean) or is_smudge(clean):
        return None
    return None if is_placeholder(clean) or is_redaction(clean) else clean


def _without_lone_bracket(text: str) -> str:
    """Return a text without brackets at an end that have no partner: "08/01/07)" was cut."""
    if "(" not in text:
        text = text.rstrip(") ,;:")
    return text if ")" in text else text.lstrip("( ,;:")
