"""Tick boxes on a mask of ink, and what stands in them. Lengths are in points; `dpi` turns them to pixels."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from extract.marks import Tick, TickState
from extract.ocr import Gray
from extract.pixels import components, to_bbox, to_pixels

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


def find_ticks(ink: Gray, *, dpi: float) -> tuple[Tick, ...]:
    """Return tick boxes: small squares with four straight sides, and what stands inside."""
    side = to_pixels(TICK_SIZE[0], dpi)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((2, 2), np.uint8))
    across = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, side), np.uint8))
    down = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((side, 1), np.uint8))
    frame = np.asarray(cv2.bitwise_or(across, down), np.uint8)
    largest = to_pixels(TICK_SIZE[1], dpi)
    ticks = []
    for part in components(frame):
        found = _tick_box(frame, part, side, largest, marked=to_pixels(TICK_MARKED, dpi))
        if found is None or _is_letter(ink, *found):
            continue
        x, y, w, h = found
        share, state = _tick_state(ink[y : y + h, x : x + w])
        if found == part[:4] or state is not TickState.EMPTY:
            ticks.append(Tick(bbox=to_bbox(x, y, w, h, dpi), state=state, ink=share))
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
