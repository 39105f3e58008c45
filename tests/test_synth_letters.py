"""Letters: every layout writes all of its head inside the page, no two words over each other."""

import random
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Final

import pytest

from synth.answers import Spelling
from synth.chance import SPLITS
from synth.editions import edition_of
from synth.form import Tools
from synth.layouts.letter import LOOKS, LetterLook
from synth.letter import Entry, Letter
from synth.letterheads import arrange, foot, head_letter
from synth.letters import write_letter
from synth.papers import Answer, Paper, Run, Split, Stratum
from synth.paragraphs import set_body
from synth.prose import sentences, write_prose
from synth.sheet import Pen
from synth.text import Flow
from synth.writing import PLAIN, Style

PENS: Final = (
    Pen(font="mono", size=10.4, manner="typed"),
    Pen(font="hand", size=15.0, manner="hand"),
)
FACTS: Final = {
    "document.date": "2019-03-05",
    "document.signed_by": "Ximena Valdeluna Riocedro",
    "subject.family_name": "Valdeluna Riocedro",
    "subject.given_names": "Mateo Alejandro",
    "subject.a_number": "A987654301",
    "subject.date_of_birth": "2009-04-17",
    "subject.country_of_birth": "MEX",
    "subject.nationality": "MEX",
    "subject.sex": "M",
}
BODY: Final = ((Run(text="He came by bus. " * 12),), (Run(text="No more is known."),))


def paper(kind: str = "narrative") -> Paper:
    return Paper(
        key="f.child.note",
        family="f",
        document_type=kind,
        language="en",
        agency="ORR",
        written=date(2019, 3, 5),
        answers=tuple(Answer(name=name, value=value) for name, value in FACTS.items()),
        paragraphs=BODY,
    )


def letter_in(look: LetterLook, pen: Pen) -> Letter:
    flow = Flow(rng=random.Random(4), size=(612.0, 792.0), top=54, bottom=726, split="test")
    return Letter(
        spelling=Spelling(paper=paper(), style=PLAIN),
        tools=Tools(pen=pen),
        flow=flow,
        group="test",
        look=look,
        pen=pen,
        caption=pen,
        printed="sans",
        leading=pen.size * 1.4,
        left=look.margins[0],
        right=612 - look.margins[1],
    )


def written(look: LetterLook, pen: Pen) -> Letter:
    letter = letter_in(look, pen)
    head_letter(letter)
    letter.down(1.8)
    entries = [Entry(caption="Regarding", answers=(letter.answer("subject.family_name"),
                                                   letter.answer("subject.given_names")))]  # fmt: skip
    for name in (
        "subject.a_number",
        "subject.date_of_birth",
        "document.signed_by",
        "document.date",
    ):
        entries.append(Entry(caption="Caption of it", answers=(letter.answer(name),)))
    arrange(letter, entries)
    letter.flow.at += letter.leading * 0.7
    set_body(letter)
    foot(letter)
    return letter


@pytest.mark.parametrize("pen", PENS, ids=["typed", "by hand"])
@pytest.mark.parametrize("look", [each for looks in LOOKS.values() for each in looks],
                         ids=lambda look: look.name)  # fmt: skip
def test_every_layout_writes_its_head_inside_the_page_and_nothing_twice_in_one_place(
    look: LetterLook, pen: Pen
) -> None:
    sheet = written(look, pen).sheet
    told = {fact.name: fact.value for fact in sheet.facts}
    assert told == {name: FACTS[name] for name in told}
    assert len(told) == 6
    for word in sheet.words:
        assert word.bbox.x0 >= 30 and word.bbox.x1 <= 612 - 20 and word.bbox.bottom < 792, word.text
    for one, other in combinations(sheet.words, 2):
        shared = one.bbox.overlap(other.bbox)
        assert shared < 0.2 * min(one.bbox.area, other.bbox.area), (one.text, other.text)


def test_layouts_of_one_head_differ_in_where_its_facts_stand() -> None:
    places = {}
    for looks in LOOKS.values():
        for look in looks:
            facts = written(look, PENS[0]).sheet.facts
            places[look.name] = tuple((round(f.bbox.x0), round(f.bbox.top)) for f in facts)
    assert len(set(places.values())) == len(places)


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("stratum", ["registered", "unseen"])
def test_a_notice_in_sentences_calls_a_country_by_its_name(split: Split, stratum: Stratum) -> None:
    edition = edition_of("dhs_i862", stratum=stratum, split=split, number=0, language="en")
    spelling = Spelling(paper=paper("dhs_i862"), style=Style(word="second"))
    group = "registered" if stratum == "registered" else split
    sheets = write_prose(
        edition,
        spelling,
        Tools(pen=PENS[0]),
        told=sentences("dhs_i862", group, "en"),
        group=group,
        rng=random.Random(2),
        split=split,
    )
    text = " ".join(word.text for sheet in sheets for word in sheet.words)
    assert "Mexico" in text
    assert "Mexican" not in text


@pytest.mark.parametrize("split", SPLITS)
def test_a_long_name_under_a_signature_stays_on_the_page(split: Split) -> None:
    signer = Answer(name="document.signed_by", value="Maximiliana Valdeluna Riocedro De Los Montes")
    kept = tuple(a for a in paper().answers if a.name != signer.name)
    letter = replace(paper(), key="f.child.narrative.letter", answers=(*kept, signer))
    spelling = Spelling(paper=letter, style=PLAIN)
    for seed in range(6):
        kind, _, sheets = write_letter(
            spelling, Tools(pen=PENS[0]), rng=random.Random(seed), split=split, registered=False
        )
        assert kind == "letter"
        assert max(word.bbox.x1 for sheet in sheets for word in sheet.words) < 612 - 40
