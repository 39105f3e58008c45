"""The data dictionary: every field, type, code, key and column, said from where it is declared.

`make dictionary` writes docs/data-dictionary.md; `casefile dictionary --forms DIR` tells the same of a
vocabulary of one's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from records.columns import BOX, LONG, PARTS, Holds
from records.columns import DOCUMENT as DOCUMENT_COLUMNS
from records.forms import FormSet
from records.schema import export_schema

OPENING: Final = """\
# Data dictionary

What an export holds, for those who build on it. This page is made from the vocabulary, the forms and
the export's own declarations by `make dictionary`; `casefile dictionary --forms DIR` tells the same of a
vocabulary of your own.

## Reading an export safely

- **Use a value only where its decision is `accepted`**, and a document's type only where
  `document_type_decision` is. A value in review may be wrong; a person has not looked yet.
- A null value that is accepted is an answer too: `reading` says whether the box is blank or redacted. A
  field that a document does not list is unknown, not empty.
- In a wide table the column that bears a field's name holds accepted values alone. A value in review
  stands in `.proposed` and nowhere else.
- Dates stay text: many carry no day (`2018-05`) or no month.
- Keys and columns may be added; take them by name, and leave those that you do not know.
- Same records, same bytes: lines stand by first file, then first page, and tell no time of a machine.

## Polling

    casefile export --output first.jsonl --workspace DIR                 # ... up to version 120
    casefile export --since 120 --output next.jsonl --workspace DIR      # ... up to version 134

Every change of a workspace has a number: a version of a document stored, by the machine or by a person, or
a document retired because another split covers its pages. An export says on standard error up to which
number it tells, and each line carries that number as `workspace_version`; take it once the export has ended
with status 0. `--since` takes the number of the export before: documents without a later change do not come.

- A line replaces all that was known of its document. Of two lines of one document, the one with the higher
  `workspace_version` holds.
- A line with `standing = retired` has no fields: forget what was known of that id, also where you never
  had it. `replaced_by` names the documents that took its pages over; the same export tells of them.
- A line with `standing = failed` is no document: it stands for a file that could not be read, has no pages
  and says why in `problems`. Every export tells all files that have failed by then. Documents with the same
  `sha256` hold: an earlier or later reading gave them.
- A change may come twice, and is never left out.
- Numbers belong to one workspace. After making it anew, begin with an export without `--since`.

`--accepted-only` leaves out fields in review; a document without any field stays, and `fields_in_review`
says how many wait. `--all-versions` adds earlier versions (`standing = superseded`) and retired ids; each
document's stand in the order of their `version`.
"""

TABLES: Final = """\
## Tables

`csv` and `parquet` have one row a field, and one for a document without fields. `csv-wide` and
`parquet-wide` have one row a document. CSV is UTF-8 with a header (RFC 4180); an empty cell is null or an
empty text; a cell that begins with = + - @, a tab or a carriage return has an apostrophe in front, unless
it is a telephone number, so that no spreadsheet runs it. JSONL and Parquet alter nothing, but that a file
name's bytes that are no UTF-8 are spelt out. Parquet's metadata has `casefile.schema` and
`casefile.workspace_version`. Every column may be null.
"""

WIDE: Final = """\
### One row a document: `csv-wide`, `parquet-wide`

First the columns above that are about the document: {columns}.

