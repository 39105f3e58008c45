"""Rules, cells, tick boxes and redaction bars, drawn and found again."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.marks import (
    Marks,
    TickState,
    find_bars,
    find_lines,
    ink_map,
    ink_share,
    moved,
    rule_masks,
    solid_mask,
)
from extract.ocr import Gray
from extract.ruledboxes import find_boxes
from extract.tickboxes import find_ticks
from records.types import BBox
from samples.paper import Pen, Sheet
from samples.scan import picture
from tests.strategies import Canvas, box, steady

NEAR = 3.5
"""Points within which a mark must be found; a rule's own thickness and gap included."""


def ink(canvas: Canvas) -> Gray:
    return np.where(canvas.pixels < 128, 255, 0).astype(np.uint8)


def rules_of(canvas: Canvas) -> tuple[BBox, ...]:
    dark = ink(canvas)
    horizontal, _ = rule_masks(dark, solid_mask(dark, dpi=canvas.dpi), dpi=canvas.dpi)
    return find_lines(horizontal, dpi=canvas.dpi)


def boxes_of(canvas: Canvas) -> tuple[BBox, ...]:
    dark = ink(canvas)
    solid = solid_mask(dark, dpi=canvas.dpi)
    rules = np.maximum(*rule_masks(dark, solid, dpi=canvas.dpi))
    return find_boxes(rules, solid, dpi=canvas.dpi)


def bars_of(canvas: Canvas) -> tuple[BBox, ...]:
    dark = ink(canvas)
    return find_bars(dark, solid_mask(dark, dpi=canvas.dpi), dpi=canvas.dpi)


def edges(place: BBox) -> tuple[float, float, float, float]:
    return (place.x0, place.top, place.x1, place.bottom)


def same(found: BBox, drawn: BBox) -> bool:
    return edges(found) == pytest.approx(edges(drawn), abs=NEAR)


# ---- rules and cells ----------------------------------------------------------------------------


def test_a_long_line_is_a_rule() -> None:
    (rule,) = rules_of(Canvas.blank().line(40, 100, 240, 100))
    assert same(rule, box(40, 100, 240, 100))


def test_a_short_dash_is_no_rule() -> None:
    assert rules_of(Canvas.blank().line(40, 100, 60, 100)) == ()


def test_print_is_no_rule() -> None:
    canvas = Canvas.blank()
    for row in range(6):
        canvas.text("THE LITTLE HELLO ELEMENT FEE", 40, 60 + 20 * row, size=14)
    assert rules_of(canvas) == ()
    assert boxes_of(canvas) == ()


def test_a_grid_gives_its_cells() -> None:
    canvas = Canvas.blank()
    drawn = [
        box(40 + 80 * c, 60 + 30 * r, 120 + 80 * c, 90 + 30 * r) for r in (0, 1) for c in (0, 1)
    ]
    for cell in drawn:
        canvas.frame(cell)
    found = boxes_of(canvas)
    assert len(found) == 4
    assert all(any(same(f, d) for f in found) for d in drawn)


def test_a_cell_with_print_in_it_is_still_a_cell() -> None:
    drawn = box(40, 60, 240, 100)
    canvas = Canvas.blank().frame(drawn).text("Family name", 46, 64, size=8)
    assert any(same(f, drawn) for f in boxes_of(canvas.text("ESPECIMEN", 60, 78, size=14)))


def test_a_cell_whose_wall_has_a_small_gap_is_closed() -> None:
    drawn = box(40, 60, 240, 100)
    canvas = Canvas.blank().frame(drawn)
    canvas.fill(box(130, 58, 131, 62), level=255)
    assert any(same(f, drawn) for f in boxes_of(canvas))


def test_an_open_corner_encloses_nothing() -> None:
    canvas = Canvas.blank().line(40, 60, 240, 60).line(40, 60, 40, 100)
    assert boxes_of(canvas) == ()


