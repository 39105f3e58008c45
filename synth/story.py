"""Draw what happened: the encounter, a separation or none, placements, release, calls, a hearing.

Every day lies after the one before it: birth, entry, encounter, separation, placement, transfers, release,
calls. All lies between 2014 and 2024.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from synth.chance import digits, happens, later, one_of, stream
from synth.lists import table
from synth.naming import given_names, naming, own_surnames
from synth.papers import Split
from synth.places import some_border, some_court, some_facility, some_home, some_program
from synth.world import (
    Call,
    Case,
    Cast,
    Encounter,
    Family,
    Hearing,
    Placement,
    Release,
    Separation,
    Whereabouts,
)

PARENTS: Final = ("mother", "father")
FULL_AGE: Final = 18
OFFICER_NAMES: Final = "MEX"
"""Officers and staff have names of lists that are no country's of origin alone."""

_ZERO_TOLERANCE: Final = (date(2018, 4, 6), date(2018, 6, 26))
_LAST_DAY: Final = date(2024, 12, 13)
"""A Friday: courts sit on weekdays."""

_AT_PORTS: Final = ("PEDESTRIAN", "VEHICLE", "PEDESTRIAN LANE")
_BETWEEN_PORTS: Final = ("AFOOT", "PWA Afoot", "WI", "RAFTED", "WADED")
"""How an officer writes that somebody came, at a port of entry and between ports."""

_EXITS: Final = {
    "voluntary departure": 3, "repatriation": 4, "runaway": 2, "immigration relief granted": 2,
    "URM program": 3, "age redetermination": 1, "returned to DHS": 2,
}  # fmt: skip
_OUTCOMES: Final = {
    "spoke with sponsor and child": 44, "spoke with sponsor only": 22, "no answer": 14, "left message": 8,
    "number not in service": 6, "moved": 4, "refused": 2,
}  # fmt: skip
_CATEGORIES: Final = {
    "mother": {"1": 1}, "father": {"1": 1}, "stepparent": {"2A": 1, "1": 1},
    "sibling": {"2A": 2, "2B": 2, "2": 2}, "grandparent": {"2A": 3, "2B": 1, "2": 1},
    "aunt_uncle": {"2B": 3, "2A": 1, "2": 2}, "cousin": {"2B": 2, "3": 1, "2": 1},
    "family_friend": {"3": 1}, "other_relative": {"3": 1}, "unrelated": {"3": 1},
}  # fmt: skip
"""ORR's categories; 2 was divided into 2A and 2B in 2017 or so, both are met."""


def family_story(cast: Cast, *, seed: int) -> Family:
    """Return what happened to a family."""
    rng = stream(seed=seed, split=cast.split, number=cast.number, name="story")
    encounter = _encounter(rng, cast)
    apart = len(cast.children) > 1 and happens(rng, 0.22)
    separation = _separation(rng, cast, encounter)
    cases = tuple(
        _case(rng, cast, child, encounter=encounter, separation=separation, apart=apart)
        for child in cast.children
    )
    cases = cases if apart else _released_together(cast, cases)
    whereabouts = {
        cast.roles[role]: _whereabouts(rng, cast, role, encounter, separation) for role in PARENTS
    }
    return Family(cast=cast, cases=cases, whereabouts=whereabouts, apart=apart)


def staff_name(rng: random.Random, split: Split) -> str:
    """Return the name of an officer, a case manager or a registrar."""
    names = naming(OFFICER_NAMES, split)
    given = given_names(rng, names, sex=rng.choice("MF")).split()[0]
    return f"{given} {own_surnames(rng, names, maya=False)[0]}"


