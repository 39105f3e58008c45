"""Numbers that name a made-up person: none is anybody's, and each has the shape of a real one.

Alien numbers lie between 300,000,000 and 999,999,999, far above those given out so far; none has eight
digits, since any of those may be somebody's. Telephones end in 555 01xx, which North America keeps for
fiction, and so do those of other countries, where no such block is kept. Identity numbers carry right
check digits.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Final

from records.cleaning import fold
from synth.chance import SPLITS, digits
from synth.papers import Split

SLOTS: Final = 50
"""People of one family, two numbers each where one has two."""

_FIRST_A_NUMBER: Final = 300_000_000
_A_NUMBERS: Final = 700_000_000
_STEP: Final = 433_494_437
"""A prime (a Fibonacci number): multiplying by it spreads neighbours apart and keeps them different."""

_PHONES: Final = {
    "GTM": "+502555501", "HND": "+504955501", "SLV": "+503755501", "MEX": "+529615550 1", "NIC": "+505855501",
    "ECU": "+593995550 1", "BRA": "+551195555 01", "HTI": "+509375501", "IND": "+919555550 1",
    "CHN": "+861385555 01", "ROU": "+407255501",
}  # fmt: skip
_VOWELS: Final = "AEIOU"
_STATES: Final = {
    "Guerrero": "GR", "Oaxaca": "OC", "Chiapas": "CS", "Michoacán": "MN", "Tamaulipas": "TS",
    "Baja California": "BC", "Sonora": "SR", "Chihuahua": "CH", "Coahuila": "CL", "Puebla": "PL",
    "Veracruz": "VZ", "Sinaloa": "SL",
}  # fmt: skip
_CURP_DIGITS: Final = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
_DEPARTMENTS: Final = (
    "Guatemala|El Progreso|Sacatepéquez|Chimaltenango|Escuintla|Santa Rosa|Sololá|Totonicapán|Quetzaltenango|"
    "Suchitepéquez|Retalhuleu|San Marcos|Huehuetenango|Quiché|Baja Verapaz|Alta Verapaz|Petén|Izabal|Zacapa|"
    "Chiquimula|Jalapa|Jutiapa"
).split("|")
"""In the order of the codes 01 to 22 that a CUI ends with (Guatemala's list of departments)."""


def a_number(*, seed: int, split: Split, family: int, slot: int) -> str:
    """Return an alien number of nine digits; no two people of a seed share one."""
    place = (SPLITS.index(split) * 100_000 + family % 100_000) * SLOTS + slot
    return f"A{_FIRST_A_NUMBER + (place * _STEP + seed) % _A_NUMBERS:09d}"


def phone_abroad(rng: random.Random, country: str) -> str:
    """Return a telephone number of `country` (alpha-3) as E.164."""
    return _PHONES[country].replace(" ", "") + digits(rng, 2)


def phone_us(rng: random.Random, area: str) -> str:
    """Return +1, the area code, 555 01xx."""
    return f"+1{area}55501{digits(rng, 2)}"


def cui(rng: random.Random, region: str) -> str:
    """Return a Guatemalan CUI of 13 digits: serial, check digit modulo 11, department, municipality."""
    while True:
        serial = digits(rng, 8)
        check = sum(int(d) * w for d, w in zip(serial, range(2, 10), strict=True)) % 11
        if check < 10:
            department = _DEPARTMENTS.index(region) + 1 if region in _DEPARTMENTS else 1
            return f"{serial}{check}{department:02d}{rng.randint(1, 17):02d}"


def dui(rng: random.Random) -> str:
    """Return a Salvadoran DUI: eight digits, a hyphen and the check digit modulo 10."""
    serial = digits(rng, 8)
    total = sum(int(d) * w for d, w in zip(serial, range(9, 1, -1), strict=True))
    return f"{serial}-{(10 - total % 10) % 10}"


def dni(rng: random.Random, born: date) -> str:
    """Return a Honduran identity number: municipality, year of birth, entry."""
    return f"{rng.randint(1, 18):02d}{rng.randint(1, 20):02d}-{born.year}-{digits(rng, 5)}"


def curp(
    rng: random.Random, *, given: str, surnames: tuple[str, ...], born: date, sex: str, region: str
) -> str:
    """Return a Mexican CURP of 18 places whose check digit fits."""
    first, second = (_plain(name) for name in (*surnames, "X", "X")[:2])
    name = _plain(given)
    inner = next((c for c in first[1:] if c in _VOWELS), "X")
    letters = first[0] + inner + second[0] + name[0]
    ends = "".join(_inner_consonant(each) for each in (first, second, name))
    body = f"{letters}{born:%y%m%d}{'H' if sex == 'M' else 'M'}{_STATES.get(region, 'NE')}{ends}"
    body += "A" if born.year >= 2000 else "0"
    total = sum(_CURP_DIGITS.index(c) * w for c, w in zip(body, range(18, 1, -1), strict=True))
    return f"{body}{(10 - total % 10) % 10}"


def _plain(name: str) -> str:
    """Return the last word of a name in plain capitals: "de la Cruz" counts as CRUZ."""
    return fold(name).split()[-1].upper() if fold(name) else "X"


def _inner_consonant(name: str) -> str:
    return next((c for c in name[1:] if c.isascii() and c.isalpha() and c not in _VOWELS), "X")


def national_id(
    rng: random.Random,
    *,
    country: str,
    given: str,
    surnames: tuple[str, ...],
    born: date,
    sex: str,
    region: str,
) -> str:
    """Return an identity number as `country` gives them out, "" where the papers never show one."""
    if country == "GTM":
        return cui(rng, region)
    if country == "SLV":
        return dui(rng)
    if country == "HND":
        return dni(rng, born)
    if country == "MEX":
        return curp(rng, given=given, surnames=surnames, born=born, sex=sex, region=region)
    return ""
