"""Find printed labels on a page: fuzzy, inside one ruled box, at the start of a segment or after a gap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from extract.layout import Segment
from extract.windows import (
    GAP,
    Person,
    Persons,
    Window,
    folded,
    printed,
    windows_of,
    with_following,
)
from records.printed import Label
from records.types import BBox, Word, union

__all__ = ["GAP", "Hit", "LabelIndex", "folded", "resolve", "standing_alone"]

LENIENT: Final = 84.0
"""Least similarity (0 to 100) of a long label; short ones must be closer, see `_needed`."""
LENGTH_SLACK: Final = 0.15
SHARED_LINE: Final = 0.3
"""Share of the lower one's height from which two boxes stand on one line: writing is crooked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A label as found: `key` is what it stands for, `quality` its similarity, 0 to 100."""

    key: str
    words: tuple[Word, ...]
    bbox: BBox
    box: int | None
    quality: float
    owner: bool = False
    """True where the print itself names the person that the label is about."""
    loose: bool = False
    """True where it counts only under a heading of its role: no person is named beside it."""
    told: bool = False
    """True where no form lists it: the tagger told it (`extract.tagged`)."""


_Match = tuple[Window, float]


@cache
def _wanted(label: str) -> str:
    """Return a form's label folded; forms are few, so each is folded once."""
    return printed(label)


@cache
def _is_short(label: str) -> bool:
    """Say whether a form's label is of one or two words, which stand in many sentences too."""
    return len(label.split()) <= 2


def _needed(length: int) -> float:
    return 100.0 if length <= 4 else 90.0 if length <= 9 else LENIENT


class LabelIndex:
    """All places on a page where a label may stand, and what was found there for each label so far.

    `holders` are words for persons ("Minor", "menor"): a place with one before or after it is also
    found for its label alone.
    """

    def __init__(
        self,
        segments: tuple[Segment, ...],
        *,
        holders: frozenset[str] = frozenset(),
        max_words: int = 16,
    ) -> None:
        self._places: tuple[_Places, _Places] = ({}, {})
        self._found: dict[tuple[str, bool, bool], list[_Match]] = {}
        persons = Persons(holders)
        for segment, following in with_following(segments):
            for window in windows_of(segment, following, max_words, persons):
                places = self._places[bool(window.person or window.tie)]
                places.setdefault(len(window.text), {}).setdefault(window.text, []).append(window)

    def find(self, label: str, *, key: str, inside: bool = False) -> list[Hit]:
        """Return every place where `label` is printed; `inside` a line too, with text right after it."""
        short = _is_short(label) and not inside
        return [_hit(w, key, q) for w, q in self._matches(_wanted(label), short=short, held=False)]

    def find_label(self, label: Label) -> list[Hit]:
        """Return every place where a form's label is printed, bare or with a person it may be about."""
        text, short = _wanted(label.text), _is_short(label.text)
        hits: list[Hit] = []
        if label.bare != "never" and label.tie is None:
            loose = label.bare == "under_heading"
            for window, quality in self._matches(text, short=short, held=False):
                hits.append(_hit(window, label.key, quality, owner=label.own, loose=loose))
        if label.holders or label.others:
            for window, quality in self._matches(text, short=short, held=True):
                if _is_meant(window, label):
                    owner = _is_one(window.person, label.holders)
                    hits.append(_hit(window, label.key, quality, owner=owner))
        return hits

    def _matches(self, wanted: str, *, short: bool, held: bool) -> list[_Match]:
        key = (wanted, short, held)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = _best_places(self._search(wanted, short=short, held=held))
        return found

    def _search(self, wanted: str, *, short: bool, held: bool) -> list[_Match]:
        slack = int(len(wanted) * LENGTH_SLACK)
        needed = _needed(len(wanted))
        if held and len(wanted) >= 4:
            needed = min(needed, 100 - 100 / len(wanted))
        places, found = self._places[held], []
        for length in range(max(1, len(wanted) - slack), len(wanted) + slack + 1 if wanted else 0):
            texts = places.get(length)
            if not texts:
                continue
            close = process.extract(
                wanted, texts.keys(), scorer=fuzz.ratio, score_cutoff=needed, limit=None
            )
            for text, quality, _ in close:
                found += [
                    _without_answer(w, quality, wanted=wanted)
                    for w in texts[text]
                    if w.closed or not (short and w.is_bare)
                ]
        return found


