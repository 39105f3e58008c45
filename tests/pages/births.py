"""Birth certificates of four countries: boxes, captions under lines, and sentences with dates in words.

What each registry asks for and in which words is assumed from what these papers are for.
"""

from __future__ import annotations

import random
from typing import Final

from samples.answers import one
from samples.layouts import LEFT, RIGHT, Cell, Look, grid, ledger
from samples.paper import Part, Pen, Sheet, says
from samples.people import ELENA, KEILY, MATEO, spanish
from tests.pages.kit import (
    ACCENT,
    PRINT,
    FormPage,
    asked,
    heading,
    letterhead,
    look,
    signing,
    state_joined,
    ticks,
)  # fmt: skip
from tests.pages.people import BLANCA, EVELIA, FERMIN, ISAI, NELSON, ROQUE, XIMENA

TEXT: Final = Pen(font=PRINT, size=9)
LEADING: Final = 14.0
SEX: Final = (("Masculino", "M"), ("Femenino", "F"))


def _sentences(sheet: Sheet, top: float, *parts: Part) -> float:
    """Write running text over the width of the page; return the top of what follows."""
    return sheet.write(LEFT, top + 12, parts, TEXT, leading=LEADING, until=RIGHT)


def _signed(sheet: Sheet, y: float, print_: Look, *, office: str, name: str) -> None:
    """Draw the registrar's signature and printed name, their captions below."""
    captions = (f"Firma del {office}", f"Nombre del {office}")
    signing(sheet, y, print_, captions=captions, name=name)


# ---- Guatemala -----------------------------------------------------------------------------------


def guatemala(rng: random.Random) -> Sheet:
    """Return a certification as RENAP prints it: a sentence about the entry, then shaded boxes."""
    sheet, print_ = Sheet(), look(height=20)
    top = letterhead(
        sheet,
        "REPÚBLICA DE GUATEMALA",
        "REGISTRO NACIONAL DE LAS PERSONAS -RENAP-",
        title="CERTIFICACIÓN DE NACIMIENTO",
    )
    top = _sentences(
        sheet,
        top + 4,
        Part(text="El Registrador Civil certifica que con fecha "),
        says("birth_registration.date", "veintinueve de abril de dos mil nueve", "2009-04-29"),
        Part(text=", en el libro "),
        says("birth_registration.book", "12"),
        Part(text=", folio "),
        says("birth_registration.folio", "doscientos treinta y cuatro", "234"),
        Part(text=", partida número "),
        says("birth_registration.number", "467"),
        Part(text=" del Registro Civil del municipio de "),
        says("birth_registration.place", "Valle Alto, departamento de Huehuetenango"),
        Part(text=", quedó inscrito el nacimiento de:"),
    )
    top = heading(sheet, top - 6, "DATOS DEL INSCRITO", print_)
    top = ledger(sheet, top, _guatemalan_child(), print_)
    top = heading(sheet, top, "DATOS DE LA MADRE", print_)
    top = ledger(sheet, top, _guatemalan_parent("mother", "de la madre", ELENA.name), print_)
    top = heading(sheet, top, "DATOS DEL PADRE", print_)
    top = ledger(sheet, top, _guatemalan_parent("father", "del padre", NELSON.name), print_)
    top = _sentences(
        sheet,
        top + 8,
        Part(
            text="Y para los usos legales que al interesado convengan, se extiende la presente el "
        ),
        says("document.date", "quince de enero de dos mil dieciocho", "2018-01-15"),
        Part(text="."),
    )
    _signed(sheet, top + 50, print_, office="Registrador Civil", name="Ovidio Sotomonte")
    return sheet


def _guatemalan_child() -> list[Cell]:
    sex = ticks("subject.sex", SEX, chosen="Masculino")
    return [
        Cell(
            label="Código Único de Identificación -CUI-",
            parts=one("subject.national_id", "2456 78905 1301", "2456789051301"),
        ),
        Cell(label="Nombres", parts=one("subject.given_names", MATEO.given)),
        Cell(label="Apellidos", parts=one("subject.family_name", MATEO.family)),
        Cell(
            label="Fecha de nacimiento",
            parts=one(
                "subject.date_of_birth", "diecisiete de abril de dos mil nueve", "2009-04-17"
            ),
        ),
        asked(sex, "Sexo"),
        Cell(
            label="Lugar de nacimiento",
            parts=one("subject.place_of_birth", "Valle Alto, Huehuetenango, Guatemala"),
        ),
    ]


