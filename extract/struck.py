"""Words crossed out on a read page, and what was written in their stead."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from extract.labels import folded
from extract.layout import smallest_box
from extract.page import ReadPage
from records.types import BBox, Word, union

SHARE: Final = 0.5
"""A word is struck where so much of it lies in the box of a word that is, as another reader saw it."""
OVER: Final = 16.0
"""So many points above or under a word its correction stands."""
BESIDE: Final = 150.0


def is_struck(page: ReadPage, word: Word) -> bool:
    """Say whether somebody crossed a word out."""
    return any(word.bbox.overlap(b) > SHARE * max(word.bbox.area, 0.1) for b in page.marks.strikes)


def is_overwritten(page: ReadPage, word: Word) -> bool:
    """Say whether a word stands on correction fluid, or one of its digits was written over another."""
    spots = page.marks.overwritten + page.marks.patches
    return any(word.bbox.overlap(b) > SHARE * max(word.bbox.area, 0.1) for b in spots)


def split_struck(
    page: ReadPage, words: tuple[Word, ...]
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Split words into those left standing and those crossed out."""
    if not page.marks.strikes:
        return words, ()
    struck = tuple(w for w in words if is_struck(page, w))
    return tuple(w for w in words if w not in struck), struck


def written_near(page: ReadPage, struck: tuple[Word, ...], printed: Set[int]) -> tuple[Word, ...]:
    """Return the words above, right of or under crossed-out ones: what was meant instead, perhaps.

    They stand in the same ruled box, if there is one; `printed` are the ids of a form's own words.
    """
    place = union(tuple(w.bbox for w in struck))
    boxes = page.marks.boxes
    home = smallest_box(place, boxes)
    reaches = (
        BBox(x0=place.x0 - 4, top=place.top - OVER, x1=place.x1 + OVER, bottom=place.top),
        BBox(x0=place.x1, top=place.top - 3, x1=place.x1 + BESIDE, bottom=place.bottom + 3),
        BBox(x0=place.x0 - 4, top=place.bottom, x1=place.x1 + OVER, bottom=place.bottom + OVER),
    )
    for reach in reaches:
        found = tuple(
            w
            for w in page.words
            if reach.holds(w.bbox)
            and id(w) not in printed
            and folded(w.text)
            and not is_struck(page, w)
            and smallest_box(w.bbox, boxes) == home
        )
        if found:
            return found
    return ()
