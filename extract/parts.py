"""One value that a form asks for in several boxes: first and second surname, day, month and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from extract.found import Found
from records.cleaning import is_placeholder, is_reference
from records.forms import FieldSpec, FormSpec
from records.types import Reading, union

WORST_FIRST: Final = (Reading.REDACTED, Reading.ILLEGIBLE, Reading.PRESENT, Reading.BLANK)
"""What a value shows whose parts show different things: an unreadable part spoils the whole."""
RIM: Final = " _-\u2013\u2014"
"""What a reader makes of the line that a part is written on."""
LINE: Final = 1000.0
"""A part on another line is farther than any on the same one, in points."""


def join_parts(found: Sequence[Found], form: FormSpec) -> list[Found]:
    """Return the finds with the parts of each value joined, in the order of their numbers.

    Parts that belong together stand on one page, nearest to the first. A value that lacks a part is
    marked as not `whole`: half a surname is another surname.
    """
    joined = [f for f in found if f.spec.part is None]
    groups: dict[tuple[str, int], list[Found]] = defaultdict(list)
    for item in found:
        if item.spec.part is not None:
            groups[(item.spec.name, item.page)].append(item)
    for (name, _), items in groups.items():
        joined += _values(items, needed=_numbers(form, name))
    return joined


def _numbers(form: FormSpec, name: str) -> dict[int, bool]:
    """Return the numbers of a field's parts, and whether the form always asks for that part."""
    numbers: dict[int, bool] = {}
    for spec in form.fields:
        if spec.name == name and spec.part is not None:
            numbers[spec.part] = numbers.get(spec.part, False) or not spec.optional
    return dict(sorted(numbers.items()))


def _values(items: list[Found], *, needed: dict[int, bool]) -> list[Found]:
    first, *rest = needed
    waiting = {number: [i for i in items if i.spec.part == number] for number in needed}
    values = []
    for head in waiting[first]:
        parts, whole = [head], True
        for number in rest:
            nearest = min(waiting[number], key=lambda other: _distance(head, other), default=None)
            if nearest is None:
                whole = whole and not needed[number]
                continue
            waiting[number].remove(nearest)
            parts.append(nearest)
        values.append(_join(parts, whole=whole))
    left = [other for number in rest for other in waiting[number]]
    return values + [replace(other, whole=False) for other in left]


def _distance(a: Found, b: Found) -> tuple[float, float]:
    shared = min(a.region.bottom, b.region.bottom) - max(a.region.top, b.region.top)
    beside = shared > 0.5 * min(a.region.height, b.region.height)
    down = 0.0 if beside else LINE + abs(b.region.top - a.region.top)
    return down, abs(b.region.x0 - a.region.x0)


def _join(parts: list[Found], *, whole: bool) -> Found:
    head = parts[0]
    told = [p for p in parts if p.reading is not Reading.BLANK and not is_placeholder(p.text)]
    readings = {p.reading for p in told} or {head.reading}
    reading = next((r for r in WORST_FIRST if r in readings), head.reading)
    written = told if reading is Reading.PRESENT else []
    return replace(
        head,
        words=tuple(word for part in written for word in part.words),
        region=union(tuple(part.region for part in parts)),
        reading=reading,
        quality=min(part.quality for part in parts),
        text=joined_text([(part.spec, part.text) for part in written]),
        section=all(part.section for part in parts),
        bounded=all(part.bounded for part in parts),
        touched=any(part.touched for part in parts),
        whole=whole
        and (not told or head in told)
        and all(part.whole and not is_reference(part.text) for part in parts),
        parts=tuple(parts),
    )


def joined_text(texts: Sequence[tuple[FieldSpec, str]]) -> str:
    """Join the texts of a value's parts, each with what its form puts before it; empty ones are left out."""
    text, first = "", None
    for spec, raw in texts:
        first, part = first or spec, raw.strip(RIM)
        if part:
            text += (spec.joined_by or first.joined_by or " ") + part if text else part
    return text
