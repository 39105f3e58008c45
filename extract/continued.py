"""Answers that go on on a later page or an addendum sheet: "Item 7 continued: ...", "Address (cont.): ...".

What goes on is joined to what was begun only where both say so and there is one of each; it waits
for a person all the same, and so does either half alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from extract.found import Found
from extract.free import is_told, one_line
from extract.labels import Hit
from extract.layout import line_height, lines
from extract.page import ReadPage
from records.cleaning import fold
from records.forms import FieldSpec
from records.types import BBox, Reading, Word, union

WORD: Final = r"(?:cont|contd|continued|continuation|continua|continuacion|continuado)"
ITEM: Final = (
    r"(?:item|question|number|no|box|block|part|pregunta|punto|inciso|numeral|casilla|numero|num)"
)
HEADS: Final = (
    re.compile(rf"(?:{ITEM} )?#?(?P<number>\d{{1,2}}[a-z]?) {WORD}(?: d)?\b"),
    re.compile(
        rf"{WORD} (?:of|from|de|del|de la) (?:the |la |el )?{ITEM} #?(?P<number>\d{{1,2}}[a-z]?)\b"
    ),
)
"""How a line begins that goes on with a numbered answer, folded."""
NUMBER: Final = re.compile(r"#?(\d{1,2}[a-z]?)[.):]?", re.IGNORECASE)
BESIDE: Final = 16.0
"""Points from an item's number to its label."""
LEADING: Final = 1.9
"""From one line of an answer to the next, in heights of its words."""
MARKED: Final = re.compile(rf"\b{WORD}(?: d)?(?: (?:from|de|del) .*)?$")
"""How a label ends whose answer began on an earlier page, folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What a page goes on with: the number of the item, and the words of the answer."""

    number: str
    words: tuple[Word, ...]


def is_marked(page: ReadPage, hit: Hit) -> bool:
    """Say whether a label is followed by "(continued)", as part of its print or right after it."""
    inside = fold(" ".join(w.text for w in hit.words))
    strip = BBox(x0=hit.bbox.x1, top=hit.bbox.top, x1=hit.bbox.x1 + 60, bottom=hit.bbox.bottom)
    after = sorted((w for w in page.words if strip.holds(w.bbox)), key=lambda w: w.bbox.x0)
    closed = any(
        MARKED.fullmatch(fold(w.text)) and w.text.endswith((":", ")", ").")) for w in after[:1]
    )
    return closed or bool(MARKED.search(inside))


def rests(page: ReadPage) -> tuple[Rest, ...]:
    """Return what a page goes on with by the number of an item, top to bottom."""
    found: list[tuple[str, list[Word]]] = []
    bottom, height = 0.0, 0.0
    for line in lines(tuple(w for w in page.words if is_told(w))):
        top = min(w.bbox.top for w in line)
        head = _head(line)
        if head is not None:
            found.append((head[0], list(line[head[1] :])))
        elif found and top - bottom < (LEADING - 1) * height:
            found[-1][1].extend(line)
        elif found:
            break
        bottom, height = max(w.bbox.bottom for w in line), line_height(line)
    return tuple(Rest(number=n, words=tuple(words)) for n, words in found if words)


def _head(line: tuple[Word, ...]) -> tuple[str, int] | None:
    """Return the number of the item that a line goes on with, and where its words begin."""
    folded = [fold(w.text) for w in line]
    for pattern in HEADS:
        match = pattern.match(" ".join(f for f in folded if f))
        if match is None:
            continue
        length = 0
        for at, word in enumerate(folded):
            length += len(word) + bool(word)
            if length >= match.end():
                return match["number"], at + 1
    return None


def item_number(page: ReadPage, hit: Hit) -> str | None:
    """Return the number printed before a label: "7." of "7. Address"."""
    for word in page.words:
        near = 0 <= hit.bbox.x0 - word.bbox.x1 < BESIDE and one_line(word.bbox, hit.bbox)
        if near and (match := NUMBER.fullmatch(word.text)):
            return match[1].casefold()
    return None


def rests_of(
    page: ReadPage, numbered: Sequence[tuple[str, FieldSpec]], *, quality: float = 0.9
) -> Iterator[Found]:
    """Yield what a page goes on with, for the fields whose items earlier pages number alike."""
    for rest in rests(page):
        specs = {spec.name: spec for number, spec in numbered if number == rest.number}
        if len(specs) != 1:
            continue
        yield Found(
            spec=next(iter(specs.values())),
            page=page.number,
            words=rest.words,
            region=union(tuple(w.bbox for w in rest.words)),
            reading=Reading.PRESENT,
            step="label@1",
            quality=quality,
            text=" ".join(w.text for w in rest.words),
            continues=True,
        )


def with_rests(found: Sequence[Found]) -> list[Found]:
    """Give each answer what a later page goes on with, where there is one of each."""
    joined = list(found)
    for rest in [f for f in found if f.continues]:
        heads = [
            f
            for f in joined
            if f.spec.name == rest.spec.name and not f.continues and f.page < rest.page
        ]
        others = [f for f in found if f.continues and f.spec.name == rest.spec.name]
        if len(heads) == len(others) == 1 and heads[0].reading is Reading.PRESENT:
            joined[joined.index(heads[0])] = replace(heads[0], rest=rest)
            joined.remove(rest)
    return joined
