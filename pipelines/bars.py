"""Counts and shares drawn inside the rows of a table: the table is the plot's own text alternative.

Pure functions; colours come from the page's styles. Lengths are per cent of the cell, so that a bar
keeps its height and its rounding whatever the width.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

LEAST_SHARE: Final = 0.8
"""Per cent of a bar's length: one among ten thousand still shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where values between 0 and 1 lie: the middle one, and the ends of the middle 50 and 80 %."""

    low: float
    lower: float
    middle: float
    upper: float
    high: float


def quantile(counts: Mapping[float, int], share: float) -> float:
    """Return the least value that `share` of all do not exceed; `counts` must not be empty."""
    needed = share * sum(counts.values())
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= needed - 1e-9:
            return value
    return max(counts)


def spread(counts: Mapping[float, int]) -> Spread:
    """Return where the counted values lie; `counts` must not be empty."""
    low, lower, middle, upper, high = (quantile(counts, q) for q in (0.1, 0.25, 0.5, 0.75, 0.9))
    return Spread(low=low, lower=lower, middle=middle, upper=upper, high=high)


def bar(parts: Iterable[tuple[str, int]], *, whole: int) -> Markup:
    """Draw counts end to end, each in the colour of its name; `whole` is the full length.

    A count above 0 is never thinner than `LEAST_SHARE`.
    """
    counted = [(name, count) for name, count in parts if count]
    shares = [max(LEAST_SHARE, 100 * count / whole) for _, count in counted]
    shrink = min(1.0, 100 / sum(shares)) if shares else 1.0
    drawing = Element("svg", {"class": "bar", "aria-hidden": "true"})
    at = 0.0
    for (name, _), share in zip(counted, shares, strict=True):
        place = {"x": _percent(at), "width": _percent(share * shrink), "height": "100%"}
        SubElement(drawing, "rect", {"class": f"part {name}", **place})
        at += share * shrink
    return _markup(drawing)


def strip(values: Spread) -> Markup:
    """Draw where values lie on a line from 0 to 1: middle 80 % thin, middle 50 % thick, the middle one."""
    drawing = Element("svg", {"class": "strip", "aria-hidden": "true"})
    for name, low, high in (
        ("track", 0.0, 1.0),
        ("most", values.low, values.high),
        ("half", values.lower, values.upper),
    ):
        place = {"x": _percent(100 * low), "width": _percent(100 * (high - low))}
        SubElement(drawing, "rect", {"class": name, **place})
    middle = _percent(100 * values.middle)
    SubElement(drawing, "line", {"class": "middle", "x1": middle, "x2": middle, "y2": "100%"})
    return _markup(drawing)


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def _markup(drawing: Element) -> Markup:
    return Markup(tostring(drawing, encoding="unicode"))
