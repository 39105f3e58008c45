"""Tick boxes of a page that nobody described yet: their captions, and which belong to one question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from extract.labels import folded
from extract.layout import smallest_box
from extract.marks import Tick
from extract.phrases import Phrase
from extract.sample import SamplePage
from records.types import BBox, union

RIGHT_REACH: Final = 20.0
LEFT_REACH: Final = 14.0
ABOVE_REACH: Final = 14.0
SHORT: Final = 4
"""Words of a caption that may stand left of its box."""
QUESTION_ABOVE: Final = 20.0
QUESTION_LEFT: Final = 260.0
NEXT_LINE: Final = 16.0
"""Points between a caption and the next box of the same list."""
ALIGNED: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The tick boxes of one question. `options` are their captions, `captions` the phrases they stand in.

    `cell` is the ruled box they stand in, `first` the first of them; `beside` where every caption stands
    beside its box, as `extract.captions` reads them.
    """

    bbox: BBox
    options: tuple[str, ...]
    captions: tuple[Phrase, ...]
    cell: int | None
    first: BBox
    beside: bool = True
    ticked: bool = False
    tooltip: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """One tick box with its caption, which may be missing."""

    tick: Tick
    text: str
    phrase: Phrase | None
    cell: int | None
    beside: bool

    @property
    def bbox(self) -> BBox:
        return self.tick.bbox if self.phrase is None else union((self.tick.bbox, self.phrase.bbox))


def groups(sample: SamplePage, found: tuple[Phrase, ...]) -> tuple[Group, ...]:
    """Return the tick boxes of a page by question, top to bottom."""
    choices: list[_Choice] = []
    for line in _ticks_in_lines(_ticks(sample)):
        choices += _captioned(sample, line, found)
    captions = {id(c.phrase) for c in choices if c.phrase is not None}
    others = tuple(p for p in found if id(p) not in captions)
    parted: list[list[_Choice]] = []
    for choice in choices:
        home = next((g for g in reversed(parted) if _belongs(choice, g, others)), None)
        if home is None:
            parted.append([choice])
        else:
            home.append(choice)
    return tuple(_group(sample, part) for part in parted)


def _ticks(sample: SamplePage) -> tuple[Tick, ...]:
    """Return the tick boxes; where a fillable sample names its own, what only looks like one is none."""
    own = [w.bbox for w in sample.widgets if w.kind in ("check", "radio")]
    ticks = sample.page.marks.ticks
    return tuple(t for t in ticks if not own or any(t.bbox.overlap(b) > 0 for b in own))


def _ticks_in_lines(ticks: tuple[Tick, ...]) -> list[list[Tick]]:
    done: list[list[Tick]] = []
    for tick in sorted(ticks, key=lambda t: t.bbox.y_mid):
        if done and abs(done[-1][0].bbox.y_mid - tick.bbox.y_mid) < 0.6 * tick.bbox.height:
            done[-1].append(tick)
        else:
            done.append([tick])
    return [sorted(line, key=lambda t: t.bbox.x0) for line in done]


# ---- captions --------------------------------------------------------------------------------------


def _captioned(sample: SamplePage, line: list[Tick], found: tuple[Phrase, ...]) -> list[_Choice]:
    """Pair the boxes of a line with their captions: all at the right, or all at the left, or above."""
    rights = [_right(t.bbox, found) for t in line]
    lefts = [_left(t.bbox, found) for t in line]
    if rights[-1] is None and all(lefts):
        return [_choice(sample, t, p, beside=True) for t, p in zip(line, lefts, strict=True)]
    done = []
    for tick, phrase in zip(line, rights, strict=True):
        if phrase is not None:
            done.append(_choice(sample, tick, phrase, beside=True))
        else:
            done.append(_under_caption(sample, tick, found))
    return done


def _choice(sample: SamplePage, tick: Tick, phrase: Phrase | None, *, beside: bool) -> _Choice:
    return _Choice(
        tick=tick,
        text=phrase.text if phrase is not None else "",
        phrase=phrase,
        cell=smallest_box(tick.bbox, sample.page.marks.boxes),
        beside=beside,
    )


def _right(tick: BBox, found: tuple[Phrase, ...]) -> Phrase | None:
    near = [
        p
        for p in found
        if -2 <= p.bbox.x0 - tick.x1 <= RIGHT_REACH and _level(tick, p.words[0].bbox)
    ]
    return min(near, key=lambda p: p.bbox.x0, default=None)


