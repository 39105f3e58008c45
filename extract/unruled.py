"""The answer to a label that stands in no ruled box: right of it, over the line it captions, or under it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extract.choices import place_on
from extract.covered import bars_in, is_clear
from extract.entries import found_each
from extract.found import Found, Sheet
from extract.free import REACH_RIGHT, free_words, has_ticks, one_line
from extract.labels import Hit
from extract.layout import smallest_box
from extract.marked import with_rows
from extract.region import found_in
from extract.run_on import next_lines
from records.forms import FieldSpec
from records.types import BBox, union

REACH_BELOW: Final = 1.6
"""Outside ruled boxes an answer stands within so many label heights below its label."""
LINE_ROOM: Final = 22.0
"""So many points above a rule, a signature or an answer written on it stands."""


def open_answer(sheet: Sheet, hit: Hit, spec: FieldSpec) -> list[Found]:
    """Return the answer to a label outside any cell: right of it, or else under it."""
    page = sheet.page
    height = max(7.0, hit.bbox.height)
    starts = (*(h.bbox for h in sheet.labels), *(w.bbox for w in sheet.items))
    line = [b for b in starts if b.x0 >= hit.bbox.x1 and one_line(b, hit.bbox)]
    edge = min((b.x0 for b in line), default=min(page.width, hit.bbox.x1 + REACH_RIGHT))
    frame = smallest_box(hit.bbox, page.marks.boxes)
    if frame is not None:
        edge = min(edge, page.marks.boxes[frame].x1)
    right = BBox(x0=hit.bbox.x1, top=hit.bbox.top - 2, x1=edge, bottom=hit.bbox.bottom + 2)
    if has_ticks(sheet, spec, right):
        right = with_rows(place_on(sheet), spec, right)
    words = free_words(sheet, right, right)
    if words or bars_in(page, right) or has_ticks(sheet, spec, right):
        whole = True
        if words and not has_ticks(sheet, spec, right) and spec.part is None:
            more, sure = next_lines(sheet, hit, right, words)
            whole = sure or not more
            words += more
            right = union((right, *(w.bbox for w in more)))
        found = found_each(sheet, spec, words, right, step="label@1", quality=hit.quality / 100)
        return found if whole else [replace(item, whole=False) for item in found]
    under = BBox(
        x0=hit.bbox.x0 - 4,
        top=hit.bbox.bottom,
        x1=edge,
        bottom=hit.bbox.bottom + REACH_BELOW * height + 4,
    )
    written = _above_line(sheet, hit)
    if written is not None:
        words = free_words(sheet, written, written)
        item = found_in(sheet, spec, words, written, step="label@1", quality=hit.quality / 100)
        meant = words or _is_caption(sheet, hit, written, under)
        return [item if meant else replace(item, bounded=False)]
    below = free_words(sheet, under, under)
    something = below or bars_in(page, under)
    if has_ticks(sheet, spec, under):
        under = with_rows(place_on(sheet), spec, under)
        return found_each(
            sheet, spec, below, under, step="label@1", quality=0.9 * hit.quality / 100
        )
    if "below" in spec.place and not hit.words[-1].text.endswith(":") and something:
        return found_each(
            sheet, spec, below, under, step="label@1", quality=0.9 * hit.quality / 100
        )
    under_it = (r for r in sheet.page.marks.rules if r.y_mid > hit.bbox.y_mid)
    lined = any(right.grown(y=4).holds(rule) for rule in under_it)
    item = found_in(sheet, spec, (), right, step="label@1", quality=hit.quality / 100)
    return [replace(item, bounded=lined)]


def _is_caption(sheet: Sheet, hit: Hit, written: BBox, under: BBox) -> bool:
    """Say whether a label under an empty line is surely its caption and not the heading of a row.

    The row's answer would stand under the label, and the rule above it would head other labels too.
    """
    beside = (h.bbox for h in sheet.labels if h.bbox != hit.bbox and one_line(h.bbox, hit.bbox))
    shared = any(written.x0 <= b.x_mid <= written.x1 for b in beside)
    return not shared and is_clear(sheet, replace(under, bottom=under.bottom + under.height))


def _above_line(sheet: Sheet, hit: Hit) -> BBox | None:
    """Return the place above the rule whose caption a label is ("Signature", "Date" under a line)."""
    for rule in sheet.page.marks.rules:
        near = hit.bbox.top - rule.bottom <= 8 and rule.bottom < hit.bbox.y_mid
        over = rule.x0 <= hit.bbox.x1 + 20 and rule.x1 >= hit.bbox.x0
        if near and over and rule.width < 0.7 * sheet.page.width:
            top = rule.top - LINE_ROOM
            captions = [
                h.bbox.bottom
                for h in sheet.labels
                if h.bbox.bottom < rule.top and h.bbox.x1 > rule.x0 and h.bbox.x0 < rule.x1
            ]
            return BBox(
                x0=min(rule.x0, hit.bbox.x0) - 2,
                top=max([top, *captions]),
                x1=rule.x1 + 2,
                bottom=rule.bottom + 2,
            )
    return None
