"""Which images a PDF page draws: how much of it they cover, how fine they are, what they hide."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pypdfium2 import raw  # type: ignore[import-untyped]

from extract.frame import Frame
from extract.pages import Limits
from records.types import POINTS_PER_INCH, BBox

COVERED: Final = 0.8
"""Share of the page from which raster images make it a scan."""
GRID: Final = 50
"""Coverage is counted on a grid of this many cells each way: scanners cut pages into strips."""
MAX_DEPTH: Final = 3
"""How deep in form XObjects images are sought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """`covered` is the share of the page under raster images; `dpi` that of the largest, 0 without.

    `under` holds the addresses of the text objects drawn before an image that covers the page.
    """

    covered: float = 0.0
    dpi: float = 0.0
    under: frozenset[int] = frozenset()

    @property
    def is_scan(self) -> bool:
        return self.covered > COVERED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Image:
    bbox: BBox
    dpi: float


def survey(page: Any, *, frame: Frame, limits: Limits) -> Drawn:
    """Look at up to `limits.max_objects` drawn objects of a pypdfium2 page."""
    images: list[_Image] = []
    texts: list[int] = []
    under: frozenset[int] = frozenset()
    for address, image in _objects(page, frame=frame, limits=limits):
        if image is None:
            texts.append(address)
            continue
        images.append(image)
        if _coverage([image], frame) > COVERED:
            under = frozenset(texts)
    largest = max(images, key=lambda i: i.bbox.area, default=None)
    dpi = largest.dpi if largest else 0.0
    return Drawn(covered=_coverage(images, frame), dpi=dpi, under=under)


def _objects(page: Any, *, frame: Frame, limits: Limits) -> list[tuple[int, _Image | None]]:
    """Return the page's text objects (with None) and images, in drawing order, forms opened."""
    found: list[tuple[int, _Image | None]] = []
    budget = limits.max_objects

    def visit(holder: Any, count: Any, get: Any, matrix: np.ndarray[Any, Any], depth: int) -> None:
        nonlocal budget
        for index in range(count(holder)):
            budget -= 1
            if budget < 0:
                return
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                found.append((ctypes.cast(item, ctypes.c_void_p).value or 0, None))
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                found.append((0, _image(item, matrix=_matrix(item) @ matrix, frame=frame)))
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                inner = _matrix(item) @ matrix
                visit(
                    item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, depth + 1
                )

    visit(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, np.eye(3), 0)
    return found


def _matrix(item: Any) -> np.ndarray[Any, Any]:
    """Return the object's matrix in the row-vector convention of PDF 1.7, 8.3.4."""
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, m):
        return np.eye(3)
    return np.array([[m.a, m.b, 0.0], [m.c, m.d, 0.0], [m.e, m.f, 1.0]])


def _image(item: Any, *, matrix: np.ndarray[Any, Any], frame: Frame) -> _Image:
    """Return the place and resolution of an image: its matrix maps the unit square to the page."""
    width, height = ctypes.c_uint(0), ctypes.c_uint(0)
    raw.FPDFImageObj_GetImagePixelSize(item, width, height)
    corners = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]], dtype=float) @ matrix
    x, y = np.nan_to_num(corners[:, 0]), np.nan_to_num(corners[:, 1])
    bbox = frame.to_bbox(float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    side = float(np.hypot(matrix[0, 0], matrix[0, 1])) * frame.unit
    return _Image(bbox=bbox, dpi=width.value * POINTS_PER_INCH / side if side > 0 else 0.0)


def _coverage(images: list[_Image], frame: Frame) -> float:
    cells = np.zeros((GRID, GRID), dtype=bool)
    across, down = GRID / frame.width, GRID / frame.height
    for image in images:
        left, right = (
            int(np.clip(round(v * across), 0, GRID)) for v in (image.bbox.x0, image.bbox.x1)
        )
        top, bottom = (
            int(np.clip(round(v * down), 0, GRID)) for v in (image.bbox.top, image.bbox.bottom)
        )
        cells[top:bottom, left:right] = True
    return float(cells.mean())
