"""Records out: one JSON line a document, or one CSV row a field.

Lines stand in the order of first file, then first page, whatever order the records come in. Writers
take a binary stream, so that encoding (UTF-8) and line ends do not depend on the machine.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast

from records.errors import ConfigError
from records.schema import (
    DOCUMENT,
    ExportedCandidate,
    ExportedDocument,
    ExportedField,
    ExportedProblem,
)
from records.types import BBox, Candidate, Field, PageInfo, Problem, Record

Writer = Callable[[Iterable[Record], BinaryIO], int]

WRITERS: Final[dict[str, str]] = {
    "jsonl": "records.export:write_jsonl",
    "csv": "records.export:write_csv",
}

SPOOL_BYTES: Final = 64 * 1024 * 1024
"""Up to this size an export is put in order in memory, above in an unnamed file (mode 0600)."""

_LINE_BREAKERS: Final = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""What JSON allows raw but some line readers break on, and halves of surrogates from file names."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a cell (OWASP, CSV Injection)."""
_PHONE: Final = re.compile(r"\+[0-9]{8,15}")

DOCUMENT_COLUMNS: Final = (
    "schema", "document_id", "version", "files", "sha256", "pages", "page_sizes", "rotations",
    "document_type", "document_type_confidence", "language", "problems", "replaces",
)  # fmt: skip
FIELD_COLUMNS: Final = (
    "name", "index", "value", "text", "reading", "decision", "origin", "confidence", "certificate",
    "page", "x0", "top", "x1", "bottom", "step", "candidates", "reviewed_by", "reviewed_at",
)  # fmt: skip


def load_writer(name: str) -> Writer:
    """Return the writer of a format.

    Raises:
        ConfigError: There is no such format.
    """
    if name not in WRITERS:
        raise ConfigError(f"no export format {name!r}; choose one of: {', '.join(sorted(WRITERS))}")
    module, _, function = WRITERS[name].partition(":")
    return cast(Writer, getattr(import_module(module), function))


def export_record(record: Record) -> dict[str, Any]:
    """Return what the export says of one record, as JSON values in the order of the schema."""
    exported: dict[str, Any] = DOCUMENT.dump_python(_document(record), mode="json")
    return exported


def write_jsonl(records: Iterable[Record], stream: BinaryIO) -> int:
    """Write one JSON object a line and return the number of documents."""
    return _write_in_order(records, _json_line, stream)


def write_csv(records: Iterable[Record], stream: BinaryIO) -> int:
    """Write one row a field (RFC 4180, with a header) and return the number of documents.

    A document without fields has one row, so that none is lost. Lists stand in one cell, their
    items a blank apart; `files` and `candidates` are JSON.
    """
    stream.write(_csv_rows([dict(zip(_COLUMNS, _COLUMNS, strict=True))]))
    return _write_in_order(records, lambda record: _csv_rows(_rows(record)), stream)


def _write_in_order(
    records: Iterable[Record], encode: Callable[[Record], bytes], stream: BinaryIO
) -> int:
    with SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
        blocks = []
        for record in records:
            block = encode(record)
            blocks.append((_place(record), spool.tell(), len(block)))
            spool.write(block)
        for _, start, length in sorted(blocks):
            spool.seek(start)
            stream.write(spool.read(length))
    return len(blocks)


def _place(record: Record) -> tuple[str, int, str]:
    first_file = record.files[0] if record.files else ""
    return (first_file, record.pages[0].number if record.pages else 0, record.document_id)


# ---- record -> exported document ---------------------------------------------------------------


def _document(record: Record) -> ExportedDocument:
    return DOCUMENT.validate_python(
        {
            "schema": record.schema,
            "document_id": record.document_id,
            "files": record.files,
            "sha256": record.sha256,
            "pages": [page.number for page in record.pages],
            "page_sizes": [_size(page) for page in record.pages],
            "rotations": [page.rotation for page in record.pages],
            "document_type": record.document_type,
            "document_type_confidence": record.document_type_confidence,
            "language": record.language,
            "fields": [_field(field) for field in record.fields],
            "problems": [_problem(problem) for problem in record.problems],
            "replaces": record.replaces,
            "version": record.version,
        }
    )


