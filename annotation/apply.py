"""A correction applied to a record gives the next version of it: pure functions.

A person's answer never gets lost: one that meets a field which has changed since the page was shown
is kept beside it (`annotation.conflict`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from annotation.answers import (
    STEP,
    Context,
    Normalise,
    answered,
    answered_box,
    confirmed,
    deleted,
    same_place,
    untouched,
)
from annotation.conflict import kept_beside, settled, type_left_open, with_problem
from annotation.corrections import Correction, Region, collapsed
from annotation.tasks import Key, region_id, shown_text
from records.types import Decision, Field, Origin, Reading, Record
from records.vocabulary import Vocabulary

UNKNOWN_LABEL: Final = "review_unknown_label"
UNKNOWN_PAGE: Final = "review_unknown_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One answer before it is merged: the field as the person leaves it.

    `silent` means that nothing was touched and nothing was asked, so that nothing is said.
    """

    field: Field
    silent: bool = False


def apply_correction(
    latest: Record,
    correction: Correction,
    *,
    shown: Record,
    vocabulary: Vocabulary,
    normalise: Normalise,
) -> Record:
    """Return `latest` with what the person said; the store gives the result its version.

    `shown` is the version of the record that the page was made from. An untouched box confirms a
    field that was in review and says nothing about one that was already accepted, unless the page asked
    for everything; a deleted box says that there is no value there. Fields of other pages stay as they are.
    """
    page = next((p for p in shown.pages if p.number == correction.page), None)
    if page is None:
        return with_problem(latest, correction, UNKNOWN_PAGE)
    context = Context(
        correction=correction,
        shown=shown,
        page=page,
        vocabulary=vocabulary,
        normalise=normalise,
    )
    said = _known_answers(context) | _unboxed_answers(context)
    record = latest
    for region in (r for r in correction.regions if not _is_known(r, correction)):
        if region.name not in vocabulary.field_kinds:
            record = with_problem(record, correction, UNKNOWN_LABEL)
            continue
        key = _key_for(region, region.name, said, context=context, latest=latest)
        said[key] = _Said(field=answered_box(_before(key, context), region, context=context))
    for answer in said.values():
        record = _merged(record, answer, context=context)
    record = settled(_with_type(record, context), correction, shown=shown)
    return replace(record, reviewed_by=correction.reviewed_by, reviewed_at=correction.reviewed_at)


def _before(key: Key, context: Context) -> Field:
    """Return the field as the page showed it, or an empty one where it is new."""
    new = Field(name=key[0], index=key[1], reading=Reading.ABSENT, decision=Decision.REVIEW)
    return context.shown.get(*key) or new


def _is_known(region: Region, correction: Correction) -> bool:
    """Say whether a box is one that the task showed, still under its own name."""
    return any(
        region.id == region_id(key) and region.name in (None, key[0]) for key in correction.shown
    )


def _known_answers(context: Context) -> dict[Key, _Said]:
    """Return what is said about each box that the task showed."""
    regions = {r.id: r for r in context.correction.regions if _is_known(r, context.correction)}
    said = {}
    for key in context.correction.shown:
        before = context.shown.get(*key)
        if before is None:
            continue
        region = regions.get(region_id(key))
        if region is None:
            said[key] = _Said(field=deleted(before, context=context))
        elif untouched(before, region, context=context):
            said[key] = _Said(
                field=confirmed(before, context=context),
                silent=before.decision is Decision.ACCEPTED and not context.correction.everything,
            )
        else:
            said[key] = _Said(field=answered_box(before, region, context=context))
    return said


def _unboxed_answers(context: Context) -> dict[Key, _Said]:
    """Return what is said about the fields without a box; where nothing is, nothing is said."""
    said = {}
    for answer in context.correction.answers:
        before = context.shown.get(*answer.key)
        if before is None or (answer.text is None and answer.reading is None):
            continue
        same = answer.text == collapsed(shown_text(before)) and answer.reading is None
        said[answer.key] = _Said(
            field=confirmed(before, context=context)
            if same
            else answered(before, answer, evidence=None, context=context)
        )
    return said


