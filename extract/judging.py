"""Which of the values that a field may have stands for it: what ranks first, or what a judge scores best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from extract.checks import run_checks
from extract.features import About, features_of
from extract.narrated import TextReader
from extract.reread import PlaceReader
from extract.rivals import options
from extract.weigh import Weighed
from extract.wordtags import PageTagger
from records.types import Reading

Key = tuple[str, int]
"""Name and index of a field."""
Groups = Mapping[Key, Sequence[Weighed]]
"""All finds of each field, each followed by the second reader's rivals of it."""


class Judge(Protocol):
    """Says how likely values are right, and which certificate releases one.

    `weights` is a digest of all that learned, in whatever step: scores of others mean nothing to it.
    """

    @property
    def weights(self) -> str: ...

    def score(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return a raw score for each row (values, features), see `extract.features`."""

    def confidence(self, kind: str, score: float) -> float:
        """Return the calibrated probability that a value of this kind is right."""

    def for_type(self, document_type: str) -> Judge:
        """Return the judge of documents of a type: a certificate says nothing of types it knows none of."""

    def covers(self, group: str) -> bool:
        """Say whether a certificate stands for a group of fields."""

    def release(self, group: str, scores: Sequence[float]) -> tuple[str | None, ...]:
        """Return the certificate that releases each of a document's fields of a group, or None."""


Observer = Callable[[str, int, Sequence[Weighed], npt.NDArray[np.float32]], None]
"""Told of each field's options and their features (options, features); for those who train and measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Who has a say beside the rules: those who learned where answers stand, a second reader, a judge."""

    tagger: PageTagger | None = None
    narrator: TextReader | None = None
    reader: PlaceReader | None = None
    judge: Judge | None = None
    observer: Observer | None = None


BY_RULES: Final = Deciding()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The find that stands for a field, and the judge's score of it, None without a judge."""

    best: Weighed
    score: float | None = None


def choose(
    groups: Groups, *, kinds: Mapping[str, str], about: About, deciding: Deciding
) -> dict[Key, Chosen]:
    """Return what stands for each field; the observer is told of all options."""
    first = {key: min(group, key=lambda w: w.rank) for key, group in groups.items()}
    told = {key: Chosen(best=best) for key, best in first.items()}
    if deciding.judge is None and deciding.observer is None:
        return told
    values = {n: w.value for (n, i), w in first.items() if i == 0 and w.value is not None}
    for key, group in groups.items():
        rivals = options(first[key], group)
        rows = np.stack(
            [
                features_of(
                    w, group, kind=kinds[key[0]], about=about, checks=_checks(key, w, values)
                )
                for w in rivals
            ]
        )
        if deciding.observer is not None:
            deciding.observer(*key, rivals, rows)
        if deciding.judge is not None:
            scores = deciding.judge.score(rows)
            best = max(range(len(rivals)), key=lambda at: (_says(rivals[at]), scores[at]))
            told[key] = Chosen(best=rivals[best], score=float(scores[best]))
    return told


def _says(weighed: Weighed) -> bool:
    """Say whether a find states anything: words that make no value state nothing."""
    return weighed.value is not None or weighed.reading is not Reading.PRESENT


def _checks(key: Key, weighed: Weighed, values: Mapping[str, str]) -> tuple[int, int]:
    """Count the cross-checks that speak for and against a value, all other fields as they rank first."""
    name, index = key
    if index != 0 or weighed.value is None:
        return 0, 0
    verdicts = run_checks({**values, name: weighed.value})
    return (
        sum(name in v.supports for v in verdicts),
        sum(name in v.contradicts for v in verdicts),
    )
