"""Photographs of sheets: drawn once at the resolution wanted, clean and upright.

Arrays are (height, width) uint8, 0 black. Words are masks that are blended in; rules and boxes are
anti-aliased to a sixteenth of a pixel.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from records.types import POINTS_PER_INCH
from synth import fonts
from synth.sheet import WHITE, Box, Line, Pen, Sheet, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

Grey = NDArray[np.uint8]
SHIFT: Final = 4
"""Bits of a pixel in OpenCV's drawing calls: sixteenths."""
QUARTERS: Final = 4
"""Words start at quarters of a pixel across and at whole ones down."""
GRAIN: Final = 256
"""Side of the square of noise that wears ink away."""


def picture(sheet: Sheet, *, dpi: int) -> Grey:
    """Draw a sheet in grey at `dpi`."""
    scale = dpi / POINTS_PER_INCH
    page: Grey = np.full((round(sheet.height * scale), round(sheet.width * scale)), WHITE, np.uint8)
    for mark in sheet.marks:
        match mark:
            case Text():
                _text(page, mark, scale)
            case Line():
                _line(page, mark, scale)
            case Box():
                _box(page, mark, scale)
    return page


def _text(page: Grey, mark: Text, scale: float) -> None:
    pen = mark.pen
    x, y = mark.x * scale, round(mark.baseline * scale)
    whole = math.floor(x)
    quarter = int((x - whole) * QUARTERS)
    if pen.lean or pen.turn_deg or pen.squeeze != 1.0:
        mask, left, top = _bent(mark.text, pen, scale)
    else:
        mask, left, top = _mask(mark.text, pen.font, round(pen.size * scale, 2), quarter)
    _blend(page, mask, whole + left, y + top, ink=pen.ink, wear=pen.wear)


@lru_cache(maxsize=8192)
def _mask(text: str, font: str, pixels: float, quarter: int) -> tuple[Grey, int, int]:
    """Return the mask of a word, and where its top left corner lies from the baseline's start.

    Letter by letter at exact places: a font engine rounds every advance to whole pixels.
    """
    letters = []
    for at, letter in enumerate(text):
        x = quarter / QUARTERS + fonts.width(text[:at], font=font, size=pixels)
        whole = math.floor(x)
        mask, left, top = _letter(letter, font, pixels, int((x - whole) * QUARTERS))
        letters.append((mask, whole + left, top))
    x0, y0 = min(left for _, left, _ in letters), min(top for _, _, top in letters)
    x1 = max(left + mask.shape[1] for mask, left, _ in letters)
    y1 = max(top + mask.shape[0] for mask, _, top in letters)
    word: Grey = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for mask, left, top in letters:
        part = word[top - y0 : top - y0 + mask.shape[0], left - x0 : left - x0 + mask.shape[1]]
        np.maximum(part, mask, out=part)
    return word, x0, y0


@lru_cache(maxsize=16384)
def _letter(letter: str, font: str, pixels: float, quarter: int) -> tuple[Grey, int, int]:
    """Return the mask of one letter, and where its top left corner lies from its start."""
    face = fonts.face(font, pixels)
    left, top, right, bottom = (round(side) for side in face.getbbox(letter, anchor="ls"))
    image = Image.new("L", (right - left + 4, bottom - top + 4), 0)
    place = (2 - left + quarter / QUARTERS, 2 - top)
    ImageDraw.Draw(image).text(place, letter, font=face, fill=255, anchor="ls")
    return np.asarray(image), left - 2, top - 2


