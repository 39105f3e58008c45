"""Does what comes in still look like what a certificate rests on, and does its promise still hold? Pure.

Two signs, either of which withdraws a certificate: documents changed (each feature's spread against the
reference), or people found more wrong among accepted fields than promised. Sized not to cry wolf: a look
that is taken every week for a year raises a false alarm with a chance of about 5 % by spread, and that only
where the change is also large; each look at the audit of all groups together with a chance of 1 % at most.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.bounds import binomial_excess
from models.certificate import Certificate, Histogram, Withdrawal
from models.spread import counts

SPREAD_ALARM: Final = 0.001
"""Chance of a false alarm over all features of one look: 52 looks a year make 5 %."""

LEAST_INDEX: Final = 0.1
"""Population stability index from which a change is no longer small, by the convention of credit scoring."""

LEAST_DOCUMENTS: Final = 50
"""With fewer on either side nothing is said about a feature."""

AUDIT_ALARM: Final = 0.01
"""Chance of a false alarm over all groups of one look at the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One feature: the largest gap between the two distributions, its p-value, and the stability index.

    `judged` is False where too few documents are there, or the feature was not measured.
    """

    name: str
    documents: int
    gap: float
    p_value: float
    index: float
    judged: bool
    alarming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Accepted fields of a group that a person looked at, one of each document, and how many were wrong."""

    group: str
    fields: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was looked at, and the chance of so many wrong if the limit held."""

    looked: Looked
    p_value: float
    alarming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the certificate still holds, and why not: codes and figures, "" where it does."""

    holds: bool
    reason: str
    changes: tuple[Change, ...]
    audits: tuple[Audit, ...]


def look(
    certificate: Certificate,
    incoming: Mapping[str, NDArray[np.float64]],
    looked: tuple[Looked, ...] = (),
) -> Verdict:
    """Return the verdict on a certificate; `incoming` is name of the reference -> (documents,) values.

    Features that the certificate does not know are left out. The score of a group goes by "score.GROUP", the
    mean of a document (`models.spread.per_document`).
    """
    tests = max(1, len(certificate.reference))
    changes = tuple(
        _change(reference, incoming.get(reference.name, np.zeros(0)), tests=tests)
        for reference in certificate.reference
    )
    audits = tuple(_audit(one, certificate.limit, tests=len(looked)) for one in looked)
    told = [f"spread:{c.name}:index={c.index:.2f}:p={c.p_value:.1g}" for c in changes if c.alarming]
    told += [
        f"audit:{a.looked.group}:{a.looked.wrong}/{a.looked.fields}:p={a.p_value:.1g}"
        for a in audits
        if a.alarming
    ]
    return Verdict(holds=not told, reason=" ".join(told), changes=changes, audits=audits)


def withdraw(certificate: Certificate, verdict: Verdict, at: str) -> Certificate:
    """Return the certificate, withdrawn at that time (ISO 8601, UTC) if the verdict is that it does not hold.

    What is withdrawn stays so, with its first reason: only a new certificate releases fields again.
    """
    if verdict.holds or certificate.withdrawn:
        return certificate
    return replace(certificate, withdrawn=Withdrawal(at=at, reason=verdict.reason))


def _change(reference: Histogram, values: NDArray[np.float64], *, tests: int) -> Change:
    before = np.array(reference.counts, dtype=np.float64)
    after = np.array(counts(reference.edges, values), dtype=np.float64)
    judged = min(before.sum(), after.sum()) >= LEAST_DOCUMENTS
    gap = _gap(before, after) if judged else 0.0
    p_value = _gap_p_value(gap, before.sum(), after.sum()) if judged else 1.0
    index = _index(before, after) if judged else 0.0
    return Change(
        name=reference.name,
        documents=int(after.sum()),
        gap=gap,
        p_value=p_value,
        index=index,
        judged=bool(judged),
        alarming=p_value * tests <= SPREAD_ALARM and index >= LEAST_INDEX,
    )


def _gap(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return the largest distance of the two distribution functions at the edges (Kolmogorov-Smirnov)."""
    return float(np.abs((before / before.sum() - after / after.sum()).cumsum()).max())


def _gap_p_value(gap: float, before: float, after: float) -> float:
    """Return the p-value of the gap: the first term of the series, too large rather than too small."""
    return min(1.0, 2 * math.exp(-2 * gap**2 * before * after / (before + after)))


def _index(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return the population stability index, half a document added to each bin, since none may be empty."""
    p = (before + 0.5) / (before + 0.5).sum()
    q = (after + 0.5) / (after + 0.5).sum()
    return float(((q - p) * np.log(q / p)).sum())


def _audit(looked: Looked, limit: float, *, tests: int) -> Audit:
    p_value = binomial_excess(looked.wrong, looked.fields, limit)
    return Audit(looked=looked, p_value=p_value, alarming=p_value * tests <= AUDIT_ALARM)
