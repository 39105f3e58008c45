"""Drift: what changed is seen, what did not is left alone, and errors found by people count."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.certificate import Basis, Certificate, with_id
from models.drift import Looked, Verdict, look, withdraw
from models.spread import counts, histogram

FEATURES = 12
AT = "2020-03-01T00:00:00Z"


def values(documents: int, *, seed: int, shift: float = 0.0) -> dict[str, NDArray[np.float64]]:
    random = np.random.default_rng(seed)
    return {f"f{at}": random.normal(size=documents) + shift * (at == 0) for at in range(FEATURES)}


def certificate(features: dict[str, NDArray[np.float64]]) -> Certificate:
    return with_id(
        Certificate(
            id="",
            limit=0.005,
            level=0.95,
            claims=(),
            basis=Basis(documents=1000, digest="a", plan="b", labels="generated"),
            provisional=True,
            issued_at="2020-01-01T00:00:00Z",
            casefile="0.1.0",
            weights="",
            reference=tuple(histogram(name, spread) for name, spread in features.items()),
        )
    )


ISSUED = certificate(values(1000, seed=1))


@pytest.mark.parametrize("documents", [60, 300, 3000])
def test_the_same_documents_raise_no_alarm(documents: int) -> None:
    alarms = [not look(ISSUED, values(documents, seed=s)).holds for s in range(100, 250)]
    assert sum(alarms) == 0


def test_daily_looks_that_share_documents_raise_few_alarms_in_a_year() -> None:
    """Forty new documents a day, the newest 200 compared on each of 250 days: at most one year of twenty."""
    alarmed = 0
    for year in range(20):
        issued = certificate({"f0": values(500, seed=1000 + year)["f0"]})
        came = values(200 + 40 * 250, seed=2000 + year)["f0"]
        ends = range(200, len(came), 40)
        alarmed += not all(look(issued, {"f0": came[end - 200 : end]}).holds for end in ends)
    assert alarmed <= 1


def test_a_moved_feature_is_named() -> None:
    verdict = look(ISSUED, values(300, seed=2, shift=0.7))
    assert [c.name for c in verdict.changes if c.alarming] == ["f0"]
    assert not verdict.holds and verdict.reason.startswith("spread:f0:")


def test_a_change_too_small_to_matter_raises_no_alarm_however_sure_it_is() -> None:
    big = certificate(values(40_000, seed=1))
    (moved, *_) = look(big, values(40_000, seed=2, shift=0.12)).changes
    assert moved.p_value < 1e-9 and not moved.alarming


def test_a_wider_spread_shows_too() -> None:
    wide = values(500, seed=2)
    wide["f3"] = 2.5 * wide["f3"]
    assert [c.name for c in look(ISSUED, wide).changes if c.alarming] == ["f3"]


@pytest.mark.parametrize("now", [0.0, 2.0])
def test_a_number_that_never_changed_and_now_does_is_seen(now: float) -> None:
    always = certificate({"pages": np.ones(500)})
    assert look(always, {"pages": np.ones(100)}).holds
    assert not look(always, {"pages": np.full(100, now)}).holds


def test_few_documents_are_not_judged() -> None:
    verdict = look(ISSUED, values(40, seed=2, shift=5))
    assert verdict.holds and not any(c.judged for c in verdict.changes)


def test_values_that_are_missing_count_nowhere() -> None:
    assert counts((0.0, 1.0), np.array([-1.0, 0.0, np.nan, 3.0])) == (1, 1, 1)


@pytest.mark.parametrize(
    ("fields", "wrong", "holds"),
    [(10, 1, True), (10, 2, False), (2000, 10, True), (2000, 22, False)],
)
def test_errors_found_by_people_break_a_promise(fields: int, wrong: int, holds: bool) -> None:
    verdict = look(ISSUED, {}, (Looked(group="dates", fields=fields, wrong=wrong),))
    assert verdict.holds is holds
    assert holds or verdict.reason.startswith(f"audit:dates:{wrong}/{fields}")


def test_a_verdict_withdraws_once() -> None:
    bad = look(ISSUED, values(300, seed=2, shift=0.7))
    gone = withdraw(ISSUED, bad, AT)
    assert gone.withdrawn is not None and gone.withdrawn.reason == bad.reason
    assert gone.id == ISSUED.id
    worse = Verdict(holds=False, reason="audit", changes=(), audits=())
    assert withdraw(gone, worse, "2020-04-01T00:00:00Z") == gone


def test_a_certificate_that_holds_is_left_alone() -> None:
    assert withdraw(ISSUED, look(ISSUED, values(300, seed=2)), AT) is ISSUED
