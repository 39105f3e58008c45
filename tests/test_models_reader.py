from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from pydantic import TypeAdapter

from models.constrained import agreeing, values
from models.reader import Gray, LineReading, alternatives, joined, line_reader
from records.normalise import Context
from synth import fonts

US = Context(language="en", date_order="mdy")
FONT = Path(fonts.__file__).with_name("sans.ttf")
HAND = Path(fonts.__file__).with_name("gloria-hallelujah.ttf")


def line(text: str, *, font: Path = FONT) -> Gray:
    """Draw one line, black on white, 30 pixels large."""
    face = ImageFont.truetype(str(font), 30)
    image = Image.new("L", (round(face.getlength(text)) + 16, 48), 255)
    ImageDraw.Draw(image).text((8, 2), text, font=face, fill=0)
    return np.asarray(image)


def read(text: str, *, font: Path = FONT) -> LineReading:
    (reading,) = line_reader().read([line(text, font=font)])
    return reading


@pytest.mark.parametrize("text", ["Ángel Güicho Muñoz", "IBÁÑEZ NÚÑEZ", "10/11/2005", "¿Qué día?"])
def test_spanish_letters_capitals_and_digits(text: str) -> None:
    assert read(text).text == text


def test_crops_of_many_widths_come_back_in_order_and_as_if_alone() -> None:
    texts = ["Luz", "Calle del Comercio 48, Santa Ana", "Ana", "A 204-117-358"]
    together = line_reader().read([line(text) for text in texts])
    assert [reading.text for reading in together] == texts
    assert np.allclose(together[0].matrix(), read("Luz").matrix(), atol=0.02)


def test_threads_share_one_reader() -> None:
    crops = [line(text) for text in ("Ana", "Luz", "Rosa", "Inés")]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda crop: line_reader().read([crop])[0].text, crops))
    assert found == ["Ana", "Luz", "Rosa", "Inés"]


def test_an_empty_picture_says_nothing() -> None:
    nothing, white = line_reader().read(
        [np.empty((0, 5), np.uint8), np.full((40, 200), 255, np.uint8)]
    )
    assert (nothing.text, nothing.frames, white.text) == ("", 0, "")


def test_a_reading_crosses_as_json() -> None:
    adapter = TypeAdapter(LineReading)
    reading = read("Luz")
    assert adapter.validate_json(adapter.dump_json(reading)) == reading


def test_alternatives_are_probabilities_and_the_best_is_first() -> None:
    found = alternatives(read("García", font=HAND))
    odds = [each.probability for each in found]
    assert found[0].text == "García" and odds == sorted(odds, reverse=True)
    assert 0.5 < sum(odds) <= 1.001


def test_two_lines_are_joined_by_a_space() -> None:
    assert joined([read("Calle 5"), read("Santa Ana")]).text == "Calle 5 Santa Ana"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("a_number", "A 204-117-358", "A204117358"),
        ("date", "10/11/2005", "2005-10-11"),
        ("date", "March 5, 2019", "2019-03-05"),
        ("datetime", "11/12/2019 8:30 AM", "2019-11-12T08:30"),
        ("phone", "(213) 555-0144", "+12135550144"),
        ("us_state", "TX", "TX"),
        ("country", "EL SALVADOR", "SLV"),
        ("relationship", "maternal aunt", "aunt_uncle"),
        ("flag", "Yes", "true"),
        ("full_name", "Cruz, Ana", "Ana Cruz"),
        ("text", "Coatepeque,Quetzaltenango", "Coatepeque, Quetzaltenango"),
    ],
)
def test_values_of_a_kind(kind: str, text: str, value: str) -> None:
    best = values(read(text), kind, context=US)[0]
    assert best.value == value and best.mass > 0.5


def test_letters_in_a_number_give_way_to_digits() -> None:
    reading = read("7B520")
    assert reading.text == "7B520"
    best = values(reading, "zip")[0]
    assert re.fullmatch("7[0-9]520", best.value or "") and best.mass < 0.1


def test_a_date_that_does_not_exist_is_no_value() -> None:
    found = values(read("02/30/2010"), "date", context=US)
    assert "2010-02-30" not in {each.value for each in found}
    assert sum(each.mass for each in found) < 0.1


def test_a_zip_code_settles_a_state_that_is_hard_to_read() -> None:
    states = values(read("TX"), "us_state") + values(read("NC"), "us_state")
    zips = values(read("78520"), "zip")
    agreed, _ = agreeing(states, zips)
    assert agreed[0].value == "TX" and agreed[0].probability > 0.9
