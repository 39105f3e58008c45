"""The assessment of a sponsor: two columns of shaded labels, and a table of relatives in the country."""

from __future__ import annotations

import random
from typing import Final

from samples.answers import country, number, one, sponsor_address, sponsor_phone
from samples.layouts import Cell, grid, ledger, table
from samples.paper import Sheet
from samples.people import HUGO, IRMA, MATEO, ROSA, us
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


def draw(rng: random.Random) -> Sheet:
    """Return the assessment of the aunt of the first family's children."""
    sheet, print_ = Sheet(), look(height=17.5, tick="fill")
    boxed = look(height=26, tick="fill")
    top = letterhead(
        sheet,
        "U.S. DEPARTMENT OF HEALTH AND HUMAN SERVICES",
        "Office of Refugee Resettlement",
        title="SPONSOR ASSESSMENT",
    )
    top = heading(sheet, top, "UAC INFORMATION", boxed)
    top = grid(sheet, top, _child(), boxed)
    top = heading(sheet, top, "SPONSOR INFORMATION", boxed)
    top = ledger(sheet, top, _sponsor(), print_)
    top = heading(sheet, top, "HOUSEHOLD MEMBERS", boxed)
    top = table(sheet, top, _HEAD, _household(), boxed)
    signing(
        sheet,
        top + 44,
        boxed,
        captions=("Signature of Case Manager", "Case Manager", "Date of Assessment"),
        name="Perla Ondarroble",
        date=("06/20/2018", "2018-06-20"),
    )
    footer(sheet, form="S-5", edition="08/01/2017", omb="0970-0553")
    return sheet


def _child() -> list[list[Cell]]:
    return [
        [
            Cell(label="First Name", parts=one("subject.given_names", MATEO.given)),
            Cell(label="Last Name", share=1.4, parts=one("subject.family_name", MATEO.family)),
            Cell(
                label="Date of Birth",
                share=0.8,
                parts=one("subject.date_of_birth", us(MATEO.born), MATEO.born.isoformat()),
            ),
            Cell(label="A#", parts=number(MATEO)),
        ],
        [
            Cell(
                label="Current Program",
                share=1.6,
                parts=one("placement.program", "Casa Alborada Youth Shelter"),
            ),
            Cell(label="Country of Birth", parts=country("subject.country_of_birth", MATEO)),
            Cell(label="Admitted Date", parts=one("placement.date", "05/25/2018", "2018-05-25")),
        ],
    ]


def _sponsor() -> list[Cell]:
    category = ticks(
        "sponsor.category",
        tuple((f"Category {n}", n) for n in ("1", "2A", "2B", "3")),
        chosen="Category 2B",
    )
    sex = ticks("sponsor.sex", (("Male", "M"), ("Female", "F")), chosen="Female")
    return [
        Cell(label="First Name", parts=one("sponsor.given_names", ROSA.given)),
        Cell(label="Last Name", parts=one("sponsor.family_name", ROSA.family)),
        Cell(label="A#", asks=(("sponsor.a_number", 0),)),
        Cell(
            label="Date of Birth",
            parts=one("sponsor.date_of_birth", us(ROSA.born), ROSA.born.isoformat()),
        ),
        asked(sex, "Sex"),
        Cell(label="Country of Birth", parts=country("sponsor.country_of_birth", ROSA)),
        Cell(
            label="Country of Residency",
            parts=one("sponsor.country_of_residence", "United States", "USA"),
        ),
        asked(yes_no("sponsor.primary", True), "Primary Sponsor"),
        Cell(label="Primary Language", parts=one("sponsor.language", "Spanish")),
        Cell(
            label="Relationship to UAC",
            parts=one("sponsor.relationship", "Maternal aunt", "aunt_uncle"),
        ),
        asked(category, "Sponsor Category"),
        Cell(label="Address", parts=sponsor_address(ROSA)),
        Cell(label="Phone", parts=sponsor_phone(ROSA)),
        Cell(label="E-mail", parts=one("sponsor.email", ROSA.email)),
    ]


_HEAD: Final = [
    Cell(label="Name of Household Member", share=1.6),
    Cell(label="Date of Birth"),
    Cell(label="Relationship to Sponsor"),
]


def _household() -> list[list[Cell]]:
    people = ((HUGO, "Husband", "spouse_partner"), (IRMA, "Sister", "sibling"))
    return [
        [
            Cell(label="", parts=one("household_member.full_name", person.name, index=index)),
            Cell(
                label="",
                parts=one(
                    "household_member.date_of_birth",
                    us(person.born),
                    person.born.isoformat(),
                    index=index,
                ),
            ),
            Cell(label="", parts=one("household_member.relationship", word, value, index=index)),
        ]
        for index, (person, word, value) in enumerate(people)
    ]


PAGE: Final = FormPage(
    id="assessment",
    document_type="orr_sponsor_assessment",
    language="en",
    draw=draw,
    unsure={
        ("subject.given_names", 0): ACCENT,
        ("household_member.full_name", 0): ACCENT,
        ("subject.a_number", 0): "the label A# may be read as AR",
        ("sponsor.a_number", 0): "the label A# may be read as AR",
    },
)
