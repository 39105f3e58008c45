"""The call some thirty days after release: is the child where it was sent, and if not, where?"""

from __future__ import annotations

import random
from typing import Final

from samples.answers import number, one
from samples.layouts import Cell, grid, inline
from samples.paper import Sheet
from samples.people import KEILY, SANDRA, phone, us
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

OUTCOMES: Final = (
    ("Spoke with sponsor and child", "spoke with sponsor and child"),
    ("Spoke with sponsor only", "spoke with sponsor only"),
    ("Spoke with child only", "spoke with child only"),
    ("No answer", "no answer"),
    ("Number not in service", "number not in service"),
    ("Refused to talk", "refused"),
)


def draw(rng: random.Random) -> Sheet:
    """Return the record of a call in which the child was said to have moved."""
    sheet, print_ = Sheet(), look(height=23)
    top = letterhead(
        sheet,
        "Office of Refugee Resettlement",
        title="SAFETY AND WELL-BEING FOLLOW UP CALL",
        subtitle="30 days after release",
    )
    top = heading(sheet, top, "CHILD INFORMATION", print_)
    top = inline(sheet, top, _child(), print_)
    top = heading(sheet, top, "SPONSOR INFORMATION", print_)
    top = inline(sheet, top, _sponsor(), print_)
    top = heading(sheet, top, "CONTACT IN HOME COUNTRY", print_)
    top = inline(sheet, top, _home(), print_)
    top = heading(sheet, top, "CALL", print_)
    outcome = ticks("post_release.outcome", OUTCOMES, chosen="Spoke with sponsor only")
    top = tick_rows(sheet, top, outcome, print_, columns=3, label="Outcome of Call")
    top = grid(sheet, top, _call(), look(height=27))
    signing(
        sheet,
        top + 44,
        print_,
        captions=("Signature of Interviewer", "Name of Interviewer", "Date Completed"),
        name="Corina Vallesol",
        date=("09/04/2018", "2018-09-04"),
    )
    footer(sheet, form="R-6", edition="08/31/2018", omb="0970-0552")
    return sheet


def _child() -> list[list[Cell]]:
    return [
        [
            Cell(label="Child's Last Name:", parts=one("subject.family_name", KEILY.family)),
            Cell(label="Child's First Name:", parts=one("subject.given_names", KEILY.given)),
        ],
        [
            Cell(label="A#:", parts=number(KEILY)),
            Cell(
                label="Date of Birth:",
                parts=one("subject.date_of_birth", us(KEILY.born), KEILY.born.isoformat()),
            ),
            Cell(label="Age:", share=0.5, parts=one("subject.age", "7")),
        ],
        [
            Cell(
                label="Program Released From:",
                share=1.6,
                parts=one("release.program", "Willow Gate Children's Center"),
            ),
            Cell(label="Discharge Date:", parts=one("release.date", "08/02/2018", "2018-08-02")),
        ],
        [
            Cell(label="Length of Stay:", parts=()),
            Cell(label="Length of Care:", parts=()),
            Cell(label="Days Since Discharge:", parts=()),
        ],
    ]


def _sponsor() -> list[list[Cell]]:
    return [
        [
            Cell(label="Sponsor's Name:", share=1.5, parts=one("sponsor.full_name", SANDRA.name)),
            Cell(
                label="Relationship to Child:",
                parts=one("sponsor.relationship", "Mother", "mother"),
            ),
            Cell(label="Category:", share=0.7, parts=one("sponsor.category", "1")),
        ],
        [
            Cell(label="Address:", share=1.6, parts=one("sponsor.address", SANDRA.street)),
            Cell(label="City:", share=0.9, parts=one("sponsor.city", SANDRA.city)),
            Cell(label="State:", share=0.5, parts=one("sponsor.state", SANDRA.state)),
            Cell(label="Zip:", share=0.6, parts=one("sponsor.zip", SANDRA.zip)),
        ],
        [
            Cell(
                label="Primary Phone:",
                parts=one("sponsor.phone", phone(SANDRA), SANDRA.phone),
            ),
            Cell(
                label="Backup Phone:",
                parts=one("sponsor.backup_phone", "(615) 555-0134", "+16155550134"),
            ),
        ],
    ]


def _home() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Caregiver's Name:",
                share=1.3,
                parts=one("caregiver.full_name", "Delmira Altoverde Rocaluz"),
            ),
            Cell(
                label="Caregiver's Relationship:",
                parts=one("caregiver.relationship", "Grandmother", "grandparent"),
            ),
            Cell(label="Caregiver's Phone:", asks=(("caregiver.phone", 0),)),
        ]
    ]


def _call() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Date Interviewed",
                parts=one("post_release.date", "09/04/2018", "2018-09-04"),
            ),
            asked(
                yes_no("post_release.address_confirmed", False),
                "Does the address match?",
                share=1.2,
            ),
            asked(
                yes_no("post_release.child_with_sponsor", False),
                "Is the child living with you?",
                share=1.3,
            ),
        ],
        [
            Cell(
                label="If no, where is the child now?",
                parts=one("post_release.whereabouts", "With an uncle in Memphis, TN since August"),
            )
        ],
    ]


PAGE: Final = FormPage(
    id="call",
    document_type="orr_post_release_call",
    language="en",
    draw=draw,
    unsure={
        ("sponsor.full_name", 0): ACCENT,
        ("subject.a_number", 0): "the label A# is read as Att",
    },
)
