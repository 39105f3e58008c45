"""The shape of one exported line, declared once; `casefile schema` and the writers both use it.

A line is one logical document. It carries no wall clock of machine steps, so the same records give
the same bytes; `reviewed_at` is the time of a person's answer and belongs to the record. Every key says
here what it means: `casefile schema` and the data dictionary print it.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic import Field as About
from pydantic.dataclasses import dataclass

from records.types import Decision, EditionSource, Origin, Reading, Standing

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_STRICT: Final = ConfigDict(
    extra="forbid", allow_inf_nan=False, hide_input_in_errors=True, use_enum_values=True
)


def _says(what: str, **bounds: Any) -> Any:
    return About(description=what, **bounds)


PageNumber = Annotated[int, _says("Page of the file, counted from 1.", ge=1)]
Probability = Annotated[float, About(ge=0, le=1)]
Box = Annotated[
    tuple[float, float, float, float],
    _says("[x0, top, x1, bottom] in points (1/72 inch), from the upright page's top left."),
]
Step = Annotated[str, _says("The step, with version, that found it.")]
Text = Annotated[str, _says("The value as it stands on the page.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedCandidate:
    """One possible value, and where it stands. `score` is a raw number, no probability."""

    value: Annotated[str | None, _says("Canonical form, or null.")]
    text: Text
    reading: Annotated[Reading, _says("What that place shows.")]
    page: PageNumber
    bbox: Box
    step: Step
    score: Annotated[float, _says("Raw number of the step; no probability.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedField:
    """One field: what the page shows (reading), whether it is released (decision), who says so."""

    name: Annotated[str, _says("Name of the vocabulary, ROLE.ATTRIBUTE.")]
    index: Annotated[int, _says("0 for the first person of a repeated role.", ge=0)]
    value: Annotated[str | None, _says("Canonical form of the field's kind, or null.")]
    text: Text | None
    reading: Annotated[Reading, _says("What the page shows for the field.")]
    decision: Annotated[Decision, _says("Use values that are accepted.")]
    origin: Annotated[Origin, _says("Who says so.")]
    confidence: Annotated[
        Probability | None,
        _says("Calibrated probability that the value is right; null: uncalibrated."),
    ]
    certificate: Annotated[
        str | None, _says("The bound under which it was released; null: uncertified.")
    ]
    page: PageNumber | None
    bbox: Box | None
    step: Step | None
    candidates: Annotated[
        tuple[ExportedCandidate, ...], _says("Every value that was found, the best first.")
    ]
    reviewed_by: Annotated[str | None, _says("The person who gave or confirmed it.")]
    reviewed_at: Annotated[str | None, _says("When; ISO 8601 in UTC.")]
    signs: Annotated[tuple[str, ...], _says("Codes of what speaks for the value.")]
    reasons: Annotated[tuple[str, ...], _says("Codes of why it waits for a person.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedProblem:
    """Something a person should know about a page, or about the document where `page` is null."""

    code: Annotated[str, _says("What it is.")]
    stage: Annotated[str, _says("The stage that met it.")]
    page: PageNumber | None
    detail: Annotated[str, _says("Counts, codes or ids; never text from a page.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedDocument:
    """One logical document of a Casefile export."""

    schema: Annotated[
        Literal["casefile/1"], _says("Version of this shape; within it, keys are only ever added.")
    ]
    document_id: Annotated[
        str, _says("Stable for the same file bytes and the same pages.", min_length=1)
    ]
    files: Annotated[
        tuple[str, ...], _says("Every path that held these bytes, from the input root.")
    ]
    sha256: Annotated[str, _says("Digest of the file.")]
    pages: Annotated[tuple[PageNumber, ...], _says("Pages of the file, counted from 1.")]
    page_sizes: Annotated[
        tuple[tuple[float, float], ...],
        _says("[width, height] in points of each upright page."),
    ]
    rotations: Annotated[
        tuple[Literal[0, 90, 180, 270], ...],
        _says("Clockwise degrees by which each page was turned to stand upright."),
    ]
    document_type: Annotated[str, _says("Type of the vocabulary; see document_type_decision.")]
    document_type_confidence: Annotated[
        Probability | None,
        _says("Calibrated probability that the type is right; null: uncalibrated."),
    ]
    language: Annotated[str | None, _says("Language most of its words are in: en or es.")]
    fields: Annotated[
        tuple[ExportedField, ...], _says("What the form asks for or the text tells, found or not.")
    ]
    problems: Annotated[tuple[ExportedProblem, ...], _says("What a person should know.")]
    replaces: Annotated[tuple[str, ...], _says("Documents of an earlier split of these pages.")]
    version: Annotated[
        int, _says("Version of this document, counted from 1; 0 of a failed file.", ge=0)
    ]
    document_type_decision: Annotated[
        Decision, _says("Whether the type is released; use types that are accepted.")
    ]
    document_type_origin: Annotated[Origin, _says("Who says what type it is.")]
    fields_in_review: Annotated[
        int,
        _says("Fields that wait for a person, also where the export leaves them out.", ge=0),
    ]
    standing: Annotated[
        Standing,
        _says(
            "current: the newest version of a document that is there; superseded: an earlier "
            "version; retired: the document is gone, and what was known of it no longer holds; "
            "failed: the file could not be read, and no document of it is here."
        ),
    ]
    replaced_by: Annotated[
        tuple[str, ...], _says("Documents that took over a retired document's pages.")
    ]
    workspace_version: Annotated[
        int,
        _says(
            "Number of the newest change in the workspace that this export tells of: what to "
            "give --since next time.",
            ge=0,
        ),
    ]
    edition: Annotated[
        str | None,
        _says(
            "Edition of the form file that the pages print, or whose paper they fit; null: not known."
        ),
    ]
    edition_source: Annotated[
        EditionSource | None,
        _says("read: the paper of that edition was seen; assumed: only its layout is supposed."),
    ]


DOCUMENT: Final = TypeAdapter(ExportedDocument)


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one line of the JSONL export."""
    shape = DOCUMENT.json_schema(mode="serialization")
    return {"$schema": DIALECT, "title": "Casefile export, one logical document"} | {
        key: value for key, value in shape.items() if key != "title"
    }
