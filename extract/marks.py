"""What is drawn on a page beside letters: rules, ruled boxes, tick boxes, redaction bars, ink.

Pure functions on a mask of ink (`extract.upright.ink_of`): (height, width) uint8, 255 is dark.
Lengths are given in points; `dpi` turns them to pixels.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from extract.ocr import Gray
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
BOX_MIN: Final = (14.0, 9.0)
BOX_FILL: Final = 0.80
ROW_WIDTH: Final = 0.5
"""Share of a page's width from which rules under each other may be the rows of a table without side walls."""
ROW_ALIGN: Final = 6.0
ROW_GAP: Final = 18.0
"""A gap of so many points in a wide rule is a stamp or a fold across it."""
WALL_DARK: Final = 0.85
"""Dark share of the height of a row that a wall inside it reaches."""
WALL_SLANT: Final = 1.0
TICK_SIZE: Final = (4.2, 17.0)
TICK_MARKED: Final = 6.0
"""A box is told from a letter under a mark that sticks out of it from this size on: print is smaller."""
TICK_SIDE: Final = 0.55
"""A side of a tick box covers this share of it and of the mark drawn over it."""
LETTER_GAP: Final = 0.17
RAGGED: Final = 2
"""Pixels that the edge of a box on a fax may stick out."""
LETTER_RISE: Final = 0.45
"""Share of its size by which a neighbour of a square rises above it that is no letter."""
LETTER_HEIGHT: Final = 0.4
"""The letters of a word stand closer than this share of their size, along this share of their height."""
TICK_FRAME: Final = 0.35
"""A side of a tick box is no thicker than this share of it."""
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
        rings=tuple(map(move, marks.rings)),
    )


def _pixels(length: float, dpi: float) -> int:
    return max(1, round(length * dpi / POINTS_PER_INCH))


def _box(x: float, y: float, width: float, height: float, dpi: float) -> BBox:
    scale = POINTS_PER_INCH / dpi
    return BBox(x0=x * scale, top=y * scale, x1=(x + width) * scale, bottom=(y + height) * scale)


_Part = tuple[int, int, int, int]
"""A part of a mask in pixels: x, y, width, height."""


def _components(mask: Gray) -> list[tuple[int, int, int, int, int]]:
    """Return (x, y, width, height, area) of each connected part, background left out."""
    if not cv2.countNonZero(mask):
        return []
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [(int(x), int(y), int(w), int(h), int(a)) for x, y, w, h, a in stats[1:]]


def _sparse(mask: Gray) -> list[_Part]:
    """Return (x, y, width, height) of each part of a mask of few strokes; parts inside others are left out.

    Following outlines is ten times faster here than labelling every pixel.
    """
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [cv2.boundingRect(o) for o in outlines]
    return sorted(
        ((int(x), int(y), int(w), int(h)) for x, y, w, h in found), key=lambda p: p[1::-1]
    )


def solid_mask(ink: Gray, *, dpi: float) -> Gray:
    """Return the mask of solid dark areas (bars, bands, pictures), light letters on them filled in.

    An area is solid where a window the size of a word is mostly dark; lines of print are not.
    """
    window = (_pixels(SOLID_WINDOW[0], dpi), _pixels(SOLID_WINDOW[1], dpi))
    density = cv2.boxFilter(ink, cv2.CV_8U, window, normalize=True)
    _, seeds = cv2.threshold(density, 255 * SOLID_DENSITY, 255, cv2.THRESH_BINARY)
    reach = cv2.dilate(seeds, np.ones((window[1], window[0]), np.uint8))
    closing = np.ones((_pixels(SOLID_LETTERS, dpi), _pixels(SOLID_LETTERS, dpi)), np.uint8)
    opening = np.ones((_pixels(SOLID_MIN, dpi), _pixels(SOLID_MIN, dpi)), np.uint8)
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
    pieces = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _pixels(part, dpi)), np.uint8))
    joined = cv2.morphologyEx(
        pieces, cv2.MORPH_CLOSE, np.ones((1, _pixels(RULE_GAP, dpi)), np.uint8)
    )
    whole = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, _pixels(length, dpi)), np.uint8))
    return np.asarray(whole, np.uint8)


