"""Papers of the Office of Refugee Resettlement while a child is in care: referral to sponsor assessment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from synth.chance import happens, later
from synth.filings.desk import (
    Desk,
    about,
    age_on,
    blank,
    companion,
    fact,
    flag,
    issued,
    paper,
    parents,
    separation,
    siblings,
    sponsor,
    subject,
    tongue,
)
from synth.filings.dhs import processed
from synth.papers import Answer, Language, Paper, Paragraph
from synth.story import PARENTS
from synth.world import Placement

LANGUAGE: Final = ("language", "hhs_tracking_number", "national_id")


def referral(desk: Desk, *, notes: tuple[Paragraph, ...] = ()) -> Paper | None:
    """Return the request for a placement that CBP sends when it has a child alone, or alone by now."""
    if not desk.case.placements:
        return None
    met = desk.case.encounter
    day = processed(desk)
    answers = subject(desk, "CBP", day=day, more=("language", "subject_id", "fin"))
    answers += fact("subject.event_number", met.event_number) + flag("subject.unaccompanied", True)
    answers += fact("encounter.agency", met.agency) + fact("encounter.date", met.date.isoformat())
    answers += fact("encounter.place", met.place)
    answers += fact("encounter.officer", met.officer) + fact("entry.date", met.entered.isoformat())
    answers += fact("entry.place", met.place) + fact("entry.manner", met.manner)
    answers += separation(desk, "CBP") + parents(desk, "CBP", day=day) + companion(desk, "CBP")
    answers += siblings(desk, "CBP") + issued(desk, day, signer=met.officer)
    if happens(desk.rng, 0.5):
        answers += placement(desk.case.placements[0])
    return paper(desk, "orr_referral", agency="CBP", day=day, answers=answers, paragraphs=notes)


def placement(stay: Placement) -> tuple[Answer, ...]:
    """Return the program and since when."""
    return fact("placement.program", stay.program) + fact("placement.date", stay.date.isoformat())


def intake(desk: Desk, *, notes: tuple[Paragraph, ...] = ()) -> Paper | None:
    """Return the first interview in the program, within a day or two of arriving there."""
    if not desk.case.placements:
        return None
    first = desk.case.placements[0]
    day = later(desk.rng, first.date, 0, 2)
    met = desk.case.encounter
    answers = subject(desk, "ORR", day=day, more=(*LANGUAGE, "address_abroad"))
    answers += placement(first) + parents(desk, "ORR", day=day) + caregiver(desk)
    answers += siblings(desk, "ORR") + companion(desk, "ORR") + separation(desk, "ORR")
    answers += fact("entry.date", met.entered.isoformat()) + fact("entry.place", met.place)
    answers += fact("encounter.date", met.date.isoformat()) + fact("encounter.place", met.place)
    answers += fact("encounter.agency", met.agency)
    if happens(desk.rng, 0.7):
        answers += potential_sponsor(desk)
    answers += issued(desk, day, signer=desk.staff())
    return paper(desk, "orr_intake", agency="ORR", day=day, answers=answers, paragraphs=notes)


def potential_sponsor(desk: Desk) -> tuple[Answer, ...]:
    """Return what a child can say of somebody who may take it in."""
    known = ("full_name", "relationship", "address", "phone")
    return tuple(a for a in sponsor(desk, "ORR") if a.name.partition(".")[2] in known)


def caregiver(desk: Desk, agency: str = "ORR") -> tuple[Answer, ...]:
    """Return who cared for the child at home."""
    cast = desk.family.cast
    key = cast.roles.get("caregiver")
    entry = desk.register("sponsor" if agency == "sponsor" else "ORR").entry(key)
    if key is None or not entry:
        return ()
    found = about("caregiver", key, entry, ("full_name", "phone"))
    return found + fact("caregiver.relationship", cast.ties[key], person=key)


def household(desk: Desk, agency: str) -> tuple[Answer, ...]:
    """Return who lives with the sponsor."""
    cast = desk.family.cast
    register = desk.register("sponsor" if agency == "sponsor" else "ORR")
    found: tuple[Answer, ...] = ()
    keys = [key for role, key in cast.roles.items() if role.startswith("household.")]
    for index, key in enumerate(keys):
        entry = register.entry(key)
        found += about("household_member", key, entry, ("full_name", "date_of_birth"), index=index)
        found += fact("household_member.relationship", cast.ties[key], index=index, person=key)
    return found


def _assessed(desk: Desk, least: int, most: int) -> date:
    """Return a day of work on a release: after the first placement, before the release."""
    day = later(desk.rng, desk.case.placements[0].date, least, most)
    release = desk.case.release
    return min(day, release.date - timedelta(days=1)) if release else day


def sponsor_application(desk: Desk, *, language: Language) -> Paper | None:
    """Return what a sponsor fills in, for all the children of a file at once."""
    cast = desk.family.cast
    if not desk.case.placements or desk.case.sponsor is None:
        return None
    day = _assessed(desk, 3, 20)
    together = [desk.case.child] if desk.family.apart else list(cast.children)
    answers: tuple[Answer, ...] = ()
    for index, child in enumerate(together):
        entry = desk.register("sponsor").entry(child)
        names = ("family_name", "given_names", "a_number", "date_of_birth", "sex", "country_of_birth",
                 "nationality", "place_of_birth")  # fmt: skip
        answers += about("subject", child, entry, names, index=index)
        answers += fact("subject.language", tongue(entry, language), index=index, person=child)
        answers += fact("subject.age", age_on(entry, day), index=index, person=child)
    answers += sponsor(desk, "sponsor") + flag("sponsor.primary", happens(desk.rng, 0.9))
    answers += _other_parents(desk, day, language) + household(desk, "sponsor")
    answers += caregiver(desk, "sponsor")
    signer = desk.register("sponsor").entry(desk.case.sponsor).get("full_name", "")
    answers += issued(desk, day, signer=signer)
    return paper(
        desk,
        "orr_sponsor_application",
        agency="sponsor",
        day=day,
        answers=answers,
        language=language,
    )


def _other_parents(desk: Desk, day: date, language: Language) -> tuple[Answer, ...]:
    """Return the parents as the sponsor knows them; one who is the sponsor is not asked for again."""
    roles = [role for role in PARENTS if desk.family.cast.roles[role] == desk.case.sponsor]
    found = parents(desk, "sponsor", day=day, language=language)
    kept = tuple(a for a in found if a.name.partition(".")[0] not in roles)
    missing = [role for role in PARENTS if not any(a.name.startswith(f"{role}.") for a in kept)]
    return kept + tuple(
        a for role in missing for a in blank(desk, f"{role}.full_name", language=language)
    )


def sponsor_assessment(desk: Desk, *, notes: tuple[Paragraph, ...] = ()) -> Paper | None:
    """Return the case manager's assessment of a sponsor."""
    if not desk.case.placements or desk.case.sponsor is None:
        return None
    day = _assessed(desk, 8, 40)
    stays = [stay for stay in desk.case.placements if stay.date <= day]
    answers = subject(desk, "ORR", day=day, more=("hhs_tracking_number",)) + placement(stays[-1])
    answers += sponsor(desk, "ORR") + flag("sponsor.primary", True) + household(desk, "ORR")
    answers += siblings(desk, "ORR") + parents(desk, "ORR", day=day)
    answers += issued(desk, day, signer=desk.staff())
    return paper(
        desk, "orr_sponsor_assessment", agency="ORR", day=day, answers=answers, paragraphs=notes
    )
