"""One loaded page becomes a read page: upright, with words, marks and what a second reader says.

Runs in the limited child; the result goes to the parent as JSON, so that nothing but numbers and text
crosses. Boxes are in points on the upright page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from pydantic import TypeAdapter
from rapidfuzz import fuzz

from extract import marks as marks_module
from extract import pen, ruledboxes, tickboxes, upright
from extract.load import LayerWord, LoadedPage
from extract.marks import InkMap, Marks, Tick, TickState, moved
from extract.ocr import Gray, OcrEngine, legibility, legible
from extract.pages import LETTER_PT
from extract.rings import find_rings
from records.types import POINTS_PER_INCH, BBox, Problem, Source, Word

EXEMPTION: Final = re.compile(
    r"(?:\([bB]\)|\([1-9]\)|\([A-F]\)|[,;.\s])*\((?:[bB]|[1-9]|[A-F])\)[,;.\s]*"
)
"""A FOIA exemption code or a part of one: (b)(6), (7)(C)."""
BAND_WIDTH: Final = 0.4
"""Share of the page's width from which a bar may be a heading band; shorter ones are redactions, and
reading their codes would cost the words beside them."""
HEADING_WIDTH: Final = 0.7
"""A bar without a legible word is taken for a heading from this share of the page's width."""
BAND_SCORE: Final = 70.0
BAND_WORD: Final = re.compile(r"^[^\W\d_]{4,}")
REDACTION_WORD: Final = re.compile(r"redact|privileg|exempt|withheld|confiden|outside|scope")
POOR: Final = 0.5
"""Legibility under which a page may stand on its head."""
OCR_DPI: Final = 300.0
"""What rules and tick boxes are measured at; coarser pages are enlarged to it (docs/benchmarks.md)."""
AGREEING: Final = 0.85
"""Share of words that must agree both ways for a text layer to be used."""
MIN_LAYER_WORDS: Final = 8
BLACK: Final = 100
HIDDEN_ALLOWED: Final = 0.15
"""Share of an invisible layer's words that OCR may miss before the layer counts as hiding text."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """An upright image with all that was found on it, boxes already mapped back from deskewing."""

    image: Gray
    rotation: int
    skew_deg: float
    words: tuple[Word, ...]
    marks: Marks
    ink: InkMap


def read_page(loaded: LoadedPage, *, engine: OcrEngine) -> tuple[ReadPage, Gray | None]:
    """Read one page; also return its upright picture, None where the page has no pixels.

    Raises:
        MemoryError: The page is too large for the child's limits.
    """
    if loaded.image is None:
        return _unread(loaded), None
    layer = _visible(loaded.layer)
    ink = upright.ink_of(loaded.image)
    if not layer and not loaded.fields and upright.is_empty(loaded.image, ink, dpi=loaded.dpi):
        page = _unread(loaded)
        return replace(page, blank=True, problems=_with_hidden(loaded, loaded.layer)), loaded.image
    sheet, trusted = _read_sheet(loaded, layer, engine, ink=ink)
    first, second, problems = _two_readers(loaded, sheet, layer, trusted=trusted)
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


def _visible(layer: tuple[LayerWord, ...]) -> tuple[LayerWord, ...]:
    return tuple(w for w in layer if not w.hidden)


def _read_sheet(
    loaded: LoadedPage, layer: tuple[LayerWord, ...], engine: OcrEngine, *, ink: Gray
) -> tuple[_Sheet, bool]:
    """Read the page, whose `ink` is known; also say whether its text layer proved trustworthy."""
    if loaded.image is None:
        raise ValueError("a page without pixels cannot be read")
    image, dpi = _enlarged(loaded.image, loaded.dpi)
    if image is not loaded.image:
        ink = upright.ink_of(image)
    sheet = _sheet(image, dpi, 0, engine, ink=ink)
    claimed = _as_words(layer) + _filled(loaded, 0)
    may_be_true = len(layer) >= MIN_LAYER_WORDS and not loaded.has_page_image
    if may_be_true and _agrees(claimed, sheet.words, sheet.marks.bars):
        return sheet, True
    if legibility(sheet.words) >= POOR:
        return sheet, False
    return _upright(sheet, image, dpi, engine, ink=ink), False


def _upright(sheet: _Sheet, image: Gray, dpi: float, engine: OcrEngine, *, ink: Gray) -> _Sheet:
    """Return a poorly read `sheet` turned, where it reads better: as the engine says, or tried all ways."""

    def turned(degrees: int) -> _Sheet:
        inked = upright.turn(ink, degrees)
        other = _sheet(upright.turn(image, degrees), dpi, degrees, engine, ink=inked)
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


def _enlarged(image: Gray, dpi: float) -> tuple[Gray, float]:
    """Return a coarse page enlarged to what OCR wants, and its new dpi."""
    import cv2

    if dpi >= 0.8 * OCR_DPI:
        return image, dpi
    scale = OCR_DPI / dpi
    large = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, dtype=np.uint8), OCR_DPI


def _sheet(image: Gray, dpi: float, rotation: int, engine: OcrEngine, *, ink: Gray) -> _Sheet:
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
    return _Sheet(
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
    import cv2

    covered = np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    scale = dpi / POINTS_PER_INCH
    for box in boxes:
        grown = box.grown(x=0.7, y=0.7)
        top, bottom = max(0, int(grown.top * scale)), max(0, int(grown.bottom * scale))
        covered[top:bottom, max(0, int(grown.x0 * scale)) : max(0, int(grown.x1 * scale))] = 255
    return covered


def _halo(mask: Gray) -> Gray:
    """Return a mask with the grey rim that a scanner leaves around rules and bars."""
    import cv2

    return np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)), dtype=np.uint8)


def _as_words(layer: tuple[LayerWord, ...]) -> tuple[Word, ...]:
    return tuple(
        Word(text=w.text, bbox=w.bbox, score=100.0, source=Source.TEXT_LAYER) for w in layer
    )


def seen_by(word: Word, others: tuple[Word, ...]) -> bool:
    """Say whether `others` hold nearly the same text at the same place."""
    near = [o for o in others if word.bbox.grown(x=1, y=2).overlap(o.bbox) > 0]
    if not near:
        return False
    joined = "".join(o.text for o in sorted(near, key=lambda o: o.bbox.x0)).casefold()
    text = word.text.casefold()
    return fuzz.ratio(text, joined) >= 75 or fuzz.partial_ratio(text, joined) >= 85


def _told(word: Word) -> bool:
    return sum(c.isalnum() for c in word.text) >= 2


def _share_seen(words: tuple[Word, ...], others: tuple[Word, ...]) -> float:
    told = [w for w in words if _told(w)]
    return sum(seen_by(w, others) for w in told) / len(told) if told else 1.0


def _agrees(layer: tuple[Word, ...], ocr: tuple[Word, ...], bars: tuple[BBox, ...]) -> bool:
    clear, _ = split_covered(layer, bars)
    legible = tuple(w for w in ocr if w.score >= 60)
    return _share_seen(clear, ocr) >= AGREEING and _share_seen(legible, clear) >= AGREEING


def split_covered(
    words: tuple[Word, ...], bars: tuple[BBox, ...]
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Split words into those in the clear and those that stand in a redaction bar."""
    clear: list[Word] = []
    covered: list[Word] = []
    for word in words:
        hidden = sum(word.bbox.overlap(b) for b in bars) > 0.5 * max(word.bbox.area, 0.1)
        (covered if hidden else clear).append(word)
    return tuple(clear), tuple(covered)


