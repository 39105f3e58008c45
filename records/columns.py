"""Exported documents as tables: long, one row a field, and wide, one row a document.

A wide table has four columns for every field, so that a value that waits for a person can never be
taken for an accepted one: the column that bears the field's own name holds accepted values alone.

    subject.a_number            the value, where it is accepted
    subject.a_number.decision   accepted or review; empty where the document does not carry the field
    subject.a_number.reading    what the page shows: present, blank, illegible, redacted, absent
    subject.a_number.proposed   the value, where it waits for a person

The second and further persons of a role have their index behind the name: `sibling.full_name.1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, Final

from records.errors import CaseFileError
from records.export import Key
from records.types import Decision

Row = dict[str, Any]
"""Column -> JSON value, lists and objects included."""


class Holds(StrEnum):
    """What a column holds; each format writes it in its own way."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TEXTS = "texts"
    PATHS = "paths"
    INTEGERS = "integers"
    SIZES = "sizes"
    PROBLEMS = "problems"
    CANDIDATES = "candidates"


Columns = dict[str, Holds]

BOX: Final = ("x0", "top", "x1", "bottom")
_DOCUMENT: Final[Columns] = {
    "schema": Holds.TEXT,
    "document_id": Holds.TEXT,
    "version": Holds.INTEGER,
    "files": Holds.PATHS,
    "sha256": Holds.TEXT,
    "pages": Holds.INTEGERS,
    "page_sizes": Holds.SIZES,
    "rotations": Holds.INTEGERS,
    "document_type": Holds.TEXT,
    "document_type_confidence": Holds.NUMBER,
    "language": Holds.TEXT,
    "problems": Holds.PROBLEMS,
    "replaces": Holds.TEXTS,
}
_STANDING: Final[Columns] = {
    "document_type_decision": Holds.TEXT,
    "document_type_origin": Holds.TEXT,
    "fields_in_review": Holds.INTEGER,
    "standing": Holds.TEXT,
    "replaced_by": Holds.TEXTS,
    "workspace_version": Holds.INTEGER,
}
_EDITION: Final[Columns] = {"edition": Holds.TEXT, "edition_source": Holds.TEXT}
_FIELD: Final[Columns] = {
    "name": Holds.TEXT,
    "index": Holds.INTEGER,
    "value": Holds.TEXT,
    "text": Holds.TEXT,
    "reading": Holds.TEXT,
    "decision": Holds.TEXT,
    "origin": Holds.TEXT,
    "confidence": Holds.NUMBER,
    "certificate": Holds.TEXT,
    "page": Holds.INTEGER,
    **dict.fromkeys(BOX, Holds.NUMBER),
    "step": Holds.TEXT,
    "candidates": Holds.CANDIDATES,
    "reviewed_by": Holds.TEXT,
    "reviewed_at": Holds.TEXT,
}
_CODES: Final[Columns] = {"signs": Holds.TEXTS, "reasons": Holds.TEXTS}

DOCUMENT: Final[Columns] = _DOCUMENT | _STANDING | _EDITION
"""Columns that both tables have: what is told of the document."""
LONG: Final[Columns] = _DOCUMENT | _FIELD | _STANDING | _CODES | _EDITION
"""Columns of the long table; what was added later stands at the end."""

PARTS: Final[dict[str, str]] = {
    "": "The value, where it is accepted; empty where it waits for a person or where there is none.",
    ".decision": "accepted or review; empty where the document does not carry the field.",
    ".reading": "What the page shows: present, blank, illegible, redacted or absent.",
    ".proposed": "The value, where it waits for a person: not released, may be wrong.",
}
"""The columns of one field in a wide table: what is added to its name, and what it holds."""


def long_rows(document: Row) -> Iterator[Row]:
    """Yield one row a field of an exported document, or one without a field where it has none."""
    told = {name: document[name] for name in DOCUMENT}
    fields: list[Row] = document["fields"] or [{}]
    for field in fields:
        row = dict.fromkeys(LONG) | told
        row |= {name: field[name] for name in _FIELD | _CODES if name in field}
        row |= zip(BOX, field.get("bbox") or (None,) * len(BOX), strict=True)
        yield row


def wide_columns(names: Iterable[str], keys: Iterable[Key]) -> Columns:
    """Return the columns of a wide table.

    Those of `names` come in that order, whether or not a document carries them; names that only
    `keys` have come last, in the order of the alphabet.
    """
    indices: dict[str, set[int]] = {name: {0} for name in names}
    for name, index in sorted(keys):
        indices.setdefault(name, set()).add(index)
    fields = (stem(name, index) for name, used in indices.items() for index in sorted(used))
    return DOCUMENT | {field + part: Holds.TEXT for field in fields for part in PARTS}


def stem(name: str, index: int) -> str:
    """Return the column of a field: its name, and its index where it is not the first."""
    return f"{name}.{index}" if index else name


def wide_row(document: Row) -> Row:
    """Return the row of an exported document; columns that it does not fill are left out.

    Raises:
        CaseFileError: Two of its fields would share a column.
    """
    row: Row = {name: document[name] for name in DOCUMENT}
    for field in document["fields"]:
        cells = _cells(field)
        if row.keys() & cells.keys():
            raise CaseFileError(
                f"document {document['document_id']}: two fields would share a column; "
                "export it with --format csv"
            )
        row |= cells
    return row


def _cells(field: Row) -> Row:
    accepted = field["decision"] == Decision.ACCEPTED
    values = (
        field["value"] if accepted else None,
        field["decision"],
        field["reading"],
        None if accepted else field["value"],
    )
    name = stem(field["name"], field["index"])
    return {name + part: value for part, value in zip(PARTS, values, strict=True)}
