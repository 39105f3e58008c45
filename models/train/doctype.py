"""Fits the model that tells document types by words (`models/doctype.py`); numpy alone.

Titles and labels of editions nobody listed are other words, and OCR misses some: each page is seen
anew in every round, with words lost and letters changed, often without its title; and terms are dropped at
random, so that no few of them carry a type.
"""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from models.doctype import DocTypes, Printed, is_title, terms, weighed
from records.cleaning import fold

SEED: Final = 2018
WORDINGS: Final = Path(__file__).with_name("wordings.toml")
VIEWS: Final = 2
"""How often each page is seen, each time with other slips."""
LOST: Final = 0.15
SLIPS: Final = 0.05
UNTITLED: Final = 0.3
RETITLED: Final = 0.5
REWORDED: Final = 0.35
"""Shares: of words that are not read, of letters read wrongly; of pages seen without their title, or with
another; of words with others of the same sense that are said in another way."""
LETTERS: Final = "abcdefghilmnoprstu1l"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A page of a known type; `source` is the edition it is on, `printed` what of it is form, not answer."""

    document_type: str
    source: str
    pieces: tuple[Printed, ...]
    printed: tuple[Printed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Settings of the training, chosen on the dev split."""

    most_terms: int = 6000
    least_sources: int = 2
    rounds: int = 30
    batch: int = 256
    rate: float = 0.02
    decay: float = 1e-4
    dropout: float = 0.3


def slipped(pieces: Sequence[Printed], rng: random.Random) -> tuple[Printed, ...]:
    """Return what a poor reader makes of a page: words lost, letters changed."""
    read = (" ".join(_slip(w, rng) for w in p.text.split() if rng.random() >= LOST) for p in pieces)
    return tuple(replace(p, text=text) for p, text in zip(pieces, read, strict=True))


def another(example: Example, rng: random.Random) -> Example:
    """Return a page as another edition may have it: under another title or none, in other words."""
    pieces = list(example.pieces)
    titles = [p for p in pieces if is_title(p)]
    chance = rng.random()
    if titles and chance < UNTITLED + RETITLED:
        title = max(titles, key=lambda p: p.size)
        others = wordings().titles.get(example.document_type)
        pieces = [p for p in pieces if p not in titles]
        if others and chance >= UNTITLED:
            pieces.append(replace(title, text=rng.choice(others)))
    said = [replace(p, text=" ".join(_said(w, rng) for w in fold(p.text).split())) for p in pieces]
    return replace(example, pieces=slipped(said, rng))


def _said(word: str, rng: random.Random) -> str:
    others = wordings().others.get(word)
    return rng.choice(others) if others and rng.random() < REWORDED else word


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """Titles by document type; for a folded word, those of the same sense."""

    titles: dict[str, list[str]]
    others: dict[str, list[str]]


@cache
def wordings() -> Wordings:
    """Return what wordings.toml has."""
    told = tomllib.loads(WORDINGS.read_text(encoding="utf-8"))
    groups = (group for groups in told["synonyms"].values() for group in groups)
    others: defaultdict[str, list[str]] = defaultdict(list)
    for group in groups:
        for word in group:
            others[word] += [other for other in group if other != word]
    return Wordings(titles=told["titles"], others=dict(others))


def _slip(word: str, rng: random.Random) -> str:
    if rng.random() >= SLIPS * len(word):
        return word
    at = rng.randrange(len(word))
    return word[:at] + rng.choice(LETTERS) + word[at + 1 :]


def vocabulary(examples: Iterable[Example], *, fit: Fit) -> dict[str, int]:
    """Return a number for each term that enough editions print, the commonest first."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for example in examples:
        for term in terms(example.printed):
            sources[term].add(example.source)
    common = sorted(sources, key=lambda term: (-len(sources[term]), term))
    kept = [term for term in common if len(sources[term]) >= fit.least_sources]
    return {term: at for at, term in enumerate(kept[: fit.most_terms])}


def fit_doctypes(examples: Sequence[Example], *, fit: Fit | None = None) -> DocTypes:
    """Return the model fitted to pages of known types; the same pages give the same model."""
    fit = fit or Fit()
    rng = random.Random(SEED)
    places = vocabulary([*examples, *_printed(examples, rng)], fit=fit)
    types = tuple(sorted({e.document_type for e in examples}))
    seen = [another(e, rng) for _ in range(VIEWS) for e in examples]
    rows = matrix([e.pieces for e in seen], places)
    told = np.array([types.index(e.document_type) for e in seen])
    weights, bias = _descend(rows, told, len(types), fit)
    return DocTypes(types=types, places=places, weights=weights, bias=bias)


def _printed(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """Yield what pages print, as other editions may have it: the words of wordings.toml are terms too."""
    for number, example in enumerate(examples):
        said = another(replace(example, pieces=example.printed), rng)
        yield replace(example, printed=said.pieces, source=f"{example.source}/{number % 5}")


def matrix(pages: Sequence[Sequence[Printed]], places: dict[str, int]) -> npt.NDArray[np.float32]:
    """Return how much each term counts on each page (pages, terms)."""
    rows = np.zeros((len(pages), len(places)), np.float32)
    for number, pieces in enumerate(pages):
        at, values = weighed(pieces, places)
        rows[number, at] = values
    return rows


def _descend(
    rows: npt.NDArray[np.float32], told: npt.NDArray[np.int64], types: int, fit: Fit
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return weights (terms, types) and bias (types,) after rounds of Adam (Kingma and Ba, 2015)."""
    rng = np.random.default_rng(SEED)
    theta = np.zeros((rows.shape[1] + 1, types), np.float32)
    mean, square, step = np.zeros_like(theta), np.zeros_like(theta), 0
    evenly = _evenly(told, types)
    total = fit.rounds * -(-len(rows) // fit.batch)
    for _ in range(fit.rounds):
        for batch in np.array_split(rng.permutation(len(rows)), -(-len(rows) // fit.batch)):
            step += 1
            shown = rows[batch] * (
                rng.random((len(batch), rows.shape[1]), np.float32) >= fit.dropout
            )
            gradient = _gradient(theta, shown, told[batch], evenly[batch]) + fit.decay * theta
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            rate = fit.rate * (1 - step / total) * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            theta -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))
    return theta[:-1], theta[-1]


def _evenly(told: npt.NDArray[np.int64], types: int) -> npt.NDArray[np.float32]:
    """Return how much each page counts (pages,): pages of rare types more, by the root of how rare."""
    counts = np.maximum(1, np.bincount(told, minlength=types))
    weights = np.sqrt(len(told) / types / counts)[told]
    return np.asarray(weights / weights.mean(), np.float32)


def _gradient(
    theta: npt.NDArray[np.float32],
    rows: npt.NDArray[np.float32],
    told: npt.NDArray[np.int64],
    evenly: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    inputs = np.hstack([rows, np.ones((len(rows), 1), np.float32)])
    logits = inputs @ theta
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    shares[np.arange(len(told)), told] -= 1
    return np.asarray(inputs.T @ (shares * evenly[:, None]) / len(told), np.float32)
