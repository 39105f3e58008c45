"""What a person says about one place of a page, as the field it makes: pure functions.

What cannot be written in its canonical form stays as text and in review, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from annotation.corrections import Answer, Correction, Region, collapsed
from annotation.tasks import percent, shown_text
from records.types import BBox, Decision, Evidence, Field, Origin, PageInfo, Reading, Record
from records.vocabulary import Vocabulary

STEP: Final = "review@1"
SAME_PLACE_PERCENT: Final = 0.5
"""A box whose edges moved less than this share of the page was not moved by hand."""

NOT_CANONICAL: Final = "not_canonical"
NO_TEXT: Final = "no_text"
UNDER_REDACTION: Final = "text_under_redaction"

Normalise = Callable[[str, str], str | None]
"""(kind, text) -> canonical value, or None where the text has no certain one."""

_TYPING_OVERRULES: Final = (Reading.BLANK, Reading.ILLEGIBLE, Reading.ABSENT)
"""Readings that a typed text overrules by itself; a redaction it does not."""

_WITHOUT_TEXT: Final = (Reading.BLANK, Reading.REDACTED, Reading.ABSENT)
"""Readings under which the machine's text goes; what a person typed stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every answer of one correction is read against."""

    correction: Correction
    shown: Record
    page: PageInfo
    vocabulary: Vocabulary
    normalise: Normalise


def untouched(before: Field, region: Region, *, context: Context) -> bool:
    """Say whether a box was submitted as it was shown."""
    same_text = (region.text or "") == collapsed(shown_text(before))
    same_reading = region.reading in (None, before.reading)
    return same_text and same_reading and same_place(before, region, context.page)


def same_place(before: Field, region: Region, page: PageInfo) -> bool:
    """Say whether a box stands where the evidence of the field is."""
    if before.evidence is None or before.evidence.page != page.number:
        return False
    return _near(percent(before.evidence.bbox, page), region.place)


def _near(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    ends = ((x, y, x + w, y + h) for x, y, w, h in (one, other))
    return all(abs(a - b) <= SAME_PLACE_PERCENT for a, b in zip(*ends, strict=True))


def _by_person(field: Field, correction: Correction) -> Field:
    return replace(
        field,
        origin=Origin.PERSON,
        reviewed_by=correction.reviewed_by,
        reviewed_at=correction.reviewed_at,
    )


def deleted(before: Field, *, context: Context) -> Field:
    """Return the field without a value: the person says that there is none here."""
    evidence = before.evidence and replace(before.evidence, text="", step=STEP)
    gone = replace(
        before,
        value=None,
        text=None,
        reading=Reading.BLANK,
        decision=Decision.ACCEPTED,
        confidence=None,
        certificate=None,
        evidence=evidence,
        signs=(),
        reasons=(),
    )
    return _by_person(gone, context.correction)


def confirmed(before: Field, *, context: Context) -> Field:
    """Return the field as it stood, released by a person; its evidence stays the machine's."""
    if before.reading is Reading.PRESENT and before.value is None:
        answer = Answer(key=before.key, text=before.text, reading=None)
        return answered(before, answer, evidence=before.evidence, context=context)
    accepted = replace(before, decision=Decision.ACCEPTED, reasons=())
    return _by_person(accepted, context.correction)


def answered_box(before: Field, region: Region, *, context: Context) -> Field:
    """Return the field as a drawn, moved, marked or rewritten box gives it."""
    bbox = _points(region, context.page)
    if before.evidence is not None and same_place(before, region, context.page):
        bbox = before.evidence.bbox
    evidence = Evidence(page=context.page.number, bbox=bbox, text=region.text or "", step=STEP)
    answer = Answer(key=before.key, text=region.text, reading=region.reading)
    return answered(before, answer, evidence=evidence, context=context)


def _points(region: Region, page: PageInfo) -> BBox:
    x, y, width, height = region.place
    return BBox(
        x0=x / 100 * page.width,
        top=y / 100 * page.height,
        x1=(x + width) / 100 * page.width,
        bottom=(y + height) / 100 * page.height,
    )


def answered(
    before: Field, answer: Answer, *, evidence: Evidence | None, context: Context
) -> Field:
    """Return the field with the person's text, normalised, or in review with the reason why not."""
    text = collapsed(answer.text or "") or None
    typed = text is not None and text != collapsed(shown_text(before))
    reading = answer.reading or before.reading
    if typed and reading is before.reading and reading in _TYPING_OVERRULES:
        reading = Reading.PRESENT
    value, reason = None, None
    if reading is Reading.PRESENT:
        value = before.value if text and not typed else None
        if value is None and text is not None:
            value = context.normalise(context.vocabulary.field_kinds[before.name], text)
        if value is None:
            reason = NOT_CANONICAL if text else NO_TEXT
    elif reading is Reading.REDACTED and typed:
        reason = UNDER_REDACTION
    field = replace(
        before,
        value=value,
        text=text if typed or text is None else _kept(before.text, reading),
        reading=reading,
        decision=Decision.REVIEW if reason else Decision.ACCEPTED,
        confidence=None,
        certificate=None,
        evidence=evidence or before.evidence,
        signs=(),
        reasons=(reason,) if reason else (),
    )
    return _by_person(field, context.correction)


def _kept(text: str | None, reading: Reading) -> str | None:
    return None if reading in _WITHOUT_TEXT else text
