"""Certificates of other models, borne out by fresh documents: the same test of the same thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from benchmarks.columns import Table, fields
from models.acceptance import learned
from models.bounds import largest_stake
from models.certificate import Carried, Certificate, Claim, with_id
from models.certify import About, certify
from models.fusion import Fusion
from models.plan import BOLDNESS, Plan, Rule
from pipelines.settings import code_version

BORNE_OUT: Final = 0.9
"""Level at which fresh documents have to bear out a certificate that was issued for other models."""


def carried(
    certificates: Sequence[Certificate], fusion: bytes, fresh: Table, *, seed: int, at: str
) -> tuple[Certificate, ...]:
    """Return the certificates as those of today's models, with what fresh documents say of their thresholds.

    Raises:
        SystemExit: They do not bear out a threshold.
    """
    weights = learned(fusion)
    scores = Fusion(fusion).score(fresh.features)
    about = About(labels="generated", issued_at=at, casefile=code_version(), weights=weights)
    found = []
    for old in certificates:
        rules = tuple(
            _same(claim, claim.threshold, old.limit)
            for claim in old.claims
            if claim.threshold is not None
        )
        plan = Plan(limit=old.limit, level=BORNE_OUT, seed=seed, rules=rules, documents=())
        seen = certify(plan, [fields(fresh, scores, [r.group for r in rules])], about=about)
        for claim in seen.claims:
            if claim.refusal is not None:
                raise SystemExit(
                    f"{claim.group}: {claim.wrong} wrong of {claim.accepted} (p {claim.p_value:.3f}): "
                    "the certificates do not carry over"
                )
        record = Carried(
            weights=old.weights,
            at=at,
            documents=len(fresh.documents),
            level=BORNE_OUT,
            claims=seen.claims,
        )
        found.append(with_id(replace(old, weights=weights, carried=record)))
    return tuple(found)


def _same(claim: Claim, threshold: float, limit: float) -> Rule:
    """Return the rule that tests a claim's threshold and no other."""
    return Rule(
        group=claim.group,
        method=claim.method,
        most=claim.most,
        stake=BOLDNESS[-1] * largest_stake(limit, claim.most),
        thresholds=(threshold,),
        needed=claim.documents,
    )