def _two_readers(
    loaded: LoadedPage, sheet: _Sheet, layer: tuple[LayerWord, ...], *, trusted: bool
) -> tuple[tuple[Word, ...], tuple[Word, ...], tuple[Problem, ...]]:
    """Choose the first and the second reader's words, and say what is wrong with a text layer."""
    bars = sheet.marks.bars
    turned = tuple(_turned_word(w, sheet.rotation, loaded) for w in loaded.layer)
    shown = _as_words(_visible(turned)) + _filled(loaded, sheet.rotation)
    scanned = _as_words(tuple(w for w in turned if w.hidden == "invisible"))
    ocr, _ = split_covered(sheet.words, bars)
    problems = list(_with_hidden(loaded, _unseen(turned, sheet)))
    clear, covered = split_covered(shown + scanned, bars)
    leaked = [w for w in covered if not EXEMPTION.fullmatch(w.text) and _told(w)]
    if trusted and leaked:
        problems.append(_problem(loaded, "text_under_redaction", f"{len(leaked)} words"))
    if trusted:
        return tuple(w for w in clear if w in shown), ocr, tuple(problems)
    if loaded.layer and not loaded.has_page_image and len(layer) >= MIN_LAYER_WORDS:
        problems.append(_problem(loaded, "text_layer_disagrees", f"{len(layer)} words"))
    return ocr, clear, tuple(problems)


