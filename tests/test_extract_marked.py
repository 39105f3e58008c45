"""Options that are circled or marked beside their box, on pages built by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.find import Found, find_fields
from extract.marks import Marks
from records.forms import FormSpec
from records.types import BBox, Reading, Word
from tests.strategies import Drawn, box, make_page, of_type, put, spec, tick

SEX = spec("subject.sex", "Sex", choices={"M": ("Male",), "F": ("Female",)})
KIND = "orr_verification_of_release"
CELL = box(30, 30, 330, 90)
PRINT = put("Sex", 35, 34, height=7) + put("Male", 60, 60) + put("Female", 140, 60)
MALE, FEMALE = box(60, 60, 80, 70), box(140, 60, 170, 70)


def find(words: tuple[Word, ...], drawn: Drawn, *, rings: tuple[BBox, ...] = ()) -> Found:
    page = make_page(words, drawn)
    marks: Marks = replace(page.marks, rings=rings)
    form = FormSpec.model_validate({"type": KIND, "fields": (SEX,)})
    (found,) = find_fields((of_type(replace(page, marks=marks), KIND),), form)
    return found


def told(found: Found) -> tuple[str | None, int, bool]:
    return found.choice, found.ticks.ticked, found.ticks.loose


def test_the_circled_option_is_the_answer() -> None:
    found = find(PRINT, Drawn(boxes=(CELL,)), rings=(FEMALE.grown(x=5, y=4),))
    assert told(found) == ("F", 1, True)
    assert [w.text for w in found.words] == ["Female"]


def test_two_circled_options_are_no_answer() -> None:
    rings = (FEMALE.grown(x=5, y=4), MALE.grown(x=5, y=4))
    assert told(find(PRINT, Drawn(boxes=(CELL,)), rings=rings)) == (None, 2, True)


def test_a_mark_beside_one_option_without_boxes_tells_it() -> None:
    drawn = Drawn(boxes=(CELL,), scrawl=(box(128, 58, 136, 68),))
    assert told(find(PRINT, drawn)) == ("F", 1, True)


def test_a_typed_cross_before_an_option_tells_it() -> None:
    words = PRINT + put("X", 128, 60)
    assert told(find(words, Drawn(boxes=(CELL,)))) == ("F", 1, True)


def test_options_without_any_mark_are_no_answer() -> None:
    found = find(PRINT, Drawn(boxes=(CELL,)))
    assert found.choice is None


def test_a_mark_beside_an_empty_box_tells_its_option() -> None:
    ticks = (tick(48, 60, ticked=False), tick(128, 60, ticked=False))
    drawn = Drawn(boxes=(CELL,), ticks=ticks, scrawl=(box(116, 56, 124, 68),))
    assert told(find(PRINT, drawn)) == ("F", 1, True)


def test_empty_boxes_with_nothing_beside_them_are_blank() -> None:
    ticks = (tick(48, 60, ticked=False), tick(128, 60, ticked=False))
    found = find(PRINT, Drawn(boxes=(CELL,), ticks=ticks))
    assert (found.reading, *told(found)) == (Reading.BLANK, None, 0, False)


def test_a_tick_and_a_circle_on_different_options_are_no_answer() -> None:
    ticks = (tick(48, 60, ticked=True), tick(128, 60, ticked=False))
    drawn = Drawn(boxes=(CELL,), ticks=ticks)
    assert told(find(PRINT, drawn, rings=(FEMALE.grown(x=5, y=4),))) == (None, 2, True)


def test_rows_of_options_outside_a_ruled_box_belong_to_their_question() -> None:
    words = put("Sex:", 40, 60) + put("Male", 112, 60) + put("Female", 112, 76)
    ticks = (tick(100, 60, ticked=False), tick(100, 76, ticked=True))
    assert told(find(words, Drawn(ticks=ticks))) == ("F", 1, False)


def test_rows_of_another_question_do_not() -> None:
    form_words = put("Sex:", 40, 60) + put("Male", 112, 60)
    form_words += put("Sex:", 40, 76) + put("Female", 112, 76)
    ticks = (tick(100, 60, ticked=False), tick(100, 76, ticked=True))
    page = make_page(form_words, Drawn(ticks=ticks))
    form = FormSpec.model_validate({"type": KIND, "fields": (SEX,)})
    found = find_fields((of_type(page, KIND),), form)
    assert [f.choice for f in found] == [None, "F"]


FLAG = spec("document.signed", "Sex", choices={"true": ("Yes", "Y"), "false": ("No", "N")})


@pytest.mark.parametrize(("read", "choice", "unread"), [("Y", "true", 0), ("Ñ", None, 1)])
def test_a_caption_under_a_check_mark_that_reads_as_another_option_is_unread(
    read: str, choice: str | None, unread: int
) -> None:
    words = put("Sex", 35, 34, height=7) + put(read, 60, 60) + put("No", 140, 60)
    ticks = (tick(48, 60, ticked=True), tick(128, 60, ticked=False))
    page = make_page(words, Drawn(boxes=(CELL,), ticks=ticks))
    form = FormSpec.model_validate({"type": KIND, "fields": (FLAG,)})
    (found,) = find_fields((of_type(page, KIND),), form)
    assert (found.choice, found.ticks.ticked, found.ticks.unread) == (choice, 1, unread)


@pytest.mark.parametrize(("drawn", "loose"), [((), False), ((box(126, 61, 134, 69),), True)])
def test_ink_before_the_one_option_that_was_read_may_be_its_empty_box(
    drawn: tuple[BBox, ...], loose: bool
) -> None:
    words = put("Sex", 35, 34, height=7) + put("Female", 140, 60)
    found = find(words, Drawn(boxes=(CELL,), scrawl=drawn))
    assert told(found) == ("F", 0, loose)
