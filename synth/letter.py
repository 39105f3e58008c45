"""A letter under the pen: where it stands on its sheets, and how its words and facts are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from records.types import BBox
from synth import fonts
from synth.answers import Spelling, joined
from synth.form import Said, Tools
from synth.layouts.letter import LetterLook
from synth.papers import Answer
from synth.sheet import Fact, Pen, Sheet, advance
from synth.text import Flow
from synth.wording import letter_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a letter's head: its printed caption (bare), and the answers behind it or fixed words."""

    caption: str
    answers: tuple[Answer | None, ...] = ()
    words: str = ""

    @property
    def ending(self) -> str:
        """The caption with its colon; a question has its own mark."""
        return self.caption if self.caption.endswith("?") else f"{self.caption}:"


@dataclass(slots=True)
class Letter:
    """A letter under the pen; lengths are points. `printed` is the typeface of its printed head."""

    spelling: Spelling
    tools: Tools
    flow: Flow
    group: str
    look: LetterLook
    pen: Pen
    caption: Pen
    printed: str
    leading: float
    left: float
    right: float

    @property
    def sheet(self) -> Sheet:
        """The page under the pen."""
        return self.flow.sheet

    def word(self, part: str) -> str:
        """Return words for a part of the letter, in its language."""
        return self.flow.rng.choice(letter_words(self.group, part, self.spelling.paper.language))

    def down(self, lines: float = 1.0) -> None:
        """Go down by some lines."""
        self.flow.room(self.leading * lines)
        self.flow.at += self.leading * lines

    def line(self, text: str, *, x: float | None = None, pen: Pen | None = None) -> BBox:
        """Write one line at `flow.at`."""
        return self.sheet.text(self.left if x is None else x, self.flow.at, text, pen or self.pen)

    def said(self, entry: Entry) -> Said:
        """Return what an entry says, spelt out."""
        known = [a for a in entry.answers if a is not None and a.value is not None]
        return joined(((self.spelling.of(a), a) for a in known), ", ")

    def wide(self, entry: Entry, *, caption: bool = True) -> float:
        """Return how long an entry is on one line."""
        own = advance(f"{entry.ending} ", self.caption) if caption else 0.0
        return own + advance(entry.words or self.said(entry).text, self.pen)

    def value(self, x: float, entry: Entry) -> float:
        """Write an entry's answers one after the other, stating their facts; return where the ink ends."""
        if entry.words:
            return self.line(entry.words, x=x).x1
        spoken = self.said(entry)
        for part in spoken.parts:
            box = self.sheet.text(x, self.flow.at, part.text, self.pen, keys=part.keys)
            for key, value in spoken.values:
                if key in part.keys:
                    self.sheet.state(
                        Fact(
                            name=key[0], index=key[1], value=value, text=part.text, bbox=box,
                            fill=self.pen.manner,
                        )
                    )  # fmt: skip
            x += advance(part.text, self.pen)
        return x

    def entry(self, x: float, entry: Entry) -> float:
        """Write a caption and what follows it; return where the ink ends."""
        if entry.caption:
            self.line(entry.ending, x=x, pen=self.caption)
            x += advance(f"{entry.ending} ", self.caption)
        return self.value(x, entry)

    def answer(self, name: str) -> Answer | None:
        """Return what the paper has for a field."""
        return self.spelling.paper.answer(name)


def bold_of(pen: Pen) -> Pen:
    """Return the pen of a letter's captions: bold where the letter is typed."""
    bold = f"{pen.font}-bold"
    known = pen.manner == "typed" and bold in fonts.typefaces()
    return replace(pen, font=bold) if known else pen


def widest(letter: Letter, entries: Sequence[Entry], *, caption: bool = True) -> float:
    """Return the length of the longest entry."""
    return max((letter.wide(entry, caption=caption) for entry in entries), default=0.0)
