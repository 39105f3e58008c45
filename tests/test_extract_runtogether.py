"""Words that a reader ran together are parted again."""

from __future__ import annotations

import pytest

from extract.runtogether import parted
from records.types import Source
from tests.strategies import make_page, put


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("date06/04/2020", ["date", "06/04/2020"]),
        ("birthdate01-19-1972", ["birthdate", "01-19-1972"]),
        ("fatherGuatemala", ["father", "Guatemala"]),
        ("client)Guatemala", ["client)", "Guatemala"]),
        ("McDonald", ["McDonald"]),
        ("deLeon", ["deLeon"]),
        ("delaCruz", ["delaCruz"]),
        ("birth:Guatemala", ["birth:", "Guatemala"]),
        ("maria2004@mail.example.org", ["maria2004@mail.example.org"]),
        ("A859725952", ["A859725952"]),
        ("apt5", ["apt5"]),
    ],
)
def test_an_answer_is_parted_from_its_label(text: str, parts: list[str]) -> None:
    page = parted(make_page(put(text, 60, 100, source=Source.CROP)))
    assert [word.text for word in page.words] == parts


def test_each_part_stands_where_its_letters_do() -> None:
    (whole,) = put("date06/04/2020", 60, 100, source=Source.CROP)
    first, second = parted(make_page((whole,))).words
    assert first.bbox.x1 == second.bbox.x0 == pytest.approx(60 + whole.bbox.width * 4 / 14)
    assert second.bbox.x1 == whole.bbox.x1


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("DOB:6", ["DOB:", "6"]),
        ("No.:A123", ["No.:", "A123"]),
        ("10:30", ["10:30"]),
        ("https://example.org", ["https://example.org"]),
        ("Name:", ["Name:"]),
    ],
)
def test_a_colon_ends_a_label_whoever_read_it(source: Source, text: str, parts: list[str]) -> None:
    page = parted(make_page(put(text, 60, 100, source=source)))
    assert [word.text for word in page.words] == parts


def test_what_the_first_reader_read_is_left_as_it_is() -> None:
    page = make_page(put("date06/04/2020", 60, 100, source=Source.OCR))
    assert parted(page) is page
