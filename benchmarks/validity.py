"""Do certificates keep their promise, and what does it take to get one? Simulated, and on a pool of scores.

`python -m benchmarks.validity` prints the tables of docs/certificates.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.bounds import units_needed
from models.certificate import Claim, Method
from models.certify import About, certify, chosen, last_rejected
from models.plan import Fields, Rule, count, make_plan, tally

ABOUT: Final = About(labels="generated", issued_at="2020-01-01T00:00:00Z", casefile="0")

LEVEL: Final = 0.95
DRAWS: Final = 200
SHARE: Final = 3
"""A draw is this part of the pool that it is held against."""
DRAWN_LIMITS: Final = (0.005, 0.01, 0.02, 0.05)
METHODS: Final[tuple[Method, ...]] = ("draw", "bet")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Documents whose risk at each threshold is known.

    Scores are uniform on 0 to 1; the share `alike` of a document's fields has the same. Fields from score
    t on are wrong at the rate `risk` * (1 - t) ** `steepness`. Errors come by document in the share
    `clustered` of these: all of its fields or none. A document has 1 field or `most`, half each; where
    `long_only`, errors are in the long ones alone.
    """

    risk: float
    most: int
    steepness: int = 0
    alike: float = 0.5
    clustered: float = 0.5
    long_only: bool = False

    def risk_from(self, threshold: float) -> float:
        """Return the share that is wrong of fields whose score is at least `threshold`."""
        return self.risk * float(1 - threshold) ** self.steepness


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Fields of simulated documents, (fields,) each: index of the document, score, whether it is wrong."""

    row: NDArray[np.int64]
    scores: NDArray[np.float64]
    wrong: NDArray[np.bool_]


def draw(world: World, documents: int, random: np.random.Generator) -> Drawn:
    """Return the fields of so many documents of this world."""
    size = np.where(random.random(documents) < 0.5, 1, world.most)
    row = np.repeat(np.arange(documents), size)
    own, shared = random.random(len(row)), random.random(documents)[row]
    scores = np.where(random.random(len(row)) < world.alike, shared, own)
    rate = (world.steepness + 1) * world.risk * (1 - scores) ** world.steepness
    if world.long_only:
        rate = rate * (size[row] > 1) * (world.most + 1) / world.most
    lot = np.where(
        random.random(documents)[row] < world.clustered, random.random(documents)[row], 2
    )
    wrong = np.where(lot < 2, lot, random.random(len(row))) < rate
    return Drawn(row=row, scores=scores, wrong=wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Of simulated or drawn certificates: the shares that gave a threshold, and one over the limit."""

    given: float
    broken: float


def simulate(
    world: World, rule: Rule, *, documents: int, limit: float, draws: int = 2000, seed: int = 1
) -> Outcome:
    """Return what comes of certifying on so many documents of this world, again and again, at 95 %."""
    random = np.random.default_rng(seed)
    thresholds = np.array(rule.thresholds)
    given = broken = 0
    for _ in range(draws):
        drawn = draw(world, documents, random)
        kept = chosen(rule, drawn.row, drawn.scores, random.integers(0, rule.most, documents))
        seen = count(drawn.row[kept], drawn.scores[kept], drawn.wrong[kept], thresholds, documents)
        passed, _ = last_rejected(rule, seen, limit=limit, level=LEVEL)
        given += passed is not None
        broken += passed is not None and world.risk_from(thresholds[passed]) > limit
    return Outcome(given=given / draws, broken=broken / draws)


