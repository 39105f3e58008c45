"""Papers that state their facts in sentences: notices to appear and certificates of birth."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from synth import strokes
from synth.answers import Spelling, kind_of
from synth.compose import decorate
from synth.editions import Edition
from synth.form import Tools
from synth.layouts.furniture import Letterhead, head, signature_lines, small_print
from synth.layouts.letter import LOOKS
from synth.letter import Entry, Letter
from synth.letterheads import arrange
from synth.papers import Answer, Run, Split
from synth.paragraphs import SETTINGS, set_all
from synth.sheet import Fact, Pen, Sheet
from synth.text import Flow
from synth.wording import FOLDER, SplitWording

_CLAUSE: Final = re.compile(r"\[\[(.*?)\]\]")
_SLOT: Final = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "prose.toml").read_text(encoding="utf-8"))


def sentences(document_type: str, group: str, language: str) -> tuple[str, ...]:
    """Return the paragraphs of a group ("registered", a split, "training1"), empty where there are none."""
    return tuple(_texts().get(document_type, {}).get(group, {}).get(language, ()))


def write_prose(
    edition: Edition,
    spelling: Spelling,
    tools: Tools,
    *,
    told: Sequence[str],
    group: str,
    rng: random.Random,
    split: Split,
) -> list[Sheet]:
    """Return the pages of a paper in sentences (`sentences`), under the head of an edition."""
    look = replace(
        edition.look, left=max(edition.look.left, 58.0), right=min(edition.look.right, 554.0)
    )
    flow = Flow(rng=rng, size=look.size, top=look.top, bottom=look.bottom, split=split)
    numbers = (f"Form {edition.form_number}",) if edition.form_number else ()
    letterhead = Letterhead(
        style=edition.head, lines=edition.agency, title=edition.title,
        title_pen=Pen(font=look.bold, size=edition.title_size), right=numbers, upper=True,
    )  # fmt: skip
    flow.at = head(flow.sheet, letterhead, look) + 8
    larger = 1.2 if tools.pen.manner == "hand" else 1.0
    pen = replace(tools.pen, size=max(tools.pen.size * larger, 9.6))
    printed = replace(
        pen,
        font=look.body,
        manner="print",
        size=9.4,
        shake=0.0,
        wear=0.0,
        lean=0.0,
        squeeze=1.0,
        ink=0,
    )
    letter_look = rng.choice(LOOKS[group])
    if edition.document_type == "dhs_i862":
        place = Letter(
            spelling=spelling, tools=tools, flow=flow, group=group, look=letter_look, pen=pen,
            caption=printed, printed=look.body, leading=14.0, left=look.left, right=look.right,
        )  # fmt: skip
        _numbers(place, edition)
    leading = pen.size * rng.choice((1.35, 1.5, 1.8))
    body = printed if rng.random() < 0.5 and pen.manner != "hand" else pen
    paragraphs = (tuple(_runs(paragraph, spelling)) for paragraph in told)
    set_all(
        flow, [runs for runs in paragraphs if runs], body, setting=SETTINGS[letter_look.paragraphs],
        x0=look.left, x1=look.right, leading=leading,
    )  # fmt: skip
    _sign(flow, edition, spelling, tools)
    decorate(edition, flow)
    return flow.sheets


NUMBERS: Final = {
    "subject.subject_id": "Subject ID",
    "subject.a_number": "File No",
    "subject.date_of_birth": "DOB",
    "subject.event_number": "Event No",
}
"""Numbers at the head of a notice, as the form's own editions call them."""


def _numbers(place: Letter, edition: Edition) -> None:
    """Write the file number and other numbers at the head of a notice."""
    answers = ((name, place.answer(name)) for name in NUMBERS)
    known = [(name, a) for name, a in answers if a is not None and a.value is not None]
    flow = place.flow
    flow.at += 12
    if edition.stratum == "registered":
        at = place.left
        for name, answer in known:
            if at > place.left + 330:
                at = place.left
                flow.at += 14
            at = 18 + place.entry(at, Entry(caption=NUMBERS[name], answers=(answer,)))
    else:
        words = SplitWording(split=flow.split)
        arrange(
            place,
            [
                Entry(caption=flow.rng.choice(words.labels(name, edition.language)), answers=(a,))
                for name, a in known
            ],
        )
    flow.at += 8


def _runs(paragraph: str, spelling: Spelling) -> Iterator[Run]:
    """Yield the runs of a paragraph; clauses with a value that is not known are left out."""
    kept = _CLAUSE.sub(lambda match: match[1] if _known(match[1], spelling) else "", paragraph)
    if not _known(kept, spelling):
        kept = _SLOT.sub(lambda match: match[0] if _known(match[0], spelling) else "______", kept)
    at = 0
    for match in _SLOT.finditer(kept):
        if match.start() > at:
            yield Run(text=kept[at : match.start()])
        answer = spelling.paper.answer(match[1])
        if answer is not None and answer.value is not None:
            yield Run(text=_spelt(answer, spelling), facts=((match[1], 0, answer.value),))
        at = match.end()
    if at < len(kept):
        yield Run(text=kept[at:])


def _spelt(answer: Answer, spelling: Spelling) -> str:
    """Return what a paper writes: in English always a country's name, as "a native of" wants it."""
    english = spelling.paper.language == "en"
    if not english or kind_of(answer.name) != "country" or spelling.style.word != "second":
        return spelling.of(answer)
    return replace(spelling, style=replace(spelling.style, word="first")).of(answer)


def _known(text: str, spelling: Spelling) -> bool:
    answers = (spelling.paper.answer(name) for name in _SLOT.findall(text))
    return all(answer is not None and answer.value is not None for answer in answers)


def _sign(flow: Flow, edition: Edition, spelling: Spelling, tools: Tools) -> None:
    """Draw the signature line and sign."""
    look = edition.look
    flow.room(60)
    flow.at += 14
    if edition.oath and edition.document_type != "birth_certificate":
        flow.at = small_print(flow.sheet, flow.at, edition.oath, look, size=7.4)
    question = next(q for q in edition.closing if q.shape == "sign")
    place = signature_lines(flow.sheet, flow.at, (question.label, ""), (1, 1), look)[0]
    signed = spelling.paper.answer("document.signed")
    box = place.area
    if signed and signed.value == "true":
        box = strokes.signature(
            flow.sheet,
            place.area.x0 + 14,
            place.baseline,
            long=flow.rng.uniform(70, 120),
            ink=tools.mark_ink,
        )
    value = "true" if signed and signed.value == "true" else "false"
    flow.sheet.state(Fact(name="document.signed", value=value, bbox=box, fill="hand"))
    flow.at += 44
