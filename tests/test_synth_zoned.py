"""Look-alikes of known paper: answers stand in the zones of the form file, each field once."""

import random
from collections import Counter
from datetime import date
from typing import Final

import pytest

from records.types import Reading
from synth.answers import Spelling
from synth.form import Tools
from synth.papers import Answer, Paper, Run
from synth.sheet import Fact, Pen, Sheet
from synth.wording import forms
from synth.writing import Style
from synth.zoned import ZONED, write_zoned

VALUES: Final = {
    "subject.family_name": "VALDELUNA RIOCEDRO",
    "subject.given_names": "MATEO ANDRES",
    "subject.a_number": "A987654301",
    "subject.sex": "M",
    "subject.nationality": "GTM",
    "subject.country_of_birth": "GTM",
    "subject.place_of_birth": "NEBAJ, QUICHE",
    "subject.date_of_birth": "2009-04-17",
    "subject.age": "9",
    "subject.marital_status": "single",
    "subject.address": "1418 Larkspur Hollow Dr Apt. 4, Houston, TX 77002",
    "entry.date": "2018-05-22",
    "entry.place": "EL PASO",
    "entry.manner": "AFOOT",
    "father.full_name": "DARWIN CANTALAGUA",
    "father.nationality": "GTM",
    "document.signed": "true",
    "document.date": "2018-05-23",
}
TOOLS: Final = Tools(pen=Pen(font="mono", size=9, manner="typed"))


def paper(document_type: str, *, lines: int = 3) -> Paper:
    return Paper(
        key="x",
        family="x",
        document_type=document_type,
        language="en",
        agency="CBP",
        written=date(2018, 5, 23),
        answers=tuple(Answer(name=name, value=value) for name, value in VALUES.items()),
        paragraphs=((Run(text="The subject was met by agents near the river. " * lines),),),
    )


def drawn(document_type: str, *, lines: int = 3) -> list[Sheet]:
    spelling = Spelling(paper=paper(document_type, lines=lines), style=Style())
    return write_zoned(spelling, TOOLS, rng=random.Random(1), split="train")


def facts(document_type: str) -> dict[str, Fact]:
    return {fact.name: fact for sheet in drawn(document_type) for fact in sheet.facts}


@pytest.mark.parametrize("document_type", sorted(ZONED))
def test_every_value_stands_in_its_zone(document_type: str) -> None:
    found = facts(document_type)
    zones = {spec.name: spec.box for spec in forms()[document_type].fields if spec.part is None}
    checked = 0
    for name, fact in found.items():
        zone = zones.get(name)
        if zone is not None and fact.reading is Reading.PRESENT and name in VALUES:
            assert zone.grown(x=2, y=3).holds(fact.bbox), name
            assert fact.value == VALUES[name]
            checked += 1
    assert checked >= 3


@pytest.mark.parametrize("document_type", sorted(ZONED))
def test_every_field_is_stated_once(document_type: str) -> None:
    stated = Counter(fact.name for sheet in drawn(document_type) for fact in sheet.facts)
    assert not [name for name, count in stated.items() if count > 1]


def test_an_address_in_five_boxes_is_one_fact() -> None:
    fact = facts("dhs_ar11")["subject.address"]
    assert fact.value == VALUES["subject.address"]
    assert fact.text == "1418 Larkspur Hollow Dr 4 Houston TX 77002"
    assert fact.bbox.height > 40


def test_given_names_in_two_boxes_are_one_fact() -> None:
    fact = facts("dhs_ar11")["subject.given_names"]
    assert (fact.value, fact.text) == ("MATEO ANDRES", "MATEO ANDRES")


def test_a_long_narrative_goes_on_with_its_head_again() -> None:
    sheets = drawn("dhs_i831", lines=160)
    assert len(sheets) > 1
    assert all("VALDELUNA" in {word.text for word in sheet.words} for sheet in sheets)
    assert not [f for f in sheets[1].facts if f.name == "subject.family_name"]
    assert [f.value for f in sheets[0].facts if f.name == "document.page_of"] == [
        f"1 of {len(sheets)}"
    ]


def test_the_form_states_its_number_and_edition() -> None:
    assert facts("dhs_i213")["document.form_number"].value == "I-213"
    assert facts("dhs_i831")["document.edition"].value == "08/01/07"
    assert facts("dhs_ar11")["document.omb_number"].value == "1615-0007"
