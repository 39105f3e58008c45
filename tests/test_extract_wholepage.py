"""Pages that the first reader read poorly, read again as a whole: by the real networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from extract.ocr import Gray
from extract.page import ReadPage
from extract.pictures import packed
from extract.upright import rotated
from extract.wholepage import is_poor, reread_page
from models.detector import Line, LineDetector, line_detector
from models.reader import LineReader, LineWord, line_reader
from pipelines.minds import Minds
from pipelines.reading import pixels_of
from records.types import Source, Word
from tests.strategies import HEIGHT, WIDTH, Canvas, Drawn, box, make_page, put

DPI = 200.0
GARBAGE = put("lo~ ;i. -- 1l|", 60, 96, score=20.0)
PLACES = {"Yadira": (150, 100), "Fuentes": (150, 140), "03/25/2010": (300, 100)}


def drawn() -> Gray:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=DPI)
    for text, (x, top) in PLACES.items():
        canvas.text(text, x, top, size=12)
    return canvas.pixels


def again(page: ReadPage, picture: Gray) -> ReadPage:
    return reread_page(
        page, lambda: packed(picture, dpi=DPI), detector=line_detector(), reader=line_reader()
    )


def test_the_second_readers_words_come_first_and_the_first_ones_second() -> None:
    told = again(make_page(GARBAGE), drawn())
    assert {w.text for w in told.words} == set(PLACES)
    assert {w.source for w in told.words} == {Source.CROP}
    assert told.second == GARBAGE


@pytest.mark.parametrize("skew", [0.0, 2.0])
def test_words_stand_where_they_were_drawn(skew: float) -> None:
    page = replace(make_page(GARBAGE), skew_deg=skew)
    told = again(page, rotated(drawn(), -skew))
    by_text = {w.text: w.bbox for w in told.words}
    for text, (x, top) in PLACES.items():
        angle = np.deg2rad(skew)
        dx, dy = x - WIDTH / 2, top + 8 - HEIGHT / 2
        left = WIDTH / 2 + dx * np.cos(angle) - dy * np.sin(angle)
        middle = HEIGHT / 2 + dx * np.sin(angle) + dy * np.cos(angle)
        assert abs(by_text[text].x0 - left) < 5, text
        assert abs(by_text[text].y_mid - middle) < 5, text


def test_two_words_of_one_line_have_boxes_of_their_own() -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=DPI).text("Cruz Mejia", 100, 100, size=12)
    first, second = again(make_page(GARBAGE), canvas.pixels).words
    assert (first.text, second.text) == ("Cruz", "Mejia")
    assert first.bbox.x1 <= second.bbox.x0 + 1
    assert abs(first.bbox.x0 - 100) < 4


class RunTogether(LineReader):
    """Reads every line as one word of a script, its characters where their ink is."""

    def __init__(self, text: str, middles: Sequence[float]) -> None:
        self.word = LineWord(text=text, score=0.9, left=0.0, right=1.0, middles=tuple(middles))

    def words(self, crops: Sequence[Gray]) -> tuple[tuple[LineWord, ...], ...]:
        return ((self.word,),) * len(crops)


@pytest.mark.parametrize(
    ("text", "gap", "told"),
    [
        ("born:1|I1", 9.0, ["born:", "1|I1"]),
        ("born:1|I1", 1.0, ["born:1|I1"]),
        ("borne1|I1", 9.0, ["borne1|I1"]),
    ],
)
def test_a_label_and_the_answer_close_behind_it_are_two_words(
    text: str, gap: float, told: list[str]
) -> None:
    pixels, middles, x = drawn(), [], 200
    pixels[:] = 255
    for at, _ in enumerate(text):
        pixels[200:224, x : x + 8] = 0
        middles.append(x + 4)
        x += 12 + (round(gap * DPI / 72) if at == 4 else 0)
    line = Line(left=190, top=190, right=x + 10, bottom=234)
    shares = [(middle - line.left) / (line.right - line.left) for middle in middles]

    class OneLine(LineDetector):
        def __init__(self) -> None:
            pass

        def find(self, picture: Gray, *, scale: float) -> tuple[Line, ...]:
            return (line,)

    found = reread_page(
        make_page(GARBAGE),
        lambda: packed(pixels, dpi=DPI),
        detector=OneLine(),
        reader=RunTogether(text, shares),
    )
    assert [w.text for w in found.words] == told
    assert all(a.bbox.x1 <= b.bbox.x0 for a, b in pairwise(found.words))


def test_what_stands_in_a_redaction_bar_is_left_out() -> None:
    bar = box(290, 95, 400, 120)
    told = again(make_page(GARBAGE, Drawn(bars=(bar,))), drawn())
    assert {w.text for w in told.words} == {"Yadira", "Fuentes"}


def test_a_page_that_the_second_reader_reads_no_better_stays() -> None:
    page = make_page(put("Yadira", 60, 60, score=90.0) + GARBAGE)
    assert is_poor(page)
    assert again(page, np.full_like(drawn(), 255)) == page


def test_a_text_layer_stays_the_second_reader() -> None:
    layer = put("Yadira", 150, 100, source=Source.TEXT_LAYER)
    assert again(make_page(GARBAGE, Drawn(second=layer)), drawn()).second == layer


@pytest.mark.parametrize(
    ("words", "poor"),
    [
        ((), True),
        (GARBAGE, True),
        (put("Date of birth Yadira Fuentes", 60, 96), False),
        (put("x;", 60, 96, source=Source.TEXT_LAYER), False),
        (put("x;", 60, 96, source=Source.FORM_FIELD), False),
    ],
)
def test_which_pages_are_poor(words: tuple[Word, ...], poor: bool) -> None:
    assert is_poor(make_page(words)) is poor
    assert not is_poor(replace(make_page(words), blank=True))


def test_a_run_reads_poor_pages_again_and_no_others(tmp_path: Path) -> None:
    minds = Minds(detector=line_detector(), reader=line_reader())
    good = put("Date of birth Yadira Fuentes", 60, 96)
    pages = (make_page(GARBAGE), make_page(good, number=2), make_page(GARBAGE, number=3))
    for number in (1, 2):
        pixels_of(tmp_path, number).write_bytes(packed(drawn(), dpi=DPI))
    first, second, third = minds.read_again(pages, tmp_path)
    assert {w.text for w in first.words} == set(PLACES)
    assert (second, third) == pages[1:]


def test_a_picture_that_is_damaged_costs_no_word_and_is_told(tmp_path: Path) -> None:
    pixels_of(tmp_path, 1).write_bytes(b"9 9 200\nno pixels")
    (told,) = Minds(detector=line_detector(), reader=line_reader()).read_again(
        (make_page(GARBAGE),), tmp_path
    )
    assert told.words == GARBAGE
    assert [p.code for p in told.problems] == ["not_read_again"]
