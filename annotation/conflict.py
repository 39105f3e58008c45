"""Answers to a field that has changed since the page was shown: kept beside it, then settled.

Both stand in the record, the later one in review with the reason `review_conflict`, until a person
deletes the box of one of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from annotation.corrections import Correction
from annotation.tasks import region_id
from records.types import Decision, Field, Origin, Problem, Reading, Record

STAGE: Final = "review"
CONFLICT: Final = "review_conflict"
TYPE_DETAIL: Final = "document_type="


def with_problem(record: Record, correction: Correction, code: str, *, detail: str = "") -> Record:
    """Return `record` with a problem of this code on the page of `correction`, once."""
    problem = Problem(code=code, stage=STAGE, page=correction.page, detail=detail)
    if problem in record.problems:
        return record
    return replace(record, problems=(*record.problems, problem))


def kept_beside(record: Record, field: Field, correction: Correction) -> Record:
    """Return `record` with the person's answer beside the field that changed, in review.

    What the same person had kept beside it before is replaced.
    """
    others = [f for f in record.fields if f.name == field.name]
    mine = [f.index for f in others if _open(f) and f.reviewed_by == correction.reviewed_by]
    fresh = max((f.index for f in others), default=-1) + 1
    beside = replace(
        field,
        index=mine[0] if mine else fresh,
        decision=Decision.REVIEW,
        reasons=(*field.reasons, CONFLICT),
    )
    fields = (*(f for f in record.fields if f.key != beside.key), beside)
    return with_problem(
        replace(record, fields=fields), correction, CONFLICT, detail=region_id(field.key)
    )


def type_left_open(record: Record, chosen: str, correction: Correction) -> Record:
    """Return `record` with its document type in review, and the other choice as a problem."""
    left = replace(record, document_type_decision=Decision.REVIEW)
    return with_problem(left, correction, CONFLICT, detail=TYPE_DETAIL + chosen)


def settled(record: Record, correction: Correction, *, shown: Record) -> Record:
    """Return `record` without the conflicts that `correction` has decided.

    A deleted box that had been kept beside another leaves for good; where the other was deleted,
    the kept one takes its place.
    """
    for was in (f for f in shown.fields if _open(f)):
        now = record.get(*was.key)
        if now is None or now.decision is Decision.REVIEW:
            continue
        gone = [f for f in record.fields if f.name == now.name and _deleted_by(f, correction)]
        if now in gone:
            record = _without(record, now)
        elif gone:
            record = _in_place_of(record, gone[0], now)
    return _without_settled_problems(record)


def _open(field: Field) -> bool:
    return CONFLICT in field.reasons


def _deleted_by(field: Field, correction: Correction) -> bool:
    same = (field.reviewed_by, field.reviewed_at) == (
        correction.reviewed_by,
        correction.reviewed_at,
    )
    return same and field.origin is Origin.PERSON and field.reading is Reading.BLANK


def _without(record: Record, field: Field) -> Record:
    return replace(record, fields=tuple(f for f in record.fields if f is not field))


def _in_place_of(record: Record, gone: Field, kept: Field) -> Record:
    moved = replace(kept, index=gone.index)
    fields = (moved if f is gone else f for f in record.fields if f is not kept)
    return replace(record, fields=tuple(fields))


def _without_settled_problems(record: Record) -> Record:
    names = {f.name for f in record.fields if _open(f)}
    type_open = record.document_type_decision is Decision.REVIEW

    def is_settled(problem: Problem) -> bool:
        if problem.code != CONFLICT:
            return False
        if problem.detail.startswith(TYPE_DETAIL):
            return not type_open
        return problem.detail.rpartition(":")[0] not in names

    return replace(record, problems=tuple(p for p in record.problems if not is_settled(p)))
