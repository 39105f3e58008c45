from __future__ import annotations

import numpy as np

from models.detector import line_detector
from models.reader import Gray, line_reader
from tests.strategies import Canvas
from tests.test_models_reader import line

DPI = 200.0


def page() -> Gray:
    canvas = Canvas.blank(dpi=DPI)
    for row in range(4):
        canvas.text(f"Yadira Fuentes {row}", 40, 60 + 40 * row, size=12)
    return canvas.pixels


def test_each_line_is_found_once_upper_ones_first() -> None:
    picture = page()
    lines = line_detector().find(picture, scale=0.75)
    assert len(lines) == 4
    assert [each.top for each in lines] == sorted(each.top for each in lines)
    for each in lines:
        assert abs(each.left / DPI * 72 - 40) < 5


def test_all_ink_lies_in_lines() -> None:
    picture = page()
    for each in line_detector().find(picture, scale=0.75):
        picture[each.top : each.bottom, each.left : each.right] = 255
    assert (picture < 128).sum() == 0


def test_a_line_that_touches_the_edge_stays_on_the_page() -> None:
    canvas = Canvas.blank(dpi=DPI).text("Yadira Fuentes", -2, 0, size=14)
    height, width = canvas.pixels.shape
    lines = line_detector().find(canvas.pixels, scale=0.75)
    assert lines
    for each in lines:
        assert 0 <= each.left < each.right <= width
        assert 0 <= each.top < each.bottom <= height


def test_nothing_is_found_on_white_paper_or_without_pixels() -> None:
    assert line_detector().find(np.full((400, 300), 255, np.uint8), scale=0.75) == ()
    assert line_detector().find(np.empty((0, 300), np.uint8), scale=0.75) == ()


def test_the_words_of_a_line_and_where_they_stand() -> None:
    picture = line("Luz Cruz Mejia")
    (words,) = line_reader().words([picture])
    assert [word.text for word in words] == ["Luz", "Cruz", "Mejia"]
    dark = np.flatnonzero((picture < 128).any(axis=0)) / picture.shape[1]
    assert abs(words[0].left - dark[0]) < 0.05
    assert abs(words[-1].right - dark[-1]) < 0.05
    assert words[0].right <= words[1].left + 0.02
    assert all(word.score > 0.9 for word in words)


def test_pictures_keep_their_order_and_an_empty_one_has_no_words() -> None:
    told = line_reader().words([line("Ana"), np.empty((0, 5), np.uint8), line("Luz Cruz")])
    assert [[word.text for word in words] for words in told] == [["Ana"], [], ["Luz", "Cruz"]]
