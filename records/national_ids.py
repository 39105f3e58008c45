"""Check digits of identity numbers of Guatemala, El Salvador and Mexico; what a CURP says of its person.

Sources: CUI, modulo 11 as RENAP assigns it; DUI, modulo 10 as RNPN assigns it; CURP, the Instructivo
Normativo para la Asignación de la Clave Única de Registro de Población.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

_CUI: Final = re.compile(r"([0-9]{8})([0-9])(0[1-9]|1[0-9]|2[0-2])(?!00)[0-9]{2}")
"""Serial number, check digit, department (of 22) and municipality of birth."""
_DUI: Final = re.compile(r"([0-9]{8})-([0-9])")
_CURP: Final = re.compile(r"[A-Z]{4}([0-9]{6})([HMX])[A-Z]{5}([0-9A-Z])([0-9])")
_CURP_DIGITS: Final = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
_CURP_SEX: Final = {"H": "M", "M": "F", "X": "X"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CurpPerson:
    """What a CURP says: date of birth (ISO 8601) and sex (M, F or X)."""

    born: str
    sex: str


def has_check_digit(identifier: str) -> bool:
    """Return whether a canonical identifier is a CUI, DUI or CURP whose check digit fits."""
    return _is_cui(identifier) or _is_dui(identifier) or curp_person(identifier) is not None


def curp_person(identifier: str) -> CurpPerson | None:
    """Return what a CURP says of its person, or None for anything else, a wrong check digit included.

    The seventeenth place tells the century: a figure before 2000, a letter from then on.
    """
    match = _CURP.fullmatch(identifier)
    if match is None:
        return None
    weights = range(18, 1, -1)
    total = sum(_CURP_DIGITS.index(c) * w for c, w in zip(identifier, weights, strict=False))
    if (10 - total % 10) % 10 != int(match[4]):
        return None
    century = 1900 if match[3].isdigit() else 2000
    year, month, day = (int(match[1][at : at + 2]) for at in (0, 2, 4))
    try:
        born = datetime.date(century + year, month, day).isoformat()
    except ValueError:
        return None
    return CurpPerson(born=born, sex=_CURP_SEX[match[2]])


def _is_cui(identifier: str) -> bool:
    match = _CUI.fullmatch(identifier)
    if match is None:
        return False
    return sum(int(d) * w for d, w in zip(match[1], range(2, 10), strict=True)) % 11 == int(
        match[2]
    )


def _is_dui(identifier: str) -> bool:
    match = _DUI.fullmatch(identifier)
    if match is None:
        return False
    total = sum(int(d) * w for d, w in zip(match[1], range(9, 1, -1), strict=True))
    return (10 - total % 10) % 10 == int(match[2])
