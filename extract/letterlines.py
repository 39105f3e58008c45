"""Letters of an ink mask -> the straight lines of print they make, of any direction.

Told by pieces of ink alone, so that print which no reader read is found too. Masks are (height, width)
uint8 at `LOOK_DPI`, 255 is ink; lengths are points unless a name says pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from records.types import POINTS_PER_INCH

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Pieces = npt.NDArray[np.int32]

LOOK_DPI: Final = 150.0
SCALE: Final = LOOK_DPI / POINTS_PER_INCH
SIZES: Final = (
    (3.6, 7.2),
    (5.4, 10.8),
    (8.0, 16.0),
    (12.0, 24.0),
    (18.0, 36.0),
    (27.0, 54.0),
    (40.0, 110.0),
)
"""Longer sides of letters that may stand in one line, class by class; the classes overlap."""
THIN: Final = 0.12
"""A letter's shorter side is at least this share of its longer one: an I without serifs."""
ALIKE: Final = 1.5
"""The letters of a line differ in size by no more; an x from an h by 1.4."""
REACH: Final = 1.5
"""The middles of neighbouring letters stand so many sizes apart at most."""
LEAST: Final = 3
LONG: Final = 2.0
"""The line is so many sizes long at least: fewer letters have no direction."""
SQUARE: Final = 2.0
"""Half of the letters of a line are no longer than wide by this factor; joined words are."""
MOST: Final = 8000
"""A page with more pieces of ink than this is speckled: nothing is told there."""
CHUNK: Final = 64
CLIMB: Final = 0.5
LARGE: Final = 1.6
"""Sizes that letters climb, and their size beside the page's letters, from which they are looked at."""
STRAIGHT: Final = 0.09
"""Sizes by which the letters of print stray from their line; those of a hand, or of lines that meet, stray
by more."""
ON: Final = (0.2, 0.12)
"""Sizes from the one line of most letters of a crowd, and from one of several, within which a letter stands
on it."""
SLANT_DEG: Final = 3.5
"""Print that slants more against its page was not printed with it."""
PAIRED: Final = 60
CROWD: Final = (6, 0.3, 0.05)
"""Letters, and share of a crowd's, that stand on one slanted line of it at least, and how far those stray."""
MOST_ON: Final = 0.7
"""Share of a crowd's letters that stand on one line, where the rest are specks and pieces of other print."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LetterLine:
    """Letters that stand along a line, all in pixels.

    `parts` is (n, 4): x, y, width, height; `labels` their numbers among the mask's pieces;
    `angle_deg` clockwise, -90 to 90; `size` the median of their longer sides; `stray` how far their
    middles lie from the line, in sizes (root mean square).
    """

    parts: Ints
    labels: Ints
    angle_deg: float
    size: float
    stray: float
    length: float

    @property
    def rise(self) -> float:
        """How many sizes the line climbs over its length."""
        return abs(self.length * math.sin(math.radians(self.angle_deg)) / self.size)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letters:
    """The lines of a page that are not its usual print: they climb, or are much larger than the rest.

    `loose` is (n, 4), the pieces of ink of a letter's size that stand in no line of usual print.
    """

    lines: tuple[LetterLine, ...] = ()
    loose: Ints = field(default_factory=lambda: np.empty((0, 4), np.intp))


def usual_size(stats: Pieces) -> float:
    """Return the size of a page's letters, in pixels."""
    sides = stats[1:, 2:4].max(axis=1)
    letters = sides[sides >= SIZES[0][0] * SCALE]
    return float(np.median(letters)) if letters.size else 0.0


def find_letters(stats: Pieces, *, usual: float) -> Letters:
    """Sort the pieces of ink that OpenCV counted into usual lines of print, others, and loose letters.

    `usual` is the size in pixels of the letters of usual print.
    """
    sides = stats[:, 2:4].max(axis=1)
    whole = (sides >= SIZES[0][0] * SCALE) & (sides <= SIZES[-1][1] * SCALE)
    whole &= stats[:, 2:4].min(axis=1) >= np.maximum(2, THIN * sides)
    whole[0] = False
    labels = np.flatnonzero(whole)
    if not LEAST <= len(labels) <= MOST:
        return Letters()
    parts = stats[labels, :4].astype(np.intp)
    home = _groups(len(parts), _links(parts))
    odd = _unusual(parts, home, usual)
    lines = tuple(line for g in odd for line in _lines(parts[g], labels[g]))
    loose = np.bincount(home)[home] < LEAST
    loose[[n for g in odd for n in g]] = True
    return Letters(lines=lines, loose=parts[loose])


def _unusual(parts: Ints, home: Ints, usual: float) -> list[Ints]:
    """Return the groups of letters that climb by half a letter or are large; `home` numbers each one's."""
    size = parts[:, 2:4].max(axis=1).astype(np.float64)
    y = parts[:, 1] + parts[:, 3] / 2
    low, high = np.full(home.max() + 1, np.inf), np.full(home.max() + 1, -np.inf)
    np.minimum.at(low, home, y)
    np.maximum.at(high, home, y)
    count = np.bincount(home)
    mean = np.bincount(home, weights=size) / np.maximum(count, 1)
    odd = (high - low >= CLIMB * mean) | (mean >= LARGE * usual)
    picked = np.flatnonzero(odd & (count >= LEAST))
    order = np.argsort(home, kind="stable")
    ends = np.cumsum(count)
    return [order[ends[n] - count[n] : ends[n]] for n in picked]


