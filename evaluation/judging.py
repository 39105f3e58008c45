"""A matched document -> verdicts on it and on each of its fields. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from evaluation.alike import is_alike
from evaluation.boxes import Sizes, compare
from evaluation.matching import Matched, MatchedFile
from evaluation.verdicts import Judged, Verdict, Whole
from records.types import Decision, Field, Reading
from synth.truth import TruthDocument, TruthField

Key = tuple[str, int]
PRINTED: Final = frozenset(
    {"document.form_number", "document.edition", "document.omb_number", "document.page_of"}
)
"""What a form prints about itself: nobody's answer, so not judged where the truth does not list it."""
EMPTY: Final = frozenset({Reading.BLANK, Reading.REDACTED, Reading.ILLEGIBLE})
RULE: Final = (
    "a value of a field that the truth does not list is wrong; a field without a value that it does not list "
    f"is not counted, nor is {', '.join(sorted(PRINTED))}, nor anything unlisted in a document whose truth "
    "is not complete; where the truth states a field several times, any of its values is right"
)


def judge(file: MatchedFile, *, kinds: Mapping[str, str]) -> tuple[Judged, ...]:
    """Return the verdicts on each document of a file; `kinds` gives the kind of each field name."""
    bundle = file.cut_right if len(file.documents) > 1 else None
    return tuple(
        _judge_document(matched, kinds=kinds, bundle_right=bundle if at == 0 else None)
        for at, matched in enumerate(file.documents)
    )


def _judge_document(
    matched: Matched, *, kinds: Mapping[str, str], bundle_right: bool | None
) -> Judged:
    truth, record = matched.truth, matched.record
    whole = Whole(
        type_right=record is not None and record.document_type == truth.document_type,
        type_released=record is not None and record.document_type_decision is Decision.ACCEPTED,
        cut_right=matched.cut_right,
        bundle_right=bundle_right,
    )
    return Judged(
        key=truth.key,
        stratum=truth.stratum or "",
        fill=truth.fill,
        damage=truth.damage,
        language=truth.language or "",
        document_type=truth.document_type,
        text_layer=truth.text_layer,
        whole=whole,
        fields=tuple(_judge_fields(matched, kinds=kinds)),
    )


# ---- fields --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One field of the truth: everywhere it is asked for or stated in the document."""

    key: Key
    kind: str
    facts: tuple[TruthField, ...]
    sizes: Sizes

    @property
    def asked(self) -> Reading:
        """What the document shows: a value where any of its places has one."""
        readings = [fact.reading for fact in self.facts]
        return Reading.PRESENT if Reading.PRESENT in readings else readings[0]


def _judge_fields(matched: Matched, *, kinds: Mapping[str, str]) -> Iterator[Verdict]:
    truth, record = matched.truth, matched.record
    questions = _questions(truth, kinds=kinds)
    stated = {field.key: field for field in record.fields} if record is not None else {}
    pages = record.pages if record is not None else ()
    sizes = {page.number: (page.width, page.height) for page in pages}
    for key, question in questions.items():
        field = stated.get(key)
        yield _told(question, field, sizes) if field is not None else _missed(question)
    unasked = (field for key, field in stated.items() if key not in questions)
    for field in (*unasked, *matched.extra):
        if _is_told(field, truth):
            yield _unasked(field, truth, kinds=kinds)


def _questions(truth: TruthDocument, *, kinds: Mapping[str, str]) -> dict[Key, _Question]:
    facts: dict[Key, list[TruthField]] = {}
    for fact in truth.fields:
        facts.setdefault((fact.name, fact.index), []).append(fact)
    sizes = dict(zip(truth.pages, truth.page_sizes, strict=True))
    return {
        key: _Question(key=key, kind=kinds.get(key[0], "text"), facts=tuple(found), sizes=sizes)
        for key, found in facts.items()
    }


def _missed(question: _Question) -> Verdict:
    first = question.facts[0]
    name, index = question.key
    return Verdict(
        name=name,
        index=index,
        kind=question.kind,
        fill=first.fill,
        page=first.page,
        marks=first.marks,
        asked=question.asked,
    )


def _told(question: _Question, field: Field, sizes: Sizes) -> Verdict:
    same = [f for f in question.facts if f.value is not None and f.value == field.value]
    fact = (same or question.facts)[0]
    boxes = [compare(f, question.sizes, field.evidence, sizes) for f in same]
    box = max(boxes, key=lambda b: b.overlap, default=None)
    empty = field.value is None and question.asked is not Reading.PRESENT
    return replace(
        _stated(field, kind=question.kind, fact=fact),
        asked=question.asked,
        exact=bool(same),
        lenient=field.value is not None
        and any(
            is_alike(question.kind, f.value, field.value)
            for f in question.facts
            if f.value is not None
        ),
        right=bool(same) or (empty and any(f.reading is field.reading for f in question.facts)),
        overlap=box.overlap if box is not None else None,
        held=box is not None and box.held,
    )


def _unasked(field: Field, truth: TruthDocument, *, kinds: Mapping[str, str]) -> Verdict:
    bare = TruthField(
        name=field.name,
        value=None,
        reading=Reading.ABSENT,
        page=truth.pages[0],
        bbox=(0.0, 0.0, 0.0, 0.0),
        fill=truth.fill,
    )
    return _stated(field, kind=kinds.get(field.name, "text"), fact=bare)


def _stated(field: Field, *, kind: str, fact: TruthField) -> Verdict:
    return Verdict(
        name=field.name,
        index=field.index,
        kind=kind,
        fill=fact.fill,
        page=field.evidence.page if field.evidence is not None else fact.page,
        marks=fact.marks,
        stated=field.reading,
        valued=field.value is not None,
        released=field.decision is Decision.ACCEPTED
        and (field.value is not None or field.reading in EMPTY),
        confidence=field.confidence,
        signs=len(field.signs),
    )


def _is_told(field: Field, truth: TruthDocument) -> bool:
    """Say whether the truth tells anything of a field that it does not list: that it has no value."""
    return truth.complete and field.value is not None and field.name not in PRINTED
