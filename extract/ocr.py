"""One protocol for all OCR engines; which ones there are stands in `ENGINES`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Final, Protocol, cast

import numpy as np
import numpy.typing as npt

from records.types import Word

Gray = npt.NDArray[np.uint8]
"""(height, width) uint8 grayscale, 0 is black."""


class OcrEngine(Protocol):
    """Reads a whole page."""

    name: str

    def read(self, image: Gray, *, dpi: float) -> tuple[Word, ...]:
        """Return the words of an upright page, boxes in points on that image, in reading order."""

    def turn(self, image: Gray, *, dpi: float) -> int | None:
        """Return the clockwise degrees (0, 90, 180, 270) that set the page upright; None: too few letters."""


ENGINES: Final[dict[str, str]] = {
    "tesseract": "extract.engines.tesseract:Tesseract",
    "tesserocr": "extract.engines.inprocess:TesseractInProcess",
}
"""Engine name -> where its class is; imported only when chosen."""
LANGUAGES: Final = "spa+eng"
"""Tesseract's codes; with "spa" in front, names keep their accents (docs/benchmarks.md)."""


def best_engine() -> str:
    """Return the fastest engine that is installed: tesserocr (no wheels for macOS), or the program."""
    return "tesserocr" if find_spec("tesserocr") else "tesseract"


def load_engine(name: str, *, languages: str) -> OcrEngine:
    """Return the engine of that name for `languages` (Tesseract's codes, such as "eng+spa").

    Raises:
        KeyError: No such engine.
    """
    module, _, attribute = ENGINES[name].partition(":")
    return cast(OcrEngine, getattr(import_module(module), attribute)(languages=languages))


WORD_SCORE_FLOOR: Final = 60.0
"""Tesseract's own scale, 0 to 100: below it a word is more often wrong than right."""


def legibility(words: tuple[Word, ...]) -> float:
    """Return the share of characters that stand in well-read words of 3 or more letters, 0 to 1.

    Upside-down and sideways pages come out near 0, upright print above 0.6.
    """
    total = sum(len(w.text) for w in words)
    return legible(words) / total if total else 0.0


def legible(words: tuple[Word, ...]) -> int:
    """Return how many characters stand in well-read words of 3 or more letters.

    Tesseract reads blocks on their side too; there a word is higher than wide.
    """
    return sum(
        len(w.text)
        for w in words
        if w.score >= WORD_SCORE_FLOOR
        and sum(c.isalnum() for c in w.text) >= 3
        and w.bbox.width > w.bbox.height
    )
