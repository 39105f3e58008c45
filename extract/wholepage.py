"""The second reader on a whole page that Tesseract read poorly: its words come first, Tesseract's second.

Faint, blotted and handwritten pages cost Tesseract most of their words (docs/benchmarks.md says how many the
second reader brings back). Where it is the first, its own say of a crop is no second sign for a value.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from extract import upright
from extract.ocr import legibility, legible
from extract.page import ReadPage, split_covered
from extract.pictures import unpacked
from models.detector import Line, LineDetector
from models.reader import LineReader, LineWord
from records.types import POINTS_PER_INCH, BBox, Source, Word

POOR: Final = 0.8
"""Legibility of Tesseract's words under which a page is read again as a whole."""
MOST_LINES: Final = 500
"""A page with more is noise, or print too small for either reader."""
DETECTED_DPI: Final = 150.0
"""What lines are looked for at; they are read at the picture's own resolution."""


def is_poor(page: ReadPage) -> bool:
    """Say whether a page is worth a second reading: pixels were read, and not well."""
    told = {word.source for word in page.words}
    return not page.blank and told <= {Source.OCR} and legibility(page.words) < POOR


def reread_page(
    page: ReadPage, packed: bytes, *, detector: LineDetector, reader: LineReader
) -> ReadPage:
    """Return a page with the second reader's words first, or as it was where these are no better.

    `packed` is its upright picture (`extract.pictures`). A text layer stays the page's second reader.

    Raises:
        ValueError: `packed` is no picture.
    """
    picture, dpi = unpacked(packed)
    flat = upright.rotated(picture, page.skew_deg)
    lines = detector.find(flat, scale=DETECTED_DPI / dpi)
    if len(lines) > MOST_LINES:
        return page
    crops = [
        np.ascontiguousarray(flat[line.top : line.bottom, line.left : line.right]) for line in lines
    ]
    size = POINTS_PER_INCH / dpi
    height, width = flat.shape
    back = upright.Deskew(angle_deg=page.skew_deg, width=width * size, height=height * size).back
    words = tuple(
        Word(
            text=word.text,
            bbox=back(_box(line, word, size=size)),
            score=round(100 * word.score, 1),
            source=Source.CROP,
        )
        for line, found in zip(lines, reader.words(crops), strict=True)
        for word in found
    )
    clear, _ = split_covered(words, page.marks.bars)
    if legible(clear) < legible(page.words):
        return page
    return replace(page, words=clear, second=page.second or page.words)


def _box(line: Line, word: LineWord, *, size: float) -> BBox:
    """Return where a word stands, in points."""
    across = line.right - line.left
    return BBox(
        x0=(line.left + word.left * across) * size,
        top=line.top * size,
        x1=(line.left + word.right * across) * size,
        bottom=line.bottom * size,
    )
