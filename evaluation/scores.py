"""Truth and records -> all figures: of everything, of each group of documents, field and kind. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evaluation.figures import FIGURES
from evaluation.intervals import Estimate, estimate
from evaluation.judging import Known, judge, keeping
from evaluation.matching import match, unmatched
from evaluation.verdicts import Judged, Verdict
from records.types import Record
from synth.truth import TruthDocument

Estimates = Mapping[str, Estimate]
"""Figure -> its estimate."""
ALL: Final = "all"
NOT_SAID: Final = "not said"
GROUPS: Final[dict[str, Callable[[Judged], str]]] = {
    "stratum": lambda d: d.stratum or NOT_SAID,
    "fill": lambda d: d.fill,
    "damage": lambda d: str(d.damage),
    "language": lambda d: d.language or NOT_SAID,
    "document type": lambda d: d.document_type,
    "text layer": lambda d: d.text_layer,
}
"""What documents are grouped by."""
RULE: Final = (
    "registered documents are of editions that a form file knows, unseen ones of others; damage goes from 0 "
    "(clean) to 3 (barely legible); by fill, a field counts with how its value is written, and its document "
    "as one with how it is filled in on the whole: so mixed has no values but those that nobody wrote"
)
SPLIT_BY: Final = ("stratum", "fill", "damage", "language")
"""Groups in which each kind is told apart; each field in the first of them."""
OF_PARTS: Final = tuple(figure for figure in FIGURES if figure.of_fields)
"""Figures that part of a document has: the others speak of documents as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field name or one kind, in one group of documents."""

    name: str
    group: str
    member: str
    estimates: Estimates


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All figures of one comparison.

    `missing` counts documents in files of which there is no record, `unknown` records of files that the
    truth does not know (they are left out). `groups` is group -> member -> figures. `fields` and `kinds`
    hold parts of all documents (group and member "all") and of groups.
    """

    judged: tuple[Judged, ...]
    missing: int
    unknown: int
    overall: Estimates
    groups: Mapping[str, Mapping[str, Estimates]]
    fields: tuple[Part, ...]
    kinds: tuple[Part, ...]


def score(truths: Sequence[TruthDocument], records: Sequence[Record], known: Known) -> Scores:
    """Compare records with the truth."""
    files = match(truths, records)
    known = keeping(known, files)
    judged = tuple(document for file in files for document in judge(file, known))
    return Scores(
        judged=judged,
        missing=sum(len(file.documents) for file in files if file.sha256 is None),
        unknown=unmatched(truths, records),
        overall=estimate(judged),
        groups={
            name: {member: estimate(some) for member, some in grouped(judged, name).items()}
            for name in GROUPS
        },
        fields=tuple(_parts(judged, lambda v: v.name, SPLIT_BY[:1])),
        kinds=tuple(_parts(judged, lambda v: v.kind, SPLIT_BY)),
    )


def grouped(judged: Iterable[Judged], name: str) -> dict[str, list[Judged]]:
    """Return the documents of each member of a group, members in order; one of no name stands last.

    Of fills, the members are how each value is written: a document is in several, with part of its fields.
    """
    found: dict[str, list[Judged]] = {}
    for document in judged:
        for member, part in _shares(document, name):
            found.setdefault(member, []).append(part)
    return {member: found[member] for member in sorted(found, key=lambda m: (m == NOT_SAID, m))}


def _shares(document: Judged, name: str) -> Iterable[tuple[str, Judged]]:
    if name != "fill":
        return ((GROUPS[name](document), document),)
    fills = dict.fromkeys((document.fill, *(v.fill for v in document.fields)))
    return (
        (
            fill,
            replace(
                document,
                whole=document.whole if fill == document.fill else None,
                fields=tuple(v for v in document.fields if v.fill == fill),
            ),
        )
        for fill in fills
    )


def _parts(
    judged: Sequence[Judged], key: Callable[[Verdict], str], by: Sequence[str]
) -> Iterable[Part]:
    yield from _parts_of(judged, key, group=ALL, member=ALL)
    for group in by:
        for member, documents in grouped(judged, group).items():
            yield from _parts_of(documents, key, group=group, member=member)


def _parts_of(
    judged: Sequence[Judged], key: Callable[[Verdict], str], *, group: str, member: str
) -> Iterable[Part]:
    found: dict[str, list[Judged]] = {}
    for document in judged:
        shares: dict[str, list[Verdict]] = {}
        for verdict in document.fields:
            shares.setdefault(key(verdict), []).append(verdict)
        for name, verdicts in shares.items():
            part = replace(document, whole=None, fields=tuple(verdicts))
            found.setdefault(name, []).append(part)
    for name in sorted(found):
        estimates = estimate(found[name], OF_PARTS)
        yield Part(name=name, group=group, member=member, estimates=estimates)
