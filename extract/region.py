"""What stands in one place of a page: words, a ticked option, a signature, a bar, or nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from extract.choices import captioned_in, choice_in
from extract.covered import bars_at, bars_in, is_clear, reading_of
from extract.found import Found, Sheet, Spot
from extract.labels import folded
from extract.layers import EXEMPTION
from extract.layout import lines
from extract.struck import split_struck, written_near
from records.forms import FieldSpec
from records.types import BBox, Reading, Word

BAR_RIM: Final = 0.15
"""A word that lies on a redaction bar by this share is read off the bar, not off the paper."""
EDGES: Final = " .:_|¡‘’'\"*~"
"""What OCR makes of the rim of a box, and what separates an answer from its label."""
CODE: Final = re.compile(r"\([bB]\)\(\d\)|\(\d\)\([A-F]\)")
"""An exemption code, whole: where one stands alone something was redacted, in white perhaps."""


def found_in(
    sheet: Sheet,
    spec: FieldSpec,
    words: tuple[Word, ...],
    region: BBox,
    *,
    step: str,
    quality: float,
) -> Found:
    """Return what a region shows for a field, read as that field is: text, choice or signature.

    Words crossed out are set aside; where nothing else stands there, what is written close by counts.
    """
    left, struck = split_struck(sheet.page, words)
    if struck and not left:
        printed = {id(w) for hit in sheet.labels for w in hit.words}
        left = written_near(sheet.page, struck, printed)
    found = _read_in(sheet, spec, left, region, step=step, quality=quality)
    return replace(found, struck=struck) if struck else found


def _read_in(
    sheet: Sheet,
    spec: FieldSpec,
    words: tuple[Word, ...],
    region: BBox,
    *,
    step: str,
    quality: float,
) -> Found:
    page = sheet.page
    ordered = tuple(w for line in lines(words) for w in line)
    text = " ".join(w.text for w in ordered).strip()
    spot = Spot(spec=spec, page=page.number, region=region, step=step, quality=quality)
    if spec.captions:
        return captioned_in(sheet, spot)
    if spec.choices:
        return choice_in(sheet, ordered, spot)
    if spec.signature:
        return _signature(sheet, ordered, spot)
    if spec.pattern is not None:
        text, ordered = cut(spec.pattern, text, ordered)
    text, ordered = _without_codes(text, ordered, bars_in(page, region))
    reading = reading_of(sheet, ordered, region, redactable=spec.pattern is None)
    if not ordered and CODE.search("".join(w.text for w in words)):
        reading = Reading.REDACTED
    whole = bool(bars_in(page, region)) and spec.pattern is None
    return spot.found(
        ordered,
        reading,
        text=text,
        bounded=whole or reading is not Reading.REDACTED,
        touched=bool(bars_at(page, region)),
    )


def cut(pattern: str, text: str, words: tuple[Word, ...]) -> tuple[str, tuple[Word, ...]]:
    """Cut the value that `pattern` names out of a text, with the words it stands on."""
    match = re.search(pattern, text)
    if match is None:
        return "", ()
    start, end = match.span(1 if match.re.groups else 0)
    at, kept = 0, []
    for word in words:
        if at < end and at + len(word.text) > start:
            kept.append(word)
        at += len(word.text) + 1
    return text[start:end].strip(), tuple(kept)


def _without_codes(
    text: str, words: tuple[Word, ...], bars: tuple[BBox, ...]
) -> tuple[str, tuple[Word, ...]]:
    """Drop exemption codes, what was read off a bar's rim, and marks without a letter or digit."""
    kept = tuple(
        w
        for w in words
        if folded(w.text)
        and not EXEMPTION.fullmatch(w.text)
        and sum(w.bbox.overlap(b) for b in bars) < BAR_RIM * max(w.bbox.area, 0.1)
    )
    if len(kept) == len(words):
        return text.strip(EDGES), words
    return " ".join(w.text for w in kept).strip(EDGES), kept


def _signature(sheet: Sheet, words: tuple[Word, ...], spot: Spot) -> Found:
    if bars_at(sheet.page, spot.region):
        return spot.found(words, Reading.REDACTED, bounded=False)
    if words or not is_clear(sheet, spot.region):
        return spot.found(words, Reading.PRESENT, choice="true", bounded=False)
    return spot.found(words, Reading.BLANK, bounded=False)
