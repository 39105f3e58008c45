"""The sponsor application in English, typed into a ruled grid."""

from __future__ import annotations

import random
from typing import Final

from samples.answers import (
    child_name,
    country,
    footer,
    letterhead,
    number,
    one,
    sex,
    signed,
    sponsor_phone,
    under,
)
from samples.layouts import (
    LEFT,
    RIGHT,
    Cell,
    Look,
    Option,
    bar,
    grid,
    options,
    signature,
    table,
)
from samples.paper import Pen, Sheet
from samples.people import (
    ELENA,
    HUGO,
    IRMA,
    LUCIA,
    MATEO,
    ROSA,
    Person,
    a_number,
    us,
)

TITLE = Pen(font="sans-bold", size=15)
NOTE = Pen(font="sans", size=7.6)
HOW_TO: Final = "Please type or print clearly. If a question does not apply to you, write N/A."
OATH: Final = (
    "I declare under penalty of perjury that the information above is true and that I will",
    "care for the minor(s) named in this application and bring them to every court hearing.",
)
PRIVACY: Final = (
    "Your name, date of birth, address and telephone number are used to check whether you can care",
    "for a child. They may be shared with other agencies as the law allows. You need not give",
    "an alien number if you have none. Keep a copy of this application.",
)


def english(*, rng: random.Random) -> list[Sheet]:
    """Return the aunt's application for both children: typed into a ruled grid, two pages."""
    look = Look(rng=rng, height=29)
    return [_english_first(look), _english_second(look)]


def english_single(*, rng: random.Random) -> list[Sheet]:
    """Return the first page alone, as it turns up in a bundle."""
    return [_english_first(Look(rng=rng, height=29))]


def _english_first(look: Look) -> Sheet:
    sheet = Sheet()
    letterhead(sheet, program="Unaccompanied Alien Children")
    sheet.text(306, 92, "FAMILY REUNIFICATION APPLICATION", TITLE, align="centre")
    sheet.text(306, 106, HOW_TO, NOTE, align="centre")
    top = bar(sheet, 114, "SECTION 1 - MINOR(S) YOU WISH TO SPONSOR", look)
    for index, child in enumerate((MATEO, LUCIA)):
        top = grid(sheet, top, _minor(child, index), look)
    top = bar(sheet, top + 8, "SECTION 2 - SPONSOR INFORMATION", look)
    top = grid(sheet, top, _aunt(), look)
    top = bar(sheet, top + 8, "SECTION 3 - HOUSEHOLD OCCUPANTS", look)
    top = _household(sheet, top, look)
    top = bar(sheet, top + 8, "SECTION 4 - PARENTS OF THE MINOR(S)", look)
    grid(sheet, top, _parents(), look)
    footer(sheet, form="UAC/FRP-3", edition="05/14/2018", page_of="1 of 2", omb="0970-0278")
    return sheet


def _minor(child: Person, index: int) -> list[list[Cell]]:
    ticks = sex("subject.sex", child.sex, index=index)
    return [
        [
            Cell(
                label="Name of Minor (Last, First, Middle)",
                share=3,
                parts=child_name(child, index=index),
            ),
            Cell(label="Alien Number", share=1.5, parts=number(child, index=index)),
        ],
        [
            Cell(
                label="Date of Birth",
                parts=one(
                    "subject.date_of_birth", us(child.born), child.born.isoformat(), index=index
                ),
            ),
            Cell(label="Sex", share=1.2, asks=ticks.asks, options=ticks.options),
            Cell(
                label="Country of Birth",
                parts=country("subject.country_of_birth", child, index=index),
            ),
            Cell(
                label="Other Names Used",
                share=1.3,
                asks=(("subject.aliases", index),),
                nothing=True,
            ),
        ],
    ]


def _aunt() -> list[list[Cell]]:
    ticks = sex("sponsor.sex", ROSA.sex)
    return [
        [
            Cell(label="Sponsor's Full Name", share=2, parts=one("sponsor.full_name", ROSA.name)),
            Cell(
                label="Date of Birth",
                parts=one("sponsor.date_of_birth", us(ROSA.born), ROSA.born.isoformat()),
            ),
            Cell(label="Sex", share=1.1, asks=ticks.asks, options=ticks.options),
        ],
        [
            Cell(
                label="Relationship to Minor(s)",
                parts=one("sponsor.relationship", "Maternal aunt", "aunt_uncle"),
            ),
            Cell(label="Country of Birth", parts=country("sponsor.country_of_birth", ROSA)),
            Cell(label="Nationality", parts=country("sponsor.nationality", ROSA)),
            Cell(label="Alien Number (if any)", asks=(("sponsor.a_number", 0),)),
        ],
        [
            Cell(label="Street Address", share=2.4, parts=one("sponsor.address", ROSA.street)),
            Cell(label="City", parts=one("sponsor.city", ROSA.city)),
            Cell(label="State", share=0.5, parts=one("sponsor.state", ROSA.state)),
            Cell(label="ZIP Code", share=0.7, parts=one("sponsor.zip", ROSA.zip)),
        ],
        [
            Cell(label="Primary Phone", parts=sponsor_phone(ROSA)),
            Cell(label="Backup Phone", asks=(("sponsor.backup_phone", 0),)),
            Cell(label="E-mail", share=1.6, parts=one("sponsor.email", ROSA.email)),
        ],
        [
            Cell(label="Language(s) You Speak", parts=one("sponsor.language", "Spanish")),
            Cell(label="Type of ID", parts=one("sponsor.id_type", "Guatemalan passport")),
            Cell(label="ID Number", parts=one("sponsor.id_number", "ZX0041877")),
        ],
    ]


