"""What a pen or a stamp did to a page after it was filled in, added to the marks of its print."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from extract.marks import Marks
from extract.ocr import Gray
from extract.patches import find_patches
from extract.stamps import find_stamps
from extract.strikes import find_overwritten, find_strikes
from records.types import Word


def with_pen_marks(
    marks: Marks,
    image: Gray,
    ink: Gray,
    words: tuple[Word, ...],
    *,
    rules: tuple[Gray, Gray],
    dpi: float,
) -> Marks:
    """Return marks with crossed-out and overwritten words, correction fluid and stamps, all on `image`.

    `rules` are the masks of the rules across and of those down.
    """
    stamps = find_stamps(image, ink, rules, words, dpi=dpi)
    return replace(
        marks,
        strikes=find_strikes(ink, words, marks.boxes, dpi=dpi),
        overwritten=find_overwritten(ink, words, dpi=dpi),
        patches=find_patches(image, marks.boxes, dpi=dpi),
        stamps=stamps.strips,
        stamp_words=stamps.own,
    )


def around(strokes: Gray) -> Gray:
    """Return a mask of strokes with their grey edge."""
    return np.asarray(cv2.dilate(strokes, np.ones((5, 5), np.uint8)), np.uint8)
