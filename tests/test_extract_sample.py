"""How words are printed, and the form fields of a sample without what was filled into them."""

from __future__ import annotations

import pytest

from extract.load import FormValue, LoadedPage
from extract.sample import SAMPLE_PAGE, prints_of, sample_page
from records.types import Source, Word
from tests.strategies import Canvas, box, make_page, put

WORD = Word(text="III", bbox=box(40, 50, 100, 70), score=90.0, source=Source.OCR)


@pytest.mark.parametrize("thick", [0.72, 1.08, 1.8])
@pytest.mark.parametrize("dpi", [200, 300])
def test_a_stroke_is_as_wide_as_it_was_drawn(thick: float, dpi: float) -> None:
    canvas = Canvas.blank(dpi=dpi)
    for x in (50, 70, 90):
        canvas.fill(box(x, 52, x + thick, 68))
    (found,) = prints_of(canvas.pixels, (WORD,), width=306)
    assert found.stroke == pytest.approx(thick, abs=0.35)


def test_a_bold_stroke_is_told_from_a_thin_one() -> None:
    canvas, words = Canvas.blank(), []
    for row, thick in enumerate((0.7, 1.2)):
        for x in (50, 70, 90):
            canvas.fill(box(x, 52 + 40 * row, x + thick, 68 + 40 * row))
        words.append(
            Word(
                text="III",
                bbox=box(40, 50 + 40 * row, 100, 70 + 40 * row),
                score=90.0,
                source=Source.OCR,
            )
        )
    thin, bold = prints_of(canvas.pixels, tuple(words), width=306)
    assert bold.stroke > 1.3 * thin.stroke


@pytest.mark.parametrize("level, ground", [(255, 1.0), (228, 0.894), (60, 0.235)])
def test_the_ground_of_a_word_is_measured(level: int, ground: float) -> None:
    canvas = Canvas.blank().fill(box(20, 40, 280, 80), level=level)
    canvas.fill(box(60, 52, 62, 68), level=255 if level < 100 else 0)
    (found,) = prints_of(canvas.pixels, (WORD,), width=306)
    assert found.ground == pytest.approx(ground, abs=0.02)


def test_white_strokes_on_black_are_measured_too() -> None:
    canvas = Canvas.blank().fill(box(20, 40, 280, 80))
    for x in (50, 70, 90):
        canvas.fill(box(x, 52, x + 1.08, 68), level=255)
    (found,) = prints_of(canvas.pixels, (WORD,), width=306)
    assert found.stroke == pytest.approx(1.08, abs=0.35)


def test_a_form_field_comes_without_its_value() -> None:
    where = box(40, 60, 240, 74)
    value = FormValue(
        name="n", value="Ana", kind="text", checked=None, bbox=where, tooltip="First name"
    )
    loaded = LoadedPage(number=1, width_pt=612, height_pt=792, image=None, dpi=72, fields=(value,))
    words = put("First name", 40, 47) + put("Ana", 45, 62, source=Source.FORM_FIELD)
    page = sample_page(loaded, make_page(words), None)
    (field,) = page.widgets
    assert (field.tooltip, field.filled, field.bbox) == ("First name", True, where)
    assert [w.text for w in page.page.words] == ["First", "name"]
    assert b"Ana" not in SAMPLE_PAGE.dump_json(page)
