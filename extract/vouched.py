"""What learned finders made of a document, held against what is found without: only what both accept passes.

The tagger's labels change what listed labels find, which finds are repeated and which rows count. Rather
than follow each of these ways, the document is decided a second time without tagger and narrator. What signs
would accept of the first alone, they do not (`label_inferred`); a certificate may (later,
`extract.releasing`), since it was issued on documents that were decided with them. What differs, or was found
only without them, waits for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from extract.releasing import by_signs
from extract.reread import Place, PlaceReader
from models.reader import LineReading
from records.types import Decision, Field, Reading

INFERRED: Final = "label_inferred"
DIFFER: Final = "finders_differ"
DISPLACED: Final = "displaced"


@dataclass(frozen=True, slots=True)
class Remembering:
    """A second reader that reads each place once."""

    inner: PlaceReader
    known: dict[Place, LineReading | None] = field(default_factory=dict)

    def read(self, places: Sequence[Place]) -> tuple[LineReading | None, ...]:
        """Return what stands in each place; None where the page has no picture."""
        new = [place for place in dict.fromkeys(places) if place not in self.known]
        self.known.update(zip(new, self.inner.read(new), strict=True))
        return tuple(self.known[place] for place in places)


def vouched(fields: Sequence[Field], without: Sequence[Field]) -> tuple[Field, ...]:
    """Return the fields, sent to review where without learned finders the document does not accept the same.

    What was found without them and is no more is kept: as a candidate, or as a field for a person to see.
    """
    plain = {f.key: f for f in without}
    told = [_held(f, plain.get(f.key)) for f in fields]
    keys = {f.key for f in fields}
    lost = [f for f in without if f.key not in keys and f.reading is not Reading.ABSENT]
    return (*told, *(_waiting(f, DISPLACED) for f in lost))


def _held(own: Field, other: Field | None) -> Field:
    if other is not None and own.reading is Reading.ABSENT is not other.reading:
        return _waiting(other, DISPLACED)
    if other is not None:
        known = {(c.value, c.reading, c.evidence) for c in own.candidates}
        more = tuple(c for c in other.candidates if (c.value, c.reading, c.evidence) not in known)
        own = replace(own, candidates=own.candidates + more)
    if other is not None and _states(other) and _states(own) and _said(other) != _said(own):
        return _waiting(own, DIFFER)
    same = other is not None and _passes(other) and _said(other) == _said(own)
    return own if same or not _passes(own) else _waiting(own, INFERRED)


def _passes(field: Field) -> bool:
    """Say whether signs accept a field, also one that waits for a certificate, which may not cover it."""
    return by_signs(field).decision is Decision.ACCEPTED


def _said(field: Field) -> tuple[str | None, Reading]:
    return field.value, field.reading


def _states(field: Field) -> bool:
    """Say whether a field has a value, or a reading that needs none; words that make no value say nothing."""
    return field.value is not None or field.reading not in (Reading.PRESENT, Reading.ABSENT)


def _waiting(own: Field, reason: str) -> Field:
    reasons = own.reasons if reason in own.reasons else (*own.reasons, reason)
    return replace(own, decision=Decision.REVIEW, reasons=reasons)
