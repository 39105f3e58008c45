"""Where a label may stand on a page: words at the start of a segment or after a gap, and the person beside.

A person may stand before a label ("Minor's age") or after it ("Age of the minor").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from extract.layout import Segment
from records.printed import CONNECTORS, Joint
from records.types import Word

ALIKE: Final = 80.0
"""Least similarity of a word for a person, of five letters or more: one slip."""
GLUED: Final = 5
"""A person's word of so many letters is told from the label that a reader ran into it."""
GAP: Final = 0.9
"""A gap of this many word heights separates a label from what stands beside it."""
OWNED_GAP: Final = 1.5
"""After a possessive the gap may be wider: readers box a lone A too narrowly ("Mother's A number")."""


@dataclass(frozen=True, slots=True)
class Person:
    """A word for a person beside a label, folded, and how it is joined to the label."""

    word: str
    joint: Joint


@dataclass(frozen=True, slots=True)
class Window:
    """A run of words that may be a label, inside one ruled box (`box` is its index, or None)."""

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


def folded(text: str) -> str:
    """Return lower-case letters and digits without accents: what two prints of a label share."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9#]", "", plain)


_ALIKE: Final = str.maketrans("015", "ois")


def printed(text: str) -> str:
    """Return a folded text in which digits stand as the letters that readers take for them: 1D is ID.

    For labels, never for values.
    """
    return folded(text).translate(_ALIKE)


def with_following(segments: tuple[Segment, ...]) -> list[tuple[Segment, Segment | None]]:
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


def windows_of(
    segment: Segment, following: Segment | None, max_words: int, persons: Persons
) -> Iterator[Window]:
    """Yield every run of words of a segment that may be a label, with a person's words left out of it."""
    own = len(segment.words)
    words = segment.words + (following.words if following else ())
    texts = tuple(printed(w.text) for w in words)
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
                    yield Window(text, part, segment.box, closed, hint, person, tie)


_Texts = tuple[str, ...]
"""The words of a line, folded."""


class Persons:
    """Finds the words for persons around a label: "Minor's", "of the minor", "de la menor"."""

    def __init__(self, holders: frozenset[str]) -> None:
        phrases = {tuple(map(printed, h.split())): printed(h) for h in holders}
        self._listed = phrases
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
                name = self._listed.get(tuple(map(self._word, texts[first:end])), "")
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


_JOINTS: Final = {printed(words): joint for words, joint in CONNECTORS.items()}


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
    wide = OWNED_GAP if _owns(before) else GAP
    return after.bbox.top > before.bbox.bottom or gap > wide * before.bbox.height


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
