"""Correction fluid and tape on a scan: spots brighter than the paper, with something new written on them."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from extract.ocr import Gray
from records.types import POINTS_PER_INCH, BBox

LOOK_DPI: Final = 72.0
"""Resolution at which brightness is compared; letters on a spot are filled in."""
PAPER: Final = 250
"""Paper as white as this shows no fluid."""
BRIGHTER: Final = 4
"""Levels (of 255) that fluid is brighter than paper."""
LETTERS: Final = 9
"""Points of print on a spot that are closed over: a letter and its neighbours."""
LEAST: Final = (14.0, 6.0)
SHARE: Final = 0.1
"""A spot is smaller than this share of the page; larger is light from the side."""
SOLID: Final = 0.7
FEW: Final = 6
"""More spots than this are a form's own white fields."""
FIELD: Final = 0.6
"""A spot that fills so much of a ruled box is the box."""


def find_patches(image: Gray, boxes: tuple[BBox, ...], *, dpi: float) -> tuple[BBox, ...]:
    """Return the bright spots of a grey page (0 to 255), in points on `image`."""
    scale = LOOK_DPI / dpi
    small = np.asarray(
        cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    paper = float(np.median(small))
    if paper >= PAPER:
        return ()
    bright = np.where(small >= paper + BRIGHTER, 255, 0).astype(np.uint8)
    whole = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((LETTERS, LETTERS), np.uint8))
    whole = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(whole)
    size = POINTS_PER_INCH / LOOK_DPI
    spots = [
        BBox(x0=x * size, top=y * size, x1=(x + w) * size, bottom=(y + h) * size)
        for x, y, w, h, area in stats[1:].tolist()
        if w * size >= LEAST[0] and h * size >= LEAST[1] and area >= SOLID * w * h
    ]
    page = image.shape[0] * image.shape[1] * (POINTS_PER_INCH / dpi) ** 2
    spots = [s for s in spots if s.area <= SHARE * page]
    spots = [s for s in spots if not any(s.overlap(b) >= FIELD * b.area for b in boxes)]
    return tuple(spots) if len(spots) <= FEW else ()
