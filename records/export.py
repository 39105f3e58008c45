"""Records out: what is told of each document, in which order, and the writers by name.

Lines stand in the order of first file, then first page, whatever order the records come in. Writers
take a binary stream, so that encoding (UTF-8) and line ends do not depend on the machine.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, BinaryIO, Final, cast

from records.errors import ConfigError
from records.ordered import Ordered, Place, ordered
from records.schema import (
    DOCUMENT,
    ExportedCandidate,
    ExportedDocument,
    ExportedField,
    ExportedProblem,
)
from records.store import Change
from records.types import (
    BBox,
    Candidate,
    Decision,
    Field,
    PageInfo,
    Problem,
    Record,
    Standing,
)

WRITERS: Final[dict[str, str]] = {
    "jsonl": "records.export:write_jsonl",
    "csv": "records.export_csv:write_csv",
    "csv-wide": "records.export_csv:write_csv_wide",
    "parquet": "records.export_parquet:write_parquet",
    "parquet-wide": "records.export_parquet:write_parquet_wide",
}

Key = tuple[str, int]
"""Name and index of a field."""

_LINE_BREAKERS: Final = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""What JSON allows raw but some line readers break on, and halves of surrogates from file names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What is to be told: changes of the store, and the number of the newest of all changes.

    `decisions` are those whose fields are told. `names` are the fields that a wide table has columns
    for in any case, in that order.
    """

    changes: Iterable[Change]
    up_to: int
    decisions: frozenset[Decision] = frozenset(Decision)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an export told: how many lines of each standing, and which fields."""

    lines: Counter[Standing] = field(default_factory=Counter)
    keys: set[Key] = field(default_factory=set)


Writer = Callable[[Export, BinaryIO], Written]


def load_writer(name: str) -> Writer:
    """Return the writer of a format.

    Raises:
        ConfigError: There is no such format.
    """
    if name not in WRITERS:
        raise ConfigError(f"no export format {name!r}; choose one of: {', '.join(sorted(WRITERS))}")
    module, _, function = WRITERS[name].partition(":")
    return cast(Writer, getattr(import_module(module), function))


def export_change(change: Change, export: Export) -> dict[str, Any]:
    """Return what the export says of one change, as JSON values in the order of the schema."""
    exported: dict[str, Any] = DOCUMENT.dump_python(_document(change, export), mode="json")
    return exported


def write_jsonl(export: Export, stream: BinaryIO) -> Written:
    """Write one JSON object a line."""
    with ordered() as lines:
        written = put_in_order(export, lines)
        for line in lines:
            stream.write(line)
    return written


def put_in_order(export: Export, lines: Ordered) -> Written:
    """Add the JSON line of every change to `lines`, and return what they tell."""
    written = Written()
    for change in export.changes:
        exported = export_change(change, export)
        lines.add(_place(change), (json_text(exported) + "\n").encode("utf-8"))
        written.lines[change.standing] += 1
        written.keys.update((f["name"], f["index"]) for f in exported["fields"])
    return written


def json_text(value: object) -> str:
    """Return compact JSON that is one line for every reader of lines."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _LINE_BREAKERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _place(change: Change) -> Place:
    record = change.record
    return (
        record.files[0] if record.files else "",
        record.pages[0].number if record.pages else 0,
        record.document_id,
        record.version,
        change.standing is Standing.RETIRED,
    )


# ---- change -> exported document ---------------------------------------------------------------


def _document(change: Change, export: Export) -> ExportedDocument:
    record = change.record
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
            "fields": [_field(f) for f in record.fields if f.decision in export.decisions],
            "problems": [_problem(problem) for problem in record.problems],
            "replaces": record.replaces,
            "version": record.version,
            **_standing(change, record, up_to=export.up_to),
            "edition": record.edition,
            "edition_source": record.edition_source,
        }
    )


def _standing(change: Change, record: Record, *, up_to: int) -> dict[str, object]:
    return {
        "document_type_decision": record.document_type_decision,
        "document_type_origin": record.document_type_origin,
        "fields_in_review": len(record.in_review),
        "standing": change.standing,
        "replaced_by": change.replaced_by,
        "workspace_version": up_to,
    }


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
        signs=field.signs,
        reasons=field.reasons,
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
