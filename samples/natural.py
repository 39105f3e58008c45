"""What people do to forms: cross out, write over, tick sideways, list, stamp. Drawn for the tests.

Each page is part of a sponsor application with a handful of such details; `python -m
samples.natural` draws them again into tests/corpus/natural. All people are made up.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from records.types import BBox
from samples.layouts import LEFT, RIGHT, Cell, Look, bar, grid
from samples.paper import Line, Part, Pen, Sheet, Stamp
from samples.scan import Picture, Scanner, scanned

FOLDER: Final = Path(__file__).resolve().parent.parent / "tests" / "corpus" / "natural"
TYPED: Final = Pen(font="mono", size=9.5)
HAND: Final = Pen(font="hand", size=11.5, ink=40)
TITLE: Final = Pen(font="sans-bold", size=14)
PAD: Final = Pen(font="sans-bold", size=9, ink=120)
COPY: Final = Pen(font="sans-bold", size=40, ink=170)
PALE: Final = Pen(font="sans-bold", size=26, ink=165)
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


def ring(sheet: Sheet, box: BBox, *, wide: float = 5.0, high: float = 3.5) -> None:
    """Draw a loop by hand around words; its ends do not quite meet."""
    x, y = box.width / 2 + wide, box.height / 2 + high
    points = tuple(
        (
            box.x_mid + x * (1 + 0.03 * math.sin(3 * turn)) * math.cos(turn),
            box.y_mid + y * (1 + 0.02 * turn) * math.sin(turn),
        )
        for turn in (0.3 + 2 * math.pi * n / 40 for n in range(41))
    )
    sheet.marks.append(Line(points=points, width=1.1, ink=30))


def check(sheet: Sheet, x: float, y: float) -> None:
    """Draw a check mark whose foot is at (x, y)."""
    path = ((x - 3.5, y - 4), (x, y), (x + 7.5, y - 13))
    sheet.marks.append(Line(points=path, width=1.2, ink=30))


def squares(
    sheet: Sheet, x: float, baseline: float, captions: Sequence[str], *, step: float, after: bool
) -> list[BBox]:
    """Draw tick boxes with their captions after or before them; return the boxes."""
    boxes = []
    for number, caption in enumerate(captions):
        at = x + step * number
        if not after:
            at = sheet.text(at, baseline, caption, Pen(size=8)).x1 + 4
        box = BBox(x0=at, top=baseline - 7, x1=at + 8, bottom=baseline + 1)
        sheet.box(box)
        if after:
            sheet.text(at + 12, baseline, caption, Pen(size=8))
        boxes.append(box)
    return boxes


def ticked() -> Sheet:
    """Options marked in every way but the one the form meant."""
    sheet, top = page(330)
    top = bar(sheet, top, "SPONSOR INFORMATION", look())
    y = [top + 36 * n + 29 for n in range(7)]
    grid(sheet, top, [asked("Sex", "Primary Sponsor?")], look())
    ring(sheet, sheet.text(100, y[0], "Female", Pen(size=9)))
    sheet.text(50, y[0], "Male", Pen(size=9))
    yes, _ = squares(sheet, 330, y[0], ("Yes", "No"), step=60, after=True)
    check(sheet, yes.x0 - 9, yes.bottom)
    sheet.box(BBox(x0=LEFT, top=top + 36, x1=RIGHT, bottom=top + 90))
    sheet.text(LEFT + 3, top + 44, "Your Relationship to the Minor", look().label)
    groups = (
        ("Mother", "Father", "Brother"),
        ("Aunt", "Grandmother", "Cousin"),
        ("Friend", "Uncle"),
    )
    boxes = [
        squares(sheet, 60, top + 56 + 14 * n, group, step=120, after=True)
        for n, group in enumerate(groups)
    ]
    check(sheet, boxes[1][1].x0 + 4, boxes[1][1].bottom + 1)
    top += 90
    grid(sheet, top, [asked("Sponsor Category", "Preferred Language")], look())
    sheet.text(46, top + 29, "( ) 1    (X) 2A    ( ) 2B    ( ) 3", Pen(size=9))
    sheet.text(310, top + 29, "Spanish", TYPED)
    top = bar(sheet, top + 42, "MINOR INFORMATION", look())
    for index in (0, 1):
        grid(sheet, top, [asked("Last Name", "First Name", "Sex")], look())
        sheet.text(44, top + 29, ("Valdeluna", "Riocedro")[index], TYPED)
        sheet.text(221, top + 29, ("Mateo", "Lucía")[index], TYPED)
        male, female = squares(sheet, 399, top + 29, ("Male", "Female"), step=60, after=False)
        if index:
            check(sheet, male.x0 + 3, male.bottom)
            check(sheet, female.x0 + 3, female.bottom)
        else:
            sheet.box(male.grown(x=-0.8, y=-0.8), fill=20)
        top += 36
    return sheet


def listed() -> Sheet:
    """Several persons in one box, with their numbers and dates alongside."""
    sheet, top = page(380)
    top = bar(sheet, top, "MINOR(S) YOU WISH TO SPONSOR", look())
    tall = replace(look(), height=52)
    grid(
        sheet, top, [asked("Name of Minor(s) (Last, First)", "Alien Number", "Date of Birth")], tall
    )
    minors = (
        ("1) VALDELUNA, Mateo", "A 987-654-301", "04/17/2009"),
        ("2) VALDELUNA, Lucía", "A 987-654-302", "11/03/2012"),
        ("3) RIOCEDRO, Keily", "A 987-654-318", "08/09/2011"),
    )
    for number, row in enumerate(minors):
        for x, text in zip((44, 221, 399), row, strict=True):
            sheet.text(x, top + 22 + 12 * number, text, TYPED)
    top = bar(sheet, top + 60, "SPONSOR INFORMATION", look())
    grid(sheet, top, [asked("Sponsor's Full Name", "Primary Phone")], look())
    sheet.text(44, top + 29, "Rosa Amelia Riocedro", TYPED)
    sheet.text(310, top + 29, "(713) 555-0142", TYPED)
    top = bar(sheet, top + 44, "HOUSEHOLD OCCUPANTS", look())
    grid(sheet, top, [asked("Names of people living with you")], replace(look(), height=60))
    sheet.text(
        44, top + 24, "Hugo Alamedal (DOB 12/01/1983); Irma Riocedro (DOB 06/25/1998);", TYPED
    )
    sheet.text(44, top + 38, "Santos Piedralba and Sandra Flormiel", TYPED)
    top = bar(sheet, top + 68, "PARENTS OF THE MINOR(S)", look())
    grid(sheet, top, [asked("Mother's Full Name", "Father's Full Name")], look())
    sheet.text(44, top + 29, "Elena Riocedro A 987-654-303", TYPED)
    sheet.text(310, top + 29, "Darwin Cantalagua", TYPED)
    return sheet


def continued() -> Sheet:
    """Answers that run on: in their box, past it, under their label, on another line or page."""
    sheet, top = page(390)
    top = bar(sheet, top, "SPONSOR INFORMATION", look())
    rows = [
        asked("Sponsor's Full Name", "Primary Phone"),
        asked("Language(s) You Speak", "Nationality"),
    ]
    grid(sheet, top, rows[:1], replace(look(), height=48))
    long = ("Rosa Amelia de los Angeles Cantalagua", "Riocedro Piedralba")
    for number, text in enumerate(long):
        sheet.text(44, top + 24 + 13 * number, text, TYPED)
    sheet.text(310, top + 24, "(615) 555-0178", TYPED)
    grid(sheet, top + 48, rows[1:], look())
    sheet.text(200, top + 77, "Spanish Garifuna Miskito", TYPED)
    sheet.text(440, top + 77, "Honduras", TYPED)
    top += 84
    for number, label in enumerate(("Street Address:", "ID Number:", "E-mail:")):
        at = sheet.text(48, top + 18 + 44 * number, label, Pen(size=8)).x1 + 6
        sheet.rule(at, top + 21 + 44 * number, 560)
    for line in (38, 82):
        sheet.rule(48, top + line, 560)
    sheet.text(
        126,
        top + 18,
        "2207 Larkspur Hollow Drive, Building 14, Apartment 1163, rear entrance,",
        TYPED,
    )
    sheet.text(52, top + 35, "Nashville, TN 37211", TYPED)
    sheet.text(126, top + 62, "ZX0041877", TYPED)
    sheet.text(150, top + 106, "rosa@example.org", TYPED)
    top = bar(sheet, top + 122, "PARENTS OF THE MINOR(S)", look())
    grid(sheet, top, [asked("Mother's Full Name", "Father's Full Name")], look())
    sheet.text(44, top + 29, "Elena Riocedro de", TYPED)
    sheet.text(310, top + 29, "See attached sheet", TYPED)
    top += 36
    here = "with his brother (continued on page 2)"
    sheet.box(BBox(x0=LEFT, top=top, x1=RIGHT, bottom=top + 44))
    sheet.text(LEFT + 3, top + 57, "Where is the father?", Pen(size=8))
    sheet.box(BBox(x0=LEFT, top=top + 44, x1=RIGHT, bottom=top + 64))
    sheet.text(150, top + 57, here, TYPED)
    asks = sheet.text(LEFT + 3, top + 13, "Where is the mother?", Pen(size=8))
    sheet.text(
        asks.x1 + 8, top + 13, "San Pedro Sula, Cortes; since March at the house of her", TYPED
    )
    sheet.text(44, top + 29, "sister in Choloma, Honduras", TYPED)
    return sheet


def others() -> Sheet:
    """Three blocks alike: the address of a program, one long left, and the sponsor's."""
    sheet, top = page(280)
    small = Pen(font="sans-bold", size=9)
    blocks = (
        ("Care Provider Program", "Program Address", "1200 Mesquite Row", "Harlingen", "TX"),
        ("Previous Address of Sponsor", "Street Address", "88 Old Ferry Ln", "Houston", "TX"),
        ("Sponsor Information", "Street Address", "2207 Larkspur Hollow Dr", "Nashville", "TN"),
    )
    for heading, label, street, city, state in blocks:
        sheet.text(LEFT, top + 14, heading, small)
        grid(sheet, top + 20, [asked(label, "City", "State")], look())
        for x, text in zip((44, 221, 399), (street, city, state), strict=True):
            sheet.text(x, top + 49, text, TYPED)
        top += 62
    grid(sheet, top - 6, [asked("Sponsor's Full Name", "Primary Phone")], look())
    sheet.text(44, top + 23, "Rosa Amelia Riocedro", TYPED)
    sheet.text(310, top + 23, "(615) 555-0178", TYPED)
    return sheet


