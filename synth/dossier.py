"""One family's papers and people: the world first, the papers it leaves second."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from synth.agencies import Registers, registers
from synth.casting import family_cast
from synth.chance import happens, stream
from synth.disagree import Planted, disagree, shown_on, to_be_found
from synth.filings import dhs, notes, orr, registry, release
from synth.filings.desk import Desk
from synth.papers import Language, Paper, Paragraph, Split
from synth.story import family_story
from synth.tracing import people_of
from synth.truth import TruthPerson
from synth.world import Family

UNTIDY: Final = 0.4
"""Share of the families whose papers are not all kept."""
LOST: Final = 0.12
"""Share of their papers that is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that a family leaves behind: papers by day, and the truth about its people."""

    papers: tuple[Paper, ...]
    people: tuple[TruthPerson, ...]


def dossier(number: int, *, seed: int, split: Split, source: str = "") -> Dossier:
    """Return family `number` (0-based) of a seed and split: always the same one.

    `source` is another file of sentences for its narratives than the split's own.
    """
    cast = family_cast(number, seed=seed, split=split)
    family = family_story(cast, seed=seed)
    named = partial(stream, seed=seed, split=split, number=number)
    believed = registers(family, rng=named(name="spelling"))
    believed, planted = disagree(family, believed, named(name="disagree"))
    written = sorted(
        _papers(family, believed, named(name="papers"), source),
        key=lambda each: (each.written, each.key),
    )
    papers, missing = _kept(written, named(name="lost"))
    planted = (*to_be_found(planted, papers), *missing)
    return Dossier(
        papers=tuple(replace(each, planted=shown_on(planted, each)) for each in papers),
        people=people_of(family, planted),
    )


def _kept(papers: list[Paper], rng: random.Random) -> tuple[list[Paper], tuple[Planted, ...]]:
    """Return the papers that are still in the files, and which are not: some families lose many."""
    if not happens(rng, UNTIDY):
        return papers, ()
    lost = [each for each in papers if each.document_type != "unknown" and happens(rng, LOST)]
    missing = [
        Planted(
            kind="paper_missing",
            person=each.people.get("subject", each.family),
            agency=each.agency,  # type: ignore[arg-type]
            true=each.key,
        )
        for each in lost
    ]
    return [each for each in papers if each not in lost], tuple(missing)


def _papers(
    family: Family, believed: Registers, rng: random.Random, source: str
) -> Iterator[Paper]:
    for position, case in enumerate(family.cases):
        desk = Desk(family=family, case=case, registers=believed, rng=rng, source=source)
        first = position == 0
        yield from _met(desk, first=first)
        yield from (each for each in _cared_for(desk, first=first) if each is not None)
        if happens(rng, 0.2):
            yield notes.unrelated(desk)


def _met(desk: Desk, *, first: bool) -> Iterator[Paper]:
    """Yield what DHS writes: the child's I-213, its continuation, the adult's own, a notice."""
    case, rng = desk.case, desk.rng
    text = notes.free_box(desk, "i213", agency="CBP", day=dhs.processed(desk))
    continued = len(text) > 1 and happens(rng, 0.45)
    box: tuple[Paragraph, ...] = text[:1] if continued else text
    yield dhs.i213(desk, narrative=box)
    if continued:
        yield dhs.i831(desk, narrative=text[1:])
    if first and case.companion and happens(rng, 0.7):
        yield dhs.adult_i213(desk, case.companion)
    notice = dhs.i862(desk)
    if notice and happens(rng, 0.7):
        yield notice
    if happens(rng, 0.8):
        yield registry.birth_certificate(desk)


def _cared_for(desk: Desk, *, first: bool) -> Iterator[Paper | None]:
    """Yield what comes of a stay with ORR; brothers and sisters filed together share an application."""
    rng = desk.rng
    yield orr.referral(desk)
    yield orr.intake(desk)
    if first or desk.family.apart:
        language: Language = "es" if happens(rng, 0.55) else "en"
        yield orr.sponsor_application(desk, language=language)
    yield orr.sponsor_assessment(desk)
    yield release.verification_of_release(desk)
    yield release.discharge_notification(desk)
    yield from (release.post_release_call(desk, number) for number in range(len(desk.case.calls)))
    yield dhs.ar11(desk)
    yield notes.case_note(desk)
    if happens(rng, 0.45):
        yield notes.letter(desk)