# ---- tables without side walls ------------------------------------------------------------------


def open_table() -> Canvas:
    """Draw three rows between four rules, a wall inside the first row only, none at the sides."""
    canvas = Canvas.blank()
    for top in (60, 100, 140, 180):
        canvas.line(30, top, 276, top)
    return canvas.line(160, 60, 160, 100)


def test_the_rows_of_a_table_without_side_walls_are_cells() -> None:
    left, right = box(30, 60, 160, 100), box(160, 60, 276, 100)
    rows = [box(30, 100, 276, 140), box(30, 140, 276, 180)]
    found = sorted(boxes_of(open_table()), key=lambda b: (round(b.top), b.x0))
    assert all(same(b, drawn) for b, drawn in zip(found, [left, right, *rows], strict=True))


def test_a_stamp_across_a_rule_does_not_open_its_cell() -> None:
    canvas = open_table()
    canvas.fill(box(200, 98, 212, 102), level=255)
    assert any(same(b, box(160, 60, 276, 100)) for b in boxes_of(canvas))


def test_the_strip_between_rows_of_boxes_is_no_cell() -> None:
    canvas = Canvas.blank()
    for top in (60, 100, 140):
        canvas.frame(box(30, top, 145, top + 18)).frame(box(157, top, 276, top + 18))
    assert len(boxes_of(canvas)) == 6


def test_a_rule_over_a_table_with_side_walls_makes_no_row() -> None:
    canvas = Canvas.blank().line(30, 40, 276, 40)
    for top in (100, 140):
        canvas.frame(box(30, top, 276, top + 40)).line(160, top, 160, top + 40)
    assert len(boxes_of(canvas)) == 4


def test_lines_to_write_on_are_no_cells() -> None:
    canvas = Canvas.blank()
    for top in (60, 100, 140):
        canvas.line(30, top, 276, top)
    assert boxes_of(canvas) == ()


# ---- tick boxes ---------------------------------------------------------------------------------


def with_tick(mark: str, *, side: float = 9.0, dpi: float = 200.0) -> Canvas:
    where = box(100, 100, 100 + side, 100 + side)
    canvas = Canvas.blank(dpi=dpi).frame(where, thick=0.7).text("Yes", 116, 98, size=10)
    a, b = 101.0, 99.0 + side
    if mark == "x":
        canvas.line(a, a, b, b, thick=1).line(a, b, b, a, thick=1)
    elif mark == "check":
        middle = 100 + 0.4 * side
        canvas.line(a + 0.5, 100 + 0.55 * side, middle, b - 0.5, thick=1)
        canvas.line(middle, b - 0.5, b, a, thick=1)
    elif mark == "filled":
        canvas.fill(where)
    return canvas


@pytest.mark.parametrize("dpi", [150.0, 200.0, 300.0])
@pytest.mark.parametrize("side", [7.0, 9.0, 12.0])
@pytest.mark.parametrize("mark", ["", "x", "check", "filled"])
def test_a_tick_box_is_found_and_told_ticked(mark: str, side: float, dpi: float) -> None:
    (tick,) = find_ticks(ink(with_tick(mark, side=side, dpi=dpi)), dpi=dpi)
    assert same(tick.bbox, box(100, 100, 100 + side, 100 + side))
    assert tick.ticked is bool(mark)


@pytest.mark.parametrize(
    ("mark", "state"),
    [("", TickState.EMPTY), ("x", TickState.CROSS), ("filled", TickState.FILLED)],
)
def test_the_state_of_a_tick_box_is_named(mark: str, state: TickState) -> None:
    (tick,) = find_ticks(ink(with_tick(mark)), dpi=200)
    assert tick.state is state


def test_a_stroke_in_part_of_a_tick_box_is_a_check() -> None:
    canvas = with_tick("", side=12).line(103, 111, 108, 104, thick=1.5)
    (tick,) = find_ticks(ink(canvas), dpi=200)
    assert tick.state is TickState.CHECK


