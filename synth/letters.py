"""Letters, case notes, memoranda, statements and e-mails: running text under a short head.

Also sheets that have nothing to do with anybody, and the pages that go on with another form's narrative.
Each kind says what stands on it; how it is set is its split's own (`synth.layouts.letter`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, Literal

from records.types import BBox
from synth import fonts, strokes
from synth.answers import Spelling
from synth.form import Tools
from synth.layouts.letter import LOOKS, LetterLook
from synth.letter import Entry, Letter, bold_of
from synth.letterheads import arrange, foot, head_letter
from synth.papers import Split
from synth.paragraphs import set_body
from synth.sheet import Fact, Pen, Sheet
from synth.text import Flow, set_paragraph

Kind = Literal["letter", "memo", "note", "email", "notice"]
PAGE: Final = (612.0, 792.0)
SIGNATURE: Final = 140.0
"""Longest signature, in points."""


def write_letter(
    spelling: Spelling, tools: Tools, *, rng: random.Random, split: Split, registered: bool
) -> tuple[str, str, list[Sheet]]:
    """Return what kind of letter the paper became, the name of its layout, and its pages."""
    group = "registered" if registered else split
    letter = _begun(
        spelling, tools, rng=rng, split=split, group=group, look=rng.choice(LOOKS[group])
    )
    by_hand = letter.pen.manner == "hand"
    kind = _kind(spelling, rng, by_hand=by_hand)
    _WRITERS[kind](letter)
    if kind in ("memo", "note"):
        foot(letter)
    if by_hand and rng.random() < 0.6:
        for sheet in letter.flow.sheets:
            _lined(sheet, letter)
    return kind, letter.look.name, letter.flow.sheets


def _begun(
    spelling: Spelling,
    tools: Tools,
    *,
    rng: random.Random,
    split: Split,
    group: str,
    look: LetterLook,
) -> Letter:
    """Return a letter on an empty page."""
    pen = replace(tools.pen, size=max(tools.pen.size, 10.4))
    left, right = look.margins
    return Letter(
        spelling=spelling,
        tools=tools,
        flow=Flow(rng=rng, size=PAGE, top=54.0, bottom=726.0, split=split),
        group=group,
        look=look,
        pen=pen,
        caption=bold_of(pen),
        printed=_printed(split, group=group, rng=rng),
        leading=round(pen.size * rng.choice((1.25, 1.4, 1.6))),
        left=left,
        right=PAGE[0] - right,
    )


def _printed(split: Split, *, group: str, rng: random.Random) -> str:
    """Return the typeface of heads and feet: one of the split's, or of those that forms have."""
    return rng.choice(fonts.names("sans", "train" if group == "registered" else split))


def _kind(spelling: Spelling, rng: random.Random, *, by_hand: bool) -> Kind:
    paper = spelling.paper
    if paper.document_type == "unknown":
        return "notice"
    if ".letter" in paper.key:
        return "letter"
    return "note" if by_hand else rng.choice(("memo", "note", "email"))


def _lined(sheet: Sheet, letter: Letter) -> None:
    """Print the lines of a writing pad under what is written."""
    lines = [y * letter.leading + 54.0 + 3 for y in range(1, int(680 / letter.leading))]
    ruled = sheet.marks
    sheet.marks = []
    for y in lines:
        sheet.rule(0, y, sheet.width, width=0.5, ink=205)
    sheet.line(((46, 0), (46, sheet.height)), width=0.7, ink=190)
    sheet.marks += ruled


# ---- what stands in the head -----------------------------------------------------------------------


def _subject(letter: Letter) -> Iterator[Entry]:
    """Yield what it is about: FAMILY, Given, and now and then number and date of birth."""
    names = (letter.answer("subject.family_name"), letter.answer("subject.given_names"))
    yield Entry(caption=letter.word("about"), answers=names)
    for part, name in (("number", "subject.a_number"), ("born", "subject.date_of_birth")):
        answer = letter.answer(name)
        if answer is None or answer.value is None or letter.flow.rng.random() < 0.35:
            continue
        yield Entry(caption=letter.word(part), answers=(answer,))


