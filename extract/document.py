"""The pages of one file -> its records: classified, split, found, decided. Pure; no side effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from extract.classify import (
    Classified,
    classify,
    is_begun_unsurely,
    is_joined_by_words,
    split,
)
from extract.decide import decide_fields, in_order
from extract.editions import Markings, Told, markings_of, tell_edition
from extract.features import About, page_score
from extract.find import Found, find_fields, prepare
from extract.judging import BY_RULES, Deciding, Judge
from extract.narrated import TextReader, find_in_text, narrates
from extract.page import ReadPage
from extract.releasing import by_certificate
from extract.runtogether import parted
from extract.tagged import speaks_for
from extract.vouched import Remembering, vouched
from extract.wordtags import PageTagger, TaggedOnce
from models.certificate import group_of
from models.constrained import values
from records.forms import EditionSpec, FormSet, FormSpec, Language
from records.types import (
    Decision,
    Evidence,
    Field,
    PageInfo,
    Problem,
    Record,
    document_id,
)

SURE_TYPE: Final = 0.89
"""Score from which a type is released: a title with a form number, or with eight labels of the form."""
TOLD: Final = 12
"""Words from which a page tells its language."""
SERIOUS: Final = frozenset(
    {"page_unreadable", "page_too_large", "reading_stopped", "parser_disagreement", "hidden_text"}
)
EDITIONS: Final = (None, "assumed", "read")
A_NUMBER: Final = "subject.a_number"
UNKNOWN: Final = FormSpec(type="unknown")


def make_records(
    pages: Sequence[ReadPage],
    *,
    forms: FormSet,
    sha256: str,
    files: tuple[str, ...],
    problems: tuple[Problem, ...] = (),
    deciding: Deciding = BY_RULES,
) -> tuple[Record, ...]:
    """Turn the read pages of one file into its records; every page is in exactly one of them.

    `problems` are those of the file as a whole; each of its documents carries them. `deciding`: who has a say
    in its fields beside the rules.
    """
    if deciding.tagger is not None:
        deciding = replace(deciding, tagger=TaggedOnce(deciding.tagger))
    classified = tuple(classify(parted(page), forms, deciding.tagger) for page in pages)
    records: list[Record] = []
    for group in split(classified, forms):
        record = _record(
            group,
            forms=forms,
            sha256=sha256,
            files=files,
            problems=problems,
            deciding=deciding,
            later=bool(records),
        )
        if _is_at_odds(record, records, forms):
            records[-1] = _in_doubt(records[-1])
            record = _in_doubt(record)
        records.append(_carry(record, records, forms))
    if deciding.judge is None:
        return tuple(records)
    return tuple(_released(record, forms, deciding.judge) for record in records)


def _released(record: Record, forms: FormSet, judge: Judge) -> Record:
    """Return a record with what certificates release of it."""
    groups = [group_of(forms.kind(f.name), f.reading) for f in record.fields]
    judge = judge.for_type(record.document_type)
    return replace(record, fields=by_certificate(record.fields, groups, judge))


def plain_record(
    pages: Sequence[ReadPage], *, sha256: str, files: tuple[str, ...], problems: tuple[Problem, ...]
) -> Record:
    """Return one document of unknown type and without fields that holds all pages of a file."""
    of_pages = tuple(p for page in pages for p in page.problems)
    return Record(
        document_id=document_id(sha256, first_page=pages[0].number, page_count=len(pages)),
        files=files,
        sha256=sha256,
        pages=tuple(_page_info(page) for page in pages),
        document_type=UNKNOWN.type,
        document_type_score=0.0,
        problems=problems + of_pages,
    )


def _record(
    group: tuple[Classified, ...],
    *,
    forms: FormSet,
    sha256: str,
    files: tuple[str, ...],
    problems: tuple[Problem, ...],
    deciding: Deciding,
    later: bool,
) -> Record:
    """Return the record of a document; `later` where other pages lie before it in the file."""
    first = next((c for c in group if not c.page.blank), group[0])
    form = forms.forms.get(first.document_type, UNKNOWN)
    language = _language(group)
    own = problems + tuple(p for c in group for p in c.page.problems) + _of_pages(group)
    tagger = deciding.tagger if speaks_for(form) else None
    narrator = deciding.narrator if narrates(form) else None
    found = _found(group, form, tagger=tagger, narrator=narrator)
    known = form.type not in ("narrative", "unknown")
    sure = first.score >= SURE_TYPE and known
    told = _told(group, form, found)
    judge = deciding.judge.for_type(first.document_type) if deciding.judge is not None else None
    fields = _decided(
        found,
        group,
        deciding=replace(deciding, tagger=tagger, narrator=narrator, judge=judge),
        form=form,
        forms=forms,
        language=language,
        problems=own,
        sure=sure or not known,
        doubts=_doubts(group, form, later=later),
        about=About(
            type_score=first.score,
            edition=EDITIONS.index(told.source),
            tagged=tagger is not None,
            page_scores={c.page.number: page_score(c.page) for c in group},
        ),
    )
    doubted = any(p.code in SERIOUS for p in own)
    return Record(
        document_id=document_id(sha256, first_page=group[0].page.number, page_count=len(group)),
        files=files,
        sha256=sha256,
        pages=tuple(_page_info(c.page, c.document_type, c.score) for c in group),
        document_type=first.document_type,
        document_type_score=first.score,
        document_type_decision=Decision.ACCEPTED if sure and not doubted else Decision.REVIEW,
        edition=told.edition,
        edition_source=told.source,
        language=language,
        fields=fields,
        weights=deciding.judge.weights if deciding.judge is not None else "",
        problems=own if told.problem is None else (*own, told.problem),
    )


def _decided(
    found: tuple[Found, ...],
    group: tuple[Classified, ...],
    *,
    deciding: Deciding,
    form: FormSpec,
    forms: FormSet,
    language: Language,
    problems: tuple[Problem, ...],
    sure: bool,
    doubts: tuple[str, ...],
    about: About,
) -> tuple[Field, ...]:
    """Return the fields of a document; what learned parts say is held against what was found without them."""
    learned = deciding.tagger is not None or deciding.narrator is not None
    if learned and deciding.reader is not None:
        deciding = replace(deciding, reader=Remembering(deciding.reader))
    decide = partial(
        decide_fields,
        pages={c.page.number: c.page for c in group},
        form=form,
        forms=forms,
        language=language,
        mixed=len({c.language for c in group if len(c.page.words) >= TOLD}) > 1,
        problems=problems,
        sure=sure,
        doubts=doubts,
        about=about,
    )
    fields = decide(found, deciding=deciding)
    if learned:
        plain = _found(group, form, tagger=deciding.tagger, narrator=None, heard=False)
        without = decide(plain, deciding=replace(deciding, observer=None))
        fields = tuple(in_order(vouched(fields, without), form))
    values.cache_clear()  # nothing of a file outlives it
    return fields


def _doubts(group: tuple[Classified, ...], form: FormSpec, *, later: bool) -> tuple[str, ...]:
    """Return the reasons against all fields of a document; `later` where others lie before it in the file."""
    letter = form.type == "narrative"  # which has neither title nor number
    reasons = (
        ("type_unknown", form.type == UNKNOWN.type),
        ("letter", letter),
        ("joined_by_words", is_joined_by_words(group)),
        ("begun_unsurely", later and not letter and is_begun_unsurely(group)),
    )
    return tuple(code for code, holds in reasons if holds)


def _found(
    group: tuple[Classified, ...],
    form: FormSpec,
    *,
    tagger: PageTagger | None,
    narrator: TextReader | None,
    heard: bool = True,
) -> tuple[Found, ...]:
    """Return everything found on the pages of a document; a tagger not `heard` only weighs what is found."""
    return find_fields(group, form, tagger, heard=heard) + find_in_text(
        group, form=form, narrator=narrator
    )


def _language(group: tuple[Classified, ...]) -> Language:
    spanish = sum(len(c.page.words) for c in group if c.language == "es")
    english = sum(len(c.page.words) for c in group if c.language == "en")
    return "es" if spanish > english else "en"


def _of_pages(group: tuple[Classified, ...]) -> tuple[Problem, ...]:
    """Say what a person should know of pages: blank ones, ones without a single word."""
    found = []
    for item in group:
        page = item.page
        if page.blank:
            found.append(Problem(code="blank_page", stage="read", page=page.number))
        elif not page.words and all(p.benign for p in page.problems):
            found.append(Problem(code="no_words", stage="read", page=page.number))
    return tuple(found)


def _page_info(page: ReadPage, document_type: str = UNKNOWN.type, score: float = 0.0) -> PageInfo:
    return PageInfo(
        number=page.number,
        width=round(page.width, 2),
        height=round(page.height, 2),
        rotation=page.rotation,
        skew_deg=page.skew_deg,
        blank=page.blank,
        document_type=document_type,
        document_type_score=score,
    )


def _told(group: tuple[Classified, ...], form: FormSpec, found: tuple[Found, ...]) -> Told:
    markings = Markings()
    for item in group:
        markings |= markings_of(item.page, form)
    return tell_edition(markings, form, fitting=_fitting(group, form, found))


def _fitting(
    group: tuple[Classified, ...], form: FormSpec, found: tuple[Found, ...]
) -> EditionSpec | None:
    """Return the read edition where the paper of a page fits it, else None."""
    edition = form.read_edition
    if edition is None:
        return None
    zoned = any(f.step == "zone@1" for f in found)
    fits = zoned or any(prepare(c.page, form, c.index).registration for c in group if c.page.words)
    return edition if fits else None


def _goes_with(record: Record, before: list[Record], forms: FormSet) -> Field | None:
    """Return the A-number of the document that a continuation sheet follows and belongs to, or None."""
    form = forms.forms.get(record.document_type)
    if form is None or not before or before[-1].document_type not in form.continues:
        return None
    number = before[-1].get(A_NUMBER)
    return number if number is not None and number.value is not None else None


def _is_at_odds(record: Record, before: list[Record], forms: FormSet) -> bool:
    """Say whether a continuation sheet carries another A-number than what it follows."""
    number, own = _goes_with(record, before, forms), record.get(A_NUMBER)
    return number is not None and own is not None and own.value not in (None, number.value)


def _in_doubt(record: Record) -> Record:
    """Send a document's A-number to a person: the sheets around it name another child."""
    page = record.pages[0].number
    fields = tuple(
        replace(f, decision=Decision.REVIEW, reasons=(*f.reasons, "pages_differ"))
        if f.name == A_NUMBER and "pages_differ" not in f.reasons
        else f
        for f in record.fields
    )
    problem = Problem(code="pages_differ", stage="decide", page=page)
    problems = tuple(dict.fromkeys((*record.problems, problem)))
    return replace(record, fields=fields, problems=problems)


def _carry(record: Record, before: list[Record], forms: FormSet) -> Record:
    """Give a continuation sheet the A-number of the page before it, with that page's evidence."""
    number, own = _goes_with(record, before, forms), record.get(A_NUMBER)
    if number is None or (own is not None and own.value is not None):
        return record
    carried = _carried(number)
    fields = tuple(f for f in record.fields if f.key != carried.key)
    return replace(record, fields=(carried, *fields))


def _carried(number: Field) -> Field:
    evidence = number.evidence
    if evidence is not None:
        evidence = Evidence(
            page=evidence.page, bbox=evidence.bbox, text=evidence.text, step="carry@1"
        )
    return replace(
        number, decision=Decision.REVIEW, evidence=evidence, reasons=(*number.reasons, "carried")
    )
