"""Labels, zones, margins and running text -> what stands where, per field of a form; nothing is decided here.

Everything on a page belongs to the nearest label that announces it: to its left on the same line,
or above it; inside a ruled box only labels of that box count. A label alone in its box looks into
the box to its right, then below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz import fuzz

from extract.classify import Classified
from extract.labels import Hit, LabelIndex, folded, resolve
from extract.layout import lines, running_text, segments, smallest_box
from extract.marks import Tick, ink_share
from extract.ocr import Gray
from extract.page import EXEMPTION, ReadPage
from extract.register import Registration, register
from records.forms import FieldSpec, FormSpec
from records.types import BBox, Reading, Word, union

BLANK_AREA: Final = 4.0
"""Square points of ink under which a place counts as empty: specks; one printed digit has about
6."""
SPECK: Final = 3.0
"""A word lower than this many points is a speck."""
RIM: Final = 1.5
"""Points along the edge of a place that are left out of the ink test: what is left of a rule."""
CELL_SHARE: Final = 0.2
"""A ruled box larger than this share of the page is a frame, not a cell."""
BAR_RIM: Final = 0.15
"""A word that lies on a redaction bar by this share is read off the bar, not off the paper."""
REACH_RIGHT: Final = 420.0
EDGES: Final = " .:_|¡‘’'\"*~"
"""What OCR makes of the rim of a box, and what separates an answer from its label."""
REACH_BELOW: Final = 1.6
"""Outside ruled boxes an answer stands within so many label heights below its label."""
LINE_ROOM: Final = 22.0
"""So many points above a rule, a signature or an answer written on it stands."""
RISE: Final = 12.0
"""So many points above its label an answer beside it may stand: on a crooked page, or written by hand."""
MARGIN: Final = 0.1
"""Share of a page's height that is its head or foot."""
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


def find_fields(pages: tuple[Classified, ...], form: FormSpec) -> tuple[Found, ...]:
    """Return everything found for the fields of `form` on the pages of one document."""
    found: list[Found] = []
    role: str | None = None
    for classified in pages:
        if classified.page.blank or not classified.page.words:
            continue
        sheet = prepare(classified.page, form)
        zoned = _by_zone(sheet, form)
        by_label, role = _by_label(sheet, form, role)
        names = {f.spec.name for f in zoned}
        found += [*zoned, *(f for f in by_label if f.spec.name not in names)]
        found += _in_margin(sheet, form)
    return tuple(found)


def prepare(page: ReadPage, form: FormSpec) -> Sheet:
    """Find a form's labels and section headings on a page, and register it to a read edition."""
    index = LabelIndex(segments(page.words, page.marks.boxes))
    hits = [
        hit
        for number, spec in enumerate(form.fields)
        for group in spec.labels.values()
        for label in group
        for hit in index.find(label, key=str(number))
    ]
    headings = [
        hit
        for role, groups in form.sections.items()
        for group in groups.values()
        for heading in group
        for hit in index.find(heading, key=role)
    ]
    edition = form.read_edition
    return Sheet(
        page=page,
        labels=resolve(hits),
        sections=tuple(sorted(resolve(headings), key=lambda h: h.bbox.top)),
        ink=page.ink.grid() if page.ink else None,
        registration=register(index, edition) if edition and edition.anchors else None,
    )


# ---- zones -------------------------------------------------------------------------------------


def _by_zone(sheet: Sheet, form: FormSpec) -> list[Found]:
    if sheet.registration is None:
        return []
    found = []
    for spec in form.fields:
        if spec.box is None:
            continue
        region = sheet.registration.place(spec.box)
        printed = {id(w) for hit in sheet.labels if not _leads_in(hit, spec) for w in hit.words}
        words = tuple(w for w in sheet.page.words if region.holds(w.bbox) and id(w) not in printed)
        item = _found(sheet, spec, words, region, step="zone@1", quality=1.0)
        if not _is_missing(item, spec):
            found.append(item)
    return found


def _leads_in(hit: Hit, spec: FieldSpec) -> bool:
    """Say whether a label is typed with its answer ("Age: 20"): the field's pattern names it and cuts it."""
    return spec.pattern is not None and folded("".join(w.text for w in hit.words)) in folded(
        spec.pattern
    )


def _is_missing(item: Found, spec: FieldSpec) -> bool:
    """Say whether an optional part of a shared box is simply not written there."""
    return spec.optional and spec.pattern is not None and item.reading is Reading.ILLEGIBLE


# ---- labels --------------------------------------------------------------------------------------


