"""Open scans that are images: TIFF (any number of frames), JPEG and PNG."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from extract.pages import STAGE, Limits, LoadedPage
from extract.secondparser import PARSER_ERRORS
from extract.sniff import FileKind
from records.errors import DocumentError, Reason
from records.types import POINTS_PER_INCH, Problem

if TYPE_CHECKING:
    from PIL import Image

PLAUSIBLE_DPI: Final = (50.0, 1200.0)
"""What scanners write; outside it the tag is taken for a default or garbage."""
PLAUSIBLE_SIDE_PT: Final = 2160.0
"""30 inches: cameras write 72 dpi, which would make a poster of a photographed letter."""
ASSUMED_DPI: Final = 300.0
IMAGE_ERRORS: Final = (*PARSER_ERRORS, SyntaxError)  # Pillow calls a broken PNG a SyntaxError


@contextmanager
def open_image(path: Path, *, kind: FileKind, limits: Limits) -> Iterator[ImageDocument]:
    """Open the image at `path`, header only.

    Raises:
        DocumentError: DAMAGED, TOO_LARGE or TOO_MANY_PAGES.
    """
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of what the limits here refuse
        try:
            image = Image.open(path, formats=(kind.value,))
        except Image.DecompressionBombError as error:
            raise DocumentError(Reason.TOO_LARGE, page=1) from error
        except IMAGE_ERRORS as error:
            raise DocumentError(Reason.DAMAGED) from error
        with image:
            yield ImageDocument(image, kind=kind, limits=limits)


class ImageDocument:
    """An open image file; see `extract.pages.Document`."""

    def __init__(self, image: Image.Image, *, kind: FileKind, limits: Limits) -> None:
        self._image = image
        self._limits = limits
        self.kind = kind
        self.problems: tuple[Problem, ...] = ()
        self.page_count = 1
        if kind is FileKind.TIFF:
            self._count_frames()

    def _count_frames(self) -> None:
        """Walk the chain of frames no further than one past the limit (a chain may be a loop)."""
        try:
            while self.page_count <= self._limits.max_pages:
                self._image.seek(self.page_count)
                self.page_count += 1
        except EOFError:
            pass
        except IMAGE_ERRORS:
            detail = f"after frame {self.page_count}"
            self.problems = (Problem(code="truncated", stage=STAGE, detail=detail),)
        self._limits.check_pages(self.page_count)

    def pages(self) -> Iterator[LoadedPage]:
        failed: Reason | None = Reason.DAMAGED
        for index in range(self.page_count):
            page = self._page(index)
            if page.image is not None:
                failed = None
            elif failed and any(p.code == "page_too_large" for p in page.problems):
                failed = Reason.TOO_LARGE
            yield page
        if failed:
            raise DocumentError(failed, page=1, detail="no page could be drawn")