def _guatemalan_parent(role: str, held: str, name: str) -> list[Cell]:
    return [
        Cell(label=f"Nombre completo {held}", parts=one(f"{role}.full_name", name)),
        Cell(label="Nacionalidad", parts=one(f"{role}.nationality", "Guatemalteca", "GTM")),
    ]


# ---- Honduras ------------------------------------------------------------------------------------


def honduras(rng: random.Random) -> Sheet:
    """Return a certification as RNP prints it: a ruled grid, names asked for in three parts."""
    sheet, print_ = Sheet(), look(height=27)
    top = letterhead(
        sheet,
        "REPÚBLICA DE HONDURAS",
        "REGISTRO NACIONAL DE LAS PERSONAS",
        title="CERTIFICACIÓN DE ACTA DE NACIMIENTO",
    )
    top = grid(sheet, top + 4, _honduran_entry(), print_)
    top = heading(sheet, top, "DATOS DEL INSCRITO", print_)
    top = grid(sheet, top, _honduran_child(), print_)
    top = heading(sheet, top, "DATOS DE LOS PADRES", print_)
    top = grid(sheet, top, _honduran_parents(), print_)
    top = _sentences(
        sheet,
        top + 8,
        Part(text="Extendida en Lomas de Oro, Olancho, a los "),
        says(
            "document.date",
            "diez (10) días del mes de mayo del año dos mil dieciocho (2018)",
            "2018-05-10",
        ),
        Part(text="."),
    )
    state_joined(sheet, "subject.family_name", *KEILY.family.split())
    _signed(sheet, top + 54, print_, office="Registrador Civil Municipal", name="Zoila Piedrafina")
    return sheet


def _honduran_entry() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Acta de Nacimiento N.º",
                share=1.4,
                parts=one("birth_registration.number", "1501-2011-00873"),
            ),
            Cell(label="Tomo", share=0.7, parts=one("birth_registration.book", "00345")),
            Cell(label="Folio", share=0.7, parts=one("birth_registration.folio", "117")),
            Cell(
                label="Fecha de Inscripción",
                parts=one("birth_registration.date", "22/08/2011", "2011-08-22"),
            ),
        ],
        [
            Cell(
                label="Lugar de Inscripción (municipio y departamento)",
                parts=one("birth_registration.place", "Lomas de Oro, Olancho"),
            )
        ],
    ]


def _honduran_child() -> list[list[Cell]]:
    sex = ticks("subject.sex", SEX, chosen="Femenino")
    first, second = KEILY.family.split()
    return [
        [
            Cell(label="Nombres", share=1.3, parts=one("subject.given_names", KEILY.given)),
            Cell(label="Primer Apellido", parts=(Part(text=first),)),
            Cell(label="Segundo Apellido", parts=(Part(text=second),)),
        ],
        [
            Cell(
                label="Número de Identidad",
                parts=one("subject.national_id", "1501-2011-00873"),
            ),
            asked(sex, "Sexo", share=1.2),
            Cell(label="Nacionalidad", parts=one("subject.nationality", "Hondureña", "HND")),
        ],
        [
            Cell(
                label="Fecha de Nacimiento",
                share=1.3,
                parts=one(
                    "subject.date_of_birth", "nueve de agosto del año dos mil once", "2011-08-09"
                ),
            ),
            Cell(
                label="Lugar de Nacimiento",
                share=1.5,
                parts=one("subject.place_of_birth", "Lomas de Oro, Olancho, Honduras"),
            ),
        ],
    ]


def _honduran_parents() -> list[list[Cell]]:
    mother = "Sandra Noemí FLORMIEL ALTOVERDE"
    return [
        [
            Cell(
                label="Nombre y Apellidos del Padre",
                share=2,
                parts=one("father.full_name", "Darwin Josué CANTALAGUA PIEDRASOL"),
            ),
            Cell(
                label="Nacionalidad del Padre", parts=one("father.nationality", "Hondureña", "HND")
            ),
        ],
        [
            Cell(
                label="Nombre y Apellidos de la Madre",
                share=2,
                parts=one("mother.full_name", mother),
            ),
            Cell(
                label="Nacionalidad de la Madre",
                parts=one("mother.nationality", "Hondureña", "HND"),
            ),
        ],
    ]


