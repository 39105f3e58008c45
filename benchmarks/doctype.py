"""Trains and measures the model that tells document types by words: `make train-doctype`.

Pages are drawn as lists of words, without a picture: the training adds the slips of a reader itself.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmarks.tagger import pages, read
from extract.bywords import pieces_of
from extract.layout import segments
from models.doctype import ASKED, ASKED_FILE, SHIPPED, Asked, DocTypes, Printed, saved
from models.tagger import ASKS, ELSE
from models.train.doctype import Example, fit_doctypes, slipped
from synth.documents import Document, drawn
from synth.dossier import dossier
from synth.papers import Split
from synth.sheet import Placed, Sheet

TRAIN_SEED: Final = 2018
DEV_SEED: Final = 11


def documents(split: Split, *, seed: int, families: int, further: bool) -> Iterator[Document]:
    """Yield all papers of some families, filled in; `further`: each on an edition of its own."""
    for number in range(families):
        for paper in dossier(number, seed=seed, split=split).papers:
            rng = random.Random(f"{seed}/{paper.key}")
            yield drawn(paper, split=split, rng=rng, further=further)


def examples(split: Split, *, seed: int, families: int, further: bool = False) -> Iterator[Example]:
    """Yield each page of some families with its type."""
    for document in documents(split, seed=seed, families=families, further=further):
        for sheet in document.sheets:
            yield Example(
                document_type=document.paper.document_type,
                source=document.edition,
                pieces=_pieces(sheet, sheet.words),
                printed=_pieces(sheet, [w for w in sheet.words if not w.keys]),
            )


def _pieces(sheet: Sheet, words: Sequence[Placed]) -> tuple[Printed, ...]:
    return pieces_of(segments(read(words), ()), sheet.height)


def rights(model: DocTypes, pages: Iterable[Example]) -> Counter[tuple[str, bool]]:
    """Count pages by stratum and whether the likeliest type is right, with the slips of a reader."""
    rng = random.Random(DEV_SEED)
    counts: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        shares = model.tell(slipped(page.pieces, rng))
        stratum = "registered" if page.source.startswith("registered") else "unseen"
        counts[stratum, max(shares, key=shares.__getitem__) == page.document_type] += 1
    return counts


def asked(families: int) -> Asked:
    """Count which fields pages of each type ask for."""
    seen = pages("train", seed=TRAIN_SEED, families=families, further=True)
    types = tuple(sorted({page.document_type for page in seen}))
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for page in seen:
        names = {name[len(ASKS) :] for name in page.names if name.startswith(ASKS)} - {ELSE}
        for name in names:
            counts[name][page.document_type] += 1
    whole = Counter(page.document_type for page in seen)
    return Asked(
        types=types,
        pages=tuple(whole[t] for t in types),
        fields={name: tuple(counts[name][t] for t in types) for name in sorted(counts)},
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the train split, write the model, and say how often it is right on the dev split."""
    parser = argparse.ArgumentParser(description="Train the model of document types.")
    parser.add_argument("--families", type=int, default=350)
    parser.add_argument("--dev-families", type=int, default=80)
    options = parser.parse_args(arguments)
    learned = examples("train", seed=TRAIN_SEED, families=options.families, further=True)
    model = fit_doctypes(list(learned))
    data = saved(model)
    SHIPPED.parent.mkdir(exist_ok=True)
    SHIPPED.write_bytes(data)
    fields = ASKED.dump_json(asked(options.families // 2)) + b"\n"
    ASKED_FILE.write_bytes(fields)
    print(f"sha256 of {ASKED_FILE.name}: {hashlib.sha256(fields).hexdigest()}")
    counts = rights(model, examples("dev", seed=DEV_SEED, families=options.dev_families))
    for stratum in ("registered", "unseen"):
        right, wrong = counts[stratum, True], counts[stratum, False]
        print(f"dev, {stratum}: {right} of {right + wrong} pages right by words alone")
    print(f"{len(data)} bytes; sha256 for models/doctype.py: {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
