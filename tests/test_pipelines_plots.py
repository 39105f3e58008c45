"""The drawings: lengths and places follow the numbers, texts stay texts, empty ones hold."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.bars import LEAST_SHARE, bar, quantile, spread, strip
from pipelines.plots import Plot, Point, Series, axis, draw, draw_file, steps, until

HOSTILE = "<script>alert('1')</script>\"&\N{RIGHT-TO-LEFT OVERRIDE}\x1b"
PLOT = Plot(
    key="test",
    title="Reliability",
    about="Of ten values held at 0.9, nine are right.",
    x=axis("mean confidence", 1.0),
    y=axis("share that is right", 1.0),
    series=(Series(label="dates", points=((0.0, 0.0), (0.5, 0.25), (1.0, 1.0))),),
)


def with_series(*series: Series) -> Plot:
    return replace(PLOT, series=series)


def drawn(plot: Plot) -> ElementTree.Element:
    return ElementTree.fromstring(draw(plot))


def classed(drawing: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in drawing.iter() if name in e.get("class", "").split()]


def path_points(element: ElementTree.Element) -> list[Point]:
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", element.get("d", ""))
    return [(float(x), float(y)) for x, y in pairs]


def bar_widths(drawing: str) -> dict[str, float]:
    parts = ElementTree.fromstring(drawing)
    return {p.get("class", "").split()[-1]: float(p.get("width", "")[:-1]) for p in parts}


# ---- bars ------------------------------------------------------------------------------------------


def test_a_bar_is_as_long_as_its_counts() -> None:
    assert bar_widths(bar((("accepted", 30), ("review", 10)), whole=80)) == {
        "accepted": 37.5,
        "review": 12.5,
    }


def test_parts_of_a_bar_follow_each_other() -> None:
    parts = ElementTree.fromstring(bar((("a", 1), ("b", 2), ("c", 1)), whole=4))
    assert [part.get("x") for part in parts] == ["0%", "25%", "75%"]


def test_one_among_ten_thousand_still_shows_and_the_bar_keeps_its_length() -> None:
    widths = bar_widths(bar((("accepted", 9999), ("review", 1)), whole=10_000))
    assert widths["review"] == pytest.approx(LEAST_SHARE, abs=0.02)
    assert sum(widths.values()) == pytest.approx(100, abs=0.02)


def test_nothing_counted_is_an_empty_bar() -> None:
    assert bar_widths(bar((("accepted", 0), ("review", 0)), whole=0)) == {}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.floats(0, 1))
def test_a_quantile_is_the_least_value_that_enough_do_not_exceed(
    values: list[float], share: float
) -> None:
    found = quantile(Counter(values), share)
    assert found in values
    assert sum(v <= found for v in values) >= share * len(values) - 1e-6
    assert sum(v < found for v in values) <= share * len(values) + 1e-6


def test_a_strip_shows_where_the_middle_lies() -> None:
    lies = spread({0.2: 1, 0.5: 2, 0.8: 6, 0.9: 1})
    drawing = ElementTree.fromstring(strip(lies))
    (middle,) = classed(drawing, "middle")
    (half,) = classed(drawing, "half")
    assert middle.get("x1") == middle.get("x2") == "80%"
    assert (half.get("x"), half.get("width")) == ("50%", "30%")


# ---- plots with axes -------------------------------------------------------------------------------


@given(st.floats(1e-6, 1e9))
def test_marks_are_round_few_and_hold_the_highest_value(high: float) -> None:
    marks = axis("x", high).marks
    assert marks[0] == 0
    assert marks[-1] >= high * (1 - 1e-9)
    assert 2 <= len(marks) <= 7


def test_an_axis_of_counts_is_marked_at_whole_numbers() -> None:
    assert axis("documents", 3, whole=True).marks == (0, 1, 2, 3)


def test_an_axis_of_time_ends_where_the_time_ends() -> None:
    minutes = until("minutes", 7.3)
    assert minutes.high == 7.3
    assert minutes.marks == (0, 2, 4, 6)


@pytest.mark.parametrize("values", [(), (0.0,), (float("nan"),)])
def test_an_axis_without_values_still_has_a_length(values: tuple[float, ...]) -> None:
    empty = axis("x", *values)
    assert empty.low < empty.high


def test_points_of_a_line_stand_where_the_axes_say() -> None:
    plot = replace(PLOT, x=axis("x", 1.0), y=axis("y", 1.0))
    (curve,) = [e for e in classed(drawn(plot), "curve") if e.tag == "path"]
    (x0, y0), (x1, y1), (x2, y2) = path_points(curve)
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert (y0 - y1) * 3 == pytest.approx(y1 - y2, abs=0.05)
    assert y2 < y1 < y0


def test_columns_keep_their_height_between_their_edges() -> None:
    assert steps((0, 1, 3), (5, 7)) == ((0, 5), (1, 5), (1, 7), (3, 7))


def test_intervals_of_points_are_whiskers_and_those_of_lines_a_band() -> None:
    ends = ((0.0, 0.1), (0.2, 0.3), (0.9, 1.0))
    dots = replace(PLOT.series[0], mark="points", spread=ends, label="")
    line = replace(PLOT.series[0], spread=ends, label="")
    assert len(classed(drawn(with_series(dots)), "whisker")) == 3
    (band,) = classed(drawn(with_series(line)), "band")
    assert len(path_points(band)) == 6


def test_what_lies_outside_the_axes_stays_on_the_drawing() -> None:
    beyond = Series(label="", points=((-5.0, 2.0), (9.0, -3.0)))
    drawing = drawn(with_series(beyond))
    _, _, width, height = map(float, drawing.get("viewBox", "").split())
    (curve,) = classed(drawing, "curve")
    assert all(0 <= x <= width and 0 <= y <= height for x, y in path_points(curve))


def test_every_series_is_named_inside_the_drawing() -> None:
    names = [f"series number {n}" for n in range(9)]
    drawing = drawn(with_series(*(Series(label=n, points=((0, 0), (1, 1))) for n in names)))
    _, _, width, height = map(float, drawing.get("viewBox", "").split())
    places = {
        e.text: (float(e.get("x", "")), float(e.get("y", "")))
        for e in drawing.iter("text")
        if e.text in names
    }
    assert list(places) == names
    assert len(set(places.values())) == 9
    assert all(0 < x < width and 0 < y < height for x, y in places.values())


def test_a_reader_that_does_not_see_is_told_what_is_there() -> None:
    drawing = drawn(PLOT)
    named = {e.get("id"): e.text for e in drawing.iter()}
    assert drawing.get("role") == "img"
    assert named[drawing.get("aria-labelledby")] == PLOT.title
    assert named[drawing.get("aria-describedby")] == PLOT.about


def test_hostile_texts_stay_texts() -> None:
    plot = replace(
        PLOT,
        title=HOSTILE,
        about=HOSTILE,
        x=replace(PLOT.x, label=HOSTILE),
        y=replace(PLOT.y, label=HOSTILE),
        series=(replace(PLOT.series[0], label=HOSTILE),),
    )
    for drawing in (draw(plot), draw_file(plot)):
        assert "<script" not in drawing
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in drawing and "\x1b" not in drawing
        texts = [e.text or "" for e in ElementTree.fromstring(drawing).iter()]
        assert sum("<script>alert('1')</script>\"&⟨U+202E⟩⟨U+001B⟩" in text for text in texts) == 5


def test_a_plot_without_series_is_its_axes() -> None:
    drawing = drawn(with_series(Series(label="", points=())))
    assert classed(drawing, "grid")
    assert not list(drawing.iter("path"))


def test_a_drawing_on_a_page_has_no_style_of_its_own_and_a_file_has() -> None:
    assert "style" not in draw(PLOT)
    assert "--tone0" in draw_file(PLOT)
    assert draw_file(PLOT).startswith("<svg")
