"""Which lines of letters were not printed with their page, but stamped on it: told by how they lie there.

They slant against the page or run up it, or are much larger or paler than its print, and print or rules
cross them.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from extract.lettergroups import Pieces
from extract.letterlines import SCALE, SLANT_DEG, STRAIGHT, LetterLine
from extract.ocr import Gray
from extract.stampground import PAD

Rules = tuple[Gray, Gray]

LETTERS: Final = 4
APART: Final = 1.6
"""Sizes from letter to letter, on average, that a line has at most: letters of lines of print that meet by
chance on a slanted one stand further apart."""
RISE: Final = 0.8
"""Sizes of a letter that a slanted line climbs at least; single letters stick out by less."""
EVEN: Final = (0.08, 0.6)
"""The heads and the feet of capitals that stand level lie within so many sizes, but for those that print
breaks: so many shares do."""
MANY: Final = 6
LOW_RISE: Final = 0.5
SURE: Final = 12.0
"""So many letters, or large ones, may climb less, if they climb so many times as far as they stray."""
STEEP_DEG: Final = 45.0
COLUMN: Final = (0.65, 0.5)
"""A steep line is a column of print, tick boxes or lines that begin alike, where within so many sizes of its
letters other ink stands on their level, beside so many of them; the lines of a stamp are further apart."""
ALIKE: Final = 0.06
"""Sizes by which boxes differ, all in height and all in width; letters of a word differ by more."""
SMALL: Final = (7.5, 7)
"""Letters smaller than this, in points, make a slanted line from so many on: close lines of print meet."""
FEW: Final = 0.05
"""Four letters stray by no more."""
STEADY: Final = 0.04
"""Large letters of print on a level line stray by no more; those of a hand do."""
LARGE: Final = 1.8
"""A stamp that lies straight is so many times as large as the page's print, or pale."""
CROSSED: Final = 0.6
"""Share of its way through a line of letters on which a rule is seen."""
UNDER: Final = 0.06
"""Share of dark ink in the boxes of pale letters that print crosses."""


def _is_straight(line: LetterLine) -> bool:
    close = line.length <= APART * line.size * (len(line.parts) - 1)
    return close and len(line.parts) >= LETTERS and line.stray <= STRAIGHT


def is_slanted(line: LetterLine, usual: float = np.inf) -> bool:
    """Say whether print does not lie as the page does; `usual` is the size of the page's letters."""
    if not _is_straight(line) or abs(line.angle_deg) < SLANT_DEG:
        return False
    if line.size < SMALL[0] * SCALE and len(line.parts) < SMALL[1]:
        return False
    if len(line.parts) <= LETTERS and line.stray > FEW:
        return False
    many = len(line.parts) >= MANY or line.size >= LARGE * usual
    return line.rise >= RISE or (many and line.rise >= max(LOW_RISE, SURE * line.stray))


def is_column(line: LetterLine, stats: Pieces) -> bool:
    """Say whether a steep line is tick boxes, or begins or ends level print; `stats` counts all pieces."""
    if abs(line.angle_deg) < STEEP_DEG:
        return False
    if np.ptp(line.parts[:, 2:], axis=0).max() <= ALIKE * line.size:
        return True
    others = np.delete(stats, [0, *line.labels.tolist()], axis=0)
    left, right = others[:, 0], others[:, 0] + others[:, 2]
    top, bottom = others[:, 1], others[:, 1] + others[:, 3]
    reach = COLUMN[0] * line.size
    level = [
        np.any(
            (np.maximum(x - right, left - x - w) <= reach)
            & (top < y + h / 2)
            & (bottom > y + h / 2)
        )
        for x, y, w, h in line.parts.tolist()
    ]
    return float(np.mean(level)) >= COLUMN[1]


def _is_level(line: LetterLine) -> bool:
    """Say whether letters are capitals of one height on a level line: print, not a hand's."""
    heads, feet = line.parts[:, 1], line.parts[:, 1] + line.parts[:, 3]
    off = (np.abs(edge - np.median(edge)) <= EVEN[0] * line.size for edge in (heads, feet))
    return _is_straight(line) and min(float(edge.mean()) for edge in off) >= EVEN[1]


def is_large(line: LetterLine, usual: float, rules: Rules) -> bool:
    """Say whether print is much larger than the page's, and lies across its rules."""
    large = line.size >= LARGE * usual and line.stray <= STEADY
    return large and _is_level(line) and _is_ruled(line, rules)


def is_crossed(line: LetterLine, dark: Gray, rules: Rules) -> bool:
    """Say whether print or rules run through level letters."""
    if not _is_level(line):
        return False
    shares = [np.mean(dark[y : y + h, x : x + w] > 0) for x, y, w, h in line.parts.tolist()]
    return float(np.mean(shares)) >= UNDER or _is_ruled(line, rules)


def _is_ruled(line: LetterLine, rules: Rules) -> bool:
    """Say whether a rule runs through the middle of a line of letters, or down between its ends."""
    low, high = line.parts[:, :2].min(axis=0), (line.parts[:, :2] + line.parts[:, 2:]).max(axis=0)
    rise = round(0.2 * (high[1] - low[1]))
    rows, columns = slice(low[1] + rise, high[1] - rise), slice(low[0], high[0])
    across, down = (rule[rows, columns] > 0 for rule in rules)
    if not across.size:
        return False
    return bool(across.mean(axis=1).max() >= CROSSED or down.mean(axis=0).max() >= 1 - PAD)
