"""A sheet of paper as a list of marks, with the truth about what is written on it.

All lengths are points, origin at the top left of the upright page, as in `records/types.py`. A sheet
knows nothing of pixels: `draw.py` photographs it, `files.py` prints it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from records.types import BBox, Reading, union
from synth import fonts
from synth.truth import Fill
from synth.truth import Mark as Over

LETTER: Final = (612.0, 792.0)
BLACK: Final = 0
WHITE: Final = 255
Manner = Literal["print", "typed", "typewriter", "hand"]
Key = tuple[str, int]
ELSE: Final[Key] = ("", 0)
"""What a label asks for that is no field of the vocabulary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How something is written: typeface, size in points, ink (0 black, 255 white).

    `lean` is the slope of letters (0.2 leans right), `turn_deg` turns a run clockwise about its start,
    `squeeze` narrows it, `wear` (0 to 1) is the share of ink that did not take. `shake` moves each word
    (by hand) or letter (typewriter) up or down, in points.
    """

    font: str = "sans"
    size: float = 9.0
    ink: int = BLACK
    manner: Manner = "print"
    lean: float = 0.0
    turn_deg: float = 0.0
    squeeze: float = 1.0
    wear: float = 0.0
    shake: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One word from the start `x` of its `baseline`."""

    x: float
    baseline: float
    text: str
    pen: Pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A polyline, for rules, ticks and signatures; `wear` as for a pen."""

    points: tuple[tuple[float, float], ...]
    width: float = 0.7
    ink: int = BLACK
    wear: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle: `fill` and `edge` are ink, or None for nothing there."""

    bbox: BBox
    fill: int | None = None
    edge: int | None = BLACK
    width: float = 0.7


Drawn = Text | Line | Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a reader should find: `value` is canonical, `text` as written, `bbox` upright points."""

    name: str
    index: int = 0
    value: str | None
    text: str = ""
    reading: Reading = Reading.PRESENT
    bbox: BBox
    fill: Fill = "print"
    marks: tuple[Over, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A word on the page and the fields that it belongs to.

    `asks` are those that it asks for, where it is a word of a label, `ELSE` among them where the answer is
    none of the vocabulary's; None where nobody noted which words are labels.
    """

    text: str
    bbox: BBox
    keys: tuple[Key, ...] = ()
    asks: tuple[Key, ...] | None = None


@dataclass(slots=True)
class Sheet:
    """One upright page under the pen; `rng` decides how a hand trembles.

    `ticks` are the tick boxes, each with whether its option is marked.
    """

    rng: random.Random
    width: float = LETTER[0]
    height: float = LETTER[1]
    marks: list[Drawn] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    words: list[Placed] = field(default_factory=list)
    ticks: list[tuple[BBox, bool]] = field(default_factory=list)
    damaged_by: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        pen: Pen,
        *,
        align: Literal["left", "centre", "right"] = "left",
        keys: Sequence[Key] = (),
    ) -> BBox:
        """Write one line and return the box of its ink; `align` is where `x` lies in it."""
        x -= {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * advance(text, pen)
        boxes, at = [], x
        for word in text.split(" "):
            if word:
                boxes.append(
                    self._word(at, baseline + (at - x) * _rise(pen), word, pen, tuple(keys))
                )
            at += advance(word + " ", pen)
        return union(tuple(boxes)) if boxes else BBox(x0=x, top=baseline, x1=x, bottom=baseline)

    def _word(self, x: float, baseline: float, word: str, pen: Pen, keys: tuple[Key, ...]) -> BBox:
        if pen.manner == "typewriter":
            box = union(tuple(self._struck(x, baseline, word, pen)))
        else:
            lift = self.rng.gauss(0, pen.shake) if pen.shake else 0.0
            self.marks.append(Text(x=x, baseline=baseline + lift, text=word, pen=pen))
            box = inked(x, baseline + lift, word, pen)
        self.words.append(Placed(text=word, bbox=box, keys=keys))
        return box

    def _struck(self, x: float, baseline: float, word: str, pen: Pen) -> list[BBox]:
        """Strike a word letter by letter: each type stands a little off, and prints unevenly."""
        boxes = []
        for at, letter in enumerate(word):
            place = x + advance(word[:at], pen)
            lift = _habit(letter, pen) + self.rng.gauss(0, pen.shake * 0.3)
            ink = round(min(150, max(0, pen.ink + abs(self.rng.gauss(0, 28)))))
            self.marks.append(
                Text(x=place, baseline=baseline + lift, text=letter, pen=_inked(pen, ink))
            )
            boxes.append(inked(place, baseline + lift, letter, pen))
        return boxes

    def rule(self, x0: float, y: float, x1: float, *, width: float = 0.7, ink: int = BLACK) -> None:
        """Draw a level line."""
        self.marks.append(Line(points=((x0, y), (x1, y)), width=width, ink=ink))

    def box(
        self, bbox: BBox, *, fill: int | None = None, edge: int | None = BLACK, width: float = 0.7
    ) -> None:
        """Draw a rectangle."""
        self.marks.append(Box(bbox=bbox, fill=fill, edge=edge, width=width))

    def line(
        self, points: Sequence[tuple[float, float]], *, width: float, ink: int, wear: float = 0.0
    ) -> None:
        """Draw a polyline."""
        self.marks.append(Line(points=tuple(points), width=width, ink=ink, wear=wear))

    def ask(self, start: int, questions: Sequence[tuple[float, float, Sequence[Key]]]) -> None:
        """Note which of the words since `start` ask for what: (left, right, keys) of each label's column."""
        for at in range(start, len(self.words)):
            word = self.words[at]
            asked = next((k for x0, x1, k in questions if x0 <= word.bbox.x_mid <= x1), None)
            if asked is not None:
                self.words[at] = replace(word, asks=tuple(asked) or (ELSE,))

    def state(self, fact: Fact) -> None:
        """Note what a reader should find."""
        self.facts.append(fact)


def advance(text: str, pen: Pen) -> float:
    """Return how far a pen goes writing `text`, in points."""
    return fonts.width(text, font=pen.font, size=pen.size) * pen.squeeze


def inked(x: float, baseline: float, text: str, pen: Pen) -> BBox:
    """Return the box of the ink of one word."""
    left, top, right, bottom = fonts.ink(text, font=pen.font, size=pen.size)
    angle = math.radians(pen.turn_deg)
    across, down = [], []
    for u in (left * pen.squeeze, right * pen.squeeze):
        for v in (top, bottom):
            leant = u - v * pen.lean
            across.append(x + leant * math.cos(angle) - v * math.sin(angle))
            down.append(baseline + leant * math.sin(angle) + v * math.cos(angle))
    return BBox(x0=min(across), top=min(down), x1=max(across), bottom=max(down))


def _rise(pen: Pen) -> float:
    return math.tan(math.radians(pen.turn_deg)) if pen.turn_deg else 0.0


def _habit(letter: str, pen: Pen) -> float:
    """Return how far one type of a machine always stands off the line, in points."""
    return ((ord(letter) * 7919) % 13 - 6) / 6 * pen.shake


def _inked(pen: Pen, ink: int) -> Pen:
    return Pen(
        font=pen.font,
        size=pen.size,
        ink=ink // 12 * 12,
        manner=pen.manner,
        wear=pen.wear,
        shake=pen.shake,
        squeeze=pen.squeeze,
    )
