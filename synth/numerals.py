"""Numbers as Spanish registries write them out: 2009 is dos mil nueve. Source: the Ortografía of the RAE."""

from __future__ import annotations

from typing import Final

_BELOW_THIRTY: Final = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
).split()
_TENS: Final = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS: Final = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
).split()


def spelt(number: int) -> str:
    """Return a number, 0 to 9,999, in words."""
    if number < 30:
        return _BELOW_THIRTY[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return _TENS[ten - 3] + (f" y {_BELOW_THIRTY[one]}" if one else "")
    if number < 1000:
        hundred, rest = divmod(number, 100)
        head = "cien" if number == 100 else _HUNDREDS[hundred - 1]
        return f"{head} {spelt(rest)}" if rest else head
    thousand, rest = divmod(number, 1000)
    head = "mil" if thousand == 1 else f"{spelt(thousand)} mil"
    return f"{head} {spelt(rest)}" if rest else head


def spelt_day(day: int) -> str:
    """Return a day of the month: the first is primero."""
    return "primero" if day == 1 else spelt(day)
