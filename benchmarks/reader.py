"""Trains and measures our cut of the second reader: `make train-reader` (docs/model-reader.md)."""

from __future__ import annotations

import argparse
import random
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from benchmarks.licensed import licensed
from benchmarks.lines import Sample, family_lines
from models.reader import NETWORK, LineReader
from models.train.reader import Batch, Fit, batches
from models.weights import READER, STOCK_READER, ship, shipped, verified

TRAIN_SEED: Final = 77
DEV_SEED: Final = 11
NOTICE: Final = """reader.onnx is PP-OCRv6's small recogniser by the PaddlePaddle authors, made ONNX by
RapidOCR, under the Apache License 2.0 (Apache-2.0.txt). Changed: only the characters of
models/alphabet.py are left, and it was trained further (docs/model-reader.md).
"""
AHEAD: Final = 2
"""Families whose lines a process draws before they are needed."""


def lines(families: Iterable[int]) -> list[Sample]:
    """Return the lines of families of the dev split, whose hands no training sees."""
    return [
        line
        for number in families
        for line in family_lines("dev", seed=DEV_SEED, number=number, further=False)
    ]


def told(reader: LineReader, seen: Sequence[Sample]) -> Iterator[str]:
    """Yield, by what wrote them, the share of lines read without a fault and of wrong characters."""
    right, whole, wrong, letters = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for line, reading in zip(seen, reader.read([line.picture for line in seen]), strict=True):
        said = " ".join(reading.text.split())
        for fill in (line.fill, "all"):
            whole[fill] += 1
            right[fill] += said == line.text
            letters[fill] += len(line.text)
            wrong[fill] += Levenshtein.distance(said, line.text)
    for fill in sorted(whole):
        share, errors = right[fill] / whole[fill], wrong[fill] / letters[fill]
        yield f"{fill}: {share:.3f} of {whole[fill]} lines whole, {errors:.4f} of the characters wrong"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on lines of the train split, ship the network, and say how good it is on the dev split."""
    parser = argparse.ArgumentParser(description="Train the second reader.")
    parser.add_argument("--cache", type=Path, help="checkpoints lie here; only measures without it")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw lines")
    parser.add_argument("--dev-families", type=int, default=12)
    options = parser.parse_args(arguments)
    seen = lines(range(options.dev_families))
    stock = verified(STOCK_READER)
    if options.cache is None:
        for name, weights in (("stock", stock), ("ours", shipped(NETWORK, folder=READER))):
            print(name, *told(LineReader(weights=weights, threads=2), seen), sep="\n", flush=True)
        return
    import onnx

    from models.train.graph import Network, with_weights
    from models.train.recogniser import LOGITS, fit_reader, narrowed

    options.cache.mkdir(parents=True, exist_ok=True)
    fit = Fit()
    model = narrowed(onnx.load_from_string(stock))
    network = Network(model, wanted=LOGITS)

    def lessons(first: int) -> Iterator[Batch]:
        pool = ProcessPoolExecutor(options.workers, get_context("spawn"))
        waiting: deque[Future[list[Sample]]] = deque()
        try:
            for number in count(first):
                waiting.append(pool.submit(_lesson, number))
                if len(waiting) > AHEAD * options.workers:
                    drawn = [(line.picture, line.text) for line in waiting.popleft().result()]
                    rng = random.Random(f"{TRAIN_SEED}/{number}")
                    yield from batches(drawn, fit=fit, rng=rng)
        finally:
            pool.shutdown(cancel_futures=True)

    fit_reader(
        network,
        lessons,
        fit=fit,
        checkpoint=options.cache / "reader.pt",
        told=lambda step, loss: print(step, round(loss, 4), flush=True) if step % 25 == 0 else None,
    )
    with_weights(model, network.weights())
    data = model.SerializeToString()
    ship(licensed({NETWORK: data}, notice=NOTICE), folder=READER)
    print("ours", *told(LineReader(weights=data, threads=2), seen), sep="\n", flush=True)


def _lesson(number: int) -> list[Sample]:
    return list(family_lines("train", seed=TRAIN_SEED, number=number, further=True))


if __name__ == "__main__":
    main()
