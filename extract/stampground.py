"""Lines of a stamp's letters -> stamps, and the ground that each covers. Lengths are pixels at `LOOK_DPI`."""

from __future__ import annotations

from typing import Final

import numpy as np

from extract.letterlines import SCALE, SLANT_DEG, STRAIGHT, Floats, Ints, LetterLine
from extract.ocr import Gray
from extract.seals import seen_on
from records.types import BBox

Stamp = list[LetterLine]

WEAK: Final = (0.3, 0.6, 6.0)
"""Stray, rise and degrees off of the lines of letters that belong to a stamp they stand close to."""
NEAR: Final = 2.4
"""Sizes of a letter between the lines of a stamp."""
END: Final = (0.35, 2.5, 1.8, 4.0)
"""The least and the greatest size of a loose letter at a stamp's end, the gap before it, and how far its
end may move, in sizes."""
FRAME_MOST: Final = 22.0
"""Points from text to frame at most."""
FRAME_WIDTH: Final = 1.5
PARALLEL: Final = 3.0
"""Degrees from a page's own directions up to which rules could be taken for a frame."""
FRAME: Final = (3.5, 60, 0.75)
"""Sizes of a letter from text to frame at most, the points looked at along a side, the share with ink."""
STRIP: Final = 2.0
"""Height in points of the strips a stamp is cut into."""
PAD: Final = 0.15
"""Sizes of a letter around a stamp that are its own."""


def clusters(seeds: list[LetterLine], lines: tuple[LetterLine, ...]) -> list[Stamp]:
    """Return stamps: lines of letters that stand close and run one way, weaker ones beside slanted ones."""
    left, stamps = list(seeds), list[Stamp]()
    weak = [n for n in lines if n.stray <= WEAK[0] and n.rise >= WEAK[1] and n not in left]
    while left:
        stamp = [left.pop()]
        more = stamp
        while more:
            pool = left + (weak if abs(stamp[0].angle_deg) >= SLANT_DEG else [])
            more = [n for n in pool if any(_is_beside(n, own) for own in stamp)]
            stamp += more
            left, weak = ([n for n in group if n not in more] for group in (left, weak))
        stamps.append(stamp)
    return stamps


def _is_beside(line: LetterLine, other: LetterLine) -> bool:
    off = abs((line.angle_deg - other.angle_deg + 90) % 180 - 90)
    if off > WEAK[2]:
        return False
    reach = NEAR * min(line.size, other.size)
    a, b = (_frame([n], other.angle_deg) for n in (line, other))
    return bool(np.all(a[0] - reach <= b[1]) and np.all(b[0] - reach <= a[1]))


def _axes(angle_deg: float) -> Floats:
    """Return the (2, 2) turn from page to a stamp's own directions, along and across its lines."""
    turn = np.radians(angle_deg)
    return np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])


def _frame(stamp: Stamp, angle_deg: float) -> tuple[Floats, Floats]:
    """Return the least and the most of a stamp's letters along and across, in pixels."""
    axes = _axes(angle_deg)
    middles = [(n.parts[:, :2] + n.parts[:, 2:] / 2) @ axes.T for n in stamp]
    low = np.min(
        [m.min(axis=0) - n.size * (0.5 + PAD) for m, n in zip(middles, stamp, strict=True)], axis=0
    )
    high = np.max(
        [m.max(axis=0) + n.size * (0.5 + PAD) for m, n in zip(middles, stamp, strict=True)], axis=0
    )
    return low, high


def outline_of(stamp: Stamp, loose: Ints, mask: Gray, ink: Gray) -> Floats:
    """Return the (4, 2) corners of a stamp on the page, in pixels; loose letters at its ends belong to it."""
    longest = max(stamp, key=lambda n: n.length if n.stray <= STRAIGHT else 0.0)
    low, high = _frame(stamp, longest.angle_deg)
    low, high = _with_ends(low, high, longest, loose)
    if abs(longest.angle_deg) >= SLANT_DEG:
        off = abs(longest.angle_deg) % 90
        seen = ink if min(off, 90 - off) > PARALLEL else mask
        low, high = _with_frame(low, high, longest, seen)
    (a, b), (c, d) = low, high
    corners = np.array([[a, b], [c, b], [c, d], [a, d]])
    return np.asarray(corners @ _axes(longest.angle_deg), np.float64)


def _with_ends(low: Floats, high: Floats, line: LetterLine, loose: Ints) -> tuple[Floats, Floats]:
    """Reach on along a stamp's lines, over letters that a mark or print joins to something else."""
    sides = loose[:, 2:].max(axis=1)
    sized = (sides >= END[0] * line.size) & (sides <= END[1] * line.size)
    middles = (loose[sized, :2] + loose[sized, 2:] / 2) @ _axes(line.angle_deg).T
    middles = middles[(middles[:, 1] > low[1]) & (middles[:, 1] < high[1])]
    start, end, half = float(low[0]), float(high[0]), line.size * (0.5 + PAD)
    most = END[3] * line.size
    along = np.sort(middles[:, 0])
    along = along[(along > start - most) & (along < end + most)]
    for at in along[along > end - half]:
        end = max(end, at + half) if at - end <= END[2] * line.size else end
    for at in along[along < start + half][::-1]:
        start = min(start, at - half) if start - at <= END[2] * line.size else start
    return np.array([start, low[1]]), np.array([end, high[1]])


def _with_frame(low: Floats, high: Floats, line: LetterLine, mask: Gray) -> tuple[Floats, Floats]:
    """Reach out to the frame around a stamp, side by side, where there is one."""
    axes, least, most = _axes(line.angle_deg), low.copy(), high.copy()
    steps = np.arange(0.0, min(FRAME[0] * line.size, FRAME_MOST * SCALE))
    for side in (0, 1):
        along = np.linspace(low[1 - side], high[1 - side], FRAME[1])
        for ends, sign in ((least, -1), (most, 1)):
            points = np.empty((len(steps), FRAME[1], 2))
            points[..., side] = (ends[side] + sign * steps)[:, None]
            points[..., 1 - side] = along
            drawn = np.flatnonzero(seen_on(mask, points @ axes) >= FRAME[2])
            if drawn.size:
                ends[side] += sign * (steps[drawn[0]] + FRAME_WIDTH * SCALE)
    return least, most


def strips_of(outline: Floats) -> list[BBox]:
    """Cut an outline (n, 2), in points, into boxes of its width at each height."""
    strips: list[BBox] = []
    ends = np.roll(outline, -1, axis=0)
    for top in np.arange(outline[:, 1].min(), outline[:, 1].max(), STRIP):
        at = top + STRIP / 2
        cut = (outline[:, 1] - at) * (ends[:, 1] - at) < 0
        if np.count_nonzero(cut) < 2:
            continue
        (x, y), (x1, y1) = outline[cut].T, ends[cut].T
        crossings = x + (x1 - x) * (at - y) / (y1 - y)
        left, right = float(crossings.min()), float(crossings.max())
        last = strips[-1] if strips else None
        if last and abs(last.x0 - left) < 0.2 and abs(last.x1 - right) < 0.2:
            strips[-1] = BBox(x0=last.x0, top=last.top, x1=last.x1, bottom=float(top) + STRIP)
        else:
            strips.append(BBox(x0=left, top=float(top), x1=right, bottom=float(top) + STRIP))
    return strips
