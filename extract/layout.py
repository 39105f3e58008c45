"""Words to lines, segments and running text. Pure geometry, in points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from records.types import BBox, Word, union

SAME_LINE: Final = 0.5
"""Share of the smaller height that two words of one line share vertically."""
NEIGHBOURS: Final = 3
TALL: Final = 3.0
"""A word so many times as high as its page's median word is no print of a line: a stamp across, a bracket."""
CELL_SHARE: Final = 0.2
"""A ruled box larger than this share of the page is a frame, not a cell."""
SEGMENT_GAP: Final = 2.2
"""A gap of this many line heights starts a new segment: another column, or a filled-in answer."""

CLOSE: Final = 0.9
"""A gap between lines up to so many heights of a line parts no paragraphs."""
WIDE: Final = 4.0
"""Beyond so many, nothing goes on: three times the usual spacing leaves about three."""
EVEN: Final = 1.3
"""Two gaps are alike up to so many times each other: a paragraph's gap is at least half as much again."""
INDENT: Final = 6.0
"""So many heights a first line may be indented, or stand out."""
PROSE: Final = 5
"""Words from which a line may be one of a paragraph."""
RAGGED: Final = 0.1
"""A line is full where the next word would leave no more than such a share of the width free."""
BROKEN: Final = 0.4
"""The same of a line that clearly goes on."""
LABEL: Final = 4
"""Among so many words at the head of a line one with a colon makes it a row: "Date of birth:"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Words of one line without a wide gap and inside one ruled box; `box` is its index or None."""

    words: tuple[Word, ...]
    bbox: BBox
    box: int | None

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Running text and, for each word, its start offset in `text`."""

    text: str = field(repr=False)
    words: tuple[Word, ...]
    starts: tuple[int, ...]

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that the span of character offsets [start, end) touches."""
        return tuple(
            word
            for word, at in zip(self.words, self.starts, strict=True)
            if at < end and at + len(word.text) > start
        )


def smallest_box(bbox: BBox, boxes: tuple[BBox, ...]) -> int | None:
    """Return the index of the smallest of `boxes` that holds the middle of `bbox`, or None."""
    holding = [i for i, box in enumerate(boxes) if box.holds(bbox)]
    return min(holding, key=lambda i: boxes[i].area) if holding else None


def lines(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], ...]:
    """Group words into lines, top to bottom, each from left to right.

    A tall word (a stamp across the lines, a bracket) is a line of its own and joins no others.
    """
    grouped: list[list[Word]] = []
    limit = TALL * line_height(words) if words else 0.0
    for word in sorted(words, key=lambda w: w.bbox.y_mid):
        if word.bbox.height > limit:
            continue
        home = next((g for g in reversed(grouped[-4:]) if _same_line(g, word)), None)
        if home is None:
            grouped.append([word])
        else:
            home.append(word)
    grouped += [[word] for word in words if word.bbox.height > limit]
    grouped.sort(key=lambda g: sum(w.bbox.y_mid for w in g) / len(g))
    return tuple(tuple(sorted(g, key=lambda w: w.bbox.x0)) for g in grouped)


def _same_line(group: list[Word], word: Word) -> bool:
    """Say whether a word stands on the line of a group: at the height of the words nearest to it.

    The nearest, since a crooked line drifts; their middle, since one tall box reaches into other lines;
    none half as high as usual, since commas and specks stand at the foot of a line or anywhere.
    """
    box = word.bbox
    least = median(w.bbox.height for w in group) / 2
    letters = [w for w in group if w.bbox.height >= least]
    near = sorted(letters, key=lambda w: abs(w.bbox.x_mid - box.x_mid))[:NEIGHBOURS]
    middle, height = median(w.bbox.y_mid for w in near), median(w.bbox.height for w in near)
    shared = min(middle + height / 2, box.bottom) - max(middle - height / 2, box.top)
    return shared >= SAME_LINE * max(1.0, min(height, box.height))


def segments(
    words: tuple[Word, ...], boxes: tuple[BBox, ...], rules: tuple[BBox, ...] = ()
) -> tuple[Segment, ...]:
    """Cut the lines of a page at wide gaps, at the walls of ruled boxes, and where a line to write on begins.

    From top to bottom; `rules` are the page's horizontal rules.
    """
    by_box: dict[int | None, list[Word]] = {}
    for word in words:
        by_box.setdefault(smallest_box(word.bbox, boxes), []).append(word)
    found: list[Segment] = []
    for box, inside in by_box.items():
        for line in lines(tuple(inside)):
            found.extend(_cut(line, box, rules))
    return tuple(sorted(found, key=lambda s: (s.bbox.top, s.bbox.x0)))


