"""What a person looks at: a wrong field cut out of its page, with truth and reading beside it."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from evaluation.crops import CITED, CROP_PX, INK, ROW_PX, ROWS, sheets
from evaluation.errors import wrong_fields
from evaluation.judging import judge
from evaluation.matching import match
from evaluation.shown import Shown, sampled, shown
from records.types import BBox, Decision, Record
from tests.truth_by_hand import known, perfect, small_truth

ALONE = 2
FAR = BBox(x0=100.0, top=150.0, x1=200.0, bottom=160.0)


def misread() -> tuple[Record, ...]:
    """Return records of which the last has a wrong name, from another place."""
    *others, last = perfect(small_truth())
    name = last.fields[0]
    cited = replace(name.evidence, bbox=FAR) if name.evidence is not None else None
    wrong = replace(name, value="Somebody", text="S0mebody", evidence=cited)
    return (*others, replace(last, fields=(wrong, *last.fields[1:])))


def told(records: tuple[Record, ...], count: int = 9) -> list[Shown]:
    truths = small_truth()
    what = known(truths)
    judged = [d for file in match(truths, records) for d in judge(file, what)]
    wrong = sampled(wrong_fields(judged), count)
    return list(shown(wrong, truths=truths, records=records, known=what))


def white(sha256: str, number: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (1224, 1584), 255).save(stream, "PNG")
    return stream.getvalue()


def has(image: Image.Image, colour: tuple[int, int, int]) -> bool:
    """Say whether a picture has a point of about that colour: scaling down mixes it a little."""
    pixels = np.asarray(image, dtype=int)
    return bool((abs(pixels - colour).max(axis=2) < 30).any())


def test_truth_and_reading_stand_side_by_side() -> None:
    (one,) = told(misread())
    text = "\n".join(one.lines)
    assert "truth (green): Rosa Amelia Montefaro" in text
    assert "Somebody from 'S0mebody'" in text
    assert "ACCEPTED" in text
    assert one.cited == FAR


def test_the_place_of_the_truth_and_the_cited_one_are_drawn() -> None:
    (sheet,) = sheets(told(misread()), white)
    with Image.open(io.BytesIO(sheet)) as opened:
        image = opened.convert("RGB")
    assert image.height == ROW_PX
    crop = image.crop((0, 0, CROP_PX, ROW_PX))
    assert has(crop, INK)
    assert has(crop, CITED)
    words = image.crop((CROP_PX, 0, image.width, ROW_PX)).convert("L")
    assert words.getextrema()[0] == 0


@pytest.mark.parametrize(
    ("rotation", "size", "corner"),
    [(0, (612, 792), (72, 100)), (90, (792, 612), (682, 72)), (180, (612, 792), (440, 682))],
)
def test_the_place_of_the_truth_turns_with_a_page_that_was_turned_wrongly(
    rotation: int, size: tuple[float, float], corner: tuple[float, float]
) -> None:
    *others, last = misread()
    page = replace(last.pages[0], rotation=rotation, width=size[0], height=size[1])
    (one,) = told((*others, replace(last, pages=(page,))))
    assert one.ink is not None
    assert (one.ink.x0, one.ink.top) == pytest.approx(corner)


def test_a_page_without_a_picture_costs_no_other() -> None:
    (sheet,) = sheets(told(misread()), lambda sha256, number: None)
    with Image.open(io.BytesIO(sheet)) as image:
        assert image.height == ROW_PX


def test_many_fields_fill_several_sheets() -> None:
    (one,) = told(misread())
    heights = []
    for sheet in sheets([one] * (ROWS + 1), lambda sha256, number: None):
        with Image.open(io.BytesIO(sheet)) as image:
            heights.append(image.height // ROW_PX)
    assert heights == [ROWS, 1]


def test_what_was_accepted_is_shown_before_a_sample_of_the_rest() -> None:
    records = tuple(
        replace(
            r,
            fields=tuple(
                replace(f, value="Nobody", decision=Decision.REVIEW) for f in r.fields if f.value
            ),
        )
        for r in perfect(small_truth())[:ALONE]
    )
    both = (*records, misread()[ALONE])
    first, *rest = told(both)
    assert "ACCEPTED" in first.lines[0]
    assert rest and not any("ACCEPTED" in one.lines[0] for one in rest)
    assert told(both) == told(both)
    assert len(told(both, 2)) == 2
