"""Rubber stamps, margin notes and labels that offices leave on papers, sometimes across what is written."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Final

from records.types import BBox
from synth import fonts, strokes
from synth.papers import Paper, Split
from synth.sheet import Pen, Sheet
from synth.wording import furniture

OFTEN: Final = {
    "dhs": 0.2,
    "orr": 0.16,
    "birth_certificate": 0.65,
    "narrative": 0.12,
    "unknown": 0.05,
}
NOTES: Final = (
    "see file",
    "call sponsor",
    "copy to court",
    "ok",
    "pending",
    "vm 2x",
    "scan",
    "cc: ERO",
)


def stamped(sheet: Sheet, paper: Paper, *, rng: random.Random, split: Split) -> None:
    """Stamp the first page of a paper now and then, and write a note in its margin now and then."""
    kind = paper.document_type
    if rng.random() < OFTEN.get(kind, OFTEN.get(kind.partition("_")[0], 0.1)):
        _stamp(sheet, paper, rng)
    if rng.random() < 0.08:
        _note(sheet, rng, split)


def _stamp(sheet: Sheet, paper: Paper, rng: random.Random) -> None:
    office = (
        "registry"
        if paper.document_type == "birth_certificate"
        else paper.document_type.partition("_")[0]
    )
    texts = furniture()["stamps"].get(office, furniture()["stamps"]["orr"])
    day = paper.written + timedelta(days=rng.randint(0, 9))
    style = rng.choice(("%b %d %Y", "%m/%d/%Y", "%d %b %Y"))
    lines = tuple(rng.choice(texts).format(date=day.strftime(style).upper()).split("|"))
    pen = Pen(
        font=rng.choice(("sans-bold", "mono-bold", "serif-bold")),
        size=rng.choice((9.0, 11.0, 14.0)),
        ink=rng.choice((70, 100, 125)),
        wear=rng.choice((0.12, 0.22, 0.35)),
    )
    x, y = _spot(sheet, rng)
    box = strokes.stamp(sheet, x, y, lines, pen=pen, turn_deg=round(rng.gauss(0, 7), 1))
    sheet.facts = [
        replace(fact, marks=(*fact.marks, "stamped")) if _covered(fact.bbox, box) else fact
        for fact in sheet.facts
    ]


def _spot(sheet: Sheet, rng: random.Random) -> tuple[float, float]:
    """Return where a stamp goes: mostly on bare paper, now and then anywhere."""
    tries = [
        (rng.uniform(90, sheet.width - 90), rng.uniform(60, sheet.height - 60)) for _ in range(14)
    ]
    if rng.random() < 0.55:
        return tries[0]

    def crowd(spot: tuple[float, float]) -> float:
        around = BBox(x0=spot[0] - 75, top=spot[1] - 26, x1=spot[0] + 75, bottom=spot[1] + 26)
        return sum(word.bbox.overlap(around) for word in sheet.words)

    return min(tries, key=crowd)


def _covered(box: BBox, stamp: BBox) -> bool:
    return box.overlap(stamp) > 0.15 * max(1.0, box.area)


def _note(sheet: Sheet, rng: random.Random, split: Split) -> None:
    pen = Pen(
        font=rng.choice(fonts.names("hand", split)),
        size=13,
        ink=rng.choice((40, 90)),
        manner="hand",
        turn_deg=round(rng.gauss(0, 6), 1),
    )
    x, y = (
        (rng.uniform(30, 120), rng.uniform(14, 28))
        if rng.random() < 0.5
        else (rng.uniform(400, 520), rng.uniform(748, 782))
    )
    sheet.text(x, y, rng.choice(NOTES), pen)
