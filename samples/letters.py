"""Running text: a case note, a mother's letter, a memorandum. Each tells of one separation."""

from __future__ import annotations

import random

from samples.answers import letterhead, signed, under
from samples.layouts import LEFT, RIGHT, signature
from samples.paper import Part, Pen, Sheet, says
from samples.people import ELENA, KEILY, LUCIA, MATEO, ROSA, SANDRA, a_number, us
from samples.release import FIRST_SHELTER, SECOND_SHELTER

TITLE = Pen(font="serif-bold", size=15)
TYPED = Pen(font="typewriter", size=10.5)
WRITER = "Perla Ondarroble"

Head = tuple[tuple[str, tuple[Part, ...]], ...]


def both(text: str, value: str, *names: str) -> Part:
    """Return a part that states the same value for several fields."""
    return Part(text=text, facts=tuple((name, 0, value) for name in names))


def case_note(*, rng: random.Random) -> Sheet:
    """Return the note of a case manager: the first family's boy was taken from his mother."""
    sheet = Sheet()
    sheet.text(306, 52, FIRST_SHELTER.upper(), Pen(font="serif-bold", size=17), align="centre")
    sheet.text(306, 66, "Harlingen, Texas", Pen(font="serif-italic", size=10.5), align="centre")
    sheet.rule(LEFT + 20, 74, RIGHT - 20, width=1.2)
    sheet.text(LEFT + 20, 104, "CASE NOTE", TITLE)
    head: Head = (
        ("Date:", (says("document.date", "June 4, 2018", "2018-06-04"),)),
        (
            "Re:",
            (
                says("subject.family_name", MATEO.family),
                Part(text=", "),
                says("subject.given_names", MATEO.given),
            ),
        ),
        ("A#:", (says("subject.a_number", a_number(MATEO), MATEO.a_number),)),
        ("DOB:", (says("subject.date_of_birth", us(MATEO.born), MATEO.born.isoformat()),)),
    )
    y = _head(sheet, 128, head, TYPED)
    for paragraph in (_apart(), _since(), _plan()):
        y = sheet.write(LEFT + 20, y, paragraph, TYPED, leading=15.5, until=RIGHT - 20) + 8
    _sign(sheet, y + 46, rng=rng, ink=30)
    return sheet


def _head(sheet: Sheet, y: float, head: Head, pen: Pen) -> float:
    for label, parts in head:
        sheet.text(LEFT + 20, y, label, pen)
        sheet.write(LEFT + 90, y, parts, pen, leading=15.5, until=RIGHT)
        y += 17
    return y + 12


def _apart() -> tuple[Part, ...]:
    return (
        Part(text="Mateo is a "),
        says("subject.age", "9"),
        Part(text="-year-old boy from "),
        says("subject.nationality", "Guatemala", "GTM"),
        Part(text=". He came to the United States with his mother, "),
        both(f"{ELENA.given} {ELENA.family}", ELENA.name, "mother.full_name", "separation.from"),
        Part(text=" ("),
        says("mother.a_number", a_number(ELENA), ELENA.a_number),
        Part(text="), and his sister "),
        Part(text=LUCIA.name, facts=(("sibling.full_name", 0, LUCIA.name),), broken=True),
        Part(text=". On "),
        both("May 22, 2018", "2018-05-22", "encounter.date", "separation.date"),
        Part(text=" the family was apprehended near "),
        says("encounter.place", "El Paso, Texas"),
        Part(text=" by the "),
        both("U.S. Border Patrol", "USBP", "encounter.agency", "separation.agency"),
        Part(text=". The same day Mateo "),
        says("separation.stated", "was separated from", "true"),
        Part(text=" his "),
        says("separation.relationship", "mother", "mother"),
        Part(text=" because "),
        says("separation.reason", "she was referred for prosecution"),
        Part(text="."),
    )


def _since() -> tuple[Part, ...]:
    return (
        Part(text="He was admitted to "),
        says("placement.program", FIRST_SHELTER),
        Part(text=" on "),
        says("placement.date", "May 25, 2018", "2018-05-25"),
        Part(text=". He cries at night and asks for his mother. He was told that she is "),
        says("mother.whereabouts", "held by ICE in El Paso"),
        Part(text=", but no call with her has taken place so far. His father stayed in Guatemala."),
    )


def _plan() -> tuple[Part, ...]:
    return (
        Part(text="A maternal "),
        says("sponsor.relationship", "aunt", "aunt_uncle"),
        Part(text=", "),
        says("sponsor.full_name", ROSA.name),
        Part(text=" of "),
        says("sponsor.city", ROSA.city),
        Part(text=", Texas, telephone "),
        says("sponsor.phone", "713-555-0142", ROSA.phone),
        Part(text=", wishes to sponsor both children. The application was sent to her today."),
    )


def _sign(sheet: Sheet, y: float, *, rng: random.Random, ink: int) -> None:
    under(sheet, LEFT + 20, y, 290, "Signature")
    signed(sheet, signature(sheet, LEFT + 36, y, long=120, rng=rng, ink=ink))
    parts = (
        Part(text="Prepared by: "),
        says("document.signed_by", WRITER),
        Part(text=", Case Manager"),
    )
    sheet.write(LEFT + 20, y + 26, parts, TYPED, leading=14, until=RIGHT)