def _by_label(sheet: Sheet, form: FormSpec, role: str | None) -> tuple[list[Found], str | None]:
    found = []
    places: dict[tuple[float, float], list[Hit]] = {}
    for hit in sheet.labels:
        places.setdefault((hit.bbox.top, hit.bbox.x0), []).append(hit)
    for hits in places.values():
        section = _role_at(sheet, hits[0].bbox, role)
        for hit, sure in _of_section(hits, form, section):
            spec = form.fields[int(hit.key)]
            items = [i for i in _answers(sheet, hit, spec) if not _is_missing(i, spec)]
            found += items if sure else [replace(item, section=False) for item in items]
    last = sheet.sections[-1].key if sheet.sections else role
    return found, last


def _role_at(sheet: Sheet, bbox: BBox, before: str | None) -> str | None:
    above = [h for h in sheet.sections if h.bbox.top <= bbox.top + 2]
    column = [h for h in above if h.bbox.x0 <= bbox.x0 + 40]
    return (column or above)[-1].key if above else before


def _of_section(hits: list[Hit], form: FormSpec, section: str | None) -> list[tuple[Hit, bool]]:
    """Choose among fields of several roles that share one label; False marks an unsure choice."""
    roles = {form.fields[int(h.key)].name.split(".")[0] for h in hits}
    if len(roles) == 1:
        return [(h, True) for h in hits]
    chosen = [h for h in hits if form.fields[int(h.key)].name.split(".")[0] == section]
    if chosen:
        return [(h, True) for h in chosen]
    first = form.fields[int(hits[0].key)].name.split(".")[0]
    return [(h, False) for h in hits if form.fields[int(h.key)].name.split(".")[0] == first]


def _answers(sheet: Sheet, hit: Hit, spec: FieldSpec) -> list[Found]:
    """Return what stands where the answer to a label stands; a table's column gives one find a row."""
    box, quality = _cell(sheet, hit), hit.quality / 100
    if box is None:
        return [_open_answer(sheet, hit, spec)]
    region = _own_part(sheet, hit, box)
    words = _free_words(sheet, region, box)
    risen = _risen(sheet, hit, region, box)
    if words and len(above := _free_words(sheet, risen, box)) > len(words):
        region, words = risen, above
    if words or _ticks_in(sheet.page, region) or _bars_in(sheet.page, region):
        return [_found(sheet, spec, words, region, step="label@1", quality=quality)]
    places = _neighbours(sheet, box, column=spec.repeats) or _beyond(sheet, hit, box)
    clear = _is_clear(sheet, region)
    answers = [
        _found(sheet, spec, _free_words(sheet, p, p), p, step="label@1", quality=quality)
        for p in places
    ]
    if answers and (clear or any(a.reading is not Reading.BLANK for a in answers)):
        return answers
    return [_found(sheet, spec, words, region, step="label@1", quality=quality)]


def _cell(sheet: Sheet, hit: Hit) -> BBox | None:
    if hit.box is None:
        return None
    box = sheet.page.marks.boxes[hit.box]
    whole = sheet.page.width * sheet.page.height
    return box if box.area <= CELL_SHARE * whole and box.height < 0.2 * sheet.page.height else None


def _own_part(sheet: Sheet, hit: Hit, box: BBox) -> BBox:
    """Cut from a box the part that belongs to one of its labels: right of it and below it."""
    others = [
        h.bbox
        for h in sheet.labels
        if h.bbox != hit.bbox and box.holds(h.bbox) and not _overlaps(h.bbox, hit.bbox)
    ]
    beside = [o for o in others if _one_line(o, hit.bbox)]
    under = [o for o in others if o.top >= hit.bbox.bottom - 2]
    right = min((o.x0 for o in beside if o.x0 >= hit.bbox.x1), default=box.x1)
    left = hit.bbox.x0 - 3 if any(o.x1 <= hit.bbox.x0 for o in beside) else box.x0
    bottom = min((o.top for o in under if o.x0 < right and o.x1 > left), default=box.bottom)
    return BBox(x0=left, top=min(hit.bbox.top, bottom), x1=right, bottom=bottom)


def _risen(sheet: Sheet, hit: Hit, region: BBox, box: BBox) -> BBox:
    """Return a region with the strip above it, where no other label of its box stands there."""
    over = [
        h.bbox.bottom
        for h in sheet.labels
        if box.holds(h.bbox)
        and h.bbox.bottom <= hit.bbox.top + 2
        and h.bbox.x0 < region.x1
        and h.bbox.x1 > region.x0
    ]
    top = max([box.top + RIM, hit.bbox.top - RISE, *over])
    return replace(region, top=min(top, region.top))


