"""The shape of one exported line, declared once; `casefile schema` and the writers both use it.

A line is one logical document. It carries no wall clock of machine steps, so the same records give
the same bytes; `reviewed_at` is the time of a person's answer and belongs to the record.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, TypeAdapter
from pydantic import Field as About
from pydantic.dataclasses import dataclass

from records.types import Decision, Origin, Reading

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_STRICT: Final = ConfigDict(
    extra="forbid", allow_inf_nan=False, hide_input_in_errors=True, use_enum_values=True
)

PageNumber = Annotated[int, About(ge=1, description="Page of the file, counted from 1.")]
Probability = Annotated[float, About(ge=0, le=1)]
Box = Annotated[
    tuple[float, float, float, float],
    About(
        description="[x0, top, x1, bottom] in points (1/72 inch), from the upright page's top left."
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedCandidate:
    """One possible value, and where it stands. `score` is a raw number, no probability."""

    value: str | None
    text: str
    reading: Reading
    page: PageNumber
    bbox: Box
    step: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedField:
    """One field: what the page shows (reading), whether it is released (decision), who says so."""

    name: Annotated[str, About(description="Name of the vocabulary, ROLE.ATTRIBUTE.")]
    index: Annotated[int, About(ge=0, description="0 for the first person of a repeated role.")]
    value: Annotated[str | None, About(description="Canonical form of the field's kind, or null.")]
    text: Annotated[str | None, About(description="The value as it stands on the page.")]
    reading: Reading
    decision: Annotated[Decision, About(description="Use values that are accepted.")]
    origin: Origin
    confidence: Annotated[
        Probability | None,
        About(description="Calibrated probability that the value is right; null: uncalibrated."),
    ]
    certificate: Annotated[
        str | None, About(description="The bound under which it was released; null: uncertified.")
    ]
    page: PageNumber | None
    bbox: Box | None
    step: Annotated[str | None, About(description="The step, with version, that found it.")]
    candidates: tuple[ExportedCandidate, ...]
    reviewed_by: str | None
    reviewed_at: Annotated[str | None, About(description="ISO 8601 in UTC.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedProblem:
    """Something a person should know about a page, or about the document where `page` is null."""

    code: str
    stage: str
    page: PageNumber | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True, config=_STRICT)
class ExportedDocument:
    """One logical document of a Casefile export."""

    schema: Literal["casefile/1"]
    document_id: Annotated[
        str, About(min_length=1, description="Stable for the same file bytes and the same pages.")
    ]
    files: Annotated[
        tuple[str, ...], About(description="Every path that held these bytes, from the input root.")
    ]
    sha256: Annotated[str, About(description="Digest of the file.")]
    pages: tuple[PageNumber, ...]
    page_sizes: Annotated[
        tuple[tuple[float, float], ...],
        About(description="[width, height] in points of each upright page."),
    ]
    rotations: Annotated[
        tuple[Literal[0, 90, 180, 270], ...],
        About(description="Clockwise degrees by which each page was turned to stand upright."),
    ]
    document_type: str
    document_type_confidence: Probability | None
    language: str | None
    fields: tuple[ExportedField, ...]
    problems: tuple[ExportedProblem, ...]
    replaces: Annotated[
        tuple[str, ...], About(description="Documents of an earlier split of these pages.")
    ]
    version: Annotated[int, About(ge=0)]


DOCUMENT: Final = TypeAdapter(ExportedDocument)


def export_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one line of the JSONL export."""
    shape = DOCUMENT.json_schema(mode="serialization")
    return {"$schema": DIALECT, "title": "Casefile export, one logical document"} | {
        key: value for key, value in shape.items() if key != "title"
    }
