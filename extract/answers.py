"""Where the answer to a printed label stands: in its ruled box, in the box beside or below, or in none."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extract.covered import RIM, bars_in, is_clear, stamps_at
from extract.entries import found_each
from extract.found import Found, Sheet
from extract.free import REACH_RIGHT, free_words, has_ticks, one_line
from extract.labels import Hit
from extract.layout import CELL_SHARE
from extract.region import found_in
from extract.unruled import open_answer
from records.forms import FieldSpec
from records.types import BBox, Reading, Word

RISE: Final = 12.0
"""So many points above its label an answer beside it may stand: on a crooked page, or written by hand."""


def answers_to(sheet: Sheet, hit: Hit, spec: FieldSpec) -> list[Found]:
    """Return what stands where the answer to a label stands; a table's column gives one find a row."""
    box, quality = _cell(sheet, hit), hit.quality / 100
    if box is None:
        return open_answer(sheet, hit, spec)
    region = _own_part(sheet, hit, box)
    words = free_words(sheet, region, box)
    risen = _risen(sheet, hit, region, box)
    above = free_words(sheet, risen, box)
    if words and len(above) > len(words) and not _is_over(above, region, hit):
        region, words = risen, above
    hidden = bars_in(sheet.page, region) or stamps_at(sheet.page, region)
    if words or has_ticks(sheet, spec, region) or hidden:
        return found_each(sheet, spec, words, region, step="label@1", quality=quality)
    places = _neighbours(sheet, box, column=spec.repeats) or _beyond(sheet, hit, box)
    clear = is_clear(sheet, region)
    find = found_each if len(places) == 1 else _found_one
    answers = [
        item
        for p in places
        for item in find(sheet, spec, free_words(sheet, p, p), p, step="label@1", quality=quality)
    ]
    if answers and (clear or any(a.reading is not Reading.BLANK for a in answers)):
        return answers
    return [found_in(sheet, spec, words, region, step="label@1", quality=quality)]


def _found_one(
    sheet: Sheet,
    spec: FieldSpec,
    words: tuple[Word, ...],
    region: BBox,
    *,
    step: str,
    quality: float,
) -> list[Found]:
    """Return the one find of a table's cell: a row may take two lines."""
    return [found_in(sheet, spec, words, region, step=step, quality=quality)]


def _cell(sheet: Sheet, hit: Hit) -> BBox | None:
    if hit.box is None:
        return None
    box = sheet.page.marks.boxes[hit.box]
    whole = sheet.page.width * sheet.page.height
    return box if box.area <= CELL_SHARE * whole and box.height < 0.2 * sheet.page.height else None


def _own_part(sheet: Sheet, hit: Hit, box: BBox) -> BBox:
    """Cut from a box the part that belongs to one of its labels: right of it and below it."""
    others = [
        h.bbox
        for h in sheet.labels
        if h.bbox != hit.bbox and box.holds(h.bbox) and not _overlaps(h.bbox, hit.bbox)
    ]
    beside = [o for o in others if one_line(o, hit.bbox)]
    under = [o for o in others if o.top >= hit.bbox.bottom - 2]
    right = min((o.x0 for o in beside if o.x0 >= hit.bbox.x1), default=box.x1)
    left = hit.bbox.x0 - 3 if any(o.x1 <= hit.bbox.x0 for o in beside) else box.x0
    bottom = min((o.top for o in under if o.x0 < right and o.x1 > left), default=box.bottom)
    return BBox(x0=left, top=min(hit.bbox.top, bottom), x1=right, bottom=bottom)


def _risen(sheet: Sheet, hit: Hit, region: BBox, box: BBox) -> BBox:
    """Return a region with the strip above it, where no other label of its box stands there."""
    over = [
        h.bbox.bottom
        for h in sheet.labels
        if box.holds(h.bbox)
        and h.bbox.bottom <= hit.bbox.top + 2
        and h.bbox.x0 < region.x1
        and h.bbox.x1 > region.x0
    ]
    top = max([box.top + RIM, hit.bbox.top - RISE, *over])
    return replace(region, top=min(top, region.top))


def _is_over(words: tuple[Word, ...], region: BBox, hit: Hit) -> bool:
    """Say whether words above a region begin over its label: under another label, not beside this."""
    return any(w.bbox.x0 < hit.bbox.x1 and not region.holds(w.bbox) for w in words)


def _overlaps(a: BBox, b: BBox) -> bool:
    return a.overlap(b) > 0


def _neighbours(sheet: Sheet, box: BBox, *, column: bool) -> list[BBox]:
    """Return the unlabelled box right of `box`, or the one below it (all below it for a `column`)."""
    free = [
        b
        for b in sheet.page.marks.boxes
        if b != box and not any(b.holds(h.bbox) for h in sheet.labels)
    ]
    right = [b for b in free if abs(b.x0 - box.x1) < 6 and one_line(b, box)]
    if right:
        return right[:1]
    found: list[BBox] = []
    last = box
    for below in sorted(free, key=lambda b: b.top):
        shared = min(below.x1, box.x1) - max(below.x0, box.x0)
        if abs(below.top - last.bottom) < 6 and shared > 0.6 * max(box.width, below.width):
            found.append(below)
            last = below
    return found if column else found[:1]


def _beyond(sheet: Sheet, hit: Hit, box: BBox) -> list[BBox]:
    """Return the strip right of a label's box where something stands that no other label announces."""
    strip = BBox(
        x0=box.x1, top=hit.bbox.top - 3, x1=box.x1 + REACH_RIGHT, bottom=hit.bbox.bottom + 3
    )
    edge = min(
        (b.x0 for b in (h.bbox for h in sheet.labels) if strip.holds(b)),
        default=min(strip.x1, sheet.page.width),
    )
    strip = replace(strip, x1=edge)
    written = free_words(sheet, strip, strip) or bars_in(sheet.page, strip)
    return [strip] if written or not is_clear(sheet, strip) else []
