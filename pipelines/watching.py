"""Whether a certificate still holds here: is what comes in like what it rests on, is it as seldom wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import nan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.certificate import Certificate, group_of
from models.drift import Looked, Verdict, look, withdraw
from pipelines.certificates import CertificateShelf
from pipelines.deciding import acceptable, proposed
from pipelines.drawing import is_whole, place
from pipelines.workspace import Workspace
from records.types import Field, Reading, Record
from records.vocabulary import Vocabulary

NEWEST: Final = 200
"""So many of the newest documents are compared, or all that a run brought: small runs count together."""


def check_drift(
    workspace: Workspace, shelf: CertificateShelf, *, weights: str, brought: int, at: str
) -> tuple[Certificate, ...]:
    """Withdraw the certificates that the newest documents are too unlike; return those withdrawn now.

    Documents count that these `weights` judged, as the machine left them; `brought` is how many came last.
    """
    if not any(certificate.weights == weights for certificate in _held(shelf)):
        return ()
    newest = islice(_judged(workspace, weights), max(NEWEST, brought))
    spread = _spread(newest, workspace.vocabulary)

    def verdict(certificate: Certificate) -> Verdict | None:
        return look(certificate, spread) if certificate.weights == weights else None

    return _withdrawn(shelf, verdict, at=at)


def _judged(workspace: Workspace, weights: str) -> Iterator[Record]:
    for record in workspace.store.newest():
        before = proposed(workspace, record)
        if before is not None and before.weights == weights:
            yield before


def _spread(records: Iterable[Record], vocabulary: Vocabulary) -> Mapping[str, NDArray[np.float64]]:
    """Return what certificates are compared by: each document's mean scores by group, and its traits."""
    told: dict[str, list[float]] = {}
    for record in records:
        by_group: dict[str, list[float]] = {}
        for _, group, score in acceptable(record, vocabulary):
            by_group.setdefault(group, []).append(score)
        means = {f"score.{group}": sum(some) / len(some) for group, some in by_group.items()}
        for name, value in (means | _traits(record)).items():
            told.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in told.items()}


def traits(records: Iterable[Record]) -> Mapping[str, NDArray[np.float64]]:
    """Return by name what a certificate keeps of its documents beside scores: (documents,) each."""
    rows = [_traits(record) for record in records]
    return {name: np.array([row[name] for row in rows]) for name in (rows[0] if rows else ())}


def _traits(record: Record) -> dict[str, float]:
    """Return how many fields are stated, the share with fewer than two signs, the score of the type."""
    stated = [f for f in record.fields if f.reading is not Reading.ABSENT]
    poor = sum(len(f.signs) < 2 for f in stated)
    return {
        "fields": len(stated),
        "one_sign": poor / len(stated) if stated else nan,
        "type_score": record.document_type_score,
    }


def check_audit(
    workspace: Workspace, shelf: CertificateShelf, *, at: str
) -> tuple[Certificate, ...]:
    """Withdraw the certificates under which people found too much wrong in drawn documents."""
    drawn = shelf.sample()
    whole = [r for r in workspace.store.current() if r.document_id in drawn and is_whole(r)]
    pairs = [(before, r) for r in whole if (before := proposed(workspace, r)) is not None]

    def verdict(certificate: Certificate) -> Verdict:
        return look(certificate, {}, _looked(certificate, pairs, workspace.vocabulary))

    return _withdrawn(shelf, verdict, at=at)


def _looked(
    certificate: Certificate, pairs: Sequence[tuple[Record, Record]], vocabulary: Vocabulary
) -> tuple[Looked, ...]:
    """Count, of each document and group, one field released under a certificate, and whether it was wrong.

    The field is drawn by the digest of the document's id: nobody can choose it.
    """
    seen: dict[str, list[bool]] = {}
    for before, after in pairs:
        by_group: dict[str, list[Field]] = {}
        for field in before.fields:
            if field.certificate == certificate.name:
                kind = vocabulary.field_kinds.get(field.name, "text")
                by_group.setdefault(group_of(kind, field.reading), []).append(field)
        for group, some in by_group.items():
            one = some[place(before.document_id) % len(some)]
            seen.setdefault(group, []).append(not is_kept(one, after.get(*one.key)))
    return tuple(
        Looked(group=group, fields=len(wrong), wrong=sum(wrong)) for group, wrong in seen.items()
    )


def is_kept(field: Field, after: Field | None) -> bool:
    """Say whether people left a field as the machine stated it."""
    return after is not None and (after.value, after.reading) == (field.value, field.reading)


def _held(shelf: CertificateShelf) -> list[Certificate]:
    """Return the certificates that release anything."""
    return [
        certificate
        for certificate in shelf.all()
        if certificate.withdrawn is None
        and any(claim.threshold is not None for claim in certificate.claims)
    ]


def _withdrawn(
    shelf: CertificateShelf, verdict: Callable[[Certificate], Verdict | None], *, at: str
) -> tuple[Certificate, ...]:
    """Withdraw what the verdict ends, None for no verdict, and return all that hold no more thereby."""
    held = _held(shelf)
    for certificate in held:
        told = verdict(certificate)
        after = certificate if told is None else withdraw(certificate, told, at)
        if after.withdrawn is not None:
            shelf.withdraw(after)
    ids = {certificate.id for certificate in held}
    return tuple(c for c in shelf.all() if c.id in ids and c.withdrawn is not None)