def _dated(letter: Letter, *, captioned: bool = True) -> Entry:
    caption = letter.word("date") if captioned else ""
    return Entry(caption=caption, answers=(letter.answer("document.date"),))


def _from(letter: Letter) -> Entry:
    return Entry(caption=letter.word("from"), answers=(letter.answer("document.signed_by"),))


def _to(letter: Letter) -> Entry:
    caption, words = {
        "en": ("To", "Case file; Program director"),
        "es": ("Para", "Expediente; Dirección"),
    }[letter.spelling.paper.language]
    return Entry(caption=caption, words=words)


# ---- the kinds -----------------------------------------------------------------------------------------


def _letter(letter: Letter) -> None:
    rng = letter.flow.rng
    letter.down()
    own_line = letter.look.date in ("right", "left")
    date = _dated(letter, captioned=not own_line or rng.random() < 0.4)
    about = list(_subject(letter)) if rng.random() < 0.6 else []
    if own_line:
        letter.entry(letter.left if letter.look.date == "left" else letter.right - 150, date)
        letter.down(2)
        letter.line(letter.word("greeting"))
        letter.down(1.4 if about else 0.0)
        arrange(letter, about)
    else:
        arrange(letter, [date, *about] if letter.look.date == "head" else about)
        letter.down(2)
        letter.line(letter.word("greeting"))
    letter.flow.at += letter.leading * 0.6
    set_body(letter)
    letter.down()
    letter.line(letter.word("close"), x=_signing(letter))
    _signed(letter)
    if letter.look.date == "last":
        letter.down(1.5)
        letter.entry(letter.left, date)


def _memo(letter: Letter) -> None:
    head_letter(letter)
    letter.down(1.6)
    arrange(letter, [_from(letter), _dated(letter), *_subject(letter)])
    letter.flow.at += letter.leading * 0.7
    set_body(letter)


def _note(letter: Letter) -> None:
    head_letter(letter)
    letter.down(1.8)
    arrange(letter, [*_subject(letter), _dated(letter)])
    letter.flow.at += letter.leading * 0.6
    set_body(letter)
    _signed(letter)


def _email(letter: Letter) -> None:
    arrange(letter, [_from(letter), _to(letter), _dated(letter), *_subject(letter)])
    letter.sheet.rule(letter.left, letter.flow.at + 10, letter.right, width=1.4)
    letter.flow.at += letter.leading
    set_body(letter)


def _notice(letter: Letter) -> None:
    """Set a sheet that is nobody's: its first line as a title, the others as a list."""
    title, *rest = letter.spelling.paper.paragraphs
    pen = Pen(font=f"{letter.printed}-bold", size=17)
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


def _signing(letter: Letter) -> float:
    """Return where the writer signs."""
    share = {"left": 0.0, "middle": 0.45, "right": 1.0}[letter.look.signs]
    return letter.left + share * (letter.right - letter.left - SIGNATURE - 30)


def _signed(letter: Letter) -> None:
    """Sign, and write the name under it."""
    letter.down(2.2)
    x = _signing(letter)
    signed = letter.answer("document.signed")
    box = BBox(x0=x, top=letter.flow.at - 16, x1=x + SIGNATURE, bottom=letter.flow.at + 4)
    has = bool(signed and signed.value == "true")
    if has:
        long = letter.flow.rng.uniform(70, 130)
        ink = letter.tools.mark_ink
        box = strokes.signature(letter.sheet, x + 12, letter.flow.at, long=long, ink=ink)
    letter.sheet.state(
        Fact(name="document.signed", value="true" if has else "false", bbox=box, fill="hand")
    )
    letter.down(1.1)
    name = Entry(caption="", answers=(letter.answer("document.signed_by"),))
    letter.value(max(letter.left, min(x, letter.right - letter.wide(name, caption=False))), name)


_WRITERS: Final[dict[Kind, Callable[[Letter], None]]] = {
    "letter": _letter,
    "memo": _memo,
    "note": _note,
    "email": _email,
    "notice": _notice,
}
