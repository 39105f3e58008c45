"""Runs of capitalised words that can be a person's full name. Better none than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from models.lexicon import Lexicon, flatten
from records.places import country_names, state_names

MIN_WORDS: Final = 2
MAX_WORDS: Final = 6
"""Two given names, two family names and a married name (de ...) with one to spare."""

CAPITALS_MIN_WORDS: Final = 5
CAPITALS_SHARE: Final = 0.9
"""A sentence is in capitals when it has this many words and this share of upper-case letters."""

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_PARTICLES: Final = frozenset(
    {"de", "del", "la", "las", "los", "y", "da", "do", "dos", "van", "von"}
)
_JOINING: Final = re.compile(r"[ \t]*\n?[ \t]*|\. ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    start: int
    end: int
    text: str
    flat: str

    @property
    def shape(self) -> str:
        """One of "particle", "initial", "upper", "title", "other"."""
        if self.flat in _PARTICLES:
            return "particle"
        if len(self.text) == 1:
            return "initial" if self.text.isupper() else "other"
        if self.text.isupper():
            return "upper"
        return (
            "title"
            if self.text[0].isupper() and self.text[1:] != self.text[1:].upper()
            else "other"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRun:
    """A stretch of text, by character offsets, that has the form of a full name."""

    start: int
    end: int


def find_name_runs(text: str, start: int, end: int, *, lexicon: Lexicon) -> tuple[NameRun, ...]:
    """Return the runs in the sentence `text[start:end]` that can be a full name, in order."""
    in_capitals = is_in_capitals(text[start:end])
    runs = []
    pieces = list(_pieces(text, start, end, lexicon=lexicon))
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else []
        inverted = [] if in_capitals else _inverted(text, piece, following)
        kept = inverted or _trimmed(text, piece)
        if not _is_name(kept, lexicon=lexicon, least=1 + (not inverted)):
            continue
        if in_capitals and not _is_closed(text, kept[-1].end, lexicon=lexicon):
            continue
        runs.append(NameRun(start=kept[0].start, end=kept[-1].end))
    return tuple(runs)


def is_in_capitals(sentence: str) -> bool:
    """Return whether a sentence is written in capitals, so that case says nothing about names."""
    letters = [char for char in sentence if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    long_enough = len(_WORD.findall(sentence)) >= CAPITALS_MIN_WORDS
    return long_enough and upper >= CAPITALS_SHARE * len(letters)


def _pieces(text: str, start: int, end: int, *, lexicon: Lexicon) -> Iterator[list[_Token]]:
    """Yield unbroken rows of capitalised words and particles; stop words break them."""
    piece: list[_Token] = []
    for match in _WORD.finditer(text, start, end):
        token = _Token(start=match.start(), end=match.end(), text=match[0], flat=flatten(match[0]))
        if piece and not _joins(text, piece[-1], token):
            yield piece
            piece = []
        if token.shape == "other" or (
            token.shape != "particle" and token.flat in lexicon.name_stops
        ):
            if piece:
                yield piece
            piece = []
        else:
            piece.append(token)
    if piece:
        yield piece


def _joins(text: str, left: _Token, right: _Token) -> bool:
    gap = text[left.end : right.start]
    return bool(_JOINING.fullmatch(gap)) and ("." not in gap or left.shape == "initial")


def _trimmed(text: str, piece: list[_Token]) -> list[_Token]:
    """Return the piece without particles and initials at its ends; it breaks at a joining "y"."""
    for index, token in enumerate(piece):
        if token.flat == "y" and not _is_inside_name(text, piece, index):
            piece = piece[:index]
            break
    while piece and piece[-1].shape in ("particle", "initial"):
        piece = piece[:-1]
    while piece and piece[0].shape == "particle" and not piece[0].text[0].isupper():
        piece = piece[1:]
    return piece


def _is_inside_name(text: str, piece: list[_Token], index: int) -> bool:
    """Whether "y" joins two family names (one word follows, then a stop), not two people."""
    words_before = sum(t.shape != "particle" for t in piece[:index])
    after = piece[index + 1 :]
    closed = len(after) == 1 and re.match(r"\s*(?:[,.;:()]|$)", text[after[0].end :])
    return words_before >= MIN_WORDS and bool(closed)


def _inverted(text: str, piece: list[_Token], following: list[_Token]) -> list[_Token]:
    """Return both pieces where they stand as FAMILY NAMES, Given Names; else nothing."""
    given = following[:3]
    if not piece or not given or not re.fullmatch(r",\s", text[piece[-1].end : given[0].start]):
        return []
    family = all((t.shape == "upper" and len(t.text) > 2) or t.shape == "particle" for t in piece)
    titled = len(following) <= 3 and all(t.shape == "title" for t in given)
    return piece + given if family and titled else []


def _is_name(tokens: list[_Token], *, lexicon: Lexicon, least: int) -> bool:
    words = [t for t in tokens if t.shape in ("upper", "title")]
    if not least <= len(words) <= MAX_WORDS:
        return False
    parts = {part for t in tokens for part in re.split("['-]", t.flat)}
    if parts & lexicon.organisations:
        return False
    phrase = " ".join(t.flat for t in tokens)
    return phrase not in country_names() and phrase not in state_names()


def _is_closed(text: str, end: int, *, lexicon: Lexicon) -> bool:
    """Whether what follows a run in capitals shows that the run ended there."""
    after = re.match(r"\s*([,.;:()]|$|[^\W\d_]+)", text[end:])
    if after is None:
        return False
    return not after[1].isalpha() or flatten(after[1]) in lexicon.name_closers
