from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.ocr import Gray
from extract.upright import (
    Deskew,
    faint_ink_of,
    ink_of,
    is_blank,
    is_empty,
    rotated,
    skew_deg,
    turn,
    without_specks,
)
from records.types import BBox
from tests.strategies import HEIGHT, WIDTH, Canvas, box, boxes, steady


def ruled(*, dpi: float = 150.0) -> Canvas:
    """Draw a page of lines of print and rules."""
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=dpi)
    for row in range(18):
        canvas.text("The quick brown fox jumps over the lazy dog", 60, 80 + 34 * row, size=13)
        canvas.line(60, 100 + 34 * row, 550, 100 + 34 * row)
    return canvas


def page_ink(canvas: Canvas) -> Gray:
    return ink_of(canvas.pixels)


# ---- skew ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("angle", [-4.2, -1.3, -0.4, 0.0, 0.6, 2.5, 4.7])
def test_skew_is_measured_clockwise(angle: float) -> None:
    canvas = ruled()
    crooked = rotated(canvas.pixels, -angle)
    assert skew_deg(ink_of(crooked), dpi=canvas.dpi) == pytest.approx(angle, abs=0.15)


@pytest.mark.parametrize("angle", [-3.0, 1.7])
def test_a_line_drawn_at_an_angle_is_measured_by_its_slope(angle: float) -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=150)
    drop = 450 * math.tan(math.radians(angle))
    for row in range(14):
        canvas.line(80, 120 + 40 * row, 530, 120 + 40 * row + drop)
    assert skew_deg(page_ink(canvas), dpi=150) == pytest.approx(angle, abs=0.15)


def test_taking_the_skew_out_sets_lines_level() -> None:
    canvas = ruled()
    crooked = rotated(canvas.pixels, -2.0)
    angle = skew_deg(ink_of(crooked), dpi=canvas.dpi)
    assert skew_deg(ink_of(rotated(crooked, angle)), dpi=canvas.dpi) == pytest.approx(0, abs=0.15)


def test_no_skew_leaves_the_pixels_alone() -> None:
    pixels = ruled().pixels
    assert rotated(pixels, 0) is pixels


# ---- boxes back from the deskewed page ----------------------------------------------------------


angles = st.floats(-5, 5)


@steady
@given(boxes(), angles)
def test_a_box_goes_there_and_back(place: BBox, angle: float) -> None:
    there = Deskew(angle_deg=angle, width=WIDTH, height=HEIGHT)
    again = Deskew(angle_deg=-angle, width=WIDTH, height=HEIGHT).back(there.back(place))
    assert (again.x0, again.top) == pytest.approx((place.x0, place.top), abs=1e-6)
    assert (again.x1, again.bottom) == pytest.approx((place.x1, place.bottom), abs=1e-6)


@steady
@given(boxes(), angles)
def test_a_box_keeps_its_size_and_its_distance_from_the_middle(place: BBox, angle: float) -> None:
    moved = Deskew(angle_deg=angle, width=WIDTH, height=HEIGHT).back(place)
    assert (moved.width, moved.height) == pytest.approx((place.width, place.height), abs=1e-6)
    before = math.hypot(place.x_mid - WIDTH / 2, place.y_mid - HEIGHT / 2)
    after = math.hypot(moved.x_mid - WIDTH / 2, moved.y_mid - HEIGHT / 2)
    assert after == pytest.approx(before, abs=1e-6)


@pytest.mark.parametrize("angle", [-4.0, 2.3])
def test_a_box_found_on_the_deskewed_page_lands_on_its_ink(angle: float) -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=72).fill(box(450, 600, 480, 620))
    flat = rotated(canvas.pixels, angle)
    rows, columns = np.nonzero(flat < 128)
    on_flat = box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    back = Deskew(angle_deg=angle, width=WIDTH, height=HEIGHT).back(on_flat)
    assert (back.x_mid, back.y_mid) == pytest.approx((465, 610), abs=1.5)


# ---- turns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("degrees", "corner"), [(0, (0, 0)), (90, (0, 3)), (180, (1, 3)), (270, (3, 0))]
)
def test_a_turn_is_clockwise(degrees: int, corner: tuple[int, int]) -> None:
    image: Gray = (
        np.full((2, 4), 255, np.uint8) if degrees != 90 else np.full((4, 4), 255, np.uint8)
    )
    image[0, 0] = 0
    turned = turn(image, degrees)
    assert tuple(np.argwhere(turned == 0)[0]) == corner


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_turning_on_to_a_full_circle_is_the_same_page(degrees: int) -> None:
    image = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert np.array_equal(turn(turn(image, degrees), (360 - degrees) % 360), image)


# ---- blank pages --------------------------------------------------------------------------------


def test_an_empty_page_is_blank() -> None:
    assert is_blank(page_ink(Canvas.blank(width=WIDTH, height=HEIGHT, dpi=100)))


def test_specks_and_dirty_edges_are_blank() -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=100)
    canvas.fill(box(0, 0, WIDTH, 8)).fill(box(604, 0, WIDTH, HEIGHT))
    spots = np.random.default_rng(3).integers(80, 780, size=(60, 2))
    canvas.pixels[spots[:, 0], spots[:, 1]] = 0
    assert is_blank(page_ink(canvas))


