"""How one number a document is spread: tenths of those seen first, then counts of any others. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from models.certificate import Histogram

if TYPE_CHECKING:
    from models.plan import Fields

CLOSE: Final = 1e-6
"""How far above a shared value, relative to its size, its bin ends."""


def histogram(name: str, values: NDArray[np.float64]) -> Histogram:
    """Return the spread of `values` (documents,) over their own tenths; what is not finite is left out.

    Where many share one value, that value has a bin of its own, so that a move away from it shows.
    """
    finite = values[np.isfinite(values)]
    tenths = np.quantile(finite, np.linspace(0.1, 0.9, 9)) if finite.size else np.zeros(0)
    shared = tenths[1:][np.diff(tenths) == 0]
    above = shared + CLOSE * np.maximum(1.0, np.abs(shared))
    edges = tuple(float(edge) for edge in np.unique(np.concatenate([tenths, above])))
    return Histogram(name=name, edges=edges, counts=counts(edges, finite))


def counts(edges: tuple[float, ...], values: NDArray[np.float64]) -> tuple[int, ...]:
    """Return how many finite `values` lie between the edges; one on an edge counts above it."""
    bins = np.searchsorted(np.array(edges), values[np.isfinite(values)], side="right")
    return tuple(int(n) for n in np.bincount(bins, minlength=len(edges) + 1))


def per_document(fields: Fields) -> NDArray[np.float64]:
    """Return the mean score of each document: one number each, since fields of a page go together."""
    _, row = np.unique(fields.documents, return_inverse=True)
    sums = np.bincount(row, weights=fields.scores).astype(np.float64)
    return np.divide(sums, np.bincount(row), dtype=np.float64)
