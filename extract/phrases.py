"""The printed phrases of a form's page: words that belong together, as wide as a label may be.

Cut where `extract.labels` lets a label end (a wide gap, a wall, a tick box, a colon), so that a phrase taken
for a label is found again on the next paper of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import Final

from extract.labels import GAP, folded
from extract.layout import lines, smallest_box
from extract.sample import Print, SamplePage
from records.types import BBox, Word, union

LEADING: Final = 1.5
"""The middle of a line that goes on a phrase is no further below than so many times the size of its type."""
INDENT: Final = 8.0
"""Points by which the left edges of two lines of a phrase may differ; `extract.labels` allows as much."""
ALIKE: Final = 1.3
"""Two lines of a phrase differ by no more than this factor in stroke, by `SIZED` in size."""
SIZED: Final = 1.25
SENTENCE: Final = 6
"""A line of so many words goes on under itself though a part of it is bold."""
RISE: Final = (0.48, 0.7)
DROP: Final = 0.2
"""Height of small letters, of capitals, and depth of a g, as shares of the type's size (Times, Helvetica)."""
LOW: Final = frozenset("acemnorsuvwxzñ-.,:;'")
DEEP: Final = frozenset("gjpqy(),;[]{}/|Q")
TICK_GAP: Final = 20.0
LEAST_HEIGHT: Final = 3.0
ITEM: Final = re.compile(
    r"[(\[]?(?:\d{1,3}(?:[.-]?[a-zA-Z])?|[A-Za-z]|[ivxIVX]{2,4})(?:[.-]\d{1,2})*[.,)\]]{1,2}|\d{1,2}[a-z]?"
)
"""The number of a question: 1., 2.a., (b), iv), 12a."""
JOINING: Final = frozenset("-–—&/")
LINE_OF_MARKS: Final = re.compile(r"[_.…·\-–—]{4,}|_+")
"""A line to write on, set from characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words of one or more lines, without the question's number; `box` is the ruled box they stand in.

    `stroke` (points), `ground` and `size` (of the type, points) are the medians of its words; `rows` counts
    its lines; `numbered` where a question's number led it in.
    """

    words: tuple[Word, ...] = field(repr=False)
    bbox: BBox
    box: int | None
    stroke: float
    ground: float
    size: float
    rows: int = 1
    numbered: bool = False

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


def phrases(sample: SamplePage) -> tuple[Phrase, ...]:
    """Return the phrases of a page, top to bottom; specks, numbers of questions and drawn lines left out."""
    page = sample.page
    how = {id(w): p for w, p in zip(page.words, sample.prints, strict=False)}
    by_box: dict[int | None, list[Word]] = {}
    for word in page.words:
        if _is_print(word):
            by_box.setdefault(smallest_box(word.bbox, page.marks.boxes), []).append(word)
    found: list[Phrase] = []
    walls = tuple(t.bbox for t in page.marks.ticks)
    for box, inside in by_box.items():
        pieces: list[Phrase] = []
        for line in lines(tuple(inside)):
            numbered = False
            for cut in _cut(line, walls):
                words = _without_item(cut)
                numbered = numbered or len(words) < len(cut)
                if words:
                    pieces.append(replace(_phrase(words, box, how), numbered=numbered))
                    numbered = False
        found.extend(_joined(pieces, walls))
    return tuple(sorted(found, key=lambda p: (p.bbox.top, p.bbox.x0)))


def first_line(phrase: Phrase) -> tuple[Word, ...]:
    """Return the words of a phrase's first line."""
    middle = phrase.words[0].bbox.y_mid
    return tuple(w for w in phrase.words if abs(w.bbox.y_mid - middle) < 0.6 * phrase.size)


def lines_of(phrase: Phrase) -> tuple[str, ...]:
    """Return the texts of a phrase's lines."""
    return tuple(" ".join(w.text for w in line) for line in lines(phrase.words))


def last_line(phrase: Phrase) -> tuple[Word, ...]:
    """Return the words of a phrase's last line."""
    middle = phrase.words[-1].bbox.y_mid
    return tuple(w for w in phrase.words if abs(w.bbox.y_mid - middle) < 0.6 * phrase.size)


