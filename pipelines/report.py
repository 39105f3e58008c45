"""The static report of a run: an index, a page for each document, pictures as files; no script.

Records are taken one at a time; what is kept of each is a line for the list. Pictures are named by what
they show (file digest, page, turn), so that a later report of the same workspace makes only new ones.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeVar

from pipelines.display import TONE_LABELS
from pipelines.outcome import FileOutcome, RunSummary
from pipelines.overlay import shrink
from pipelines.private_folder import PrivateFolder
from pipelines.rendering import box_styles, render
from pipelines.views import DocumentView, Line, Totals, document_view, line_of
from records.types import Decision, PageInfo, Reading, Record

Item = TypeVar("Item")

PageImage = Callable[[str, int], bytes | None]
"""(sha256 of the file, page number) -> PNG of the whole upright page, or None."""
Versions = Callable[[str], Sequence[Record]]
"""Document id -> its versions, oldest first."""

PAGE_WIDTH: Final = 1275
"""Pixels: a letter page at 150 dpi."""
THUMBNAIL_WIDTH: Final = 132
LIST_SIZE: Final = 500
FAILURES_ON_INDEX: Final = 20
_OURS: Final = ("index.html", "index.*.html", "attention*.html", "done*.html", "failed*.html",
                "type-*.html", "documents/*.html", "images/*.jpg")  # fmt: skip
_PLAIN: Final = re.compile(r"[a-z0-9_-]{1,64}")
_FILES: Final = "'self' file:"
_DATA: Final = "data:"


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


def write_report(
    directory: Path,
    *,
    records: Iterable[Record],
    outcomes: Iterable[FileOutcome],
    page_image: PageImage,
    run: RunSummary,
    versions: Versions | None = None,
    titles: Mapping[str, str] | None = None,
) -> Path:
    """Write the report into `directory` (mode 0700, files 0600) and return its index.html.

    `titles` names document types; the shipped vocabulary's where it is None. Pages and pictures of an
    earlier report that no longer belong are removed.
    """
    report = _Report(PrivateFolder(directory), page_image, _titles(titles))
    for record in records:
        report.add(record, versions(record.document_id) if versions else ())
    report.finish(tuple(outcomes), run)
    return directory / "index.html"


def document_html(
    record: Record,
    versions: Sequence[Record],
    page_image: PageImage,
    *,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return one document as a single HTML file that carries its pictures and needs nothing else."""

    def image(page: PageInfo) -> str | None:
        picture = _picture(page_image, record.sha256, page.number)
        return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" if picture else None

    title = _titles(titles).get(record.document_type, record.document_type)
    view = document_view(record, versions=versions, image=image, type_title=title)
    return _document_page(view, home=None, image_sources=_DATA)


def list_name(key: str, number: int) -> str:
    """Return the file of page `number` (1-based) of a list; the first of all documents is the index."""
    stem = "index" if key == "all" else key
    return f"{stem}.html" if number == 1 else f"{stem}.{number}.html"


