"""What the second reader (`models/reader.py`) learns from: lines of like width, each stretched a little."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from models.alphabet import ALPHABET
from models.reader import HEIGHT, Gray, padded_width, scaled

CHARACTERS: Final = ALPHABET[1:] + ALPHABET[0]
"""Ours, in the order of the network's columns behind the blank: PP-OCR has the space last."""
PLACE: Final = {letter: at + 1 for at, letter in enumerate(CHARACTERS)}
WIDENED: Final = 0.2
"""Share of the lines that have wide paper beside them."""
EDGE: Final = 3
"""Pixels at the left edge of a picture that are paper."""
STRETCHED: Final = 0.12
"""How much wider or narrower a line gets at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Settings of the training."""

    steps: int = 1500
    across: int = 12288
    """Pixels of padded lines side by side in one batch: some forty lines."""
    rate: float = 1e-4
    warm: int = 60


class Batch(NamedTuple):
    """Lines (lines, height, width) uint8, 0 beyond each line's own `widths`; their characters end to end."""

    pictures: npt.NDArray[np.uint8]
    widths: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int16]
    lengths: npt.NDArray[np.int64]


def batches(lines: Sequence[tuple[Gray, str]], *, fit: Fit, rng: random.Random) -> list[Batch]:
    """Return batches of lines of like width, in any order; each line is stretched or narrowed a little."""
    drawn = []
    for picture, text in lines:
        own = scaled(_stretched(_widened(picture, rng), rng))
        if own is not None and own.shape[1] // 8 > 1.3 * len(text):
            drawn.append((own, text))
    drawn.sort(key=lambda line: line[0].shape[1])
    made: list[list[tuple[Gray, str]]] = [[]]
    for line in drawn:
        if made[-1] and (len(made[-1]) + 1) * padded_width(line[0].shape[1]) > fit.across:
            made.append([])
        made[-1].append(line)
    rng.shuffle(made)
    return [_batch(group) for group in made if group]


def _widened(picture: Gray, rng: random.Random) -> Gray:
    """Return some pictures with paper beside the line, as wide as a box may be: more of their own edge."""
    if rng.random() >= WIDENED:
        return picture
    width = picture.shape[1]
    more = round(rng.uniform(0.2, 3) * width)
    chance = np.random.default_rng(rng.getrandbits(32))
    paper = picture[:, chance.integers(0, min(EDGE, width), more)]
    left = rng.choice((0, 0, rng.randrange(more + 1)))
    return np.concatenate((paper[:, :left], picture, paper[:, left:]), axis=1)


def _stretched(picture: Gray, rng: random.Random) -> Gray:
    import cv2

    share = 1 + rng.uniform(-STRETCHED, STRETCHED)
    size = (max(2, round(picture.shape[1] * share)), picture.shape[0])
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _batch(group: Sequence[tuple[Gray, str]]) -> Batch:
    widths = [picture.shape[1] for picture, _ in group]
    pictures = np.zeros((len(group), HEIGHT, padded_width(max(widths))), np.uint8)
    for row, (picture, _) in enumerate(group):
        pictures[row, :, : picture.shape[1]] = picture
    labels = [[PLACE[letter] for letter in text] for _, text in group]
    return Batch(
        pictures=pictures,
        widths=np.array(widths),
        labels=np.array([label for own in labels for label in own], np.int16),
        lengths=np.array([len(own) for own in labels]),
    )
