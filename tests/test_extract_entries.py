"""Several persons in one box, and the numbers beside their names, on pages built by hand."""

from __future__ import annotations

import pytest

from extract.find import Found, find_fields
from records.forms import FormSpec
from records.types import Word
from tests.strategies import Drawn, box, make_page, of_type, put, spec

KIND = "orr_sponsor_application"
CELL = box(30, 30, 430, 110)
NAME = spec("household_member.full_name", "Household", repeats=True)
NUMBER = spec("household_member.a_number", "Alien number", repeats=True)
BORN = spec("household_member.date_of_birth", "Born", repeats=True)
MOTHER = spec("mother.full_name", "Mother")
MOTHERS = spec("mother.a_number", "Mother's number", optional=True)


def find(words: tuple[Word, ...], *fields: object) -> tuple[Found, ...]:
    page = make_page(words, Drawn(boxes=(CELL,)))
    form = FormSpec.model_validate({"type": KIND, "fields": fields})
    return find_fields((of_type(page, KIND),), form)


def written(label: str, *texts: str) -> tuple[Word, ...]:
    """Return a label in the corner of the cell and lines of writing under it."""
    rows = (w for n, text in enumerate(texts) for w in put(text, 40, 45 + 16 * n))
    return put(label, 35, 33, height=7) + tuple(rows)


def told(found: tuple[Found, ...], name: str = NAME.name) -> list[tuple[str, int | None, bool]]:
    return [(f.text, f.row, f.parted) for f in found if f.spec.name == name]


@pytest.mark.parametrize(
    "texts",
    [
        ("1) ANA MUESTRA", "2) LUIS EJEMPLO"),
        ("1) ANA MUESTRA 2) LUIS EJEMPLO",),
        ("(1) ANA MUESTRA", "(2) LUIS EJEMPLO"),
        ("ANA MUESTRA; LUIS EJEMPLO",),
        ("ANA MUESTRA / LUIS EJEMPLO",),
    ],
)
def test_numbers_and_separators_part_persons(texts: tuple[str, ...]) -> None:
    found = find(written("Household", *texts), NAME)
    assert told(found) == [("ANA MUESTRA", 0, False), ("LUIS EJEMPLO", 1, False)]


@pytest.mark.parametrize(
    "texts",
    [
        ("ANA MUESTRA and LUIS EJEMPLO",),
        ("ANA MUESTRA y LUIS EJEMPLO",),
        ("ANA MUESTRA", "LUIS EJEMPLO"),
    ],
)
def test_an_and_or_a_line_break_parts_persons_and_they_wait(texts: tuple[str, ...]) -> None:
    found = find(written("Household", *texts), NAME)
    assert told(found) == [("ANA MUESTRA", 0, True), ("LUIS EJEMPLO", 1, True)]


def test_commas_before_an_and_part_persons_too() -> None:
    found = find(written("Household", "ANA UNO, LUIS DOS and EVA TRES"), NAME)
    assert [t for t, _, _ in told(found)] == ["ANA UNO,", "LUIS DOS", "EVA TRES"]


@pytest.mark.parametrize(
    "texts",
    [
        ("ORTEGA Y GASSET",),
        ("MUESTRA EJEMPLO, ANA",),
        ("ANA MARIA DE LOS ANGELES MUESTRA EJEMPLO MUESTRARIO", "ESPECIMEN"),
        ("MUESTRA EJEMPLO,", "ANA MARIA"),
    ],
)
def test_a_name_is_never_cut_without_a_sign(texts: tuple[str, ...]) -> None:
    found = find(written("Household", *texts), NAME)
    assert told(found) == [(" ".join(texts), None, False)]


def test_a_person_a_line_with_its_number_is_sure() -> None:
    words = written("Household", "ANA MUESTRA A987-654-301", "LUIS EJEMPLO A987-654-302")
    found = find(words, NAME, NUMBER)
    assert told(found) == [("ANA MUESTRA", 0, False), ("LUIS EJEMPLO", 1, False)]
    assert told(found, NUMBER.name) == [
        ("A987-654-301", 0, False),
        ("A987-654-302", 1, False),
    ]


def test_a_birth_date_beside_a_name_says_what_it_is_or_is_unsure() -> None:
    words = written("Household", "ANA MUESTRA (DOB 04/17/2009); LUIS EJEMPLO 11/03/2012")
    found = find(words, NAME, BORN)
    assert [t for t, _, _ in told(found)] == ["ANA MUESTRA", "LUIS EJEMPLO"]
    dates = [(f.text, f.section) for f in found if f.spec.name == BORN.name]
    assert dates == [("04/17/2009", True), ("11/03/2012", False)]


def test_several_numbers_of_one_box_are_parted() -> None:
    words = written("Alien number", "A987-654-301, A987-654-302", "A987654303")
    assert [t for t, _, _ in told(find(words, NUMBER), NUMBER.name)] == [
        "A987-654-301,",
        "A987-654-302",
        "A987654303",
    ]


def test_the_number_beside_a_name_is_that_persons() -> None:
    found = find(written("Mother", "ANA MUESTRA A 987-654-301"), MOTHER, MOTHERS)
    assert {f.spec.name: f.text for f in found} == {
        "mother.full_name": "ANA MUESTRA",
        "mother.a_number": "A 987-654-301",
    }


def test_two_names_in_the_box_of_one_person_wait() -> None:
    (found,) = find(written("Mother", "ANA MUESTRA and EVA EJEMPLO"), MOTHER)
    assert (found.text, found.parted) == ("ANA MUESTRA and EVA EJEMPLO", True)
