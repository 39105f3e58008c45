"""Verifications of release: one typed, one released to the public with its names covered."""

from __future__ import annotations

import random

from samples.answers import (
    child_name,
    country,
    footer,
    letterhead,
    number,
    one,
    sex,
    signed,
    sponsor_address,
    sponsor_phone,
    under,
)
from samples.layouts import (
    LEFT,
    RIGHT,
    Cell,
    Look,
    bar,
    grid,
    ledger,
    signature,
)
from samples.paper import Part, Pen, Sheet, says
from samples.people import ROSA, SANTOS, TOMAS, Person, us

TITLE = Pen(font="serif-bold", size=17)
BODY = Pen(font="serif", size=10)
FIRST_SHELTER = "Casa Alborada Youth Shelter"
SECOND_SHELTER = "Willow Gate Children's Center"
THIRD_SHELTER = "Harbor Lantern Shelter"


def verification(child: Person, *, rng: random.Random) -> Sheet:
    """Return a typed verification for a child of the first family, in two ruled columns."""
    sheet = Sheet()
    look = Look(
        label=Pen(font="sans-bold", size=8.2), value=Pen(font="sans", size=10), height=22, rng=rng
    )
    letterhead(sheet)
    sheet.text(306, 98, "VERIFICATION OF RELEASE", TITLE, align="centre")
    top = 120.0
    for line in (
        "Under section 462 of the Homeland Security Act of 2002 the Office of Refugee Resettlement",
        "has released the child named below from its care and custody to the sponsor named below.",
    ):
        sheet.text(LEFT, top, line, BODY)
        top += 13
    top = ledger(sheet, top + 4, _release_rows(child), look)
    top += 24
    for line in (
        "The sponsor has agreed to care for the child and to bring the child to all immigration",
        "court hearings. The sponsor must report any change of address within five days.",
    ):
        sheet.text(LEFT, top, line, BODY)
        top += 13
    _release_signatures(sheet, top + 46, look)
    footer(sheet, form="UAC/R-1", edition="02/01/2017", page_of="1 of 1", omb="0970-0552")
    return sheet


def _release_rows(child: Person) -> list[Cell]:
    return [
        Cell(label="Name of Minor", parts=child_name(child)),
        Cell(label="Also Known As", asks=(("subject.aliases", 0),)),
        Cell(label="Alien Number", parts=number(child)),
        Cell(
            label="Date of Birth",
            parts=one("subject.date_of_birth", us(child.born), child.born.isoformat()),
        ),
        Cell(label="Country of Birth", parts=country("subject.country_of_birth", child)),
        Cell(label="Name of Sponsor", parts=one("sponsor.full_name", ROSA.name)),
        Cell(
            label="Relationship to Minor", parts=one("sponsor.relationship", "Aunt", "aunt_uncle")
        ),
        Cell(label="Sponsor's Address", parts=sponsor_address(ROSA)),
        Cell(label="Sponsor's Telephone", parts=sponsor_phone(ROSA)),
        Cell(label="Releasing Program", parts=one("release.program", FIRST_SHELTER)),
        Cell(label="Date of Release", parts=one("release.date", "July 18, 2018", "2018-07-18")),
    ]


def _release_signatures(sheet: Sheet, y: float, look: Look) -> None:
    under(sheet, LEFT, y, 300, "Signature of Care Provider Representative")
    signed(sheet, signature(sheet, LEFT + 16, y, long=120, rng=look.rng))
    under(sheet, 340, y, RIGHT, "Date")
    day = one("document.date", "07/18/2018", "2018-07-18")
    sheet.write(346, y - 4, day, look.value, leading=10, until=RIGHT)
    under(sheet, LEFT, y + 44, 300, "Printed Name and Title")
    name = (says("document.signed_by", "Perla Ondarroble"), Part(text=", Case Manager"))
    sheet.write(LEFT + 4, y + 40, name, look.value, leading=10, until=RIGHT)


