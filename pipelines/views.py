"""What the report's pages show, as values without markup: the templates only lay them out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from pipelines.display import PROBLEM_LABELS, REASON_LABELS, Tone, in_words, label_of, tone_of
from pipelines.outcome import FileOutcome, Status
from pipelines.overlay import Mark, mark_of
from pipelines.totals import Cause, causes_of, status_of
from records.errors import NEXT_STEP, Reason
from records.types import BBox, Decision, Field, PageInfo, Record

REASONS_TOLD: Final = 2
"""Reasons told in a line of the list; the document's page has them all, value by value."""
BADGE_HEIGHT: Final = 11.0
AREA_HEIGHT: Final = 18.0
"""Points: higher than a line of type; such a box is an area of the form."""
BADGE_PAD: Final = 6.0
BADGE_DIGIT: Final = 5.2
"""Points: the badge with a box's number, in 9-point type."""

Natural = tuple[tuple[tuple[int, str], ...], str]
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
class Box:
    """A numbered box on a page, and where its number stands."""

    number: int
    mark: Mark
    badge: BBox


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page with its picture and the numbered boxes on it."""

    page: PageInfo
    source: str | None
    boxes: tuple[Box, ...]


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
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One document in the list of all; small, because thousands are kept at once."""

    href: str
    thumbnail: str | None
    files: tuple[str, ...]
    first_page: int
    last_page: int
    document_type: str
    document_id: str
    status: Status
    accepted: int
    review: int
    causes: tuple[Cause, ...]
    problems: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def file(self) -> str:
        return self.files[0] if self.files else ""

    @property
    def place(self) -> tuple[Natural, int, str]:
        """Where it stands in a list: by first file, then by first page."""
        return (natural_order(self.file), self.first_page, self.document_id)


def natural_order(name: str) -> Natural:
    """Return what to sort a file's name by, so that scan 9 comes before scan 10."""
    parts = re.split(r"0*([0-9]+)", name)
    return tuple((len(p), p) if n % 2 else (0, p) for n, p in enumerate(parts)), name


def line_of(record: Record, *, href: str, thumbnail: str | None) -> Line:
    """Return the document's row in the list of all."""
    review = len(record.in_review)
    return Line(
        href=href,
        thumbnail=thumbnail,
        files=record.files,
        first_page=record.pages[0].number if record.pages else 0,
        last_page=record.pages[-1].number if record.pages else 0,
        document_type=record.document_type,
        document_id=record.document_id,
        status=status_of(record),
        accepted=len(record.fields) - review,
        review=review,
        causes=tuple(causes_of(record)),
        problems=tuple(sorted({problem.code for problem in record.problems})),
        why=why_attention(record, told=REASONS_TOLD),
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
        why=why_attention(record, told=None),
    )


def why_attention(record: Record, *, told: int | None) -> tuple[str, ...]:
    """Return in plain words why a person is needed, most pressing first; nothing where nobody is.

    Of the reasons for which values wait, `told` are named, the most frequent first; None: all.
    """
    lines = [in_words(code, PROBLEM_LABELS) for code in dict.fromkeys(_codes(record))]
    if record.document_type_decision is Decision.REVIEW:
        lines.append("kind of document not certain")
    waiting = record.in_review
    if waiting:
        count = Counter(reason for item in waiting for reason in dict.fromkeys(item.reasons))
        ranked = sorted(count.items(), key=lambda pair: -pair[1])[:told]
        named = "; ".join(f"{in_words(code, REASON_LABELS)} ({times})" for code, times in ranked)
        lines.append(_counted(len(waiting)) + (f": {named}" if named else ""))
    return tuple(lines)


def _codes(record: Record) -> Iterator[str]:
    return (problem.code for problem in record.problems if not problem.benign)


def _counted(number: int) -> str:
    return f"{number} value{'' if number == 1 else 's'} to check"


def failure_text(outcome: FileOutcome) -> str:
    """Return the one line that says why a file failed and what to do, without what is beside it."""
    reason = outcome.reason or Reason.INTERNAL
    known = f"document {outcome.document_id}, page -: {reason}; "
    return (outcome.message or NEXT_STEP[reason]).removeprefix(known)


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
    shown = [(number, mark) for number, mark in marks if mark is not None]
    return PageView(page=page, source=image(page), boxes=tuple(_boxes(page, shown)))


def _boxes(page: PageInfo, marks: Sequence[tuple[int, Mark]]) -> Iterator[Box]:
    """Yield each box with its number where that hides least of other boxes and numbers."""
    taken = [mark.bbox for _, mark in marks]
    for number, mark in marks:
        width = BADGE_PAD + BADGE_DIGIT * len(str(number))
        places = tuple(_badge_places(page, mark.bbox, width=width))
        others = [box for box in taken if box is not mark.bbox]
        free = (place for place in places if not _hidden(place, others))
        badge = next(free, None) or min(places, key=lambda place: _hidden(place, others))
        taken.append(badge)
        yield Box(number=number, mark=mark, badge=badge)


def _hidden(place: BBox, others: Iterable[BBox]) -> float:
    return sum(place.overlap(other) for other in others)


def _badge_places(page: PageInfo, box: BBox, *, width: float) -> Iterator[BBox]:
    """Yield places for a number, best first: after a line, in the right corner of a whole area."""
    if box.height >= AREA_HEIGHT and box.width >= 2 * width:
        x0 = box.x1 - width
        yield BBox(x0=x0, top=box.top, x1=box.x1, bottom=box.top + BADGE_HEIGHT)
    for level in (box.top, box.top + BADGE_HEIGHT, box.top - BADGE_HEIGHT):
        top = max(0.0, min(level, page.height - BADGE_HEIGHT))
        for x0 in (box.x1, box.x0 - width):
            left = max(0.0, min(x0, page.width - width))
            yield BBox(x0=left, top=top, x1=left + width, bottom=top + BADGE_HEIGHT)


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
