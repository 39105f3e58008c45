"""What a person looks at -> PNG sheets: each wrong field cut out of its page, its captions beside it."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from evaluation.plots import FONT
from evaluation.shown import Shown
from records.types import BBox, PageInfo, union

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

Picture = Callable[[str, int], bytes | None]
"""File digest, page -> the PNG of the upright page, None where none was kept."""
ROWS: Final = 8
ROW_PX: Final = 180
CROP_PX: Final = 820
TEXT_PX: Final = 780
MARGIN_PX: Final = 8
AROUND_PT: Final = (130.0, 30.0)
"""Points of the page left and right of the boxes, and above and below."""
LEAST_PT: Final = (300.0, 60.0)
SIZE_PX: Final = 17
LETTERS: Final = 92
"""Letters of a caption's line."""
INK: Final = (0, 140, 80)
CITED: Final = (213, 94, 0)


def sheets(shown: Iterable[Shown], picture: Picture) -> Iterator[bytes]:
    """Yield PNG pictures of up to `ROWS` wrong fields each: green is the truth's place, orange the cited."""
    from PIL import Image as Images

    left = iter(shown)
    while rows := list(islice(left, ROWS)):
        page = Images.new("RGB", (CROP_PX + TEXT_PX, ROW_PX * len(rows)), "white")
        for at, row in enumerate(rows):
            _draw_row(page, row, picture(row.sha256, row.page.number), top=at * ROW_PX)
        stream = io.BytesIO()
        page.save(stream, "PNG")
        yield stream.getvalue()


def _draw_row(sheet: Image, row: Shown, picture: bytes | None, *, top: int) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(sheet)
    if picture is not None:
        crop = _crop(row, picture)
        sheet.paste(crop, (MARGIN_PX, top + MARGIN_PX))
    text = "\n".join(line for told in row.lines for line in textwrap.wrap(told, LETTERS)[:2])
    pen.multiline_text(
        (CROP_PX + MARGIN_PX, top + MARGIN_PX), text, fill="black", font=_font(), spacing=3
    )
    pen.line((0, top + ROW_PX - 1, CROP_PX + TEXT_PX, top + ROW_PX - 1), fill=(200, 200, 200))


def _font() -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), SIZE_PX)


def _crop(row: Shown, picture: bytes) -> Image:
    """Return the part of the page around the boxes, which are drawn into it."""
    from PIL import Image as Images
    from PIL import ImageDraw, ImageOps

    with Images.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    scale = image.width / row.page.width
    pen = ImageDraw.Draw(image)
    for box, colour in ((row.ink, INK), (row.cited, CITED)):
        if box is not None:
            edges = box.grown(x=2.0, y=2.0)
            pen.rectangle(_pixels(edges, scale), outline=colour, width=max(2, round(scale)))
    part = image.crop(_pixels(_around(row), scale))
    return ImageOps.contain(part, (CROP_PX - 2 * MARGIN_PX, ROW_PX - 2 * MARGIN_PX))


def _around(row: Shown) -> BBox:
    """Return what of the page is shown: around the ink, or else around the cited box."""
    boxes = tuple(box for box in (row.ink, row.cited) if box is not None)
    if not boxes:
        return BBox(x0=0.0, top=0.0, x1=row.page.width, bottom=row.page.height)
    near = union(boxes)
    middle = near if near.height < 2 * LEAST_PT[1] else boxes[0]
    wide = middle.grown(x=AROUND_PT[0], y=AROUND_PT[1])
    lacks = max(0.0, LEAST_PT[0] - wide.width), max(0.0, LEAST_PT[1] - wide.height)
    return _inside(wide.grown(x=lacks[0] / 2, y=lacks[1] / 2), row.page)


def _inside(box: BBox, page: PageInfo) -> BBox:
    return BBox(
        x0=max(0.0, box.x0),
        top=max(0.0, box.top),
        x1=min(page.width, box.x1),
        bottom=min(page.height, box.bottom),
    )


def _pixels(box: BBox, scale: float) -> tuple[int, int, int, int]:
    return (
        round(box.x0 * scale),
        round(box.top * scale),
        round(box.x1 * scale),
        round(box.bottom * scale),
    )
