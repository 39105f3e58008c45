"""A notice to appear: a header of numbers, lines with captions below, and allegations in sentences.

Its layout is ours: the content of the form is known, its paper is not.
"""

from __future__ import annotations

import random
from typing import Final

from records.types import BBox
from samples.answers import number, one, signed
from samples.layouts import signature
from samples.paper import Line, Part, Pen, Sheet, says
from samples.people import MATEO, ROSA, phone, us
from tests.pages.kit import ACCENT, FormPage

PRINT: Final = Pen(font="form", size=8.6)
BOLD: Final = Pen(font="form-bold", size=9)
TITLE: Final = Pen(font="form-bold", size=14)
CAPTION: Final = Pen(font="form", size=6.4)
LEFT: Final = 44.0
RIGHT: Final = 568.0
COURT: Final = "515 Fictional Plaza, Suite 6000, Houston, TX 77002"
BOXES: Final = (
    "1. You are an arriving alien.",
    "2. You are an alien present in the United States who has not been admitted or paroled.",
    "3. You have been admitted to the United States, but are removable for the reasons below.",
)


def draw(rng: random.Random) -> Sheet:
    """Return the notice served on the first family's boy, with date, hour and place of a hearing."""
    sheet = Sheet()
    sheet.text(LEFT, 44, "U.S. Department of Homeland Security", BOLD)
    sheet.text(RIGHT, 46, "Notice to Appear", TITLE, align="right")
    sheet.rule(LEFT, 54, RIGHT, width=1.2)
    _line(
        sheet,
        72,
        "In removal proceedings under section 240 of the Immigration and Nationality Act:",
        pen=BOLD,
    )
    _numbers(sheet)
    _respondent(sheet)
    _alleged(sheet)
    _ordered(sheet)
    _issued(sheet, rng)
    _foot(sheet)
    return sheet


def _line(sheet: Sheet, y: float, *parts: str | Part, x: float = LEFT, pen: Pen = PRINT) -> None:
    """Write one line of print and answers from `x`."""
    written = [Part(text=p) if isinstance(p, str) else p for p in parts]
    sheet.write(x, y, written, pen, leading=12, until=RIGHT + 20)


def _caption(sheet: Sheet, y: float, *captions: tuple[float, str]) -> None:
    sheet.rule(LEFT, y, RIGHT)
    for x, text in captions:
        sheet.text(x, y + 8, text, CAPTION)


def _numbers(sheet: Sheet) -> None:
    _line(sheet, 92, "Subject ID: ", says("subject.subject_id", "361900417"))
    _line(sheet, 92, "FIN: ", says("subject.fin", "1190042117"), x=230)
    _line(sheet, 92, "File No: ", *number(MATEO), x=410)
    _line(sheet, 108, "DOB: ", says("subject.date_of_birth", us(MATEO.born), str(MATEO.born)))
    _line(sheet, 108, "Event No: ", says("subject.event_number", "RGV1803000999"), x=410)


def _respondent(sheet: Sheet) -> None:
    _line(sheet, 130, "In the Matter of:")
    name = says("subject.family_name", MATEO.family), Part(text=", ")
    _line(sheet, 150, "Respondent: ", *name, says("subject.given_names", MATEO.given))
    _line(sheet, 150, "currently residing at:", x=420)
    _line(sheet, 172, *one("subject.address", ROSA.address))
    _line(sheet, 172, *one("subject.phone", phone(ROSA), ROSA.phone), x=420)
    _caption(
        sheet,
        175,
        (LEFT, "(Number, street, city, state and ZIP code)"),
        (420, "(Area code and phone number)"),
    )
    for row, text in enumerate(BOXES):
        y = 204 + 16 * row
        sheet.box(BBox(x0=LEFT, top=y - 8, x1=LEFT + 9, bottom=y + 1))
        _line(sheet, y, text, x=LEFT + 15)
    for ends in (((LEFT + 1, 213), (LEFT + 8, 220)), ((LEFT + 8, 213), (LEFT + 1, 220))):
        sheet.marks.append(Line(points=ends, width=1.1))


def _alleged(sheet: Sheet) -> None:
    _line(sheet, 262, "The Department of Homeland Security alleges that you:", pen=BOLD)
    _line(sheet, 278, "1) You are not a citizen or national of the United States;")
    _line(
        sheet,
        292,
        "2) You are a native of ",
        says("subject.country_of_birth", "GUATEMALA", "GTM"),
        " and a citizen of ",
        says("subject.nationality", "GUATEMALA", "GTM"),
        ";",
    )
    _line(
        sheet,
        306,
        "3) You entered the United States at or near ",
        says("entry.place", "HIDALGO, TEXAS"),
        ", on or about ",
        says("entry.date", "March 5, 2018", "2018-03-05"),
        ";",
    )
    _line(sheet, 320, "4) You were not then admitted or paroled after inspection by an officer.")
    _line(
        sheet, 344, "On the basis of the foregoing, it is charged that you are subject to removal"
    )
    _line(sheet, 356, "from the United States pursuant to section 212(a)(6)(A)(i) of the Act.")


def _ordered(sheet: Sheet) -> None:
    _line(sheet, 386, "YOU ARE ORDERED to appear before an immigration judge of the", pen=BOLD)
    _line(sheet, 399, "United States Department of Justice at:", pen=BOLD)
    _line(sheet, 420, *one("hearing.place", COURT))
    _caption(
        sheet,
        423,
        (LEFT, "(Complete Address of Immigration Court, including Room Number, if any)"),
    )
    when = says("hearing.date", "October 16, 2018 at 8:30 AM", "2018-10-16T08:30")
    _line(sheet, 452, "on ", when, " to show why you should not be removed from")
    _caption(sheet, 455, (90, "(Date)"), (190, "(Time)"))
    _line(sheet, 476, "the United States based on the charge(s) set forth above.")


def _issued(sheet: Sheet, rng: random.Random) -> None:
    y = 540.0
    signed(sheet, signature(sheet, 330, y, long=110, rng=rng))
    sheet.rule(300, y, RIGHT)
    sheet.text(300, y + 8, "(Signature and Title of Issuing Officer)", CAPTION)
    _line(sheet, 580, "Date: ", *one("document.date", "March 9, 2018", "2018-03-09"))
    _line(sheet, 580, "McAllen, Texas", x=330)
    sheet.rule(300, 583, RIGHT)
    sheet.text(300, 591, "(City and State)", CAPTION)


def _foot(sheet: Sheet) -> None:
    _line(sheet, 730, "See reverse for important information", x=220)
    form = says("document.form_number", "I-862"), Part(text=" (Rev. ")
    _line(sheet, 764, "Form ", *form, says("document.edition", "08/01/07"), ")", pen=CAPTION)


PAGE: Final = FormPage(
    id="notice",
    document_type="dhs_i862",
    language="en",
    draw=draw,
    unsure={
        ("subject.given_names", 0): ACCENT,
        ("document.form_number", 0): "I-862 is read as 1-862",
    },
)
