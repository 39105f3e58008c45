"""Labels, zones, margins and running text -> what stands where, per field of a form; nothing is decided here.

Everything on a page belongs to the nearest label that announces it: to its left on the same line,
or above it; inside a ruled box only labels of that box count. A label alone in its box looks into
the box to its right, then below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extract.classify import Classified
from extract.labels import Hit, LabelIndex, folded, resolve, standing_alone
from extract.layout import lines, running_text, segments, smallest_box
from extract.page import ReadPage
from extract.parts import join_parts
from extract.region import RIM, Found, Sheet, bars_in, cut, found_in, is_clear, ticks_in
from extract.register import register
from extract.sentences import find_in_sentences
from records.forms import FieldSpec, FormSpec
from records.printed import role_of
from records.types import BBox, Reading, Word, union

__all__ = ["Found", "Sheet", "find_fields", "find_in_text", "prepare"]

HEADING_WORDS: Final = 3
"""A heading of so many words is print; a shorter one ("Mother") may be somebody's answer."""
SPECK: Final = 3.0
"""A word lower than this many points is a speck."""
CELL_SHARE: Final = 0.2
"""A ruled box larger than this share of the page is a frame, not a cell."""
REACH_RIGHT: Final = 420.0
REACH_BELOW: Final = 1.6
"""Outside ruled boxes an answer stands within so many label heights below its label."""
LINE_ROOM: Final = 22.0
"""So many points above a rule, a signature or an answer written on it stands."""
RISE: Final = 12.0
"""So many points above its label an answer beside it may stand: on a crooked page, or written by hand."""
MARGIN: Final = 0.1
"""Share of a page's height that is its head or foot."""


def find_fields(pages: tuple[Classified, ...], form: FormSpec) -> tuple[Found, ...]:
    """Return everything found for the fields of `form` on the pages of one document."""
    found: list[Found] = []
    role: str | None = None
    for classified in pages:
        if classified.page.blank or not classified.page.words:
            continue
        sheet = prepare(classified.page, form, classified.index)
        zoned = _by_zone(sheet, form)
        by_label, role = _by_label(sheet, form, role)
        names = {f.spec.name for f in zoned}
        found += [*zoned, *(f for f in by_label if f.spec.name not in names)]
        found += _in_margin(sheet, form)
        found += find_in_sentences(sheet.page, form)
    return tuple(join_parts(found, form))


def prepare(page: ReadPage, form: FormSpec, index: LabelIndex | None = None) -> Sheet:
    """Find a form's labels and section headings on a page, and register it to a read edition."""
    if index is None:
        index = LabelIndex(segments(page.words, page.marks.boxes), holders=form.holders)
    hits = [hit for label in form.printed for hit in index.find_label(label)]
    headings = [hit for label in form.headed for hit in index.find_label(label)]
    edition = form.read_edition
    return Sheet(
        page=page,
        labels=resolve(hits),
        sections=standing_alone(resolve(headings), page.words),
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
        words = tuple(
            w
            for w in sheet.page.words
            if region.holds(w.bbox) and id(w) not in printed and _is_told(w)
        )
        item = found_in(sheet, spec, words, region, step="zone@1", quality=1.0)
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
    unwritten = item.reading is Reading.ILLEGIBLE and not item.struck
    return spec.optional and spec.pattern is not None and unwritten


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
    named = [h for h in hits if h.owner]
    if named:
        return [(h, True) for h in named]
    chosen = [h for h in hits if _role(h, form) == section]
    if chosen:
        return [(h, True) for h in chosen]
    hits = [h for h in hits if not h.loose]
    roles = {_role(h, form) for h in hits}
    if len(roles) > 1:
        first = _role(hits[0], form)
        return [(h, False) for h in hits if _role(h, form) == first]
    sure = section is None or not roles & form.headed_roles
    return [(h, sure) for h in hits]


def _role(hit: Hit, form: FormSpec) -> str:
    return role_of(form.fields[int(hit.key)].name)


def _answers(sheet: Sheet, hit: Hit, spec: FieldSpec) -> list[Found]:
    """Return what stands where the answer to a label stands; a table's column gives one find a row."""
    box, quality = _cell(sheet, hit), hit.quality / 100
    if box is None:
        return [_open_answer(sheet, hit, spec)]
    region = _own_part(sheet, hit, box)
    words = _free_words(sheet, region, box)
    risen = _risen(sheet, hit, region, box)
    above = _free_words(sheet, risen, box)
    if words and len(above) > len(words) and not _is_over(above, region, hit):
        region, words = risen, above
    if words or _has_ticks(sheet, spec, region) or bars_in(sheet.page, region):
        return [found_in(sheet, spec, words, region, step="label@1", quality=quality)]
    places = _neighbours(sheet, box, column=spec.repeats) or _beyond(sheet, hit, box)
    clear = is_clear(sheet, region)
    answers = [
        found_in(sheet, spec, _free_words(sheet, p, p), p, step="label@1", quality=quality)
        for p in places
    ]
    if answers and (clear or any(a.reading is not Reading.BLANK for a in answers)):
        return answers
    return [found_in(sheet, spec, words, region, step="label@1", quality=quality)]


def _has_ticks(sheet: Sheet, spec: FieldSpec, region: BBox) -> bool:
    return bool(spec.choices) and bool(ticks_in(sheet.page, region))


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


def _is_over(words: tuple[Word, ...], region: BBox, hit: Hit) -> bool:
    """Say whether words above a region begin over its label: under another label, not beside this."""
    return any(w.bbox.x0 < hit.bbox.x1 and not region.holds(w.bbox) for w in words)


def _overlaps(a: BBox, b: BBox) -> bool:
    return a.overlap(b) > 0


def _one_line(a: BBox, b: BBox) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.height, b.height)


