"""What a reader should find in the samples, gathered while they are drawn, kept as truth.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from records.types import BBox
from samples.paper import Fact

SCHEMA: Final = "casefile-samples/1"
Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of a file, 1-based: upright size in points, the turn that rights it, facts."""

    number: int
    facts: Sequence[Fact]
    width: float = 612.0
    height: float = 792.0
    rotation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One logical document of a file."""

    document_type: str
    leaves: Sequence[Leaf]
    language: str | None = None


@dataclass(slots=True)
class Truth:
    """The truth about all files, in the order in which they were drawn."""

    files: list[Json] = field(default_factory=list)

    def add(
        self,
        name: str,
        documents: Sequence[Document],
        *,
        blank: Sequence[int] = (),
        expect: str = "read",
    ) -> None:
        """Note a file: its documents, its blank pages, and whether it can be read at all."""
        entry: Json = {"file": name, "expect": expect, "blank_pages": list(blank)}
        entry["documents"] = [_document(document) for document in documents]
        self.files.append(entry)

    def save(self, path: Path) -> None:
        body = {"schema": SCHEMA, "files": self.files}
        path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _document(document: Document) -> Json:
    return {
        "pages": [leaf.number for leaf in document.leaves],
        "page_sizes": [[leaf.width, leaf.height] for leaf in document.leaves],
        "rotations": [leaf.rotation for leaf in document.leaves],
        "document_type": document.document_type,
        "language": document.language,
        "fields": [_field(fact, leaf.number) for leaf in document.leaves for fact in leaf.facts],
    }


def _field(fact: Fact, page: int) -> Json:
    return {
        "name": fact.name,
        "index": fact.index,
        "value": fact.value,
        "text": fact.text,
        "reading": fact.reading.value,
        "page": page,
        "bbox": _corners(fact.bbox),
    }


def _corners(bbox: BBox) -> list[float]:
    return [round(value, 1) for value in (bbox.x0, bbox.top, bbox.x1, bbox.bottom)]
