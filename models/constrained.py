"""From what a line may say to what it may mean: a distribution over the canonical values of a kind.

Texts come from searches of the line's matrix, some of them only among those that have the shape of a
number or date, and
from the kind's closed list; each gets its exact probability, `records.normalise` says what it means, and
texts of one meaning are added up. What means nothing (the thirtieth of February) is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Final

import numpy as np

from models import ctc
from models.alphabet import FOLDED, FOLDED_COLUMN, folded_columns
from models.ctc import Labels, Matrix
from models.reader import LineReading, written
from models.shapes import searches
from records import closed_lists, places
from records.cleaning import fold
from records.normalise import CANONICAL, Context, normalise

WIDTH: Final = 16
"""Texts that each search keeps."""
CLEAR: Final = 0.9
"""Probability of all values found from which no search by shapes is made."""
NEAR: Final = 48
"""Phrases of a closed list that are weighed."""
DISAGREEING: Final = 0.02
"""How much less often an address has a ZIP code of another state; set by hand."""
LEAST: Final = 1e-3
"""Share of the best value's probability under which another is left out."""


MOST_FRAMES: Final = 240
"""A line of more frames (about 80 letters) holds more than a number: it is not searched for one."""
REMEMBERED: Final = 512
"""Lines whose values are remembered: a document is decided twice (`extract.vouched`)."""
_AFTER_COMMA: Final = re.compile(r",(?=[^\W\d_])")
"""A comma that a letter follows at once: the space between was too narrow to be read."""
Found = tuple[str, str, float]
"""Value, a text that states it, the probability of that text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A canonical value that a line may state, and the likeliest text that states it.

    `probability` is its share among the values found: given that the line holds one of the kind. `mass`
    is the
    probability of its texts on the line as such: where all are low, the line likely holds no such value.
    """

    value: str = field(repr=False)
    text: str = field(repr=False)
    probability: float
    mass: float


@lru_cache(maxsize=REMEMBERED)
def values(
    reading: LineReading, kind: str, *, context: Context = CANONICAL
) -> tuple[Candidate, ...]:
    """Return the values of a `kind` of the vocabulary that a line may state, the likeliest first.

    Raises:
        KeyError: `kind` is not in the vocabulary.
    """
    matrix = reading.matrix()
    if kind in _LISTS:
        return _ranked(_listed(matrix, kind, context))
    return _ranked(_written(matrix, kind, context))


def _written(matrix: Matrix, kind: str, context: Context) -> list[Found]:
    """Return each text found that is a value; by shapes only where plain reading finds few."""
    found = _meaning(matrix, ctc.search(matrix, width=WIDTH), kind, context)
    if sum(odds for _, _, odds in found) >= CLEAR or len(matrix) > MOST_FRAMES:
        return found
    shaped = {text for shapes in searches(kind) for text in ctc.search_among(matrix, shapes)}
    known = {text for _, text, _ in found}
    return found + [
        each
        for each in _meaning(matrix, tuple(sorted(shaped)), kind, context)
        if each[1] not in known
    ]


def _meaning(matrix: Matrix, texts: Sequence[Labels], kind: str, context: Context) -> list[Found]:
    """Return those texts that are a value of the kind, with their probabilities."""
    found = []
    for labels, odds in zip(texts, np.exp(ctc.forward(matrix, texts)), strict=True):
        text = _AFTER_COMMA.sub(", ", written(labels))
        value = normalise(kind, text, context=context)
        if value is not None:
            found.append((value, text, float(odds)))
    return found


def _listed(matrix: Matrix, kind: str, context: Context) -> list[Found]:
    """Return the phrases of a closed list that are near the line, and the texts found that mean one.

    Phrases are compared as `records.cleaning.fold` writes them, so their probabilities are those of all
    ways to
    write them, in capitals or with accents.
    """
    texts = [written(labels) for labels in ctc.search(matrix, width=WIDTH)]
    phrases = _near(fold(texts[0]), _phrases(kind, context))
    for text in texts:
        value, phrase = normalise(kind, text, context=context), fold(text)
        if value is not None and set(phrase) <= FOLDED_COLUMN.keys():
            phrases.setdefault(phrase, value)
    labels = [tuple(FOLDED_COLUMN[char] for char in phrase) for phrase in phrases]
    odds = np.exp(ctc.forward(_folded(matrix), labels))
    return [(v, p, float(o)) for (p, v), o in zip(phrases.items(), odds, strict=True)]


