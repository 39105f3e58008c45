"""Everything that can go wrong, as one tree.

    CaseFileError                exit status and next step ride on every error
    |-- ConfigError              stops before the first document (exit 2)
    |   |-- FormError            a form file or vocabulary that does not hold
    |   |-- WeightsError         a model's weights are missing, or not the bytes that were measured
    |   `-- WorkspaceError       the workspace cannot be used
    |-- DocumentError            one file could not be read; the batch goes on
    `-- ReviewError              the review server refused or is not there

A message says what happened, to which document id and page, and what to do next. It never carries
text from a page, a file name, or a parser's own words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class CaseFileError(Exception):
    """Base of all errors that Casefile raises on purpose."""

    exit_status = 2


class ConfigError(CaseFileError):
    """A setting, option or data file is wrong; nothing was processed."""


class FormError(ConfigError):
    """A form file or a vocabulary does not hold."""


class WeightsError(ConfigError):
    """The weights of a model are not there, or are other bytes than those it was measured with."""


class WorkspaceError(ConfigError):
    """The workspace cannot be opened or is not one."""


class ReviewError(CaseFileError):
    """The review server refused, is not there, or sent what cannot be used."""


class Reason(StrEnum):
    """Why a whole file could not be read. The value is the code that the ledger and reports show."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NOT_A_DOCUMENT = "not_a_document"
    PASSWORD = "password"
    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_LARGE = "too_large"
    OUT_OF_MEMORY = "out_of_memory"
    OUT_OF_TIME = "out_of_time"
    CRASHED = "crashed"
    INTERNAL = "internal"


MAY_PASS: Final = frozenset(
    {Reason.UNREADABLE, Reason.OUT_OF_MEMORY, Reason.OUT_OF_TIME, Reason.CRASHED, Reason.INTERNAL}
)
"""Reasons that lie with the machine or the moment as well as with the file: it is tried again."""

NEXT_STEP: dict[Reason, str] = {
    Reason.EMPTY: "the file has no bytes: copy it again from where it came from",
    Reason.UNREADABLE: "check its permissions, and that it is a plain file or a folder",
    Reason.NOT_A_DOCUMENT: "give a PDF, TIFF, JPEG or PNG; its content is none of these",
    Reason.PASSWORD: "it asks for a password: save a copy without one",
    Reason.DAMAGED: "it is damaged or cut off: copy or scan it again",
    Reason.NO_PAGES: "it has no page: scan it again",
    Reason.TOO_MANY_PAGES: "split it, or set CASEFILE_MAX_PAGES higher",
    Reason.TOO_LARGE: "scan it at 300 dpi, or set CASEFILE_MAX_PAGE_PIXELS (or _MAX_FILE_BYTES) higher",
    Reason.OUT_OF_MEMORY: "scan it at 300 dpi, or set CASEFILE_MEMORY_BYTES higher",
    Reason.OUT_OF_TIME: "run again when less is running, or set CASEFILE_PAGE_TIME_LIMIT_S higher",
    Reason.CRASHED: "the reader crashed on it: print it to a new PDF, or scan it again",
    Reason.INTERNAL: "a fault of Casefile: keep the file, and report the document id and this code",
}


class DocumentError(CaseFileError):
    """One file could not be read.

    `page` is the 1-based page where reading stopped, or None for the file as a whole; `detail` is
    a figure such as a limit, never text from the document.
    """

    exit_status = 1

    def __init__(
        self, reason: Reason, *, document_id: str = "", page: int | None = None, detail: str = ""
    ) -> None:
        self.reason = reason
        self.document_id = document_id
        self.page = page
        self.detail = detail
        super().__init__(document_id, reason, page, detail)

    def __str__(self) -> str:
        where = f"document {self.document_id or '?'}, page {self.page or '-'}"
        figure = f" ({self.detail})" if self.detail else ""
        return f"{where}: {self.reason.value}{figure}; {NEXT_STEP[self.reason]}"
