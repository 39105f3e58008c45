"""A page of a form's sample: what was read, how each word is printed, which form fields it has.

Made in the limited child beside `extract.page.read_page`. It carries what a form prints; of what somebody
filled into form fields only the fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from pydantic import TypeAdapter

from extract.layers import turned_box
from extract.ocr import Gray
from extract.page import ReadPage
from extract.pages import FieldKind, LoadedPage
from records.types import BBox, Source, Word

RIM: Final = 1.5
"""Points around a word from which the paper it stands on is measured."""
WHITE: Final = 255.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """How a word is printed: mean width of its strokes in points, and the level of its ground.

    `ground` is 0 to 1: 1 is as bright as the page's paper, a shaded band is below.
    """

    stroke: float
    ground: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A form field of a fillable sample; `filled` where it carries a value or a tick."""

    name: str = field(repr=False)
    tooltip: str = field(repr=False)
    kind: FieldKind
    filled: bool
    bbox: BBox


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePage:
    """A read page without what was filled into its form fields; `prints` follows `page.words`."""

    page: ReadPage
    prints: tuple[Print, ...] = ()
    widgets: tuple[Widget, ...] = ()


SAMPLE_PAGE: Final[TypeAdapter[SamplePage]] = TypeAdapter(SamplePage)


def sample_page(loaded: LoadedPage, page: ReadPage, picture: Gray | None) -> SamplePage:
    """Return the sample page of a loaded and read page; `picture` is the upright page as drawn."""
    words = tuple(w for w in page.words if w.source is not Source.FORM_FIELD)
    return SamplePage(
        page=replace(page, words=words, second=()),
        prints=() if picture is None else prints_of(picture, words, width=page.width),
        widgets=tuple(
            Widget(
                name=value.name,
                tooltip=value.tooltip,
                kind=value.kind,
                filled=value.checked if value.checked is not None else bool(value.value.strip()),
                bbox=turned_box(value.bbox, page.rotation, loaded),
            )
            for value in loaded.fields
        ),
    )


def prints_of(picture: Gray, words: tuple[Word, ...], *, width: float) -> tuple[Print, ...]:
    """Measure how each word is printed on the upright page's picture, `width` points wide.

    A stroke's area is its width times its length, and each of its two sides adds its length to the sum
    of the gradient: twice the one by the other is the width, grey edges included.
    """
    scale = picture.shape[1] / width
    paper = max(1.0, float(np.percentile(picture, 95)))
    return tuple(_print(picture, word.bbox, scale=scale, paper=paper) for word in words)


def _print(picture: Gray, bbox: BBox, *, scale: float, paper: float) -> Print:
    around = bbox.grown(x=RIM, y=RIM)
    rows = slice(max(0, int(around.top * scale)), max(0, int(around.bottom * scale)) + 1)
    columns = slice(max(0, int(around.x0 * scale)), max(0, int(around.x1 * scale)) + 1)
    patch = picture[rows, columns].astype(np.float32)
    if min(patch.shape) < 2:
        return Print(stroke=0.0, ground=1.0)
    ground = float(np.percentile(patch, 80))
    if ground < WHITE / 2:  # light print on a dark band
        patch = WHITE - patch
    level = float(np.percentile(patch, 80))
    ink = np.clip(level - patch, 0, None)
    down, across = np.gradient(ink)
    length = float(np.hypot(down, across).sum())
    stroke = 2 * float(ink.sum()) / length if length else 0.0
    return Print(stroke=round(stroke / scale, 3), ground=round(min(1.0, ground / paper), 3))
