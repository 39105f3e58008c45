"""What people do to forms: cross out, write over, tick sideways, list, stamp. Drawn for the tests.

Each page is part of a sponsor application with a handful of such details; `python -m
samples.natural` draws them again into tests/corpus/natural. All people are made up.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from records.types import BBox
from samples.layouts import Cell, Look, bar, grid
from samples.paper import Line, Part, Pen, Sheet
from samples.scan import Picture, Scanner, scanned

FOLDER: Final = Path(__file__).resolve().parent.parent / "tests" / "corpus" / "natural"
TYPED: Final = Pen(font="mono", size=9.5)
HAND: Final = Pen(font="hand", size=11.5, ink=40)
TITLE: Final = Pen(font="sans-bold", size=14)
GREYS: Final = 24


def page(height: float) -> tuple[Sheet, float]:
    """Return a short page with the form's title, and where the form begins."""
    sheet = Sheet(height=height)
    sheet.text(306, 36, "FAMILY REUNIFICATION APPLICATION", TITLE, align="centre")
    sheet.text(306, 48, "Form FRP-3   Please type or print clearly.", Pen(size=7.6), align="centre")
    return sheet, 56.0


def look() -> Look:
    return Look(rng=random.Random(1), height=36, label=Pen(size=7.2))


def asked(*labels: str) -> list[Cell]:
    """Return the cells of a row, equally wide; what stands in them is written by hand afterwards."""
    return [Cell(label=label, parts=(Part(text=""),)) for label in labels]


def stroke(
    sheet: Sheet, box: BBox, *, fall: float = 0.0, over: float = 3.0, width: float = 1.2
) -> None:
    """Draw a pen stroke through the middle of words; it falls by `fall` points from left to right."""
    middle = box.y_mid
    ends = ((box.x0 - over, middle - fall / 2), (box.x1 + over, middle + fall / 2))
    sheet.marks.append(Line(points=ends, width=width, ink=30))


def scribble(sheet: Sheet, box: BBox) -> None:
    """Draw a zigzag over words, as a hand does that wants them gone."""
    steps = max(4, round(box.width / 4))
    points = tuple(
        (
            box.x0 - 2 + (box.width + 4) * n / steps,
            box.top - 1 if n % 2 else box.bottom + 1,
        )
        for n in range(steps + 1)
    )
    sheet.marks.append(Line(points=points, width=1.1, ink=30))


def crossed() -> Sheet:
    """Crossed-out words with what was meant above or beside them."""
    sheet, top = page(330)
    top = bar(sheet, top, "SPONSOR INFORMATION", look())
    rows = [
        asked("Sponsor's Full Name", "Date of Birth"),
        asked("Street Address", "City"),
        asked("Primary Phone", "E-mail"),
        asked("Nationality", "Country of Birth"),
        asked("Language(s) You Speak", "ID Number"),
    ]
    grid(sheet, top, rows, look())
    x, y = (44.0, 310.0), [top + 36 * n + 29 for n in range(5)]
    stroke(sheet, sheet.text(x[0], y[0], "Irma Leticia Riocedro", TYPED))
    sheet.text(x[0] + 84, y[0] - 13, "Rosa Amelia Riocedro", HAND)
    stroke(sheet, sheet.text(x[1], y[0], "06/25/1998", TYPED), fall=3)
    sheet.text(x[1] + 74, y[0], "09/14/1985", TYPED)
    old = sheet.text(x[0], y[1], "1418", TYPED)
    stroke(sheet, old, over=1)
    sheet.text(x[0] + 28, y[1], "2207 Larkspur Hollow Dr", TYPED)
    stroke(sheet, sheet.text(x[1], y[1], "Houston", TYPED), fall=-2)
    old = sheet.text(x[0], y[2], "(713) 555-0142", TYPED)
    stroke(sheet, old, fall=-3)
    stroke(sheet, old, fall=3)
    sheet.text(x[0] + 92, y[2], "(615) 555-0178", TYPED)
    sheet.text(x[1], y[2], "rosa@example.org", TYPED)
    under = sheet.text(x[0], y[3], "Guatemala", TYPED)
    sheet.marks.append(
        Line(points=((under.x0, under.bottom + 1.2), (under.x1, under.bottom + 1.2)), width=0.8)
    )
    scribble(sheet, sheet.text(x[1], y[3], "Guatemala", TYPED))
    sheet.text(x[1] + 70, y[3], "Honduras", TYPED)
    sheet.text(x[0], y[4], "Spanish", TYPED)
    sheet.text(x[1], y[4], "ZX0041877", TYPED)
    for number in (5, 6):  # two digits written over
        sheet.text(x[1] + 5.7 * number, y[4], "83"[number % 2], Pen(font="mono-bold", size=10))
    return sheet


PAGES: Final[dict[str, Callable[[], Sheet]]] = {"crossed": crossed}


def main() -> None:
    """Draw every page into tests/corpus/natural."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, (name, draw) in enumerate(PAGES.items()):
        machine = Scanner(skew_deg=0.4 * (-1) ** number, noise=3, specks=20, seed=30 + number)
        save(scanned(draw(), machine)[0], FOLDER / f"{name}.png")


def save(picture: Picture, path: Path) -> None:
    """Write a small file: few greys, white paper."""
    greys = picture.point([255 if level > 232 else level // GREYS * GREYS for level in range(256)])
    greys.save(path, dpi=(200, 200), optimize=True)


if __name__ == "__main__":
    main()
