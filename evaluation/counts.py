"""Verdicts -> a table of counts, one row a document: all figures are functions of its sums.

So a figure of many documents, of a group of them, or of a bootstrap draw is the same function.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evaluation.boxes import SAME
from evaluation.verdicts import Judged, Verdict, Whole
from records.types import EMPTY, Reading

Numbers = NDArray[np.float64]
BINS: Final = 10
"""Bins of confidence, equally wide, as Guo et al. (2017) count the expected calibration error."""


def _asks(reading: Reading) -> Callable[[Verdict], bool]:
    return lambda verdict: verdict.asked is reading


def _fills(reading: Reading) -> Callable[[Verdict], bool]:
    return lambda verdict: verdict.asked is reading and verdict.valued


OF_FIELDS: Final[dict[str, Callable[[Verdict], bool]]] = {
    "stated": lambda v: v.valued,
    "exact": lambda v: v.exact,
    "lenient": lambda v: v.lenient,
    "wanted": _asks(Reading.PRESENT),
    "blank": _asks(Reading.BLANK),
    "filled_blank": _fills(Reading.BLANK),
    "redacted": _asks(Reading.REDACTED),
    "filled_redacted": _fills(Reading.REDACTED),
    "illegible": _asks(Reading.ILLEGIBLE),
    "filled_illegible": _fills(Reading.ILLEGIBLE),
    "empty": lambda v: v.asked in EMPTY,
    "filled_released": lambda v: v.asked in EMPTY and v.valued and v.released,
    "asked": lambda v: v.asked is not None,
    "right": lambda v: v.right,
    "released": lambda v: v.released,
    "released_wrong": lambda v: v.released and not v.right,
    "released_asked": lambda v: v.released and v.asked is not None,
    "released_values": lambda v: v.released and v.valued,
    "released_values_wrong": lambda v: v.released and v.valued and not v.exact,
    "released_wanted": lambda v: v.released and v.valued and _asks(Reading.PRESENT)(v),
    "sure": lambda v: v.valued and v.confidence is not None,
    "readable": lambda v: v.read is not None,
    "read": lambda v: v.read is True,
    "read_exact": lambda v: v.read is True and v.exact,
    "boxed": lambda v: v.overlap is not None,
    "grounded": lambda v: v.overlap is not None and v.overlap >= SAME,
    "held": lambda v: v.held,
}
"""Column -> which verdicts on fields it counts."""
OF_WHOLES: Final[dict[str, Callable[[Whole], int]]] = {
    "documents": lambda w: 1,
    "type_right": lambda w: w.type_right,
    "type_released": lambda w: w.type_released,
    "type_released_wrong": lambda w: w.type_released and not w.type_right,
    "cut_right": lambda w: w.cut_right,
    "bundles": lambda w: w.bundle_right is not None,
    "bundles_right": lambda w: w.bundle_right is True,
    "pages": lambda w: w.pages,
    "pages_upright": lambda w: w.pages_upright,
    "words": lambda w: w.read.words,
    "word_errors": lambda w: w.read.errors,
    "answer_words": lambda w: w.read.answers,
    "answer_word_errors": lambda w: w.read.answer_errors,
}
"""Column -> what a document as one adds to it."""
BY_NAME: Final = ("stated", "exact", "wanted")
"""Columns that are counted for each field name too, for means over fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Columns of counts: (documents,) each, or (draws,) after drawing, or (1,) summed."""

    columns: Mapping[str, Numbers]

    def __getitem__(self, name: str) -> Numbers:
        return self.columns[name]

    def by_name(self, name: str) -> dict[str, Numbers]:
        """Return a column of `BY_NAME` for each field name."""
        start = f"{name}/"
        return {c.removeprefix(start): n for c, n in self.columns.items() if c.startswith(start)}

    def weighted(self, weights: Numbers) -> Counts:
        """Return the sums under each row of `weights` (draws, documents)."""
        names = tuple(self.columns)
        table = np.column_stack([self.columns[name] for name in names])
        sums = weights @ table
        return Counts(columns={name: sums[:, at] for at, name in enumerate(names)})

    def summed(self) -> Counts:
        """Return the plain sums."""
        return Counts(columns={name: n.sum(keepdims=True) for name, n in self.columns.items()})


def count(documents: Sequence[Judged]) -> Counts:
    """Count the verdicts on each document."""
    rows = [_row(document) for document in documents]
    names = dict.fromkeys((*OF_FIELDS, *OF_WHOLES, *_bins(), *(n for row in rows for n in row)))
    return Counts(columns={n: np.array([row[n] for row in rows], dtype=np.float64) for n in names})


def _bins() -> tuple[str, ...]:
    return tuple(
        f"{column}{at}" for column in ("sure", "sure_right", "sure_sum") for at in range(BINS)
    )


def _row(document: Judged) -> defaultdict[str, float]:
    row: defaultdict[str, float] = defaultdict(float)
    for verdict in document.fields:
        for column, holds in OF_FIELDS.items():
            if holds(verdict):
                row[column] += 1
                if column in BY_NAME:
                    row[f"{column}/{verdict.name}"] += 1
        _add_confidence(row, verdict)
    if document.whole is not None:
        for column, adds in OF_WHOLES.items():
            row[column] += int(adds(document.whole))
    return row


def _add_confidence(row: defaultdict[str, float], verdict: Verdict) -> None:
    if verdict.confidence is not None and verdict.valued:
        at = min(BINS - 1, int(verdict.confidence * BINS))
        row[f"sure{at}"] += 1
        row[f"sure_right{at}"] += verdict.exact
        row[f"sure_sum{at}"] += verdict.confidence