def _left(tick: BBox, found: tuple[Phrase, ...]) -> Phrase | None:
    near = [
        p
        for p in found
        if -2 <= tick.x0 - p.bbox.x1 <= LEFT_REACH
        and len(p.words) <= SHORT
        and _level(tick, p.words[-1].bbox)
    ]
    return max(near, key=lambda p: p.bbox.x1, default=None)


def _level(tick: BBox, word: BBox) -> bool:
    return tick.top - 4 <= word.y_mid <= tick.bottom + 4


def _under_caption(sample: SamplePage, tick: Tick, found: tuple[Phrase, ...]) -> _Choice:
    """Return a box under its caption, which may be one word of a phrase over several boxes."""
    box = tick.bbox
    for phrase in found:
        over = [
            w
            for w in phrase.words
            if -2 <= box.top - w.bbox.bottom <= ABOVE_REACH
            and w.bbox.x0 - 3 <= box.x_mid <= w.bbox.x1 + 3
        ]
        if over:
            choice = _choice(sample, tick, phrase, beside=False)
            return replace(choice, text=" ".join(w.text for w in over))
    return _choice(sample, tick, None, beside=False)


# ---- which boxes answer one question ----------------------------------------------------------------


def _belongs(choice: _Choice, group: list[_Choice], others: tuple[Phrase, ...]) -> bool:
    """Say whether a box goes on a group: beside it or under it, nothing asked between, no caption twice."""
    if group[-1].cell != choice.cell or any(folded(c.text) == folded(choice.text) for c in group):
        return False
    before = group[-1]
    longest = max(len(choice.text.split()), len(before.text.split()))
    if longest > MAX_CAPTION and before.cell is None:
        return False
    if abs(before.tick.bbox.y_mid - choice.tick.bbox.y_mid) < 0.6 * choice.tick.bbox.height:
        return not _between(before.bbox, choice.tick.bbox, others)
    columns = any(abs(c.tick.bbox.x0 - choice.tick.bbox.x0) < ALIGNED for c in group)
    aligned = columns or choice.cell is not None
    bottom = max(c.bbox.bottom for c in group)
    near = -8 < choice.tick.bbox.top - bottom < NEXT_LINE
    return aligned and near and not _asked_at_left(choice, group, others)


MAX_CAPTION: Final = 12
"""A caption of more words is a statement of its own, unless a cell holds several."""


def _between(before: BBox, tick: BBox, others: tuple[Phrase, ...]) -> bool:
    return any(
        before.x1 <= p.bbox.x0
        and p.bbox.x1 <= tick.x0 + 2
        and tick.top - 3 < p.bbox.y_mid < tick.bottom + 3
        for p in others
    )


def _asked_at_left(choice: _Choice, group: list[_Choice], others: tuple[Phrase, ...]) -> bool:
    left = min(c.tick.bbox.x0 for c in group)
    return any(
        p.bbox.x1 <= left + 2
        and left - p.bbox.x1 < QUESTION_LEFT
        and _level(choice.tick.bbox, p.words[-1].bbox)
        for p in others
    )


def question_cost(group: Group, phrase: Phrase) -> float | None:
    """Return how far a phrase left of a group or above it is from asking it, None where it cannot."""
    first, a = group.first, phrase.bbox
    down, across = first.top - a.bottom, first.x0 - a.x1
    if phrase.box != group.cell or a.top > first.bottom or a.x0 > first.x0 + 10:
        return None
    if down > QUESTION_ABOVE or across > QUESTION_LEFT or (down < 0 and a.x0 >= first.x0):
        return None
    return 2 * max(0.0, down) + 0.3 * max(0.0, across)


def _group(sample: SamplePage, part: list[_Choice]) -> Group:
    tooltips = [
        w.tooltip
        for w in sample.widgets
        if w.tooltip and any(w.bbox.overlap(c.tick.bbox) > 0 for c in part[:1])
    ]
    captions = {id(c.phrase): c.phrase for c in part if c.phrase is not None}
    return Group(
        bbox=union(tuple(c.bbox for c in part)),
        options=tuple(c.text for c in part if c.text),
        captions=tuple(captions.values()),
        cell=part[0].cell,
        first=part[0].tick.bbox,
        beside=all(c.beside for c in part),
        ticked=any(c.tick.ticked for c in part),
        tooltip=tooltips[0] if tooltips else "",
    )
