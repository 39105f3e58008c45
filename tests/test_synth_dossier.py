"""Families and the papers they leave: whole, in order, consistent but where a contradiction is planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import combinations, pairwise

import pytest

from records.cleaning import fold
from records.normalise import Context, normalise
from records.types import Reading
from records.vocabulary import load_vocabulary
from synth.casting import family_cast
from synth.chance import SPLITS, stream
from synth.disagree import SLIPS
from synth.dossier import Dossier, dossier
from synth.filings.desk import age_on
from synth.naming import naming
from synth.papers import Answer, Paper, Split
from synth.story import family_story
from synth.tracing import shown, traced
from synth.truth import TruthDocument, TruthField, TruthPlanted
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
            father = family.cast.people[family.cast.roles["father"]]
            assert born.year - max(mother.born, father.born).year >= 16
            assert born.year - mother.born.year <= 47


def test_nobody_has_a_number_that_was_ever_given_out() -> None:
    numbers = [n for split in SPLITS for d in left(split) for p in d.people for n in p.a_numbers]
    numbers += [
        a.value
        for split in SPLITS
        for p in papers(split)
        for a in p.answers
        if a.value and VOCABULARY.field_kinds[a.name] == "a_number"
    ]
    assert len(numbers) > 1000
    assert all("A300000000" <= n <= "A999999999" and len(n) == 10 for n in numbers)
    assert all(
        "55501" in p.numbers["phone"] for d in left("dev") for p in d.people if "phone" in p.numbers
    )


@pytest.mark.parametrize(
    "country", ["GTM", "HND", "SLV", "MEX", "NIC", "ECU", "BRA", "HTI", "IND", "CHN", "ROU"]
)
def test_splits_share_no_name(country: str) -> None:
    pools = [naming(country, split) for split in SPLITS]
    for one, other in combinations(pools, 2):
        for names in ("surnames", "maya_surnames", "male", "female"):
            assert not set(getattr(one, names)) & set(getattr(other, names)), names


# ---- what a caseworker would notice ------------------------------------------------------------------


@pytest.mark.parametrize("split", SPLITS)
def test_no_paper_tells_of_a_day_to_come(split: Split) -> None:
    planned = {"hearing.date", "placement.date"}
    for paper in papers(split):
        facts = [(a.name, a.value) for a in paper.answers]
        facts += [(f[0], f[2]) for p in paper.paragraphs for run in p for f in run.facts]
        for name, value in facts:
            if VOCABULARY.field_kinds[name] in ("date", "datetime") and name not in planned:
                assert value is None or value[:10] <= paper.written.isoformat(), (paper.key, name)


@pytest.mark.parametrize("split", SPLITS)
def test_an_age_is_that_of_the_date_of_birth_beside_it(split: Split) -> None:
    for paper in papers(split):
        for answer in paper.answers:
            told = paper.answer("subject.date_of_birth", answer.index)
            if answer.name == "subject.age" and told and told.value:
                assert answer.value == age_on({"date_of_birth": told.value}, paper.written)


def test_papers_of_one_family_agree_but_where_it_is_planted() -> None:
    lasting = {"family_name", "given_names", "a_number", "date_of_birth", "sex", "nationality",
               "place_of_birth", "national_id", "address_abroad"}  # fmt: skip
    for each in (d for split in SPLITS for d in left(split)):
        lies = {(p.key, w.attribute, plain(w.told)) for p in each.people for w in p.planted}
        told: dict[tuple[str, str], set[str]] = defaultdict(set)
        for answer in (a for paper in each.papers for a in paper.answers):
            what = answer.name.partition(".")[2]
            if answer.person and answer.value and what in lasting:
                told[answer.person, what].add(plain(answer.value))
        for (key, what), values in told.items():
            assert len([v for v in values if (key, what, v) not in lies]) <= 1, (key, what)


def plain(value: str) -> str:
    """Return what two agencies' spellings of one value have in common."""
    return "".join(c for c in fold(value) if c.isalnum())


def test_one_crossing_is_told_one_way_on_every_record_of_it() -> None:
    for each in (d for split in SPLITS for d in left(split)):
        records = [p for p in each.papers if p.document_type == "dhs_i213"]
        ways = {a.value for p in records for a in p.answers if a.name == "entry.manner"}
        assert len({plain(way or "") for way in ways}) <= 1


def test_only_who_was_met_or_lives_here_has_an_alien_number() -> None:
    for number in range(FAMILIES):
        cast = family_cast(number, seed=7, split="train")
        known = {cast.roles.get("companion"), cast.roles.get("sponsor"), *cast.children}
        assert all(not p.a_number for key, p in cast.people.items() if key not in known)


