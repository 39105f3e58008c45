"""Which fields are released: by a certificate that stands for their group, elsewhere by two signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from extract.judging import Judge
from records.types import Decision, Field, Reading

SOFT: Final = frozenset(
    "one_sign low_score readers_differ role_unsure row_unsure running_text repaired loose_mark"
    " label_inferred type_unsure name_order illegible letter joined_by_words".split()
)
"""Reasons that under a certificate alone send nothing to review.

Confidence takes them into account. The last two, which are of a whole document, it does not; but of the
values that it is sure of, those of such documents are as often right as others (docs/model-fusion.md).
"""

WITHDRAWN: Final = "certificate_withdrawn"
"""Reason of a value whose certificate fell; the soft reasons that it had before are lost."""
UNDECIDED: Final = frozenset({"one_sign", "confidence_low", WITHDRAWN})
"""Reasons that only say that nothing releases a value: a later certificate may."""
ASSURED: Final = 0.98
"""Confidence that a value with two signs needs besides, where no certificate stands for its group."""


def by_signs(field: Field) -> Field:
    """Accept a field on two signs and no reason; where confidence is known, it must be high too."""
    reasons = field.reasons
    if field.confidence is not None and field.confidence < ASSURED:
        reasons += ("confidence_low",)
    if len(field.signs) < 2 and field.reading is not Reading.ABSENT:
        reasons += ("one_sign",)
    decision = Decision.REVIEW if reasons else Decision.ACCEPTED
    return replace(field, decision=decision, reasons=reasons)


def by_certificate(
    fields: Sequence[Field], groups: Sequence[str], judge: Judge
) -> tuple[Field, ...]:
    """Accept what certificates release of a document; fields of groups without one stay as they are.

    A claim covers so many of a document's fields, the surest ones. Of the others those that are as sure are
    accepted on two signs and no reason, under no certificate, as where none stands. To be called once nothing
    can speak against a field any more: one that is taken back later would have stood in another's place.
    """
    told = list(fields)
    for group in {g for g in groups if judge.covers(g)}:
        own = [at for at, of in enumerate(groups) if of == group]
        able = [
            at
            for at in own
            if fields[at].confidence is not None and set(fields[at].reasons) <= SOFT
        ]
        scores = [fields[at].candidates[0].score for at in able]
        released = dict(zip(able, judge.release(group, scores), strict=True))
        as_sure = {
            at for at, score in zip(able, scores, strict=True) if any(judge.release(group, [score]))
        }
        for at in own:
            certificate = released.get(at)
            beyond = certificate is None and at in as_sure
            told[at] = by_signs(fields[at]) if beyond else _under(fields[at], certificate)
    return tuple(told)


def _under(field: Field, certificate: str | None) -> Field:
    if certificate is None:
        reasons = field.reasons or ("confidence_low",)
        return replace(field, decision=Decision.REVIEW, reasons=reasons)
    return replace(field, decision=Decision.ACCEPTED, certificate=certificate, reasons=())
