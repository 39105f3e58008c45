"""What stands on a page besides questions: letterheads, titles, headings, tables, footers, small print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from records.types import BBox
from synth.form import Place
from synth.layouts.look import Look, wrapped
from synth.layouts.row import FIRST
from synth.sheet import WHITE, Pen, Sheet, advance

Head = Literal["left", "centred", "seal", "split", "none"]
LINE: Final = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of a first page: lines of the agency, the title, the numbers at the right."""

    style: Head
    lines: tuple[str, ...]
    title: str
    title_pen: Pen
    right: tuple[str, ...] = ()
    upper: bool = True


def head(sheet: Sheet, letterhead: Letterhead, look: Look) -> float:
    """Print the letterhead and the title; return the top of what follows."""
    top = {"left": _left, "centred": _centred, "seal": _seal, "split": _split, "none": _none}[
        letterhead.style
    ](sheet, letterhead, look)
    title = letterhead.title.upper() if letterhead.upper else letterhead.title
    pen = letterhead.title_pen
    for line in wrapped(title, look.wide * 0.8, pen):
        top += pen.size * 1.15
        sheet.text((look.left + look.right) / 2, top, line, pen, align="centre")
    return top + 8


def _lines(look: Look, size: float) -> tuple[Pen, Pen]:
    return Pen(font=look.bold, size=size), Pen(font=look.body, size=size)


def _left(sheet: Sheet, letterhead: Letterhead, look: Look) -> float:
    bold, plain = _lines(look, 8.4)
    top = look.top
    for number, line in enumerate(letterhead.lines):
        top += 8.4 * LINE
        sheet.text(look.left, top, line, bold if number == 0 else plain)
    for number, line in enumerate(letterhead.right):
        sheet.text(
            look.right,
            look.top + 8.4 * LINE * (number + 1),
            line,
            replace(plain, size=7.4),
            align="right",
        )
    top = max(top, look.top + 8.4 * LINE * len(letterhead.right))
    sheet.rule(look.left, top + 5, look.right, width=1.5)
    return top + 9


def _centred(sheet: Sheet, letterhead: Letterhead, look: Look) -> float:
    bold, plain = _lines(look, 9.2)
    top = look.top
    for number, line in enumerate(letterhead.lines):
        top += 9.2 * LINE
        sheet.text(
            (look.left + look.right) / 2, top, line, bold if number == 0 else plain, align="centre"
        )
    for number, line in enumerate(letterhead.right):
        sheet.text(
            look.right, look.top + 4 + 8.6 * number, line, replace(plain, size=6.8), align="right"
        )
    return top + 4


def _seal(sheet: Sheet, letterhead: Letterhead, look: Look) -> float:
    """Draw a round seal that is nobody's beside the lines."""
    x, y = look.left + 24, look.top + 24
    for radius, width in ((23.0, 1.2), (20.5, 0.5), (12.5, 0.5)):
        ring = [
            (x + radius * math.cos(a * math.pi / 24), y + radius * math.sin(a * math.pi / 24))
            for a in range(49)
        ]
        sheet.line(ring, width=width, ink=70)
    for spoke in range(24):
        angle = spoke * math.pi / 12
        ends = (
            (x + 13.5 * math.cos(angle), y + 13.5 * math.sin(angle)),
            (x + 19 * math.cos(angle), y + 19 * math.sin(angle)),
        )
        sheet.line(ends, width=0.9, ink=110)
    star = [
        (
            x + (9 if n % 2 else 4) * math.sin(n * math.pi / 5),
            y - (9 if n % 2 else 4) * math.cos(n * math.pi / 5),
        )
        for n in range(11)
    ]
    sheet.line(star, width=0.8, ink=80)
    bold, plain = _lines(look, 9.0)
    for number, line in enumerate(letterhead.lines):
        sheet.text(
            look.left + 56, look.top + 14 + 11.5 * number, line, bold if number == 0 else plain
        )
    for number, line in enumerate(letterhead.right):
        sheet.text(
            look.right, look.top + 10 + 9 * number, line, replace(plain, size=7), align="right"
        )
    return look.top + 50


def _split(sheet: Sheet, letterhead: Letterhead, look: Look) -> float:
    """Print the agency in a ruled box at the left, the numbers in one at the right."""
    bold, plain = _lines(look, 7.8)
    deep = 12 + 9.6 * max(len(letterhead.lines), len(letterhead.right), 2)
    middle = look.right - 150
    sheet.box(BBox(x0=look.left, top=look.top, x1=middle, bottom=look.top + deep), width=0.9)
    sheet.box(BBox(x0=middle, top=look.top, x1=look.right, bottom=look.top + deep), width=0.9)
    for number, line in enumerate(letterhead.lines):
        sheet.text(
            look.left + 6, look.top + 12 + 9.6 * number, line, bold if number == 0 else plain
        )
    for number, line in enumerate(letterhead.right):
        sheet.text(middle + 6, look.top + 12 + 9.6 * number, line, plain)
    return look.top + deep + 4


def _none(sheet: Sheet, letterhead: Letterhead, look: Look) -> float:
    return look.top


# ---- headings -------------------------------------------------------------------------------------