def find_bars(dark: Gray, solid: Gray, *, dpi: float) -> tuple[BBox, ...]:
    """Return redaction bars: solid black rectangles, white letters inside them allowed.

    `dark` is 255 where the page is black: grey pictures are no bars.
    """
    opening = np.ones((_pixels(4.0, dpi), _pixels(6.0, dpi)), np.uint8)
    whole = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_OPEN, opening), np.uint8)
    return tuple(
        _box(x, y, w, h, dpi)
        for part in _components(whole)
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
    steps = np.abs(np.diff(sides, axis=0)).max(axis=1, initial=0) > _pixels(BAR_STEP, dpi)
    found = []
    for run in np.split(np.arange(h), np.flatnonzero(steps) + 1):
        left, right = int(sides[run, 0].min()), int(sides[run, 1].max())
        if rows[run, left:right].mean() >= BAR_FILL:
            found.append((x + left, y + int(run[0]), right - left, len(run)))
    return found


def _is_bar(x: int, y: int, w: int, h: int, *, dark: Gray, dpi: float) -> bool:
    height, width = dark.shape
    edge = x <= 2 or y <= 2 or x + w >= width - 2 or y + h >= height - 2
    small = w < _pixels(BAR_MIN[0], dpi) or h < _pixels(BAR_MIN[1], dpi)
    if edge or small:
        return False
    black = dark[y : y + h, x : x + w] > 0
    needed = BAR_DENSITY if w >= 2 * h else BAR_DENSITY_SQUARE
    return float(black.mean()) >= needed and _is_no_print(black, dpi=dpi)


def _is_no_print(black: npt.NDArray[np.bool_], *, dpi: float) -> bool:
    """Tell a bar from bold print, whose letters stand apart: solid, or white letters within its edges."""
    if float(black.mean()) >= BAR_SOLID:
        return True
    if black.shape[0] >= _pixels(BAR_LETTERED, dpi):
        rim = _pixels(1.0, dpi)
        return float(np.concatenate([black[:rim], black[-rim:]]).mean()) >= BAR_EDGE
    full = black.mean(axis=0) >= 0.9
    ends = np.flatnonzero(np.diff(np.concatenate([[False], full, [False]]).astype(np.int8)))
    return bool(np.any(ends[1::2] - ends[::2] >= _pixels(BAR_STRETCH, dpi)))


def find_boxes(rules: Gray, solid: Gray, *, dpi: float) -> tuple[BBox, ...]:
    """Return the ruled boxes (cells): light regions that rules and dark bands enclose on all sides."""
    gap = np.ones((_pixels(RULE_GAP, dpi), _pixels(RULE_GAP, dpi)), np.uint8)
    walls = cv2.dilate(cv2.bitwise_or(_with_side_walls(rules, dpi=dpi), solid), gap)
    walls = np.asarray(walls, np.uint8)
    inside = np.asarray(cv2.bitwise_not(walls), np.uint8)
    height, width = inside.shape
    grow = _pixels(RULE_GAP, dpi) / 2
    boxes = []
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    for x, y, w, h, area in stats[1:]:
        large = w > 0.97 * width or h > 0.97 * height
        small = w < _pixels(BOX_MIN[0], dpi) or h < _pixels(BOX_MIN[1] - RULE_GAP, dpi)
        edge = x == 0 or y == 0 or x + w == width or y + h == height
        covered = np.count_nonzero(solid[y : y + h, x : x + w])
        if not (large or small or edge) and area + covered >= BOX_FILL * w * h:
            boxes.append(_box(x - grow, y - grow, w + 2 * grow, h + 2 * grow, dpi))
    return tuple(boxes)


def _with_side_walls(rules: Gray, *, dpi: float) -> Gray:
    """Return the rules with the outer walls that a table leaves out, drawn where its rows end.

    Rules of one width under each other are such a table where a wall stands between two of them; the
    lines of a signature block have none, and what stands under a line there is its caption. Where
    the rows with walls have their outer ones too, nothing was left out: a rule above is a letterhead's.
    """
    closed = rules.copy()
    for table in _row_rules(rules, dpi=dpi):
        rows = list(pairwise(table))
        walled = [row for row in rows if _has_wall(rules, *row, dpi=dpi)]
        closed_rows = [row for row in walled if _has_side_walls(rules, *row, dpi=dpi)]
        if len(closed_rows) < len(walled):
            ends = [((x, y), (x + w - 1, y + h - 1)) for x, y, w, h in table]
            for left, right in ends:
                cv2.line(closed, left, right, (255,), 1)
            for (left, right), (left_below, right_below) in pairwise(ends):
                cv2.line(closed, left, left_below, (255,), 1)
                cv2.line(closed, right, right_below, (255,), 1)
    return closed


def _row_rules(rules: Gray, *, dpi: float) -> list[list[_Part]]:
    """Return the wide horizontal rules as (x, y, width, height), those of one start and end together.

    A stamp across a rule breaks it; its long pieces are joined again. The gap between two boxes side by
    side has a wall at both ends and stays.
    """
    length, near = _pixels(RULE_MIN_WIDTH, dpi), _pixels(ROW_ALIGN, dpi)
    across = np.asarray(
        cv2.morphologyEx(rules, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), np.uint8
    )
    joined = cv2.morphologyEx(
        across, cv2.MORPH_CLOSE, np.ones((1, _pixels(ROW_GAP, dpi)), np.uint8)
    )
    tables: list[list[_Part]] = []
    for x, y, w, h in _sparse(np.asarray(joined, np.uint8)):
        wide = w >= ROW_WIDTH * rules.shape[1] and h <= 0.15 * w
        if not wide or _parts_boxes(rules, across, (x, y, w, h), dpi=dpi):
            continue
        alike = (t for t in tables if max(abs(t[-1][0] - x), abs(t[-1][2] - w)) <= near)
        home = next(alike, None)
        if home is None:
            tables.append([(x, y, w, h)])
        else:
            home.append((x, y, w, h))
    return [t for t in tables if len(t) > 1]


def _parts_boxes(rules: Gray, across: Gray, rule: _Part, *, dpi: float) -> bool:
    """Say whether a joined rule has a gap with an upright rule at both ends: two boxes side by side."""
    x, y, w, h = rule
    drawn = (across[y : y + h, x : x + w] > 0).any(axis=0).astype(np.int8)
    steps = np.diff(drawn)
    starts, ends = np.flatnonzero(steps == -1), np.flatnonzero(steps == 1) + 1
    reach, near = _pixels(BOX_MIN[1], dpi), _pixels(RULE_GAP, dpi)
    strips = (rules[max(0, y - reach) : y, x : x + w], rules[y + h : y + h + reach, x : x + w])
    for strip in strips:
        walls = (strip > 0).mean(axis=0) >= WALL_DARK if len(strip) else np.zeros(w, np.bool_)
        for start, end in zip(starts, ends, strict=False):
            if all(walls[max(0, at - near) : at + near].any() for at in (start, end)):
                return True
    return False


def _has_wall(rules: Gray, above: _Part, below: _Part, *, dpi: float) -> bool:
    """Say whether a vertical rule joins two horizontal ones, away from their ends."""
    inset = 2 * _pixels(ROW_ALIGN, dpi)
    row = rules[above[1] + above[3] : below[1], above[0] + inset : above[0] + above[2] - inset]
    if row.shape[0] < _pixels(BOX_MIN[1], dpi) or row.shape[1] == 0:
        return False
    slanted = cv2.dilate(row, np.ones((1, _pixels(WALL_SLANT, dpi)), np.uint8))
    return float((slanted > 0).mean(axis=0).max()) >= WALL_DARK


def _has_side_walls(rules: Gray, above: _Part, below: _Part, *, dpi: float) -> bool:
    """Say whether vertical rules join the ends of two horizontal ones."""
    near = _pixels(ROW_ALIGN, dpi)
    left, right = above[0], above[0] + above[2]
    strips = (
        rules[above[1] + above[3] : below[1], max(0, at - near) : at + near] for at in (left, right)
    )
    return all(
        strip.size and float((strip > 0).mean(axis=0).max()) >= WALL_DARK for strip in strips
    )


def find_lines(horizontal: Gray, *, dpi: float) -> tuple[BBox, ...]:
    """Return the horizontal rules: what people write on, and the walls of boxes."""
    joined = cv2.dilate(horizontal, np.ones((1, _pixels(RULE_GAP, dpi)), np.uint8))
    return tuple(
        _box(x, y, w, h, dpi)
        for x, y, w, h in _sparse(np.asarray(joined, np.uint8))
        if w >= _pixels(RULE_MIN_WIDTH, dpi) and h <= 0.15 * w
    )


def find_ticks(ink: Gray, *, dpi: float) -> tuple[Tick, ...]:
    """Return tick boxes: small squares with four straight sides, and what stands inside."""
    side = _pixels(TICK_SIZE[0], dpi)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((2, 2), np.uint8))
    across = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, side), np.uint8))
    down = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((side, 1), np.uint8))
    frame = np.asarray(cv2.bitwise_or(across, down), np.uint8)
    largest = _pixels(TICK_SIZE[1], dpi)
    ticks = []
    for part in _components(frame):
        found = _tick_box(frame, part, side, largest, marked=_pixels(TICK_MARKED, dpi))
        if found is None or _is_letter(ink, *found):
            continue
        x, y, w, h = found
        share, state = _tick_state(ink[y : y + h, x : x + w])
        if found == part[:4] or state is not TickState.EMPTY:
            ticks.append(Tick(bbox=_box(x, y, w, h, dpi), state=state, ink=share))
    return tuple(ticks)