def test_children_never_in_care_are_not_said_to_be() -> None:
    kept = ("unaccompanied", "HHS", "ORR")
    told = 0
    for split in SPLITS:
        for number, each in enumerate(left(split)):
            family = family_story(family_cast(number, seed=7, split=split), seed=7)
            home = [case.child for case in family.cases if not case.placements]
            texts = [text(p) for p in each.papers if p.key.rpartition(".dhs_")[0] in home]
            told += len(texts)
            assert not any(word in one.split() for one in texts for word in kept)
            filed = any(case.placements for case in family.cases)
            kinds = {w.kind for p in each.people for w in p.planted}
            assert filed or "siblings_filed_apart" not in kinds
    assert told > 10


def text(paper: Paper) -> str:
    return " ".join(run.text for paragraph in paper.paragraphs for run in paragraph)


def test_brothers_and_sisters_come_from_one_home() -> None:
    casts = [family_cast(number, seed=7, split="dev") for number in range(FAMILIES)]
    assert all(len({c.people[k].address_abroad for k in c.children}) == 1 for c in casts)


def test_a_small_child_signs_nothing() -> None:
    cards = [p for split in SPLITS for p in papers(split) if p.document_type == "dhs_ar11"]
    for card in cards:
        age, signer = card.answer("subject.age"), card.answer("document.signed_by")
        name = {a.name: a.value for a in card.answers if a.name.startswith("subject.")}
        own = f"{name.get('subject.given_names') or ''} {name['subject.family_name']}".strip()
        if age and age.value and int(age.value) < 14:
            assert signer is None or signer.value != own
    assert len(cards) > 10


def test_a_mother_is_not_spoken_of_as_a_man() -> None:
    told = [a.value or "" for s in SPLITS for p in papers(s) for a in p.answers if p.language == "es"
            and a.name == "mother.whereabouts"]  # fmt: skip
    assert not any(v.startswith(("Detenido", "Deportado", "Fallecido")) for v in told)
    assert any(v.startswith(("Detenida", "Deportada", "Fallecida")) for v in told)


def test_small_children_travel_with_somebody_and_are_not_quoted() -> None:
    quoted = (
        "states that",
        "reports",
        "said that",
        "Cuenta",
        "Refiere",
        "Niega",
        "Conversé",
        "sat down with",
    )
    for split in SPLITS:
        for number, each in enumerate(left(split)):
            cast = family_cast(number, seed=7, split=split)
            ages = [cast.people[child].age(cast.met) for child in cast.children]
            assert "companion" in cast.roles or max(ages) >= 10
            for paper in (p for p in each.papers if p.key.split(".")[1].startswith("child")):
                child = cast.people[".".join(paper.key.split(".")[:2])]
                if child.age(paper.written) < 4 and paper.document_type == "narrative":
                    assert not any(word in text(paper) for word in quoted), text(paper)


def test_sentences_begin_with_a_capital() -> None:
    for paper in (p for split in SPLITS for p in papers(split)):
        for paragraph in paper.paragraphs:
            assert not paragraph[0].text[:1].islower(), paragraph[0].text
            assert all(run.text for run in paragraph)


def test_a_zip_code_lies_in_its_state() -> None:
    for split in SPLITS:
        for paper in papers(split):
            state, code = paper.answer("sponsor.state"), paper.answer("sponsor.zip")
            if state and code and state.value and code.value:
                assert code.value.startswith(ZIPS[state.value]), (state.value, code.value)


ZIPS = {
    "TX": ("75", "76", "77", "78", "79"), "CA": ("90", "91", "92", "93", "94", "95", "96"),
    "FL": ("32", "33", "34"), "MD": ("20", "21"), "VA": ("201", "22", "23", "24"), "NJ": ("07", "08"),
    "NY": ("10", "11", "12", "13", "14"), "CT": ("06",), "MA": ("01", "02"), "RI": ("028", "029"),
    "NC": ("27", "28"), "SC": ("29",), "GA": ("30", "31"), "TN": ("37", "38"), "KY": ("40", "41", "42"),
    "AL": ("35", "36"), "LA": ("70", "71"), "OH": ("43", "44", "45"), "IN": ("46", "47"),
    "IL": ("60", "61", "62"), "MI": ("48", "49"), "WI": ("53", "54"), "MN": ("55", "56"),
    "IA": ("50", "51", "52"), "NE": ("68", "69"), "KS": ("66", "67"), "OK": ("73", "74"), "AR": ("72",),
    "CO": ("80", "81"), "UT": ("84",), "NV": ("889", "89"), "AZ": ("85", "86"), "NM": ("87", "88"),
    "OR": ("97",), "WA": ("98", "99"), "PA": ("15", "16", "17", "18", "19"), "DE": ("197", "198", "199"),
}  # fmt: skip
"""State -> how its ZIP codes begin (USPS Publication 65)."""


