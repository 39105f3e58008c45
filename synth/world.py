"""What happened to one family: values only. `synth.casting` says who, `synth.story` what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from synth.papers import Split
from synth.people import Home, Person

Fate = Literal["detained", "removed", "home", "united_states", "deceased", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """How a child was met. `code` is the station's; `event_number` names the event at DHS.

    `manner` is a choice of the field entry.manner, `way` what the officer writes of the same.
    """

    date: Date
    hour: str
    entered: Date
    place: str
    sector: str
    code: str
    agency: str
    manner: str
    way: str
    officer: str
    event_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """A child taken from an adult: `person` is the adult's key, `relationship` what they are to the child."""

    date: Date
    person: str
    relationship: str
    reason: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A stay in a program; the first follows the encounter, every other is a transfer."""

    program: str
    town: str
    date: Date


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How care ended; `kind` is a choice of the field release.type."""

    date: Date
    kind: str
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call or visit after release; `outcome` is a choice of the field post_release.outcome."""

    date: Date
    outcome: str
    with_sponsor: bool | None
    address_confirmed: bool | None
    whereabouts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """When (YYYY-MM-DDTHH:MM) and where a child must appear, as the notice of `noticed` says."""

    noticed: Date
    at: str
    court: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One child's way through the agencies. Keys name people of the family.

    `companion_relationship` is what the adult who came along is to the child. `sponsor` may be
    somebody who never got the child: `release` tells. None means that it did not happen.
    """

    child: str
    encounter: Encounter
    companion: str | None = None
    companion_relationship: str = ""
    separation: Separation | None = None
    placements: tuple[Placement, ...] = ()
    sponsor: str | None = None
    sponsor_relationship: str = ""
    category: str = ""
    release: Release | None = None
    calls: tuple[Call, ...] = ()
    hearing: Hearing | None = None
    moved: Date | None = None
    moved_to: Home | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a parent is from `since` on; `detail` is a facility, a town abroad or a town here."""

    fate: Fate
    since: Date
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody of one family, and who they are to the children.

    `roles` maps mother, father, companion, sponsor, caregiver and household.N to keys of `people`; one
    person may have two roles. `ties` maps a key to what that person is to the
    children, for the household to the sponsor. `namesake` is a
    child of this family and, in another or in this one, a person of the same name.
    """

    key: str
    split: Split
    number: int
    country: str
    people: Mapping[str, Person]
    children: tuple[str, ...]
    roles: Mapping[str, str]
    ties: Mapping[str, str]
    met: Date
    namesake: tuple[str, str] | None = None

    def role(self, name: str) -> Person | None:
        """Return who has a role, or None where nobody has."""
        key = self.roles.get(name)
        return self.people[key] if key else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A cast and its story. `apart` says that the children were met and filed apart."""

    cast: Cast
    cases: tuple[Case, ...]
    whereabouts: Mapping[str, tuple[Whereabouts, ...]]
    apart: bool = False

    def where(self, key: str, day: Date) -> Whereabouts | None:
        """Return where a parent is on a day, or None where the story does not say."""
        known = [each for each in self.whereabouts.get(key, ()) if each.since <= day]
        return known[-1] if known else None
