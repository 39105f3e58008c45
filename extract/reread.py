"""What the second reader is asked to read again, and what it says: crops of the places where values stand.

Which finds are worth it hangs on their kind, and on how unsure they are; a choice among tick boxes never is.
The crop is the whole place, print painted out, not what the first reader took for words: so the second
is not bound to the first one's mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from extract.found import RUNNING, Found
from extract.labels import folded
from extract.page import ReadPage
from extract.parts import joined_text
from models.constrained import Candidate, values
from models.reader import LineReading
from records.normalise import Context, normalise
from records.types import BBox, Reading, union

ALWAYS: Final = frozenset(
    "a_number date datetime name full_name phone email zip us_state identifier".split()
)
"""Kinds that are read again wherever they stand; others only where one sign speaks for them."""
OWN_PLACE: Final = frozenset({"zone@1", "label@1", "asked@1"})
"""Steps that find a place first, and then the words in it."""
ROW: Final = 2.2
"""A place higher than so many rows of its words holds more than their line."""
REACH: Final = 3.0
"""Points around words that are cropped with them: readers box writing too narrowly."""
TOLD: Final = 60.0
"""Score from which a word that is none of a value's is print, and painted out of its crop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on a page to read again, in points; `without` is what is painted out of it first."""

    page: int
    bbox: BBox
    without: tuple[BBox, ...] = ()


class PlaceReader(Protocol):
    """Reads places of one file's pages."""

    def read(self, places: Sequence[Place]) -> tuple[LineReading | None, ...]:
        """Return what stands in each place, lines joined; None where the page has no picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What the second reader says of one find: its text, its raw score, and the values it may be."""

    text: str = field(repr=False)
    score: float
    values: tuple[Candidate, ...] = ()

    @property
    def value(self) -> str | None:
        """The likeliest value, or None."""
        return self.values[0].value if self.values else None

    def odds(self, value: str | None) -> float:
        """Return the share of a value among those that the line may state, 0 where it is none of them."""
        return sum(c.probability for c in self.values if c.value == value)

    def mass(self, value: str | None) -> float:
        """Return the probability of a value's texts on the line as such."""
        return sum(c.mass for c in self.values if c.value == value)


def is_wanted(found: Found, kind: str, *, unsure: bool) -> bool:
    """Say whether a find is worth a second reading."""
    if found.spec.signature or found.spec.captions or found.ticks.options:
        return False
    if found.spec.choices and not found.words:
        return False
    if found.reading is Reading.REDACTED or found.step in (*RUNNING, "carry@1"):
        return False
    return kind in ALWAYS or unsure or found.reading is Reading.ILLEGIBLE


def place_to_read(found: Found, page: ReadPage) -> Place:
    """Return the place of a find that is no joined one; print, stamps and crossed-out words are no answer."""
    bbox = _around(found)
    own = {id(w) for w in found.words}
    crossed = tuple(w.bbox for w in found.struck) + page.marks.strikes + page.marks.stamp_words
    print_ = tuple(
        w.bbox
        for w in page.words
        if id(w) not in own
        and bbox.overlap(w.bbox) > 0
        and w.score >= TOLD
        and len(folded(w.text)) > 1
    )
    over = tuple(b for b in crossed if bbox.overlap(b) > 0 and b not in print_)
    return Place(page=found.page, bbox=bbox, without=print_ + over)


def _around(found: Found) -> BBox:
    if not found.words:
        return found.region
    words = union(tuple(w.bbox for w in found.words))
    near = words.grown(x=REACH, y=REACH)
    if found.step not in OWN_PLACE or found.spec.pattern is not None:
        return near
    rows = max(w.bbox.height for w in found.words)
    if found.region.height > max(ROW * rows, words.height + ROW * rows):
        return near
    return union((found.region, words))


def reread(
    finds: Iterable[tuple[Found, str]],
    *,
    pages: dict[int, ReadPage],
    reader: PlaceReader,
    context: Context,
) -> dict[int, Reread]:
    """Return what the second reader says of each find (with its kind), by the find's `id`."""
    asked = list(finds)
    singles = [(f, part) for f, _ in asked for part in (f.parts or (f,))]
    places = [place_to_read(part, pages[part.page]) for _, part in singles]
    told: dict[int, list[LineReading | None]] = {}
    for (found, _), reading in zip(singles, reader.read(places), strict=True):
        told.setdefault(id(found), []).append(reading)
    again: dict[int, Reread] = {}
    for find, kind in asked:
        readings = [r for r in told[id(find)] if r is not None]
        if len(readings) == len(told[id(find)]):
            again[id(find)] = _told(find, kind, readings, context)
    return again


def _told(found: Found, kind: str, readings: list[LineReading], context: Context) -> Reread:
    if len(readings) == 1:
        (line,) = readings
        return Reread(text=line.text, score=line.score, values=values(line, kind, context=context))
    text = joined_text([(p.spec, r.text) for p, r in zip(found.parts, readings, strict=True)])
    score = min((r.score for r in readings if r.text), default=0.0)
    value = normalise(kind, text, context=context)
    one = () if value is None else (Candidate(value=value, text=text, probability=1.0, mass=score),)
    return Reread(text=text, score=score, values=one)
