"""The nouns of Casefile: immutable values that every other package speaks in.

One coordinate system: PDF points (1/72 inch), origin at the top left of the *upright* page, that is
the page turned by 0, 90, 180 or 270 degrees and never deskewed. Engines, pixels and Label Studio
convert at their own edge. Pages are numbered from 1.

Text from a page never shows in a `repr`, so that it cannot reach a log by accident.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal

SCHEMA: Final = "casefile/1"
"""Version of the record and of its export."""

POINTS_PER_INCH: Final = 72.0

BENIGN: Final = frozenset({"blank_page", "dpi_assumed", "edition_unknown"})
"""Codes of problems that are told, and that a person need not act on."""


EditionSource = Literal["read", "assumed"]
"""Whether the paper of an edition was seen, or its layout is only assumed."""


class Reading(StrEnum):
    """What the page shows for a field (vocabulary.toml, axes.reading)."""

    PRESENT = "present"
    BLANK = "blank"
    ILLEGIBLE = "illegible"
    REDACTED = "redacted"
    ABSENT = "absent"


EMPTY: Final = frozenset({Reading.BLANK, Reading.REDACTED, Reading.ILLEGIBLE})
"""What a box shows from which no value can be read, and which is told all the same."""


class Decision(StrEnum):
    """Whether a field is released (vocabulary.toml, axes.decision)."""

    ACCEPTED = "accepted"
    REVIEW = "review"


class Origin(StrEnum):
    """Who says so (vocabulary.toml, axes.origin)."""

    MACHINE = "machine"
    PERSON = "person"


class Standing(StrEnum):
    """What became of a version of a document: the newest, an earlier one, or the document is gone.

    Of a file that failed there is no document: a line of an export stands for it.
    """

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BBox:
    """A rectangle in points on the upright page; `x0 <= x1` and `top <= bottom`."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def x_mid(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y_mid(self) -> float:
        return (self.top + self.bottom) / 2

    def overlap(self, other: BBox) -> float:
        """Return the area both rectangles share, in square points."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def holds(self, other: BBox) -> bool:
        """Say whether the middle of `other` lies inside."""
        return self.x0 <= other.x_mid <= self.x1 and self.top <= other.y_mid <= self.bottom

    def grown(self, *, x: float = 0.0, y: float = 0.0) -> BBox:
        """Return the rectangle moved outwards by `x` and `y` points on each side (negative shrinks)."""
        return BBox(x0=self.x0 - x, top=self.top - y, x1=self.x1 + x, bottom=self.bottom + y)


def union(boxes: tuple[BBox, ...]) -> BBox:
    """Return the smallest rectangle around `boxes`, which must not be empty."""
    return BBox(
        x0=min(b.x0 for b in boxes),
        top=min(b.top for b in boxes),
        x1=max(b.x1 for b in boxes),
        bottom=max(b.bottom for b in boxes),
    )


class Source(StrEnum):
    """Which reader a word comes from."""

    OCR = "ocr"
    TEXT_LAYER = "text_layer"
    FORM_FIELD = "form_field"
    CROP = "crop"
    """The second reader, on the place alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word as a reader gave it. `score` is that reader's raw number, never a probability."""

    text: str = field(repr=False)
    bbox: BBox
    score: float
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a person should know. `detail` holds counts and codes, never text from a page.

    `page` is 1-based in the file, or None for the whole document.
    """

    code: str
    stage: str
    page: int | None = None
    detail: str = ""

    @property
    def benign(self) -> bool:
        """Whether a person need not act on it."""
        return self.code in BENIGN


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a value stands: page (1-based in the file), box in points, the text as read, and the step."""

    page: int
    bbox: BBox
    text: str = field(repr=False)
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One possible value of a field. `score` is raw; `reader` is the one whose words it rests on."""

    value: str | None = field(repr=False)
    reading: Reading
    evidence: Evidence
    score: float
    reader: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record: three axes (reading, decision, origin) that are never mixed.

    `confidence` is a calibrated probability or None; `certificate` names the bound under which a
    value was released, None is shown as "uncertified". `signs` say what speaks for the value,
    `reasons` why it waits for a person; both hold codes only. `reviewed_at` is ISO 8601 in UTC.
    """

    name: str
    index: int = 0
    value: str | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)
    reading: Reading
    decision: Decision
    origin: Origin = Origin.MACHINE
    confidence: float | None = None
    certificate: str | None = None
    evidence: Evidence | None = None
    candidates: tuple[Candidate, ...] = ()
    signs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    reviewed_by: str | None = None
    reviewed_at: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        return (self.name, self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """One page of a record: its number in the file, upright size in points, and the turn applied.

    `rotation` is clockwise degrees (0, 90, 180, 270) by which the page as stored was turned to stand
    upright; `skew_deg` is the remaining skew that was removed for reading only.
    """

    number: int
    width: float
    height: float
    rotation: int = 0
    skew_deg: float = 0.0
    blank: bool = False
    document_type: str = "unknown"
    document_type_score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One logical document: what its pages say, with evidence.

    `files` are paths relative to the input root; the same bytes under two names are one record with
    two entries. `edition` is the id of the form file's edition that the paper prints or fits, None where
    that is not known. `weights` is a digest of what had learned to judge it, "" where nothing had: scores of
    different ones cannot be compared. `replaces` lists the ids of records that an earlier split of the same
    file had produced. `version` counts from 1 and is set by the store.
    """

    document_id: str
    files: tuple[str, ...] = field(repr=False)
    sha256: str
    pages: tuple[PageInfo, ...]
    document_type: str
    document_type_score: float
    document_type_confidence: float | None = None
    document_type_decision: Decision = Decision.REVIEW
    document_type_origin: Origin = Origin.MACHINE
    edition: str | None = None
    edition_source: EditionSource | None = None
    language: str | None = None
    fields: tuple[Field, ...] = ()
    problems: tuple[Problem, ...] = ()
    replaces: tuple[str, ...] = ()
    weights: str = ""
    reviewed_by: str | None = None
    reviewed_at: str | None = None
    version: int = 0
    schema: str = SCHEMA

    def get(self, name: str, index: int = 0) -> Field | None:
        """Return the field of that name and index, or None where the record has none."""
        return next((f for f in self.fields if f.key == (name, index)), None)

    @property
    def in_review(self) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.decision is Decision.REVIEW)

    @property
    def needs_attention(self) -> bool:
        """Whether a person still has something to look at in this document."""
        unsure = self.document_type_decision is Decision.REVIEW
        return unsure or bool(self.in_review) or not all(p.benign for p in self.problems)

    def with_version(self, version: int) -> Record:
        return replace(self, version=version)


def document_id(sha256: str, *, first_page: int, page_count: int) -> str:
    """Return the id of the logical document of `page_count` pages from `first_page` (1-based).

    16 hexadecimal digits: the start of the SHA-256 over file digest, first page and count. A file
    that could not be opened has `page_count` 0.
    """
    text = f"{sha256}:{first_page}:{page_count}"
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
