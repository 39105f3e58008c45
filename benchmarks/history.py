"""What benchmarks said before, one JSON object a line, and what got worse since. Pure but for the file.

A run is compared with the last one of its kind on the same pages: other pages give other figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from evaluation.figures import FIGURES
from evaluation.intervals import Estimate

LEAST: Final = 0.005
"""A change that small is not told where it lies within the interval."""
BETTER: Final = {figure.name: figure.better for figure in FIGURES}
"""Which way is better; figures of other scripts are better when higher, unless named `..._wrong`."""


class Value(BaseModel):
    """A figure with its interval, and of how many it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    value: float
    low: float
    high: float
    of: int


class Run(BaseModel):
    """One benchmark run. `pages` is a digest of what was read; `figures` is group -> figure -> value.

    `commit` ends in "+" where the working tree had changes that were not committed. `by_document` is key ->
    how many values are right, are stated and are wanted, so that the next run can say where it differs.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    date: str
    commit: str
    kind: Literal["full", "quick"]
    pages: str
    documents: int
    page_count: int
    seconds: Mapping[str, int]
    figures: Mapping[str, Mapping[str, Value]]
    causes: Mapping[str, int]
    by_document: Mapping[str, tuple[int, int, int]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure that differs from the last run. `beyond`: the new value lies outside the old interval."""

    group: str
    figure: str
    before: Value
    after: Value
    beyond: bool
    worse: bool


def values(estimates: Mapping[str, Estimate]) -> dict[str, Value]:
    """Return estimates for keeping, rounded to four places; those of nothing are left out."""
    return {
        name: Value(
            value=round(found.value, 4),
            low=round(found.low, 4),
            high=round(found.high, 4),
            of=found.count,
        )
        for name, found in estimates.items()
        if found.value is not None and found.low is not None and found.high is not None
    }


def read_runs(path: Path) -> tuple[Run, ...]:
    """Return the runs of a history, oldest first; none where there is no file."""
    if not path.is_file():
        return ()
    return tuple(
        Run.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()
    )


def append_run(path: Path, run: Run) -> None:
    """Add a run to a history."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(run.model_dump_json() + "\n")


def last_like(run: Run, runs: Sequence[Run]) -> Run | None:
    """Return the last run of the same kind, or None where there is none."""
    return next((before for before in reversed(runs) if before.kind == run.kind), None)


def changes(before: Run, after: Run) -> tuple[Change, ...]:
    """Return the figures that changed, worse ones first, those beyond the interval first of these."""
    found = sorted(_changes(before, after), key=lambda c: (not c.worse, not c.beyond))
    return tuple(change for change in found if change.beyond or _size(change) >= LEAST)


def moved(before: Run, after: Run) -> tuple[tuple[str, float], ...]:
    """Return the documents whose F1 changed and by how much, the greatest loss first."""
    found = [
        (key, _f1(after.by_document[key]) - _f1(counts))
        for key, counts in before.by_document.items()
        if key in after.by_document
    ]
    return tuple(sorted((pair for pair in found if pair[1]), key=lambda pair: pair[1]))


def _f1(counts: tuple[int, int, int]) -> float:
    right, stated, wanted = counts
    return 2 * right / (stated + wanted) if stated + wanted else 1.0


def _changes(before: Run, after: Run) -> Iterator[Change]:
    for group, figures in after.figures.items():
        for name, new in figures.items():
            old = before.figures.get(group, {}).get(name)
            if old is not None and old.value != new.value:
                yield Change(
                    group=group,
                    figure=name,
                    before=old,
                    after=new,
                    beyond=not old.low <= new.value <= old.high,
                    worse=(new.value < old.value) == _is_better_higher(name),
                )


def _is_better_higher(name: str) -> bool:
    return BETTER.get(name, "lower" if name.endswith("_wrong") else "higher") == "higher"


def _size(change: Change) -> float:
    return abs(change.after.value - change.before.value)
