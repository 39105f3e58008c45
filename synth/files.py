"""Containers: pages as a scanner's PDF, a TIFF, a JPEG, a PNG, or printed to a born-digital PDF.

Every writer is told the same dates and identifiers, so that the same pages give the same bytes. A text
layer is "right" (hidden words as they stand on the page), "wrong" (some misread), or, on a born-digital
page, "print" (the words themselves) or "invisible" (also words that nobody sees).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from PIL import Image

from records.types import POINTS_PER_INCH, BBox
from synth import fonts
from synth.draw import Grey
from synth.sheet import WHITE, Box, Line, Sheet, Text

Container = Literal["scan_pdf", "born_digital", "tiff", "jpeg", "png"]
TextLayer = Literal["none", "print", "right", "wrong", "invisible"]
DRAWN_ON: Final = time.struct_time((2024, 1, 2, 3, 4, 5, 1, 2, 0))
PRODUCER: Final = "Casefile synth, fictitious"
SUFFIXES: Final[dict[Container, str]] = {
    "scan_pdf": ".pdf",
    "born_digital": ".pdf",
    "tiff": ".tif",
    "jpeg": ".jpg",
    "png": ".png",
}
MISREAD: Final = str.maketrans("0158OIlaeoncu", "O1SB0l1oocm0v")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as a machine delivers it: the picture, upright, and the sheet it was (boxes moved).

    `rotation` is the clockwise turn in degrees that sets the stored page upright. `words` are (text, box).
    """

    picture: Grey
    sheet: Sheet
    rotation: int = 0
    bilevel: bool = False
    words: tuple[tuple[str, BBox], ...] = ()

    @property
    def stored(self) -> Grey:
        """The picture as it lies in the file."""
        return np.ascontiguousarray(np.rot90(self.picture, self.rotation // 90))


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a file is kept."""

    container: Container
    dpi: int = 200
    quality: int = 60
    layer: TextLayer = "none"
    seed: int = 0


def save(pages: Sequence[Page], path: Path, how: Format) -> None:
    """Write pages into one file."""
    _WRITERS[how.container](pages, path, how)


def _scan_pdf(pages: Sequence[Page], path: Path, how: Format) -> None:
    if all(page.bilevel for page in pages) and how.layer == "none":
        first, rest = _pictures(pages)
        first.save(
            path,
            "PDF",
            save_all=True,
            append_images=rest,
            resolution=how.dpi,
            creationDate=DRAWN_ON,
            modDate=DRAWN_ON,
            producer=PRODUCER,
        )
        return
    canvas = _canvas(path)
    rng = random.Random(how.seed)
    for page in pages:
        _picture_page(canvas, page, how, rng)
    canvas.save()


def _canvas(path: Path) -> Any:
    from reportlab import rl_config  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    rl_config.useA85 = 0  # pictures as they are, not as text a quarter longer
    canvas = Canvas(str(path), invariant=1)
    canvas.setProducer(PRODUCER)
    canvas.setCreator(PRODUCER)
    return canvas


def _picture_page(canvas: Any, page: Page, how: Format, rng: random.Random) -> None:
    from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]

    stored = page.stored
    height, width = (side * POINTS_PER_INCH / how.dpi for side in stored.shape)
    canvas.setPageSize((width, height))
    jpeg = _jpeg(stored, 75 if page.bilevel else how.quality)
    canvas.drawImage(ImageReader(BytesIO(jpeg)), 0, 0, width, height)
    if how.layer in ("right", "wrong"):
        _lie_down(canvas, page.rotation, width=width, height=height)
        upright = height if page.rotation in (0, 180) else width
        _hidden(canvas, page, upright, rng, wrong=how.layer == "wrong")
    canvas.showPage()


def _lie_down(canvas: Any, rotation: int, *, width: float, height: float) -> None:
    """Turn what comes next as the picture lies: counter-clockwise by what sets the page upright."""
    right, up = {0: (0.0, 0.0), 90: (width, 0.0), 180: (width, height), 270: (0.0, height)}[
        rotation
    ]
    canvas.translate(right, up)
    canvas.rotate(rotation)


def _hidden(canvas: Any, page: Page, height: float, rng: random.Random, *, wrong: bool) -> None:
    """Lay the words over the picture without ink, as a scanner that reads does.

    `height` is that of the upright page. Each word has its space, or readers of PDF would glue it to the
    next one.
    """
    text = canvas.beginText()
    text.setTextRenderMode(3)
    for word, box in page.words:
        shown = _misread(word, rng) if wrong and rng.random() < 0.3 else word
        size = max(3.0, box.height * 1.1)
        text.setFont("Helvetica", size)
        natural = canvas.stringWidth(shown, "Helvetica", size)
        text.setHorizScale(100 * box.width / natural if natural else 100)
        text.setTextOrigin(box.x0, height - box.bottom)
        text.textOut(f"{shown} ")
    canvas.drawText(text)


def _misread(word: str, rng: random.Random) -> str:
    """Return a word as a careless reader has it: letters for digits, or a letter lost."""
    changed = word.translate(MISREAD)
    if changed != word and rng.random() < 0.7:
        return changed
    at = rng.randrange(len(word))
    return word[:at] + word[at + 1 :] or word


def _jpeg(picture: Grey, quality: int) -> bytes:
    import cv2

    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(data)


def _pictures(pages: Sequence[Page]) -> tuple[Image.Image, list[Image.Image]]:
    """Split pages into the first and the rest, as Pillow's writers want them."""
    images = [_image(page) for page in pages]
    return images[0], images[1:]


def _image(page: Page) -> Image.Image:
    image = Image.fromarray(page.stored)
    return image.convert("1", dither=Image.Dither.NONE) if page.bilevel else image


def _tiff(pages: Sequence[Page], path: Path, how: Format) -> None:
    first, rest = _pictures(pages)
    resolution = (how.dpi, how.dpi)
    if all(page.bilevel for page in pages):
        first.save(
            path, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=resolution
        )
        return
    grey = [image.convert("L") for image in (first, *rest)]
    grey[0].save(
        path,
        "TIFF",
        save_all=True,
        append_images=grey[1:],
        compression="jpeg",
        quality=max(how.quality, 60),
        dpi=resolution,
    )


def _single(pages: Sequence[Page], path: Path, how: Format) -> None:
    image = _image(pages[0]) if how.container == "png" else Image.fromarray(pages[0].stored)
    options: dict[str, Any] = (
        {"quality": how.quality} if how.container == "jpeg" else {"compress_level": 4}
    )
    image.save(path, how.container.upper(), dpi=(how.dpi, how.dpi), **options)


# ---- born-digital ---------------------------------------------------------------------------------


def _born_digital(pages: Sequence[Page], path: Path, how: Format) -> None:
    canvas = _canvas(path)
    rng = random.Random(how.seed)
    for page in pages:
        sheet = page.sheet
        canvas.setPageSize((sheet.width, sheet.height))
        for mark in sheet.marks:
            _print(canvas, mark, sheet.height)
        if how.layer == "invisible":
            _unseen(canvas, page, rng)
        canvas.showPage()
    canvas.save()


def _unseen(canvas: Any, page: Page, rng: random.Random) -> None:
    """Add words that nobody sees: other numbers than those printed, without ink or in white."""
    text = canvas.beginText()
    text.setTextRenderMode(3 if rng.random() < 0.5 else 0)
    text.setFillGray(1)
    text.setFont("Helvetica", 8)
    numbers = [(word, box) for word, box in page.words if sum(c.isdigit() for c in word) > 3][:6]
    for word, box in numbers:
        text.setTextOrigin(box.x0 + rng.uniform(20, 90), page.sheet.height - box.bottom - 1)
        text.textOut("".join(rng.choice("0123456789") if c.isdigit() else c for c in word))
    canvas.drawText(text)


def _print(canvas: Any, mark: Text | Line | Box, height: float) -> None:
    match mark:
        case Text():
            _print_text(canvas, mark, height)
        case Line():
            canvas.setStrokeGray(mark.ink / WHITE)
            canvas.setLineWidth(mark.width)
            path = canvas.beginPath()
            path.moveTo(mark.points[0][0], height - mark.points[0][1])
            for x, y in mark.points[1:]:
                path.lineTo(x, height - y)
            canvas.drawPath(path)
        case Box():
            b = mark.bbox
            canvas.setLineWidth(mark.width)
            canvas.setStrokeGray((mark.edge or 0) / WHITE)
            canvas.setFillGray((WHITE if mark.fill is None else mark.fill) / WHITE)
            fill, stroke = int(mark.fill is not None), int(mark.edge is not None)
            canvas.rect(b.x0, height - b.bottom, b.width, b.height, fill=fill, stroke=stroke)


def _print_text(canvas: Any, mark: Text, height: float) -> None:
    import math

    pen = mark.pen
    _register(pen.font)
    text = canvas.beginText()
    text.setFont(pen.font, pen.size)
    text.setFillGray(pen.ink / WHITE)
    angle = math.radians(pen.turn_deg)
    cosine, sine = math.cos(angle), math.sin(angle)
    text.setTextTransform(
        cosine * pen.squeeze,
        -sine * pen.squeeze,
        cosine * pen.lean + sine,
        cosine - sine * pen.lean,
        mark.x,
        height - mark.baseline,
    )
    text.textOut(mark.text)
    canvas.drawText(text)


def _register(font: str) -> None:
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    if font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(font, str(fonts.font_path(font))))


_WRITERS: Final[dict[Container, Callable[[Sequence[Page], Path, Format], None]]] = {
    "scan_pdf": _scan_pdf,
    "born_digital": _born_digital,
    "tiff": _tiff,
    "jpeg": _single,
    "png": _single,
}
