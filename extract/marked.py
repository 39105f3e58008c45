"""Options marked otherwise than by a tick in their box: circled, with a mark before or beside them.

A form that prints "Male  Female" without boxes is marked so too. Nothing found here is accepted
without a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from extract.captions import OPTION_QUALITY, Option, captioned
from extract.labels import Hit, folded
from extract.layout import lines
from extract.marks import Tick, ink_share, without
from extract.ocr import Gray
from extract.page import ReadPage
from records.forms import FieldSpec
from records.types import BBox, Word, union

SHORT: Final = 4
"""An option of fewer letters must be spelled as printed."""
BESIDE: Final = 15.0
"""So many points beside its option or its box a mark stands."""
RISE: Final = (8.0, 4.0)
"""So many points above and under it a mark reaches."""
MARK_AREA: Final = 5.0
CLEAR_AREA: Final = 2.5
"""Square points of ink that are a mark, and that are none: beside every other option there is less."""
CIRCLED: Final = 0.6
TYPED: Final = re.compile(r"[(\[]\s*[xX*]\s*[)\]]|[xX✓✔]")
"""A mark typed in front of an option: (X), [x], X."""
ROW_STEP: Final = 20.0
"""Rows of tick boxes of one question stand no farther apart than this, in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where options stand: the page, its ink, and what is printed there."""

    page: ReadPage
    ink: Gray | None
    printed: tuple[Hit, ...]


def printed_options(words: tuple[Word, ...], spec: FieldSpec) -> list[Option]:
    """Return the options of a field that stand among words, each with its own words, in reading order."""
    prints = [(value, p) for value, group in spec.choices.items() for p in group]
    found: list[Option] = []
    for line in lines(words):
        at = 0
        while at < len(line):
            option = _option_at(line[at:], prints)
            if option is not None:
                found.append(option)
            at += len(option[1]) if option is not None else 1
    return found


def _option_at(words: tuple[Word, ...], prints: Sequence[tuple[str, str]]) -> Option | None:
    best: tuple[float, int, Option] | None = None
    for value, text in prints:
        wanted = folded(text)
        run = words[: len(text.split())]
        spelled = folded("".join(w.text for w in run))
        quality = (
            100.0 * (wanted == spelled) if len(wanted) < SHORT else fuzz.ratio(wanted, spelled)
        )
        if quality >= OPTION_QUALITY and (best is None or (quality, len(run)) > best[:2]):
            best = (quality, len(run), (value, run))
    return best[2] if best else None


def marked_options(place: Place, options: Sequence[Option]) -> list[Option]:
    """Return the options that are circled, or else have a mark before or beside them."""
    circled = [o for o in options if is_circled(place.page, o[1])]
    if circled:
        return circled
    typed = [o for o in options if _is_typed(place.page, o[1])]
    return typed or _inked(place, [(o, _grown(o[1])) for o in options], options)


def marked_boxes(place: Place, boxes: Sequence[tuple[Tick, Option]]) -> list[Option]:
    """Return the options of empty tick boxes that are circled, or have a mark beside their box."""
    circled = [o for _, o in boxes if is_circled(place.page, o[1])]
    return circled or _inked(place, [(o, t.bbox) for t, o in boxes], [o for _, o in boxes])


def _grown(words: tuple[Word, ...]) -> BBox:
    return union(tuple(w.bbox for w in words))


def is_circled(page: ReadPage, words: tuple[Word, ...]) -> bool:
    """Say whether a loop is drawn around words."""
    box = _grown(words)
    return any(box.overlap(ring) >= CIRCLED * box.area for ring in page.marks.rings)


def _is_typed(page: ReadPage, words: tuple[Word, ...]) -> bool:
    box = _grown(words)
    before = [
        w
        for w in page.words
        if box.x0 - BESIDE <= w.bbox.x1 <= box.x0 + 1 and w.bbox.top < box.y_mid < w.bbox.bottom
    ]
    return any(TYPED.fullmatch(w.text) for w in before)


def _inked(
    place: Place, spots: Sequence[tuple[Option, BBox]], options: Sequence[Option]
) -> list[Option]:
    """Return the options beside whose spot there is ink that is no print, if the others have none."""
    if place.ink is None:
        return []
    print_ = [w.bbox for hit in place.printed for w in hit.words]
    print_ += [w.bbox for _, words in options for w in words]
    grid = without(place.ink, tuple(b.grown(x=1, y=1) for b in print_))
    found = []
    for option, spot in spots:
        area = sum(ink_share(grid, strip) * strip.area for strip in _strips(spot, print_))
        if area >= MARK_AREA:
            found.append(option)
        elif area > CLEAR_AREA:
            return []
    return found


def _strips(spot: BBox, print_: Sequence[BBox]) -> tuple[BBox, BBox]:
    """Return the places left and right of a spot, up to the print on its line."""
    line = [b for b in print_ if b.top < spot.y_mid < b.bottom]
    left = max((b.x1 for b in line if b.x1 <= spot.x0 + 1), default=spot.x0 - BESIDE)
    right = min((b.x0 for b in line if b.x0 >= spot.x1 - 1), default=spot.x1 + BESIDE)
    tall = {"top": spot.top - RISE[0], "bottom": spot.bottom + RISE[1]}
    return (
        BBox(x0=max(left, spot.x0 - BESIDE), x1=spot.x0, **tall),
        BBox(x0=spot.x1, x1=min(right, spot.x1 + BESIDE), **tall),
    )


def with_rows(place: Place, spec: FieldSpec, region: BBox) -> BBox:
    """Return the place of a question's first tick boxes with the rows of its options under them."""
    bottom, right = region.bottom, region.x1
    below = [t for t in place.page.marks.ticks if t.bbox.top >= region.bottom - 2]
    for tick in sorted(below, key=lambda t: t.bbox.top):
        ((_, option),) = captioned(place.page, (tick,), spec)
        if (
            option is None
            or tick.bbox.x_mid < region.x0
            or tick.bbox.top - bottom > ROW_STEP
            or _label_between(place, option, top=bottom, bottom=tick.bbox.bottom)
        ):
            continue
        bottom = max(bottom, tick.bbox.bottom + 2)
        right = max(right, tick.bbox.x1)
    return replace(region, bottom=bottom, x1=right)


def _label_between(place: Place, option: Option, *, top: float, bottom: float) -> bool:
    """Say whether another question begins between two rows of options."""
    own = {id(w) for w in option[1]}
    return any(
        top - 2 <= hit.bbox.y_mid <= bottom and not own & {id(w) for w in hit.words}
        for hit in place.printed
    )