@pytest.mark.parametrize("rise", [2.0, 5.0, 9.0])
def test_a_check_mark_drawn_over_its_box_ticks_it(rise: float) -> None:
    side = 8.0
    canvas = with_tick("", side=side)
    canvas.line(100.5, 104, 103, 108, thick=1.3)
    canvas.line(103, 108, 100 + side + 0.6 * rise, 100 - rise, thick=1.3)
    (tick,) = find_ticks(ink(canvas), dpi=200)
    assert same(tick.bbox, box(100, 100, 108, 108))
    assert tick.ticked


def test_a_square_letter_of_a_word_is_no_tick_box() -> None:
    square = box(100, 100, 107, 107)
    letters = Canvas.blank().frame(square).line(108.5, 100, 108.5, 107).line(111, 100, 111, 107)
    assert find_ticks(ink(letters), dpi=200) == ()
    assert len(find_ticks(ink(Canvas.blank().frame(square)), dpi=200)) == 1


def test_a_square_letter_with_a_leg_is_no_ticked_box() -> None:
    canvas = Canvas.blank(dpi=300).frame(box(100, 100, 104.8, 104.8), thick=0.6)
    canvas.line(100, 100, 100, 107, thick=0.6).line(102, 102, 104.8, 104.8, thick=0.6)
    assert find_ticks(ink(canvas), dpi=300) == ()


def test_letters_and_wide_boxes_are_no_tick_boxes() -> None:
    canvas = Canvas.blank().text("DO OO QD 00 BOB", 40, 40, size=12).frame(box(40, 80, 90, 90))
    assert find_ticks(ink(canvas), dpi=200) == ()


# ---- redaction bars -----------------------------------------------------------------------------


def test_a_black_bar_is_found() -> None:
    drawn = box(60, 100, 200, 114)
    (bar,) = bars_of(Canvas.blank().fill(drawn))
    assert same(bar, drawn)


def test_a_bar_with_a_white_code_on_it_is_found_whole() -> None:
    drawn = box(60, 100, 200, 116)
    canvas = Canvas.blank().fill(drawn).text("(b)(6), (b)(7)(C)", 80, 102, size=9, level=255)
    (bar,) = bars_of(canvas)
    assert same(bar, drawn)


def test_a_bar_in_a_cell_is_the_bar_and_not_the_cell() -> None:
    drawn = box(50, 70, 180, 84)
    (bar,) = bars_of(Canvas.blank().frame(box(40, 60, 240, 94)).fill(drawn))
    assert same(bar, drawn)


def test_a_bar_that_touches_a_rule_is_found() -> None:
    canvas = Canvas.blank().line(40, 114, 260, 114).fill(box(60, 100, 200, 114))
    (bar,) = bars_of(canvas)
    assert same(bar, box(60, 100, 200, 114))


def test_bold_print_is_no_bar() -> None:
    canvas = Canvas.blank()
    for shift in (0.0, 0.4, 0.8):
        canvas.text("RECORD OF MEMBERS", 40 + shift, 80, size=16)
    assert bars_of(canvas) == ()


@pytest.mark.parametrize("size", [10, 12, 14])
def test_dense_bold_print_of_a_scan_is_no_bar(size: float) -> None:
    canvas = Canvas.blank(width=500, dpi=300)
    for step in range(5):
        canvas.text(
            "Statement under the Registration Act, as amended", 30 + 0.25 * step, 40, size=size
        )
    assert bars_of(canvas) == ()


def test_the_stroke_of_a_thick_pen_is_no_bar() -> None:
    canvas = Canvas.blank().fill(box(60, 100, 78, 105.5))
    assert bars_of(canvas.fill(box(72, 105, 78, 118))) == ()


