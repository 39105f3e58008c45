"""What running text states, by a pipeline of spaCy that was trained on narratives: English and Spanish alike.

It points at words ("his father", "2 May 2018") and says of which field, or fields, each states the value.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from models.weights import NARRATOR, shipped

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

NETWORK: Final = "running.bin"
JOINT: Final = "+"
"""Between the names of several fields that one stretch of text states."""
WIDTH: Final = 128
DEPTH: Final = 6
"""Size of the network: width of its layers, and how many neighbours to each side a word is told by."""

_PARAGRAPH: Final = re.compile(r"\n\n")
_LINE: Final = re.compile(r"\n")

_END: Final = re.compile(
    r"(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|Sr|No|St|Lt|UU|EE))(?<!\b(?:Mrs|Sra|Dra|Sgt|Srt|Ofc))"
    r"[.?!]\s+(?=[\"\u201c\u00bf]?[A-Z\u00c0-\u00de])"
)
"""Where a sentence ends: not behind an initial or an abbreviation."""
LEFT_OUT: Final = frozenset(
    f"{role}.a_number" for role in ("accompanying", "father", "mother", "sibling")
) | {"accompanying.full_name", "sponsor.city", "entry.date", "transfer.date", "release.date"}
"""What it gives to the wrong person or event too often (precision under .4 on dev), and so does not tell."""
PARTED: Final = re.compile(r"separa|taken|took|apart|quitar|quitad|split|arranc", re.IGNORECASE)
"""Words that tell a separation by themselves, with no detail beside."""
_CLAUSE: Final = re.compile(
    r"(?<!\b[A-Z])(?<!\bUU)(?<!\bEE)[.;](?=\s|$)|\n\n|\s(?=[A-Z][a-z]+(?: [A-Z]?[a-z]+)?:)|$"
)
"""Where a clause ends: also before what begins a new line of a list, "Plan: ..."."""
REASON: Final = "separation.reason"
FROM: Final = "separation.from"
FLAG: Final = "separation.stated"
NEAR: Final[dict[str, range]] = {
    "separation.date": range(1),
    "separation.relationship": range(1),
    "separation.reason": range(2),
    "separation.agency": range(-1, 2),
}
"""In which sentence a detail may stand, counted from one that states a separation; chosen on dev."""


class Stated(NamedTuple):
    """A stretch of text `[start:end)` that states a field; `value` where that is not the text itself."""

    start: int
    end: int
    name: str
    value: str | None


def blank_pipeline() -> Pipeline:
    """Return the pipeline without weights."""
    import spacy

    pipeline = spacy.blank("xx")
    network: dict[str, Any] = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": True,
        "hidden_width": 96,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": WIDTH,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                "rows": [6000, 1000, 2500, 1500],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": WIDTH,
                "depth": DEPTH,
                "window_size": 1,
                "maxout_pieces": 3,
            },
        },
    }
    pipeline.add_pipe("ner", config={"model": network})
    return pipeline


def weights_of(pipeline: Pipeline) -> bytes:
    """Return what is shipped of a trained pipeline: its labels and weights, as msgpack."""
    part: Any = pipeline.get_pipe("ner")
    made: bytes = part.to_bytes(exclude=["vocab"])
    return made


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
    """Yield the facts, each reason up to where its clause ends."""
    last = 0
    for one in sorted(told):
        if one.name != REASON:
            yield one
        elif one.start >= last:
            close = _CLAUSE.search(text, one.start)
            last = max(one.end, close.start() if close else len(text))
            yield one._replace(end=last)


def _states(one: Stated) -> bool:
    return one.name == FROM or (one.name == FLAG and one.value == "true")


class Narrator:
    """Reads running text; safe to share among threads."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._lock = Lock()

    @classmethod
    def of(cls, network: bytes) -> Narrator:
        """Return the reader with the given weights (`weights_of`)."""
        pipeline = blank_pipeline()
        part: Any = pipeline.get_pipe("ner")
        part.from_bytes(network, exclude=["vocab"])
        return cls(pipeline)

    @property
    def labels(self) -> tuple[str, ...]:
        """All that it may say of a stretch of text."""
        part: Any = self._pipeline.get_pipe("ner")
        return tuple(part.labels)

    def stated(self, text: str) -> Iterator[Stated]:
        """Yield what a text states, in order; a stretch comes once for each field that it states.

        Lines may break anywhere; an empty line ends a paragraph. Offsets are those of `text`.
        """
        start = 0
        for part in _PARAGRAPH.split(text):
            for found in self._read(_LINE.sub(" ", part)):
                yield Stated(found.start + start, found.end + start, found.name, found.value)
            start += len(part) + 2

    def _read(self, text: str) -> list[Stated]:
        with self._lock, self._pipeline.memory_zone():
            told = [(e.start_char, e.end_char, e.label_) for e in self._pipeline(text).ents]
        found = []
        for start, end, label in told:
            for one in label.split(JOINT):
                name, _, value = one.partition("=")
                found.append(Stated(start, end, name, value or None))
        return consistent(text, found)


@cache
def narrator() -> Narrator:
    """Return the reader with the shipped weights.

    Raises:
        WeightsError: The weights are not those that were measured.
    """
    return Narrator.of(shipped(NETWORK, folder=NARRATOR))
