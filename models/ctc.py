"""Connectionist temporal classification: what a matrix of characters by frames says, over all alignments.

Graves et al. 2006 (forward algorithm, prefix search). A matrix is (frames, columns) natural logarithms,
column 0 is
the blank; labels are columns. Rows may sum to less than one: what is missing is no character of ours,
and texts
are then that much less probable.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Labels = tuple[int, ...]
Beam = dict[Labels, tuple[float, float]]
"""Beginning of a text -> its probability up to a frame, ending in a blank and in its last character."""
NEVER: Final = -1e9
"""Logarithm of what cannot be; finite, so that differences of two stay numbers."""
TINY: Final = 1e-300
BLANK: Final = 0
FAINT: Final = 1e-4
"""Share of a frame's best character below which another is not tried by the search."""
SURE: Final = 0.9
"""Probability of the blank from which a frame's faint characters are not tried in any search."""
FAINTEST: Final = 1e-6
"""Probability from which a character is tried where only some are wanted."""
HOPELESS: Final = -24 * math.log(10)
"""Logarithm of the likeliest text's probability under which a line says nothing of the kind: with three
characters misread past all likeness it is some 1e-20, what a line of words "says" as a number 1e-50. A line
so blurred that no frame is sure may fall under it too: what it says then is a guess."""
TRIED: Final = 8
"""Characters of a frame that the search tries at most."""


def forward(matrix: Matrix, texts: Sequence[Labels]) -> npt.NDArray[np.float64]:
    """Return the logarithm of the probability of each text, summed over all its alignments, exactly.

    All texts are followed at once: (texts, 2 * longest + 1) states a frame.
    """
    if not texts:
        return np.empty(0)
    states, ends = _states(texts)
    may_skip = _may_skip(states)
    alpha = np.zeros(states.shape)
    alpha[:, 0] = 1.0  # before the first frame: as if a blank had just been seen
    scales = np.zeros(len(texts))
    for frame in np.exp(np.asarray(matrix, dtype=np.float64)):
        alpha = _moved(alpha, may_skip) * frame[states]
        scale = np.maximum(alpha.max(axis=1), TINY)
        alpha /= scale[:, None]
        scales += np.log(scale)
    rows = np.arange(len(texts))
    whole = alpha[rows, ends] + np.where(ends > 0, alpha[rows, np.maximum(ends - 1, 0)], 0.0)
    return np.asarray(np.where(whole > 0, np.log(np.maximum(whole, TINY)) + scales, NEVER))


