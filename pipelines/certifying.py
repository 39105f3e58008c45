"""A workspace's own certificate: from documents that were drawn at random and that people looked at whole.

Only such documents count. What waits for a person is what the machine was unsure of: corrections of it say
nothing about what it accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

import numpy as np

from models.certificate import Certificate
from models.certify import About, certify
from models.plan import Fields, make_plan
from pipelines.certificates import CertificateShelf
from pipelines.deciding import acceptable, proposed
from pipelines.drawing import SEED, in_order, is_whole
from pipelines.settings import code_version
from pipelines.trials import Trial, bound, closed, served_in
from pipelines.watching import is_kept, traits
from pipelines.workspace import Workspace
from records.errors import ConfigError
from records.types import Record
from records.vocabulary import Vocabulary

PLANNED: Final = 3
"""Of so many documents one serves to choose where thresholds begin, the others to certify."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """How far a sample is: documents drawn, and of these those that people have looked at whole.

    `outdated` of the latter were judged by other weights: their scores say nothing of those in use. `served`
    of them did so for a certificate that was withdrawn. `waiting` ones were drawn after `first`, which is not
    finished.
    """

    drawn: int
    whole: int
    outdated: int = 0
    served: int = 0
    waiting: int = 0
    first: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Labelled:
    """What people said of documents that these weights judged: the machine's version and theirs, by id.

    `usable` are those that may be tested now, in the order in which they were drawn.
    """

    pairs: Mapping[str, tuple[Record, Record]] = field(repr=False)
    usable: tuple[str, ...]
    sampled: Sampled


def issue(
    workspace: Workspace,
    shelf: CertificateShelf,
    *,
    limit: float,
    level: float,
    issued_at: str,
) -> tuple[Certificate, Sampled]:
    """Return the certificate that the sample supports, kept on the shelf, with refusals where it does not.

    Raises:
        ConfigError: No document of the sample may be tested, and none was before.
    """
    vocabulary, weights = workspace.vocabulary, shelf.judge().weights
    trials = shelf.trials(weights=weights)
    shut = closed(trials, {c.id for c in shelf.all() if c.withdrawn is not None})
    same = [t for t in trials if t.bound == bound(limit=limit, level=level)]
    open_ = next((t for t in same if t not in shut), None)
    begun = open_ if open_ is not None and open_.tested else None
    labelled = _labelled(workspace, shelf.sample(), begun, served_in(shut), weights=weights)
    if begun is None and not labelled.usable:
        raise ConfigError(_why_nothing(labelled.sampled))
    trial = _trial(labelled, begun, vocabulary, limit=limit, level=level)
    told = [[labelled.pairs[i] for i in b if i in labelled.pairs] for b in trial.batches]
    certificate = certify(
        trial.plan,
        [_fields(batch, vocabulary) for batch in told],
        about=About(
            labels="reviewed", issued_at=issued_at, casefile=code_version(), weights=weights
        ),
        features=traits(before for batch in told for before, _ in batch),
    )
    given = tuple(dict.fromkeys((*(open_.certificates if open_ else ()), certificate.id)))
    number = open_.number if open_ else len(same) + 1
    shelf.keep_trial(replace(trial, certificates=given, number=number), weights=weights)
    shelf.keep(certificate)
    return certificate, labelled.sampled


def _labelled(
    workspace: Workspace,
    drawn: frozenset[str],
    begun: Trial | None,
    served: frozenset[str],
    *,
    weights: str,
) -> _Labelled:
    """Return what may be tested: drawn documents up to the first that is not finished, none that `served`.

    Whoever took what happens to be finished would leave out the hard papers. What was tested before stays in
    its trial, whether it would be drawn today or not.
    """
    tested = begun.documents if begun is not None else frozenset[str]()
    records = {
        r.document_id: r
        for r in workspace.store.current()
        if r.document_id in drawn or r.document_id in tested
    }
    pairs = {
        key: (before, after)
        for key, after in records.items()
        if is_whole(after)
        and (before := proposed(workspace, after)) is not None
        and before.weights == weights
    }
    line = in_order(drawn & records.keys())
    whole = [key for key in line if is_whole(records[key])]
    ready = set(takewhile(lambda key: is_whole(records[key]), line))
    fit = [key for key in whole if key in pairs and key not in served]
    sampled = Sampled(
        drawn=len(drawn),
        whole=len(whole),
        outdated=sum(key not in pairs for key in whole),
        served=sum(key in served for key in whole),
        waiting=sum(key not in ready and key not in tested for key in fit),
        first=next((key for key in line if key not in ready), None),
    )
    return _Labelled(pairs=pairs, usable=tuple(key for key in fit if key in ready), sampled=sampled)


def _why_nothing(sampled: Sampled) -> str:
    """Return why no document may be tested, and what to do."""
    if not sampled.whole:
        return (
            "no document that was drawn at random has been looked at whole; draw some with "
            "casefile review push --sample N, and let people submit every page of them"
        )
    if sampled.waiting:
        return (
            f"document {sampled.first} is not finished, and {sampled.waiting} that were looked at whole were "
            "drawn after it; let people submit every page of it"
        )
    if sampled.served:
        return (
            "every document that was looked at whole served for a certificate that was withdrawn; draw "
            "others with casefile review push --sample N, with a larger N"
        )
    return (
        "every document that was looked at whole was judged by other weights than those in use; let "
        "casefile run read the files again, and people look at documents drawn anew"
    )


def _trial(
    labelled: _Labelled,
    begun: Trial | None,
    vocabulary: Vocabulary,
    *,
    limit: float,
    level: float,
) -> Trial:
    """Return the plan with the documents tested before, and those looked at since as one more batch.

    A rule that was tested stays as it is: a new one would test the old labels once more, and whoever tries
    often enough is given a certificate. One that had too few documents was not tested; where none was, the
    plan is made anew from all documents there are.
    """
    planned = begun.planned if begun else labelled.usable[::PLANNED]
    batches = begun.batches if begun else ()
    known = {*planned, *(i for batch in batches for i in batch)}
    new = tuple(i for i in labelled.usable if i not in known)
    batches = (*batches, new) if new or not batches else batches
    plan = make_plan(
        _fields([labelled.pairs[i] for i in planned if i in labelled.pairs], vocabulary),
        limit=limit,
        level=level,
        documents=max(1, sum(map(len, batches))),
        planned=len(planned),
        seed=SEED,
        going_on=True,
    )
    tested = {r.group: r for r in begun.plan.rules if r.thresholds} if begun else {}
    rules = {r.group: r for r in plan.rules} | tested
    return Trial(plan=replace(plan, rules=tuple(rules.values())), planned=planned, batches=batches)


def _fields(pairs: Iterable[tuple[Record, Record]], vocabulary: Vocabulary) -> Fields:
    """Return what could be accepted of machine's versions, and whether people's say otherwise."""
    rows = [
        (before.document_id, group, score, not is_kept(of, after.get(*of.key)))
        for before, after in pairs
        for of, group, score in acceptable(before, vocabulary)
    ]
    ids, groups, scores, wrong = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Fields(
        documents=np.array(ids, dtype=np.str_),
        groups=np.array(groups, dtype=np.str_),
        scores=np.array(scores, dtype=np.float64),
        wrong=np.array(wrong, dtype=bool),
    )
