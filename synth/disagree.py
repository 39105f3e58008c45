"""Plant what agencies get wrong about each other's people, each error with its kind, agency, truth and lie.

Shares are set so that about half of the families have something to find; none are measured on real files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from synth.agencies import AGENCIES, Agency, Entry, Register, Registers
from synth.chance import happens
from synth.papers import Paper
from synth.people import Person
from synth.spelling import Spelling
from synth.world import Family

FILING: Final[tuple[Agency, ...]] = ("CBP", "ICE", "ORR", "sponsor")
"""Who gets things wrong; a registry's certificate is what the others should have looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One thing that an agency believes and that is not so.

    `true` and `told` are canonical values of `attribute`, in the agency's own spelling; "" is nothing.
    """

    kind: str
    person: str
    agency: Agency
    attribute: str = ""
    true: str = ""
    told: str = ""


Change = dict[str, str]
Slip = Callable[[Person, Entry, Spelling, random.Random], Change]
"""What an agency has instead, by attribute; empty where this person cannot be got wrong so."""


def disagree(
    family: Family, believed: Registers, rng: random.Random
) -> tuple[Registers, tuple[Planted, ...]]:
    """Return the registers with what agencies get wrong, and all that was planted."""
    books = {agency: dict(register.entries) for agency, register in believed.items()}
    planted: list[Planted] = []
    for key, person in family.cast.people.items():
        for kind, (share, slip) in SLIPS.items():
            weight = 1.0 if key in family.cast.children else 0.5
            if not happens(rng, share * weight):
                continue
            agency = rng.choice([a for a in FILING if key in books[a]] or FILING)
            entry = books[agency].get(key, {})
            change = slip(person, entry, believed[agency].spelling, rng)
            books[agency][key] = {**entry, **change}
            planted += _noted(kind, key, agency, entry, change)
    planted += _two_numbers(family, books, rng)
    planted += _known_to_one(family, books, rng)
    registers = {
        a: Register(agency=a, spelling=believed[a].spelling, entries=books[a]) for a in AGENCIES
    }
    return registers, (*planted, *_of_family(family))


def _noted(kind: str, key: str, agency: Agency, entry: Entry, change: Change) -> list[Planted]:
    return [
        Planted(kind=kind, person=key, agency=agency, attribute=name, true=entry[name], told=told)
        for name, told in change.items()
    ]


# ---- names ---------------------------------------------------------------------------------------


def _renamed(entry: Entry, *, given: str | None = None, family: str | None = None) -> Change:
    """Return the attributes of a name that differ from an entry's."""
    new_given = entry.get("given_names", "") if given is None else given
    new_family = entry.get("family_name", "") if family is None else family
    whole = f"{new_given} {new_family}".strip()
    new = {"given_names": new_given, "family_name": new_family, "full_name": whole}
    return {name: told for name, told in new.items() if name in entry and entry[name] != told}


def _second_surname_dropped(
    person: Person, entry: Entry, spelling: Spelling, rng: random.Random
) -> Change:
    if len(person.surnames) < 2 or not person.given:
        return {}
    return _renamed(entry, family=spelling.family(person.surnames[0]))


def _surnames_swapped(
    person: Person, entry: Entry, spelling: Spelling, rng: random.Random
) -> Change:
    if len(person.surnames) != 2 or not person.given:
        return {}
    return _renamed(entry, family=spelling.family(" ".join(reversed(person.surnames))))


def _given_and_family_swapped(
    person: Person, entry: Entry, spelling: Spelling, rng: random.Random
) -> Change:
    if not person.given:
        return {}
    given, family = spelling.given(person.family), spelling.family(person.given)
    return _renamed(entry, given=given, family=family)


_HEARD: Final = (
    ("z", "s"), ("s", "z"), ("b", "v"), ("v", "b"), ("ll", "y"), ("y", "i"), ("h", ""), ("c", "s"),
    ("x", "j"),
    ("n", "nn"), ("l", "ll"), ("qu", "k"), ("i", "y"), ("g", "j"),
)  # fmt: skip
"""What is heard alike or typed alike: letters, and what stands for them."""


def misspelt(name: str, rng: random.Random) -> str:
    """Return a name as somebody spells it who only heard it; its first letter and its case stand."""
    ways = [(a, b) for a, b in _HEARD if a in name[1:].lower()]
    if not ways:
        return name
    old, new = rng.choice(ways)
    at = name.lower().index(old, 1)
    put = new.upper() if name[at].isupper() else new
    return name[:at] + put + name[at + len(old) :]


def _misspelt(person: Person, entry: Entry, spelling: Spelling, rng: random.Random) -> Change:
    if not person.given:
        return {}
    if happens(rng, 0.5):
        return _renamed(entry, given=misspelt(entry["given_names"], rng))
    return _renamed(entry, family=misspelt(entry["family_name"], rng))


# ---- dates and numbers -----------------------------------------------------------------------------


def _born(entry: Entry, told: date | None) -> Change:
    return {"date_of_birth": told.isoformat()} if told and "date_of_birth" in entry else {}


def _day_month_swapped(
    person: Person, entry: Entry, spelling: Spelling, rng: random.Random
) -> Change:
    born = person.born
    if born.day > 12 or born.day == born.month:
        return {}
    return _born(entry, born.replace(month=born.day, day=born.month))