def _states(texts: Sequence[Labels]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return texts with a blank before, between and behind their labels, and each one's last state."""
    longest = max(len(text) for text in texts)
    states = np.full((len(texts), 2 * longest + 1), BLANK, dtype=np.int64)
    for row, text in enumerate(texts):
        states[row, 1 : 2 * len(text) : 2] = text
    return states, np.array([2 * len(text) for text in texts], dtype=np.int64)


def _may_skip(states: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return where the blank between two labels may be left out: not between two that are the same."""
    may = np.zeros(states.shape, dtype=np.bool_)
    may[:, 2:] = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    return may


def _moved(
    alpha: npt.NDArray[np.float64], may_skip: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return what reaches each state before its frame: staying, one step, or over a blank."""
    reached = alpha.copy()
    reached[:, 1:] += alpha[:, :-1]
    reached[:, 2:] += np.where(may_skip[:, 2:], alpha[:, :-2], 0.0)
    return reached


def search(matrix: Matrix, *, width: int = 16) -> tuple[Labels, ...]:
    """Return the `width` most probable texts that a prefix beam search finds, best first.

    The order is the search's own, which leaves out faint characters: `forward` tells the probabilities.
    """
    beam: Beam = {(): (1.0, 0.0)}
    for frame in np.exp(np.asarray(matrix, dtype=np.float64)):
        beam = _best(_extended(beam, frame, _tried(frame)), width)
    return tuple(sorted(beam, key=lambda labels: -sum(beam[labels])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Which texts a search keeps to, as an automaton: from node 0 the class of each label leads on.

    `classes` are the columns' classes; a label of class "" stays where it is. `steps` are for each node the
    classes that lead on, and where to. A text has at most `longest` labels.
    """

    classes: tuple[str, ...]
    steps: tuple[Mapping[str, int], ...]
    longest: int


def search_among(matrix: Matrix, shapes: Shapes, *, width: int = 4) -> tuple[Labels, ...]:
    """Return probable texts, best first, that begin as `shapes` allow; of each length `width` at most.

    Of every length some are kept, so that a text in which much was misread is not driven out by its own
    beginnings, which leave the misread parts out. What is `HOPELESS` is not followed: where all are, the line
    says something else, and nothing is returned.
    """
    beam: Beam = {(): (1.0, 0.0)}
    nodes: dict[Labels, int] = {(): 0}
    lost = 0.0
    for frame in np.exp(np.asarray(matrix, dtype=np.float64)):
        by_class: dict[str, list[tuple[int, float]]] = {}
        for label, odds in _tried_faint(frame):
            by_class.setdefault(shapes.classes[label], []).append((label, odds))
        longer = _extended_among(beam, frame, by_class, nodes, shapes)
        scale = max(map(sum, longer.values()))
        lost += math.log(max(scale, TINY))
        if lost < HOPELESS:
            return ()
        least = scale * math.exp(HOPELESS - lost)
        by_length: dict[int, Beam] = {}
        for labels, each in longer.items():
            if sum(each) >= least:
                by_length.setdefault(len(labels), {})[labels] = each
        beam = {
            labels: each
            for group in by_length.values()
            for labels, each in _best(group, width, scale=scale).items()
        }
        nodes = {labels: nodes[labels] for labels in beam}
    return tuple(sorted(beam, key=lambda labels: -sum(beam[labels])))


def _extended_among(
    beam: Beam,
    frame: npt.NDArray[np.float64],
    by_class: Mapping[str, list[tuple[int, float]]],
    nodes: dict[Labels, int],
    shapes: Shapes,
) -> Beam:
    """Return what `_extended` does, of texts of some shapes; the nodes of new ones are put into `nodes`."""
    after: Beam = {}
    blank = float(frame[BLANK])
    for prefix, (in_blank, in_label) in beam.items():
        whole, last, node = in_blank + in_label, prefix[-1] if prefix else BLANK, nodes[prefix]
        old = after.get(prefix, (0.0, 0.0))
        stays = in_label * float(frame[last]) if prefix else 0.0
        after[prefix] = (old[0] + whole * blank, old[1] + stays)
        if len(prefix) == shapes.longest:
            continue
        for kind, to in (("", node), *shapes.steps[node].items()):
            for label, odds in by_class.get(kind, ()):
                longer = (*prefix, label)
                nodes[longer] = to
                old = after.get(longer, (0.0, 0.0))
                after[longer] = (old[0], old[1] + odds * (in_blank if label == last else whole))
    return after


def _tried(frame: npt.NDArray[np.float64]) -> list[tuple[int, float]]:
    """Return the characters worth trying at a frame, with their probabilities; no blank."""
    labels, least = frame[1:], FAINT * float(frame.max())
    top = np.argsort(-labels, kind="stable")[:TRIED]
    return [(int(i) + 1, float(labels[i])) for i in top if labels[i] > least]


def _tried_faint(frame: npt.NDArray[np.float64]) -> list[tuple[int, float]]:
    """Return faint characters too, except beside a sure blank: a digit may stand behind letters."""
    if frame[BLANK] >= SURE:
        return _tried(frame)
    labels = frame[1:]
    return [(int(i) + 1, float(labels[i])) for i in np.flatnonzero(labels > FAINTEST)]


def _extended(
    beam: Beam,
    frame: npt.NDArray[np.float64],
    tried: list[tuple[int, float]],
) -> Beam:
    """Return all prefixes after one more frame: (probability ending in a blank, in a character)."""
    after: Beam = {}

    def add(labels: Labels, in_blank: float, in_label: float) -> None:
        old = after.get(labels, (0.0, 0.0))
        after[labels] = (old[0] + in_blank, old[1] + in_label)

    for prefix, (in_blank, in_label) in beam.items():
        whole, last = in_blank + in_label, prefix[-1] if prefix else BLANK
        add(prefix, whole * float(frame[BLANK]), in_label * float(frame[last]) if prefix else 0.0)
        for label, odds in tried:
            add((*prefix, label), 0.0, odds * (in_blank if label == last else whole))
    return after


def _best(beam: Beam, width: int, *, scale: float | None = None) -> Beam:
    """Return the most probable prefixes, scaled so that long lines do not underflow."""
    ranked = sorted(beam.items(), key=lambda item: -sum(item[1]))[:width]
    by = max(sum(ranked[0][1]) if scale is None else scale, TINY)
    return {prefix: (a / by, b / by) for prefix, (a, b) in ranked}
