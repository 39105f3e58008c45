"""The ways in which government paper asks for something, each drawn once.

grid        ruled cells, a small label in the corner above the value
inline      ruled cells, the label inside the cell before the value
ledger      two columns: the label in a shaded cell, the value in the cell to its right
lines       the label at the left, the value on a rule to its right
table       a heading row, then one row a person
options     tick boxes in a row
signature   a scribble on a rule, the caption under it
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from records.types import BBox, Reading, union
from samples.paper import BLACK, WHITE, Box, Fact, Line, Part, Pen, Sheet, Widget
from synth import fonts

LEFT: Final = 40.0
RIGHT: Final = 572.0
NOTHING: Final = "N/A"
FIELD_HEIGHT: Final = 14.0
STEPS: Final = 18
"""Points of the polyline for each loop of a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One tick box: its caption, whether it is ticked, and the fact that a tick states."""

    text: str
    ticked: bool = False
    fact: tuple[str, int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question: label, share of the row's width, and what stands there.

    `parts` empty means an empty box; then `asks` names the fields that are blank. `redacted` covers
    the parts with a black bar. `options` are tick boxes in place of writing.
    """

    label: str
    share: float = 1.0
    parts: tuple[Part, ...] = ()
    asks: tuple[tuple[str, int], ...] = ()
    options: tuple[Option, ...] = ()
    redacted: bool = False
    nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The print of a form and the hand that fills it."""

    label: Pen = Pen(font="sans", size=6.8)
    value: Pen = Pen(font="mono", size=9.5)
    bar: Pen = Pen(font="sans-bold", size=9.0, ink=WHITE)
    caption: Pen = Pen(font="sans", size=8)
    height: float = 27.0
    leading: float = 10.5
    tick: str = "x"
    fillable: bool = False
    rng: random.Random


def spread(
    row: Sequence[Cell], *, x0: float = LEFT, x1: float = RIGHT
) -> list[tuple[float, float]]:
    """Return the left and right edge of each cell of a row."""
    total = sum(cell.share for cell in row)
    edges, at = [], x0
    for cell in row:
        end = at + (x1 - x0) * cell.share / total
        edges.append((at, end))
        at = end
    return edges


def bar(sheet: Sheet, top: float, text: str, look: Look, *, fill: int = 60) -> float:
    """Draw a section heading in a dark bar; return the top of what follows."""
    sheet.box(BBox(x0=LEFT, top=top, x1=RIGHT, bottom=top + 14), fill=fill)
    sheet.text(LEFT + 5, top + 10.4, text, look.bar)
    return top + 14


def grid(sheet: Sheet, top: float, rows: Sequence[Sequence[Cell]], look: Look) -> float:
    """Draw ruled rows with the label above the value; return the top of what follows."""
    for row in rows:
        for cell, (x0, x1) in zip(row, spread(row), strict=True):
            sheet.box(BBox(x0=x0, top=top, x1=x1, bottom=top + look.height))
            sheet.text(x0 + 3, top + 8, cell.label, look.label)
            inner = BBox(x0=x0 + 4, top=top + 10, x1=x1 - 3, bottom=top + look.height - 2)
            fill(sheet, inner, top + look.height - 7, cell, look)
        top += look.height
    return top


def inline(sheet: Sheet, top: float, rows: Sequence[Sequence[Cell]], look: Look) -> float:
    """Draw ruled rows with the label inside the cell, before the value."""
    for row in rows:
        for cell, (x0, x1) in zip(row, spread(row), strict=True):
            sheet.box(BBox(x0=x0, top=top, x1=x1, bottom=top + look.height))
            baseline = top + look.height - 8.5
            label = sheet.text(x0 + 4, baseline, cell.label, look.label)
            inner = BBox(x0=label.x1 + 6, top=top + 3, x1=x1 - 3, bottom=top + look.height - 2)
            fill(sheet, inner, baseline, cell, look)
        top += look.height
    return top


def ledger(
    sheet: Sheet, top: float, cells: Sequence[Cell], look: Look, *, column: float = 170
) -> float:
    """Draw two columns: a shaded cell with the label, a cell with the value."""
    for cell in cells:
        bottom, middle = top + look.height, LEFT + column
        sheet.box(BBox(x0=LEFT, top=top, x1=middle, bottom=bottom), fill=228)
        sheet.box(BBox(x0=middle, top=top, x1=RIGHT, bottom=bottom))
        sheet.text(LEFT + 5, bottom - 8, cell.label, look.label)
        inner = BBox(x0=middle + 6, top=top + 3, x1=RIGHT - 4, bottom=bottom - 3)
        fill(sheet, inner, bottom - 8, cell, look)
        top = bottom
    return top


def lines(sheet: Sheet, top: float, rows: Sequence[Sequence[Cell]], look: Look) -> float:
    """Draw the label at the left and the value on a rule to its right, one or two to a row."""
    for row in rows:
        for cell, (x0, x1) in zip(row, spread(row, x0=LEFT + 8), strict=True):
            baseline = top + look.height - 6
            label = sheet.text(x0, baseline, cell.label, look.label)
            start = max(label.x1 + 5, x0 + 108 if len(row) == 1 else 0.0)
            if not cell.options:
                sheet.rule(start, baseline + 2.5, x1 - 10)
            inner = BBox(x0=start + 3, top=top + 2, x1=x1 - 10, bottom=baseline + 2)
            fill(sheet, inner, baseline, cell, look)
        top += look.height
    return top


def table(
    sheet: Sheet, top: float, head: Sequence[Cell], rows: Sequence[Sequence[Cell]], look: Look
) -> float:
    """Draw a heading row and one row of cells a person."""
    for cell, (x0, x1) in zip(head, spread(head), strict=True):
        sheet.box(BBox(x0=x0, top=top, x1=x1, bottom=top + 13), fill=228)
        sheet.text(x0 + 3, top + 9.3, cell.label, look.label)
    top += 13
    for row in rows:
        bottom = top + look.height - 6
        for cell, (x0, x1) in zip(row, spread(head), strict=True):
            sheet.box(BBox(x0=x0, top=top, x1=x1, bottom=bottom))
            inner = BBox(x0=x0 + 4, top=top + 2, x1=x1 - 3, bottom=bottom - 2)
            fill(sheet, inner, bottom - 6.5, cell, look)
        top = bottom
    return top


def fill(sheet: Sheet, inner: BBox, baseline: float, cell: Cell, look: Look) -> None:
    """Put into a cell what stands there: writing, ticks, a bar, N/A or nothing."""
    if cell.options:
        options(sheet, inner.x0, baseline, cell, look)
    elif cell.redacted:
        redact(sheet, inner, cell)
    elif cell.nothing:
        ink = sheet.text(inner.x0, baseline, NOTHING, look.value)
        sheet.blank(cell.asks, ink, text=NOTHING)
    elif look.fillable:
        widget(sheet, replace(inner, top=inner.bottom - FIELD_HEIGHT), cell)
    elif cell.parts:
        sheet.write(
            inner.x0, baseline, cell.parts, look.value, leading=look.leading, until=inner.x1 + 2
        )
    else:
        sheet.blank(cell.asks, inner)


def widget(sheet: Sheet, inner: BBox, cell: Cell) -> None:
    """Put a form field into a cell; its facts are boxed by the whole field."""
    text = "".join(part.text for part in cell.parts)
    sheet.marks.append(Widget(bbox=inner, name=cell.label, value=text))
    if not text:
        sheet.blank(cell.asks, inner)
    for part in cell.parts:
        for name, index, value in part.facts:
            sheet.state(Fact(name=name, index=index, value=value, text=part.text, bbox=inner))
        for name, index, value in part.inner:
            sheet.state(Fact(name=name, index=index, value=value, text=value, bbox=inner))


def redact(sheet: Sheet, inner: BBox, cell: Cell) -> None:
    """Cover a value as released papers do: a black bar with the exemption in white."""
    long = fonts.width("".join(part.text for part in cell.parts), font="mono", size=9.5)
    cover = BBox(
        x0=inner.x0 - 1,
        top=inner.top,
        x1=min(inner.x1, inner.x0 + max(54, long + 4)),
        bottom=inner.bottom,
    )
    sheet.box(cover, fill=BLACK)
    sheet.text(cover.x0 + 3, cover.bottom - 3.6, "(b)(6)", Pen(font="sans", size=10, ink=WHITE))
    for part in cell.parts:
        for name, index, _ in part.facts:
            sheet.state(
                Fact(
                    name=name,
                    index=index,
                    value=None,
                    text=None,
                    bbox=cover,
                    reading=Reading.REDACTED,
                )
            )


def options(sheet: Sheet, x: float, baseline: float, cell: Cell, look: Look) -> None:
    """Draw tick boxes with captions; a group without a tick is blank."""
    side, boxes, stated = 8.0, [], False
    for option in cell.options:
        square = BBox(x0=x, top=baseline - side + 1, x1=x + side, bottom=baseline + 1)
        if look.fillable:
            sheet.marks.append(
                Widget(bbox=square, name=f"{cell.label} {option.text}", value=option.ticked)
            )
        else:
            sheet.box(square)
        ink = sheet.text(square.x1 + 3, baseline, option.text, look.caption)
        boxes.append(union((square, ink)))
        if option.ticked:
            if not look.fillable:
                tick(sheet, square, look)
            if option.fact is not None:
                name, index, value = option.fact
                stated = True
                sheet.state(
                    Fact(name=name, index=index, value=value, text=option.text, bbox=boxes[-1])
                )
        x = ink.x1 + 12
    if not stated:
        sheet.blank(cell.asks, union(tuple(boxes)))


def tick(sheet: Sheet, square: BBox, look: Look) -> None:
    """Mark a tick box: a typed x, a check by hand, or filled in."""
    a, b, c, d = square.x0, square.top, square.x1, square.bottom
    if look.tick == "fill":
        sheet.marks.append(Box(bbox=square.grown(x=-1, y=-1), fill=BLACK))
    elif look.tick == "check":
        sway = look.rng.uniform(-0.8, 0.8)
        path = ((a + 0.5, b + 4), (a + 3, d + 0.5), (c + 3 + sway, b - 4 + sway))
        sheet.marks.append(Line(points=path, width=1.3, ink=look.value.ink))
    else:
        sheet.marks.append(Line(points=((a + 1.5, b + 1.5), (c - 1.5, d - 1.5)), width=1.2))
        sheet.marks.append(Line(points=((c - 1.5, b + 1.5), (a + 1.5, d - 1.5)), width=1.2))


def signature(
    sheet: Sheet, x: float, y: float, *, long: float, rng: random.Random, ink: int = 40
) -> BBox:
    """Scribble a signature that is nobody's, on a baseline; return the box of its ink."""
    loops, path = rng.randint(6, 8), []
    heights = [rng.uniform(15, 19), *(rng.uniform(3, 6.5) for _ in range(loops))]
    heights[rng.randint(2, loops - 1)] = rng.uniform(12, 15)
    for step in range(loops * STEPS + 1):
        loop, turn = step // STEPS, 2 * math.pi * step / STEPS
        tall = heights[loop]
        across = x + long * step / (loops * STEPS) + (3.4 + tall * 0.25) * math.sin(turn)
        path.append((across, y - 2.5 - tall * (1 - math.cos(turn)) / 2 - 0.02 * (across - x)))
    path += [(x + long + 16, y - 7), (x + long * 0.4, y + 3.5)]
    sheet.marks.append(Line(points=tuple(path), width=0.9, ink=ink))
    xs, ys = [p[0] for p in path], [p[1] for p in path]
    return BBox(x0=min(xs), top=min(ys), x1=max(xs), bottom=max(ys))
