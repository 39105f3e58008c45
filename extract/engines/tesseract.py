"""Tesseract through pytesseract."""

from __future__ import annotations

import os
from typing import Final

from extract.ocr import Gray
from records.types import POINTS_PER_INCH, BBox, Source, Word

SEGMENTATION: Final = "--oem 1 --psm 3"
"""LSTM engine; fully automatic page segmentation (docs/benchmarks.md compares)."""


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
        found = pytesseract.image_to_data(
            image,
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

    def turn(self, image: Gray, *, dpi: float) -> int:
        """Return the clockwise degrees (0, 90, 180, 270) that set `image` upright; 0 when unsure."""
        import pytesseract

        try:
            found = pytesseract.image_to_osd(
                image,
                config=f"--psm 0 --dpi {round(dpi)}",
                output_type=pytesseract.Output.DICT,
            )
        except pytesseract.TesseractError:  # too few characters to tell
            return 0
        return int(found["rotate"])