def stamped() -> Sheet:
    """Received stamps over a value and in an empty box, COPY across two boxes, one that touches nothing."""
    sheet, top = page(330)
    top = bar(sheet, top, "SPONSOR INFORMATION", look())
    rows = [
        asked("Sponsor's Full Name", "Date of Birth"),
        asked("Street Address", "City"),
        asked("Nationality", "Country of Birth"),
        asked("Language(s) You Speak", "ID Number"),
        asked("Primary Phone", "E-mail"),
    ]
    grid(sheet, top, rows, look())
    written = (
        ("Rosa Amelia Riocedro", "09/14/1985"),
        ("2207 Larkspur Hollow Dr", ""),
        ("Guatemala", "Honduras"),
        ("Spanish", "ZX0041877"),
        ("(615) 555-0178", "rosa@example.org"),
    )
    for number, texts in enumerate(written):
        for x, text in zip((44.0, 310.0), texts, strict=True):
            sheet.text(x, top + 36 * number + 29, text, TYPED)
    received = ("RECEIVED", "JUN 12 2019", "FIELD OFFICE")
    office = Pen(font="sans-bold", size=9, ink=90)
    sheet.stamps += [
        Stamp(x=392, y=top + 26, lines=received, pen=office, angle_deg=-6),
        Stamp(
            x=450, y=top + 55, lines=("RECIBIDO 14 JUN 2019",), pen=PAD, angle_deg=5, framed=False
        ),
        Stamp(x=200, y=top + 90, lines=("JUN 18 2019", "MAIL ROOM"), pen=PAD, angle_deg=-7),
        Stamp(x=150, y=top + 152, lines=("COPY",), pen=COPY, angle_deg=-15, framed=False),
    ]
    return sheet


