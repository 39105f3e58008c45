"""Align a page to a form edition whose paper was read, and move that edition's zones onto the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from extract.labels import LabelIndex
from records.forms import EditionSpec
from records.types import BBox

MIN_ANCHORS: Final = 5
MAX_RESIDUAL: Final = 5.0
"""Median distance in points between anchors as placed and as found."""
SCALE_RANGE: Final = (0.8, 1.25)
STRETCH: Final = 0.05
"""So much may one direction be stretched against the other: more is another edition's layout, not a scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """x' = scale_x * x + shift_x, and y likewise; `residual` is the median miss in points."""

    scale_x: float
    shift_x: float
    scale_y: float
    shift_y: float
    residual: float
    anchors: int

    def place(self, box: BBox) -> BBox:
        """Return a box of the edition's paper as it stands on the page."""
        return BBox(
            x0=box.x0 * self.scale_x + self.shift_x,
            top=box.top * self.scale_y + self.shift_y,
            x1=box.x1 * self.scale_x + self.shift_x,
            bottom=box.bottom * self.scale_y + self.shift_y,
        )


def register(index: LabelIndex, edition: EditionSpec) -> Registration | None:
    """Fit the page to the edition by its printed anchors; None where it does not fit.

    A line is fitted in x and in y by the median of pairwise slopes (Theil, 1950; Sen, 1968), which a
    few wrongly found anchors cannot move.
    """
    pairs = []
    for anchor in edition.anchors:
        hits = index.find(anchor.text, key="")
        if len(hits) == 1:
            pairs.append((anchor.bbox, hits[0].bbox))
    if len(pairs) < MIN_ANCHORS:
        return None
    scale_x, shift_x = _line([a.x0 for a, _ in pairs], [b.x0 for _, b in pairs])
    scale_y, shift_y = _line([a.y_mid for a, _ in pairs], [b.y_mid for _, b in pairs])
    misses = [
        max(abs(a.x0 * scale_x + shift_x - b.x0), abs(a.y_mid * scale_y + shift_y - b.y_mid))
        for a, b in pairs
    ]
    residual = float(np.median(misses))
    low, high = SCALE_RANGE
    stretched = abs(scale_x / scale_y - 1) > STRETCH if scale_y else True
    if residual > MAX_RESIDUAL or stretched or not (low < scale_x < high and low < scale_y < high):
        return None
    return Registration(
        scale_x=scale_x,
        shift_x=shift_x,
        scale_y=scale_y,
        shift_y=shift_y,
        residual=round(residual, 2),
        anchors=len(pairs),
    )


def _line(xs: list[float], ys: list[float]) -> tuple[float, float]:
    slopes = [
        (ys[j] - ys[i]) / (xs[j] - xs[i])
        for i in range(len(xs))
        for j in range(i + 1, len(xs))
        if abs(xs[j] - xs[i]) > 20
    ]
    slope = float(np.median(slopes)) if slopes else 1.0
    return slope, float(np.median([y - slope * x for x, y in zip(xs, ys, strict=True)]))
