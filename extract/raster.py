"""Open scans that are images: TIFF (any number of frames), JPEG and PNG."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, ImageOps

from extract.ocr import Gray
from extract.pages import LETTER_PT, STAGE, Limits, LoadedPage, unread, walk
from extract.secondparser import PARSER_ERRORS
from extract.sniff import FileKind
from records.errors import DocumentError, Reason
from records.types import POINTS_PER_INCH, Problem

PLAUSIBLE_DPI: Final = (50.0, 1200.0)
"""What scanners write; outside it the tag is taken for a default or garbage."""
PLAUSIBLE_SIDE_PT: Final = 2160.0
"""30 inches: cameras write 72 dpi, which would make a poster of a photographed letter."""
ASSUMED_DPI: Final = 300.0
X_RESOLUTION: Final = 0x011A
MAX_ASPECT: Final = 4.0
"""Fax machines write 204 by 98; no scanner is less square than this."""
FULL_SCALES: Final = (1.0, 255.0, 65535.0)
IMAGE_ERRORS: Final = (*PARSER_ERRORS, SyntaxError)  # Pillow calls a broken PNG a SyntaxError


@contextmanager
def open_image(path: Path, *, kind: FileKind, limits: Limits) -> Iterator[ImageDocument]:
    """Open the image at `path`, header only.

    Raises:
        DocumentError: DAMAGED, TOO_LARGE or TOO_MANY_PAGES.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of what the limits here refuse
        try:
            image = Image.open(path, formats=(kind.value,))
        except Image.DecompressionBombError as error:
            raise DocumentError(Reason.TOO_LARGE, page=1) from error
        except IMAGE_ERRORS as error:
            raise DocumentError(Reason.DAMAGED, page=1) from error
        with image:
            yield ImageDocument(image, path=path, kind=kind, limits=limits)


class ImageDocument:
    """An open image file; see `extract.pages.Document`."""

    def __init__(self, image: Image.Image, *, path: Path, kind: FileKind, limits: Limits) -> None:
        self._image = image
        self._path = path
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
            # Pillow takes a chain that leads back to an earlier frame for its end.
            if getattr(getattr(self._image, "tag_v2", None), "next", 0):
                self.problems = (Problem(code="truncated", stage=STAGE, detail="frames loop"),)
        except IMAGE_ERRORS:
            detail = f"after frame {self.page_count}"
            self.problems = (Problem(code="truncated", stage=STAGE, detail=detail),)
        self._limits.check_pages(self.page_count)

    def pages(self, *, first: int = 1) -> Iterator[LoadedPage]:
        return walk(self.page_count, self._page, first=first)

    def _page(self, index: int) -> LoadedPage:
        try:
            self._image.seek(index)
        except (EOFError, *IMAGE_ERRORS):
            return unread(index, size=LETTER_PT, code="page_unreadable")
        width, height = self._image.size
        resolution = _resolution(self._image)
        across, down = resolution or (ASSUMED_DPI, ASSUMED_DPI)
        size = (width * POINTS_PER_INCH / across, height * POINTS_PER_INCH / down)
        dpi = min(2 * max(across, down), float(self._limits.dpi))
        wanted = size[0] * size[1] * (dpi / POINTS_PER_INCH) ** 2
        if max(width * height, wanted) > self._limits.max_page_pixels:
            detail = f"{width * height} pixels"
            return unread(index, size=size, code="page_too_large", detail=detail)
        loaded = self._pixels(index)
        if loaded is None:
            return unread(index, size=size, code="page_unreadable")
        image, problems = loaded
        if resolution is None:
            problems += (Problem(code="dpi_assumed", stage=STAGE, page=index + 1),)
        if image.shape != (height, width):  # turned on its side by its orientation tag
            size = (size[1], size[0])
        image = _resampled(image, size=size, dpi=dpi)
        return LoadedPage(
            number=index + 1,
            width_pt=size[0],
            height_pt=size[1],
            image=image,
            dpi=dpi,
            has_page_image=True,
            problems=problems,
        )

    def _pixels(self, index: int) -> tuple[Gray, tuple[Problem, ...]] | None:
        """Return the current frame upright, or what is left of it; None where nothing is."""
        try:
            return _gray(_upright(self._image)), ()
        except IMAGE_ERRORS:
            problem = Problem(code="truncated", stage=STAGE, page=index + 1)
        try:
            with _tolerant(), Image.open(self._path, formats=(self.kind.value,)) as again:
                again.seek(index)
                return _gray(_upright(again)), (problem,)
        except (EOFError, *IMAGE_ERRORS):
            return None


@contextmanager
def _tolerant() -> Iterator[None]:
    """Let Pillow give what it has of a truncated image (a switch of its module, so set back)."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _resolution(image: Image.Image) -> tuple[float, float] | None:
    """Return the dots per inch that the file states, across and down, or None if not believable."""
    try:
        if image.format == "JPEG" and not image.info.get("jfif_unit"):
            image.getexif()[X_RESOLUTION]  # without it Pillow makes up 72
        across, down = (float(v) for v in image.info["dpi"])
    except IMAGE_ERRORS:
        return None
    low, high = PLAUSIBLE_DPI
    if not (low <= across <= high and low <= down <= high):
        return None
    longest = max(image.width / across, image.height / down) * POINTS_PER_INCH
    square = max(across, down) / min(across, down)
    return (across, down) if longest <= PLAUSIBLE_SIDE_PT and square <= MAX_ASPECT else None


def _upright(image: Image.Image) -> Image.Image:
    """Load the pixels and apply the orientation tag; a broken tag is none."""
    image.draft("L", image.size)
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except IMAGE_ERRORS:
        return image


def _gray(image: Image.Image) -> Gray:
    if image.mode.startswith("I") or image.mode == "F":
        return _scaled(np.asarray(image, dtype=np.float32))
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    if image.mode not in ("L", "1"):
        image = image.convert("RGB")
    return np.array(image.convert("L"), dtype=np.uint8)


def _scaled(values: npt.NDArray[np.float32]) -> Gray:
    """Return values of any depth as 0 to 255: the full scale is the first power that holds them."""
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    peak = float(values.max(initial=0.0))
    full = next((scale for scale in FULL_SCALES if peak <= scale), peak)
    return np.clip(values * (255.0 / full), 0, 255).astype(np.uint8)


def _resampled(image: Gray, *, size: tuple[float, float], dpi: float) -> Gray:
    width, height = (max(1, round(side * dpi / POINTS_PER_INCH)) for side in size)
    if image.shape == (height, width):
        return image
    import cv2

    shrinks = width <= image.shape[1] and height <= image.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(image, (width, height), interpolation=how).astype(np.uint8)
