"""The layout tagger: words of a page and where they stand -> which are labels, which answers, of which field.

LayoutLM (Xu et al., 2020) of six layers and width 384, from all-MiniLM-L6-v2 (Apache-2.0), fine-tuned on
generated pages (`models/train/tagger.py`, docs/model-tagger.md); it runs on ONNX Runtime. It finds questions
in words that no form file lists. Values are never its own: it points at words, which are read elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from models.session import session
from models.weights import TAGGER, shipped
from models.windows import SIDE, Encoded, odds_of
from models.wordpiece import WordPiece
from records.types import BBox

NETWORK: Final = "tagger.onnx"
NAMES: Final = "names.json"
PIECES: Final = "pieces.txt"
TICKED: Final = "\N{BALLOT BOX WITH X}"
UNTICKED: Final = "\N{BALLOT BOX}"
OTHER: Final = "O"
"""Neither label nor answer."""
ASKS: Final = "Q-"
BEGINS: Final = "B-"
GOES_ON: Final = "I-"
ELSE: Final = "else"
"""What a label asks for that is no field of the vocabulary."""
JOINT: Final = "+"
"""Between the names of several fields that one word is an answer to."""


class Token(NamedTuple):
    """A word, or a tick box (`TICKED`, `UNTICKED`); those of one piece of a line share a `group`."""

    text: str
    bbox: BBox
    group: int


def encode(tokens: Sequence[Token], *, width: float, height: float, pieces: WordPiece) -> Encoded:
    """Return the pieces of a page's words in order; `width` and `height` are its own, in points.

    `sides` tells one piece of a line from the next by turns of 0 and 1.
    """
    ids: list[int] = []
    boxes: list[tuple[int, int, int, int]] = []
    sides: list[int] = []
    firsts: list[int] = []
    turns: dict[int, int] = {}
    for token in tokens:
        side = turns.setdefault(token.group, len(turns) % 2)
        own = (
            pieces.mark(ticked=token.text == TICKED) if token.text in _MARKS else pieces(token.text)
        )
        firsts.append(len(ids))
        ids += own
        boxes += [_place(token.bbox, width, height)] * len(own)
        sides += [side] * len(own)
    return Encoded(
        ids=np.array(ids, np.int64),
        boxes=np.array(boxes, np.int64).reshape(-1, 4),
        sides=np.array(sides, np.int64),
        firsts=np.array(firsts, np.int64),
    )


_MARKS: Final = (TICKED, UNTICKED)


def _place(box: BBox, width: float, height: float) -> tuple[int, int, int, int]:
    x0, x1 = _share(box.x0, width), _share(box.x1, width)
    top, bottom = _share(box.top, height), _share(box.bottom, height)
    return x0, top, max(x0, x1), max(top, bottom)


def _share(at: float, whole: float) -> int:
    return min(SIDE, max(0, round(SIDE * at / whole)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What the network says of a word: the likeliest class and its probability."""

    name: str
    odds: float


class Tagger:
    """The network with its names; one a process, shared by its threads."""

    def __init__(
        self, *, network: bytes, names: Sequence[str], pieces: WordPiece, threads: int = 1
    ) -> None:
        self._session = session(network, threads=threads)
        self._pieces = pieces
        self.names = tuple(names)

    def tag(self, tokens: Sequence[Token], *, width: float, height: float) -> tuple[Tag, ...]:
        """Return what each word of a page is, in order; the page's size is in points."""
        odds = self.odds(tokens, width=width, height=height)
        best = odds.argmax(axis=1) if len(odds) else []
        return tuple(
            Tag(name=self.names[at], odds=float(odds[row, at])) for row, at in enumerate(best)
        )

    def odds(
        self, tokens: Sequence[Token], *, width: float, height: float
    ) -> npt.NDArray[np.float32]:
        """Return (words, names) probabilities; where windows overlap, those seen from further inside."""
        page = encode(tokens, width=width, height=height, pieces=self._pieces)
        return odds_of(
            page,
            self._logits,
            classes=len(self.names),
            begin=self._pieces.begin,
            end=self._pieces.end,
        )

    def _logits(self, given: Encoded) -> npt.NDArray[np.float32]:
        (logits,) = self._session.run(
            None,
            {
                "input_ids": given.ids[None],
                "bbox": given.boxes[None],
                "token_type_ids": given.sides[None],
            },
        )
        return np.asarray(logits[0], np.float32)


class Span(NamedTuple):
    """Words [first, last) that are one label or one answer; `odds` are of the least sure of them."""

    name: str
    asks: bool
    first: int
    last: int
    odds: float


def spans(tags: Sequence[Tag], tokens: Sequence[Token]) -> tuple[Span, ...]:
    """Return the labels and answers of a page: runs of words of one name.

    A run of an answer ends where another begins (B-); a label's words are of one piece of a line, and ask for
    what most of them, by probability, are said to ask for.
    """
    found: list[Span] = []
    for at, (tag, token) in enumerate(zip(_agreed(tags, tokens), tokens, strict=True)):
        if tag.name == OTHER:
            continue
        asks, name = tag.name.startswith(ASKS), tag.name[2:]
        last = found[-1] if found else None
        same = last is not None and last.last == at and last.name == name and last.asks == asks
        apart = token.group != tokens[at - 1].group if asks else tag.name.startswith(BEGINS)
        if last is not None and same and not apart:
            found[-1] = last._replace(last=at + 1, odds=min(last.odds, tag.odds))
        else:
            found.append(Span(name, asks, at, at + 1, tag.odds))
    return tuple(found)


def _agreed(tags: Sequence[Tag], tokens: Sequence[Token]) -> list[Tag]:
    """Return the classes, those of label words that stand together made the same."""
    agreed = list(tags)
    start = 0
    while start < len(tags):
        end = start + 1
        if tags[start].name.startswith(ASKS):
            while (
                end < len(tags)
                and tags[end].name.startswith(ASKS)
                and tokens[end].group == tokens[start].group
            ):
                end += 1
            shares: dict[str, float] = {}
            for tag in tags[start:end]:
                shares[tag.name] = shares.get(tag.name, 0.0) + tag.odds
            name = max(shares, key=shares.__getitem__)
            odds = shares[name] / (end - start)
            agreed[start:end] = [Tag(name=name, odds=odds)] * (end - start)
        start = end
    return agreed


def files_of(*, network: bytes, names: Sequence[str], pieces: str) -> Mapping[str, bytes]:
    """Return what is shipped, by file name."""
    return {
        NETWORK: network,
        NAMES: (json.dumps(list(names), indent=0) + "\n").encode(),
        PIECES: pieces.encode(),
    }


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """Return the tagger of this process, its weights checked.

    Raises:
        WeightsError: Its files are not there, or their bytes are others than listed.
    """
    return Tagger(
        network=shipped(NETWORK, folder=TAGGER),
        names=json.loads(shipped(NAMES, folder=TAGGER)),
        pieces=WordPiece(shipped(PIECES, folder=TAGGER).decode()),
    )
