"""Words that a reader ran together: the end of a label and the answer behind it, "date06/04/2020".

The second reader sees a line of any length at once and loses narrow gaps. A number or a capital that follows
a label's small letters at once begins the answer; a particle of a name ("delaCruz") is no label. The gap
after a colon is lost by either reader ("DOB:6" of "DOB: 6 June 1999").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from extract.page import ReadPage
from records.types import Source, Word

_TOGETHER: Final = re.compile(
    r"(?P<label>[^\W\d_][^\W\d_'\u2019.]*[a-z\u00df-\u00ff]{3}[:.)]?)(?P<number>[0-9][0-9/.-]{4,}.*)"
    r"|(?!del[ao]s?[A-Z])(?P<word>[a-z\u00df-\u00ff]{4,}[:.)]?)(?P<name>[A-Z\u00c0-\u00de][^\W\d_]{2,}.*)"
)

_COLON: Final = re.compile(r"(?P<label>[^\W\d_]{2,}\.?:)\w.*")


def parted(page: ReadPage) -> ReadPage:
    """Return a page whose words are parted where two were run together."""
    if not any(_is_two(word) for word in page.words):
        return page
    return replace(page, words=tuple(part for word in page.words for part in _parts(word)))


def _is_two(word: Word) -> bool:
    return "@" not in word.text and _label(word) is not None


def _label(word: Word) -> str | None:
    """Return the label that a word begins with, None where it is one word."""
    match = _COLON.fullmatch(word.text)
    if match is None and word.source is Source.CROP:
        match = _TOGETHER.fullmatch(word.text)
    return match and (match["label"] or match["word"])


def _parts(word: Word) -> Iterator[Word]:
    """Yield a word, or the two that it is, each as wide as its share of the letters."""
    first = _label(word) if _is_two(word) else None
    if first is None:
        yield word
        return
    box = word.bbox
    between = box.x0 + box.width * len(first) / len(word.text)
    yield replace(word, text=first, bbox=replace(box, x1=between))
    yield replace(word, text=word.text[len(first) :], bbox=replace(box, x0=between))
