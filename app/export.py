"""Writing the records for other systems: which changes, to which place, and what is said of it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from app.cli import ALL_DONE
from pipelines.private_folder import open_private
from pipelines.run import outcomes
from pipelines.workspace import Workspace
from records.errors import CaseFileError, ConfigError, Reason
from records.export import Export, load_writer
from records.store import Change
from records.types import Decision, Problem, Record, Standing

BINARY: Final = ("parquet", "parquet-wide")
"""Formats that no terminal or pipe of text takes."""


def export(workspace: Workspace, options: Namespace) -> int:
    """Write what the options ask for, and say on standard error up to which version it tells."""
    if options.format in BINARY and options.output is None:
        raise ConfigError(f"--format {options.format} is binary; say where with --output FILE")
    write = load_writer(options.format)
    export = _choose(workspace, options)
    with _opened(options.output) as stream:
        written = write(export, stream)
    print(_told(written.lines, up_to=export.up_to), file=sys.stderr)
    return ALL_DONE


def _choose(workspace: Workspace, options: Namespace) -> Export:
    up_to = workspace.store.number()  # first: what is stored from now on comes again the next time
    since = options.since or 0
    if not 0 <= since <= up_to:
        raise ConfigError(
            f"--since {since}: this workspace is at version {up_to}; after making a workspace anew, "
            "begin with an export without --since"
        )
    store = workspace.store
    changes = store.history(since=since) if options.all_versions else store.changes(since=since)
    if options.since is None and not options.all_versions:
        changes = _still_there(changes)
    return Export(
        changes=chain(changes, _failures(workspace, up_to)),
        up_to=up_to,
        decisions=frozenset({Decision.ACCEPTED} if options.accepted_only else Decision),
        names=tuple(workspace.vocabulary.field_kinds),
    )


def _still_there(changes: Iterator[Change]) -> Iterator[Change]:
    return (change for change in changes if change.standing is Standing.CURRENT)


def _failures(workspace: Workspace, number: int) -> Iterator[Change]:
    """Yield a line for each file that could not be read, so that nobody takes it for one without words."""
    for outcome in outcomes(workspace):
        if outcome.status == "failed":
            problem = Problem(code=outcome.reason or Reason.INTERNAL, stage="file")
            record = Record(
                document_id=outcome.document_id,
                files=outcome.files,
                sha256=outcome.sha256,
                pages=(),
                document_type="unknown",
                document_type_score=0.0,
                problems=(problem,),
            )
            yield Change(number=number, record=record, standing=Standing.FAILED)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Open standard output, or a private file that takes its name once it is whole."""
    if output is None:
        with _standard_output() as stream:
            yield stream
        return
    partial = output.with_name(output.name + ".part")
    try:
        handle = open_private(partial)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
            partial.replace(output)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise CaseFileError("the output file cannot be written; choose another place") from error


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    """Give standard output, and see that all of it got through before anything is said of it."""
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the exit tries again
        raise CaseFileError(
            "standard output was closed before the end; what it got is not whole, export again"
        ) from error


def _told(lines: Counter[Standing], *, up_to: int) -> str:
    told = [f"{lines[Standing.CURRENT]} documents"]
    if lines[Standing.SUPERSEDED]:
        told.append(f"{lines[Standing.SUPERSEDED]} earlier versions")
    if lines[Standing.RETIRED]:
        told.append(f"{lines[Standing.RETIRED]} retired ids")
    if lines[Standing.FAILED]:
        told.append(f"{lines[Standing.FAILED]} failed files")
    return f"{', '.join(told)} written, up to version {up_to}"
