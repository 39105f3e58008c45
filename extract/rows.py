"""The places of a repeating field -> rows: one index is one person, in every field of a role.

Geometry, and who is named again; a place that lines up with no row is unsure, and waits for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Final

from extract.found import RUNNING, Found
from extract.tagged import TAGGED
from extract.weigh import Weighed
from records.types import Reading

SUBJECT: Final = "subject"
TOLD: Final = RUNNING | {TAGGED}
"""Steps that read running text, in which a person may be named often."""
NAMING: Final = frozenset({"full_name", "a_number"})
"""Attributes that tell one person from all others."""
BEGINNING: Final = frozenset({"family_name", "given_names", "full_name", "a_number"})
"""Attributes that a person's lines begin with, where each has several."""
APART: Final = ("given_names", "full_name", "a_number", "date_of_birth")
"""Attributes in which two children of a family differ, twins' birthdays aside."""


def indexed(weighed: dict[str, list[Weighed]]) -> Iterator[tuple[str, int, list[Weighed]]]:
    """Yield name, index and finds of every field; those that do not repeat gather all places at 0."""
    roles: dict[str, dict[str, list[Weighed]]] = defaultdict(dict)
    for name, items in weighed.items():
        if items[0].found.spec.repeats:
            roles[_role(name)][name] = items
        else:
            yield name, 0, items
    for columns in roles.values():
        yield from _table(columns)


def _table(columns: dict[str, list[Weighed]]) -> Iterator[tuple[str, int, list[Weighed]]]:
    """Yield the repeating fields of a role with the number of their row: one index is one person.

    Rows that nobody wrote in are left out; one with nothing but marks that make no value is unsure. So
    is a place that lines up with no row; it goes with the row above it.
    """
    apart = {name: _places(items) for name, items in columns.items()}
    rows = _entries(apart) or _blocks(apart)
    stacked = [] if rows else _stacked(apart)
    rows = rows or stacked or _lines(apart)
    written = [row for row in rows if any(w.reading is not Reading.BLANK for w in row.values())]
    kept, again = _persons(written or rows[:1])
    taken: set[tuple[str, int]] = set()
    for index, row in again:
        yield from ((name, index, [item]) for name, item in row.items())
    for index, row in enumerate(kept):
        read = any(w.value is not None or w.reading is Reading.REDACTED for w in row.values())
        for name, item in row.items():
            taken.add((name, index))
            yield name, index, [item if read or not written else _unsure(item)]
    alone = _is_one_child(columns)
    lined_up = {id(w.found) for row in rows for w in row.values()}
    for name, items in columns.items():
        loose = [w for w in items if id(w.found) not in lined_up]
        told = [w for w in loose if w.reading is not Reading.BLANK]
        placed = [(at, row[name]) for at, row in enumerate(kept) if name in row]
        for item in told or (loose[:1] if (name, 0) not in taken else []):
            twice = next(((at, o) for at, o in placed if _is_one_place(item, o)), None)
            if twice is not None:
                at, other = twice
                yield name, at, [_unsure(item) if "row_unsure" in other.reasons else item]
                continue
            same = _same_person(name, item, kept, alone=alone)
            if same is not None and (_role(name) == SUBJECT or item.found.step in TOLD):
                yield name, same, [item]
                continue
            above = sum(
                min(_start(w, "top") for w in r.values()) <= _start(item, "top") for r in kept
            )
            index = max(0, above - 1)
            while (name, index) in taken and not stacked:
                index += 1
            taken.add((name, index))
            item = _unsure(item)
            placed.append((index, item))
            yield name, index, [item]


def _places(items: Sequence[Weighed]) -> list[Weighed]:
    """Return the finds of a field, of those of one place the one with a value and the fewest words."""
    kept: list[Weighed] = []
    for item in sorted(items, key=lambda w: (w.value is None, len(w.found.words))):
        if not any(_is_one_place(item, other) for other in kept):
            kept.append(item)
    chosen = {id(item) for item in kept}
    return [item for item in items if id(item) in chosen]


def _is_one_place(one: Weighed, other: Weighed) -> bool:
    """Say whether two finds are of one place: by their words, else by region and value."""
    if one.found.page != other.found.page:
        return False
    if one.found.words and other.found.words:
        return bool({id(w) for w in one.found.words} & {id(w) for w in other.found.words})
    same = one.value is not None and one.value == other.value
    return same and one.found.region.overlap(other.found.region) > 0


