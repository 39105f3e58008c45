"""The people of a family as people.jsonl tells them: who, what happened, what the papers can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from records.cleaning import fold
from records.types import Reading
from synth.disagree import Planted
from synth.people import Person
from synth.truth import (
    Telling,
    TruthDocument,
    TruthEvent,
    TruthField,
    TruthPerson,
    TruthPlanted,
    TruthRelation,
)
from synth.world import Case, Family

ASKED: Final = {
    "separated": "separation.stated",
    "separated_from": "separation.from",
    "separation_date": "separation.date",
    "released_to": "sponsor.full_name",
    "release_date": "release.date",
    "mother": "mother.full_name",
    "father": "father.full_name",
    "a_number": "subject.a_number",
    "date_of_birth": "subject.date_of_birth",
}
"""What must be known of a child -> the field that says it."""
NAMED: Final = frozenset({"separated_from", "released_to", "mother", "father"})
"""Questions whose answer is a person."""
WHOLE_NAMES: Final = frozenset({"full_name", "from", "signed_by"})
"""Attributes whose value is somebody's whole name."""
INVERSE: Final = {
    "mother": "child", "father": "child", "parent": "child", "stepparent": "stepchild",
    "legal_guardian": "ward", "foster_parent": "foster_child", "godparent": "godchild",
    "grandparent": "grandchild", "aunt_uncle": "niece_nephew",
}  # fmt: skip
"""What somebody is to the person who is this to them; every other relationship is the same both ways."""
RELEASING: Final = frozenset(
    {"orr_verification_of_release", "orr_discharge_notification", "orr_post_release_call"}
)
"""Papers whose sponsor is whom the child was released to; an application only asks for the child."""


def people_of(family: Family, planted: Iterable[Planted]) -> tuple[TruthPerson, ...]:
    """Return everybody of a family, without documents (`traced` adds them)."""
    told = tuple(planted)
    return tuple(_person(family, person, told) for person in family.cast.people.values())


def _person(family: Family, person: Person, planted: tuple[Planted, ...]) -> TruthPerson:
    cast = family.cast
    case = next((c for c in family.cases if c.child == person.key), None)
    numbers = {
        "subject_id": person.subject_id, "fin": person.fin, "national_id": person.national_id,
        "hhs_tracking_number": person.hhs_number, "passport_number": person.passport, "phone": person.phone,
    }  # fmt: skip
    wrong = tuple(p for p in planted if p.person == person.key)
    second = person.second_a_number if any(p.kind == "two_a_numbers" for p in wrong) else ""
    return TruthPerson(
        key=person.key,
        family=cast.key,
        split=cast.split,
        is_child=case is not None,
        full_name=person.name,
        given_names=person.given,
        family_name=person.family,
        sex=person.sex,
        date_of_birth=person.born.isoformat(),
        nationality=person.country,
        place_of_birth=person.birthplace.text,
        language=person.language,
        a_numbers=tuple(n for n in (person.a_number, second) if n),
        numbers={name: number for name, number in numbers.items() if number},
        relations=_relations(family, person.key),
        events=tuple(_events(family, case)) if case else tuple(_fates(family, person.key)),
        planted=tuple(
            TruthPlanted(
                kind=p.kind, agency=p.agency, attribute=p.attribute, true=p.true, told=p.told
            )
            for p in wrong
        ),
        answers=_answers(family, case) if case else {},
    )


def _relations(family: Family, key: str) -> tuple[TruthRelation, ...]:
    """Return who others are to a person."""
    cast = family.cast
    household = {k for role, k in cast.roles.items() if role.startswith("household")}
    if key not in cast.children:
        return tuple(_grown(family, key, household))
    kin = [(tie, other) for other, tie in cast.ties.items() if other not in household]
    kin += [("sibling", other) for other in cast.children if other != key]
    kin += [("sponsor", cast.roles["sponsor"])] if "sponsor" in cast.roles else []
    return tuple(TruthRelation(kind=kind, person=other) for kind, other in kin)


def _grown(family: Family, key: str, household: set[str]) -> Iterator[TruthRelation]:
    """Yield who others are to somebody grown: the children, and who lives in one household with a sponsor."""
    cast = family.cast
    sponsor = cast.roles.get("sponsor", "")
    if key in household:
        yield TruthRelation(kind=INVERSE.get(cast.ties[key], cast.ties[key]), person=sponsor)
        return
    if key in cast.ties:
        kind = INVERSE.get(cast.ties[key], cast.ties[key])
        yield from (TruthRelation(kind=kind, person=child) for child in cast.children)
    if key == sponsor:
        yield from (TruthRelation(kind="sponsored", person=child) for child in cast.children)
        yield from (
            TruthRelation(kind=tie, person=other)
            for other, tie in cast.ties.items()
            if other in household
        )


def _events(family: Family, case: Case) -> Iterator[TruthEvent]:
    """Yield a child's way through the agencies, first things first."""
    met, parted = case.encounter, case.separation
    yield TruthEvent(kind="entry", date=met.entered.isoformat(), place=met.place)
    yield TruthEvent(
        kind="encounter", date=met.date.isoformat(), place=met.place, agency=met.agency,
        person=case.companion or "", detail=met.event_number,
    )  # fmt: skip
    if parted:
        yield TruthEvent(
            kind="separation", date=parted.date.isoformat(), agency=parted.agency,
            person=parted.person, detail=parted.reason,
        )  # fmt: skip
    for at, stay in enumerate(case.placements):
        kind = "transfer" if at else "placement"
        yield TruthEvent(
            kind=kind, date=stay.date.isoformat(), place=stay.town, detail=stay.program
        )
    if case.release:
        whom = case.sponsor if case.release.kind.startswith("reunified") else ""
        yield TruthEvent(
            kind="release", date=case.release.date.isoformat(), person=whom or "",
            detail=case.release.kind,
        )  # fmt: skip
    for call in case.calls:
        yield TruthEvent(kind="post_release", date=call.date.isoformat(), detail=call.outcome)
    if case.moved and case.moved_to:
        yield TruthEvent(kind="moved", date=case.moved.isoformat(), place=case.moved_to.text)


