"""What is told of a wrong field: the first step of the work that went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from evaluation.causes import ABOUT, Cause
from evaluation.errors import by_cause, confusions, rows, wrong_fields
from evaluation.judging import judge
from evaluation.matching import match
from evaluation.verdicts import Judged
from records.types import BBox, Decision, Field, Reading, Record
from tests.truth_by_hand import document, fact, known, perfect, small_truth

Records = tuple[Record, ...]
ALONE: Final = 2
"""Which record of `small_truth` is the one of a file of its own."""
NAME: Final = "subject.full_name"
NUMBER: Final = "subject.a_number"


def judged(records: Records, **read: Any) -> list[Judged]:
    truths = small_truth()
    told = known(truths, **read)
    return [document for file in match(truths, records) for document in judge(file, told)]


def causes(records: Records, **read: Any) -> list[tuple[str, Cause]]:
    return [(w.verdict.name, w.cause) for w in wrong_fields(judged(records, **read))]


def changed(change: Callable[[Record], Record], at: int = ALONE) -> Records:
    return tuple(change(r) if n == at else r for n, r in enumerate(perfect(small_truth())))


def with_field(name: str, change: Callable[[Field], Field | None], at: int = ALONE) -> Records:
    def apply(record: Record) -> Record:
        fields = (change(f) if f.name == name else f for f in record.fields)
        return replace(record, fields=tuple(f for f in fields if f is not None))

    return changed(apply, at)


def empty(f: Field) -> Field:
    return replace(f, value=None, reading=Reading.BLANK)


def elsewhere(f: Field) -> Field:
    far = BBox(x0=300.0, top=600.0, x1=400.0, bottom=610.0)
    cited = replace(f.evidence, bbox=far) if f.evidence is not None else None
    return replace(f, value="Form Number Nine", evidence=cited)


FOUND: Final[dict[Cause, tuple[Records, dict[str, Any]]]] = {
    Cause.NOT_READ: (with_field(NAME, lambda f: None), {"lost": ("Rosa", "Amelia", "Montefaro")}),
    Cause.MISREAD: (with_field(NAME, lambda f: None), {"misread": {"Montefaro": "Montelaro"}}),
    Cause.NOT_FOUND: (with_field(NAME, lambda f: None), {}),
    Cause.SAID_EMPTY: (with_field(NAME, empty), {}),
    Cause.WRONG_PLACE: (with_field(NAME, elsewhere), {}),
    Cause.NOT_UNDERSTOOD: (with_field(NAME, lambda f: replace(f, value="Rosa Amelia")), {}),
}


@pytest.mark.parametrize("cause", FOUND)
def test_the_cause_of_a_lost_value_is_the_first_step_that_failed(cause: Cause) -> None:
    records, read = FOUND[cause]
    assert causes(records, **read) == [(NAME, cause)]


def test_a_value_under_another_name_is_told_from_one_that_is_not_found() -> None:
    found = causes(with_field(NAME, lambda f: replace(f, name="sponsor.full_name")))
    assert found == [("sponsor.full_name", Cause.NOT_ASKED), (NAME, Cause.ELSEWHERE)]


def test_fields_of_a_document_taken_for_another_type_are_told_so() -> None:
    records = changed(lambda r: replace(r, document_type="narrative", fields=()))
    assert causes(records) == [(NAME, Cause.WRONG_TYPE), (NUMBER, Cause.WRONG_TYPE)]
    assert confusions(judged(records)) == {("dhs_i213", "narrative"): 1}


def test_fields_of_a_page_on_its_head_are_told_so() -> None:
    turned = changed(
        lambda r: replace(r, pages=(replace(r.pages[0], rotation=180),), fields=()),
    )
    assert {cause for _, cause in causes(turned)} == {Cause.TURNED}


def test_fields_of_a_file_without_records_are_told_so() -> None:
    assert {cause for _, cause in causes(perfect(small_truth())[:2])} == {Cause.NO_RECORD}


def test_a_value_in_an_empty_place_is_told_from_a_wrong_word_for_it() -> None:
    filled = with_field(
        "sponsor.phone", lambda f: replace(f, value="+15125550147", reading=Reading.PRESENT), at=0
    )
    assert causes(filled) == [("sponsor.phone", Cause.FILLED)]
    other = with_field("sponsor.phone", lambda f: replace(f, reading=Reading.ILLEGIBLE), at=0)
    assert causes(other) == [("sponsor.phone", Cause.WRONG_READING)]


def test_every_cause_is_explained() -> None:
    assert set(ABOUT) == set(Cause)


def test_what_was_accepted_and_is_wrong_comes_first() -> None:
    (one, *rest) = with_field(NAME, lambda f: replace(f, value="Rosa"))
    waiting = replace(
        one,
        fields=tuple(
            replace(f, value="Who", decision=Decision.REVIEW) if f.name == NAME else f
            for f in one.fields
        ),
    )
    wrong = wrong_fields(judged((waiting, *rest)))
    assert [w.verdict.released for w in wrong] == [True, False]
    assert by_cause(wrong) == {Cause.NOT_UNDERSTOOD: {"registered": 2}}


def test_a_listing_says_where_to_look_and_not_what_stands_there() -> None:
    (row,) = rows(wrong_fields(judged(with_field(NAME, empty))))
    assert (row["file"], row["page"], row["field"], row["cause"]) == (
        *("b.pdf", 1, NAME),
        Cause.SAID_EMPTY.value,
    )
    assert "Montefaro" not in str(row)


def test_rows_of_a_table_are_paired_by_what_they_say() -> None:
    truth = document(
        "c",
        *(
            fact(f"sibling.{what}", value, index=at, line=2 * at + of)
            for at, row in enumerate((("Ana", "9"), ("Eva", "7"), ("Luz", "4")))
            for of, (what, value) in enumerate(zip(("full_name", "age"), row, strict=True))
        ),
        file="c.pdf",
    )
    (record,) = perfect((truth,))
    fields = tuple(replace(f, index=f.index - 1) for f in record.fields if f.index)
    (found,) = (
        document
        for file in match((truth,), (replace(record, fields=fields),))
        for document in judge(file, known((truth,)))
    )
    assert sum(v.exact for v in found.fields) == 4
    assert [v.index for v in found.fields if not v.valued] == [0, 0]


def test_a_row_put_together_from_two_stays_wrong() -> None:
    truth = document(
        "c",
        fact("sibling.full_name", "Ana", index=0, line=0),
        fact("sibling.age", "9", index=0, line=1),
        fact("sibling.full_name", "Eva", index=1, line=2),
        fact("sibling.age", "7", index=1, line=3),
        file="c.pdf",
    )
    (record,) = perfect((truth,))
    crossed = tuple(
        replace(f, index=1 - f.index) if f.name == "sibling.age" else f for f in record.fields
    )
    (found,) = (
        document
        for file in match((truth,), (replace(record, fields=crossed),))
        for document in judge(file, known((truth,)))
    )
    assert sum(v.exact for v in found.fields) == 2


def test_a_value_that_another_field_rightly_has_is_not_taken_for_a_stray() -> None:
    truth = document(
        "c",
        fact("subject.sex", "F"),
        fact("sponsor.sex", "F", line=1),
        file="c.pdf",
    )
    (record,) = perfect((truth,))
    (found,) = (
        document
        for file in match((truth,), (replace(record, fields=record.fields[:1]),))
        for document in judge(file, known((truth,)))
    )
    assert [v.cause for v in found.fields] == [None, Cause.NOT_FOUND]
