"""Reads places of one file's pages with the second reader, from the upright pictures kept of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from extract.crops import line_crops
from extract.ocr import Gray
from extract.pictures import unpacked
from extract.pixels import to_pixels
from extract.reread import Place
from models.reader import LineReader, LineReading, joined
from records.types import POINTS_PER_INCH

Packed = Callable[[int], bytes | None]
"""Page number -> its picture as `extract.pictures` packs it, or None."""
RIM: Final = 0.5
"""Points around print that is painted out."""
SIDE: Final = 4.0
"""Points of paper left of and right of the ink of a crop."""
DARK: Final = 40
"""Levels under the paper's brightness from which a column counts as ink."""
MOST_LINES: Final = 4
"""A place of more lines is a text, which the first reader reads better."""


class PictureReader:
    """Reads places of the pages of one file; `skews` are the pages' (`ReadPage.skew_deg`)."""

    def __init__(self, packed: Packed, *, skews: Mapping[int, float], reader: LineReader) -> None:
        self._packed, self._skews, self._reader = packed, skews, reader

    def read(self, places: Sequence[Place]) -> tuple[LineReading | None, ...]:
        """Return what stands in each place, lines joined; None where there is no picture, or too much."""
        crops: list[Gray] = []
        spans: list[tuple[int, int] | None] = [None] * len(places)
        for number in sorted({place.page for place in places}):
            packed = self._packed(number)
            if packed is None:
                continue
            image, dpi = unpacked(packed)
            for at, place in enumerate(places):
                if place.page == number:
                    lines = _lines(image, place, dpi=dpi, skew_deg=self._skews.get(number, 0.0))
                    if len(lines) <= MOST_LINES:
                        spans[at] = (len(crops), len(crops) + len(lines))
                        crops += lines
        readings = self._reader.read(crops)
        return tuple(None if s is None else joined(readings[s[0] : s[1]]) for s in spans)


def _lines(image: Gray, place: Place, *, dpi: float, skew_deg: float) -> tuple[Gray, ...]:
    if place.without:
        image = _painted(image, place, dpi=dpi)
    return tuple(
        _trimmed(c, dpi=dpi) for c in line_crops(image, place.bbox, dpi=dpi, skew_deg=skew_deg)
    )


def _painted(image: Gray, place: Place, *, dpi: float) -> Gray:
    """Return the picture with what is not to be read painted as the paper around it is bright."""
    scale = dpi / POINTS_PER_INCH
    painted = image.copy()
    for box in place.without:
        grown = box.grown(x=RIM, y=RIM)
        rows = slice(max(0, int(grown.top * scale)), max(0, int(grown.bottom * scale) + 1))
        columns = slice(max(0, int(grown.x0 * scale)), max(0, int(grown.x1 * scale) + 1))
        part = painted[rows, columns]
        if part.size:
            part[...] = int(np.percentile(part, 75))
    return painted


def _trimmed(crop: Gray, *, dpi: float) -> Gray:
    """Return a crop without the empty paper left of and right of its ink."""
    paper = int(np.median(crop))
    inked = np.flatnonzero((crop < paper - DARK).sum(axis=0) > 1)
    if not inked.size:
        return crop
    side = to_pixels(SIDE, dpi)
    return np.ascontiguousarray(crop[:, max(0, int(inked[0]) - side) : int(inked[-1]) + 1 + side])