def _household(sheet: Sheet, top: float, look: Look) -> float:
    head = [
        Cell(label="Name of Household Member", share=2),
        Cell(label="Date of Birth"),
        Cell(label="Relationship to Sponsor"),
    ]
    rows = [
        _member(HUGO, 0, "Husband", "spouse_partner", us(HUGO.born)),
        _member(IRMA, 1, "Sister", "sibling", us(IRMA.born)),
        [Cell(label=""), Cell(label=""), Cell(label="")],
    ]
    return table(sheet, top, head, rows, look)


def _member(person: Person, index: int, word: str, value: str, born: str) -> list[Cell]:
    return [
        Cell(label="", parts=one("household_member.full_name", person.name, index=index)),
        Cell(
            label="",
            parts=one("household_member.date_of_birth", born, person.born.isoformat(), index=index),
        ),
        Cell(label="", parts=one("household_member.relationship", word, value, index=index)),
    ]


def _parents() -> list[list[Cell]]:
    return [
        [
            Cell(label="Mother's Full Name", share=2, parts=one("mother.full_name", ELENA.name)),
            Cell(
                label="Mother's Alien Number",
                parts=one("mother.a_number", a_number(ELENA), ELENA.a_number),
            ),
        ],
        [
            Cell(
                label="Mother's Current Location",
                parts=one("mother.whereabouts", "ICE custody, El Paso, Texas"),
            )
        ],
        [
            Cell(label="Father's Full Name", share=2, asks=(("father.full_name", 0),)),
            Cell(label="Father's Alien Number", asks=(("father.a_number", 0),)),
        ],
    ]


def _english_second(look: Look) -> Sheet:
    sheet = Sheet()
    letterhead(sheet, program="Unaccompanied Alien Children")
    top = bar(sheet, 82, "SECTION 5 - CARE OF THE MINOR(S)", look)
    top = _questions(sheet, top + 14, look)
    top = bar(sheet, top + 6, "SECTION 6 - CERTIFICATION", look)
    y = _certify(sheet, top + 14, look)
    _privacy(sheet, y + 40)
    footer(sheet, form="UAC/FRP-3", edition="05/14/2018", page_of="2 of 2", omb="0970-0278")
    return sheet


def _questions(sheet: Sheet, top: float, look: Look) -> float:
    asked = (
        ("Do you have a place in your home for the minor(s) to sleep?", True),
        ("Will an adult supervise the minor(s) when you are not at home?", True),
        ("Have you or anyone living with you been charged with or convicted of a crime?", False),
        ("Has anyone in your household been investigated for the abuse of a child?", False),
        (
            "Does anything about your health affect your ability to care for a minor?",
            False,
        ),
    )
    for text, yes in asked:
        sheet.text(LEFT + 4, top, text, Pen(font="sans", size=8.4))
        pair = (Option(text="Yes", ticked=yes), Option(text="No", ticked=not yes))
        options(sheet, 470, top, Cell(label="", options=pair), look)
        top += 19
    return top


def _certify(sheet: Sheet, top: float, look: Look) -> float:
    for line in OATH:
        sheet.text(LEFT + 4, top, line, Pen(font="serif", size=9.5))
        top += 12
    y = top + 44
    under(sheet, LEFT + 4, y, 330, "Sponsor's Signature")
    signed(sheet, signature(sheet, LEFT + 26, y, long=150, rng=look.rng))
    under(sheet, 370, y, RIGHT - 10, "Date")
    sheet.write(
        376,
        y - 4,
        one("document.date", "06/11/2018", "2018-06-11"),
        look.value,
        leading=10,
        until=RIGHT,
    )
    under(sheet, LEFT + 4, y + 42, 330, "Printed Name")
    sheet.write(
        LEFT + 10, y + 38, one("document.signed_by", ROSA.name), look.value, leading=10, until=RIGHT
    )
    return y + 52


def _privacy(sheet: Sheet, top: float) -> None:
    """Print the small print: words that look like labels and ask for nothing."""
    sheet.text(LEFT + 4, top, "Privacy notice", Pen(font="sans-bold", size=8))
    for at, line in enumerate(PRIVACY, start=1):
        sheet.text(LEFT + 4, top + 10.5 * at, line, Pen(font="sans", size=7.4))