def drawn_lines(sample: SamplePage) -> tuple[BBox, ...]:
    """Return the lines to write on that are set from characters: "Name ________"."""
    return tuple(w.bbox for w in sample.page.words if LINE_OF_MARKS.fullmatch(w.text))


def _is_print(word: Word) -> bool:
    if word.text in JOINING:
        return True
    told = any(c.isalnum() or c in "#()*" for c in word.text)
    return told and word.bbox.height >= LEAST_HEIGHT and not LINE_OF_MARKS.fullmatch(word.text)


def _cut(line: tuple[Word, ...], walls: tuple[BBox, ...]) -> Iterator[tuple[Word, ...]]:
    """Cut a line at wide gaps, at tick boxes and after colons."""
    height = max(w.bbox.height for w in line)
    part = [line[0]]
    for before, word in pairwise(line):
        gap = word.bbox.x0 - before.bbox.x1
        wall = any(
            before.bbox.x_mid < t.x_mid < word.bbox.x_mid and t.top < before.bbox.y_mid < t.bottom
            for t in walls
        )
        if gap > GAP * height or wall or before.text.endswith(":"):
            yield tuple(part)
            part = []
        part.append(word)
    yield tuple(part)


def _without_item(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words after the number of their question; none where there is nothing else."""
    start = 0
    for number, word in enumerate(words[:2]):
        if ITEM.fullmatch(word.text) or not folded(word.text):
            start = number + 1
        else:
            break
    return words[start:]


def _phrase(words: tuple[Word, ...], box: int | None, how: dict[int, Print]) -> Phrase:
    printed = [how[id(w)] for w in words if id(w) in how]
    return Phrase(
        words=words,
        bbox=union(tuple(w.bbox for w in words)),
        box=box,
        stroke=median(p.stroke for p in printed) if printed else 0.0,
        ground=median(p.ground for p in printed) if printed else 1.0,
        size=median(type_size(w) for w in words),
    )


def type_size(word: Word) -> float:
    """Return the size of a word's type, in points, from the height of its letters' ink."""
    letters = set(word.text)
    rise = RISE[0] if letters <= LOW | DEEP - {"(", ")", "/", "|", "Q"} else RISE[1]
    return word.bbox.height / (rise + (DROP if letters & DEEP else 0.0))


def _joined(pieces: list[Phrase], ticks: tuple[BBox, ...]) -> list[Phrase]:
    """Join lines that go on under each other."""
    found: list[Phrase] = []
    for piece in sorted(pieces, key=lambda p: (p.bbox.top, p.bbox.x0)):
        caption = any(_leads_in(tick, piece.bbox) for tick in ticks)
        above = next((p for p in reversed(found) if not caption and _goes_on(p, piece)), None)
        if above is None:
            found.append(piece)
        else:
            found[found.index(above)] = _together(above, piece)
    return found


def _leads_in(tick: BBox, line: BBox) -> bool:
    """Say whether a tick box stands right before a line, which is then its caption's first."""
    return -2 <= line.x0 - tick.x1 <= TICK_GAP and tick.top - 4 <= line.y_mid <= tick.bottom + 4


def _goes_on(above: Phrase, piece: Phrase) -> bool:
    last = above.words[-1]
    pitch = piece.words[0].bbox.y_mid - last.bbox.y_mid
    near = 0 < pitch <= LEADING * min(above.size, piece.size) and piece.box == above.box
    aligned = abs(piece.bbox.x0 - above.bbox.x0) < INDENT
    ended = last.text.endswith((":", "?"))
    return near and aligned and not (ended or piece.numbered) and _alike(above, piece)


def _alike(a: Phrase, b: Phrase) -> bool:
    strokes = sorted((max(a.stroke, 0.05), max(b.stroke, 0.05)))
    sizes = sorted((a.size, b.size))
    sentence = len(a.words) / a.rows >= SENTENCE
    return (sentence or strokes[1] <= ALIKE * strokes[0]) and sizes[1] <= SIZED * sizes[0]


def _together(above: Phrase, piece: Phrase) -> Phrase:
    return replace(
        above,
        words=above.words + piece.words,
        bbox=union((above.bbox, piece.bbox)),
        stroke=max(above.stroke, piece.stroke),
        ground=min(above.ground, piece.ground),
        rows=above.rows + piece.rows,
    )
