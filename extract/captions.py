"""Which option each tick box of a question stands for: the caption that is printed beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz import fuzz

from extract.labels import folded
from extract.marks import Tick
from extract.page import ReadPage
from records.cleaning import fold
from records.forms import FieldSpec
from records.types import BBox, Word

OPTION_REACH: Final = 130.0
"""So many points beside its box a caption may reach."""
LEAST_FORGIVEN: Final = 6
"""Letters up to which a written option must be spelled as it is printed."""
NEARLY: Final = 92.0
"""Likeness, 0 to 100, from which a written option of as many words is the printed one."""
OPTION_QUALITY: Final = 84.0
"""Least similarity (0 to 100) of a caption to an option of the form."""

PRINTED: Final = 5
"""Letters from which an option's print is told from any other word of an answer."""
PRINT_QUALITY: Final = 92.0

BOX_REACH: Final = 16.0
"""Points before an option's name in which its tick box stands."""
CAPTION: Final = 4
"""Letters from which an option's name may be printed beside its box; shorter ones are written."""

Option = tuple[str, tuple[Word, ...]]
"""The value that a caption spells, and its words."""


def captioned(
    page: ReadPage, boxes: tuple[Tick, ...], spec: FieldSpec
) -> list[tuple[Tick, Option | None]]:
    """Return each tick box with its option: captions stand right of all, or left of all: "Yes [ ] No [ ]"."""
    right = _told_apart([(t, _option(spec, _firsts(_caption(page, t)))) for t in boxes])
    if all(o is not None for _, o in right):
        return right
    left = _told_apart([(t, _option(spec, _lasts(_caption_before(page, t)))) for t in boxes])
    return left if all(o is not None for _, o in left) else right


def _told_apart(options: list[tuple[Tick, Option | None]]) -> list[tuple[Tick, Option | None]]:
    """Return the options without a lone letter that says what another caption does: a Y read as N, a 1 as 4.

    A check mark drawn over its caption makes it another letter; of two lone ones nothing tells which is the
    misread one. Longer ones may mean the same (aunt, uncle).
    """
    spelled = Counter(o[0] for _, o in options if o is not None)
    return [
        (t, None if o is not None and spelled[o[0]] > 1 and _letters(o) == 1 else o)
        for t, o in options
    ]


def _letters(option: Option) -> int:
    return sum(len(folded(word.text)) for word in option[1])


def without_box(
    words: tuple[Word, ...], options: Sequence[tuple[Tick, Option | None]], spec: FieldSpec
) -> int:
    """Return how many options of a form are printed among `words` though no box found stands for them.

    A box may be missed where the mark in it is drawn over its frame: it may be the ticked one.
    """
    known = {option[0] for _, option in options if option is not None}
    claimed = {id(w) for _, option in options if option is not None for w in option[1]}
    free = tuple(w for w in words if id(w) not in claimed)
    return sum(
        any(_is_printed(option, free) for option in prints)
        for value, prints in spec.choices.items()
        if value not in known
    )


def _is_printed(option: str, words: tuple[Word, ...]) -> bool:
    wanted, size = folded(option), len(option.split())
    return len(wanted) >= PRINTED and any(
        fuzz.ratio(wanted, folded("".join(w.text for w in words[at : at + size]))) >= PRINT_QUALITY
        for at in range(len(words) - size + 1)
    )


def _caption(page: ReadPage, tick: Tick) -> tuple[Word, ...]:
    """Return the words right of a tick box, up to the next one."""
    reach = _beside(tick, x0=tick.bbox.x1, x1=tick.bbox.x1 + OPTION_REACH)
    boxes = [t.bbox for t in page.marks.ticks if t.bbox.x0 > tick.bbox.x1 and reach.holds(t.bbox)]
    stop = min((b.x0 for b in boxes), default=reach.x1)
    words = (w for w in _legible(page) if reach.holds(w.bbox) and w.bbox.x1 <= stop + 2)
    return tuple(sorted(words, key=lambda w: w.bbox.x0))


def _caption_before(page: ReadPage, tick: Tick) -> tuple[Word, ...]:
    """Return the words left of a tick box, from the one before it."""
    reach = _beside(tick, x0=tick.bbox.x0 - OPTION_REACH, x1=tick.bbox.x0)
    boxes = [t.bbox for t in page.marks.ticks if t.bbox.x1 < tick.bbox.x0 and reach.holds(t.bbox)]
    start = max((b.x1 for b in boxes), default=reach.x0)
    words = (w for w in _legible(page) if reach.holds(w.bbox) and w.bbox.x0 >= start - 2)
    return tuple(sorted(words, key=lambda w: w.bbox.x0))


def _legible(page: ReadPage) -> Iterator[Word]:
    """Yield the words of a page without what OCR made of the end of a check mark."""
    return (w for w in page.words if folded(w.text))


def _firsts(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    return [words[:count] for count in range(1, len(words) + 1)]


def _lasts(words: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    return [words[-count:] for count in range(1, len(words) + 1)]


def _beside(tick: Tick, *, x0: float, x1: float) -> BBox:
    return BBox(x0=x0, top=tick.bbox.top - 3, x1=x1, bottom=tick.bbox.bottom + 3)


def _option(spec: FieldSpec, runs: Sequence[tuple[Word, ...]]) -> Option | None:
    """Return the option that one of a caption's `runs` of words spells best, with those words."""
    best: tuple[float, int, Option] | None = None
    for value, prints in spec.choices.items():
        for option in prints:
            size = len(option.split())
            for run in runs:
                if abs(len(run) - size) > 1:
                    continue
                quality = fuzz.ratio(folded(option), folded("".join(w.text for w in run)))
                if quality >= OPTION_QUALITY and (
                    best is None or (quality, len(run)) > (best[0], best[1])
                ):
                    best = (quality, len(run), (value, run))
    return best[2] if best else None


def box_room(words: tuple[Word, ...]) -> BBox | None:
    """Return where the tick box before an option's name would stand, None where there can be none."""
    if not words or len(folded(words[0].text)) < CAPTION or words[0].bbox.x0 < BOX_REACH:
        return None
    first = words[0].bbox
    return BBox(x0=first.x0 - BOX_REACH, top=first.top, x1=first.x0 - 1, bottom=first.bottom)


def spelled(text: str, spec: FieldSpec) -> str | None:
    """Return the one option of a field that a written answer names, or None.

    A misread letter or two are forgiven; a word more or less, or another number, is not: a non-relative is no
    relative, and category 2B is not 2.
    """
    wanted = folded(text)
    prints = [
        (value, p)
        for value, group in spec.choices.items()
        for p in ((*group, value) if " " in value else group)
    ]
    values = {value for value, p in prints if folded(p) == wanted} or {
        value for value, p in prints if len(wanted) > LEAST_FORGIVEN and _is_near(p, text)
    }
    return values.pop() if len(values) == 1 else None


def _is_near(one: str, other: str) -> bool:
    first, second = fold(one).split(), fold(other).split()
    numbers = [[w for w in words if not w.isalpha()] for words in (first, second)]
    if len(first) != len(second) or numbers[0] != numbers[1]:
        return False
    return fuzz.ratio(" ".join(first), " ".join(second)) >= NEARLY
