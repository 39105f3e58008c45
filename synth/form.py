"""What a form asks and what a paper answers to it, before either is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from records.types import BBox, Reading
from synth.sheet import Key, Pen

Shape = Literal["write", "tick", "sign"]
Compose = Literal[
    "plain", "whole_name", "one_address", "street", "first_surname", "second_surname", "birthplace"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: its printed label, the fields that its answer gives, the room it wants.

    `names` is empty for a question outside the vocabulary, which is answered with `decoy`. `options`
    are (canonical value, caption) of tick boxes. `room` is the width of the answer in points, `lines`
    how many lines of writing it has.
    """

    names: tuple[str, ...] = ()
    index: int = 0
    label: str = ""
    compose: Compose = "plain"
    shape: Shape = "write"
    options: tuple[tuple[str, str], ...] = ()
    room: float = 120.0
    lines: int = 1
    decoy: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """The fields it asks for, each with its index."""
        return tuple((name, self.index) for name in self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a written answer and the fields that it belongs to."""

    text: str
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The answer to a question: what is written, and the canonical value of each field in it.

    With `reading` BLANK `nothing` is written in its stead ("N/A", or ""); REDACTED covers the parts.
    """

    parts: tuple[Part, ...] = ()
    values: tuple[tuple[Key, str], ...] = ()
    reading: Reading = Reading.PRESENT
    nothing: str = ""
    asked: tuple[Key, ...] = ()

    @property
    def text(self) -> str:
        """All that is written."""
        return "".join(part.text for part in self.parts)

    def text_of(self, key: Key) -> str:
        """Return what is written for one field."""
        return "".join(part.text for part in self.parts if key in part.keys).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer is written: its room, the first baseline, the distance to the next.

    `comb` counts the little boxes for single letters, 0 where there are none.
    """

    area: BBox
    baseline: float
    leading: float = 11.0
    lines: int = 1
    comb: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What fills a form in: the pen for words, the one for ticks and signatures, and habits.

    `slips` is the share of answers with something crossed out or written over.
    """

    pen: Pen
    tick: Literal["x", "check", "fill", "circle"] = "x"
    mark_ink: int = 0
    slips: float = 0.0
