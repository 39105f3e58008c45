"""Places of a page read again from its packed picture: drawn, packed, cut, read by the real recogniser."""

from __future__ import annotations

import numpy as np
import pytest

from extract.pictures import KEPT_DPI, MOST_PIXELS, packed, unpacked
from extract.placereader import PictureReader
from extract.reread import Place
from models.reader import LineReader, line_reader
from records.types import BBox
from tests.strategies import Canvas

DPI = 200.0


def page() -> Canvas:
    canvas = Canvas.blank(dpi=DPI)
    canvas.text("Date of birth", 60, 100, size=8)
    canvas.text("03/25/2010", 150, 100, size=12)
    canvas.text("Yadira Angie", 150, 140, size=12)
    canvas.text("Fuentes", 150, 156, size=12)
    return canvas


@pytest.fixture(scope="module")
def reader() -> PictureReader:
    data = packed(page().pixels, dpi=DPI)
    recogniser: LineReader = line_reader()
    return PictureReader({1: data}.get, skews={1: 0.0}, reader=recogniser)


def place(
    x0: float, top: float, x1: float, bottom: float, *without: BBox, number: int = 1
) -> Place:
    return Place(page=number, bbox=BBox(x0=x0, top=top, x1=x1, bottom=bottom), without=without)


def test_a_place_is_read_and_wide_paper_around_it_does_no_harm(reader: PictureReader) -> None:
    (told,) = reader.read([place(140, 96, 560, 118)])
    assert told is not None and told.text == "03/25/2010"


def test_print_that_is_painted_out_is_not_read(reader: PictureReader) -> None:
    label = BBox(x0=58, top=98, x1=130, bottom=112)
    (told,) = reader.read([place(50, 96, 300, 118, label)])
    assert told is not None and told.text == "03/25/2010"


def test_two_lines_are_joined(reader: PictureReader) -> None:
    (told,) = reader.read([place(140, 136, 300, 174)])
    assert told is not None and told.text == "Yadira Angie Fuentes"


def test_an_empty_place_says_nothing(reader: PictureReader) -> None:
    (told,) = reader.read([place(400, 300, 500, 320)])
    assert told is not None and told.text == ""


def test_a_page_without_a_picture_has_no_answer(reader: PictureReader) -> None:
    dark, light = reader.read([place(140, 96, 560, 118, number=2), place(140, 96, 560, 118)])
    assert dark is None and light is not None


def test_answers_come_in_the_order_of_places(reader: PictureReader) -> None:
    told = reader.read([place(140, 136, 300, 153), place(140, 96, 560, 118)])
    assert [t.text for t in told if t] == ["Yadira Angie", "03/25/2010"]


# ---- pictures ------------------------------------------------------------------------------------


def test_a_picture_comes_back_as_it_was() -> None:
    image, dpi = unpacked(packed(page().pixels, dpi=DPI))
    assert dpi == DPI
    assert np.array_equal(image, page().pixels)


def test_a_finer_picture_is_kept_coarser() -> None:
    image, dpi = unpacked(packed(np.full((600, 300), 255, np.uint8), dpi=2 * KEPT_DPI))
    assert (image.shape, dpi) == ((300, 150), KEPT_DPI)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"3 3 200\n",
        b"3 3 200\nnot packed",
        b"2 2 200\n" + packed(np.zeros((3, 3), np.uint8), dpi=DPI).partition(b"\n")[2],
        f"{MOST_PIXELS} 2 200\n".encode(),
        b"-1 -1 200\n",
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpacked(data)