def sealed() -> Sheet:
    """Draw a seal over a number, a stamp turned on its side over a date, a large word straight across."""
    sheet, top = page(330)
    top = bar(sheet, top, "SPONSOR INFORMATION", look())
    rows = [
        asked("Sponsor's Full Name", "ID Number"),
        asked("Street Address", "City"),
        asked("Nationality", "Country of Birth"),
        asked("Primary Phone", "Date of Birth"),
    ]
    grid(sheet, top, rows, look())
    written = (
        ("Rosa Amelia Riocedro", "ZX0041877"),
        ("2207 Larkspur Hollow Dr", "Nashville"),
        ("Guatemala", "Honduras"),
        ("(615) 555-0178", "09/14/1985"),
    )
    for number, texts in enumerate(written):
        for x, text in zip((44.0, 310.0), texts, strict=True):
            sheet.text(x, top + 36 * number + 29, text, TYPED)
    ring = "BUREAU OF FICTITIOUS AFFAIRS * OFFICIAL SEAL * "
    side = ("RECEIVED", "2019 JUN 12 PM 2:18")
    seal = Pen(font="serif-bold", size=8, ink=110)
    sheet.stamps += [
        Stamp(x=382, y=top + 30, lines=(ring,), pen=seal, radius=34),
        Stamp(x=350, y=top + 172, lines=side, pen=PAD, angle_deg=88, framed=False),
        Stamp(x=150, y=top + 68, lines=("CONFIDENTIAL",), pen=PALE, framed=False),
    ]
    return sheet


PAGES: Final[dict[str, Callable[[], Sheet]]] = {
    "crossed": crossed,
    "ticked": ticked,
    "listed": listed,
    "continued": continued,
    "others": others,
    "stamped": stamped,
    "sealed": sealed,
}


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
