"""Certificates: the numbers behind them, whether they keep their promise, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.validity import METHODS, World, draw, simulate, violations
from models.bounds import (
    bet_p_value,
    binomial_excess,
    binomial_tail,
    errors_forgiven,
    largest_stake,
    units_needed,
)
from models.certificate import (
    Certificate,
    Method,
    Obstacle,
    Refusal,
    Withdrawal,
    from_json,
    group_of,
    released,
    to_json,
)
from models.certify import About, certify, together
from models.plan import PLAN, Fields, Plan, Rule, make_plan, tally
from records.errors import ConfigError
from records.types import Reading

ABOUT = About(labels="generated", issued_at="2020-01-02T03:04:05Z", casefile="0.1.0", weights="ab")
LIMIT, LEVEL = 0.05, 0.95


def fields(world: World, documents: int, *, seed: int, group: str = "dates") -> Fields:
    drawn = draw(world, documents, np.random.default_rng(seed))
    return Fields(
        documents=np.char.add(f"{group}{seed}-", drawn.row.astype(np.str_)),
        groups=np.full(len(drawn.row), group),
        scores=drawn.scores,
        wrong=drawn.wrong,
    )


def plan_for(world: World, documents: int) -> Plan:
    planned = fields(world, 300, seed=0)
    return make_plan(planned, documents=documents, limit=LIMIT, level=LEVEL, seed=7)


def by_hand(*documents: tuple[tuple[float, bool], ...]) -> Fields:
    rows = [(f"d{at}", *field) for at, document in enumerate(documents) for field in document]
    return Fields(
        documents=np.array([row[0] for row in rows]),
        groups=np.full(len(rows), "names"),
        scores=np.array([row[1] for row in rows]),
        wrong=np.array([row[2] for row in rows]),
    )


GOOD = World(risk=0.01, most=4)


# ---- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wrong", "units"), [(0, 598), (1, 947), (2, 1258)])
def test_how_many_units_half_a_percent_takes(wrong: int, units: int) -> None:
    assert units_needed(wrong, 0.005, 0.95) == units
    assert binomial_tail(wrong, units, 0.005) <= 0.05 < binomial_tail(wrong, units - 1, 0.005)


def test_how_many_errors_are_forgiven() -> None:
    units = np.array([0, 597, 598, 946, 947, 1258])
    assert errors_forgiven(units, limit=0.005, level=0.95).tolist() == [-1, -1, 0, 0, 1, 2]


def test_the_two_tails_of_the_binomial_make_one() -> None:
    assert binomial_tail(3, 40, 0.1) + binomial_excess(4, 40, 0.1) == pytest.approx(1)
    assert binomial_tail(1, 3, 0.5) == pytest.approx(0.5)


def test_a_bet_of_one_field_a_document_pays_as_computed_by_hand() -> None:
    accepted, wrong = np.array([1, 1, 1]), np.array([0, 0, 1])
    won = (1 + 0.9 * 0.1) ** 2  # the best of all moments: before the error
    assert bet_p_value(accepted, wrong, limit=0.1, stake=0.9) == pytest.approx(1 / won)


def test_nothing_accepted_proves_nothing() -> None:
    assert bet_p_value(np.zeros(9, int), np.zeros(9, int), limit=0.1, stake=0.4) == 1.0
    assert binomial_tail(0, 0, 0.1) == 1.0


def test_all_claims_at_once_ask_for_more() -> None:
    assert together(0.95, 5) == pytest.approx(0.99)


# ---- the promise ---------------------------------------------------------------------------------

OVER = 1.002
WORLDS = {
    "just over everywhere": World(risk=OVER * LIMIT, most=4),
    "errors come by document": World(risk=OVER * LIMIT, most=4, alike=1, clustered=1),
    "errors in long documents": World(risk=OVER * LIMIT, most=7, long_only=True),
}


def rule_for(method: Method, most: int) -> Rule:
    thresholds = tuple(float(t) for t in np.linspace(0.4, 0, 20))
    stake = 0.9 * largest_stake(LIMIT, most)
    return Rule(group="", method=method, most=most, stake=stake, thresholds=thresholds, needed=0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
def test_false_certificates_are_no_more_than_promised(world: World, method: Method) -> None:
    outcome = simulate(world, rule_for(method, world.most), documents=250, limit=LIMIT)
    assert outcome.broken <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 2000)


def test_the_loosest_threshold_that_holds_is_found_and_hardly_ever_passed() -> None:
    world = World(risk=0.2, most=4, steepness=3)  # 5 % from 0.37 on
    rule = replace(
        rule_for("bet", 4), thresholds=tuple(float(t) for t in np.linspace(0.75, 0.1, 20))
    )
    outcome = simulate(world, rule, documents=900, limit=LIMIT, draws=400)
    assert outcome.given > 0.8
    assert outcome.broken <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400)


def test_one_accepted_field_of_each_document_would_hide_long_bad_documents() -> None:
    """Why a draw takes places: 10 % of fields are wrong, but one drawn of each document shows 6 %."""
    random = np.random.default_rng(3)
    drawn = draw(World(risk=0.1, most=7, long_only=True), 4000, random)
    sizes = np.bincount(drawn.row)
    first = np.cumsum(sizes) - sizes
    naive = drawn.wrong[first + random.integers(0, sizes)].mean()
    places = random.integers(0, 7, 4000)
    fair = drawn.wrong[(first + places)[places < sizes]].mean()
    assert naive < 0.08 < 0.09 < fair < 0.12


def test_certificates_from_small_parts_hold_for_the_whole_pool() -> None:
    worlds = {
        "dates": World(risk=0.2, most=4, steepness=3),
        "names": World(risk=0.2, most=1, steepness=3),
    }
    parts = [fields(world, 3000, seed=5, group=group) for group, world in worlds.items()]
    outcomes = violations(joined(*parts), 1500, limit=LIMIT, draws=60)
    for outcome in outcomes.values():
        assert outcome.given > 0.5
        assert outcome.broken <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 60)


def joined(*parts: Fields) -> Fields:
    return Fields(
        documents=np.concatenate([p.documents for p in parts]),
        groups=np.concatenate([p.groups for p in parts]),
        scores=np.concatenate([p.scores for p in parts]),
        wrong=np.concatenate([p.wrong for p in parts]),
    )


# ---- the plan ------------------------------------------------------------------------------------


def test_the_first_threshold_is_expected_to_pass() -> None:
    outcomes = [
        certificate(World(risk=0.015, most=1), seed=seed).claims[0] for seed in range(1, 40)
    ]
    given = sum(claim.threshold is not None for claim in outcomes)
    assert (
        given > 30
    )  # the strictest threshold that could pass at all, with 59 units, would make it 16


def test_a_plan_without_labels_begins_where_enough_is_accepted() -> None:
    seen = fields(World(risk=0.01, most=1), 600, seed=0)
    unknown = replace(seen, wrong=np.zeros_like(seen.wrong))
    (rule,) = make_plan(unknown, limit=LIMIT, level=LEVEL, documents=600, seed=7).rules
    assert list(rule.thresholds) == sorted(rule.thresholds, reverse=True)
    assert 600 * (1 - rule.thresholds[0]) > units_needed(0, LIMIT, LEVEL)  # scores are uniform


def test_no_threshold_is_tried_at_which_the_plans_own_documents_exceed_the_limit() -> None:
    world = World(risk=0.2, most=4, steepness=3)  # 5 % from 0.37 on
    planned = fields(world, 300, seed=0)
    (rule,) = make_plan(planned, limit=LIMIT, level=LEVEL, documents=2000, seed=7).rules
    seen = tally(planned, np.array(rule.thresholds), most=rule.most)
    assert len(rule.thresholds) > 1 and rule.thresholds[-1] > 0.2
    assert (seen.wrong.sum(axis=0) <= LIMIT * seen.accepted.sum(axis=0)).all()


def test_too_few_documents_to_come_leave_no_threshold() -> None:
    (rule,) = plan_for(GOOD, 30).rules
    assert rule.thresholds == () and rule.needed == 59  # for the surest field of each


def test_a_document_with_very_many_fields_does_not_set_the_stakes() -> None:
    one = tuple((at / 100, False) for at in range(3))
    crowd = tuple((at / 100, False) for at in range(20))
    plan = make_plan(by_hand(*[one] * 200, crowd), limit=LIMIT, level=LEVEL, documents=900, seed=1)
    assert plan.rules[0].most == 3


def test_a_plan_survives_json() -> None:
    plan = plan_for(GOOD, 500)
    assert PLAN.validate_json(PLAN.dump_json(plan)) == plan


@pytest.mark.parametrize("scores", [[0.5, np.nan], [0.5]])
def test_a_field_without_a_score_is_an_error(scores: list[float]) -> None:
    broken = replace(by_hand(((0.5, False), (0.4, True))), scores=np.array(scores))
    with pytest.raises(ConfigError, match="fields to certify"):
        make_plan(broken, limit=LIMIT, level=LEVEL, documents=500, seed=1)


def test_the_surest_fields_of_a_document_are_covered() -> None:
    seen = tally(
        by_hand(((0.2, True), (0.9, False), (0.5, True)), ((0.5, False),)),
        np.array([0.8, 0.4, 0.1]),
        most=2,
    )
    assert seen.accepted.tolist() == [[1, 2, 2], [0, 1, 1]]
    assert seen.wrong.tolist() == [[0, 1, 1], [0, 0, 0]]


# ---- certificates --------------------------------------------------------------------------------


def certificate(world: World = GOOD, documents: int = 600, seed: int = 1) -> Certificate:
    return certify(plan_for(world, documents), [fields(world, documents, seed=seed)], about=ABOUT)


def test_good_fields_are_certified() -> None:
    issued = certificate()
    (claim,) = issued.claims
    assert claim.threshold is not None and claim.refusal is None and claim.p_value <= 0.05
    assert claim.wrong < LIMIT * claim.accepted
    assert issued.provisional and issued.basis.documents == 600


def test_bad_fields_are_refused_for_good() -> None:
    (claim,) = certificate(World(risk=0.2, most=4)).claims
    assert claim.threshold is None and claim.refusal is not None
    assert claim.refusal.obstacle is Obstacle.TOO_WRONG and claim.refusal.more_documents is None


def test_a_refusal_says_how_many_more_and_these_suffice() -> None:
    world = World(risk=0.0, most=4)
    plan = plan_for(world, 600)
    boldest = 0.95 * largest_stake(LIMIT, 4)
    bet = replace(plan.rules[0], stake=boldest, thresholds=plan.rules[0].thresholds[-1:])
    plan, needed = replace(plan, rules=(bet,)), bet.needed
    first = fields(world, needed // 2, seed=1)
    (claim,) = certify(plan, [first], about=ABOUT).claims
    assert claim.refusal is not None and claim.refusal.obstacle is Obstacle.TOO_FEW
    more = claim.refusal.more_documents
    assert more is not None and 0.8 * needed < needed // 2 + more < 1.2 * needed
    (claim,) = certify(plan, [first, fields(world, more + 20, seed=2)], about=ABOUT).claims
    assert claim.threshold is not None


def test_a_plan_for_too_few_is_refused_with_their_number() -> None:
    plan = plan_for(GOOD, 30)
    (claim,) = certify(plan, [fields(GOOD, 30, seed=1)], about=ABOUT).claims
    assert claim.refusal is not None and claim.accepted == 0
    assert claim.refusal.more_documents == plan.rules[0].needed - 30


@pytest.mark.parametrize("most", [1, 4])
def test_documents_unlike_the_plan_that_have_nothing_accepted_are_too_few(most: int) -> None:
    world = World(risk=0.01, most=most)
    plan, batch = plan_for(world, 500), fields(world, 40, seed=1)
    unsure = replace(batch, scores=batch.scores - 1)
    (claim,) = certify(plan, [unsure], about=ABOUT).claims
    assert claim.refusal == Refusal(obstacle=Obstacle.TOO_FEW, more_documents=plan.rules[0].needed)


@pytest.mark.parametrize("most", [1, 4])
def test_a_sequence_never_begins_where_no_number_of_right_fields_would_pass(most: int) -> None:
    world = World(risk=0.3, most=most)
    (rule,) = plan_for(world, 200).rules
    seen = tally(fields(world, 200, seed=3), np.array(rule.thresholds[:1]), most=rule.most)
    assert seen.accepted.sum() > 0.8 * units_needed(0, LIMIT, LEVEL)


def test_where_documents_do_not_suffice_for_all_fields_the_surest_of_each_are_covered() -> None:
    world = World(risk=0.002, most=6, steepness=1)
    few, many = (plan_for(world, documents).rules[0] for documents in (75, 2000))
    assert few.most < 3 < many.most
    issued = certify(plan_for(world, 75), [fields(world, 75, seed=1)], about=ABOUT)
    (claim,) = issued.claims
    assert claim.threshold is not None and claim.most == few.most


def test_a_draw_counts_one_field_of_a_document_at_most_and_repeats() -> None:
    world = World(risk=0.001, most=1)
    plan, batch = plan_for(world, 500), fields(world, 500, seed=1)
    (claim,) = certify(plan, [batch], about=ABOUT).claims
    assert claim.method == "draw" and claim.accepted == claim.documents <= 500
    assert certify(plan, [batch], about=ABOUT) == certify(plan, [shuffled(batch)], about=ABOUT)


def shuffled(batch: Fields) -> Fields:
    order: NDArray[np.int64] = np.random.default_rng(1).permutation(len(batch.scores))
    return Fields(
        documents=batch.documents[order],
        groups=batch.groups[order],
        scores=batch.scores[order],
        wrong=batch.wrong[order],
    )


def test_no_document_serves_twice() -> None:
    plan, batch = plan_for(GOOD, 300), fields(GOOD, 300, seed=0)
    with pytest.raises(ConfigError, match="use each one once"):
        certify(plan, [batch], about=ABOUT)
    new = fields(GOOD, 300, seed=1)
    with pytest.raises(ConfigError, match="use each one once"):
        certify(plan, [new, new], about=ABOUT)


def test_a_draw_does_not_go_on() -> None:
    world = World(risk=0.0, most=1)
    batches = [fields(world, 300, seed=seed) for seed in (1, 2)]
    with pytest.raises(ConfigError, match="cannot go on"):
        certify(plan_for(world, 300), batches, about=ABOUT)


def test_what_is_released_is_what_was_counted() -> None:
    issued, batch = certificate(), fields(GOOD, 40, seed=9)
    (claim,) = issued.claims
    assert claim.threshold is not None
    counted = tally(batch, np.array([claim.threshold]), most=claim.most).accepted[:, 0]
    for at, document in enumerate(np.unique(batch.documents)):
        scores = batch.scores[batch.documents == document].tolist()
        assert sum(released(issued, "dates", scores)) == counted[at]


def test_nothing_is_released_where_nothing_is_claimed() -> None:
    issued = certificate()
    gone = replace(issued, withdrawn=Withdrawal(at="2020-02-01T00:00:00Z", reason="x"))
    assert released(issued, "dates", [1.0]) == (True,)
    assert released(issued, "names", [1.0]) == (False,)
    assert released(gone, "dates", [1.0]) == (False,)


def test_a_certificate_survives_json_and_withdrawal_keeps_its_id() -> None:
    issued = certificate()
    gone = replace(issued, withdrawn=Withdrawal(at="2020-02-01T00:00:00Z", reason="x"))
    assert from_json(to_json(issued)) == issued and from_json(to_json(gone)) == gone
    assert gone.id == issued.id


def test_a_changed_certificate_is_not_read() -> None:
    text = to_json(certificate())
    with pytest.raises(ConfigError, match="was changed"):
        from_json(text.replace('"limit": 0.05', '"limit": 0.01'))
    with pytest.raises(ConfigError, match="not a certificate"):
        from_json(text.replace('"level"', '"levels"'))


@pytest.mark.parametrize(
    ("kind", "reading", "group"),
    [
        ("a_number", Reading.PRESENT, "identifiers"),
        ("datetime", Reading.PRESENT, "dates"),
        ("full_name", Reading.PRESENT, "names"),
        ("country", Reading.PRESENT, "others"),
        ("a_number", Reading.REDACTED, "redacted"),
    ],
)
def test_groups_of_fields(kind: str, reading: Reading, group: str) -> None:
    assert group_of(kind, reading) == group
