"""Finds the lines of print and writing on a page: PP-OCRv6's text detector, straight on ONNX Runtime.

Differentiable binarization (Liao et al., 2020): the network says for each pixel how likely it lies in the
shrunken middle of a line; pieces above a threshold are grown back to the line's size.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from models.reader import Gray
from models.session import session
from models.weights import LINE_DETECTOR, verified

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

GRID: Final = 32
"""The network takes sizes that are multiples of it."""
MOST_SIDE: Final = 2048
"""Pixels of the longer side at most; a larger picture is made smaller for it."""
LIKELY: Final = 0.3
"""Probability from which a pixel belongs to a line, as PP-OCR sets it."""
DARK: Final = 40
"""Levels under the paper's brightness from which a pixel may be ink."""
AROUND: Final = 110
"""Pixels of paper around the ink that the network is shown."""
SURE: Final = 0.5
"""Mean probability from which a piece is a line."""
LEAST: Final = 3
"""Pixels of the network's picture that a line is high and wide at least."""
GROWN: Final = 1.6
"""How far a piece is grown back: this times its area over its perimeter, as in the paper."""


class Line(NamedTuple):
    """A line found: pixels of the picture given, `right` and `bottom` exclusive."""

    left: int
    top: int
    right: int
    bottom: int


class LineDetector:
    """The detector with its weights; one a process, shared by its threads."""

    def __init__(self, *, weights: bytes, threads: int = 1) -> None:
        self._session: InferenceSession = session(weights, threads=threads)
        self._input = self._session.get_inputs()[0].name

    def find(self, picture: Gray, *, scale: float) -> tuple[Line, ...]:
        """Return the lines of a level page (height, width), upper ones first.

        The network sees the picture at `scale`, smaller where that would be more than it takes.
        """
        import cv2

        left, top, picture = _written_part(picture)
        height, width = picture.shape
        if not height or not width:
            return ()
        scale = min(scale, MOST_SIDE / max(height, width))
        across, down = _on_grid(width * scale), _on_grid(height * scale)
        small = cv2.resize(picture, (across, down), interpolation=cv2.INTER_AREA)
        likely = self._likely(np.asarray(small, dtype=np.uint8))
        lines = (
            _whole(box, across=width / across, down=height / down, size=(width, height))
            for box in _pieces(likely)
        )
        moved = (
            Line(each.left + left, each.top + top, each.right + left, each.bottom + top)
            for each in lines
        )
        return tuple(sorted(moved, key=lambda line: (line.top, line.left)))

    def _likely(self, small: Gray) -> npt.NDArray[np.float32]:
        """Return (height, width): how likely each pixel lies in a line."""
        level = small.astype(np.float32) / 127.5 - 1.0
        (likely,) = self._session.run(None, {self._input: np.repeat(level[None, None], 3, axis=1)})
        return np.asarray(likely[0, 0], dtype=np.float32)


@lru_cache(maxsize=1)
def line_detector() -> LineDetector:
    """Return the detector of this process, its weights checked.

    Raises:
        WeightsError: The weights are missing or are not those that were measured.
    """
    return LineDetector(weights=verified(LINE_DETECTOR))


def _written_part(picture: Gray) -> tuple[int, int, Gray]:
    """Return the left, the top and the pixels of the part that has ink, with some paper around it.

    On a large white page the network overlooks a lone word; without the empty paper it does not.
    """
    if not picture.size:
        return 0, 0, picture
    dark = picture < int(np.median(picture)) - DARK
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not rows.size:
        return 0, 0, picture[:0]
    top, left = max(0, int(rows[0]) - AROUND), max(0, int(columns[0]) - AROUND)
    part = picture[top : int(rows[-1]) + AROUND, left : int(columns[-1]) + AROUND]
    return left, top, np.ascontiguousarray(part)


def _on_grid(pixels: float) -> int:
    return max(GRID, round(pixels / GRID) * GRID)


def _pieces(likely: npt.NDArray[np.float32]) -> list[tuple[float, float, float, float]]:
    """Return (left, top, right, bottom) of each piece that is a line, grown back to its size."""
    import cv2

    mask = (likely > LIKELY).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    sums = np.bincount(labels.ravel(), weights=likely.ravel(), minlength=len(stats))
    found = []
    for (left, top, width, height, area), total in zip(stats[1:], sums[1:], strict=True):
        if min(width, height) < LEAST or total < SURE * area:
            continue
        grown = GROWN * width * height / (2 * (width + height))
        found.append((left - grown, top - grown, left + width + grown, top + height + grown))
    return found


def _whole(
    box: tuple[float, float, float, float], *, across: float, down: float, size: tuple[int, int]
) -> Line:
    """Return a box of the network's picture in pixels of the whole one, cut where the page ends."""
    left, top, right, bottom = box
    x0, y0 = min(max(0, int(left * across)), size[0] - 1), min(max(0, int(top * down)), size[1] - 1)
    return Line(
        left=x0,
        top=y0,
        right=min(size[0], max(x0, int(right * across)) + 1),
        bottom=min(size[1], max(y0, int(bottom * down)) + 1),
    )
