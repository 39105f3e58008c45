"""The print of one edition, and the cells of a row of questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from synth.fill import SIDE, option_lines
from synth.form import Question
from synth.sheet import LETTER, Pen, advance

Heading = Literal["bar", "rule", "boxed", "plain", "band", "centred", "shade"]
Case = Literal["as_is", "upper"]
GAP: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How an edition is printed: pens, measures in points, and small habits of its designer.

    `leading` is the distance of answer lines, `pad` the air above an answer's first line.
    """

    label: Pen = Pen(font="sans", size=7.0)
    caption: Pen = Pen(font="sans", size=8.0)
    bold: str = "sans-bold"
    body: str = "sans"
    size: tuple[float, float] = LETTER
    left: float = 40.0
    right: float = 572.0
    top: float = 34.0
    bottom: float = 742.0
    leading: float = 12.0
    pad: float = 3.0
    rule: float = 0.7
    shade: int = 228
    case: Case = "as_is"
    ending: str = ""
    heading: Heading = "bar"
    numbered: bool = False
    columns: int = 3
    section_gap: float = 7.0

    @property
    def wide(self) -> float:
        """Width of the printed area."""
        return self.right - self.left

    def worded(self, label: str) -> str:
        """Return a label as this designer writes it."""
        text = label.upper() if self.case == "upper" else label
        return text if text.endswith(("?", ":", ")")) else text + self.ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A question and where it stands in its row."""

    question: Question
    x0: float
    x1: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0


def wrapped(text: str, width: float, pen: Pen) -> list[str]:
    """Break text into lines no wider than `width`, where words allow."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and advance(longer, pen) <= width:
            lines[-1] = longer
        elif not lines:
            lines.append(word)
        else:
            lines.append(word)
    return lines or [""]


def answer_lines(question: Question, width: float, look: Look) -> int:
    """Return how many lines an answer needs in a place of `width`."""
    if question.shape == "tick":
        return len(option_lines(question, width, look.caption))
    return question.lines


def wanted(question: Question, look: Look) -> float:
    """Return the width that a question would like to have, label above the answer."""
    if question.shape == "tick":
        each = [SIDE + 3 + advance(words, look.caption) + 11 for _, words in question.options]
        room = sum(each) if sum(each) < look.wide * 0.55 else look.wide
    else:
        room = question.room
    label = advance(look.worded(question.label), look.label)
    return max(room, min(label, room * 1.6)) + 10


def rows(questions: Sequence[Question], look: Look, *, beside: float = 0.0) -> list[list[Cell]]:
    """Pack questions into rows of at most `look.columns` cells; `beside` is room for labels at the left."""
    packed: list[list[Question]] = []
    used = 0.0
    for question in questions:
        want = min(look.wide, wanted(question, look) + beside)
        fits = packed and len(packed[-1]) < look.columns and used + want <= look.wide
        if fits:
            packed[-1].append(question)
            used += want
        else:
            packed.append([question])
            used = want
    return [_spread(row, look, beside) for row in packed]


def _spread(row: Sequence[Question], look: Look, beside: float) -> list[Cell]:
    shares = [min(look.wide, wanted(question, look) + beside) for question in row]
    cells, at = [], look.left
    for question, share in zip(row, shares, strict=True):
        end = at + look.wide * share / sum(shares)
        cells.append(Cell(question=question, x0=at, x1=end))
        at = end
    return cells


def narrowed(look: Look, *, left: float) -> Look:
    """Return the look with its left edge moved in."""
    return replace(look, left=look.left + left)
