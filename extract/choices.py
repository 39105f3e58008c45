"""Which option of a closed list is marked in a place of a page: by a tick box, a ring, or its name alone."""

from __future__ import annotations

from dataclasses import replace

from extract.captions import Option, box_room, captioned, spelled, without_box
from extract.covered import BLANK_AREA, RIM, bars_at, bars_in, reading_of, ticks_in
from extract.found import Found, Sheet, Spot, Ticks
from extract.marked import Place, is_circled, marked_boxes, marked_options, printed_options
from extract.marks import ink_share, without
from records.types import Reading, Word


def choice_in(sheet: Sheet, words: tuple[Word, ...], spot: Spot) -> Found:
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


def _marked(spot: Spot, marked: list[Option], ticks: Ticks) -> Found:
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


def _without_boxes(sheet: Sheet, words: tuple[Word, ...], spot: Spot) -> Found:
    options = printed_options(words, spot.spec)
    if len({value for value, _ in options}) > 1:
        marked = marked_options(place_on(sheet), options)
        if marked:
            ticks = Ticks(ticked=len(marked), options=len(options), loose=True)
            return _marked(spot, marked, ticks)
    reading = reading_of(sheet, words, spot.region, redactable=True)
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


def captioned_in(sheet: Sheet, spot: Spot) -> Found:
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
