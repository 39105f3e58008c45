"""Open a PDF: pdfium draws it and gives its text layer, pdfplumber is asked for its opinion."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from pypdfium2 import (  # type: ignore[import-untyped]
    PdfDocument as Pdfium,
)
from pypdfium2 import PdfiumError, raw

from extract.acroform import read_fields
from extract.drawing import Drawn, survey
from extract.frame import Frame
from extract.ocr import Gray
from extract.pages import LETTER_PT, STAGE, FormValue, LayerWord, Limits, LoadedPage, unread, walk
from extract.secondparser import SecondOpinion, second_opinion
from extract.sniff import FileKind
from extract.textlayer import read_layer
from records.errors import DocumentError, Reason
from records.types import POINTS_PER_INCH, Problem

USER_UNIT_MAX: Final = 100.0
"""Beyond it /UserUnit is taken for garbage: a letter page would be 70 metres wide."""
TAIL_BYTES: Final = 1 << 16
"""How far from its end a file must carry the end marker; some writers append padding."""


@contextmanager
def open_pdf(path: Path, *, limits: Limits) -> Iterator[PdfDocument]:
    """Open the PDF at `path`; an empty password is tried where it asks for one.

    Raises:
        DocumentError: PASSWORD, DAMAGED, NO_PAGES or TOO_MANY_PAGES.
    """
    handle = raw.FPDF_LoadDocument(os.fsencode(path), None)
    if not handle:
        raise DocumentError(_open_reason(raw.FPDF_GetLastError()))
    pdf = Pdfium(handle)
    try:
        problems = _init_forms(pdf)
        limits.check_pages(len(pdf))
        opinion = second_opinion(path)
        problems += _document_problems(pdf, path, opinion)
        yield PdfDocument(pdf, limits=limits, problems=tuple(problems), units=opinion.units)
    finally:
        pdf.close()


def _open_reason(code: int) -> Reason:
    locked = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
    return Reason.PASSWORD if code in locked else Reason.DAMAGED


def _init_forms(pdf: Any) -> list[Problem]:
    try:
        pdf.init_forms()
    except PdfiumError:
        return [Problem(code="form_unreadable", stage=STAGE)]
    xfa = (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND)
    return [Problem(code="xfa_form", stage=STAGE)] if pdf.get_formtype() in xfa else []


def _document_problems(pdf: Any, path: Path, opinion: SecondOpinion) -> list[Problem]:
    problems = []
    if opinion.page_count != len(pdf):
        other = "failed" if opinion.page_count is None else opinion.page_count
        detail = f"pdfium={len(pdf)} pdfplumber={other}"
        problems.append(Problem(code="parser_disagreement", stage=STAGE, detail=detail))
    attached = raw.FPDFDoc_GetAttachmentCount(pdf)
    if attached > 0:
        problems.append(Problem(code="embedded_files", stage=STAGE, detail=str(attached)))
    if opinion.runs_script or raw.FPDFDoc_GetJavaScriptActionCount(pdf) > 0:
        problems.append(Problem(code="javascript", stage=STAGE))
    if not _has_end(path):
        problems.append(Problem(code="truncated", stage=STAGE, detail="no end marker"))
    return problems


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL_BYTES))
        return b"%%EOF" in file.read()


class PdfDocument:
    """An open PDF; see `extract.pages.Document`."""

    kind = FileKind.PDF

    def __init__(
        self, pdf: Any, *, limits: Limits, problems: tuple[Problem, ...], units: dict[int, float]
    ) -> None:
        self._pdf = pdf
        self._limits = limits
        self._units = {i: unit for i, unit in units.items() if unit <= USER_UNIT_MAX}
        ignored = (
            Problem(code="page_unit_ignored", stage=STAGE, page=i + 1, detail=f"{unit:g}")
            for i, unit in units.items()
            if unit > USER_UNIT_MAX
        )
        self.problems = (*problems, *ignored)
        self.page_count: int = len(pdf)

    def pages(self, *, first: int = 1) -> Iterator[LoadedPage]:
        return walk(self.page_count, self._page, first=first)

    def _page(self, index: int) -> LoadedPage:
        try:
            page = self._pdf[index]
        except PdfiumError:
            return unread(index, size=LETTER_PT, code="page_unreadable")
        try:
            return _load(page, index, unit=self._units.get(index, 1.0), limits=self._limits)
        except PdfiumError:
            return unread(index, size=page.get_size(), code="page_unreadable")
        finally:
            page.close()


def _load(page: Any, index: int, *, unit: float, limits: Limits) -> LoadedPage:
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation()
    frame = Frame(left=left, bottom=bottom, right=right, top=top, rotation=rotation, unit=unit)
    size = (frame.width, frame.height)
    if not (min(size) > 0 and max(size) <= limits.max_page_points):
        detail = f"{size[0]:.0f}x{size[1]:.0f} points"
        return unread(index, size=size, code="page_too_large", detail=detail)
    drawn = survey(page, frame=frame, limits=limits)
    dpi = _choose_dpi(drawn, frame=frame, limits=limits)
    if _pixels(frame, dpi) > limits.max_page_pixels:
        detail = f"{_pixels(frame, dpi):.0f} pixels at {dpi:.0f} dpi"
        return unread(index, size=size, code="page_too_large", detail=detail)
    image = _draw(page, scale=dpi * unit / POINTS_PER_INCH)
    layer, problems = _layer(
        page, index, frame=frame, limits=limits, image=image, dpi=dpi, drawn=drawn
    )
    fields: tuple[FormValue, ...] = ()
    if page.formenv:
        fields, left_out = read_fields(page, formenv=page.formenv, frame=frame, limits=limits)
        if left_out:
            cut = Problem(code="form_cut", stage=STAGE, page=index + 1, detail=f"{left_out} fields")
            problems += (cut,)
    return LoadedPage(
        number=index + 1,
        width_pt=frame.width,
        height_pt=frame.height,
        image=image,
        dpi=dpi,
        layer=layer,
        fields=fields,
        has_page_image=drawn.is_scan,
        problems=problems,
    )


def _choose_dpi(drawn: Drawn, *, frame: Frame, limits: Limits) -> float:
    if drawn.is_scan and drawn.dpi > 0:
        dpi = limits.fit_dpi(drawn.dpi)
        if _pixels(frame, dpi) <= limits.max_page_pixels:
            return dpi
    return float(limits.dpi)


def _pixels(frame: Frame, dpi: float) -> float:
    return frame.width * frame.height * (dpi / POINTS_PER_INCH) ** 2


def _draw(page: Any, *, scale: float) -> Gray:
    # pypdfium2 rounds up: stay a hair below, or 3300.0000001 becomes 3301
    bitmap = page.render(scale=scale * (1 - 1e-9), grayscale=True, may_draw_forms=True)
    try:
        pixels: Gray = np.ascontiguousarray(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
        return pixels.copy()
    finally:
        bitmap.close()


def _layer(
    page: Any, index: int, *, frame: Frame, limits: Limits, image: Gray, dpi: float, drawn: Drawn
) -> tuple[tuple[LayerWord, ...], tuple[Problem, ...]]:
    number = index + 1
    try:
        textpage = page.get_textpage()
    except PdfiumError:
        return (), (Problem(code="text_layer_unreadable", stage=STAGE, page=number),)
    try:
        layer = read_layer(
            textpage, frame=frame, limits=limits, image=image, dpi=dpi, under=drawn.under
        )
        count = textpage.count_chars()
    finally:
        textpage.close()
    problems = []
    if count > limits.max_layer_chars:
        detail = f"{count} characters"
        problems.append(Problem(code="text_layer_cut", stage=STAGE, page=number, detail=detail))
    hidden = Counter(w.hidden for w in layer if w.hidden and any(c.isalnum() for c in w.text))
    if hidden:
        detail = " ".join(f"{why}={n}" for why, n in sorted(hidden.items()))
        problems.append(Problem(code="hidden_text", stage=STAGE, page=number, detail=detail))
    return layer, tuple(problems)
