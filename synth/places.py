"""Places of the story: towns are real, with their ZIP and area codes; streets and programs are made up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Final

from synth.lists import items, kept_for, section, table
from synth.papers import Split
from synth.people import Home, Place

_VILLAGE_NAMES: Final = {"BRA": "pt", "HTI": "fr", "IND": "en", "CHN": "zh", "ROU": "ro"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """A place where people are met; `agency` is the one that works there."""

    place: str
    sector: str
    code: str
    agency: str


def _abroad() -> dict[str, object]:
    return table("places/abroad.toml")


@cache
def _towns(country: str) -> tuple[Place, ...]:
    entries = items(section(_abroad(), country), "towns", mark=";")
    pairs = (entry.rsplit(", ", 1) for entry in entries)
    return tuple(Place(town=town, region=region) for town, region in pairs)


def birthplace(rng: random.Random, country: str) -> Place:
    """Return a town of a country (alpha-3)."""
    return rng.choice(_towns(country))


def address_abroad(rng: random.Random, country: str, town: Place) -> str:
    """Return where somebody lives at home: a made-up street or village, the town, the region."""
    names = items(section(_abroad(), "names"), _VILLAGE_NAMES.get(country, "es"))
    name, other = rng.sample(names, 2)
    shape = rng.choice(items(section(_abroad(), country), "streets"))
    street = shape.format(
        name=name, other=other, number=rng.randint(1, 9), small=rng.randint(1, 18),
        tens=rng.randint(10, 89), letter=rng.choice("ABCDEFGH"),
    )  # fmt: skip
    return f"{street}, {town.text}"


def _us(name: str, *, mark: str = ",") -> tuple[str, ...]:
    return items(table("places/us.toml"), name, mark=mark)


def some_home(rng: random.Random) -> tuple[Home, str]:
    """Return an address in the United States and the area code of its town."""
    city, state, zip_code, area = rng.choice(_us("towns", mark=";")).rsplit(" ", 3)
    name = f"{rng.choice(_us('streets_first'))} {rng.choice(_us('streets_last'))}"
    street = f"{rng.randint(101, 9899)} {name} {rng.choice(_us('street_kinds'))}"
    if rng.random() < 0.45:
        unit = rng.choice(_us("units"))
        street += " " + unit.format(n=rng.randint(1, 30), letter=rng.choice("ABCD"))
    return Home(street=street, city=city, state=state, zip=zip_code), area


@cache
def _borders() -> tuple[Border, ...]:
    lines = str(table("places/us.toml")["border"]).strip().splitlines()
    parts = (tuple(part.strip() for part in line.split(";")) for line in lines)
    return tuple(
        Border(place=place, sector=sector, code=code, agency=agency)
        for place, sector, code, agency in parts
    )


def some_border(rng: random.Random) -> Border:
    """Return a place where people are met, seldom one inside the country."""
    return rng.choices(_borders(), weights=[1 if "ICE" in b.agency else 4 for b in _borders()])[0]


def some_program(rng: random.Random, split: Split) -> tuple[str, str]:
    """Return a made-up program of one split and the town where it is."""
    first = rng.choice(kept_for(split, _us("programs_first")))
    return f"{first} {rng.choice(_us('programs_last'))}", rng.choice(_us("program_towns", mark=";"))


def some_court(rng: random.Random) -> str:
    """Return the address of an immigration court: a made-up street in a town that has one."""
    return rng.choice(_us("courts", mark=";"))


def some_facility(rng: random.Random) -> str:
    """Return a made-up place of detention."""
    return rng.choice(_us("detention", mark=";"))