def _tick_box(
    frame: Gray, part: tuple[int, int, int, int, int], least: int, most: int, *, marked: int
) -> tuple[int, int, int, int] | None:
    """Return x, y, width and height of a tick box, or None.

    Its sides are `least` to `most` pixels; under a mark drawn over it, `marked` at least.
    """
    x, y, w, h, _ = part
    if not (least <= min(w, h) and max(w, h) <= 2 * most):
        return None
    outline = frame[y : y + h, x : x + w]
    if _is_tick_box(outline, least, most):
        return x, y, w, h
    left, top, w, h = _sides_of(outline)
    if _is_tick_box(outline[top : top + h, left : left + w], marked, most):
        return x + left, y + top, w, h
    return None


def _is_tick_box(outline: Gray, least: int, most: int) -> bool:
    height, width = outline.shape
    return (
        least <= min(width, height)
        and max(width, height) <= most
        and 0.75 <= width / height <= 1.34
        and _has_four_sides(outline)
        and _has_corners(outline)
    )


def _is_letter(ink: Gray, x: int, y: int, w: int, h: int) -> bool:
    """Say whether another letter stands as close to a square as letters of a word do.

    What rises far above the square is the check mark beside it.
    """
    gap, rise = RAGGED + 1 + round(LETTER_GAP * max(w, h)), min(y, round(LETTER_RISE * h))
    left = max(0, x - gap)
    window = ink[y - rise : y + h, left : x + w + gap]
    _, parts = cv2.connectedComponents(window)
    own = np.isin(parts, np.unique(parts[rise:, x - left : x - left + w]))
    own[:, : max(0, x - left - RAGGED)] = False
    own[:, x - left + w + RAGGED :] = False
    tall = np.isin(parts, np.unique(parts[:1])) if rise else np.zeros_like(own)
    others = ((window > 0) & ~own & ~tall)[rise:]
    beside = (others[:, : x - left], others[:, x - left + w :])
    return any(b.size and float(b.any(axis=1).mean()) >= LETTER_HEIGHT for b in beside)


