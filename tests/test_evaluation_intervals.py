"""Intervals: a bootstrap over documents that holds what it promises, and the same one each time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.intervals import Estimate, estimate, exact_reach
from evaluation.verdicts import Judged, Verdict, Whole
from records.types import Reading


def judged(*, right: int, wrong: int, documents: int) -> list[Judged]:
    """Return documents that are alike: each with as many right and as many wrong fields."""
    verdict = Verdict(
        name="subject.full_name",
        index=0,
        kind="full_name",
        fill="print",
        page=1,
        asked=Reading.PRESENT,
        stated=Reading.PRESENT,
        valued=True,
    )
    good = replace(verdict, exact=True, lenient=True, right=True)
    whole = Whole(
        stated_type="narrative",
        type_right=True,
        type_released=True,
        cut_right=True,
        bundle_right=None,
        pages=1,
        pages_upright=1,
    )
    document = Judged(
        key="k",
        file="k.pdf",
        document_id="0" * 16,
        stratum="unseen",
        fill="print",
        damage=0,
        language="en",
        document_type="narrative",
        text_layer="none",
        whole=whole,
        fields=(good,) * right + (verdict,) * wrong,
    )
    return [document] * documents


def precision(documents: list[Judged]) -> Estimate:
    return estimate(documents)["precision"]


def test_the_same_documents_give_the_same_interval() -> None:
    documents = judged(right=2, wrong=0, documents=9) + judged(right=0, wrong=3, documents=4)
    assert precision(documents) == precision(documents)


def test_fields_of_one_document_stand_and_fall_together() -> None:
    apart = judged(right=1, wrong=0, documents=80) + judged(right=0, wrong=1, documents=20)
    together = judged(right=10, wrong=0, documents=8) + judged(right=0, wrong=10, documents=2)
    wide, narrow = precision(together), precision(apart)
    assert wide.value == narrow.value == 0.8
    assert wide.low is not None and narrow.low is not None
    assert wide.low < narrow.low - 0.1


def test_the_interval_of_single_questions_is_about_the_binomial_one() -> None:
    found = precision(
        judged(right=1, wrong=0, documents=80) + judged(right=0, wrong=1, documents=20)
    )
    spread = 1.96 * (0.8 * 0.2 / 100) ** 0.5
    assert found.low == pytest.approx(0.8 - spread, abs=0.02)
    assert found.high == pytest.approx(0.8 + spread, abs=0.02)


def test_nothing_seen_is_not_nothing_there() -> None:
    found = precision(judged(right=3, wrong=0, documents=20))
    assert found.value == found.high == 1.0
    assert found.low == pytest.approx(1 - exact_reach(20))
    assert exact_reach(20) == pytest.approx(0.168, abs=0.001)


def test_f1_of_nothing_found_is_as_unsure_as_recall() -> None:
    documents = judged(right=0, wrong=2, documents=6)
    found = estimate(documents)
    assert found["f1"].value == 0.0
    assert found["f1"].high == found["recall"].high == pytest.approx(exact_reach(6))


def test_one_document_says_nothing_of_others() -> None:
    found = precision(judged(right=6, wrong=1, documents=1))
    assert found.value == pytest.approx(6 / 7)
    assert (found.low, found.high) == (0.0, 1.0)


def test_of_nothing_there_is_no_figure() -> None:
    found = estimate([])["precision"]
    assert found == Estimate(value=None, low=None, high=None, count=0)
