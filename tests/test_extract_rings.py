"""Loops around words: drawn, and looked for in the pixels."""

from __future__ import annotations

import numpy as np
import pytest

from extract.rings import Rings, find_rings
from extract.upright import ink_of
from records.types import BBox
from tests.strategies import Canvas, box


def loop(canvas: Canvas, where: BBox, *, turns: float = 1.0, wobble: float = 0.0) -> Canvas:
    """Draw an ellipse that fills `where`; `turns` under 1 leave it open."""
    angles = np.linspace(0, 2 * np.pi * turns, 60)
    radius = 1 + wobble * np.sin(3 * angles)
    xs = where.x_mid + where.width / 2 * radius * np.cos(angles)
    ys = where.y_mid + where.height / 2 * radius * np.sin(angles)
    for n in range(len(xs) - 1):
        canvas.line(xs[n], ys[n], xs[n + 1], ys[n + 1], thick=1.0)
    return canvas


def rings(canvas: Canvas) -> Rings:
    ink = ink_of(canvas.pixels)
    return find_rings(ink, np.zeros_like(ink), dpi=canvas.dpi)


@pytest.mark.parametrize("dpi", [200.0, 300.0])
@pytest.mark.parametrize(
    ("text", "width"), [("Yes", 30.0), ("Female", 56.0), ("Family friend", 95.0)]
)
def test_a_loop_around_words_is_found(text: str, width: float, dpi: float) -> None:
    where = box(60, 60, 60 + width, 80)
    canvas = Canvas.blank(dpi=dpi).text(text, 69, 64, size=9)
    (found,) = rings(loop(canvas, where, turns=0.97, wobble=0.03)).boxes
    assert found.overlap(where) > 0.85 * where.area


def test_the_strokes_of_a_loop_leave_its_words_alone() -> None:
    canvas = Canvas.blank(dpi=300).text("Female", 69, 64, size=9)
    print_ = ink_of(canvas.pixels) > 0
    found = rings(loop(canvas, box(60, 60, 116, 80)))
    assert found.strokes.any()
    assert not (found.strokes[print_] > 0).any()


def test_letters_and_empty_loops_and_frames_are_no_rings() -> None:
    canvas = Canvas.blank(dpi=300).text("BOCCO ODOQ", 30, 30, size=26)
    loop(canvas, box(60, 100, 116, 120))
    canvas.frame(box(60, 200, 116, 220)).text("Female", 69, 204, size=9)
    assert rings(canvas).boxes == ()