def _sides_of(outline: Gray) -> tuple[int, int, int, int]:
    """Return x, y, width and height of a square without what a check mark drawn over it adds outside."""
    least = TICK_SIDE * min(outline.shape)
    wide = cv2.dilate(outline, np.ones((3, 3), np.uint8)) > 0
    spans = []
    for axis in (0, 1):
        strokes = np.flatnonzero(
            (wide.sum(axis=axis) >= least) & ((outline > 0).sum(axis=axis) >= 0.5 * least)
        )
        spans.append((int(strokes[0]), int(strokes[-1]) + 1) if len(strokes) else (0, 0))
    (left, right), (top, bottom) = spans
    return left, top, right - left, bottom - top


def _has_four_sides(frame: Gray) -> bool:
    depth = max(2, min(frame.shape) // 6)
    sides = (frame[:depth], frame[-depth:], frame[:, :depth].T, frame[:, -depth:].T)
    return all(float((s.max(axis=0) > 0).mean()) >= 0.86 for s in sides)


def _has_corners(square: Gray) -> bool:
    """Tell a box from a round letter (O, D, Q), whose corners are white."""
    depth = max(2, min(square.shape) // 7)
    corners = (
        square[:depth, :depth],
        square[:depth, -depth:],
        square[-depth:, :depth],
        square[-depth:, -depth:],
    )
    return all(float((c > 0).mean()) >= 0.5 for c in corners)


def _tick_state(square: Gray) -> tuple[float, TickState]:
    inside = _peeled(square > 0)
    if inside.size == 0:
        return 0.0, TickState.EMPTY
    share = float(inside.mean())
    if share < 0.1:
        return share, TickState.EMPTY
    if share > 0.8:
        return share, TickState.FILLED
    half_y, half_x = inside.shape[0] // 2, inside.shape[1] // 2
    quarters = [
        inside[:half_y, :half_x],
        inside[:half_y, half_x:],
        inside[half_y:, :half_x],
        inside[half_y:, half_x:],
    ]
    crossed = all(q.size and float(q.mean()) > 0.12 for q in quarters)
    return share, TickState.CROSS if crossed else TickState.CHECK


def _peeled(square: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Take a tick box's frame off, however thick: solid rows and columns from each side, and one more."""
    for _ in range(4):
        limit = round(TICK_FRAME * square.shape[0])
        frame = [i for i in range(limit) if float(square[i].mean()) >= 0.75]
        depth = frame[-1] if frame else 0
        square = np.rot90(square[depth + max(2, round(0.08 * square.shape[0])) :])
    return square


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
