"""Fits what says how likely a value is right, certifies it on other documents, and checks on fresh ones.

`make certify-benchmark` goes through stages, each kept in its folder, so that a stopped one goes on: draw and
read families of three sets (other names, fonts, layouts each); what each field may state, and is it right;
fit on the first and some families of the second, plan and certify on others of it and a few of the third,
look at the rest of the third. `--as-shipped` plans and certifies for the shipped model, and fits none;
`--check` holds the shipped certificates against the rest of the third, and draws no other; with `--carry`
they stand for today's models from then on, where those documents bear them out.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.candidates import options_of
from benchmarks.carrying import carried
from benchmarks.cases import CaseSet, keep
from benchmarks.columns import Table, best, fields, gathered
from benchmarks.validity import promise
from extract.features import FEATURES
from extract.tagged import ASKED, TAGGED
from extract.weigh import STEP_RANK
from models import calibrate
from models.acceptance import (
    CALIBRATION,
    CERTIFICATE,
    FUSION,
    CertifiedJudge,
    learned,
    shipped_judge,
)
from models.calibrate import Samples
from models.certificate import Certificate
from models.certificate import to_json as certificate_to_json
from models.certify import About, certify
from models.fusion import Fusion
from models.plan import Fields, make_plan
from models.train.fusion import fit_fusion
from models.weights import ship, shipped
from pipelines.settings import code_version

LIMITS: Final[dict[float, tuple[str, ...]]] = {
    0.005: ("identifiers", "dates"),
    0.01: ("names", "others"),
    0.003: ("blank", "redacted", "illegible"),
}
"""Share that may be wrong among what is accepted -> the groups that it holds for."""
LEVEL: Final = 0.95
SEED: Final = 2018
FOLDS: Final = 5
LENT: Final = 40
"""Families of the second set that the model is fitted on, too."""
PARTS: Final[dict[str, tuple[tuple[str, range], ...]]] = {
    "fit": (("fit", range(16)),),
    "lent": (("calibrate", range(LENT)),),
    "planned": (("calibrate", range(LENT, 70)), ("calibrate", range(200, 259))),
    "certified": (("calibrate", range(260, 400)), ("fresh", range(21))),
    "fresh": (("fresh", range(21, 189)),),
}
"""What families serve for -> of which sets, and which: some 17 documents each.

Those of the second set up to 258 were certified on before, in vain, and their errors looked at.
"""
FITTED_ON: Final = ("fit", "lent")
STEPS_OF_TAGGER: Final = (STEP_RANK[TAGGED], STEP_RANK[ASKED])
EVERY: Final = 4
"""Families that are drawn of a part before the next part's turn: all grow together."""


def sets(folder: Path) -> dict[str, CaseSet]:
    """Return the three sets; the first has forms alone, since the layout tagger knows its other layouts."""
    return {
        "fit": CaseSet(folder=folder / "fit", split="train", seed=4101, registered=True),
        "calibrate": CaseSet(folder=folder / "calibrate", split="dev", seed=4102),
        "fresh": CaseSet(folder=folder / "fresh", split="test", seed=4103),
    }


