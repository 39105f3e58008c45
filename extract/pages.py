"""What the opener hands out: pixels, the text layer as a claim, form fields, and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from extract.ocr import Gray
from extract.sniff import FileKind
from records.errors import DocumentError, Reason
from records.types import BBox, Problem

STAGE: Final = "load"
LETTER_PT: Final = (612.0, 792.0)
"""The size given to a page that cannot be opened at all."""

MIN_SCAN_DPI: Final = 150.0
"""No page is drawn coarser than this, however coarse the scan on it."""

Hidden = Literal["", "invisible", "white", "tiny", "off_page", "covered"]
"""Why a person who looks at the page does not see a word of its text layer; "" where they do.

`invisible`: render mode 3 or 7, or transparent. `white`: light on light. `covered`: something is
painted over it, such as a redaction bar or a scan, or its font could not be drawn here.
"""

FieldKind = Literal["text", "check", "radio", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may ask of the opener; lengths in pixels, points, bytes or counts.

    `dpi` is the resolution that OCR wants. The counts of characters, fields and drawn objects are
    per page and far above what paper carries. Characters and fields beyond are left out with a
    `Problem`; of drawn objects beyond it is not asked whether they are scans or cover words.
    """

    max_file_bytes: int = 1 << 30
    max_pages: int = 2000
    max_page_pixels: int = 64_000_000
    max_page_points: float = 14_400.0  # PDF 1.7, annex C.2: 200 inches
    max_layer_chars: int = 50_000
    max_fields: int = 5_000
    max_objects: int = 20_000
    dpi: int = 300
    max_scan_dpi: int = 400

    def fit_dpi(self, native: float) -> float:
        """Return the resolution at which to read a scan of `native` dots per inch.

        A fine scan is kept up to `max_scan_dpi`; a coarse one is enlarged, at most twice: Tesseract
        reads the same 144 dpi form clearly better at 288.
        """
        if native >= self.dpi:
            return float(min(native, self.max_scan_dpi))
        return float(min(2 * native, self.dpi)) if native >= MIN_SCAN_DPI / 2 else MIN_SCAN_DPI

    def check_pages(self, count: int) -> None:
        """Raise NO_PAGES or TOO_MANY_PAGES where a file of `count` pages may not be read."""
        if count < 1:
            raise DocumentError(Reason.NO_PAGES)
        if count > self.max_pages:
            raise DocumentError(Reason.TOO_MANY_PAGES, detail=f"limit {self.max_pages}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerWord:
    """One word of a PDF's text layer: a claim of whoever made the file, not what the page shows."""

    text: str = field(repr=False)
    bbox: BBox
    hidden: Hidden = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormValue:
    """One filled AcroForm widget. `checked` is None except for `check` and `radio`.

    `value` is the text, the option chosen ("; " between several), or what a tick in the box means;
    `tooltip` is what a viewer tells of the field.
    """

    name: str = field(repr=False)
    value: str = field(repr=False)
    kind: FieldKind
    checked: bool | None
    bbox: BBox
    tooltip: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadedPage:
    """One page as a viewer shows it: stored turn, crop and unit applied; boxes in points, top left.

    `image` is (height, width) uint8 grayscale at `dpi` pixels an inch, both ways; None where the
    page could not be drawn (`problems` says why). `has_page_image`: raster images cover over 80 %
    of the page.
    """

    number: int
    width_pt: float
    height_pt: float
    image: Gray | None = field(repr=False)
    dpi: float
    layer: tuple[LayerWord, ...] = ()
    fields: tuple[FormValue, ...] = ()
    has_page_image: bool = False
    problems: tuple[Problem, ...] = ()


class Document(Protocol):
    """An opened file. `problems` concern the file as a whole and are complete once it is open."""

    kind: FileKind
    page_count: int
    problems: tuple[Problem, ...]

    def pages(self, *, first: int = 1) -> Iterator[LoadedPage]:
        """Yield every page from `first` on, each read when asked for; a page that failed has no image.

        Raises:
            DocumentError: After the last page, where no page at all of the file could be drawn.
        """


def unread(index: int, *, size: tuple[float, float], code: str, detail: str = "") -> LoadedPage:
    """Return the page at `index` (0-based) without pixels, saying why in a problem."""
    problem = Problem(code=code, stage=STAGE, page=index + 1, detail=detail)
    width, height = size
    return LoadedPage(
        number=index + 1, width_pt=width, height_pt=height, image=None, dpi=0.0, problems=(problem,)
    )


def walk(count: int, read: Callable[[int], LoadedPage], *, first: int) -> Iterator[LoadedPage]:
    """Yield `read(index)` for each of `count` pages from number `first` on.

    Raises:
        DocumentError: TOO_LARGE or DAMAGED, after the last page, where all were read and none has
            an image.
    """
    drawn = 0
    refused: Problem | None = None
    for index in range(first - 1, count):
        page = read(index)
        drawn += page.image is not None
        refused = refused or next((p for p in page.problems if p.code == "page_too_large"), None)
        yield page
    if first > 1:
        return
    if drawn == 0 and refused is not None:
        raise DocumentError(Reason.TOO_LARGE, page=refused.page, detail=refused.detail)
    if drawn == 0:
        raise DocumentError(Reason.DAMAGED, page=1, detail="no page could be drawn")
