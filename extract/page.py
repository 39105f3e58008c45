"""One loaded page becomes a read page: upright, with words, marks and what a second reader says.

Runs in the limited child; the result goes to the parent as JSON, so that nothing but numbers and text
crosses. Boxes are in points on the upright page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pydantic import TypeAdapter

from extract import upright
from extract.layers import (
    MIN_LAYER_WORDS,
    agrees,
    as_words,
    filled,
    turned_box,
    two_readers,
    visible,
    with_hidden,
)
from extract.load import LayerWord, LoadedPage
from extract.marks import InkMap, Marks, Tick, TickState
from extract.ocr import Gray, OcrEngine, legibility, legible
from extract.pages import LETTER_PT
from extract.sheet import Sheet, enlarged, read_sheet
from records.types import BBox, Problem, Word

POOR: Final = 0.5
"""Legibility under which a page may stand on its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page after reading. `second` are words of another reader on the same page, maybe none.

    `words` and `second` leave out what stands in a redaction bar.
    """

    number: int
    width: float
    height: float
    rotation: int
    skew_deg: float
    blank: bool
    words: tuple[Word, ...] = ()
    second: tuple[Word, ...] = ()
    marks: Marks = Marks()
    ink: InkMap | None = None
    problems: tuple[Problem, ...] = ()


READ_PAGE: Final[TypeAdapter[ReadPage]] = TypeAdapter(ReadPage)


def stopped_page(number: int, detail: str, *, size: tuple[float, float] = LETTER_PT) -> ReadPage:
    """Return a page, `size` in points, whose reading ended before it had a word; `detail` is a code."""
    problem = Problem(code="reading_stopped", stage="read", page=number, detail=detail)
    width, height = size
    return ReadPage(
        number=number,
        width=width,
        height=height,
        rotation=0,
        skew_deg=0.0,
        blank=False,
        problems=(problem,),
    )


def read_page(loaded: LoadedPage, *, engine: OcrEngine) -> tuple[ReadPage, Gray | None]:
    """Read one page; also return its upright picture, None where the page has no pixels.

    Raises:
        MemoryError: The page is too large for the child's limits.
    """
    if loaded.image is None:
        return _unread(loaded), None
    layer = visible(loaded.layer)
    ink = upright.ink_of(loaded.image)
    if not layer and not loaded.fields and upright.is_empty(loaded.image, ink, dpi=loaded.dpi):
        page = _unread(loaded)
        return replace(page, blank=True, problems=with_hidden(loaded, loaded.layer)), loaded.image
    sheet, trusted = _read_loaded(loaded, layer, engine, ink=ink)
    first, second, problems = two_readers(loaded, sheet, layer, trusted=trusted)
    width, height = loaded.width_pt, loaded.height_pt
    if sheet.rotation % 180:
        width, height = height, width
    page = ReadPage(
        number=loaded.number,
        width=width,
        height=height,
        rotation=sheet.rotation,
        skew_deg=round(sheet.skew_deg, 2),
        blank=False,
        words=first,
        second=second,
        marks=_with_form_ticks(loaded, sheet),
        ink=sheet.ink,
        problems=problems,
    )
    return page, sheet.image


def _unread(loaded: LoadedPage) -> ReadPage:
    return ReadPage(
        number=loaded.number,
        width=loaded.width_pt,
        height=loaded.height_pt,
        rotation=0,
        skew_deg=0.0,
        blank=False,
        problems=loaded.problems,
    )


def _read_loaded(
    loaded: LoadedPage, layer: tuple[LayerWord, ...], engine: OcrEngine, *, ink: Gray
) -> tuple[Sheet, bool]:
    """Read the page, whose `ink` is known; also say whether its text layer proved trustworthy."""
    if loaded.image is None:
        raise ValueError("a page without pixels cannot be read")
    image, dpi = enlarged(loaded.image, loaded.dpi)
    if image is not loaded.image:
        ink = upright.ink_of(image)
    sheet = read_sheet(image, dpi, 0, engine, ink=ink)
    claimed = as_words(layer) + filled(loaded, 0)
    may_be_true = len(layer) >= MIN_LAYER_WORDS and not loaded.has_page_image
    if may_be_true and agrees(claimed, sheet.words, sheet.marks.bars):
        return sheet, True
    if legibility(sheet.words) >= POOR:
        return sheet, False
    return _upright(sheet, image, dpi, engine, ink=ink), False


def _upright(sheet: Sheet, image: Gray, dpi: float, engine: OcrEngine, *, ink: Gray) -> Sheet:
    """Return a poorly read `sheet` turned, where it reads better: as the engine says, or tried all ways."""

    def turned(degrees: int) -> Sheet:
        inked = upright.turn(ink, degrees)
        other = read_sheet(upright.turn(image, degrees), dpi, degrees, engine, ink=inked)
        return max(sheet, other, key=lambda s: legibility(s.words))

    told = engine.turn(image, dpi=dpi)
    if told:
        sheet = turned(told)
    if told == 0 or legibility(sheet.words) >= POOR:
        return sheet
    return turned(_best_way(image, dpi, engine))


def _best_way(image: Gray, dpi: float, engine: OcrEngine) -> int:
    """Return the clockwise degrees at which most characters are read well, all four ways tried."""
    ways = {d: legible(engine.read(upright.turn(image, d), dpi=dpi)) for d in (0, 90, 180, 270)}
    return max(ways, key=lambda degrees: ways[degrees])


def _with_form_ticks(loaded: LoadedPage, sheet: Sheet) -> Marks:
    """Let the check boxes of a filled form speak for themselves, over what is drawn in their place."""
    told = tuple(
        _form_tick(
            turned_box(value.bbox, sheet.rotation, loaded), bool(value.checked), sheet.marks.ticks
        )
        for value in loaded.fields
        if value.kind in ("check", "radio")
    )
    drawn = tuple(t for t in sheet.marks.ticks if not any(t.bbox.overlap(f.bbox) > 0 for f in told))
    return replace(sheet.marks, ticks=drawn + told)


def _form_tick(bbox: BBox, checked: bool, drawn: tuple[Tick, ...]) -> Tick:
    return Tick(
        bbox=bbox,
        state=TickState.CROSS if checked else TickState.EMPTY,
        ink=float(checked),
        disputed=any(t.ticked != checked for t in drawn if t.bbox.overlap(bbox) > 0),
    )