def _taught(
    of: Table, rows: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Return features and truth of some options, each once more as if the tagger had had no say.

    Else the model would take its silence on another agency's forms for a doubt.
    """
    names = list(FEATURES)
    features, right = of.features[rows], of.right[rows]
    silent = features[~np.isin(features[:, names.index("step")], STEPS_OF_TAGGER)].copy()
    kept = right[~np.isin(features[:, names.index("step")], STEPS_OF_TAGGER)]
    silent[:, names.index("tagged")] = 0.0
    silent[:, names.index("untagged")] = 1.0
    return np.concatenate([features, silent]), np.concatenate([right, kept])


def crossed(of: Table) -> npt.NDArray[np.float64]:
    """Return scores for a set by models that have not seen the document's family."""
    families = np.array([d.split(".")[0] for d in of.document])
    fold = np.unique(families, return_inverse=True)[1] % FOLDS
    scores = np.zeros(len(of.right))
    for number in range(FOLDS):
        own = fold == number
        made = fit_fusion(*_taught(of, ~own), monotone=tuple(FEATURES.values()))
        scores[own] = Fusion(made).score(of.features[own])
    return scores


# ---- fit and certify -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What is shipped: the model, the calibration, the certificates."""

    fusion: bytes
    calibration: calibrate.Calibration
    certificates: tuple[Certificate, ...]


def fitted(fit: Table) -> tuple[bytes, calibrate.Calibration]:
    """Return a model and its calibration."""
    foreseen = crossed(fit)
    rows = best(fit, foreseen)
    calibration = calibrate.fit(
        Samples(
            documents=fit.document[rows],
            kinds=fit.kind[rows],
            scores=foreseen[rows],
            right=fit.right[rows],
        )
    )
    every = np.ones(len(fit.right), dtype=bool)
    return fit_fusion(*_taught(fit, every), monotone=tuple(FEATURES.values())), calibration


def issued(
    fusion: bytes, planned: Table, labelled: Table, *, issued_at: str
) -> tuple[Certificate, ...]:
    """Plan on one set, certify on another; the model has seen neither."""
    score = Fusion(fusion).score
    foreseen, scores = score(planned.features), score(labelled.features)
    about = About(
        labels="generated",
        issued_at=issued_at,
        casefile=code_version(),
        weights=learned(fusion),
    )
    return tuple(
        certify(
            make_plan(
                fields(planned, foreseen, groups),
                limit=limit,
                level=LEVEL,
                documents=len(labelled.documents),
                planned=len(planned.documents),
                seed=SEED,
            ),
            [fields(labelled, scores, groups)],
            about=about,
        )
        for limit, groups in LIMITS.items()
    )


def files_of(made: Fitted) -> dict[str, bytes]:
    """Return what is shipped, by name of file."""
    certificates = {
        f"{CERTIFICATE}{certificate.limit:.3f}.json": certificate_to_json(certificate).encode()
        for certificate in made.certificates
        if any(claim.threshold is not None for claim in certificate.claims)
    }
    calibration = calibrate.to_json(made.calibration).encode()
    return {FUSION: made.fusion, CALIBRATION: calibration, **certificates}


# ---- look ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is accepted of a group of fields on some documents: `wanted` is how many values these state."""

    group: str
    documents: int
    wanted: int
    accepted: int
    wrong: int
    affected: int
    """Documents with a wrong accepted field."""


def outcomes(of: Table, made: Fitted, chosen: Sequence[str]) -> list[Outcome]:
    """Return what the certificates accept on the `chosen` documents, by group."""
    judge = CertifiedJudge(
        fusion=Fusion(made.fusion),
        calibration=made.calibration,
        certificates=made.certificates,
        weights=learned(made.fusion),
    )
    told = fields(of, judge.fusion.score(of.features))
    free = accepted(told, judge)
    kept = np.isin(told.documents, list(chosen))
    found = []
    for group in [g for groups in LIMITS.values() for g in groups]:
        own = kept & free & (told.groups == group)
        described = [of.documents[d] for d in chosen]
        found.append(
            Outcome(
                group=group,
                documents=len(described),
                wanted=sum(d.wanted.get(group, 0) + d.emptied.get(group, 0) for d in described),
                accepted=int(own.sum()),
                wrong=int((own & told.wrong).sum()),
                affected=len(np.unique(told.documents[own & told.wrong])),
            )
        )
    return found


def accepted(told: Fields, judge: CertifiedJudge) -> npt.NDArray[np.bool_]:
    """Return which fields (fields,) are released, document by document and group by group."""
    free = np.zeros(len(told.scores), dtype=bool)
    together: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(told.documents.tolist(), told.groups.tolist(), strict=True)):
        together[key].append(row)
    for (_, group), rows in together.items():
        ids = judge.release(group, [float(told.scores[row]) for row in rows])
        free[rows] = [certificate is not None for certificate in ids]
    return free


def calibration_error(of: Table, made: Fitted, *, bins: int = 10) -> float:
    """Return the expected calibration error (Guo et al., 2017) over the best options of all fields."""
    scores = Fusion(made.fusion).score(of.features)
    rows = best(of, scores)
    odds = np.array(
        [
            made.calibration.probability(str(kind), np.array([score]))[0]
            for kind, score in zip(of.kind[rows], scores[rows], strict=True)
        ]
    )
    at = np.minimum((odds * bins).astype(int), bins - 1)
    gaps = [
        abs(odds[at == b].mean() - of.right[rows][at == b].mean()) * (at == b).mean()
        for b in range(bins)
        if (at == b).any()
    ]
    return float(sum(gaps))


