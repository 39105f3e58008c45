"""What became of a file, and of a run: the values that the ledger hands to the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipelines.pace import Pace
from records.errors import Reason

Status = Literal["done", "attention", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """How one file ended.

    `files` are the paths, from the input root, that hold the same bytes. `document_id` is that of
    the file as a whole. `reason` and `message` (one line, without text from the file) are there
    where the status is "failed", else None.
    """

    files: tuple[str, ...] = field(repr=False)
    sha256: str
    document_id: str
    status: Status
    reason: Reason | None = None
    message: str | None = None
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What the last run did: files looked at, documents and pages read anew, and the time.

    It is told in the report alone; no record and no export carries a time of a machine.
    """

    files: int = 0
    documents: int = 0
    pages: int = 0
    seconds: float = 0.0
    workers: int = 1
    pace: Pace = Pace()
    version: str = ""
    """Version of Casefile, or empty where it does not matter."""

    @property
    def seconds_per_page(self) -> float | None:
        """Wall time for each page, or None where the run read none."""
        return self.seconds / self.pages if self.pages else None
