"""Draw the people of one family: parents, children, who came along, who waits in the United States."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from records.cleaning import fold
from synth import numbers
from synth.chance import digits, happens, one_of, stream
from synth.lists import items, table
from synth.naming import COUNTRIES, Naming, childs_surnames, given_names, naming, own_surnames
from synth.papers import Split
from synth.people import Person, Place
from synth.places import address_abroad, birthplace, some_home
from synth.world import Cast

NAMESAKE_EVERY: Final = 17
"""Every seventeenth family has a child who bears the name of a child of the family before it."""

_COMPANIONS: Final = {
    "mother": 34, "father": 27, "none": 13, "grandparent": 6, "aunt_uncle": 7, "sibling": 4,
    "stepparent": 3, "unrelated": 4, "cousin": 2,
}  # fmt: skip
_SPONSORS: Final = {
    "parent": 34, "companion": 10, "aunt_uncle": 20, "sibling": 11, "grandparent": 4, "cousin": 6,
    "family_friend": 6, "other_relative": 3, "none": 6,
}  # fmt: skip
"""Shares near those of the releases that ORR has disclosed, with more parents who were separated."""

_OLDER: Final = {
    "grandparent": (16, 35), "sibling": (-24, -19), "cousin": (-20, 2), "aunt_uncle": (-12, 12),
    "family_friend": (-12, 14), "unrelated": (-12, 14), "stepparent": (-6, 8), "other_relative": (-10, 14),
    "spouse_partner": (-5, 5),
}  # fmt: skip
"""Years older than the mother, least and most. A grown sibling is a half sibling of the children."""

YOUNGEST_PARENT: Final = 16.5
"""Years that both parents are older than the eldest child at least."""
OLDEST_MOTHER: Final = 46
"""Years: no child is born later."""

TRAVELS_ALONE: Final = 10
"""Years: children of whom none is older came with somebody."""

_FIRST_MEETING: Final = date(2014, 2, 1)
_LAST_MEETING: Final = date(2023, 9, 30)
_ZERO_TOLERANCE: Final = (date(2018, 4, 6), date(2018, 6, 26))
"""The months of "zero tolerance", from the memorandum to the injunction: a third of the families."""

_SLOTS: Final = {"mother": 20, "father": 21, "companion": 22, "sponsor": 23}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What every draw of one family needs."""

    rng: random.Random
    seed: int
    split: Split
    number: int
    country: str
    names: Naming
    maya: bool
    met: date
    town: Place
    language: str

    @property
    def key(self) -> str:
        return f"{self.split}-{self.number:05d}"


def family_cast(number: int, *, seed: int, split: Split) -> Cast:
    """Return the people of family `number`, namesakes of the family before it among them."""
    cast = _own_cast(number, seed=seed, split=split)
    if not _borrows(number):
        return cast
    other = _own_cast(number - 1, seed=seed, split=split)
    lender = other.people[other.children[0]]
    child = cast.people[cast.children[0]]
    rng = stream(seed=seed, split=split, number=number, name="namesake")
    named = replace(child, given=lender.given, surnames=lender.surnames, sex=lender.sex)
    if happens(rng, 0.4):
        named = replace(named, born=_near(child.born, lender.born))
    people = dict(cast.people) | {child.key: named}
    return replace(cast, people=people, namesake=(child.key, lender.key))


def _near(own: date, other: date) -> date:
    """Return the last day no later than `own` that has the day and month of `other`."""
    try:
        near = own.replace(month=other.month, day=other.day)
        return near if near <= own else near.replace(year=own.year - 1)
    except ValueError:  # 29 February
        return own


def _own_cast(number: int, *, seed: int, split: Split) -> Cast:
    rng = stream(seed=seed, split=split, number=number, name="cast")
    country = _country(number, seed=seed, split=split)
    names = naming(country, split)
    maya = happens(rng, names.maya)
    draw = Draw(
        rng=rng, seed=seed, split=split, number=number, country=country, names=names, maya=maya,
        met=_meeting(rng), town=birthplace(rng, country),
        language=rng.choice(names.maya_languages if maya else names.languages),
    )  # fmt: skip
    return _cast(draw)


def _borrows(number: int) -> bool:
    return number % NAMESAKE_EVERY == NAMESAKE_EVERY - 1


def _country(number: int, *, seed: int, split: Split) -> str:
    """Return the country of a family; namesakes are compatriots."""
    drawn = number - 1 if _borrows(number) else number
    return one_of(stream(seed=seed, split=split, number=drawn, name="country"), COUNTRIES)


def _meeting(rng: random.Random) -> date:
    first, last = _ZERO_TOLERANCE if happens(rng, 0.33) else (_FIRST_MEETING, _LAST_MEETING)
    return first + timedelta(days=rng.randint(0, (last - first).days))


