"""Reads pictures of one line each, print or writing: PP-OCRv6's recogniser, trained further, on ONNX Runtime.

The second reader: another training, another architecture and other letters than Tesseract's, so that the two
seldom make the same mistake. It sees pixels alone, and tells what else the line may say.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from models import ctc
from models.alphabet import ALPHABET, BLANK, COLUMN, COLUMNS, columns_of
from models.ctc import Matrix
from models.session import session
from models.weights import READER, shipped

Gray = npt.NDArray[np.uint8]
"""(height, width) uint8 grayscale, 0 is black."""

NETWORK: Final = "reader.onnx"
HEIGHT: Final = 48
"""Height in pixels that the recogniser was trained at."""
STEP: Final = 64
"""Pictures are padded to a multiple of it, so that few different widths are run."""
LEAST_WIDTH: Final = 128
MOST_WIDTH: Final = 2048
"""A longer line is squeezed: about 250 letters."""
MOST_ACROSS: Final = 2048
"""Pixels side by side in one run: more take memory (90 MB at 2048) and save no time on one thread."""
FLOOR: Final = 1e-7
"""Probability below which a character of a frame counts as this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReading:
    """What one line says: plain values, so that it may cross from a child as JSON.

    `text` is the best path; `score` (0 to 1) the mean probability of its characters, as PP-OCR gives it, not
    calibrated. `data` packs (frames, columns of `models.alphabet`) natural logarithms.
    """

    text: str = field(repr=False)
    score: float
    frames: int
    data: str = field(repr=False)

    def matrix(self) -> Matrix:
        """Return (frames, columns) natural logarithms of the probability of each character."""
        raw = zlib.decompress(base64.b64decode(self.data))
        packed = np.frombuffer(raw, dtype="<f2").reshape(COLUMNS, self.frames)
        return np.ascontiguousarray(packed.T, dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A text that a line may say, and its probability summed over all alignments."""

    text: str = field(repr=False)
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWord:
    """One word of a line: its text, the mean probability of its characters, and the line's share it spans.

    `middles` are the shares at which its characters stand.
    """

    text: str = field(repr=False)
    score: float
    left: float
    right: float
    middles: tuple[float, ...]


class LineReader:
    """The recogniser with its weights; one a process, shared by its threads."""

    def __init__(self, *, weights: bytes, threads: int = 1) -> None:
        self._session = session(weights, threads=threads)
        characters = self._session.get_modelmeta().custom_metadata_map["character"].split("\n")
        ours = columns_of([*characters, " "])
        self._kept = np.flatnonzero(ours >= 0) + 1
        self._sums = np.eye(COLUMNS, dtype=np.float32)[ours[ours >= 0]]
        self._input = self._session.get_inputs()[0].name

    def read(self, crops: Sequence[Gray]) -> tuple[LineReading, ...]:
        """Return what each picture of one line says, in order; an empty picture says nothing."""
        pictures = [scaled(crop) for crop in crops]
        read: dict[int, LineReading] = {
            index: reading_of(np.empty((0, COLUMNS), dtype=np.float32))
            for index, picture in enumerate(pictures)
            if picture is None
        }
        for batch in _batches(pictures):
            together = np.stack([_padded(picture) for _, picture in batch])
            for (index, _), odds in zip(batch, self._odds(together), strict=True):
                read[index] = reading_of(np.log(np.maximum(odds, FLOOR)))
        return tuple(read[index] for index in range(len(crops)))

    def words(self, crops: Sequence[Gray]) -> tuple[tuple[LineWord, ...], ...]:
        """Return the words of each picture of one line, from left to right, by the best path alone."""
        pictures = [scaled(crop) for crop in crops]
        read: dict[int, tuple[LineWord, ...]] = {}
        for batch in _batches(pictures):
            together = np.stack([_padded(picture) for _, picture in batch])
            for (index, picture), odds in zip(batch, self._odds(together), strict=True):
                read[index] = words_of(odds, filled=picture.shape[1] / together.shape[-1])
        return tuple(read.get(index, ()) for index in range(len(crops)))

    def _odds(self, pictures: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return (pictures, frames, our columns): the probability of each of our characters."""
        (raw,) = self._session.run(None, {self._input: pictures})
        odds = np.asarray(raw[..., self._kept] @ self._sums, dtype=np.float32)
        odds[..., BLANK] = raw[..., BLANK]
        return odds


@lru_cache(maxsize=1)
def line_reader() -> LineReader:
    """Return the reader of this process, its weights checked; a process that forks afterwards shares them.

    Raises:
        WeightsError: The weights are missing or are not those that were measured.
    """
    return LineReader(weights=shipped(NETWORK, folder=READER))


def scaled(crop: Gray) -> Gray | None:
    """Return the picture at the recogniser's height, or None where it has no pixels."""
    import cv2

    height, width = crop.shape
    if not height or not width:
        return None
    across = min(MOST_WIDTH, max(1, round(width * HEIGHT / height)))
    how = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (across, HEIGHT), interpolation=how), dtype=np.uint8)


