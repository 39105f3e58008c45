"""Calibration: curves rise, follow the truth, lean on each other where data are few, and survive JSON."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibrate import LEAST_DOCUMENTS, Numbers, Samples, fit, from_json, steps, to_json
from records.errors import ConfigError


def samples(kind: str, documents: int, *, shift: float = 0.0, seed: int = 1) -> Samples:
    """Two values a document, right with chance sigmoid(4 * score + shift)."""
    random = np.random.default_rng(seed)
    scores = random.normal(size=2 * documents)
    return Samples(
        documents=np.repeat([f"{kind}{at}" for at in range(documents)], 2),
        kinds=np.full(2 * documents, kind),
        scores=scores,
        right=random.random(2 * documents) < truth(scores, shift),
    )


def truth(scores: Numbers, shift: float) -> Numbers:
    chance: Numbers = 1 / (1 + np.exp(-4 * scores - shift))
    return chance


def both(a: Samples, b: Samples) -> Samples:
    return Samples(
        documents=np.concatenate([a.documents, b.documents]),
        kinds=np.concatenate([a.kinds, b.kinds]),
        scores=np.concatenate([a.scores, b.scores]),
        right=np.concatenate([a.right, b.right]),
    )


AT: Numbers = np.linspace(-2.0, 2.0, 41).astype(np.float64)


def test_a_step_joins_the_one_before_where_it_falls() -> None:
    assert steps(np.array([0.1, 0.6, 0.4, 0.9]), np.ones(4)).tolist() == [0, 1, 1, 2]
    assert steps(np.array([0.5, 0.9, 0.1]), np.array([1.0, 1.0, 9.0])).tolist() == [0, 0, 0]


@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=80))
def test_curves_rise_and_are_never_quite_sure(values: list[tuple[int, bool]]) -> None:
    right = np.array([r for _, r in values])
    fitted = fit(
        Samples(
            documents=np.array([str(at) for at in range(len(values))]),
            kinds=np.full(len(values), "date"),
            scores=np.array([float(s) for s, _ in values]),
            right=right,
        )
    )
    found = fitted.probability("date", AT * 3)
    assert (np.diff(found) >= -1e-12).all()
    assert found[0] > 0 and found[-1] < 1


def test_values_that_were_all_right_are_no_surer_than_their_number() -> None:
    rows = np.arange(199)
    fitted = fit(
        Samples(
            documents=rows.astype(np.str_),
            kinds=np.full(199, "date"),
            scores=np.ones(199),
            right=np.ones(199, dtype=np.bool_),
        )
    )
    assert fitted.probability("date", np.ones(1))[0] == pytest.approx(1 - 1 / 400)


def test_probabilities_follow_the_truth() -> None:
    fitted = fit(samples("date", 4000))
    assert np.abs(fitted.probability("date", AT) - truth(AT, 0)).max() < 0.08


def test_a_kind_that_is_harder_has_a_curve_of_its_own() -> None:
    fitted = fit(both(samples("date", 2000), samples("name", 2000, shift=-3)))
    at = np.array([0.4])
    assert fitted.probability("date", at)[0] > fitted.probability("name", at)[0] + 0.3


def test_a_rare_kind_uses_the_curve_of_all() -> None:
    fitted = fit(both(samples("date", 500), samples("sex", LEAST_DOCUMENTS - 1)))
    assert [curve.kind for curve in fitted.kinds] == ["date"]
    assert (fitted.probability("sex", AT) == fitted.pooled.at(AT)).all()


def test_leaning_on_all_kinds_beats_standing_alone() -> None:
    """Forty documents of a kind a little harder than the rest: nearer to the truth than either curve."""
    leaning, alone, pooled = [], [], []
    for seed in range(20):
        few = samples("name", 40, shift=-0.5, seed=seed)
        fitted = fit(both(samples("date", 1000, seed=100 + seed), few))
        true = truth(AT, -0.5)
        leaning.append(((fitted.probability("name", AT) - true) ** 2).mean())
        alone.append(((fit(few).pooled.at(AT) - true) ** 2).mean())
        pooled.append(((fitted.pooled.at(AT) - true) ** 2).mean())
    assert np.mean(leaning) < min(np.mean(alone), np.mean(pooled))


def test_a_calibration_survives_json() -> None:
    fitted = fit(both(samples("date", 60), samples("name", 60)))
    assert from_json(to_json(fitted)) == fitted


def test_a_calibration_that_falls_is_not_read() -> None:
    fitted = fit(samples("date", 60))
    upside = replace(fitted.pooled, probabilities=fitted.pooled.probabilities[::-1])
    with pytest.raises(ConfigError, match="falls"):
        from_json(to_json(replace(fitted, pooled=upside)))
    with pytest.raises(ConfigError, match="not a calibration"):
        from_json("[]")


def test_a_value_without_a_score_is_an_error() -> None:
    broken = samples("date", 40)
    broken.scores[3] = np.nan
    with pytest.raises(ConfigError, match="not finite"):
        fit(broken)
