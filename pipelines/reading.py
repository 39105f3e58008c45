"""What runs inside the limited child: open one file, read its pages, hand each over as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from extract.load import Limits, LoadedPage, open_document
from extract.ocr import Gray, load_engine
from extract.page import READ_PAGE, ReadPage, read_page, stopped_page
from extract.pictures import upright_picture
from pipelines.child import raised_at
from records.errors import DocumentError, Reason
from records.types import POINTS_PER_INCH, Problem

Emit = Callable[[dict[str, Any]], None]
PICTURE_DPI: Final = 110.0
"""Resolution of the page pictures kept in a workspace: small, and still read with ease."""


def read_document(argument: dict[str, Any], emit: Emit) -> None:
    """Read the file `argument["path"]` from `first_page` on; emit one JSON object a page.

    A page on which a reader fails is handed over without words, with its picture and a problem.

    Raises:
        DocumentError: The file as a whole cannot be read.
    """
    engine = load_engine(argument["engine"], languages=argument["languages"])
    folder = Path(argument["pictures"])
    for loaded in _loaded(argument, emit):
        try:
            page, picture = read_page(loaded, engine=engine)
            _keep_pixels(loaded, page, folder)
            _hand_over(page, picture, folder, emit)
        except Exception as error:  # noqa: BLE001  one page's fault must not end the others
            size = (loaded.width_pt, loaded.height_pt)
            page = stopped_page(loaded.number, _why(error), size=size)
            _hand_over(page, loaded.image, folder, emit)


def read_sample(argument: dict[str, Any], emit: Emit) -> None:
    """Read the sample of a form as above; how it is printed and its form fields go along.

    Where `argument["page"]` is a number, only that page is read.

    Raises:
        DocumentError: The file as a whole cannot be read.
    """
    from extract.sample import SAMPLE_PAGE, sample_page

    engine = load_engine(argument["engine"], languages=argument["languages"])
    only = argument.get("page")
    for loaded in _loaded(argument, emit):
        if only in (None, loaded.number):
            sample = sample_page(loaded, *read_page(loaded, engine=engine))
            emit({"page": SAMPLE_PAGE.dump_python(sample, mode="json")})


def _loaded(argument: dict[str, Any], emit: Emit) -> Iterator[LoadedPage]:
    """Emit what was opened; yield each page from `first_page` on, as loaded."""
    limits = Limits(
        dpi=argument["dpi"],
        max_pages=argument["max_pages"],
        max_page_pixels=argument["max_page_pixels"],
        max_file_bytes=argument["max_file_bytes"],
    )
    with open_document(Path(argument["path"]), limits=limits) as document:
        problems = [_as_json(p) for p in document.problems]
        emit({"opened": {"pages": document.page_count, "problems": problems}})
        yield from document.pages(first=argument.get("first_page", 1))


def _hand_over(page: ReadPage, picture: Gray | None, folder: Path, emit: Emit) -> None:
    if picture is not None:
        _save(picture, page, folder)
    emit({"page": READ_PAGE.dump_python(page, mode="json")})


def _keep_pixels(loaded: LoadedPage, page: ReadPage, folder: Path) -> None:
    """Leave the upright picture for the second reader, which reads places that are found later."""
    packed = upright_picture(loaded, page)
    if packed is not None:
        pixels_of(folder, page.number).write_bytes(packed)


def pixels_of(folder: Path, number: int) -> Path:
    """Return where a child leaves the packed picture of a page (`extract.pictures`)."""
    return folder / f"{number}.gray"


def _why(error: Exception) -> str:
    """Return a reason's code, and a figure or the place of the fault; nothing of the page's text."""
    if isinstance(error, DocumentError):
        return f"{error.reason}: {error.detail}" if error.detail else error.reason.value
    if isinstance(error, MemoryError):
        return Reason.OUT_OF_MEMORY.value
    return f"{Reason.INTERNAL}: {raised_at(error)}"


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
        draft = folder / f"{page.number}.part"  # a child may be killed at any moment
        draft.write_bytes(data.tobytes())
        draft.replace(folder / f"{page.number}.png")
