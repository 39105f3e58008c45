"""Figures on real pages: the public I-213 of the samples, and another agency's scans (FARA)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.fara import Answer, answers, wilson
from benchmarks.fara_truth import Truth, load_truth
from benchmarks.history import Value
from benchmarks.readonce import keep_page, page_count
from extract.ocr import LANGUAGES, best_engine, load_engine
from pipelines.settings import REPOSITORY
from synth.truth import TruthDocument, read_documents

I213: Final = REPOSITORY / "samples" / "documents" / "i213-public-record.pdf"
EVERY: Final = 3
"""Each third of the scans is read; `make benchmark-fara` reads all, a quarter of an hour."""


def i213_truth() -> tuple[TruthDocument, ...]:
    """Return the truth about the public I-213: the fields that a person noted."""
    samples = read_documents(REPOSITORY / "samples" / "truth.jsonl")
    return tuple(truth for truth in samples if truth.file == I213.name)


def fara_figures(folder: Path, *, cache: Path, workers: int) -> Mapping[str, Value]:
    """Read some of the scans anew, and return how the questions to each file come out."""
    truths = load_truth(folder / "labels.csv")[::EVERY]
    with ProcessPoolExecutor(workers) as pool:
        ask = partial(_ask, folder=folder / "files", cache=cache)
        told = [answer for found in pool.map(ask, truths) for answer in found]
    return dict(_figures(told))


def _ask(truth: Truth, *, folder: Path, cache: Path) -> Sequence[Answer]:
    os.environ["OMP_THREAD_LIMIT"] = "1"
    engine = load_engine(best_engine(), languages=LANGUAGES)
    path = folder / truth.file
    for number in range(1, page_count(path) + 1):
        keep_page(path, number, cache=cache, engine=engine)
    return answers(truth, files=folder, cache=cache)


def _figures(told: Sequence[Answer]) -> Iterable[tuple[str, Value]]:
    """Yield for each question the share that is right, and for all the share that is wrong if accepted."""
    for question in dict.fromkeys(answer.question for answer in told):
        asked = [answer for answer in told if answer.question == question]
        yield question, _share(sum(a.right for a in asked), len(asked))
    accepted = [answer for answer in told if answer.accepted]
    yield "accepted", _share(len(accepted), len(told))
    yield "accepted_wrong", _share(sum(not a.right for a in accepted), len(accepted))


def _share(hits: int, total: int) -> Value:
    low, high = wilson(hits, total)
    value = hits / total if total else 0.0
    return Value(value=round(value, 4), low=round(low, 4), high=round(high, 4), of=total)
