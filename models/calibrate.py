"""Score -> probability that a value is right, one rising curve for each kind of field. Pure.

Isotonic regression (Ayer and others, 1955; Zadrozny and Elkan, 2002): the best rising step function, drawn
through the middles of its steps so that scores that differ stay apart. Half a right and half a
wrong value are added to each step, so that none is surer than its size allows. A kind with few documents is
drawn towards the curve of all kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from records.errors import ConfigError

LEAST_DOCUMENTS: Final = 30
"""A kind seen in fewer documents has no curve of its own: that of all kinds is used."""

HALF_WAY: Final = 100
"""Documents at which a kind's own curve counts as much as that of all kinds."""

HALF_A_VALUE: Final = 0.5
"""Added to right and wrong values alike (Jeffreys' prior): n right ones of n say 1 - 1 / (2 n + 2)."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A rising curve through (score, probability), straight between, level outside; of `documents` documents.

    `kind` is a kind of the vocabulary, "" for all of them.
    """

    kind: str
    scores: tuple[float, ...]
    probabilities: tuple[float, ...]
    documents: int

    def at(self, scores: Numbers) -> Numbers:
        """Return the probability at each score."""
        return np.interp(scores, self.scores, self.probabilities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The curve of all kinds, and those of kinds that were seen often enough."""

    pooled: Curve
    kinds: tuple[Curve, ...]

    def probability(self, kind: str, scores: Numbers) -> Numbers:
        """Return the probability that each value of this kind, of these finite scores, is right."""
        return next((c for c in self.kinds if c.kind == kind), self.pooled).at(scores)


CALIBRATION: Final[TypeAdapter[Calibration]] = TypeAdapter(Calibration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Values whose truth is known, one row each; all arrays are (values,). Scores rise with sureness."""

    documents: NDArray[np.str_]
    kinds: NDArray[np.str_]
    scores: Numbers
    right: NDArray[np.bool_]


def fit(samples: Samples) -> Calibration:
    """Return the calibration that these values tell.

    Raises: ConfigError where there is none, columns differ, or a score is not finite.
    """
    _check(samples)
    pooled = _curve("", samples.documents, samples.scores, samples.right)
    curves = []
    for kind in np.unique(samples.kinds):
        rows = samples.kinds == kind
        documents = samples.documents[rows]
        if len(np.unique(documents)) >= LEAST_DOCUMENTS:
            own = _curve(str(kind), documents, samples.scores[rows], samples.right[rows])
            curves.append(_drawn_to(pooled, own))
    return Calibration(pooled=pooled, kinds=tuple(curves))


def _check(samples: Samples) -> None:
    columns = (samples.documents, samples.kinds, samples.scores, samples.right)
    if not samples.scores.size or {c.shape for c in columns} != {(samples.scores.size,)}:
        raise ConfigError("values to calibrate on: none, or columns of different length")
    if not np.isfinite(samples.scores).all():
        raise ConfigError("values to calibrate on: a score is not finite; score every value first")


def _curve(
    kind: str, documents: NDArray[np.str_], scores: Numbers, right: NDArray[np.bool_]
) -> Curve:
    levels, row = np.unique(scores, return_inverse=True)
    weight = np.bincount(row).astype(np.float64)
    share = np.bincount(row, weights=right) / weight
    step = steps(share, weight)
    size = np.bincount(step, weights=weight).astype(np.float64)
    middle = np.bincount(step, weights=weight * levels) / size
    rate = (np.bincount(step, weights=weight * share) + HALF_A_VALUE) / (size + 1)
    risen = steps(rate, size + 1)
    total = np.bincount(risen, weights=size + 1)
    rate = (np.bincount(risen, weights=(size + 1) * rate) / total)[risen]
    return Curve(
        kind=kind,
        scores=tuple(float(s) for s in middle),
        probabilities=tuple(float(p) for p in rate),
        documents=len(np.unique(documents)),
    )


def steps(values: Numbers, weights: Numbers) -> NDArray[np.int64]:
    """Return the step that each value belongs to, from 0, of the rising step function closest to them.

    Pool adjacent violators: a value below the step before it joins that step, as often as needed.
    """
    means: list[float] = []
    totals: list[float] = []
    sizes: list[int] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        mean, total, size = value, weight, 1
        while means and means[-1] >= mean:
            before = totals.pop()
            mean = (mean * total + means.pop() * before) / (total + before)
            total, size = total + before, size + sizes.pop()
        means.append(mean)
        totals.append(total)
        sizes.append(size)
    return np.repeat(np.arange(len(sizes)), sizes)


def _drawn_to(pooled: Curve, own: Curve) -> Curve:
    """Return a curve between both, by how many documents the kind was seen in; it rises as both do."""
    share = own.documents / (own.documents + HALF_WAY)
    scores = np.unique(np.array(pooled.scores + own.scores))
    drawn = share * own.at(scores) + (1 - share) * pooled.at(scores)
    return Curve(
        kind=own.kind,
        scores=tuple(float(s) for s in scores),
        probabilities=tuple(float(p) for p in np.maximum.accumulate(drawn)),
        documents=own.documents,
    )


def to_json(calibration: Calibration) -> str:
    """Return the calibration as JSON."""
    return CALIBRATION.dump_json(calibration, indent=1).decode() + "\n"


def from_json(text: str | bytes) -> Calibration:
    """Return the calibration that `to_json` wrote.

    Raises: ConfigError where it is none, or a curve falls or leaves 0 to 1.
    """
    try:
        calibration = CALIBRATION.validate_json(text)
    except ValidationError:
        raise ConfigError("not a calibration; fit it again") from None
    if not all(_holds(curve) for curve in (calibration.pooled, *calibration.kinds)):
        raise ConfigError("a calibration with a curve that falls or is none; fit it again")
    return calibration


def _holds(curve: Curve) -> bool:
    scores, rates = np.array(curve.scores), np.array(curve.probabilities)
    if not scores.size or scores.shape != rates.shape:
        return False
    rises = bool((np.diff(scores) > 0).all() and (np.diff(rates) >= 0).all())
    return rises and bool(rates[0] >= 0 and rates[-1] <= 1)
