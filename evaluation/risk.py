"""How wrong is what would be released, if more or less were: risk and coverage; and is confidence true. Pure.

Until confidence is calibrated, values are ranked by how many signs speak for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.counts import BINS
from evaluation.figures import Figure, share
from evaluation.intervals import Estimate, estimate
from evaluation.verdicts import Judged, Verdict
from records.types import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Of the values with at least `least` (confidence, or signs), how many there are and are wrong.

    `coverage` is how many there are for each value that the truth has, at most 1.
    """

    least: float
    coverage: float
    risk: float
    values: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Values whose confidence lies in one tenth: its mean, and the share that is right."""

    low: float
    mean: float
    right: Estimate


def is_calibrated(judged: Sequence[Judged]) -> bool:
    """Say whether every value that is stated has a confidence, and there is one."""
    values = [v for d in judged for v in d.fields if v.valued]
    return bool(values) and all(v.confidence is not None for v in values)


def risks(judged: Sequence[Judged], *, calibrated: bool) -> tuple[Risk, ...]:
    """Return risk and coverage at each height of the bar, the highest first (El-Yaniv and Wiener, 2010)."""
    verdicts = [v for document in judged for v in document.fields]
    stated = [(_rank(v, calibrated=calibrated), v) for v in verdicts if v.valued]
    wanted = sum(v.asked is Reading.PRESENT for v in verdicts)
    found = []
    for least in sorted({rank for rank, _ in stated}, reverse=True):
        chosen = [v for rank, v in stated if rank >= least]
        found.append(_risk(chosen, wanted, least=least))
    return tuple(found)


def released(judged: Sequence[Judged]) -> Risk | None:
    """Return risk and coverage of what is accepted today, None where nothing is."""
    verdicts = [v for document in judged for v in document.fields]
    chosen = [v for v in verdicts if v.valued and v.released]
    wanted = sum(v.asked is Reading.PRESENT for v in verdicts)
    return _risk(chosen, wanted, least=0.0) if chosen else None


def _rank(verdict: Verdict, *, calibrated: bool) -> float:
    sure = verdict.confidence if calibrated else None
    return round(sure, 2) if sure is not None else float(verdict.signs)


def _risk(chosen: Sequence[Verdict], wanted: int, *, least: float) -> Risk:
    wrong = sum(not v.exact for v in chosen)
    return Risk(
        least=least,
        coverage=min(1.0, len(chosen) / wanted) if wanted else 1.0,
        risk=wrong / len(chosen),
        values=len(chosen),
    )


def bins(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Return the bins of confidence that hold a value, the lowest first."""
    found = estimate(judged, tuple(_figures()))
    return tuple(
        Bin(low=at / BINS, mean=mean, right=found[f"right{at}"])
        for at in range(BINS)
        if (mean := found[f"mean{at}"].value) is not None
    )


def _figures() -> Iterator[Figure]:
    for at in range(BINS):
        base = f"sure{at}"
        yield share(f"right{at}", "right", f"sure_right{at}", base)
        yield share(f"mean{at}", "mean confidence", f"sure_sum{at}", base)
