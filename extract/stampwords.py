"""Words that were read in stamps -> those that a stamp says, or that were misread off it."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from extract.lettergroups import INKED, find_letters
from extract.letterlines import SCALE, SLANT_DEG, STRAIGHT
from extract.ocr import Gray
from records.types import BBox, Word

OWN: Final = 0.5
"""Share of a word that lies in a stamp, and of its ink that is the stamp's letters, where it is the stamp's;
and share of their size that it has at least."""
LEGIBLE: Final = 60.0
"""A word in a stamp that was read worse is the stamp's, or was misread off both it and what it lies on."""


def own_words(
    words: tuple[Word, ...], strips: tuple[BBox, ...], own: Gray, small: Gray
) -> tuple[BBox, ...]:
    """Return the boxes of the words that a stamp says, or that were misread off it and print under it.

    `own` holds the size in pixels of a stamp's letters where they are.
    """
    inside = (w for w in words if covered(w.bbox, strips) >= OWN)
    return tuple(w.bbox for w in inside if w.score < LEGIBLE or _is_own(w.bbox, own, small))


def covered(box: BBox, strips: tuple[BBox, ...]) -> float:
    """Return the share of a box that lies in stamps, given in strips."""
    return sum(box.overlap(strip) for strip in strips) / max(box.area, 0.1)


def _is_own(box: BBox, own: Gray, small: Gray) -> bool:
    """Say whether a word's ink is letters of a stamp, of its size, or slants as a stamp's does."""
    rows = slice(max(0, round(box.top * SCALE)), max(0, round(box.bottom * SCALE)))
    columns = slice(max(0, round(box.x0 * SCALE)), max(0, round(box.x1 * SCALE)))
    letters, ink = own[rows, columns], small[rows, columns]
    total = np.count_nonzero((letters > 0) | (ink > INKED))
    if not total:
        return False
    if np.count_nonzero(letters) < OWN * total:
        return _slants(ink)
    size = float(np.median(letters[letters > 0]))
    return max(box.width, box.height) * SCALE >= OWN * size


def _slants(crop: Gray) -> bool:
    """Say whether the letters of a word that lies in a stamp slant."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((crop > INKED).astype(np.uint8))
    lines = find_letters(np.asarray(stats, np.int32), usual=0.0).lines
    return any(n.stray <= STRAIGHT and abs(n.angle_deg) >= SLANT_DEG for n in lines)
