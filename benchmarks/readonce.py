"""Read scans once and keep what was read, so that finding can be measured again in seconds.

Each page is drawn to a PNG first: what a file says of itself (text layer, form fields) is not looked
at, only what is to be seen. Kept per page, so that a run that was stopped goes on. Empty the folder
when reading (rendering, OCR, marks) has changed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from extract.load import Limits, open_document
from extract.ocr import Gray, OcrEngine
from extract.page import READ_PAGE, ReadPage, read_page
from records.types import POINTS_PER_INCH

DPI: Final = 300


def read_all(files: Sequence[Path], cache: Path, *, engine: OcrEngine) -> None:
    """Read every page of `files` that is not kept in `cache` yet: the first page of each file first."""
    pages = sorted((number, path) for path in files for number in range(1, page_count(path) + 1))
    for done, (number, path) in enumerate(pages, start=1):
        if not _kept(cache, path, number).exists():
            keep_page(path, number, cache=cache, engine=engine)
            print(f"{done} of {len(pages)} pages", file=sys.stderr)


def keep_page(path: Path, number: int, *, cache: Path, engine: OcrEngine) -> None:
    """Read one page and keep it, in place of what was kept of it."""
    _keep(_read(path, number, cache=cache, engine=engine), _kept(cache, path, number))


def kept_pages(path: Path, cache: Path) -> tuple[ReadPage, ...]:
    """Return what is kept of a file's pages, in order."""
    folder = _kept(cache, path, 1).parent
    files = sorted(folder.glob("*.json"), key=lambda p: int(p.stem))
    return tuple(READ_PAGE.validate_json(p.read_bytes()) for p in files)


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def picture(path: Path, number: int, *, cache: Path) -> Path:
    """Return the page as a grayscale PNG at 300 dpi, drawn unless it is there."""
    import pypdfium2

    target = cache / "pictures" / path.stem / f"{number}.png"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        document = pypdfium2.PdfDocument(path)
        try:
            drawn = document[number - 1].render(scale=DPI / POINTS_PER_INCH, grayscale=True)
            drawn.to_pil().save(target, dpi=(DPI, DPI))
        finally:
            document.close()
    return target


def kept_picture(path: Path, number: int, *, cache: Path) -> Gray | None:
    """Return the picture of a page, (height, width) at 300 dpi as it lies in the file, None if not kept."""
    import cv2

    target = cache / "pictures" / path.stem / f"{number}.png"
    image = cv2.imread(str(target), cv2.IMREAD_GRAYSCALE) if target.is_file() else None
    return None if image is None else np.asarray(image, dtype=np.uint8)


def _read(path: Path, number: int, *, cache: Path, engine: OcrEngine) -> ReadPage:
    with open_document(picture(path, number, cache=cache), limits=Limits()) as document:
        (loaded,) = document.pages()
        return read_page(replace(loaded, number=number), engine=engine)[0]


def _kept(cache: Path, path: Path, number: int) -> Path:
    return cache / "read" / path.stem / f"{number}.json"


def _keep(page: ReadPage, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(READ_PAGE.dump_json(page))
    unfinished.replace(target)
