"""Look-alikes of the papers whose geometry is known: anchors printed, zones filled in, as forms/ has them.

Nothing is copied from a scan: labels stand where the anchors are, answers in the zones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from records.forms import FieldSpec, FormSpec
from records.types import BBox, Reading
from synth import strokes
from synth.answers import Spelling, joined, said
from synth.fill import answer, leave, redact
from synth.form import Compose, Part, Place, Question, Said, Tools
from synth.papers import Answer, Split
from synth.sheet import Fact, Key, Pen, Sheet
from synth.text import Flow, set_paragraph
from synth.wording import forms
from synth.zonedprint import Known, Zone, geometry_of, print_form, rule_cell, zones_of

ZONED: Final = frozenset({"dhs_i213", "dhs_i831", "dhs_ar11"})


def write_zoned(
    spelling: Spelling, tools: Tools, *, rng: random.Random, split: Split
) -> list[Sheet]:
    """Return the pages of a paper on its read edition."""
    form = forms()[spelling.paper.document_type]
    column = geometry_of(form.type).column
    flow = Flow(
        rng=rng,
        size=(612.0, 792.0),
        top=(column or (60, 0))[0],
        bottom=(column or (0, 740))[1],
        split=split,
    )
    spelling = replace(
        spelling, style=replace(spelling.style, date="slashes", unit="", word="upper")
    )
    pen = replace(tools.pen, size=min(tools.pen.size, 11.5 if tools.pen.manner == "hand" else 8.8))
    tools = replace(tools, pen=pen, slips=tools.slips / 2)
    _page(Known(form=form, spelling=spelling, tools=tools, sheet=flow.sheet, split=split))
    if column is None:
        return flow.sheets
    x0, x1 = (40.0, 572.0) if form.type == "dhs_i213" else (24.0, 588.0)
    leading, covered = max(10.5, pen.size * 1.18), spelling.paper.redacted
    for paragraph in spelling.paper.paragraphs:
        set_paragraph(flow, paragraph, pen, x0=x0, x1=x1, leading=leading, redacted=covered)
        flow.at += 3
    for sheet in flow.sheets[1:]:
        if form.type == "dhs_i831":
            told = list(sheet.facts)  # the head repeats what the first page has stated
            _page(Known(form=form, spelling=spelling, tools=tools, sheet=sheet, split=split))
            sheet.facts = told
    _paged(flow, form)
    return flow.sheets


def _page(paper: Known) -> None:
    print_form(paper)
    for zone, specs in zones_of(paper.form):
        _fill(paper, zone, specs)
    _others(paper)


def _others(paper: Known) -> None:
    rng = paper.sheet.rng
    for zone, label, answers in geometry_of(paper.form.type).others:
        rule_cell(paper, zone, label)
        text = rng.choice(answers)
        if text:
            answer(
                paper.sheet,
                _place(zone, paper.tools.pen),
                Said(parts=(Part(text=text),)),
                replace(paper.tools, slips=0),
            )


def _place(zone: Zone, pen: Pen) -> Place:
    x0, top, x1, bottom = zone
    area = BBox(x0=x0 + 3, top=top, x1=x1 - 2, bottom=bottom)
    drop = min(3.2, (bottom - top) * 0.24)
    return Place(area=area, baseline=bottom - drop, leading=max(9.0, pen.size), lines=1)


# ---- the answers ----------------------------------------------------------------------------------


def _fill(paper: Known, zone: Zone, specs: Sequence[FieldSpec]) -> None:
    names = tuple(dict.fromkeys(spec.name for spec in specs))
    if specs[0].part is not None and names[0].endswith("address"):
        _address_part(paper, zone, specs[0])
        return
    if names == ("subject.given_names",) and specs[0].part:
        _given(paper, zone, specs[0].part)
        return
    if names == ("document.signed",):
        _sign(paper, zone)
        return
    if names == ("subject.marital_status",):
        _status(paper, zone, specs[0])
        return
    place = _place(zone, paper.tools.pen)
    if names == ("subject.age",):
        label = paper.sheet.text(zone[0] + 4, place.baseline, "Age:", Pen(font="sans", size=6.4))
        place = replace(place, area=replace(place.area, x0=label.x1 + 6))
    spoken = _said(paper, names, specs[0])
    tools = paper.pen(spoken.text)
    if spoken.reading is Reading.REDACTED:
        redact(paper.sheet, place, spoken)
    elif spoken.reading is Reading.BLANK or not spoken.parts:
        leave(
            paper.sheet,
            place,
            replace(spoken, reading=Reading.BLANK, asked=tuple((n, 0) for n in names)),
            tools,
        )
    else:
        answer(paper.sheet, place, spoken, tools)


def _said(paper: Known, names: tuple[str, ...], spec: FieldSpec) -> Said:
    """Return what stands in a zone: one value, or several joined as this paper has them."""
    plain = said(Question(names=names, compose=_compose(names)), paper.spelling)
    if spec.name in _JOINED and plain.reading is Reading.PRESENT:
        return _JOINED[spec.name](
            paper, [a for n in names if (a := paper.spelling.paper.answer(n)) and a.value]
        )
    return plain


def _compose(names: tuple[str, ...]) -> Compose:
    return "whole_name" if names == ("subject.family_name", "subject.given_names") else "plain"


def _entry(paper: Known, known: list[Answer]) -> Said:
    """Date and hour, place, and manner of the last entry, with commas between, as the paper has it."""
    rng = paper.sheet.rng
    hour = f"{rng.randint(0, 23):02d}{rng.choice(('', ':'))}{rng.randint(0, 59):02d}"
    spoken = joined(((paper.spelling.of(a), a) for a in known), ", ")
    if known[0].name != "entry.date":
        return spoken
    first, *rest = spoken.parts
    return replace(spoken, parts=(first, Part(text=f" {hour}"), *rest))


def _parent(paper: Known, known: list[Answer]) -> Said:
    return joined(((paper.spelling.of(a), a) for a in known), "  NATIONALITY: ")


def _born(paper: Known, known: list[Answer]) -> Said:
    ordered = sorted(known, key=lambda a: a.name, reverse=True)
    return joined(((paper.spelling.of(a), a) for a in ordered), ", ")


def _hour(paper: Known, known: list[Answer]) -> Said:
    spoken = joined(((paper.spelling.of(a), a) for a in known), " ")
    clock = f" {paper.sheet.rng.randint(0, 23):02d}{paper.sheet.rng.randint(0, 59):02d}"
    return replace(spoken, parts=(*spoken.parts, Part(text=clock)))


_JOINED: Final[dict[str, Callable[[Known, list[Answer]], Said]]] = {
    "entry.date": _entry,
    "father.full_name": _parent,
    "mother.full_name": _parent,
    "subject.country_of_birth": _born,
    "encounter.date": _hour,
}


def _given(paper: Known, zone: Zone, part: int) -> None:
    """Write the first given name, or the others: the card has a box for each."""
    found = paper.spelling.paper.answer("subject.given_names")
    key = ("subject.given_names", 0)
    place = _place(zone, paper.tools.pen)
    if found is None or found.value is None:
        if part == 1:
            leave(paper.sheet, place, Said(asked=(key,)), paper.tools)
        return
    first, _, rest = found.value.partition(" ")
    text = first if part == 1 else rest
    if text:
        _write_part(paper, place, text, key, found.value)


def _write_part(paper: Known, place: Place, text: str, key: Key, value: str) -> None:
    """Write a part of a value into its own box, and state the value with all the boxes it has so far."""
    written = Said(parts=(Part(text=text, keys=(key,)),), values=((key, value),))
    before = len(paper.sheet.facts)
    answer(paper.sheet, place, written, replace(paper.pen(text), slips=0))
    _merge(paper.sheet, before)


def _sign(paper: Known, zone: Zone) -> None:
    signed = paper.spelling.paper.answer("document.signed")
    box = BBox(x0=zone[0], top=zone[1], x1=zone[2], bottom=zone[3])
    has = bool(signed and signed.value == "true")
    if has:
        rng = paper.sheet.rng
        box = strokes.signature(
            paper.sheet,
            zone[0] + rng.uniform(10, 60),
            zone[3] - 4,
            long=rng.uniform(70, 130),
            ink=paper.tools.mark_ink,
        )
    paper.sheet.state(
        Fact(name="document.signed", value="true" if has else "false", bbox=box, fill="hand")
    )


def _status(paper: Known, zone: Zone, spec: FieldSpec) -> None:
    """Draw the five little boxes of the marital status, and tick one."""
    found = paper.spelling.paper.answer("subject.marital_status")
    whole = BBox(x0=zone[0], top=zone[1], x1=zone[2], bottom=zone[3])
    stated = False
    pen = Pen(font="sans", size=6.0)
    for number, (value, words) in enumerate(spec.choices.items()):
        x, y = zone[0] + 2 + 33 * (number % 2), zone[1] + 8 + 9 * (number // 2)
        square = BBox(x0=x, top=y - 5.4, x1=x + 5.4, bottom=y)
        paper.sheet.box(square, width=0.5)
        mine = found is not None and found.value == value
        paper.sheet.ticks.append((square, mine))
        keys = (("subject.marital_status", 0),) if mine else ()
        printed = paper.sheet.text(x + 7, y - 0.4, words[0], pen, keys=keys)
        if mine:
            stated = True
            drawn = strokes.tick(paper.sheet, square, "x", ink=paper.tools.mark_ink)
            box = BBox(x0=drawn.x0, top=drawn.top, x1=printed.x1, bottom=drawn.bottom)
            paper.sheet.state(
                Fact(
                    name="subject.marital_status", value=value, text=words[0], bbox=box, fill="tick"
                )
            )
    if not stated:
        paper.sheet.state(
            Fact(
                name="subject.marital_status",
                value=None,
                reading=Reading.BLANK,
                bbox=whole,
                fill="tick",
            )
        )


_ADDRESS: Final = re.compile(
    r"(?P<street>.+?)(?: (?P<kind>Apt\.?|Ste\.?|Flr\.?) ?(?P<unit>\S+))?, "
    r"(?P<city>[^,]+), (?P<state>[A-Z]{2}) (?P<zip>[\d-]+)"
)


def _address_part(paper: Known, zone: Zone, spec: FieldSpec) -> None:
    """Write one part of an address into its box; the field's fact grows with each part."""
    found = paper.spelling.paper.answer(spec.name)
    place = _place(zone, paper.tools.pen)
    match = _ADDRESS.fullmatch(found.value) if found and found.value else None
    if spec.captions:
        _units(paper, zone, spec, (match["kind"] or "").rstrip(".") if match else "")
        return
    if found is None or found.value is None or match is None:
        if spec.part == 1:
            leave(paper.sheet, place, Said(asked=((spec.name, 0),)), paper.tools)
        return
    text = {
        1: match["street"],
        3: match["unit"],
        4: match["city"],
        5: match["state"],
        6: match["zip"],
    }[spec.part or 1]
    if not text:
        return
    _write_part(paper, place, text, (spec.name, 0), found.value)


