"""Values that a form asks for in several boxes, joined; half a value never passes for a whole one."""

from __future__ import annotations

import pytest

from extract.decide import decide_fields
from extract.find import Found, find_fields
from records.forms import FormSpec
from records.types import Decision, Field, Reading, Word
from tests.strategies import Drawn, box, form_set, make_page, of_type, put, spec

BOXES = tuple(box(30 + 180 * n, 30, 210 + 180 * n, 70) for n in range(3))
FIRST = spec("subject.family_name", "Primer apellido", part=1)
SECOND = spec("subject.family_name", "Segundo apellido", part=2)
FORM = FormSpec(type="birth_certificate", fields=(FIRST, SECOND))
LABELS = ("Primer apellido", "Segundo apellido")


def written(*values: str, labels: tuple[str, ...] = LABELS, boxes: int = 3) -> tuple[Word, ...]:
    """Return one box after another: a label in its corner, a value below it."""
    return tuple(
        word
        for cell, label, value in zip(BOXES[:boxes], labels, values, strict=False)
        for word in put(label, cell.x0 + 4, 33, height=7) + put(value, cell.x0 + 6, 52)
    )


def found(words: tuple[Word, ...], form: FormSpec = FORM, **drawn: tuple[object, ...]) -> Found:
    page = make_page(words, Drawn(boxes=BOXES, **drawn))  # type: ignore[arg-type]
    (item,) = find_fields((of_type(page, "birth_certificate"),), form)
    return item


def decided(words: tuple[Word, ...]) -> Field:
    page = make_page(words, Drawn(boxes=BOXES, second=words))
    (field,) = decide_fields(
        find_fields((of_type(page, "birth_certificate"),), FORM),
        {1: page},
        form=FORM,
        forms=form_set(),
        language="es",
        problems=(),
    )
    return field


def test_two_surnames_are_one_family_name() -> None:
    item = found(written("ESPECIMEN", "MUESTRA"))
    assert (item.text, item.reading, item.whole) == ("ESPECIMEN MUESTRA", Reading.PRESENT, True)
    assert [w.text for w in item.words] == ["ESPECIMEN", "MUESTRA"]


def test_parts_are_joined_by_number_wherever_they_stand() -> None:
    words = written("MUESTRA", "ESPECIMEN", labels=("Segundo apellido", "Primer apellido"))
    assert found(words).text == "ESPECIMEN MUESTRA"


def test_a_form_says_what_is_put_between_parts() -> None:
    place = FormSpec(
        type="birth_certificate",
        fields=(
            spec("birth_registration.place", "Municipio", part=1, joined_by=", "),
            spec("birth_registration.place", "Departamento", part=2),
        ),
    )
    words = written("Aldea Ficticia", "Olancho", labels=("Municipio", "Departamento"))
    assert found(words, place).text == "Aldea Ficticia, Olancho"


@pytest.mark.parametrize("second", ["", "N/A"])
def test_who_has_one_surname_has_one(second: str) -> None:
    item = found(written("ESPECIMEN", second))
    assert (item.text, item.reading, item.whole) == ("ESPECIMEN", Reading.PRESENT, True)


def test_both_boxes_empty_are_a_blank() -> None:
    item = found(written("", ""))
    assert (item.text, item.reading, item.whole) == ("", Reading.BLANK, True)


def test_a_second_surname_alone_is_not_whole() -> None:
    assert not found(written("", "MUESTRA")).whole


def test_a_bar_over_one_part_covers_the_value() -> None:
    words = written("ESPECIMEN", "")
    item = found(words, bars=(box(215, 48, 385, 66),))
    assert (item.text, item.words, item.reading) == ("", (), Reading.REDACTED)


def test_a_part_that_nobody_could_read_spoils_the_value() -> None:
    item = found(written("ESPECIMEN", ""), scrawl=(box(220, 48, 300, 64),))
    assert (item.text, item.reading) == ("", Reading.ILLEGIBLE)


def test_two_agreeing_readers_release_a_whole_value_but_never_half_of_one() -> None:
    whole, half = decided(written("ESPECIMEN", "MUESTRA")), decided(written("ESPECIMEN"))
    assert (whole.value, whole.decision) == ("ESPECIMEN MUESTRA", Decision.ACCEPTED)
    assert (half.value, half.decision) == ("ESPECIMEN", Decision.REVIEW)
    assert "part_missing" in half.reasons


def test_a_part_that_a_form_often_leaves_off_may_be_missing() -> None:
    middle = spec("subject.given_names", "Middle name", part=2, optional=True)
    names = FormSpec(
        type="birth_certificate", fields=(spec("subject.given_names", "First name", part=1), middle)
    )
    item = found(written("Ficticia", labels=("First name",)), names)
    assert (item.text, item.whole) == ("Ficticia", True)
