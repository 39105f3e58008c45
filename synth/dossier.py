"""One family's papers and people: the world first, the papers it leaves second."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from synth.agencies import Registers, registers
from synth.casting import family_cast
from synth.chance import happens, stream
from synth.filings import dhs, notes, orr, registry, release
from synth.filings.desk import Desk
from synth.papers import Language, Paper, Paragraph, Split
from synth.story import family_story
from synth.world import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that a family leaves behind: papers by day, and the truth about its people."""

    papers: tuple[Paper, ...]


def dossier(number: int, *, seed: int, split: Split) -> Dossier:
    """Return family `number` (0-based) of a seed and split: always the same one."""
    cast = family_cast(number, seed=seed, split=split)
    family = family_story(cast, seed=seed)
    believed = registers(family, rng=stream(seed=seed, split=split, number=number, name="spelling"))
    rng = stream(seed=seed, split=split, number=number, name="papers")
    papers = sorted(_papers(family, believed, rng), key=lambda each: (each.written, each.key))
    return Dossier(papers=tuple(papers))


def _papers(family: Family, believed: Registers, rng: random.Random) -> Iterator[Paper]:
    for position, case in enumerate(family.cases):
        desk = Desk(family=family, case=case, registers=believed, rng=rng)
        first = position == 0
        yield from _met(desk, first=first)
        yield from (each for each in _cared_for(desk, first=first) if each is not None)
        if happens(rng, 0.12):
            yield notes.unrelated(desk)


def _met(desk: Desk, *, first: bool) -> Iterator[Paper]:
    """Yield what DHS writes: the child's I-213, its continuation, the adult's own, a notice."""
    case, rng = desk.case, desk.rng
    text = notes.free_box(desk, "i213", agency="CBP", day=case.encounter.date)
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
