"""The nouns: geometry, ids, what a record knows of itself, and reprs that keep quiet."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given

from records.types import (
    BENIGN,
    BBox,
    Candidate,
    Decision,
    Evidence,
    Field,
    PageInfo,
    Problem,
    Reading,
    Source,
    Word,
    document_id,
    union,
)
from tests.fakes import SHA256, make_record
from tests.strategies import boxes

BOX = BBox(x0=10, top=20, x1=30, bottom=60)
SECRET = "Valdeluna"


def field(name: str = "subject.sex", *, decision: Decision = Decision.ACCEPTED) -> Field:
    return Field(name=name, reading=Reading.PRESENT, decision=decision)


def test_a_box_knows_its_size_and_middle() -> None:
    assert (BOX.width, BOX.height, BOX.area) == (20, 40, 800)
    assert (BOX.x_mid, BOX.y_mid) == (20, 40)


def test_boxes_apart_share_nothing() -> None:
    apart = BBox(x0=31, top=20, x1=40, bottom=60)
    assert BOX.overlap(apart) == 0


def test_half_a_box_shares_half() -> None:
    half = BBox(x0=20, top=20, x1=40, bottom=60)
    assert BOX.overlap(half) == 400


def test_two_points_share_no_area() -> None:
    point = BBox(x0=1, top=1, x1=1, bottom=1)
    assert point.overlap(point) == 0


def test_a_box_holds_another_by_its_middle() -> None:
    assert BOX.holds(BBox(x0=0, top=0, x1=40, bottom=80))
    assert not BOX.holds(BBox(x0=29, top=20, x1=40, bottom=60))


def test_growing_moves_each_side() -> None:
    assert BOX.grown(x=1, y=-2) == BBox(x0=9, top=22, x1=31, bottom=58)


@given(boxes(), boxes())
def test_overlap_is_mutual_and_no_larger_than_either(a: BBox, b: BBox) -> None:
    assert a.overlap(b) == pytest.approx(b.overlap(a))
    assert 0 <= a.overlap(b) <= min(a.area, b.area) + 1e-6


@given(boxes(), boxes())
def test_a_union_is_the_smallest_box_around_both(a: BBox, b: BBox) -> None:
    both = union((a, b))
    assert both.overlap(a) == pytest.approx(a.area)
    assert both.overlap(b) == pytest.approx(b.area)
    assert {both.x0, both.top, both.x1, both.bottom} <= {
        *(a.x0, a.top, a.x1, a.bottom),
        *(b.x0, b.top, b.x1, b.bottom),
    }


def test_ids_are_short_stable_and_tell_documents_apart() -> None:
    told = document_id(SHA256, first_page=1, page_count=2)
    assert len(told) == 16
    assert set(told) <= set("0123456789abcdef")
    assert told == document_id(SHA256, first_page=1, page_count=2)
    others = {
        document_id(SHA256, first_page=2, page_count=2),
        document_id(SHA256, first_page=1, page_count=3),
        document_id("0" * 64, first_page=1, page_count=2),
        document_id(SHA256, first_page=12, page_count=1),
        document_id(SHA256, first_page=1, page_count=21),
    }
    assert len(others | {told}) == 6


def test_a_field_is_found_by_name_and_index() -> None:
    second = replace(field(), index=1)
    record = replace(make_record(), fields=(field(), second))
    assert record.get("subject.sex", 1) is second
    assert record.get("subject.sex", 2) is None
    assert record.get("subject.age") is None


def test_fields_in_review_are_those_that_are_not_accepted() -> None:
    waiting = field("subject.age", decision=Decision.REVIEW)
    assert replace(make_record(), fields=(field(), waiting)).in_review == (waiting,)


def test_a_record_needs_attention_for_its_type_a_field_or_a_problem() -> None:
    settled = replace(make_record(), document_type_decision=Decision.ACCEPTED, fields=(field(),))
    assert not settled.needs_attention
    assert replace(settled, document_type_decision=Decision.REVIEW).needs_attention
    waiting = field(decision=Decision.REVIEW)
    assert replace(settled, fields=(waiting,)).needs_attention
    assert replace(settled, problems=(Problem(code="x", stage="y"),)).needs_attention


@pytest.mark.parametrize("code", sorted(BENIGN))
def test_a_benign_problem_alone_needs_nobody(code: str) -> None:
    settled = replace(make_record(), document_type_decision=Decision.ACCEPTED)
    told = replace(settled, problems=(Problem(code=code, stage="load", page=1),))
    assert not told.needs_attention
    assert replace(told, problems=(*told.problems, Problem(code="x", stage="y"))).needs_attention


def test_values_are_immutable() -> None:
    with pytest.raises(FrozenInstanceError):
        BOX.x0 = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        make_record().version = 3  # type: ignore[misc]


def test_a_new_version_is_another_record() -> None:
    record = make_record()
    assert record.with_version(4).version == 4
    assert record.version == 0


def test_no_repr_tells_what_a_page_says() -> None:
    evidence = Evidence(page=1, bbox=BOX, text=SECRET, step="zone@1")
    candidate = Candidate(
        value=SECRET, reading=Reading.PRESENT, evidence=evidence, score=1, reader=Source.OCR
    )
    told = replace(field(), value=SECRET, text=SECRET, evidence=evidence, candidates=(candidate,))
    record = replace(make_record(), files=(f"{SECRET}.pdf",), fields=(told,))
    word = Word(text=SECRET, bbox=BOX, score=1, source=Source.OCR)
    for value in (evidence, candidate, told, record, word):
        assert SECRET not in repr(value)
        assert SECRET not in str(value)


def test_pages_count_from_one_and_stand_upright_unless_told() -> None:
    page = PageInfo(number=1, width=612, height=792)
    assert (page.rotation, page.skew_deg, page.blank) == (0, 0, False)
