"""What running text states, by a network that learned on narratives: English and Spanish alike.

It points at words ("his father", "2 May 2018") and says of which field, or fields, each states the value.
BERT (Devlin et al., 2019) of six layers and width 384, from all-MiniLM-L6-v2 (Apache-2.0), fine-tuned on
generated narratives (`models/train/running.py`, docs/model-narrator.md); it runs on ONNX Runtime.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from models.session import session
from models.tagger import BEGINS, GOES_ON, JOINT, OTHER
from models.weights import NARRATOR, shipped
from models.windows import Encoded, odds_of
from models.wordpiece import WordPiece

NETWORK: Final = "running.onnx"
NAMES: Final = "names.json"
PIECES: Final = "pieces.txt"
SURE: Final = 0.5
"""Share of a stretch's probability from which it states a field; .35 to .7 are alike on dev."""
CLOSE: Final = 15
"""Characters to the end of its clause up to which a reason reaches there; chosen on dev."""
LEAST: Final = 1e-6
WORD: Final = re.compile(r"\w+|[^\w\s]")
_LINE: Final = re.compile(r"(?<!\n)\n(?!\n)")
"""A line break within a paragraph."""
_END: Final = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|Sr|No|St|Lt|UU|EE))(?<!\b(?:Mrs|Sra|Dra|Sgt|Srt|Ofc))"
    r"[.?!]\s+(?=[\"\u201c\u00bf]?[A-Z\u00c0-\u00de])|\n\n"
)
"""Where a sentence ends: not behind an initial or an abbreviation, but with its paragraph."""
LEFT_OUT: Final = frozenset({"transfer.date", "transfer.to"})
"""What it tells of the wrong event (on dev none of 5 was right), and so does not tell."""
PARTED: Final = re.compile(r"separa|taken|took|apart|quitar|quitad|split|arranc", re.IGNORECASE)
"""Words that tell a separation by themselves, with no detail beside."""
OF_FAMILIES: Final = re.compile(
    PARTED.pattern + r"|take|remov|divid|alej|sac[aóo]|lleva|pulled|detenid|together|junt|solos?\b",
    re.IGNORECASE,
)
"""Words of which a denial has one, else it denies something else."""
_CLAUSE: Final = re.compile(
    r"(?<!\b[A-Z])(?<!\bUU)(?<!\bEE)[.;](?=\s|$)|\n\n|\s(?=[A-Z][a-z]+(?: [A-Z]?[a-z]+)?:)"
    r"|,? (?:and|so|y|which|pero|but)\s|$"
)
"""Where a clause ends: also before what begins a new line of a list, "Plan: ..."."""
REASON: Final = "separation.reason"
FROM: Final = "separation.from"
FLAG: Final = "separation.stated"
NEAR: Final[dict[str, range]] = {
    "separation.date": range(-1, 2),
    "separation.relationship": range(-1, 2),
    "separation.reason": range(3),
    "separation.agency": range(-1, 3),
}
"""In which sentence a detail may stand, counted from one that states a separation; chosen on dev."""


class Stated(NamedTuple):
    """A stretch of text `[start:end)` that states a field; `value` where that is not the text itself."""

    start: int
    end: int
    name: str
    value: str | None


class Words(NamedTuple):
    """The words of a text: their places [start, end) in it, and their pieces."""

    places: tuple[tuple[int, int], ...]
    encoded: Encoded


def encode(text: str, pieces: WordPiece) -> Words:
    """Return the words of a text, signs for themselves; `sides` tells those with a capital letter.

    The pieces know neither case nor accents.
    """
    places, ids, sides, firsts = [], list[int](), list[int](), []
    for match in WORD.finditer(text):
        own = pieces(match.group())
        places.append(match.span())
        firsts.append(len(ids))
        ids += own
        sides += [int(match.group()[0].isupper())] * len(own)
    return Words(
        places=tuple(places),
        encoded=Encoded(
            ids=np.array(ids, np.int64),
            boxes=np.zeros((len(ids), 4), np.int64),
            sides=np.array(sides, np.int64),
            firsts=np.array(firsts, np.int64),
        ),
    )


class Facts:
    """What classes of words say: which fields they state, and where a stretch that states one begins."""

    def __init__(self, names: Sequence[str]) -> None:
        self.labels = tuple(name[2:] for name in names if name.startswith(BEGINS))
        self._fields = sorted({field for label in self.labels for field in label.split(JOINT)})
        states = [[field in name[2:].split(JOINT) for field in self._fields] for name in names]
        self._states = np.array(states, np.float32).reshape(len(names), -1)
        self._kinds = np.array(
            [[name[:2] == kind for kind in (OTHER, BEGINS, GOES_ON)] for name in names], np.float32
        )

    def told(
        self, odds: npt.NDArray[np.float32], places: Sequence[tuple[int, int]]
    ) -> Iterator[Stated]:
        """Yield what words state, given (words, classes) probabilities and each word's place in the text.

        Where a stretch begins and ends is told by all labels together, and each field by all labels that
        name it: whose mother somebody is may be open, and that it was she who was taken is not.
        """
        kinds = (odds @ self._kinds).argmax(axis=1)
        fields = odds @ self._states
        for start, kind in enumerate(kinds):
            if kind == 0 or (kind == 2 and start and kinds[start - 1]):
                continue
            end = next((at for at in range(start + 1, len(kinds)) if kinds[at] != 2), len(kinds))
            some = 1.0 - odds[start:end, 0].mean()
            shares = fields[start:end].mean(axis=0) / max(some, LEAST)
            for at in np.flatnonzero(shares >= SURE):
                name, _, value = self._fields[at].partition("=")
                yield Stated(places[start][0], places[end - 1][1], name, value or None)


