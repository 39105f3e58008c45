"""What a reader makes of a word: letters taken for others, lost, added; words split or not seen.

The figures are counted on pages that were drawn, damaged and read (`fit_noise`), so that words that were only
drawn can be spoilt as a reader spoils them.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from records.types import BBox, union

Part = tuple[str, tuple[float, float]]
"""What is read, and which share of the word it stands on."""
Placed = tuple[str, BBox]
"""A word and its box in points."""
FITTED: Final = Path(__file__).with_name("noise.json")
ANY: Final = "abcdefghilmnoprstu1l.,:;|-"
LEVELS: Final = 8
"""So many kinds of pages by how well they are read, each as frequent as the others."""
OVER: Final = 0.5
"""Share of its own area by which a read word lies on the word that it is of."""
FOREIGN: Final = 0.7
"""Share of letters that differ from which two words are not readings of one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """How often what happens, at strength 1: per letter, per word.

    `levels` are how strong it is, each on as many pages; `taken_for` are letters that a letter is read as, as
    often as they stand there. `shifts` are how far the edges of a word's box move (left, top, right, bottom):
    mean and standard deviation, in points.
    """

    taken: float = 0.03
    lost: float = 0.006
    added: float = 0.006
    split: float = 0.012
    unseen: float = 0.015
    joined: float = 0.006
    levels: tuple[float, ...] = (0.0, 0.05, 0.1, 0.3, 0.6, 1.0, 2.0, 4.0)
    shifts: tuple[tuple[float, float], ...] = ((0.0, 0.4), (0.0, 0.4), (0.0, 0.0), (0.0, 0.0))
    taken_for: Mapping[str, str] = field(default_factory=dict)

    def strength(self, rng: random.Random) -> float:
        """Return how poorly a page is read."""
        return rng.choice(self.levels) * rng.uniform(0.6, 1.4)

    def read(self, word: str, strength: float, rng: random.Random) -> tuple[Part, ...]:
        """Return what is read of a word: nothing, one part or two."""
        if rng.random() < self.unseen * strength:
            return ()
        text = "".join(self._letter(letter, strength, rng) for letter in word) or word[:1]
        if len(text) > 3 and rng.random() < self.split * strength:
            at = rng.randrange(1, len(text))
            share = at / len(text)
            return (text[:at], (0.0, share)), (text[at:], (share, 1.0))
        return ((text, (0.0, 1.0)),)

    def place(self, bbox: BBox, rng: random.Random) -> BBox:
        """Return where a reader sees a word that stands in `bbox`."""
        x0, top, x1, bottom = (
            edge + rng.gauss(mean, spread)
            for edge, (mean, spread) in zip(
                (bbox.x0, bbox.top, bbox.x1, bbox.bottom), self.shifts, strict=True
            )
        )
        return BBox(x0=x0, top=top, x1=max(x1, x0 + 1), bottom=max(bottom, top + 1))

    def _letter(self, letter: str, strength: float, rng: random.Random) -> str:
        if not strength:
            return letter
        chance = rng.random() / strength
        if chance < self.taken:
            return rng.choice(self.taken_for.get(letter) or ANY)
        if chance < self.taken + self.lost:
            return ""
        if chance < self.taken + self.lost + self.added:
            return letter + rng.choice(ANY)
        return letter


@dataclass(slots=True)
class _Counts:
    letters: int = 0
    words: int = 0
    taken: int = 0
    lost: int = 0
    added: int = 0
    split: int = 0
    unseen: int = 0
    joined: int = 0


def fitted_noise() -> Noise:
    """Return the noise that was counted on read pages of the train split (`benchmarks.tagger --noise`)."""
    told = json.loads(FITTED.read_text(encoding="utf-8"))
    shifts = tuple((mean, spread) for mean, spread in told["shifts"])
    return Noise(**told | {"levels": tuple(told["levels"]), "shifts": shifts})


