"""What another program reads back: DuckDB every format, Python's own reader the CSV; values survive."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings

from records.export import Export, load_writer
from records.store import Change
from records.types import Decision, Field, Record, Standing
from records.vocabulary import load_vocabulary
from tests.strategies import TRICKY, record_lists
from tests.test_records_export import present, record_of

Row = dict[str, Any]
few = settings(deadline=None, max_examples=12)
"""Each example holds several records, and is written and read anew."""

NAMES = tuple(load_vocabulary().field_kinds)
JSON_COLUMNS = (
    "{document_id: 'VARCHAR', files: 'VARCHAR[]', pages: 'INTEGER[]', version: 'INTEGER', fields: "
    '\'STRUCT(name VARCHAR, "index" INTEGER, "value" VARCHAR, "text" VARCHAR, reading VARCHAR, '
    "decision VARCHAR, confidence DOUBLE, page INTEGER, bbox DOUBLE[], reviewed_by VARCHAR, "
    'candidates STRUCT("value" VARCHAR, "text" VARCHAR, score DOUBLE)[])[]\'}'
)


@contextmanager
def exported(name: str, records: list[Record]) -> Iterator[Path]:
    """Write an export of `records` to a file that goes away again."""
    changes = [Change(number=1, record=r, standing=Standing.CURRENT) for r in records]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export")
        with path.open("wb") as stream:
            load_writer(name)(Export(changes=changes, up_to=4, names=NAMES), stream)
        yield path


@cache
def duckdb_connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def read_by_duckdb(query: str) -> list[Row]:
    found = duckdb_connection().sql(query)
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def read_csv_by_duckdb(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    columns = dict.fromkeys(header, "VARCHAR")
    return read_by_duckdb(
        f"SELECT * FROM read_csv('{path}', auto_detect=false, columns={columns}, header=true, "
        "delim=',', quote='\"', escape='\"', parallel=false)"
    )


def read_csv_by_python(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


CSV_READERS = (read_csv_by_duckdb, read_csv_by_python)


def guarded(value: str | None) -> str | None:
    """Return what a CSV cell must hold: an apostrophe before a formula, null for an empty text."""
    if value and value[0] in "=+-@\t\r" and not re.fullmatch(r"\+[0-9]{8,15}", value):
        return f"'{value}"
    return value or None


def told(record: Record, field: Field) -> tuple[Any, ...]:
    return (
        record.document_id,
        field.name,
        field.index,
        field.value,
        field.text,
        field.reading,
        field.decision,
        field.confidence,
        field.evidence.page if field.evidence else None,
        field.reviewed_by,
    )


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: row[:3])


# ---- any record ----------------------------------------------------------------------------------


@few
@given(record_lists())
def test_jsonl_comes_back_whole(records: list[Record]) -> None:
    with exported("jsonl", records) as path:
        lines = read_by_duckdb(
            f"SELECT * FROM read_json('{path}', format='newline_delimited', columns={JSON_COLUMNS})"
        )
    assert {line["document_id"]: (line["files"], line["version"]) for line in lines} == {
        r.document_id: (list(r.files), r.version) for r in records
    }
    names = ("name", "index", "value", "text", "reading", "decision", "confidence", "page")
    rows = [
        (line["document_id"], *(f[n] for n in names), f["reviewed_by"])
        for line in lines
        for f in line["fields"]
    ]
    assert in_order(rows) == in_order([told(r, f) for r in records for f in r.fields])


@few
@given(record_lists())
def test_parquet_comes_back_whole(records: list[Record]) -> None:
    with exported("parquet", records) as path:
        rows = read_by_duckdb(f"SELECT * FROM read_parquet('{path}')")
    assert {row["document_id"]: (row["files"], row["pages"]) for row in rows} == {
        r.document_id: (list(r.files), [p.number for p in r.pages]) for r in records
    }
    names = ("document_id", "name", "index", "value", "text", "reading", "decision", "confidence")
    found = [tuple(row[n] for n in (*names, "page", "reviewed_by")) for row in rows if row["name"]]
    assert in_order(found) == in_order([told(r, f) for r in records for f in r.fields])
    assert sorted(c["text"] for row in rows for c in row["candidates"] or ()) == sorted(
        c.evidence.text for r in records for f in r.fields for c in f.candidates
    )


@pytest.mark.parametrize("read", CSV_READERS)
@few
@given(records=record_lists())
def test_csv_comes_back_but_for_its_guard(read: Any, records: list[Record]) -> None:
    with exported("csv", records) as path:
        rows = [{name: cell or None for name, cell in row.items()} for row in read(path)]
    names = ("document_id", "name", "index", "value", "text", "decision", "confidence", "page")
    found = [tuple(row[n] for n in (*names, "reviewed_by")) for row in rows if row["name"]]
    expected = []
    for row in (told(r, f) for r in records for f in r.fields):
        document_id, name, index, value, text, _, decision, confidence, page, person = row
        numbers = (None if n is None else str(n) for n in (confidence, page))
        cells = (guarded(value), guarded(text), str(decision), *numbers, guarded(person))
        expected.append((document_id, name, str(index), *cells))
    assert in_order(found) == in_order(expected)


@pytest.mark.parametrize("name", ["csv-wide", "parquet-wide"])
@few
@given(records=record_lists())
def test_a_wide_table_has_every_field_once_and_nothing_else(
    name: str, records: list[Record]
) -> None:
    with exported(name, records) as path:
        if name == "csv-wide":
            rows = read_csv_by_duckdb(path)
        else:
            rows = read_by_duckdb(f"SELECT * FROM read_parquet('{path}')")
    shown = guarded if name == "csv-wide" else str
    expected = set()
    for record in records:
        for field in record.fields:
            column = f"{field.name}.{field.index}" if field.index else field.name
            accepted = field.decision is Decision.ACCEPTED
            value = column if accepted else f"{column}.proposed"
            cells = {value: field.value, f"{column}.decision": field.decision}
            cells[f"{column}.reading"] = field.reading
            expected |= {
                (record.document_id, c, shown(v)) for c, v in cells.items() if v is not None
            }
    found = {
        (row["document_id"], column, cell)
        for row in rows
        for column, cell in row.items()
        if "." in column and cell is not None
    }
    assert found == {cell for cell in expected if cell[2] is not None}


# ---- types and single values ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["parquet", "parquet-wide"])
def test_parquet_has_numbers_and_lists_where_they_belong(name: str) -> None:
    with exported(name, [record_of(present("subject.date_of_birth", "2018-05"))]) as path:
        found = read_by_duckdb(f"DESCRIBE SELECT * FROM read_parquet('{path}')")
    types = {row["column_name"]: row["column_type"] for row in found}
    assert types["version"] == types["workspace_version"] == "INTEGER"
    assert types["document_type_confidence"] == "DOUBLE"
    assert (types["files"], types["pages"]) == ("VARCHAR[]", "INTEGER[]")
    assert types["page_sizes"] == "STRUCT(width DOUBLE, height DOUBLE)[]"
    if name == "parquet":
        assert (types["page"], types["x0"], types["confidence"]) == ("INTEGER", "DOUBLE", "DOUBLE")
        assert types["value"] == "VARCHAR"
    else:
        assert types["subject.date_of_birth"] == "VARCHAR"


def test_null_and_an_empty_text_stay_apart_in_parquet() -> None:
    empty = present("release.type", "")
    with exported("parquet", [record_of(empty, Field(**NOTHING))]) as path:
        rows = read_by_duckdb(f"SELECT name, value FROM read_parquet('{path}')")
    assert {row["name"]: row["value"] for row in rows} == {
        "release.type": "",
        "release.date": None,
    }


@pytest.mark.parametrize("value", TRICKY)
def test_parquet_alters_no_text(value: str) -> None:
    with exported("parquet", [record_of(present("release.type", value))]) as path:
        (row,) = read_by_duckdb(f"SELECT value FROM read_parquet('{path}')")
    assert row["value"] == value


def test_a_file_name_that_is_not_utf8_is_spelt_out_in_parquet() -> None:
    name = b"caf\xe9.pdf".decode("utf-8", "surrogateescape")
    with exported("parquet", [record_of(file=name)]) as path:
        (row,) = read_by_duckdb(f"SELECT files FROM read_parquet('{path}')")
    assert row["files"] == ["caf\\udce9.pdf"]


@pytest.mark.parametrize("name", ["csv-wide", "parquet-wide"])
def test_a_value_in_review_stands_in_no_column_of_accepted_ones(name: str) -> None:
    with exported(name, [record_of(present("subject.a_number", "A012345678"))]) as path:
        read = read_csv_by_duckdb(path) if name == "csv-wide" else None
        (row,) = read or read_by_duckdb(f"SELECT * FROM read_parquet('{path}')")
    assert row["subject.a_number"] is None
    assert row["subject.a_number.decision"] == "review"
    assert row["subject.a_number.proposed"] == "A012345678"


@pytest.mark.parametrize("name", ["csv", "csv-wide", "parquet", "parquet-wide"])
def test_a_table_of_nothing_still_has_its_columns(name: str) -> None:
    with exported(name, []) as path:
        if name.startswith("csv"):
            (header,) = csv.reader(path.read_text(encoding="utf-8").splitlines())
        else:
            found = read_by_duckdb(f"DESCRIBE SELECT * FROM read_parquet('{path}')")
            header = [row["column_name"] for row in found]
    assert "document_id" in header and "workspace_version" in header
    assert ("subject.a_number.proposed" in header) is name.endswith("wide")


def test_parquet_of_nothing_tells_the_version_too() -> None:
    with exported("parquet", []) as path:
        rows = read_by_duckdb(f"SELECT key, value FROM parquet_kv_metadata('{path}')")
    assert {bytes(r["key"]): bytes(r["value"]) for r in rows}[b"casefile.workspace_version"] == b"4"


def test_many_rows_make_many_groups_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.export_parquet.GROUP_CELLS", 200)
    records = [record_of(present("subject.age", str(n)), first_page=n) for n in range(1, 30)]
    with exported("parquet", records) as path:
        rows = read_by_duckdb(f"SELECT value FROM read_parquet('{path}')")
        query = f"SELECT count(DISTINCT row_group_id) AS n FROM parquet_metadata('{path}')"
        (groups,) = read_by_duckdb(query)
    assert [row["value"] for row in rows] == [str(n) for n in range(1, 30)]
    assert groups["n"] > 3


@pytest.mark.parametrize("name", ["parquet", "parquet-wide", "csv-wide"])
def test_same_records_give_the_same_file_in_any_order(name: str) -> None:
    records = [record_of(present("subject.age", "9"), file=name) for name in ("c", "a", "b")]
    with exported(name, records) as one, exported(name, records[::-1]) as other:
        assert one.read_bytes() == other.read_bytes()


NOTHING: dict[str, Any] = {
    "name": "release.date",
    "reading": "blank",
    "decision": Decision.ACCEPTED,
}
