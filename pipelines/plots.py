"""Numbers to plots: inline SVG that takes its colours from `templates/plots.css`; pure functions.

Serves the report here and the evaluation above it. Every text goes through the XML writer, which
escapes it, and through `visible`, which spells out what would not show. A plot never stands alone:
the page beside it carries the same numbers as a table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from pipelines.display import visible

Point = tuple[float, float]
STYLES: Final = Path(__file__).with_name("templates") / "plots.css"

WIDTH: Final = 560.0
HEIGHT: Final = 220.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 16.0, 30.0, 44.0
"""Units of the drawing, about one pixel each on a wide screen, and the margins around the plot."""
TICKS: Final = 5
STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Round steps between marks, after P. Heckbert, Nice numbers for graph labels (1990)."""
SWATCH: Final = 18.0
LEGEND_ROW: Final = 22.0
LEGEND_GAP: Final = 16.0
LETTER: Final = 7.2
"""Units: a letter of 13-unit type, wide enough for most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis from `low` to `high`, its label, and the values that are marked."""

    label: str
    low: float
    high: float
    marks: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values to draw: a `line`, an `area` down to the axis, `points`, or a `guide` to compare with.

    `spread` gives for each point the lower and upper end of its interval: whiskers at points, a band
    along a line. `tone` (from 0) chooses colour and dashes.
    """

    label: str
    points: tuple[Point, ...]
    mark: Literal["line", "area", "points", "guide"] = "line"
    spread: tuple[Point, ...] = ()
    tone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Series over two axes. `key` (letters and digits) makes ids; `about` tells what is to be seen."""

    key: str
    title: str
    about: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    height: float = HEIGHT
    """Units, without the names of the series under it."""


def axis(label: str, *values: float, low: float = 0.0, whole: bool = False) -> Axis:
    """Return an axis from `low` that holds `values`, marked at round numbers.

    `whole` keeps the marks to whole numbers, for counts.
    """
    high = max((v for v in values if math.isfinite(v)), default=low)
    step = _step((high - low) / TICKS)
    if whole:
        step = max(1.0, math.ceil(step))
    count = max(1, math.ceil((high - low) / step - 1e-9))
    marks = tuple(round(low + step * n, 10) for n in range(count + 1))
    return Axis(label=label, low=low, high=marks[-1], marks=marks)


def until(label: str, high: float) -> Axis:
    """Return an axis from 0 that ends at `high` itself, marked at round numbers before it."""
    marks = tuple(mark for mark in axis(label, high).marks if mark <= high)
    return Axis(label=label, low=0.0, high=high, marks=marks)


def steps(edges: Sequence[float], heights: Sequence[float]) -> tuple[Point, ...]:
    """Return the outline of columns between `edges`, of which there is one more than `heights`."""
    sides = zip(edges, edges[1:], heights, strict=False)
    return tuple(point for x0, x1, y in sides for point in ((x0, y), (x1, y)))


def draw(plot: Plot) -> Markup:
    """Draw a plot with axes, for a page that carries the plots' styles."""
    return _markup(_drawing(plot))


def draw_file(plot: Plot) -> str:
    """Return a plot as an SVG file of its own, with its styles inside, light and dark."""
    drawing = _standing_alone(plot)
    style = Element("style")
    style.text = styles()
    drawing.insert(0, style)
    return tostring(drawing, encoding="unicode") + "\n"


def drawing_text(plot: Plot) -> str:
    """Return a plot as SVG without styles, for who brings styles of its own."""
    return tostring(_standing_alone(plot), encoding="unicode")


def _standing_alone(plot: Plot) -> Element:
    drawing = _drawing(plot)
    drawing.set("xmlns", "http://www.w3.org/2000/svg")
    return drawing


@cache
def styles() -> str:
    """Return the rules that colour the plots."""
    return STYLES.read_text(encoding="utf-8")


def _drawing(plot: Plot) -> Element:
    places = _legend_places(plot)
    height = places[-1][1] + 8 if places else plot.height
    ids = {part: f"plot-{plot.key}-{part}" for part in ("title", "about")}
    drawing = Element(
        "svg",
        {
            "class": "plot",
            "viewBox": f"0 0 {_number(WIDTH)} {_number(height)}",
            "role": "img",
            "aria-labelledby": ids["title"],
            "aria-describedby": ids["about"],
        },
    )
    _text(drawing, "title", plot.title, id=ids["title"])
    _text(drawing, "desc", plot.about, id=ids["about"])
    _axes(drawing, plot)
    for series in sorted(plot.series, key=lambda s: s.mark != "area"):
        _series(drawing, plot, series)
    _legend(drawing, plot, places)
    return drawing


