"""One answer of a page cut out for a reader of lines: level, without rules and box edges, a line a picture.

Pure functions on the upright picture of a page, (height, width) uint8, 0 is black.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from extract import upright
from extract.marks import rule_masks, solid_mask
from extract.ocr import Gray
from extract.pixels import to_pixels
from records.types import POINTS_PER_INCH, BBox

Mask = npt.NDArray[np.bool_]
AROUND: Final = (40.0, 16.0)
"""Points around the box that are looked at with it: a rule is known by its length."""
MARGIN: Final = (2.0, 2.0)
"""Points around the ink of a line, across and down, that go along: letters of the box's edge stay whole."""
REACH: Final = 3.0
"""Points up and down in which the two ends of a stroke across a rule are looked for."""
CORNER: Final = 3.0
"""Square points below which a piece of ink between two rules is where they meet."""
OWN: Final = 0.5
"""Share of a piece of ink that lies in the box for it to belong to it."""
LEAST_LINE: Final = 4.0
"""Height in points of the lowest line of writing; less is an accent, a point or the rest of a rule."""
LOW: Final = 0.45
"""Share of the highest line's height under which a run of rows belongs to its neighbour."""
VALLEY: Final = 0.04
"""Share of the fullest row's ink under which a row parts two lines: a descender may cross it."""


def line_crops(image: Gray, box: BBox, *, dpi: float, skew_deg: float) -> tuple[Gray, ...]:
    """Return pictures of the lines of writing in `box` (points), from top to bottom; none where it is empty.

    `skew_deg` is the page's (`ReadPage.skew_deg`). What stands beside the box is painted as paper.
    """
    part, inner = _around(image, box, dpi=dpi)
    left, top, right, bottom = inner
    if right <= left or bottom <= top:
        return ()
    level = upright.rotated(part, skew_deg)
    clean, ink = _without_rules(level, dpi=dpi)
    clean, ink = clean[top:bottom, left:right], ink[top:bottom, left:right]
    clean, ink = _without_neighbours(clean, ink, dpi=dpi)
    down = to_pixels(MARGIN[1], dpi)
    return tuple(
        np.ascontiguousarray(clean[max(0, first - down) : last + down])
        for first, last in _lines(ink, dpi=dpi)
    )


def _without_neighbours(clean: Gray, ink: Gray, *, dpi: float) -> tuple[Gray, Gray]:
    """Return a cut whose margin is without the pieces of ink that mostly lie there: a neighbour's.

    In the box itself nothing is painted out: a letter that runs into a smear below would go with it.
    """
    across, down = to_pixels(MARGIN[0], dpi), to_pixels(MARGIN[1], dpi)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    inside = labels[down : labels.shape[0] - down, across : labels.shape[1] - across]
    counted = np.bincount(inside.ravel(), minlength=len(stats))
    strange = counted < OWN * stats[:, cv2.CC_STAT_AREA]
    strange[0] = False
    if not strange.any():
        return clean, ink
    gone = strange[labels]
    gone[down : labels.shape[0] - down, across : labels.shape[1] - across] = False
    rim = cv2.dilate(gone.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    rim &= gone | (ink == 0)
    left = np.where(rim, _paper(clean, ink), clean).astype(np.uint8)
    return left, np.where(gone, 0, ink).astype(np.uint8)


def _paper(picture: Gray, ink: Gray) -> int:
    """Return the brightness of the paper: the median of what is no ink."""
    bare = picture[ink == 0]
    return int(np.median(bare)) if bare.size else 255


def _around(image: Gray, box: BBox, *, dpi: float) -> tuple[Gray, tuple[int, int, int, int]]:
    """Return the part of the page around a box, and the box with its margin in it: x0, top, x1, bottom."""
    height, width = image.shape
    scale = dpi / POINTS_PER_INCH
    outer = box.grown(x=AROUND[0], y=AROUND[1])
    x, y = max(0, int(outer.x0 * scale)), max(0, int(outer.top * scale))
    part = image[y : max(y, round(outer.bottom * scale)), x : max(x, round(outer.x1 * scale))]
    near = box.grown(x=MARGIN[0], y=MARGIN[1])
    inner = (
        max(0, round(near.x0 * scale) - x),
        max(0, round(near.top * scale) - y),
        min(width, round(near.x1 * scale)) - x,
        min(height, round(near.bottom * scale)) - y,
    )
    return part, inner


def _without_rules(part: Gray, *, dpi: float) -> tuple[Gray, Gray]:
    """Return the picture with rules painted as paper, and the ink that is left; strokes across rules stay."""
    ink = upright.ink_of(part)
    across, down = (_rim(m) for m in rule_masks(ink, solid_mask(ink, dpi=dpi), dpi=dpi))
    if not across.any() and not down.any():
        return part, ink
    rest, corners = _without_corners(ink, across, down, dpi=dpi)
    reach = to_pixels(REACH, dpi)
    gone = (across & ~_crossed(rest, reach)) | (down & ~_crossed(rest.T, reach).T) | corners
    clean = np.where(gone, np.maximum(part, _paper(part, ink)), part).astype(np.uint8)
    return clean, np.where(gone, 0, ink).astype(np.uint8)


def _without_corners(ink: Gray, across: Mask, down: Mask, *, dpi: float) -> tuple[Gray, Mask]:
    """Return the ink outside rules, and where small pieces touch rules both ways: corners of boxes."""
    rest = np.where(across | down, 0, ink).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < CORNER * (dpi / POINTS_PER_INCH) ** 2
    for rules in (across, down):
        touching = np.zeros(len(stats), dtype=np.bool_)
        touching[labels[_rim(rules.astype(np.uint8))]] = True
        small &= touching
    small[0] = False
    corners = np.asarray(small[labels], dtype=np.bool_)
    return np.where(corners, 0, rest).astype(np.uint8), corners


def _rim(rules: Gray) -> Mask:
    """Return where rules are, with the grey rim that a scanner leaves around them."""
    return np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0)


def _crossed(rest: Gray, reach: int) -> Mask:
    """Return where ink outside rules goes on above and below, within `reach` rows: a stroke crosses."""
    rest = np.ascontiguousarray(rest)
    ones = np.ones((reach, 3), np.uint8)
    above = cv2.dilate(rest, ones, anchor=(1, reach - 1))
    below = cv2.dilate(rest, ones, anchor=(1, 0))
    return np.asarray((above > 0) & (below > 0))


def _lines(ink: Gray, *, dpi: float) -> list[tuple[int, int]]:
    """Return (first row, last row + 1) of each line of writing in a mask of ink."""
    rows = (ink > 0).sum(axis=1)
    if rows.sum() < upright.SPECK * (dpi / POINTS_PER_INCH) ** 2:
        return []
    full = rows > VALLEY * rows.max()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], full.astype(np.int8), [0]])))
    runs = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    least = max(to_pixels(LEAST_LINE, dpi), LOW * max(b - a for a, b in runs))
    tall = [run for run in runs if run[1] - run[0] >= least]
    if len(tall) < 2:
        inked = np.flatnonzero(rows)
        return [(int(inked[0]), int(inked[-1]) + 1)]
    cuts = [0, *((a[1] + b[0]) // 2 for a, b in pairwise(tall)), len(rows)]
    return [_inked(rows, a, b) for a, b in pairwise(cuts)]


def _inked(
    rows: np.ndarray[tuple[int], np.dtype[np.int64]], first: int, last: int
) -> tuple[int, int]:
    """Return the rows from `first` to `last` without those at the ends that have no ink."""
    inked = np.flatnonzero(rows[first:last])
    return first + int(inked[0]), first + int(inked[-1]) + 1
