"""Reliability, and risk against coverage: as plots (PNG) and as the tables that carry the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import synth
from evaluation.markdown import table
from evaluation.risk import Bin, Risk, bins, is_calibrated, released, risks
from evaluation.scores import ALL, Scores, grouped
from evaluation.verdicts import Judged
from pipelines.plots import Axis, Plot, Series, drawing_text, until

STYLES: Final = Path(__file__).with_name("paper.css")
FONT: Final = Path(synth.__file__).with_name("fonts") / "sans.ttf"
ZOOM: Final = 2
"""Pixels a unit of the drawing."""
HEIGHT: Final = 300.0
RISK_TOP: Final = 0.05
"""The risk axis ends no lower than this."""


Row = Mapping[str, str | int | float]


def plots(scores: Scores) -> Mapping[str, Plot]:
    """Return the plots of a comparison by file name; none of what there is nothing of."""
    found = {"risk-coverage": _risk_plot(scores)}
    if told := bins(scores.judged):
        found["reliability"] = _reliability_plot(told)
    return {name: plot for name, plot in found.items() if any(s.points for s in plot.series)}


def tables(scores: Scores) -> str:
    """Return the numbers of the plots as Markdown."""
    told = reliability_rows(scores)
    reliability = _table(told) if told else "Values have no calibrated confidence."
    return f"{reliability}\n\n{_table(risk_rows(scores))}"


def _table(rows: Sequence[Row]) -> str:
    head = tuple(name.replace("_", " ") for name in rows[0]) if rows else ("",)
    return table(head, ([str(value) for value in row.values()] for row in rows))


def to_png(plot: Plot) -> bytes:
    """Return a plot as a PNG picture on white."""
    import resvg_py
    from PIL import ImageFont

    family = ImageFont.truetype(str(FONT)).getname()[0]
    drawn = resvg_py.svg_to_bytes(
        svg_string=drawing_text(plot),
        style_sheet=STYLES.read_text(encoding="utf-8"),
        background="white",
        zoom=ZOOM,
        skip_system_fonts=True,
        font_files=[str(FONT)],
        font_family=family,
    )
    return bytes(drawn)


# ---- risk and coverage ---------------------------------------------------------------------------


def _strata(scores: Scores) -> Mapping[str, Sequence[Judged]]:
    strata = grouped(scores.judged, "stratum")
    return strata if len(strata) > 1 else {ALL: scores.judged}


def _risk_plot(scores: Scores) -> Plot:
    series: list[Series] = []
    calibrated = is_calibrated(scores.judged)
    for tone, (name, judged) in enumerate(_strata(scores).items()):
        curve = risks(judged, calibrated=calibrated)
        points = tuple((r.coverage, r.risk) for r in curve)
        series.append(Series(label=name, points=points, tone=tone))
        now = released(judged)
        if now is not None:
            at = ((now.coverage, now.risk),)
            series.append(Series(label=f"{name}, accepted", points=at, mark="points", tone=tone))
    worst = max((y for s in series for _, y in s.points), default=0.0)
    by = "confidence" if calibrated else "signs"
    return Plot(
        key="risk",
        title="Risk against coverage",
        about=f"Share wrong among the values with most {by}, by how many of all values these are.",
        x=_unit("values stated, of all on the pages"),
        y=until("wrong among them", max(RISK_TOP, worst)),
        series=tuple(series),
        height=HEIGHT,
    )


def risk_rows(scores: Scores) -> tuple[Row, ...]:
    """Return risk and coverage at each height of the bar, and of what is accepted, by stratum."""
    return tuple(_risk_rows(scores, calibrated=is_calibrated(scores.judged)))


def _risk_rows(scores: Scores, *, calibrated: bool) -> Iterator[Row]:
    by = "confidence" if calibrated else "signs"
    for name, judged in _strata(scores).items():
        for risk in risks(judged, calibrated=calibrated):
            yield _risk_row(name, f"{by} from {risk.least:g}", risk)
        now = released(judged)
        if now is not None:
            yield _risk_row(name, "accepted", now)


def _risk_row(stratum: str, chosen: str, risk: Risk) -> Row:
    return {
        "stratum": stratum,
        "values_with": chosen,
        "coverage": round(risk.coverage, 3),
        "wrong": round(risk.risk, 3),
        "values": risk.values,
    }


# ---- reliability ---------------------------------------------------------------------------------


def reliability_rows(scores: Scores) -> tuple[Row, ...]:
    """Return the share that is right by tenths of confidence."""
    return tuple(
        {
            "confidence_from": b.low,
            "mean": round(b.mean, 3),
            "right": round(b.right.value, 3),
            "values": b.right.count,
        }
        for b in bins(scores.judged)
        if b.right.value is not None
    )


def _reliability_plot(told: Sequence[Bin]) -> Plot:
    shown = [b for b in told if b.right.value is not None]
    points = tuple((b.mean, b.right.value or 0.0) for b in shown)
    spread = tuple((b.right.low or 0.0, b.right.high or 0.0) for b in shown)
    return Plot(
        key="reliability",
        title="Reliability of confidence",
        about="Share of values that are right, by their confidence; on the dashed line both are equal.",
        x=_unit("confidence"),
        y=_unit("right"),
        series=(
            Series(label="as good as said", points=((0.0, 0.0), (1.0, 1.0)), mark="guide"),
            Series(label="values, with intervals", points=points, spread=spread, mark="points"),
        ),
        height=HEIGHT,
    )


def _unit(label: str) -> Axis:
    return Axis(label=label, low=0.0, high=1.0, marks=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
