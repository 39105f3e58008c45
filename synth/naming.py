"""How families of a country are named: which lists, in which order the surnames stand, who has one name."""

from __future__ import annotations

import importlib
import random
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from synth.chance import happens
from synth.lists import Table, items, kept_for, table
from synth.papers import Split

Order = Literal["father_mother", "mother_father", "father"]
Surnames = tuple[str, ...]

COUNTRIES: Final = {
    "GTM": 34, "HND": 24, "SLV": 16, "MEX": 12, "NIC": 3, "ECU": 3, "BRA": 2, "HTI": 2, "IND": 2,
    "CHN": 1, "ROU": 1,
}  # fmt: skip
"""ISO 3166-1 alpha-3 -> about how many families of a hundred; the shares follow what ORR publishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The lists of one country and split, and its customs. Shares are between 0 and 1."""

    surnames: tuple[str, ...]
    maya_surnames: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    languages: tuple[str, ...]
    maya_languages: tuple[str, ...]
    order: Order
    maya: float
    hyphen: float
    mononym: float


def _library(locale: str, attribute: str) -> tuple[str, ...]:
    """Return a list of Faker's locale; its names in capitals or with figures are left out."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    names = getattr(provider, attribute, ())
    return tuple(" ".join(name.split()) for name in names if name.istitle())


def _pool(tables: list[Table], key: str, attribute: str, split: Split) -> tuple[str, ...]:
    names = tuple(name for each in tables for name in items(each, key))
    locale = str(tables[0].get("faker", ""))
    return kept_for(split, names + (_library(locale, attribute) if locale else ()))


def _share(of: Table, name: str) -> float:
    value = of.get(name, 0.0)
    return float(value) if isinstance(value, (int, float)) else 0.0


@cache
def naming(country: str, split: Split) -> Naming:
    """Return how families of `country` (alpha-3) are named in one split."""
    own, maya = table(f"names/{country.lower()}.toml"), table("names/maya.toml")
    tables = [own, *(table(f"names/{name}.toml") for name in items(own, "shares"))]
    order = str(own.get("order"))
    return Naming(
        surnames=_pool(tables, "surnames", "last_names", split),
        maya_surnames=_pool([maya], "surnames", "", split),
        male=_pool(tables, "male", "first_names_male", split),
        female=_pool(tables, "female", "first_names_female", split),
        languages=items(own, "languages"),
        maya_languages=items(maya, "languages"),
        order=order if order in ("mother_father", "father") else "father_mother",  # type: ignore[arg-type]
        maya=_share(own, "maya"),
        hyphen=_share(own, "hyphen"),
        mononym=_share(own, "mononym"),
    )


def own_surnames(rng: random.Random, names: Naming, *, maya: bool) -> Surnames:
    """Return the surnames of somebody whose parents are not in the story."""
    pool = names.maya_surnames if maya else names.surnames
    second = names.maya_surnames if maya and happens(rng, 0.8) else names.surnames
    if names.order == "father":
        return (_hyphenated(rng, names, rng.choice(pool)),)
    return rng.choice(pool), rng.choice(second)


def _hyphenated(rng: random.Random, names: Naming, first: str) -> str:
    if "-" in first or not happens(rng, names.hyphen):
        return first
    return f"{first}-{rng.choice(names.surnames).split('-')[0]}"


def childs_surnames(names: Naming, father: Surnames, mother: Surnames) -> Surnames:
    """Return what the child of two parents is called after: one surname of each, or the father's alone."""
    if names.order == "father":
        return father[:1] or mother[:1]
    if names.order == "mother_father":
        return mother[-1:] + father[-1:]
    return father[:1] + mother[:1]


def given_names(rng: random.Random, names: Naming, *, sex: str) -> str:
    """Return one to three given names."""
    pool = names.male if sex == "M" else names.female
    if names.order == "father" and len(names.languages) and "Punjabi" in names.languages:
        middle = {"M": "Singh", "F": "Kaur"}[sex]
        return f"{rng.choice(pool)} {middle}" if happens(rng, 0.4) else rng.choice(pool)
    count = rng.choices((1, 2, 3), weights=(30, 64, 6))[0] if names.order == "father_mother" else 1
    return " ".join(rng.sample(pool, min(count, len(pool))))
