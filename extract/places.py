"""Where a form leaves room for answers: empty cells, columns of them, lines to write on, form fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from extract.layout import CELL_SHARE
from extract.marks import ink_share
from extract.phrases import Phrase, drawn_lines
from extract.sample import SamplePage, Widget
from extract.unruled import LINE_ROOM
from records.types import BBox, union

TOUCHING: Final = 5.0
"""Points between two cells that share a wall."""
SAME_EDGE: Final = 4.0
UNDERLINED: Final = 0.4
"""A rule is an underline where print stands on this share of it."""
LEAD_IN: Final = 12.0
"""A rule so close to a colon is written on, whatever stands on it."""
DECORATION: Final = 0.8
"""A rule wider than this share of the page, outside any cell, parts the page; nobody writes on it."""
FULL: Final = 0.05
"""Dark share of a place above which something is written in it."""
NARROWEST: Final = 14.0
WIDE: Final = 0.6
SHADED: Final = 0.96
"""Ground below this share of the paper's brightness is a shaded band."""

Kind = Literal["cell", "column", "line", "field"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Room for one answer, or for `rows` answers below each other; `cell` is the ruled box around it.

    `filled` where something is written there.
    """

    bbox: BBox
    kind: Kind
    cell: int | None = None
    rows: int = 1
    filled: bool = False
    widgets: tuple[Widget, ...] = ()


def is_cell(box: BBox, sample: SamplePage) -> bool:
    """Say whether a ruled box is a cell, not the frame of a page; as `extract.find` tells them."""
    page = sample.page
    return box.area <= CELL_SHARE * page.width * page.height and box.height < 0.2 * page.height


def places(sample: SamplePage, found: tuple[Phrase, ...]) -> tuple[Place, ...]:
    """Return the rooms for answers on a page, top to bottom, without those inside a cell with a label."""
    cells = _empty_cells(sample, found)
    columns = _columns(cells, sample, found)
    rooms = [*columns, *_lines(sample, found)]
    for widget in sample.widgets:
        if widget.kind in ("text", "choice"):
            rooms = _with_widget(rooms, widget, sample)
    told = (_told(room, sample) for room in rooms)
    return tuple(sorted(told, key=lambda p: (p.bbox.top, p.bbox.x0)))


def _empty_cells(sample: SamplePage, found: tuple[Phrase, ...]) -> list[Place]:
    """Return the cells to write in: without print, or with print beside or under a shaded label."""
    boxes = sample.page.marks.boxes
    printed: dict[int, list[Phrase]] = {}
    for phrase in found:
        if phrase.box is not None:
            printed.setdefault(phrase.box, []).append(phrase)
    ticks = [t.bbox for t in sample.page.marks.ticks]
    heads = [boxes[n] for n, inside in printed.items() if _is_shaded(inside)]
    cells: list[Place] = []
    for number in sorted(range(len(boxes)), key=lambda n: (boxes[n].top, boxes[n].x0)):
        box, inside = boxes[number], printed.get(number, [])
        holds = any(box.holds(b) for b in boxes if b != box) or any(box.holds(t) for t in ticks)
        if holds or box.width < NARROWEST or box.height > 0.9 * sample.page.height:
            continue
        answered = not _is_shaded(inside) and _is_answer(
            box, heads, [c.bbox for c in cells], narrow=box.width < WIDE * sample.page.width
        )
        if not inside or answered:
            cells.append(Place(bbox=box, kind="cell", cell=number))
    return cells


def _is_shaded(inside: list[Phrase]) -> bool:
    return bool(inside) and all(p.ground < SHADED for p in inside)


def _is_answer(box: BBox, heads: list[BBox], cells: list[BBox], *, narrow: bool) -> bool:
    """Say whether a cell stands right of a shaded one, or under one, or under another answer there."""
    left = any(
        abs(h.x1 - box.x0) < TOUCHING and h.top - 2 < box.y_mid < h.bottom + 2 for h in heads
    )
    return left or (narrow and any(_is_under(box, a) for a in (*heads, *cells)))


def _is_under(box: BBox, above: BBox) -> bool:
    edges = abs(above.x0 - box.x0) < SAME_EDGE and abs(above.x1 - box.x1) < SAME_EDGE
    return edges and abs(box.top - above.bottom) < TOUCHING


def _columns(cells: list[Place], sample: SamplePage, found: tuple[Phrase, ...]) -> list[Place]:
    """Put empty cells that stand on each other together, unless each has its label at the left."""
    done: list[Place] = []
    answers = {c.cell for c in cells}
    found = tuple(p for p in found if p.box not in answers)
    for cell in sorted(cells, key=lambda c: (c.bbox.top, c.bbox.x0)):
        above = next((p for p in done if _is_under(cell.bbox, p.bbox)), None)
        if above is None or _labelled_at_left(cell, sample, found):
            done.append(cell)
        else:
            done[done.index(above)] = replace(
                above, bbox=union((above.bbox, cell.bbox)), rows=above.rows + 1, kind="column"
            )
    return done


def _labelled_at_left(cell: Place, sample: SamplePage, found: tuple[Phrase, ...]) -> bool:
    boxes = sample.page.marks.boxes
    return any(
        p.box is not None
        and abs(boxes[p.box].x1 - cell.bbox.x0) < TOUCHING
        and cell.bbox.top - 2 < p.bbox.y_mid < cell.bbox.bottom + 2
        for p in found
    )


# ---- lines to write on ---------------------------------------------------------------------------


def _lines(sample: SamplePage, found: tuple[Phrase, ...]) -> list[Place]:
    rules = [r for r in sample.page.marks.rules if _is_written_on(r, sample, found)]
    rules += drawn_lines(sample)
    done: list[Place] = []
    for rule in sorted(rules, key=lambda r: (r.top, r.x0)):
        room = _room_over(rule, found)
        above = next((p for p in done if _goes_on(room, p, found)), None)
        if above is None:
            done.append(Place(bbox=room, kind="line"))
        else:
            done[done.index(above)] = replace(above, bbox=union((above.bbox, room)))
    return done


def _is_written_on(rule: BBox, sample: SamplePage, found: tuple[Phrase, ...]) -> bool:
    """Tell a line to write on from a wall of a box, an underline and what parts the page."""
    walls = sample.page.marks.boxes
    if any(_is_wall(rule, b) for b in walls):
        return False
    inside = any(b.holds(rule) and is_cell(b, sample) for b in walls)
    if rule.width > DECORATION * sample.page.width and not inside:
        return False
    led_in = any(
        p.text.endswith(":")
        and -2 <= rule.x0 - p.bbox.x1 < LEAD_IN
        and abs(rule.top - p.bbox.bottom) < 5
        for p in found
    )
    on = [p.bbox for p in found if -4 <= rule.top - p.bbox.bottom < 4 and _shared(p.bbox, rule) > 0]
    return led_in or sum(_shared(b, rule) for b in on) < UNDERLINED * rule.width


def _is_wall(rule: BBox, box: BBox) -> bool:
    beside = _shared(rule, box) > 0.5 * min(rule.width, box.width)
    near = min(abs(rule.y_mid - box.top), abs(rule.y_mid - box.bottom)) < SAME_EDGE
    return beside and near


def _shared(a: BBox, b: BBox) -> float:
    return max(0.0, min(a.x1, b.x1) - max(a.x0, b.x0))


def _room_over(rule: BBox, found: tuple[Phrase, ...]) -> BBox:
    """Return the strip above a line, down from the print over it."""
    over = [
        p.bbox.bottom for p in found if p.bbox.bottom <= rule.top - 4 and _shared(p.bbox, rule) > 0
    ]
    top = max([rule.top - LINE_ROOM, *over])
    return BBox(x0=rule.x0, top=min(top, rule.top - 4), x1=rule.x1, bottom=rule.bottom)


def _goes_on(room: BBox, above: Place, found: tuple[Phrase, ...]) -> bool:
    """Say whether a line is the next one of the same answer: as long, close under it, no print between."""
    a = above.bbox
    edges = abs(a.x1 - room.x1) < 2 * SAME_EDGE and room.x0 <= a.x0 + SAME_EDGE
    close = 0 < room.bottom - a.bottom <= LINE_ROOM + 4
    band = BBox(x0=room.x0 - 90, top=a.bottom, x1=room.x1, bottom=room.bottom)
    return edges and close and not any(band.holds(p.bbox) for p in found)


# ---- form fields ---------------------------------------------------------------------------------


def _with_widget(rooms: list[Place], widget: Widget, sample: SamplePage) -> list[Place]:
    """Give a form field to the room it lies in; one that lies in none is a room of its own."""
    home = next((r for r in rooms if r.bbox.grown(y=3).holds(widget.bbox)), None)
    if home is not None and home.kind != "column":
        rooms[rooms.index(home)] = replace(home, widgets=(*home.widgets, widget))
        return rooms
    if home is not None:
        return rooms
    boxes = sample.page.marks.boxes
    holding = [n for n, b in enumerate(boxes) if b.holds(widget.bbox)]
    cell = min(holding, key=lambda n: boxes[n].area, default=None)
    return [*rooms, Place(bbox=widget.bbox, kind="field", cell=cell, widgets=(widget,))]


def _told(room: Place, sample: SamplePage) -> Place:
    """Say of a room whether something is written in it."""
    page = sample.page
    words = any(room.bbox.holds(w.bbox) for w in page.words)
    inner = room.bbox.grown(x=-2, y=-2)
    ink = page.ink is not None and ink_share(page.ink.grid(), inner) > FULL
    fields = any(w.filled for w in room.widgets)
    return replace(room, filled=words or ink or fields)