def line_height(line: tuple[Word, ...]) -> float:
    """Return the median height of the words of a line, in points."""
    heights = sorted(w.bbox.height for w in line)
    return heights[len(heights) // 2]


def _cut(line: tuple[Word, ...], box: int | None, rules: tuple[BBox, ...] = ()) -> list[Segment]:
    height = max(4.0, line_height(line))
    parts: list[list[Word]] = [[]]
    reached = line[0].bbox.x1
    under = _rules_under(line, rules, height=height)
    for word in line:
        wide = word.bbox.x0 - reached > SEGMENT_GAP * height
        before = parts[-1][-1] if parts[-1] else word
        if wide or (_is_on(word, under) and not _is_on(before, under)):
            parts.append([])
        parts[-1].append(word)
        reached = max(reached, word.bbox.x1)  # a speck read inside a long word ends before it does
    return [
        Segment(words=tuple(p), bbox=union(tuple(w.bbox for w in p)), box=box) for p in parts if p
    ]


def _rules_under(
    line: tuple[Word, ...], rules: tuple[BBox, ...], *, height: float
) -> tuple[BBox, ...]:
    """Return the rules that words of a line stand on."""
    foot = sorted(w.bbox.bottom for w in line)[len(line) // 2]
    return tuple(r for r in rules if -0.4 * height < r.y_mid - foot < 0.7 * height)


def _is_on(word: Word, rules: tuple[BBox, ...]) -> bool:
    """Say whether a word's middle stands over a rule."""
    return any(rule.x0 <= word.bbox.x_mid <= rule.x1 for rule in rules)


def running_text(words: tuple[Word, ...]) -> Text:
    """Join the lines of a page to text with offsets; a paragraph's gap becomes an empty line."""
    text, starts, ordered = "", list[int](), list[Word]()
    rows = lines(words)
    for line, goes_on in zip(rows, continued(rows), strict=True):
        if ordered:
            text += "\n" if goes_on else "\n\n"
        for number, word in enumerate(line):
            text += " " if number else ""
            starts.append(len(text))
            ordered.append(word)
            text += word.text
    return Text(text=text, words=tuple(ordered), starts=tuple(starts))


def continued(rows: Sequence[tuple[Word, ...]]) -> tuple[bool, ...]:
    """Say of each line of a page whether it goes on with the paragraph of the line above.

    It does close below it. Wide apart it does below a full line of prose: where the gap is as wide as
    that above or below it, or as usual on this page, or where it begins in lower case; below a line that
    is half empty, where both are so.
    """
    prose = [_is_prose(row) for row in rows]
    gaps = [_gap(a, b) for a, b in pairwise(rows)]
    of_prose = [all(pair) for pair in pairwise(prose)]
    inside = [gap for gap, both in zip(gaps, of_prose, strict=True) if both]
    usual = median(inside) if len(inside) > 1 else 0.0
    margin = _margin([row for row, told in zip(rows, prose, strict=True) if told])
    found = [False] * min(1, len(rows))
    for at, (above, line) in enumerate(pairwise(rows)):
        near = (n for n in (at - 1, at + 1) if 0 <= n < len(gaps) and of_prose[n])
        even = any(_are_alike(gaps[at], gap) for gap in (usual, *(gaps[n] for n in near)))
        close = gaps[at] <= CLOSE * line_height(line)
        room = _room_left(above, line, margin)
        mid = _is_mid_sentence(above, line)
        full = room <= (RAGGED if not (mid and even) else BROKEN)
        fits = prose[at] and full and _is_below(above, line)
        found.append(close or (fits and (even or mid)))
    return tuple(found)


def _is_prose(line: tuple[Word, ...]) -> bool:
    """Say whether a line may be one of a paragraph: several words, without the gaps of columns."""
    reach = SEGMENT_GAP * line_height(line)
    close = all(b.bbox.x0 - a.bbox.x1 <= reach for a, b in pairwise(line))
    return len(line) >= PROSE and close


def _margin(prose: Sequence[tuple[Word, ...]]) -> float:
    """Return where lines of prose end on the right, a few longer ones left out of account."""
    ends = sorted(row[-1].bbox.x1 for row in prose)
    return ends[len(ends) * 3 // 4] if ends else 0.0


def _gap(line: tuple[Word, ...], other: tuple[Word, ...]) -> float:
    return min(w.bbox.top for w in other) - max(w.bbox.bottom for w in line)


def _are_alike(gap: float, other: float) -> bool:
    return 0 < gap <= EVEN * other and other <= EVEN * gap


def _is_below(line: tuple[Word, ...], other: tuple[Word, ...]) -> bool:
    """Say whether a line stands below another as in one paragraph: no new label, no other letters."""
    height = line_height(other)
    under = abs(other[0].bbox.x0 - line[0].bbox.x0) <= INDENT * height
    labelled = any(word.text.endswith(":") for word in other[:LABEL])
    alike = _is_loud(line) is _is_loud(other) or len(other) < PROSE
    return under and _gap(line, other) <= WIDE * height and not labelled and alike


def _is_loud(line: tuple[Word, ...]) -> bool:
    return all(word.text == word.text.upper() for word in line)


def _room_left(line: tuple[Word, ...], other: tuple[Word, ...], margin: float) -> float:
    """Return what share of the width of a page's prose the first word of the next line left free."""
    first = other[0].bbox
    taken = line[-1].bbox.x1 + line_height(line) / 2 + first.x1 - first.x0
    return (margin - taken) / max(1.0, margin - line[0].bbox.x0)


def _is_mid_sentence(line: tuple[Word, ...], other: tuple[Word, ...]) -> bool:
    ended = re.search(r"[.!?:]\W*$", line[-1].text) is not None
    return not ended and other[0].text[:1].islower()
