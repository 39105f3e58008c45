"""Values that a form asks for in several boxes, joined; half a value never passes for a whole one."""

from __future__ import annotations

import pytest

from extract.decide import decide_fields
from extract.find import Found, find_fields
from records.forms import Anchor, EditionSpec, FieldSpec, FormSpec
from records.types import BBox, Decision, Field, Reading, Word
from tests.strategies import Drawn, box, form_set, make_page, of_type, put, spec, tick

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


def test_what_a_reader_makes_of_a_line_joins_no_surnames() -> None:
    assert found(written("_ESPECIMEN", "-MUESTRA")).text == "ESPECIMEN MUESTRA"


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


# ---- an address in boxes of its own ---------------------------------------------------------------

STREET, CITY = box(30, 320, 380, 340), box(30, 360, 380, 380)
UNIT, NUMBER = box(390, 320, 450, 340), box(460, 320, 576, 340)
STATE, ZIP = box(390, 360, 450, 380), box(460, 360, 576, 380)
PRINTED = (
    ("Passport number", 40.0, 60.0),
    ("Location code", 300.0, 120.0),
    ("Criminal record", 60.0, 260.0),
    ("Type of employment", 350.0, 420.0),
    ("Charge code", 100.0, 520.0),
)
ANCHORS = tuple(Anchor(text=t, box=(x, y, x + 60, y + 10)) for t, x, y in PRINTED)
PAPER = EditionSpec(id="e", source="read", anchors=ANCHORS)


def address_part(part: int, place: BBox, **more: object) -> FieldSpec:
    zone = (place.x0, place.top, place.x1, place.bottom)
    stated = {"name": "subject.address", "part": part, "zone": zone, **more}
    return FieldSpec.model_validate(stated)


CARD = FormSpec(
    type="dhs_ar11",
    editions=(PAPER,),
    fields=(
        address_part(1, STREET),
        address_part(2, UNIT, captions=("Apt.", "Ste.", "Flr."), optional=True),
        address_part(3, NUMBER, optional=True),
        address_part(4, CITY, joined_by=", "),
        address_part(5, STATE, joined_by=", "),
        address_part(6, ZIP),
    ),
)
WRITTEN = (
    *put("1418 Cottonwood Bend Ln", 34, 325),
    *put("12", 464, 325),
    *put("Houston", 34, 365),
    *put("TX", 394, 365),
    *put("77002", 464, 365),
)
CAPTIONS = put("City or town", 30, 346, height=8) + put("State", 390, 346, height=8)


def card(*ticked: bool, words: tuple[Word, ...] = WRITTEN, second: tuple[Word, ...] = ()) -> Field:
    """Return the address of a card of which these unit boxes are ticked."""
    anchors = tuple(w for t, x, y in PRINTED for w in put(t, x, y))
    ticks = tuple(tick(393 + 19 * n, 325, ticked=on) for n, on in enumerate(ticked))
    page = make_page(words + CAPTIONS + anchors, Drawn(ticks=ticks, second=second))
    (field,) = decide_fields(
        find_fields((of_type(page, "dhs_ar11"),), CARD),
        {1: page},
        form=CARD,
        forms=form_set(),
        language="en",
        problems=(),
    )
    return field


@pytest.mark.parametrize(
    ("ticked", "unit"),
    [
        ((True, False, False), "Apt. 12"),
        ((False, True, False), "Ste. 12"),
        ((False, False, True), "Flr. 12"),
        ((False, False, False), "12"),
    ],
)
def test_an_address_in_boxes_of_its_own_is_one_line(ticked: tuple[bool, ...], unit: str) -> None:
    field = card(*ticked, second=WRITTEN + CAPTIONS)
    assert field.value == f"1418 Cottonwood Bend Ln {unit}, Houston, TX 77002"
    assert field.decision is Decision.ACCEPTED


def test_a_part_that_is_left_out_leaves_no_mark() -> None:
    without = tuple(w for w in WRITTEN if w.text != "12")
    assert card(False, False, False, words=without).value == (
        "1418 Cottonwood Bend Ln, Houston, TX 77002"
    )


@pytest.mark.parametrize("ticked", [(True, True, False), (True, False), ()])
def test_ticks_that_say_nothing_clear_hold_the_address_back(ticked: tuple[bool, ...]) -> None:
    field = card(*ticked, second=WRITTEN)
    assert field.value == "1418 Cottonwood Bend Ln 12, Houston, TX 77002"
    assert (field.decision, "part_missing" in field.reasons) == (Decision.REVIEW, True)


@pytest.mark.parametrize("where", [(470.0, 365.0), (404.0, 325.0)])
def test_what_the_second_reader_saw_in_any_part_counts(where: tuple[float, float]) -> None:
    seen = tuple(w for w in WRITTEN if w.text != "77002") + put("77802", *where)
    field = card(False, False, False, second=seen)
    assert (field.decision, "readers_differ" in field.reasons) == (Decision.REVIEW, True)
