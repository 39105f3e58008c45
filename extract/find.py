"""Labels, zones, margins and running text -> what stands where, per field of a form; nothing is decided here.

Everything on a page belongs to the nearest label that announces it: to its left on the same line,
or above it; inside a ruled box only labels of that box count. A label alone in its box looks into
the box to its right, then below.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extract.answers import answers_to
from extract.blocks import is_anothers
from extract.classify import Classified
from extract.continued import is_marked, item_number, rests_of, with_rests
from extract.covered import stamps_at
from extract.editions import is_another, markings_of
from extract.entries import numbers_beside
from extract.found import Found, Sheet
from extract.free import is_told
from extract.labels import Hit, LabelIndex, folded, resolve, standing_alone
from extract.layout import lines, segments
from extract.numbering import item_numbers
from extract.page import ReadPage
from extract.parts import join_parts
from extract.region import cut, found_in
from extract.register import Registration, register
from extract.run_on import told_whole
from extract.sentences import find_in_sentences
from extract.stamped import without_stamps
from extract.tagged import (
    NO_FIELD,
    as_narrated,
    as_told,
    finds_of,
    with_fields,
    with_labels,
    without_guesses,
)
from extract.unclaimed import with_unclaimed
from extract.wordtags import NOTHING, PageTagger, tagged
from records.forms import FieldSpec, FormSpec
from records.printed import role_of
from records.types import BBox, Reading, union

__all__ = ["Found", "Sheet", "find_fields", "prepare"]

UNREAD: Final = ""
"""The role under a heading that is none of the form's, or that nobody could read."""
MARGIN: Final = 0.1
"""Share of a page's height that is its head or foot."""


def find_fields(
    pages: tuple[Classified, ...],
    form: FormSpec,
    tagger: PageTagger | None = None,
    *,
    heard: bool = True,
) -> tuple[Found, ...]:
    """Return everything found for the fields of `form` on the pages of one document.

    What the `tagger` finds beside may be of other fields too. Where it is not `heard`, it only says of what
    is found without it how likely it answers to its field.
    """
    found: list[Found] = []
    role: str | None = None
    numbered: list[tuple[str, FieldSpec]] = []
    for classified in pages:
        if classified.page.blank or not classified.page.words:
            continue
        page = without_stamps(classified.page)
        index = classified.index if page is classified.page else None
        opinion = tagged(page, tagger)
        said = opinion if heard else NOTHING
        asked = with_fields(form, said)
        listed = prepare(page, form, index)
        sheet = with_labels(listed, asked, said)
        zoned = _by_zone(sheet, form)
        by_label, role = _by_label(sheet, asked, role)
        names = {f.spec.name for f in zoned}
        own = [*zoned, *(f for f in by_label if f.spec.name not in names)]
        own += _in_margin(classified.page, form)
        own += find_in_sentences(sheet.page, form)
        own += rests_of(sheet.page, numbered)
        told = finds_of(said, form, sheet, own)
        own = [*without_guesses(said, own, told), *told]
        own = as_narrated(with_unclaimed(own, sheet), form, sheet.page)
        found += [replace(f, tagged=opinion.share(f.spec.name, f.words)) for f in own]
        numbered += _numbered(listed, form)
    return tuple(with_rests(join_parts(found, form)))


def _numbered(sheet: Sheet, form: FormSpec) -> list[tuple[str, FieldSpec]]:
    """Return the fields whose labels follow a number, each with it."""
    told = ((item_number(sheet.page, hit), hit) for hit in sheet.labels)
    return [(number, form.fields[int(hit.key)]) for number, hit in told if number]


def prepare(page: ReadPage, form: FormSpec, index: LabelIndex | None = None) -> Sheet:
    """Find a form's labels and section headings on a page, and register it to a read edition."""
    if index is None:
        index = LabelIndex(
            segments(page.words, page.marks.boxes, page.marks.rules), holders=form.holders
        )
    hits = [hit for label in form.printed for hit in index.find_label(label)]
    headings = [hit for label in form.headed for hit in index.find_label(label)]
    labels = resolve(hits)
    return Sheet(
        page=page,
        labels=labels,
        items=item_numbers(page.words, labels),
        sections=standing_alone(resolve(headings), page.words),
        ink=page.ink.grid() if page.ink else None,
        registration=_registered(page, form, index),
    )


def _registered(page: ReadPage, form: FormSpec, index: LabelIndex) -> Registration | None:
    """Fit a page to the read edition, but never one that prints another: its boxes may stand elsewhere."""
    edition = form.read_edition
    if edition is None or not edition.anchors or is_another(markings_of(page, form), edition):
        return None
    return register(index, edition)


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
            if region.holds(w.bbox) and id(w) not in printed and is_told(w)
        )
        item = found_in(sheet, spec, words, region, step="zone@1", quality=1.0)
        if not _is_missing(item, spec, sheet.page):
            found.append(told_whole(sheet, item))
    return found


def _leads_in(hit: Hit, spec: FieldSpec) -> bool:
    """Say whether a label is typed with its answer ("Age: 20"): the field's pattern names it and cuts it."""
    return spec.pattern is not None and folded("".join(w.text for w in hit.words)) in folded(
        spec.pattern
    )


def _is_missing(item: Found, spec: FieldSpec, page: ReadPage) -> bool:
    """Say whether an optional part of a shared box is simply not written there; a stamp may hide it."""
    unwritten = item.reading is Reading.ILLEGIBLE and not item.struck
    unwritten = unwritten and not stamps_at(page, item.region)
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
            if spec is NO_FIELD:
                continue
            items = [
                i for i in answers_to(sheet, hit, spec) if not _is_missing(i, spec, sheet.page)
            ]
            items = [told_whole(sheet, i) for i in (*items, *numbers_beside(items, form))]
            items = [as_told(i, hit) for i in items]
            another = is_anothers(sheet, hit, form)
            goes_on = is_marked(sheet.page, hit)
            found += [
                replace(
                    item,
                    section=item.section and sure and not another,
                    another=another,
                    continues=goes_on,
                )
                for item in items
            ]
    end = BBox(x0=0, top=sheet.page.height, x1=sheet.page.width, bottom=sheet.page.height)
    return found, _role_at(sheet, end, role)


def _role_at(sheet: Sheet, bbox: BBox, before: str | None) -> str | None:
    """Return the role whose heading a place stands under, `UNREAD` where a band that says no role is nearer.

    Where no heading says a role at all, only a band that nobody could read does: another may say anything.
    """
    above = [h for h in sheet.sections if h.bbox.top <= bbox.top + 2]
    column = [h for h in above if h.bbox.x0 <= bbox.x0 + 40]
    heading = (column or above)[-1] if above else None
    marks, start = sheet.page.marks, heading.bbox.bottom if heading else 0.0
    between = any(
        start < band.y_mid < bbox.top and band.x0 < bbox.x1 and band.x1 > bbox.x0
        for band in marks.bands
        if heading or before or band in marks.bars
    )
    return UNREAD if between else heading.key if heading else before


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


def _in_margin(page: ReadPage, form: FormSpec) -> list[Found]:
    """Find form numbers, editions and page counts, which stand in the head or foot without a label.

    A stamp's words count here: some forms ask for the day on which they were received.
    """
    found = []
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
