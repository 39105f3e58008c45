"""The characters that case files are written in, out of the 18,708 that PP-OCR's readers know.

Its columns are summed into ours: full-width forms count for the plain letter, letters of other alphabets
of Latin
script for their base letter. What is left over (Chinese, pictures) is no character of ours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from records.cleaning import fold

BLANK: Final = 0
"""Index of CTC's blank, in our columns and in the line reader's."""
ALPHABET: Final = (
    " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    "ÁÀÂÄÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜáàâäãåçéèêëíìîïñóòôöõúùûü"
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¿ºª°×✓☐☒☑"
)
"""Our characters; the character at `index` stands in column `index + 1`, behind the blank."""
COLUMN: Final = {char: index + 1 for index, char in enumerate(ALPHABET)}
"""Character -> column."""
COLUMNS: Final = len(ALPHABET) + 1
_SAME: Final = {
    "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2018": "'", "\u2019":
    "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u3000": " ", "\u00b7": ".", "\u2022": ".", "\u3002": ".", "\u3001":
    ",", "\u2714": "✓",
    "\u2717": "×", "\u2718": "×", "\u02da": "°", "\u0131": "i",
}  # fmt: skip
"""Characters that look like one of ours and mean the same on paper."""


def ours(char: str) -> str | None:
    """Return the character of ours that another one counts as, or None where it is none."""
    if char in COLUMN:
        return char
    if char in _SAME:
        return _SAME[char]
    plain = unicodedata.normalize("NFKC", char)
    if plain in COLUMN:
        return plain
    base = unicodedata.normalize("NFKD", char)[:1]
    return base if base in COLUMN and base.isascii() and base.isalpha() else None


def columns_of(characters: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return our column of each of a model's `characters`, -1 for those that are not ours."""
    found = (ours(char) for char in characters)
    return np.array([-1 if char is None else COLUMN[char] for char in found], dtype=np.int64)


FOLDED: Final = " abcdefghijklmnopqrstuvwxyz0123456789"
"""The characters of folded text (`records.cleaning.fold`), each in column `index + 1`."""
FOLDED_COLUMN: Final = {char: index + 1 for index, char in enumerate(FOLDED)}


@cache
def folded_columns() -> npt.NDArray[np.int64]:
    """Return for each of our columns its column in folded text; punctuation counts for the blank.

    A hyphen or stroke that stands between words counts for the space it becomes.
    """
    return np.array([BLANK, *(_folded(char) for char in ALPHABET)], dtype=np.int64)


def _folded(char: str) -> int:
    if char in " -/&":
        return FOLDED_COLUMN[" "]
    return FOLDED_COLUMN.get(fold(char)[:1], BLANK)
