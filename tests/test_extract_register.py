from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.labels import LabelIndex
from extract.layout import segments
from extract.register import Registration, register
from records.forms import Anchor, EditionSpec
from records.types import BBox, Word
from tests.strategies import put, steady

PRINTED = (
    ("Passport number", 40.0, 60.0),
    ("Date of birth", 300.0, 120.0),
    ("Country of residence", 60.0, 260.0),
    ("Criminal record", 350.0, 400.0),
    ("Type of employment", 100.0, 520.0),
    ("Location code", 420.0, 640.0),
    ("Charge code", 200.0, 700.0),
)


def anchor(text: str, x: float, top: float) -> Anchor:
    words = put(text, x, top)
    return Anchor(text=text, box=(x, top, words[-1].bbox.x1, top + 10))


EDITION = EditionSpec(id="e", source="read", anchors=tuple(anchor(*p) for p in PRINTED))


def page(*, scale: float = 1.0, x: float = 0.0, y: float = 0.0) -> tuple[Word, ...]:
    return tuple(
        w
        for text, left, top in PRINTED
        for w in put(text, left * scale + x, top * scale + y, height=10 * scale)
    )


def fit(words: tuple[Word, ...]) -> Registration | None:
    return register(LabelIndex(segments(words, ())), EDITION)


@steady
@given(st.floats(0.88, 1.15), st.floats(-20, 20), st.floats(-15, 30))
def test_a_scaled_and_shifted_page_registers(scale: float, x: float, y: float) -> None:
    fitted = fit(page(scale=scale, x=x, y=y))
    assert fitted is not None
    placed = fitted.place(BBox(x0=100, top=200, x1=180, bottom=215))
    assert placed.x0 == pytest.approx(100 * scale + x, abs=1)
    assert placed.top == pytest.approx(200 * scale + y, abs=1)
    assert placed.x1 == pytest.approx(180 * scale + x, abs=1)
    assert placed.bottom == pytest.approx(215 * scale + y, abs=1)


def test_one_anchor_found_elsewhere_does_not_move_the_page() -> None:
    strayed = tuple(w for text, x, top in PRINTED[1:] for w in put(text, x, top))
    fitted = fit(strayed + put(PRINTED[0][0], 40, 300))
    assert fitted is not None
    assert fitted.place(BBox(x0=100, top=200, x1=180, bottom=215)).top == pytest.approx(200, abs=2)


def test_too_few_anchors_do_not_register() -> None:
    few = tuple(w for text, x, top in PRINTED[:4] for w in put(text, x, top))
    assert fit(few) is None


def test_an_anchor_printed_twice_is_not_used() -> None:
    five = tuple(w for text, x, top in PRINTED[:5] for w in put(text, x, top))
    assert fit(five) is not None
    assert fit(five + put(PRINTED[0][0], 60, 740)) is None


def test_the_same_labels_in_another_layout_do_not_register() -> None:
    shuffled = tuple(
        w
        for (text, _, _), (_, x, top) in zip(PRINTED, PRINTED[3:] + PRINTED[:3], strict=True)
        for w in put(text, x, top)
    )
    assert fit(shuffled) is None


def test_a_page_stretched_in_one_direction_is_another_edition() -> None:
    taller = tuple(w for text, x, top in PRINTED for w in put(text, x, 1.1 * top))
    assert fit(taller) is None


def test_a_page_of_half_size_is_out_of_range() -> None:
    assert fit(page(scale=0.5)) is None
