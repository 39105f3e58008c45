"""Which row of a record is which row of the truth: persons in a table have no fixed numbers. Pure.

A record that misses the first of three siblings numbers the other two 0 and 1. Rows of one role are
paired by the values they share, each row as a whole; so a name and a birth date that do not belong
together stay wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from records.types import Field
from synth.truth import TruthField

RULE: Final = (
    "rows of a role (siblings, transfers) are paired by the values that they share, each row as a whole, "
    "then by their number, then in order; a row that is left over keeps a number of its own"
)
_Row = tuple[str, int]


def paired(fields: Iterable[Field], facts: Iterable[TruthField]) -> tuple[Field, ...]:
    """Return the fields with the row numbers of the truth."""
    stated, wanted = list(fields), list(facts)
    rows = _rows(stated, wanted)
    return tuple(replace(f, index=rows[_role(f.name), f.index]) for f in stated)


def _rows(fields: list[Field], facts: list[TruthField]) -> dict[_Row, int]:
    """Return role and row of a record -> row of the truth, best pairs first."""
    have = _values((f.name, f.index, f.value) for f in fields)
    want = _values((f.name, f.index, f.value) for f in facts)
    ranked = sorted(
        (-len(have[role, at] & want[role, of]), at != of, at, of, role)
        for role, at in have
        for other, of in want
        if other == role
    )
    pairs: dict[_Row, int] = {}
    taken: set[_Row] = set()
    for _, _, at, of, role in ranked:
        if (role, at) not in pairs and (role, of) not in taken:
            pairs[role, at] = of
            taken.add((role, of))
    for role, at in sorted(set(have) - set(pairs)):
        pairs[role, at] = _free(role, at, taken)
        taken.add((role, pairs[role, at]))
    return pairs


def _values(stated: Iterable[tuple[str, int, str | None]]) -> Mapping[_Row, set[tuple[str, str]]]:
    found: dict[_Row, set[tuple[str, str]]] = {}
    for name, index, value in stated:
        row = found.setdefault((_role(name), index), set())
        if value is not None:
            row.add((name, value))
    return found


def _free(role: str, at: int, taken: set[_Row]) -> int:
    while (role, at) in taken:
        at += 1
    return at


def _role(name: str) -> str:
    return name.partition(".")[0]
