"""More made-up people, for papers that the families of the samples have none of."""

from __future__ import annotations

from datetime import date
from typing import Final

from samples.people import Person

NELSON: Final = Person(
    given="Nelson Adalberto",
    family="VALDELUNA PEÑATORRE",
    born=date(1984, 8, 30),
    sex="M",
    country="GTM",
)
"""Father of the first family's children, who stayed in Guatemala."""

ISAI: Final = Person(
    given="Nahúm Isaí",
    family="CERROVERDE MIRAFLORAL",
    born=date(2008, 3, 5),
    sex="M",
    country="SLV",
)
BLANCA: Final = Person(
    given="Blanca Idalia",
    family="MIRAFLORAL RIOSECADO",
    born=date(1986, 1, 19),
    sex="F",
    country="SLV",
)
ROQUE: Final = Person(
    given="Roque Amílcar",
    family="CERROVERDE LUNAMAR",
    born=date(1983, 10, 2),
    sex="M",
    country="SLV",
)

XIMENA: Final = Person(
    given="Ximena Itzel",
    family="PALOMARES AGUAZUL",
    born=date(2009, 9, 21),
    sex="F",
    country="MEX",
)
EVELIA: Final = Person(
    given="Evelia",
    family="AGUAZUL TRESROCAS",
    born=date(1989, 5, 11),
    sex="F",
    country="MEX",
)
FERMIN: Final = Person(
    given="Fermín Raúl",
    family="PALOMARES HONDOVALLE",
    born=date(1987, 12, 24),
    sex="M",
    country="MEX",
)