def _free_words(sheet: Sheet, region: BBox, box: BBox) -> tuple[Word, ...]:
    headings = (h for h in sheet.sections if len(h.words) >= HEADING_WORDS)
    printed = {id(w) for h in (*sheet.labels, *headings) for w in h.words}
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
    written = _free_words(sheet, strip, strip) or bars_in(sheet.page, strip)
    return [strip] if written or not is_clear(sheet, strip) else []


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
    if words or bars_in(page, right) or _has_ticks(sheet, spec, right):
        return found_in(sheet, spec, words, right, step="label@1", quality=hit.quality / 100)
    under = BBox(
        x0=hit.bbox.x0 - 4,
        top=hit.bbox.bottom,
        x1=edge,
        bottom=hit.bbox.bottom + REACH_BELOW * height + 4,
    )
    written = _above_line(sheet, hit)
    if written is not None:
        words = _free_words(sheet, written, written)
        item = found_in(sheet, spec, words, written, step="label@1", quality=hit.quality / 100)
        return (
            item
            if words or _is_caption(sheet, hit, written, under)
            else replace(item, bounded=False)
        )
    below = _free_words(sheet, under, under)
    something = below or bars_in(page, under)
    if "below" in spec.place and not hit.words[-1].text.endswith(":") and something:
        return found_in(sheet, spec, below, under, step="label@1", quality=0.9 * hit.quality / 100)
    under_it = (r for r in sheet.page.marks.rules if r.y_mid > hit.bbox.y_mid)
    lined = any(right.grown(y=4).holds(rule) for rule in under_it)
    item = found_in(sheet, spec, (), right, step="label@1", quality=hit.quality / 100)
    return replace(item, bounded=lined)


def _is_caption(sheet: Sheet, hit: Hit, written: BBox, under: BBox) -> bool:
    """Say whether a label under an empty line is surely its caption and not the heading of a row.

    The row's answer would stand under the label, and the rule above it would head other labels too.
    """
    beside = (h.bbox for h in sheet.labels if h.bbox != hit.bbox and _one_line(h.bbox, hit.bbox))
    shared = any(written.x0 <= b.x_mid <= written.x1 for b in beside)
    return not shared and is_clear(sheet, replace(under, bottom=under.bottom + under.height))


def _above_line(sheet: Sheet, hit: Hit) -> BBox | None:
    """Return the place above the rule whose caption a label is ("Signature", "Date" under a line)."""
    for rule in sheet.page.marks.rules:
        near = hit.bbox.top - rule.bottom <= 8 and rule.bottom < hit.bbox.y_mid
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
            value, words = cut(spec.pattern, text, line)
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