def _problem(loaded: LoadedPage, code: str, detail: str) -> Problem:
    return Problem(code=code, stage="read", page=loaded.number, detail=detail)


def _unseen(layer: tuple[LayerWord, ...], sheet: _Sheet) -> tuple[LayerWord, ...]:
    """Return the hidden words that are not to be seen on the page; under a bar nothing can be seen."""
    found = []
    for item in layer:
        (word,) = _as_words((item,))
        _, covered = split_covered((word,), sheet.marks.bars)
        if item.hidden and _told(word) and not covered and not seen_by(word, sheet.words):
            found.append(item)
    return tuple(found)


def _with_hidden(loaded: LoadedPage, unseen: tuple[LayerWord, ...]) -> tuple[Problem, ...]:
    """Add `hidden_text` where more hidden words than a scanner's slips are not to be seen on the page."""
    others = tuple(p for p in loaded.problems if p.code != "hidden_text")
    hidden = [w for w in loaded.layer if w.hidden]
    missed = [w for w in unseen if w.hidden]
    invisible = [w for w in missed if w.hidden == "invisible"]
    slips = len(invisible) == len(missed) and len(missed) <= HIDDEN_ALLOWED * len(hidden)
    if not missed or slips:
        return others
    return (*others, _problem(loaded, "hidden_text", f"{len(missed)} of {len(hidden)} words"))


def turned_box(box: BBox, degrees: int, loaded: LoadedPage) -> BBox:
    """Return a box of a loaded page as it stands once the page is turned clockwise by `degrees`."""
    width, height = loaded.width_pt, loaded.height_pt
    match degrees:
        case 90:
            return BBox(x0=height - box.bottom, top=box.x0, x1=height - box.top, bottom=box.x1)
        case 180:
            return BBox(
                x0=width - box.x1,
                top=height - box.bottom,
                x1=width - box.x0,
                bottom=height - box.top,
            )
        case 270:
            return BBox(x0=box.top, top=width - box.x1, x1=box.bottom, bottom=width - box.x0)
        case _:
            return box


def _turned_word(word: LayerWord, degrees: int, loaded: LoadedPage) -> LayerWord:
    return replace(word, bbox=turned_box(word.bbox, degrees, loaded)) if degrees else word


def _filled(loaded: LoadedPage, degrees: int) -> tuple[Word, ...]:
    """Return the values of filled form fields as words where their boxes stand."""
    return tuple(
        Word(
            text=value.value,
            bbox=turned_box(value.bbox, degrees, loaded),
            score=100.0,
            source=Source.FORM_FIELD,
        )
        for value in loaded.fields
        if value.kind in ("text", "choice") and value.value.strip()
    )


def _with_form_ticks(loaded: LoadedPage, sheet: _Sheet) -> Marks:
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
