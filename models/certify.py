"""Certified acceptance: thresholds at which at most a stated share of what is released is wrong. Pure.

The method is Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei, 2021, arXiv:2110.01052): each
threshold is a hypothesis, "more than the limit is wrong here", tested with a p-value that holds at any
sample size, and a fixed sequence of them, strictest first, is gone through until one is not rejected. A
false certificate needs the first true hypothesis of the sequence to be rejected, which one test at 1 -
level prevents, however many thresholds there are, and whether or not risk falls with the score.

That holds only if the sequence is fixed before these labels are seen. So `models/plan.py` makes it from other
documents. It does not begin at the strictest score there is: a test on a handful of fields cannot pass and
would end everything. It begins at the strictest threshold that those documents foretell to pass on as many as
will come. Were they unlike the ones to come, a certificate might not be given; it would not be false.

The unit is the document, since the fields of a page succeed and fail together. What is certified is the
share of wrong *fields* among all accepted ones. One accepted field drawn of each document would certify
something else, the mean over documents; so a draw takes one of `most` places, and counts only where an
accepted field stands there: then every accepted field has the same chance. `models/bounds.py` has both
tests. The draw is the better one where one field of a document is covered, the bet everywhere else
(docs/certificates.md).

Each group is a claim of its own at the stated level. Who needs all at once asks for `together(level,
groups)`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bounds import Counts, bet_p_value, binomial_tail, evidence, units_needed
from models.certificate import (
    Basis,
    Certificate,
    Claim,
    Histogram,
    Labels,
    Obstacle,
    Refusal,
    with_id,
)
from models.plan import PLAN, Fields, Plan, Rule, Tally, check, count, ranks
from models.spread import histogram, per_document
from records.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who labelled, when the certificate is issued (ISO 8601, UTC), and by what versions."""

    labels: Labels
    issued_at: str
    casefile: str
    weights: str = ""


def together(level: float, groups: int) -> float:
    """Return the level for each of `groups` claims so that all hold at once at `level` (Bonferroni)."""
    return 1 - (1 - level) / groups


def certify(
    plan: Plan,
    batches: Sequence[Fields],
    *,
    about: About,
    features: Mapping[str, NDArray[np.float64]] | None = None,
) -> Certificate:
    """Return the certificate that these labelled documents support, with a refusal where they do not.

    `batches` hold documents in the order in which they were labelled: all earlier ones, unchanged, then the
    new. After a refusal the bet may go on so under the same plan; a draw takes one batch only. `features` are
    (documents,) summaries by name, kept as histograms for the check of drift.
    Raises: ConfigError where documents serve twice, or a score is not finite.
    """
    ids = [np.unique(fields.documents) for fields in batches]
    _check(plan, batches, ids)
    claims = tuple(judge(rule, plan, batches, ids) for rule in plan.rules)
    everyone = np.sort(np.concatenate(ids))
    return with_id(
        Certificate(
            id="",
            limit=plan.limit,
            level=plan.level,
            claims=claims,
            basis=Basis(
                documents=len(everyone),
                digest=_digest("\n".join(everyone).encode()),
                plan=_digest(PLAN.dump_json(plan)),
                labels=about.labels,
            ),
            provisional=about.labels == "generated",
            issued_at=about.issued_at,
            casefile=about.casefile,
            weights=about.weights,
            reference=_reference(plan, batches, features or {}),
        )
    )


def _check(plan: Plan, batches: Sequence[Fields], ids: Sequence[NDArray[np.str_]]) -> None:
    for fields in batches:
        check(fields)
    if not batches or not sum(len(part) for part in ids):
        raise ConfigError("no labelled document to certify on; label some first")
    everyone = np.concatenate([np.array(plan.documents, dtype=np.str_), *ids])
    if len(np.unique(everyone)) < len(everyone):
        raise ConfigError(
            "a document to certify on was in the plan or an earlier batch; use each one once"
        )
    if len(batches) > 1 and any(rule.method == "draw" for rule in plan.rules):
        raise ConfigError("a draw cannot go on with more documents; make a plan for all of them")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _reference(
    plan: Plan, batches: Sequence[Fields], features: Mapping[str, NDArray[np.float64]]
) -> tuple[Histogram, ...]:
    scores = {
        f"score.{rule.group}": np.concatenate(
            [per_document(batch.of_group(rule.group)) for batch in batches]
        )
        for rule in plan.rules
    }
    return tuple(histogram(name, values) for name, values in {**scores, **features}.items())


# ---- one group -----------------------------------------------------------------------------------


