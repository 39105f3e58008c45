"""The lists of a report: the index with its sums, documents by status and by type, failed files.

Each list is a file of its own, so that it filters without any script, and is cut into pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from pipelines.figures import make_figures
from pipelines.outcome import FileOutcome, RunSummary
from pipelines.private_folder import PrivateFolder, plain_name
from pipelines.rendering import FROM_FILES, render
from pipelines.totals import Totals
from pipelines.views import Line

LIST_SIZE: Final = 500
"""Rows to a page."""
FAILURES_ON_INDEX: Final = 20

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One list of documents: all, by status, or by type."""

    key: str
    kind: Literal["all", "status", "type"]
    label: str
    title: str
    count: int

    @property
    def href(self) -> str:
        return list_name(self.key, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that the lists show; `lines` stand in the order of first file, then first page."""

    lines: tuple[Line, ...]
    totals: Totals
    outcomes: tuple[FileOutcome, ...]
    run: RunSummary
    titles: Mapping[str, str]

    @property
    def failed(self) -> tuple[FileOutcome, ...]:
        failed = (outcome for outcome in self.outcomes if outcome.status == "failed")
        return tuple(sorted(failed, key=lambda outcome: outcome.files))

    def lines_of(self, view: View) -> Sequence[Line]:
        """Return the lines that belong to a list."""
        if view.kind == "all":
            return self.lines
        if view.kind == "status":
            return [line for line in self.lines if line.status == view.key]
        return [line for line in self.lines if line.document_type == view.label]


def write_lists(folder: PrivateFolder, summary: Summary) -> None:
    """Write the index and every list."""
    context = _shared_context(summary)
    for view in _views(summary):
        _write_documents(folder, view, summary.lines_of(view), context)
    _write_failures(folder, summary.failed, context)


def list_name(key: str, number: int) -> str:
    """Return the file of page `number` (from 1) of a list; all documents begin on the index."""
    stem = "index" if key == "all" else key
    return f"{stem}.html" if number == 1 else f"{stem}.{number}.html"


def _views(summary: Summary) -> Iterator[View]:
    lines = summary.lines
    yield View(key="all", kind="all", label="All", title="All documents", count=len(lines))
    for key, label in (("attention", "Needs attention"), ("done", "Done")):
        count = sum(line.status == key for line in lines)
        yield View(key=key, kind="status", label=label, title=label, count=count)
    types = Counter(line.document_type for line in lines)
    for name, count in sorted(types.items()):
        title = summary.titles.get(name, name)
        key = f"type-{plain_name(name)}"
        yield View(key=key, kind="type", label=name, title=title, count=count)


def _shared_context(summary: Summary) -> dict[str, object]:
    totals, failed, views = summary.totals, summary.failed, tuple(_views(summary))
    return {
        "run": summary.run,
        "totals": totals,
        "figures": make_figures(totals, summary.run, summary.titles),
        "file_count": len(summary.outcomes),
        "failure_count": len(failed),
        "failures": failed[:FAILURES_ON_INDEX],
        "views": views,
        "type_hrefs": {view.label: view.href for view in views if view.kind == "type"},
        "page_size": LIST_SIZE,
        "title_of": summary.titles,
    }


def _write_documents(
    folder: PrivateFolder, view: View, lines: Sequence[Line], shared: Mapping[str, object]
) -> None:
    own = {"kind": "documents", "current": view.key, "heading": view.title}
    for name, chunk, pager in _pages(view.key, lines):
        template = "index.html" if name == "index.html" else "listing.html"
        context = {**shared, **own, **pager, "list_heading": "Documents", "lines": chunk}
        folder.write_text(name, render(template, image_sources=FROM_FILES, context=context))


def _write_failures(
    folder: PrivateFolder, failed: Sequence[FileOutcome], shared: Mapping[str, object]
) -> None:
    own = {"kind": "failures", "heading": "Files that could not be read", "list_heading": "Files"}
    for name, chunk, pager in _pages("failed", failed):
        context = {**shared, **own, **pager, "failures": chunk}
        folder.write_text(name, render("listing.html", image_sources=FROM_FILES, context=context))


def _pages(
    key: str, items: Sequence[Item]
) -> Iterator[tuple[str, Sequence[Item], dict[str, object]]]:
    """Yield each page of a list: its file, its items, and what its page links need."""
    starts = range(0, max(len(items), 1), LIST_SIZE)
    links = [list_name(key, number + 1) for number in range(len(starts))]
    for number, start in enumerate(starts, start=1):
        pager: dict[str, object] = {"page_links": links, "page_number": number}
        yield links[number - 1], items[start : start + LIST_SIZE], pager
