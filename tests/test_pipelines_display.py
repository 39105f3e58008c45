"""Plain words for codes: each has some, and each problem says what to do."""

from __future__ import annotations

import pytest

from pipelines.display import PROBLEM_LABELS, PROBLEM_STEPS, problem_step
from records.errors import NEXT_STEP, Reason
from records.types import BENIGN, Problem


def test_every_problem_that_needs_somebody_says_what_to_do() -> None:
    assert PROBLEM_STEPS.keys() == PROBLEM_LABELS.keys() - BENIGN


@pytest.mark.parametrize("reason", list(Reason))
def test_where_reading_stopped_the_reason_says_what_to_do(reason: Reason) -> None:
    for detail in (reason.value, f"{reason}: 12 pixels"):
        problem = Problem(code="reading_stopped", stage="read", page=2, detail=detail)
        assert problem_step(problem) == NEXT_STEP[reason]


@pytest.mark.parametrize("problem", [("reading_stopped", "odd"), ("odd", "internal")])
def test_a_code_without_words_still_has_a_step(problem: tuple[str, str]) -> None:
    code, detail = problem
    assert problem_step(Problem(code=code, stage="read", detail=detail))