def _cast(draw: Draw) -> Cast:
    rng = draw.rng
    mother, father = _parents(draw)
    children = _children(draw, mother=mother, father=father)
    people = {each.key: each for each in (mother, father, *children)}
    roles = {"mother": mother.key, "father": father.key}
    ties = {mother.key: "mother", father.key: "father"}
    oldest = min(children, key=lambda child: child.born)
    alone = oldest.age(draw.met) >= TRAVELS_ALONE
    relation = one_of(rng, _COMPANIONS if alone else _COMPANIONS | {"none": 0})
    if relation in roles:
        key = roles["companion"] = roles[relation]
        people[key] = _with_numbers(draw, people[key], relation)
    elif relation != "none":
        companion = _with_numbers(
            draw, _relative(draw, relation, mother, key="companion"), "companion"
        )
        people[companion.key], ties[companion.key] = companion, relation
        roles["companion"] = companion.key
    _add_sponsor(draw, people, roles, ties)
    _add_caregiver(draw, people, roles, ties)
    return Cast(
        key=draw.key, split=draw.split, number=draw.number, country=draw.country, people=people,
        children=tuple(child.key for child in children), roles=roles, ties=ties, met=draw.met,
    )  # fmt: skip


def _parents(draw: Draw) -> tuple[Person, Person]:
    rng = draw.rng
    oldest_age = rng.uniform(1.0, 17.4)
    age_at_birth = rng.uniform(17, 36)
    born = draw.met - timedelta(days=round((oldest_age + age_at_birth) * 365.25))
    mother = _person(draw, key="mother", sex="F", born=born)
    if draw.names.order == "father_mother" and happens(rng, 0.12):
        mother = replace(mother, married_name=f"{mother.surnames[0]} de")
    apart = round(rng.uniform(-3, 9) * 365.25)
    father = _person(draw, key="father", sex="M", born=born - timedelta(days=apart))
    if mother.married_name:
        mother = replace(mother, married_name=f"{mother.married_name} {father.surnames[0]}")
    return mother, father


def _children(draw: Draw, *, mother: Person, father: Person) -> list[Person]:
    rng = draw.rng
    count = rng.choices((1, 2, 3), weights=(46, 38, 16))[0]
    surnames = childs_surnames(draw.names, father.surnames, mother.surnames)
    if draw.names.order == "father_mother" and happens(rng, 0.07):
        surnames = mother.surnames  # the father did not register the child
    grown = max(mother.born, father.born) + timedelta(days=round(YOUNGEST_PARENT * 365.25))
    oldest = max(grown, draw.met - timedelta(days=round(17.6 * 365.25)))
    last = min(draw.met - timedelta(days=200), mother.born + timedelta(days=OLDEST_MOTHER * 365))
    span = (last - oldest).days
    births = sorted(oldest + timedelta(days=rng.randint(0, max(span, 1))) for _ in range(count))
    spaced = [day for at, day in enumerate(births) if not at or (day - births[at - 1]).days > 300]
    return [
        _child(draw, index, born=day, surnames=surnames, father=father, home=mother.address_abroad)
        for index, day in enumerate(spaced)
    ]


def _child(
    draw: Draw, index: int, *, born: date, surnames: tuple[str, ...], father: Person, home: str
) -> Person:
    rng = draw.rng
    child = _person(
        draw, key=f"child{index + 1}", sex=rng.choice("MF"), born=born, surnames=surnames
    )
    if child.sex == "M" and happens(rng, 0.05) and father.given:
        child = replace(child, given=father.given)  # named after his father
    number = _a_number(draw, index)
    return replace(
        child,
        address_abroad=home,
        a_number=number,
        second_a_number=_a_number(draw, 10 + index),
        hhs_number=digits(rng, 9),
        marital_status="single",
    )


def _a_number(draw: Draw, slot: int) -> str:
    return numbers.a_number(seed=draw.seed, split=draw.split, family=draw.number, slot=slot)


def _person(
    draw: Draw, *, key: str, sex: str, born: date, surnames: tuple[str, ...] | None = None
) -> Person:
    rng, names = draw.rng, draw.names
    given = given_names(rng, names, sex=sex)
    if happens(rng, names.mononym):
        given, surnames = "", (given.split()[0],)
    surnames = surnames or own_surnames(rng, names, maya=draw.maya)
    place = draw.town if happens(rng, 0.75) else birthplace(rng, draw.country)
    number = numbers.national_id(
        rng, country=draw.country, given=given, surnames=surnames, born=born, sex=sex,
        region=place.region,
    )  # fmt: skip
    return Person(
        key=f"{draw.key}.{key}", given=given, surnames=surnames, sex=sex, born=born,
        country=draw.country, birthplace=place, language=draw.language, national_id=number,
        subject_id=digits(rng, 9), fin=rng.choice("123456789") + digits(rng, 8),
        address_abroad=address_abroad(rng, draw.country, place),
    )  # fmt: skip


