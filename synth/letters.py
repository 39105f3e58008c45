"""Letters, case notes, memoranda, statements and e-mails: running text under a short head.

Also sheets that have nothing to do with anybody, and the pages that go on with another form's narrative.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from records.types import BBox
from synth import fonts, strokes
from synth.answers import Spelling, joined
from synth.form import Tools
from synth.papers import Answer, Split
from synth.sheet import Fact, Pen, Sheet, advance
from synth.text import Flow, set_paragraph
from synth.wording import furniture, letter_words

Kind = Literal["letter", "memo", "note", "email", "notice"]


@dataclass(slots=True)
class _Letter:
    """A letter under the pen."""

    spelling: Spelling
    tools: Tools
    flow: Flow
    group: str
    pen: Pen
    leading: float
    left: float
    right: float

    @property
    def sheet(self) -> Sheet:
        return self.flow.sheet

    def word(self, part: str) -> str:
        """Return words for a part of the letter, in its language."""
        return self.flow.rng.choice(letter_words(self.group, part, self.spelling.paper.language))

    def down(self, lines: float = 1.0) -> None:
        """Go down by some lines."""
        self.flow.room(self.leading * lines)
        self.flow.at += self.leading * lines

    def line(self, text: str, *, x: float | None = None, pen: Pen | None = None) -> BBox:
        """Write one line at `flow.at`."""
        return self.sheet.text(self.left if x is None else x, self.flow.at, text, pen or self.pen)

    def value(self, x: float, answers: tuple[Answer | None, ...], joint: str = ", ") -> float:
        """Write answers one after the other, stating their facts; return where the ink ends."""
        known = [a for a in answers if a is not None and a.value is not None]
        spoken = joined(((self.spelling.of(a), a) for a in known), joint)
        for part in spoken.parts:
            box = self.sheet.text(x, self.flow.at, part.text, self.pen, keys=part.keys)
            for key, value in spoken.values:
                if key in part.keys:
                    fact = Fact(
                        name=key[0],
                        index=key[1],
                        value=value,
                        text=part.text,
                        bbox=box,
                        fill=self.pen.manner,
                    )
                    self.sheet.state(fact)
            x += advance(part.text, self.pen)
        return x

    def answer(self, name: str) -> Answer | None:
        """Return what the paper has for a field."""
        return self.spelling.paper.answer(name)


def write_letter(
    spelling: Spelling, tools: Tools, *, rng: random.Random, split: Split, registered: bool
) -> tuple[str, list[Sheet]]:
    """Return what kind of letter the paper became, and its pages."""
    pen = replace(tools.pen, size=max(tools.pen.size, 10.4))
    flow = Flow(rng=rng, size=(612.0, 792.0), top=54.0, bottom=726.0, split=split)
    letter = _Letter(
        spelling=spelling,
        tools=tools,
        flow=flow,
        group="registered" if registered else split,
        pen=pen,
        leading=round(pen.size * rng.choice((1.25, 1.4, 1.6))),
        left=rng.choice((54.0, 64.0, 72.0)),
        right=612 - rng.choice((54.0, 66.0)),
    )
    kind = _kind(spelling, rng, by_hand=pen.manner == "hand")
    _WRITERS[kind](letter)
    if pen.manner == "hand" and rng.random() < 0.6:
        for sheet in flow.sheets:
            _lined(sheet, letter)
    return kind, flow.sheets


def _kind(spelling: Spelling, rng: random.Random, *, by_hand: bool) -> Kind:
    paper = spelling.paper
    if paper.document_type == "unknown":
        return "notice"
    if ".letter" in paper.key:
        return "letter"
    return "note" if by_hand else rng.choice(("memo", "note", "email"))


def _lined(sheet: Sheet, letter: _Letter) -> None:
    """Print the lines of a writing pad under what is written."""
    lines = [y * letter.leading + 54.0 + 3 for y in range(1, int(680 / letter.leading))]
    ruled = sheet.marks
    sheet.marks = []
    for y in lines:
        sheet.rule(0, y, sheet.width, width=0.5, ink=205)
    sheet.line(((46, 0), (46, sheet.height)), width=0.7, ink=190)
    sheet.marks += ruled


def _subject(letter: _Letter) -> None:
    """Write what it is about: FAMILY, Given, and now and then number and date of birth."""
    label = f"{letter.word('about')}: "
    letter.line(label.strip(), pen=_strong(letter))
    x = letter.value(
        letter.left + advance(label, _strong(letter)),
        (letter.answer("subject.family_name"), letter.answer("subject.given_names")),
    )
    rng = letter.flow.rng
    for part, name in (("number", "subject.a_number"), ("born", "subject.date_of_birth")):
        if letter.answer(name) is None or rng.random() < 0.35:
            continue
        label = f"{letter.word(part)}: "
        if x + advance(label, letter.pen) + 100 > letter.right:
            letter.down()
            x = letter.left - 14
        letter.line(label.strip(), x=x + 14, pen=_strong(letter))
        x = letter.value(x + 14 + advance(label, _strong(letter)), (letter.answer(name),))


def _strong(letter: _Letter) -> Pen:
    """Return the pen of a letter's captions: bold where it is printed."""
    bold = f"{letter.pen.font}-bold"
    known = letter.pen.manner == "typed" and bold in fonts.typefaces()
    return replace(letter.pen, font=bold) if known else letter.pen


