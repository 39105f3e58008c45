"""Discharge notifications, and the cover sheet that came by fax with one of them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

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
from samples.layouts import LEFT, RIGHT, Cell, Look, Option, lines, options, signature
from samples.paper import Pen, Sheet
from samples.people import KEILY, SANDRA, Person, us
from samples.release import SECOND_SHELTER


def notification(
    child: Person,
    sponsor: Person,
    *,
    relationship: tuple[str, str],
    parent: bool,
    program: str,
    admitted: date,
    left: date,
    rng: random.Random,
) -> Sheet:
    """Return a notification: labels at the left, values on rules, kinds of discharge to tick."""
    sheet = Sheet()
    look = Look(
        label=Pen(font="sans-bold", size=9), value=Pen(font="mono", size=10.5), height=23, rng=rng
    )
    letterhead(sheet, program="FAX TO: ICE / FOJC AND ORR / FFS")
    sheet.text(306, 96, "DISCHARGE NOTIFICATION", Pen(font="sans-bold", size=16), align="centre")
    top = lines(sheet, 108, _discharged_child(child), look)
    sheet.rule(LEFT, top + 8, RIGHT, width=1.2)
    top = lines(sheet, top + 12, _discharge(program, admitted, left), look)
    top = _kinds(sheet, top + 14, look, parent=parent)
    sheet.rule(LEFT, top + 4, RIGHT, width=1.2)
    top = lines(sheet, top + 8, _discharged_to(sponsor, relationship), look)
    y = top + 58
    under(sheet, LEFT + 8, y, 300, "Signature of Case Manager")
    signed(sheet, signature(sheet, LEFT + 22, y, long=120, rng=rng, ink=0))
    under(sheet, 350, y, RIGHT, "Date")
    sheet.write(
        356,
        y - 4,
        one("document.date", us(left), left.isoformat()),
        look.value,
        leading=10,
        until=RIGHT,
    )
    footer(sheet, form="UC/R-2", edition="06/30/2017", page_of="1 of 1")
    return sheet


def _discharged_child(child: Person) -> list[list[Cell]]:
    ticks = sex("subject.sex", child.sex)
    return [
        [Cell(label="UAC Name:", parts=child_name(child))],
        [
            Cell(label="A#:", share=1.1, parts=number(child)),
            Cell(
                label="DOB:",
                parts=one("subject.date_of_birth", us(child.born), child.born.isoformat()),
            ),
        ],
        [
            Cell(
                label="Country of Origin:",
                share=1.1,
                parts=country("subject.country_of_birth", child),
            ),
            replace(ticks, label="Gender:"),
        ],
        [Cell(label="AKA:", asks=(("subject.aliases", 0),))],
    ]


def _discharge(program: str, admitted: date, left: date) -> list[list[Cell]]:
    return [
        [Cell(label="Program Name:", parts=one("release.program", program))],
        [
            Cell(
                label="Date Admitted:",
                parts=one("placement.date", us(admitted), admitted.isoformat()),
            ),
            Cell(label="Date of Discharge:", parts=one("release.date", us(left), left.isoformat())),
        ],
    ]


def _kinds(sheet: Sheet, top: float, look: Look, *, parent: bool) -> float:
    """Draw the kinds of discharge as tick boxes in two columns."""
    kinds = (
        ("Reunified with parent", "reunified with parent", parent),
        ("Reunified with relative", "reunified with relative sponsor", not parent),
        ("Reunified with non-relative", "reunified with non-relative sponsor", False),
        ("Age out", "age-out", False),
        ("Voluntary departure", "voluntary departure", False),
        ("Ran away", "runaway", False),
        ("Transferred to another program", "transfer", False),
        ("Other", "other", False),
    )
    sheet.text(LEFT + 8, top, "Type of Discharge:", look.label)
    for at, (text, value, ticked) in enumerate(kinds):
        choice = Option(text=text, ticked=ticked, fact=("release.type", 0, value))
        x, y = (150.0, 350.0)[at % 2], top + 15 * (at // 2)
        options(sheet, x, y, Cell(label="", options=(choice,)), look)
    return top + 15 * (len(kinds) // 2)


def _discharged_to(sponsor: Person, relationship: tuple[str, str]) -> list[list[Cell]]:
    return [
        [Cell(label="Released To:", parts=one("sponsor.full_name", sponsor.name))],
        [
            Cell(
                label="Relationship:", share=1.1, parts=one("sponsor.relationship", *relationship)
            ),
            Cell(label="Sponsor Phone:", parts=sponsor_phone(sponsor)),
        ],
        [Cell(label="Sponsor Address:", parts=sponsor_address(sponsor))],
        [Cell(label="Sponsor A#:", asks=(("sponsor.a_number", 0),), nothing=True)],
    ]


def fax_cover() -> Sheet:
    """Return the cover sheet that came with the fax: a page of no known form."""
    sheet = Sheet()
    sheet.text(LEFT + 10, 110, "FAX", Pen(font="sans-bold", size=54))
    sheet.rule(LEFT + 10, 130, RIGHT, width=2)
    rows = (
        ("TO", "Juvenile Coordinator"),
        ("FROM", SECOND_SHELTER),
        ("PAGES", "2, with this one"),
        ("SUBJECT", "Paper for your file"),
    )
    for at, (label, text) in enumerate(rows):
        sheet.text(LEFT + 10, 170 + 30 * at, label, Pen(font="sans-bold", size=12))
        sheet.text(LEFT + 110, 170 + 30 * at, text, Pen(font="mono", size=12))
    note = "This fax may hold private information. If it is not for you, call us and destroy it."
    sheet.text(LEFT + 10, 340, note, Pen(font="serif-italic", size=11))
    return sheet


def fax_line(sheet: Sheet, text: str) -> Sheet:
    """Print the line that a fax machine adds at the top of each page."""
    sheet.text(24, 18, text, Pen(font="mono-bold", size=8.5))
    return sheet


def second_family(*, rng: random.Random) -> Sheet:
    """Return the notification that the second family's girl went to her mother."""
    return notification(
        KEILY,
        SANDRA,
        relationship=("Mother", "mother"),
        parent=True,
        program=SECOND_SHELTER,
        admitted=date(2018, 6, 6),
        left=date(2018, 8, 2),
        rng=rng,
    )
