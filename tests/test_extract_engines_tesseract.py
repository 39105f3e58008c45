"""The real engine on drawn pages; one read and few turns, since each takes seconds."""

from __future__ import annotations

import pytest

from extract.engines.tesseract import Tesseract
from extract.ocr import OcrEngine, best_engine, legibility, load_engine
from extract.upright import turn
from records.types import Source, Word
from tests.strategies import Canvas

LINES = (
    "The office sent the form to the family on Monday",
    "and the family signed it in front of two witnesses",
    "before the letter was returned by ordinary mail",
    "with copies of every page that had been changed",
    "Questions about this matter go to the main office",
    "where someone answers every day from nine to five",
)


def drawn() -> Canvas:
    canvas = Canvas.blank(width=420, height=200, dpi=200)
    for number, text in enumerate(LINES):
        canvas.text(text, 40, 30 + 24 * number, size=13)
    return canvas


@pytest.fixture(
    scope="module",
    params=[
        "tesseract",
        pytest.param(
            "tesserocr",
            marks=pytest.mark.skipif(
                best_engine() != "tesserocr", reason="tesserocr has no wheel for this system"
            ),
        ),
    ],
)
def engine(request: pytest.FixtureRequest) -> OcrEngine:
    return load_engine(request.param, languages="eng")


@pytest.fixture(scope="module")
def words(engine: OcrEngine) -> tuple[Word, ...]:
    return engine.read(drawn().pixels, dpi=200)


def test_the_engine_is_found_by_its_name(engine: OcrEngine) -> None:
    assert isinstance(engine, Tesseract)
    assert load_engine(engine.name, languages="eng").name == engine.name
    with pytest.raises(KeyError):
        load_engine("none", languages="eng")


def test_drawn_lines_are_read_in_order(words: tuple[Word, ...]) -> None:
    assert " ".join(w.text for w in words) == " ".join(LINES)
    assert {w.source for w in words} == {Source.OCR}
    assert legibility(words) > 0.6


def test_boxes_stand_where_the_words_were_drawn(words: tuple[Word, ...]) -> None:
    for number, line in enumerate(LINES):
        first = next(w for w in words if w.text == line.split()[0] and w.bbox.x0 < 60)
        if number == 0:
            assert first.bbox.x0 == pytest.approx(40, abs=3)
        middle = next(w for w in words if abs(w.bbox.y_mid - (30 + 24 * number + 8)) < 4)
        assert 30 + 24 * number - 2 <= middle.bbox.top
        assert middle.bbox.bottom <= 30 + 24 * number + 18


def test_scores_are_tesseracts_own(words: tuple[Word, ...]) -> None:
    assert all(0 <= w.score <= 100 for w in words)


@pytest.mark.parametrize("degrees", [0, 180])
def test_a_page_on_its_head_is_noticed(engine: OcrEngine, degrees: int) -> None:
    assert engine.turn(turn(drawn().pixels, degrees), dpi=200) == degrees


def test_a_page_without_letters_is_not_told_from_one_on_its_head(engine: OcrEngine) -> None:
    assert engine.turn(Canvas.blank(width=200, height=200).pixels, dpi=200) is None
    assert engine.read(Canvas.blank(width=200, height=200).pixels, dpi=200) == ()
