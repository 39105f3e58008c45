"""People as the world knows them, before any agency has written them down. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town and the department, state or county it lies in."""

    town: str
    region: str

    @property
    def text(self) -> str:
        return f"{self.town}, {self.region}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An address in the United States: a made-up street in a real town."""

    street: str
    city: str
    state: str
    zip: str

    @property
    def text(self) -> str:
        return f"{self.street}, {self.city}, {self.state} {self.zip}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A made-up person. Numbers are canonical, "" where the person has none; countries are alpha-3.

    `given` is "" for a person of one name, which then stands in `surnames`.
    """

    key: str
    given: str
    surnames: tuple[str, ...]
    sex: str
    born: date
    country: str
    birthplace: Place
    language: str
    a_number: str = ""
    second_a_number: str = ""
    subject_id: str = ""
    fin: str = ""
    hhs_number: str = ""
    national_id: str = ""
    passport: str = ""
    phone: str = ""
    backup_phone: str = ""
    email: str = ""
    home: Home | None = None
    address_abroad: str = ""
    marital_status: str = ""
    married_name: str = ""

    @property
    def family(self) -> str:
        return " ".join(self.surnames)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    def age(self, day: date) -> int:
        """Return full years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))
