"""Numbers of questions ("17. Sex"): print that belongs to no answer, and where the next question begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from extract.labels import Hit
from extract.layout import lines
from records.types import Word

DOTTED: Final = re.compile(r"[\[(#]?(\d{1,2})[a-z]?[.)\]]:?", re.IGNORECASE)
BARE: Final = re.compile(r"#?(\d{1,2})[a-z]?", re.IGNORECASE)
BESIDE: Final = 16.0
"""Points from a question's number to its words at most."""
APART: Final = 0.8
"""Heights of a word that a number stands behind the answer before it at least."""
NUMBERED: Final = 3
"""So many known labels with a number and a full stop before them make a page of numbered questions; one fewer
where numbers follow each other."""


def item_numbers(words: Sequence[Word], labels: Sequence[Hit]) -> tuple[Word, ...]:
    """Return the numbers of questions on a page, also of questions that no label is known of.

    One without its full stop ("17 Sex") counts before a known label only, and where it goes on with others.
    """
    starts = {id(min(hit.words, key=lambda w: w.bbox.x0)) for hit in labels}
    dotted: list[Word] = []
    bare: list[tuple[int, Word]] = []
    known = 0
    for before, word, after in _neighbours(words):
        if after is None or not 0 <= after.bbox.x0 - word.bbox.x1 < BESIDE:
            continue
        told = id(after) in starts
        if match := DOTTED.fullmatch(word.text):
            known += told
            if told or (_is_apart(before, word) and after.text[:1].lstrip("¿").isupper()):
                dotted.append(word)
        elif told and (match := BARE.fullmatch(word.text)):
            bare.append((int(match[1]), word))
    seen = {_number(word) for word in dotted}
    in_a_row = known == NUMBERED - 1 and any(n + 1 in seen for n in seen)
    if known < NUMBERED and not in_a_row:
        return ()
    return (*dotted, *(w for n, w in bare if n not in seen and {n - 1, n + 1} & seen))


def _neighbours(words: Sequence[Word]) -> Iterator[tuple[Word | None, Word, Word | None]]:
    """Yield each word with those before and after it on its line."""
    for line in lines(tuple(words)):
        yield from zip((None, *line[:-1]), line, (*line[1:], None), strict=True)


def _is_apart(before: Word | None, word: Word) -> bool:
    return before is None or word.bbox.x0 - before.bbox.x1 > APART * word.bbox.height


def _number(word: Word) -> int:
    return int(re.sub(r"\D", "", word.text))