def _links(parts: Ints) -> Iterator[tuple[int, int]]:
    """Yield pairs of letters of one class of sizes, each one of the two nearest to the other."""
    size = parts[:, 2:4].max(axis=1).astype(np.float64)
    middle = parts[:, :2] + parts[:, 2:4] / 2
    for least, most in SIZES:
        own = np.flatnonzero((size >= least * SCALE) & (size <= most * SCALE))
        if len(own) < LEAST:
            continue
        own = own[np.argsort(middle[own, 1], kind="stable")]
        for a, b in _nearest(middle[own], size[own], REACH * most * SCALE):
            yield int(own[a]), int(own[b])


def _nearest(middle: Floats, size: Floats, reach: float) -> list[tuple[int, int]]:
    """Return mutual neighbours among letters sorted by their height on the page; `reach` in pixels."""
    picked: set[tuple[int, int]] = set()
    for start in range(0, len(middle), CHUNK):
        stop = min(len(middle), start + CHUNK)
        low = int(np.searchsorted(middle[:, 1], middle[start, 1] - reach))
        high = int(np.searchsorted(middle[:, 1], middle[stop - 1, 1] + reach, "right"))
        if high - low < LEAST:
            continue
        far = np.square(middle[start:stop, None, 0] - middle[None, low:high, 0])
        far += np.square(middle[start:stop, None, 1] - middle[None, low:high, 1])
        larger = np.maximum(size[start:stop, None], size[None, low:high])
        smaller = np.minimum(size[start:stop, None], size[None, low:high])
        far[(far > np.square(REACH * larger)) | (larger > ALIKE * smaller)] = np.inf
        far[np.arange(stop - start), np.arange(start, stop) - low] = np.inf
        rows = np.arange(stop - start)
        for _ in range(2):
            best = far.argmin(axis=1)
            near = np.isfinite(far[rows, best])
            found = zip((rows[near] + start).tolist(), (best[near] + low).tolist(), strict=True)
            picked.update(found)
            far[rows, best] = np.inf
    return [(a, b) for a, b in picked if a < b and (b, a) in picked]


def _groups(count: int, links: Iterator[tuple[int, int]]) -> Ints:
    """Return for each number below `count` the first one of the group that links hold it in."""
    home = list(range(count))

    def root(at: int) -> int:
        while home[at] != at:
            home[at] = home[home[at]]
            at = home[at]
        return at

    for a, b in links:
        home[root(a)] = root(b)
    return np.array([root(at) for at in range(count)], np.intp)


def _lines(parts: Ints, labels: Ints) -> list[LetterLine]:
    """Return the line that letters make, or, where they are a crowd, those that many of them stand on.

    The lines of a stamp stand so close that its letters are one crowd, which touches other print too.
    """
    line = _fit(parts, labels)
    if line is None or line.stray <= STRAIGHT or len(parts) > PAIRED:
        return [line] if line else []
    near = _on_one_line(parts, ON[0] * line.size)
    best = _fit(parts[near], labels[near])
    if best and len(best.parts) >= max(LEAST + 1, MOST_ON * len(parts)):
        return [best]
    return _parted(parts, labels, line.size) or [line]


def _parted(parts: Ints, labels: Ints, size: float) -> list[LetterLine]:
    """Return the slanted lines of a crowd of letters; it has none where the first one is level."""
    least, found = max(CROWD[0], CROWD[1] * len(parts)), list[LetterLine]()
    while len(parts) >= least:
        near = _on_one_line(parts, ON[1] * size)
        best = _fit(parts[near], labels[near])
        if best is None or len(best.parts) < least or not _is_slanted(best):
            break
        found.append(best)
        parts, labels = parts[~near], labels[~near]
    return found


def _is_slanted(line: LetterLine) -> bool:
    return line.stray <= CROWD[2] and abs(line.angle_deg) >= SLANT_DEG


def _on_one_line(parts: Ints, reach: float) -> npt.NDArray[np.bool_]:
    """Return which letters stand on the line through two of them that most others stand on, in pixels."""
    middle = parts[:, :2] + parts[:, 2:4] / 2
    one, two = np.triu_indices(len(parts), 1)
    along = middle[two] - middle[one]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None]
    off = np.abs(across @ middle.T - np.sum(across * middle[one], axis=1)[:, None])
    near = off <= reach
    return np.asarray(near[int(near.sum(axis=1).argmax())], np.bool_)


def _fit(parts: Ints, labels: Ints) -> LetterLine | None:
    """Fit a line through the middles of letters by their moments."""
    if len(parts) < LEAST:
        return None
    sides = np.sort(parts[:, 2:4], axis=1)
    size = float(np.median(sides[:, 1]))
    middle = parts[:, :2] + parts[:, 2:4] / 2
    off = middle - middle.mean(axis=0)
    xx, yy, xy = (off**2)[:, 0].mean(), (off**2)[:, 1].mean(), (off[:, 0] * off[:, 1]).mean()
    turn = 0.5 * np.arctan2(2 * xy, xx - yy)
    along = off @ np.array([np.cos(turn), np.sin(turn)])
    across = off @ np.array([-np.sin(turn), np.cos(turn)])
    length = float(np.ptp(along))
    if length < LONG * size or float(np.median(sides[:, 1] / sides[:, 0])) > SQUARE:
        return None
    return LetterLine(
        parts=parts,
        labels=labels,
        angle_deg=float(np.degrees(turn)),
        size=size,
        stray=float(np.sqrt(np.mean(across**2))) / size,
        length=length,
    )
