"""A benchmark run -> the section that docs/benchmarks.md gets: one table, causes, what got worse. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from benchmarks.history import Change, Run, Value, changes, moved
from evaluation.causes import ABOUT, Cause
from evaluation.figures import FIGURES
from evaluation.markdown import table
from evaluation.report import NOTHING

SHOWN: Final = (
    "type",
    "bundles",
    "precision",
    "recall",
    "f1",
    "f1_macro",
    "f1_lenient",
    "filled_blank",
    "filled_redacted",
    "filled_illegible",
    "filled_accepted",
    "accepted_values",
    "accepted_values_wrong",
    "accepted",
    "accepted_wrong",
    "grounded",
    "read",
    "read_exact",
    "word_error_rate",
    "answer_word_error_rate",
    "calibration_error",
)
"""Figures of documents that the table has room for; the history has them all."""
TITLES: Final = {figure.name: figure.title for figure in FIGURES}
GROUPS: Final = {
    "all": "all generated",
    "registered": "registered",
    "unseen": "unseen",
    "i213": "real I-213",
}
REAL: Final = "fara_third"
"""Not the group of earlier runs, which read all scans: their figures do not compare."""
CAUSES: Final = 6
CHANGES: Final = 12
DOCUMENTS: Final = 5


def section(run: Run, before: Run | None) -> str:
    """Return the section of a run, `before` being the last one of its kind."""
    parts = [
        f"### {run.date}, {run.commit}" + ("" if run.kind == "full" else f" ({run.kind})"),
        _what(run),
        _table(run.figures),
        *_real(run.figures.get(REAL, {})),
        _causes(run.causes),
        _since(run, before),
    ]
    return "\n\n".join(parts) + "\n"


def _what(run: Run) -> str:
    told = ", ".join(f"{what} {seconds} s" for what, seconds in run.seconds.items())
    return (
        f"{run.documents} generated documents on {run.page_count} pages ({run.pages}). {told}. "
        "In brackets 95 % intervals."
    )


def _table(figures: Mapping[str, Mapping[str, Value]]) -> str:
    groups = [group for group in GROUPS if group in figures]
    rows = (
        (TITLES[name], *(_cell(figures[group].get(name)) for group in groups))
        for name in SHOWN
        if any(name in figures[group] for group in groups)
    )
    return table(("", *(GROUPS[group] for group in groups)), rows)


def _real(figures: Mapping[str, Value]) -> Iterator[str]:
    """Yield the table of the real forms of another agency, nothing where they were not read."""
    if figures:
        rows = ((name, _cell(value), str(value.of)) for name, value in figures.items())
        yield table(("every third of the real FARA scans", "", "of"), rows)


def _causes(causes: Mapping[str, int]) -> str:
    total = sum(causes.values())
    if not total:
        return "No field of a generated page is wrong."
    ranked = sorted(causes.items(), key=lambda pair: -pair[1])[:CAUSES]
    told = "; ".join(f"{ABOUT[Cause(name)]} ({count / total:.0%})" for name, count in ranked)
    return f"{total} fields of generated pages are wrong: {told}."


def _since(run: Run, before: Run | None) -> str:
    if before is None:
        return "There is no earlier run to compare with."
    name = f"{before.date}, {before.commit}"
    if before.pages != run.pages:
        return f"The pages are others than those of the last run ({name}): not compared."
    found = changes(before, run)
    beyond = [c for c in found if c.worse and c.beyond]
    within = [c for c in found if c.worse and not c.beyond]
    better = [c for c in found if not c.worse]
    return "\n".join(
        (
            f"Since the last run ({name}):",
            "",
            f"- worse, beyond the interval: {_told(beyond)}",
            f"- worse, within it: {_told(within)}",
            f"- better: {_told(better)}",
            f"- documents: {_documents(before, run)}",
        )
    )


def _documents(before: Run, run: Run) -> str:
    found = moved(before, run)
    worse = [(key, change) for key, change in found if change < 0]
    most = ", ".join(f"{key} ({change:+.2f})" for key, change in worse[:DOCUMENTS])
    told = f"F1 rose in {len(found) - len(worse)} and fell in {len(worse)}"
    return f"{told}, most in {most}" if worse else told


def _told(found: Iterable[Change]) -> str:
    told = [
        f"{c.group}: {TITLES.get(c.figure, c.figure)} {c.before.value:.3f} to {c.after.value:.3f}"
        for c in found
    ]
    if not told:
        return "nothing"
    more = f"; {len(told) - CHANGES} more" if len(told) > CHANGES else ""
    return "; ".join(told[:CHANGES]) + more


def _cell(value: Value | None) -> str:
    if value is None:
        return NOTHING
    return f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"