def redacted(*, rng: random.Random) -> Sheet:
    """Return the third family's verification: a grid with bars over the names."""
    look = Look(rng=rng, height=29)
    sheet = Sheet()
    letterhead(sheet, program="Unaccompanied Alien Children")
    sheet.text(
        306, 96, "ORR VERIFICATION OF RELEASE", Pen(font="sans-bold", size=15), align="centre"
    )
    top = bar(sheet, 110, "MINOR", look)
    top = grid(sheet, top, _hidden_boy(), look)
    top = bar(sheet, top + 8, "RELEASE", look)
    top = grid(sheet, top, _hidden_release(), look)
    top = bar(sheet, top + 8, "SPONSOR", look)
    top = grid(sheet, top, _hidden_brother(), look)
    y = top + 56
    under(sheet, LEFT, y, 300, "Signature of Program Director")
    signed(sheet, signature(sheet, LEFT + 20, y, long=110, rng=rng))
    under(sheet, 340, y, RIGHT, "Date")
    sheet.write(
        346,
        y - 4,
        one("document.date", "03/12/2019", "2019-03-12"),
        look.value,
        leading=10,
        until=RIGHT,
    )
    footer(sheet, form="UAC/R-1", edition="02/01/2017", page_of="1 of 1", omb="0970-0552")
    return sheet


def _hidden_boy() -> list[list[Cell]]:
    ticks = sex("subject.sex", TOMAS.sex)
    return [
        [
            Cell(
                label="Minor's Name (Last, First, Middle)",
                share=2,
                parts=child_name(TOMAS),
                redacted=True,
            ),
            Cell(label="Alien Number", parts=number(TOMAS), redacted=True),
        ],
        [
            Cell(
                label="Date of Birth",
                parts=one("subject.date_of_birth", us(TOMAS.born)),
                redacted=True,
            ),
            Cell(label="Gender", asks=ticks.asks, options=ticks.options),
            Cell(label="Country of Origin", parts=country("subject.country_of_birth", TOMAS)),
            Cell(label="Primary Language", parts=one("subject.language", "Mam")),
        ],
        [Cell(label="Also Known As", asks=(("subject.aliases", 0),), nothing=True)],
    ]


def _hidden_release() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Date of Admission", parts=one("placement.date", "11/27/2018", "2018-11-27")
            ),
            Cell(label="Date of Release", parts=one("release.date", "03/12/2019", "2019-03-12")),
            Cell(
                label="Type of Release",
                share=1.5,
                parts=one(
                    "release.type", "Reunified with relative", "reunified with relative sponsor"
                ),
            ),
        ],
        [
            Cell(label="Releasing Facility", parts=one("release.program", THIRD_SHELTER)),
            Cell(label="Next Hearing Date", asks=(("hearing.date", 0),)),
        ],
    ]


def _hidden_brother() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Sponsor's Name",
                share=2,
                parts=one("sponsor.full_name", SANTOS.name),
                redacted=True,
            ),
            Cell(
                label="Relationship to Minor",
                parts=one("sponsor.relationship", "Brother", "sibling"),
            ),
            Cell(label="Sponsor Category", parts=one("sponsor.category", "2B")),
        ],
        [
            Cell(
                label="Sponsor's Street Address",
                share=2,
                parts=one("sponsor.address", SANTOS.street),
                redacted=True,
            ),
            Cell(label="City", parts=one("sponsor.city", SANTOS.city)),
            Cell(label="State", share=0.5, parts=one("sponsor.state", SANTOS.state)),
            Cell(label="ZIP", share=0.7, parts=one("sponsor.zip", SANTOS.zip)),
        ],
        [
            Cell(label="Sponsor's Phone", parts=one("sponsor.phone", "0000000000"), redacted=True),
            Cell(label="Alternate Phone", asks=(("sponsor.backup_phone", 0),)),
        ],
    ]
