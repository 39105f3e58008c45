"""Find printed labels on a page: fuzzy, inside one ruled box, at the start of a segment or after a gap."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from extract.layout import Segment
from records.types import BBox, Word, union

LENIENT: Final = 84.0
"""Least similarity (0 to 100) of a long label; short ones must be closer, see `_needed`."""
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


@dataclass(frozen=True, slots=True)
class _Window:
    text: str
    words: tuple[Word, ...]
    box: int | None
    closed: bool
    """A colon, a gap or the segment's end follows."""
    hint: tuple[Word, ...] = ()
    """Words in round brackets right after it, such as (Last, First, Middle)."""


def folded(text: str) -> str:
    """Return lower-case letters and digits without accents: what two prints of a label share."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9#]", "", plain)


def _needed(length: int) -> float:
    return 100.0 if length <= 4 else 90.0 if length <= 9 else LENIENT


class LabelIndex:
    """All places on a page where a label may stand, by length, so that each is compared with few."""

    def __init__(self, segments: tuple[Segment, ...], *, max_words: int = 16) -> None:
        self._by_length: dict[int, list[_Window]] = {}
        for segment, following in _with_following(segments):
            for window in _windows(segment, following, max_words):
                self._by_length.setdefault(len(window.text), []).append(window)

    def find(self, label: str, *, key: str, inside: bool = False) -> list[Hit]:
        """Return every place where `label` is printed; `inside` a line too, with text right after it."""
        wanted = folded(label)
        if not wanted:
            return []
        slack = int(len(wanted) * LENGTH_SLACK)
        short = len(label.split()) <= 2 and not inside
        hits = []
        for length in range(len(wanted) - slack, len(wanted) + slack + 1):
            for window in self._by_length.get(length, ()):
                if short and not window.closed:
                    continue
                quality = fuzz.ratio(wanted, window.text, score_cutoff=_needed(len(wanted)))
                if quality:
                    hits.append(_hit(window, key, quality))
        return _best_places(hits)


def _best_places(hits: list[Hit]) -> list[Hit]:
    """Keep the closest window wherever several share words, so that no label swallows an answer."""
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda h: (-h.quality, len(h.words))):
        if not any(id(w) in taken for w in hit.words):
            kept.append(hit)
            taken.update(id(w) for w in hit.words)
    return kept


def _hit(window: _Window, key: str, quality: float) -> Hit:
    words = window.words + window.hint
    box = union(tuple(w.bbox for w in words))
    return Hit(key=key, words=words, bbox=box, box=window.box, quality=quality)


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


def _windows(segment: Segment, following: Segment | None, max_words: int) -> list[_Window]:
    own = len(segment.words)
    words = segment.words + (following.words if following else ())
    found = []
    for start in range(own):
        if not folded(words[start].text) or not _may_start(words, start):
            continue
        text = ""
        for end in range(start, min(len(words), start + max_words)):
            more = folded(words[end].text)
            text += more
            if more:
                part = words[start : end + 1]
                hint = _hint(words[end + 1 : own])
                closed = bool(hint) or end + 1 == own or _ends(words, end)
                found.append(_Window(text, part, segment.box, closed, hint))
    return found


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