def violations(
    pool: Fields, size: int, *, limit: float, draws: int = 200, seed: int = 1
) -> dict[str, Outcome]:
    """Return, by group, what comes of certifying on `size` documents of a pool, judged against all of it.

    Each draw makes its plan on half as many other documents.
    """
    random = np.random.default_rng(seed)
    ids, row = np.unique(pool.documents, return_inverse=True)
    groups = [str(group) for group in np.unique(pool.groups)]
    given, broken = dict.fromkeys(groups, 0), dict.fromkeys(groups, 0)
    for _ in range(draws):
        part = np.zeros(len(ids), dtype=np.int64)
        order = random.permutation(len(ids))[: size + size // 2]
        part[order[:size]], part[order[size:]] = 1, 2
        plan = make_plan(
            _rows(pool, part[row] == 2), limit=limit, level=LEVEL, documents=size, seed=seed
        )
        for claim in certify(plan, [_rows(pool, part[row] == 1)], about=ABOUT).claims:
            if claim.threshold is not None:
                given[claim.group] += 1
                broken[claim.group] += _risk(pool.of_group(claim.group), claim) > limit
    return {g: Outcome(given=given[g] / draws, broken=broken[g] / draws) for g in groups}


def promise(pool: Fields, documents: int) -> str:
    """Return as Markdown how often certificates on small draws of a pool break their promise on all of it.

    `documents` is how many the pool is of. Limits looser than those shipped are tried, too: on a few hundred
    documents the strict ones are seldom given.
    """
    size = documents // SHARE
    allowed = 1 - LEVEL + 2 * float(np.sqrt(LEVEL * (1 - LEVEL) / DRAWS))
    lines = [
        f"**Promise**: {DRAWS} draws of {size} documents, each held against all {documents}; "
        f"at most {allowed:.1%} may be broken",
        "",
        "| limit | group | given | broken |",
        "|---|---|---|---|",
    ]
    for limit in DRAWN_LIMITS:
        for group, outcome in violations(pool, size, limit=limit, draws=DRAWS).items():
            lines.append(f"| {limit:.1%} | {group} | {outcome.given:.1%} | {outcome.broken:.1%} |")
    return "\n".join(lines) + "\n"


def _rows(fields: Fields, rows: NDArray[np.bool_]) -> Fields:
    return Fields(
        documents=fields.documents[rows],
        groups=fields.groups[rows],
        scores=fields.scores[rows],
        wrong=fields.wrong[rows],
    )


def _risk(fields: Fields, claim: Claim) -> float:
    seen = tally(fields, np.array([claim.threshold]), most=claim.most)
    return float(seen.wrong.sum() / max(1, seen.accepted.sum()))


# ---- the tables of docs/certificates.md ----------------------------------------------------------


def power(world: World, documents: int, method: Method, *, limit: float, draws: int = 200) -> float:
    """Return how often a test of all fields passes at the one threshold that accepts all of them.

    Its stake is planned on 1,000 other documents.
    """
    random = np.random.default_rng(2)
    passed = 0
    for at in range(draws):
        plan = make_plan(
            _fields(draw(world, 1000, random)),
            limit=limit,
            level=LEVEL,
            documents=documents,
            seed=at,
            most=world.most,
        )
        rule = replace(plan.rules[0], method=method, thresholds=(0.0,))
        passed += (
            simulate(world, rule, documents=documents, limit=limit, draws=1, seed=at).given > 0
        )
    return passed / draws


def as_planned(
    world: World, documents: int, *, limit: float, draws: int = 40
) -> tuple[float, float]:
    """Return how often a plan on 1,000 other documents gives a certificate, and what share it releases.

    The share is that of all fields, none where nothing was given, the mean of all draws.
    """
    random = np.random.default_rng(3)
    given, released = 0, 0.0
    for at in range(draws):
        planned, labelled = (
            _fields(draw(world, 1000, random), "p"),
            _fields(draw(world, documents, random)),
        )
        plan = make_plan(planned, limit=limit, level=LEVEL, documents=documents, seed=at)
        (claim,) = certify(plan, [labelled], about=ABOUT).claims
        if claim.threshold is not None:
            seen = tally(labelled, np.array([claim.threshold]), most=claim.most)
            given += 1
            released += float(seen.accepted.sum() / len(labelled.scores))
    return given / draws, released / draws


def _fields(drawn: Drawn, name: str = "") -> Fields:
    return Fields(
        documents=np.char.add(name, drawn.row.astype(np.str_)),
        groups=np.full(len(drawn.row), "all"),
        scores=drawn.scores,
        wrong=drawn.wrong,
    )


def main() -> None:
    """Print the tables."""
    print("| wrong among them | 0.5 % | 1 % | 2 % |\n" + "| --- " * 4 + "|")
    for wrong in range(6):
        cells = (f"{units_needed(wrong, limit, LEVEL):,}" for limit in (0.005, 0.01, 0.02))
        print(f"| {wrong} | " + " | ".join(cells) + " |")
    print(
        "\n| fields | clustered | wrong | documents | draw | bet | as planned | released |\n"
        + "| --- " * 8
        + "|"
    )
    for most, clustered, risk in product((1, 4), (0.0, 0.8), (0.0005, 0.0015)):
        for documents in (750, 1100, 1500, 3000):
            world = World(risk=risk, most=most, clustered=clustered)
            shares = [f"{power(world, documents, m, limit=0.005):.0%}" for m in METHODS]
            shares += [f"{share:.0%}" for share in as_planned(world, documents, limit=0.005)]
            print(
                f"| {most} | {clustered:.0%} | {risk:.2%} | {documents:,} | "
                + " | ".join(shares)
                + " |",
                flush=True,
            )


if __name__ == "__main__":
    main()
