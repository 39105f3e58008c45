"""A workspace's own certificate: from documents that were drawn at random and that people looked at whole.

Only such documents count. What waits for a person is what the machine was unsure of: corrections of it say
nothing about what it accepted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from extract.judging import Judge
from extract.releasing import SOFT, UNDECIDED, WITHDRAWN, by_certificate
from models.certificate import Certificate, group_of
from models.certify import About, certify
from models.drift import Looked, Verdict, look, withdraw
from models.plan import Fields, make_plan
from pipelines.certificates import CertificateShelf, Trial
from pipelines.settings import code_version
from pipelines.workspace import Workspace
from records.errors import ConfigError
from records.types import EMPTY, Decision, Field, Origin, Reading, Record
from records.vocabulary import Vocabulary

PLANNED: Final = 3
"""Of so many documents one serves to choose where thresholds begin, the others to certify."""
SEED: Final = 2018


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """How far a sample is: documents drawn, and of these those that people have looked at whole.

    `outdated` of the latter were judged by other weights: their scores say nothing of those in use.
    """

    drawn: int
    whole: int
    outdated: int = 0


def draw_sample(workspace: Workspace, shelf: CertificateShelf, *, count: int) -> frozenset[str]:
    """Return the ids of `count` documents drawn at random, those drawn before included, and keep them.

    The order hangs on the ids alone, so that a larger sample holds the smaller one.
    """
    known = {r.document_id for r in workspace.store.current() if r.pages}
    before = shelf.sample() & known
    others = sorted(known - before, key=_order)
    chosen = before | set(others[: max(0, count - len(before))])
    shelf.keep_sample(frozenset(chosen))
    return frozenset(chosen)


def _order(document_id: str) -> str:
    return hashlib.sha256(f"{SEED}:{document_id}".encode()).hexdigest()


def is_whole(record: Record) -> bool:
    """Say whether people have looked at everything that a document states."""
    stated = [f for f in record.fields if f.reading is not Reading.ABSENT]
    return record.reviewed_by is not None and all(f.reviewed_by is not None for f in stated)


def unfinished(workspace: Workspace, shelf: CertificateShelf) -> frozenset[str]:
    """Return the drawn documents that people have not looked at whole yet."""
    drawn = shelf.sample()
    return frozenset(
        r.document_id
        for r in workspace.store.current()
        if r.document_id in drawn and not is_whole(r)
    )


def issue(
    workspace: Workspace,
    shelf: CertificateShelf,
    *,
    limit: float,
    level: float,
    issued_at: str,
) -> tuple[Certificate, Sampled]:
    """Return the certificate that the sample supports, kept on the shelf, with refusals where it does not.

    Raises:
        ConfigError: No document of a sample was looked at whole, or none that the weights in use judged.
    """
    drawn = shelf.sample()
    whole = [r for r in workspace.store.current() if r.document_id in drawn and is_whole(r)]
    if not whole:
        raise ConfigError(
            "no document that was drawn at random has been looked at whole; draw some with "
            "casefile review push --sample N, and let people submit every page of them"
        )
    vocabulary, weights = workspace.vocabulary, shelf.judge().weights
    told_of = [(before, r) for r in whole if (before := _proposed(workspace, r)) is not None]
    proposals = [(before, r) for before, r in told_of if before.weights == weights]
    if not proposals:
        raise ConfigError(
            "every document that was looked at whole was judged by other weights than those in use; let "
            "casefile run read the files again, and people look at documents drawn anew"
        )
    by_id = {before.document_id: (before, after) for before, after in proposals}
    trial = _trial(by_id, shelf, vocabulary, limit=limit, level=level, weights=weights)
    told = [_fields([by_id[i] for i in batch if i in by_id], vocabulary) for batch in trial.batches]
    about = About(labels="reviewed", issued_at=issued_at, casefile=code_version(), weights=weights)
    certificate = certify(trial.plan, told, about=about)
    shelf.keep_trial(trial, weights=weights)
    shelf.keep(certificate)
    outdated = len(told_of) - len(proposals)
    return certificate, Sampled(drawn=len(drawn), whole=len(whole), outdated=outdated)


def _trial(
    by_id: Mapping[str, tuple[Record, Record]],
    shelf: CertificateShelf,
    vocabulary: Vocabulary,
    *,
    limit: float,
    level: float,
    weights: str,
) -> Trial:
    """Return the plan with the documents tested before, and those looked at since as one more batch.

    A rule that was tested stays as it is: a new one would test the old labels once more, and whoever tries
    often enough is given a certificate. One that had too few documents was not tested.
    """
    before = shelf.trial(limit=limit, level=level, weights=weights)
    planned = before.planned if before else tuple(by_id)[::PLANNED]
    batches = before.batches if before else ()
    known = {*planned, *(i for batch in batches for i in batch)}
    new = tuple(i for i in by_id if i not in known)
    batches = (*batches, new) if new or not batches else batches
    plan = make_plan(
        _fields([by_id[i] for i in planned if i in by_id], vocabulary),
        limit=limit,
        level=level,
        documents=max(1, sum(map(len, batches))),
        planned=len(planned),
        seed=SEED,
        going_on=True,
    )
    tested = {r.group: r for r in before.plan.rules if r.thresholds} if before else {}
    rules = {r.group: r for r in plan.rules} | tested
    return Trial(plan=replace(plan, rules=tuple(rules.values())), planned=planned, batches=batches)


def _proposed(workspace: Workspace, record: Record) -> Record | None:
    """Return the last version of a document before any person had a say."""
    untouched = [
        v
        for v in workspace.store.versions(record.document_id)
        if v.reviewed_by is None and all(f.origin is Origin.MACHINE for f in v.fields)
    ]
    return untouched[-1] if untouched else None


def _fields(pairs: Iterable[tuple[Record, Record]], vocabulary: Vocabulary) -> Fields:
    """Return what could be accepted of machine's versions, and whether people's say otherwise."""
    rows = [
        (before.document_id, group, score, not _is_kept(field, after.get(*field.key)))
        for before, after in pairs
        for field, group, score in acceptable(before, vocabulary)
    ]
    ids, groups, scores, wrong = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Fields(
        documents=np.array(ids, dtype=np.str_),
        groups=np.array(groups, dtype=np.str_),
        scores=np.array(scores, dtype=np.float64),
        wrong=np.array(wrong, dtype=bool),
    )


def _is_kept(field: Field, after: Field | None) -> bool:
    return after is not None and (after.value, after.reading) == (field.value, field.reading)


def acceptable(record: Record, vocabulary: Vocabulary) -> Iterator[tuple[Field, str, float]]:
    """Yield the machine's fields that a certificate could release, each with its group and raw score."""
    for field in record.fields:
        states = field.value is not None or field.reading in EMPTY
        judged = field.confidence is not None and field.origin is Origin.MACHINE
        if states and judged and field.candidates and set(field.reasons) <= SOFT | UNDECIDED:
            kind = vocabulary.field_kinds.get(field.name, "text")
            yield field, group_of(kind, field.reading), field.candidates[0].score


