"""samples/truth.json as lines of the schema in which all truth is told."""

from __future__ import annotations

import json
from typing import Any, Final

from pipelines.settings import REPOSITORY
from synth.truth import TruthDocument, TruthField

CUTS: Final[dict[str, tuple[tuple[tuple[int, ...], str], ...]]] = {
    "i213-public-record.pdf": (((1,), "dhs_i213"), ((2, 3), "dhs_i831")),
}
"""The truth lists the I-213 as one paper; its continuation sheets are a document of their own.

It is a public record of which some fields were noted only.
"""


def sample_truth() -> tuple[TruthDocument, ...]:
    """Return every document of the samples that can be read."""
    files = json.loads((REPOSITORY / "samples" / "truth.json").read_text(encoding="utf-8"))["files"]
    return tuple(
        document
        for file in files
        if file["expect"] == "read"
        for paper in file["documents"]
        for document in _documents(file, paper)
    )


def _documents(file: dict[str, Any], paper: dict[str, Any]) -> list[TruthDocument]:
    whole = ((tuple(paper["pages"]), paper["document_type"]),)
    return [
        TruthDocument(
            key=f"{file['file']}:{pages[0]}",
            file=file["file"],
            pages=pages,
            page_sizes=_of(paper["page_sizes"], paper, pages),
            rotations=_of(paper["rotations"], paper, pages),
            blank_pages=tuple(file["blank_pages"]),
            document_type=document_type,
            language=paper["language"],
            complete=file["file"] not in CUTS,
            fields=tuple(
                TruthField.model_validate({**f, "text": f["text"] or ""})
                for f in paper["fields"]
                if f["page"] in pages
            ),
        )
        for pages, document_type in CUTS.get(file["file"], whole)
    ]


def _of(values: list[Any], paper: dict[str, Any], pages: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple(v for v, n in zip(values, paper["pages"], strict=True) if n in pages)
