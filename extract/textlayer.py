"""Read the text layer of a PDF page as words, and notice which of them nobody can see."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from pypdfium2 import raw  # type: ignore[import-untyped]

from extract.frame import Frame
from extract.ocr import Gray
from extract.pages import Hidden, LayerWord, Limits
from records.types import POINTS_PER_INCH, BBox, union

TINY_PT: Final = 2.0
"""Type below this size cannot be read; the finest legal print is about 4 points."""
TINY_BOX_PT: Final = 3.0
"""A glyph box above this is not tiny, whatever its font claims (Type 3 fonts state odd sizes)."""
WORD_GAP: Final = 0.6
"""Glyphs further apart than this share of the type size belong to two words."""
LIGHT: Final = 224
"""Luma (0 to 255) of text from which it is taken for white."""
DARK: Final = 200
"""Luma below which a pixel can carry white text."""
DARK_SHARE: Final = 0.3
"""White text is seen where at least this share of its box is dark: strokes fill about half."""
CONTRAST: Final = 16
"""Least difference of luma inside a word's box by which an eye tells strokes from ground."""
INVISIBLE_MODES: Final = frozenset({3, 7})
"""PDF 1.7, table 106: neither fill nor stroke; add to clip only."""


@dataclass(frozen=True, slots=True)
class _Style:
    """What all glyphs of one text object share; `size` in points."""

    hidden: Hidden
    light: bool
    size: float


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    bbox: BBox
    style: _Style


def read_layer(
    textpage: Any, *, frame: Frame, limits: Limits, image: Gray, dpi: float, under: frozenset[int]
) -> tuple[LayerWord, ...]:
    """Return the words of a pypdfium2 text page in the file's own order.

    `image` is the page as drawn at `dpi`; `under` holds the addresses of text objects that a
    page-sized image paints over. At most `limits.max_layer_chars` characters are read.
    """
    words = []
    for glyphs in _words(_glyphs(textpage, frame=frame, limits=limits, under=under)):
        word = LayerWord(
            text=_text(glyphs),
            bbox=union(tuple(g.bbox for g in glyphs)),
            hidden=glyphs[0].style.hidden,
        )
        if not word.hidden:
            light = glyphs[0].style.light
            word = replace(
                word, hidden=_unseen(word, light=light, image=image, dpi=dpi, frame=frame)
            )
        words.append(word)
    return tuple(words)


def _glyphs(
    textpage: Any, *, frame: Frame, limits: Limits, under: frozenset[int]
) -> Iterator[_Glyph | None]:
    """Yield the glyphs in order, None where a word ends."""
    styles: dict[int, _Style] = {}
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(min(textpage.count_chars(), limits.max_layer_chars)):
        text = _character(raw.FPDFText_GetUnicode(textpage, index))
        if not text.strip():
            yield None
            continue
        address = (
            ctypes.cast(raw.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value or 0
        )
        style = styles.get(address)
        if style is None:
            covered = address in under
            style = styles[address] = _style(textpage, index, frame=frame, covered=covered)
        raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        bbox = frame.to_bbox(left.value, bottom.value, right.value, top.value)
        yield _Glyph(text, bbox, style)


def _character(code: int) -> str:
    """Return the character of a code unit: 2 is a line-end hyphen, 0 has no Unicode."""
    if code == 2:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF):
        return "\ufffd"
    return chr(code) if code >= 32 and code <= 0x10FFFF else " "


def _style(textpage: Any, index: int, *, frame: Frame, covered: bool) -> _Style:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage, index, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    size = raw.FPDFText_GetFontSize(textpage, index) * scale * frame.unit
    mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(textpage, index))
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    known = raw.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha)
    luma = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
    hidden: Hidden = ""
    if mode in INVISIBLE_MODES or (known and alpha.value == 0):
        hidden = "invisible"
    elif size < TINY_PT:
        hidden = "tiny"
    elif covered:
        hidden = "covered"
    return _Style(hidden, bool(known) and luma >= LIGHT, size)


def _words(glyphs: Iterator[_Glyph | None]) -> Iterator[list[_Glyph]]:
    word: list[_Glyph] = []
    for glyph in glyphs:
        if word and (glyph is None or _apart(word[-1], glyph)):
            yield word
            word = []
        if glyph is not None:
            word.append(glyph)
    if word:
        yield word


def _apart(last: _Glyph, glyph: _Glyph) -> bool:
    one, two = last.bbox, glyph.bbox
    across = max(two.x0 - one.x1, one.x0 - two.x1)
    down = max(two.top - one.bottom, one.top - two.bottom)
    far = WORD_GAP * max(last.style.size, glyph.style.size, 1.0)
    return max(across, down) > far or last.style.hidden != glyph.style.hidden


def _text(glyphs: list[_Glyph]) -> str:
    text = "".join(g.text for g in glyphs)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unseen(word: LayerWord, *, light: bool, image: Gray, dpi: float, frame: Frame) -> Hidden:
    """Say why the drawn page does not show `word`, "" where it does."""
    if word.bbox.height < TINY_BOX_PT and word.bbox.width < TINY_BOX_PT and len(word.text) > 1:
        return "tiny"
    sheet = BBox(x0=0.0, top=0.0, x1=frame.width, bottom=frame.height)
    if not sheet.holds(word.bbox):
        return "off_page"
    scale = dpi / POINTS_PER_INCH
    box = word.bbox
    patch = image[
        max(0, math.floor(box.top * scale)) : math.ceil(box.bottom * scale) + 1,
        max(0, math.floor(box.x0 * scale)) : math.ceil(box.x1 * scale) + 1,
    ]
    return _unseen_in(patch, light=light, letters=sum(c.isalnum() for c in word.text))


def _unseen_in(patch: Gray, *, light: bool, letters: int) -> Hidden:
    if patch.size == 0:
        return ""
    if light and float(np.mean(patch < DARK)) < DARK_SHARE:
        return "white"
    if int(patch.max()) - int(patch.min()) >= CONTRAST:
        return ""
    # One tight letter such as "l" may fill its box with ink; two leave a gap between them.
    return "covered" if letters > 1 or int(patch.min()) >= DARK else ""
