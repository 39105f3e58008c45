"""Tesseract through pytesseract."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from extract.ocr import Gray
from records.types import POINTS_PER_INCH, BBox, Source, Word

SEGMENTATION: Final = "--oem 1 --psm 3"
"""LSTM engine; fully automatic page segmentation (docs/benchmarks.md compares)."""
READING_DPI: Final = 200.0
"""What pages are read at; finer ones are made coarser. Measured against 300: nearly twice as fast, and it
finds more words, since the page is cut into blocks more reliably (docs/benchmarks.md)."""


class Tesseract:
    """Whole-page OCR; one thread a process, since two fight each other on few cores."""

    name = "tesseract"

    def __init__(self, *, languages: str) -> None:
        self.languages = languages

    def read(self, image: Gray, *, dpi: float) -> tuple[Word, ...]:
        """Return the words of `image`, boxes in points, in Tesseract's reading order.

        Raises:
            pytesseract.TesseractError: The engine failed on this image.
        """
        import pytesseract

        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        image, dpi = coarser(image, dpi)
        with _as_file(image) as path:
            found = pytesseract.image_to_data(
                path,
                lang=self.languages,
                config=f"{SEGMENTATION} --dpi {round(dpi)}",
                output_type=pytesseract.Output.DICT,
            )
        scale = POINTS_PER_INCH / dpi
        words = []
        for text, score, left, top, width, height in zip(
            found["text"],
            found["conf"],
            found["left"],
            found["top"],
            found["width"],
            found["height"],
            strict=True,
        ):
            if not text.strip():
                continue
            box = BBox(
                x0=left * scale,
                top=top * scale,
                x1=(left + width) * scale,
                bottom=(top + height) * scale,
            )
            words.append(Word(text=text, bbox=box, score=float(score), source=Source.OCR))
        return tuple(words)

    def turn(self, image: Gray, *, dpi: float) -> int | None:
        """Return the clockwise degrees (0, 90, 180, 270) that set `image` upright; None: too few letters."""
        import pytesseract

        image, dpi = coarser(image, dpi)
        try:
            with _as_file(image) as path:
                found = pytesseract.image_to_osd(
                    path,
                    config=f"--psm 0 --dpi {round(dpi)}",
                    output_type=pytesseract.Output.DICT,
                )
        except pytesseract.TesseractError:  # too few characters to tell
            return None
        return int(found["rotate"])


def coarser(image: Gray, dpi: float) -> tuple[Gray, float]:
    """Return an image finer than pages are read at made coarser, and its dpi."""
    if dpi <= READING_DPI:
        return image, dpi
    scale = READING_DPI / dpi
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), READING_DPI


@contextmanager
def _as_file(image: Gray) -> Iterator[str]:
    """Keep an image as an uncompressed file while the engine reads it: a PNG takes 0.3 s a page to make."""
    with tempfile.TemporaryDirectory(prefix="tesseract-") as folder:
        path = Path(folder, "page.pgm")
        cv2.imwrite(str(path), image)
        yield str(path)
