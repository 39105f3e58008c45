"""What running text states, by a pipeline of spaCy that was trained on narratives: English and Spanish alike.

It points at words ("his father", "2 May 2018") and says of which field, or fields, each states the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from models.weights import shipped

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

FOLDER: Final = Path(__file__).resolve().parent / "shipped_running"
NETWORK: Final = "running.bin"
JOINT: Final = "+"
"""Between the names of several fields that one stretch of text states."""
WIDTH: Final = 128
DEPTH: Final = 6
"""Size of the network: width of its layers, and how many neighbours to each side a word is told by."""

_PARAGRAPH: Final = re.compile(r"\n\n")
_LINE: Final = re.compile(r"\n")


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
        return found


@cache
def narrator() -> Narrator:
    """Return the reader with the shipped weights.

    Raises:
        WeightsError: The weights are not those that were measured.
    """
    return Narrator.of(shipped(NETWORK, folder=FOLDER))
