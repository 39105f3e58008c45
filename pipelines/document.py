"""One file's story: read in a limited child, made into records, reviews kept."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from extract.document import make_records, plain_record
from extract.judging import Deciding
from extract.page import ReadPage
from pipelines.child import raised_at
from pipelines.inbox import Inbox, reason_of, why_unread
from pipelines.kept_words import keep_words
from pipelines.minds import ALONE, Minds
from pipelines.sandbox import ChildLimits, Outcome, run_limited
from pipelines.settings import Settings
from records.errors import DocumentError, Reason
from records.forms import FormSet
from records.types import Origin, Problem, Record, document_id

TASK: Final = "pipelines.reading:read_document"
STALLED: Final = 3
"""Children that may end one after the other without reading a page before a file is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileJob:
    """One file to read: its bytes' digest, where it lies, and its names relative to the input root.

    Where its bytes cannot be read it is not `readable`, and `sha256` stands for its place.
    """

    sha256: str
    path: Path
    files: tuple[str, ...]
    readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What became of a file. `error` is set where nothing could be read."""

    job: FileJob
    records: tuple[Record, ...] = ()
    pages: int = 0
    error: DocumentError | None = None
    cancelled: bool = False

    @property
    def in_doubt(self) -> bool:
        """Whether something beside fields in review waits for a person: a problem that is not benign."""
        return not all(p.benign for r in self.records for p in r.problems)


def process_file(
    job: FileJob,
    *,
    forms: FormSet,
    settings: Settings,
    pictures: Path,
    cancel: threading.Event | None = None,
    minds: Minds = ALONE,
) -> FileResult:
    """Read one file into records. Page pictures land in `pictures` as PNG files, words as JSON if so told.

    `minds` are the second reader and the judge that have a say. A page that kills its child costs no other
    page: another child goes on after it, and it stays as a page with a problem. A file of which no page was
    read has failed, with the reason of its first one.
    """
    if not job.readable:
        return _failed(job, Reason.UNREADABLE)
    inbox = Inbox()
    with tempfile.TemporaryDirectory(prefix="casefile-") as lease:
        folder = Path(lease, "pictures")
        folder.mkdir(mode=0o700)
        outcome = _read(job, inbox, Path(lease), settings=settings, cancel=cancel)
        if outcome.status == "cancelled":
            return FileResult(job=job, cancelled=True)
        if not inbox.expected:
            return _failed(job, outcome.reason or Reason.CRASHED, outcome.page, outcome.detail)
        _keep_pictures(folder, pictures)
        pages = minds.read_again(inbox.pages(outcome.reason), folder)
        if settings.keep_words:
            keep_words(pages, pictures)
        unread = why_unread(pages)
        if unread is not None:
            reason, figure = reason_of(unread)
            return _failed(job, reason, unread.page, figure)
        deciding = minds.on_pages(pages, folder)
        records = _make_records(job, pages, forms=forms, problems=inbox.problems, deciding=deciding)
    return FileResult(job=job, records=records, pages=len(pages))


def _read(
    job: FileJob,
    inbox: Inbox,
    lease: Path,
    *,
    settings: Settings,
    cancel: threading.Event | None,
) -> Outcome:
    """Read a file into `inbox`; after a page that ends its child, another goes on with the next one."""
    ends = time.monotonic() + settings.file_time_limit_s
    stalled = 0
    while True:
        before = inbox.read
        where = {"first_page": inbox.last + 1, "pictures": str(lease / "pictures")}
        left_s = ends - time.monotonic()
        try:
            outcome = run_limited(
                TASK,
                reading_argument(job.path, settings) | where,
                lease_dir=lease,
                limits=replace(child_limits(settings), total_time_limit_s=left_s),
                on_message=inbox.take,
                cancel=cancel,
            )
        except DocumentError as error:  # the child talks nonsense: no more of it
            return Outcome(status="failed", reason=error.reason, page=error.page)
        if outcome.reason is None or inbox.last >= inbox.expected:
            return outcome
        inbox.stop(outcome.reason)
        stalled = stalled + 1 if inbox.read == before else 0
        out_of_time = time.monotonic() >= ends
        if inbox.last >= inbox.expected or stalled == STALLED or out_of_time:
            return outcome


def _make_records(
    job: FileJob,
    pages: tuple[ReadPage, ...],
    *,
    forms: FormSet,
    problems: tuple[Problem, ...],
    deciding: Deciding,
) -> tuple[Record, ...]:
    """Return the records of a file; a fault on the way leaves one with all its pages and a problem."""
    try:
        return make_records(
            pages,
            forms=forms,
            sha256=job.sha256,
            files=job.files,
            problems=problems,
            deciding=deciding,
        )
    except Exception as error:  # noqa: BLE001  pages that were read must not be lost to what comes after
        fault = Problem(code="not_extracted", stage="extract", detail=raised_at(error))
        told = (*problems, fault)
        return (plain_record(pages, sha256=job.sha256, files=job.files, problems=told),)


def reading_argument(path: Path, settings: Settings) -> dict[str, object]:
    """Return what the child is told to read a file with (`pipelines.reading`)."""
    return {
        "path": str(path.resolve()),
        "engine": settings.engine,
        "languages": settings.languages,
        "dpi": settings.dpi,
        "max_pages": settings.max_pages,
        "max_page_pixels": settings.max_page_pixels,
        "max_file_bytes": settings.max_file_bytes,
    }


def child_limits(settings: Settings) -> ChildLimits:
    """Return what a child that reads a file may use."""
    return ChildLimits(
        memory_bytes=settings.memory_bytes,
        page_time_limit_s=settings.page_time_limit_s,
        total_time_limit_s=settings.file_time_limit_s,
    )


def _failed(job: FileJob, reason: Reason, page: int | None = None, detail: str = "") -> FileResult:
    file_id = document_id(job.sha256, first_page=1, page_count=0)
    error = DocumentError(reason, document_id=file_id, page=page, detail=detail)
    return FileResult(job=job, error=error)


def _keep_pictures(folder: Path, pictures: Path) -> None:
    for made in (pictures.parent, pictures):
        made.mkdir(mode=0o700, exist_ok=True)
    for picture in folder.glob("*.png"):
        target = pictures / picture.name
        shutil.copyfile(picture, target)
        target.chmod(0o600)


def keep_reviews(record: Record, before: Record | None) -> Record:
    """Lay what people said of an earlier version over a new reading of the same document."""
    if before is None:
        return record
    said = {f.key: f for f in before.fields if f.origin is Origin.PERSON}
    kept = tuple(said.pop(f.key, f) for f in record.fields) + tuple(said.values())
    record = replace(
        record, fields=kept, reviewed_by=before.reviewed_by, reviewed_at=before.reviewed_at
    )
    if before.document_type_origin is not Origin.PERSON:
        return record
    return replace(
        record,
        document_type=before.document_type,
        document_type_decision=before.document_type_decision,
        document_type_origin=before.document_type_origin,
    )
