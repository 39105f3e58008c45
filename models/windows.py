"""Words as pieces, and the windows of them that a network sees at once: of a page, or of running text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

MOST: Final = 512
"""Pieces of words that a network sees at once, with one before and one after them."""
OVERLAP: Final = 128
"""Pieces that two windows share."""
SIDE: Final = 1000
"""Places are whole numbers from 0 to this, left to right and top to bottom of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """Words in order, or a window of them, as a network takes them: (pieces,), places (pieces, 4).

    `sides` are 0 or 1; `firsts` (words,) is where each word begins.
    """

    ids: npt.NDArray[np.int64]
    boxes: npt.NDArray[np.int64]
    sides: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]


class Window(NamedTuple):
    """Words [first, last) that the network sees at once."""

    first: int
    last: int


def windows(words: Encoded) -> tuple[Window, ...]:
    """Return windows that hold at most `MOST` - 2 pieces each and share `OVERLAP`."""
    ends = np.append(words.firsts[1:], len(words.ids))
    found: list[Window] = []
    first = 0
    while first < len(words.firsts):
        room = words.firsts[first] + MOST - 2
        last = max(first + 1, int(np.searchsorted(ends, room, side="right")))
        found.append(Window(first, last))
        if last >= len(words.firsts):
            break
        first = max(first + 1, int(np.searchsorted(words.firsts, ends[last - 1] - OVERLAP)))
    return tuple(found)


def inputs_of(words: Encoded, window: Window, *, begin: int, end: int) -> Encoded:
    """Return a window with the pieces `begin` and `end` around it."""
    start = int(words.firsts[window.first])
    stop = int(words.firsts[window.last]) if window.last < len(words.firsts) else len(words.ids)
    stop = min(stop, start + MOST - 2)
    edge = np.array([[0] * 4, [SIDE] * 4])
    return Encoded(
        ids=np.concatenate(([begin], words.ids[start:stop], [end])),
        boxes=np.concatenate((edge[:1], words.boxes[start:stop], edge[1:])),
        sides=np.concatenate(([0], words.sides[start:stop], [0])),
        firsts=words.firsts[window.first : window.last] - start + 1,
    )


def odds_of(
    words: Encoded,
    logits_of: Callable[[Encoded], npt.NDArray[np.float32]],
    *,
    classes: int,
    begin: int,
    end: int,
) -> npt.NDArray[np.float32]:
    """Return (words, classes) probabilities; where windows overlap, those seen from further inside.

    `logits_of` gives (pieces, classes) of a window; a word's are those of its first piece.
    """
    odds = np.zeros((len(words.firsts), classes), np.float32)
    inside = np.full(len(words.firsts), -1)
    for window in windows(words):
        given = inputs_of(words, window, begin=begin, end=end)
        logits = logits_of(given)[np.minimum(given.firsts, len(given.ids) - 1)]
        rows = np.arange(window.first, window.last)
        deep = np.minimum(rows - window.first, window.last - 1 - rows)
        better = deep > inside[rows]
        odds[rows[better]] = _softmax(np.asarray(logits, np.float32))[better]
        inside[rows] = np.maximum(inside[rows], deep)
    return odds


def _softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)
