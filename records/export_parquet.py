"""The Parquet tables: typed and nullable columns, written a group of rows at a time.

Dates stay text, since many carry no day (2018-05); lists are lists, boxes and sizes are structs. The
file's metadata tells the workspace's version too, for an export without a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from records.columns import BOX, LONG, Columns, Holds, Row, long_rows, wide_columns, wide_row
from records.export import Export, Written, put_in_order
from records.ordered import ordered
from records.types import SCHEMA

if TYPE_CHECKING:
    import pyarrow

GROUP_CELLS: Final = 200_000
"""Cells of a row group: some 10 MB of Python values while it is made."""


def write_parquet(export: Export, stream: BinaryIO) -> Written:
    """Write one row a field; a document without fields has one row, so that none is lost."""
    with ordered() as lines:
        written = put_in_order(export, lines)
        rows = (row for line in lines for row in long_rows(json.loads(line)))
        _write(rows, LONG, stream, up_to=export.up_to)
    return written


def write_parquet_wide(export: Export, stream: BinaryIO) -> Written:
    """Write one row a document."""
    with ordered() as lines:
        written = put_in_order(export, lines)
        columns = wide_columns(export.names, written.keys)
        _write((wide_row(json.loads(line)) for line in lines), columns, stream, up_to=export.up_to)
    return written


def _write(rows: Iterable[Row], columns: Columns, stream: BinaryIO, *, up_to: int) -> None:
    import pyarrow
    from pyarrow import parquet

    types = _types()
    told = {"casefile.schema": SCHEMA, "casefile.workspace_version": str(up_to)}
    schema = pyarrow.schema([(n, types[kind]) for n, kind in columns.items()], metadata=told)
    with parquet.ParquetWriter(stream, schema) as writer:
        for group in _groups(rows, size=max(1, GROUP_CELLS // len(columns))):
            cells = [_cells(group, name, kind) for name, kind in columns.items()]
            arrays = [pyarrow.array(c, type=f.type) for c, f in zip(cells, schema, strict=True)]
            writer.write_batch(pyarrow.RecordBatch.from_arrays(arrays, schema=schema))


def _types() -> dict[Holds, pyarrow.DataType]:
    import pyarrow as pa

    text, integer, number = pa.string(), pa.int32(), pa.float64()
    box = [(name, number) for name in BOX]
    problem = [("code", text), ("stage", text), ("page", integer), ("detail", text)]
    candidate = [("value", text), ("text", text), ("reading", text), ("page", integer)]
    candidate += [*box, ("step", text), ("score", number)]
    return {
        Holds.TEXT: text,
        Holds.INTEGER: integer,
        Holds.NUMBER: number,
        Holds.TEXTS: pa.list_(text),
        Holds.PATHS: pa.list_(text),
        Holds.INTEGERS: pa.list_(integer),
        Holds.SIZES: pa.list_(pa.struct([("width", number), ("height", number)])),
        Holds.PROBLEMS: pa.list_(pa.struct(problem)),
        Holds.CANDIDATES: pa.list_(pa.struct(candidate)),
    }


def _groups(rows: Iterable[Row], *, size: int) -> Iterator[list[Row]]:
    rest = iter(rows)
    while group := list(islice(rest, size)):
        yield group


def _cells(rows: list[Row], name: str, kind: Holds) -> list[Any]:
    return [_cell(row.get(name), kind) for row in rows]


def _cell(value: Any, kind: Holds) -> Any:
    if value is None:
        return None
    if kind is Holds.SIZES:
        return [{"width": width, "height": height} for width, height in value]
    if kind is Holds.CANDIDATES:
        return [_valid(c | dict(zip(BOX, c["bbox"], strict=True))) for c in value]
    return _valid(value)


def _valid(value: Any) -> Any:
    """Return a value whose texts are UTF-8: stray bytes of a file name become escapes, as in CSV."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list):
        return [_valid(item) for item in value]
    if isinstance(value, dict):
        return {key: _valid(item) for key, item in value.items()}
    return value
