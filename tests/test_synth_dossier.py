"""Families and the papers they leave: whole, in order, consistent but where a contradiction is planted."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from records.normalise import Context, normalise
from records.types import Reading
from records.vocabulary import load_vocabulary
from synth.casting import family_cast
from synth.chance import SPLITS, stream
from synth.disagree import SLIPS
from synth.dossier import Dossier, dossier
from synth.naming import naming
from synth.papers import Answer, Paper, Split
from synth.story import family_story
from synth.tracing import traced
from synth.truth import TruthDocument, TruthField
from synth.writing import some_style, written

FAMILIES = 40
VOCABULARY = load_vocabulary()
CONTEXTS = {
    "en": Context(language="en", date_order="mdy"),
    "es": Context(language="es", date_order="dmy"),
}


@cache
def left(split: Split) -> tuple[Dossier, ...]:
    return tuple(dossier(number, seed=7, split=split) for number in range(FAMILIES))


def papers(split: Split) -> list[Paper]:
    return [paper for each in left(split) for paper in each.papers]


def test_a_family_is_the_same_whenever_it_is_asked_for() -> None:
    assert dossier(39, seed=7, split="dev") == left("dev")[39]


def test_another_seed_or_split_is_another_family() -> None:
    names = {dossier(3, seed=s, split=p).people[0].full_name for s in (1, 2) for p in SPLITS}
    assert len(names) == 6


def test_every_document_type_is_written() -> None:
    told = {paper.document_type for split in SPLITS for paper in papers(split)}
    assert told >= {name for name in VOCABULARY.document_types if name != "narrative"}
    assert "narrative" in told


@pytest.mark.parametrize("split", SPLITS)
def test_every_answer_is_of_the_vocabulary_and_reads_back(split: Split) -> None:
    for paper in papers(split):
        rng = stream(seed=7, split=split, number=0, name=paper.key)
        style = some_style(rng, language=paper.language)
        for answer in paper.answers:
            kind = VOCABULARY.field_kinds[answer.name]
            if answer.value is None:
                assert answer.reading is not Reading.PRESENT
                continue
            text = written(
                kind,
                answer.value,
                language=paper.language,
                style=style,
                family=family_of(paper, answer),
            )
            assert normalise(kind, text, context=CONTEXTS[paper.language]) == answer.value, answer


def family_of(paper: Paper, answer: Answer) -> str:
    stem = answer.name.rpartition(".")[0]
    found = paper.answer(f"{stem}.family_name", answer.index)
    return found.value or "" if found else ""


def test_every_fact_of_running_text_stands_in_its_run() -> None:
    runs = [run for p in papers("train") for paragraph in p.paragraphs for run in paragraph]
    facts = [(run, fact) for run in runs for fact in run.facts]
    assert len(facts) > 500
    assert all(run.text.strip() for run, _ in facts)
    assert {name for _, (name, _, _) in facts} <= set(VOCABULARY.field_kinds)


def test_stories_go_forward() -> None:
    for number in range(FAMILIES):
        family = family_story(family_cast(number, seed=7, split="test"), seed=7)
        for case in family.cases:
            born = family.cast.people[case.child].born
            days = [born, case.encounter.entered, case.encounter.date]
            days += [case.separation.date] if case.separation else []
            days += [stay.date for stay in case.placements]
            days += [case.release.date] if case.release else []
            days += [call.date for call in case.calls]
            assert all(a <= b for a, b in pairwise(days)), family.cast.key
            mother = family.cast.people[family.cast.roles["mother"]]
            assert born.year - mother.born.year >= 15


def test_nobody_has_a_number_that_was_ever_given_out() -> None:
    numbers = [n for split in SPLITS for d in left(split) for p in d.people for n in p.a_numbers]
    assert len(numbers) > 200
    assert all(n[1] in "3456789" or n.startswith("A09") for n in numbers)
    assert all(
        "55501" in p.numbers["phone"] for d in left("dev") for p in d.people if "phone" in p.numbers
    )


@pytest.mark.parametrize(
    "country", ["GTM", "HND", "SLV", "MEX", "NIC", "ECU", "BRA", "HTI", "IND", "CHN", "ROU"]
)
def test_splits_share_no_name(country: str) -> None:
    pools = [naming(country, split) for split in SPLITS]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert not set(pools[one].surnames) & set(pools[other].surnames)


# ---- contradictions --------------------------------------------------------------------------------


def test_every_kind_of_contradiction_is_planted() -> None:
    kinds = Counter(w.kind for s in SPLITS for d in left(s) for p in d.people for w in p.planted)
    expected = {
        *SLIPS, "two_a_numbers", "parent_known_to_one_agency", "siblings_filed_apart",
        "two_children_one_name", "paper_missing",
    }  # fmt: skip
    assert set(kinds) == expected


def test_a_paper_tells_what_is_wrong_in_it() -> None:
    for each in left("train"):
        lies = {(w.attribute, w.told) for p in each.people for w in p.planted if w.told}
        for paper in each.papers:
            said = {(a.name.partition(".")[2], a.value or "") for a in paper.answers}
            if paper.planted:
                assert lies & said
    assert sum(bool(paper.planted) for paper in papers("train")) > 25


def test_what_was_planted_differs_from_the_truth() -> None:
    planted = [w for s in SPLITS for d in left(s) for p in d.people for w in p.planted]
    assert all(w.true != w.told for w in planted if w.attribute)


def test_a_lost_paper_is_not_in_the_files() -> None:
    for each in left("test"):
        lost = {w.true for p in each.people for w in p.planted if w.kind == "paper_missing"}
        assert not lost & {paper.key for paper in each.papers}


# ---- what the documents can tell ---------------------------------------------------------------------


def document(key: str, subject: str, **values: str) -> TruthDocument:
    fields = tuple(
        TruthField(
            name=name.replace("__", "."),
            value=value,
            text=value,
            reading=Reading.PRESENT,
            page=1,
            bbox=(0, 0, 9, 9),
        )
        for name, value in values.items()
    )
    return TruthDocument(
        key=key, file="x.pdf", pages=(1,), page_sizes=((612, 792),), rotations=(0,),
        document_type="orr_referral", language="en", people={"subject": subject}, fields=fields,
    )  # fmt: skip


def test_what_documents_tell_together() -> None:
    people = left("dev")[0].people
    child = next(p for p in people if p.is_child)
    mother = next(p for p in people if p.key == child.answers["mother"])
    born = date.fromisoformat(child.date_of_birth)
    wrong = born.replace(year=born.year - 3).isoformat()
    documents = [
        document(
            "a", child.key, mother__full_name=mother.full_name.upper(), subject__date_of_birth=wrong
        ),
        document(
            "b",
            child.key,
            subject__date_of_birth=child.date_of_birth,
            subject__a_number="A999999999",
        ),
    ]
    told = next(p for p in traced(people, documents) if p.key == child.key)
    assert told.documents == ("a", "b")
    assert told.can_tell == ("mother",)
    assert told.cannot_tell["date_of_birth"] == "disputed"
    assert told.cannot_tell["a_number"] == "wrong"
    assert told.cannot_tell["father"] == "silent"