def _bent(text: str, pen: Pen, scale: float) -> tuple[Grey, int, int]:
    """Return the mask of a word that leans, turns or is narrow."""
    import cv2

    mask, left, top = _mask(text, pen.font, round(pen.size * scale, 2), 0)
    turn = math.radians(pen.turn_deg)
    cosine, sine = math.cos(turn), math.sin(turn)
    # (u, v) from the baseline's start -> squeezed and leaning -> turned
    linear = np.array(
        [
            [cosine * pen.squeeze, -cosine * pen.lean - sine],
            [sine * pen.squeeze, -sine * pen.lean + cosine],
        ]
    )
    height, width = mask.shape
    corners = np.array([(u, v) for u in (left, left + width) for v in (top, top + height)])
    moved = corners @ linear.T
    x0, y0 = np.floor(moved.min(axis=0)).astype(int)
    x1, y1 = np.ceil(moved.max(axis=0)).astype(int)
    shift = linear @ np.array([left, top]) - (x0, y0)
    matrix = np.hstack([linear, shift[:, None]])
    bent = cv2.warpAffine(
        mask, matrix, (int(x1 - x0) + 1, int(y1 - y0) + 1), flags=cv2.INTER_LINEAR
    )
    return np.asarray(bent, np.uint8), int(x0), int(y0)


def _blend(page: Grey, mask: Grey, x: int, y: int, *, ink: int, wear: float) -> None:
    """Put ink through a mask onto the page, at (x, y) from the top left, cut at the page's edges."""
    height, width = mask.shape
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + width, page.shape[1]), min(y + height, page.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    cut: NDArray[Any] = mask[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.int32)
    if wear:
        cut = cut * _grain(wear, cut.shape, (x0 * 31 + y0 * 17) % GRAIN) // 255
    region = page[y0:y1, x0:x1]
    region[:] = region + (ink - region.astype(np.int32)) * cut // 255


def _grain(wear: float, shape: tuple[int, ...], start: int) -> NDArray[Any]:
    """Return how much ink took, 0 to 255, in blotches of about two pixels."""
    field = _worn_field(round(wear, 2))
    rows = np.arange(start, start + shape[0]) % GRAIN
    columns = np.arange(start, start + shape[1]) % GRAIN
    return np.asarray(field[np.ix_(rows, columns)])


@lru_cache(maxsize=64)
def _worn_field(wear: float) -> NDArray[Any]:
    import cv2

    rng = np.random.default_rng(round(wear * 1000))
    noise = cv2.GaussianBlur(rng.normal(0, 1, (GRAIN, GRAIN)).astype(np.float32), (0, 0), 1.3)
    noise = (noise - noise.mean()) / noise.std()
    edge = np.quantile(noise, wear)
    return np.asarray(np.clip((noise - edge) * 300 + 128, 25, 255), np.int32)


def _line(page: Grey, mark: Line, scale: float) -> None:
    import cv2

    points = _fixed(mark.points, scale)
    thick = max(1, round(mark.width * scale))
    if not mark.wear:
        cv2.polylines(page, [points], False, mark.ink, thick, cv2.LINE_AA, SHIFT)
        return
    mask = np.zeros_like(page)
    cv2.polylines(mask, [points], False, 255, thick, cv2.LINE_AA, SHIFT)
    across = [round(x * scale) for x, _ in mark.points]
    down = [round(y * scale) for _, y in mark.points]
    x0, y0 = max(0, min(across) - thick), max(0, min(down) - thick)
    cut = mask[y0 : max(down) + thick + 1, x0 : max(across) + thick + 1]
    _blend(page, cut, x0, y0, ink=mark.ink, wear=mark.wear)


def _fixed(points: Sequence[tuple[float, float]], scale: float) -> NDArray[np.int32]:
    shifted = [(round(x * scale * 2**SHIFT), round(y * scale * 2**SHIFT)) for x, y in points]
    return np.array(shifted, np.int32).reshape(-1, 1, 2)


def _box(page: Grey, mark: Box, scale: float) -> None:
    import cv2

    b = mark.bbox
    x0, y0, x1, y1 = (round(side * scale) for side in (b.x0, b.top, b.x1, b.bottom))
    if mark.fill is not None:
        cv2.rectangle(page, (x0, y0), (x1, y1), mark.fill, -1)
    if mark.edge is not None:
        cv2.rectangle(page, (x0, y0), (x1, y1), mark.edge, max(1, round(mark.width * scale)))
