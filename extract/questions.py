"""What a form asks, found on a page that nobody described yet: labels, the room for each answer, tick boxes.

A label is a phrase that stands where labels stand: in the corner of a cell, beside or above room for an
answer, under a line to write on, before a colon, before tick boxes. What stands in the room is dropped, so
that a filled sample gives its labels away and not its values.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from extract.labels import folded
from extract.nearness import NOTES, ROOM, distance, has_room_below, left_of
from extract.options import Group, groups
from extract.phrases import Phrase
from extract.places import SHADED, WIDE, Place, is_cell
from extract.sample import SamplePage
from records.types import BBox, union

Stands = Literal["cell", "column", "line", "field", "corner", "colon", "number", "ticks"]

ROOM_RIGHT: Final = 30.0
SPECIFIED: Final = 14.0
"""Points from a tick box's caption to the room that it asks to fill in."""
FILLABLE: Final = 5
"""A sample with so many form fields has one wherever something may be written."""
COVERED: Final = 0.3
MARGIN: Final = 0.07
MAX_WORDS: Final = 24
LEAST_LETTERS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing a form asks. `place` is the room for the answer in points, None where nothing shows it.

    `label` is None where nothing printed asks. `options` are the captions of its tick boxes, `beside`
    where they all stand beside them; `rows` counts the answers below each other; `tooltip` is what
    a fillable sample tells of the field.
    """

    page: int
    label: Phrase | None
    stands: Stands
    place: BBox | None
    options: tuple[str, ...] = ()
    beside: bool = True
    rows: int = 1
    filled: bool = False
    tooltip: str = field(default="", repr=False)

    @property
    def top(self) -> float:
        return self.label.bbox.top if self.label else self.place.top if self.place else 0.0

    @property
    def left(self) -> float:
        return self.label.bbox.x0 if self.label else self.place.x0 if self.place else 0.0


def questions(
    sample: SamplePage, found: tuple[Phrase, ...], rooms: tuple[Place, ...]
) -> tuple[Question, ...]:
    """Return what the page asks, top to bottom; a label of no words where none was found."""
    ticked = groups(sample, found)
    captions = {id(p) for group in ticked for p in group.captions}
    cells = [r.bbox for r in rooms if r.kind in ("cell", "column")]
    free = tuple(
        p
        for p in found
        if id(p) not in captions
        and may_be_label(p, sample)
        and not any(c.holds(p.bbox) for c in cells)
    )
    asked = _placed(sample, free, found, rooms, ticked)
    taken = {id(q.label) for q in asked}
    in_rooms = {id(p) for p in found for r in rooms if r.bbox.holds(p.bbox)}
    rest = tuple(p for p in free if id(p) not in taken | in_rooms)
    if len(sample.widgets) >= FILLABLE:
        return _in_order(asked)
    asked += _in_corners(sample, rest, found, [q.place for q in asked if q.place])
    taken |= {id(q.label) for q in asked}
    colons = _before_colons(sample, [p for p in rest if id(p) not in taken], found)
    asked += [q for q in colons if not _is_covered(q, asked)]
    taken |= {id(q.label) for q in asked}
    numbered = _after_numbers(sample, [p for p in rest if id(p) not in taken], found)
    asked += [q for q in numbered if not _is_covered(q, asked)]
    return _in_order(asked)


def _in_order(asked: list[Question]) -> tuple[Question, ...]:
    return tuple(sorted(asked, key=lambda q: (q.top, q.left)))


def _is_covered(question: Question, asked: list[Question]) -> bool:
    """Say whether the room after a colon is that of other questions: the colon heads them."""
    room = question.place
    return room is not None and any(
        q.place is not None and room.overlap(q.place) > COVERED * min(room.area, q.place.area)
        for q in asked
    )


def may_be_label(phrase: Phrase, sample: SamplePage) -> bool:
    """Say whether a phrase has the letters of a label, and no form number, page count or long text."""
    letters = sum(c.isalpha() or c == "#" for c in phrase.text)
    digits = sum(c.isdigit() for c in phrase.text)
    outer = is_margin(phrase.bbox, sample) and digits > 0
    return (
        letters >= LEAST_LETTERS
        and letters > digits
        and len(phrase.words) <= MAX_WORDS
        and not outer
    )


def is_margin(bbox: BBox, sample: SamplePage) -> bool:
    """Say whether something stands in the head or foot of its page."""
    height = sample.page.height
    return bbox.bottom < MARGIN * height or bbox.top > (1 - MARGIN) * height


# ---- the nearest label of each room and of each group of tick boxes --------------------------------


def _placed(
    sample: SamplePage,
    free: tuple[Phrase, ...],
    found: tuple[Phrase, ...],
    rooms: tuple[Place, ...],
    ticked: tuple[Group, ...],
) -> list[Question]:
    """Give each room and each group its nearest label; no label serves two of them."""
    asked: tuple[Place | Group, ...] = (*rooms, *ticked)
    pairs = [
        (cost, number, phrase)
        for number, item in enumerate(asked)
        for phrase in free
        if (cost := distance(sample, phrase, item, rooms)) is not None
    ]
    labels: dict[int, Phrase] = {}
    taken: set[int] = set()
    for _, number, phrase in sorted(pairs, key=lambda p: p[0]):
        if number not in labels and id(phrase) not in taken:
            labels[number] = phrase
            taken.add(id(phrase))
    joined: dict[int, Place] = {}
    for number, room in enumerate(rooms):
        home = _goes_on(number, rooms, labels)
        if home is not None:
            before = joined.get(home, rooms[home])
            joined[home] = replace(before, bbox=union((before.bbox, room.bbox)))
        elif number not in labels and (caption := _specified(room, ticked)) is not None:
            labels[number] = caption
    return [
        q
        for number, item in enumerate(asked)
        if (number >= len(rooms) or _goes_on(number, rooms, labels) is None)
        and (q := _question(sample, labels.get(number), joined.get(number, item))) is not None
    ]


def _goes_on(number: int, rooms: tuple[Place, ...], labels: dict[int, Phrase]) -> int | None:
    """Return the labelled room in the same cell and line that one without a label goes on: ( ) ___."""
    room = rooms[number]
    if number in labels or room.cell is None:
        return None
    for other, home in enumerate(rooms):
        a, b = room.bbox, home.bbox
        level = min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.height, b.height)
        if other in labels and home.cell == room.cell and level and b.x1 <= a.x0 + 2:
            return other
    return None


def _specified(room: Place, ticked: tuple[Group, ...]) -> Phrase | None:
    """Return the caption of a tick box right before a room: "Other (specify)"."""
    near = [
        (cost, p)
        for group in ticked
        for p in group.captions
        if (cost := left_of(p, room.bbox)) is not None and cost < SPECIFIED
    ]
    return min(near, key=lambda n: n[0])[1] if near else None


def _question(sample: SamplePage, label: Phrase | None, item: Place | Group) -> Question | None:
    if isinstance(item, Place):
        if label is None and (not item.widgets or is_margin(item.bbox, sample)):
            return None
        return Question(
            page=sample.page.number,
            label=label,
            stands=item.kind,
            place=item.bbox,
            rows=item.rows,
            filled=item.filled,
            tooltip=next((w.tooltip for w in item.widgets if w.tooltip), ""),
        )
    alone = len(item.options) == 1 and len(item.captions) == 1
    return Question(
        page=sample.page.number,
        label=item.captions[0] if label is None and alone else label,
        stands="ticks",
        place=item.bbox,
        options=item.options,
        beside=item.beside,
        filled=item.ticked,
        tooltip=item.tooltip,
    )


# ---- in the corner of a cell -------------------------------------------------------------------------


def _in_corners(
    sample: SamplePage, rest: tuple[Phrase, ...], found: tuple[Phrase, ...], places: list[BBox]
) -> list[Question]:
    asked = []
    boxes = sample.page.marks.boxes
    for number, cell in enumerate(boxes):
        inside = [p for p in rest if p.box == number]
        if not inside or not is_cell(cell, sample):
            continue
        first = min(inside, key=lambda p: (p.bbox.top // 4, p.bbox.x0))
        heads = [p for p in inside if _is_beside(p, first)]
        for at, head in enumerate(heads):
            right = heads[at + 1].bbox.x0 if at + 1 < len(heads) else cell.x1
            room = _corner_room(head, cell, right, wide=cell.width > WIDE * sample.page.width)
            if room is not None and not any(room.holds(p) for p in places):
                filled = any(room.holds(p.bbox) for p in found if p is not head)
                asked.append(
                    Question(
                        page=sample.page.number,
                        label=head,
                        stands="corner",
                        place=room,
                        filled=filled,
                    )
                )
    return asked


def _is_beside(phrase: Phrase, first: Phrase) -> bool:
    """Say whether a phrase is one more label in the same line of a cell, printed as the first."""
    level = abs(phrase.bbox.top - first.bbox.top) < 0.5 * first.size
    sizes = sorted((phrase.size, first.size))
    strokes = sorted((phrase.stroke, first.stroke))
    return level and sizes[1] <= 1.35 * sizes[0] and strokes[1] <= 1.3 * strokes[0] + 0.05


def _corner_room(head: Phrase, cell: BBox, right: float, *, wide: bool) -> BBox | None:
    """Return the room that a label leaves in its cell: under it, or right of it.

    A phrase that has a `wide` cell of one line to itself heads what follows, unless a colon ends it.
    """
    a = head.bbox
    if has_room_below(head, cell):
        left = cell.x0 if a.x0 - cell.x0 < 20 else a.x0 - 2
        return BBox(x0=left, top=a.bottom, x1=right, bottom=cell.bottom)
    heads = wide and not head.text.endswith((":", "?"))
    if right - a.x1 >= ROOM_RIGHT and head.ground > SHADED and not heads:
        return BBox(x0=a.x1, top=cell.top, x1=right, bottom=cell.bottom)
    return None


# ---- before a colon ------------------------------------------------------------------------------------


def _before_colons(
    sample: SamplePage, rest: list[Phrase], found: tuple[Phrase, ...]
) -> list[Question]:
    asked = []
    for phrase in rest:
        if not phrase.words[-1].text.endswith(":") or folded(phrase.text) in NOTES:
            continue
        beside = [
            p
            for p in found
            if p.bbox.x0 >= phrase.bbox.x1
            and min(p.bbox.bottom, phrase.bbox.bottom) - max(p.bbox.top, phrase.bbox.top)
            > 0.5 * phrase.size
        ]
        labels = [p.bbox.x0 for p in beside if p.words[-1].text.endswith(":")]
        edge = min(labels, default=sample.page.width - 20)
        if phrase.box is not None:
            edge = min(edge, sample.page.marks.boxes[phrase.box].x1)
        told = [p for p in beside if p.bbox.x0 < edge]
        if told and len(told[0].words) > MAX_WORDS // 3:
            continue
        a = phrase.bbox
        room = BBox(x0=a.x1, top=a.top - 4, x1=max(edge, a.x1 + 10), bottom=a.bottom + 3)
        asked.append(
            Question(
                page=sample.page.number,
                label=phrase,
                stands="colon",
                place=room,
                filled=bool(told),
            )
        )
    return asked


# ---- after a question's number -----------------------------------------------------------------------


def _after_numbers(
    sample: SamplePage, rest: list[Phrase], found: tuple[Phrase, ...]
) -> list[Question]:
    """Return the numbered phrases under which room is left, though nothing drawn bounds it."""
    asked = []
    for phrase in rest:
        if not phrase.numbered or phrase.ground < SHADED:
            continue
        room = _room_under(sample, phrase, found)
        if room is not None:
            filled = any(room.holds(p.bbox) for p in found)
            asked.append(
                Question(
                    page=sample.page.number,
                    label=phrase,
                    stands="number",
                    place=room,
                    filled=filled,
                )
            )
    return asked


def _room_under(sample: SamplePage, phrase: Phrase, found: tuple[Phrase, ...]) -> BBox | None:
    """Return the room from a numbered phrase to the next one or the next rule, where a line fits in."""
    a, page = phrase.bbox, sample.page
    numbered = [p.bbox for p in found if p.numbered and p is not phrase]
    level = [b.x0 for b in numbered if b.x0 > a.x1 and abs(b.top - a.top) < phrase.size]
    right = min(level, default=(1 - MARGIN) * page.width)
    stops = [b.top for b in numbered if b.top > a.bottom and b.x0 < right and b.x1 > a.x0]
    rules = (r for r in page.marks.rules if r.x0 < a.x1 and r.x1 > a.x0)
    stops += [r.top for r in rules if r.top > a.bottom]
    bottom = min(stops, default=(1 - MARGIN) * page.height)
    if bottom - a.bottom < ROOM * phrase.size:
        return None
    return BBox(x0=a.x0 - 4, top=a.bottom, x1=right, bottom=bottom)
