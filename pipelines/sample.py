"""The sample of a form: read in a limited child as every file is, then made into a draft."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from extract.draft import Draft, draft_form
from extract.sample import SAMPLE_PAGE, SamplePage
from extract.wording import YOU, wording_of
from pipelines.document import child_limits, reading_argument
from pipelines.sandbox import run_limited
from pipelines.settings import Settings
from records.errors import NEXT_STEP, FormError, Reason
from records.forms import FormSet
from records.labels import Labels

TASK: Final = "pipelines.reading:read_sample"
_MESSAGE: Final[TypeAdapter[dict[str, object]]] = TypeAdapter(dict[str, object])
_OPENED: Final[TypeAdapter[dict[str, object]]] = TypeAdapter(dict[str, object])


class _Inbox:
    """Collects what the child sends."""

    def __init__(self) -> None:
        self.page_count = 0
        self.pages: list[SamplePage] = []

    def take(self, line: bytes) -> None:
        message = _MESSAGE.validate_json(line)
        if "opened" in message:
            self.page_count = int(str(_OPENED.validate_python(message["opened"])["pages"]))
        elif "page" in message:
            self.pages.append(SAMPLE_PAGE.validate_python(message["page"]))


def draft_sample(
    path: Path,
    *,
    forms: FormSet,
    shared: Labels,
    settings: Settings,
    page: int | None,
    you: str | None,
) -> Draft:
    """Return the draft of a form from the file of its sample, or from one `page` of it (from 1).

    Raises:
        FormError: The file cannot be read, has no such page, or no words on it.
    """
    inbox = _read(path, settings, page)
    if page is not None and not inbox.pages:
        raise FormError(
            f"the sample has {inbox.page_count} pages; give --page 1 to {inbox.page_count}"
        )
    if not any(p.page.words for p in inbox.pages):
        raise FormError(
            "no printed words were found; scan the sample at 300 dpi, or give another --page"
        )
    wording = wording_of(forms, shared, you=YOU if you is None else you)
    draft = draft_form(inbox.pages, wording, page_count=inbox.page_count)
    if not draft.entries:
        raise FormError(
            "no label with room for an answer was found; give a blank form, or another --page"
        )
    return draft


def _read(path: Path, settings: Settings, page: int | None) -> _Inbox:
    if not path.is_file():
        raise FormError("the sample is no file; give a PDF, TIFF, JPEG or PNG")
    inbox = _Inbox()
    with tempfile.TemporaryDirectory(prefix="casefile-") as lease:
        try:
            outcome = run_limited(
                TASK,
                {**reading_argument(path, settings), "page": page},
                lease_dir=Path(lease),
                limits=child_limits(settings),
                on_message=inbox.take,
            )
        except (ValidationError, ValueError, KeyError) as error:
            raise _unread(Reason.INTERNAL) from error
    if outcome.status != "ok":
        raise _unread(outcome.reason or Reason.CRASHED)
    return inbox


def _unread(reason: Reason) -> FormError:
    return FormError(f"the sample cannot be read: {reason.value}; {NEXT_STEP[reason]}")