def test_a_low_bar_cut_through_its_code_is_found() -> None:
    canvas = Canvas.blank().fill(box(60, 100, 170, 107))
    canvas.text("(b)(6), (b)(7)", 62, 99, size=9, level=255)
    (bar,) = bars_of(canvas)
    assert same(bar, box(60, 100, 170, 107))


def test_a_heading_in_wide_bold_print_is_no_bar() -> None:
    sheet = Sheet(width=306, height=200)
    sheet.text(20, 80, "SPONSOR ASSESSMENT", Pen(font="form-bold", size=13))
    sheet.text(20, 120, "ACTA DE NACIMIENTO", Pen(font="form-bold", size=16))
    pixels = np.asarray(picture(sheet, dpi=200), np.uint8)
    assert bars_of(Canvas(200, pixels)) == ()


def test_two_bars_that_nearly_touch_are_both_found() -> None:
    drawn = (box(60, 100, 74, 112), box(75.6, 100, 88, 112))
    found = bars_of(Canvas.blank().fill(drawn[0]).fill(drawn[1]))
    covered = [sum(b.overlap(d) for b in found) / d.area for d in drawn]
    assert all(share > 0.9 for share in covered)


def test_frames_rules_and_tick_boxes_are_no_bars() -> None:
    canvas = with_tick("filled").frame(box(40, 150, 240, 200)).line(40, 230, 240, 230, thick=2)
    assert [b for b in bars_of(canvas) if b.width > 12] == []


def test_the_dark_edge_of_a_scan_is_no_bar() -> None:
    canvas = Canvas.blank().fill(box(0, 0, 306, 12)).fill(box(0, 0, 10, 396))
    assert bars_of(canvas) == ()


# ---- ink ----------------------------------------------------------------------------------------


@steady
@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40))
def test_an_ink_map_holds_all_ink(x: int, y: int, width: int, height: int) -> None:
    mask: Gray = np.zeros((120, 120), np.uint8)
    mask[y : y + height, x : x + width] = 255
    grid = ink_map(mask, dpi=72, without=np.zeros_like(mask)).grid()
    assert grid.shape == (60, 60)
    assert float(grid.sum()) / 255 * 4 == pytest.approx(width * height, rel=0.02, abs=1)


def test_ink_share_is_of_the_place_asked_for() -> None:
    mask: Gray = np.zeros((120, 120), np.uint8)
    mask[20:40, 20:40] = 255
    grid = ink_map(mask, dpi=72, without=np.zeros_like(mask)).grid()
    assert ink_share(grid, box(20, 20, 40, 40)) == 1.0
    assert ink_share(grid, box(20, 20, 60, 40)) == 0.5
    assert ink_share(grid, box(60, 60, 80, 80)) == 0.0
    assert ink_share(grid, box(500, 500, 510, 510)) == 0.0


def test_an_ink_map_leaves_out_what_it_is_told_to() -> None:
    mask: Gray = np.full((120, 120), 255, np.uint8)
    without = np.zeros_like(mask)
    without[:60] = 255
    grid = ink_map(mask, dpi=72, without=without).grid()
    assert ink_share(grid, box(0, 0, 120, 60)) == 0.0
    assert ink_share(grid, box(0, 60, 120, 120)) == 1.0


def test_an_ink_map_does_not_print_its_ink() -> None:
    mask: Gray = np.full((40, 40), 255, np.uint8)
    drawn = ink_map(mask, dpi=72, without=np.zeros_like(mask))
    assert drawn.data not in repr(drawn)


def test_moving_marks_moves_every_kind_of_them() -> None:
    one = (box(1, 2, 3, 4),)
    kinds = [f.name for f in fields(Marks) if f.name != "ticks"]
    marks = Marks(**dict.fromkeys(kinds, one))  # type: ignore[arg-type]
    found = moved(marks, lambda b: box(b.x0 + 5, b.top, b.x1 + 5, b.bottom))
    assert {getattr(found, kind) for kind in kinds} == {(box(6, 2, 8, 4),)}
