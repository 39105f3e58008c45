"""Loops drawn by hand around words: the option that somebody circled.

Found on the ink before words are read, since OCR takes a circled word for a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from extract.ocr import Gray
from records.types import POINTS_PER_INCH, BBox

WIDTH: Final = (12.0, 150.0)
HEIGHT: Final = (9.5, 40.0)
"""Size in points of a loop around a word or two; a seal is larger, a letter smaller."""
JOINED: Final = 3
"""Pixels between strokes that are taken for one: a pen skips, a scan is coarse."""
SECTORS: Final = 24
AROUND: Final = 21
"""Of so many directions from its middle, a loop has ink in so many."""
RIM: Final = (0.72, 1.3)
"""Where a loop's ink lies, as shares of the ellipse that fills its box."""
ON_RIM: Final = 0.55
CORNER: Final = (1.2, 0.06)
"""So far from the middle a loop has no more than this share of its ink; a frame has corners there."""
THICK: Final = 2.2
"""A pen's stroke is no thicker, in points."""
INSIDE: Final = 8.0
"""Square points of ink inside a loop: it is around something."""


@dataclass(frozen=True, slots=True)
class Rings:
    """The loops of a page in points on the picture, and the mask of their strokes, 255 is a stroke."""

    boxes: tuple[BBox, ...]
    strokes: Gray


def find_rings(ink: Gray, rules: Gray, *, dpi: float) -> Rings:
    """Return the loops on a page; `rules` are left out of the ink, so that a loop may cross one."""
    scale = dpi / POINTS_PER_INCH
    drawn = np.asarray(cv2.subtract(ink, rules), np.uint8)
    wide = np.asarray(cv2.dilate(drawn, np.ones((JOINED, JOINED), np.uint8)), np.uint8)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(wide)
    strokes, boxes = np.zeros_like(ink), []
    w, h = stats[:, cv2.CC_STAT_WIDTH] / scale, stats[:, cv2.CC_STAT_HEIGHT] / scale
    sized = (w >= WIDTH[0]) & (w <= WIDTH[1]) & (h >= HEIGHT[0]) & (h <= HEIGHT[1]) & (w >= 0.7 * h)
    for number in np.flatnonzero(sized):
        x, y, width, height = (int(v) for v in stats[number][:4])
        window = (slice(y, y + height), slice(x, x + width))
        own = (parts[window] == number) & (drawn[window] > 0)
        inside = (drawn[window] > 0) & (_radius(height, width) < RIM[0]) & ~own
        if not _is_loop(own, scale) or np.count_nonzero(inside) < INSIDE * scale**2:
            continue
        strokes[window][own & (_radius(height, width) >= RIM[0])] = 255
        boxes.append(
            BBox(x0=x / scale, top=y / scale, x1=(x + width) / scale, bottom=(y + height) / scale)
        )
    return Rings(tuple(boxes), strokes)


def _radius(height: int, width: int) -> np.typing.NDArray[np.float64]:
    """Return (height, width) distances from the middle, 1.0 on the ellipse that fills the box."""
    y, x = np.ogrid[:height, :width]
    across, down = (width - 1) / 2, (height - 1) / 2
    return np.asarray(np.hypot((x - across) / across, (y - down) / down))


def _is_loop(own: np.typing.NDArray[np.bool_], scale: float) -> bool:
    """Say whether thin strokes run all around along the rim of their box."""
    height, width = own.shape
    radius = _radius(height, width)
    rim = own & (radius >= RIM[0]) & (radius <= RIM[1])
    total = np.count_nonzero(own)
    corners = own & (radius > CORNER[0])
    thick = np.count_nonzero(rim) / (np.pi * (width + height) / 2) / scale
    if not total or np.count_nonzero(rim) < ON_RIM * total or thick > THICK:
        return False
    if np.count_nonzero(corners) > CORNER[1] * total:
        return False
    y, x = np.nonzero(rim)
    turn = np.arctan2((y - height / 2) / height, (x - width / 2) / width)
    sectors = np.unique(np.floor((turn + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS)
    return len(sectors) >= AROUND
