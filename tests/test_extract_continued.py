"""Answers that run on to the next line, past their box, or to another page, on pages built by hand."""

from __future__ import annotations

import pytest

from extract.continued import rests
from extract.document import make_records
from extract.find import Found, find_fields
from extract.page import ReadPage
from extract.run_on import breaks_off
from records.forms import FieldSpec, FormSet, FormSpec
from records.types import BBox, Decision, Field, Record, Source, Word
from tests.strategies import PLAIN, Drawn, box, form_set, make_page, of_type, put, spec, stacked

TYPE = "orr_verification_of_release"
NAME = spec("sponsor.full_name", "Name of sponsor")
STREET = spec("sponsor.address", "Street address")
CITY = spec("sponsor.city", "City")
BOX = box(30, 30, 200, 70)


def found(*pages: ReadPage, fields: tuple[FieldSpec, ...] = (STREET,)) -> tuple[Found, ...]:
    form = FormSpec.model_validate({"type": TYPE, "fields": fields})
    return find_fields(tuple(of_type(page, TYPE) for page in pages), form)


def only(page: ReadPage) -> Found:
    (item,) = found(page)
    return item


# ---- on the next line -------------------------------------------------------------------------------

LABEL = put("Street address:", 40, 60)
FIRST, SECOND = box(120, 71, 260, 72), box(40, 91, 260, 92)
LONGER = (box(120, 71, 500, 72), box(40, 91, 500, 92))
WRITTEN = (*LABEL, *put("12 Larkspur Hollow", 130, 60), *put("Nashville", 44, 80))


def test_an_answer_goes_on_on_the_next_line_to_write_on() -> None:
    item = only(make_page(WRITTEN, Drawn(rules=(FIRST, SECOND))))
    assert (item.text, item.whole) == ("12 Larkspur Hollow Nashville", True)


def test_an_answer_that_left_room_on_its_line_waits_with_what_stands_on_the_next() -> None:
    item = only(make_page(WRITTEN, Drawn(rules=LONGER)))
    assert (item.text, item.whole) == ("12 Larkspur Hollow Nashville", False)


def test_a_heading_on_the_next_line_is_no_part_of_an_answer() -> None:
    words = (*LABEL, *put("12 Larkspur Hollow", 130, 60), *put("RELEASE", 44, 80))
    item = only(make_page(words, Drawn(rules=LONGER)))
    assert (item.text, item.whole) == ("12 Larkspur Hollow", True)


@pytest.mark.parametrize(("second", "same"), [("", True), ("rear", False)])
def test_a_second_reader_of_two_lines_reads_no_label_but_all_of_them(
    second: str, *, same: bool
) -> None:
    title = put("Verification of Release", 40, 20)
    drawn = Drawn(rules=(FIRST, SECOND), second=(*WRITTEN, *put(second, 100, 80)))
    reasons = address(make_page((*title, *WRITTEN), drawn)).reasons
    assert ("readers_differ" not in reasons) is same
    assert not same or set(reasons) <= {"type_unsure"}


@pytest.mark.parametrize(
    "more",
    [put("Employer:", 60, 80), put("(name of landlord)", 130, 93, height=6)],
    ids=["a label nobody knows", "a caption"],
)
def test_a_line_with_print_of_its_own_is_another_questions(
    more: tuple[Word, ...],
) -> None:
    words = (*LABEL, *put("12 Larkspur Hollow", 130, 60), *put("Acme", 130, 80), *more)
    rules = (FIRST, box(120, 91, 500, 92))
    assert only(make_page(words, Drawn(rules=rules))).text == "12 Larkspur Hollow"


def test_an_answer_typed_under_its_label_is_joined_and_waits() -> None:
    words = (*LABEL, *put("12 Larkspur Hollow Drive,", 130, 60), *put("Nashville", 40, 73))
    item = only(make_page(words))
    assert (item.text, item.whole) == ("12 Larkspur Hollow Drive, Nashville", False)


def filled(text: str, place: BBox) -> Word:
    return Word(text=text, bbox=place, score=100.0, source=Source.FORM_FIELD)


# ---- past the wall, and no end ---------------------------------------------------------------------


def test_ink_right_behind_the_wall_that_a_value_touches_is_more_of_it() -> None:
    words = (*put("Street address", 35, 33, height=7), *put("12 Larkspur Hollow Gardens", 70, 52))
    words = tuple(w for w in words if w.bbox.x1 < 200)
    wall = box(30, 30, words[-1].bbox.x1 + 1, 70)
    more = box(wall.x1 + 1, 52, wall.x1 + 9, 62)
    assert only(make_page(words, Drawn(boxes=(wall,)))).whole
    assert not only(make_page(words, Drawn(boxes=(wall,), scrawl=(more,)))).whole


@pytest.mark.parametrize(("street", "whole"), [("12 Larkspur Hollow Drive", False), ("12", True)])
def test_a_full_line_goes_on_in_the_box_without_a_label_under_it(
    street: str, *, whole: bool
) -> None:
    words = put("Street address", 35, 33, height=7) + put(street, 35, 52)
    boxes = (BOX, box(30, 70, 200, 110))
    assert only(make_page((*words, *put("Nashville", 35, 85)), Drawn(boxes=boxes))).whole is whole


@pytest.mark.parametrize(("top", "whole"), [(73, True), (85, False)])
def test_a_box_headed_where_the_one_over_it_is_has_a_label_that_nobody_knows(
    top: float, *, whole: bool
) -> None:
    words = put("Street address", 35, 33, height=7) + put("12 Larkspur Hollow Drive", 35, 52)
    boxes = (BOX, box(30, 70, 200, 110))
    more = put("Neighbourhoods", 35, top, height=7) + put("Nashville", 35, 97)
    assert only(make_page((*words, *more), Drawn(boxes=boxes))).whole is whole


