"""Filling in: what is written fits, what runs over it is told, what is hidden or spoilt has no value."""

import random
from dataclasses import replace
from typing import Final

import numpy as np
import pytest

from records.types import BBox, Reading
from synth.draw import picture
from synth.fill import fill
from synth.form import Part, Place, Question, Said, Tools
from synth.sheet import Fact, Pen, Sheet

NAME: Final = ("sponsor.full_name", 0)
ASKED: Final = Question(names=("sponsor.full_name",))
SAID: Final = Said(
    parts=(Part(text="Rosa Amelia Riocedro", keys=(NAME,)),),
    values=((NAME, "Rosa Amelia Riocedro"),),
    asked=(NAME,),
)
TYPED: Final = Tools(pen=Pen(font="mono", size=10, manner="typed"))
PLACE: Final = Place(area=BBox(x0=50, top=40, x1=300, bottom=54), baseline=51)
CAPTION: Final = Pen(font="sans", size=8)


def filled(said: Said, tools: Tools, *, place: Place = PLACE, question: Question = ASKED) -> Sheet:
    sheet = Sheet(rng=random.Random(4), width=400, height=100)
    fill(sheet, place, question, said, tools, caption=CAPTION)
    return sheet


def only(sheet: Sheet) -> Fact:
    (fact,) = sheet.facts
    return fact


def test_a_value_is_stated_with_the_box_of_its_words() -> None:
    fact = only(filled(SAID, TYPED))
    assert (fact.value, fact.text, fact.reading) == ("Rosa Amelia Riocedro",) * 2 + (
        Reading.PRESENT,
    )
    assert 49 < fact.bbox.x0 < fact.bbox.x1 < 300
    assert 40 < fact.bbox.top < 51 < fact.bbox.bottom < 56


@pytest.mark.parametrize("manner", ["typed", "typewriter", "hand"])
def test_long_answers_shrink_into_their_box(manner: str) -> None:
    font = {"typed": "mono", "typewriter": "courierprime", "hand": "caveat"}[manner]
    tools = Tools(pen=Pen(font=font, size=12, manner=manner))  # type: ignore[arg-type]
    area = BBox(x0=50, top=40, x1=150, bottom=54)
    fact = only(filled(SAID, tools, place=replace(PLACE, area=area)))
    assert fact.bbox.x1 <= area.x1 + 4


def test_two_lines_are_used_where_the_place_has_them() -> None:
    area = BBox(x0=50, top=40, x1=130, bottom=66)
    sheet = filled(SAID, TYPED, place=replace(PLACE, area=area, lines=2))
    assert len({round(word.bbox.bottom) // 8 for word in sheet.words}) == 2
    assert only(sheet).bbox.height > 14


def test_a_bar_hides_the_value_from_the_truth() -> None:
    sheet = filled(replace(SAID, reading=Reading.REDACTED), TYPED)
    fact = only(sheet)
    assert (fact.value, fact.text, fact.reading) == (None, "", Reading.REDACTED)
    assert all(word.text.startswith("(b)") for word in sheet.words)


def test_na_is_blank_with_its_text() -> None:
    fact = only(filled(Said(reading=Reading.BLANK, nothing="N/A", asked=(NAME,)), TYPED))
    assert (fact.value, fact.text, fact.reading) == (None, "N/A", Reading.BLANK)


def marks_of(seed: int, said: Said = SAID) -> Sheet:
    sheet = Sheet(rng=random.Random(seed), width=400, height=100)
    tools = Tools(pen=Pen(font="caveat", size=13, manner="hand"), slips=1.0)
    fill(sheet, PLACE, ASKED, said, tools, caption=CAPTION)
    return sheet


def test_slips_are_told_and_the_last_word_counts() -> None:
    sheets = [marks_of(seed) for seed in range(40)]
    crossed = [only(s) for s in sheets if "crossed_out" in only(s).marks]
    assert len(crossed) > 20
    assert all(fact.value == "Rosa Amelia Riocedro" for fact in crossed)
    assert all(fact.bbox.x0 > PLACE.area.x0 + 10 for fact in crossed)


def test_what_nobody_can_read_is_illegible_and_dark() -> None:
    spoilt = [s for s in map(marks_of, range(60)) if only(s).reading is Reading.ILLEGIBLE]
    assert spoilt
    for sheet in spoilt:
        box = only(sheet).bbox
        image = picture(sheet, dpi=150)
        scale = 150 / 72
        region = image[
            int(box.top * scale) : int(box.bottom * scale),
            int(box.x0 * scale) : int(box.x1 * scale),
        ]
        assert float((region < 128).mean()) > 0.35
        assert not sheet.words


def test_a_tick_states_its_option_and_no_tick_is_blank() -> None:
    question = Question(
        names=("subject.sex",), shape="tick", options=(("M", "Male"), ("F", "Female"))
    )
    key = ("subject.sex", 0)
    ticked = only(filled(Said(values=((key, "F"),), asked=(key,)), TYPED, question=question))
    assert (ticked.value, ticked.text, ticked.fill) == ("F", "Female", "tick")
    assert ticked.bbox.x0 > PLACE.area.x0 + 20
    empty = only(filled(Said(reading=Reading.BLANK, asked=(key,)), TYPED, question=question))
    assert (empty.value, empty.reading) == (None, Reading.BLANK)


def test_letters_in_little_boxes_are_one_word() -> None:
    said = Said(parts=(Part(text="09/14/1985", keys=(NAME,)),), values=((NAME, "1985-09-14"),))
    sheet = filled(said, TYPED, place=replace(PLACE, comb=12))
    assert [word.text for word in sheet.words] == ["09/14/1985"]
    assert sheet.words[0].bbox.width > 150


def test_drawn_words_stand_where_their_boxes_say() -> None:
    sheet = Sheet(rng=random.Random(2), width=300, height=80)
    pen = Pen(font="sedgwick-ave", size=16, manner="hand", lean=0.2, squeeze=0.9)
    box = sheet.text(60, 50, "Valdeluna", pen)
    rows, columns = np.nonzero(picture(sheet, dpi=216) < 128)
    inked = BBox(
        x0=columns.min() / 3, top=rows.min() / 3, x1=columns.max() / 3, bottom=rows.max() / 3
    )
    assert abs(box.x0 - inked.x0) < 3 and abs(box.x1 - inked.x1) < 3
    assert abs(box.top - inked.top) < 1.5 and abs(box.bottom - inked.bottom) < 1.5
