"""Numbers as civil registries write them out in Spanish: "doscientos treinta y cuatro" -> 234, or None.

The grammar is strict, so that a word that OCR lost or bent is refused wherever it can be told: ciento
alone, two tens in a row, a figure in brackets that says otherwise. Source of the spellings: the
Ortografía of the Real Academia Española, with the split forms that registries still write (diez y seis).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from records.cleaning import fold

_UNIT_WORDS: Final = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
)
_UNITS: Final = _UNIT_WORDS.split()
_TEN_WORDS: Final = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_TENS: Final = _TEN_WORDS.split()
_HUNDRED_WORDS: Final = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos"
)
_HUNDREDS: Final = {
    spelling: 100 * number
    for number, word in enumerate(_HUNDRED_WORDS.split(), start=1)
    for spelling in (word, re.sub("os$", "as", word))
}
_WORDS_THEN_FIGURE: Final = re.compile(r"(?P<words>[^0-9]+) (?P<figure>[0-9]+)")
_FIGURE_THEN_WORDS: Final = re.compile(r"(?P<figure>[0-9]+) (?P<words>[^0-9]+)")


def parse_number_words(text: str) -> int | None:
    """Return the number, 1 to 999,999, that Spanish words spell, or None."""
    left, mil, right = f" {fold(text)} ".partition(" mil ")
    if not mil:
        return _below_thousand(left.strip())
    thousands = _below_thousand(left.strip()) if left.strip() else 1
    rest = _below_thousand(right.strip()) if right.strip() else 0
    return None if thousands is None or rest is None else 1000 * thousands + rest


def parse_written_number(text: str) -> int | None:
    """Return the number that `text` gives in words, in figures, or in both where they agree.

    "5", "cinco" and "cinco (5)" are 5; "cinco (6)" is None.
    """
    folded = fold(text)
    if re.fullmatch("[0-9]{1,6}", folded):
        return int(folded)
    both = _WORDS_THEN_FIGURE.fullmatch(folded) or _FIGURE_THEN_WORDS.fullmatch(folded)
    if both is None:
        return parse_number_words(folded)
    number = parse_number_words(both["words"])
    return number if number is not None and both["figure"].lstrip("0") == str(number) else None


def _below_thousand(folded: str) -> int | None:
    if folded == "cien":
        return 100
    first, _, rest = folded.partition(" ")
    if first not in _HUNDREDS:
        return _below_hundred().get(folded)
    more = _below_hundred().get(rest) if rest else 0
    if more is None or (first == "ciento" and not more):
        return None
    return _HUNDREDS[first] + more


@cache
def _below_hundred() -> dict[str, int]:
    numbers = {words: number for number in range(1, 100) for words in _spellings(number)}
    short = {re.sub("uno$", end, words): n for words, n in numbers.items() for end in ("un", "una")}
    return short | numbers


def _spellings(number: int) -> Iterator[str]:
    """Yield the folded spellings of 1 to 99."""
    if number <= len(_UNITS):
        yield _UNITS[number - 1]
        return
    tens, unit = divmod(number, 10)
    ten = "diez" if tens == 1 else _TENS[tens - 2]
    if unit == 0:
        yield ten
        return
    yield f"{ten} y {_UNITS[unit - 1]}"
    if tens == 1:
        yield f"dieci{_UNITS[unit - 1]}"
    if tens == 2:
        yield f"veinti{_UNITS[unit - 1]}"