class _Report:
    """A report being written: its folder, and what has been counted and listed so far."""

    def __init__(
        self, folder: PrivateFolder, page_image: PageImage, titles: Mapping[str, str]
    ) -> None:
        self.folder = folder
        self.page_image = page_image
        self.titles = titles
        self.totals = Totals()
        self.lines: list[Line] = []

    def add(self, record: Record, versions: Sequence[Record]) -> None:
        """Write the page of one document and take up its line."""
        sources = {page.number: self._page_file(record.sha256, page) for page in record.pages}
        view = document_view(
            record,
            versions=versions,
            image=lambda page: f"../{name}" if (name := sources[page.number]) else None,
            type_title=self.titles.get(record.document_type, record.document_type),
        )
        html = _document_page(view, home="../index.html", image_sources=_FILES)
        href = self.folder.write(f"documents/{_slug(record.document_id)}.html", _encoded(html))
        first = next((name for name in sources.values() if name), None)
        self.totals.add(record)
        self.lines.append(line_of(record, href=href, thumbnail=self._thumbnail(first)))

    def finish(self, outcomes: Sequence[FileOutcome], run: RunSummary) -> None:
        """Write the lists and the index, then remove what no longer belongs."""
        self.lines.sort(key=lambda line: line.place)
        failed = sorted((o for o in outcomes if o.status == "failed"), key=lambda o: o.files)
        overview = self._overview(len(outcomes), failed, run)
        for view in self._views():
            self._write_list(view, overview)
        self._write_failures(failed, overview)
        self.folder.prune(_OURS)

    def _page_file(self, sha256: str, page: PageInfo) -> str | None:
        name = f"images/{_slug(sha256)[:32]}-p{page.number}-r{page.rotation}.jpg"
        if self.folder.keep(name):
            return name
        picture = _picture(self.page_image, sha256, page.number)
        return self.folder.write(name, picture) if picture else None

    def _thumbnail(self, page_file: str | None) -> str | None:
        if page_file is None:
            return None
        name = page_file.removesuffix(".jpg") + "-small.jpg"
        if self.folder.keep(name):
            return name
        picture = (self.folder.root / page_file).read_bytes()
        return self.folder.write(name, shrink(picture, width=THUMBNAIL_WIDTH))

    def _views(self) -> Iterator[View]:
        yield View(key="all", kind="all", label="All", title="All documents", count=len(self.lines))
        for key, label in (("attention", "Needs attention"), ("done", "Done")):
            count = sum(line.status == key for line in self.lines)
            yield View(key=key, kind="status", label=label, title=label, count=count)
        for name, count in sorted(self.totals.types.items()):
            title = self.titles.get(name, name)
            key = f"type-{_slug(name)}"
            yield View(key=key, kind="type", label=name, title=title, count=count)

    def _lines_of(self, view: View) -> list[Line]:
        if view.kind == "type":
            return [line for line in self.lines if line.document_type == view.label]
        return [line for line in self.lines if view.kind == "all" or line.status == view.key]

    def _overview(
        self, file_count: int, failed: Sequence[FileOutcome], run: RunSummary
    ) -> dict[str, object]:
        fields = self.totals.fields
        matrix = [
            (reading, fields[reading, Decision.ACCEPTED], fields[reading, Decision.REVIEW])
            for reading in Reading
        ]
        return {
            "run": run,
            "totals": self.totals,
            "file_count": file_count,
            "failure_count": len(failed),
            "failures": failed[:FAILURES_ON_INDEX],
            "attention_count": sum(line.status == "attention" for line in self.lines),
            "accepted": self.totals.decided(Decision.ACCEPTED),
            "review": self.totals.decided(Decision.REVIEW),
            "matrix": matrix,
            "largest": max(accepted + review for _, accepted, review in matrix),
            "problems": sorted(self.totals.problems.items(), key=lambda item: (-item[1], item[0])),
            "views": tuple(self._views()),
            "page_size": LIST_SIZE,
            "title_of": self.titles,
        }

    def _write_list(self, view: View, overview: Mapping[str, object]) -> None:
        chunks = _chunks(self._lines_of(view))
        links = [list_name(view.key, number + 1) for number in range(len(chunks))]
        for number, (name, lines) in enumerate(zip(links, chunks, strict=True), start=1):
            context = {"kind": "documents", "current": view.key, "lines": lines}
            context |= {"heading": view.title, "list_heading": "Documents"}
            context |= {"page_links": links, "page_number": number}
            template = "index.html" if name == "index.html" else "listing.html"
            self._write_page(name, template, {**overview, **context})

    def _write_failures(
        self, failed: Sequence[FileOutcome], overview: Mapping[str, object]
    ) -> None:
        chunks = _chunks(failed)
        links = [list_name("failed", number + 1) for number in range(len(chunks))]
        for number, (name, outcomes) in enumerate(zip(links, chunks, strict=True), start=1):
            context = {"kind": "failures", "failures": outcomes, "list_heading": "Files"}
            context |= {"heading": "Files that could not be read"}
            context |= {"page_links": links, "page_number": number}
            self._write_page(name, "listing.html", {**overview, **context})

    def _write_page(self, name: str, template: str, context: Mapping[str, object]) -> None:
        html = render(template, image_sources=_FILES, context=context)
        self.folder.write(name, _encoded(html))


def _document_page(view: DocumentView, *, home: str | None, image_sources: str) -> str:
    return render(
        "document.html",
        image_sources=image_sources,
        styles=box_styles(len(view.record.fields)),
        context={"view": view, "home": home, "tones": tuple(TONE_LABELS.items())},
    )


def _picture(page_image: PageImage, sha256: str, number: int) -> bytes | None:
    """Return the page as a JPEG for the screen, or None where it is not there or not a picture."""
    png = page_image(sha256, number)
    if png is None:
        return None
    try:
        return shrink(png, width=PAGE_WIDTH)
    except (OSError, SyntaxError, ValueError):  # what Pillow raises on bytes that are no PNG
        return None


def _titles(titles: Mapping[str, str] | None) -> Mapping[str, str]:
    if titles is not None:
        return titles
    from records.vocabulary import load_vocabulary

    return load_vocabulary().document_types


def _chunks(items: Sequence[Item]) -> list[Sequence[Item]]:
    starts = range(0, max(len(items), 1), LIST_SIZE)
    return [items[start : start + LIST_SIZE] for start in starts]


def _slug(name: str) -> str:
    """Return a name that is safe as part of a file's: itself, or its digest where it is not plain."""
    return name if _PLAIN.fullmatch(name) else hashlib.sha256(_encoded(name)).hexdigest()[:32]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