def _dated(letter: _Letter, *, x: float | None = None, label: bool = True) -> None:
    text = f"{letter.word('date')}: " if label else ""
    start = letter.left if x is None else x
    if text:
        letter.line(text.strip(), x=start, pen=_strong(letter))
    letter.value(start + advance(text, _strong(letter)), (letter.answer("document.date"),))


def _body(letter: _Letter, *, indent: float = 0.0) -> None:
    for paragraph in letter.spelling.paper.paragraphs:
        set_paragraph(
            letter.flow,
            paragraph,
            letter.pen,
            x0=letter.left,
            x1=letter.right,
            leading=letter.leading,
            indent=indent,
        )
        letter.flow.at += letter.leading * 0.45


def _signed(letter: _Letter) -> None:
    """Sign, and write the name under it."""
    letter.down(2.2)
    signed = letter.answer("document.signed")
    ink = letter.tools.mark_ink
    box = BBox(
        x0=letter.left, top=letter.flow.at - 16, x1=letter.left + 140, bottom=letter.flow.at + 4
    )
    has = bool(signed and signed.value == "true")
    if has:
        long = letter.flow.rng.uniform(70, 130)
        box = strokes.signature(letter.sheet, letter.left + 12, letter.flow.at, long=long, ink=ink)
    letter.sheet.state(
        Fact(name="document.signed", value="true" if has else "false", bbox=box, fill="hand")
    )
    letter.down(1.1)
    letter.value(letter.left, (letter.answer("document.signed_by"),))


def _letter(letter: _Letter) -> None:
    letter.down()
    _dated(letter, x=letter.right - 150, label=letter.flow.rng.random() < 0.4)
    letter.down(2)
    letter.line(letter.word("greeting"))
    if letter.flow.rng.random() < 0.6:
        letter.down(1.4)
        _subject(letter)
    letter.flow.at += letter.leading * 0.6
    _body(letter, indent=letter.flow.rng.choice((0.0, 24.0)))
    letter.down()
    letter.line(letter.word("close"))
    _signed(letter)


def _title(letter: _Letter) -> None:
    head = letter.flow.rng.choice(furniture()["letterheads"]["orr"]).split("|")
    for number, line in enumerate(head):
        pen = Pen(font="sans-bold" if number == 0 else "sans", size=8.6)
        letter.sheet.text(letter.left, letter.flow.at - 12 + 11 * number, line, pen)
    letter.flow.at += 11 * len(head) + 4
    letter.sheet.rule(letter.left, letter.flow.at - 8, letter.right, width=1.2)
    letter.down()
    pen = Pen(font="sans-bold", size=13)
    letter.sheet.text(306, letter.flow.at, letter.word("titles"), pen, align="centre")


def _memo(letter: _Letter) -> None:
    _title(letter)
    letter.down(1.6)
    label = f"{letter.word('from')}: "
    letter.line(label.strip(), pen=_strong(letter))
    letter.value(
        letter.left + advance(label, _strong(letter)), (letter.answer("document.signed_by"),)
    )
    letter.down(1.2)
    _dated(letter)
    letter.down(1.2)
    _subject(letter)
    letter.sheet.rule(letter.left, letter.flow.at + 6, letter.right, width=0.8)
    letter.flow.at += letter.leading * 0.7
    _body(letter)


def _note(letter: _Letter) -> None:
    _title(letter)
    letter.down(1.8)
    _subject(letter)
    letter.down(1.2)
    _dated(letter)
    letter.flow.at += letter.leading * 0.6
    _body(letter)
    _signed(letter)


def _email(letter: _Letter) -> None:
    label = f"{letter.word('from')}: "
    letter.line(label.strip(), pen=_strong(letter))
    letter.value(
        letter.left + advance(label, _strong(letter)), (letter.answer("document.signed_by"),)
    )
    for step in (_to, _dated, _subject):
        letter.down(1.15)
        step(letter)
    letter.sheet.rule(letter.left, letter.flow.at + 7, letter.right, width=1.4)
    letter.flow.at += letter.leading
    _body(letter)


def _to(letter: _Letter) -> None:
    text = {"en": "To: Case file; Program director", "es": "Para: Expediente; Dirección"}
    letter.line(text[letter.spelling.paper.language])


def _notice(letter: _Letter) -> None:
    """Set a sheet that is nobody's: its first line as a title, the others as a list."""
    title, *rest = letter.spelling.paper.paragraphs
    pen = Pen(font="sans-bold", size=17)
    letter.flow.at += 20
    letter.sheet.text(306, letter.flow.at, "".join(run.text for run in title), pen, align="centre")
    letter.flow.at += 16
    for paragraph in rest:
        set_paragraph(
            letter.flow,
            paragraph,
            letter.pen,
            x0=letter.left,
            x1=letter.right,
            leading=letter.leading,
        )
        letter.flow.at += letter.leading * 0.8


_WRITERS: Final[dict[Kind, Callable[[_Letter], None]]] = {
    "letter": _letter,
    "memo": _memo,
    "note": _note,
    "email": _email,
    "notice": _notice,
}