def _overlaps(a: BBox, b: BBox) -> bool:
    return a.overlap(b) > 0


def _one_line(a: BBox, b: BBox) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.height, b.height)


def _free_words(sheet: Sheet, region: BBox, box: BBox) -> tuple[Word, ...]:
    printed = {id(w) for h in sheet.labels for w in h.words}
    return tuple(
        w
        for w in sheet.page.words
        if region.holds(w.bbox) and box.holds(w.bbox) and id(w) not in printed and _is_told(w)
    )


def _is_told(word: Word) -> bool:
    """Leave out specks that OCR took for print."""
    return bool(folded(word.text)) and word.bbox.height >= SPECK


def _neighbours(sheet: Sheet, box: BBox, *, column: bool) -> list[BBox]:
    """Return the unlabelled box right of `box`, or the one below it (all below it for a `column`)."""
    free = [
        b
        for b in sheet.page.marks.boxes
        if b != box and not any(b.holds(h.bbox) for h in sheet.labels)
    ]
    right = [b for b in free if abs(b.x0 - box.x1) < 6 and _one_line(b, box)]
    if right:
        return right[:1]
    found: list[BBox] = []
    last = box
    for below in sorted(free, key=lambda b: b.top):
        shared = min(below.x1, box.x1) - max(below.x0, box.x0)
        if abs(below.top - last.bottom) < 6 and shared > 0.6 * max(box.width, below.width):
            found.append(below)
            last = below
    return found if column else found[:1]


def _beyond(sheet: Sheet, hit: Hit, box: BBox) -> list[BBox]:
    """Return the strip right of a label's box where something stands that no other label announces."""
    strip = BBox(
        x0=box.x1, top=hit.bbox.top - 3, x1=box.x1 + REACH_RIGHT, bottom=hit.bbox.bottom + 3
    )
    edge = min(
        (b.x0 for b in (h.bbox for h in sheet.labels) if strip.holds(b)),
        default=min(strip.x1, sheet.page.width),
    )
    strip = replace(strip, x1=edge)
    written = _free_words(sheet, strip, strip) or _bars_in(sheet.page, strip)
    return [strip] if written or not _is_clear(sheet, strip) else []


def _open_answer(sheet: Sheet, hit: Hit, spec: FieldSpec) -> Found:
    """Return the answer to a label outside any cell: right of it, or else under it."""
    page = sheet.page
    height = max(7.0, hit.bbox.height)
    line = [
        h.bbox for h in sheet.labels if h.bbox.x0 >= hit.bbox.x1 and _one_line(h.bbox, hit.bbox)
    ]
    edge = min((b.x0 for b in line), default=min(page.width, hit.bbox.x1 + REACH_RIGHT))
    frame = smallest_box(hit.bbox, page.marks.boxes)
    if frame is not None:
        edge = min(edge, page.marks.boxes[frame].x1)
    right = BBox(x0=hit.bbox.x1, top=hit.bbox.top - 2, x1=edge, bottom=hit.bbox.bottom + 2)
    words = _free_words(sheet, right, right)
    if words or _bars_in(page, right) or _ticks_in(page, right):
        return _found(sheet, spec, words, right, step="label@1", quality=hit.quality / 100)
    written = _above_line(sheet, hit)
    if written is not None:
        words = _free_words(sheet, written, written)
        return _found(sheet, spec, words, written, step="label@1", quality=hit.quality / 100)
    under = BBox(
        x0=hit.bbox.x0 - 4,
        top=hit.bbox.bottom,
        x1=edge,
        bottom=hit.bbox.bottom + REACH_BELOW * height + 4,
    )
    below = _free_words(sheet, under, under)
    something = below or _bars_in(page, under)
    if "below" in spec.place and not hit.words[-1].text.endswith(":") and something:
        return _found(sheet, spec, below, under, step="label@1", quality=0.9 * hit.quality / 100)
    lined = any(right.grown(y=4).holds(rule) for rule in sheet.page.marks.rules)
    item = _found(sheet, spec, (), right, step="label@1", quality=hit.quality / 100)
    return replace(item, bounded=lined)


def _above_line(sheet: Sheet, hit: Hit) -> BBox | None:
    """Return the place above the rule whose caption a label is ("Signature", "Date" under a line)."""
    for rule in sheet.page.marks.rules:
        near = -2 <= hit.bbox.top - rule.bottom <= 8
        over = rule.x0 <= hit.bbox.x1 + 20 and rule.x1 >= hit.bbox.x0
        if near and over and rule.width < 0.7 * sheet.page.width:
            top = rule.top - LINE_ROOM
            captions = [
                h.bbox.bottom
                for h in sheet.labels
                if h.bbox.bottom < rule.top and h.bbox.x1 > rule.x0 and h.bbox.x0 < rule.x1
            ]
            return BBox(
                x0=min(rule.x0, hit.bbox.x0) - 2,
                top=max([top, *captions]),
                x1=rule.x1 + 2,
                bottom=rule.bottom + 2,
            )
    return None


