"""Tests of "more than `limit` is wrong", valid for any number of documents. Pure.

Both return a p-value: the chance of seeing so little wrong, were the limit exceeded. Documents are taken as
independent of each other and alike; fields within one may depend on each other in any way.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def binomial_tail(wrong: int, trials: int, limit: float) -> float:
    """Return the chance of at most `wrong` in `trials` at a rate of `limit`: the exact sum."""
    if wrong >= trials:
        return 1.0
    terms = (_log_chance(at, trials, limit) for at in range(wrong + 1))
    return min(1.0, math.fsum(map(math.exp, terms)))


def binomial_excess(wrong: int, trials: int, limit: float) -> float:
    """Return the chance of at least `wrong` in `trials` at a rate of `limit`: the exact sum."""
    terms = (_log_chance(at, trials, limit) for at in range(wrong, trials + 1))
    return min(1.0, math.fsum(map(math.exp, terms)))


def _log_chance(wrong: int, trials: int, limit: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(wrong + 1) - math.lgamma(trials - wrong + 1)
    return ways + wrong * math.log(limit) + (trials - wrong) * math.log1p(-limit)


@lru_cache(maxsize=1024)
def units_needed(wrong: int, limit: float, level: float) -> int:
    """Return how many independent units it takes to be `level` sure of `limit` where `wrong` of them are."""
    low, high = wrong, max(2 * wrong, 1)
    while binomial_tail(wrong, high, limit) > 1 - level:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        enough = binomial_tail(wrong, middle, limit) <= 1 - level
        low, high = (low, middle) if enough else (middle, high)
    return high


def errors_forgiven(units: Counts, *, limit: float, level: float) -> Counts:
    """Return how many of so many independent units may be wrong, -1 where even none is too many."""
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, units.max(initial=0) + 1)))])
    return np.array([_forgiven(int(n), factorials, limit, level) for n in units], dtype=np.int64)


def _forgiven(units: int, factorials: NDArray[np.float64], limit: float, level: float) -> int:
    wrong = np.arange(min(units, math.ceil(units * limit)) + 1)
    ways = factorials[units] - factorials[wrong] - factorials[units - wrong]
    chances = np.exp(ways + wrong * math.log(limit) + (units - wrong) * math.log1p(-limit))
    return int(np.searchsorted(np.cumsum(chances), 1 - level, side="right")) - 1


def evidence(accepted: Counts, wrong: Counts, *, limit: float, stake: float) -> NDArray[np.float64]:
    """Return what betting against "over the limit" has won, as a logarithm, after each document in turn.

    `accepted` and `wrong` are fields of each document; `stake` is below `largest_stake` and fixed before.
    Where the limit is exceeded, stake * (limit * accepted - wrong) is a losing game, so the wealth is a
    nonnegative supermartingale: the chance that it ever reaches w is at most 1/w (Ville, 1939; Waudby-Smith
    and Ramdas, Estimating means of bounded random variables by betting, JRSS B, 2024).
    """
    excess = wrong - limit * accepted
    return np.cumsum(np.log1p(-stake * excess))


def largest_stake(limit: float, most: int) -> float:
    """Return the stake at which one document of `most` fields, all wrong, would take everything."""
    return 1 / (most * (1 - limit))


def bet_p_value(accepted: Counts, wrong: Counts, *, limit: float, stake: float) -> float:
    """Return the p-value of the bet: it may be looked at after every document, and more may be added."""
    won = evidence(accepted, wrong, limit=limit, stake=stake)
    return math.exp(-max(0.0, float(won.max(initial=0.0))))
