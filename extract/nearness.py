"""How near a phrase stands to room for an answer, or to tick boxes, as a label would."""

from __future__ import annotations

from typing import Final

from extract.labels import folded
from extract.layout import smallest_box
from extract.options import Group, question_cost
from extract.phrases import Phrase, last_line
from extract.places import SHADED, TOUCHING, Place, is_cell
from extract.sample import SamplePage
from records.types import BBox, union

LEFT_REACH: Final = 70.0
"""A label stands so many points left of its room, at most."""
ABOVE_REACH: Final = 16.0
BELOW_REACH: Final = 9.0
OVER_A_LINE: Final = 15.0
"""What it costs a label to stand above a line, where the one under it or beside it is meant."""
ASIDE: Final = 20.0
ROOM: Final = 0.95
"""A cell has room under its label where so many line heights are left."""
CENTRED: Final = 3.0
"""Points by which a cell may leave more room under a phrase than over it and still be full of it."""
HEADING: Final = 10.0
"""What it costs a shaded phrase, which is more often a heading, to be a label."""
HINT: Final = 30.0
"""What it costs a phrase in brackets, which explains a label."""
SENTENCE: Final = 6
"""So many words with a full stop tell something; they ask nothing."""
NOTES: Final = frozenset(
    "note nota notes notas important importante warning aviso advertencia instructions instrucciones "
    "starthere example ejemplo attention atencion distribution".split()
)
"""Words before a colon that announce a sentence, not an answer."""


def distance(
    sample: SamplePage, phrase: Phrase, item: Place | Group, rooms: tuple[Place, ...]
) -> float | None:
    """Return how far a phrase is from being the label of a room or of tick boxes, None where it cannot.

    `rooms` are all of the page: one between a phrase and tick boxes has the phrase for itself.
    """
    if isinstance(item, Place):
        return _cost(sample, phrase, item)
    if folded(phrase.text) in NOTES or _is_sentence(phrase):
        return None
    boxes = sample.page.marks.boxes
    if item.cell is not None and phrase.box not in (None, item.cell):
        cell, own = boxes[phrase.box or 0], boxes[item.cell]
        beside = (
            abs(cell.x1 - own.x0) < TOUCHING and own.top - 2 < phrase.bbox.y_mid < own.bottom + 2
        )
        fills = is_cell(cell, sample) and not has_room_below(phrase, cell)
        return 6.0 if beside and fills else None
    if phrase.ground < SHADED and phrase.box is None:
        return None
    between = any(
        phrase.bbox.x1 <= r.bbox.x0 < item.first.x0
        and r.bbox.top < phrase.bbox.y_mid < r.bbox.bottom + 2
        for r in rooms
    )
    return None if between else question_cost(item, phrase)


def _cost(sample: SamplePage, phrase: Phrase, room: Place) -> float | None:
    """Return how far a phrase is from being the label of a room, None where it cannot be."""
    a, b = phrase.bbox, room.bbox
    if b.holds(a) and room.kind in ("cell", "column"):
        return None
    walled = _across_the_wall(sample, phrase, room)
    if walled is not None:
        return walled
    boxes = sample.page.marks.boxes
    ruled = room.kind in ("cell", "column")
    if not ruled and phrase.box != smallest_box(b, boxes):
        return None
    if phrase.box is not None and ruled and is_cell(boxes[phrase.box], sample):
        return None
    beside = None if _is_sentence(phrase) else left_of(phrase, b)
    costs = [beside, _above(a, b, line=room.kind == "line")]
    if room.kind == "line":
        costs.append(_below(a, b))
    less_likely = HEADING * (phrase.ground < SHADED) + HINT * phrase.text.startswith("(")
    return min((c + less_likely for c in costs if c is not None), default=None)


def _across_the_wall(sample: SamplePage, phrase: Phrase, room: Place) -> float | None:
    """Return the cost of a label that fills the cell left of an empty one, or above a column."""
    boxes = sample.page.marks.boxes
    if phrase.box is None or room.kind not in ("cell", "column"):
        return None
    cell, b = boxes[phrase.box], room.bbox
    if not is_cell(cell, sample) or has_room_below(phrase, cell):
        return None
    shared_y = min(cell.bottom, b.bottom) - max(cell.top, b.top)
    if abs(cell.x1 - b.x0) < TOUCHING and shared_y > 0.5 * cell.height:
        return 1.0
    shared_x = min(cell.x1, b.x1) - max(cell.x0, b.x0)
    if abs(b.top - cell.bottom) < TOUCHING and shared_x > 0.6 * max(cell.width, b.width):
        return 0.5 if room.kind == "column" else 2.0
    return None


def has_room_below(phrase: Phrase, cell: BBox) -> bool:
    """Say whether a cell leaves a line under a phrase in it, and more than over it: that one fills it."""
    below, above = cell.bottom - phrase.bbox.bottom, phrase.bbox.top - cell.top
    return below >= max(ROOM * phrase.size, above + CENTRED)


def _is_sentence(phrase: Phrase) -> bool:
    return phrase.text.endswith(".") and len(phrase.words) > SENTENCE


def left_of(phrase: Phrase, room: BBox) -> float | None:
    """Return the gap to a room right of a phrase, or of its last line; None where none is there."""
    a = phrase.bbox
    if phrase.rows > 1 and a.x1 > room.x0:
        a = union(tuple(w.bbox for w in last_line(phrase)))
    gap = room.x0 - a.x1
    shared = min(a.bottom, room.bottom) - max(a.top, room.top)
    beside = shared > 0.3 * phrase.size or 0 <= a.top - room.bottom < 0.5 * phrase.size
    return max(0.0, gap) if -3 <= gap <= LEFT_REACH and beside else None


def _above(a: BBox, room: BBox, *, line: bool) -> float | None:
    gap = room.top - a.bottom
    shared = min(a.x1, room.x1) - max(a.x0, room.x0)
    if not -3 <= gap <= ABOVE_REACH or shared < -30 or a.x0 > room.x1:
        return None
    indent = min(20.0, 0.2 * abs(a.x0 - room.x0))
    return 1.5 * max(0.0, gap) + indent + OVER_A_LINE * line + (ASIDE if shared <= 0 else 0)


def _below(a: BBox, room: BBox) -> float | None:
    gap = a.top - room.bottom
    shared = min(a.x1, room.x1) - max(a.x0, room.x0)
    if not -3 <= gap <= BELOW_REACH or shared < 0.5 * a.width:
        return None
    return max(0.0, gap) + 0.02 * abs(a.x0 - room.x0)