def _birth_year_off(person: Person, entry: Entry, spelling: Spelling, rng: random.Random) -> Change:
    """Take a year off: with one more the child could be met before it was born."""
    return _born(
        entry, person.born.replace(year=person.born.year - 1, day=min(person.born.day, 28))
    )


_ALIKE: Final = {
    "0": "68",
    "1": "74",
    "2": "7",
    "3": "85",
    "4": "9",
    "5": "36",
    "6": "05",
    "7": "12",
    "8": "30",
    "9": "4",
}
"""Figures that are misread or mistyped for each other."""


def _digit_misread(person: Person, entry: Entry, spelling: Spelling, rng: random.Random) -> Change:
    """One figure of the alien number; never the first two, which say that nobody has it."""
    number = entry.get("a_number", "")
    if not number:
        return {}
    at = rng.randrange(3, len(number))
    return {"a_number": number[:at] + rng.choice(_ALIKE[number[at]]) + number[at + 1 :]}


def _digits_transposed(
    person: Person, entry: Entry, spelling: Spelling, rng: random.Random
) -> Change:
    number = entry.get("a_number", "")
    pairs = [at for at in range(3, len(number) - 1) if number[at] != number[at + 1]]
    if not pairs:
        return {}
    at = rng.choice(pairs)
    return {"a_number": number[:at] + number[at + 1] + number[at] + number[at + 2 :]}


SLIPS: Final[dict[str, tuple[float, Slip]]] = {
    "second_surname_dropped": (0.16, _second_surname_dropped),
    "surnames_swapped": (0.04, _surnames_swapped),
    "given_and_family_swapped": (0.03, _given_and_family_swapped),
    "name_misspelt": (0.14, _misspelt),
    "day_month_swapped": (0.09, _day_month_swapped),
    "birth_year_off": (0.04, _birth_year_off),
    "digit_misread": (0.08, _digit_misread),
    "digits_transposed": (0.04, _digits_transposed),
}
"""Kind -> its share of the children (of others half of it), and how it is done."""

# ---- whole people ----------------------------------------------------------------------------------

TWO_NUMBERS: Final = 0.08
KNOWN_TO_ONE: Final = 0.2
Books = dict[Agency, dict[str, Entry]]


def _two_numbers(family: Family, books: Books, rng: random.Random) -> list[Planted]:
    """Give a child a second alien number at the agencies that did not look up the first."""
    planted = []
    for key in family.cast.children:
        second = family.cast.people[key].second_a_number
        if not second or not happens(rng, TWO_NUMBERS):
            continue
        late: tuple[Agency, ...] = rng.choice(
            (("ICE",), ("ORR", "sponsor"), ("ICE", "ORR", "sponsor"))
        )
        for agency in late:
            entry = books[agency].get(key, {})
            if "a_number" in entry:
                books[agency][key] = {**entry, "a_number": second}
                planted += _noted("two_a_numbers", key, agency, entry, {"a_number": second})
    return planted


def _known_to_one(family: Family, books: Books, rng: random.Random) -> list[Planted]:
    """Let only those who met a parent know who that is: a child arrives in care without its history."""
    planted = []
    companion = family.cast.roles.get("companion", "")
    if family.cast.ties.get(companion) in ("mother", "father") and happens(rng, KNOWN_TO_ONE):
        if family.cast.roles.get("sponsor") == companion:
            return []
        for agency in ("ICE", "ORR", "sponsor"):
            name = books[agency].pop(companion, {}).get("full_name", "")
            if not name:
                continue
            planted.append(
                Planted(
                    kind="parent_known_to_one_agency", person=companion, agency=agency,
                    attribute="full_name", true=name,
                )
            )  # fmt: skip
    return planted


def _of_family(family: Family) -> list[Planted]:
    """Return what the story itself makes hard: children filed apart, children of one name."""
    planted = []
    if family.apart and any(case.placements for case in family.cases):
        planted += [
            Planted(kind="siblings_filed_apart", person=key, agency="ORR")
            for key in family.cast.children
        ]
    if family.cast.namesake:
        own, other = family.cast.namesake
        planted.append(Planted(kind="two_children_one_name", person=own, agency="ORR", told=other))
    return planted


def shown_on(planted: tuple[Planted, ...], paper: Paper) -> tuple[str, ...]:
    """Return the kinds of what was planted that a paper states, each once."""
    said = _said(paper)
    return tuple(dict.fromkeys(each.kind for each in planted if _states(paper, said, each)))


def to_be_found(planted: tuple[Planted, ...], papers: Iterable[Paper]) -> tuple[Planted, ...]:
    """Return what was planted without the values that no paper states: nobody could find those."""
    said = [(paper, _said(paper)) for paper in papers]
    return tuple(
        each
        for each in planted
        if not (each.attribute and each.told)
        or any(_states(paper, facts, each) for paper, facts in said)
    )


Said = frozenset[tuple[str | None, str, str | None]]
"""(person, attribute, value); None for the person where running text states it of whoever it is about."""


def _said(paper: Paper) -> Said:
    answers = {(a.person, a.name.partition(".")[2], a.value) for a in paper.answers}
    facts = [fact for paragraph in paper.paragraphs for run in paragraph for fact in run.facts]
    return frozenset(answers | {(None, name.partition(".")[2], told) for name, _, told in facts})


def _states(paper: Paper, said: Said, each: Planted) -> bool:
    if each.agency != paper.agency:
        return False
    return any((who, each.attribute, each.told) in said for who in (each.person, None))
