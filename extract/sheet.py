"""A page's picture becomes a sheet: deskewed, its marks found, read without rules and bars.

Boxes are mapped back from deskewing: in points on the page as it was given, never deskewed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np

from extract import marks as marks_module
from extract import pen, ruledboxes, tickboxes, upright
from extract.marks import InkMap, Marks, moved
from extract.ocr import Gray, OcrEngine
from extract.rings import find_rings
from records.types import POINTS_PER_INCH, BBox, Word

BAND_WIDTH: Final = 0.4
"""Share of the page's width from which a bar may be a heading band; shorter ones are redactions, and
reading their codes would cost the words beside them."""
HEADING_WIDTH: Final = 0.7
"""A bar without a legible word is taken for a heading from this share of the page's width."""
BAND_SCORE: Final = 70.0
BAND_WORD: Final = re.compile(r"^[^\W\d_]{4,}")
REDACTION_WORD: Final = re.compile(r"redact|privileg|exempt|withheld|confiden|outside|scope")
OCR_DPI: Final = 300.0
"""What rules and tick boxes are measured at; coarser pages are enlarged to it (docs/benchmarks.md)."""
BLACK: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An upright image with all that was found on it, boxes already mapped back from deskewing."""

    image: Gray
    rotation: int
    skew_deg: float
    words: tuple[Word, ...]
    marks: Marks
    ink: InkMap


def enlarged(image: Gray, dpi: float) -> tuple[Gray, float]:
    """Return a coarse page enlarged to what OCR wants, and its new dpi."""
    if dpi >= 0.8 * OCR_DPI:
        return image, dpi
    scale = OCR_DPI / dpi
    large = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, dtype=np.uint8), OCR_DPI


def read_sheet(image: Gray, dpi: float, rotation: int, engine: OcrEngine, *, ink: Gray) -> Sheet:
    """Deskew, find the marks, read without rules and bars, and map all boxes back."""
    angle = upright.skew_deg(ink, dpi=dpi)
    flat = upright.rotated(image, angle)
    if angle:
        ink = upright.ink_of(flat)
    solid = marks_module.solid_mask(ink, dpi=dpi)
    horizontal, vertical = marks_module.rule_masks(ink, solid, dpi=dpi)
    rules = np.maximum(horizontal, vertical)
    dark = upright.darker_than(flat, BLACK)
    bars = marks_module.find_bars(dark, solid, dpi=dpi)
    ticks = tickboxes.find_ticks(ink, dpi=dpi)
    boxes = ruledboxes.find_boxes(rules, solid, dpi=dpi)
    covered = _covered(rules, bars + tuple(t.bbox for t in ticks), dpi=dpi)
    rings = find_rings(ink, rules, dpi=dpi)
    drawn = np.maximum(covered, pen.around(rings.strokes))
    clean = np.maximum(upright.levelled(flat), drawn)  # white paint on grey paper blinds Tesseract
    bands = [b for b in bars if b.width * dpi / POINTS_PER_INCH >= BAND_WIDTH * flat.shape[1]]
    for box in bands:  # white letters on black become black on white
        _invert(clean, flat, box, dpi=dpi)
    legible = upright.without_specks(clean, np.minimum(ink, 255 - drawn), dpi=dpi)
    words = engine.read(legible, dpi=dpi)
    wide, bars = tuple(bars), _without_bands(words, bars)
    lines = marks_module.find_lines(horizontal, dpi=dpi)
    size = POINTS_PER_INCH / dpi
    back = upright.Deskew(
        angle_deg=angle, width=flat.shape[1] * size, height=flat.shape[0] * size
    ).back
    written = marks_module.ink_map(
        upright.rotated(upright.faint_ink_of(flat, ink, dpi=dpi), -angle, fill=0),
        dpi=dpi,
        without=upright.rotated(_halo(covered), -angle, fill=0),
    )
    return Sheet(
        image=image,
        rotation=rotation,
        skew_deg=angle,
        words=tuple(replace(w, bbox=back(w.bbox)) for w in words),
        marks=moved(
            pen.with_pen_marks(
                Marks(
                    boxes=boxes,
                    rules=lines,
                    bars=bars,
                    bands=tuple(b for b in wide if b not in bars or _spans(b, flat, dpi=dpi)),
                    ticks=ticks,
                    rings=rings.boxes,
                ),
                flat,
                ink,
                words,
                rules=(horizontal, vertical),
                dpi=dpi,
            ),
            back,
        ),
        ink=written,
    )


def _invert(clean: Gray, flat: Gray, box: BBox, *, dpi: float) -> None:
    """Make a dark band of `flat` black print on white paper in `clean`."""
    scale = dpi / POINTS_PER_INCH
    inner = box.grown(x=-0.7, y=-0.7)
    rows = slice(max(0, int(inner.top * scale)), max(0, int(inner.bottom * scale)))
    columns = slice(max(0, int(inner.x0 * scale)), max(0, int(inner.x1 * scale)))
    turned = 255 - flat[rows, columns]
    if turned.size:
        paper = max(1.0, float(np.median(turned)))
        clean[rows, columns] = np.minimum(255.0, turned * (255.0 / paper)).astype(np.uint8)


def _spans(bar: BBox, flat: Gray, *, dpi: float) -> bool:
    """Say whether a bar without a word on it is as wide as headings are: its print may be unread."""
    return bar.width * dpi / POINTS_PER_INCH >= HEADING_WIDTH * flat.shape[1]


def _without_bands(words: tuple[Word, ...], bars: tuple[BBox, ...]) -> tuple[BBox, ...]:
    """Return the redactions, whose only print is a code, without heading bands (white words on black)."""
    kept = []
    for bar in bars:
        inside = [w for w in words if bar.holds(w.bbox) and w.score >= BAND_SCORE]
        letters = [w.text.casefold() for w in inside if BAND_WORD.search(w.text)]
        if not letters or any(REDACTION_WORD.search(t) for t in letters):
            kept.append(bar)
    return tuple(kept)


def _covered(rules: Gray, boxes: tuple[BBox, ...], *, dpi: float) -> Gray:
    covered = np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    scale = dpi / POINTS_PER_INCH
    for box in boxes:
        grown = box.grown(x=0.7, y=0.7)
        top, bottom = max(0, int(grown.top * scale)), max(0, int(grown.bottom * scale))
        covered[top:bottom, max(0, int(grown.x0 * scale)) : max(0, int(grown.x1 * scale))] = 255
    return covered


def _halo(mask: Gray) -> Gray:
    """Return a mask with the grey rim that a scanner leaves around rules and bars."""
    return np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)), dtype=np.uint8)
