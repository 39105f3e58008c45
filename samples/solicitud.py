"""The sponsor application in Spanish, filled in by hand."""

from __future__ import annotations

import random
from typing import Final

from samples.answers import footer, one, sex, signed, under
from samples.layouts import LEFT, RIGHT, Cell, Look, Option, bar, inline, signature, table
from samples.paper import Pen, Sheet
from samples.people import COUNTRY_ES, KEILY, SANDRA, spanish

TITLE = Pen(font="sans-bold", size=15)
NOTE = Pen(font="sans", size=7.6)
HOME: Final = (
    "Mi hija va a dormir en su propio cuarto. Yo trabajo de día",
    "y una vecina de la iglesia la cuida después de la escuela.",
    "No vive nadie más conmigo.",
)


def by_hand(*, rng: random.Random) -> list[Sheet]:
    """Return the mother's application, filled in by hand; labels stand inside the boxes."""
    sheet, back = Sheet(), Sheet()
    look = Look(
        label=Pen(font="sans", size=7.6),
        value=Pen(font="hand", size=12.5, ink=45, shake=0.7),
        height=29,
        tick="check",
        rng=rng,
    )
    sheet.text(LEFT, 42, "Administración para los Niños y la Familia", Pen(font="sans", size=8.5))
    sheet.text(LEFT, 54, "Oficina de Reubicación de Refugiados", Pen(font="sans-bold", size=9))
    sheet.rule(LEFT, 60, RIGHT, width=1.4)
    sheet.text(306, 84, "SOLICITUD DE REUNIFICACIÓN FAMILIAR", TITLE, align="centre")
    sheet.text(306, 97, "Escriba con letra de molde. Use tinta negra o azul.", NOTE, align="centre")
    top = bar(sheet, 108, "PARTE A. DATOS DEL PATROCINADOR O LA PATROCINADORA", look)
    top = inline(sheet, top, _mother(), look)
    top = bar(sheet, top + 10, "PARTE B. DATOS DEL MENOR", look)
    top = inline(sheet, top, _girl(), look)
    top = bar(sheet, top + 10, "PARTE C. PADRES DEL MENOR", look)
    inline(sheet, top, _girls_parents(), look)
    footer(
        sheet,
        form="UAC/FRP-3s",
        edition="05/14/2018",
        page_of="1 de 2",
        omb="0970-0278",
        word="Página",
    )
    _spanish_back(back, look)
    return [sheet, back]


def _mother() -> list[list[Cell]]:
    ticks = sex("sponsor.sex", SANDRA.sex, words=("Masculino", "Femenino"))
    born = one("sponsor.date_of_birth", spanish(SANDRA.born), SANDRA.born.isoformat())
    relationship = (
        Option(text="Madre", ticked=True, fact=("sponsor.relationship", 0, "mother")),
        *(
            Option(text=word)
            for word in ("Padre", "Hermano/a", "Abuelo/a", "Tío/a", "Otro familiar")
        ),
    )
    return [
        [Cell(label="Nombre completo:", parts=one("sponsor.full_name", SANDRA.name))],
        [
            Cell(label="Fecha de nacimiento (dd/mm/aaaa):", share=1.3, parts=born),
            Cell(label="Sexo:", asks=ticks.asks, options=ticks.options),
        ],
        [
            Cell(
                label="País de nacimiento:",
                parts=one("sponsor.country_of_birth", COUNTRY_ES[SANDRA.country], SANDRA.country),
            ),
            Cell(label="Idioma(s) que habla:", parts=one("sponsor.language", "Español")),
        ],
        [Cell(label="Dirección (calle y número):", parts=one("sponsor.address", SANDRA.street))],
        [
            Cell(label="Ciudad:", share=1.4, parts=one("sponsor.city", SANDRA.city)),
            Cell(label="Estado:", share=0.8, parts=one("sponsor.state", SANDRA.state)),
            Cell(label="Código postal:", parts=one("sponsor.zip", SANDRA.zip)),
        ],
        [
            Cell(label="Teléfono:", parts=one("sponsor.phone", "615-555-0178", SANDRA.phone)),
            Cell(label="Otro teléfono:", asks=(("sponsor.backup_phone", 0),)),
        ],
        [
            Cell(
                label="Parentesco con el menor:",
                asks=(("sponsor.relationship", 0),),
                options=relationship,
            )
        ],
        [Cell(label="Correo electrónico:", asks=(("sponsor.email", 0),), nothing=True)],
    ]


