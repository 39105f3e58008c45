"""What is fixed before a certificate's labels are seen: which thresholds are tried, in which order. Pure.

Made on other documents than those that will be certified on; the ones that scores were calibrated on will do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from models.bounds import Counts, errors_forgiven, largest_stake, units_needed
from models.certificate import Method
from records.errors import ConfigError

STEPS: Final = 40
"""Thresholds of a sequence, at equal steps of what is accepted."""

BOLDNESS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Stakes to choose from, as shares of the largest: bold ones suit few documents, timid ones many errors."""

COVERED: Final = 0.95
"""Share of a group's fields that is aimed at; a document with very many costs all others dear."""


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

    `stake` is what is bet on each field, where the method is "bet". `needed` is how many documents it takes
    where nothing is wrong; with fewer to come there is no threshold.
    """

    group: str
    method: Method
    most: int
    stake: float
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


def make_plan(
    fields: Fields,
    *,
    limit: float,
    level: float,
    documents: int,
    seed: int,
    planned: int = 0,
    most: int | None = None,
    going_on: bool = False,
) -> Plan:
    """Return the plan for a test on `documents` documents to come, from other ones.

    `planned` is how many these are, those without a field of these groups included, as in `documents`; by
    default there are none. Of each document so many fields of a group are covered as promise the most
    released ones, or `most`. Where labelling may be `going_on` after a refusal, nothing is drawn.

    Where their labels are not known, `fields.wrong` is False throughout: the plan is as valid, but may begin
    at a threshold that does not pass.
    Raises: ConfigError where a figure is out of range, a score not finite, or columns differ.
    """
    if not (0 < limit < 1 and 0 < level < 1 and documents > 0):
        raise ConfigError("a plan needs a limit and a level between 0 and 1, and documents to come")
    check(fields)
    ids = np.unique(fields.documents)
    planned = max(planned, len(ids))
    aim = Aim(limit=limit, level=level, documents=documents, planned=planned, draws=not going_on)
    groups = [str(name) for name in np.unique(fields.groups)]
    rules = tuple(_rule(fields.of_group(name), aim, most=most) for name in groups)
    return Plan(
        limit=limit, level=level, seed=seed, rules=rules, documents=tuple(str(d) for d in ids)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a plan is for: `documents` to come; `planned` is how many it is made on; whether it `draws`."""

    limit: float
    level: float
    documents: int
    planned: int
    draws: bool


def check(fields: Fields) -> None:
    """Raise ConfigError where the columns do not go together or a score is no number."""
    columns = (fields.documents, fields.groups, fields.scores, fields.wrong)
    if {column.shape for column in columns} != {fields.scores.shape} or fields.scores.ndim != 1:
        raise ConfigError("fields to certify: columns of different length; pass one row a field")
    if not np.isfinite(fields.scores).all():
        raise ConfigError("fields to certify: a score is not finite; score every field first")


def _rule(fields: Fields, aim: Aim, *, most: int | None) -> Rule:
    """Return the sequence by which most fields should come to be released.

    The more fields of a document a claim covers, the dearer each error and the more documents it takes: where
    all of them do not suffice for a few fields of each, they may for the surest one.
    """
    tried = range(1, _most(fields) + 1) if most is None else (most,)
    foretold = (_foretold(fields, aim, most=number) for number in tried)
    return max(foretold, key=lambda f: (f.released, -f.rule.needed)).rule


class _Foretold(NamedTuple):
    """A rule, and how many fields of the documents of the plan it may be expected to release."""

    rule: Rule
    released: float


def _foretold(fields: Fields, aim: Aim, *, most: int) -> _Foretold:
    _, row = np.unique(fields.documents, return_inverse=True)
    covered = fields.scores[ranks(row, fields.scores) < most]
    grid = _spaced(np.sort(covered)[::-1], 5 * STEPS)
    grid = np.unique(grid)[::-1]
    seen = tally(fields, grid, most=most)
    margins, stakes = _margins(seen, aim, most=most)
    released = _released(margins, seen.accepted.sum(axis=0))
    start = int((released if released.any() else margins).argmax())
    needed = _needed(seen.accepted[:, -1], aim, most=most)
    rule = Rule(
        group=str(fields.groups[0]),
        method="draw" if most == 1 and aim.draws else "bet",
        most=most,
        stake=float(stakes[start]),
        thresholds=_within(_spaced(grid[start:], STEPS), fields, aim, most=most)
        if needed <= aim.documents
        else (),
        needed=needed,
    )
    return _Foretold(rule=rule, released=float(released[start]))


