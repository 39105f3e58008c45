"""Narratives that the reader of running text (`models/running.py`) learns from, as the network takes them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from models.running import encode
from models.tagger import BEGINS, GOES_ON, OTHER
from models.train.batches import Batch, Case, Fit, batched, cases_of
from models.train.noise import Noise
from models.wordpiece import WordPiece

SPOILT: Final = 0.5
CAPITALS: Final = 0.12
"""Shares: of texts that are misread here and there, of texts in capitals."""
HIDDEN: Final = 0.05
"""Share of pieces that are hidden: what they say has to be told by the others."""
STRENGTHS: Final = (0.1, 0.3, 0.6, 1.0)
"""How badly a spoilt text is read, in strengths of `models.train.noise`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A narrative and what its words state: spans (start, end, label), in characters, in order.

    A label is a field, several joined by `models.running.JOINT`, or "separation.stated=true".
    """

    text: str
    language: str
    spans: tuple[tuple[int, int, str], ...]


def spoilt(one: Told, noise: Noise, rng: random.Random) -> Told:
    """Return a narrative as a reader may give it: words misread, some in capitals."""
    strength = rng.choice(STRENGTHS) if rng.random() < SPOILT else 0.0
    upper = rng.random() < CAPITALS
    text, places = "", [0]
    for part in _parts(one.text):
        read = part
        if not part.isspace():
            read = " ".join(p for p, _ in noise.read(part, strength, rng)) if strength else part
            read = read.upper() if upper else read
        text += read
        # a character of the old text -> its place in the new one, by shares of the word
        places += [
            len(text) - len(read) + (i * len(read)) // len(part) for i in range(1, len(part))
        ]
        places.append(len(text))
    spans = tuple(
        (places[start], places[end], label)
        for start, end, label in one.spans
        if places[end] > places[start]
    )
    return Told(text=text, language=one.language, spans=spans)


def _parts(text: str) -> Iterator[str]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at].isspace() != text[start].isspace():
            yield text[start:at]
            start = at


def classes(narratives: Iterable[Told]) -> tuple[str, ...]:
    """Return the classes of words, O first."""
    labels = sorted({label for one in narratives for _, _, label in one.spans})
    return (OTHER, *(begins + label for label in labels for begins in (BEGINS, GOES_ON)))


def named(places: Sequence[tuple[int, int]], spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """Return the class of each word of a text, given where it stands; a word in part of a span is of it."""
    names = [OTHER] * len(places)
    for start, end, label in spans:
        begins = BEGINS
        for at, (left, right) in enumerate(places):
            if left < end and right > start:
                names[at] = begins + label
                begins = GOES_ON
    return names


def text_cases(
    one: Told, places: Mapping[str, int], pieces: WordPiece, rng: random.Random
) -> Iterator[Case]:
    """Yield the windows of a narrative, some pieces hidden."""
    words = encode(one.text, pieces)
    for case in cases_of(words.encoded, named(words.places, one.spans), places, pieces):
        inner = case.given.ids[1:-1]
        ids = [pieces.hidden if rng.random() < HIDDEN else piece for piece in inner]
        hidden = np.array([pieces.begin, *ids, pieces.end], np.int64)
        yield replace(case, given=replace(case.given, ids=hidden))


def batches(
    narratives: Sequence[Told],
    places: Mapping[str, int],
    pieces: WordPiece,
    *,
    noise: Noise,
    fit: Fit,
    rng: random.Random,
) -> list[Batch]:
    """Return batches of narratives of like length, in any order, each spoilt anew."""
    cases = [
        case
        for one in narratives
        for case in text_cases(spoilt(one, noise, rng), places, pieces, rng)
    ]
    return batched(cases, fit=fit, rng=rng)
