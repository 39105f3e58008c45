"""The CSV tables: RFC 4180, UTF-8, with a header; no cell that a spreadsheet would run.

Lists stand in one cell, their items a blank apart; `files` and `candidates` are JSON. An empty cell
stands for null: in CSV an empty text cannot be told from it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

from records.columns import LONG, Columns, Holds, Row, long_rows, wide_columns, wide_row
from records.export import Export, Written, json_text, put_in_order
from records.ordered import ordered

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a cell (OWASP, CSV Injection)."""
_PHONE: Final = re.compile(r"\+[0-9]{8,15}")


def write_csv(export: Export, stream: BinaryIO) -> Written:
    """Write one row a field; a document without fields has one row, so that none is lost."""
    with ordered() as lines:
        written = put_in_order(export, lines)
        stream.write(_header(LONG))
        for line in lines:
            stream.write(_encode(long_rows(json.loads(line)), LONG))
    return written


def write_csv_wide(export: Export, stream: BinaryIO) -> Written:
    """Write one row a document."""
    with ordered() as lines:
        written = put_in_order(export, lines)
        columns = wide_columns(export.names, written.keys)
        stream.write(_header(columns))
        for line in lines:
            stream.write(_encode((wide_row(json.loads(line)),), columns))
    return written


def _header(columns: Columns) -> bytes:
    return _encode(({name: name for name in columns},), dict.fromkeys(columns, Holds.TEXT))


def _encode(rows: Iterable[Row], columns: Columns) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_safe(_cell(row.get(name), kind)) for name, kind in columns.items()])
    return text.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any, kind: Holds) -> str:
    """Return a value as a cell; a problem is `code@page`, or `code` of the whole document."""
    if value is None:
        return ""
    if kind is Holds.PATHS:
        return json_text(value)
    if kind is Holds.CANDIDATES:
        return json_text(value) if value else ""
    if kind is Holds.SIZES:
        return " ".join(f"{width:g}x{height:g}" for width, height in value)
    if kind is Holds.PROBLEMS:
        return " ".join(p["code"] + (f"@{p['page']}" if p["page"] else "") for p in value)
    if kind in (Holds.TEXTS, Holds.INTEGERS):
        return " ".join(str(item) for item in value)
    return str(value)


def _safe(cell: str) -> str:
    """Return the cell, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _PHONE.fullmatch(cell) else cell
