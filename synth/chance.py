"""Chance that repeats: every stream is named by seed, split and family, and by nothing else.

So a family is the same whatever the number of families or of workers, and a new stream moves no other.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

from synth.papers import Split

T = TypeVar("T")

SPLITS: Final[tuple[Split, ...]] = ("train", "dev", "test")


def stream(*, seed: int, split: Split, number: int, name: str) -> random.Random:
    """Return the stream `name` of one family; `random` hashes the text with SHA-512, the same everywhere."""
    return random.Random(f"{seed}/{split}/{number}/{name}")


def happens(rng: random.Random, probability: float) -> bool:
    """Return true with that probability."""
    return rng.random() < probability


def one_of(rng: random.Random, weights: Mapping[T, float]) -> T:
    """Return one key, drawn by its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def some(rng: random.Random, items: Sequence[T], *, most: int) -> tuple[T, ...]:
    """Return up to `most` different items in the order drawn, at least one where there is one."""
    count = min(len(items), rng.randint(1, most)) if items else 0
    return tuple(rng.sample(list(items), count))


def later(rng: random.Random, day: date, least: int, most: int) -> date:
    """Return a day `least` to `most` days after `day`."""
    return day + timedelta(days=rng.randint(least, most))


def digits(rng: random.Random, count: int) -> str:
    """Return `count` figures."""
    return "".join(rng.choice("0123456789") for _ in range(count))
