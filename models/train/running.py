"""Fits the reader of running text (`models/running.py`): generated narratives, and what their words state."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models.running import blank_pipeline
from models.train.noise import Noise

SEED: Final = 2018
SPOILT: Final = 0.5
CAPITALS: Final = 0.12
"""Shares: of texts that are misread here and there, of texts in capitals."""
BATCH: Final = 12
RATE: Final = 0.001
DROPPED: Final = 0.25
"""Narratives that are learned from at once; the first learning rate, which falls to nothing; share of values
that each layer does without at a time."""
STRENGTHS: Final = (0.1, 0.3, 0.6, 1.0)
"""How badly a spoilt text is read, in strengths of `models.train.noise`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A narrative and what its words state: spans (start, end, label), in characters, in order.

    A label is a field, several joined by `models.running.JOINT`, or "separation.stated=true".
    """

    text: str
    language: str
    spans: tuple[tuple[int, int, str], ...]


def spoilt(one: Told, noise: Noise, rng: random.Random) -> Told:
    """Return a narrative as a reader may give it: words misread, some in capitals."""
    strength = rng.choice(STRENGTHS) if rng.random() < SPOILT else 0.0
    upper = rng.random() < CAPITALS
    text, places = "", [0]
    for part in _parts(one.text):
        read = part
        if not part.isspace():
            read = " ".join(p for p, _ in noise.read(part, strength, rng)) if strength else part
            read = read.upper() if upper else read
        text += read
        # a character of the old text -> its place in the new one, by shares of the word
        places += [
            len(text) - len(read) + (i * len(read)) // len(part) for i in range(1, len(part))
        ]
        places.append(len(text))
    spans = tuple(
        (places[start], places[end], label)
        for start, end, label in one.spans
        if places[end] > places[start]
    )
    return Told(text=text, language=one.language, spans=spans)


def _parts(text: str) -> Iterator[str]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or text[at].isspace() != text[start].isspace():
            yield text[start:at]
            start = at


def fit_running(
    narratives: Sequence[Told], *, noise: Noise, rounds: int, heard: Callable[[int, float], None]
) -> Any:
    """Return the trained pipeline; narratives are spoilt anew in each round."""
    from spacy.training import Example
    from spacy.util import fix_random_seed, registry  # type: ignore[attr-defined]

    fix_random_seed(SEED)
    rng = random.Random(SEED)
    pipeline = blank_pipeline()
    few = [Example.from_dict(*_given(pipeline, one)) for one in narratives[:400]]
    names = {label for one in narratives for _, _, label in one.spans}
    part: Any = pipeline.get_pipe("ner")
    for name in sorted(names):
        part.add_label(name)
    pipeline.initialize(lambda: few)
    batches = rounds * (len(narratives) // BATCH + 1)
    optimizer = registry.get("optimizers", "Adam.v1")(RATE)
    done = 0
    for round_ in range(rounds):
        losses: dict[str, float] = {}
        order = rng.sample(range(len(narratives)), len(narratives))
        for start in range(0, len(order), BATCH):
            optimizer.learn_rate = RATE * max(0.02, 1 - done / batches)
            examples = [
                Example.from_dict(*_given(pipeline, spoilt(narratives[at], noise, rng)))
                for at in order[start : start + BATCH]
            ]
            pipeline.update(examples, sgd=optimizer, losses=losses, drop=DROPPED)
            done += 1
        heard(round_ + 1, float(losses["ner"]))
    return pipeline


def _given(pipeline: Any, one: Told) -> tuple[Any, dict[str, Any]]:
    doc = pipeline.make_doc(one.text)
    spans = []
    last = 0
    for start, end, label in one.spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        while span and (span[0].is_space or span[-1].is_space):
            span = span[1:] if span[0].is_space else span[:-1]
        if span and span.start >= last:
            spans.append((span.start_char, span.end_char, label))
            last = span.end
    return doc, {"entities": spans}
