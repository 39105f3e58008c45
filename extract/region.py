"""What stands in one place of a page: words, a ticked option, a signature, a bar, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from extract.captions import Option, box_room, captioned, spelled, without_box
from extract.labels import Hit, folded
from extract.layers import EXEMPTION
from extract.layout import lines
from extract.marked import Place, is_circled, marked_boxes, marked_options, printed_options
from extract.marks import Tick, ink_share, without
from extract.ocr import Gray
from extract.page import ReadPage
from extract.register import Registration
from extract.struck import split_struck, written_near
from records.cleaning import is_reference, without_reference
from records.forms import FieldSpec
from records.types import BBox, Reading, Word

BLANK_AREA: Final = 4.0
"""Square points of ink under which a place counts as empty: specks; one printed digit has about
6."""
RIM: Final = 1.5
"""Points along the edge of a place that are left out of the ink test: what is left of a rule."""
LABEL_RIM: Final = 1.0
"""Points around a printed label that its own ink may reach."""
BAR_RIM: Final = 0.15
"""A word that lies on a redaction bar by this share is read off the bar, not off the paper."""
EDGES: Final = " .:_|¡‘’'\"*~"
"""What OCR makes of the rim of a box, and what separates an answer from its label."""
BAR_TOUCH: Final = 12.0
"""Square points of a bar inside a place from which it may cover part of the answer: one letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """The tick boxes of a place: how many are ticked, and of how many the caption could be read.

    `unread` have no caption that the form knows, or a caption without a box that was found.
    `disputed` where a filled form says otherwise than its picture. `loose` where a circle or a mark
    beside a box tells the option.
    """

    ticked: int = 0
    options: int = 0
    unread: int = 0
    disputed: bool = False
    loose: bool = False


CODE: Final = re.compile(r"\([bB]\)\(\d\)|\(\d\)\([A-F]\)")
"""An exemption code, whole: where one stands alone something was redacted, in white perhaps."""


WORDED: Final = "text@1"
NARRATED: Final = "narrated@1"
RUNNING: Final = frozenset({WORDED, NARRATED})
"""How something was found in running text: by the rules, by the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands where a field's value should: words, ticks, bars, or nothing.

    `step` is the finder; `quality` how surely the place is that field's, 0 to 1. `choice` is the
    option ticked or spelled, or a value that the finder itself has normalised.
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
    ticks: Ticks = Ticks()
    section: bool = True
    reported: bool = False
    """True where the page only says that somebody said so (hearsay)."""
    bounded: bool = True
    """False where nothing drawn bounds the place, so that finding nothing there proves little."""
    touched: bool = False
    """True where a redaction bar reaches into the place: words beside it may be what it left."""
    whole: bool = True
    """False where the form asks for the value in parts and one was not found."""
    parts: tuple[Found, ...] = ()
    """The finds that it was joined from."""
    struck: tuple[Word, ...] = ()
    """Words in the place that somebody crossed out; `words` leaves them out."""
    row: int | None = None
    """The number of the person among those of one box, from 0; None where the box names one."""
    continues: bool = False
    """True where the page says that it goes on with an answer begun elsewhere."""
    rest: Found | None = None
    """What a later page goes on with."""
    another: bool = False
    """True where its block of the page is headed as another's, or as an earlier one."""
    parted: bool = False
    """True where no more than a line break or an "and" parts it from what is another person's."""
    unclaimed: int = 0
    """Where nothing was found: how many words and bars near it nobody has claimed."""
    tagged: float = 0.0
    """How likely the tagger holds its words for an answer to the field, 0 to 1."""
    beside: tuple[tuple[str, tuple[Word, ...], bool], ...] = ()
    """What stands beside a name: attribute, words, whether it says what it is (`extract.entries`)."""

    @property
    def told(self) -> str:
        """Return the text with what a later page goes on with."""
        if self.rest is None:
            return self.text
        if is_reference(self.text):
            return without_reference(self.rest.text)
        return f"{without_reference(self.text)} {without_reference(self.rest.text)}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A classified page prepared for finding: lines cut, labels found, ink unpacked."""

    page: ReadPage
    labels: tuple[Hit, ...]
    sections: tuple[Hit, ...]
    ink: Gray | None
    registration: Registration | None
    items: tuple[Word, ...] = ()
    """Numbers of questions (`extract.numbering`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where a field is looked for, and by which step."""

    spec: FieldSpec
    page: int
    region: BBox
    step: str
    quality: float

    def found(
        self,
        words: tuple[Word, ...],
        reading: Reading,
        *,
        text: str = "",
        choice: str | None = None,
        bounded: bool = True,
        touched: bool = False,
        ticks: Ticks | None = None,
    ) -> Found:
        return Found(
            spec=self.spec,
            page=self.page,
            region=self.region,
            step=self.step,
            quality=self.quality,
            words=words,
            reading=reading,
            text=text,
            choice=choice,
            bounded=bounded,
            touched=touched,
            ticks=ticks or Ticks(),
        )


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
    spot = _Spot(spec=spec, page=page.number, region=region, step=step, quality=quality)
    if spec.captions:
        return _captioned(sheet, spot)
    if spec.choices:
        return _choice(sheet, ordered, spot)
    if spec.signature:
        return _signature(sheet, ordered, spot)
    if spec.pattern is not None:
        text, ordered = cut(spec.pattern, text, ordered)
    text, ordered = _without_codes(text, ordered, bars_in(page, region))
    reading = _reading(sheet, ordered, region, redactable=spec.pattern is None)
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


