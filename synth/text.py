"""Running text: paragraphs set into lines and pages, each fact boxed where its words stand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from records.types import BBox, Reading, union
from synth.answers import HIDDEN
from synth.papers import Run, Split
from synth.sheet import BLACK, WHITE, Fact, Key, Pen, Sheet, advance


@dataclass(slots=True)
class Flow:
    """Pages that fill from the top; `at` is where the next thing goes."""

    rng: random.Random
    size: tuple[float, float]
    top: float
    bottom: float
    split: Split
    sheets: list[Sheet] = field(default_factory=list)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.turn()

    @property
    def sheet(self) -> Sheet:
        """The page under the pen."""
        return self.sheets[-1]

    def turn(self) -> None:
        """Take a new page."""
        self.sheets.append(Sheet(rng=self.rng, width=self.size[0], height=self.size[1]))
        self.at = self.top

    def room(self, high: float) -> None:
        """Take a new page where `high` points do not fit on this one."""
        if self.at + high > self.bottom:
            self.turn()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    text: str
    keys: tuple[int, ...]
    """Numbers of the runs it belongs to: a word that two runs share belongs to both."""


def set_paragraph(
    flow: Flow,
    paragraph: Sequence[Run],
    pen: Pen,
    *,
    x0: float,
    x1: float,
    leading: float,
    indent: float = 0.0,
    redacted: bool = False,
) -> None:
    """Write a paragraph from `flow.at` on, over as many pages as it takes, and state its facts.

    In a `redacted` one names and numbers are under bars.
    """
    boxes: dict[tuple[int, int], list[BBox]] = {}
    at = x0 + indent
    flow.room(leading)
    flow.at += leading
    for piece in _pieces(paragraph):
        wide = advance(piece.text, pen)
        if at > x0 and at + wide > x1:
            flow.room(leading)
            flow.at += leading
            at = x0
        keys: tuple[Key, ...] = tuple((n, i) for k in piece.keys for n, i, _ in paragraph[k].facts)
        if redacted and any(name.partition(".")[2] in HIDDEN for name, _ in keys):
            box = _cover(flow, at, wide + advance(" ", pen), pen)
        else:
            box = flow.sheet.text(at, flow.at, piece.text, pen, keys=keys)
        for number in piece.keys:
            boxes.setdefault((number, len(flow.sheets) - 1), []).append(box)
        at += wide + advance(" ", pen)
    _state(flow, paragraph, boxes, pen, redacted=redacted)


def _cover(flow: Flow, x: float, wide: float, pen: Pen) -> BBox:
    """Draw a bar in place of a word, with its exemption where there is room."""
    bar = BBox(
        x0=x - 0.5, top=flow.at - pen.size * 0.85, x1=x + wide, bottom=flow.at + pen.size * 0.25
    )
    flow.sheet.box(bar, fill=BLACK, edge=None)
    code = Pen(font="sans", size=round(pen.size * 0.75, 1), ink=WHITE)
    if wide > advance("(b)(6)", code) + 3:
        flow.sheet.text(x + 1, flow.at - 0.6, "(b)(6)", code)
    return bar


def _pieces(paragraph: Sequence[Run]) -> list[_Piece]:
    """Return the words of a paragraph, each with the numbers of the runs that its letters come from."""
    pieces: list[_Piece] = []
    word = ""
    owners: list[int] = []
    for number, run in enumerate(paragraph):
        for letter in run.text:
            if letter.isspace():
                if word:
                    pieces.append(_Piece(text=word, keys=tuple(dict.fromkeys(owners))))
                word, owners = "", []
            else:
                word += letter
                owners += [number] if run.facts and number not in owners else []
    if word:
        pieces.append(_Piece(text=word, keys=tuple(dict.fromkeys(owners))))
    return pieces


def _state(
    flow: Flow,
    paragraph: Sequence[Run],
    boxes: dict[tuple[int, int], list[BBox]],
    pen: Pen,
    *,
    redacted: bool,
) -> None:
    """State each run's facts on the page where it begins."""
    for number, run in enumerate(paragraph):
        pages = sorted(page for each, page in boxes if each == number)
        if not pages or not run.facts:
            continue
        box = union(tuple(boxes[(number, pages[0])]))
        covered = redacted and any(name.partition(".")[2] in HIDDEN for name, _, _ in run.facts)
        for name, index, value in run.facts:
            fact = Fact(
                name=name,
                index=index,
                value=None if covered else value,
                text="" if covered else run.text,
                reading=Reading.REDACTED if covered else Reading.PRESENT,
                bbox=box,
                fill=pen.manner,
            )
            flow.sheets[pages[0]].state(fact)
