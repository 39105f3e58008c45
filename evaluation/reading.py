"""The words that were read against those that stand there: word errors, and which values were read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from rapidfuzz.distance import Levenshtein

from evaluation.boxes import as_bbox
from extract.layout import lines
from pipelines.kept_words import PageWords
from records.cleaning import collapse, fold
from records.types import BBox, Word
from synth.truth import Corners, TruthField, TruthWords

ReadWords = Callable[[str, int], PageWords | None]
"""File digest, page -> the words read there, None where none were kept."""
AROUND_PT: Final = 3.0
"""How far outside a value's ink the middle of a word of it may lie."""
RULE: Final = (
    "word error rate: exchanged, lost and added words over the words that stand there, each read word in the "
    "place of the word that it covers most, so that the order of columns costs nothing; of answers, words "
    "exchanged or lost; where the run kept words, all words of a page without any are lost (a file that "
    "failed, say); a value was read where the words of the first reader in its place hold its text, "
    "folded; ticks have no text"
)


def words_on(kept: PageWords, *, size: tuple[float, float]) -> tuple[Word, ...]:
    """Return the words of the first reader, their boxes scaled to the page's size in the truth."""
    across, down = size[0] / kept.width, size[1] / kept.height
    return tuple(
        replace(word, bbox=_scaled(word.bbox, across=across, down=down)) for word in kept.words
    )


def _scaled(bbox: BBox, *, across: float, down: float) -> BBox:
    return BBox(
        x0=bbox.x0 * across, top=bbox.top * down, x1=bbox.x1 * across, bottom=bbox.bottom * down
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordErrors:
    """Words that stand on pages and the errors in them; of these the words of answers, not of print.

    An error in an answer is a word of it exchanged or lost.
    """

    words: int = 0
    errors: int = 0
    answers: int = 0
    answer_errors: int = 0

    def __add__(self, other: WordErrors) -> WordErrors:
        return WordErrors(
            words=self.words + other.words,
            errors=self.errors + other.errors,
            answers=self.answers + other.answers,
            answer_errors=self.answer_errors + other.answer_errors,
        )


def word_errors(truth: TruthWords, words: Sequence[Word]) -> WordErrors:
    """Return the least number of words exchanged, lost or added on a page."""
    wanted = [collapse(text) for text in truth.words]
    read = [collapse(word.text) for word in _in_order(truth.boxes, words)]
    edits = Levenshtein.editops(wanted, read)
    answers = {at for at, fields in enumerate(truth.fields) if fields}
    spoilt = {edit.src_pos for edit in edits if edit.tag != "insert"}
    return WordErrors(
        words=len(wanted),
        errors=len(edits),
        answers=len(answers),
        answer_errors=len(answers & spoilt),
    )


def _in_order(boxes: Sequence[Corners], words: Sequence[Word]) -> list[Word]:
    """Return read words in the order of the boxes they cover most, or else lie nearest to."""
    if not boxes or not words:
        return list(words)
    truth = np.array(boxes)
    read = np.array([(w.bbox.x0, w.bbox.top, w.bbox.x1, w.bbox.bottom) for w in words])
    low = np.maximum(read[:, None, :2], truth[None, :, :2])
    high = np.minimum(read[:, None, 2:], truth[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0.0, None), axis=2)
    middles = (read[:, None, :2] + read[:, None, 2:] - truth[None, :, :2] - truth[None, :, 2:]) / 2
    away = np.abs(middles).sum(axis=2)
    at = np.where(shared.max(axis=1) > 0, shared.argmax(axis=1), away.argmin(axis=1))
    order = sorted(range(len(words)), key=lambda n: (at[n], words[n].bbox.x0))
    return [words[n] for n in order]


def text_at(fact: TruthField, words: Sequence[Word]) -> str:
    """Return what was read where a value stands, line by line."""
    place = as_bbox(fact.bbox).grown(x=AROUND_PT, y=AROUND_PT)
    inside = tuple(word for word in words if place.holds(word.bbox))
    return " ".join(word.text for line in lines(inside) for word in line)


def was_read(fact: TruthField, text: str) -> bool | None:
    """Say whether a text holds that of the value; None where the value has no text of its own."""
    wanted = _squeezed(fact.text)
    if fact.fill == "tick" or fact.value is None or not wanted:
        return None
    return wanted in _squeezed(text)


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")