def letter(*, rng: random.Random) -> Sheet:
    """Return the letter of the second family's mother, by hand and in Spanish."""
    sheet, pen = Sheet(), Pen(font="hand", size=14.5, ink=50, shake=0.8)
    day = (
        Part(text="Nashville, Tennessee, "),
        says("document.date", "20 de junio de 2018", "2018-06-20"),
    )
    sheet.write(250, 70, day, pen, leading=22, until=RIGHT + 10)
    sheet.text(LEFT + 20, 112, "A quien corresponda:", pen)
    y = 146.0
    for paragraph in (_who(), _how(), _where()):
        y = sheet.write(LEFT + 20, y, paragraph, pen, leading=23.5, until=RIGHT - 14) + 8
    sheet.text(LEFT + 20, y + 8, "Atentamente,", pen)
    signed(sheet, signature(sheet, LEFT + 40, y + 62, long=130, rng=rng, ink=50))
    name = (says("document.signed_by", SANDRA.name),)
    sheet.write(LEFT + 30, y + 84, name, pen, leading=20, until=RIGHT)
    return sheet


def _who() -> tuple[Part, ...]:
    return (
        Part(text="Me llamo "),
        says("mother.full_name", SANDRA.name),
        Part(text=" y soy la mamá de "),
        says("subject.given_names", KEILY.given),
        Part(text=" "),
        says("subject.family_name", "Cantalagua Flormiel"),
        Part(text=". Mi hija nació el "),
        says("subject.date_of_birth", "9 de agosto de 2011", "2011-08-09"),
        Part(text=" en "),
        says("subject.country_of_birth", "Honduras", "HND"),
        Part(text=". Su número de extranjero es "),
        says("subject.a_number", "A987 654 318", KEILY.a_number),
        Part(text="."),
    )


def _how() -> tuple[Part, ...]:
    father = "Darwin Josué Cantalagua Piedrasol"
    return (
        Part(text="Ella viajó con su papá, "),
        both(father, father, "father.full_name", "separation.from"),
        Part(text=". El "),
        both("3 de junio de 2018", "2018-06-03", "encounter.date", "separation.date"),
        Part(text=" los detuvo la "),
        both("Patrulla Fronteriza", "USBP", "encounter.agency", "separation.agency"),
        Part(text=" cerca de "),
        says("encounter.place", "McAllen, Texas"),
        Part(text=", y mi niña "),
        says("separation.stated", "fue separada de", "true"),
        Part(text=" su "),
        says("separation.relationship", "papá", "father"),
        Part(text=" ese mismo día. Él sigue "),
        says("father.whereabouts", "detenido en Texas"),
        Part(text=" y no sabe de ella."),
    )


def _where() -> tuple[Part, ...]:
    return (
        Part(text="Me dijeron por teléfono que la niña está en "),
        says("placement.program", SECOND_SHELTER),
        Part(text=". Le pido que me la entreguen. Yo tengo trabajo y un cuarto para ella."),
    )


def memorandum(*, rng: random.Random) -> Sheet:
    """Return a memorandum on the first family's girl, after her release."""
    sheet, pen = Sheet(), Pen(font="mono", size=10)
    letterhead(sheet, program=FIRST_SHELTER)
    sheet.text(306, 104, "MEMORANDUM", TITLE, align="centre")
    head: Head = (
        ("DATE:", (says("document.date", "07/20/2018", "2018-07-20"),)),
        ("FROM:", (says("document.signed_by", WRITER), Part(text=", Case Manager"))),
        (
            "RE:",
            (
                says("subject.family_name", LUCIA.family),
                Part(text=", "),
                says("subject.given_names", LUCIA.given),
            ),
        ),
        ("A#:", (says("subject.a_number", a_number(LUCIA), LUCIA.a_number),)),
    )
    y = _head(sheet, 132, head, pen)
    for paragraph in (_released(), _mother_gone()):
        y = sheet.write(LEFT + 20, y, paragraph, pen, leading=15, until=RIGHT - 20) + 9
    under(sheet, LEFT + 20, y + 46, 290, "Signature")
    signed(sheet, signature(sheet, LEFT + 36, y + 46, long=120, rng=rng))
    return sheet


def _released() -> tuple[Part, ...]:
    return (
        Part(text="The youth was released on "),
        says("release.date", "July 18, 2018", "2018-07-18"),
        Part(text=" to her maternal "),
        says("sponsor.relationship", "aunt", "aunt_uncle"),
        Part(text=", "),
        says("sponsor.full_name", ROSA.name),
        Part(text=", together with her brother, "),
        says("sibling.full_name", MATEO.name),
        Part(text=" ("),
        says("sibling.a_number", a_number(MATEO), MATEO.a_number),
        Part(text=")."),
    )


def _mother_gone() -> tuple[Part, ...]:
    return (
        Part(text="She "),
        says("separation.stated", "was separated from", "true"),
        Part(text=" her "),
        says("separation.relationship", "mother", "mother"),
        Part(text=", "),
        both(ELENA.name, ELENA.name, "mother.full_name", "separation.from"),
        Part(text=", on "),
        says("separation.date", "May 22, 2018", "2018-05-22"),
        Part(text=" by the "),
        says("separation.agency", "Border Patrol", "USBP"),
        Part(text=". The mother was removed to "),
        says("mother.whereabouts", "Guatemala"),
        Part(text=" on July 2 without her children. The consulate has been asked for her address."),
    )
