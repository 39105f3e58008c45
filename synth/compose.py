"""A paper on its edition: the form printed, filled in, and cut into pages."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from records.types import BBox, Reading, union
from synth import fonts
from synth.answers import Spelling, said
from synth.editions import Edition
from synth.fill import fill
from synth.form import Place, Question, Said, Tools
from synth.hands import pen_of
from synth.layouts.frames import FRAMES
from synth.layouts.furniture import (
    Letterhead,
    band,
    head,
    heading,
    signature_lines,
    small_print,
    table,
)
from synth.layouts.look import Look, rows, wrapped
from synth.layouts.ornaments import bar_code, border, cover, office_box, serial
from synth.papers import Split
from synth.questions import Section
from synth.sheet import Fact, Pen, Sheet, advance
from synth.text import Flow, set_paragraph
from synth.wording import furniture

CELLED: Final = frozenset({"grid", "inline", "ledger", "strips", "cards"})
"""Layouts whose first row may touch the heading above it."""
PARTS: Final = frozenset({"first_surname", "second_surname"})
"""Questions that ask for a part of one value."""
WORST_FIRST: Final = (Reading.REDACTED, Reading.ILLEGIBLE, Reading.PRESENT, Reading.BLANK)
FORGOTTEN: Final = 0.03
"""Share of the questions that nobody answers although the agency knew."""


@dataclass(slots=True)
class _Form:
    """A form under the pen: where its next row goes, and what fills it in."""

    edition: Edition
    spelling: Spelling
    tools: tuple[Tools, ...]
    flow: Flow
    counted: int = 0
    answered: set[tuple[str, int]] = field(default_factory=set)

    @property
    def look(self) -> Look:
        return self.edition.look

    @property
    def sheet(self) -> Sheet:
        return self.flow.sheet

    def tool(self) -> Tools:
        """Return what this answer is written with."""
        return self.tools[0] if len(self.tools) == 1 else self.flow.rng.choice(self.tools)

    def put(self, place: Place, question: Question) -> None:
        """Fill one place in."""
        tools = self.tool()
        spoken = said(question, self.spelling)
        if question.shape == "write" and question.names and self.flow.rng.random() < FORGOTTEN:
            spoken = Said(reading=Reading.BLANK, asked=question.keys)
        if question.names and question.shape == "write":
            font = fonts.able(tools.pen.font, spoken.text, split=self.flow.split)
            tools = replace(tools, pen=replace(tools.pen, font=font))
        before = len(self.sheet.facts)
        fill(self.sheet, place, question, spoken, tools, caption=self.look.caption)
        if question.compose in PARTS:
            self.sheet.facts[:] = _joined(self.sheet.facts, before)


def _joined(facts: Sequence[Fact], before: int) -> list[Fact]:
    """Return the facts, the one just stated joined to the earlier one of its field: one value in two boxes.

    As form files have it: what hides a part hides the value, and an empty part is left out.
    """
    *others, last = facts
    same = [
        at for at in range(before) if (facts[at].name, facts[at].index) == (last.name, last.index)
    ]
    if not same:
        return list(facts)
    parts = (facts[same[-1]], last)
    reading = next(r for r in WORST_FIRST if any(p.reading is r for p in parts))
    written = [p for p in parts if p.reading is Reading.PRESENT and reading is Reading.PRESENT]
    shown = [p for p in parts if p.reading is reading]
    others[same[-1]] = replace(
        shown[0],
        value=" ".join(p.value or "" for p in written) or None,
        text=" ".join(p.text for p in written),
        bbox=union(tuple(p.bbox for p in shown)),
        marks=tuple(dict.fromkeys(mark for p in parts for mark in p.marks)),
    )
    return others


def compose(
    edition: Edition,
    spelling: Spelling,
    tools: tuple[Tools, ...],
    *,
    rng: random.Random,
    split: Split,
) -> list[Sheet]:
    """Return the pages of a paper, upright and clean."""
    look = edition.look
    flow = Flow(rng=rng, size=look.size, top=look.top, bottom=look.bottom, split=split)
    form = _Form(edition=edition, spelling=spelling, tools=tools, flow=flow)
    if edition.cover:
        texts = furniture()["instructions"][edition.language]
        cover(flow.sheet, edition.title, rng.sample(texts, k=min(7, len(texts))), look)
        flow.turn()
    flow.at = head(flow.sheet, _letterhead(edition), look)
    _omb_number(edition, flow.sheet)
    for text in edition.instructions[:1]:
        flow.at = small_print(flow.sheet, flow.at, text, look)
    for section in edition.sections:
        _section(form, section)
    _closing(form)
    _official(form)
    _footers(edition, flow.sheets)
    return flow.sheets


def _letterhead(edition: Edition) -> Letterhead:
    right = (
        [f"OMB No. {edition.omb_number}"]
        if edition.omb_number and edition.head in ("split", "seal")
        else []
    )
    return Letterhead(
        style=edition.head,
        lines=edition.agency,
        title=edition.title,
        title_pen=Pen(font=edition.look.bold, size=edition.title_size),
        right=(*right, *(["Expires 06/30/2024"] if right else [])),
        upper=edition.title_upper,
    )


def _omb_number(edition: Edition, sheet: Sheet) -> None:
    """State the OMB number where the head of the form prints it."""
    for at, word in enumerate(sheet.words):
        if edition.omb_number and word.text == edition.omb_number:
            key = ("document.omb_number", 0)
            sheet.words[at] = replace(word, keys=(key,))
            sheet.state(Fact(name=key[0], value=word.text, text=word.text, bbox=word.bbox))


def _section(form: _Form, section: Section) -> None:
    look, flow = form.look, form.flow
    flow.at += look.section_gap
    if section.kind == "narrative":
        _narrative(form, section)
        return
    flow.room(
        60 if section.kind == "questions" else 46 + section.rows * (look.leading + 2 * look.pad)
    )
    if look.heading != "band":
        flow.at = heading(form.sheet, flow.at, section.heading, look)
        flow.at += 0.0 if form.edition.layout in CELLED else 3.0
    if section.kind == "table":
        _table(form, section)
    else:
        _questions(form, section)


def _questions(form: _Form, section: Section) -> None:
    look, flow = form.look, form.flow
    frame = FRAMES[form.edition.layout]
    begun, sheet = flow.at, form.sheet
    for row in rows(_numbered(form, section.questions), look, beside=frame.beside):
        high = frame.height(row, look)
        if flow.at + high > look.bottom:
            _band(form, sheet, begun, section)
        flow.room(high)
        if form.sheet is not sheet:
            begun, sheet = flow.at, form.sheet
        start = len(form.sheet.words)
        places = frame.draw(form.sheet, flow.at, row, look)
        form.sheet.ask(start, [(c.x0, c.x1, c.question.keys) for c in row])
        for cell, place in zip(row, places, strict=True):
            form.put(place, cell.question)
        flow.at += high
    _band(form, sheet, begun, section)


def _band(form: _Form, sheet: Sheet, begun: float, section: Section) -> None:
    if form.look.heading == "band" and form.flow.at > begun:
        band(sheet, begun, form.flow.at, section.heading, form.look)


def _numbered(form: _Form, questions: Sequence[Question]) -> list[Question]:
    if not form.look.numbered:
        return list(questions)
    numbered = []
    for question in questions:
        form.counted += 1
        numbered.append(replace(question, label=f"{form.counted}. {question.label}"))
    return numbered


def _table(form: _Form, section: Section) -> None:
    look, flow = form.look, form.flow
    if look.heading == "band":
        flow.at = heading(form.sheet, flow.at, section.heading, replace(look, heading="plain"))
    labels = [question.label for question in section.questions]
    shares = [question.room for question in section.questions]
    start = len(form.sheet.words)
    grid, flow.at = table(
        form.sheet, flow.at, labels, shares, section.rows, look, form.edition.ruling
    )
    columns = [(place.area.x0 - 5, place.area.x1 + 5) for place in grid[0]]
    form.sheet.ask(
        start,
        [(*column, q.keys) for column, q in zip(columns, section.questions, strict=True)],
    )
    role = section.questions[0].names[0].partition(".")[0]
    known = {a.index for a in form.spelling.paper.answers if a.name.startswith(f"{role}.")} or {0}
    for index, places in enumerate(grid):
        if index in known:
            for question, place in zip(section.questions, places, strict=True):
                form.put(place, replace(question, index=index))


def _narrative(form: _Form, section: Section) -> None:
    """Print the free box of a form and write the running text into it."""
    look, flow = form.look, form.flow
    paragraphs = form.spelling.paper.paragraphs
    if not paragraphs:
        return
    flow.room(90)
    if look.heading == "band":
        look = replace(look, heading="plain")
    flow.at = heading(form.sheet, flow.at, section.heading, look) + 6
    pen = replace(form.tools[0].pen, shake=min(form.tools[0].pen.shake, 0.3))
    for paragraph in paragraphs:
        set_paragraph(
            flow,
            paragraph,
            pen,
            x0=look.left + 4,
            x1=look.right - 4,
            leading=max(look.leading, pen.size * 1.25),
            redacted=form.spelling.paper.redacted,
        )
        flow.at += 3


def _closing(form: _Form) -> None:
    look, flow = form.look, form.flow
    if not form.edition.closing:
        return
    flow.at += look.section_gap + 2
    oath = form.edition.oath
    lines = len(wrapped(oath, look.wide - 4, Pen(font=look.body, size=7.4))) if oath else 0
    flow.room(48 + lines * 9)
    if oath:
        flow.at = small_print(form.sheet, flow.at, oath, look, size=7.4)
    shares = [
        1.6 if q.shape == "sign" else 1.5 if q.names[0].endswith("signed_by") else 0.9
        for q in form.edition.closing
    ]
    start = len(form.sheet.words)
    places = signature_lines(
        form.sheet, flow.at, [q.label for q in form.edition.closing], shares, look
    )
    form.sheet.ask(
        start,
        [
            (place.area.x0 - 5, place.area.x1 + 5, question.keys)
            for place, question in zip(places, form.edition.closing, strict=True)
        ],
    )
    for place, question in zip(places, form.edition.closing, strict=True):
        form.put(place, question)
    flow.at += 44


def _official(form: _Form) -> None:
    """Print what makes the paper official, and what the office wrote on it."""
    edition, flow, look = form.edition, form.flow, form.look
    if edition.office and flow.at + 46 < look.bottom:
        day = f"{form.spelling.paper.written + timedelta(days=2):%m/%d/%Y}"
        pen = pen_of("hand", split=flow.split, rng=flow.rng, ink=40)
        flow.at = office_box(
            form.sheet,
            flow.at + 4,
            look,
            language=edition.language,
            day=day,
            hand=pen,
            rng=flow.rng,
        )
    for text in edition.instructions[1:]:
        if flow.at + 24 < look.bottom:
            flow.at = small_print(form.sheet, flow.at + 4, text, look)
    decorate(edition, flow)


def decorate(edition: Edition, flow: Flow) -> None:
    """Print borders, serial numbers and bar codes."""
    for sheet in flow.sheets:
        if edition.bordered:
            border(sheet, inset=16, rng=flow.rng)
    first = flow.sheets[0]
    if edition.bordered:
        serial(first, edition.look.right, 31, rng=flow.rng)
    if edition.bar_code:
        code = f"{flow.rng.randint(10**9, 10**10 - 1)}"
        bar_code(first, edition.look.left, first.height - 66, rng=flow.rng, text=code)


def _footers(edition: Edition, sheets: Sequence[Sheet]) -> None:
    """Print form number, revision and page count at the foot of every page, with their facts."""
    look = edition.look
    pen = Pen(font=look.body, size=6.8)
    for number, sheet in enumerate(sheets, start=1):
        at, y = look.left, sheet.height - 28.0
        pieces: list[tuple[str, str]] = []
        if edition.form_number:
            pieces = [("Form", ""), (edition.form_number, "document.form_number")]
            if edition.stratum == "registered" and edition.document_type.startswith("orr"):
                pieces[0] = ("ORR", "")
            if edition.revision:
                pieces += [("Rev.", ""), (edition.revision, "document.edition")]
        if edition.omb_number and edition.head not in ("split", "seal"):
            pieces += [("  OMB", ""), (edition.omb_number, "document.omb_number")]
        for text, name in pieces:
            keys = ((name, 0),) if name else ()
            box = sheet.text(at, y, text, pen, keys=keys)
            if name and number == 1:
                sheet.state(Fact(name=name, value=text, text=text, bbox=box))
            at += advance(text + " ", pen)
        if edition.paged:
            _page_of(sheet, look.right, y, number, len(sheets), edition, pen)


def _page_of(
    sheet: Sheet, right: float, y: float, number: int, count: int, edition: Edition, pen: Pen
) -> None:
    word, joint = ("Página", "de") if edition.language == "es" else ("Page", "of")
    text = f"{number} {joint} {count}"
    x = right - advance(text, pen)
    sheet.text(x - advance(f"{word} ", pen), y, word, pen)
    box: BBox = sheet.text(x, y, text, pen, keys=(("document.page_of", 0),))
    if number == 1:
        sheet.state(Fact(name="document.page_of", value=text, text=text, bbox=box))
