"""Circles of a seal's size on the ink of a page: an agency's stamp with its text along the rim."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from extract.lettergroups import Pieces
from extract.letterlines import SCALE, Floats
from extract.ocr import Gray

RADIUS: Final = (24.0, 100.0)
"""Radius in points of a seal; loops around words (`extract.rings`) are smaller."""
ARC: Final = 30.0
"""Points that a piece of a worn circle measures at least."""
PIECES: Final = 60
"""A page has no more pieces so large, but for pictures: the largest are looked at."""
TRIES: Final = 80
POINTS: Final = 240
INLIERS: Final = 0.35
"""Share of a piece's outline that lies on its circle: letters and words cross it."""
ON: Final = 1.6
"""Pixels by which a point on a circle may lie off it."""
AROUND: Final = 0.8
"""Share of its way round on which a seal's circle is seen."""
QUIET: Final = (3.0, 0.5)
"""So many points outside, ink is seen on no larger share of the way round."""
TURNS: Final = 120
SHIFTS: Final = (-1.5, 0.0, 1.5)


def find_seals(mask: Gray, pieces: Pieces, stats: Pieces) -> list[Floats]:
    """Return the outlines (n, 2) of the seals on a mask without rules, in its pixels.

    `pieces` and `stats` are its connected components as OpenCV numbers them.
    """
    sides = stats[:, 2:4].max(axis=1)
    large = (sides >= ARC * SCALE) & (sides <= 2.3 * RADIUS[1] * SCALE)
    large[0] = False
    chosen = np.flatnonzero(large)
    chosen = chosen[np.argsort(-sides[chosen], kind="stable")][:PIECES]
    thick = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)
    found: list[Floats] = []
    for number in chosen.tolist():
        x, y, w, h = stats[number, :4].tolist()
        own = (pieces[y : y + h, x : x + w] == number).astype(np.uint8)
        circle = _circle(own)
        if circle is None:
            continue
        outline = _seal(thick, circle[0] + x, circle[1] + y, circle[2])
        if outline is not None:
            found.append(outline)
    return found


def _circle(own: Gray) -> tuple[float, float, float] | None:
    """Fit a circle to a piece of ink through three points of its outline at a time (RANSAC)."""
    outlines, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = np.concatenate([o[:, 0] for o in outlines]).astype(np.float64)
    points = outline[:: max(1, len(outline) // POINTS)]
    if len(points) < 12:
        return None
    rng = np.random.default_rng(len(points))
    a, b, c = points[rng.integers(0, len(points), (3, TRIES))]
    twice = 2 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
    sound = np.abs(twice) > 1
    a, b, c, twice = a[sound], b[sound], c[sound], twice[sound]
    ab, ac = ((b - a) ** 2).sum(axis=1), ((c - a) ** 2).sum(axis=1)
    x = a[:, 0] + ((c - a)[:, 1] * ab - (b - a)[:, 1] * ac) / twice
    y = a[:, 1] + ((b - a)[:, 0] * ac - (c - a)[:, 0] * ab) / twice
    radius = np.hypot(a[:, 0] - x, a[:, 1] - y)
    sized = (radius >= RADIUS[0] * SCALE) & (radius <= RADIUS[1] * SCALE)
    if not sized.any():
        return None
    x, y, radius = x[sized], y[sized], radius[sized]
    off = np.abs(np.hypot(points[:, 0, None] - x, points[:, 1, None] - y) - radius)
    share = (off <= ON).mean(axis=0)
    best = int(share.argmax())
    if share[best] < INLIERS:
        return None
    return float(x[best]), float(y[best]), float(radius[best])


def _seal(thick: Gray, x: float, y: float, radius: float) -> Floats | None:
    """Return the outline of a circle near the one given, if it is drawn all around and alone."""
    turns = np.linspace(0, 2 * np.pi, TURNS, endpoint=False)
    ring = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    shifts = np.array([(dx, dy, dr) for dx in SHIFTS for dy in SHIFTS for dr in SHIFTS])
    middles = np.array([x, y]) + shifts[:, :2]
    radii = radius + shifts[:, 2]
    seen = seen_on(thick, ring[None] * radii[:, None, None] + middles[:, None])
    best = int(seen.argmax())
    outer = ring * (radii[best] + QUIET[0] * SCALE) + middles[best]
    if seen[best] < AROUND or seen_on(thick, outer[None])[0] > QUIET[1]:
        return None
    return np.asarray(ring * (radii[best] + SCALE) + middles[best], np.float64)


def seen_on(mask: Gray, points: npt.NDArray[np.float64]) -> Floats:
    """Return for each row of points (n, m, 2) the share that lies on a mask's ink."""
    x, y = np.moveaxis(np.rint(points).astype(np.intp), -1, 0)
    height, width = mask.shape
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    ink = mask[y.clip(0, height - 1), x.clip(0, width - 1)] > 0
    return np.asarray((ink & inside).mean(axis=1), np.float64)
