from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given

from extract.layout import lines, running_text, segments, smallest_box
from records.types import Word
from tests.strategies import box, put, scattered_words, stacked, steady


def texts(parts: tuple[tuple[Word, ...], ...]) -> list[str]:
    return [" ".join(w.text for w in part) for part in parts]


def test_lines_run_top_to_bottom_and_left_to_right() -> None:
    words = put("lower line", 40, 80) + put("right", 200, 41) + put("left", 40, 40)
    assert texts(lines(words)) == ["left right", "lower line"]


def test_a_word_a_little_lower_stays_on_its_line() -> None:
    assert texts(lines(put("Date", 40, 40) + put("of", 65, 43) + put("birth", 80, 44))) == [
        "Date of birth"
    ]


def test_a_stamp_across_the_lines_joins_none_of_them() -> None:
    first, second = put("First line", 40, 40), put("Second line", 40, 60)
    (stamp,) = put("RECEIVED", 400, 35)
    tall = replace(stamp, bbox=box(400, 35, 420, 90))
    assert texts(lines((*first, tall, *second))) == ["First line", "RECEIVED", "Second line"]


def test_a_colon_at_the_foot_of_a_line_does_not_lower_it() -> None:
    (label,), (colon,), (first,) = put("Registrant", 90, 40), put(":", 140, 46), put("Name", 40, 44)
    high = replace(label, bbox=replace(label.bbox, bottom=54.0))
    low = replace(colon, bbox=replace(colon.bbox, top=41.0, bottom=44.0))
    assert texts(lines((high, low, first))) == ["Name Registrant :"]


def test_a_word_with_a_box_of_two_lines_does_not_join_them() -> None:
    first, second = put("one two three four", 40, 40), put("five six seven eight", 40, 52)
    high = replace(first[2], bbox=replace(first[2].bbox, bottom=58.0))
    told = texts(lines((*first[:2], high, *first[3:], *second)))
    assert told == ["one two three four", "five six seven eight"]


@steady
@given(scattered_words())
def test_every_word_stands_in_exactly_one_line(words: tuple[Word, ...]) -> None:
    told = [id(w) for line in lines(words) for w in line]
    assert sorted(told) == sorted(id(w) for w in words)


@steady
@given(scattered_words())
def test_segments_lose_no_word(words: tuple[Word, ...]) -> None:
    cells = (box(0, 0, 300, 400), box(300, 0, 612, 400))
    told = [id(w) for s in segments(words, cells) for w in s.words]
    assert sorted(told) == sorted(id(w) for w in words)


def test_a_wide_gap_cuts_a_line() -> None:
    found = segments(put("Last name", 40, 40) + put("First name", 200, 40), ())
    assert [s.text for s in found] == ["Last name", "First name"]


def test_a_speck_read_inside_a_long_word_makes_no_gap() -> None:
    long, after = put("Discharge", 40, 40), put("Notice", 100, 40)
    (word,) = long
    wide = replace(word, bbox=replace(word.bbox, x1=96.0))
    (speck,) = put("i", 50, 44)
    assert len(segments((wide, speck, *after), ())) == 1


def test_words_of_two_cells_are_two_segments_however_close() -> None:
    cells = (box(30, 30, 62, 60), box(62, 30, 200, 60))
    found = segments(put("Sex", 42, 40) + put("Male", 64, 40), cells)
    assert [(s.text, s.box) for s in found] == [("Sex", 0), ("Male", 1)]


def test_the_smallest_box_around_a_word_is_its_box() -> None:
    cells = (box(0, 0, 600, 700), box(30, 30, 200, 60), box(300, 30, 400, 60))
    assert smallest_box(box(40, 40, 60, 50), cells) == 1
    assert smallest_box(box(601, 701, 610, 710), cells) is None


@steady
@given(scattered_words())
def test_offsets_of_running_text_point_at_their_words(words: tuple[Word, ...]) -> None:
    text = running_text(words)
    assert len(text.words) == len(words)
    for word, start in zip(text.words, text.starts, strict=True):
        assert text.text[start : start + len(word.text)] == word.text
    assert all(a < b for a, b in pairwise(text.starts))


def test_a_span_of_text_gives_the_words_it_touches() -> None:
    text = running_text(stacked("The child is", "eight years old"))
    start = text.text.index("is")
    assert [w.text for w in text.words_in(start, start + 5)] == ["is", "eight"]


def test_a_paragraph_gap_becomes_an_empty_line() -> None:
    words = put("One.", 40, 40) + put("Still one.", 40, 54) + put("Two.", 40, 90)
    assert running_text(words).text == "One.\nStill one.\n\nTwo."


def spaced(*texts: str, pitch: float, top: float = 40.0) -> tuple[Word, ...]:
    """Return lines of words, `pitch` points from top to top."""
    return tuple(w for i, text in enumerate(texts) for w in put(text, 40, top + pitch * i))


LETTER = (
    "The minor told the officer that on the way north he",
    "was separated from his father and that nobody had ever",
    "explained to him why. The minor wants to go and live with",
    "Rosa Muestra Ortega as soon as it is possible for her.",
)


def test_evenly_wide_lines_are_one_paragraph() -> None:
    text = running_text(spaced(*LETTER, pitch=26)).text
    assert text == "\n".join(LETTER)


def test_a_wider_gap_parts_paragraphs_that_are_wide_themselves() -> None:
    words = (*spaced(*LETTER, pitch=24), *spaced(*LETTER, pitch=24, top=40 + 4 * 24 + 16))
    assert running_text(words).text == "\n\n".join(("\n".join(LETTER),) * 2)


def test_two_lines_wide_apart_are_one_sentence_where_it_goes_on_in_lower_case() -> None:
    lower = running_text(spaced(*LETTER[:2], pitch=28)).text
    assert lower == "\n".join(LETTER[:2])
    ended = running_text(spaced("He left his home in May.", "was ill then", pitch=28)).text
    assert ended == "He left his home in May.\n\nwas ill then"


def test_short_lines_wide_apart_stay_apart() -> None:
    rows = ("CASE NOTE", "Office of Refugee Resettlement", "Casa Ejemplo", "12 Example Street")
    assert running_text(spaced(*rows, pitch=26)).text == "\n\n".join(rows)


def test_rows_of_labels_wide_apart_stay_apart() -> None:
    rows = (
        "Date of birth: March 5, 2010 in Ejemplo",
        "Name of mother: Rosa Muestra Ortega of Ejemplo",
        "Legal status: none that is known to us",
    )
    assert running_text(spaced(*rows, pitch=26)).text == "\n\n".join(rows)


def test_a_heading_in_capitals_stays_apart_from_wide_lines() -> None:
    rows = ("REPORT OF THE OFFICER ON DUTY OF THAT VERY DAY", *LETTER)
    assert running_text(spaced(*rows, pitch=26)).text == f"{rows[0]}\n\n" + "\n".join(LETTER)
