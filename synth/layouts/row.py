"""What all frames share: labels broken and printed, the place of an answer, the height of a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from records.types import BBox
from synth.form import Place
from synth.layouts.look import Cell, Look, answer_lines, wrapped
from synth.sheet import Pen, Sheet

Row = Sequence[Cell]
FIRST: Final = 0.78
"""Where in its line an answer's baseline lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A way of setting rows; `beside` is room that a label at the left wants, `columns` how many fit."""

    height: Callable[[Row, Look], float]
    draw: Callable[[Sheet, float, Row, Look], list[Place]]
    beside: float = 0.0
    columns: int = 4


def labels_of(cell: Cell, width: float, look: Look, pen: Pen | None = None) -> list[str]:
    """Return the lines of a cell's label."""
    return wrapped(look.worded(cell.question.label), width, pen or look.label)


def print_lines(sheet: Sheet, x: float, top: float, lines: Sequence[str], pen: Pen) -> float:
    """Print label lines from `top`; return where they end."""
    for line in lines:
        sheet.text(x, top + pen.size * 0.86, line, pen)
        top += pen.size * 1.12
    return top


def place_of(cell: Cell, x0: float, x1: float, top: float, look: Look, *, lines: int = 0) -> Place:
    """Return the place of an answer whose first line begins at `top`."""
    count = lines or answer_lines(cell.question, x1 - x0, look)
    return Place(
        area=BBox(x0=x0, top=top, x1=max(x1, x0 + 12), bottom=top + count * look.leading),
        baseline=top + look.leading * FIRST,
        leading=look.leading,
        lines=count,
    )


def tallest_of(
    row: Row, look: Look, inset: float, *, label: bool = True, pen: Pen | None = None
) -> float:
    """Return the height of label lines and answer lines, one above the other."""
    tallest = 0.0
    for cell in row:
        width = cell.width - inset
        labels = len(labels_of(cell, width, look, pen)) if label else 0
        answers = answer_lines(cell.question, width, look)
        tallest = max(tallest, labels * (pen or look.label).size * 1.12 + answers * look.leading)
    return tallest