def _reading(sheet: Sheet, words: tuple[Word, ...], region: BBox, *, redactable: bool) -> Reading:
    """Name what a region shows. A name or number beside a bar is what the bar left of it: redacted."""
    if bars_in(sheet.page, region) and (redactable or not words):
        return Reading.REDACTED
    if words:
        return Reading.PRESENT
    if bars_at(sheet.page, region):
        return Reading.REDACTED
    return Reading.BLANK if is_clear(sheet, region) else Reading.ILLEGIBLE


def is_clear(sheet: Sheet, place: BBox) -> bool:
    """Say whether a place holds no ink but printed labels and specks; False where nothing was measured."""
    region = place.grown(x=-RIM, y=-RIM)
    if sheet.ink is None or region.width <= 0 or region.height <= 0:
        return False
    if bars_at(sheet.page, place) or stamps_at(sheet.page, place):
        return False
    printed = {w.bbox for hit in sheet.labels for w in hit.words} | {w.bbox for w in sheet.items}
    near = tuple(box.grown(x=LABEL_RIM, y=LABEL_RIM) for box in printed if region.holds(box))
    rest = ink_share(without(sheet.ink, near), region)
    return rest * region.area < BLANK_AREA


def bars_in(page: ReadPage, region: BBox) -> tuple[BBox, ...]:
    """Return the redaction bars that cover a region, or lie in it."""
    return tuple(
        b for b in page.marks.bars if region.overlap(b) > 0.5 * min(b.area, max(region.area, 1.0))
    )


def bars_at(page: ReadPage, region: BBox) -> tuple[BBox, ...]:
    """Return the redaction bars that reach into a region, however small a part of either it is."""
    inner = region.grown(x=-RIM, y=-RIM)
    return tuple(b for b in page.marks.bars if inner.overlap(b) > BAR_TOUCH)


def stamps_at(page: ReadPage, place: BBox) -> bool:
    """Say whether a stamp lies on a place: it may hide something there, or be taken for it."""
    return sum(place.overlap(strip) for strip in page.marks.stamps) >= BLANK_AREA


def ticks_in(page: ReadPage, region: BBox) -> tuple[Tick, ...]:
    """Return the tick boxes of a region."""
    return tuple(t for t in page.marks.ticks if region.holds(t.bbox))


def _signature(sheet: Sheet, words: tuple[Word, ...], spot: _Spot) -> Found:
    if bars_at(sheet.page, spot.region):
        return spot.found(words, Reading.REDACTED, bounded=False)
    if words or not is_clear(sheet, spot.region):
        return spot.found(words, Reading.PRESENT, choice="true", bounded=False)
    return spot.found(words, Reading.BLANK, bounded=False)


