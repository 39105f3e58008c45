"""Words of a place that no printed label claims."""

from __future__ import annotations

import re
from typing import Final

from extract.covered import ticks_in
from extract.found import Sheet
from extract.labels import folded
from records.forms import FieldSpec
from records.types import BBox, Word

HEADING_WORDS: Final = 3
"""A heading of so many words is print; a shorter one ("Mother") may be somebody's answer."""
SEPARATOR: Final = re.compile(r"[;&/]")
SPECK: Final = 3.0
"""A word lower than this many points is a speck."""
REACH_RIGHT: Final = 420.0


def free_words(sheet: Sheet, region: BBox, box: BBox) -> tuple[Word, ...]:
    """Return the words in a region and its box that are neither printed labels, their numbers nor headings.

    What may part two answers stays between them.
    """
    headings = (h for h in sheet.sections if len(h.words) >= HEADING_WORDS)
    printed = {id(w) for h in (*sheet.labels, *headings) for w in h.words}
    printed |= {id(w) for w in sheet.items}
    free = tuple(
        w
        for w in sheet.page.words
        if region.holds(w.bbox) and box.holds(w.bbox) and id(w) not in printed
    )
    told = tuple(w for w in free if is_told(w) or SEPARATOR.fullmatch(w.text))
    return told if any(is_told(w) for w in told) else ()


def is_told(word: Word) -> bool:
    """Leave out specks that OCR took for print."""
    return bool(folded(word.text)) and word.bbox.height >= SPECK


def has_ticks(sheet: Sheet, spec: FieldSpec, region: BBox) -> bool:
    """Say whether a field with options has tick boxes in a region."""
    return bool(spec.choices) and bool(ticks_in(sheet.page, region))


def one_line(a: BBox, b: BBox) -> bool:
    """Say whether two boxes stand beside each other."""
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.height, b.height)
