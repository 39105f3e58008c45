"""Lines of writing with what they say, cut out as the pipeline cuts out answers, for the second reader.

Half of the pages are papers of the train split; on the others pens practise (`benchmarks/practice.py`), hands
that are on no page of any split among them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.practice import some_text
from extract.crops import line_crops
from models.alphabet import ours
from records.types import BBox, union
from synth import fonts
from synth.damage import Damage, damaged, some_damage
from synth.documents import drawn
from synth.dossier import dossier
from synth.draw import picture
from synth.filings.notes import FURTHER
from synth.hands import evened, pen_of
from synth.papers import Split
from synth.sheet import Box, Manner, Pen, Placed, Sheet

Gray = npt.NDArray[np.uint8]


class Sample(NamedTuple):
    """The picture of one line, its text, and what wrote it (a `Fill`)."""

    picture: Gray
    text: str
    fill: str


DPI: Final = 200
PRINTED: Final = 0.2
"""Share of the lines that are printed, not filled in, that go along."""
LONGEST: Final = 90
"""Letters of the longest line."""
GAP: Final = 2.2
"""Heights of a line beyond which a gap between two words parts it."""
LINES: Final = (18, 30)
"""Lines of a page on which a pen practises."""


def family_lines(split: Split, *, seed: int, number: int, further: bool) -> Iterator[Sample]:
    """Yield lines of a family's papers, answers and some print; `further`: of pages of practice, too."""
    source = FURTHER if further else ""
    for paper in dossier(number, seed=seed, split=split, source=source).papers:
        rng = random.Random(f"lines/{seed}/{paper.key}")
        document = drawn(paper, split=split, rng=rng, further=further)
        damage = some_damage(rng)
        for at, sheet in enumerate(document.sheets):
            yield from _lines(sheet, damage, number=at, rng=rng, fill=document.way)
            if further:
                own = practice(rng, split)
                yield from _lines(own, some_damage(rng), number=at, rng=rng, fill="practice")


def _lines(
    sheet: Sheet, damage: Damage, *, number: int, rng: random.Random, fill: str
) -> Iterator[Sample]:
    page = damaged(picture(sheet, dpi=DPI), damage, dpi=DPI, number=number)
    for words in runs(sheet.words):
        letters = [ours(letter) for letter in " ".join(word.text for word in words)]
        text = "".join(letter or "" for letter in letters)
        if None in letters or len(text) > LONGEST:
            continue
        if not words[0].keys and rng.random() >= PRINTED:
            continue
        box = union(tuple(word.bbox for word in words))
        box = damage.moved(box, width=sheet.width, height=sheet.height)
        box = box.grown(x=rng.uniform(0, 3), y=rng.uniform(-0.3, 1.5))
        crops = line_crops(page, box, dpi=DPI, skew_deg=damage.skew_deg + rng.gauss(0, 0.15))
        if len(crops) == 1 and min(crops[0].shape) >= 8:
            yield Sample(crops[0], text, fill if words[0].keys else "print")


def runs(words: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Yield words that stand on one line, filled in or printed, without a wide gap."""
    run: list[Placed] = []
    for word in words:
        if run and not _goes_on(run[-1], word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _goes_on(one: Placed, other: Placed) -> bool:
    a, b = one.bbox, other.bbox
    high = max(a.height, b.height)
    level = min(a.bottom, b.bottom) - max(a.top, b.top) > 0.3 * min(a.height, b.height)
    return level and bool(one.keys) == bool(other.keys) and -2 <= b.x0 - a.x1 < GAP * high


# ---- pages of practice --------------------------------------------------------------------------------

MANNERS: Final[dict[Manner, float]] = {"hand": 6, "typewriter": 2, "typed": 2}


def practice(rng: random.Random, split: Split) -> Sheet:
    """Return a sheet with lines of a few pens, on rules, in boxes or bare."""
    sheet = Sheet(rng=rng)
    pens = [_pen(rng, split) for _ in range(rng.choice((1, 2, 4)))]
    count = rng.randint(*LINES)
    pitch = (sheet.height - 90) / count
    for row in range(count):
        pen = rng.choice(pens)
        x = 40 + rng.uniform(0, 60)
        base = 55 + pitch * row + rng.uniform(-1.5, 1.5)
        room = sheet.width - 40 - x
        while room > 60:
            text = some_text(rng)
            pen = _able(pen, text, rng)
            wide = fonts.width(text, font=pen.font, size=pen.size) * pen.squeeze
            if wide > room:
                break
            box = sheet.text(x, base, text, pen, keys=(("practice", row),))
            _frame(sheet, box, rng)
            x, room = x + wide + 40, room - wide - 40
            if rng.random() < 0.5:
                break
    return sheet


def _pen(rng: random.Random, split: Split) -> Pen:
    manner = rng.choices(list(MANNERS), weights=list(MANNERS.values()))[0]
    pen = pen_of(manner, split=split, rng=rng)
    if manner != "hand":
        return pen
    return evened(replace(pen, font=rng.choice((*fonts.names("hand", split), *further_hands()))))


@cache
def further_hands() -> tuple[str, ...]:
    """Return the hands that are on no page of any split."""
    return fonts.names("hand", fonts.FURTHER)


def _able(pen: Pen, text: str, rng: random.Random) -> Pen:
    """Return the pen, or where it lacks letters of a text, one whose typeface of the same role has them."""
    faces = fonts.typefaces()
    if not set(faces[pen.font].lacks) & set(text):
        return pen
    splits = {"train", fonts.FURTHER}
    able = [
        name
        for name, face in faces.items()
        if face.role == faces[pen.font].role
        and splits & set(face.splits)
        and not set(face.lacks) & set(text)
    ]
    other = replace(pen, font=rng.choice(able)) if able else pen
    return evened(other) if pen.manner == "hand" else other


def _frame(sheet: Sheet, box: BBox, rng: random.Random) -> None:
    how = rng.random()
    edge = rng.choice((0, 0, 90, 160))
    if how < 0.35:
        low = box.bottom - rng.uniform(-2, 3)
        sheet.rule(box.x0 - 4, low, box.x1 + 15, ink=edge)
    elif how < 0.6:
        around = box.grown(x=rng.uniform(1, 8), y=rng.uniform(0.5, 4))
        sheet.marks.append(Box(bbox=around, edge=edge))