def report(made: Fitted, looked: Mapping[str, Table]) -> str:
    """Return the outcome as Markdown."""
    lines = [
        "| limit | group | threshold | certified on | wrong | why not |",
        "|---|---|---|---|---|---|",
    ]
    for certificate in made.certificates:
        for claim in certificate.claims:
            why = claim.refusal
            more = f"{why.obstacle} (+{why.more_documents} documents)" if why else ""
            limit = "none" if claim.threshold is None else f"{claim.threshold:.2f}"
            lines.append(
                f"| {certificate.limit:.1%} | {claim.group} | {limit} | {claim.accepted} fields, "
                f"{claim.documents} documents | {claim.wrong} | {more} |"
            )
    for name, of in looked.items():
        lines += [
            "",
            f"**{name}**: {len(of.documents)} documents, ECE {calibration_error(of, made):.4f}",
        ]
        lines += ["", "| documents | group | accepted | wrong |", "|---|---|---|---|"]
        for label, chosen in _strata(of).items():
            for told in outcomes(of, made, chosen):
                share = told.accepted / told.wanted if told.wanted else 0.0
                error = told.wrong / told.accepted if told.accepted else 0.0
                lines.append(
                    f"| {label} ({told.documents}) | {told.group} "
                    f"| {told.accepted} of {told.wanted} ({share:.0%}) "
                    f"| {told.wrong} ({error:.2%}), {told.affected} documents |"
                )
    return "\n".join(lines) + "\n"


def _strata(of: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, d in of.documents.items():
        found["all"].append(key)
        found[d.stratum].append(key)
        found[f"language {d.language}"].append(key)
        if d.fill == "typed":
            found[f"{d.stratum}, typed"].append(key)
    return dict(sorted(found.items()))


def main() -> None:
    """Draw and read, or fit, certify and look."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path("out/certify"))
    parser.add_argument("--families", type=int, help="of each range, at most")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kept", action="store_true", help="only what is drawn and read already")
    parser.add_argument("--as-shipped", action="store_true", help="for the model in models/shipped")
    parser.add_argument("--ship", action="store_true", help="put what was made into models/shipped")
    parser.add_argument(
        "--check", action="store_true", help="only hold what is shipped to its word"
    )
    parser.add_argument(
        "--carry", action="store_true", help="with --check: let them stand for the models of today"
    )
    options = parser.parse_args()
    if options.carry and (not options.check or options.families):
        parser.error("--carry goes with --check, and with all families")
    cases, workers = sets(options.cache), options.workers
    unasked = FITTED_ON if options.as_shipped else ()
    names = ("fresh",) if options.check else [name for name in PARTS if name not in unasked]
    parts = {
        name: [(cases[of], families[: options.families]) for of, families in PARTS[name]]
        for name in names
    }
    if not options.kept:
        draw_and_read(parts, workers=workers)
    fit = [part for name in FITTED_ON for part in parts.pop(name, ())]
    told = {name: gathered(some, workers=workers) for name, some in parts.items()}
    fusion, calibration = (
        fitted(gathered(fit, workers=workers))
        if fit
        else (shipped(FUSION), calibrate.from_json(shipped(CALIBRATION)))
    )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    made = Fitted(
        fusion=fusion,
        calibration=calibration,
        certificates=shipped_judge().certificates
        if options.check
        else issued(fusion, told["planned"], told["certified"], issued_at=now),
    )
    if options.carry:
        stand = carried(made.certificates, fusion, told["fresh"], seed=SEED, at=now)
        made = replace(made, certificates=stand)
    looked = {name: of for name, of in told.items() if name != "planned" and of.documents}
    text = report(made, looked)
    if "fresh" in looked:
        scores = Fusion(made.fusion).score(looked["fresh"].features)
        text += "\n" + promise(fields(looked["fresh"], scores), len(looked["fresh"].documents))
    (options.cache / "report.md").write_text(text)
    if options.ship or options.carry:
        ship(files_of(made))
    print(text)


def draw_and_read(parts: Mapping[str, Sequence[tuple[CaseSet, range]]], *, workers: int) -> None:
    """Keep all families of the parts, and their options, all parts growing together."""
    longest = max(len(families) for some in parts.values() for _, families in some)
    for start in range(0, longest, EVERY):
        for name, (cases, families) in ((name, p) for name, some in parts.items() for p in some):
            next_ones = families[start : start + EVERY]
            for family in keep(cases, next_ones, workers=workers):
                print(f"{name} {family}", file=sys.stderr, flush=True)
            for _ in options_of(cases, next_ones, workers=workers):
                pass


if __name__ == "__main__":
    main()
