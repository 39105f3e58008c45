"""The export: same records, same bytes; a schema that its lines keep; cells no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any

import jsonschema
import pytest

from records.errors import ConfigError
from records.export import WRITERS, Export, export_change, json_text, load_writer, write_jsonl
from records.export_csv import write_csv
from records.schema import export_schema
from records.store import Change
from records.types import (
    BBox,
    Candidate,
    Decision,
    Evidence,
    Field,
    Origin,
    PageInfo,
    Problem,
    Reading,
    Record,
    Source,
    Standing,
)

BOX = BBox(x0=72.04, top=100.06, x1=200.0, bottom=112.349)


def present(name: str, value: str, *, index: int = 0) -> Field:
    evidence = Evidence(page=3, bbox=BOX, text=f"{value} ", step="label@1")
    candidate = Candidate(
        value=value, reading=Reading.PRESENT, evidence=evidence, score=0.5, reader=Source.OCR
    )
    return Field(
        name=name,
        index=index,
        value=value,
        text=f"{value} ",
        reading=Reading.PRESENT,
        decision=Decision.REVIEW,
        evidence=evidence,
        candidates=(candidate,),
    )


def record_of(*fields: Field, file: str = "box 1/a.pdf", first_page: int = 3) -> Record:
    return Record(
        document_id=f"{first_page:016x}",
        files=(file,),
        sha256="ab" * 32,
        pages=(
            PageInfo(number=first_page, width=612, height=792, rotation=180),
            PageInfo(number=first_page + 1, width=595.276, height=841.89),
        ),
        document_type="orr_verification_of_release",
        document_type_score=0.4,
        language="es",
        fields=fields,
        problems=(Problem(code="low_contrast", stage="load", page=3, detail="0.21"),),
        version=2,
    )


def export_of(records: Iterable[Record], *, up_to: int = 7) -> Export:
    """Return the export of records that are all current."""
    changes = (Change(number=1, record=r, standing=Standing.CURRENT) for r in records)
    return Export(changes=changes, up_to=up_to)


def export_record(record: Record) -> dict[str, Any]:
    export = export_of([record])
    (change,) = export.changes
    return export_change(change, export)


def jsonl(records: Iterable[Record]) -> bytes:
    stream = io.BytesIO()
    write_jsonl(export_of(records), stream)
    return stream.getvalue()


def csv_text(records: Iterable[Record]) -> str:
    stream = io.BytesIO()
    write_csv(export_of(records), stream)
    return stream.getvalue().decode("utf-8")


def csv_rows(records: Iterable[Record]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(records), newline="")))


def test_a_line_has_the_agreed_keys_in_order() -> None:
    exported = export_record(record_of(present("subject.age", "9")))
    assert list(exported) == [
        "schema", "document_id", "files", "sha256", "pages", "page_sizes", "rotations",
        "document_type", "document_type_confidence", "language", "fields", "problems", "replaces",
        "version", "document_type_decision", "document_type_origin", "fields_in_review", "standing",
        "replaced_by", "workspace_version", "edition", "edition_source",
    ]  # fmt: skip
    assert list(exported["fields"][0]) == [
        "name", "index", "value", "text", "reading", "decision", "origin", "confidence",
        "certificate", "page", "bbox", "step", "candidates", "reviewed_by", "reviewed_at", "signs",
        "reasons",
    ]  # fmt: skip


def test_boxes_and_sizes_are_tenths_of_a_point() -> None:
    exported = export_record(record_of(present("subject.age", "9")))
    assert exported["fields"][0]["bbox"] == [72.0, 100.1, 200.0, 112.3]
    assert exported["page_sizes"] == [[612.0, 792.0], [595.3, 841.9]]
    assert exported["rotations"] == [180, 0]
    assert exported["pages"] == [3, 4]


def test_a_field_without_evidence_has_no_place() -> None:
    absent = Field(name="subject.fin", reading=Reading.ABSENT, decision=Decision.ACCEPTED)
    field = export_record(record_of(absent))["fields"][0]
    assert (field["page"], field["bbox"], field["step"]) == (None, None, None)


def test_every_written_line_keeps_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(export_schema())
    validator.check_schema(export_schema())
    person = replace(
        present("mother.full_name", "Ána Ejemplo"),
        origin=Origin.PERSON,
        reviewed_by="reviewer 1",
        reviewed_at="2026-01-02T03:04:05Z",
    )
    records = [record_of(), record_of(present("subject.age", "9"), person, file="b.pdf")]
    lines = jsonl(records).splitlines()
    assert len(lines) == 2
    for line in lines:
        validator.validate(json.loads(line))


@pytest.mark.parametrize(
    ("key", "value"),
    [("document_id", ""), ("rotations", [45]), ("pages", [0]), ("schema", "casefile/0"), ("x", 1)],
)
def test_the_schema_refuses_what_no_export_writes(key: str, value: Any) -> None:
    line = export_record(record_of(present("subject.age", "9"))) | {key: value}
    validator = jsonschema.Draft202012Validator(export_schema())
    assert not validator.is_valid(line)


def test_lines_stand_by_first_file_then_first_page() -> None:
    records = [
        record_of(file="b.pdf", first_page=1),
        record_of(file="a.pdf", first_page=10),
        record_of(file="a.pdf", first_page=2),
    ]
    found = [
        (line["files"][0], line["pages"][0])
        for line in map(json.loads, jsonl(records).splitlines())
    ]
    assert found == [("a.pdf", 2), ("a.pdf", 10), ("b.pdf", 1)]


def test_same_records_give_the_same_bytes_in_any_order() -> None:
    records = [record_of(present("subject.age", "9"), file=name) for name in ("c", "a", "b")]
    assert jsonl(records) == jsonl(reversed(records))
    assert csv_text(records) == csv_text(reversed(records))


def test_jsonl_keeps_every_character_and_one_line_a_document() -> None:
    value = "=1+1\r\n\u2028línea\x85 ñ\x0b \N{RIGHT-TO-LEFT OVERRIDE}x"
    written = jsonl([record_of(present("separation.reason", value))])
    assert len(written.decode("utf-8").splitlines()) == 1
    assert json.loads(written)["fields"][0]["value"] == value


def test_a_file_name_that_is_not_utf8_comes_back_as_it_was() -> None:
    name = b"caf\xe9.pdf".decode("utf-8", "surrogateescape")
    written = jsonl([record_of(present("subject.age", "9"), file=name)])
    assert json.loads(written.decode("utf-8"))["files"] == [name]
    assert r"\udce9" in csv_text([record_of(file=name)])


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "+15125550123\n", "+1512555012x", "+1234567"],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    row = csv_rows([record_of(present("release.type", cell))])[0]
    assert row["value"] == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["+15125550123", "+12345678", "+123456789012345", "1=1", "", "a\tb"]
)
def test_other_cells_and_whole_phones_stay_as_they_are(cell: str) -> None:
    assert csv_rows([record_of(present("subject.phone", cell))])[0]["value"] == cell


def test_every_column_is_guarded() -> None:
    field = replace(present("release.type", "x"), name="=name", reviewed_by="@person")
    record = replace(record_of(field), document_type="-type", language="+x")
    cells = [cell for row in csv_rows([record]) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {"'=name", "'@person", "'-type", "'+x"} <= set(cells)


def test_csv_has_a_row_a_field_and_repeats_the_document() -> None:
    record = record_of(present("subject.age", "9"), present("sibling.full_name", "Leo", index=1))
    rows = csv_rows([record])
    assert [(row["name"], row["index"], row["value"]) for row in rows] == [
        ("subject.age", "0", "9"),
        ("sibling.full_name", "1", "Leo"),
    ]
    assert {row["document_id"] for row in rows} == {record.document_id}
    assert rows[0]["pages"] == "3 4"
    assert rows[0]["page_sizes"] == "612x792 595.3x841.9"
    assert (rows[0]["x0"], rows[0]["bottom"]) == ("72.0", "112.3")
    assert rows[0]["problems"] == "low_contrast@3"
    assert json.loads(rows[0]["candidates"])[0]["value"] == "9"


def test_a_document_without_fields_keeps_a_row() -> None:
    rows = csv_rows([record_of()])
    assert len(rows) == 1
    assert (rows[0]["document_type"], rows[0]["name"]) == ("orr_verification_of_release", "")


def test_commas_quotes_and_line_ends_come_back_from_csv() -> None:
    value = 'Calle "A", núm. 5\r\nPiso 2\nñ'
    row = csv_rows([record_of(present("sponsor.address", value), file='a,"b".pdf')])[0]
    assert row["value"] == value
    assert json.loads(row["files"]) == ['a,"b".pdf']


@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_counts_what_it_wrote(name: str) -> None:
    export = export_of([record_of(), record_of(file="b.pdf")])
    assert load_writer(name)(export, io.BytesIO()).lines == {Standing.CURRENT: 2}


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="choose one of: csv, csv-wide, jsonl, parquet"):
        load_writer("xml")


def test_an_export_larger_than_memory_is_ordered_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [record_of(present("subject.age", "9"), file=name) for name in ("b", "a")]
    expected = jsonl(records)
    monkeypatch.setattr("records.ordered.SPOOL_BYTES", 10)
    assert jsonl(records) == expected


@pytest.mark.parametrize("name", WRITERS)
def test_what_was_written_is_not_kept_in_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.ordered.SPOOL_BYTES", 1 << 16)
    monkeypatch.setattr("records.export_parquet.GROUP_CELLS", 5_000)
    fields = tuple(present("sibling.full_name", "Leo" * 200, index=i) for i in range(9))

    def peak(documents: int) -> int:
        records = (record_of(*fields, first_page=n) for n in range(1, documents + 1))
        tracemalloc.start()
        with TemporaryFile() as stream:
            load_writer(name)(export_of(records), stream)
        told = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return told

    peak(1)  # imports
    length = len(json_text(export_record(record_of(*fields))))
    grown = peak(400) - peak(200)
    assert grown < 200 * length / 5


def test_a_number_that_is_none_is_refused_without_telling_the_text() -> None:
    field = replace(present("subject.family_name", "CANARY"), confidence=float("nan"))
    with pytest.raises(ValueError) as caught:
        export_record(record_of(field))
    assert "CANARY" not in str(caught.value)
