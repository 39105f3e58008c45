"""What the report's pages show, as values without markup: the templates only lay them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from pipelines.display import Tone, label_of, tone_of
from pipelines.outcome import FileOutcome, Status
from pipelines.overlay import Mark, mark_of
from records.errors import NEXT_STEP, Reason
from records.types import Decision, Field, Origin, PageInfo, Reading, Record

ImageSource = Callable[[PageInfo], str | None]
"""Page -> where its picture is (a relative path or a data URI), or None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field of the table; `number` stands at its box on the page, where `box` is true."""

    number: int
    field: Field
    tone: Tone
    attribute: str
    box: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The fields of one person or matter: a role and its index."""

    role: str
    index: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page with its picture and the numbered boxes on it."""

    page: PageInfo
    source: str | None
    marks: tuple[tuple[int, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version of the record, and the names of the fields that it changed."""

    record: Record
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """Everything on the page of one document."""

    record: Record
    status: Status
    type_title: str
    groups: tuple[Group, ...]
    pages: tuple[PageView, ...]
    versions: tuple[VersionView, ...]
    accepted: int
    review: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One document in the list of all; small, because thousands are kept at once."""

    href: str
    thumbnail: str | None
    file: str
    other_files: int
    first_page: int
    last_page: int
    document_type: str
    document_id: str
    status: Status
    accepted: int
    review: int
    problems: int

    @property
    def place(self) -> tuple[str, int, str]:
        return (self.file, self.first_page, self.document_id)


@dataclass(slots=True, kw_only=True)
class Totals:
    """Sums over the records seen so far."""

    documents: int = 0
    pages: int = 0
    by_person: int = 0
    fields: Counter[tuple[Reading, Decision]] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    problem_documents: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Count one record."""
        self.documents += 1
        self.pages += len(record.pages)
        self.types[record.document_type] += 1
        self.fields.update((f.reading, f.decision) for f in record.fields)
        self.by_person += sum(f.origin is Origin.PERSON for f in record.fields)
        self.problems.update(problem.code for problem in record.problems)
        self.problem_documents.update({problem.code for problem in record.problems})

    def decided(self, decision: Decision) -> int:
        """Return how many fields have this decision, whatever their reading."""
        return sum(count for key, count in self.fields.items() if key[1] is decision)


def status_of(record: Record) -> Status:
    """Return whether a person still has something to look at."""
    return "attention" if record.needs_attention else "done"


def line_of(record: Record, *, href: str, thumbnail: str | None) -> Line:
    """Return the document's row in the list of all."""
    review = len(record.in_review)
    return Line(
        href=href,
        thumbnail=thumbnail,
        file=record.files[0] if record.files else "",
        other_files=max(0, len(record.files) - 1),
        first_page=record.pages[0].number if record.pages else 0,
        last_page=record.pages[-1].number if record.pages else 0,
        document_type=record.document_type,
        document_id=record.document_id,
        status=status_of(record),
        accepted=len(record.fields) - review,
        review=review,
        problems=len(record.problems),
    )


def document_view(
    record: Record, *, versions: Sequence[Record], image: ImageSource, type_title: str
) -> DocumentView:
    """Return what the document's page shows; `versions` are oldest first and may be empty."""
    groups = _groups(record)
    rows = [row for group in groups for row in group.rows]
    pages = tuple(_page_view(page, rows, image) for page in record.pages)
    review = len(record.in_review)
    return DocumentView(
        record=record,
        status=status_of(record),
        type_title=type_title,
        groups=groups,
        pages=pages,
        versions=_versions(versions or (record,)),
        accepted=len(record.fields) - review,
        review=review,
    )


def failure_text(outcome: FileOutcome) -> str:
    """Return the one line that says why a file failed and what to do."""
    return outcome.message or NEXT_STEP[outcome.reason or Reason.INTERNAL]


def _groups(record: Record) -> tuple[Group, ...]:
    """Return fields by role and index, in the order in which each role first appears."""
    order: dict[tuple[str, int], int] = {}
    for item in record.fields:
        order.setdefault(_owner(item), len(order))
    fields = sorted(record.fields, key=lambda item: order[_owner(item)])
    numbered = list(enumerate(fields, start=1))
    pages = {page.number: page for page in record.pages}
    return tuple(
        Group(role=role, index=index, rows=tuple(_row(n, f, pages) for n, f in members))
        for (role, index), members in groupby(numbered, key=lambda pair: _owner(pair[1]))
    )


def _owner(item: Field) -> tuple[str, int]:
    return (item.name.partition(".")[0], item.index)


def _row(number: int, item: Field, pages: dict[int, PageInfo]) -> Row:
    return Row(
        number=number,
        field=item,
        tone=tone_of(item),
        attribute=item.name.partition(".")[2] or item.name,
        box=item.evidence is not None and item.evidence.page in pages,
    )


def _page_view(page: PageInfo, rows: Iterable[Row], image: ImageSource) -> PageView:
    marks = ((row.number, mark_of(page, row.field)) for row in rows)
    shown = tuple((number, mark) for number, mark in marks if mark is not None)
    return PageView(page=page, source=image(page), marks=shown)


def _versions(versions: Sequence[Record]) -> tuple[VersionView, ...]:
    """Return versions, newest first, each with what it changed against the one before."""
    views = [VersionView(record=versions[0], changed=())]
    views += [
        VersionView(record=new, changed=_changed(old, new)) for old, new in pairwise(versions)
    ]
    return tuple(reversed(views))


def _changed(old: Record, new: Record) -> tuple[str, ...]:
    before = {item.key: item for item in old.fields}
    after = {item.key: item for item in new.fields}
    names = [label_of(item) for key, item in after.items() if before.get(key) != item]
    names += [label_of(item) for key, item in before.items() if key not in after]
    return tuple(["document_type"] * (old.document_type != new.document_type) + names)
