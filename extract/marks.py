"""What is drawn on a page beside letters, as values; rules, redaction bars and the ink map.

`extract.ruledboxes` and `extract.tickboxes` find the rest.

Pure functions on a mask of ink (`extract.upright.ink_of`): (height, width) uint8, 255 is dark.
Lengths are given in points; `dpi` turns them to pixels.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from extract.ocr import Gray
from extract.pixels import components, outlines, to_bbox, to_pixels
from records.types import POINTS_PER_INCH, BBox

RULE_MIN_WIDTH: Final = 36.0
RULE_MIN_HEIGHT: Final = 14.0
RULE_PART: Final = 12.0
"""A rule's unbroken pieces; longer than any stroke of a letter, so that print is never taken for one."""
SOLID_LETTERS: Final = 2.4
"""Width of the light strokes of letters on a dark band, which are filled in."""
SOLID_WINDOW: Final = (18.0, 6.0)
SOLID_DENSITY: Final = 0.62
SOLID_MIN: Final = 5.0
"""A solid area is at least so high and wide; lines of print stay below it."""
RULE_GAP: Final = 3.0
BAR_MIN: Final = (9.0, 6.5)
"""Width and height of the smallest bar; strokes of large letters and of a thick pen are lower."""
BAR_DENSITY: Final = 0.45
BAR_DENSITY_SQUARE: Final = 0.75
"""A short bar has room for no exemption code: it is nearly all black, bold capitals are not."""
BAR_SOLID: Final = 0.85
"""Dark share of a bar without letters on it; bold print stays below it."""
BAR_LETTERED: Final = 9.5
"""Height from which a bar has room for white letters; lower ones show a stretch without any."""
BAR_EDGE: Final = 0.7
"""Dark share along the top and the bottom of a bar with letters on it; large bold print has about 0.6."""
BAR_STRETCH: Final = 7.0
"""Width of a stretch without letters on a low bar: wider than any stroke of print."""
BAR_FILL: Final = 0.85
BAR_STEP: Final = 2.0
BAR_ROW: Final = 0.5
"""Dark share of a bar's first and last row; a line of print has about 0.4."""
INK_CELL: Final = 2.0
"""Side of a cell of the ink map, in points."""


