"""The form that docs/new-form.md adds: a transfer notice that no agency has, blank and filled in.

Its files lie in examples/newform/, apart from the samples: nothing knows the form until the reader of
that page has described it.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

from samples.answers import SMALL, country, number, one, sex, signed, under
from samples.layouts import LEFT, RIGHT, Cell, Look, Option, bar, grid, lines, signature, table
from samples.paper import Part, Pen, Sheet, says
from samples.pdf import save_scans, save_sheets
from samples.people import LUCIA, MATEO, Person, a_number, us
from samples.scan import Scanner, scanned

FOLDER: Final = Path(__file__).resolve().parent.parent / "examples" / "newform"
FROM: Final = "Casa Alborada Youth Shelter"
TO: Final = "Harbor Lantern Shelter"
DAY: Final = ("06/11/2018", "2018-06-11")
ESCORT: Final = "Perla Ondarroble"


def save() -> None:
    """Write the blank form as PDF, and a scan of it filled in."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    blank = notice(None, rng=random.Random(31))
    save_sheets([blank], FOLDER / "blank.pdf", title="Youth Transfer Notice")
    filled = notice(LUCIA, rng=random.Random(31))
    picture, _ = scanned(filled, Scanner(skew_deg=0.4, seed=31))
    save_scans([picture], FOLDER / "filled.pdf", dpi=200)


def notice(youth: Person | None, *, rng: random.Random) -> Sheet:
    """Return the notice, filled in for a youth, or blank."""
    sheet = Sheet()
    look = Look(
        label=Pen(font="sans", size=7.5),
        value=Pen(font="sans", size=10),
        bar=Pen(font="sans-bold", size=9.5),
        height=29,
        rng=rng,
    )
    sheet.text(306, 62, "YOUTH TRANSFER NOTICE", Pen(font="sans-bold", size=17), align="centre")
    sheet.text(
        306, 77, "To be sent on the day of the transfer.", Pen(font="sans", size=9), align="centre"
    )
    top = bar(sheet, 96, "1. The youth", look, fill=222)
    top = grid(sheet, top, _youth(youth), look)
    top = bar(sheet, top + 12, "2. The transfer", look, fill=222)
    top = lines(sheet, top + 6, _transfer(youth), look)
    top = bar(sheet, top + 14, "3. Brothers and sisters in care", look, fill=222)
    top = table(sheet, top, _SIBLINGS, _siblings(youth), look)
    _sign(sheet, top + 70, look, filled=youth is not None)
    sheet.text(LEFT, 764, "Form YT-12 (Rev. 03/01/2017)", SMALL)
    sheet.text(RIGHT, 764, "Page 1 of 1", SMALL, align="right")
    return sheet


def _youth(youth: Person | None) -> list[list[Cell]]:
    def told(name: str, text: str, value: str | None = None) -> tuple[Part, ...]:
        return one(name, text, value) if youth else ()

    who = youth or LUCIA  # a blank form shows nothing of it
    born = (us(who.born), who.born.isoformat())
    ticks = sex("subject.sex", youth.sex if youth else "")
    return [
        [
            Cell(label="Last Name(s)", parts=told("subject.family_name", who.family)),
            Cell(label="First Name(s)", parts=told("subject.given_names", who.given)),
        ],
        [
            Cell(label="Date of Birth", parts=told("subject.date_of_birth", *born)),
            Cell(label="Sex", options=ticks.options, asks=ticks.asks),
            Cell(
                label="Country of Birth",
                parts=country("subject.country_of_birth", who) if youth else (),
            ),
        ],
        [
            Cell(label="A-Number", parts=number(who) if youth else ()),
            Cell(label="Primary Language", parts=told("subject.language", "Spanish")),
        ],
    ]


def _transfer(youth: Person | None) -> list[list[Cell]]:
    filled = youth is not None
    means = ("Van", "Airplane", "Bus")
    return [
        [
            Cell(label="Transferred from:", parts=one("placement.program", FROM) if filled else ()),
            Cell(label="Transferred to:", parts=one("transfer.to", TO) if filled else ()),
        ],
        [
            Cell(label="Date of transfer:", parts=one("transfer.date", *DAY) if filled else ()),
            Cell(
                label="Travelled by:",
                options=tuple(Option(text=text, ticked=filled and text == "Van") for text in means),
            ),
        ],
        [Cell(label="Escorted by:", parts=one("transfer.escort", ESCORT) if filled else ())],
    ]


_SIBLINGS: Final = (Cell(label="Name of Sibling", share=2), Cell(label="A-Number of Sibling"))


def _siblings(youth: Person | None) -> list[list[Cell]]:
    named = [
        Cell(label="", parts=one("sibling.full_name", MATEO.name)),
        Cell(label="", parts=one("sibling.a_number", a_number(MATEO), MATEO.a_number)),
    ]
    empty = [Cell(label=""), Cell(label="")]
    return [named if youth else empty, empty, empty]


def _sign(sheet: Sheet, y: float, look: Look, *, filled: bool) -> None:
    under(sheet, LEFT, y, 300, "Signature of Case Manager")
    under(sheet, 340, y, RIGHT, "Date Signed")
    if filled:
        signed(sheet, signature(sheet, LEFT + 20, y, long=120, rng=look.rng))
        day = (says("document.date", *DAY),)
        sheet.write(346, y - 4, day, look.value, leading=10, until=RIGHT)