def _without_answer(window: Window, quality: float, *, wanted: str) -> _Match:
    """Return a match without the words at its end that make it less like the label: "Nationality US".

    A short answer right after its label is no slip of the reader's; taken for print it would be lost.
    """
    if quality == 100 or not window.is_bare or window.hint:
        return window, quality
    text, best = "", (quality, len(window.words))
    for count, word in enumerate(window.words[:-1], start=1):
        text += printed(word.text)
        best = max(best, (fuzz.ratio(wanted, text), count))
    return replace(window, words=window.words[: best[1]]), best[0]


_Places = dict[int, dict[str, list[Window]]]
"""Windows by the length of their text, and by their text."""


def _is_meant(window: Window, label: Label) -> bool:
    """Say whether the persons named around a label are those that it may be about."""
    if label.tie in (None, "to"):
        owner = window.person
        if owner and not (owner.joint in label.joints and _is_one(owner, label.holders)):
            return False
        return _is_one(window.tie, label.others) if label.tie else window.tie is None
    return window.person is not None and (
        window.person.joint == label.tie and _is_one(window.person, label.others)
    )


def _is_one(person: Person | None, words: frozenset[str]) -> bool:
    return person is not None and any(_wanted(word) == person.word for word in words)


def _best_places(matches: list[_Match]) -> list[_Match]:
    """Keep the closest window wherever several share words, so that no label swallows an answer."""
    kept: list[_Match] = []
    taken: set[int] = set()
    for window, quality in sorted(matches, key=lambda m: (-m[1], len(m[0].words))):
        words = window.words + window.hint
        if not any(id(w) in taken for w in words):
            kept.append((window, quality))
            taken.update(id(w) for w in words)
    return kept


def _hit(
    window: Window, key: str, quality: float, *, owner: bool = False, loose: bool = False
) -> Hit:
    words = window.words + window.hint
    box = union(tuple(w.bbox for w in words))
    return Hit(
        key=key, words=words, bbox=box, box=window.box, quality=quality, owner=owner, loose=loose
    )


def resolve(hits: list[Hit]) -> tuple[Hit, ...]:
    """Keep the longest label wherever several share words; equal ones (two roles) all stay."""
    kept: list[Hit] = []
    taken: dict[int, tuple[int, float]] = {}
    for hit in sorted(hits, key=lambda h: (-len(h.words), -h.quality)):
        mine = (len(hit.words), hit.quality)
        clash = [taken[id(w)] for w in hit.words if id(w) in taken]
        same = [k for k in kept if k.bbox == hit.bbox]
        if clash and not (same and max(clash)[0] == mine[0] and hit.quality >= same[0].quality - 1):
            continue
        if any(k.key == hit.key and k.bbox == hit.bbox for k in same):
            continue
        kept.append(hit)
        for word in hit.words:
            taken.setdefault(id(word), mine)
    return tuple(sorted(kept, key=lambda h: (h.bbox.top, h.bbox.x0)))


def standing_alone(hits: tuple[Hit, ...], words: tuple[Word, ...]) -> tuple[Hit, ...]:
    """Return the hits that can be headings, from the top of the page.

    One of a single word ("Mother") must have a line to itself among the page's `words`, or it is an
    answer, a tick box's caption or a column of a table.
    """
    own = {id(w) for hit in hits for w in hit.words}
    others = [w.bbox for w in words if id(w) not in own and folded(w.text)]

    def is_alone(hit: Hit) -> bool:
        return not any(_beside(hit.bbox, b) for b in others)

    kept = (h for h in hits if len(h.words) > 1 or is_alone(h))
    return tuple(sorted(kept, key=lambda h: h.bbox.top))


def _beside(one: BBox, other: BBox) -> bool:
    """Say whether two boxes stand on one line."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SHARED_LINE * min(one.height, other.height)