def _axes(drawing: Element, plot: Plot) -> None:
    bottom, right = plot.height - BOTTOM, WIDTH - RIGHT
    for mark in plot.y.marks:
        y = _place(plot.y, mark, bottom, TOP)
        _line(drawing, "grid" if mark > plot.y.low else "base", (LEFT, y), (right, y))
        _text(drawing, "text", _told(mark), x=LEFT - 8, y=y + 4, kind="end")
    for mark in plot.x.marks:
        x = _place(plot.x, mark, LEFT, right)
        _line(drawing, "base", (x, bottom), (x, bottom + 4))
        _text(drawing, "text", _told(mark), x=x, y=bottom + 18, kind="mid")
    _text(drawing, "text", plot.x.label, x=(LEFT + right) / 2, y=plot.height - 8, kind="mid label")
    _text(drawing, "text", plot.y.label, x=LEFT - 40, y=14, kind="label")


def _series(drawing: Element, plot: Plot, series: Series) -> None:
    if series.mark == "points":
        _points(drawing, plot, series)
        return
    points = [_at(plot, point) for point in series.points]
    if series.spread:
        lower, upper = zip(*_ends(plot, series), strict=True)
        _path(drawing, f"band tone{series.tone}", [*lower, *reversed(upper)], closed=True)
    if series.mark == "area" and points:
        base = plot.height - BOTTOM
        outline = [(points[0][0], base), *points, (points[-1][0], base)]
        _path(drawing, f"area tone{series.tone}", outline, closed=True)
    _path(drawing, _stroke(series), points, closed=False)


def _points(drawing: Element, plot: Plot, series: Series) -> None:
    for lower, upper in _ends(plot, series):
        _line(drawing, f"whisker tone{series.tone}", lower, upper)
    for point in series.points:
        _dot(drawing, series, _at(plot, point))


def _ends(plot: Plot, series: Series) -> Iterator[tuple[Point, Point]]:
    """Yield where each point's interval begins and ends; nothing for a series without intervals."""
    if series.spread:
        for (x, _), (low, high) in zip(series.points, series.spread, strict=True):
            yield _at(plot, (x, low)), _at(plot, (x, high))


def _stroke(series: Series) -> str:
    return "guide" if series.mark == "guide" else f"curve tone{series.tone}"


def _dot(drawing: Element, series: Series, place: Point) -> None:
    x, y = map(_number, place)
    SubElement(drawing, "circle", {"class": f"dot tone{series.tone}", "cx": x, "cy": y, "r": "4"})


def _legend(drawing: Element, plot: Plot, places: Sequence[Point]) -> None:
    """Name the series under the plot, each after a piece of what it looks like."""
    for item, (x, y) in zip(_named(plot), places, strict=True):
        if item.mark == "points":
            _dot(drawing, item, (x + SWATCH / 2, y - 4))
        else:
            _line(drawing, _stroke(item), (x, y - 4), (x + SWATCH, y - 4))
        _text(drawing, "text", item.label, x=x + SWATCH + 6, y=y, kind="label")


def _legend_places(plot: Plot) -> list[Point]:
    """Return where each name begins, in as many rows as the width asks for."""
    places: list[Point] = []
    x, y = LEFT, plot.height + LEGEND_ROW - 8
    for item in _named(plot):
        width = SWATCH + 6 + LETTER * len(item.label)
        if x > LEFT and x + width > WIDTH - RIGHT:
            x, y = LEFT, y + LEGEND_ROW
        places.append((x, y))
        x += width + LEGEND_GAP
    return places


def _named(plot: Plot) -> tuple[Series, ...]:
    return tuple(item for item in plot.series if item.label)


def _at(plot: Plot, point: Point) -> Point:
    x = _place(plot.x, point[0], LEFT, WIDTH - RIGHT)
    return x, _place(plot.y, point[1], plot.height - BOTTOM, TOP)


def _place(axis: Axis, value: float, start: float, end: float) -> float:
    inside = min(max(value, axis.low), axis.high)
    return start + (end - start) * (inside - axis.low) / (axis.high - axis.low)


def _step(least: float) -> float:
    if least <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in STEPS if power * step >= least - 1e-12)


def _line(drawing: Element, kind: str, start: Point, end: Point) -> None:
    ends = zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True)
    SubElement(drawing, "line", {"class": kind, **{name: _number(v) for name, v in ends}})


def _path(drawing: Element, kind: str, points: Sequence[Point], *, closed: bool) -> None:
    track = "L".join(f"{_number(x)} {_number(y)}" for x, y in points)
    if track:
        SubElement(drawing, "path", {"class": kind, "d": f"M{track}{'Z' if closed else ''}"})


def _text(
    drawing: Element,
    tag: str,
    text: str,
    *,
    x: float | None = None,
    y: float | None = None,
    kind: str = "",
    id: str = "",
) -> None:
    place = {name: _number(v) for name, v in (("x", x), ("y", y)) if v is not None}
    named = {name: v for name, v in (("class", kind), ("id", id)) if v}
    SubElement(drawing, tag, {**named, **place}).text = visible(text)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _told(mark: float) -> str:
    return f"{mark:,.10g}"


def _markup(drawing: Element) -> Markup:
    return Markup(tostring(drawing, encoding="unicode"))
