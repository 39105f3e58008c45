"""Scores -> JSON and Markdown. They hold names of fields and numbers, no text of a page. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from evaluation import alike, boxes, intervals, judging, matching, reading, rows
from evaluation.causes import ABOUT
from evaluation.errors import by_cause, confusions, wrong_fields
from evaluation.errors import rows as error_rows
from evaluation.figures import FIGURES, Figure
from evaluation.intervals import Estimate
from evaluation.markdown import table
from evaluation.plots import plots, reliability_rows, risk_rows, tables
from evaluation.scores import ALL, NOT_SAID, Estimates, Part, Scores
from evaluation.scores import RULE as GROUPS_RULE

SCHEMA: Final = "casefile-evaluation/1"
RULES: Final = {
    "documents": matching.RULE,
    "groups": GROUPS_RULE,
    "fields": judging.RULE,
    "rows": rows.RULE,
    "lenient": alike.RULE,
    "boxes": boxes.RULE,
    "words": reading.RULE,
    "intervals": intervals.RULE,
}
HEADLINE_OF_GROUPS: Final = (
    "type",
    "precision",
    "recall",
    "f1",
    "f1_lenient",
    "accepted_values",
    "accepted_values_wrong",
    "filled_blank",
)
HEADLINE_OF_PARTS: Final = (
    "precision",
    "recall",
    "f1",
    "f1_lenient",
    "accepted_values",
    "accepted_values_wrong",
)
"""Figures that the tables of groups, and of fields and kinds, have room for; JSON has them all."""
LISTED: Final = (
    "Every wrong field stands in errors.jsonl with its cause. `--crops N` draws N of them: green is the "
    "place of the value, orange what the record cites."
)
NOTHING: Final = "-"


def to_json(scores: Scores) -> str:
    """Return all figures as JSON, indented, ending in a newline."""
    body = {
        "schema": SCHEMA,
        "documents": len(scores.judged),
        "documents_without_record": scores.missing,
        "records_unknown_to_truth": scores.unknown,
        "rules": RULES,
        "overall": _numbers(scores.overall),
        "causes": {
            cause.value: dict(strata)
            for cause, strata in by_cause(wrong_fields(scores.judged)).items()
        },
        "types_taken_for_others": [
            {"type": wanted, "stated": stated, "documents": count}
            for (wanted, stated), count in confusions(scores.judged).most_common()
        ],
        "risk_coverage": risk_rows(scores),
        "reliability": reliability_rows(scores),
        "groups": {
            group: {member: _numbers(estimates) for member, estimates in members.items()}
            for group, members in scores.groups.items()
        },
        "fields": [_part(part) for part in scores.fields],
        "kinds": [_part(part) for part in scores.kinds],
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def errors_to_lines(scores: Scores) -> str:
    """Return one JSON object a line for each wrong field, the worst first."""
    told = error_rows(wrong_fields(scores.judged))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)


def to_markdown(scores: Scores) -> str:
    """Return the tables: headline figures by stratum, groups, kinds, fields, and the rules."""
    parts = (
        "# Evaluation",
        _what_was_compared(scores),
        "## Headline figures",
        headline(scores),
        "## What went wrong",
        LISTED,
        _causes(scores),
        _confusions(scores),
        "## Groups of documents",
        *(
            _group_table(group, members)
            for group, members in scores.groups.items()
            if len(members) > 1
        ),
        "## Risk and confidence",
        *(f"![{plot.title}]({name}.png)" for name, plot in plots(scores).items()),
        tables(scores),
        "## Kinds of values",
        _part_table("kind", scores.kinds),
        "## Fields",
        _part_table("field", scores.fields),
        "## How it is counted",
        "\n".join(f"- {name}: {rule}." for name, rule in RULES.items()),
    )
    return "\n\n".join(parts) + "\n"


def headline(scores: Scores) -> str:
    """Return the table of every headline figure, one column for all documents and one a stratum."""
    strata = scores.groups["stratum"]
    columns = {ALL: scores.overall, **(strata if len(strata) > 1 else {})}
    told = [f for f in FIGURES if any(c[f.name].value is not None for c in columns.values())]
    rows = ((f.title, *(with_interval(c[f.name], f) for c in columns.values())) for f in told)
    return table(("", *columns), rows)


def with_interval(estimate: Estimate, figure: Figure) -> str:
    """Return a figure for reading: its value, its interval, and of how many."""
    if estimate.value is None:
        return NOTHING
    return f"{plain(estimate)} ({estimate.low:.3f} to {estimate.high:.3f}) of {estimate.count}"


def plain(estimate: Estimate) -> str:
    """Return the value alone, to three places."""
    return NOTHING if estimate.value is None else f"{estimate.value:.3f}"


def _what_was_compared(scores: Scores) -> str:
    told = [f"{len(scores.judged)} documents of the truth"]
    if scores.missing:
        told.append(
            f"{scores.missing} of them in files without a record of their own, counted as missed"
        )
    if scores.unknown:
        told.append(f"{scores.unknown} records of files that the truth does not know, left out")
    return "; ".join(told) + "."


def _causes(scores: Scores) -> str:
    """Return wrong fields by cause, with how many of each stratum."""
    strata = tuple(scores.groups["stratum"])
    named = [("" if stratum == NOT_SAID else stratum) for stratum in strata]
    lines = [
        (
            cause.value,
            ABOUT[cause],
            str(counts.total()),
            *((str(counts[name]) for name in named) if len(strata) > 1 else ()),
        )
        for cause, counts in by_cause(wrong_fields(scores.judged)).items()
    ]
    head = ("cause", "as far as can be told", "fields", *(strata if len(strata) > 1 else ()))
    return table(head, lines) if lines else "No field is wrong."


def _confusions(scores: Scores) -> str:
    lines = [
        (wanted, stated, str(count))
        for (wanted, stated), count in confusions(scores.judged).most_common()
    ]
    return table(("type", "taken for", "documents"), lines) if lines else "No type is wrong."


def _group_table(group: str, members: Mapping[str, Estimates]) -> str:
    figures = [f for name in HEADLINE_OF_GROUPS for f in FIGURES if f.name == name]
    rows = (
        (member, str(estimates["type"].count), *(_short(estimates, f) for f in figures))
        for member, estimates in members.items()
    )
    return table((group, "documents", *(f.title for f in figures)), rows)


def _part_table(title: str, parts: Sequence[Part]) -> str:
    figures = [f for name in HEADLINE_OF_PARTS for f in FIGURES if f.name == name]
    rows = (
        (
            part.name,
            str(part.estimates["recall"].count),
            str(part.estimates["precision"].count),
            *(_short(part.estimates, f) for f in figures),
        )
        for part in parts
        if part.group == ALL
    )
    return table((title, "wanted", "stated", *(f.title for f in figures)), rows)


def _short(estimates: Estimates, figure: Figure) -> str:
    found = estimates[figure.name]
    if found.value is None:
        return NOTHING
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def _part(part: Part) -> dict[str, object]:
    return {
        "name": part.name,
        part.group: part.member,
        "figures": _numbers(part.estimates),
    }


def _numbers(estimates: Estimates) -> dict[str, dict[str, float | int]]:
    return {
        name: {
            "value": round(found.value, 6),
            "low": round(found.low, 6),
            "high": round(found.high, 6),
            "of": found.count,
        }
        for name, found in estimates.items()
        if found.value is not None and found.low is not None and found.high is not None
    }