def _encounter(rng: random.Random, cast: Cast) -> Encounter:
    border = some_border(rng)
    at_port = border.agency == "OFO"
    entered = cast.met if at_port or happens(rng, 0.7) else cast.met - timedelta(rng.randint(1, 3))
    youngest = max(cast.people[child].born for child in cast.children)
    manner = "arriving or inadmissible" if at_port else "entered without inspection"
    way = rng.choice(_AT_PORTS if at_port else _BETWEEN_PORTS)
    return Encounter(
        date=cast.met,
        hour=f"{rng.randint(0, 23):02d}:{rng.choice(range(0, 60, 5)):02d}",
        entered=max(entered, youngest),
        place=border.place,
        sector=border.sector,
        code=border.code,
        agency=border.agency,
        manner=manner,
        way=way,
        officer=staff_name(rng, cast.split),
        event_number=f"{border.code}{cast.met:%y%m}{digits(rng, 6)}",
    )


def _separation(rng: random.Random, cast: Cast, encounter: Encounter) -> Separation | None:
    """Return how the children lost the adult they came with; not all adults are taken from them."""
    key = cast.roles.get("companion")
    if key is None:
        return None
    relationship = cast.ties[key]
    if not happens(rng, 0.86 if relationship in PARENTS else 0.75):
        return None
    agency = "ICE_ERO" if happens(rng, 0.06) else encounter.agency
    return Separation(
        date=later(rng, encounter.date, 0, 3),
        person=key,
        relationship=relationship,
        reason=_reason(rng, relationship, encounter.date),
        agency=agency,
    )


def _reason(rng: random.Random, relationship: str, day: date) -> str:
    entries = table("places/reasons.toml")["reasons"]
    strict = _ZERO_TOLERANCE[0] <= day <= _ZERO_TOLERANCE[1]
    weights: dict[str, float] = {}
    for entry in entries if isinstance(entries, list) else []:
        if relationship in entry["only"]:
            weights[entry["value"]] = entry["zero_tolerance" if strict else "weight"]
    return one_of(rng, weights)


def _case(
    rng: random.Random,
    cast: Cast,
    child: str,
    *,
    encounter: Encounter,
    separation: Separation | None,
    apart: bool,
) -> Case:
    event = f"{encounter.code}{cast.met:%y%m}{digits(rng, 6)}" if apart else encounter.event_number
    own = replace(encounter, event_number=event)
    companion = cast.roles.get("companion")
    case = Case(
        child=child,
        encounter=own,
        companion=companion,
        companion_relationship=cast.ties[companion] if companion else "",
        separation=separation,
        hearing=_hearing(rng, encounter.date),
    )
    if companion and cast.ties[companion] in PARENTS and separation is None:
        return case  # released together as a family: never in the care of ORR
    return _in_care(rng, cast, case)


def _hearing(rng: random.Random, day: date) -> Hearing:
    noticed = later(rng, day, 0, 45)
    at = later(rng, noticed, 60, 700)
    at += timedelta(days=(7 - at.weekday()) % 7 if at.weekday() > 4 else 0)
    hour = rng.choice(("08:30", "09:00", "10:00", "13:00", "13:30", "14:00"))
    return Hearing(
        noticed=noticed, at=f"{min(at, _LAST_DAY).isoformat()}T{hour}", court=some_court(rng)
    )


def _in_care(rng: random.Random, cast: Cast, case: Case) -> Case:
    start = case.separation.date if case.separation else case.encounter.date
    placements = [_placement(rng, cast, later(rng, start, 1, 4))]
    for _ in range(rng.choices((0, 1, 2), weights=(62, 30, 8))[0]):
        placements.append(_placement(rng, cast, later(rng, placements[-1].date, 12, 80)))
    sponsor = cast.roles.get("sponsor")
    relationship = cast.ties[sponsor] if sponsor else ""
    case = replace(
        case,
        placements=tuple(placements),
        sponsor=sponsor,
        sponsor_relationship=relationship,
        category=one_of(rng, _CATEGORIES[relationship]) if relationship else "4",
        release=_release(rng, cast, case, placements[-1], relationship),
    )
    return _after_release(rng, cast, case)


def _placement(rng: random.Random, cast: Cast, day: date) -> Placement:
    program, town = some_program(rng, cast.split)
    return Placement(program=program, town=town, date=day)


