"""A matched document -> verdicts on it and on each of its fields. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evaluation.alike import is_alike
from evaluation.boxes import Compared, compare
from evaluation.causes import Cause, cause_of_lost
from evaluation.matching import Matched, MatchedFile, is_among
from evaluation.reading import ReadWords, WordErrors, text_at, was_read, word_errors, words_on
from evaluation.rows import paired
from evaluation.verdicts import Judged, Verdict, Whole
from records.types import EMPTY, Decision, Field, Reading, Word
from synth.truth import TruthDocument, TruthField, TruthWords

Key = tuple[str, int]
TruthPages = Mapping[tuple[str, int], TruthWords]
"""File and page -> the words that stand there."""
PRINTED: Final = frozenset(
    {"document.form_number", "document.edition", "document.omb_number", "document.page_of"}
)
"""What a form prints about itself: nobody's answer, so not judged where the truth does not list it."""
RULE: Final = (
    "a value of a field that the truth does not list is wrong; a field without a value that it does not list "
    f"is not counted, nor is {', '.join(sorted(PRINTED))}, nor anything unlisted in a document whose truth "
    "is not complete; where the truth states a field several times, any of its values is right"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What judging may look up: the kind of each field name, the words read, the words that stand there.

    `ran` holds the names of the files that the run took up, also of those of which nothing came. `keeps` says
    that the run kept words at all: then a page of it without any was not read (`keeping`).
    """

    kinds: Mapping[str, str]
    read_words: ReadWords
    truth_words: TruthPages
    ran: frozenset[str] = frozenset()
    keeps: bool = False

    def kind(self, name: str) -> str:
        """Return the kind of a field; one that the vocabulary does not know counts as text."""
        return self.kinds.get(name, "text")


def keeping(known: Known, files: Sequence[MatchedFile]) -> Known:
    """Return what is known, and whether the run kept words of any page of the truth."""
    kept = any(
        file.sha256 is not None and known.read_words(file.sha256, number) is not None
        for file in files
        for matched in file.documents
        for number in matched.truth.pages
    )
    return replace(known, keeps=kept)


def judge(file: MatchedFile, known: Known) -> tuple[Judged, ...]:
    """Return the verdicts on each document of a file."""
    bundle = file.cut_right if len(file.documents) > 1 else None
    return tuple(
        _judge_document(
            matched,
            known,
            sheets=_sheets(matched, file.sha256, known),
            bundle_right=bundle if at == 0 else None,
        )
        for at, matched in enumerate(file.documents)
    )


Sheets = Mapping[int, tuple[Word, ...]]
"""Page -> its words as read; no page where none were kept."""


def _sheets(matched: Matched, sha256: str | None, known: Known) -> Sheets:
    truth = matched.truth
    if sha256 is None:
        return {}
    pages = zip(truth.pages, truth.page_sizes, strict=True)
    kept = ((n, known.read_words(sha256, n), size) for n, size in pages)
    return {n: words_on(words, size=size) for n, words, size in kept if words is not None}


def _judge_document(
    matched: Matched, known: Known, *, sheets: Sheets, bundle_right: bool | None
) -> Judged:
    truth, record = matched.truth, matched.record
    return Judged(
        key=truth.key,
        file=truth.file,
        document_id=record.document_id if record is not None else None,
        stratum=truth.stratum or "",
        fill=truth.fill,
        damage=truth.damage,
        language=truth.language or "",
        document_type=truth.document_type,
        text_layer=truth.text_layer,
        whole=_judge_whole(matched, known, sheets=sheets, bundle_right=bundle_right),
        fields=tuple(_judge_fields(matched, known, sheets)),
    )


def _judge_whole(
    matched: Matched, known: Known, *, sheets: Sheets, bundle_right: bool | None
) -> Whole:
    truth, record = matched.truth, matched.record
    turns = zip(truth.pages, truth.rotations, strict=True)
    ran = known.keeps and (bool(matched.pages) or is_among(truth.file, known.ran))
    counted = truth.pages if ran else tuple(sheets)
    written = {n: known.truth_words.get((truth.file, n)) for n in counted}
    pages = (word_errors(w, sheets.get(n, ())) for n, w in written.items() if w is not None)
    return Whole(
        stated_type=record.document_type if record is not None else None,
        type_right=record is not None and record.document_type == truth.document_type,
        type_released=record is not None and record.document_type_decision is Decision.ACCEPTED,
        cut_right=matched.cut_right,
        bundle_right=bundle_right,
        pages=len(truth.pages),
        pages_upright=sum(n in matched.pages and matched.pages[n].rotation == t for n, t in turns),
        read=sum(pages, WordErrors()),
    )


# ---- fields --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One place of the truth: what stands there, what was read there, and what a field cites of it."""

    fact: TruthField
    text: str | None
    read: bool | None
    compared: Compared | None = None


def _judge_fields(matched: Matched, known: Known, sheets: Sheets) -> Iterator[Verdict]:
    truth, record = matched.truth, matched.record
    fields = paired(record.fields, truth.fields) if record is not None else ()
    stated = {field.key: field for field in fields}
    questions: dict[Key, list[TruthField]] = {}
    for fact in truth.fields:
        questions.setdefault((fact.name, fact.index), []).append(fact)
    strays = _strays(stated, questions)
    for key, facts in questions.items():
        field = stated.get(key)
        places = tuple(_place(fact, field, matched, sheets) for fact in facts)
        verdict, place = _answered(places, field, known)
        cause = None if verdict.right else _cause(place, field, matched, strays)
        yield replace(verdict, cause=cause)
    unasked = [f for key, f in stated.items() if key not in questions]
    for cause, some in ((Cause.NOT_ASKED, unasked), (Cause.NO_DOCUMENT, matched.extra)):
        for more in some:
            if _is_told(more, truth):
                yield replace(_unasked(more, truth, known), cause=cause)


def _strays(
    stated: Mapping[Key, Field], questions: Mapping[Key, Sequence[TruthField]]
) -> frozenset[str]:
    """Return the values that are stated of a field which has another, or is not asked."""
    return frozenset(
        field.value
        for key, field in stated.items()
        if field.value is not None
        and all(fact.value != field.value for fact in questions.get(key, ()))
    )


def _place(fact: TruthField, field: Field | None, matched: Matched, sheets: Sheets) -> _Place:
    words = sheets.get(fact.page)
    text = text_at(fact, words) if words is not None else None
    read = was_read(fact, text) if text is not None else None
    if field is None:
        return _Place(fact=fact, text=text, read=read)
    truth = matched.truth
    sizes = dict(zip(truth.pages, truth.page_sizes, strict=True))
    cited = {n: (page.width, page.height) for n, page in matched.pages.items()}
    compared = compare(fact, sizes, field.evidence, cited)
    return _Place(fact=fact, text=text, read=read, compared=compared)


def _answered(
    places: tuple[_Place, ...], field: Field | None, known: Known
) -> tuple[Verdict, _Place]:
    """Return what became of one question, asked in one or several places, and the place that counts."""
    readings = [place.fact.reading for place in places]
    asked = Reading.PRESENT if Reading.PRESENT in readings else readings[0]
    value = field.value if field is not None else None
    same = [p for p in places if value is not None and p.fact.value == value]
    place = (same or [p for p in places if p.fact.reading is asked])[0]
    box = max((p.compared for p in same if p.compared), key=lambda b: b.overlap, default=None)
    empty = field is not None and value is None and asked is not Reading.PRESENT
    verdict = replace(
        _stated(field, place.fact, known) if field is not None else _missed(place.fact, known),
        asked=asked,
        read=place.read,
        exact=bool(same),
        lenient=value is not None and any(_is_alike(p.fact, value, known) for p in places),
        right=bool(same) or (empty and field is not None and field.reading in readings),
        overlap=box.overlap if box is not None else None,
        held=box is not None and box.held,
    )
    return verdict, place


def _is_alike(fact: TruthField, value: str, known: Known) -> bool:
    return fact.value is not None and is_alike(known.kind(fact.name), fact.value, value)


def _cause(place: _Place, field: Field | None, matched: Matched, strays: frozenset[str]) -> Cause:
    """Return why a field is not right."""
    if place.fact.reading is Reading.PRESENT:
        return cause_of_lost(
            place.fact,
            field,
            matched=matched,
            compared=place.compared,
            read=place.read,
            text=place.text or "",
            strays=strays,
        )
    if field is not None and field.value is not None:
        return Cause.FILLED
    if matched.record is None:
        return Cause.NO_RECORD
    unsaid = field is None or field.reading is Reading.ABSENT
    return Cause.NOT_FOUND if unsaid else Cause.WRONG_READING


def _missed(fact: TruthField, known: Known) -> Verdict:
    return Verdict(
        name=fact.name,
        index=fact.index,
        kind=known.kind(fact.name),
        fill=fact.fill,
        page=fact.page,
        marks=fact.marks,
    )


def _stated(field: Field, fact: TruthField, known: Known) -> Verdict:
    return replace(
        _missed(fact, known),
        name=field.name,
        index=field.index,
        stated=field.reading,
        valued=field.value is not None,
        released=field.decision is Decision.ACCEPTED
        and (field.value is not None or field.reading in EMPTY),
        confidence=field.confidence,
        signs=len(field.signs),
    )


def _unasked(field: Field, truth: TruthDocument, known: Known) -> Verdict:
    bare = TruthField(
        name=field.name,
        value=None,
        reading=Reading.ABSENT,
        page=field.evidence.page if field.evidence is not None else truth.pages[0],
        bbox=(0.0, 0.0, 0.0, 0.0),
        fill=truth.fill,
    )
    return _stated(field, bare, known)


def _is_told(field: Field, truth: TruthDocument) -> bool:
    """Say whether the truth tells anything of a field that it does not list: that it has no value."""
    return truth.complete and field.value is not None and field.name not in PRINTED