def _key_for(
    region: Region, name: str, said: dict[Key, _Said], *, context: Context, latest: Record
) -> Key:
    """Return which field a new box is: one that was waiting for it, or the next of that name."""
    waiting = [k for k in _deleted_keys(context) if k[0] == name and not _redrawn(k, said)]
    waiting += [a.key for a in context.correction.answers if a.key[0] == name and a.key not in said]
    waiting += [f.key for f in latest.fields if _same_new_box(f, region, name, context=context)]
    if waiting:
        return waiting[0]
    used = [i for n, i in (*said, *(f.key for f in latest.fields)) if n == name]
    return (name, max(used, default=-1) + 1)


def _deleted_keys(context: Context) -> list[Key]:
    held = {r.id for r in context.correction.regions if _is_known(r, context.correction)}
    return [key for key in context.correction.shown if region_id(key) not in held]


def _redrawn(key: Key, said: dict[Key, _Said]) -> bool:
    return key not in said or said[key].field.reading is not Reading.BLANK


def _same_new_box(field: Field, region: Region, name: str, *, context: Context) -> bool:
    """Say whether an earlier pull of this very annotation already brought this box."""
    mine = field.reviewed_by == context.correction.reviewed_by and field.evidence is not None
    added = field.key not in context.correction.shown and field.name == name
    if not (mine and added and field.evidence and field.evidence.step == STEP):
        return False
    return same_place(field, region, context.page)


def _merged(record: Record, said: _Said, *, context: Context) -> Record:
    """Return `record` with one answer, or with a conflict where the field has changed since."""
    field = said.field
    now, then = record.get(*field.key), context.shown.get(*field.key)
    own = now is not None and _own_earlier(now, context.correction)
    if said.silent and not own:
        return record
    if own or (now is None and then is None) or (now and then and _state(now) == _state(then)):
        return _with_field(record, field)
    if said.silent or (
        now is not None and (now.value, now.reading) == (field.value, field.reading)
    ):
        return record
    return kept_beside(record, field, context.correction)


def _own_earlier(now: Field, correction: Correction) -> bool:
    """Say whether the field holds what the same person said before: the later word replaces it."""
    mine = now.origin is Origin.PERSON and now.reviewed_by == correction.reviewed_by
    return mine and (now.reviewed_at or "") <= correction.reviewed_at


def _state(field: Field) -> tuple[object, ...]:
    return (field.value, field.text, field.reading, field.decision, field.origin)


def _with_field(record: Record, field: Field) -> Record:
    """Return `record` with `field` in place of the one of its key, or at the end."""
    if record.get(*field.key) is None:
        return replace(record, fields=(*record.fields, field))
    return replace(record, fields=tuple(field if f.key == field.key else f for f in record.fields))


def _with_type(record: Record, context: Context) -> Record:
    """Return `record` with the document type that was chosen, or confirmed where it was asked."""
    correction, shown = context.correction, context.shown
    chosen = correction.document_type
    if chosen is None or (chosen == shown.document_type and not correction.asks_type):
        return record
    if chosen not in context.vocabulary.document_types:
        return with_problem(record, correction, UNKNOWN_LABEL, detail=chosen)
    own = (
        record.document_type_origin is Origin.PERSON
        and record.reviewed_by == correction.reviewed_by
    )
    if record.document_type not in (shown.document_type, chosen) and not own:
        return type_left_open(record, chosen, correction)
    same = record.document_type == chosen
    return replace(
        record,
        document_type=chosen,
        document_type_confidence=record.document_type_confidence if same else None,
        document_type_decision=Decision.ACCEPTED,
        document_type_origin=Origin.PERSON,
        edition=record.edition if same else None,
        edition_source=record.edition_source if same else None,
    )
