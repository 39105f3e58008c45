"""Words to lines, segments and running text. Pure geometry, in points."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    text, starts, ordered = "", [], []
    bottom: float | None = None
    for line in lines(words):
        top = min(w.bbox.top for w in line)
        if bottom is not None:
            text += "\n\n" if top - bottom > 0.9 * line_height(line) else "\n"
        for number, word in enumerate(line):
            text += " " if number else ""
            starts.append(len(text))
            ordered.append(word)
            text += word.text
        bottom = max(w.bbox.bottom for w in line)
    return Text(text=text, words=tuple(ordered), starts=tuple(starts))