def judge(
    rule: Rule, plan: Plan, batches: Sequence[Fields], ids: Sequence[NDArray[np.str_]]
) -> Claim:
    """Return the claim on a group: the loosest threshold before the first one that is not rejected."""
    parts = [
        _in_order(rule, batch.of_group(rule.group), everyone, seed=(plan.seed, at))
        for at, (batch, everyone) in enumerate(zip(batches, ids, strict=True))
    ]
    seen = Tally(
        accepted=np.concatenate([part.accepted for part in parts]),
        wrong=np.concatenate([part.wrong for part in parts]),
    )
    passed, p_value = last_rejected(rule, seen, limit=plan.limit, level=plan.level)
    if not rule.thresholds:
        missing = max(1, rule.needed - len(seen.accepted))
        refusal = Refusal(obstacle=Obstacle.TOO_FEW, more_documents=missing)
        return _claim(rule, seen, None, p_value=1.0, refusal=refusal)
    if passed is None:
        refusal = _refusal(rule, seen, limit=plan.limit, level=plan.level)
        return _claim(rule, seen, None, p_value=p_value, refusal=refusal)
    return _claim(rule, seen, passed, p_value=p_value, refusal=None)


def _in_order(rule: Rule, fields: Fields, ids: NDArray[np.str_], *, seed: tuple[int, int]) -> Tally:
    """Return the tally of a group, documents shuffled by the seed; of a draw, of the fields drawn."""
    random = np.random.default_rng(seed)
    row = random.permutation(len(ids))[np.searchsorted(ids, fields.documents)]
    kept = chosen(rule, row, fields.scores, random.integers(0, rule.most, len(ids)))
    thresholds = np.array(rule.thresholds)
    return count(row[kept], fields.scores[kept], fields.wrong[kept], thresholds, len(ids))


def chosen(
    rule: Rule, row: NDArray[np.int64], scores: NDArray[np.float64], places: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which fields the test looks at: all that the rule covers, or the one at each document's place.

    `row` is the index of each field's document; `places` (documents,) count from the surest, 0.
    """
    rank = ranks(row, scores)
    kept: NDArray[np.bool_] = rank == places[row] if rule.method == "draw" else rank < rule.most
    return kept


def last_rejected(
    rule: Rule, seen: Tally, *, limit: float, level: float
) -> tuple[int | None, float]:
    """Return which threshold is the last before the first that fails, and its p-value (or the first's)."""
    passed, p_value = None, 1.0
    for at in range(len(rule.thresholds)):
        tried = _p_value(rule, seen.accepted[:, at], seen.wrong[:, at], limit=limit)
        if tried > 1 - level:
            return passed, tried if passed is None else p_value
        passed, p_value = at, tried
    return passed, p_value


def _p_value(rule: Rule, accepted: Counts, wrong: Counts, *, limit: float) -> float:
    if rule.method == "draw":
        return binomial_tail(int(wrong.sum()), int(accepted.sum()), limit)
    return bet_p_value(accepted, wrong, limit=limit, stake=rule.stake)


def _claim(
    rule: Rule, seen: Tally, passed: int | None, *, p_value: float, refusal: Refusal | None
) -> Claim:
    at = passed or 0
    accepted, wrong = (
        (seen.accepted[:, at], seen.wrong[:, at]) if rule.thresholds else (np.zeros(0, int),) * 2
    )
    return Claim(
        group=rule.group,
        method=rule.method,
        most=rule.most,
        threshold=None if passed is None else rule.thresholds[passed],
        documents=int((accepted > 0).sum()),
        accepted=int(accepted.sum()),
        wrong=int(wrong.sum()),
        p_value=p_value,
        refusal=refusal,
    )


def _refusal(rule: Rule, seen: Tally, *, limit: float, level: float) -> Refusal:
    """Return why the strictest threshold failed, and how many more documents like these would do."""
    accepted, wrong = seen.accepted[:, 0], seen.wrong[:, 0]
    documents = len(accepted)
    if not accepted.any():
        return Refusal(obstacle=Obstacle.TOO_FEW, more_documents=rule.needed)
    if wrong.sum() >= limit * max(1, accepted.sum()):
        return Refusal(obstacle=Obstacle.TOO_WRONG, more_documents=None)
    if rule.method == "draw":
        units = units_needed(int(wrong.sum()), limit, level)
        more = documents * (units / int(accepted.sum()) - 1)
    else:
        won = float(evidence(accepted, wrong, limit=limit, stake=rule.stake)[-1])
        if won <= 0:
            return Refusal(obstacle=Obstacle.TOO_WRONG, more_documents=None)
        more = (-math.log(1 - level) - won) * documents / won
    return Refusal(obstacle=Obstacle.TOO_FEW, more_documents=max(1, math.ceil(more)))
