"""Figures with their intervals: a bootstrap over documents (Efron, 1979), seeded.

Documents are drawn, not fields, since the fields of one page succeed and fail together. Documents of one
family are taken as independent, which they are not quite: people and agencies recur among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from evaluation.counts import Counts, Numbers, count
from evaluation.figures import FIGURES, Figure
from evaluation.verdicts import Judged

DRAWS: Final = 1000
SEED: Final = 20180426
LEVEL: Final = 0.95
RULE: Final = (
    f"intervals hold {LEVEL:.0%}: a bootstrap over documents, {DRAWS} draws, seeded; a share of which no "
    "draw can differ (0 or 1) gets the exact binomial end for as many documents as it was counted in; what "
    "one document alone says reaches from 0 to 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure and its interval; None where there is nothing to count. `count` is what it is a share of."""

    value: float | None
    low: float | None
    high: float | None
    count: int


def estimate(
    documents: Sequence[Judged], figures: Sequence[Figure] = FIGURES
) -> dict[str, Estimate]:
    """Return the figures of these documents, by name."""
    counts = count(documents)
    summed, drawn = counts.summed(), counts.weighted(_draws(len(documents)))
    return {f.name: _estimate(f, counts, summed, drawn) for f in figures}


@lru_cache(maxsize=8)
def _draws(documents: int) -> Numbers:
    """Return how often each draw takes each document: (draws, documents)."""
    if not documents:
        return np.zeros((DRAWS, 0))
    random = np.random.default_rng(SEED)
    return random.multinomial(documents, np.full(documents, 1 / documents), size=DRAWS).astype(
        np.float64
    )


def _estimate(figure: Figure, counts: Counts, summed: Counts, drawn: Counts) -> Estimate:
    value = float(figure.of(summed)[0])
    total = int(summed[figure.base][0])
    values = figure.of(drawn)
    values = values[~np.isnan(values)]
    if np.isnan(value) or not values.size:
        return Estimate(value=None, low=None, high=None, count=total)
    tail = 100 * (1 - LEVEL) / 2
    low, high = (float(end) for end in np.percentile(values, (tail, 100 - tail)))
    documents = int((counts[figure.base] > 0).sum())
    if documents == 1:
        low, high = 0.0, max(1.0, value)
    elif figure.is_share and value in (0.0, 1.0):
        reach = exact_reach(documents)
        low, high = (0.0, reach) if value == 0.0 else (1.0 - reach, 1.0)
    return Estimate(value=value, low=low, high=high, count=total)


def exact_reach(trials: int) -> float:
    """Return how large a share may be of which nothing was seen in `trials` (Clopper and Pearson, 1934)."""
    return 1.0 - ((1 - LEVEL) / 2) ** (1 / trials) if trials else 1.0
