"""A value that a form asks for in two boxes is one value."""

from __future__ import annotations

import random
from typing import Final

from records.types import Reading
from synth.answers import Spelling
from synth.compose import compose
from synth.dossier import dossier
from synth.editions import COUNT, edition_of
from synth.hands import tools_of
from synth.papers import Paper
from synth.sheet import Fact
from synth.writing import some_style

FAMILY_NAME: Final = "subject.family_name"


def certificate() -> Paper:
    """Return a certificate of birth of somebody with two surnames."""
    papers = (p for n in range(9) for p in dossier(n, seed=9, split="dev").papers)
    return next(
        p
        for p in papers
        if p.document_type == "birth_certificate"
        and (name := p.answer(FAMILY_NAME)) is not None
        and len((name.value or "").split()) == 2
    )


def surnames(paper: Paper, number: int, seed: int) -> tuple[bool, list[Fact]]:
    """Return whether an edition has two boxes for them, and the facts of the family name."""
    rng = random.Random(seed)
    edition = edition_of(
        paper.document_type, stratum="registered", split="dev", number=number, language="es"
    )
    sheets = compose(
        edition,
        Spelling(paper=paper, style=some_style(rng, language="es")),
        tools_of("typed", split="dev", rng=rng),
        rng=rng,
        split="dev",
    )
    asked = {q.compose for section in edition.sections for q in section.questions}
    facts = [f for sheet in sheets for f in sheet.facts if f.name == FAMILY_NAME]
    return "second_surname" in asked, facts


def test_surnames_in_two_boxes_are_one_fact() -> None:
    paper = certificate()
    answer = paper.answer(FAMILY_NAME)
    whole = answer.value if answer else None
    halved, told = 0, set()
    for number in range(COUNT["registered"]):
        for seed in range(4):
            in_two, (fact,) = surnames(paper, number, seed)
            halved += in_two
            told.add(fact.value)
            assert (fact.reading is Reading.PRESENT) == (fact.value is not None)
            assert fact.text == (fact.value or "") or not in_two
    assert halved > 0
    assert whole in told
    assert told <= {whole, *(whole or "").split(), None}
