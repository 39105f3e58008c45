"""What stands in one place of a page: words, a ticked option, a signature, a bar, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from extract.labels import Hit, folded
from extract.layout import lines
from extract.marks import Tick, ink_share
from extract.ocr import Gray
from extract.page import EXEMPTION, ReadPage
from extract.register import Registration
from records.forms import FieldSpec
from records.types import BBox, Reading, Word

BLANK_AREA: Final = 4.0
"""Square points of ink under which a place counts as empty: specks; one printed digit has about
6."""
RIM: Final = 1.5
"""Points along the edge of a place that are left out of the ink test: what is left of a rule."""
BAR_RIM: Final = 0.15
"""A word that lies on a redaction bar by this share is read off the bar, not off the paper."""
EDGES: Final = " .:_|¡‘’'\"*~"
"""What OCR makes of the rim of a box, and what separates an answer from its label."""
OPTION_REACH: Final = 130.0
OPTION_QUALITY: Final = 84.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands where a field's value should: words, ticks, bars, or nothing.

    `step` is the finder; `quality` how surely the place is that field's, 0 to 1; `ink` the dark
    share of `region`. `choice` is the option ticked, with `options` ticks seen.
    """

    spec: FieldSpec
    page: int
    words: tuple[Word, ...]
    region: BBox
    reading: Reading
    step: str
    quality: float
    text: str = field(default="", repr=False)
    choice: str | None = field(default=None, repr=False)
    ticked: int = 0
    options: int = 0
    section: bool = True
    reported: bool = False
    """True where the page only says that somebody said so (hearsay)."""
    bounded: bool = True
    """False where nothing drawn bounds the place, so that finding nothing there proves little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A classified page prepared for finding: lines cut, labels found, ink unpacked."""

    page: ReadPage
    labels: tuple[Hit, ...]
    sections: tuple[Hit, ...]
    ink: Gray | None
    registration: Registration | None


