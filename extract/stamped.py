"""Words of a read page that are a stamp's own, and finds that a stamp lies on or close to."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extract.covered import stamps_at, ticks_in
from extract.found import Found
from extract.page import ReadPage
from records.types import BBox, Word

SHARE: Final = 0.5
"""A word is a stamp's where so much of both overlaps: it and a word that is, as another reader saw it."""
BESIDE: Final = (0.8, 6.0, 0.5)
"""Heights of a word before it, after it, and over and under it, within which a stamp may hide what goes on
there: a word that it crosses in part is often not read at all."""
TICK: Final = 3.0


def without_stamps(page: ReadPage) -> ReadPage:
    """Return a page without the words of its stamps, which answer no question of a form."""
    own = page.marks.stamp_words
    if not own:
        return page
    left = tuple(w for w in page.words if not any(_is_same(w.bbox, b) for b in own))
    return replace(page, words=left)


def _is_same(one: BBox, other: BBox) -> bool:
    return one.overlap(other) > SHARE * max(one.area, other.area)


def is_stamped(found: Found, page: ReadPage) -> bool:
    """Say whether a stamp lies on what was found or close by, or where nothing was found.

    One elsewhere in the box of a value costs nothing, and one that a form asks for is an answer itself.
    """
    if not page.marks.stamps or found.step == "margin@1":
        return False
    if found.parts:
        return any(is_stamped(part, page) for part in found.parts)
    places = [_around(w) for w in found.words]
    if found.ticks.options or found.spec.captions:
        places += [t.bbox.grown(x=TICK, y=TICK) for t in ticks_in(page, found.region)]
    return any(stamps_at(page, place) for place in places or [found.region])


def _around(word: Word) -> BBox:
    height = word.bbox.height
    near = word.bbox.grown(x=BESIDE[0] * height, y=BESIDE[2] * height)
    return replace(near, x1=word.bbox.x1 + BESIDE[1] * height)