def _persons(
    rows: list[dict[str, Weighed]],
) -> tuple[list[dict[str, Weighed]], list[tuple[int, dict[str, Weighed]]]]:
    """Return the rows of persons, and those of running text that name one of them again, with its number."""
    kept: list[dict[str, Weighed]] = []
    again = []
    for row in rows:
        told = all(w.found.step in TOLD for w in row.values())
        same = {_same_person(name, w, kept) for name, w in row.items() if told} - {None}
        one = next((at for at in same if at is not None), None)
        if one is not None and len(same) == 1 and not _differ(row, kept[one]):
            again.append((one, row))
        else:
            kept.append(row)
    return kept, again


def _differ(one: dict[str, Weighed], other: dict[str, Weighed]) -> bool:
    """Say whether two rows tell what one person has but once differently."""
    return any(
        name.partition(".")[2] in NAMING | {"date_of_birth"}
        and None not in (w.value, other[name].value)
        and w.value != other[name].value
        for name, w in one.items()
        if name in other
    )


def _is_one_child(columns: dict[str, list[Weighed]]) -> bool:
    """Say whether all that tells children apart is told of one alone."""
    told = [
        {w.value for w in columns.get(f"{SUBJECT}.{attribute}", ()) if w.value is not None}
        for attribute in APART
    ]
    return max(map(len, told)) == 1


def _same_person(
    name: str, item: Weighed, rows: list[dict[str, Weighed]], *, alone: bool = False
) -> int | None:
    """Return the row of the person whom a value names again.

    A form about one child names it on every page, and a text names a sister twice; two children may be of one
    country or one surname, but hardly of one name or number. Where the child is `alone`, all is its own.
    """
    if item.value is None or (name.partition(".")[2] not in NAMING and not alone):
        return None
    told = (at for at, row in enumerate(rows) if name in row and row[name].value == item.value)
    return next(told, None)


def _unsure(item: Weighed) -> Weighed:
    if "row_unsure" in item.reasons:
        return item
    return replace(item, reasons=(*item.reasons, "row_unsure"))


def _entries(columns: dict[str, list[Weighed]]) -> list[dict[str, Weighed]]:
    """Return the persons that boxes list, by their number in each; none where two lists claim a number.

    Where one list is longer than another, only what stands beside the longest is sure of its person.
    """
    rows: dict[int, dict[str, Weighed]] = defaultdict(dict)
    for name, items in columns.items():
        for item in items:
            if item.found.row is None:
                continue
            if name in rows[item.found.row]:
                return []
            rows[item.found.row][name] = item
    counts = {n: sum(n in row for row in rows.values()) for n in columns}
    longest = max(counts, key=lambda n: counts[n])
    short = {n for n, count in counts.items() if 0 < count < counts[longest]}
    return [
        {
            name: _unsure(item)
            if name in short and not _is_beside(item.found, row.get(longest, item).found)
            else item
            for name, item in row.items()
        }
        for _, row in sorted(rows.items())
    ]


def _blocks(columns: dict[str, list[Weighed]]) -> list[dict[str, Weighed]]:
    """Return one row a person where every field has as many places, and the persons stand apart."""
    if len({len(items) for items in columns.values()}) > 1:
        return []
    for axis in ("top", "x0"):
        placed = [sorted(items, key=lambda w: _start(w, axis)) for items in columns.values()]
        rows = list(zip(*placed, strict=True))
        starts = [sorted(_start(w, axis) for w in row) for row in rows]
        if all(before[-1] < after[0] for before, after in pairwise(starts)):
            return [dict(zip(columns, row, strict=True)) for row in rows]
    return []


