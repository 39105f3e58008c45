"""Printing: sheets as PDF with real text and form fields; scans as image PDF and TIFF.

Every writer is told the same dates and identifiers, so that drawing twice gives the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from samples.paper import WHITE, Box, Line, Sheet, Text, Widget
from samples.scan import Picture, stack
from synth import fonts

DRAWN_ON: Final = time.struct_time((2024, 1, 2, 3, 4, 5, 1, 2, 0))
JPEG_QUALITY: Final = 42


def save_sheets(sheets: Sequence[Sheet], path: Path, *, title: str) -> None:
    """Print sheets as a born-digital PDF: real text, real rules, real form fields."""
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    canvas = Canvas(str(path), pagesize=(sheets[0].width, sheets[0].height), invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor("Casefile samples, fictitious")
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        for mark in sheet.marks:
            _print(canvas, mark, sheet.height)
        canvas.showPage()
    canvas.save()


def _print(canvas: Any, mark: Text | Line | Box | Widget, height: float) -> None:
    match mark:
        case Text():
            _register(mark.pen.font)
            canvas.setFillGray(mark.pen.ink / WHITE)
            canvas.setFont(mark.pen.font, mark.pen.size)
            canvas.drawString(mark.x, height - mark.baseline, mark.text)
        case Line():
            canvas.setStrokeGray(mark.ink / WHITE)
            canvas.setLineWidth(mark.width)
            path = canvas.beginPath()
            path.moveTo(mark.points[0][0], height - mark.points[0][1])
            for x, y in mark.points[1:]:
                path.lineTo(x, height - y)
            canvas.drawPath(path)
        case Box():
            _rectangle(canvas, mark, height)
        case Widget():
            _field(canvas, mark, height)


def _rectangle(canvas: Any, mark: Box, height: float) -> None:
    b = mark.bbox
    canvas.setLineWidth(mark.width)
    canvas.setStrokeGray((mark.edge or 0) / WHITE)
    canvas.setFillGray((WHITE if mark.fill is None else mark.fill) / WHITE)
    fill, stroke = int(mark.fill is not None), int(mark.edge is not None)
    canvas.rect(b.x0, height - b.bottom, b.width, b.height, fill=fill, stroke=stroke)


def _field(canvas: Any, mark: Widget, height: float) -> None:
    b, form = mark.bbox, canvas.acroForm
    if isinstance(mark.value, bool):
        form.checkbox(
            name=mark.name,
            checked=mark.value,
            x=b.x0,
            y=height - b.bottom,
            size=b.width,
            buttonStyle="cross",
            borderWidth=0.7,
            fieldFlags="",
        )
        return
    form.textfield(
        name=mark.name,
        value=mark.value,
        x=b.x0,
        y=height - b.bottom,
        width=b.width,
        height=b.height,
        fontName="Helvetica",
        fontSize=9,
        borderWidth=0,
        maxlen=200,
        fieldFlags="",
    )


def _register(font: str) -> None:
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    if font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(font, str(fonts.font_path(font))))


def save_scans(pictures: Sequence[Picture], path: Path, *, dpi: int) -> None:
    """Save pictures as an image PDF, as a scanner does: one image a page and no text."""
    first, rest = stack(pictures)
    quality = {} if first.mode == "1" else {"quality": JPEG_QUALITY}
    first.save(
        path,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=dpi,
        **quality,
        creationDate=DRAWN_ON,
        modDate=DRAWN_ON,
        producer="Casefile samples, fictitious",
    )
