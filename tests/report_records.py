"""Records and outcomes built by hand for the report, and the report's pages taken apart again."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from PIL import Image

from pipelines.outcome import FileOutcome, RunSummary
from pipelines.report import write_report
from records.errors import Reason
from records.types import (
    BBox,
    Candidate,
    Decision,
    Evidence,
    Field,
    PageInfo,
    Reading,
    Record,
    Source,
)
from records.vocabulary import Vocabulary

NASTY = "<img src=x onerror=alert(1)>\"'&{{7*7}} \N{RIGHT-TO-LEFT OVERRIDE}fdp.exe\x1b[31m.pdf"
RUN = RunSummary(pages=3, seconds=6, version="1")
BOX = BBox(x0=72, top=100, x1=200, bottom=112)


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (612, 792), 255).save(stream, "PNG")
    return stream.getvalue()


def field_of(name: str, value: str | None = "VALUE", *, text: str = "TEXT") -> Field:
    evidence = Evidence(page=1, bbox=BOX, text="EVIDENCE", step="label@1")
    candidate = Candidate(
        value="CANDIDATE", reading=Reading.PRESENT, evidence=evidence, score=0.5, reader=Source.OCR
    )
    return Field(
        name=name,
        value=value,
        text=text,
        reading=Reading.PRESENT,
        decision=Decision.REVIEW,
        evidence=evidence,
        candidates=(candidate,),
        signs=("SIGN",),
        reasons=("REASON",),
    )


def record_of(number: int, *fields: Field, file: str | None = None) -> Record:
    return Record(
        document_id=f"{number:016x}",
        files=(file or f"scan {number:04}.pdf",),
        sha256=f"{number:064x}",
        pages=(PageInfo(number=1, width=612, height=792),),
        document_type="orr_verification_of_release",
        document_type_score=0.4,
        document_type_decision=Decision.ACCEPTED,
        fields=fields,
        version=1,
    )


def failed(number: int, *, file: str, reason: Reason = Reason.PASSWORD) -> FileOutcome:
    return FileOutcome(
        files=(file,),
        sha256=f"{number:064x}",
        document_id=f"{number:016x}",
        status="failed",
        reason=reason,
    )


def done(record: Record) -> FileOutcome:
    return FileOutcome(
        files=record.files, sha256=record.sha256, document_id=record.document_id, status="done"
    )


def write(
    directory: Path,
    *records: Record,
    failures: tuple[FileOutcome, ...] = (),
    page_image: Callable[[str, int], bytes | None] = lambda _sha256, _number: png(),
    versions: Callable[[str], tuple[Record, ...]] | None = None,
    run: RunSummary | None = None,
    vocabulary: Vocabulary | None = None,
) -> str:
    index = write_report(
        directory,
        records=iter(records),
        outcomes=[*map(done, records), *failures],
        page_image=page_image,
        run=run or replace(RUN, files=len(records), documents=len(records)),
        versions=versions,
        vocabulary=vocabulary,
    )
    return index.read_text(encoding="utf-8")


def text_of(page: str) -> str:
    """Return what a reader sees, blanks collapsed."""
    body = re.sub(r"<(style|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
