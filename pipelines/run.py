"""The bulk run: plan, submit, collect, store; the ledger is the truth, so a stopped run goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from pipelines.certificates import CertificateShelf
from pipelines.deciding import let_fall
from pipelines.document import FileJob, FileResult, keep_reviews, process_file
from pipelines.inputs import Inputs, LeftOut, find_files, make_jobs, place_digest
from pipelines.ledger import Entry, State
from pipelines.minds import load_minds
from pipelines.outcome import FileOutcome, RunSummary
from pipelines.pace import PaceMeter
from pipelines.settings import Settings, code_version, reads_alike
from pipelines.watching import check_drift
from pipelines.workspace import Workspace, only_runner
from records.errors import MAY_PASS, DocumentError, Reason
from records.forms import load_forms
from records.types import Origin, Problem, Record, document_id

STATES: Final[tuple[State, ...]] = ("done", "attention", "failed")
IN_FLIGHT: Final = 2
"""Jobs handed out ahead of each worker: enough to keep it busy, few enough to stay flat in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: files done of all, documents and pages so far."""

    done: int
    total: int
    documents: int
    pages: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did. `stopped` is set when it was told to stop before the end."""

    run: RunSummary
    done: int
    attention: int
    failed: int
    unchanged: int
    stopped: bool
    left_out: LeftOut
    withdrawn: tuple[str, ...] = ()
    """Names of certificates that these documents are too unlike; what they had released waits again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    """A file's result, and when its reading began and ended on the monotonic clock."""

    result: FileResult
    started: float
    ended: float


def run(
    inputs: Iterable[Path],
    workspace: Workspace,
    *,
    settings: Settings,
    on_progress: Callable[[Progress], None],
    cancel: threading.Event,
) -> Summary:
    """Process every file of `inputs` that this workspace has not read with these settings yet.

    Raises:
        ConfigError: An input, a form file or the workspace does not hold; nothing was processed.
    """
    forms, shelf = load_forms(settings.forms), CertificateShelf(workspace.root)
    minds = load_minds(shelf)
    weights = minds.judge.weights if minds.judge is not None else ""
    with only_runner(workspace):
        workspace.ledger.remember(forms.vocabulary)
        shelf.keep_shipped()
        found = find_files(inputs, cancel=cancel)
        jobs = make_jobs(found, cancel=cancel)
        if not cancel.is_set():
            _forget_places(workspace, found, jobs)
        config = settings.fingerprint(weights)
        fresh = [_named(workspace, j) for j in jobs if not _is_done(workspace, j, config)]
        counted = _Counted(total=len(fresh))
        ask = partial(process_file, forms=forms, settings=settings, minds=minds, cancel=cancel)
        for timed in _results(fresh, workspace, ask, workers=settings.workers, cancel=cancel):
            if not timed.result.cancelled:
                counted.add(timed, _keep(workspace, timed.result, config=config))
                on_progress(counted.progress())
        withdrawn = _check_certificates(
            workspace, shelf, weights=weights, brought=counted.documents
        )
    return Summary(
        run=counted.summary(workers=settings.workers),
        unchanged=len(jobs) - len(fresh),
        stopped=cancel.is_set(),
        left_out=found.left_out,
        withdrawn=withdrawn,
        **counted.states,
    )