def _girl() -> list[list[Cell]]:
    ticks = sex("subject.sex", KEILY.sex, words=("Masculino", "Femenino"))
    born = one("subject.date_of_birth", spanish(KEILY.born), KEILY.born.isoformat())
    return [
        [
            Cell(label="Apellidos:", parts=one("subject.family_name", "Cantalagua Flormiel")),
            Cell(label="Nombres:", parts=one("subject.given_names", KEILY.given)),
        ],
        [
            Cell(label="Fecha de nacimiento (dd/mm/aaaa):", share=1.3, parts=born),
            Cell(label="Sexo:", asks=ticks.asks, options=ticks.options),
        ],
        [
            Cell(
                label="País de nacimiento:",
                parts=one("subject.country_of_birth", COUNTRY_ES[KEILY.country], KEILY.country),
            ),
            Cell(
                label="Número de extranjero (A):",
                parts=one("subject.a_number", "A987 654 318", KEILY.a_number),
            ),
        ],
    ]


def _girls_parents() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Nombre completo del padre:",
                parts=one("father.full_name", "Darwin Josué Cantalagua Piedrasol"),
            )
        ],
        [
            Cell(
                label="Paradero del padre:",
                share=1.5,
                parts=one("father.whereabouts", "detenido en Texas"),
            ),
            Cell(label="Número A del padre:", asks=(("father.a_number", 0),)),
        ],
        [Cell(label="Nombre completo de la madre:", parts=one("mother.full_name", SANDRA.name))],
    ]


def _spanish_back(sheet: Sheet, look: Look) -> None:
    sheet.text(LEFT, 42, "Oficina de Reubicación de Refugiados", Pen(font="sans-bold", size=9))
    sheet.rule(LEFT, 48, RIGHT, width=1.4)
    top = bar(sheet, 60, "PARTE D. PERSONAS QUE VIVEN EN SU HOGAR", look)
    head = [
        Cell(label="Nombre del miembro del hogar", share=2),
        Cell(label="Fecha de nacimiento"),
        Cell(label="Parentesco con usted"),
    ]
    empty = [Cell(label=""), Cell(label=""), Cell(label="")]
    names = [("household_member.full_name", 0), ("household_member.date_of_birth", 0)]
    asked = [
        Cell(label="", asks=(name,)) for name in (*names, ("household_member.relationship", 0))
    ]
    top = table(sheet, top, head, [asked, empty, empty], look)
    top = bar(sheet, top + 12, "PARTE E. SU HOGAR", look)
    sheet.text(
        LEFT + 4,
        top + 13,
        "Explique dónde dormirá el menor y quién lo cuidará cuando usted no esté en casa.",
        NOTE,
    )
    for at, line in enumerate(HOME):
        sheet.text(LEFT + 8, top + 38 + 25 * at, line, look.value)
        sheet.rule(LEFT + 4, top + 42 + 25 * at, RIGHT - 4, width=0.5)
    top = bar(sheet, top + 108, "PARTE F. DECLARACIÓN Y FIRMA", look)
    for line in (
        "Declaro bajo pena de perjurio que lo dicho en esta solicitud es verdad. Cuidaré al",
        "menor y lo llevaré a todas sus audiencias ante la corte de inmigración.",
    ):
        top += 13
        sheet.text(LEFT + 4, top, line, Pen(font="serif", size=9.5))
    y = top + 50
    under(sheet, LEFT + 4, y, 320, "Firma del patrocinador o la patrocinadora")
    signed(sheet, signature(sheet, LEFT + 20, y, long=130, rng=look.rng))
    under(sheet, 370, y, RIGHT - 10, "Fecha (dd/mm/aaaa)")
    day = one("document.date", "02/07/2018", "2018-07-02")
    sheet.write(378, y - 4, day, look.value, leading=12, until=RIGHT)
    footer(
        sheet,
        form="UAC/FRP-3s",
        edition="05/14/2018",
        page_of="2 de 2",
        omb="0970-0278",
        word="Página",
    )
