"""The words and tick boxes of a page in reading order, for models/tagger.py: cell by cell, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from extract.layout import CELL_SHARE, Segment, segments
from models.tagger import TICKED, UNTICKED, Token
from records.types import BBox, Source, Word

LEAST_CELL: Final = 20.0
"""Points of width under which a box holds a letter, not an answer."""
LEVEL: Final = 5.0
"""Points by which the tops of what stands in one row differ."""
MARKS: Final = frozenset({TICKED, UNTICKED})


class Placed(NamedTuple):
    """A token, and the word that it is; None for a tick box."""

    token: Token
    word: Word | None


def placed(
    words: Sequence[Word],
    *,
    boxes: Sequence[BBox],
    rules: Sequence[BBox],
    ticks: Iterable[tuple[BBox, bool]],
    width: float,
    height: float,
) -> tuple[Placed, ...]:
    """Return the tokens of a page of this size, in points; `ticks` are tick boxes, and whether ticked.

    A cell of a table is told whole before the next one; what stands in no cell line by line.
    """
    squares = [_square(bbox, ticked=ticked) for bbox, ticked in ticks]
    kept = [w for w in words if not any(_is_of(w, square) for square in squares)]
    cells = tuple(
        b for b in boxes if b.area <= CELL_SHARE * width * height and b.width >= LEAST_CELL
    )
    parts = segments((*kept, *squares), cells, tuple(rules))
    found: list[Placed] = []
    group = 0
    for unit in _in_rows(parts, cells):
        for part in unit:
            found += [_placed(word, group) for word in part.words]
            group += 1
    return tuple(found)


def _square(bbox: BBox, *, ticked: bool) -> Word:
    return Word(text=TICKED if ticked else UNTICKED, bbox=bbox, score=100.0, source=Source.OCR)


def _is_of(word: Word, square: Word) -> bool:
    """Say whether a word is what a reader made of a tick box."""
    return len(word.text) <= 2 and word.bbox.overlap(square.bbox) > 0.5 * word.bbox.area


def _in_rows(parts: Sequence[Segment], cells: Sequence[BBox]) -> list[list[Segment]]:
    """Return the pieces of lines, those of a cell together: from top to bottom, in a row from the left."""
    inside: dict[int, list[Segment]] = {}
    units: list[tuple[BBox, list[Segment]]] = []
    for part in parts:
        if part.box is None:
            units.append((part.bbox, [part]))
        elif part.box in inside:
            inside[part.box].append(part)
        else:
            inside[part.box] = [part]
            units.append((cells[part.box], inside[part.box]))
    rows: list[list[tuple[BBox, list[Segment]]]] = []
    for unit in sorted(units, key=lambda u: u[0].top):
        if rows and unit[0].top - rows[-1][0][0].top <= LEVEL:
            rows[-1].append(unit)
        else:
            rows.append([unit])
    return [unit[1] for row in rows for unit in sorted(row, key=lambda u: u[0].x0)]


def _placed(word: Word, group: int) -> Placed:
    mark = word.text in MARKS
    return Placed(Token(word.text, word.bbox, group), None if mark else word)
