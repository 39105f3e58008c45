"""A change of address card as its paper is ruled, typed in and printed: where its words and boxes stand."""

from __future__ import annotations

from typing import Final

from records.types import BBox, union
from samples.layouts import LEFT, RIGHT
from samples.paper import BLACK, Fact, Line, Part, Pen, Sheet, says
from samples.people import MATEO, ROSA, SANDRA, Person, us
from tests.pages.kit import ACCENT, FormPage

PRINT: Final = Pen(font="form", size=8.2)
BOLD: Final = Pen(font="form-bold", size=8.2)
HEAD: Final = Pen(font="form-bold", size=12.5)
VALUE: Final = Pen(font="form", size=9)
BAND: Final = 222
PRINTED: Final = (
    (36.0, 135.0, "*Family Name (Last Name)"),
    (264.0, 135.0, "*Given Name (First Name)"),
    (438.0, 135.0, "Middle Name (if applicable)"),
    (36.0, 174.0, "I am in the United States as a:"),
    (36.0, 194.0, "Country of Citizenship"),
    (444.0, 194.0, "*Date of Birth (mm/dd/yyyy)"),
    (36.0, 231.0, "Alien Registration Number (A-Number) (if any)"),
    (36.0, 620.0, "*Your Signature"),
    (436.0, 620.0, "Date of Signature (mm/dd/yyyy)"),
)
BOXES: Final = (
    (36.0, 138.2, 252.0), (264.2, 138.2, 426.2), (437.8, 138.2, 576.0), (36.0, 198.0, 438.0),
    (444.0, 198.0, 576.0), (66.0, 234.0, 204.0), (36.0, 624.0, 432.0), (444.0, 624.0, 576.0),
)  # fmt: skip
HEIGHT: Final = 18.0
UNITS: Final = ("Apt.", "Ste.", "Flr.")


def draw() -> Sheet:
    """Return the card by which the first family's boy tells where he moved to."""
    sheet = Sheet()
    _head(sheet)
    for x, y, text in PRINTED:
        sheet.text(x, y, text, PRINT)
    for x0, top, x1 in BOXES:
        sheet.box(BBox(x0=x0, top=top, x1=x1, bottom=top + HEIGHT))
    sheet.text(51, 246, "A-", BOLD)
    _person(sheet)
    _address(sheet, 324, "*Present Physical Address (No PO Boxes)", name="subject.address", of=ROSA)
    _address(sheet, 420, "Previous Physical Address", name="subject.previous_address", of=SANDRA)
    _address(sheet, 516, "Mailing Address (optional)", name="subject.mailing_address", of=None)
    sheet.blank([("document.signed", 0)], BBox(x0=36, top=624, x1=432, bottom=642))
    foot = (Part(text="Form "), says("document.form_number", "AR-11"), Part(text="   "))
    sheet.write(
        36, 771, (*foot, says("document.edition", "09/10/19")), PRINT, leading=9, until=RIGHT
    )
    page = (Part(text="Page "), says("document.page_of", "1 of 2"))
    sheet.write(528, 771, page, PRINT, leading=9, until=612)
    return sheet


def _head(sheet: Sheet) -> None:
    sheet.text(306, 30, "Alien's Change of Address Card", HEAD, align="centre")
    sheet.text(306, 50, "Department of Homeland Security", BOLD, align="centre")
    sheet.text(306, 63, "U.S. Citizenship and Immigration Services", PRINT, align="centre")
    sheet.text(537, 42, "Form AR-11", BOLD, align="centre")
    omb = (Part(text="OMB No. "), says("document.omb_number", "1615-0007"))
    sheet.write(494, 53, omb, PRINT, leading=9, until=612)
    sheet.rule(36, 72, 576, width=4)
    for top, text in ((102, "Information About You"), (270, "Information About Your Address")):
        sheet.box(BBox(x0=36, top=top, x1=576, bottom=top + HEIGHT), fill=BAND)
        sheet.text(LEFT, top + 12.5, text, BOLD)


def _person(sheet: Sheet) -> None:
    first, second = MATEO.given.split(" ", 1)
    for x, y, text in ((40.0, 151.0, MATEO.family), (268.0, 151.0, first), (442.0, 151.0, second)):
        sheet.text(x, y, text, VALUE)
    for name, value, box in (
        ("family_name", MATEO.family, BBox(x0=36, top=138, x1=252, bottom=156)),
        ("given_names", MATEO.given, BBox(x0=264, top=138, x1=576, bottom=156)),
    ):
        sheet.state(Fact(name=f"subject.{name}", value=value, text=value, bbox=box))
    for x, y, part in (
        (40.0, 211.0, says("subject.nationality", "Guatemala", "GTM")),
        (448.0, 211.0, says("subject.date_of_birth", us(MATEO.born), str(MATEO.born))),
        (70.0, 247.0, says("subject.a_number", MATEO.a_number[1:], MATEO.a_number)),
        (448.0, 637.0, says("document.date", "07/20/2018", "2018-07-20")),
    ):
        sheet.write(x, y, (part,), VALUE, leading=9, until=RIGHT)


def _address(sheet: Sheet, top: float, title: str, *, name: str, of: Person | None) -> None:
    """Draw the seven boxes of an address below its title; Apt. is ticked where there is a unit."""
    sheet.text(36, top - 21, title, BOLD)
    for x, dy, text in (
        (36, -4, "Street Number and Name"), (402, -4, "Apt."), (420, -4, "Ste."), (439, -4, "Flr."),
        (462, -4, "Number"), (36, 32, "City or Town"), (402, 32, "State"), (462, 32, "ZIP Code"),
    ):  # fmt: skip
        sheet.text(x, top + dy, text, PRINT)
    for x0, x1, dy in (
        (36, 389.8, 0),
        (462, 576, 0),
        (36, 389.8, 36),
        (404, 450, 36),
        (462, 576, 36),
    ):
        sheet.box(BBox(x0=x0, top=top + dy, x1=x1, bottom=top + dy + HEIGHT))
    squares = [BBox(x0=x, top=top + 4, x1=x + 10, bottom=top + 14) for x in (403, 421, 439.5)]
    for square in squares:
        sheet.box(square)
    whole = BBox(x0=36, top=top, x1=576, bottom=top + 54)
    if of is None:
        sheet.blank([(name, 0)], whole)
        return
    street, _, unit = of.street.partition(" Apt ")
    if unit:
        a = squares[0]
        for start, end in (((a.x0, a.top), (a.x1, a.bottom)), ((a.x1, a.top), (a.x0, a.bottom))):
            sheet.marks.append(Line(points=(start, end), width=1.1, ink=BLACK))
    for x, dy, text in (
        (40, 13, street), (466, 13, unit), (40, 49, of.city), (408, 49, of.state), (466, 49, of.zip),
    ):  # fmt: skip
        if text:
            sheet.text(x, top + dy, text, VALUE)
    line = f"{street}{f' Apt. {unit}' if unit else ''}, {of.city}, {of.state} {of.zip}"
    sheet.state(Fact(name=name, value=line, text=line, bbox=union((whole,))))


PAGE: Final = FormPage(
    id="card",
    document_type="dhs_ar11",
    language="en",
    draw=lambda _: draw(),
    unsure={
        ("subject.given_names", 0): ACCENT,
        ("subject.address", 0): "two letters in a box of their own, the state, are misread",
    },
)
