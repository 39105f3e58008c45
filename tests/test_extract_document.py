from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from extract.document import make_records
from extract.page import ReadPage
from records.types import Decision, Problem, Record, document_id
from tests.strategies import (
    CONTINUATION,
    blank_page,
    form_set,
    make_page,
    page_of,
    page_streams,
    spec,
    stacked,
    steady,
)

SHA256 = "0" * 64


def records(*pages: ReadPage, problems: tuple[Problem, ...] = ()) -> tuple[Record, ...]:
    return make_records(pages, forms=form_set(), sha256=SHA256, files=("a.pdf",), problems=problems)


def stream(*kinds: str) -> tuple[Record, ...]:
    return records(*(page_of(kind, n) for n, kind in enumerate(kinds, start=1)))


def codes(record: Record) -> list[str]:
    return [p.code for p in record.problems]


@steady
@given(page_streams())
def test_every_page_is_in_exactly_one_record(pages: tuple[ReadPage, ...]) -> None:
    made = records(*pages)
    assert [p.number for r in made for p in r.pages] == [p.number for p in pages]
    assert len({r.document_id for r in made}) == len(made)


@steady
@given(page_streams())
def test_nothing_is_certified_or_sure_of_itself(pages: tuple[ReadPage, ...]) -> None:
    for field in (f for r in records(*pages) for f in r.fields):
        assert field.confidence is None
        assert field.certificate is None
        assert field.decision is Decision.REVIEW or not field.reasons


def test_a_record_is_named_by_its_file_and_its_pages() -> None:
    first, second = stream("release", "blank", "alien")
    assert first.document_id == document_id(SHA256, first_page=1, page_count=2)
    assert second.document_id == document_id(SHA256, first_page=3, page_count=1)
    assert (first.sha256, first.files, first.version) == (SHA256, ("a.pdf",), 0)


def test_a_record_has_the_type_and_the_fields_of_its_form() -> None:
    (record,) = stream("release")
    assert record.document_type == "orr_verification_of_release"
    field = record.get("subject.family_name")
    assert field is not None
    assert (field.value, field.decision) == ("SPECIMEN", Decision.REVIEW)
    assert record.get("release.date") is not None


def test_a_blank_cover_does_not_hide_the_type() -> None:
    (record,) = records(blank_page(1), page_of("release", 2))
    assert record.document_type == "orr_verification_of_release"


def test_blank_pages_and_pages_without_words_are_reported() -> None:
    (record,) = stream("release", "blank")
    assert codes(record) == ["blank_page"]
    (record,) = stream("no_words")
    assert codes(record) == ["no_words"]
    assert record.document_type == "unknown"


def test_a_page_without_words_says_so_whatever_benign_problem_it_has() -> None:
    assumed = Problem(code="dpi_assumed", stage="load", page=1)
    (record,) = records(replace(page_of("no_words", 1), problems=(assumed,)))
    assert codes(record) == ["dpi_assumed", "no_words"]
    stopped = Problem(code="reading_stopped", stage="read", page=1)
    (record,) = records(replace(page_of("no_words", 1), problems=(stopped,)))
    assert codes(record) == ["reading_stopped"]


def test_every_document_of_a_file_carries_the_files_problems() -> None:
    problem = Problem(code="javascript", stage="load")
    pages = (page_of("release", 1), page_of("alien", 2))
    assert all(problem in r.problems for r in records(*pages, problems=(problem,)))


def test_a_pages_problem_stays_with_its_document() -> None:
    problem = Problem(code="hidden_text", stage="read", page=2)
    bad = replace(page_of("alien", 2), problems=(problem,))
    first, second = records(page_of("release", 1), bad)
    assert problem not in first.problems
    assert problem in second.problems


SURE = ("Verification of Release", "Last name: A", "First name: B", "Date of birth: 2010-01-02")


@pytest.mark.parametrize("code", ["", "hidden_text", "parser_disagreement"])
def test_a_type_is_released_unless_the_document_is_in_doubt(code: str) -> None:
    more = ("Country of birth: HONDURAS", "Alien number: none", "Date of release: none", "Form R-1")
    problems = (Problem(code=code, stage="load", page=1),) if code else ()
    (record,) = records(make_page(stacked(*SURE, *more)), problems=problems)
    wanted = Decision.REVIEW if code else Decision.ACCEPTED
    assert record.document_type_decision is wanted


def test_unknown_and_narrative_types_are_never_released() -> None:
    for kind in ("noise", "narrative"):
        (record,) = stream(kind)
        assert record.document_type_decision is Decision.REVIEW


# ---- what a continuation sheet carries on -------------------------------------------------------


def test_a_continuation_sheet_gets_the_a_number_of_the_page_before() -> None:
    alien, sheet = stream("alien", "continuation")
    carried, source = sheet.get("subject.a_number"), alien.get("subject.a_number")
    assert carried is not None and source is not None
    assert (carried.value, carried.decision) == ("A012345678", Decision.REVIEW)
    assert carried.evidence is not None and source.evidence is not None
    assert (carried.evidence.page, carried.evidence.bbox) == (1, source.evidence.bbox)
    assert carried.evidence.step == "carry@1"
    assert "carried" in carried.reasons


def test_a_continuation_sheet_of_nothing_gets_no_a_number() -> None:
    (alone,) = stream("continuation")
    assert alone.get("subject.a_number") is None
    _, after = stream("release", "continuation")
    field = after.get("subject.a_number")
    assert field is None or field.value is None


def numbered(text: str, *, number: int, sheet: bool) -> ReadPage:
    title = "Continuation Page for Form I-213" if sheet else "Record of Deportable Alien"
    return make_page(
        stacked(title, f"File number: {text}", "Form I-831" if sheet else "Form I-213"),
        number=number,
    )


def test_a_continuation_sheet_with_another_a_number_puts_both_in_doubt() -> None:
    form = CONTINUATION.model_copy(
        update={"fields": (*CONTINUATION.fields, spec("subject.a_number", "File number"))}
    )
    forms = form_set().model_copy(update={"forms": {**form_set().forms, form.type: form}})
    for number, doubted in (("A012345678", False), ("A012345679", True)):
        pages = (
            numbered("A012345678", number=1, sheet=False),
            numbered(number, number=2, sheet=True),
        )
        made = make_records(pages, forms=forms, sha256=SHA256, files=("a.pdf",))
        assert [r.document_type for r in made] == ["dhs_i213", "dhs_i831"]
        for record in made:
            field = record.get("subject.a_number")
            assert field is not None and field.value is not None
            assert ("pages_differ" in field.reasons) is doubted
            assert ("pages_differ" in codes(record)) is doubted


def test_another_form_gets_no_a_number_from_the_page_before() -> None:
    _, release = stream("alien", "release")
    field = release.get("subject.a_number")
    assert field is not None and field.value is None


def test_spanish_pages_make_a_spanish_record() -> None:
    (record,) = records(make_page(stacked("Nombre de la madre y del menor en el país")))
    assert record.language == "es"


def test_a_record_does_not_print_its_values() -> None:
    (record,) = stream("release")
    assert "SPECIMEN" not in repr(record)


def test_a_paper_that_nothing_says_begins_waits_where_others_lie_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extract.document.is_begun_unsurely", lambda group: True)
    made = stream("release", "alien")
    reasons = [{r for f in record.fields for r in f.reasons} for record in made]
    assert ["begun_unsurely" in told for told in reasons] == [False, True]
    assert all(f.decision is Decision.REVIEW for f in made[1].fields)