def _within(
    thresholds: NDArray[np.float64], fields: Fields, aim: Aim, *, most: int
) -> tuple[float, ...]:
    """Return the first of the thresholds, down to where the plan's own documents exceed the limit.

    One of twenty certificates may promise too much; where these documents say so, none is asked for.
    """
    seen = tally(fields, thresholds, most=most)
    within = seen.wrong.sum(axis=0) <= aim.limit * seen.accepted.sum(axis=0)
    within[:1] = True
    end = int(np.argmin(np.append(within, False)))
    return tuple(float(t) for t in thresholds[:end])


def _released(margins: NDArray[np.float64], accepted: Counts) -> NDArray[np.float64]:
    """Return what a sequence from each threshold on should release; both arguments are (thresholds,).

    It goes on as far as the least likely threshold on its way; all before that, it has.
    """
    chances = np.array([NormalDist().cdf(margin) for margin in margins.tolist()])
    return np.array(
        [
            np.minimum.accumulate(chances[at:]) @ np.diff(accepted[at:], prepend=0)
            for at in range(len(margins))
        ]
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
    if most == 1 and aim.draws:
        units = units_needed(0, aim.limit, aim.level)
        return math.ceil(units * aim.planned / int(accepted.sum()))
    stake = BOLDNESS[-1] * largest_stake(aim.limit, most)
    won = float(np.log1p(stake * aim.limit * accepted).sum()) / aim.planned
    return math.ceil(-math.log(1 - aim.level) / won)


def _margins(
    seen: Tally, aim: Aim, *, most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the margin of each threshold, in standard deviations, and the stake that suits it best."""
    stakes = np.array(BOLDNESS) * largest_stake(aim.limit, most)
    likes = _alike(seen, most=most)
    margins = np.array([_bet_margin(likes, aim, float(stake)) for stake in stakes])
    best = _draw_margin(seen, aim) if most == 1 and aim.draws else margins.max(axis=0)
    return best, stakes[margins.argmax(axis=0)]


def _draw_margin(seen: Tally, aim: Aim) -> NDArray[np.float64]:
    """Return by how many standard deviations fewer errors than the draw forgives are to be expected.

    One error more is counted than was seen, and that the count is an estimate, too. Minus infinity where the
    draw could not pass without any error, one standard deviation fewer fields drawn than foreseen.
    """
    scale = aim.documents / aim.planned
    foreseen = scale * seen.accepted.sum(axis=0)
    share = np.minimum(1.0, foreseen / aim.documents)
    fewer = foreseen - np.sqrt(foreseen * (1 - share) * (1 + scale))
    units = np.rint(fewer).astype(np.int64)
    forgiven = errors_forgiven(units, limit=aim.limit, level=aim.level)
    expected = scale * (seen.wrong.sum(axis=0) + 1)
    return np.where(
        forgiven >= 0, (forgiven + 0.5 - expected) / np.sqrt(expected * (1 + scale)), -np.inf
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """How many documents (pairs, thresholds) have as many fields `accepted` and `wrong` (both (pairs,))."""

    documents: NDArray[np.float64]
    accepted: Counts
    wrong: Counts


def _alike(seen: Tally, *, most: int) -> Alike:
    """Return the tally by documents that count the same: they are few kinds, whatever their number."""
    thresholds, pairs = seen.accepted.shape[1], (most + 1) ** 2
    cells = (seen.accepted * (most + 1) + seen.wrong) + pairs * np.arange(thresholds)
    documents = np.bincount(cells.ravel(), minlength=pairs * thresholds).reshape(thresholds, pairs)
    accepted, wrong = np.divmod(np.arange(pairs), most + 1)
    real = wrong <= accepted
    return Alike(
        documents=documents.T[real].astype(np.float64), accepted=accepted[real], wrong=wrong[real]
    )


def _bet_margin(likes: Alike, aim: Aim, stake: float) -> NDArray[np.float64]:
    """Return by how many standard deviations more should be won than it takes.

    The winnings on these documents foretell those on the documents to come, one document of average length
    that is all wrong put among them: that none was seen does not say that there is none. That they are an
    estimate widens the standard deviation. Minus infinity where the bet could not pass without any error.
    """
    won = np.log1p(-stake * (likes.wrong - aim.limit * likes.accepted))
    some = np.maximum(1, likes.documents[likes.accepted > 0].sum(axis=0))
    lost = np.log1p(-stake * (1 - aim.limit) * (likes.accepted @ likes.documents) / some)
    mean = (won @ likes.documents + lost) / (aim.planned + 1)
    variance = (won**2 @ likes.documents + lost**2) / (aim.planned + 1) - mean**2
    above = aim.documents * mean + math.log(1 - aim.level)
    most_won = np.log1p(stake * aim.limit * likes.accepted) @ likes.documents / aim.planned
    able = aim.documents * most_won + math.log(1 - aim.level) >= 0
    error = np.sqrt(np.maximum(variance, 1e-12) * aim.documents * (1 + aim.documents / aim.planned))
    return np.where(able, above / error, -np.inf)


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
