"""The intake of a child by a program: lines to fill, tables of siblings and travelling companions."""

from __future__ import annotations

import random
from typing import Final

from samples.answers import country, number, one, sponsor_phone
from samples.layouts import Cell, inline, lines, table
from samples.paper import Sheet
from samples.people import ELENA, LUCIA, MATEO, ROSA, a_number, us
from tests.pages.kit import (
    ACCENT,
    FormPage,
    asked,
    footer,
    heading,
    letterhead,
    look,
    signing,
    ticks,
    yes_no,
)  # fmt: skip
from tests.pages.people import NELSON

COUSIN: Final = "Gaspar Noé Riocedro Montefaro"


def draw(rng: random.Random) -> Sheet:
    """Return the intake of the first family's girl: label at the left, value on a rule."""
    sheet, print_ = Sheet(), look(height=20, tick="check")
    top = letterhead(
        sheet,
        "Office of Refugee Resettlement - Division of Unaccompanied Children Operations",
        title="INITIAL INTAKES ASSESSMENT",
    )
    top = heading(sheet, top, "CHILD INFORMATION", print_)
    top = lines(sheet, top + 2, _child(), print_)
    top = heading(sheet, top, "PARENTS", print_)
    top = inline(sheet, top, _parents(), print_)
    top = heading(sheet, top, "JOURNEY AND APPREHENSION", print_)
    top = lines(sheet, top + 2, _journey(), print_)
    top = heading(sheet, top, "BROTHERS AND SISTERS", print_)
    top = table(sheet, top, _SIBLING_HEAD, _siblings(), look(height=24))
    top = heading(sheet, top, "PERSONS WHO TRAVELLED WITH THE CHILD", print_)
    top = table(sheet, top, _COMPANION_HEAD, _companions(), look(height=24))
    top = heading(sheet, top, "POTENTIAL SPONSOR", print_)
    top = inline(sheet, top, _sponsor(), print_)
    signing(
        sheet,
        top + 42,
        print_,
        captions=("Signature of Case Manager", "Name of Case Manager", "Date of Assessment"),
        name="Perla Ondarroble",
        date=("05/26/2018", "2018-05-26"),
    )
    footer(sheet, form="S-8", edition="08/01/2017", omb="0970-0553")
    return sheet


def _child() -> list[list[Cell]]:
    sex = ticks("subject.sex", (("Male", "M"), ("Female", "F")), chosen="Female")
    return [
        [
            Cell(label="Child's Last Name:", parts=one("subject.family_name", LUCIA.family)),
            Cell(label="Child's First Name:", parts=one("subject.given_names", LUCIA.given)),
        ],
        [
            Cell(label="A#:", parts=number(LUCIA)),
            Cell(
                label="Date of Birth:",
                parts=one("subject.date_of_birth", us(LUCIA.born), LUCIA.born.isoformat()),
            ),
            asked(sex, "Sex:"),
        ],
        [
            Cell(label="Country of Birth:", parts=country("subject.country_of_birth", LUCIA)),
            Cell(label="City of Birth:", parts=one("subject.place_of_birth", "Huehuetenango")),
            Cell(label="Native Language:", parts=one("subject.language", "Mam")),
        ],
        [
            Cell(label="Program:", parts=one("placement.program", "Casa Alborada Youth Shelter")),
            Cell(
                label="Date of Admission:",
                parts=one("placement.date", "05/25/2018", "2018-05-25"),
            ),
        ],
    ]


def _parents() -> list[list[Cell]]:
    return [
        [
            Cell(label="Mother's Name:", share=1.4, parts=one("mother.full_name", ELENA.name)),
            Cell(
                label="Mother's A#:",
                parts=one("mother.a_number", a_number(ELENA), ELENA.a_number),
            ),
        ],
        [
            Cell(
                label="Where is the mother now?",
                parts=one("mother.whereabouts", "ICE custody, El Paso, Texas"),
            )
        ],
        [
            Cell(label="Father's Name:", share=1.4, parts=one("father.full_name", NELSON.name)),
            Cell(label="Father's Nationality:", parts=country("father.nationality", NELSON)),
        ],
        [Cell(label="Where is the father now?", asks=(("father.whereabouts", 0),))],
    ]


def _journey() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Date of Apprehension:",
                parts=one("encounter.date", "05/22/2018", "2018-05-22"),
            ),
            Cell(
                label="Place of Apprehension:",
                share=1.3,
                parts=one("encounter.place", "Sunland Park, NM"),
            ),
        ],
        [
            asked(
                yes_no("separation.stated", True),
                "Was the child separated from a parent or other adult?",
                share=1.6,
            ),
            Cell(
                label="Date of Separation:",
                parts=one("separation.date", "05/22/2018", "2018-05-22"),
            ),
        ],
    ]


_SIBLING_HEAD: Final = [Cell(label="Name of Sibling", share=2), Cell(label="A Number of Sibling")]


def _siblings() -> list[list[Cell]]:
    return [
        [
            Cell(label="", parts=one("sibling.full_name", MATEO.name)),
            Cell(label="", parts=one("sibling.a_number", a_number(MATEO), MATEO.a_number)),
        ],
        [Cell(label=""), Cell(label="")],
    ]


_COMPANION_HEAD: Final = [
    Cell(label="Name of Accompanying Adult", share=2),
    Cell(label="Relationship to Child"),
    Cell(label="Accompanying Adult's A Number"),
]


def _companions() -> list[list[Cell]]:
    return [
        [
            Cell(label="", parts=one("accompanying.full_name", ELENA.name)),
            Cell(label="", parts=one("accompanying.relationship", "Mother", "mother")),
            Cell(label="", parts=one("accompanying.a_number", a_number(ELENA), ELENA.a_number)),
        ],
        [
            Cell(label="", parts=one("accompanying.full_name", COUSIN, index=1)),
            Cell(label="", parts=one("accompanying.relationship", "Uncle", "aunt_uncle", index=1)),
            Cell(label="", asks=(("accompanying.a_number", 1),)),
        ],
    ]


def _sponsor() -> list[list[Cell]]:
    return [
        [
            Cell(label="Sponsor's Name:", share=1.4, parts=one("sponsor.full_name", ROSA.name)),
            Cell(
                label="Sponsor's Relationship:",
                parts=one("sponsor.relationship", "Aunt", "aunt_uncle"),
            ),
        ],
        [
            Cell(label="Sponsor's Address:", share=1.4, parts=one("sponsor.address", ROSA.street)),
            Cell(label="Sponsor's Phone:", parts=sponsor_phone(ROSA)),
        ],
    ]


PAGE: Final = FormPage(
    id="intake",
    document_type="orr_intake",
    language="en",
    draw=draw,
    unsure={
        ("subject.given_names", 0): ACCENT,
        ("father.full_name", 0): ACCENT,
        ("sibling.full_name", 0): ACCENT,
        ("accompanying.full_name", 0): "a capital I may be read as R",
        ("accompanying.full_name", 1): ACCENT,
        ("subject.a_number", 0): "the label A# is read as Att",
    },
)