def test_a_fact_in_running_text_reads_back_from_its_words() -> None:
    stated = [(p.language, run.text, fact) for s in SPLITS for p in papers(s) for paragraph in
              p.paragraphs for run in paragraph for fact in run.facts]  # fmt: skip
    for language, words, (name, _, value) in stated:
        kind = VOCABULARY.field_kinds[name]
        if kind not in ("text", "flag"):  # a flag stands in words of its own: "was taken from"
            assert normalise(kind, words, context=CONTEXTS[language]) == value, (name, words)
    assert {language for language, _, _ in stated} == {"en", "es"}
    assert {value for _, _, (name, _, value) in stated if name == "separation.stated"} == {
        "true",
        "false",
    }


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
            said = said_in(paper)
            if paper.planted:
                assert lies & said
    assert sum(bool(paper.planted) for paper in papers("train")) > 25


def said_in(paper: Paper) -> set[tuple[str, str]]:
    said = {(a.name, a.value or "") for a in paper.answers}
    said |= {(f[0], f[2]) for p in paper.paragraphs for run in p for f in run.facts}
    return {(name.partition(".")[2], value) for name, value in said}


def test_every_wrong_value_stands_on_a_paper() -> None:
    counted = 0
    for each in (d for split in SPLITS for d in left(split)):
        said = {(p.agency, *fact) for p in each.papers for fact in said_in(p)}
        wrong = {
            (w.agency, w.attribute, w.told)
            for p in each.people
            for w in p.planted
            if w.attribute and w.told
        }
        assert wrong <= said
        counted += len(wrong)
    assert counted > 200


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


def test_a_document_mentions_whom_its_pages_name() -> None:
    people = left("dev")[0].people
    child = next(p for p in people if p.is_child)
    mother = next(p for p in people if p.key == child.answers["mother"])
    named = document("a", child.key, mother__full_name=mother.full_name.upper())
    silent = document("b", child.key).model_copy(
        update={"people": {"subject": child.key, "mother": mother.key}}
    )
    told = {p.key: p.documents for p in traced(people, (named, silent))}
    assert told[mother.key] == ("a",)
    assert told[child.key] == ("a", "b")


def test_what_is_planted_is_told_where_it_stands_on_the_pages() -> None:
    person = next(p for p in left("dev")[0].people if p.is_child)
    lie = TruthPlanted(
        kind="day_month_swapped", agency="CBP", attribute="date_of_birth",
        true="2010-05-04", told="2010-04-05",
    )  # fmt: skip
    person = person.model_copy(update={"planted": (lie,)})
    asked, not_asked = (
        each.model_copy(update={"planted": (lie.kind,)})
        for each in (
            document("a", person.key, subject__date_of_birth=lie.told),
            document("b", person.key, subject__sex="F"),
        )
    )
    assert [d.planted for d in shown((asked, not_asked), (person,))] == [(lie.kind,), ()]
    assert traced((person,), (asked,))[0].planted == (lie,)
    assert traced((person,), (not_asked,))[0].planted == ()


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


def test_every_grown_person_is_something_to_somebody_and_children_say_the_same() -> None:
    for each in (d for split in SPLITS for d in left(split)):
        people = {person.key: person for person in each.people}
        for person in each.people:
            assert person.relations, person.key
            assert all(relation.person in people for relation in person.relations)
            for relation in person.relations:
                back = {r.person for r in people[relation.person].relations}
                assert person.key in back, (person.key, relation)


def test_a_mother_has_her_children() -> None:
    each = left("dev")[0]
    mother = next(p for p in each.people if p.key.endswith(".mother"))
    children = {p.key for p in each.people if p.is_child}
    assert {r.person for r in mother.relations if r.kind == "child"} == children


def test_spanish_papers_call_languages_in_spanish() -> None:
    told = {
        answer.value
        for split in SPLITS
        for paper in papers(split)
        if paper.language == "es"
        for answer in paper.answers
        if answer.name.endswith(".language")
    }
    assert "Español" in told
    assert not told & {"Spanish", "SPANISH", "Portuguese", "Haitian Creole", "HAITIAN CREOLE"}