class TickState(StrEnum):
    """What stands in a tick box."""

    EMPTY = "empty"
    CROSS = "x"
    CHECK = "check"
    FILLED = "filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A tick box; `ink` is the dark share of its inside, 0 to 1.

    `disputed` where a filled form's value and the picture of it say different things.
    """

    bbox: BBox
    state: TickState
    ink: float
    disputed: bool = False

    @property
    def ticked(self) -> bool:
        return self.state is not TickState.EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class InkMap:
    """Dark share of cells of 2 by 2 points, rules and bars left out; zlib and base64, row by row."""

    rows: int
    columns: int
    data: str = field(repr=False)

    def grid(self) -> Gray:
        """Return (rows, columns) uint8, 255 is all dark."""
        raw = zlib.decompress(base64.b64decode(self.data))
        return np.frombuffer(raw, dtype=np.uint8).reshape(self.rows, self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """All marks of a page, boxes in points on the image they were found on."""

    boxes: tuple[BBox, ...] = ()
    rules: tuple[BBox, ...] = ()
    ticks: tuple[Tick, ...] = ()
    bars: tuple[BBox, ...] = ()
    bands: tuple[BBox, ...] = ()
    """Dark bands of headings, with white print on them that may have been read or not."""
    strikes: tuple[BBox, ...] = ()
    """Words crossed out (`extract.strikes`)."""
    overwritten: tuple[BBox, ...] = ()
    """Numbers in which a digit was written over another."""
    patches: tuple[BBox, ...] = ()
    """Correction fluid (`extract.patches`)."""
    rings: tuple[BBox, ...] = ()
    """Loops drawn around words (`extract.rings`)."""
    stamps: tuple[BBox, ...] = ()
    """Stamps over the page, in strips (`extract.stamps`)."""
    stamp_words: tuple[BBox, ...] = ()
    """Words that a stamp says."""


def moved(marks: Marks, move: Callable[[BBox], BBox]) -> Marks:
    """Return marks with every box moved."""
    return Marks(
        boxes=tuple(map(move, marks.boxes)),
        rules=tuple(map(move, marks.rules)),
        ticks=tuple(replace(t, bbox=move(t.bbox)) for t in marks.ticks),
        bars=tuple(map(move, marks.bars)),
        bands=tuple(map(move, marks.bands)),
        strikes=tuple(map(move, marks.strikes)),
        overwritten=tuple(map(move, marks.overwritten)),
        patches=tuple(map(move, marks.patches)),
        stamps=tuple(map(move, marks.stamps)),
        stamp_words=tuple(map(move, marks.stamp_words)),
        rings=tuple(map(move, marks.rings)),
    )


def solid_mask(ink: Gray, *, dpi: float) -> Gray:
    """Return the mask of solid dark areas (bars, bands, pictures), light letters on them filled in.

    An area is solid where a window the size of a word is mostly dark; lines of print are not.
    """
    window = (to_pixels(SOLID_WINDOW[0], dpi), to_pixels(SOLID_WINDOW[1], dpi))
    density = cv2.boxFilter(ink, cv2.CV_8U, window, normalize=True)
    _, seeds = cv2.threshold(density, 255 * SOLID_DENSITY, 255, cv2.THRESH_BINARY)
    reach = cv2.dilate(seeds, np.ones((window[1], window[0]), np.uint8))
    closing = np.ones((to_pixels(SOLID_LETTERS, dpi), to_pixels(SOLID_LETTERS, dpi)), np.uint8)
    opening = np.ones((to_pixels(SOLID_MIN, dpi), to_pixels(SOLID_MIN, dpi)), np.uint8)
    filled = cv2.bitwise_and(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, closing), reach)
    return np.asarray(cv2.morphologyEx(filled, cv2.MORPH_OPEN, opening), np.uint8)


def rule_masks(ink: Gray, solid: Gray, *, dpi: float) -> tuple[Gray, Gray]:
    """Return the masks of long horizontal and long vertical strokes outside `solid` areas."""
    near = cv2.dilate(solid, np.ones((3, 3), np.uint8))
    horizontal = _strokes(ink, dpi=dpi, part=RULE_PART, length=RULE_MIN_WIDTH)
    vertical = np.ascontiguousarray(
        _strokes(ink.T, dpi=dpi, part=RULE_PART, length=RULE_MIN_HEIGHT).T
    )
    return (
        np.asarray(cv2.subtract(horizontal, near), np.uint8),
        np.asarray(cv2.subtract(vertical, near), np.uint8),
    )


def _strokes(ink: Gray, *, dpi: float, part: float, length: float) -> Gray:
    """Keep horizontal strokes: pieces of at least `part`, joined over small gaps, at least `length`."""
    pieces = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, to_pixels(part, dpi)), np.uint8))
    joined = cv2.morphologyEx(
        pieces, cv2.MORPH_CLOSE, np.ones((1, to_pixels(RULE_GAP, dpi)), np.uint8)
    )
    whole = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, to_pixels(length, dpi)), np.uint8))
    return np.asarray(whole, np.uint8)


def find_bars(dark: Gray, solid: Gray, *, dpi: float) -> tuple[BBox, ...]:
    """Return redaction bars: solid black rectangles, white letters inside them allowed.

    `dark` is 255 where the page is black: grey pictures are no bars.
    """
    opening = np.ones((to_pixels(4.0, dpi), to_pixels(6.0, dpi)), np.uint8)
    whole = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_OPEN, opening), np.uint8)
    return tuple(
        to_bbox(x, y, w, h, dpi)
        for part in components(whole)
        for x, y, w, h in (_trimmed(dark, r) for r in _rectangles(whole, part, dpi=dpi))
        if _is_bar(x, y, w, h, dark=dark, dpi=dpi)
    )


def _trimmed(dark: Gray, rectangle: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Take from a bar's top and bottom the rows that are only print close to it."""
    x, y, w, h = rectangle
    black = np.flatnonzero((dark[y : y + h, x : x + w] > 0).mean(axis=1) >= BAR_ROW)
    if not len(black):
        return rectangle
    return x, y + int(black[0]), w, int(black[-1] - black[0]) + 1