def _near(text: str, phrases: Mapping[str, str]) -> dict[str, str]:
    """Return the phrases that are most like a text; the odds of all others are as nothing."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(text, phrases.keys(), scorer=OSA.normalized_similarity, limit=NEAR)
    return {phrase: phrases[phrase] for phrase, *_ in found}


def _folded(matrix: Matrix) -> Matrix:
    """Return a matrix whose columns are the characters of folded text, all forms of each added up."""
    sums = np.eye(len(FOLDED) + 1, dtype=np.float32)[folded_columns()]
    return np.asarray(np.log(np.maximum(np.exp(matrix) @ sums, 1e-9)), dtype=np.float32)


def _ranked(found: Iterable[Found]) -> tuple[Candidate, ...]:
    """Return the values with the probabilities of their texts added up, likeliest first."""
    mass: dict[str, float] = {}
    best: dict[str, tuple[float, str]] = {}
    for value, text, odds in found:
        mass[value] = mass.get(value, 0.0) + odds
        best[value] = max(best.get(value, (-1.0, "")), (odds, text))
    whole = sum(mass.values())
    if whole <= 0.0:
        return ()
    ranked = sorted(mass.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Candidate(
            value=value, text=" ".join(best[value][1].split()), probability=odds / whole, mass=odds
        )
        for value, odds in ranked
        if odds >= LEAST * ranked[0][1]
    )


def _state_names() -> Iterable[str]:
    return {code.lower() for code in places.state_names().values()} | places.state_names().keys()


_LISTS: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "us_state": _state_names,
    "country": places.country_names,
    "relationship": lambda: closed_lists.words_of("relationship"),
    "agency": lambda: closed_lists.words_of("agency"),
    "role": lambda: closed_lists.words_of("role"),
    "sex": lambda: ("m", "f", "h", *closed_lists.words_of("sex")),
    "flag": lambda: ("s", *closed_lists.words_of("flag")),
    "category": lambda: ("1", "2", "2a", "2b", "3", "4"),
}
"""Kind -> the folded phrases of its closed list."""


@cache
def _phrases(kind: str, context: Context) -> Mapping[str, str]:
    """Return phrase -> value of a closed list, as far as each means something on the page."""
    found = {}
    for phrase in _LISTS[kind]():
        value = normalise(kind, phrase, context=context)
        value = value or normalise(kind, phrase.upper(), context=context)  # codes are in capitals
        if value is not None and phrase and set(phrase) <= FOLDED_COLUMN.keys():
            found[phrase] = value
    return found


def agreeing(
    states: tuple[Candidate, ...], zips: tuple[Candidate, ...]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Return the candidates of a state and a ZIP code of one address, weighed by each other.

    Whether a code lies in a state its first three digits tell (`records/places.toml`). A pair counts by
    the product of its masses, one that disagrees by `DISAGREEING` of it: a weak second reading gives way, two
    clear ones stay. What each line says by itself, its mass, stays.
    """
    pairs = [
        (s, z, s.mass * z.mass * (1.0 if places.zip_in_state(z.value, s.value) else DISAGREEING))
        for s in states
        for z in zips
    ]
    if not pairs:
        return states, zips
    return (
        _weighed(states, ((s.value, s.text, odds) for s, _, odds in pairs)),
        _weighed(zips, ((z.value, z.text, odds) for _, z, odds in pairs)),
    )


def _weighed(alone: Iterable[Candidate], found: Iterable[Found]) -> tuple[Candidate, ...]:
    """Return the values found, likeliest first, each with the mass that it has alone."""
    mass = {candidate.value: candidate.mass for candidate in alone}
    return tuple(replace(each, mass=mass[each.value]) for each in _ranked(found))
