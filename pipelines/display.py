"""How a field is shown to a person: its colour, its words, and page text made safe to look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from records.types import BBox, Decision, Field, Origin, Reading


class Tone(StrEnum):
    """The one colour a field is drawn in."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REDACTED = "redacted"
    ILLEGIBLE = "illegible"
    PERSON = "person"


TONE_LABELS: Final[dict[Tone, str]] = {
    Tone.ACCEPTED: "accepted",
    Tone.REVIEW: "in review",
    Tone.REDACTED: "redacted",
    Tone.ILLEGIBLE: "illegible",
    Tone.PERSON: "by a person",
}

COLOURS: Final[dict[Tone, tuple[int, int, int]]] = {
    Tone.ACCEPTED: (0, 158, 115),
    Tone.REVIEW: (230, 159, 0),
    Tone.REDACTED: (68, 68, 68),
    Tone.ILLEGIBLE: (213, 94, 0),
    Tone.PERSON: (0, 114, 178),
}
"""Red, green, blue of Okabe and Ito's palette (Color Universal Design, 2008)."""

DARK_TEXT: Final = frozenset({Tone.REVIEW})
"""Tones on which black text reads better than white."""

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories without a shape: controls, bidi marks, half surrogates, unassigned."""
_KEPT: Final = frozenset("\n")


def tone_of(field: Field) -> Tone:
    """Return the colour of a field: by a person first, then by reading, then by decision."""
    if field.origin is Origin.PERSON:
        return Tone.PERSON
    if field.reading is Reading.REDACTED:
        return Tone.REDACTED
    if field.reading is Reading.ILLEGIBLE:
        return Tone.ILLEGIBLE
    return Tone.REVIEW if field.decision is Decision.REVIEW else Tone.ACCEPTED


def label_of(field: Field) -> str:
    """Return the name of a field, with its index where it is not the first of its role."""
    return f"{field.name}[{field.index}]" if field.index else field.name


def split_visible(text: str) -> Iterator[tuple[str, bool]]:
    """Yield `(piece, is_hidden)`; a character that would not show comes alone, as U+xxxx.

    So do marks that turn the direction of text, tabs and carriage returns. Line feeds stay.
    """
    for is_hidden, piece in _runs(text):
        if is_hidden:
            yield from ((f"U+{ord(character):04X}", True) for character in piece)
        else:
            yield piece, False


def visible(text: str) -> str:
    """Return `text` on one line, with characters that would not show written as ⟨U+xxxx⟩."""
    pieces = (f"⟨{piece}⟩" if hidden else piece for piece, hidden in split_visible(text))
    return re.sub(r"\s+", " ", "".join(pieces))


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or _is_hidden(text[end]) != _is_hidden(text[start]):
            yield _is_hidden(text[start]), text[start:end]
            start = end


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and character not in _KEPT


def confidence_text(confidence: float | None) -> str:
    """Return a probability with two decimals, cut and not rounded up, or "uncalibrated"."""
    return "uncalibrated" if confidence is None else f"{int(confidence * 100 + 1e-9) / 100:.2f}"


def certificate_text(certificate: str | None) -> str:
    """Return the name of the certificate, or "uncertified"."""
    return certificate or "uncertified"


def bbox_text(bbox: BBox) -> str:
    """Return a box as four numbers in points: left, top, right, bottom."""
    return f"{bbox.x0:.1f} {bbox.top:.1f} {bbox.x1:.1f} {bbox.bottom:.1f}"