def _merge(sheet: Sheet, before: int) -> None:
    """Make the fact stated last one with the earlier one of its field: a value in several boxes is one."""
    last = sheet.facts[-1]
    for at in range(before):
        fact = sheet.facts[at]
        if fact.name == last.name and fact.reading is Reading.PRESENT:
            box = BBox(
                x0=min(fact.bbox.x0, last.bbox.x0), top=min(fact.bbox.top, last.bbox.top),
                x1=max(fact.bbox.x1, last.bbox.x1), bottom=max(fact.bbox.bottom, last.bbox.bottom),
            )  # fmt: skip
            sheet.facts[at] = replace(fact, bbox=box, text=f"{fact.text} {last.text}")
            del sheet.facts[-1]
            return


def _units(paper: Known, zone: Zone, spec: FieldSpec, kind: str) -> None:
    step = (zone[2] - zone[0]) / len(spec.captions)
    for number, caption in enumerate(spec.captions):
        x = zone[0] + step * number + 3
        square = BBox(x0=x, top=zone[1] + 5, x1=x + 9, bottom=zone[1] + 14)
        paper.sheet.box(square, width=0.6)
        paper.sheet.text(x - 1, zone[1] - 2, caption, Pen(font="sans", size=7))
        if kind and caption.startswith(kind):
            strokes.tick(paper.sheet, square, "x", ink=paper.tools.mark_ink)


def _paged(flow: Flow, form: FormSpec) -> None:
    """Print the page count of a continuation."""
    if form.type != "dhs_i831":
        return
    pen = Pen(font="sans", size=8)
    for number, sheet in enumerate(flow.sheets, start=1):
        text = f"{number} of {len(flow.sheets)}"
        box = sheet.text(500, 732, text, pen, keys=(("document.page_of", 0),))
        sheet.text(box.x1 + 4, 732, "Pages", pen)
        if number == 1:
            sheet.state(Fact(name="document.page_of", value=text, text=text, bbox=box))