def test_a_line_of_print_is_not_blank() -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=100)
    assert not is_blank(page_ink(canvas.text("A line of print on an empty page", 80, 300, size=14)))


@pytest.mark.parametrize("text", ["A 123 456 789", "Mother died", "released"])
@pytest.mark.parametrize("top", [14, 300, 770])
def test_a_few_letters_are_not_blank(text: str, top: float) -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=200)
    assert not is_blank(page_ink(canvas.text(text, 80, top, size=10)))


def test_a_signature_alone_is_not_blank() -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=200)
    for step in range(12):
        rise = 12 * (step % 2)
        canvas.line(100 + 12 * step, 400 + rise, 112 + 12 * step, 412 - rise)
    assert not is_blank(page_ink(canvas))


@pytest.mark.parametrize("y", [100, 390])
def test_filled_holes_are_blank_and_a_disc_in_the_middle_is_not(y: float) -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=200)
    cv2.circle(canvas.pixels, (canvas.at(30), canvas.at(y)), canvas.at(9), (0,), -1)
    assert is_blank(page_ink(canvas))
    cv2.circle(canvas.pixels, (canvas.at(300), canvas.at(390)), canvas.at(9), (0,), -1)
    assert not is_blank(page_ink(canvas))


def test_punched_holes_are_blank() -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=200)
    for top in (100, 390, 680):
        cv2.circle(canvas.pixels, (canvas.at(30), canvas.at(top)), canvas.at(8), (0,), 2)
    assert is_blank(page_ink(canvas))


def empty(pixels: Gray, *, dpi: float = 200) -> bool:
    return is_empty(pixels, ink_of(pixels), dpi=dpi)


@pytest.mark.parametrize("level", [170, 200, 210])
def test_a_note_in_faint_pencil_alone_is_not_blank(level: int) -> None:
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=200)
    assert not empty(canvas.text("Mother called: 415 Elm", 80, 300, size=12, level=level).pixels)


@pytest.mark.parametrize("depth", [0.1, 0.2])
@pytest.mark.parametrize("noise", [3, 10])
def test_print_that_shows_through_and_noise_are_blank(depth: float, noise: float) -> None:
    back = cv2.GaussianBlur(np.fliplr(ruled(dpi=200).pixels), (0, 0), 3).astype(float)
    spread = np.random.default_rng(5).normal(0, noise, back.shape)
    assert empty(np.clip(245 - (255 - back) * depth + spread, 0, 255).astype(np.uint8))


# ---- faint ink ----------------------------------------------------------------------------------


def faint_share(canvas: Canvas, where: BBox) -> float:
    mask = faint_ink_of(canvas.pixels, page_ink(canvas), dpi=canvas.dpi)
    rows = slice(canvas.at(where.top), canvas.at(where.bottom))
    return float((mask[rows, canvas.at(where.x0) : canvas.at(where.x1)] > 0).mean())


@pytest.mark.parametrize("level", [130, 170, 205])
def test_pencil_beside_black_print_is_ink(level: int) -> None:
    canvas = ruled(dpi=200).text("MUESTRA", 100, 725, size=14, level=level)
    assert faint_share(canvas, box(95, 722, 200, 745)) > 0.03


def test_a_shaded_box_is_no_ink() -> None:
    canvas = ruled(dpi=200).fill(box(100, 722, 300, 745), level=215)
    assert faint_share(canvas, box(110, 725, 290, 742)) == 0


def test_grey_paper_with_a_shadow_is_blank() -> None:
    shade = np.linspace(150, 235, 850).astype(np.uint8)
    assert is_blank(ink_of(np.ascontiguousarray(np.tile(shade, (1100, 1)))))


def test_print_on_shaded_paper_is_ink() -> None:
    shade = np.tile(np.linspace(150, 235, 850), (1100, 1)).astype(np.uint8)
    page = np.ascontiguousarray(shade)
    cv2.putText(page, "HELLO", (100, 500), cv2.FONT_HERSHEY_SIMPLEX, 4, (40,), 10)
    ink = ink_of(page)
    assert np.count_nonzero(ink[400:520, 90:600]) > 5000
    assert np.count_nonzero(ink[600:]) == 0


# ---- specks --------------------------------------------------------------------------------------


def speckled(count: int) -> Canvas:
    canvas = Canvas.blank(dpi=300).text("Mr. Q. Sample, Jr. paid 1.50", 40, 60, size=10)
    places = np.random.default_rng(7).integers(0, min(canvas.pixels.shape) - 2, size=(count, 2))
    for row, column in places:
        canvas.pixels[row : row + 2, column : column + 2] = 0
    return canvas


def test_the_specks_of_a_speckled_page_go_and_its_points_stay() -> None:
    clean, dirty = speckled(0), speckled(3000)
    cleaned = without_specks(dirty.pixels, ink_of(dirty.pixels), dpi=300)
    around = np.count_nonzero(cleaned[400:] < 128)
    assert around < 0.02 * np.count_nonzero(dirty.pixels[400:] < 128)
    assert np.count_nonzero(cleaned[clean.pixels < 128] > 128) == 0


def test_a_page_without_noise_is_left_as_it_is() -> None:
    canvas = speckled(3)
    assert without_specks(canvas.pixels, ink_of(canvas.pixels), dpi=300) is canvas.pixels
