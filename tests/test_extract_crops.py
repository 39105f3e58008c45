from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extract.crops import line_crops
from extract.ocr import Gray
from models.reader import line_reader
from records.types import BBox
from synth import fonts

DPI = 144.0  # two pixels a point
HAND = Path(fonts.__file__).with_name("sans.ttf")


def page(*lines: tuple[float, float, str]) -> Gray:
    """Draw words at (x, top) in points, 11 points large, in a box with edges all around."""
    image = Image.new("L", (800, 500), 255)
    pen = ImageDraw.Draw(image)
    pen.rectangle((100, 100, 700, 180), outline=0, width=2)
    for x, top, text in lines:
        pen.text((x * 2, top * 2), text, font=ImageFont.truetype(str(HAND), 22), fill=0)
    return np.asarray(image)


def read(image: Gray, box: BBox, *, skew_deg: float = 0.0) -> list[str]:
    crops = line_crops(image, box, dpi=DPI, skew_deg=skew_deg)
    return [reading.text for reading in line_reader().read(crops)]


INSIDE = BBox(x0=48, top=48, x1=352, bottom=92)


def test_the_edges_of_a_box_are_no_letters() -> None:
    (crop,) = line_crops(page((60, 55, "Lucia")), INSIDE, dpi=DPI, skew_deg=0.0)
    assert read(page((60, 55, "Lucia")), INSIDE) == ["Lucia"]
    assert crop[:, -100:].min() > 200  # where the edge was is paper


def test_two_lines_of_writing_are_two_pictures() -> None:
    image = page((60, 53, "48 Comercio St"), (60, 70, "Tulsa"))
    assert read(image, INSIDE) == ["48 Comercio St", "Tulsa"]


def test_a_stroke_that_crosses_a_rule_stays() -> None:
    image = page((60, 80, "gypsy joy"))
    assert read(image, BBox(x0=58, top=80, x1=112, bottom=94)) == ["gypsy joy"]


def test_what_stands_beside_the_box_is_left_out() -> None:
    image = page((60, 55, "Ana Lopez"), (118, 55, "Luz"))
    assert read(image, BBox(x0=59, top=56, x1=113, bottom=69)) == ["Ana Lopez"]


def test_a_letter_that_runs_into_a_smear_below_stays() -> None:
    image = page((60, 55, "429-610-668")).copy()
    box = BBox(x0=59, top=57, x1=122, bottom=65.5)
    image[130:132, 128:132] = 0  # from the foot of the first digit
    image[131:142, 121:175] = 0
    found = "".join(read(image, box)).replace("-", "")
    assert found.startswith("429")


def test_a_skewed_line_is_levelled() -> None:
    image = page((60, 60, "Calle del Comercio 48, Santa Ana"))
    turn = cv2.getRotationMatrix2D((400.0, 250.0), -3.0, 1.0)  # 3 degrees clockwise
    skewed = np.asarray(cv2.warpAffine(image, turn, (800, 500), borderValue=(255,)), np.uint8)
    (text,) = read(skewed, BBox(x0=60, top=46, x1=245, bottom=78), skew_deg=3.0)
    assert text == "Calle del Comercio 48, Santa Ana"


def test_an_empty_box_has_no_line() -> None:
    assert line_crops(page(), INSIDE, dpi=DPI, skew_deg=0.0) == ()
    outside = BBox(x0=900, top=900, x1=950, bottom=920)
    assert line_crops(page(), outside, dpi=DPI, skew_deg=0.0) == ()
