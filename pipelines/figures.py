"""What the report's plots show: rows with their counts and bars, and the pace of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from markupsafe import Markup

from pipelines.bars import bar, spread, strip
from pipelines.display import (
    CAUSE_LABELS,
    KIND_LABELS,
    PROBLEM_LABELS,
    READING_LABELS,
    REASON_LABELS,
    in_words,
)
from pipelines.outcome import FileOutcome, RunSummary
from pipelines.plots import Plot, Series, axis, draw, steps, until
from pipelines.totals import Standing, Totals
from records.errors import NEXT_STEP, Reason
from records.types import Decision, Reading

Key = TypeVar("Key", bound=str)

ROWS_SHOWN: Final = 8
"""Reasons and problems that stand in the open; rarer ones are folded away."""
LEAST_STEPS: Final = 4
"""Steps of a run below which its pace is a number and no plot."""
MINUTES_FROM_S: Final = 180.0
HOURS_FROM_S: Final = 3 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row of a table that is a plot: what is counted, the counts, and the bars beside them."""

    key: str
    label: str
    counts: tuple[int, ...]
    bars: tuple[Markup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """Values of one kind: where they stand and, once it is calibrated, how their confidence lies."""

    label: str
    counts: Mapping[Standing, int]
    bar: Markup
    calibrated: int
    middle: float | None
    strip: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRow:
    """Files that failed for one reason, and what to do about them."""

    reason: Reason
    count: int
    bar: Markup
    what_to_do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceFigure:
    """Pages a minute over the run, drawn and as (from, to, rate), in seconds."""

    drawing: Markup
    rows: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that the index draws."""

    values: FigureRow
    documents: FigureRow
    causes: tuple[FigureRow, ...]
    reasons: tuple[FigureRow, ...]
    types: tuple[FigureRow, ...]
    kinds: tuple[KindRow, ...]
    calibrated: int
    certified: int
    readings: tuple[FigureRow, ...]
    problems: tuple[FigureRow, ...]
    failures: tuple[FailureRow, ...]
    pace: PaceFigure | None
    rows_shown: int = ROWS_SHOWN


def make_figures(
    totals: Totals,
    outcomes: Iterable[FileOutcome],
    run: RunSummary | None,
    titles: Mapping[str, str],
) -> Figures:
    """Return the plots of everything that was counted; `titles` names document types."""
    return Figures(
        values=_values(totals),
        documents=_documents(totals),
        causes=_causes(totals),
        reasons=_reasons(totals),
        types=_types(totals, titles),
        kinds=_kinds(totals),
        calibrated=totals.confidence.total(),
        certified=totals.certified,
        readings=_readings(totals),
        problems=_problems(totals),
        failures=_failures(outcomes),
        pace=_pace(run) if run else None,
    )


def _values(totals: Totals) -> FigureRow:
    by_standing: Counter[Standing] = Counter()
    for (_, standing), count in totals.kinds.items():
        by_standing[standing] += count
    accepted, person = by_standing[Standing.ACCEPTED], by_standing[Standing.PERSON]
    waiting = by_standing.total() - accepted - person
    parts = (("accepted", accepted), ("person", person), ("review", waiting))
    return _row("values", "Values", (accepted, person, waiting), (parts, by_standing.total()))


def _documents(totals: Totals) -> FigureRow:
    done, attention = totals.with_status("done"), totals.with_status("attention")
    parts = (("accepted", done), ("review", attention))
    return _row("documents", "Documents", (done, attention), (parts, totals.documents))


def _causes(totals: Totals) -> tuple[FigureRow, ...]:
    most = max(totals.causes.values(), default=0)
    return tuple(
        _row(cause, CAUSE_LABELS[cause], (count,), ((("review", count),), most))
        for cause, count in _ranked(totals.causes)
    )


def _reasons(totals: Totals) -> tuple[FigureRow, ...]:
    most = max(totals.reasons.values(), default=0)
    rows = []
    for code, count in _ranked(totals.reasons):
        alone = totals.only_reasons[code]
        parts = (("review", alone), ("shared", count - alone))
        rows.append(_row(code, in_words(code, REASON_LABELS), (count, alone), (parts, most)))
    return tuple(rows)


def _types(totals: Totals, titles: Mapping[str, str]) -> tuple[FigureRow, ...]:
    names = {name for name, _ in totals.types}
    most_documents = max((_of_type(totals, name).total() for name in names), default=0)
    rows = []
    for name in names:
        documents = _of_type(totals, name)
        done, attention = documents["done"], documents["attention"]
        accepted = totals.type_values[name, Decision.ACCEPTED]
        waiting = totals.type_values[name, Decision.REVIEW]
        rows.append(
            _row(
                name,
                titles.get(name, name),
                (done, attention, accepted, waiting),
                ((("accepted", done), ("review", attention)), most_documents),
                ((("accepted", accepted), ("review", waiting)), accepted + waiting),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.counts[1], -sum(row.counts[:2]), row.label)))


def _of_type(totals: Totals, name: str) -> Counter[str]:
    return Counter({status: n for (of, status), n in totals.types.items() if of == name})


def _kinds(totals: Totals) -> tuple[KindRow, ...]:
    counted: dict[str, Counter[Standing]] = {}
    for (kind, standing), count in totals.kinds.items():
        counted.setdefault(kind, Counter())[standing] += count
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    return tuple(_kind(totals, kind, counts) for kind, counts in ranked)


def _kind(totals: Totals, kind: str, counts: Counter[Standing]) -> KindRow:
    confidence = {value: n for (of, value), n in totals.confidence.items() if of == kind}
    lies = spread(confidence) if confidence else None
    return KindRow(
        label=in_words(kind, KIND_LABELS),
        counts=counts,
        bar=bar(((standing, counts[standing]) for standing in Standing), whole=counts.total()),
        calibrated=sum(confidence.values()),
        middle=lies.middle if lies else None,
        strip=strip(lies) if lies else None,
    )


def _readings(totals: Totals) -> tuple[FigureRow, ...]:
    pairs = {
        reading: (
            totals.values[reading, Decision.ACCEPTED],
            totals.values[reading, Decision.REVIEW],
        )
        for reading in Reading
    }
    most = max(map(sum, pairs.values()))
    return tuple(
        _row(reading, READING_LABELS[reading], pair, (_decided(pair), most))
        for reading, pair in pairs.items()
    )


def _problems(totals: Totals) -> tuple[FigureRow, ...]:
    most = max(totals.problem_documents.values(), default=0)
    ranked = sorted(
        totals.problems.items(),
        key=lambda pair: (-totals.problem_documents[pair[0]], -pair[1], pair[0]),
    )
    rows = []
    for code, times in ranked:
        documents = totals.problem_documents[code]
        parts = (("plain", documents),)
        label = in_words(code, PROBLEM_LABELS)
        rows.append(_row(code, label, (documents, times), (parts, most)))
    return tuple(rows)


def _failures(outcomes: Iterable[FileOutcome]) -> tuple[FailureRow, ...]:
    failed = Counter(o.reason or Reason.INTERNAL for o in outcomes if o.status == "failed")
    most = max(failed.values(), default=0)
    return tuple(
        FailureRow(
            reason=reason,
            count=count,
            bar=bar((("failed", count),), whole=most),
            what_to_do=NEXT_STEP[reason],
        )
        for reason, count in _ranked(failed)
    )


def _decided(pair: tuple[int, int]) -> tuple[tuple[str, int], ...]:
    return (("accepted", pair[0]), ("review", pair[1]))


def _row(
    key: str,
    label: str,
    counts: tuple[int, ...],
    *drawn: tuple[Sequence[tuple[str, int]], int],
) -> FigureRow:
    bars = tuple(bar(parts, whole=whole) for parts, whole in drawn)
    return FigureRow(key=key, label=label, counts=counts, bars=bars)


def _ranked(counts: Counter[Key]) -> list[tuple[Key, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))


def _pace(run: RunSummary) -> PaceFigure | None:
    rates, edges = run.pace.pages_a_minute, run.pace.edges_s
    if not run.pages or len(rates) < LEAST_STEPS:
        return None
    unit, words = _unit(run.seconds)
    told = [edge / unit for edge in edges]
    mean = 60 * run.pages / run.seconds
    plot = Plot(
        key="pace",
        title="Pages read a minute, over the run",
        about=f"From {min(rates):.1f} to {max(rates):.1f} pages a minute, {mean:.1f} on average.",
        x=until(words, told[-1]),
        y=axis("pages a minute", *rates),
        series=(
            Series(label="pages a minute", points=steps(told, rates), mark="area"),
            Series(label=f"average {mean:.1f}", points=((0, mean), (told[-1], mean)), mark="guide"),
        ),
    )
    rows = tuple(zip(edges, edges[1:], rates, strict=False))
    return PaceFigure(drawing=draw(plot), rows=rows)


def _unit(seconds: float) -> tuple[float, str]:
    """Return the seconds of the unit in which a time of that length is told, and its words."""
    if seconds >= HOURS_FROM_S:
        return 3600.0, "hours since the start"
    if seconds >= MINUTES_FROM_S:
        return 60.0, "minutes since the start"
    return 1.0, "seconds since the start"