# ---- what a certificate changes ------------------------------------------------------------------


def decide_again(workspace: Workspace, shelf: CertificateShelf) -> int:
    """Decide anew, under the certificates that hold, what the machine stated; count the changed records."""
    judge, vocabulary, changed = shelf.judge(), workspace.vocabulary, 0
    holding = {c.name for c in shelf.all() if c.withdrawn is None}
    with workspace.store.transaction():
        for record in list(workspace.store.current()):
            told = _decided(record, vocabulary, judge) if record.weights == judge.weights else {}
            fields = tuple(told.get(f.key) or _fallen(f, holding) for f in record.fields)
            if fields != record.fields:
                workspace.store.append(replace(record, fields=fields))
                changed += 1
    return changed


def _decided(record: Record, vocabulary: Vocabulary, judge: Judge) -> dict[tuple[str, int], Field]:
    """Return what a certificate may release of a record, decided as when it was read."""
    able = [(f, group) for f, group, _ in acceptable(record, vocabulary) if judge.covers(group)]
    undecided = [
        replace(f, certificate=None, reasons=tuple(r for r in f.reasons if r not in UNDECIDED))
        for f, _ in able
    ]
    told = by_certificate(undecided, [group for _, group in able], judge)
    return {f.key: _kept_back(f, after) for (f, _), after in zip(able, told, strict=True)}


