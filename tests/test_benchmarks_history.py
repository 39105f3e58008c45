"""What a benchmark says of the run before: what got worse, beyond chance or not, and what cannot be told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.history import Run, Value, append_run, changes, last_like, moved, read_runs
from benchmarks.section import section


def value(number: float) -> Value:
    return Value(value=number, low=number - 0.05, high=number + 0.05, of=100)


def run(figures: dict[str, float] | None = None, **more: Any) -> Run:
    told = {"recall": 0.7, "accepted_values_wrong": 0.1, **(figures or {})}
    return Run(
        **{
            "date": "2020-01-02",
            "commit": "0123456789",
            "kind": "full",
            "pages": "abc",
            "documents": 300,
            "page_count": 450,
            "seconds": {"drawing": 9, "reading": 700},
            "figures": {"unseen": {name: value(number) for name, number in told.items()}},
            "causes": {"misread": 30, "not_found": 10},
            **more,
        }
    )


def test_runs_are_kept_in_order(tmp_path: Path) -> None:
    path = tmp_path / "new" / "history.jsonl"
    assert read_runs(path) == ()
    append_run(path, run())
    append_run(path, run(kind="quick"))
    assert read_runs(path) == (run(), run(kind="quick"))


def test_a_run_is_compared_with_the_last_of_its_kind() -> None:
    first, second, quick = run(date="2020-01-01"), run(date="2020-01-02"), run(kind="quick")
    assert last_like(run(), (first, second, quick)) == second
    assert last_like(run(kind="quick"), (first, second)) is None


@pytest.mark.parametrize(
    ("figure", "after", "beyond", "worse"),
    [
        ("recall", 0.6, True, True),
        ("recall", 0.68, False, True),
        ("recall", 0.8, True, False),
        ("accepted_values_wrong", 0.2, True, True),
        ("accepted_values_wrong", 0.08, False, False),
    ],
)
def test_a_change_is_told_as_what_it_is(
    figure: str, after: float, beyond: bool, worse: bool
) -> None:
    (change,) = changes(run(), run({figure: after}))
    assert (change.figure, change.beyond, change.worse) == (figure, beyond, worse)


def test_a_hair_is_no_change() -> None:
    assert changes(run(), run({"recall": 0.697})) == ()


def test_the_section_tells_what_got_worse_first() -> None:
    told = section(run({"recall": 0.6, "accepted_values_wrong": 0.09}), run())
    assert "worse, beyond the interval: unseen: recall 0.700 to 0.600" in told
    assert "better: unseen: wrong among the accepted values 0.100 to 0.090" in told
    assert "| recall | 0.600 (0.550 to 0.650) |" in told
    assert "other words were read where the value stands (75%)" in told


def test_the_section_names_the_documents_that_lost_most() -> None:
    before = run(by_document={"a": (4, 4, 4), "b": (2, 4, 4), "c": (1, 1, 1), "d": (0, 0, 0)})
    after = run(by_document={"a": (2, 4, 4), "b": (3, 4, 4), "c": (1, 1, 1), "d": (0, 0, 0)})
    assert moved(before, after) == (("a", -0.5), ("b", 0.25))
    assert "F1 rose in 1 and fell in 1, most in a (-0.50)" in section(after, before)


def test_other_pages_are_not_compared() -> None:
    told = section(run({"recall": 0.1}, pages="xyz"), run())
    assert "not compared" in told
    assert "worse" not in told


def test_the_first_run_says_so() -> None:
    assert "no earlier run" in section(run(), None)