def _fates(family: Family, key: str) -> Iterator[TruthEvent]:
    for where in family.whereabouts.get(key, ()):
        yield TruthEvent(kind=where.fate, date=where.since.isoformat(), detail=where.detail)


def _answers(family: Family, case: Case) -> dict[str, str]:
    """Return the true answers of a child's story: values, or keys of people."""
    cast, parted, release = family.cast, case.separation, case.release
    child = cast.people[case.child]
    found = {
        "separated": str(parted is not None).lower(),
        "mother": cast.roles["mother"],
        "father": cast.roles["father"],
        "a_number": child.a_number,
        "date_of_birth": child.born.isoformat(),
    }
    if parted:
        found |= {"separated_from": parted.person, "separation_date": parted.date.isoformat()}
    if release:
        found["release_date"] = release.date.isoformat()
        if release.kind.startswith("reunified") and case.sponsor:
            found["released_to"] = case.sponsor
    return found


# ---- what the documents tell -----------------------------------------------------------------------


def shown(
    documents: Sequence[TruthDocument], people: Sequence[TruthPerson]
) -> tuple[TruthDocument, ...]:
    """Return documents with what was planted in them and stands on their pages, as drawn.

    An edition does not ask for all that an agency knows, questions are left out, bars cover, pages get lost.
    """
    planted = [each for person in people for each in person.planted]
    return tuple(
        document.model_copy(
            update={
                "planted": tuple(
                    kind
                    for kind in document.planted
                    if any(p.kind == kind and _stands(p, document) for p in planted)
                )
            }
        )
        for document in documents
    )


def _stands(planted: TruthPlanted, document: TruthDocument) -> bool:
    return bool(planted.told) and any(f.value == planted.told for f in document.fields)


def _hidden(planted: TruthPlanted, documents: Sequence[TruthDocument]) -> bool:
    """Say whether nobody could find what was planted: a value that stands on no page."""
    stated = planted.attribute and planted.told
    return bool(stated) and not any(_stands(planted, document) for document in documents)


def with_lost(
    people: Sequence[TruthPerson], documents: Sequence[TruthDocument], agencies: Mapping[str, str]
) -> tuple[TruthPerson, ...]:
    """Return people with the pages that papers about them have lost; `agencies` are by a paper's key."""

    def lost(key: str) -> tuple[TruthPlanted, ...]:
        return tuple(
            TruthPlanted(kind="page_missing", agency=agencies[d.key], true=d.key, told=str(page))
            for d in documents
            if d.people.get("subject") == key
            for page in d.lost_pages
        )

    return tuple(
        person.model_copy(update={"planted": (*person.planted, *lost(person.key))})
        for person in people
    )


def traced(
    people: Sequence[TruthPerson], documents: Sequence[TruthDocument]
) -> tuple[TruthPerson, ...]:
    """Return people with the documents that mention them and what all of them together can tell.

    What was planted and stands on no page is left out.
    """
    names = {person.key: person.full_name for person in people}
    return tuple(_traced(person, documents, names) for person in people)


def _traced(
    person: TruthPerson, documents: Sequence[TruthDocument], names: dict[str, str]
) -> TruthPerson:
    mentioned = [d for d in documents if _mentions(d, person)]
    about = [d for d in documents if d.people.get("subject") == person.key]
    asked = {question: _told(person, question, about, names) for question in person.answers}
    return person.model_copy(
        update={
            "documents": tuple(d.key for d in mentioned),
            "planted": tuple(p for p in person.planted if not _hidden(p, documents)),
            "can_tell": tuple(q for q, telling in asked.items() if telling == "stated"),
            "cannot_tell": {q: telling for q, telling in asked.items() if telling != "stated"},
        }
    )


def _mentions(document: TruthDocument, person: TruthPerson) -> bool:
    """Say whether a document is about a person, or something of them, or their name, stands on its pages."""
    if document.people.get("subject") == person.key:
        return True
    names = {person.full_name, *(p.told for p in person.planted if p.attribute == "full_name")}
    folded = {fold(name) for name in names if name}
    return any(
        f.reading is not Reading.BLANK
        and (_role(f, document) == person.key or (_names(f) and fold(f.value or "") in folded))
        for f in document.fields
    )


def _role(field: TruthField, document: TruthDocument) -> str | None:
    role = field.name.partition(".")[0]
    return document.people.get(f"{role}.{field.index}" if field.index else role)


def _names(field: TruthField) -> bool:
    return field.name.partition(".")[2] in WHOLE_NAMES


def _told(
    person: TruthPerson, question: str, about: Sequence[TruthDocument], names: dict[str, str]
) -> Telling:
    true = person.answers[question]
    said = [f for d in about if _counts(question, d) for f in d.fields if _says(f, question)]
    values = {str(f.value) for f in said}
    if question in NAMED:
        values, true = {" ".join(fold(v).split()) for v in values}, fold(names.get(true, true))
    if not values:
        return "silent"
    if true not in values:
        return "wrong"
    return "stated" if len(values) == 1 else "disputed"


def _says(field: TruthField, question: str) -> bool:
    return field.name == ASKED[question] and field.index == 0 and field.value is not None


def _counts(question: str, document: TruthDocument) -> bool:
    return question != "released_to" or document.document_type in RELEASING
