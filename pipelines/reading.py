"""What runs inside the limited child: open one file, read its pages, hand each over as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from extract.load import Limits, LoadedPage, open_document
from extract.ocr import Gray, load_engine
from extract.page import READ_PAGE, ReadPage, read_page
from records.types import POINTS_PER_INCH, Problem

Emit = Callable[[dict[str, Any]], None]
PICTURE_DPI: Final = 110.0
"""Resolution of the page pictures kept in a workspace: small, and still read with ease."""


def read_document(argument: dict[str, Any], emit: Emit) -> None:
    """Read the file `argument["path"]` page by page; emit one JSON object a page.

    Raises:
        DocumentError: The file as a whole cannot be read.
    """
    folder = Path(argument["pictures"])
    for _, page, picture in _pages(argument, emit):
        if picture is not None:
            _save(picture, page, folder)
        emit({"page": READ_PAGE.dump_python(page, mode="json")})


def read_sample(argument: dict[str, Any], emit: Emit) -> None:
    """Read the sample of a form as above; how it is printed and its form fields go along.

    Where `argument["page"]` is a number, only that page is read.

    Raises:
        DocumentError: The file as a whole cannot be read.
    """
    from extract.sample import SAMPLE_PAGE, sample_page

    for loaded, page, picture in _pages(argument, emit):
        sample = sample_page(loaded, page, picture)
        emit({"page": SAMPLE_PAGE.dump_python(sample, mode="json")})


def _pages(
    argument: dict[str, Any], emit: Emit
) -> Iterator[tuple[LoadedPage, ReadPage, Gray | None]]:
    """Emit what was opened; yield each page as loaded, as read, and its upright picture."""
    limits = Limits(
        dpi=argument["dpi"],
        max_pages=argument["max_pages"],
        max_page_pixels=argument["max_page_pixels"],
        max_file_bytes=argument["max_file_bytes"],
    )
    engine = load_engine(argument["engine"], languages=argument["languages"])
    only = argument.get("page")
    with open_document(Path(argument["path"]), limits=limits) as document:
        problems = [_as_json(p) for p in document.problems]
        emit({"opened": {"pages": document.page_count, "problems": problems}})
        for loaded in document.pages():
            if only in (None, loaded.number):
                page, picture = read_page(loaded, engine=engine)
                yield loaded, page, picture


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "stage": problem.stage,
        "page": problem.page,
        "detail": problem.detail,
    }


def _save(picture: Gray, page: ReadPage, folder: Path) -> None:
    import cv2

    scale = page.width * PICTURE_DPI / POINTS_PER_INCH / picture.shape[1]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(".png", small)
    if done:
        (folder / f"{page.number}.png").write_bytes(data.tobytes())