def _with_numbers(draw: Draw, person: Person, role: str) -> Person:
    """Return an adult who was met at the border: with an alien number and a marital status."""
    rng = draw.rng
    passport = rng.choice("ABCG") + digits(rng, 8) if happens(rng, 0.2) else ""
    return replace(
        person,
        a_number=_a_number(draw, _SLOTS[role]),
        passport=passport,
        marital_status=rng.choice(("single", "single", "married", "married", "separated")),
    )


def _relative(draw: Draw, relation: str, mother: Person, *, key: str) -> Person:
    """Return an adult who is `relation` to the children; kin of the mother share a surname with her."""
    rng = draw.rng
    least, most = _OLDER[relation]
    born = mother.born - timedelta(days=round(rng.uniform(least, most) * 365.25))
    born = min(born, draw.met - timedelta(days=19 * 366))
    surnames = mother.surnames if relation in ("aunt_uncle", "sibling", "grandparent") else None
    if relation == "grandparent" and len(mother.surnames) > 1:
        surnames = (mother.surnames[1], own_surnames(rng, draw.names, maya=draw.maya)[0])
    sex = rng.choice("MF")
    return _person(draw, key=key, sex=sex, born=born, surnames=surnames)


def _add_sponsor(
    draw: Draw, people: dict[str, Person], roles: dict[str, str], ties: dict[str, str]
) -> None:
    rng = draw.rng
    kind = one_of(rng, _SPONSORS)
    companion = roles.get("companion", "")
    if kind == "none":
        return
    if kind == "parent":
        free = [roles[each] for each in ("mother", "father") if roles[each] != companion]
        key = rng.choice(free)
    elif kind == "companion" and ties.get(companion) in ("mother", "father"):
        key = companion
    else:
        kind = "aunt_uncle" if kind == "companion" else kind
        sponsor = _relative(draw, kind, people[roles["mother"]], key="sponsor")
        key, ties[sponsor.key], people[sponsor.key] = sponsor.key, kind, sponsor
    people[key] = _settled(draw, people[key])
    roles["sponsor"] = key
    for index in range(rng.choice((0, 1, 1, 2, 3))):
        housemate, relation = _housemate(draw, people[key], index)
        people[housemate.key], ties[housemate.key] = housemate, relation
        roles[f"household.{index}"] = housemate.key


def _settled(draw: Draw, person: Person) -> Person:
    """Return somebody who lives in the United States: address, telephones, e-mail, perhaps a number."""
    rng = draw.rng
    home, area = some_home(rng)
    number = person.a_number
    if not number and happens(rng, 0.55):
        number = _a_number(draw, _SLOTS["sponsor"])
    return replace(
        person,
        a_number=number,
        home=home,
        phone=numbers.phone_us(rng, area),
        backup_phone=numbers.phone_us(rng, area) if happens(rng, 0.5) else "",
        email=_email(rng, person) if happens(rng, 0.6) else "",
    )


def _email(rng: random.Random, person: Person) -> str:
    words = fold(person.name).split()
    mark = rng.choice((".", "_", ""))
    tail = rng.choice(("", digits(rng, 2), str(person.born.year)))
    local = "".join(c for c in f"{words[0]}{mark}{words[-1]}" if c.isascii())
    return f"{local}{tail}@{rng.choice(items(table('places/us.toml'), 'mail'))}"


def _housemate(draw: Draw, sponsor: Person, index: int) -> tuple[Person, str]:
    """Return somebody who lives with the sponsor and what they are to them: the first is the partner."""
    rng = draw.rng
    relation = rng.choice(("aunt_uncle", "cousin", "family_friend")) if index else "spouse_partner"
    mate = _relative(draw, relation, sponsor, key=f"household{index + 1}")
    if index:
        return mate, relation
    sex = {"M": "F", "F": "M"}[sponsor.sex]
    given = given_names(rng, draw.names, sex=sex)
    surnames = own_surnames(rng, draw.names, maya=draw.maya)
    return replace(mate, given=given, sex=sex, surnames=surnames), relation


def _add_caregiver(
    draw: Draw, people: dict[str, Person], roles: dict[str, str], ties: dict[str, str]
) -> None:
    """Add who cared for the children at home: a parent who stayed, or a grandparent."""
    rng = draw.rng
    taken = {roles.get("companion"), roles.get("sponsor")}
    stayed = [roles[each] for each in ("mother", "father") if roles[each] not in taken]
    if stayed and happens(rng, 0.5):
        key = stayed[0]
    else:
        person = _relative(draw, "grandparent", people[roles["mother"]], key="caregiver")
        key, people[person.key], ties[person.key] = person.key, person, "grandparent"
    phone = numbers.phone_abroad(rng, draw.country)
    people[key] = replace(people[key], phone=people[key].phone or phone)
    roles["caregiver"] = key
