"""What the fields of a set may state, as columns: for fitting, certifying and looking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.candidates import Described, Option, options_of
from benchmarks.cases import CaseSet
from extract.features import FEATURES
from models.plan import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All options of a set as columns (options,); `field` numbers the field each is of."""

    features: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    hard: npt.NDArray[np.bool_]
    field: npt.NDArray[np.int64]
    document: npt.NDArray[np.str_]
    group: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    rank: npt.NDArray[np.int64]
    documents: Mapping[str, Described]


def table(documents: Iterable[Described], options: Sequence[Option]) -> Table:
    """Return the options as columns."""
    keys: dict[tuple[str, str, int], int] = {}
    field = [keys.setdefault((o.document, o.name, o.index), len(keys)) for o in options]
    return Table(
        features=np.array([o.features for o in options], dtype=np.float32).reshape(
            -1, len(FEATURES)
        ),
        right=np.array([o.right for o in options], dtype=bool),
        hard=np.array([o.hard for o in options], dtype=bool),
        field=np.array(field, dtype=np.int64),
        document=np.array([o.document for o in options], dtype=np.str_),
        group=np.array([o.group for o in options], dtype=np.str_),
        kind=np.array([o.kind for o in options], dtype=np.str_),
        rank=np.array([o.rank for o in options], dtype=np.int64),
        documents={d.key: d for d in documents},
    )


def gathered(parts: Iterable[tuple[CaseSet, range]], *, workers: int) -> Table:
    """Return the table of those of the families of some sets that are kept."""
    documents: list[Described] = []
    options: list[Option] = []
    for cases, families in parts:
        kept = [family for family in families if cases.is_kept(family)]
        for some, more in options_of(cases, kept, workers=workers):
            documents += some
            options += more
    return table(documents, options)


def best(of: Table, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the row of each field's best option, as `extract.decide` chooses."""
    order = np.lexsort((of.rank, -scores, of.field))
    first = np.unique(of.field[order], return_index=True)[1]
    chosen: npt.NDArray[np.int64] = order[first]
    return chosen


def fields(
    of: Table, scores: npt.NDArray[np.float64], groups: Sequence[str] | None = None
) -> Fields:
    """Return the fields that the machine could accept, each with its best option."""
    rows = best(of, scores)
    rows = rows[~of.hard[rows]]
    if groups is not None:
        rows = rows[np.isin(of.group[rows], list(groups))]
    return Fields(
        documents=of.document[rows],
        groups=of.group[rows],
        scores=scores[rows],
        wrong=~of.right[rows],
    )
