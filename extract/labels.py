"""Find printed labels on a page: fuzzy, inside one ruled box, at the start of a segment or after a gap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from extract.layout import Segment
from records.printed import CONNECTORS, Joint, Label
from records.types import BBox, Word, union

LENIENT: Final = 84.0
"""Least similarity (0 to 100) of a long label; short ones must be closer, see `_needed`."""
ALIKE: Final = 80.0
"""Least similarity of a word for a person, of five letters or more: one slip."""
GLUED: Final = 5
"""A person's word of so many letters is told from the label that a reader ran into it."""
LENGTH_SLACK: Final = 0.15
GAP: Final = 0.9
"""A gap of this many word heights separates a label from what stands beside it."""


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


@dataclass(frozen=True, slots=True)
class Person:
    """A word for a person beside a label, folded, and how it is joined to the label."""

    word: str
    joint: Joint


@dataclass(frozen=True, slots=True)
class _Window:
    text: str
    """The label's own words, folded, without those for a person."""
    words: tuple[Word, ...]
    box: int | None
    closed: bool
    """A colon, a gap or the segment's end follows."""
    hint: tuple[Word, ...] = ()
    """Words in round brackets right after it, such as (Last, First, Middle)."""
    person: Person | None = None
    """Whose it is: named before it, or after it."""
    tie: Person | None = None
    """Who is named after it where it is somebody else's: "(your) relationship to the minor"."""

    @property
    def is_bare(self) -> bool:
        """Say whether too few words stand around a short label to tell it from an answer."""
        return len(self.words) <= 2 or not (self.person or self.tie)


_Match = tuple[_Window, float]


def folded(text: str) -> str:
    """Return lower-case letters and digits without accents: what two prints of a label share."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9#]", "", plain)


@cache
def _wanted(label: str) -> str:
    """Return a form's label folded; forms are few, so each is folded once."""
    return folded(label)


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
        for segment, following in _with_following(segments):
            for window in _windows(segment, following, max_words, persons):
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
                    (w, quality) for w in texts[text] if w.closed or not (short and w.is_bare)
                ]
        return found


_Places = dict[int, dict[str, list[_Window]]]
"""Windows by the length of their text, and by their text."""


def _is_meant(window: _Window, label: Label) -> bool:
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
    window: _Window, key: str, quality: float, *, owner: bool = False, loose: bool = False
) -> Hit:
    words = window.words + window.hint
    box = union(tuple(w.bbox for w in words))
    return Hit(
        key=key, words=words, bbox=box, box=window.box, quality=quality, owner=owner, loose=loose
    )


def _with_following(segments: tuple[Segment, ...]) -> list[tuple[Segment, Segment | None]]:
    """Pair each segment with the one that goes on under it, where a label may break its line."""
    pairs: list[tuple[Segment, Segment | None]] = []
    for number, segment in enumerate(segments):
        height = segment.bbox.height
        under = next(
            (
                s
                for s in segments[number + 1 : number + 30]
                if s.box == segment.box
                and abs(s.bbox.x0 - segment.bbox.x0) < 8
                and -2 < s.bbox.top - segment.bbox.bottom < 0.8 * height
            ),
            None,
        )
        pairs.append((segment, under))
    return pairs


def _windows(
    segment: Segment, following: Segment | None, max_words: int, persons: Persons
) -> Iterator[_Window]:
    own = len(segment.words)
    words = segment.words + (following.words if following else ())
    texts = tuple(folded(w.text) for w in words)
    after = persons.after(words, texts)
    for start in range(own):
        if not texts[start] or not _may_start(words, start):
            continue
        for first, parts, before in ((start, texts, None), *persons.before(words, texts, start)):
            text = ""
            for end in range(first, min(len(words), first + max_words)):
                text += parts[end]
                if not parts[end]:
                    continue
                last, named = after.get(end + 1, (end, None))
                tie = named if named and named.joint == "to" else None
                hint = _hint(words[last + 1 : own])
                closed = bool(hint) or last + 1 == own or _ends(words, last)
                if (closed or not named) and not (before and named and not tie):
                    part = words[start : last + 1]
                    person = before or (None if tie else named)
                    yield _Window(text, part, segment.box, closed, hint, person, tie)


_Texts = tuple[str, ...]
"""The words of a line, folded."""