def consistent(text: str, found: Sequence[Stated]) -> list[Stated]:
    """Return what holds together: details of a separation stand by the words that state it (`NEAR`).

    Where the text says from whom, it says that there was one, whether or not its verb was seen. Where it
    gives no detail at all, only a word that is about nothing else does.
    """
    ends = [match.start() for match in _END.finditer(text)]
    stating = {bisect_left(ends, s.start) for s in found if _states(s)}
    told = [
        s
        for s in found
        if s.name not in LEFT_OUT
        if not _denies(s) or OF_FAMILIES.search(text, s.start, s.end)
        if s.name not in NEAR
        or any(bisect_left(ends, s.start) - at in NEAR[s.name] for at in stating)
    ]
    told = list(_whole_reasons(text, told))
    if not any(s.name in NEAR or s.name == FROM for s in told):
        told = [s for s in told if not _states(s) or PARTED.search(text, s.start, s.end)]
    if not any(s.name == FLAG for s in told):
        told += [Stated(s.start, s.end, FLAG, "true") for s in told if s.name == FROM][:1]
    return sorted(told)


def _whole_reasons(text: str, told: Iterable[Stated]) -> Iterator[Stated]:
    """Yield the facts; parts of a reason in one clause are joined, and reach its end where that is near."""
    reason: Stated | None = None
    for one in sorted(told):
        if one.name != REASON:
            yield one
        elif reason is not None and one.start < _clause_end(text, reason):
            reason = reason._replace(end=max(reason.end, one.end))
        else:
            if reason is not None:
                yield _to_end(text, reason)
            reason = one
    if reason is not None:
        yield _to_end(text, reason)


def _to_end(text: str, reason: Stated) -> Stated:
    end = _clause_end(text, reason)
    return reason._replace(end=end) if end - reason.end <= CLOSE else reason


def _clause_end(text: str, one: Stated) -> int:
    close = _CLAUSE.search(text, one.end)
    return close.start() if close else len(text)


def _denies(one: Stated) -> bool:
    return one.name == FLAG and one.value == "false"


def _states(one: Stated) -> bool:
    return one.name == FROM or (one.name == FLAG and one.value == "true")


class Narrator:
    """Reads running text; safe to share among threads."""

    def __init__(
        self, *, network: bytes, names: Sequence[str], pieces: WordPiece, threads: int = 1
    ) -> None:
        self._session = session(network, threads=threads)
        self._pieces = pieces
        self._facts = Facts(names)
        self._classes = len(names)

    @property
    def labels(self) -> tuple[str, ...]:
        """All that it may say of a stretch of text."""
        return self._facts.labels

    def stated(self, text: str) -> Iterator[Stated]:
        """Yield what a text states, in order; a stretch comes once for each field that it states.

        Lines may break anywhere; an empty line ends a paragraph. Offsets are those of `text`.
        """
        flat = _LINE.sub(" ", text)
        words = encode(flat, self._pieces)
        odds = odds_of(
            words.encoded,
            self._logits,
            classes=self._classes,
            begin=self._pieces.begin,
            end=self._pieces.end,
        )
        yield from consistent(flat, list(self._facts.told(odds, words.places)))

    def _logits(self, given: Encoded) -> npt.NDArray[np.float32]:
        (logits,) = self._session.run(
            None, {"input_ids": given.ids[None], "token_type_ids": given.sides[None]}
        )
        return np.asarray(logits[0], np.float32)


def files_of(*, network: bytes, names: Sequence[str], pieces: str) -> Mapping[str, bytes]:
    """Return what is shipped, by file name."""
    return {
        NETWORK: network,
        NAMES: (json.dumps(list(names), indent=0) + "\n").encode(),
        PIECES: pieces.encode(),
    }


@cache
def narrator() -> Narrator:
    """Return the reader with the shipped weights.

    Raises:
        WeightsError: The weights are not those that were measured.
    """
    return Narrator(
        network=shipped(NETWORK, folder=NARRATOR),
        names=json.loads(shipped(NAMES, folder=NARRATOR)),
        pieces=WordPiece(shipped(PIECES, folder=NARRATOR).decode()),
    )
