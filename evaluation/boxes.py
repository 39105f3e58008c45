"""Does the box that a record cites hold the value: boxes as parts of their pages, sizes may differ. Pure.

The truth's box is that of the ink. A record cites the box of the words it took, or the whole place on the
form where it found the value in no words (a tick, a signature): such a place is larger than the ink. So
beside the overlap stands whether the ink lies in the cited box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from records.types import BBox, Evidence
from synth.truth import Corners, TruthField

Sizes = Mapping[int, tuple[float, float]]
"""Page (1-based in the file) -> its upright width and height in points."""
SAME: Final = 0.5
"""Least intersection over union of two boxes of one value (as in PASCAL VOC, Everingham 2010)."""
INSIDE: Final = 0.8
"""Least share of the ink that a cited box holds."""
RULE: Final = (
    f"of exact values: the cited box and that of the ink share a page and {SAME:.0%} of their union; or it "
    f"holds the value at least: {INSIDE:.0%} of the ink lie in it, however large it is"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Intersection over union of two boxes, and whether the cited one is that of the ink or holds it."""

    overlap: float
    held: bool


def compare(fact: TruthField, sizes: Sizes, cited: Evidence | None, cited_sizes: Sizes) -> Compared:
    """Compare the box of the truth with the cited one; nothing cited, or another page, shares nothing."""
    page = cited_sizes.get(fact.page)
    if cited is None or cited.page != fact.page or page is None:
        return Compared(overlap=0.0, held=False)
    ink = _part(as_bbox(fact.bbox), sizes[fact.page])
    box = _part(cited.bbox, page)
    shared = ink.overlap(box)
    whole = ink.area + box.area - shared
    overlap = shared / whole if whole else 0.0
    inside = bool(shared) and shared >= INSIDE * ink.area
    return Compared(overlap=overlap, held=inside or overlap >= SAME)


def as_bbox(corners: Corners) -> BBox:
    """Return corners as a box."""
    x0, top, x1, bottom = corners
    return BBox(x0=x0, top=top, x1=x1, bottom=bottom)


def _part(bbox: BBox, size: tuple[float, float]) -> BBox:
    width, height = size
    return BBox(
        x0=bbox.x0 / width, top=bbox.top / height, x1=bbox.x1 / width, bottom=bbox.bottom / height
    )
