"""Words of a form's page that belong together."""

from __future__ import annotations

import pytest

from records.types import Word
from tests.samples_by_hand import found_on, line, sample
from tests.strategies import PLAIN, Drawn, box, tick


def texts(*words: tuple[Word, ...], drawn: Drawn = PLAIN) -> list[str]:
    return [p.text for p in found_on(sample(tuple(w for group in words for w in group), drawn))]


def test_a_wide_gap_parts_two_phrases() -> None:
    assert texts(line("City or town", 40, 40), line("State", 130, 40)) == ["City or town", "State"]


def test_a_colon_ends_a_phrase() -> None:
    assert texts(line("Name: Ana", 40, 40)) == ["Name:", "Ana"]


def test_a_tick_box_parts_two_phrases() -> None:
    drawn = Drawn(ticks=(tick(62.5, 40, ticked=False),))
    assert texts(line("Yes", 45, 40), line("No", 72, 40), drawn=drawn) == ["Yes", "No"]


def test_a_wall_parts_two_phrases() -> None:
    drawn = Drawn(boxes=(box(30, 30, 83, 60), box(83, 30, 200, 60)))
    assert texts(line("Height Weight", 50, 40), drawn=drawn) == ["Height", "Weight"]


@pytest.mark.parametrize("item", ["1.", "12a", "2.a.", "(b)", "iv)", "A."])
def test_a_questions_number_is_left_out(item: str) -> None:
    (phrase,) = found_on(sample(line(f"{item} Family name", 40, 40)))
    assert (phrase.text, phrase.numbered) == ("Family name", True)


def test_an_abbreviation_is_no_number() -> None:
    assert texts(line("U.S. address", 40, 40)) == ["U.S. address"]


def test_a_label_goes_on_in_the_next_line() -> None:
    (phrase,) = found_on(sample(line("Street number", 40, 40) + line("and name", 40, 53)))
    assert (phrase.text, phrase.rows) == ("Street number and name", 2)


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(line("Guatemala", 40, 64), id="far below"),
        pytest.param(line("Guatemala", 60, 53), id="indented"),
        pytest.param(line("Guatemala", 40, 53, height=14), id="larger"),
        pytest.param(line("2. Guatemala", 25, 53), id="numbered"),
    ],
)
def test_what_is_no_next_line_stays_apart(second: tuple[Word, ...]) -> None:
    assert texts(line("Country of birth", 40, 40), second) == ["Country of birth", "Guatemala"]


def test_the_captions_of_two_tick_boxes_stay_apart() -> None:
    drawn = Drawn(ticks=(tick(40, 40, ticked=False), tick(40, 53, ticked=False)))
    told = texts(line("Parent", 52, 40), line("Sibling", 52, 53), drawn=drawn)
    assert told == ["Parent", "Sibling"]


def test_a_bold_heading_does_not_join_the_label_under_it() -> None:
    page = sample(line("Street", 40, 53), bold=line("Address", 40, 40))
    assert [p.text for p in found_on(page)] == ["Address", "Street"]


def test_a_line_of_characters_is_no_print() -> None:
    assert texts(line("Name ________", 40, 40)) == ["Name"]
