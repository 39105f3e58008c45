"""Words to pieces of a fixed list, the longest first, as BERT without case and accents cuts them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

LONGEST: Final = 100
"""A longer word is one unknown piece."""


LAST_LATIN: Final = "\u0250"
"""The first letter beyond those of Latin alphabets."""


class WordPiece:
    """Cuts words; `pieces` is BERT's list, one piece a line, its number is its line."""

    def __init__(self, pieces: str) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces.splitlines())}
        self.begin, self.end = self._numbers["[CLS]"], self._numbers["[SEP]"]
        self._unknown = self._numbers["[UNK]"]
        self.hidden = self._numbers.get("[MASK]", self._unknown)
        self._ticked, self._unticked = self._numbers["[unused1]"], self._numbers["[unused2]"]
        self._cut = lru_cache(maxsize=65536)(self._cut_word)

    def __call__(self, word: str) -> list[int]:
        """Return the numbers of a word's pieces, at least one."""
        return [n for part in _parts(word) for n in self._cut(part)] or [self._unknown]

    def mark(self, *, ticked: bool) -> list[int]:
        """Return the piece that stands for a tick box."""
        return [self._ticked if ticked else self._unticked]

    def _cut_word(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self._numbers.get(("##" if start else "") + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return (self._unknown,)
        return tuple(found)


def _parts(word: str) -> list[str]:
    """Return a word in small letters without accents, cut at its signs, each of which is a part."""
    plain = unicodedata.normalize("NFD", word.lower())
    parts = [""]
    for letter in plain:
        kind = unicodedata.category(letter)
        if kind == "Mn" or kind == "Cc":
            continue
        if letter.isspace():
            parts.append("")
        elif kind.startswith("P") or (letter.isascii() and not letter.isalnum()):
            parts += [letter, ""]
        else:
            parts[-1] += letter
    return [part for part in parts if part]


def latin(listed: str) -> tuple[tuple[int, ...], str]:
    """Return the numbers of the pieces that English and Spanish need, and their list.

    Left out are letters of other alphabets, and places of the list that nobody uses, but for the tick boxes'.
    """
    kept = [(number, p) for number, p in enumerate(listed.splitlines()) if p in _MARKS or _own(p)]
    return tuple(number for number, _ in kept), "".join(f"{piece}\n" for _, piece in kept)


_MARKS: Final = ("[PAD]", "[unused1]", "[unused2]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def _own(piece: str) -> bool:
    return not piece.startswith("[unused") and all(
        not letter.isalpha() or letter < LAST_LATIN for letter in piece
    )