# ---- El Salvador ---------------------------------------------------------------------------------


def el_salvador(rng: random.Random) -> Sheet:
    """Return a certified entry as a town hall types it: running text from top to bottom."""
    sheet, print_ = Sheet(), look(height=27)
    top = letterhead(
        sheet,
        "REPÚBLICA DE EL SALVADOR - REGISTRO NACIONAL DE LAS PERSONAS NATURALES",
        "REGISTRO DEL ESTADO FAMILIAR",
        title="CERTIFICACIÓN DE PARTIDA DE NACIMIENTO",
    )
    top = _sentences(sheet, top + 6, *_salvadoran_entry()) + 4
    top = _sentences(sheet, top - 12, *_salvadoran_child()) + 4
    top = _sentences(sheet, top - 12, *_salvadoran_parents()) + 4
    top = _sentences(
        sheet,
        top - 12,
        Part(text="Es conforme con su original, con el cual se confrontó. Alcaldía Municipal de "),
        Part(text="Río Claro, a los "),
        says(
            "document.date",
            "veinte días del mes de junio del año dos mil dieciocho",
            "2018-06-20",
        ),
        Part(text="."),
    )
    office = "Registrador del Estado Familiar"
    _signed(sheet, top + 60, print_, office=office, name="Prudencio Valleseco")
    return sheet


def _salvadoran_entry() -> tuple[Part, ...]:
    return (
        Part(text="El infrascrito Registrador del Estado Familiar CERTIFICA: que a folio "),
        says("birth_registration.folio", "cuarenta y cinco", "45"),
        Part(text=" del libro "),
        says("birth_registration.book", "dieciocho", "18"),
        Part(text=" de partidas de nacimiento que esta alcaldía llevó en el año dos mil ocho, se "),
        Part(text="encuentra la partida número "),
        says("birth_registration.number", "ciento doce", "112"),
        Part(text=", asentada en "),
        says("birth_registration.place", "Río Claro, departamento de Chalatenango"),
        Part(text=", a las diez horas del día "),
        says("birth_registration.date", "doce de marzo de dos mil ocho", "2008-03-12"),
        Part(text=", que dice:"),
    )


def _salvadoran_child() -> tuple[Part, ...]:
    return (
        says("subject.given_names", ISAI.given),
        Part(text=" "),
        says("subject.family_name", ISAI.family),
        Part(text=", sexo "),
        says("subject.sex", "masculino", "M"),
        Part(text=", nació a las cuatro horas y treinta minutos del día "),
        says("subject.date_of_birth", "cinco de marzo de dos mil ocho", "2008-03-05"),
        Part(text=" en el municipio de "),
        says("subject.place_of_birth", "Río Claro, departamento de Chalatenango"),
        Part(text="; siendo hijo de "),
    )


def _salvadoran_parents() -> tuple[Part, ...]:
    return (
        says("mother.full_name", BLANCA.name),
        Part(text=", de veintidós años de edad, de nacionalidad "),
        says("mother.nationality", "salvadoreña", "SLV"),
        Part(text=", y de "),
        says("father.full_name", ROQUE.name),
        Part(text=", de veinticuatro años de edad, de nacionalidad "),
        says("father.nationality", "salvadoreña", "SLV"),
        Part(text="."),
    )


# ---- Mexico --------------------------------------------------------------------------------------


