"""Trains and measures the layout tagger: `make train-tagger` (docs/model-tagger.md).

Pages are drawn as lists of words, without a picture: the training adds the slips of a reader itself.
"""

from __future__ import annotations

import pickle
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.doctype import read
from extract.tokens import placed
from models.tagger import ASKS, BEGINS, ELSE, GOES_ON, JOINT, OTHER
from models.train.tagger import Page
from records.types import BBox, Word, union
from synth.documents import Document, drawn
from synth.dossier import dossier
from synth.papers import Split
from synth.sheet import ELSE as NO_FIELD
from synth.sheet import Box, Key, Line, Placed, Sheet

LEAST_SIDE = 12.0
"""Points of the shorter side from which a drawn rectangle is a cell, not a tick box."""
NO_SPACE = 0.15
"""Share of their height under which a gap between two words is none."""


def pages_of(split: Split, *, seed: int, number: int) -> list[Page]:
    """Return the pages of one family, with what each word is."""
    found = []
    for paper in dossier(number, seed=seed, split=split).papers:
        document = drawn(paper, split=split, rng=random.Random(f"{seed}/{paper.key}"))
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


def pages(split: Split, *, seed: int, families: int, workers: int = 2) -> list[Page]:
    """Return the pages of some families."""
    with ProcessPoolExecutor(workers) as pool:
        jobs = [
            pool.submit(pages_of, split, seed=seed, number=number) for number in range(families)
        ]
        return [page for job in jobs for page in job.result()]


if __name__ == "__main__":
    split, seed, families, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    found = pages(split, seed=seed, families=families)  # type: ignore[arg-type]
    out.write_bytes(pickle.dumps(found))
    print(len(found))
