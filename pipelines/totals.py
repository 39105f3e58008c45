"""What is counted of all documents, one record at a time: memory does not grow with their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pipelines.outcome import Status
from records.types import Decision, Field, Origin, Reading, Record

NO_REASON: Final = "no_reason_noted"
"""Stands for the reason of a value that waits without one."""
OTHER_KIND: Final = "other"
"""Kind of a field that the vocabulary does not know, such as one of forms used before."""


class Standing(StrEnum):
    """Where a value stands: released by machine or by a person, or waiting on how many signs."""

    ACCEPTED = "accepted"
    PERSON = "person"
    SEVERAL_SIGNS = "several_signs"
    ONE_SIGN = "one_sign"
    NO_SIGN = "no_sign"


class Cause(StrEnum):
    """Why a document needs a person; it may for several causes."""

    VALUES = "values"
    TYPE = "type"
    PROBLEMS = "problems"


@dataclass(slots=True)
class Totals:
    """Sums over all documents. `field_kinds` gives the kind of each field name."""

    field_kinds: Mapping[str, str] = field(default_factory=dict)
    documents: int = 0
    pages: int = 0
    by_person: int = 0
    certified: int = 0
    types: Counter[tuple[str, Status]] = field(default_factory=Counter)
    type_values: Counter[tuple[str, Decision]] = field(default_factory=Counter)
    causes: Counter[Cause] = field(default_factory=Counter)
    values: Counter[tuple[Reading, Decision]] = field(default_factory=Counter)
    kinds: Counter[tuple[str, Standing]] = field(default_factory=Counter)
    confidence: Counter[tuple[str, float]] = field(default_factory=Counter)
    """By kind and probability, cut to two decimals."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Values that wait for this reason, among others or not."""
    only_reasons: Counter[str] = field(default_factory=Counter)
    """Values that wait for this reason alone."""
    problems: Counter[str] = field(default_factory=Counter)
    problem_documents: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Count one document in."""
        self.documents += 1
        self.pages += len(record.pages)
        self.types[record.document_type, status_of(record)] += 1
        self.causes.update(causes_of(record))
        self.problems.update(problem.code for problem in record.problems)
        self.problem_documents.update({problem.code for problem in record.problems})
        for item in record.fields:
            self._add_value(item)
            self.type_values[record.document_type, item.decision] += 1

    def _add_value(self, item: Field) -> None:
        kind = self.field_kinds.get(item.name, OTHER_KIND)
        self.by_person += item.origin is Origin.PERSON
        self.certified += item.certificate is not None
        self.values[item.reading, item.decision] += 1
        self.kinds[kind, standing_of(item)] += 1
        if item.confidence is not None:
            self.confidence[kind, int(item.confidence * 100 + 1e-9) / 100] += 1
        if item.decision is Decision.REVIEW:
            reasons = set(item.reasons) or {NO_REASON}
            self.reasons.update(reasons)
            if len(reasons) == 1:
                self.only_reasons.update(reasons)

    def decided(self, decision: Decision) -> int:
        """Return how many values have this decision, whatever their reading."""
        return sum(count for key, count in self.values.items() if key[1] is decision)

    def with_status(self, status: Status) -> int:
        """Return how many documents have this status."""
        return sum(count for key, count in self.types.items() if key[1] == status)


def status_of(record: Record) -> Status:
    """Return whether a person still has something to look at."""
    return "attention" if record.needs_attention else "done"


def causes_of(record: Record) -> Iterator[Cause]:
    """Yield each cause for which a person is needed."""
    if record.in_review:
        yield Cause.VALUES
    if record.document_type_decision is Decision.REVIEW:
        yield Cause.TYPE
    if not all(problem.benign for problem in record.problems):
        yield Cause.PROBLEMS


def standing_of(item: Field) -> Standing:
    """Return where a value stands."""
    if item.decision is Decision.ACCEPTED:
        return Standing.PERSON if item.origin is Origin.PERSON else Standing.ACCEPTED
    if len(item.signs) > 1:
        return Standing.SEVERAL_SIGNS
    return Standing.ONE_SIGN if item.signs else Standing.NO_SIGN