class Persons:
    """Finds the words for persons around a label: "Minor's", "of the minor", "de la menor"."""

    def __init__(self, holders: frozenset[str]) -> None:
        phrases = {tuple(map(folded, h.split())): folded(h) for h in holders}
        self._names = {(*p[:-1], p[-1] + "s"): name for p, name in phrases.items()} | phrases
        self._words = {word for phrase in self._names for word in phrase}
        self._most = max(map(len, self._names), default=0)
        self._single = [p[0] for p in self._names if len(p) == 1 and len(p[0]) >= GLUED]

    def before(
        self, words: tuple[Word, ...], texts: _Texts, start: int
    ) -> list[tuple[int, _Texts, Person]]:
        """Return where a label goes on after a person's words that begin at `start`, and that person.

        With the texts of the words as they count for the label: a reader may have run two into one.
        """
        found = []
        for end in range(start + 1, min(len(words), start + self._most + 1)):
            name = self._name(texts[start:end])
            if name and texts[end] and not _is_apart(words, end - 1):
                found.append((end, texts, Person(name, "before")))
        for word in self._single:
            rest = texts[start].removeprefix(word)
            if rest not in ("", "s", texts[start]):
                parts = (*texts[:start], rest, *texts[start + 1 :])
                found.append((start, parts, Person(self._names[(word,)], "before")))
        return found

    def after(self, words: tuple[Word, ...], texts: _Texts) -> dict[int, tuple[int, Person]]:
        """Return, by the word at which "of the minor" begins, its last word and the person."""
        found: dict[int, tuple[int, Person]] = {}
        for start in range(1, len(words)):
            first, joint = _joined(texts, start)
            for end in range(first + 1, min(len(words), first + self._most) + 1):
                bracket = words[start].text.startswith("(") and _closes(words[end - 1])
                if first == start and not bracket:
                    continue
                name = self._name(texts[first:end])
                if name and not _owns(words[end - 1]):
                    found[start] = (end - 1, Person(name, joint))
        return found

    def _name(self, texts: _Texts) -> str:
        return self._names.get(tuple(map(self._word, texts)), "")

    def _word(self, text: str) -> str:
        """Return the word of a person's name that a printed word is, with a slip of the reader's or two."""
        if text in self._words or len(text) < 5:
            return text
        close = process.extract(text, self._words, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=2)
        alone = len(close) == 1 or (len(close) == 2 and close[0][1] > close[1][1])
        return close[0][0] if alone else text


def _closes(word: Word) -> bool:
    return word.text.rstrip(":.,").endswith(")")


def _owns(word: Word) -> bool:
    """Say whether a word is a possessive: "of minor's mother" is not the minor's."""
    return word.text.rstrip(":.,").endswith(("'s", "\u2019s"))


_JOINTS: Final = {folded(words): joint for words, joint in CONNECTORS.items()}


def _joined(texts: _Texts, start: int) -> tuple[int, Joint]:
    """Return where a person may begin after the longest connector at `start`, and how it joins."""
    for count in (3, 2, 1):
        joint = _JOINTS.get("".join(texts[start : start + count]))
        if joint is not None:
            return start + count, joint
    return start, "of"


def _is_apart(words: tuple[Word, ...], at: int) -> bool:
    """Say whether a gap parts a word from the next, or it stands on another line."""
    before, after = words[at], words[at + 1]
    gap = after.bbox.x0 - before.bbox.x1
    return after.bbox.top > before.bbox.bottom or gap > GAP * before.bbox.height


def _hint(after: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the bracketed words that open `after`, or none; (202) is part of an answer."""
    if not after or not re.match(r"\(\D", after[0].text):
        return ()
    for number, word in enumerate(after[:8]):
        if word.text.rstrip(":.,").endswith(")"):
            return after[: number + 1]
    return ()


def _may_start(words: tuple[Word, ...], start: int) -> bool:
    if start == 0:
        return True
    before, word = words[start - 1], words[start]
    gap = word.bbox.x0 - before.bbox.x1
    parted = before.text.endswith((":", ".", ")", "]", "|", ",", "_", ";"))
    return gap > GAP * word.bbox.height or parted or not folded(before.text)


def _ends(words: tuple[Word, ...], end: int) -> bool:
    if end + 1 >= len(words) or words[end].text.endswith((":", "_")):
        return True
    after = words[end + 1]
    below = after.bbox.top > words[end].bbox.bottom
    gap = after.bbox.x0 - words[end].bbox.x1
    return below or gap > GAP * words[end].bbox.height or after.text.startswith((":", "_"))


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
        middle = (hit.bbox.top + hit.bbox.bottom) / 2
        return not any(b.top < middle < b.bottom for b in others)

    kept = (h for h in hits if len(h.words) > 1 or is_alone(h))
    return tuple(sorted(kept, key=lambda h: h.bbox.top))
