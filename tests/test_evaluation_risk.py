"""Risk and coverage, reliability, and their plots."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from evaluation.plots import STYLES as PAPER
from evaluation.plots import plots, reliability_rows, risk_rows, tables, to_png
from evaluation.risk import bins, is_calibrated, released, risks
from evaluation.scores import Scores, score
from pipelines.plots import STYLES
from records.types import Decision
from synth.truth import TruthDocument
from tests.truth_by_hand import document, fact, known, perfect


def made(told: Sequence[tuple[bool, float | None, int]]) -> Scores:
    """Return the scores of one document: for each field whether it is right, its confidence, its signs."""
    truth = document(
        "c",
        *(fact("sibling.full_name", f"Ana {n}", index=n, line=n) for n in range(len(told))),
        file="c.pdf",
    )
    (record,) = perfect((truth,))
    fields = tuple(
        replace(
            f,
            value=f.value if right else f"Nobody {f.index}",
            confidence=sure,
            signs=("s",) * signs,
            decision=Decision.ACCEPTED if signs > 1 else Decision.REVIEW,
        )
        for f, (right, sure, signs) in zip(record.fields, told, strict=True)
    )
    truths: tuple[TruthDocument, ...] = (truth,)
    return score(truths, (replace(record, fields=fields),), known(truths))


UNSURE = made([(True, None, 3), (True, None, 2), (False, None, 2), (False, None, 1)])
SURE = made([(True, 0.95, 1), (True, 0.91, 1), (False, 0.55, 1), (True, 0.52, 1)])


def test_without_confidence_values_are_ranked_by_their_signs() -> None:
    found = risks(UNSURE.judged, calibrated=False)
    assert [(r.least, r.coverage, r.values) for r in found] == [
        (3, 0.25, 1),
        (2, 0.75, 3),
        (1, 1, 4),
    ]
    assert [r.risk for r in found] == pytest.approx([0, 1 / 3, 1 / 2])


def test_with_confidence_they_are_ranked_by_it() -> None:
    assert is_calibrated(SURE.judged) and not is_calibrated(UNSURE.judged)
    found = risks(SURE.judged, calibrated=True)
    assert [(r.least, r.risk) for r in found[:2]] == [(0.95, 0.0), (0.91, 0.0)]
    assert found[-1].risk == 0.25


def test_what_is_accepted_has_its_own_point() -> None:
    now = released(UNSURE.judged)
    assert now is not None
    assert (now.values, now.coverage) == (3, 0.75)
    assert released(SURE.judged) is None


def test_bins_hold_mean_confidence_and_share_right() -> None:
    found = bins(SURE.judged)
    assert [(b.low, b.right.value) for b in found] == [(0.5, 0.5), (0.9, 1.0)]
    assert [b.mean for b in found] == pytest.approx([0.535, 0.93])
    assert bins(UNSURE.judged) == ()


def test_the_plots_tell_what_the_tables_tell() -> None:
    assert set(plots(UNSURE)) == {"risk-coverage"}
    assert set(plots(SURE)) == {"risk-coverage", "reliability"}
    points = plots(SURE)["reliability"].series[1].points
    rows = reliability_rows(SURE)
    assert [(round(x, 3), y) for x, y in points] == [(row["mean"], row["right"]) for row in rows]
    assert "no calibrated confidence" in tables(UNSURE)
    assert "| all | accepted | 0.75 | 0.333 | 3 |" in tables(UNSURE)
    assert len(risk_rows(UNSURE)) == 4


def test_a_plot_becomes_a_picture_with_its_colours_and_words() -> None:
    with Image.open(io.BytesIO(to_png(plots(UNSURE)["risk-coverage"]))) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=int)
    assert pixels.shape[1] == 1120
    blue, ink = (0x00, 0x72, 0xB2), (0x1D, 0x24, 0x29)
    for colour in (blue, ink):
        assert (abs(pixels - colour).max(axis=2) < 12).sum() > 50
    assert tuple(pixels[0, 0]) == (255, 255, 255)


def test_pictures_have_the_colours_of_the_report() -> None:
    light = STYLES.read_text(encoding="utf-8").partition("@media")[0]
    allowed = set(re.findall(r"#[0-9a-f]{6}", light))
    used = set(re.findall(r"#[0-9a-f]{6}", PAPER.read_text(encoding="utf-8")))
    assert used <= allowed
