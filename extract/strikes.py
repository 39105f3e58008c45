"""Words that a pen crossed out or wrote over: what somebody took back must never be a value.

Works on the mask of ink with everything on it (`extract.upright.ink_of`, rules included), since the
words themselves are read without rules. A rule through the middle of a word counts as a strike too:
a line typed over is worth a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from extract.ocr import Gray
from records.types import POINTS_PER_INCH, BBox, Word, union

Mask = npt.NDArray[np.bool_]

STEPS: Final = 16
"""Starting and ending heights tried for a stroke through a word."""
MIDDLE: Final = (0.3, 0.7)
"""Where a stroke passes the middle of a word, from its top; an underline passes lower."""
COVERED: Final = 0.95
"""Share of a stroke's way across a word on which there is ink; letters alone have gaps."""
ALONE: Final = 0.06
"""Share of a word's columns that hold the stroke and nothing else: it crosses between letters too."""
SURE: Final = 1.02
"""What the first share and a quarter of the second add up to: less is blotted print that runs together."""
SURE_OF_PART: Final = 1.03
TALL: Final = 1.7
"""A box so many times as high as the page's words holds more than one line: no stroke is told there."""
THICK: Final = 1.6
"""A pen's stroke is no thicker, in points."""
LEAST: Final = (5.0, 4.0)
"""Width and height in points of a word in which a stroke can be told from print."""
SHORT: Final = 2.2
OVER: Final = 0.2
"""The bars of two or three letters may meet; in a word shorter than `SHORT` heights a stroke must stick
out at both ends, by this share of the height."""
WALL: Final = 1.5
"""Points on either side of a box's edge that its rule covers."""
DIGITS: Final = 3
PART: Final = 1.7
"""Width, in heights of a number, of the piece of it that may be struck alone."""
HALF: Final = 0.6
"""A word lower than this share of the page's words may be what a stroke left over or under it."""
RUN_ON: Final = 1.2
"""A stroke runs on to the next word across a gap of so many heights of the page's words at most."""
TYPED_OVER: Final = re.compile(r"[xX#*%]{4,}")
UNREADABLE: Final = 60.0
"""Tesseract's score (0 to 100) under which a word may be a scribble."""
SCRIBBLE: Final = 0.3
"""Dark share of a scribbled-over word; print has about 0.2."""
UNDERLINE: Final = 0.85
"""An underline, which joins letters too, passes lower than this share of a word's height."""
HEAVY: Final = 1.45
"""A digit written over another is so much thicker than the other digits of its word."""


def find_strikes(
    ink: Gray, words: tuple[Word, ...], walls: tuple[BBox, ...], *, dpi: float
) -> tuple[BBox, ...]:
    """Return the boxes of the words (in points, on `ink`) that are crossed out or scribbled over.

    `walls` are the page's ruled boxes: their sides are no strikes, however close print comes to them.
    """
    open_ink = _without_walls(ink, walls, dpi)
    usual = float(np.median([w.bbox.height for w in words])) if words else 0.0
    whole = [w for w in (*words, *_halved(words, usual)) if w.bbox.height <= TALL * usual]
    struck = [w for w in whole if _is_struck(open_ink, w, dpi)]
    joined = _joined(open_ink, whole, struck, RUN_ON * usual, dpi)
    return tuple(w.bbox for w in (*struck, *joined))


def _halved(words: tuple[Word, ...], usual: float) -> list[Word]:
    """Return whole words where a stroke made the reader see two lines of what stands over and under it."""
    low = [w for w in words if w.bbox.height < HALF * usual]
    return [
        replace(under, bbox=whole, score=min(over.score, under.score))
        for over in low
        for under in low
        if over.bbox.top < under.bbox.top
        and over.bbox.x0 < under.bbox.x1
        and under.bbox.x0 < over.bbox.x1
        and (whole := union((over.bbox, under.bbox))).height <= 1.3 * usual
    ]


def _joined(
    ink: Gray, words: list[Word], struck: list[Word], reach: float, dpi: float
) -> list[Word]:
    """Return the words to which the stroke through a neighbour runs on, `reach` points away at most."""
    found: list[Word] = []
    seen = list(struck)
    while seen:
        near = seen.pop()
        more = [w for w in words if w not in struck + found and _runs_on(ink, near, w, reach, dpi)]
        found += more
        seen += more
    return found


def _runs_on(ink: Gray, struck: Word, word: Word, reach: float, dpi: float) -> bool:
    """Say whether ink fills the gap between two words of a line that stand close, at half their height."""
    a, b = sorted((struck.bbox, word.bbox), key=lambda box: box.x0)
    height = min(a.height, b.height)
    if not 0 < b.x0 - a.x1 < reach or abs(a.y_mid - b.y_mid) > height / 2:
        return False
    middle = (a.y_mid + b.y_mid) / 2
    rise = max(height, reach / 2) / 3
    gap = BBox(x0=a.x1, top=middle - rise, x1=b.x0, bottom=middle + rise)
    crop = _crop(ink, gap, dpi) > 0
    return crop.size > 0 and float(crop.any(axis=0).mean()) >= COVERED


