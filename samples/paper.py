"""A sheet of paper as a list of marks, with the truth about every value that is written on it.

All lengths are points, origin at the top left of the upright page, as in `records/types.py`. A
sheet knows nothing of pixels: `scan.py` photographs it, `pdf.py` prints it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from records.types import BBox, Reading, union
from synth import fonts

LETTER: Final = (612.0, 792.0)
BLACK: Final = 0
WHITE: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How something is written: typeface, size, ink (0 black, 255 white), `shake` in points."""

    font: str = "sans"
    size: float = 9.0
    ink: int = BLACK
    shake: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One run of text from the start `x` of its `baseline`."""

    x: float
    baseline: float
    text: str
    pen: Pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A polyline, for rules, ticks and signatures."""

    points: tuple[tuple[float, float], ...]
    width: float = 0.7
    ink: int = BLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle: `fill` and `edge` are ink, or None for nothing there."""

    bbox: BBox
    fill: int | None = None
    edge: int | None = BLACK
    width: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A form field of a fillable PDF, with what is filled in (True and False for check boxes)."""

    bbox: BBox
    name: str
    value: str | bool


Mark = Text | Line | Box | Widget


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A rubber stamp about its middle: lines of text in a frame, or one line around a seal of `radius`.

    `angle_deg` is clockwise; its ink darkens what lies under it and hides nothing.
    """

    x: float
    y: float
    lines: tuple[str, ...]
    pen: Pen
    angle_deg: float = 0.0
    framed: bool = True
    radius: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a reader should find: `value` is canonical, `text` as printed, `bbox` upright points."""

    name: str
    value: str | None
    text: str | None
    bbox: BBox
    index: int = 0
    reading: Reading = Reading.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a written value, and the facts it states: (field name, index, canonical value).

    A stretch without facts is only ink, such as the comma between two names. A stretch with facts
    stays on one line unless it is `broken` on purpose. `inner` facts stand inside it, in order,
    written as their value: the city of an address.
    """

    text: str
    broken: bool = False
    inner: tuple[tuple[str, int, str], ...] = ()
    facts: tuple[tuple[str, int, str], ...] = ()


def says(name: str, text: str, value: str | None = None, *, index: int = 0) -> Part:
    """Return a part that states one fact; its canonical value is the text itself unless given."""
    return Part(text=text, facts=((name, index, text if value is None else value),))


@dataclass(slots=True)
class Sheet:
    """One upright page under the pen."""

    width: float = LETTER[0]
    height: float = LETTER[1]
    marks: list[Mark] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)

    def text(self, x: float, baseline: float, text: str, pen: Pen, *, align: str = "left") -> BBox:
        """Write one run and return the box of its ink; `align` is left, centre or right of `x`."""
        advance = fonts.width(text, font=pen.font, size=pen.size)
        x -= {"left": 0.0, "centre": advance / 2, "right": advance}[align]
        self.marks.append(Text(x=x, baseline=baseline, text=text, pen=pen))
        left, top, right, bottom = fonts.ink(text, font=pen.font, size=pen.size)
        return BBox(x0=x + left, top=baseline + top, x1=x + right, bottom=baseline + bottom)

    def rule(self, x0: float, y: float, x1: float, *, width: float = 0.7) -> None:
        self.marks.append(Line(points=((x0, y), (x1, y)), width=width))

    def box(self, bbox: BBox, *, fill: int | None = None, width: float = 0.7) -> None:
        self.marks.append(Box(bbox=bbox, fill=fill, width=width))

    def state(self, fact: Fact) -> None:
        self.facts.append(fact)

    def blank(
        self, names: Iterable[tuple[str, int]], bbox: BBox, *, text: str | None = None
    ) -> None:
        """Record that a box carries no value; `text` is what stands there all the same (N/A)."""
        for name, index in names:
            self.state(
                Fact(
                    name=name, index=index, value=None, text=text, bbox=bbox, reading=Reading.BLANK
                )
            )

    def write(
        self,
        x: float,
        baseline: float,
        parts: Iterable[Part],
        pen: Pen,
        *,
        leading: float,
        until: float,
    ) -> float:
        """Write parts from `x`, breaking lines before `until`; return the baseline after.

        A fact gets the smallest box around its words: over both lines where it is broken.
        """
        at, start, may_break = x, x, False
        for part in parts:
            boxes: list[BBox] = []
            whole = bool(part.facts) and not part.broken
            for word in [part.text] if whole else _words(part.text):
                end = at + fonts.width(word.rstrip(), font=pen.font, size=pen.size)
                if may_break and end > until:
                    at, baseline = start, baseline + leading
                if whole:
                    self._state_inner(part, at, baseline, pen)
                ink = self.text(at, baseline, word, pen)
                boxes += [ink] if word.strip() else []
                at += fonts.width(word, font=pen.font, size=pen.size)
                may_break = word.endswith(" ")
            for name, index, value in part.facts:
                box = union(tuple(boxes))
                self.state(Fact(name=name, index=index, value=value, text=part.text, bbox=box))
        return baseline + leading

    def _state_inner(self, part: Part, x: float, baseline: float, pen: Pen) -> None:
        after = 0
        for name, index, value in part.inner:
            where = part.text.index(value, after)
            after = where + len(value)
            begin = x + fonts.width(part.text[:where], font=pen.font, size=pen.size)
            left, top, right, bottom = fonts.ink(value, font=pen.font, size=pen.size)
            box = BBox(
                x0=begin + left, top=baseline + top, x1=begin + right, bottom=baseline + bottom
            )
            self.state(Fact(name=name, index=index, value=value, text=value, bbox=box))


def _words(text: str) -> list[str]:
    """Split into words that keep their trailing space, so that advances add up."""
    pieces = text.split(" ")
    return [piece + " " for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def moved(fact: Fact, bbox: BBox) -> Fact:
    """Return the fact at another place."""
    return replace(fact, bbox=bbox)
