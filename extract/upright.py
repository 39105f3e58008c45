"""Set a page upright, measure its skew, notice that it is blank. Pure functions on pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from extract.ocr import Gray
from records.types import POINTS_PER_INCH, BBox

DARKEST_PAPER: Final = 96
BAND: Final = 0.8
"""Share of the page's usual paper brightness under which a place is a shaded band, not paper in shadow."""
MAX_SKEW_DEG: Final = 5.0
SKEW_DPI: Final = 75.0
BLANK_INK: Final = 0.0006
"""Share of dark pixels inside the margins below which a page is blank: about 20 letters of 12 points."""
MARGIN: Final = 0.04
LETTER: Final = (0.004, 0.1)
"""Height of what may be a letter, as a share of the page's height: 3 points to an inch."""
LETTERS: Final = 5
"""A page with room for so many letters is read, however little ink it carries: "A 123 456 789"."""
EDGE: Final = 0.015
HOLE: Final = (0.014, 0.034)
"""Diameter of a punch hole, as a share of the page's height: 4 to 9 millimetres."""
HOLE_FILL: Final = 0.7
"""Share of its box that a hole fills; a disc fills 0.785."""
HOLE_EDGE: Final = 0.06
FAINT: Final = 33
"""Levels (of 255) that a stroke, in pencil perhaps, is darker than what lies around it."""
STROKE: Final = 6.0
"""Points; a stroke is narrower than this, a shaded box wider."""
SPECK: Final = 0.55
"""Square points of ink below which a piece is a speck; the full stop of 8-point print has about 1."""
SPECKLED: Final = 0.4
"""Share of specks among the pieces of ink from which a page is speckled; a clean scan has under 0.1."""


def turn(image: Gray, degrees: int) -> Gray:
    """Return `image` turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(image, k=-(degrees // 90) % 4))


def ink_of(image: Gray) -> Gray:
    """Return a mask (height, width) of 0 and 255, 255 where the page is dark.

    Otsu's threshold after the paper's slowly changing brightness is divided out, so that shadows
    and yellow paper are not ink.
    """
    paper = np.maximum(_paper_of(image), DARKEST_PAPER)
    level = np.asarray(cv2.divide(image, paper, scale=255), dtype=np.uint8)
    threshold, _ = cv2.threshold(level, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    limit = float(np.clip(threshold, 90, 200))
    return darker_than(level, limit)


def darker_than(image: Gray, limit: float) -> Gray:
    """Return a mask (height, width) of 0 and 255, 255 where `image` is below `limit`."""
    _, mask = cv2.threshold(image, np.ceil(limit) - 1, 255, cv2.THRESH_BINARY_INV)
    return np.asarray(mask, dtype=np.uint8)


def faint_ink_of(image: Gray, ink: Gray, *, dpi: float) -> Gray:
    """Return the mask `ink` with faint strokes added; for proving a place empty, not for reading.

    Beside black print Otsu's threshold takes pencil for paper. A stroke is what a morphological
    closing fills (black hat), so that shaded boxes are none; a median filter takes noise out first.
    """
    level = cv2.medianBlur(image, 3)
    side = round(STROKE * dpi / POINTS_PER_INCH)
    strokes = cv2.morphologyEx(level, cv2.MORPH_BLACKHAT, np.ones((side, side), np.uint8))
    _, faint = cv2.threshold(strokes, FAINT - 1, 255, cv2.THRESH_BINARY)
    return np.maximum(ink, np.asarray(faint, dtype=np.uint8))


def without_specks(image: Gray, ink: Gray, *, dpi: float) -> Gray:
    """Return `image` with the specks of a speckled page made white, for reading; other pages as they are.

    Bilevel scans of grey paper and poor photocopies carry thousands, and OCR makes letters of them.
    `ink` is the mask of what is dark on `image`.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    specks = stats[:, cv2.CC_STAT_AREA] < SPECK * (dpi / POINTS_PER_INCH) ** 2
    specks[0] = False
    if float(specks.mean()) < SPECKLED:
        return image
    return np.where(specks[labels], 255, image).astype(np.uint8)


def levelled(image: Gray) -> Gray:
    """Return the image for reading: paper is white, shadows are gone, dark bands stay dark."""
    paper = _paper_of(image)
    least = max(DARKEST_PAPER, round(BAND * float(np.median(paper))))
    return np.asarray(cv2.divide(image, np.maximum(paper, least), scale=255), dtype=np.uint8)