def find_overwritten(ink: Gray, words: tuple[Word, ...], *, dpi: float) -> tuple[BBox, ...]:
    """Return the boxes of numbers in which a digit is much thicker than the others."""
    numbers = (w for w in words if sum(c.isdigit() for c in w.text) >= DIGITS)
    return tuple(w.bbox for w in numbers if _is_uneven(_crop(ink, w.bbox, dpi)))


def _without_walls(ink: Gray, walls: tuple[BBox, ...], dpi: float) -> Gray:
    scale, rest = dpi / POINTS_PER_INCH, ink.copy()
    for wall in walls:
        corners = [round(v * scale) for v in (wall.x0, wall.top, wall.x1, wall.bottom)]
        cv2.rectangle(rest, corners[:2], corners[2:], (0,), 2 * max(1, round(WALL * scale)) + 1)
    return rest


def _crop(ink: Gray, bbox: BBox, dpi: float) -> Gray:
    scale = dpi / POINTS_PER_INCH
    rows = slice(max(0, round(bbox.top * scale)), max(0, round(bbox.bottom * scale)))
    return ink[rows, max(0, round(bbox.x0 * scale)) : max(0, round(bbox.x1 * scale))]


def _is_struck(ink: Gray, word: Word, dpi: float) -> bool:
    width, height = word.bbox.width, word.bbox.height
    if TYPED_OVER.search(word.text):
        return True
    if width < LEAST[0] or height < LEAST[1] or not any(c.isalnum() for c in word.text):
        return False
    crop, thick = _crop(ink, word.bbox, dpi) > 0, max(2, round(THICK * dpi / POINTS_PER_INCH))
    if width < SHORT * height:
        wide = _crop(ink, word.bbox.grown(x=OVER * height), dpi) > 0
        if _has_stroke(wide, thick):
            return True
    elif _has_stroke(crop, thick) or any(
        _has_stroke(part, thick, sure=SURE_OF_PART) for part in _parts(crop, word)
    ):
        return True
    return word.score < UNREADABLE and width > 2 * height and _is_scribbled(crop)


def _parts(crop: Mask, word: Word) -> Iterator[Mask]:
    """Yield each piece of two digits or so of a number."""
    height, width = crop.shape
    size = round(PART * height)
    if sum(c.isdigit() for c in word.text) >= DIGITS and width > 1.2 * size:
        for start in range(0, width - size + 1, max(1, height // 3)):
            yield crop[:, start : start + size]


def _has_stroke(crop: Mask, thick: int, *, sure: float = SURE) -> bool:
    """Say whether a straight stroke runs through a word from side to side, between letters too."""
    height, width = crop.shape
    filled = crop[round(0.08 * height) : round(0.92 * height)].any(axis=0)
    if height < 8 or width < 8 or float(filled.mean()) < COVERED:
        return False
    near = cv2.dilate(crop.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    columns = np.arange(width)
    ways = _ways(height, width)
    cover = near[ways, columns].mean(axis=1)
    for way in ways[np.argsort(-cover, kind="stable")[:3]][: int((cover >= COVERED).sum())]:
        distance = np.abs(np.arange(height)[:, None] - way)
        alone = ~(crop & (distance > thick)).any(axis=0)
        share, crossed = (
            float(near[way, columns].mean()),
            float((alone & near[way, columns]).mean()),
        )
        if crossed >= ALONE and share + crossed / 4 >= sure:
            return True
    return False


def _ways(height: int, width: int) -> npt.NDArray[np.intp]:
    """Return (n, width) rows of pixels: straight ways across a word that pass its middle."""
    ends = np.linspace(0, height - 1, STEPS)
    left, right = (grid.ravel() for grid in np.meshgrid(ends, ends))
    middle = (left + right) / 2 / height
    kept = (middle >= MIDDLE[0]) & (middle <= MIDDLE[1])
    along = np.linspace(0, 1, width)
    rows = left[kept, None] * (1 - along) + right[kept, None] * along
    return np.asarray(np.rint(rows), np.intp)


def _is_scribbled(crop: Mask) -> bool:
    """Say whether all letters of a word hang together in much ink."""
    body = crop[: round(UNDERLINE * crop.shape[0])]
    if float(body.mean()) < SCRIBBLE:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(body.astype(np.uint8))
    return bool((stats[1:, cv2.CC_STAT_WIDTH] >= 0.85 * crop.shape[1]).any())


def _is_uneven(crop: Gray) -> bool:
    """Say whether one letter's strokes are much thicker than those of its neighbours."""
    found, _ = cv2.findContours(crop, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(crop)
    tall = [
        n
        for n in range(1, len(stats))
        if stats[n, cv2.CC_STAT_HEIGHT] >= 0.6 * crop.shape[0]
        and stats[n, cv2.CC_STAT_WIDTH] <= 2 * crop.shape[0]
    ]
    if len(tall) < DIGITS:
        return False
    edges = np.zeros(len(stats))
    for contour in found:
        x, y = contour[0][0]
        edges[parts[y, x]] += len(contour)
    thickness = np.array([2 * stats[n, cv2.CC_STAT_AREA] / max(1.0, edges[n]) for n in tall])
    return bool(thickness.max() >= HEAVY * np.median(thickness))