def padded_width(width: int) -> int:
    """Return the width in pixels to which a line so wide is padded."""
    return max(LEAST_WIDTH, -(-width // STEP) * STEP)


def _batches(pictures: Sequence[Gray | None]) -> list[list[tuple[int, Gray]]]:
    """Return pictures with their indices in batches of one padded width.

    A picture's padding hangs on its own width alone: what it says does not depend on its neighbours.
    """
    by_width: dict[int, list[tuple[int, Gray]]] = {}
    for index, picture in enumerate(pictures):
        if picture is not None:
            by_width.setdefault(padded_width(picture.shape[1]), []).append((index, picture))
    found = []
    for width, group in by_width.items():
        count = max(1, MOST_ACROSS // width)
        found += [group[at : at + count] for at in range(0, len(group), count)]
    return found


def _padded(picture: Gray) -> npt.NDArray[np.float32]:
    """Return (3, height, width) from -1 to 1, padded on the right with 0 as PP-OCR does."""
    width = picture.shape[1]
    padded = np.zeros((3, HEIGHT, padded_width(width)), dtype=np.float32)
    padded[:, :, :width] = picture.astype(np.float32) / 127.5 - 1.0
    return padded


def reading_of(matrix: Matrix) -> LineReading:
    """Return the reading whose matrix (natural logarithms) is given."""
    best = matrix.argmax(axis=1)
    starts = np.flatnonzero((best != BLANK) & np.diff(best, prepend=BLANK).astype(bool))
    odds = np.exp(matrix[starts, best[starts]])
    packed = np.ascontiguousarray(matrix.T, dtype="<f2")
    return LineReading(
        text=written(best[starts]).strip(),
        score=round(float(odds.mean()), 4) if len(starts) else 0.0,
        frames=len(matrix),
        data=base64.b64encode(zlib.compress(packed.tobytes())).decode("ascii"),
    )


def words_of(odds: npt.NDArray[np.float32], *, filled: float = 1.0) -> tuple[LineWord, ...]:
    """Return the words of the best path through (frames, columns) probabilities.

    Of the frames only the share `filled` shows the line. A character peaks in its middle, so a word reaches
    half a character's width beyond its first and last.
    """
    best = odds.argmax(axis=1)
    starts = np.flatnonzero((best != BLANK) & np.diff(best, prepend=BLANK).astype(bool))
    if not starts.size:
        return ()
    steps = np.diff(starts)
    half = float(np.median(steps)) / 2 if steps.size else 1.0
    frames = len(odds) * filled
    spaces = np.flatnonzero(best[starts] == COLUMN[" "])
    found = []
    for group in np.split(starts, spaces):
        kept = group[best[group] != COLUMN[" "]]
        if kept.size:
            found.append(
                LineWord(
                    text=written(best[kept]),
                    score=float(odds[kept, best[kept]].mean()),
                    left=max(0.0, (float(kept[0]) + 0.5 - half) / frames),
                    right=min(1.0, (float(kept[-1]) + 0.5 + half) / frames),
                    middles=tuple((float(at) + 0.5) / frames for at in kept),
                )
            )
    return tuple(found)


def joined(readings: Sequence[LineReading]) -> LineReading:
    """Return the readings of lines under one another as one, a space between each two."""
    space = np.full((1, COLUMNS), np.log(FLOOR), dtype=np.float32)
    space[0, COLUMN[" "]] = 0.0
    parts = [part for reading in readings for part in (space, reading.matrix())][1:]
    return reading_of(np.concatenate(parts)) if parts else reading_of(space[:0])


def alternatives(reading: LineReading, *, count: int = 8) -> tuple[Alternative, ...]:
    """Return the texts that a line most probably says, best first, without spaces at their ends.

    Probabilities are exact; together with those of all texts not listed they make one.
    """
    matrix = reading.matrix()
    found = ctc.search(matrix, width=2 * count)
    odds: dict[str, float] = {}
    for labels, logarithm in zip(found, ctc.forward(matrix, found), strict=True):
        text = " ".join(written(labels).split())
        odds[text] = odds.get(text, 0.0) + float(np.exp(logarithm))
    ranked = sorted(odds.items(), key=lambda item: -item[1])[:count]
    return tuple(Alternative(text=text, probability=chance) for text, chance in ranked)


def written(labels: Iterable[int]) -> str:
    """Return the text of columns of `models.alphabet`."""
    return "".join(ALPHABET[label - 1] for label in labels)
