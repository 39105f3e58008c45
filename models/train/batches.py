"""What networks of words learn from, in batches: windows of words, and the class of each piece."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from models.windows import Encoded, inputs_of, windows
from models.wordpiece import WordPiece

SEED: Final = 2018
UNKNOWN: Final = -100
"""A word of this class is not learned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Settings of the training."""

    steps: int = 1600
    pieces: int = 8192
    """Pieces of words in one batch, padding included."""
    rate: float = 3e-4
    rate_of_new: float = 1e-3
    """Of what the language model did not bring: places, the last layer."""
    warm: float = 0.06
    decay: float = 0.01
    dropout: float = 0.0
    views: int = 5
    """How often a page is seen, each time anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A window of a page and the class of each of its pieces, `UNKNOWN` where there is nothing to learn."""

    given: Encoded
    wanted: npt.NDArray[np.int64]


def cases_of(
    words: Encoded, names: Sequence[str], places: Mapping[str, int], pieces: WordPiece
) -> Iterator[Case]:
    """Yield the windows of words, given each word's class and the numbers of the classes that are learned.

    A word's first piece is of its class; a class without a number is `UNKNOWN`.
    """
    for window in windows(words):
        given = inputs_of(words, window, begin=pieces.begin, end=pieces.end)
        wanted = np.full(len(given.ids), UNKNOWN, np.int64)
        for name, place in zip(names[window.first : window.last], given.firsts, strict=True):
            if place < len(wanted):
                wanted[place] = places.get(name, UNKNOWN)
        yield Case(given=given, wanted=wanted)


class Batch(NamedTuple):
    """Windows of like length, padded on the right: (windows, pieces), `boxes` (windows, pieces, 4)."""

    ids: npt.NDArray[np.int16]
    boxes: npt.NDArray[np.int16]
    sides: npt.NDArray[np.int8]
    mask: npt.NDArray[np.int8]
    wanted: npt.NDArray[np.int16]


def padded(cases: Sequence[Case]) -> Batch:
    """Return windows as a batch."""
    shape = len(cases), max(len(c.given.ids) for c in cases)
    batch = Batch(
        ids=np.zeros(shape, np.int16),
        boxes=np.zeros((*shape, 4), np.int16),
        sides=np.zeros(shape, np.int8),
        mask=np.zeros(shape, np.int8),
        wanted=np.full(shape, UNKNOWN, np.int16),
    )
    for row, case in enumerate(cases):
        size = len(case.given.ids)
        batch.ids[row, :size], batch.boxes[row, :size] = case.given.ids, case.given.boxes
        batch.sides[row, :size], batch.mask[row, :size] = case.given.sides, 1
        batch.wanted[row, :size] = case.wanted
    return batch


def batched(cases: list[Case], *, fit: Fit, rng: random.Random) -> list[Batch]:
    """Return windows as batches of like length, in any order."""
    cases = sorted(cases, key=lambda c: len(c.given.ids))
    made: list[list[Case]] = [[]]
    for case in cases:
        if made[-1] and (len(made[-1]) + 1) * len(case.given.ids) > fit.pieces:
            made.append([])
        made[-1].append(case)
    rng.shuffle(made)
    return [padded(group) for group in made if group]


def digest_of(*parts: object) -> str:
    """Return 12 hexadecimal digits of what a training rests on; its checkpoint is no other's."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