def _rectangles(
    mask: Gray, part: tuple[int, int, int, int, int], *, dpi: float
) -> list[tuple[int, int, int, int]]:
    """Return a solid part as one rectangle, or cut where its width changes: bars that touch at a corner."""
    x, y, w, h, area = part
    if area >= BAR_FILL * w * h:
        return [(x, y, w, h)]
    rows = mask[y : y + h, x : x + w] > 0
    sides = np.stack([rows.argmax(axis=1), w - rows[:, ::-1].argmax(axis=1)], axis=1)
    steps = np.abs(np.diff(sides, axis=0)).max(axis=1, initial=0) > to_pixels(BAR_STEP, dpi)
    found = []
    for run in np.split(np.arange(h), np.flatnonzero(steps) + 1):
        left, right = int(sides[run, 0].min()), int(sides[run, 1].max())
        if rows[run, left:right].mean() >= BAR_FILL:
            found.append((x + left, y + int(run[0]), right - left, len(run)))
    return found


def _is_bar(x: int, y: int, w: int, h: int, *, dark: Gray, dpi: float) -> bool:
    height, width = dark.shape
    edge = x <= 2 or y <= 2 or x + w >= width - 2 or y + h >= height - 2
    small = w < to_pixels(BAR_MIN[0], dpi) or h < to_pixels(BAR_MIN[1], dpi)
    if edge or small:
        return False
    black = dark[y : y + h, x : x + w] > 0
    needed = BAR_DENSITY if w >= 2 * h else BAR_DENSITY_SQUARE
    return float(black.mean()) >= needed and _is_no_print(black, dpi=dpi)


def _is_no_print(black: npt.NDArray[np.bool_], *, dpi: float) -> bool:
    """Tell a bar from bold print, whose letters stand apart: solid, or white letters within its edges."""
    if float(black.mean()) >= BAR_SOLID:
        return True
    if black.shape[0] >= to_pixels(BAR_LETTERED, dpi):
        rim = to_pixels(1.0, dpi)
        return float(np.concatenate([black[:rim], black[-rim:]]).mean()) >= BAR_EDGE
    full = black.mean(axis=0) >= 0.9
    ends = np.flatnonzero(np.diff(np.concatenate([[False], full, [False]]).astype(np.int8)))
    return bool(np.any(ends[1::2] - ends[::2] >= to_pixels(BAR_STRETCH, dpi)))


def find_lines(horizontal: Gray, *, dpi: float) -> tuple[BBox, ...]:
    """Return the horizontal rules: what people write on, and the walls of boxes."""
    joined = cv2.dilate(horizontal, np.ones((1, to_pixels(RULE_GAP, dpi)), np.uint8))
    return tuple(
        to_bbox(x, y, w, h, dpi)
        for x, y, w, h in outlines(np.asarray(joined, np.uint8))
        if w >= to_pixels(RULE_MIN_WIDTH, dpi) and h <= 0.15 * w
    )


def ink_map(ink: Gray, *, dpi: float, without: Gray) -> InkMap:
    """Return the ink map of a page, the pixels of mask `without` (rules, bars) left out."""
    _, kept = cv2.threshold(without, 0, 255, cv2.THRESH_BINARY_INV)
    clean = cv2.bitwise_and(ink, kept)
    rows = max(1, round(ink.shape[0] * POINTS_PER_INCH / dpi / INK_CELL))
    columns = max(1, round(ink.shape[1] * POINTS_PER_INCH / dpi / INK_CELL))
    cells = cv2.resize(clean, (columns, rows), interpolation=cv2.INTER_AREA)
    packed = base64.b64encode(zlib.compress(cells.tobytes(), 6)).decode("ascii")
    return InkMap(rows=rows, columns=columns, data=packed)


def ink_share(grid: Gray, bbox: BBox) -> float:
    """Return the dark share of `bbox` (points) on an ink map's grid, 0 to 1."""
    y0, y1 = max(0, round(bbox.top / INK_CELL)), round(bbox.bottom / INK_CELL)
    x0, x1 = max(0, round(bbox.x0 / INK_CELL)), round(bbox.x1 / INK_CELL)
    part = grid[y0:y1, x0:x1]
    return float(part.mean()) / 255 if part.size else 0.0


def without(grid: Gray, boxes: tuple[BBox, ...]) -> Gray:
    """Return an ink map's grid with the cells under `boxes` (points) made empty."""
    if not boxes:
        return grid
    rest = grid.copy()
    for box in boxes:
        y0, x0 = max(0, int(box.top // INK_CELL)), max(0, int(box.x0 // INK_CELL))
        rest[y0 : int(box.bottom // INK_CELL) + 1, x0 : int(box.x1 // INK_CELL) + 1] = 0
    return rest