def _choice(sheet: Sheet, words: tuple[Word, ...], spot: _Spot) -> Found:
    """Return the ticked option; without tick boxes, the option that is marked or that the words spell."""
    boxes = ticks_in(sheet.page, spot.region)
    options = captioned(sheet.page, boxes, spot.spec)
    unboxed = without_box(words, options, spot.spec)
    known = [(t, o) for t, o in options if o is not None]
    if not known:
        return _without_boxes(sheet, words, spot)
    ticked = [o for t, o in options if t.ticked]
    empty = [(t, o) for t, o in known if not t.ticked]
    if ticked:
        loose = [o for _, o in empty if is_circled(sheet.page, o[1])]
    else:
        loose = marked_boxes(place_on(sheet), empty)
    return _marked(
        spot,
        [o for o in ticked if o is not None] + loose,
        Ticks(
            ticked=len(ticked) + len(loose),
            options=len(known),
            unread=len(options) - len(known) + unboxed,
            disputed=any(t.disputed for t in boxes),
            loose=bool(loose),
        ),
    )


def _marked(spot: _Spot, marked: list[Option], ticks: Ticks) -> Found:
    value = marked[0][0] if ticks.ticked == 1 and marked else None
    seen = tuple(w for _, words in marked for w in words)
    return spot.found(
        seen,
        Reading.PRESENT if ticks.ticked else Reading.BLANK,
        text=", ".join(" ".join(w.text for w in words) for _, words in marked),
        choice=value,
        bounded=False,
        ticks=ticks,
    )


def _without_boxes(sheet: Sheet, words: tuple[Word, ...], spot: _Spot) -> Found:
    options = printed_options(words, spot.spec)
    if len({value for value, _ in options}) > 1:
        marked = marked_options(place_on(sheet), options)
        if marked:
            ticks = Ticks(ticked=len(marked), options=len(options), loose=True)
            return _marked(spot, marked, ticks)
    reading = _reading(sheet, words, spot.region, redactable=True)
    text = " ".join(w.text for w in words)
    choice = spelled(text, spot.spec)
    return spot.found(
        words,
        reading,
        text=text,
        choice=choice,
        bounded=bool(bars_in(sheet.page, spot.region)) or reading is not Reading.REDACTED,
        touched=bool(bars_at(sheet.page, spot.region)),
        ticks=Ticks(loose=choice is not None and _is_caption(sheet, words)),
    )


def _is_caption(sheet: Sheet, words: tuple[Word, ...]) -> bool:
    """Say whether ink before an option's name may be its tick box, which nobody recognised as one."""
    before = box_room(words)
    if sheet.ink is None or before is None:
        return False
    read = tuple(w.bbox.grown(x=RIM, y=RIM) for w in sheet.page.words)
    return ink_share(without(sheet.ink, read), before) * before.area >= BLANK_AREA


def place_on(sheet: Sheet) -> Place:
    """Return what is needed of a sheet to tell which options are marked."""
    return Place(page=sheet.page, ink=sheet.ink, printed=sheet.labels)


def _captioned(sheet: Sheet, spot: _Spot) -> Found:
    """Return the caption of the ticked box; two ticks, or other boxes than the form has, are no answer."""
    if bars_at(sheet.page, spot.region):
        return spot.found((), Reading.REDACTED, bounded=False)
    boxes = sorted(ticks_in(sheet.page, spot.region), key=lambda t: t.bbox.x0)
    ticked = [n for n, box in enumerate(boxes) if box.ticked]
    clear = len(boxes) == len(spot.spec.captions) and len(ticked) <= 1
    text = spot.spec.captions[ticked[0]] if clear and ticked else ""
    found = spot.found(
        (),
        Reading.PRESENT if text else Reading.BLANK,
        text=text,
        choice=spelled(text, spot.spec) if text else None,
        bounded=clear,
        ticks=Ticks(
            ticked=len(ticked), options=len(boxes), disputed=any(box.disputed for box in boxes)
        ),
    )
    return replace(found, whole=clear)
