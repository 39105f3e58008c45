"""The sponsor application as a fillable PDF, filled in on a screen and not yet signed."""

from __future__ import annotations

import random

from records.types import BBox
from samples.answers import country, footer, letterhead, one, sex, sponsor_address, under
from samples.layouts import LEFT, RIGHT, Cell, Look, Option, bar, grid
from samples.paper import Fact, Pen, Sheet
from samples.people import SANTOS, TOMAS, phone, us

TITLE = Pen(font="sans-bold", size=15)
NOTE = Pen(font="sans", size=7.6)


def on_screen(*, rng: random.Random) -> list[Sheet]:
    """Return the brother's application as a fillable PDF with its fields filled in."""
    look = Look(rng=rng, fillable=True, height=30)
    sheet = Sheet()
    letterhead(sheet, program="Unaccompanied Children Bureau")
    sheet.text(306, 94, "SPONSOR APPLICATION", TITLE, align="centre")
    sheet.text(
        306, 107, "Complete this form on your computer, print it and sign it.", NOTE, align="centre"
    )
    top = bar(sheet, 118, "A. ABOUT THE CHILD", look)
    top = grid(sheet, top, _boy(), look)
    top = bar(sheet, top + 10, "B. ABOUT YOU, THE SPONSOR", look)
    top = grid(sheet, top, _brother(), look)
    y = top + 62
    under(sheet, LEFT + 4, y, 330, "Your Signature")
    empty = BBox(x0=LEFT + 4, top=y - 22, x1=330, bottom=y)
    sheet.state(Fact(name="document.signed", value="false", text=None, bbox=empty))
    under(sheet, 370, y, RIGHT - 10, "Date")
    sheet.blank([("document.date", 0)], BBox(x0=370, top=y - 16, x1=RIGHT - 10, bottom=y))
    footer(sheet, form="SVP-3", edition="09/30/2019", page_of="1 of 1")
    return [sheet]


def _boy() -> list[list[Cell]]:
    ticks = sex("subject.sex", TOMAS.sex)
    return [
        [
            Cell(
                label="Child's Last Name(s)", parts=one("subject.family_name", "Piedralba Nubezul")
            ),
            Cell(label="Child's First Name(s)", parts=one("subject.given_names", TOMAS.given)),
        ],
        [
            Cell(
                label="Child's Date of Birth",
                parts=one("subject.date_of_birth", us(TOMAS.born), TOMAS.born.isoformat()),
            ),
            Cell(label="Child's A#", parts=one("subject.a_number", TOMAS.a_number)),
            Cell(label="Child's Gender", asks=ticks.asks, options=ticks.options),
        ],
        [
            Cell(
                label="Child's Country of Birth", parts=country("subject.country_of_birth", TOMAS)
            ),
            Cell(label="Child's Primary Language", parts=one("subject.language", "Mam")),
        ],
    ]


def _brother() -> list[list[Cell]]:
    kin = (
        Option(text="Parent"),
        Option(text="Brother/Sister", ticked=True, fact=("sponsor.relationship", 0, "sibling")),
        *(Option(text=word) for word in ("Grandparent", "Aunt/Uncle", "Cousin", "Not related")),
    )
    category = tuple(
        Option(text=f"Category {key}", ticked=key == "2B", fact=("sponsor.category", 0, key))
        for key in ("1", "2A", "2B", "3")
    )
    return [
        [
            Cell(label="Your Last Name(s)", parts=one("sponsor.family_name", SANTOS.family)),
            Cell(label="Your First Name(s)", parts=one("sponsor.given_names", SANTOS.given)),
        ],
        [
            Cell(
                label="Your Date of Birth",
                parts=one("sponsor.date_of_birth", us(SANTOS.born), SANTOS.born.isoformat()),
            ),
            Cell(
                label="Your A# (if you have one)",
                parts=one("sponsor.a_number", "A98 765 433", SANTOS.a_number),
            ),
            Cell(label="Country of Citizenship", parts=country("sponsor.nationality", SANTOS)),
        ],
        [
            Cell(
                label="Your Relationship to the Child",
                asks=(("sponsor.relationship", 0),),
                options=kin,
            )
        ],
        [
            Cell(
                label="Sponsor Category (for case manager)",
                asks=(("sponsor.category", 0),),
                options=category,
            )
        ],
        [Cell(label="Your Address (Street, City, State, ZIP)", parts=sponsor_address(SANTOS))],
        [
            Cell(
                label="Your Phone Number", parts=one("sponsor.phone", phone(SANTOS), SANTOS.phone)
            ),
            Cell(label="Other Phone", asks=(("sponsor.backup_phone", 0),)),
            Cell(label="Your Email Address", share=1.4, parts=one("sponsor.email", SANTOS.email)),
        ],
    ]
