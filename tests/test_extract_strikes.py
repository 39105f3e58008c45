"""Words crossed out, numbers written over, correction fluid: drawn, and looked for in the pixels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.patches import find_patches
from extract.strikes import find_overwritten, find_strikes
from extract.upright import ink_of
from records.types import BBox, Source, Word
from tests.strategies import Canvas, box

WALLS: tuple[BBox, ...] = ()


def word(canvas: Canvas, text: str, *, score: float = 95.0, size: float = 12.0) -> Word:
    """Write a word at (40, 40) and return it with the box of its ink."""
    canvas.text(text, 40, 40, size=size)
    rows, columns = (ink_of(canvas.pixels) > 0).nonzero()
    scale = 72 / canvas.dpi
    where = box(
        float(columns.min()) * scale,
        float(rows.min()) * scale,
        float(columns.max() + 1) * scale,
        float(rows.max() + 1) * scale,
    )
    return Word(text=text, bbox=where, score=score, source=Source.OCR)


def struck(canvas: Canvas, found: Word, walls: tuple[BBox, ...] = WALLS) -> bool:
    return bool(find_strikes(ink_of(canvas.pixels), (found,), walls, dpi=canvas.dpi))


@pytest.mark.parametrize("text", ["ESPECIMEN", "Muestra", "06/25/1998", "A987654301", "TX"])
@pytest.mark.parametrize("fall", [0.0, 3.0, -2.0])
def test_a_stroke_through_a_word_crosses_it_out(text: str, fall: float) -> None:
    canvas = Canvas.blank(dpi=300)
    found = word(canvas, text)
    b = found.bbox
    assert not struck(canvas, found)
    canvas.line(b.x0 - 3, b.y_mid - fall / 2, b.x1 + 3, b.y_mid + fall / 2, thick=1.0)
    assert struck(canvas, found)


@pytest.mark.parametrize("text", ["ESPECIMEN", "Ejemplo", "06/25/1998"])
def test_an_underline_or_a_rule_over_a_word_crosses_nothing_out(text: str) -> None:
    canvas = Canvas.blank(dpi=300)
    found = word(canvas, text)
    b = found.bbox
    canvas.line(b.x0, b.bottom + 1, b.x1, b.bottom + 1).line(b.x0, b.top - 1, b.x1, b.top - 1)
    assert not struck(canvas, found)


def test_the_wall_of_a_ruled_box_crosses_nothing_out() -> None:
    canvas = Canvas.blank(dpi=300)
    found = word(canvas, "MUESTRA")
    cell = box(20, found.bbox.y_mid, 200, 90)
    canvas.frame(cell)
    assert struck(canvas, found)
    assert not struck(canvas, found, (cell,))


def test_two_digits_of_a_number_crossed_out_are_seen() -> None:
    canvas = Canvas.blank(dpi=300)
    found = word(canvas, "987654301", size=14)
    b = found.bbox
    canvas.line(b.x0 - 2, b.y_mid, b.x0 + 0.3 * b.width, b.y_mid, thick=1.0)
    assert struck(canvas, found)


def test_a_scribble_over_a_word_that_cannot_be_read_crosses_it_out() -> None:
    canvas = Canvas.blank(dpi=300)
    found = word(canvas, "ESPECIMEN", score=20)
    b = found.bbox
    for n in range(24):
        ends = (b.top, b.bottom) if n % 2 else (b.bottom, b.top)
        canvas.line(b.x0 + n * b.width / 24, ends[0], b.x0 + (n + 1) * b.width / 24, ends[1])
    assert struck(canvas, found)


@pytest.mark.parametrize(("text", "over"), [("XXXXXXX", True), ("ALEXXANDER", False)])
def test_a_word_typed_over_with_x_is_crossed_out(text: str, over: bool) -> None:
    canvas = Canvas.blank(dpi=300)
    assert struck(canvas, word(canvas, text)) is over


@pytest.mark.parametrize("over", [True, False])
def test_a_digit_written_over_another_is_heavier_than_its_neighbours(over: bool) -> None:
    canvas = Canvas.blank(dpi=300)
    found = word(canvas, "04/17/2009")
    if over:
        for shift in (0.0, 0.5, 1.0):
            canvas.text("8", found.bbox.x1 - 7.5 + shift, 40, size=12)
    seen = find_overwritten(ink_of(canvas.pixels), (found,), dpi=300)
    assert bool(seen) is over


def grey_paper() -> Canvas:
    canvas = Canvas.blank()
    canvas.pixels[:] = 238
    return canvas


def test_fluid_is_brighter_than_the_paper() -> None:
    spot = box(60, 100, 130, 114)
    canvas = grey_paper().fill(spot, level=253).text("MUESTRA", 62, 101, size=9)
    (found,) = find_patches(canvas.pixels, (), dpi=canvas.dpi)
    assert found.overlap(spot) > 0.85 * spot.area


def test_white_fields_of_a_grey_form_are_no_fluid() -> None:
    cell = box(60, 100, 230, 120)
    canvas = grey_paper().fill(cell, level=253)
    assert find_patches(canvas.pixels, (cell,), dpi=canvas.dpi) == ()
    for row in range(8):
        canvas.fill(box(60, 100 + 30 * row, 130, 118 + 30 * row), level=253)
    assert find_patches(canvas.pixels, (), dpi=canvas.dpi) == ()


def test_white_paper_shows_no_fluid() -> None:
    assert find_patches(Canvas.blank().pixels, (), dpi=200) == ()


def test_two_lines_that_a_stroke_made_of_a_word_are_one_word_crossed_out() -> None:
    canvas = Canvas.blank(dpi=300)
    whole = word(canvas, "ESPECIMEN")
    b = whole.bbox
    canvas.line(b.x0 - 3, b.y_mid, b.x1 + 3, b.y_mid, thick=1.0)
    over = replace(whole, text="A", bbox=replace(b, bottom=b.y_mid - 1))
    under = replace(whole, text="ranm", bbox=replace(b, top=b.y_mid + 1))
    found = find_strikes(ink_of(canvas.pixels), (over, under, *usual(b)), WALLS, dpi=canvas.dpi)
    assert any(f.overlap(over.bbox) == over.bbox.area for f in found)
    assert any(f.overlap(under.bbox) == under.bbox.area for f in found)


@pytest.mark.parametrize(("drawn", "count"), [(True, 2), (False, 1)])
def test_a_stroke_that_runs_on_to_the_next_word_crosses_that_out_too(
    drawn: bool, count: int
) -> None:
    canvas = Canvas.blank(dpi=300)
    first = word(canvas, "ESPECIMEN")
    b = first.bbox
    canvas.line(b.x0 - 3, b.y_mid, b.x1 + (6 if drawn else 1), b.y_mid, thick=1.0)
    blot = box(b.x1 + 5, b.top, b.x1 + 30, b.bottom)
    second = Word(text="42}", bbox=blot, score=60.0, source=Source.OCR)
    words = (first, second, *usual(b))
    assert len(find_strikes(ink_of(canvas.pixels), words, WALLS, dpi=canvas.dpi)) == count


def usual(like: BBox) -> tuple[Word, ...]:
    """Return words of a page far below, of the height that its print has."""
    places = (replace(like, top=like.top + d, bottom=like.bottom + d) for d in (200, 230, 260))
    return tuple(Word(text="x", bbox=p, score=90.0, source=Source.OCR) for p in places)