@dataclass(slots=True, kw_only=True)
class _Counted:
    """What a run has done so far, of `total` files."""

    total: int
    started: float = field(default_factory=time.monotonic)
    states: dict[State, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    documents: int = 0
    pages: int = 0
    pace: PaceMeter = field(default_factory=PaceMeter)

    def add(self, timed: _Timed, state: State) -> None:
        """Count one file."""
        began, ended = timed.started - self.started, timed.ended - self.started
        self.pace.add(timed.result.pages, started_s=began, ended_s=ended)
        self.states[state] += 1
        self.pages += timed.result.pages
        self.documents += len(timed.result.records)

    def progress(self) -> Progress:
        return Progress(
            done=sum(self.states.values()),
            total=self.total,
            documents=self.documents,
            pages=self.pages,
            failed=self.states["failed"],
        )

    def summary(self, *, workers: int) -> RunSummary:
        seconds = time.monotonic() - self.started
        return RunSummary(
            files=sum(self.states.values()),
            documents=self.documents,
            pages=self.pages,
            seconds=seconds,
            workers=workers,
            pace=self.pace.read(seconds=seconds),
            version=code_version(),
        )


def _check_certificates(
    workspace: Workspace, shelf: CertificateShelf, *, weights: str, brought: int
) -> tuple[str, ...]:
    """Withdraw certificates that do not fit what came in, and let fall what no certificate holds any more."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    gone = check_drift(workspace, shelf, weights=weights, brought=brought, at=at)
    let_fall(workspace, shelf)
    return tuple(certificate.name for certificate in gone)


def _forget_places(workspace: Workspace, found: Inputs, jobs: list[FileJob]) -> None:
    """Take out of the ledger what could not be read in an earlier run and can be by now."""
    reason = Reason.UNREADABLE.value
    unread = {e.sha256 for e in workspace.ledger.entries() if e.reason == reason}
    if unread:
        looked_at = (*found.folders, *(path for path, _ in found.files))
        unread &= {place_digest(path) for path in looked_at}
    for sha256 in unread - {job.sha256 for job in jobs}:
        workspace.ledger.forget(sha256)


def _named(workspace: Workspace, job: FileJob) -> FileJob:
    """Return a job with the names under which its bytes were found before, too."""
    entry = workspace.ledger.get(job.sha256)
    return replace(job, files=tuple(sorted({*entry.names, *job.files}))) if entry else job


def _is_done(workspace: Workspace, job: FileJob, config: str) -> bool:
    """Say whether a file was read with this configuration; a new name for it is noted at once.

    What failed for a reason that may pass is tried again.
    """
    entry = workspace.ledger.get(job.sha256)
    if entry is None:
        return False
    if entry.config != config and not (entry.state == "done" and reads_alike(entry.config, config)):
        return False
    if entry.reason is not None and Reason(entry.reason) in MAY_PASS:
        return False
    names = tuple(sorted({*entry.names, *job.files}))
    if names != entry.names:
        with workspace.store.transaction():
            workspace.ledger.put(replace(entry, names=names))
            for record in workspace.store.of_file(job.sha256):
                workspace.store.append(replace(record, files=names))
    return True


def _results(
    jobs: list[FileJob],
    workspace: Workspace,
    ask: Callable[..., FileResult],
    *,
    workers: int,
    cancel: threading.Event,
) -> Iterator[_Timed]:
    """Yield results as they come, keeping a bounded number of jobs in flight."""

    def one(job: FileJob) -> _Timed:
        started = time.monotonic()
        result = read(job)
        return _Timed(result=result, started=started, ended=time.monotonic())

    def read(job: FileJob) -> FileResult:
        try:
            return ask(job, pictures=workspace.pictures(job.sha256))
        except Exception:  # noqa: BLE001  one file's fault must not end the batch
            return FileResult(job=job, error=_internal(job))

    waiting = iter(jobs)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        running: set[Future[_Timed]] = set()
        while True:
            while not cancel.is_set() and len(running) < IN_FLIGHT * workers:
                job = next(waiting, None)
                if job is None:
                    break
                running.add(pool.submit(one, job))
            if not running:
                return
            finished, running = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def _internal(job: FileJob) -> DocumentError:
    file_id = document_id(job.sha256, first_page=1, page_count=0)
    return DocumentError(Reason.INTERNAL, document_id=file_id)


def _keep(workspace: Workspace, result: FileResult, *, config: str) -> State:
    """Store a file's records and its state in one transaction."""
    job, error = result.job, result.error
    state: State = "done"
    if error is not None:
        state = "failed"
    elif result.in_doubt:
        state = "attention"
    with workspace.store.transaction():
        if error is None:
            _store(workspace, result.records, job.sha256)
        workspace.ledger.put(
            Entry(
                sha256=job.sha256,
                config=config,
                names=job.files,
                state=state,
                reason=error.reason.value if error is not None else None,
                message=str(error) if error is not None else None,
                pages=result.pages,
            )
        )
    return state


def _store(workspace: Workspace, records: tuple[Record, ...], sha256: str) -> None:
    """Append new versions; documents of an earlier split are retired, and what people said is told.

    Where people's reviews go over a new reading, that is a version of its own before: what they say of it
    counts for certificates. Both are one transaction, so that nobody finds it as the newest.
    """
    before = {r.document_id: r for r in workspace.store.of_file(sha256)}
    gone = {k: r for k, r in before.items() if k not in {n.document_id for n in records}}
    for record in records:
        kept = keep_reviews(record, before.get(record.document_id))
        if kept != record:
            workspace.store.append(record)
        replaced = tuple(k for k, old in gone.items() if _share_pages(old, record))
        if any(_was_reviewed(gone[k]) for k in replaced):
            told = Problem(code="reviewed_before_split", stage="store", detail=" ".join(replaced))
            kept = replace(kept, problems=(*kept.problems, told))
        workspace.store.append(replace(kept, replaces=replaced))
    for key, old in gone.items():
        covering = tuple(r.document_id for r in records if _share_pages(old, r))
        workspace.store.retire(key, replaced_by=covering)


def _share_pages(old: Record, new: Record) -> bool:
    return bool({p.number for p in old.pages} & {p.number for p in new.pages})


def _was_reviewed(record: Record) -> bool:
    return any(f.origin is Origin.PERSON for f in record.fields)


def outcomes(workspace: Workspace) -> Iterator[FileOutcome]:
    """Yield how every file of the workspace ended, for the report."""
    for entry in workspace.ledger.entries():
        yield FileOutcome(
            files=entry.names,
            sha256=entry.sha256,
            document_id=document_id(entry.sha256, first_page=1, page_count=0),
            status=entry.state,
            reason=Reason(entry.reason) if entry.reason else None,
            message=entry.message,
            pages=entry.pages,
        )
