"""Which record stands for which document of the truth: by file, then by page, one for one. Pure.

Whoever uses a record takes it for one document. So where a bundle was cut in the wrong place, one record
stands for the document with which it shares most pages, and for no other: the fields of a document that
no record stands for are missed, and the values of a record that stands for none are false.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from records.types import Field, PageInfo, Record
from synth.truth import TruthDocument

RULE: Final = (
    "a record stands for the document with which it shares most pages, one for one; what a document without "
    "a record asks is missed, values of a record without a document are false; blank pages count for none; a "
    "file is known by the end of its path, and where that fits several files it has no record"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """A document of the truth, and the record that stands for it, None where none does.

    `extra` are the fields of records that stand for no document and lie nearest to this one. `pages` are
    its pages, of whatever record. `cut_right`: one record has exactly its pages.
    """

    truth: TruthDocument
    record: Record | None
    extra: tuple[Field, ...]
    pages: Mapping[int, PageInfo]
    cut_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedFile:
    """The documents of one file, in order of pages. `cut_right`: no record is too many or cut otherwise.

    `sha256` is the file's digest, None where no record bears its name.
    """

    documents: tuple[Matched, ...]
    cut_right: bool
    sha256: str | None


def match(truths: Iterable[TruthDocument], records: Iterable[Record]) -> tuple[MatchedFile, ...]:
    """Match documents of the truth to records, file by file, in the order of the truth.

    A file is the same where one path ends with the other: truth counts from its own folder, a record
    from the folder that was given to the run. Where that fits several files, none is taken.
    """
    by_file: dict[str, list[TruthDocument]] = {}
    for truth in truths:
        by_file.setdefault(truth.file, []).append(truth)
    found = _found(by_file, records)
    return tuple(
        _match_file(sorted(documents, key=lambda d: d.pages), found.get(file, ()))
        for file, documents in by_file.items()
    )


def unmatched(truths: Iterable[TruthDocument], records: Sequence[Record]) -> int:
    """Return how many records are of no file of the truth."""
    found = _found(dict.fromkeys(truth.file for truth in truths), records)
    known = {record.document_id for some in found.values() for record in some}
    return sum(record.document_id not in known for record in records)


def is_among(file: str, names: Collection[str]) -> bool:
    """Say whether a file of the truth is among the names of a run's files: one path ends with the other."""
    return any(end in names for end in _ends(file)) or any(n.endswith(f"/{file}") for n in names)


# ---- files ---------------------------------------------------------------------------------------


def _found(files: Iterable[str], records: Iterable[Record]) -> Mapping[str, tuple[Record, ...]]:
    """Return the records of each file; none where several files, of truth or run, could be meant."""
    by_end = _by_end(records)
    ends = {file: end for file in files if (end := _end_of(file, by_end)) is not None}
    claims = Counter(ends.values())
    return {
        file: by_end[end]
        for file, end in ends.items()
        if claims[end] == 1 and len({record.sha256 for record in by_end[end]}) == 1
    }


def _by_end(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    """Return records by every end of their paths; whole paths come under "/" and the path too."""
    found: dict[str, list[Record]] = {}
    for record in records:
        ends = (end for name in record.files for end in (f"/{name}", *_ends(name)))
        for end in dict.fromkeys(ends):
            found.setdefault(end, []).append(record)
    return {end: tuple(some) for end, some in found.items()}


def _ends(path: str) -> tuple[str, ...]:
    """Return a path and what is left of it without its first folders, the longest first."""
    parts = PurePosixPath(path).parts
    return tuple("/".join(parts[start:]) for start in range(len(parts)))


def _end_of(file: str, by_end: Mapping[str, tuple[Record, ...]]) -> str | None:
    """Return the end by which a file of the truth is known among records, None where it is not."""
    ends = _ends(file)
    return next((end for end in (*(f"/{e}" for e in ends), ends[0]) if end in by_end), None)


# ---- pages ---------------------------------------------------------------------------------------


def _match_file(truths: Sequence[TruthDocument], records: Sequence[Record]) -> MatchedFile:
    blank = frozenset(number for truth in truths for number in truth.blank_pages)
    pages = [_pages_of(record) - blank for record in records]
    chosen = _pairs([frozenset(truth.pages) for truth in truths], pages)
    extra: list[list[Field]] = [[] for _ in truths]
    for at, record in enumerate(records):
        if at not in chosen.values():
            extra[_nearest(_pages_of(record), truths)].extend(record.fields)
    cuts = {cut for cut in pages if cut}
    known = {page.number: page for record in records for page in record.pages}
    return MatchedFile(
        documents=tuple(
            Matched(
                truth=truth,
                record=records[chosen[at]] if at in chosen else None,
                extra=tuple(extra[at]),
                pages={n: known[n] for n in truth.pages if n in known},
                cut_right=frozenset(truth.pages) in cuts,
            )
            for at, truth in enumerate(truths)
        ),
        cut_right=cuts == {frozenset(truth.pages) for truth in truths},
        sha256=records[0].sha256 if records else None,
    )


def _pages_of(record: Record) -> frozenset[int]:
    return frozenset(page.number for page in record.pages)


def _pairs(wanted: Sequence[frozenset[int]], found: Sequence[frozenset[int]]) -> dict[int, int]:
    """Return document -> record: pairs that share most pages first, then those with least else."""
    ranked = sorted(
        (-len(want & have), len(want ^ have), at, of)
        for at, want in enumerate(wanted)
        for of, have in enumerate(found)
        if want & have
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, at, of in ranked:
        if at not in pairs and of not in taken:
            pairs[at] = of
            taken.add(of)
    return pairs


def _nearest(pages: frozenset[int], truths: Sequence[TruthDocument]) -> int:
    """Return which document shares most of these pages, or else lies nearest to the first of them."""
    first = min(pages, default=0)

    def rank(at: int) -> tuple[int, int, int]:
        own = truths[at].pages
        return -len(pages & set(own)), min(abs(number - first) for number in own), at

    return min(range(len(truths)), key=rank)
