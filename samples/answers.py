"""Ready-made answers: a person's data as cells that carry their own truth."""

from __future__ import annotations

from records.types import BBox
from samples.layouts import LEFT, RIGHT, Cell, Option
from samples.paper import Fact, Part, Pen, Sheet, says
from samples.people import COUNTRY_EN, Person, a_number, phone

SMALL = Pen(font="sans", size=6.6)


def one(name: str, text: str, value: str | None = None, *, index: int = 0) -> tuple[Part, ...]:
    """Return a value that states a single fact."""
    return (says(name, text, value, index=index),)


def number(child: Person, *, index: int = 0) -> tuple[Part, ...]:
    return one("subject.a_number", a_number(child), child.a_number, index=index)


def country(name: str, person: Person, *, index: int = 0) -> tuple[Part, ...]:
    return one(name, COUNTRY_EN[person.country], person.country, index=index)


def sponsor_phone(person: Person) -> tuple[Part, ...]:
    return one("sponsor.phone", phone(person), person.phone)


def sponsor_address(person: Person) -> tuple[Part, ...]:
    """Return the whole address of one box; city, state and ZIP are facts of their own as well."""
    return (
        Part(
            text=person.address,
            facts=(("sponsor.address", 0, person.address),),
            inner=(
                ("sponsor.city", 0, person.city),
                ("sponsor.state", 0, person.state),
                ("sponsor.zip", 0, person.zip),
            ),
        ),
    )


def sex(
    name: str, value: str, *, words: tuple[str, str] = ("Male", "Female"), index: int = 0
) -> Cell:
    """Return two tick boxes; the one for `value` (M or F) is ticked, none for an empty value."""
    return Cell(
        label="",
        asks=((name, index),),
        options=tuple(
            Option(text=word, ticked=value == key, fact=(name, index, key))
            for key, word in zip(("M", "F"), words, strict=True)
        ),
    )


def letterhead(sheet: Sheet, *, program: str | None = None) -> float:
    """Print the department at the top of a paper; return the top of what follows."""
    sheet.text(
        LEFT, 42, "U.S. DEPARTMENT OF HEALTH AND HUMAN SERVICES", Pen(font="sans-bold", size=8.5)
    )
    sheet.text(LEFT, 53, "Administration for Children and Families", Pen(font="sans", size=8))
    sheet.text(LEFT, 64, "Office of Refugee Resettlement", Pen(font="sans-bold", size=8.5))
    if program:
        sheet.text(RIGHT, 42, program, Pen(font="sans", size=8), align="right")
    sheet.rule(LEFT, 70, RIGHT, width=1.6)
    return 76.0


def footer(
    sheet: Sheet,
    *,
    form: str,
    edition: str,
    page_of: str,
    omb: str | None = None,
    word: str = "Page",
) -> None:
    """Print form number, edition, OMB number and page count at the foot, with their facts."""
    left: tuple[Part, ...] = (
        Part(text="ORR "),
        says("document.form_number", form),
        Part(text=" [Rev. "),
        says("document.edition", edition),
        Part(text="]"),
    )
    if omb:
        left += (Part(text="   OMB "), says("document.omb_number", omb))
    sheet.write(LEFT, 764, left, SMALL, leading=8, until=RIGHT)
    page = (Part(text=f"{word} "), says("document.page_of", page_of))
    sheet.write(RIGHT - 46, 764, page, SMALL, leading=8, until=RIGHT + 20)


def under(sheet: Sheet, x0: float, y: float, x1: float, caption: str) -> None:
    """Draw a rule with its caption beneath, as signature lines have it."""
    sheet.rule(x0, y, x1)
    sheet.text(x0, y + 8.5, caption, Pen(font="sans", size=6.8))


def signed(sheet: Sheet, bbox: BBox) -> None:
    """State that the main signature line carries ink."""
    sheet.state(Fact(name="document.signed", value="true", text=None, bbox=bbox))