def _stacked(columns: dict[str, list[Weighed]]) -> list[dict[str, Weighed]]:
    """Return one row a person where persons stand under each other, each on lines of their own.

    A person begins where a name or an A-number stands again. Only where something stands between two of them:
    a table has each on one line. All are unsure.
    """
    names = [n for n in columns if n.partition(".")[2] in BEGINNING]
    if not names:
        return []
    most = max(len(columns[n]) for n in names)
    first = min(
        (n for n in names if len(columns[n]) == most),
        key=lambda n: min(_start(w, "top") for w in columns[n]),
    )
    begins = sorted(columns[first], key=lambda w: _start(w, "top"))
    if most < 2 or any(_is_beside(a.found, b.found) for a, b in pairwise(begins)):
        return []
    if first.partition(".")[2] in NAMING and len({w.value for w in begins}) == 1:
        return []  # one person, named again
    between = False
    for items in columns.values():
        told = [w.found for w in items if w.reading is not Reading.BLANK]
        beside = [any(_is_beside(b.found, f) for b in begins) for f in told]
        begun = [sum(_begins_above(b.found, f) for b in begins) for f in told]
        apart = [0 < n < most and not near for n, near in zip(begun, beside, strict=True)]
        if 0 in begun or (any(beside) and any(apart)):
            return []  # something stands before them all, or a line of a table lacks its name
        between |= any(apart)
    if not between:
        return []
    rows: list[dict[str, Weighed]] = [{} for _ in begins]
    for name, items in columns.items():
        for item in sorted(items, key=lambda w: _start(w, "top")):
            at = sum(_begins_above(b.found, item.found) for b in begins) - 1
            if at >= 0 and name not in rows[at]:
                rows[at][name] = _unsure(item)
    return rows


def _begins_above(begin: Found, other: Found) -> bool:
    """Say whether a place stands where a person begins, or below."""
    if begin.page != other.page:
        return begin.page < other.page
    return begin.region.top <= other.region.top or _is_beside(begin, other)


def _lines(columns: dict[str, list[Weighed]]) -> list[dict[str, Weighed]]:
    """Return the lines of a table: places of two or more fields beside each other.

    On a page that hangs a cell is beside its neighbour, and no more beside the first of its line, but perhaps
    the first of the next: of two cells of one column that is in the line which the others share more with.
    Such lines are unsure.
    """
    placed = [(name, w) for name, items in columns.items() for w in items]
    lined: list[list[tuple[str, Weighed]]] = []
    for name, item in sorted(placed, key=lambda p: _start(p[1], "top")):
        line = lined[-1] if lined else []
        if not any(_is_beside(w.found, item.found) for _, w in line):
            lined.append([(name, item)])
            continue
        rest = [p for p in line if p[0] != name]
        same = [p for p in line if p[0] == name]
        if not rest or not same:
            line.append((name, item))
        elif _shared(item, rest) > max(_shared(w, rest) for _, w in same):
            lined[-1:] = [_all_unsure(same), _all_unsure([*rest, (name, item)])]
        else:
            lined.append([(name, item)])
    told = [line for line in lined if len({n for n, _ in line}) == len(line) > 1]
    return _merged([dict(line if _is_straight(line) else _all_unsure(line)) for line in told])


def _is_straight(line: Sequence[tuple[str, Weighed]]) -> bool:
    """Say whether all places of a line stand beside each other, not only beside a neighbour."""
    return all(_is_beside(a.found, b.found) for (_, a), (_, b) in combinations(line, 2))


def _all_unsure(line: Sequence[tuple[str, Weighed]]) -> list[tuple[str, Weighed]]:
    return [(name, _unsure(item)) for name, item in line]


def _shared(item: Weighed, others: Sequence[tuple[str, Weighed]]) -> float:
    """Return the points of height that a place shares with others."""
    own = item.found.region
    return sum(
        max(0.0, min(own.bottom, r.bottom) - max(own.top, r.top))
        for r in (w.found.region for _, w in others)
    )


def _merged(lines: list[dict[str, Weighed]]) -> list[dict[str, Weighed]]:
    """Return lines that ask different things under each other as one person's, who is then unsure.

    Two lines a person, with a place or two not found: taken for a table, they would be two persons.
    """
    rows: list[dict[str, Weighed]] = []
    for line in lines:
        if rows and not rows[-1].keys() & line.keys():
            rows[-1] = rows[-1] | line
        else:
            rows.append(line)
    if len(rows) == len(lines):
        return lines
    return [{name: _unsure(item) for name, item in row.items()} for row in rows]


def _is_beside(a: Found, b: Found) -> bool:
    shared = min(a.region.bottom, b.region.bottom) - max(a.region.top, b.region.top)
    return a.page == b.page and shared > 0.5 * min(a.region.height, b.region.height)


def _start(weighed: Weighed, axis: str) -> tuple[int, float]:
    region = weighed.found.region
    return weighed.found.page, region.top if axis == "top" else region.x0


def _role(name: str) -> str:
    return name.split(".")[0]
