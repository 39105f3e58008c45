"""The lists of a report: documents by status, cause, type and problem, failed files, names to search.

Each list is a file of its own, so that it filters without any script, and is cut into pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from pipelines.display import CAUSE_LABELS, PROBLEM_LABELS, in_words
from pipelines.figures import make_figures
from pipelines.outcome import FileOutcome, RunSummary
from pipelines.private_folder import PrivateFolder, plain_name
from pipelines.rendering import FROM_FILES, render
from pipelines.totals import Cause, Totals
from pipelines.views import Line, natural_order

LIST_SIZE: Final = 500
"""Rows to a page."""
NAMES_SIZE: Final = 5000
"""Rows to a page of names: as many as a browser still searches at once."""
DOCUMENTS_ON_INDEX: Final = 50
FAILURES_ON_INDEX: Final = 20

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One list of documents. `of` is the type or the code that it is about, else empty."""

    key: str
    group: Literal["all", "status", "cause", "type", "waiting", "problem"]
    label: str
    title: str
    lines: Sequence[Line]
    of: str = ""

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def href(self) -> str:
        return list_name(self.key, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that the lists show; `lines` stand in the order of first file, then first page.

    `run` is the run that the report closes, or None where it is written on its own.
    """

    lines: tuple[Line, ...]
    totals: Totals
    outcomes: tuple[FileOutcome, ...]
    run: RunSummary | None
    titles: Mapping[str, str]

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        failed = (outcome for outcome in self.outcomes if outcome.status == "failed")
        return tuple(sorted(failed, key=lambda o: [natural_order(name) for name in o.files]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of a file, and what became of it: a document, or why it could not be read."""

    name: str
    href: str
    what: str
    status: Literal["done", "attention", "failed"]
    document_id: str
    line: Line | None


def write_lists(folder: PrivateFolder, summary: Summary) -> None:
    """Write the index and every list."""
    views = tuple(_views(summary))
    context = _shared_context(summary, views)
    _write_index(folder, views[0], context)
    for view in views:
        _write_documents(folder, view, context)
    _write_failures(folder, summary.failed, context)
    _write_names(folder, summary, context)


def list_name(key: str, number: int) -> str:
    """Return the file of page `number` (from 1) of a list."""
    return f"{key}.html" if number == 1 else f"{key}.{number}.html"


def _views(summary: Summary) -> Iterator[View]:
    def those(holds: Callable[[Line], bool]) -> Sequence[Line]:
        return [line for line in summary.lines if holds(line)]

    waiting = those(lambda line: line.status == "attention")
    yield View(key="all", group="all", label="All", title="All documents", lines=summary.lines)
    words = "Needs attention"
    yield View(key="attention", group="status", label=words, title=words, lines=waiting)
    finished = those(lambda line: line.status == "done")
    yield View(key="done", group="status", label="Done", title="Done", lines=finished)
    for cause in Cause:
        words = CAUSE_LABELS[cause]
        lines = [line for line in waiting if cause in line.causes]
        title = f"Needs attention: {words}"
        yield View(key=f"cause-{cause}", group="cause", label=words, title=title, lines=lines)
    yield from _type_views(summary)
    yield from _problem_views(summary)


def _type_views(summary: Summary) -> Iterator[View]:
    """Yield for each type its list, and the list of those among them that need attention."""
    for name, lines in sorted(_by(summary.lines, lambda line: (line.document_type,)).items()):
        title, key = summary.titles.get(name, name), plain_name(name)
        waiting = [line for line in lines if line.status == "attention"]
        yield View(key=f"type-{key}", group="type", label=title, title=title, lines=lines, of=name)
        yield View(
            key=f"waiting-{key}",
            group="waiting",
            label="Needs attention",
            title=f"{title}: needs attention",
            lines=waiting,
            of=name,
        )


def _problem_views(summary: Summary) -> Iterator[View]:
    for code, lines in sorted(_by(summary.lines, lambda line: line.problems).items()):
        words, key = in_words(code, PROBLEM_LABELS), f"problem-{plain_name(code)}"
        title = f"Problem: {words}"
        yield View(key=key, group="problem", label=words, title=title, lines=lines, of=code)


def _by(
    lines: Sequence[Line], keys: Callable[[Line], Sequence[str]]
) -> Mapping[str, Sequence[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        for key in keys(line):
            found.setdefault(key, []).append(line)
    return found


def _shared_context(summary: Summary, views: Sequence[View]) -> dict[str, object]:
    totals, failed = summary.totals, summary.failed

    def hrefs(group: str) -> dict[str, str]:
        return {view.of: view.href for view in views if view.group == group and view.count}

    return {
        "run": summary.run,
        "version": summary.run.version if summary.run else "",
        "totals": totals,
        "figures": make_figures(totals, summary.outcomes, summary.run, summary.titles),
        "file_count": len(summary.outcomes),
        "failure_count": len(failed),
        "failures_on_index": FAILURES_ON_INDEX,
        "failures": failed,
        "read_names": {name: line.href for line in summary.lines for name in line.files},
        "views": views,
        "cause_hrefs": {str(c): list_name(f"cause-{c}", 1) for c in Cause},
        "type_hrefs": hrefs("type"),
        "waiting_hrefs": hrefs("waiting"),
        "problem_hrefs": hrefs("problem"),
        "title_of": summary.titles,
        "home": "",
    }


def _write_index(folder: PrivateFolder, every: View, shared: Mapping[str, object]) -> None:
    shown = every.lines[:DOCUMENTS_ON_INDEX]
    own = {"kind": "documents", "current": every, "lines": shown, "pages": ()}
    context = {**shared, **own, "list_heading": "Documents", "all_count": every.count}
    folder.write_text("index.html", render("index.html", image_sources=FROM_FILES, context=context))


def _write_documents(folder: PrivateFolder, view: View, shared: Mapping[str, object]) -> None:
    own = {"kind": "documents", "current": view, "heading": view.title, "all_count": view.count}
    for name, chunk, pager in _pages(view.key, view.lines, LIST_SIZE):
        context = {**shared, **own, **pager, "list_heading": "Documents", "lines": chunk}
        folder.write_text(name, render("listing.html", image_sources=FROM_FILES, context=context))


def _write_failures(
    folder: PrivateFolder, failed: Sequence[FileOutcome], shared: Mapping[str, object]
) -> None:
    own = {"kind": "failures", "heading": "Files that could not be read", "list_heading": "Files"}
    for name, chunk, pager in _pages("failed", failed, LIST_SIZE):
        context = {**shared, **own, **pager, "failures": chunk}
        folder.write_text(name, render("listing.html", image_sources=FROM_FILES, context=context))


def _write_names(folder: PrivateFolder, summary: Summary, shared: Mapping[str, object]) -> None:
    own = {"kind": "names", "heading": "Find a document", "list_heading": "Names of files"}
    for name, chunk, pager in _pages("find", _names(summary), NAMES_SIZE):
        context = {**shared, **own, **pager, "names": chunk}
        folder.write_text(name, render("listing.html", image_sources=FROM_FILES, context=context))


def _names(summary: Summary) -> Sequence[Name]:
    """Return every name of every file: one line a document, and one a file that failed."""
    names = [
        Name(
            name=name,
            href=line.href,
            what=summary.titles.get(line.document_type, line.document_type),
            status=line.status,
            document_id=line.document_id,
            line=line,
        )
        for line in summary.lines
        for name in line.files or ("",)
    ]
    names += [
        Name(
            name=name,
            href="failed.html",
            what=in_words(outcome.reason or "internal", {}),
            status="failed",
            document_id=outcome.document_id,
            line=None,
        )
        for outcome in summary.failed
        for name in outcome.files or ("",)
    ]
    return sorted(names, key=lambda n: (natural_order(n.name), n.line.place if n.line else ()))


def _pages(
    key: str, items: Sequence[Item], size: int
) -> Iterator[tuple[str, Sequence[Item], dict[str, object]]]:
    """Yield each page of a list: its file, its items, and what its page links need."""
    starts = range(0, max(len(items), 1), size)
    links = [list_name(key, number + 1) for number in range(len(starts))]
    for number, start in enumerate(starts, start=1):
        chunk = items[start : start + size]
        pager: dict[str, object] = {
            "pages": links,
            "page_number": number,
            "first": start + 1,
            "last": start + len(chunk),
            "item_count": len(items),
        }
        yield links[number - 1], chunk, pager