def _kept_back(before: Field, after: Field) -> Field:
    """Send to review what signs alone would accept and a certificate released: its reasons are lost."""
    if after.certificate is not None:
        return after
    if WITHDRAWN in before.reasons:
        return before
    if before.certificate is None:
        return after
    return replace(after, decision=Decision.REVIEW, reasons=after.reasons or ("confidence_low",))


def _fallen(field: Field, holding: set[str]) -> Field:
    """Send a field to review whose certificate holds no more, where no other covers its group."""
    if field.certificate is None or field.certificate in holding:
        return field
    if field.origin is not Origin.MACHINE:
        return field
    return replace(
        field,
        decision=Decision.REVIEW,
        certificate=None,
        reasons=(WITHDRAWN,),
    )


# ---- drift ---------------------------------------------------------------------------------------


class Watch:
    """Notes of documents, as they come in, what a certificate is compared by: mean scores, nothing else."""

    def __init__(self, vocabulary: Vocabulary, *, weights: str) -> None:
        self._vocabulary, self._weights = vocabulary, weights
        self._scores: dict[str, list[float]] = {}

    def add(self, records: Iterable[Record]) -> None:
        """Note each document's mean score by group."""
        for record in (r for r in records if r.weights == self._weights):
            by_group: dict[str, list[float]] = {}
            for _, group, score in acceptable(record, self._vocabulary):
                by_group.setdefault(group, []).append(score)
            for group, scores in by_group.items():
                self._scores.setdefault(f"score.{group}", []).append(sum(scores) / len(scores))

    def check(self, shelf: CertificateShelf, *, at: str) -> tuple[Certificate, ...]:
        """Withdraw the certificates that these documents are too unlike; return those withdrawn now."""
        spread = {name: np.array(scores) for name, scores in self._scores.items()}
        return _withdrawn(
            shelf, lambda certificate: look(certificate, spread), at=at, weights=self._weights
        )


def check_audit(
    workspace: Workspace, shelf: CertificateShelf, *, at: str
) -> tuple[Certificate, ...]:
    """Withdraw the certificates under which people found too much wrong in drawn documents."""
    drawn = shelf.sample()
    whole = [r for r in workspace.store.current() if r.document_id in drawn and is_whole(r)]
    pairs = [(before, r) for r in whole if (before := _proposed(workspace, r)) is not None]

    def verdict(certificate: Certificate) -> Verdict:
        looked = _looked(certificate, pairs, workspace.vocabulary)
        return look(certificate, {}, looked)

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
            one = some[int(_order(before.document_id), 16) % len(some)]
            seen.setdefault(group, []).append(not _is_kept(one, after.get(*one.key)))
    return tuple(
        Looked(group=group, fields=len(wrong), wrong=sum(wrong)) for group, wrong in seen.items()
    )


def _withdrawn(
    shelf: CertificateShelf,
    verdict: Callable[[Certificate], Verdict],
    *,
    at: str,
    weights: str | None = None,
) -> tuple[Certificate, ...]:
    """Withdraw what the verdict ends, of certificates of some `weights` alone where these are given."""
    gone = []
    for certificate in (c for c in shelf.all() if any(k.threshold is not None for k in c.claims)):
        if weights is not None and certificate.weights != weights:
            continue
        after = withdraw(certificate, verdict(certificate), at)
        if certificate.withdrawn is None and after.withdrawn is not None:
            shelf.withdraw(after)
            gone.append(after)
    return tuple(gone)
