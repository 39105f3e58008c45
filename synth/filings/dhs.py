"""Papers of the Department of Homeland Security: I-213 with its I-831, I-862, and the AR-11 sent to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from synth.chance import happens, later
from synth.filings.desk import (
    Desk,
    about,
    age_on,
    blank,
    fact,
    issued,
    paper,
    parents,
    subject,
)
from synth.papers import Answer, Paper, Paragraph

SIGNS_ALONE: Final = 14
"""Years from which on a child signs its own change of address; before, the sponsor does (8 CFR 103.2)."""
MORE: Final = (
    "subject_id",
    "fin",
    "passport_number",
    "passport_country",
    "marital_status",
    "address_abroad",
)


def i213(desk: Desk, *, narrative: tuple[Paragraph, ...] = (), suffix: str = "") -> Paper:
    """Return the record of the child's encounter; `narrative` stands in its free box."""
    day = processed(desk)
    officer = desk.case.encounter.officer
    answers = subject(desk, "CBP", day=day, more=MORE)
    answers += _met(desk) + _parents_on_213(desk, day)
    answers += issued(desk, day, signer=_spelt(desk, officer))
    answers += fact("subject.event_number", desk.case.encounter.event_number)
    if happens(desk.rng, 0.3):
        answers += blank(desk, "subject.address")
    return paper(
        desk,
        "dhs_i213",
        agency="CBP",
        day=day,
        answers=answers,
        paragraphs=narrative,
        suffix=suffix,
    )


def processed(desk: Desk) -> date:
    """Return when the child's record is finished: it tells of a separation, so no earlier than that."""
    met, told = desk.case.encounter.date, desk.case.separation
    return max(met, told.date) if told else met


def _met(desk: Desk) -> tuple[Answer, ...]:
    met = desk.case.encounter
    spelling = desk.register("CBP").spelling
    found = fact("entry.date", met.entered.isoformat())
    found += fact("entry.place", spelling.text(met.place.replace(" Port of Entry", "")))
    found += fact("entry.manner", spelling.text(met.way))
    found += fact("encounter.date", met.date.isoformat())
    found += fact("encounter.place", spelling.text(met.place)) + fact(
        "encounter.agency", met.agency
    )
    return found + fact("encounter.officer", _spelt(desk, met.officer))


def _spelt(desk: Desk, name: str) -> str:
    return desk.register("CBP").spelling.given(name)


def _parents_on_213(desk: Desk, day: date) -> tuple[Answer, ...]:
    """Return what this form asks of parents: names, nationalities, where they are."""
    wanted = ("full_name", "nationality", "whereabouts", "family_name", "given_names")
    return tuple(a for a in parents(desk, "CBP", day=day) if a.name.partition(".")[2] in wanted)


def adult_i213(desk: Desk, key: str, *, narrative: tuple[Paragraph, ...] = ()) -> Paper:
    """Return a parent's or other adult's own record; it names the children who were with them."""
    day = desk.case.encounter.date
    register = desk.register("CBP")
    known = register.entry(key)
    names = ("family_name", "given_names", "a_number", "date_of_birth", "sex", "nationality",
             "country_of_birth", "place_of_birth", "national_id", *MORE)  # fmt: skip
    answers = about("subject", key, known, names)
    answers += fact("subject.age", age_on(known, day), person=key)
    for index, child in enumerate(desk.family.cast.children):
        minor = ("full_name", "a_number", "date_of_birth")
        answers += about("minor_child", child, register.entry(child), minor, index=index)
    is_parent = desk.family.cast.ties.get(key) in ("mother", "father")
    answers += _met(desk) + fact("subject.event_number", desk.case.encounter.event_number)
    signer = _spelt(desk, desk.case.encounter.officer)
    answers += issued(desk, day, signer=signer, role="parent" if is_parent else "other_adult")
    short = key.rpartition(".")[2]
    return paper(
        desk, "dhs_i213", agency="CBP", day=day, answers=answers, paragraphs=narrative,
        suffix=f".{short}",
    )  # fmt: skip


def i831(desk: Desk, *, narrative: tuple[Paragraph, ...]) -> Paper:
    """Return the continuation page that goes on with the narrative of the child's I-213."""
    day = processed(desk)
    known = desk.child("CBP")
    answers = about("subject", desk.case.child, known, ("family_name", "given_names", "a_number"))
    answers += fact("subject.event_number", desk.case.encounter.event_number)
    answers += issued(desk, day, signer=_spelt(desk, desk.case.encounter.officer))
    return paper(desk, "dhs_i831", agency="CBP", day=day, answers=answers, paragraphs=narrative)


def i862(desk: Desk) -> Paper | None:
    """Return the notice to appear, or None where no hearing was set."""
    hearing = desk.case.hearing
    if hearing is None:
        return None
    day = hearing.noticed
    answers = subject(desk, "ICE", day=day, more=("subject_id", "fin", "language"))
    answers += _residing(desk, day)
    answers += fact("subject.event_number", desk.case.encounter.event_number)
    answers += fact("entry.date", desk.case.encounter.entered.isoformat())
    answers += fact("entry.place", desk.case.encounter.place) + fact("hearing.place", hearing.court)
    if happens(desk.rng, 0.75):
        answers += fact("hearing.date", hearing.at)
    answers += issued(desk, day, signer=desk.staff())
    return paper(desk, "dhs_i862", agency="ICE", day=day, answers=answers)


def _residing(desk: Desk, day: date) -> tuple[Answer, ...]:
    """Return where the notice says that the child lives: with the sponsor, or in a program."""
    release = desk.case.release
    if release and release.date <= day:
        known = desk.register("ICE").entry(desk.case.sponsor)
        address = fact("subject.address", known.get("address"), person=desk.case.child)
        return address + fact("subject.phone", known.get("phone"), person=desk.case.child)
    homes = [stay for stay in desk.case.placements if stay.date <= day]
    if not homes:
        return ()
    return fact(
        "subject.address", f"c/o {homes[-1].program}, {homes[-1].town}", person=desk.case.child
    )


def ar11(desk: Desk) -> Paper | None:
    """Return the change of address card of a child who moved after release."""
    case = desk.case
    home = case.moved_to
    old = desk.register("sponsor").entry(case.sponsor).get("address")
    if home is None or case.moved is None or old is None:
        return None
    day = min(later(desk.rng, case.moved, 1, 30), case.moved + timedelta(days=30))
    answers = subject(desk, "sponsor", day=day)
    answers += fact("subject.address", home.text, person=case.child)
    answers += fact("subject.previous_address", old, person=case.child)
    if happens(desk.rng, 0.2):
        box = f"PO Box {desk.rng.randint(10, 9899)}, {home.city}, {home.state} {home.zip}"
        answers += fact("subject.mailing_address", box, person=case.child)
    old_enough = desk.family.cast.people[case.child].age(day) >= SIGNS_ALONE
    signer = desk.register("sponsor").entry(case.child if old_enough else case.sponsor)
    answers += issued(desk, day, signer=signer.get("full_name", ""))
    return paper(desk, "dhs_ar11", agency="sponsor", day=day, answers=answers)
