"""Tell what a file is by its content; the name is never asked."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from records.errors import DocumentError, Reason


class FileKind(StrEnum):
    """The kinds of files that can be read."""

    PDF = "pdf"
    TIFF = "tiff"
    JPEG = "jpeg"
    PNG = "png"


HEAD_BYTES: Final = 1024
"""Viewers accept a PDF whose header starts within the first 1024 bytes (PDF 1.7, note 3.4.1)."""

MAGIC: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),  # BigTIFF
    (b"MM\x00+", FileKind.TIFF),
)


def sniff(path: Path) -> FileKind:
    """Return the kind of the file at `path`.

    Raises:
        DocumentError: EMPTY, NOT_A_DOCUMENT, or UNREADABLE (also for what is not a regular file).
    """
    try:
        if not path.is_file():
            raise DocumentError(Reason.UNREADABLE)
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise DocumentError(Reason.UNREADABLE) from error
    if not head:
        raise DocumentError(Reason.EMPTY)
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head:
        return FileKind.PDF
    raise DocumentError(Reason.NOT_A_DOCUMENT)
