"""Frames with the label over or under the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from records.types import BBox
from synth.form import Place, Question
from synth.layouts.look import Look
from synth.layouts.row import Frame, Row, labels_of, place_of, print_lines, tallest_of
from synth.sheet import Sheet

# ---- label above the answer, in a ruled cell --------------------------------------------------


def _grid_height(row: Row, look: Look) -> float:
    return tallest_of(row, look, 8) + look.pad + 4


def _grid(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    bottom = top + _grid_height(row, look)
    places = []
    for cell in row:
        sheet.box(BBox(x0=cell.x0, top=top, x1=cell.x1, bottom=bottom), width=look.rule)
        under = print_lines(
            sheet, cell.x0 + 3, top + 2, labels_of(cell, cell.width - 8, look), look.label
        )
        places.append(place_of(cell, cell.x0 + 5, cell.x1 - 3, under + look.pad / 2, look))
    return places


# ---- label in a shaded strip over the answer ----------------------------------------------------


def _strip_height(row: Row, look: Look) -> float:
    return tallest_of(row, look, 8) + look.pad + 7


def _strips(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    bottom = top + _strip_height(row, look)
    deep = max(len(labels_of(c, c.width - 8, look)) for c in row) * look.label.size * 1.12 + 3
    places = []
    for cell in row:
        strip = BBox(x0=cell.x0, top=top, x1=cell.x1, bottom=top + deep)
        sheet.box(strip, fill=look.shade, width=look.rule)
        sheet.box(BBox(x0=cell.x0, top=top, x1=cell.x1, bottom=bottom), width=look.rule)
        print_lines(
            sheet, cell.x0 + 3, top + 1.6, labels_of(cell, cell.width - 8, look), look.label
        )
        places.append(place_of(cell, cell.x0 + 5, cell.x1 - 3, top + deep + look.pad / 2 + 1, look))
    return places


# ---- label over a line, and under a line ----------------------------------------------------------


def _over_height(row: Row, look: Look) -> float:
    return tallest_of(row, look, 12) + look.pad + 6


def _underlined(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    for cell in row:
        under = print_lines(
            sheet, cell.x0 + 1, top, labels_of(cell, cell.width - 12, look), look.label
        )
        place = place_of(cell, cell.x0 + 3, cell.x1 - 10, under + 1, look)
        if cell.question.shape != "tick":
            for number in range(place.lines):
                y = place.baseline + number * look.leading + 2.6
                sheet.rule(cell.x0 + 1, y, cell.x1 - 8, width=look.rule)
        places.append(place)
    return places


def _captions(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    for cell in row:
        place = place_of(cell, cell.x0 + 3, cell.x1 - 10, top + look.pad, look)
        y = place.baseline + (place.lines - 1) * look.leading + 2.6
        if cell.question.shape != "tick":
            for number in range(place.lines - 1):
                sheet.rule(
                    cell.x0 + 1,
                    place.baseline + number * look.leading + 2.6,
                    cell.x1 - 8,
                    width=look.rule,
                )
            sheet.rule(cell.x0 + 1, y, cell.x1 - 8, width=look.rule)
        print_lines(sheet, cell.x0 + 2, y + 1.2, labels_of(cell, cell.width - 12, look), look.label)
        places.append(place)
    return places


# ---- label above a box of its own -------------------------------------------------------------------


def _boxed_height(row: Row, look: Look) -> float:
    return tallest_of(row, look, 12) + look.pad + 7


def _boxed(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    deep = max(len(labels_of(c, c.width - 12, look)) for c in row) * look.label.size * 1.12
    for cell in row:
        lines = labels_of(cell, cell.width - 12, look)
        print_lines(
            sheet, cell.x0 + 1, top + deep - len(lines) * look.label.size * 1.12, lines, look.label
        )
        place = place_of(cell, cell.x0 + 5, cell.x1 - 11, top + deep + 2.5, look)
        if cell.question.shape != "tick":
            box = BBox(
                x0=cell.x0 + 1, top=top + deep + 1, x1=cell.x1 - 8, bottom=place.area.bottom + 1.5
            )
            sheet.box(box, width=look.rule)
        places.append(place)
    return places


def _shaded(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    """Set a bold label over a tinted field without edges, as web forms print."""
    pen = replace(look.label, font=look.bold)
    places = []
    for cell in row:
        under = print_lines(
            sheet, cell.x0 + 1, top, labels_of(cell, cell.width - 12, look, pen), pen
        )
        place = place_of(cell, cell.x0 + 6, cell.x1 - 12, under + 3, look)
        if cell.question.shape != "tick":
            box = BBox(x0=cell.x0 + 1, top=under + 1, x1=cell.x1 - 8, bottom=place.area.bottom + 2)
            sheet.box(box, fill=look.shade, edge=None)
        places.append(place)
    return places


def _shaded_height(row: Row, look: Look) -> float:
    pen = replace(look.label, font=look.bold)
    return tallest_of(row, look, 12, pen=pen) + look.pad + 8


# ---- label at the bottom of its cell ------------------------------------------------------------------


def _cards_height(row: Row, look: Look) -> float:
    return tallest_of(row, look, 8) + look.pad + 4


def _cards(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    bottom = top + _cards_height(row, look)
    places = []
    for cell in row:
        sheet.box(BBox(x0=cell.x0, top=top, x1=cell.x1, bottom=bottom), width=look.rule)
        lines = labels_of(cell, cell.width - 8, look)
        print_lines(
            sheet, cell.x0 + 4, bottom - 2 - len(lines) * look.label.size * 1.12, lines, look.label
        )
        places.append(place_of(cell, cell.x0 + 5, cell.x1 - 3, top + look.pad / 2 + 1, look))
    return places


# ---- little boxes for single letters ------------------------------------------------------------

PITCH: Final = 13.5
COMBED: Final = frozenset(
    "a_number date_of_birth zip phone backup_phone hhs_tracking_number date category fin "
    "subject_id event_number".split()
)


def _teeth(question: Question, width: float) -> int:
    """Return how many little boxes a question gets, 0 where it has a plain box."""
    attributes = {name.partition(".")[2] for name in question.names}
    if question.shape != "write" or not attributes or not attributes <= COMBED:
        return 0
    count = int(width // PITCH)
    return min(count, 14) if count >= 9 else 0


def _combs_height(row: Row, look: Look) -> float:
    return tallest_of(row, look, 12) + look.pad + 9


def _combs(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    for cell in row:
        under = print_lines(
            sheet, cell.x0 + 1, top, labels_of(cell, cell.width - 12, look), look.label
        )
        place = place_of(cell, cell.x0 + 5, cell.x1 - 11, under + 3, look)
        box = BBox(x0=cell.x0 + 1, top=under + 1, x1=cell.x1 - 8, bottom=place.area.bottom + 3)
        teeth = _teeth(cell.question, box.width)
        if teeth:
            box = replace(box, x1=box.x0 + teeth * PITCH)
            for tooth in range(1, teeth):
                x = box.x0 + tooth * PITCH
                sheet.line(((x, box.top), (x, box.bottom)), width=look.rule, ink=0)
            place = replace(place, area=replace(box, top=place.area.top), comb=teeth)
        if cell.question.shape != "tick":
            sheet.box(box, width=look.rule)
        places.append(place)
    return places


# ---- numbered questions, the answer on lines below --------------------------------------------


def _questions_height(row: Row, look: Look) -> float:
    return tallest_of(row, look, 34) + look.pad + 6


def _questions(sheet: Sheet, top: float, row: Row, look: Look) -> list[Place]:
    places = []
    for cell in row:
        lines = labels_of(cell, cell.width - 34, look)
        under = print_lines(sheet, cell.x0 + 1, top, lines, look.label)
        place = place_of(cell, cell.x0 + 22, cell.x1 - 12, under + 1, look)
        if cell.question.shape != "tick":
            for number in range(place.lines):
                y = place.baseline + number * look.leading + 2.6
                sheet.rule(cell.x0 + 18, y, cell.x1 - 8, width=look.rule)
        places.append(place)
    return places


FRAMES: Final[dict[str, Frame]] = {
    "grid": Frame(height=_grid_height, draw=_grid),
    "strips": Frame(height=_strip_height, draw=_strips),
    "underlined": Frame(height=_over_height, draw=_underlined),
    "captions": Frame(height=_over_height, draw=_captions),
    "boxed": Frame(height=_boxed_height, draw=_boxed),
    "banded": Frame(height=_grid_height, draw=_grid),
    "combs": Frame(height=_combs_height, draw=_combs),
    "questions": Frame(height=_questions_height, draw=_questions, columns=2),
    "cards": Frame(height=_cards_height, draw=_cards),
    "tinted": Frame(height=_shaded_height, draw=_shaded),
}
