"""One file's story: read in a limited child, made into records, reviews kept."""

from __future__ import annotations

import shutil
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from extract.document import make_records
from extract.page import READ_PAGE, ReadPage
from pipelines.sandbox import ChildLimits, Outcome, run_limited
from pipelines.settings import Settings
from records.errors import DocumentError, Reason
from records.forms import FormSet
from records.types import Origin, Problem, Record, document_id

TASK: Final = "pipelines.reading:read_document"
_MESSAGE: Final[TypeAdapter[dict[str, object]]] = TypeAdapter(dict[str, object])
_OPENED: Final[TypeAdapter[dict[str, object]]] = TypeAdapter(dict[str, object])
_PROBLEMS: Final[TypeAdapter[tuple[Problem, ...]]] = TypeAdapter(tuple[Problem, ...])


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
    def needs_attention(self) -> bool:
        """Whether something beside fields in review waits for a person: a problem that is not benign."""
        return not all(p.benign for r in self.records for p in r.problems)


class _Inbox:
    """Collects what the child sends; a page that does not validate ends the reading there."""

    def __init__(self) -> None:
        self.expected = 0
        self.problems: tuple[Problem, ...] = ()
        self.pages: list[ReadPage] = []

    def take(self, line: bytes) -> None:
        try:
            message = _MESSAGE.validate_json(line)
            if "opened" in message:
                opened = _OPENED.validate_python(message["opened"])
                self.expected = int(str(opened["pages"]))
                self.problems = _PROBLEMS.validate_python(opened["problems"])
            elif "page" in message:
                self.pages.append(READ_PAGE.validate_python(message["page"]))
        except (ValidationError, ValueError, KeyError) as error:
            raise DocumentError(Reason.INTERNAL, page=len(self.pages) + 1) from error


def process_file(
    job: FileJob,
    *,
    forms: FormSet,
    settings: Settings,
    pictures: Path,
    cancel: threading.Event | None = None,
) -> FileResult:
    """Read one file into records. Page pictures land in `pictures` as PNG files.

    A child that dies midway loses nothing that it had read: those pages become records, the others stay
    as pages with a problem.
    """
    if not job.readable:
        return _failed(job, Reason.UNREADABLE)
    inbox = _Inbox()
    with tempfile.TemporaryDirectory(prefix="casefile-") as lease:
        folder = Path(lease, "pictures")
        folder.mkdir(mode=0o700)
        try:
            outcome = run_limited(
                TASK,
                {**reading_argument(job.path, settings), "pictures": str(folder)},
                lease_dir=Path(lease),
                limits=child_limits(settings),
                on_message=inbox.take,
                cancel=cancel,
            )
        except DocumentError as error:
            return _failed(job, error.reason, page=error.page)
        if outcome.status == "cancelled":
            return FileResult(job=job, cancelled=True)
        if outcome.status != "ok" and not inbox.pages:
            return _failed(job, outcome.reason or Reason.CRASHED, outcome=outcome)
        _keep_pictures(folder, pictures)
    pages = _complete(inbox, outcome)
    records = make_records(
        pages, forms=forms, sha256=job.sha256, files=job.files, problems=inbox.problems
    )
    return FileResult(job=job, records=records, pages=len(pages))


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


def _failed(
    job: FileJob, reason: Reason, *, page: int | None = None, outcome: Outcome | None = None
) -> FileResult:
    error = DocumentError(
        reason,
        document_id=document_id(job.sha256, first_page=1, page_count=0),
        page=outcome.page if outcome is not None else page,
        detail=outcome.detail if outcome is not None else "",
    )
    return FileResult(job=job, error=error)


def _complete(inbox: _Inbox, outcome: Outcome) -> tuple[ReadPage, ...]:
    """Add an empty page with a problem for each page that the child did not get to."""
    pages = list(inbox.pages)
    reason = outcome.reason.value if outcome.reason is not None else "lost"
    for number in range(len(pages) + 1, inbox.expected + 1):
        pages.append(
            ReadPage(
                number=number,
                width=612.0,
                height=792.0,
                rotation=0,
                skew_deg=0.0,
                blank=False,
                problems=(
                    Problem(code="reading_stopped", stage="read", page=number, detail=reason),
                ),
            )
        )
    return tuple(pages)


def _keep_pictures(folder: Path, pictures: Path) -> None:
    pictures.mkdir(mode=0o700, parents=True, exist_ok=True)
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
    record = replace(record, fields=kept)
    if before.document_type_origin is not Origin.PERSON:
        return record
    return replace(
        record,
        document_type=before.document_type,
        document_type_decision=before.document_type_decision,
        document_type_origin=before.document_type_origin,
        reviewed_by=before.reviewed_by,
        reviewed_at=before.reviewed_at,
    )
