"""Fill in a PDF form as a person at a viewer does, with pdfium: type, tick, choose, save or print."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw


def fill_pdf(blank: Path, filled: Path, values: Mapping[str, str | bool]) -> None:
    """Write a copy of `blank` with `values`, by field name or its last part, in its first page.

    True ticks a box; of several boxes of one name, a value with the number of the box does ("Unit[0]").
    """
    document = pypdfium2.PdfDocument(blank)
    document.init_forms()
    form = document.formenv
    page = document[0]
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        name = _name(form, annotation).split(".")[-1]
        if name in values:
            _enter(form, page, annotation, values[name])
        raw.FPDFPage_CloseAnnot(annotation)
    raw.FORM_ForceToKillFocus(form)
    document.save(filled)
    document.close()


def print_pdf(filled: Path, picture: Path, *, dpi: int) -> None:
    """Draw the first page of a filled form as a picture, for a scanner to see."""
    document = pypdfium2.PdfDocument(filled)
    document.init_forms()
    page = document[0]
    page.flatten(raw.FLAT_PRINT)
    image = page.render(scale=dpi / 72).to_pil().convert("L")
    image.save(picture, dpi=(dpi, dpi))
    document.close()


def _name(form: Any, annotation: Any) -> str:
    size = raw.FPDFAnnot_GetFormFieldName(form, annotation, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetFormFieldName(
        form, annotation, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le")


def _enter(form: Any, page: Any, annotation: Any, value: str | bool) -> None:
    if isinstance(value, bool):
        rect = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(annotation, rect)
        raw.FORM_ForceToKillFocus(form)
        raw.FORM_OnMouseMove(form, page, 0, 0, 0)
        x, y = (rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2
        raw.FORM_OnLButtonDown(form, page, 0, x, y)
        raw.FORM_OnLButtonUp(form, page, 0, x, y)
        return
    raw.FORM_SetFocusedAnnot(form, annotation)
    options = [_label(form, annotation, n) for n in range(_count(form, annotation))]
    if value in options:
        raw.FORM_SetIndexSelected(form, page, options.index(value), True)
        return
    text = ctypes.create_string_buffer(value.encode("utf-16-le") + b"\x00\x00")
    raw.FORM_SelectAllText(form, page)
    raw.FORM_ReplaceSelection(form, page, ctypes.cast(text, ctypes.POINTER(raw.FPDF_WCHAR)))


def _count(form: Any, annotation: Any) -> int:
    return max(0, int(raw.FPDFAnnot_GetOptionCount(form, annotation)))


def _label(form: Any, annotation: Any, index: int) -> str:
    size = raw.FPDFAnnot_GetOptionLabel(form, annotation, index, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetOptionLabel(
        form, annotation, index, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size
    )
    return buffer.raw[: size - 2].decode("utf-16-le")
