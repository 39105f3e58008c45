"""One page read: which reader is believed, what is a bar and what a heading, how turns are undone.

The engine is a stand-in that gives the words it is told; drawings are real.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.layers import seen_by, split_covered
from extract.load import FormValue, LayerWord, LoadedPage
from extract.marks import TickState
from extract.ocr import Gray
from extract.page import READ_PAGE, ReadPage, read_page
from records.types import BBox, Problem, Source, Word
from tests.strategies import (
    Canvas,
    Drawn,
    box,
    make_page,
    put,
    scattered_words,
    stacked,
    steady,
    tick,
)

SIZE = (306.0, 396.0)
TEXT = ("This page carries enough plain words", "for a text layer to be believed at all")
PRINT = stacked(*TEXT)


class Scripted:
    """An engine that reads what it is told; `turned` is what it reads once the page is turned."""

    name = "scripted"

    def __init__(
        self,
        words: tuple[Word, ...] = (),
        *,
        turned: tuple[Word, ...] = (),
        degrees: int | None = 0,
        tried: tuple[tuple[Word, ...], ...] = (),
    ) -> None:
        self.answers = [words, *tried, turned]
        self.degrees = degrees

    def read(self, image: Gray, *, dpi: float) -> tuple[Word, ...]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def turn(self, image: Gray, *, dpi: float) -> int | None:
        return self.degrees


def printed() -> Canvas:
    canvas = Canvas.blank(dpi=250)
    for number, text in enumerate(TEXT):
        canvas.text(text, 40, 40 + 20 * number, size=10)
    return canvas


def loaded(canvas: Canvas | None, **more: object) -> LoadedPage:
    given: dict[str, object] = {
        "number": 1,
        "width_pt": SIZE[0],
        "height_pt": SIZE[1],
        "image": None if canvas is None else canvas.pixels,
        "dpi": 0.0 if canvas is None else canvas.dpi,
    }
    return LoadedPage(**{**given, **more})  # type: ignore[arg-type]


def read(canvas: Canvas | None, engine: Scripted | None = None, **more: object) -> ReadPage:
    page, _ = read_page(loaded(canvas, **more), engine=engine or Scripted(PRINT))
    return page


def layer(words: tuple[Word, ...], *, hidden: str = "") -> tuple[LayerWord, ...]:
    return tuple(LayerWord(text=w.text, bbox=w.bbox, hidden=hidden) for w in words)  # type: ignore[arg-type]


def codes(page: ReadPage) -> set[str]:
    return {p.code for p in page.problems}


def texts(words: tuple[Word, ...]) -> list[str]:
    return [w.text for w in words]


# ---- pages with nothing to read -----------------------------------------------------------------


def test_a_note_in_faint_pencil_is_read() -> None:
    page = read(
        Canvas.blank(dpi=300).text("Mother called from 415 Elm", 40, 60, size=14, level=205)
    )
    assert not page.blank
    assert page.words or page.ink is not None


def test_an_empty_page_is_blank() -> None:
    page = read(Canvas.blank())
    assert (page.blank, page.words) == (True, ())


def test_a_page_that_could_not_be_drawn_stays_with_its_problem() -> None:
    problem = Problem(code="page_unreadable", stage="load", page=1)
    page = read(None, problems=(problem,))
    assert (page.blank, page.words, page.problems) == (False, (), (problem,))
    assert (page.width, page.height) == SIZE


def test_an_empty_page_with_hidden_words_says_so() -> None:
    page = read(Canvas.blank(), layer=layer(PRINT, hidden="white"))
    assert page.blank
    assert "hidden_text" in codes(page)


# ---- which reader is believed -------------------------------------------------------------------


def test_a_scan_is_read_by_ocr_alone() -> None:
    page = read(printed())
    assert texts(page.words) == texts(PRINT)
    assert {w.source for w in page.words} == {Source.OCR}
    assert (page.second, page.problems) == ((), ())


def test_a_text_layer_that_agrees_is_read_and_ocr_is_second() -> None:
    page = read(printed(), layer=layer(PRINT))
    assert {w.source for w in page.words} == {Source.TEXT_LAYER}
    assert {w.source for w in page.second} == {Source.OCR}
    assert page.problems == ()


def test_a_text_layer_that_says_something_else_is_not_believed() -> None:
    other = stacked("Other letters stand in here nothing", "to do with what the picture shows now")
    page = read(printed(), Scripted(PRINT, turned=PRINT), layer=layer(other))
    assert texts(page.words) == texts(PRINT)
    assert {w.source for w in page.words} == {Source.OCR}
    assert "text_layer_disagrees" in codes(page)


def test_a_text_layer_over_a_whole_page_scan_is_only_second() -> None:
    page = read(printed(), layer=layer(PRINT), has_page_image=True)
    assert {w.source for w in page.words} == {Source.OCR}
    assert {w.source for w in page.second} == {Source.TEXT_LAYER}


def test_hidden_words_are_never_read() -> None:
    secret = put("INVENTED SURNAME", 40, 300)
    page = read(printed(), layer=layer(PRINT) + layer(secret, hidden="white"))
    assert "INVENTED" not in texts(page.words) + texts(page.second)
    assert "hidden_text" in codes(page)


def test_an_invisible_layer_that_repeats_the_scan_is_no_hidden_text() -> None:
    page = read(printed(), layer=layer(PRINT, hidden="invisible"), has_page_image=True)
    assert "hidden_text" not in codes(page)


def test_a_filled_form_field_is_a_word_where_it_stands() -> None:
    where = box(60, 120, 200, 134)
    value = FormValue(name="n", value="MUESTRA", kind="text", checked=None, bbox=where)
    answer = put("MUESTRA", 62, 122)
    page = read(printed(), Scripted(PRINT + answer), layer=layer(PRINT), fields=(value,))
    (word,) = (w for w in page.words if w.text == "MUESTRA")
    assert (word.source, word.bbox) == (Source.FORM_FIELD, where)
    assert "MUESTRA" in texts(page.second)


@pytest.mark.parametrize("checked", [True, False])
def test_a_check_box_of_a_filled_form_speaks_for_itself(checked: bool) -> None:
    where = box(60, 120, 70, 130)
    canvas = printed().frame(where)
    value = FormValue(name="n", value="Yes", kind="check", checked=checked, bbox=where)
    (found,) = read(canvas, fields=(value,)).marks.ticks
    assert (found.ticked, found.bbox) == (checked, where)
    assert found.disputed is checked, "the picture shows an empty box"


# ---- bars ---------------------------------------------------------------------------------------


BAR = box(40, 150, 260, 172)


def barred(*said: str, score: float = 95.0) -> ReadPage:
    """Read a page with a black bar on which the engine reads `said`."""
    on_bar = tuple(w for text in said for w in put(text, 60, 156, score=score))
    return read(printed().fill(BAR), Scripted(PRINT + on_bar))


def test_a_bar_is_a_bar_and_what_is_read_on_it_is_no_word() -> None:
    page = barred("(b)(6)")
    assert len(page.marks.bars) == 1
    assert texts(page.words) == texts(PRINT)


def test_a_bar_without_letters_is_a_bar() -> None:
    assert len(barred().marks.bars) == 1


def test_white_words_on_a_band_make_it_a_heading() -> None:
    page = barred("SECTION ONE: INFORMATION")
    assert page.marks.bars == ()
    assert "INFORMATION" in texts(page.words)


@pytest.mark.parametrize("said", ["REDACTED", "PRIVILEGED"])
def test_a_bar_that_says_it_is_one_stays_a_bar(said: str) -> None:
    page = barred(said)
    assert len(page.marks.bars) == 1
    assert said not in texts(page.words)


def test_words_hardly_read_on_a_bar_do_not_uncover_it() -> None:
    assert len(barred("SHADOWY", score=40).marks.bars) == 1


def test_text_under_a_bar_is_not_read_and_is_reported() -> None:
    under = put("INVENTED SURNAME", 60, 156)
    page = read(printed().fill(BAR), layer=layer(PRINT + under))
    assert "text_under_redaction" in codes(page)
    assert "INVENTED" not in texts(page.words) + texts(page.second)
    assert all("INVENTED" not in p.detail for p in page.problems)


# ---- turns --------------------------------------------------------------------------------------


def test_a_page_on_its_head_is_turned_and_its_words_are_upright() -> None:
    garbled = put("aw os el", 100, 300, score=12)
    page = read(printed(), Scripted(garbled, turned=PRINT, degrees=180))
    assert (page.rotation, page.width, page.height) == (180, *SIZE)
    assert texts(page.words) == texts(PRINT)


def test_a_page_on_its_side_changes_width_and_height() -> None:
    garbled = put("aw os el", 100, 300, score=12)
    page = read(printed(), Scripted(garbled, turned=PRINT, degrees=90))
    assert (page.rotation, page.width, page.height) == (90, SIZE[1], SIZE[0])


def test_a_page_with_too_few_letters_to_tell_is_read_all_four_ways() -> None:
    garbled = put("aw os el", 100, 300, score=12)
    tried = (garbled, PRINT, (), garbled)
    page = read(printed(), Scripted(garbled, turned=PRINT, degrees=None, tried=tried))
    assert (page.rotation, texts(page.words)) == (90, texts(PRINT))


def test_a_turn_that_reads_no_better_is_not_taken() -> None:
    garbled = put("aw os el", 100, 300, score=12)
    assert read(printed(), Scripted(garbled, turned=garbled, degrees=180)).rotation == 0


def test_a_page_that_reads_well_is_never_turned() -> None:
    assert read(printed(), Scripted(PRINT, turned=(), degrees=180)).rotation == 0


def test_form_ticks_turn_with_the_page() -> None:
    value = FormValue(name="n", value="Yes", kind="check", checked=True, bbox=box(10, 20, 20, 30))
    garbled = put("aw os el", 100, 300, score=12)
    page = read(printed(), Scripted(garbled, turned=PRINT, degrees=180), fields=(value,))
    (found,) = page.marks.ticks
    assert found.bbox == box(SIZE[0] - 20, SIZE[1] - 30, SIZE[0] - 10, SIZE[1] - 20)


def test_words_of_a_crooked_page_are_put_back_where_they_stand() -> None:
    from extract.upright import rotated

    canvas = Canvas.blank(width=612, height=792, dpi=100)
    for row in range(20):
        canvas.line(60, 80 + 30 * row, 550, 80 + 30 * row)
    crooked = Canvas(canvas.dpi, rotated(canvas.pixels, -2.0))
    far = put("corner of the page", 500, 700)
    page = read(crooked, Scripted(far), width_pt=612.0, height_pt=792.0)
    assert page.skew_deg == pytest.approx(2.0, abs=0.15)
    assert page.words[0].bbox.top > far[0].bbox.top + 4


# ---- comparing readers --------------------------------------------------------------------------


def test_a_word_is_seen_by_a_reader_who_reads_nearly_the_same_there() -> None:
    (word,) = put("SPECIMEN", 40, 40)
    assert seen_by(word, put("SPEC1MEN", 41, 41))
    assert not seen_by(word, put("MUESTRAS", 40, 40))
    assert not seen_by(word, put("SPECIMEN", 40, 400))
    assert not seen_by(word, ())


@steady
@given(scattered_words(), st.lists(st.just(box(0, 0, 300, 400)), max_size=1))
def test_every_word_is_either_covered_or_clear(words: tuple[Word, ...], bars: list[BBox]) -> None:
    clear, covered = split_covered(words, tuple(bars))
    assert sorted(map(id, clear + covered)) == sorted(map(id, words))
    assert bars or not covered


# ---- what crosses from the child ----------------------------------------------------------------


def test_a_read_page_survives_json() -> None:
    drawn = Drawn(
        boxes=(box(1, 2, 30, 40),),
        ticks=(tick(50, 60, ticked=True),),
        bars=(box(9, 9, 99, 19),),
        problems=(Problem(code="no_words", stage="read", page=1),),
    )
    page = make_page(put("señor Ñandú", 40, 40), drawn)
    again = READ_PAGE.validate_json(READ_PAGE.dump_json(page))
    assert again == page
    assert again.marks.ticks[0].state is TickState.CROSS


def test_a_read_page_does_not_print_its_words() -> None:
    assert "SECRETO" not in repr(make_page(put("SECRETO", 40, 40)))
