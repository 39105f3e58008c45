"""Tesseract inside this process, through tesserocr: its models are loaded once, not once a page."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extract.engines.tesseract import Tesseract, coarser
from extract.ocr import Gray
from records.types import POINTS_PER_INCH, BBox, Source, Word

if TYPE_CHECKING:
    from tesserocr import PyTessBaseAPI

WORD_LEVEL: Final = "5"
"""The first column of Tesseract's TSV on a word's line."""


class TesseractInProcess(Tesseract):
    """Whole-page OCR without a program started for each page; orientation is the program's still."""

    name = "tesserocr"

    def read(self, image: Gray, *, dpi: float) -> tuple[Word, ...]:
        """Return the words of `image`, boxes in points, in Tesseract's reading order.

        Raises:
            RuntimeError: The engine failed on this image, or a language is not installed.
        """
        image, dpi = coarser(image, dpi)
        height, width = image.shape
        api = loaded(self.languages)
        try:
            api.SetImageBytes(image.tobytes(), width, height, 1, width)
            api.SetSourceResolution(round(dpi))
            if not api.Recognize():
                raise RuntimeError("Tesseract could not read the page")
            return _words(api.GetTSVText(0), POINTS_PER_INCH / dpi)
        finally:
            api.Clear()


@lru_cache(maxsize=2)
def loaded(languages: str) -> PyTessBaseAPI:
    """Return the engine with its models for `languages`; a process that forks afterwards shares them.

    Raises:
        RuntimeError: A language is not installed.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    from tesserocr import OEM, PSM, PyTessBaseAPI

    return PyTessBaseAPI(path=_models(), lang=languages, psm=PSM.AUTO, oem=OEM.LSTM_ONLY)


def _models() -> str:
    """Return the folder of the installed models: TESSDATA_PREFIX, or what the program says."""
    told = os.environ.get("TESSDATA_PREFIX")
    if told:
        return told
    done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True)
    folder = done.stdout.splitlines()[0].partition('"')[2].partition('"')[0]
    if not Path(folder).is_dir():
        raise RuntimeError("Tesseract does not say where its models are; set TESSDATA_PREFIX")
    return folder


def _words(tsv: str, scale: float) -> tuple[Word, ...]:
    """Return the words of Tesseract's TSV: level, ids, left, top, width, height, score, text."""
    words = []
    for line in tsv.splitlines():
        level, *_, left, top, width, height, score, text = line.split("\t", 11)
        if level != WORD_LEVEL or not text.strip():
            continue
        x0, y0 = int(left) * scale, int(top) * scale
        box = BBox(x0=x0, top=y0, x1=x0 + int(width) * scale, bottom=y0 + int(height) * scale)
        words.append(Word(text=text, bbox=box, score=float(score), source=Source.OCR))
    return tuple(words)
