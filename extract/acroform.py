"""Read the filled form fields (AcroForm widgets) of a PDF page."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Final

from pypdfium2 import raw  # type: ignore[import-untyped]

from extract.frame import Frame
from extract.pages import FieldKind, FormValue, Limits

MAX_VALUE_BYTES: Final = 1 << 17
"""Longest value read, in UTF-16 bytes: far above what a field on paper holds."""

PASSWORD_FLAG: Final = 1 << 13
"""PDF 1.7, table 228: the field holds a password."""


class _TooLongError(Exception):
    """A string of a widget is longer than `MAX_VALUE_BYTES`, or changes its length when read."""


def read_fields(
    page: Any, *, formenv: Any, frame: Frame, limits: Limits
) -> tuple[tuple[FormValue, ...], int]:
    """Return the widgets of a pypdfium2 page that a viewer shows, in the file's order.

    Empty text fields and unticked boxes are among them: an empty field is something the page says.
    The number is that of annotations left out, as they are too many or hold too long a string.
    """
    values = []
    count = raw.FPDFPage_GetAnnotCount(page)
    left_out = max(0, count - limits.max_fields)
    for index in range(min(count, limits.max_fields)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            value = _read(annotation, formenv=formenv, frame=frame)
        except _TooLongError:
            left_out += 1
            continue
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if value is not None:
            values.append(value)
    return tuple(values), left_out


def _read(annotation: Any, *, formenv: Any, frame: Frame) -> FormValue | None:
    if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
        return None
    kind = _kind(raw.FPDFAnnot_GetFormFieldType(formenv, annotation))
    unseen = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
    flags = raw.FPDFAnnot_GetFormFieldFlags(formenv, annotation)
    rect = raw.FS_RECTF()
    if kind is None or raw.FPDFAnnot_GetFlags(annotation) & unseen:
        return None
    if kind == "text" and flags & PASSWORD_FLAG:
        return None
    if not raw.FPDFAnnot_GetRect(annotation, rect):
        return None
    return FormValue(
        name=_string(raw.FPDFAnnot_GetFormFieldName, formenv, annotation),
        value=_value(annotation, formenv=formenv, kind=kind),
        kind=kind,
        checked=bool(raw.FPDFAnnot_IsChecked(formenv, annotation)) if kind in TICKED else None,
        bbox=frame.to_bbox(rect.left, rect.bottom, rect.right, rect.top),
        tooltip=_string(raw.FPDFAnnot_GetFormFieldAlternateName, formenv, annotation),
    )


TICKED: Final = ("check", "radio")


def _kind(field_type: int) -> FieldKind | None:
    kinds: dict[int, FieldKind] = {
        raw.FPDF_FORMFIELD_TEXTFIELD: "text",
        raw.FPDF_FORMFIELD_CHECKBOX: "check",
        raw.FPDF_FORMFIELD_RADIOBUTTON: "radio",
        raw.FPDF_FORMFIELD_COMBOBOX: "choice",
        raw.FPDF_FORMFIELD_LISTBOX: "choice",
    }
    return kinds.get(field_type)


def _value(annotation: Any, *, formenv: Any, kind: FieldKind) -> str:
    if kind in TICKED:
        return _string(raw.FPDFAnnot_GetFormFieldExportValue, formenv, annotation)
    if kind == "choice":
        chosen = "; ".join(_chosen(annotation, formenv=formenv))
        if chosen:
            return chosen
    return _string(raw.FPDFAnnot_GetFormFieldValue, formenv, annotation)


def _chosen(annotation: Any, *, formenv: Any) -> Iterator[str]:
    """Yield the labels, as shown, of the selected options."""
    for index in range(min(max(0, raw.FPDFAnnot_GetOptionCount(formenv, annotation)), 1000)):
        if raw.FPDFAnnot_IsOptionSelected(formenv, annotation, index):
            yield _string(raw.FPDFAnnot_GetOptionLabel, formenv, annotation, index)


def _string(getter: Callable[..., int], *arguments: Any) -> str:
    """Return the string of a pdfium getter that fills a UTF-16 buffer ending in a zero."""
    size = getter(*arguments, None, 0)
    if size <= 2:
        return ""
    if size > MAX_VALUE_BYTES:
        raise _TooLongError
    buffer = ctypes.create_string_buffer(size)
    pointer = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    if getter(*arguments, pointer, size) > size:
        raise _TooLongError
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").replace("\x00", "")
