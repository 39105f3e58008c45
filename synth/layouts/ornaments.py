"""What makes paper official: borders, bar codes, serial numbers, a box for the office, a cover page."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from records.types import BBox
from synth.layouts.look import Look, wrapped
from synth.sheet import Pen, Sheet

OFFICE: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "en": ("FOR OFFICE USE ONLY", ("Received by", "Date received", "Scanned", "Box no.")),
    "es": (
        "PARA USO EXCLUSIVO DE LA OFICINA",
        ("Recibido por", "Recibido el", "Digitalizado", "Caja n.º"),
    ),
}


def border(sheet: Sheet, *, inset: float, rng: random.Random) -> None:
    """Draw a border as certificates have it: two rules, or waves between two rules."""
    outer = BBox(x0=inset, top=inset, x1=sheet.width - inset, bottom=sheet.height - inset)
    sheet.box(outer, width=1.4, edge=60)
    sheet.box(outer.grown(x=-6, y=-6), width=0.5, edge=90)
    if rng.random() < 0.6:
        for phase in (0.0, math.pi):
            _waves(sheet, outer.grown(x=-3, y=-3), phase)


def _waves(sheet: Sheet, box: BBox, phase: float) -> None:
    """Draw a fine wave along all four sides."""
    step = 1.5
    across = [box.x0 + step * n for n in range(int(box.width / step) + 1)]
    down = [box.top + step * n for n in range(int(box.height / step) + 1)]
    for y in (box.top, box.bottom):
        sheet.line([(x, y + 2.2 * math.sin(x / 3 + phase)) for x in across], width=0.4, ink=120)
    for x in (box.x0, box.x1):
        sheet.line([(x + 2.2 * math.sin(y / 3 + phase), y) for y in down], width=0.4, ink=120)


def bar_code(sheet: Sheet, x: float, y: float, *, rng: random.Random, text: str = "") -> None:
    """Draw bars that say nothing, with a number below where one is given; (x, y) is the top left."""
    at = x
    for _ in range(rng.randint(34, 52)):
        wide = rng.choice((0.8, 0.8, 1.5, 2.2))
        sheet.box(BBox(x0=at, top=y, x1=at + wide, bottom=y + 18), fill=0, edge=None)
        at += wide + rng.choice((0.9, 0.9, 1.7))
    if text:
        sheet.text(x, y + 26, text, Pen(font="mono", size=7))


def serial(sheet: Sheet, right: float, baseline: float, *, rng: random.Random) -> None:
    """Print the serial number of security paper, right-aligned."""
    number = f"{rng.choice('ABCD')} {rng.randint(0, 9_999_999):07d}"
    sheet.text(
        right, baseline, f"N.º {number}", Pen(font="mono-bold", size=10, ink=50), align="right"
    )


def office_box(
    sheet: Sheet, top: float, look: Look, *, language: str, day: str, hand: Pen, rng: random.Random
) -> float:
    """Draw the box for the office, filled in or not; return where it ends. No field is about it."""
    title, labels = OFFICE[language]
    bottom = top + 34
    sheet.box(
        BBox(x0=look.left, top=top, x1=look.right, bottom=bottom), fill=look.shade, width=look.rule
    )
    sheet.text(look.left + 4, top + 8, title, Pen(font=look.bold, size=6.4))
    filled = rng.random() < 0.55
    clerk, done = rng.choice(("MR", "jlt", "A.P.", "desk 2")), rng.choice(("x", "ok", ""))
    answers = (clerk, day, done, str(rng.randint(2, 340)))
    wide = look.wide / len(labels)
    for number, (label, text) in enumerate(zip(labels, answers, strict=True)):
        x = look.left + wide * number
        sheet.box(
            BBox(x0=x + 4, top=top + 11, x1=x + wide - 4, bottom=bottom - 3), fill=255, width=0.5
        )
        sheet.text(x + 6, top + 17.5, label, Pen(font=look.body, size=5.4))
        if filled and text:
            pen = replace(hand, size=min(hand.size, 10.5))
            sheet.text(x + 8 + rng.uniform(0, 20), bottom - 6, text, pen)
    return bottom + 4


def cover(sheet: Sheet, title: str, paragraphs: Sequence[str], look: Look) -> None:
    """Print a page of instructions: a title and paragraphs, some of them as a list."""
    pen = Pen(font=look.bold, size=18)
    top = look.top + 60
    for line in wrapped(title, look.wide * 0.9, pen):
        top += 23
        sheet.text((look.left + look.right) / 2, top, line, pen, align="centre")
    top += 30
    body = Pen(font=look.body, size=10)
    for number, text in enumerate(paragraphs):
        indent = 16.0 if number % 3 else 0.0
        if indent:
            sheet.text(look.left + 4, top + 13, "–", body)
        for line in wrapped(text, look.wide - indent - 6, body):
            top += 13
            sheet.text(look.left + indent, top, line, body)
        top += 8