def found_in(
    sheet: Sheet,
    spec: FieldSpec,
    words: tuple[Word, ...],
    region: BBox,
    *,
    step: str,
    quality: float,
) -> Found:
    """Return what a region shows for a field, read as that field is: text, choice or signature."""
    page = sheet.page
    ordered = tuple(w for line in lines(words) for w in line)
    text = " ".join(w.text for w in ordered).strip()
    common = {"spec": spec, "page": page.number, "region": region, "step": step}
    if spec.choices:
        return _choice(sheet, ordered, common, quality)
    if spec.signature:
        return _signature(sheet, ordered, common, quality)
    if spec.pattern is not None:
        text, ordered = cut(spec.pattern, text, ordered)
    text, ordered = _without_codes(text, ordered, bars_in(page, region))
    reading = _reading(sheet, ordered, region, redactable=spec.pattern is None)
    return Found(
        words=ordered,
        text=text,
        reading=reading,
        quality=quality,
        bounded=spec.pattern is None or reading is not Reading.REDACTED,
        **common,  # type: ignore[arg-type]
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


def _reading(sheet: Sheet, words: tuple[Word, ...], region: BBox, *, redactable: bool) -> Reading:
    """Name what a region shows. A name or number beside a bar is what the bar left of it: redacted."""
    covered = bool(bars_in(sheet.page, region))
    if covered and (redactable or not words):
        return Reading.REDACTED
    if words:
        return Reading.PRESENT
    return Reading.BLANK if is_clear(sheet, region) else Reading.ILLEGIBLE


def is_clear(sheet: Sheet, place: BBox) -> bool:
    """Say whether a place holds no ink but printed labels and specks; False where nothing was measured."""
    region = place.grown(x=-RIM, y=-RIM)
    if sheet.ink is None or region.width <= 0 or region.height <= 0:
        return False
    total = ink_share(sheet.ink, region) * region.area
    labels = {w.bbox for hit in sheet.labels for w in hit.words if region.holds(w.bbox)}
    printed = sum(ink_share(sheet.ink, box) * box.area for box in labels)
    return total - printed < BLANK_AREA


def bars_in(page: ReadPage, region: BBox) -> tuple[BBox, ...]:
    """Return the redaction bars that cover a region, or lie in it."""
    return tuple(
        b for b in page.marks.bars if region.overlap(b) > 0.5 * min(b.area, max(region.area, 1.0))
    )


def ticks_in(page: ReadPage, region: BBox) -> tuple[Tick, ...]:
    """Return the tick boxes of a region."""
    return tuple(t for t in page.marks.ticks if region.holds(t.bbox))


def _signature(
    sheet: Sheet, words: tuple[Word, ...], common: dict[str, object], quality: float
) -> Found:
    region = common["region"]
    if not isinstance(region, BBox):
        raise TypeError("region")
    redacted = bool(bars_in(sheet.page, region))
    signed = bool(words) or not is_clear(sheet, region)
    reading = Reading.REDACTED if redacted else Reading.PRESENT if signed else Reading.BLANK
    return Found(
        words=words,
        reading=reading,
        quality=quality,
        choice="true" if signed and not redacted else None,
        bounded=False,
        **common,  # type: ignore[arg-type]
    )


def _choice(
    sheet: Sheet, words: tuple[Word, ...], common: dict[str, object], quality: float
) -> Found:
    """Return the ticked option; without tick boxes, the option that the words spell."""
    spec, region = common["spec"], common["region"]
    if not isinstance(spec, FieldSpec) or not isinstance(region, BBox):
        raise TypeError("spec or region")
    ticks = ticks_in(sheet.page, region)
    options = [(t, _option(sheet.page, t, spec)) for t in ticks]
    known = [(t, o) for t, o in options if o is not None]
    ticked = [(t, o) for t, o in known if t.ticked]
    bounded = True
    if known:
        value = ticked[0][1][0] if len(ticked) == 1 and ticked[0][1] else None
        seen = ticked[0][1][1] if len(ticked) == 1 and ticked[0][1] else ()
        reading = Reading.PRESENT if ticked else Reading.BLANK
        bounded = False
    else:
        value = _spelled(" ".join(w.text for w in words), spec)
        seen = words
        reading = _reading(sheet, words, region, redactable=True)
    return Found(
        words=tuple(seen),
        text=" ".join(w.text for w in seen),
        reading=reading,
        quality=quality,
        choice=value,
        ticked=len(ticked),
        options=len(known),
        bounded=bounded,
        **common,  # type: ignore[arg-type]
    )


def _option(page: ReadPage, tick: Tick, spec: FieldSpec) -> tuple[str, tuple[Word, ...]] | None:
    """Return the value that the words right of a tick box spell, and those words."""
    reach = BBox(
        x0=tick.bbox.x1,
        top=tick.bbox.top - 3,
        x1=tick.bbox.x1 + OPTION_REACH,
        bottom=tick.bbox.bottom + 3,
    )
    stop = min(
        (t.bbox.x0 for t in page.marks.ticks if t.bbox.x0 > tick.bbox.x1 and reach.holds(t.bbox)),
        default=reach.x1,
    )
    words = sorted(
        (w for w in page.words if reach.holds(w.bbox) and w.bbox.x1 <= stop + 2),
        key=lambda w: w.bbox.x0,
    )
    best: tuple[float, str, tuple[Word, ...]] | None = None
    for value, prints in spec.choices.items():
        for option in prints:
            size = len(option.split())
            for count in {size, size + 1, max(1, size - 1)}:
                text = folded("".join(w.text for w in words[:count]))
                quality = fuzz.ratio(folded(option), text)
                if quality >= OPTION_QUALITY and (
                    best is None or (quality, count) > (best[0], len(best[2]))
                ):
                    best = (quality, value, tuple(words[:count]))
    return (best[1], best[2]) if best else None


def _spelled(text: str, spec: FieldSpec) -> str | None:
    wanted = folded(text)
    values = {
        value
        for value, prints in spec.choices.items()
        if any(
            folded(p) == wanted or (len(wanted) > 6 and fuzz.ratio(folded(p), wanted) >= 92)
            for p in prints
        )
    }
    return values.pop() if len(values) == 1 else None