def to_json(noise: Noise) -> str:
    """Return what `fitted_noise` reads."""
    told = {key: round(v, 5) if isinstance(v, float) else v for key, v in asdict(noise).items()}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def fit_noise(pages: Iterable[tuple[Sequence[Placed], Sequence[Placed]]]) -> Noise:
    """Return the noise of a reader; `pages` are (words that stand there, words read), in points.

    Raises:
        ValueError: No word was read of any page.
    """
    total, others, rates = _Counts(), defaultdict[str, Counter[str]](Counter), list[float]()
    edges: list[Edges] = []
    for truth, read in pages:
        own = _counted(truth, read, others, edges)
        for name in _Counts.__slots__:
            setattr(total, name, getattr(total, name) + getattr(own, name))
        if own.letters:
            rates.append((own.taken + own.lost + own.added) / own.letters)
    if not total.letters:
        raise ValueError("no word was read of any page")
    mean = sum(rates) / len(rates) or 1.0
    rates.sort()
    return Noise(
        taken=total.taken / total.letters,
        lost=total.lost / total.letters,
        added=total.added / total.letters,
        split=total.split / total.words,
        unseen=total.unseen / total.words,
        joined=total.joined / total.words,
        levels=tuple(
            round(rates[(2 * n + 1) * len(rates) // (2 * LEVELS)] / mean, 3) for n in range(LEVELS)
        ),
        shifts=_shifts(edges),
        taken_for={
            letter: "".join(other * min(9, count) for other, count in counts.most_common(8))
            for letter, counts in sorted(others.items())
        },
    )


Edges = tuple[float, float, float, float]
"""How far the edges of a box are from where they were: left, top, right, bottom, in points."""
QUARTERS: Final = 1.349
"""Standard deviations between the quarters of a normal distribution."""


def _shifts(edges: Sequence[Edges]) -> tuple[tuple[float, float], ...]:
    """Return how boxes move, by the middle and the quarters: a word taken for its neighbour counts little."""
    if not edges:
        return Noise().shifts
    found = []
    for moved in zip(*edges, strict=True):
        own = sorted(moved)
        low, middle, high = (own[len(own) * n // 4] for n in (1, 2, 3))
        found.append((round(middle, 3), round((high - low) / QUARTERS, 3)))
    return tuple(found)


def _counted(
    truth: Sequence[Placed],
    read: Sequence[Placed],
    others: defaultdict[str, Counter[str]],
    edges: list[Edges],
) -> _Counts:
    counts = _Counts()
    apart, joins = _parted(truth, read)
    counts.joined = joins
    for text, bbox in apart:
        parts = sorted(
            (p for p in read if bbox.overlap(p[1]) > OVER * max(0.1, p[1].area)),
            key=lambda p: p[1].x0,
        )
        said = "".join(part for part, _ in parts)
        if said and Levenshtein.normalized_distance(text, said) > FOREIGN:
            continue  # a stamp, a neighbour, a pen stroke: no reading of this word
        counts.words += 1 + text.count(" ")
        counts.unseen += not said
        if not said:
            continue
        counts.split += len(parts) > 1
        if said == text:
            seen = union(tuple(place for _, place in parts))
            edges.append(
                (
                    *(seen.x0 - bbox.x0, seen.top - bbox.top),
                    *(seen.x1 - bbox.x1, seen.bottom - bbox.bottom),
                )
            )
        plain = text.replace(" ", "")
        counts.letters += len(plain)
        for step in Levenshtein.editops(plain, said):
            match step.tag:
                case "replace":
                    counts.taken += 1
                    others[plain[step.src_pos]][said[step.dest_pos]] += 1
                case "delete":
                    counts.lost += 1
                case _:
                    counts.added += 1
    return counts


def _parted(truth: Sequence[Placed], read: Sequence[Placed]) -> tuple[list[Placed], int]:
    """Return the words that stand there, those that one read word covers as one, and how many gaps it closes.

    Words put into one keep their spaces, to be counted; what covers them but says something else is a stamp.
    """
    kept, joins, taken = [], 0, set[int]()
    for text, bbox in read:
        under = [
            at
            for at, (_, place) in enumerate(truth)
            if at not in taken and bbox.overlap(place) > OVER * max(0.1, place.area)
        ]
        words = [truth[at][0] for at in under]
        if len(under) < 2 or Levenshtein.normalized_distance("".join(words), text) > FOREIGN:
            continue
        joins += len(under) - 1
        taken |= set(under)
        kept.append((" ".join(words), union(tuple(truth[at][1] for at in under))))
    return [*(each for at, each in enumerate(truth) if at not in taken), *kept], joins