Then four text columns for every field, in the order of the vocabulary, whether or not a document carries it.
The second and further persons of a role have their index behind the name: `sibling.full_name`,
`sibling.full_name.1`, `sibling.full_name.2`; there are as many as some document of the export carries.
Fields that the forms of the workspace's runs added come after the shipped ones; fields that no vocabulary
has come last.
"""

IN_CSV: Final[dict[Holds, str]] = {
    Holds.TEXT: "text",
    Holds.INTEGER: "number",
    Holds.NUMBER: "number",
    Holds.TEXTS: "a blank apart",
    Holds.PATHS: "JSON",
    Holds.INTEGERS: "a blank apart",
    Holds.SIZES: "`612x792`, a blank apart",
    Holds.PROBLEMS: "`code@page`, a blank apart",
    Holds.CANDIDATES: "JSON",
}
IN_PARQUET: Final[dict[Holds, str]] = {
    Holds.TEXT: "string",
    Holds.INTEGER: "int32",
    Holds.NUMBER: "double",
    Holds.TEXTS: "list of string",
    Holds.PATHS: "list of string",
    Holds.INTEGERS: "list of int32",
    Holds.SIZES: "list of (width, height)",
    Holds.PROBLEMS: "list of (code, stage, page, detail)",
    Holds.CANDIDATES: "list of (value, text, reading, page, x0, top, x1, bottom, step, score)",
}

EDGES: Final = dict(zip(BOX, ("Left", "Upper", "Right", "Lower"), strict=True))

Shape = Mapping[str, Any]
"""A part of a JSON Schema."""


def data_dictionary(forms: FormSet, *, codes: Mapping[str, Mapping[str, str]]) -> str:
    """Return the page as Markdown; `codes` are titles -> code -> what it means in plain words."""
    parts = [OPENING, *_vocabulary(forms), *_codes(codes), *_keys(), TABLES, *_columns()]
    return "\n".join(parts)


# ---- the vocabulary ----------------------------------------------------------------------------


def _vocabulary(forms: FormSet) -> Iterable[str]:
    vocabulary = forms.vocabulary
    yield "## Document types\n"
    rows = ((f"`{t}`", about, _read_by(forms, t)) for t, about in vocabulary.document_types.items())
    yield _table(("type", "what it is", "read by"), rows)
    yield "## Fields\n"
    yield (
        "A field marked * may stand several times, with an index from 0. The last column says which forms "
        "ask for it; running text may tell any person, place or date.\n"
    )
    for role, names in groupby(vocabulary.field_kinds, key=lambda name: name.partition(".")[0]):
        yield f"### {role}\n"
        yield _table(("field", "kind", "meaning", "on"), (_field(forms, n) for n in names))
    yield "## Kinds\n"
    yield _table(("kind", "canonical form"), _quoted(vocabulary.kinds))
    yield "## Axes\n"
    for axis, values in vocabulary.axes.items():
        yield _table((axis, "meaning"), _quoted(values))


def _read_by(forms: FormSet, document_type: str) -> str:
    form = forms.forms.get(document_type)
    if form is None:
        return "no form yet: only a person chooses it"
    names = {spec.name for spec in form.fields}
    fields = [f"{len(names)} fields of a form"] if names else []
    return ", ".join([*fields, *(["running text"] if form.running_text else [])]) or "no field"


def _field(forms: FormSet, name: str) -> tuple[str, ...]:
    carried = {t: [s for s in f.fields if s.name == name] for t, f in forms.forms.items()}
    repeats = any(spec.repeats for specs in carried.values() for spec in specs)
    on = ", ".join(f"`{t}`" for t, specs in carried.items() if specs)
    vocabulary = forms.vocabulary
    shown = f"`{name}`{'*' if repeats else ''}"
    return (shown, vocabulary.field_kinds[name], vocabulary.field_about[name], on or "-")


def _codes(codes: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    yield "## Codes\n"
    for title, meanings in codes.items():
        yield _table((title, "meaning"), _quoted(meanings))


# ---- keys and columns --------------------------------------------------------------------------


def _keys() -> Iterable[str]:
    schema = export_schema()
    yield "## JSON lines\n"
    yield "One document a line; `casefile schema` prints the JSON Schema. Every key is always there.\n"
    yield _shape(schema)
    for title, name in (
        ("A field", "ExportedField"),
        ("A candidate", "ExportedCandidate"),
        ("A problem", "ExportedProblem"),
    ):
        yield f"### {title}\n"
        yield _shape(schema["$defs"][name])


def _shape(shape: Shape) -> str:
    properties: Mapping[str, Shape] = shape["properties"]
    rows = ((f"`{key}`", _type(part), _about(part)) for key, part in properties.items())
    return _table(("key", "type", "meaning"), rows)


def _type(part: Shape) -> str:
    if "anyOf" in part:
        return " or ".join(_type(choice) for choice in part["anyOf"])
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2].removeprefix("Exported").lower()
    if "prefixItems" in part:
        return f"{len(part['prefixItems'])} numbers"
    if "items" in part:
        return f"list of {_type(part['items'])}"
    return str(part["type"]).replace("string", "text")


def _about(part: Shape) -> str:
    told = (part, *part.get("anyOf", ()))
    return next((str(p["description"]) for p in told if "description" in p), "")


def _columns() -> Iterable[str]:
    schema = export_schema()
    about = {k: _about(v) for k, v in schema["$defs"]["ExportedField"]["properties"].items()}
    about |= {name: f"{edge} edge of the box, in points." for name, edge in EDGES.items()}
    about |= {k: _about(v) for k, v in schema["properties"].items()}
    yield "### One row a field: `csv`, `parquet`\n"
    yield _table(
        ("column", "in CSV", "in Parquet", "meaning"),
        ((f"`{n}`", IN_CSV[h], IN_PARQUET[h], about[n]) for n, h in LONG.items()),
    )
    yield WIDE.format(columns=", ".join(f"`{name}`" for name in DOCUMENT_COLUMNS))
    columns = ((f"`subject.a_number{part}`", meaning) for part, meaning in PARTS.items())
    yield _table(("column, for instance", "meaning"), columns)


# ---- Markdown ----------------------------------------------------------------------------------


def _quoted(meanings: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return ((f"`{name}`", meaning) for name, meaning in meanings.items())


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (header, ("---",) * len(header), *rows)
    return (
        "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)
        + "\n"
    )
