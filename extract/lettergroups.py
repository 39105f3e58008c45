"""Ink mask -> its letters, those that stand in a page's usual lines of print told from the others.

Told by pieces of ink alone, so that print which no reader read is found too. Masks are (height, width)
uint8 at `LOOK_DPI`, 255 is ink; lengths are points unless a name says pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from extract.letterlines import LEAST, SCALE, Floats, Ints, LetterLine, lines_of

Pieces = npt.NDArray[np.int32]

INKED: Final = 100
"""Level of a mask made smaller from which its ink counts."""
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
MOST: Final = 8000
"""A page with more pieces of ink than this is speckled: nothing is told there."""
CHUNK: Final = 64
CLIMB: Final = 0.5
LARGE: Final = 1.6
"""Sizes that letters climb, and their size beside the page's letters, from which they are looked at."""


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
    lines = tuple(line for g in odd for line in lines_of(parts[g], labels[g]))
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
