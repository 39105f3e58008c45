"""What certificates change once documents are stored: decided anew under those that hold."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from extract.judging import Judge
from extract.releasing import SOFT, UNDECIDED, WITHDRAWN, by_certificate
from models.acceptance import CertifiedJudge
from models.certificate import Certificate, group_of
from pipelines.certificates import CertificateShelf
from pipelines.workspace import Workspace
from records.types import EMPTY, Decision, Field, Origin, Record
from records.vocabulary import Vocabulary


def acceptable(record: Record, vocabulary: Vocabulary) -> Iterator[tuple[Field, str, float]]:
    """Yield the machine's fields that a certificate could release, each with its group and raw score."""
    for field in record.fields:
        states = field.value is not None or field.reading in EMPTY
        judged = field.confidence is not None and field.origin is Origin.MACHINE
        if states and judged and field.candidates and set(field.reasons) <= SOFT | UNDECIDED:
            yield field, _group(field, vocabulary), field.candidates[0].score


def _group(field: Field, vocabulary: Vocabulary) -> str:
    return group_of(vocabulary.field_kinds.get(field.name, "text"), field.reading)


def proposed(workspace: Workspace, record: Record) -> Record | None:
    """Return the last version of a document that is the machine's alone, None where there is none."""
    if _untouched(record):
        return record
    versions = [v for v in workspace.store.versions(record.document_id) if _untouched(v)]
    return versions[-1] if versions else None


def _untouched(record: Record) -> bool:
    return record.reviewed_by is None and all(f.origin is Origin.MACHINE for f in record.fields)


def decide_again(workspace: Workspace, shelf: CertificateShelf) -> int:
    """Decide anew, under the certificates that hold, what the machine stated; count the changed records."""
    judge, vocabulary, changed = shelf.judge(), workspace.vocabulary, 0
    holding = _holding(judge)
    with workspace.store.transaction():
        for record in list(workspace.store.current()):
            before = proposed(workspace, record)
            known = before is not None and record.weights == before.weights == judge.weights
            of_type = judge.for_type(record.document_type)
            told = _decided(record, before, vocabulary, of_type) if before and known else {}
            fields = tuple(
                _fallen(told.get(f.key, f), record, vocabulary, judge, holding)
                for f in record.fields
            )
            if fields != record.fields:
                workspace.store.append(replace(record, fields=fields))
                changed += 1
    return changed


def let_fall(workspace: Workspace, shelf: CertificateShelf) -> int:
    """Decide anew if anything stands accepted under a certificate that does not hold; count as above.

    A run leaves such fields that was at work when the certificate fell, and so does whoever was stopped
    between noting that it fell and deciding anew.
    """
    judge = shelf.judge()
    if not any(_has_ended(certificate, judge) for certificate in judge.certificates):
        return 0
    vocabulary, holding = workspace.vocabulary, _holding(judge)
    stands = any(
        _fallen(field, record, vocabulary, judge, holding) is not field
        for record in workspace.store.current()
        for field in record.fields
    )
    return decide_again(workspace, shelf) if stands else 0


def _has_ended(certificate: Certificate, judge: CertifiedJudge) -> bool:
    """Say whether anything that a certificate released may have to fall."""
    groups = [claim.group for claim in certificate.claims if claim.threshold is not None]
    silenced = certificate.weights == judge.weights and not all(map(judge.covers, groups))
    return certificate.withdrawn is not None or silenced


def _holding(judge: CertifiedJudge) -> frozenset[str]:
    return frozenset(c.name for c in judge.certificates if c.withdrawn is None)


def _decided(
    record: Record, before: Record, vocabulary: Vocabulary, judge: Judge
) -> dict[tuple[str, int], Field]:
    """Return what a certificate may release of a record, decided as when it was read.

    What people have confirmed or corrected keeps the place that it had `before` among the surest, or others
    would move up, and more of them be released than the certificate covers. It is not decided.
    """
    said = {f.key for f in record.fields if f.origin is not Origin.MACHINE}
    fields = tuple((before.get(*f.key) or f) if f.key in said else f for f in record.fields)
    able = [
        (f, group)
        for f, group, _ in acceptable(replace(record, fields=fields), vocabulary)
        if judge.covers(group)
    ]
    undecided = [
        replace(f, certificate=None, reasons=tuple(r for r in f.reasons if r not in UNDECIDED))
        for f, _ in able
    ]
    told = by_certificate(undecided, [group for _, group in able], judge)
    pairs = zip((f for f, _ in able), told, strict=True)
    return {f.key: _kept_back(f, after) for f, after in pairs if f.key not in said}


def _kept_back(before: Field, after: Field) -> Field:
    """Send to review what signs alone would accept and a certificate released: its reasons are lost."""
    if after.certificate is not None:
        return after
    if WITHDRAWN in before.reasons:
        return before
    if before.certificate is None:
        return after
    return replace(after, decision=Decision.REVIEW, reasons=after.reasons or ("confidence_low",))


def _fallen(
    field: Field, record: Record, vocabulary: Vocabulary, judge: Judge, holding: Set[str]
) -> Field:
    """Send a machine's field to review whose certificate holds no more, or not for its group."""
    if field.certificate is None or field.origin is not Origin.MACHINE:
        return field
    of_others = record.weights != judge.weights
    covers = judge.for_type(record.document_type).covers
    if field.certificate in holding and (of_others or covers(_group(field, vocabulary))):
        return field
    return replace(field, decision=Decision.REVIEW, certificate=None, reasons=(WITHDRAWN,))