def test_what_is_typed_into_form_fields_fills_them_and_runs_into_nothing() -> None:
    labels = put("Street address", 35, 33, height=7) + put("City", 205, 33, height=7)
    typed = (filled("12 Elm", box(32, 48, 198, 66)), filled("Dover", box(202, 48, 368, 66)))
    page = make_page((*labels, *typed), Drawn(boxes=(BOX, box(200, 30, 370, 70))))
    assert all(item.whole and item.section for item in found(page, fields=(STREET, CITY)))


def test_a_form_field_right_under_another_without_a_label_goes_on_with_it() -> None:
    label = put("Street address", 35, 33, height=7)
    typed = (filled("12 Elm", box(32, 48, 198, 66)), filled("Dover", box(32, 74, 198, 106)))
    boxes = (BOX, box(30, 70, 200, 110))
    assert not only(make_page((*label, *typed), Drawn(boxes=boxes))).whole


@pytest.mark.parametrize(
    "text",
    ["Ana de", "Ana and", "12 Elm St,", "Larks-", "Rosa (Rosita", "Casa y", "RIOCEDRO DE LA"],
)
def test_half_a_value_breaks_off(text: str) -> None:
    assert breaks_off(text)


@pytest.mark.parametrize(
    "text", ["Ana Riocedro", "1 Elm St, Dover, DE", "----", "Rosa (Rosita)", "New Orleans, LA"]
)
def test_a_whole_value_does_not_break_off(text: str) -> None:
    assert not breaks_off(text)


# ---- on another page ------------------------------------------------------------------------------


def record(*pages: ReadPage) -> Record:
    fields = (
        spec("subject.family_name", "Last name"),
        spec("subject.given_names", "First name"),
        STREET,
        NAME,
    )
    form = FormSpec.model_validate(
        {
            "type": TYPE,
            "titles": {"en": ["Verification of Release"]},
            "max_pages": 3,
            "fields": fields,
        }
    )
    forms: FormSet = form_set().model_copy(update={"forms": {TYPE: form}})
    (made, *rest) = make_records(pages, forms=forms, sha256="ab" * 32, files=("a.pdf",))
    assert not rest
    return made


def address(*pages: ReadPage) -> Field:
    field = record(*pages).get("sponsor.address")
    assert field is not None
    return field


FRONT = make_page(
    stacked(
        "Verification of Release",
        "Last name: VALDELUNA",
        "7. Street address: 12 Larkspur Hollow (continued on page 2)",
    )
)
JOINED = "12 Larkspur Hollow rear entrance Nashville"


@pytest.mark.parametrize(
    "head",
    ["Item 7 continued:", "#7 (cont.):", "Continuation of item 7:", "Street address (continued):"],
)
def test_an_answer_that_goes_on_on_a_later_page_is_joined_and_waits(head: str) -> None:
    rest = make_page(stacked("Addendum", f"{head} rear entrance Nashville"), number=2)
    field = address(FRONT, rest)
    assert (field.value, field.decision) == (JOINED, Decision.REVIEW)
    assert "elsewhere" in field.reasons
    assert [c.evidence.page for c in field.candidates] == [1, 2]


def test_an_answer_that_is_all_on_a_later_page_is_taken_from_there_and_waits() -> None:
    lines = (
        "Verification of Release",
        "Last name: VALDELUNA",
        "Street address: Continued on page 2",
    )
    rest = make_page(stacked("Addendum", "Street address (cont.): 12 Larkspur Hollow"), number=2)
    field = address(make_page(stacked(*lines)), rest)
    assert (field.value, field.decision) == ("12 Larkspur Hollow", Decision.REVIEW)
    assert "elsewhere" in field.reasons


def test_two_sheets_that_go_on_with_one_answer_are_not_joined() -> None:
    rest = [
        make_page(stacked("Addendum", f"Item 7 continued: {text}"), number=n)
        for n, text in ((2, "rear entrance"), (3, "front door"))
    ]
    field = address(FRONT, *rest)
    assert field.value == "12 Larkspur Hollow"
    assert {"elsewhere", "places_differ"} <= set(field.reasons)


def test_what_goes_on_with_an_answer_is_no_answer_alone() -> None:
    alone = make_page(
        stacked("Verification of Release", "Street address (continued): rear entrance Nashville")
    )
    field = address(alone)
    assert field.decision is Decision.REVIEW
    assert "elsewhere" in field.reasons


def test_a_form_number_and_a_sentence_go_on_with_nothing() -> None:
    lines = (
        "7 days later she continued",
        "Item 7: none",
        "Form I-213 continued",
        "Question 3 of 7",
    )
    assert rests(make_page(stacked(*lines), PLAIN)) == ()


# ---- whose address ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ("Name of sponsor:", True),
        ("Program address:", False),
        ("Previous address", False),
        ("Dirección anterior", False),
    ],
)
def test_a_bare_city_belongs_to_the_block_it_stands_in(head: str, *, sure: bool) -> None:
    words = (*put(head, 40, 120), *put("City:", 40, 140), *put("Nashville", 75, 140))
    named = spec("sponsor.full_name", "Name")
    form = FormSpec.model_validate(
        {
            "type": TYPE,
            "persons": {"sponsor": {"en": ["sponsor"]}},
            "bare_roles": ["sponsor"],
            "fields": (named, CITY),
        }
    )
    pages = (of_type(make_page(words), TYPE),)
    (city,) = (f for f in find_fields(pages, form) if f.spec.name == "sponsor.city")
    assert (city.section, city.another) == (sure, not sure)
