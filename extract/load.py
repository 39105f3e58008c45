"""The only opener of untrusted bytes: call it inside `pipelines.sandbox`, a disposable child."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from extract.pages import Document, FormValue, LayerWord, Limits, LoadedPage
from extract.sniff import FileKind, sniff
from records.errors import DocumentError, Reason

__all__ = [
    "Document",
    "FileKind",
    "FormValue",
    "LayerWord",
    "Limits",
    "LoadedPage",
    "open_document",
    "open_pages",
    "sniff",
]


@contextmanager
def open_document(path: Path, *, limits: Limits) -> Iterator[Document]:
    """Open the file at `path`; its kind is told by content.

    Raises:
        DocumentError: The file as a whole cannot be read.
    """
    kind = sniff(path)
    size = path.stat().st_size
    if size > limits.max_file_bytes:
        raise DocumentError(Reason.TOO_LARGE, detail=f"{size} bytes")
    with _opener(kind, path, limits) as document:
        yield document


def open_pages(path: Path, *, limits: Limits) -> Iterator[LoadedPage]:
    """Yield the pages of the file at `path`, in order, each read when asked for.

    Raises:
        DocumentError: The file as a whole cannot be read, or none of its pages can be drawn.
    """
    with open_document(path, limits=limits) as document:
        yield from document.pages()


def _opener(kind: FileKind, path: Path, limits: Limits) -> AbstractContextManager[Document]:
    if kind is FileKind.PDF:
        from extract.pdf import open_pdf

        return open_pdf(path, limits=limits)
    from extract.raster import open_image

    return open_image(path, kind=kind, limits=limits)
