"""What each agency believes about the people of a family.

An agency's register holds, for each person it has heard of, attributes of the vocabulary with their
canonical values, spelt as that agency spells. Where agencies disagree, `synth.disagree` has planted it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from synth.people import Person
from synth.spelling import Spelling, some_spelling
from synth.world import Family

Agency = Literal["CBP", "ICE", "ORR", "sponsor", "registry"]

AGENCIES: Final[tuple[Agency, ...]] = ("CBP", "ICE", "ORR", "sponsor", "registry")
"""CBP meets, ICE charges, ORR cares, the sponsor's family fills in its own papers, a registry certifies."""

Entry = Mapping[str, str]
"""Attribute of the vocabulary (family_name, a_number, ...) -> canonical value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One agency's entries by the key of the person, and how it spells."""

    agency: Agency
    spelling: Spelling
    entries: Mapping[str, Entry]

    def entry(self, key: str | None) -> Entry:
        """Return what is known of a person, nothing of one whom the agency has not heard of."""
        return self.entries.get(key, {}) if key else {}


Registers = Mapping[Agency, Register]


def registers(family: Family, *, rng: random.Random) -> Registers:
    """Return what every agency has about a family when all of them hear it right."""
    return {agency: _register(family, agency, rng) for agency in AGENCIES}


def _register(family: Family, agency: Agency, rng: random.Random) -> Register:
    spelling = some_spelling(rng, agency)
    people = family.cast.people
    entries = {
        key: entry(person, agency=agency, spelling=spelling) for key, person in people.items()
    }
    return Register(agency=agency, spelling=spelling, entries=entries)


def entry(person: Person, *, agency: Agency, spelling: Spelling) -> dict[str, str]:
    """Return what `agency` has about a person, without the attributes that are empty."""
    named = _names(person, spelling)
    place = person.birthplace
    values = {
        **named,
        "sex": person.sex,
        "date_of_birth": person.born.isoformat(),
        "nationality": person.country,
        "country_of_birth": person.country,
        "place_of_birth": spelling.text(place.text),
        "language": spelling.text(person.language),
        "national_id": person.national_id,
        "passport_number": person.passport,
        "passport_country": person.country if person.passport else "",
        "marital_status": person.marital_status,
        "address_abroad": spelling.text(person.address_abroad),
        "a_number": person.a_number if agency != "registry" else "",
        **_numbers(person, agency),
        **_contact(person, spelling),
    }
    return {name: value for name, value in values.items() if value}


def _names(person: Person, spelling: Spelling) -> dict[str, str]:
    given, family = spelling.given(person.given), spelling.family(person.family)
    return {"given_names": given, "family_name": family, "full_name": f"{given} {family}".strip()}


def _numbers(person: Person, agency: Agency) -> dict[str, str]:
    if agency in ("CBP", "ICE"):
        return {"subject_id": person.subject_id, "fin": person.fin}
    return {"hhs_tracking_number": person.hhs_number} if agency == "ORR" else {}


def _contact(person: Person, spelling: Spelling) -> dict[str, str]:
    values = {"phone": person.phone, "backup_phone": person.backup_phone, "email": person.email}
    home = person.home
    if home is None:
        return values
    return values | {
        "address": home.text,
        "city": home.city,
        "state": home.state,
        "zip": home.zip,
        "country_of_residence": "USA",
    }
