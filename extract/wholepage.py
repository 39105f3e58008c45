"""The second reader on a whole page that Tesseract read poorly: its words come first, Tesseract's second.

Faint, blotted and handwritten pages cost Tesseract many of their words. Where the second reader is the first,
its own say of a crop is no second sign for a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from extract import upright
from extract.layers import split_covered
from extract.marks import rule_masks, solid_mask
from extract.ocr import Gray, legibility, legible
from extract.page import ReadPage
from extract.pictures import unpacked
from extract.stampwords import covered
from models.detector import Line, LineDetector
from models.reader import LineReader, LineWord
from records.types import POINTS_PER_INCH, BBox, Source, Word

POOR: Final = 0.8
"""Legibility of Tesseract's words under which a page is read again as a whole."""
MOST_LINES: Final = 500
"""A page with more is noise, or print too small for either reader."""
STAMPED: Final = 0.5
"""Share of a word that lies in a stamp from which it is taken for the stamp's: a value there waits."""
GAP: Final = 0.5
"""Heights of a word's ink: so wide a gap behind a character in which labels end parts two words."""
STEP: Final = 1.5
"""Such a gap is no faint letter only where the characters beside it stand so many usual steps apart."""
ENDING: Final = ":?).;"
DETECTED_DPI: Final = 150.0
"""What lines are looked for at; they are read at the picture's own resolution."""


def is_poor(page: ReadPage) -> bool:
    """Say whether a page is worth a second reading: pixels were read, and not well."""
    told = {word.source for word in page.words}
    return not page.blank and told <= {Source.OCR} and legibility(page.words) < POOR


def reread_page(
    page: ReadPage,
    picture: Callable[[], bytes | None],
    *,
    detector: LineDetector,
    reader: LineReader,
) -> ReadPage:
    """Return a poor page with the second reader's words first, or as it was where these are no better.

    `picture` fetches its upright picture (`extract.pictures`), or None where there is none; it is asked
    for poor pages only. A text layer stays the page's second reader.

    Raises:
        ValueError: What `picture` fetched is no picture.
    """
    kept = picture() if is_poor(page) else None
    return _reread(page, kept, detector, reader) if kept is not None else page


def _reread(page: ReadPage, kept: bytes, detector: LineDetector, reader: LineReader) -> ReadPage:
    picture, dpi = unpacked(kept)
    flat = upright.rotated(picture, page.skew_deg)
    lines = detector.find(flat, scale=DETECTED_DPI / dpi)
    if len(lines) > MOST_LINES:
        return page
    crops = [
        np.ascontiguousarray(flat[line.top : line.bottom, line.left : line.right]) for line in lines
    ]
    ink = _ink(flat, dpi=dpi)
    size = POINTS_PER_INCH / dpi
    height, width = flat.shape
    back = upright.Deskew(angle_deg=page.skew_deg, width=width * size, height=height * size).back
    words = tuple(
        Word(
            text=word.text,
            bbox=back(_box(line, word, ink, size=size)),
            score=round(100 * word.score, 1),
            source=Source.CROP,
        )
        for line, found in zip(lines, reader.words(crops), strict=True)
        for whole in found
        for word in _parted(line, whole, ink)
    )
    clear, _ = split_covered(words, page.marks.bars)
    if legible(clear) < legible(page.words):
        return page
    stamped = tuple(w.bbox for w in clear if covered(w.bbox, page.marks.stamps) >= STAMPED)
    marks = replace(page.marks, stamp_words=page.marks.stamp_words + stamped)
    return replace(page, words=clear, second=page.second or page.words, marks=marks)


def _parted(line: Line, word: LineWord, ink: Gray) -> Iterator[LineWord]:
    """Yield the words that the reader ran together: a label, and the answer that follows it closely."""
    across = line.right - line.left
    left, right = (line.left + round(share * across) for share in (word.left, word.right))
    part = ink[line.top : line.bottom, left : max(left + 1, right)] > 0
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    begun, start, steps = 0, word.left, np.diff(word.middles)
    for at in np.flatnonzero(np.diff(columns) > GAP * len(rows)):
        gap = (left - line.left + (columns[at] + columns[at + 1]) / 2) / across
        end = sum(middle < gap for middle in word.middles)
        if not begun < end < len(word.text) or word.text[end - 1] not in ENDING:
            continue
        if steps[end - 1] > STEP * np.median(steps):
            yield _slice(word, begun, end, left=start, right=gap)
            begun, start = end, gap
    yield _slice(word, begun, len(word.text), left=start, right=word.right)


def _slice(word: LineWord, begun: int, end: int, *, left: float, right: float) -> LineWord:
    text, middles = word.text[begun:end], word.middles[begun:end]
    return LineWord(text=text, score=word.score, left=left, right=right, middles=middles)


def _ink(flat: Gray, *, dpi: float) -> Gray:
    """Return the mask of a page's ink without rules and specks."""
    ink = upright.ink_of(flat)
    across, down = rule_masks(ink, solid_mask(ink, dpi=dpi), dpi=dpi)
    rules = cv2.dilate(np.maximum(across, down), np.ones((3, 3), np.uint8))
    letters = np.where(rules > 0, 0, ink).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(letters, cv2.MORPH_OPEN, np.ones((2, 2))), dtype=np.uint8)


def _box(line: Line, word: LineWord, ink: Gray, *, size: float) -> BBox:
    """Return where a word stands, in points: around its ink, since lines are found with room to spare."""
    across = line.right - line.left
    left = line.left + round(word.left * across)
    right = max(left + 1, line.left + round(word.right * across))
    part = ink[line.top : line.bottom, left:right] > 0
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not rows.size:
        rows, columns = np.arange(line.bottom - line.top), np.arange(right - left)
    return BBox(
        x0=(left + int(columns[0])) * size,
        top=(line.top + int(rows[0])) * size,
        x1=(left + int(columns[-1]) + 1) * size,
        bottom=(line.top + int(rows[-1]) + 1) * size,
    )
