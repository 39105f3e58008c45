"""The people of the samples. None of them exists: the family names are made up word by word.

Alien numbers lie in a block made up for this purpose, telephone numbers in the block 555-01xx that
is kept for fiction, streets do not exist; towns and ZIP codes are real, so that checks can pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A made-up person. `a_number` and `phone` are canonical; `country` is ISO 3166-1 alpha-3."""

    given: str
    family: str
    born: date
    sex: str
    country: str
    a_number: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def address(self) -> str:
        return f"{self.street}, {self.city}, {self.state} {self.zip}"


COUNTRY_EN: Final = {"GTM": "Guatemala", "HND": "Honduras"}
COUNTRY_ES: Final = COUNTRY_EN


def us(day: date) -> str:
    """Return 04/17/2009, as papers in English write it."""
    return day.strftime("%m/%d/%Y")


def spanish(day: date) -> str:
    """Return 17/04/2009, as papers in Spanish write it."""
    return day.strftime("%d/%m/%Y")


def a_number(person: Person) -> str:
    """Return A 987-654-301, as papers print it."""
    digits = person.a_number[1:]
    return f"A {digits[:3]}-{digits[3:6]}-{digits[6:]}"


def phone(person: Person) -> str:
    """Return (713) 555-0142."""
    digits = person.phone[2:]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


# ---- the first family: two children, taken from their mother, released to an aunt -----------

MATEO: Final = Person(
    given="Mateo Elías",
    family="VALDELUNA RIOCEDRO",
    born=date(2009, 4, 17),
    sex="M",
    country="GTM",
    a_number="A987654301",
)
LUCIA: Final = Person(
    given="Lucía Abigail",
    family="VALDELUNA RIOCEDRO",
    born=date(2012, 11, 3),
    sex="F",
    country="GTM",
    a_number="A987654302",
)
ELENA: Final = Person(
    given="Elena Marisol",
    family="RIOCEDRO MONTEFARO",
    born=date(1988, 2, 20),
    sex="F",
    country="GTM",
    a_number="A987654303",
)
ROSA: Final = Person(
    given="Rosa Amelia",
    family="Riocedro Montefaro",
    born=date(1985, 9, 14),
    sex="F",
    country="GTM",
    phone="+17135550142",
    street="1418 Cottonwood Bend Ln Apt 12",
    city="Houston",
    state="TX",
    zip="77036",
    email="rosa.riocedro@example.org",
)
HUGO: Final = Person(
    given="Hugo Nahúm",
    family="Alamedal Cuestaverde",
    born=date(1983, 12, 1),
    sex="M",
    country="GTM",
)
IRMA: Final = Person(
    given="Irma Leticia",
    family="Riocedro Montefaro",
    born=date(1998, 6, 25),
    sex="F",
    country="GTM",
)

# ---- the second family: a girl, taken from her father, released to her mother -----------------

KEILY: Final = Person(
    given="Keily Yamileth",
    family="CANTALAGUA FLORMIEL",
    born=date(2011, 8, 9),
    sex="F",
    country="HND",
    a_number="A987654318",
)
DARWIN: Final = Person(
    given="Darwin Josué",
    family="CANTALAGUA PIEDRASOL",
    born=date(1986, 5, 30),
    sex="M",
    country="HND",
    a_number="A987654319",
)
SANDRA: Final = Person(
    given="Sandra Noemí",
    family="Flormiel Altoverde",
    born=date(1990, 12, 2),
    sex="F",
    country="HND",
    phone="+16155550178",
    street="2207 Larkspur Hollow Dr",
    city="Nashville",
    state="TN",
    zip="37211",
)

# ---- the third: a boy who speaks Mam, released to his brother, whose number has 8 digits -------

TOMAS: Final = Person(
    given="Tomás Andrés",
    family="PIEDRALBA NUBEZUL",
    born=date(2002, 1, 28),
    sex="M",
    country="GTM",
    a_number="A987654327",
)
SANTOS: Final = Person(
    given="Santos Miguel",
    family="Piedralba Nubezul",
    born=date(1994, 7, 7),
    sex="M",
    country="GTM",
    a_number="A098765433",
    phone="+18645550119",
    street="560 Quarry Mill Rd Lot 9",
    city="Greenville",
    state="SC",
    zip="29611",
    email="santos.piedralba@example.org",
)
