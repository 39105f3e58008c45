"""What was tested for certificates: which documents, under which plan, and which may not serve again."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from models.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A plan that documents are tested under, one batch after the other: ids of documents throughout.

    `planned` are those that it was made on; no document is in two places. `certificates` are the ids of those
    that it gave or refused. `number` tells trials of the same limit, level and weights apart, from 1.
    """

    plan: Plan
    planned: tuple[str, ...]
    batches: tuple[tuple[str, ...], ...]
    certificates: tuple[str, ...] = ()
    number: int = 1

    @property
    def bound(self) -> str:
        """The limit and the level."""
        return bound(limit=self.plan.limit, level=self.plan.level)

    @property
    def documents(self) -> frozenset[str]:
        """All documents that served, for the plan or for a test."""
        return frozenset(self.planned).union(*self.batches)

    @property
    def tested(self) -> bool:
        """Whether documents were tested under any rule: from then on the plan stands."""
        return any(rule.thresholds for rule in self.plan.rules)


def bound(*, limit: float, level: float) -> str:
    """Return a limit and a level as they stand in the name of a trial's file."""
    return f"{limit:g}-{level:g}"


def closed(trials: Sequence[Trial], withdrawn: Set[str]) -> tuple[Trial, ...]:
    """Return the trials of which a certificate is `withdrawn` (ids), and all that share documents with these.

    To test the same labels again, under another plan or at another limit, would give back what was withdrawn.
    """
    shut = [trial for trial in trials if not withdrawn.isdisjoint(trial.certificates)]
    while True:
        served = served_in(shut)
        more = [t for t in trials if t not in shut and not served.isdisjoint(t.documents)]
        if not more:
            return tuple(shut)
        shut += more


def served_in(trials: Sequence[Trial]) -> frozenset[str]:
    """Return the documents of these trials."""
    return frozenset[str]().union(*(trial.documents for trial in trials))
