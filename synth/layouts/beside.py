"""Frames with the label left of the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from records.types import BBox
from synth.form import Place
from synth.layouts.look import Cell, Look, answer_lines
from synth.layouts.row import FIRST, Frame, Row, labels_of, place_of, print_lines
from synth.sheet import Sheet, advance

# ---- label inside the cell, before the answer -------------------------------------------------


def _inline_parts(cell: Cell, look: Look) -> tuple[list[str], float]:
    lines = labels_of(cell, cell.width * 0.62, look)
    return lines, max(advance(line, look.label) for line in lines) + 10


def _inline_height(row: Row, look: Look) -> float:
    tallest = 0.0
    for cell in row:
        lines, wide = _inline_parts(cell, look)
        answers = answer_lines(cell.question, cell.width - wide - 4, look)
        tallest = max(tallest, answers * look.leading, len(lines) * look.label.size * 1.12)
    return tallest + 2 * look.pad + 2


def _inline(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    bottom = top + _inline_height(row, look)
    places = []
    for cell in row:
        sheet.box(BBox(x0=cell.x0, top=top, x1=cell.x1, bottom=bottom), width=look.rule)
        lines, wide = _inline_parts(cell, look)
        first = top + look.pad + 1
        print_lines(
            sheet,
            cell.x0 + 4,
            first + look.leading * FIRST - look.label.size * 0.86,
            lines,
            look.label,
        )
        places.append(place_of(cell, cell.x0 + wide, cell.x1 - 3, first, look))
    return places


# ---- label in a shaded cell at the left --------------------------------------------------------


def _side(cell: Cell) -> float:
    return min(cell.width * 0.42, 170.0)


def _ledger_height(row: Row, look: Look) -> float:
    tallest = 0.0
    for cell in row:
        labels = len(labels_of(cell, _side(cell) - 9, look)) * look.label.size * 1.12
        answers = answer_lines(cell.question, cell.width - _side(cell) - 10, look) * look.leading
        tallest = max(tallest, labels, answers)
    return tallest + 2 * look.pad


def _ledger(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    bottom = top + _ledger_height(row, look)
    places = []
    for cell in row:
        middle = cell.x0 + _side(cell)
        sheet.box(
            BBox(x0=cell.x0, top=top, x1=middle, bottom=bottom), fill=look.shade, width=look.rule
        )
        sheet.box(BBox(x0=middle, top=top, x1=cell.x1, bottom=bottom), width=look.rule)
        lines = labels_of(cell, _side(cell) - 9, look)
        first = top + look.pad
        print_lines(
            sheet,
            cell.x0 + 5,
            first + look.leading * FIRST - look.label.size * 0.86,
            lines,
            look.label,
        )
        places.append(place_of(cell, middle + 6, cell.x1 - 4, first, look))
    return places


# ---- label at the left, the answer on a rule (or in a box, or after dots) to its right -----------


def _left_height(row: Row, look: Look) -> float:
    tallest = 0.0
    for cell in row:
        lines, wide = _inline_parts(cell, look)
        answers = answer_lines(cell.question, cell.width - wide - 12, look)
        tallest = max(tallest, answers * look.leading, len(lines) * look.label.size * 1.12)
    return tallest + 2 * look.pad + 1


def _left(sheet: Sheet, top: float, row: Row, look: Look) -> list[tuple[Cell, Place]]:
    """Print labels at the left; return the place right of each."""
    places = []
    for cell in row:
        lines, wide = _inline_parts(cell, look)
        first = top + look.pad
        print_lines(
            sheet,
            cell.x0 + 2,
            first + look.leading * FIRST - look.label.size * 0.86,
            lines,
            look.label,
        )
        places.append((cell, place_of(cell, cell.x0 + wide, cell.x1 - 10, first, look)))
    return places


def _lines(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    for cell, place in _left(sheet, top, row, look):
        if cell.question.shape != "tick":
            for number in range(place.lines):
                y = place.baseline + number * look.leading + 2.4
                sheet.rule(place.area.x0 - 3, y, place.area.x1 + 4, width=look.rule)
        places.append(place)
    return places


def _pairs(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    for cell, place in _left(sheet, top, row, look):
        if cell.question.shape != "tick":
            sheet.box(place.area.grown(x=3, y=0.8), width=look.rule)
        places.append(place)
    return places


def _leaders(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    """Set labels at the left edge, dots up to a common tab stop, the answer after it."""
    places = []
    for cell in row:
        first = top + look.pad
        tab = cell.x0 + cell.width * 0.46
        lines = labels_of(cell, cell.width * 0.43, look)
        baseline = first + look.leading * FIRST
        print_lines(sheet, cell.x0 + 2, baseline - look.label.size * 0.86, lines, look.label)
        dot = advance(".", look.label) + 1.2
        at = cell.x0 + 6 + advance(lines[-1], look.label)
        y = baseline + (len(lines) - 1) * look.label.size * 1.12
        while at < tab - 4:
            sheet.line(((at, y), (at + 0.7, y)), width=0.8, ink=60)
            at += dot
        places.append(place_of(cell, tab, cell.x1 - 6, first, look))
    return places


def _leaders_height(row: Row, look: Look) -> float:
    tallest = 0.0
    for cell in row:
        labels = len(labels_of(cell, cell.width * 0.43, look)) * look.label.size * 1.12
        answers = answer_lines(cell.question, cell.width * 0.54 - 6, look) * look.leading
        tallest = max(tallest, labels, answers)
    return tallest + 2 * look.pad


# ---- a printout: label, colon, value at a tab stop, no rules --------------------------------------


def _printout_height(row: Row, look: Look) -> float:
    return max(answer_lines(c.question, c.width * 0.55, look) for c in row) * look.leading + 1.5


def _printout(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    for cell in row:
        tab = cell.x0 + cell.width * 0.42
        baseline = top + look.leading * FIRST
        pen = look.label
        while (
            advance(look.worded(cell.question.label), pen) > cell.width * 0.40 and pen.squeeze > 0.7
        ):
            pen = replace(pen, squeeze=round(pen.squeeze - 0.05, 2))
        sheet.text(cell.x0, baseline, look.worded(cell.question.label), pen)
        sheet.text(tab - 7, baseline, ":", look.label)
        places.append(place_of(cell, tab, cell.x1 - 4, top, look))
    return places


FRAMES: Final[dict[str, Frame]] = {
    "inline": Frame(height=_inline_height, draw=_inline, beside=60, columns=3),
    "ledger": Frame(height=_ledger_height, draw=_ledger, beside=110, columns=2),
    "lines": Frame(height=_left_height, draw=_lines, beside=70, columns=3),
    "printout": Frame(height=_printout_height, draw=_printout, beside=140, columns=2),
    "pairs": Frame(height=_left_height, draw=_pairs, beside=70, columns=2),
    "leaders": Frame(height=_leaders_height, draw=_leaders, beside=150, columns=2),
}
