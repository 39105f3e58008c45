"""The static report of a run: an index, a page for each document, pictures as files; no script.

Records are taken one at a time; what is kept of each is a line for the list. Pictures are named by
what they show (file digest, page, turn), so that a later report in the folder makes only new ones.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipelines.display import TONE_LABELS
from pipelines.outcome import FileOutcome, RunSummary
from pipelines.overlay import shrink
from pipelines.private_folder import PrivateFolder, plain_name
from pipelines.rendering import FROM_DATA, FROM_FILES, box_styles, render
from pipelines.report_lists import Summary, write_lists
from pipelines.totals import Totals
from pipelines.views import DocumentView, Line, document_view, line_of
from records.types import PageInfo, Record
from records.vocabulary import Vocabulary, load_vocabulary

PageImage = Callable[[str, int], bytes | None]
"""(sha256 of the file, page number) -> PNG of the whole upright page, or None."""
Versions = Callable[[str], Sequence[Record]]
"""Document id -> its versions, oldest first."""

PAGE_WIDTH: Final = 1275
"""Pixels: a letter page at 150 dpi."""
THUMBNAIL_WIDTH: Final = 132
LANGUAGES: Final = {"en": "English", "es": "Spanish"}
_LISTS: Final = ("index", "all", "attention", "done", "failed", "find")
_OURS: Final = (
    *(f"{name}{number}.html" for name in _LISTS for number in ("", ".[0-9]*")),
    *("cause-*.html", "type-*.html", "waiting-*.html", "problem-*.html"),
    *("documents/*.html", "images/*.jpg", "**/.*.part"),
)
"""What a report consists of; of these, an earlier report's leftovers are removed."""


def write_report(
    directory: Path,
    *,
    records: Iterable[Record],
    outcomes: Iterable[FileOutcome],
    page_image: PageImage,
    run: RunSummary | None,
    versions: Versions | None = None,
    vocabulary: Vocabulary | None = None,
) -> Path:
    """Write the report into `directory` (mode 0700, files 0600) and return its index.html.

    `run` is the run that it closes, or None. `vocabulary` names document types and kinds of values;
    None stands for the shipped one. What an earlier report left and this one lacks is removed.
    """
    report = _Report(PrivateFolder(directory), page_image, vocabulary or load_vocabulary())
    for record in records:
        report.add(record, versions(record.document_id) if versions else ())
    report.finish(outcomes, run)
    return directory / "index.html"


def document_html(
    record: Record,
    versions: Sequence[Record],
    page_image: PageImage,
    *,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return one document as a single HTML file that carries its pictures inside."""

    def image(page: PageInfo) -> str | None:
        picture = _picture(page_image, record.sha256, page.number)
        return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" if picture else None

    title = _titles(titles).get(record.document_type, record.document_type)
    view = document_view(record, versions=versions, image=image, type_title=title)
    return _document_page(view, home=None, image_sources=FROM_DATA, titles=_titles(titles))


class _Report:
    """A report being written: its folder, and what has been counted and listed so far."""

    def __init__(
        self, folder: PrivateFolder, page_image: PageImage, vocabulary: Vocabulary
    ) -> None:
        self.folder = folder
        self.page_image = page_image
        self.titles = _titles(vocabulary.document_types)
        self.totals = Totals(field_kinds=vocabulary.field_kinds)
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
        html = _document_page(view, home="../", image_sources=FROM_FILES, titles=self.titles)
        href = self.folder.write_text(f"documents/{plain_name(record.document_id)}.html", html)
        first = next((name for name in sources.values() if name), None)
        self.totals.add(record)
        self.lines.append(line_of(record, href=href, thumbnail=self._thumbnail(first)))

    def finish(self, outcomes: Iterable[FileOutcome], run: RunSummary | None) -> None:
        """Write the lists and the index, then remove what no longer belongs."""
        summary = Summary(
            lines=tuple(sorted(self.lines, key=lambda line: line.place)),
            totals=self.totals,
            outcomes=tuple(outcomes),
            run=run,
            titles=self.titles,
        )
        write_lists(self.folder, summary)
        self.folder.prune(_OURS)

    def _page_file(self, sha256: str, page: PageInfo) -> str | None:
        name = f"images/{plain_name(sha256)}-p{page.number}-r{page.rotation}.jpg"
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


def _document_page(
    view: DocumentView, *, home: str | None, image_sources: str, titles: Mapping[str, str]
) -> str:
    return render(
        "document.html",
        image_sources=image_sources,
        styles=box_styles(len(view.record.fields)),
        context={
            "view": view,
            "home": home,
            "tones": tuple(TONE_LABELS.items()),
            "title_of": titles,
            "languages": LANGUAGES,
        },
    )


def _picture(page_image: PageImage, sha256: str, number: int) -> bytes | None:
    """Return the page as a JPEG for the screen, or None where it is not there or not a picture."""
    png = page_image(sha256, number)
    if png is None:
        return None
    try:
        return shrink(png, width=PAGE_WIDTH)
    except ValueError:
        return None


def _titles(titles: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the titles of document types; the one that stands for no type gets plain words."""
    if titles is None:
        titles = load_vocabulary().document_types
    return {**titles, "unknown": "kind not recognised"}
