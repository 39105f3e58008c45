"""The drawing kit of the tests' form pages: one made-up page a form, with its truth.

Sheets, cells and scanner are those of `samples/`; the typefaces are ones that need no connection.
The layouts are ours: nobody here has seen the agencies' own paper, unless a form file says "read".
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from records.types import BBox, union
from samples.answers import one, signed
from samples.layouts import LEFT, RIGHT, Cell, Look, Option, bar, options, signature
from samples.paper import WHITE, Fact, Part, Pen, Sheet, Text, says
from samples.scan import Picture, Scanner, scanned
from synth import fonts

PRINT: Final = "form"
BOLD: Final = "form-bold"
TITLE: Final = Pen(font=BOLD, size=13)
PLAIN: Final = Pen(font=PRINT, size=8.4)
SMALL: Final = Pen(font=PRINT, size=6.4)
ROW: Final = 13.0
"""Points from one row of tick boxes to the next."""
DPI: Final = 200
ACCENT: Final = "the reader drops the accent"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One page of a form: what it is, how it is drawn, and what is known to wait for a person.

    `unsure` gives, by (field name, index), why a value is not read right yet: it may never be
    accepted wrong, but it need not come out.
    """

    id: str
    document_type: str
    language: str
    draw: Callable[[random.Random], Sheet]
    unsure: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def sheet(self) -> Sheet:
        """Return the page as it was printed and filled in."""
        return self.draw(random.Random(7))

    def picture(self) -> tuple[Picture, list[Fact]]:
        """Return the page as a scanner delivers it, and the facts where they stand on it."""
        machine = Scanner(dpi=DPI, skew_deg=0.25, noise=4, specks=30, seed=7)
        return scanned(self.sheet(), machine)


def look(*, height: float = 26, tick: str = "x") -> Look:
    """Return the print of these pages: one typeface, small labels, plain values."""
    return Look(
        label=Pen(font=PRINT, size=7),
        value=Pen(font=PRINT, size=9),
        bar=Pen(font=BOLD, size=8, ink=WHITE),
        caption=Pen(font=PRINT, size=7.4),
        height=height,
        tick=tick,
        rng=random.Random(7),
    )


def letterhead(sheet: Sheet, *lines: str, title: str, subtitle: str = "") -> float:
    """Print an agency's head and the form's title, centred; return the top of what follows."""
    y = 34.0
    for line in lines:
        sheet.text(sheet.width / 2, y, line, PLAIN, align="centre")
        y += 11
    sheet.text(sheet.width / 2, y + 8, title, TITLE, align="centre")
    if subtitle:
        sheet.text(sheet.width / 2, y + 20, subtitle, PLAIN, align="centre")
        y += 12
    return y + 18


def footer(sheet: Sheet, *, form: str, edition: str, omb: str | None = None) -> None:
    """Print form number, edition, OMB number and page count at the foot, with their facts."""
    left: tuple[Part, ...] = (
        Part(text="ORR "),
        says("document.form_number", form),
        Part(text=" [Rev. "),
        says("document.edition", edition),
        Part(text="]"),
    )
    if omb:
        left += (Part(text="    OMB "), says("document.omb_number", omb))
    sheet.write(LEFT, 764, left, SMALL, leading=8, until=RIGHT)
    page = (Part(text="Page "), says("document.page_of", "1 of 1"))
    sheet.write(RIGHT - 50, 764, page, SMALL, leading=8, until=RIGHT + 20)


def heading(sheet: Sheet, top: float, text: str, print_: Look) -> float:
    """Draw a section heading in a dark bar, a little apart from what was above."""
    return bar(sheet, top + 5, text, print_)


def ticks(
    name: str, choices: Sequence[tuple[str, str]], *, chosen: str | None, index: int = 0
) -> Cell:
    """Return a cell of tick boxes: (caption, value), the one whose caption is `chosen` ticked."""
    return Cell(
        label="",
        asks=((name, index),),
        options=tuple(
            Option(text=text, ticked=text == chosen, fact=(name, index, value))
            for text, value in choices
        ),
    )


def tick_rows(
    sheet: Sheet, top: float, cell: Cell, print_: Look, *, columns: int, label: str
) -> float:
    """Draw a ruled block of tick boxes under a label, `columns` to a row; return its bottom."""
    rows = -(-len(cell.options) // columns)
    bottom = top + 15 + rows * ROW
    block = BBox(x0=LEFT, top=top, x1=RIGHT, bottom=bottom)
    sheet.box(block)
    sheet.text(LEFT + 3, top + 8, label, print_.label)
    wide = (RIGHT - LEFT) / columns
    for at, option in enumerate(cell.options):
        x, y = LEFT + 8 + wide * (at % columns), top + 21 + ROW * (at // columns)
        options(sheet, x, y, replace(cell, asks=(), options=(option,)), print_)
    if not any(option.ticked for option in cell.options):
        sheet.blank(cell.asks, block)
    return bottom


def yes_no(name: str, yes: bool | None, *, words: tuple[str, str] = ("Yes", "No")) -> Cell:
    """Return the two tick boxes of a question, neither ticked for None."""
    chosen = None if yes is None else words[0] if yes else words[1]
    return ticks(name, ((words[0], "true"), (words[1], "false")), chosen=chosen)


def asked(cell: Cell, label: str, *, share: float = 1.0) -> Cell:
    """Return a cell of tick boxes under its label."""
    return replace(cell, label=label, share=share)


def signing(
    sheet: Sheet,
    y: float,
    print_: Look,
    *,
    captions: Sequence[str],
    name: str,
    date: tuple[str, str] | None = None,
) -> None:
    """Draw signature, printed name and, where there is one, date on rules, captions below."""
    for caption, x0, x1 in zip(captions, (LEFT, 250, 450), (230, 430, RIGHT), strict=False):
        sheet.rule(x0, y, x1)
        sheet.text(x0, y + 8.5, caption, print_.label)
    signed(sheet, signature(sheet, LEFT + 14, y, long=100, rng=print_.rng))
    written = [(254.0, one("document.signed_by", name))]
    written += [(454.0, one("document.date", *date))] if date else []
    for x, parts in written:
        sheet.write(x, y - 4, parts, print_.value, leading=10, until=RIGHT)


def state_joined(sheet: Sheet, name: str, *texts: str) -> None:
    """State a fact that stands in parts, in as many boxes as there are `texts`."""
    value = " ".join(texts)
    inks = [_ink(mark) for mark in sheet.marks if isinstance(mark, Text) and mark.text in texts]
    sheet.state(Fact(name=name, value=value, text=value, bbox=union(tuple(inks))))


def _ink(mark: Text) -> BBox:
    left, top, right, bottom = fonts.ink(mark.text, font=mark.pen.font, size=mark.pen.size)
    return BBox(
        x0=mark.x + left, top=mark.baseline + top, x1=mark.x + right, bottom=mark.baseline + bottom
    )
