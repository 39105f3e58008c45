"""Words that a reader ran together: the end of a label and the answer behind it, "date06/04/2020".

The second reader sees a line of any length at once and loses narrow gaps. A number or a capital that follows
a label's small letters at once begins the answer; a
particle of a name ("delaCruz") is no label.
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


def parted(page: ReadPage) -> ReadPage:
    """Return a page whose second reader's words are parted where two were run together."""
    if not any(_is_two(word) for word in page.words):
        return page
    return replace(page, words=tuple(part for word in page.words for part in _parts(word)))


def _is_two(word: Word) -> bool:
    return word.source is Source.CROP and "@" not in word.text and _match(word) is not None


def _match(word: Word) -> re.Match[str] | None:
    return _TOGETHER.fullmatch(word.text)


def _parts(word: Word) -> Iterator[Word]:
    """Yield a word, or the two that it is, each as wide as its share of the letters."""
    match = _match(word) if _is_two(word) else None
    if match is None:
        yield word
        return
    first = match["label"] or match["word"]
    box = word.bbox
    between = box.x0 + box.width * len(first) / len(word.text)
    yield replace(word, text=first, bbox=replace(box, x1=between))
    yield replace(word, text=word.text[len(first) :], bbox=replace(box, x0=between))
