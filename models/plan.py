"""What is fixed before a certificate's labels are seen: which thresholds are tried, in which order. Pure.

Made on other documents than those that will be certified on; the ones that scores were calibrated on will do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from models.bounds import Counts, stake, units_needed
from models.certificate import Method
from records.errors import ConfigError

STEPS: Final = 40
"""Thresholds of a sequence, at equal steps of what is accepted."""

MARGIN: Final = 2.5
"""Standard deviations by which the first threshold should be expected to pass: it does 99 times in 100."""

COVERED: Final = 0.95
"""Share of a group's fields that a claim covers at least; a document with very many costs all others dear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Fields of some documents, one row each, in the order of the page; all arrays are (fields,).

    `documents` are ids, `groups` names. `scores` rise with sureness and are finite. `wrong` says whether the
    value would be wrong if released. All fields that the machine could accept are there, not only sure ones.
    """

    documents: NDArray[np.str_]
    groups: NDArray[np.str_]
    scores: NDArray[np.float64]
    wrong: NDArray[np.bool_]

    def of_group(self, group: str) -> Fields:
        """Return the rows of one group."""
        rows = self.groups == group
        return Fields(
            documents=self.documents[rows],
            groups=self.groups[rows],
            scores=self.scores[rows],
            wrong=self.wrong[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The sequence for one group: `thresholds`, strictest first; of one document `most` fields at the most.

    `needed` is how many documents it takes where nothing is wrong; with fewer to come there is no threshold.
    """

    group: str
    method: Method
    most: int
    thresholds: tuple[float, ...]
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is fixed before labels are seen. `documents` are ids of those it was made on, sorted.

    `seed` fixes the order in which documents are tested, and which field of each is drawn.
    """

    limit: float
    level: float
    seed: int
    rules: tuple[Rule, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many fields each threshold accepts, and how many are wrong: both (documents, thresholds)."""

    accepted: Counts
    wrong: Counts


PLAN: Final[TypeAdapter[Plan]] = TypeAdapter(Plan)


def make_plan(fields: Fields, *, limit: float, level: float, documents: int, seed: int) -> Plan:
    """Return the plan for a test on `documents` documents to come, from other ones.

    Where their labels are not known, `fields.wrong` is False throughout: the plan is as valid, but may begin
    at a threshold that does not pass.
    Raises: ConfigError where a figure is out of range, a score not finite, or columns differ.
    """
    if not (0 < limit < 1 and 0 < level < 1 and documents > 0):
        raise ConfigError("a plan needs a limit and a level between 0 and 1, and documents to come")
    check(fields)
    ids = np.unique(fields.documents)
    aim = Aim(limit=limit, level=level, documents=documents, planned=len(ids))
    groups = [str(name) for name in np.unique(fields.groups)]
    rules = tuple(_rule(fields.of_group(name), aim) for name in groups)
    return Plan(
        limit=limit, level=level, seed=seed, rules=rules, documents=tuple(str(d) for d in ids)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a plan is for: `documents` to come; `planned` is how many it is made on."""

    limit: float
    level: float
    documents: int
    planned: int


def check(fields: Fields) -> None:
    """Raise ConfigError where the columns do not go together or a score is no number."""
    columns = (fields.documents, fields.groups, fields.scores, fields.wrong)
    if {column.shape for column in columns} != {fields.scores.shape} or fields.scores.ndim != 1:
        raise ConfigError("fields to certify: columns of different length; pass one row a field")
    if not np.isfinite(fields.scores).all():
        raise ConfigError("fields to certify: a score is not finite; score every field first")


def _rule(fields: Fields, aim: Aim) -> Rule:
    most = _most(fields)
    _, row = np.unique(fields.documents, return_inverse=True)
    covered = fields.scores[ranks(row, fields.scores) < most]
    grid = _spaced(np.sort(covered)[::-1], 5 * STEPS)
    grid = np.unique(grid)[::-1]
    seen = tally(fields, grid, most=most)
    needed = _needed(seen.accepted[:, -1], aim, most=most)
    start = _start(seen, aim, most=most) if needed <= aim.documents else len(grid)
    return Rule(
        group=str(fields.groups[0]),
        method="draw" if most == 1 else "bet",
        most=most,
        thresholds=tuple(float(t) for t in _spaced(grid[start:], STEPS)),
        needed=needed,
    )


def _most(fields: Fields) -> int:
    """Return the smallest number of fields a document that covers enough of all fields."""
    counts = np.unique(fields.documents, return_counts=True)[1]
    most = 1
    while np.minimum(counts, most).sum() < COVERED * counts.sum():
        most += 1
    return most


def _spaced(values: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    if len(values) <= steps:
        return values
    return values[np.linspace(0, len(values) - 1, steps).astype(np.int64)]


def _needed(accepted: Counts, aim: Aim, *, most: int) -> int:
    """Return how many documents like these it takes if nothing is wrong."""
    if most == 1:
        units = units_needed(0, aim.limit, aim.level)
        return math.ceil(units * aim.planned / int(accepted.sum()))
    won = float(np.log1p(stake(aim.limit, most) * aim.limit * accepted).sum()) / aim.planned
    return math.ceil(-math.log(1 - aim.level) / won)


def _start(seen: Tally, aim: Aim, *, most: int) -> int:
    """Return the strictest threshold that is all but sure to pass, or the one that is likeliest to.

    What the bet would win on the documents to come is foretold from these, as a number of standard deviations
    above what it takes. One document with one error more is put among them, since none seen is not none.
    """
    bet = stake(aim.limit, most)
    won = np.log1p(-bet * (seen.wrong - aim.limit * seen.accepted))
    error = math.log1p(-bet * (1 - aim.limit))
    planned = aim.planned + 1
    mean = (won.sum(axis=0) + error) / planned
    spread = np.sqrt(((won**2).sum(axis=0) + error**2) / planned - mean**2)
    above = aim.documents * mean + math.log(1 - aim.level)
    margin = above / (spread * math.sqrt(aim.documents))
    sure = np.flatnonzero(margin >= MARGIN)
    return int(sure[0] if sure.size else margin.argmax())


def ranks(row: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place of each field among those of its document (`row`), 0 for the surest, ties by order."""
    order = np.lexsort((-scores, row))
    sorted_rows = row[order]
    first = np.searchsorted(sorted_rows, sorted_rows, side="left")
    places = np.empty(len(row), dtype=np.int64)
    places[order] = np.arange(len(row)) - first
    return places


def tally(fields: Fields, thresholds: NDArray[np.float64], *, most: int) -> Tally:
    """Return what each of the falling thresholds accepts; documents in the order of their ids."""
    ids, row = np.unique(fields.documents, return_inverse=True)
    kept = ranks(row, fields.scores) < most
    return count(row[kept], fields.scores[kept], fields.wrong[kept], thresholds, len(ids))


def count(
    row: NDArray[np.int64],
    scores: NDArray[np.float64],
    wrong: NDArray[np.bool_],
    thresholds: NDArray[np.float64],
    documents: int,
) -> Tally:
    """Return the tally of these fields; `row` is the index of each one's document."""
    first = np.searchsorted(-thresholds, -scores, side="left")
    shape = (documents, len(thresholds) + 1)
    cells = row * shape[1] + first
    size = shape[0] * shape[1]
    accepted = np.bincount(cells, minlength=size).reshape(shape)
    bad = np.bincount(cells[wrong], minlength=size).reshape(shape)
    return Tally(accepted=accepted.cumsum(axis=1)[:, :-1], wrong=bad.cumsum(axis=1)[:, :-1])
