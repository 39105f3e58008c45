"""What the options of kept documents come to: the best of each field, certificates, what these accept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks import carrying, certify
from benchmarks.candidates import WIDTH, Described, Option
from benchmarks.columns import Table, fields, table
from models.acceptance import learned
from models.calibrate import Samples, fit
from models.certificate import from_json, to_json, with_id
from records.types import Reading

GROUPS = ("dates", "others", "blank")
"""One of each limit."""


class Told:
    """A model whose score of a value is its first feature."""

    def __init__(self, weights: bytes) -> None:
        assert weights == b"trees"

    def score(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        return features[:, 0].astype(np.float64)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certify, "Fusion", Told)
    monkeypatch.setattr(carrying, "Fusion", Told)


def option(
    document: str,
    score: float,
    *,
    rank: int = 0,
    right: bool = True,
    hard: bool = False,
    group: str = "dates",
) -> Option:
    return Option(
        document=document,
        name=f"document.{group}",
        index=0,
        rank=rank,
        group=group,
        kind="date",
        reading=Reading.PRESENT,
        right=right,
        hard=hard,
        features=(score, *(0.0,) * (WIDTH - 1)),
    )


def documents(keys: Iterable[str], *, fill: str = "typed") -> list[Described]:
    return [
        Described(
            key=key,
            stratum="registered",
            fill=fill,
            damage=0,
            language="en",
            document_type="orr_intake",
            wanted={"dates": 1},
            emptied={},
            fills={fill: 1},
        )
        for key in keys
    ]


def many(name: str, count: int, *, wrong: int = 0) -> Table:
    """Return documents of a field of each group, surer and surer, so many of the surest wrong."""
    keys = [f"{name}{n:04}" for n in range(count)]
    options = [
        option(k, n / count, right=n < count - wrong, group=group)
        for n, k in enumerate(keys)
        for group in GROUPS
    ]
    return table(documents(keys), options)


def fitted(planned: Table, labelled: Table) -> certify.Fitted:
    calibration = fit(
        Samples(
            documents=labelled.document,
            kinds=labelled.kind,
            scores=labelled.features[:, 0].astype(np.float64),
            right=labelled.right,
        )
    )
    return certify.Fitted(
        fusion=b"trees",
        calibration=calibration,
        certificates=certify.issued(b"trees", planned, labelled, issued_at="2026-01-01T00:00:00Z"),
    )


def test_of_each_field_the_best_option_counts_and_none_that_no_certificate_releases() -> None:
    of = table(
        documents("abc"),
        [
            *(option("a", 1.0, right=False), option("a", 2.0, rank=1)),
            *(option("b", 3.0, rank=1, right=False), option("b", 3.0)),
            option("c", 9.0, hard=True),
        ],
    )
    seen = fields(of, of.features[:, 0].astype(np.float64))
    assert seen.documents.tolist() == ["a", "b"]
    assert not seen.wrong.any()


def test_enough_right_documents_give_a_certificate_and_what_it_accepts_is_counted() -> None:
    made = fitted(many("p", 900), many("c", 1200))
    assert {c.weights for c in made.certificates} == {learned(b"trees")}
    (claim,) = [k for c in made.certificates for k in c.claims if k.group == "dates"]
    assert claim.threshold is not None
    fresh = many("f", 400, wrong=3)
    (dates,) = [
        o for o in certify.outcomes(fresh, made, list(fresh.documents)) if o.group == "dates"
    ]
    assert dates.accepted == sum(n / 400 >= claim.threshold for n in range(400))
    assert (dates.wanted, dates.wrong, dates.affected) == (400, 3, 3)
    text = certify.report(made, {"fresh": fresh})
    assert "**fresh**: 400 documents" in text and "registered, typed (400)" in text


def test_where_the_surest_are_wrong_none_is_given() -> None:
    made = fitted(many("p", 900), many("c", 1200, wrong=200))
    (claim,) = [k for c in made.certificates for k in c.claims if k.group == "dates"]
    assert claim.threshold is None and claim.refusal is not None
    fresh = many("f", 400)
    assert not any(o.accepted for o in certify.outcomes(fresh, made, list(fresh.documents)))


def test_what_is_as_sure_as_it_is_right_has_no_calibration_error() -> None:
    made = fitted(many("p", 900), many("c", 1200))
    assert certify.calibration_error(many("f", 400), made) == pytest.approx(0, abs=0.02)
    assert certify.calibration_error(many("f", 400, wrong=400), made) > 0.9


def carry(made: certify.Fitted, fresh: Table) -> certify.Fitted:
    stand = carrying.carried(
        made.certificates, made.fusion, fresh, seed=1, at="2026-02-01T00:00:00Z"
    )
    return replace(made, certificates=stand)


def of_other_models(made: certify.Fitted) -> certify.Fitted:
    return replace(
        made,
        certificates=tuple(with_id(replace(c, weights="other")) for c in made.certificates),
    )


def test_certificates_of_other_models_accept_nothing_until_fresh_documents_bear_them_out() -> None:
    old = of_other_models(fitted(many("p", 900), many("c", 1200)))
    fresh = many("f", 2000)
    assert not any(o.accepted for o in certify.outcomes(fresh, old, list(fresh.documents)))
    made = carry(old, fresh)
    assert any(o.accepted for o in certify.outcomes(fresh, made, list(fresh.documents)))
    for before, after in zip(old.certificates, made.certificates, strict=True):
        assert after.weights == learned(b"trees")
        assert (after.claims, after.basis) == (before.claims, before.basis)
        assert after.carried is not None
        assert (after.carried.weights, after.carried.documents) == ("other", 2000)
        assert {c.threshold for c in after.carried.claims} == {
            c.threshold for c in before.claims if c.threshold is not None
        }
        assert from_json(to_json(after)) == after
        assert after.id != before.id
        assert (before.sure, after.sure) == (0.95, 0.9)


def test_certificates_do_not_carry_over_where_fresh_documents_are_too_wrong_or_too_few() -> None:
    made = of_other_models(fitted(many("p", 900), many("c", 1200)))
    with pytest.raises(SystemExit, match="do not carry over"):
        carry(made, many("f", 2000, wrong=40))
    with pytest.raises(SystemExit, match="do not carry over"):
        carry(made, many("f", 60))
