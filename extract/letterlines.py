"""Letters -> the straight lines of print that they make, of any direction, told by where they stand.

Lengths are pixels at `LOOK_DPI`, unless a name says points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from records.types import POINTS_PER_INCH

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

LOOK_DPI: Final = 150.0
SCALE: Final = LOOK_DPI / POINTS_PER_INCH
LEAST: Final = 3
LONG: Final = 2.0
"""The line is so many sizes long at least: fewer letters have no direction."""
SQUARE: Final = 2.0
"""Half of the letters of a line are no longer than wide by this factor; joined words are."""
STRAIGHT: Final = 0.09
"""Sizes by which the letters of print stray from their line; those of a hand, or of lines that meet, stray
by more."""
ON: Final = (0.2, 0.12)
"""Sizes from the one line of most letters of a crowd, and from one of several, within which a letter stands
on it."""
SLANT_DEG: Final = 3.5
"""Print that slants more against its page was not printed with it."""
PAIRED: Final = 60
TRIED: Final = 30
"""Letters of a crowd at most that is looked at, and from how many on only some are tried two by two."""
CROWD: Final = (7, 0.3, 0.05)
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


def lines_of(parts: Ints, labels: Ints) -> list[LetterLine]:
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
    step = 1 + len(parts) // TRIED
    one, two = step * np.array(np.triu_indices(len(parts[::step]), 1))
    along = middle[two] - middle[one]
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None]
    off = np.abs(across @ middle.T - np.sum(across * middle[one], axis=1)[:, None])
    near = off <= reach
    return np.asarray(near[int(near.sum(axis=1).argmax())], np.bool_)


def _fit(parts: Ints, labels: Ints) -> LetterLine | None:
    """Fit a line through the middles of letters by their moments."""
    if len(parts) < LEAST:
        return None
    long, short = parts[:, 2:4].max(axis=1), parts[:, 2:4].min(axis=1)
    if _middle(long / short) > SQUARE:
        return None
    size = _middle(long)
    middle = parts[:, :2] + parts[:, 2:4] / 2
    off = middle - middle.sum(axis=0) / len(parts)
    (xx, xy), (_, yy) = (off.T @ off).tolist()
    turn = 0.5 * math.atan2(2 * xy, xx - yy)
    cos, sin = math.cos(turn), math.sin(turn)
    along, across = (off @ np.array([[cos, -sin], [sin, cos]])).T
    length = float(along.max() - along.min())
    if length < LONG * size:
        return None
    return LetterLine(
        parts=parts,
        labels=labels,
        angle_deg=math.degrees(turn),
        size=size,
        stray=math.sqrt(float(across @ across) / len(parts)) / size,
        length=length,
    )


def _middle(values: npt.NDArray[np.generic]) -> float:
    """Return the median; NumPy's own takes most of the time of a fit of a few letters."""
    ordered = np.sort(values)
    half = len(ordered) // 2
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)
