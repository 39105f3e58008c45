"""The lists of synth/names and synth/places, each name kept for one split.

A name's split hangs on the name alone, accents and case aside: one that stands in the lists of two
countries falls to the same split in both, and a longer list moves no name.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from records.cleaning import fold
from synth.papers import Split

_HERE: Final = Path(__file__).resolve().parent
_HUNDREDTHS: Final = ((62, "train"), (78, "dev"), (100, "test"))
"""Below 62 of 100 train, below 78 dev, the rest test: every split has enough names to vary."""

Table = dict[str, object]


@cache
def table(path: str) -> Table:
    """Return a TOML file below synth/."""
    return tomllib.loads((_HERE / path).read_text(encoding="utf-8"))


def section(of: Table, name: str) -> Table:
    """Return a table within a table, empty where it is not there."""
    found = of.get(name, {})
    return found if isinstance(found, dict) else {}


def items(of: Table, name: str, *, mark: str = ",") -> tuple[str, ...]:
    """Return the entries of a list: a TOML array, or one text divided by `mark`."""
    found = of.get(name, "")
    texts = found if isinstance(found, list) else str(found).split(mark)
    return tuple(text for each in texts if (text := " ".join(str(each).split())))


def split_of(name: str) -> Split:
    """Return the only split that may use a name."""
    digest = hashlib.sha256(fold(name).encode("utf-8")).digest()
    hundredth = int.from_bytes(digest[:4], "big") % 100
    for end, split in _HUNDREDTHS[:-1]:
        if hundredth < end:
            return split  # type: ignore[return-value]
    return "test"


def kept_for(split: Split, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of one split, each once, in the order of the list."""
    return tuple(dict.fromkeys(name for name in names if split_of(name) == split))
