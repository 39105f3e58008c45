"""What each command does. Every function takes the parsed options and returns the exit status."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

from app.cli import ALL_DONE, IN_PART, NOTHING_DONE, STOPPED
from app.progress import shown_progress
from app.summary import print_state
from pipelines.ledger import State
from pipelines.outcome import FileOutcome, RunSummary
from pipelines.private_folder import open_private
from pipelines.run import Summary, outcomes
from pipelines.run import run as run_files
from pipelines.settings import make_settings
from pipelines.workspace import Workspace, open_workspace
from records.errors import NEXT_STEP, CaseFileError, WorkspaceError
from records.types import Record

FOUND_TOLD: Final = 5
"""Ids named where several documents fit."""


def run(options: argparse.Namespace) -> int:
    """Read files into the workspace, then write the report and a summary."""
    settings = make_settings(
        workers=options.workers, forms=options.forms, keep_words=options.keep_words
    )
    with open_workspace(options.workspace, create=True) as workspace, _ctrl_c() as cancel:
        with shown_progress() as show:
            summary = run_files(
                options.inputs, workspace, settings=settings, on_progress=show, cancel=cancel
            )
        _print_summary(workspace, summary)
        if not summary.stopped:
            index = _write_report(workspace, summary.run, cancel=cancel)
            print(f"Report: {index}")
    if summary.stopped:
        print("Stopped; the same command goes on from here.", file=sys.stderr)
        return STOPPED
    return _exit_status(workspace_states=_states(options.workspace))


@contextmanager
def _ctrl_c() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C (or a TERM) into a clean stop; a second one ends the process at once."""
    cancel = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        cancel.set()
        signal.signal(number, signal.SIG_DFL)

    before = {s: signal.signal(s, stop) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _states(root: Path) -> Counter[State]:
    with open_workspace(root, create=False) as workspace:
        return Counter(e.state for e in workspace.ledger.entries())


def _exit_status(*, workspace_states: Counter[State]) -> int:
    if not workspace_states:
        return NOTHING_DONE
    if set(workspace_states) == {"failed"}:
        return NOTHING_DONE
    return ALL_DONE if set(workspace_states) == {"done"} else IN_PART


def _write_report(
    workspace: Workspace,
    run: RunSummary | None,
    *,
    cancel: threading.Event | None = None,
) -> Path:
    from pipelines.report import write_report

    return write_report(
        workspace.report,
        records=_until(cancel, workspace.store.current()),
        outcomes=outcomes(workspace),
        page_image=workspace.picture,
        run=run,
        versions=workspace.store.versions,
        vocabulary=workspace.vocabulary,
    )


def _until(cancel: threading.Event | None, records: Iterator[Record]) -> Iterator[Record]:
    """Yield records; a report that is stopped midway leaves the index of the one before."""
    for record in records:
        if cancel is not None and cancel.is_set():
            raise KeyboardInterrupt
        yield record


def _print_summary(workspace: Workspace, summary: Summary) -> None:
    run = summary.run
    print(
        f"Read {run.files} files, {run.pages} pages, {run.documents} documents in {run.seconds:.1f} s; "
        f"{summary.unchanged} files unchanged."
    )
    if told := str(summary.left_out):
        print(f"Left out: {told}.")
    for name in summary.withdrawn:
        print(
            f"Certificate {name} is withdrawn: these documents are unlike those that it rests on."
        )
    print_state(workspace)


def status(options: argparse.Namespace) -> int:
    """Print what the workspace holds, and the certificates under which its fields are accepted."""
    from app.certify import print_certificates

    with open_workspace(options.workspace, create=False) as workspace:
        states = print_state(workspace, every=options.all)
        print_certificates(workspace)
    return _exit_status(workspace_states=states)


def report(options: argparse.Namespace) -> int:
    """Write the report anew, without reading a file: after reviews, or after a run that was cut off."""
    with open_workspace(options.workspace, create=False) as workspace:
        print(f"Report: {_write_report(workspace, None)}")
    return ALL_DONE


def _find(workspace: Workspace, wanted: str) -> Record | FileOutcome:
    """Return the document with that id (or its first digits), or else the one of that file.

    A file that failed has an id too, and stands for the documents that it did not give.
    """
    failed = [o for o in outcomes(workspace) if o.status == "failed"]

    def known() -> Iterator[Record | FileOutcome]:
        yield from workspace.store.current()
        yield from failed

    found = [r for r in known() if r.document_id.startswith(wanted)]
    if not found:
        found = [r for r in known() if _is_of_file(r, wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise WorkspaceError("no such document; casefile status --all lists the ids")
    ids = ", ".join(record.document_id for record in found[:FOUND_TOLD])
    more = ", ..." if len(found) > FOUND_TOLD else ""
    raise WorkspaceError(f"{len(found)} documents fit; give one of {ids}{more}")


def _is_of_file(record: Record | FileOutcome, wanted: str) -> bool:
    return any(wanted in (name, Path(name).name) for name in record.files)


def show(options: argparse.Namespace) -> int:
    """Show one document: as a table, as HTML, or a page with its boxes; or why its file failed."""
    from app.show import print_failure, print_record

    with open_workspace(options.workspace, create=False) as workspace:
        record = _find(workspace, options.document)
        if isinstance(record, FileOutcome):
            if options.html is not None or options.page_image is not None:
                raise WorkspaceError(f"there is nothing to draw; {record.message}")
            print_failure(record)
            return ALL_DONE
        if options.html is not None:
            from pipelines.report import document_html

            versions = workspace.store.versions(record.document_id)
            titles = workspace.vocabulary.document_types
            text = document_html(record, versions, workspace.picture, titles=titles)
            _write_private(options.html, text.encode("utf-8"))
        if options.page_image is not None:
            _write_private(options.page_image, _page_image(workspace, record, options.page))
        if options.html is None and options.page_image is None:
            print_record(record)
    return ALL_DONE


def _page_image(workspace: Workspace, record: Record, number: int | None) -> bytes:
    from pipelines.overlay import draw_page

    chosen = number if number is not None else record.pages[0].number
    page = next((p for p in record.pages if p.number == chosen), None)
    picture = workspace.picture(record.sha256, chosen) if page is not None else None
    if page is None or picture is None:
        raise WorkspaceError(f"document {record.document_id} has no picture of page {chosen}")
    return draw_page(picture, page, record.fields)


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read: it holds what the pages say."""
    try:
        with os.fdopen(open_private(path), "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise CaseFileError("the output file cannot be written; choose another place") from error


def export(options: argparse.Namespace) -> int:
    """Write the records for other systems."""
    from app import export

    with open_workspace(options.workspace, create=False) as workspace:
        return export.export(workspace, options)


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of an exported line."""
    from records.schema import export_schema

    print(json.dumps(export_schema(), indent=2, ensure_ascii=False))
    return ALL_DONE


def dictionary(options: argparse.Namespace) -> int:
    """Print what every field, key, column and code means."""
    from pipelines import display
    from records.dictionary import data_dictionary
    from records.forms import load_forms

    codes = {
        "step": display.STEP_LABELS,
        "sign": display.SIGN_LABELS,
        "reason": display.REASON_LABELS,
        "problem": display.PROBLEM_LABELS,
        "detail of edition_unknown": display.DETAIL_LABELS,
        "edition_source": display.EDITION_LABELS,
        "failed file": {reason.value: step for reason, step in NEXT_STEP.items()},
    }
    print(
        data_dictionary(load_forms(make_settings(forms=options.forms).forms), codes=codes), end=""
    )
    return ALL_DONE


def review_push(options: argparse.Namespace) -> int:
    """Make review tasks, after pulling what was submitted."""
    from app import review

    with open_workspace(options.workspace, create=False) as workspace:
        return review.push(workspace, url=options.url, sample=options.sample)


def review_pull(options: argparse.Namespace) -> int:
    """Bring submitted corrections into the records."""
    from app import review

    with open_workspace(options.workspace, create=False) as workspace:
        return review.pull(workspace, url=options.url)


def review_serve(options: argparse.Namespace) -> int:
    """Run Label Studio for this workspace until Ctrl-C."""
    from app import review

    with open_workspace(options.workspace, create=False) as workspace, _ctrl_c() as cancel:
        return review.serve(workspace, port=options.port, cancel=cancel)


def certify(options: argparse.Namespace) -> int:
    """Issue a certificate of the workspace's own, and decide anew under it."""
    from app import certify

    with open_workspace(options.workspace, create=False) as workspace:
        return certify.certify(workspace, limit=options.limit, level=options.level)


def forms_list(options: argparse.Namespace) -> int:
    """Print the forms that can be read."""
    from app import forms

    return forms.show_forms(make_settings(forms=options.forms).forms)


def forms_check(options: argparse.Namespace) -> int:
    """Check form files and print each fault with its line."""
    from app import forms

    return forms.check_files(options.files)


def forms_new(options: argparse.Namespace) -> int:
    """Draft a form file from a sample."""
    from app import forms

    return forms.new_form(options)


def evaluate(options: argparse.Namespace) -> int:
    """Hold the records against the truth about their files."""
    from app import evaluate

    with open_workspace(options.workspace, create=False) as workspace:
        return evaluate.evaluate(workspace, options)


def synth(options: argparse.Namespace) -> int:
    """Make fictitious case files with their truth."""
    from app.synth import synth as make

    return make(options)
