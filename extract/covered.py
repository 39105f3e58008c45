"""What lies on a place of a page, and whether anything stands there: bars, stamps, tick boxes, ink."""

from __future__ import annotations

from typing import Final

from extract.found import Sheet
from extract.marks import Tick, ink_share, without
from extract.page import ReadPage
from records.types import BBox, Reading, Word

BLANK_AREA: Final = 4.0
"""Square points of ink under which a place counts as empty: specks; one printed digit has about
6."""
RIM: Final = 1.5
"""Points along the edge of a place that are left out of the ink test: what is left of a rule."""
LABEL_RIM: Final = 1.0
"""Points around a printed label that its own ink may reach."""
BAR_TOUCH: Final = 12.0
"""Square points of a bar inside a place from which it may cover part of the answer: one letter."""


def reading_of(sheet: Sheet, words: tuple[Word, ...], region: BBox, *, redactable: bool) -> Reading:
    """Name what a region shows. A name or number beside a bar is what the bar left of it: redacted."""
    if bars_in(sheet.page, region) and (redactable or not words):
        return Reading.REDACTED
    if words:
        return Reading.PRESENT
    if bars_at(sheet.page, region):
        return Reading.REDACTED
    return Reading.BLANK if is_clear(sheet, region) else Reading.ILLEGIBLE


def is_clear(sheet: Sheet, place: BBox) -> bool:
    """Say whether a place holds no ink but printed labels and specks; False where nothing was measured."""
    region = place.grown(x=-RIM, y=-RIM)
    if sheet.ink is None or region.width <= 0 or region.height <= 0:
        return False
    if bars_at(sheet.page, place) or stamps_at(sheet.page, place):
        return False
    printed = {w.bbox for hit in sheet.labels for w in hit.words} | {w.bbox for w in sheet.items}
    near = tuple(box.grown(x=LABEL_RIM, y=LABEL_RIM) for box in printed if region.holds(box))
    rest = ink_share(without(sheet.ink, near), region)
    return rest * region.area < BLANK_AREA


def bars_in(page: ReadPage, region: BBox) -> tuple[BBox, ...]:
    """Return the redaction bars that cover a region, or lie in it."""
    return tuple(
        b for b in page.marks.bars if region.overlap(b) > 0.5 * min(b.area, max(region.area, 1.0))
    )


def bars_at(page: ReadPage, region: BBox) -> tuple[BBox, ...]:
    """Return the redaction bars that reach into a region, however small a part of either it is."""
    inner = region.grown(x=-RIM, y=-RIM)
    return tuple(b for b in page.marks.bars if inner.overlap(b) > BAR_TOUCH)


def stamps_at(page: ReadPage, place: BBox) -> bool:
    """Say whether a stamp lies on a place: it may hide something there, or be taken for it."""
    return sum(place.overlap(strip) for strip in page.marks.stamps) >= BLANK_AREA


def ticks_in(page: ReadPage, region: BBox) -> tuple[Tick, ...]:
    """Return the tick boxes of a region."""
    return tuple(t for t in page.marks.ticks if region.holds(t.bbox))