def _in_margin(sheet: Sheet, form: FormSpec) -> list[Found]:
    """Find form numbers, editions and page counts, which stand in the head or foot without a label."""
    page, found = sheet.page, []
    outer = [
        w
        for w in page.words
        if w.bbox.bottom < MARGIN * page.height or w.bbox.top > (1 - MARGIN) * page.height
    ]
    for line in lines(tuple(outer)):
        text = " ".join(w.text for w in line)
        for spec in form.fields:
            if "margin" not in spec.place or spec.pattern is None:
                continue
            value, words = _cut(spec.pattern, text, line)
            if words:
                found.append(
                    Found(
                        spec=spec,
                        page=page.number,
                        words=words,
                        region=union(tuple(w.bbox for w in words)),
                        reading=Reading.PRESENT,
                        step="margin@1",
                        quality=1.0,
                        text=value,
                    )
                )
    return found


# ---- what stands in a region ---------------------------------------------------------------------


def _found(
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
    common = {"spec": spec, "page": page.number, "region": region, "step": step}
    if spec.choices:
        return _choice(sheet, ordered, common, quality)
    if spec.signature:
        return _signature(sheet, ordered, common, quality)
    if spec.pattern is not None:
        text, ordered = _cut(spec.pattern, text, ordered)
    text, ordered = _without_codes(text, ordered, _bars_in(page, region))
    reading = _reading(sheet, ordered, region, redactable=spec.pattern is None)
    return Found(
        words=ordered,
        text=text,
        reading=reading,
        quality=quality,
        bounded=spec.pattern is None or reading is not Reading.REDACTED,
        **common,  # type: ignore[arg-type]
    )


def _cut(pattern: str, text: str, words: tuple[Word, ...]) -> tuple[str, tuple[Word, ...]]:
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
    covered = bool(_bars_in(sheet.page, region))
    if covered and (redactable or not words):
        return Reading.REDACTED
    if words:
        return Reading.PRESENT
    return Reading.BLANK if _is_clear(sheet, region) else Reading.ILLEGIBLE


def _is_clear(sheet: Sheet, place: BBox) -> bool:
    """Say whether a place holds no ink but printed labels and specks; False where nothing was measured."""
    region = place.grown(x=-RIM, y=-RIM)
    if sheet.ink is None or region.width <= 0 or region.height <= 0:
        return False
    total = ink_share(sheet.ink, region) * region.area
    labels = {w.bbox for hit in sheet.labels for w in hit.words if region.holds(w.bbox)}
    printed = sum(ink_share(sheet.ink, box) * box.area for box in labels)
    return total - printed < BLANK_AREA


def _bars_in(page: ReadPage, region: BBox) -> tuple[BBox, ...]:
    return tuple(
        b for b in page.marks.bars if region.overlap(b) > 0.5 * min(b.area, max(region.area, 1.0))
    )


def _ticks_in(page: ReadPage, region: BBox) -> tuple[Tick, ...]:
    return tuple(t for t in page.marks.ticks if region.holds(t.bbox))


def _signature(
    sheet: Sheet, words: tuple[Word, ...], common: dict[str, object], quality: float
) -> Found:
    region = common["region"]
    if not isinstance(region, BBox):
        raise TypeError("region")
    redacted = bool(_bars_in(sheet.page, region))
    signed = bool(words) or not _is_clear(sheet, region)
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
    ticks = _ticks_in(sheet.page, region)
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


def find_in_text(pages: tuple[Classified, ...]) -> tuple[Found, ...]:
    """Return what the running text of a document says of its people, tied to roles by context cues."""
    from models.ner import find_fields as find_text_fields

    found = []
    for classified in pages:
        text = running_text(classified.page.words)
        for item in find_text_fields(text.text, language=classified.language):
            words = text.words_in(item.start, item.end)
            if not words:
                continue
            found.append(
                Found(
                    spec=FieldSpec(name=item.name),
                    page=classified.page.number,
                    words=words,
                    region=union(tuple(w.bbox for w in words)),
                    reading=Reading.PRESENT,
                    step="text@1",
                    quality=0.5,
                    text=item.value_text,
                    choice=item.value,
                    reported=item.reported,
                )
            )
    return tuple(found)