def _paper_of(image: Gray) -> Gray:
    """Return (height, width) the slowly changing brightness of the paper."""
    height, width = image.shape
    small = cv2.resize(
        image, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA
    )
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 21)
    return np.asarray(
        cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8
    )


def is_blank(ink: Gray) -> bool:
    """Say whether nothing is written inside the margins (specks and bleed-through aside).

    Two tests, since a page taken for blank is never read: little ink, and no room for a few letters.
    """
    clean = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2))), dtype=np.uint8)
    clean = _without_holes(clean)
    inside = _inside(clean, MARGIN)
    if float(np.count_nonzero(inside)) >= BLANK_INK * inside.size:
        return False
    return _letters(_inside(clean, EDGE), height=ink.shape[0]) < LETTERS


def _without_holes(ink: Gray) -> Gray:
    """Return ink without punch holes: round, solid, as large as punches make them, near an edge."""
    height, width = ink.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    x, y, w, h, area = np.moveaxis(stats, 1, 0).astype(np.float64)
    side = np.maximum(w, h) / height
    round_ = (np.abs(w - h) <= 0.2 * np.maximum(w, h)) & (area >= HOLE_FILL * w * h)
    near = np.minimum.reduce([x, y, width - x - w, height - y - h]) <= HOLE_EDGE * height
    holes = round_ & near & (side >= HOLE[0]) & (side <= HOLE[1])
    holes[0] = False
    return np.where(holes[labels], 0, ink).astype(np.uint8) if holes.any() else ink


def is_empty(image: Gray, ink: Gray, *, dpi: float) -> bool:
    """Say whether a page whose `ink` is known is blank for faint strokes, too: a note in pencil.

    The second test costs time, so it is made only of a page that is blank by the first.
    """
    return is_blank(ink) and is_blank(faint_ink_of(image, ink, dpi=dpi))


def _inside(ink: Gray, margin: float) -> Gray:
    height, width = ink.shape
    y, x = round(height * margin), round(width * margin)
    return ink[y : height - y, x : width - x]


def _letters(ink: Gray, *, height: int) -> int:
    """Count the letters there is room for: pieces as high as one; joined writing counts by its width."""
    least, most = LETTER[0] * height, LETTER[1] * height
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    return sum(max(1, int(w) // int(h)) for _, _, w, h, _ in stats[1:] if least <= h <= most)


def skew_deg(ink: Gray, *, dpi: float) -> float:
    """Return the clockwise skew of text lines and rules in degrees, within +-5, in steps of 0.1.

    The angle whose row sums vary most (Postl's projection profile), searched coarse to fine.
    """
    scale = SKEW_DPI / dpi
    small = np.asarray(
        cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
    coarse = _sharpest(small, np.arange(-MAX_SKEW_DEG, MAX_SKEW_DEG + 0.5, 0.5))
    return _sharpest(small, np.arange(coarse - 0.4, coarse + 0.5, 0.1))


def _sharpest(ink: Gray, angles: npt.NDArray[np.floating]) -> float:
    told = [round(float(angle), 1) for angle in angles]
    return max(told, key=lambda angle: (_sharpness(ink, angle), -abs(angle))) + 0.0


def _sharpness(ink: Gray, angle: float) -> float:
    rows = rotated(ink, angle, fill=0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def rotated(image: Gray, angle: float, *, fill: int = 255) -> Gray:
    """Return `image` with a clockwise skew of `angle` degrees taken out, about its middle, same size."""
    if angle == 0:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(fill,)
    )
    return np.asarray(turned, dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deskew:
    """Maps boxes found on the deskewed page back to the upright page; sizes in points."""

    angle_deg: float
    width: float
    height: float

    def back(self, box: BBox) -> BBox:
        """Return `box` moved to where it stands on the upright page; its size stays."""
        if self.angle_deg == 0:
            return box
        theta = np.deg2rad(self.angle_deg)
        dx, dy = box.x_mid - self.width / 2, box.y_mid - self.height / 2
        x = self.width / 2 + dx * np.cos(theta) - dy * np.sin(theta)
        y = self.height / 2 + dx * np.sin(theta) + dy * np.cos(theta)
        half_w, half_h = box.width / 2, box.height / 2
        return BBox(
            x0=float(x - half_w),
            top=float(y - half_h),
            x1=float(x + half_w),
            bottom=float(y + half_h),
        )
