"""What `run` and `status` print of a workspace: counts, types, codes and ids, never a file's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from pipelines.display import problem_step
from pipelines.ledger import Entry, State
from pipelines.totals import Cause, Totals
from pipelines.workspace import Workspace
from records.errors import NEXT_STEP, Reason
from records.types import Decision, Record

if TYPE_CHECKING:
    from rich.console import Console

FILE_WIDTH: Final = 100
"""Columns of a table that goes to a file or a pipe."""
ONE_BY_ONE: Final = 40
"""Documents that are listed one by one; more are summed by type, unless all are asked for."""
FAILURES_TOLD: Final = 10
NOTES_TOLD: Final = 10
PAGES_TOLD: Final = 8
STATES: Final[dict[State, str]] = {
    "done": "read",
    "attention": "read in part or in doubt",
    "failed": "failed",
}
"""What is said of files, and what the exit status goes by."""
CAUSES: Final[dict[Cause, str]] = {
    Cause.VALUES: "with values to check",
    Cause.TYPE: "of a kind that is not certain",
    Cause.PROBLEMS: "read in part or in doubt",
}
"""Why documents need attention, here as in the report: whatever waits for a person, also where its file was
read whole."""


def print_state(workspace: Workspace, *, every: bool = False) -> Counter[State]:
    """Print what the workspace holds and what needs a person; return how its files ended.

    `every` lists each document and each failed file, however many there are.
    """
    entries = workspace.ledger.entries()
    states = Counter(entry.state for entry in entries)
    told = ", ".join(f"{states[state]} {words}" for state, words in STATES.items())
    print(f"{states.total()} files: {told}")
    totals = Totals()
    listed: list[tuple[str, ...]] = []
    notes = _Notes(every=every)
    for record in workspace.store.current():
        totals.add(record)
        notes.add(record)
        if every or len(listed) <= ONE_BY_ONE:
            listed.append(_row(record))
    _print_counts(totals)
    console = _console()
    if every or totals.documents <= ONE_BY_ONE:
        _print_table(console, DOCUMENT_COLUMNS, listed)
    else:
        _print_table(console, TYPE_COLUMNS, _type_rows(totals))
    _print_failures(console, [e for e in entries if e.state == "failed"], every=every)
    notes.show(console)
    return states


DOCUMENT_COLUMNS: Final = ("document", "type", "pages", "accepted", "review", "problems")
TYPE_COLUMNS: Final = ("type", "documents", "done", "attention", "accepted", "review")
_LEFT: Final = frozenset({"document", "type", "problems"})
_FOLDED: Final = frozenset({"type", "problems"})


def _print_counts(totals: Totals) -> None:
    done, attention = totals.with_status("done"), totals.with_status("attention")
    accepted, review = totals.decided(Decision.ACCEPTED), totals.decided(Decision.REVIEW)
    counts = ((totals.causes[cause], words) for cause, words in CAUSES.items())
    why = ", ".join(f"{count} {words}" for count, words in counts if count)
    print(
        f"{totals.documents} documents: {done} done, {attention} need attention"
        + (f" ({why})" if why else "")
    )
    print(f"{accepted + review} values: {accepted} accepted, {review} wait for a person")
    if attention:
        print("To check them: casefile review serve, then review push and review pull.")


def _type_rows(totals: Totals) -> list[tuple[str, ...]]:
    counts = {
        name: (
            totals.types[name, "done"] + totals.types[name, "attention"],
            totals.types[name, "done"],
            totals.types[name, "attention"],
            totals.type_values[name, Decision.ACCEPTED],
            totals.type_values[name, Decision.REVIEW],
        )
        for name in {name for name, _ in totals.types}
    }
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1][2], pair[0]))
    return [(name, *map(str, numbers)) for name, numbers in ranked]


def _row(record: Record) -> tuple[str, ...]:
    waiting = len(record.in_review)
    codes = sorted({p.code for p in record.problems})
    return (
        record.document_id,
        record.document_type,
        str(len(record.pages)),
        str(len(record.fields) - waiting),
        str(waiting),
        ", ".join(codes) or "-",
    )


def _console() -> Console:
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=FILE_WIDTH)


def _print_table(console: Console, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=None, box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in columns:
        table.add_column(
            name,
            justify="left" if name in _LEFT else "right",
            no_wrap=name not in _FOLDED,
            overflow="fold",
            min_width=10 if name == "problems" else None,
        )
    for row in rows:
        table.add_row(*row)
    console.print(table)


class _Notes:
    """What to do about each problem of each document; where they are many, about each kind."""

    def __init__(self, *, every: bool) -> None:
        self._every = every
        self._lines: list[str] = []
        self._documents: Counter[tuple[str, str]] = Counter()

    def add(self, record: Record) -> None:
        """Take up a document's problems, one line for each kind."""
        pages: dict[tuple[str, str], list[int]] = {}
        for problem in record.problems:
            if not problem.benign:
                told = (problem.code, problem_step(problem))
                pages.setdefault(told, []).extend([problem.page] if problem.page else [])
        self._documents.update(pages.keys())
        for (code, step), numbers in pages.items():
            if self._every or len(self._lines) <= NOTES_TOLD:
                where = f", page {_numbers(numbers)}" if numbers else ""
                self._lines.append(f"document {record.document_id}{where}: {code}; {step}")

    def show(self, console: Console) -> None:
        """Print them."""
        lines = self._lines
        if not self._every and self._documents.total() > NOTES_TOLD:
            lines = [
                f"{count} document{'' if count == 1 else 's'} {code}; {step}"
                for (code, step), count in self._documents.most_common()
            ]
        for line in lines:
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _numbers(pages: Sequence[int]) -> str:
    told = sorted(set(pages))
    more = ", ..." if len(told) > PAGES_TOLD else ""
    return ", ".join(map(str, told[:PAGES_TOLD])) + more


def _print_failures(console: Console, failed: Sequence[Entry], *, every: bool) -> None:
    """Print each failed file with its id, or, where they are many, how many failed for each reason."""
    if every or len(failed) <= FAILURES_TOLD:
        for entry in failed:
            console.print(entry.message, markup=False, highlight=False, soft_wrap=True)
        return
    reasons = Counter(Reason(entry.reason or Reason.INTERNAL) for entry in failed)
    for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
        told = f"{count} file{'' if count == 1 else 's'} {reason}; {NEXT_STEP[reason]}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    print("Their names are in the report; casefile status --all lists their ids.")
