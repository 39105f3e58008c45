"""Boxes on a page: what was found where, drawn onto the page's picture.

A page's picture has pixels, its boxes have points; the picture shows the upright page as a whole,
so the two differ by a factor in each direction. Green: accepted; amber: in review; grey: redacted;
red: illegible; blue: a person said so. A dashed line means that the field waits for a person.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipelines.display import COLOURS, DARK_TEXT, Tone, label_of, tone_of
from records.types import BBox, Decision, Field, PageInfo

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

LINE_PT: Final = 1.0
TAG_PT: Final = 6.5
DASH_PT: Final = 4.0
JPEG_QUALITY: Final = 78
"""Enough that 8-point print stays readable at `PAGE_WIDTH`; a scanned page is then about 200 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One box to draw, in points on its page, cut to the page's edges."""

    label: str
    bbox: BBox
    tone: Tone
    waits: bool


def mark_of(page: PageInfo, field: Field) -> Mark | None:
    """Return the box of a field, or None where it has no place on this page."""
    evidence = field.evidence
    if evidence is None or evidence.page != page.number:
        return None
    box = BBox(
        x0=min(max(evidence.bbox.x0, 0.0), page.width),
        top=min(max(evidence.bbox.top, 0.0), page.height),
        x1=max(min(evidence.bbox.x1, page.width), 0.0),
        bottom=max(min(evidence.bbox.bottom, page.height), 0.0),
    )
    waits = field.decision is Decision.REVIEW
    return Mark(label=label_of(field), bbox=box, tone=tone_of(field), waits=waits)


def draw_page(png: bytes, page: PageInfo, fields: Iterable[Field]) -> bytes:
    """Return the page's picture (PNG) with a coloured, named box for each field that stands on it.

    `png` shows the whole upright page at any resolution. Boxes that wait for a person are dashed.

    Raises:
        ValueError: `png` is no whole picture.
    """
    from PIL import ImageDraw

    image = _open(png).convert("RGB")
    draw = ImageDraw.Draw(image)
    canvas = _Canvas(image, draw, page)
    marks = [mark for field in fields if (mark := mark_of(page, field)) is not None]
    for mark in marks:
        canvas.outline(mark)
    for mark in marks:
        canvas.tag(mark)
    return _saved(image, "PNG")


def shrink(picture: bytes, *, width: int) -> bytes:
    """Return the picture (PNG or JPEG) as a JPEG that is at most `width` pixels wide.

    Raises:
        ValueError: `picture` is neither, or is cut off.
    """
    from PIL.Image import Resampling

    image = _open(picture)
    image = image if image.mode in ("L", "RGB") else image.convert("RGB")
    if image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Resampling.LANCZOS, reducing_gap=2.0)
    return _saved(image, "JPEG")


def _open(picture: bytes) -> Image:
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(picture), formats=("PNG", "JPEG"))
        image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError("the page's picture is no whole PNG or JPEG") from error
    return image


def _saved(image: Image, kind: str) -> bytes:
    stream = io.BytesIO()
    options = {"quality": JPEG_QUALITY} if kind == "JPEG" else {"compress_level": 6}
    image.save(stream, kind, **options)
    return stream.getvalue()


class _Canvas:
    """A picture being drawn on, its factors from points to pixels, and the tags placed so far."""

    def __init__(self, image: Image, draw: ImageDraw, page: PageInfo) -> None:
        self.width, self.height = image.size
        self.draw = draw
        self.x_scale = self.width / (
            page.width or self.width
        )  # a page that failed may have no size
        self.y_scale = self.height / (page.height or self.height)
        self.line = max(2, round(LINE_PT * self.x_scale))
        self.font: FreeTypeFont | ImageFont = self._font()
        self.tags: list[BBox] = []

    def _font(self) -> FreeTypeFont | ImageFont:
        from PIL import ImageFont

        return ImageFont.load_default(max(9.0, TAG_PT * self.y_scale))

    def _pixels(self, bbox: BBox) -> BBox:
        """Return the box in pixels; its edges lie inside the picture and it has some extent."""
        x0 = min(bbox.x0 * self.x_scale, self.width - 1 - self.line)
        top = min(bbox.top * self.y_scale, self.height - 1 - self.line)
        return BBox(
            x0=x0,
            top=top,
            x1=min(max(bbox.x1 * self.x_scale, x0 + self.line), self.width - 1),
            bottom=min(max(bbox.bottom * self.y_scale, top + self.line), self.height - 1),
        )

    def outline(self, mark: Mark) -> None:
        """Draw the four edges, dashed where the field waits."""
        box = self._pixels(mark.bbox)
        corners = ((box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom))
        for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
            dash = DASH_PT * self.x_scale if mark.waits else float("inf")
            for piece in _dashes(start, end, dash):
                self.draw.line(piece, fill=COLOURS[mark.tone], width=self.line)

    def tag(self, mark: Mark) -> None:
        """Write the field's name above or below its box, where no other tag stands."""
        box = self._pixels(mark.bbox)
        places = self._places(mark.label, box)
        place = next((p for p in places if not any(p.overlap(t) > 0 for t in self.tags)), None)
        if place is None:
            return  # a crowded page: the box stays, the name is in the table
        self.tags.append(place)
        ink = (0, 0, 0) if mark.tone in DARK_TEXT else (255, 255, 255)
        edges = (place.x0, place.top, place.x1, place.bottom)
        self.draw.rectangle(edges, fill=COLOURS[mark.tone])
        self.draw.text((place.x0 + 2, place.top + 1), mark.label, fill=ink, font=self.font)

    def _places(self, label: str, box: BBox) -> Iterator[BBox]:
        right = self.draw.textbbox((0, 0), label, font=self.font)[2]
        bottom = self.draw.textbbox((0, 0), "Ag_", font=self.font)[3]  # one height for all tags
        width, height = right + 4, bottom + 3
        x0 = max(0.0, min(box.x0, self.width - width))
        for y0 in (box.top - height, box.bottom + 1):
            if 0 <= y0 <= self.height - height:
                yield BBox(x0=x0, top=y0, x1=x0 + width, bottom=y0 + height)


Point = tuple[float, float]


def _dashes(start: Point, end: Point, dash: float) -> Iterator[tuple[Point, Point]]:
    """Yield pieces of `dash` pixels along the line with gaps of half that, a piece first."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])  # edges are level or upright
    at = 0.0
    while at < length:
        to = min(at + dash, length)
        yield _along(start, end, at / length), _along(start, end, to / length)
        at = to + dash / 2


def _along(start: Point, end: Point, part: float) -> Point:
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