def _release(
    rng: random.Random, cast: Cast, case: Case, last: Placement, relationship: str
) -> Release | None:
    born = cast.people[case.child].born
    birthday = date(
        born.year + FULL_AGE, born.month, 28 if (born.month, born.day) == (2, 29) else born.day
    )
    day = later(rng, last.date, 9, 160)
    if birthday <= day:
        return (
            Release(date=birthday, kind="age-out", program=last.program)
            if birthday > last.date
            else None
        )
    if not relationship:
        kind = one_of(rng, _EXITS) if happens(rng, 0.75) else ""
    else:
        kind = _release_kind(relationship) if happens(rng, 0.86) else ""
    return Release(date=day, kind=kind, program=last.program) if kind else None


def _release_kind(relationship: str) -> str:
    if relationship in PARENTS:
        return "reunified with parent"
    if relationship in ("family_friend", "unrelated"):
        return "reunified with non-relative sponsor"
    return "reunified with relative sponsor"


def _after_release(rng: random.Random, cast: Cast, case: Case) -> Case:
    release = case.release
    if release is None or not release.kind.startswith("reunified"):
        return case
    calls = [_call(rng, later(rng, release.date, 28, 44))]
    if calls[0].with_sponsor is None or happens(rng, 0.15):
        calls.append(_call(rng, later(rng, calls[0].date, 3, 30)))
    moved = later(rng, release.date, 50, 300) if happens(rng, 0.3) else None
    home = some_home(rng)[0] if moved else None
    return replace(case, calls=tuple(calls), moved=moved, moved_to=home)


def _call(rng: random.Random, day: date) -> Call:
    outcome = one_of(rng, _OUTCOMES)
    reached = outcome.startswith("spoke")
    stays = reached and happens(rng, 0.93)
    elsewhere = ("with an uncle in another state", "left the home, whereabouts not known to the sponsor",
                 "with the mother, who came from another city", "works in another town")  # fmt: skip
    return Call(
        date=day,
        outcome=outcome,
        with_sponsor=stays if reached else None,
        address_confirmed=happens(rng, 0.85) if reached else None,
        whereabouts="" if stays or not reached else rng.choice(elsewhere),
    )


def _released_together(cast: Cast, cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """Give brothers and sisters who were filed together the placements and the end of the first."""
    first = cases[0]
    if first.release is None or not first.placements or first.release.kind == "age-out":
        return cases
    return tuple(
        replace(
            case,
            placements=first.placements,
            release=first.release,
            calls=first.calls,
            category=first.category,
            hearing=first.hearing,
            moved=first.moved,
            moved_to=first.moved_to,
        )
        for case in cases
    )


def _whereabouts(
    rng: random.Random, cast: Cast, role: str, encounter: Encounter, separation: Separation | None
) -> tuple[Whereabouts, ...]:
    """Return where a parent is, from the encounter on."""
    person = cast.people[cast.roles[role]]
    day = encounter.date
    if separation and separation.person == person.key:
        held = Whereabouts(fate="detained", since=day, detail=some_facility(rng))
        if cast.roles.get("sponsor") == person.key and person.home:
            town = f"{person.home.city}, {person.home.state}"
            return held, Whereabouts(
                fate="united_states", since=later(rng, day, 14, 50), detail=town
            )
        if happens(rng, 0.6):
            return held, Whereabouts(fate="removed", since=later(rng, day, 12, 80))
        return (held,)
    if person.home:
        detail = f"{person.home.city}, {person.home.state}"
        return (Whereabouts(fate="united_states", since=day, detail=detail),)
    if cast.roles.get("companion") == person.key:
        return (Whereabouts(fate="unknown", since=day),)
    chosen = one_of(rng, {"home": 60, "deceased": 8, "unknown": 20})
    if chosen == "home" or cast.roles.get("caregiver") == person.key:
        return (Whereabouts(fate="home", since=day, detail=person.birthplace.text),)
    return (Whereabouts(fate="deceased" if chosen == "deceased" else "unknown", since=day),)
