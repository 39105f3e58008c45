"""The referral of a child to ORR: who brought the child, how it entered, from whom it was separated."""

from __future__ import annotations

import random
from typing import Final

from samples.answers import country, number, one
from samples.layouts import Cell, grid
from samples.paper import Sheet
from samples.people import ELENA, MATEO, a_number, us
from tests.pages.kit import (
    ACCENT,
    FormPage,
    asked,
    footer,
    heading,
    letterhead,
    look,
    signing,
    tick_rows,
    ticks,
    yes_no,
)  # fmt: skip

AGENCIES: Final = (
    ("OFO (CBP)", "OFO"),
    ("Border Patrol (CBP)", "USBP"),
    ("ICE ERO", "ICE_ERO"),
    ("HSI (ICE)", "HSI"),
    ("U.S. Marshals", "USMS"),
    ("FBI", "FBI"),
    ("Dept. of Labor", "DOL"),
    ("BOP", "BOP"),
    ("None", ""),
)
ENTRIES: Final = (
    ("Arriving/Inadmissible", "arriving or inadmissible"),
    ("EWI/Entered", "entered without inspection"),
    ("Material Witness", "material witness"),
    ("Overstay", "overstay"),
    ("Parole/Arriving UC", "parole or arriving unaccompanied child"),
    ("Visitor/Student", "visitor or student"),
)
REASONS: Final = (
    ("Parent criminal history", "parent criminal history"),
    ("Parent immigration history", "parent immigration history"),
    ("Parent cartel/gang affiliation", "parent cartel or gang affiliation"),
    ("Parent referred for prosecution", "parent referred for prosecution"),
    ("Communicable disease", "communicable disease"),
    ("Health issue/hospitalization", "health issue or hospitalization"),
    ("Parent fitness/child danger", "parent fitness or danger to the child"),
    ("Unverified familial relationship", "unverified family relationship"),
    ("Separated from other adult", "separated from other adult"),
    ("Other - warrant", "other: warrant"),
    ("Other", "other"),
)


def draw(rng: random.Random) -> Sheet:
    """Return the referral of the first family's boy: ruled grid, label above the value."""
    sheet, print_ = Sheet(), look()
    top = letterhead(
        sheet,
        "U.S. DEPARTMENT OF HEALTH AND HUMAN SERVICES",
        "Office of Refugee Resettlement",
        title="UC REFERRAL",
    )
    top = heading(sheet, top, "UC INFORMATION", print_)
    top = grid(sheet, top, _child(), print_)
    top = heading(sheet, top, "REFERRAL AND ENTRY", print_)
    agency = ticks("encounter.agency", AGENCIES, chosen="Border Patrol (CBP)")
    top = tick_rows(sheet, top, agency, print_, columns=4, label="Referring Agency")
    top = grid(sheet, top, _referral(), print_)
    entry = ticks("entry.manner", ENTRIES, chosen="EWI/Entered")
    top = tick_rows(sheet, top, entry, print_, columns=3, label="Type of Entry")
    top = heading(sheet, top, "SEPARATION", print_)
    top = grid(sheet, top, _separated(), print_)
    reason = ticks("separation.reason", REASONS, chosen="Parent referred for prosecution")
    top = tick_rows(sheet, top, reason, print_, columns=3, label="Reason for Separation")
    top = grid(sheet, top, _parent(), print_)
    signing(
        sheet,
        top + 44,
        print_,
        captions=("Signature of Referring Officer", "Printed Name", "Date of Referral"),
        name="Owen Larkmoor",
        date=("05/23/2018", "2018-05-23"),
    )
    footer(sheet, form="P-7", edition="09/30/2019", omb="0970-0554")
    return sheet


def _child() -> list[list[Cell]]:
    sex = ticks("subject.sex", (("Male", "M"), ("Female", "F")), chosen="Male")
    return [
        [
            Cell(label="Last Name", share=1.4, parts=one("subject.family_name", MATEO.family)),
            Cell(label="First Name", share=1.2, parts=one("subject.given_names", MATEO.given)),
            Cell(label="A Number", parts=number(MATEO)),
        ],
        [
            Cell(
                label="Date of Birth",
                parts=one("subject.date_of_birth", us(MATEO.born), MATEO.born.isoformat()),
            ),
            Cell(label="Age", share=0.5, parts=one("subject.age", "9")),
            asked(sex, "Gender", share=1.1),
            Cell(label="Country of Birth", parts=country("subject.country_of_birth", MATEO)),
            Cell(label="Primary Language", parts=one("subject.language", "Spanish")),
        ],
        [
            Cell(label="AKA", share=1.3, asks=(("subject.aliases", 0),), nothing=True),
            Cell(label="FINS Number", parts=one("subject.fin", "1180442917")),
            Cell(label="Event Number", share=1.2, asks=(("subject.event_number", 0),)),
        ],
    ]


def _referral() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Referring Sector", share=1.2, parts=one("encounter.place", "El Paso Sector")
            ),
            Cell(
                label="Date of Apprehension",
                parts=one("encounter.date", "05/22/2018", "2018-05-22"),
            ),
            Cell(label="Date of Entry", parts=one("entry.date", "05/22/2018", "2018-05-22")),
            Cell(label="Port/Place of Entry", parts=one("entry.place", "El Paso, TX")),
        ]
    ]


def _separated() -> list[list[Cell]]:
    return [
        [
            asked(
                yes_no("separation.stated", True), "Separated from parent or guardian?", share=1.2
            ),
            Cell(
                label="Date of Separation",
                parts=one("separation.date", "05/22/2018", "2018-05-22"),
            ),
            Cell(
                label="Agency that Separated",
                share=1.2,
                parts=one("separation.agency", "Border Patrol", "USBP"),
            ),
        ]
    ]


def _parent() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Separated From (Name)", share=1.7, parts=one("separation.from", ELENA.name)
            ),
            Cell(
                label="Relationship of Separated Adult to UC",
                share=1.2,
                parts=one("separation.relationship", "Mother", "mother"),
            ),
            Cell(
                label="Mother's A Number",
                parts=one("mother.a_number", a_number(ELENA), ELENA.a_number),
            ),
        ]
    ]


PAGE: Final = FormPage(
    id="referral",
    document_type="orr_referral",
    language="en",
    draw=draw,
    unsure={("subject.given_names", 0): ACCENT},
)
