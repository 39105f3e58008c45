"""Photographs of sheets: drawn at a resolution, then put through a scanner or a fax machine.

Arrays are (height, width) uint8, 0 black. Turning the image by the skew moves every fact with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from records.types import POINTS_PER_INCH, BBox
from samples.paper import BLACK, WHITE, Box, Fact, Line, Sheet, Text, moved
from samples.rubber import stamped
from synth import fonts

Picture = Image.Image
FAX_THRESHOLD: Final = 150
OVERSAMPLE: Final = 3
"""Glyph widths are rounded to pixels; drawn three times too large, the rounding does not show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """What a machine does to paper: skew (degrees, clockwise), blur (pixels), noise and specks."""

    dpi: int = 200
    skew_deg: float = 0.0
    blur: float = 0.6
    noise: float = 6.0
    specks: int = 60
    streaks: int = 0
    paper: int = 252
    bilevel: bool = False
    seed: int = 1


def picture(sheet: Sheet, *, dpi: int, seed: int = 1) -> Picture:
    """Draw a sheet in grayscale at `dpi`, clean and upright."""
    width, height = (round(side * dpi / POINTS_PER_INCH) for side in (sheet.width, sheet.height))
    image = Image.new("L", (width * OVERSAMPLE, height * OVERSAMPLE), WHITE)
    scale = dpi * OVERSAMPLE / POINTS_PER_INCH
    draw = ImageDraw.Draw(image)
    rng = np.random.default_rng(seed)
    for mark in sheet.marks:
        match mark:
            case Text():
                _text(draw, mark, scale, rng)
            case Line():
                width = max(1, round(mark.width * scale))
                points = [(x * scale, y * scale) for x, y in mark.points]
                draw.line(points, fill=mark.ink, width=width, joint="curve")
            case Box():
                _box(draw, mark, scale)
    for stamp in sheet.stamps:
        image = stamped(image, stamp, scale=scale)
    return image.reduce(OVERSAMPLE)


def _text(draw: ImageDraw.ImageDraw, mark: Text, scale: float, rng: np.random.Generator) -> None:
    """Draw word by word at exact places, so that rounded advances do not add up."""
    pen, at = mark.pen, mark.x
    face = fonts.face(pen.font, pen.size * scale)
    for piece in mark.text.split(" "):
        lift = float(rng.normal(0, pen.shake)) if pen.shake else 0.0
        place = (at * scale, (mark.baseline + lift) * scale)
        draw.text(place, piece, font=face, fill=pen.ink, anchor="ls")
        at += fonts.width(piece + " ", font=pen.font, size=pen.size)


def _box(draw: ImageDraw.ImageDraw, mark: Box, scale: float) -> None:
    b = mark.bbox
    corners = (b.x0 * scale, b.top * scale, b.x1 * scale, b.bottom * scale)
    width = max(1, round(mark.width * scale))
    draw.rectangle(corners, fill=mark.fill, outline=mark.edge, width=width)


def scanned(sheet: Sheet, scanner: Scanner) -> tuple[Picture, list[Fact]]:
    """Return the page as the machine delivers it, upright, and the facts where they now stand."""
    clean = picture(sheet, dpi=scanner.dpi, seed=scanner.seed)
    turned = clean.rotate(-scanner.skew_deg, Image.Resampling.BICUBIC, fillcolor=WHITE)
    image = turned.filter(ImageFilter.GaussianBlur(scanner.blur))
    facts = [moved(fact, turn(fact.bbox, sheet, scanner.skew_deg)) for fact in sheet.facts]
    return _worn(image, scanner), facts


def turn(bbox: BBox, sheet: Sheet, skew_deg: float) -> BBox:
    """Return the smallest box around `bbox` turned clockwise about the middle of the sheet."""
    angle, mx, my = math.radians(skew_deg), sheet.width / 2, sheet.height / 2
    corners = [(x - mx, y - my) for x in (bbox.x0, bbox.x1) for y in (bbox.top, bbox.bottom)]
    across = [mx + x * math.cos(angle) - y * math.sin(angle) for x, y in corners]
    down = [my + x * math.sin(angle) + y * math.cos(angle) for x, y in corners]
    return BBox(x0=min(across), top=min(down), x1=max(across), bottom=max(down))


def _worn(image: Picture, scanner: Scanner) -> Picture:
    """Add tone, grain, specks and streaks; a fax keeps black and white only."""
    rng = np.random.default_rng(scanner.seed)
    grey = np.asarray(image, dtype=np.float32) * (scanner.paper / WHITE)
    grain = rng.normal(0, scanner.noise, grey.shape).astype(np.float32)
    # A scanner clips blank paper to white: grain shows where there is ink, and faintly elsewhere.
    grey += np.where(grey < scanner.paper - 8, grain, grain * 0.25)
    _specks(grey, scanner, rng)
    for row in rng.integers(0, grey.shape[0], scanner.streaks):
        grey[row : row + 1, int(rng.integers(0, 400)) :: int(rng.integers(2, 5))] = BLACK
    if scanner.bilevel:
        ragged = grey + rng.normal(0, 22, grey.shape)
        return Image.fromarray(np.where(ragged < FAX_THRESHOLD, 0, 255).astype(np.uint8)).convert(
            "1"
        )
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def _specks(grey: NDArray[np.float32], scanner: Scanner, rng: np.random.Generator) -> None:
    height, width = grey.shape
    rows, columns = (
        rng.integers(0, height - 3, scanner.specks),
        rng.integers(0, width - 3, scanner.specks),
    )
    for y, x, size in zip(rows, columns, rng.integers(1, 3, scanner.specks), strict=True):
        grey[y : y + size, x : x + size] = rng.uniform(40, 170)


def blank(scanner: Scanner, *, width: float = 612.0, height: float = 792.0) -> Picture:
    """Return an empty page as the machine delivers it."""
    return scanned(Sheet(width=width, height=height), scanner)[0]


def stack(pictures: Sequence[Picture]) -> tuple[Picture, list[Picture]]:
    """Split pages into the first and the rest, as Pillow's multi-page writers want them."""
    return pictures[0], list(pictures[1:])