def mexico(rng: random.Random) -> Sheet:
    """Return an acta as the Registro Civil prints it: values on lines, captions under them."""
    sheet, print_ = Sheet(), look(height=27)
    top = letterhead(
        sheet,
        "ESTADOS UNIDOS MEXICANOS",
        "REGISTRO CIVIL",
        title="ACTA DE NACIMIENTO",
    )
    top = grid(sheet, top + 4, _mexican_entry(), print_)
    top = heading(sheet, top, "DATOS DE LA PERSONA REGISTRADA", print_)
    top = _captioned(sheet, top, _mexican_child(), print_)
    top = heading(sheet, top + 8, "DATOS DE LOS PADRES", print_)
    top = grid(sheet, top, _mexican_parents(), print_)
    top = _sentences(
        sheet,
        top + 8,
        Part(text="Se extiende la presente copia certificada en Comalá del Río, Chiapas, a los "),
        says("document.date", "3 días del mes de octubre de 2018", "2018-10-03"),
        Part(text=". Doy fe."),
    )
    state_joined(sheet, "subject.family_name", *XIMENA.family.split())
    office = "Oficial del Registro Civil"
    _signed(sheet, top + 60, print_, office=office, name="Eusebio Campollano")
    return sheet


def _captioned(sheet: Sheet, top: float, rows: list[list[Cell]], print_: Look) -> float:
    """Draw values on rules, the caption under each rule; return the top of what follows."""
    for row in rows:
        total = sum(cell.share for cell in row)
        x0, y = LEFT, top + 18
        for cell in row:
            x1 = x0 + (RIGHT - LEFT) * cell.share / total
            sheet.rule(x0 + 4, y, x1 - 8)
            sheet.text(x0 + 4, y + 8.5, cell.label, print_.label)
            sheet.write(x0 + 8, y - 3.5, cell.parts, print_.value, leading=10, until=x1)
            x0 = x1
        top += 29
    return top


def _mexican_entry() -> list[list[Cell]]:
    return [
        [
            Cell(
                label="Clave Única de Registro de Población (CURP)",
                share=1.4,
                parts=one("subject.national_id", "PAAX090921MCSLGMA8"),
            ),
            Cell(label="Oficialía", share=0.6, parts=(Part(text="0003"),)),
            Cell(label="Libro", share=0.6, parts=one("birth_registration.book", "4")),
            Cell(
                label="Número de Acta", share=0.8, parts=one("birth_registration.number", "00781")
            ),
        ],
        [
            Cell(
                label="Municipio y Entidad de Registro",
                share=1.6,
                parts=one("birth_registration.place", "Comalá del Río, Chiapas"),
            ),
            Cell(
                label="Fecha de Registro",
                parts=one("birth_registration.date", "05/11/2009", "2009-11-05"),
            ),
        ],
    ]


def _mexican_child() -> list[list[Cell]]:
    first, second = XIMENA.family.split()
    return [
        [
            Cell(label="Nombre(s)", parts=one("subject.given_names", XIMENA.given)),
            Cell(label="Primer Apellido", parts=(Part(text=first),)),
            Cell(label="Segundo Apellido", parts=(Part(text=second),)),
        ],
        [
            Cell(label="Sexo", share=0.7, parts=one("subject.sex", "Mujer", "F")),
            Cell(
                label="Fecha de Nacimiento",
                parts=one("subject.date_of_birth", spanish(XIMENA.born), XIMENA.born.isoformat()),
            ),
            Cell(
                label="Lugar de Nacimiento",
                share=1.6,
                parts=one("subject.place_of_birth", "Comalá del Río, Chiapas"),
            ),
        ],
    ]


def _mexican_parents() -> list[list[Cell]]:
    return [
        [
            Cell(
                label=f"Nombre completo {held}",
                share=2,
                parts=one(f"{role}.full_name", person.name),
            ),
            Cell(label=f"Nacionalidad {held}", parts=one(f"{role}.nationality", "Mexicana", "MEX")),
        ]
        for role, held, person in (
            ("father", "del padre", FERMIN),
            ("mother", "de la madre", EVELIA),
        )
    ]


NAMES: Final = ("subject.given_names", "father.full_name", "mother.full_name")
PLACES: Final = ("subject.place_of_birth", "birth_registration.place")
PAGES: Final = tuple(
    FormPage(
        id=f"birth {name}",
        document_type="birth_certificate",
        language="es",
        draw=draw,
        unsure={(field, 0): ACCENT for field in (*NAMES, *PLACES)},
    )
    for name, draw in (
        ("guatemala", guatemala),
        ("honduras", honduras),
        ("el salvador", el_salvador),
        ("mexico", mexico),
    )
)