def _field(field: Field) -> ExportedField:
    evidence = field.evidence
    return ExportedField(
        name=field.name,
        index=field.index,
        value=field.value,
        text=field.text,
        reading=field.reading,
        decision=field.decision,
        origin=field.origin,
        confidence=field.confidence,
        certificate=field.certificate,
        page=evidence.page if evidence else None,
        bbox=_bbox(evidence.bbox) if evidence else None,
        step=evidence.step if evidence else None,
        candidates=tuple(_candidate(candidate) for candidate in field.candidates),
        reviewed_by=field.reviewed_by,
        reviewed_at=field.reviewed_at,
    )


def _candidate(candidate: Candidate) -> ExportedCandidate:
    return ExportedCandidate(
        value=candidate.value,
        text=candidate.evidence.text,
        reading=candidate.reading,
        page=candidate.evidence.page,
        bbox=_bbox(candidate.evidence.bbox),
        step=candidate.evidence.step,
        score=candidate.score,
    )


def _problem(problem: Problem) -> ExportedProblem:
    return ExportedProblem(
        code=problem.code, stage=problem.stage, page=problem.page, detail=problem.detail
    )


def _tenth(points: float) -> float:
    return round(points, 1) + 0.0  # no negative zero


def _bbox(bbox: BBox) -> tuple[float, float, float, float]:
    return (_tenth(bbox.x0), _tenth(bbox.top), _tenth(bbox.x1), _tenth(bbox.bottom))


def _size(page: PageInfo) -> tuple[float, float]:
    return (_tenth(page.width), _tenth(page.height))


# ---- exported document -> bytes ----------------------------------------------------------------

_COLUMNS: Final = DOCUMENT_COLUMNS + FIELD_COLUMNS


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _LINE_BREAKERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _json_line(record: Record) -> bytes:
    return (_json(export_record(record)) + "\n").encode("utf-8")


def _rows(record: Record) -> Iterator[dict[str, object]]:
    exported = export_record(record)
    document = {
        name: _cell_of_list(name, exported[name]) if name != "problems" else _problem_cell(exported)
        for name in DOCUMENT_COLUMNS
    }
    fields: list[dict[str, Any]] = exported["fields"] or [{}]
    for field in fields:
        row = document | {name: field.get(name) for name in FIELD_COLUMNS}
        if field.get("bbox"):
            row |= zip(("x0", "top", "x1", "bottom"), field["bbox"], strict=True)
        row["candidates"] = _json(field["candidates"]) if field.get("candidates") else None
        yield row


def _cell_of_list(name: str, value: object) -> object:
    if name == "files":
        return _json(value)
    if name == "page_sizes":
        return " ".join(f"{width:g}x{height:g}" for width, height in cast(list[list[float]], value))
    return " ".join(str(item) for item in value) if isinstance(value, list) else value


def _problem_cell(exported: Mapping[str, Any]) -> str:
    """Return `code@page` of each problem, or `code` where it concerns the whole document."""
    return " ".join(
        problem["code"] + (f"@{problem['page']}" if problem["page"] else "")
        for problem in exported["problems"]
    )


def _csv_rows(rows: Iterable[Mapping[str, object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_safe_cell(row[name]) for name in _COLUMNS])
    return text.getvalue().encode("utf-8", "backslashreplace")


def _safe_cell(value: object) -> str:
    """Return the cell, with an apostrophe in front where a spreadsheet would run it."""
    cell = "" if value is None else str(value)
    return f"'{cell}" if cell.startswith(_FORMULA) and not _PHONE.fullmatch(cell) else cell