def heading(sheet: Sheet, top: float, text: str, look: Look) -> float:
    """Print a section's heading in the look's way; return the top of what follows."""
    pen = Pen(font=look.bold, size=8.8)
    bar = BBox(x0=look.left, top=top, x1=look.right, bottom=top + 13.5)
    match look.heading:
        case "bar":
            sheet.box(bar, fill=58)
            sheet.text(look.left + 5, top + 10, text, replace(pen, ink=WHITE))
        case "shade":
            sheet.box(bar, fill=look.shade - 18, width=look.rule)
            sheet.text(look.left + 5, top + 10, text, pen)
        case "boxed":
            sheet.box(bar, width=1.1)
            sheet.text((look.left + look.right) / 2, top + 10, text, pen, align="centre")
        case "rule":
            sheet.text(look.left, top + 9.5, text, replace(pen, size=9.6))
            sheet.rule(look.left, top + 12.4, look.right, width=1.2)
            return top + 17
        case "centred":
            box = sheet.text(
                (look.left + look.right) / 2, top + 10, text, replace(pen, size=9.4), align="centre"
            )
            sheet.rule(box.x0 - 6, top + 12.6, box.x1 + 6, width=0.6)
            return top + 17
        case _:
            sheet.text(look.left, top + 10, text, replace(pen, size=9.4))
            return top + 15
    return top + 13.5


def band(sheet: Sheet, top: float, bottom: float, text: str, look: Look) -> None:
    """Print a section's heading upright in a band at the left of its rows."""
    pen = Pen(font=look.bold, size=7.4, turn_deg=-90)
    box = BBox(x0=look.left - 16, top=top, x1=look.left, bottom=bottom)
    sheet.box(box, fill=look.shade, width=look.rule)
    for line in wrapped(text, max(30.0, bottom - top - 6), replace(pen, turn_deg=0))[:1]:
        long = advance(line, replace(pen, turn_deg=0))
        _upward(sheet, box.x1 - 5, min(bottom - 3, (top + bottom + long) / 2), line, pen)


def _upward(sheet: Sheet, x: float, y: float, text: str, pen: Pen) -> None:
    for word in text.split(" "):
        sheet.text(x, y, word, pen)
        y -= advance(word + " ", replace(pen, turn_deg=0))


# ---- tables ---------------------------------------------------------------------------------------

Ruling = Literal["full", "level", "striped"]


def table(
    sheet: Sheet,
    top: float,
    labels: Sequence[str],
    shares: Sequence[float],
    count: int,
    look: Look,
    ruling: Ruling,
) -> tuple[list[list[Place]], float]:
    """Draw a heading row and `count` empty rows; return the places, row by row, and where it ends."""
    edges = [look.left]
    for share in shares:
        edges.append(edges[-1] + look.wide * share / sum(shares))
    pen = replace(look.label, font=look.bold)
    words = [
        wrapped(look.worded(t), edges[n + 1] - edges[n] - 6, pen) for n, t in enumerate(labels)
    ]
    deep = max(map(len, words)) * pen.size * 1.12 + 4
    for n, lines in enumerate(words):
        box = BBox(x0=edges[n], top=top, x1=edges[n + 1], bottom=top + deep)
        if ruling == "full":
            sheet.box(box, fill=look.shade, width=look.rule)
        for k, line in enumerate(lines):
            sheet.text(edges[n] + 3, top + 2 + pen.size * (0.86 + 1.12 * k), line, pen)
    top += deep
    if ruling != "full":
        sheet.rule(look.left, top, look.right, width=1.0)
    places = []
    for row in range(count):
        bottom = top + look.leading + 2 * look.pad
        if ruling == "striped" and row % 2 == 0:
            sheet.box(
                BBox(x0=look.left, top=top, x1=look.right, bottom=bottom),
                fill=max(look.shade, 232),
                edge=None,
            )
        places.append(_row(sheet, edges, top, bottom, look, ruling))
        top = bottom
    return places, top


def _row(
    sheet: Sheet, edges: Sequence[float], top: float, bottom: float, look: Look, ruling: Ruling
) -> list[Place]:
    places = []
    for x0, x1 in pairwise(edges):
        if ruling == "full":
            sheet.box(BBox(x0=x0, top=top, x1=x1, bottom=bottom), width=look.rule)
        area = BBox(x0=x0 + 4, top=top + look.pad, x1=x1 - 3, bottom=bottom - look.pad)
        places.append(
            Place(area=area, baseline=area.top + look.leading * FIRST, leading=look.leading)
        )
    if ruling == "level":
        sheet.rule(look.left, bottom, look.right, width=look.rule)
    return places


# ---- signature lines, small print, footers ----------------------------------------------------------


def signature_lines(
    sheet: Sheet, top: float, labels: Sequence[str], shares: Sequence[float], look: Look
) -> list[Place]:
    """Draw lines with captions under them, side by side; return a place on each."""
    places, at = [], look.left
    for label, share in zip(labels, shares, strict=True):
        end = at + look.wide * share / sum(shares)
        y = top + 26
        if not label:
            places.append(Place(area=BBox(x0=at, top=y - 14, x1=end, bottom=y), baseline=y))
            continue
        sheet.rule(at + 2, y, end - 12, width=look.rule)
        for number, line in enumerate(wrapped(look.worded(label), end - at - 14, look.label)):
            sheet.text(at + 3, y + look.label.size * (1.05 + 1.1 * number), line, look.label)
        area = BBox(x0=at + 5, top=y - 14, x1=end - 14, bottom=y)
        places.append(Place(area=area, baseline=y - 2.6, leading=look.leading))
        at = end
    return places


def small_print(sheet: Sheet, top: float, text: str, look: Look, *, size: float = 6.6) -> float:
    """Print a paragraph small; return the top of what follows."""
    pen = Pen(font=look.body, size=size)
    for line in wrapped(text, look.wide - 4, pen):
        top += size * 1.18
        sheet.text(look.left + 1, top, line, pen)
    return top + 4
