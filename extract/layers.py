"""A page's text layer is a claim: held against what OCR read, it is the first reader or only the second."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from extract.load import LayerWord, LoadedPage
from extract.sheet import Sheet
from records.types import BBox, Problem, Source, Word

EXEMPTION: Final = re.compile(
    r"(?:\([bB]\)|\([1-9]\)|\([A-F]\)|[,;.\s])*\((?:[bB]|[1-9]|[A-F])\)[,;.\s]*"
)
"""A FOIA exemption code or a part of one: (b)(6), (7)(C)."""
AGREEING: Final = 0.85
"""Share of words that must agree both ways for a text layer to be used."""
MIN_LAYER_WORDS: Final = 8
HIDDEN_ALLOWED: Final = 0.15
"""Share of an invisible layer's words that OCR may miss before the layer counts as hiding text."""


def visible(layer: tuple[LayerWord, ...]) -> tuple[LayerWord, ...]:
    """Return what of a text layer is to be seen on the page."""
    return tuple(w for w in layer if not w.hidden)


def as_words(layer: tuple[LayerWord, ...]) -> tuple[Word, ...]:
    """Return a layer's words as a reader's, sure of each."""
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


def agrees(layer: tuple[Word, ...], ocr: tuple[Word, ...], bars: tuple[BBox, ...]) -> bool:
    """Say whether a layer and OCR see the same words outside `bars`, both ways."""
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


def two_readers(
    loaded: LoadedPage, sheet: Sheet, layer: tuple[LayerWord, ...], *, trusted: bool
) -> tuple[tuple[Word, ...], tuple[Word, ...], tuple[Problem, ...]]:
    """Choose the first and the second reader's words, and say what is wrong with a text layer."""
    bars = sheet.marks.bars
    turned = tuple(_turned_word(w, sheet.rotation, loaded) for w in loaded.layer)
    shown = as_words(visible(turned)) + filled(loaded, sheet.rotation)
    scanned = as_words(tuple(w for w in turned if w.hidden == "invisible"))
    ocr, _ = split_covered(sheet.words, bars)
    problems = list(with_hidden(loaded, _unseen(turned, sheet)))
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


def _unseen(layer: tuple[LayerWord, ...], sheet: Sheet) -> tuple[LayerWord, ...]:
    """Return the hidden words that are not to be seen on the page; under a bar nothing can be seen."""
    found = []
    for item in layer:
        (word,) = as_words((item,))
        _, covered = split_covered((word,), sheet.marks.bars)
        if item.hidden and _told(word) and not covered and not seen_by(word, sheet.words):
            found.append(item)
    return tuple(found)


def with_hidden(loaded: LoadedPage, unseen: tuple[LayerWord, ...]) -> tuple[Problem, ...]:
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


def filled(loaded: LoadedPage, degrees: int) -> tuple[Word, ...]:
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
