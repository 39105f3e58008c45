"""Case files with their truth: files/, truth.jsonl, words.jsonl and people.jsonl in a folder.

A family hangs on seed, split and its number alone, so that the same seed gives the same bytes whatever the
number of workers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from synth.bundles import blank_page, format_of, grouped, turned
from synth.chance import stream
from synth.damage import Damage, some_damage
from synth.documents import Document, drawn, photographed, truth_of, words_of
from synth.dossier import Dossier, dossier
from synth.files import SUFFIXES, Format, Page, save
from synth.papers import Paper, Split
from synth.tracing import shown, traced, with_lost
from synth.truth import TruthDocument, TruthPerson, TruthWords, write_lines

FILES: Final = "files"
LOST_PAGE: Final = 0.05
"""Share of the documents of several pages of which a page is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What one family left: lines of truth.jsonl, words.jsonl and people.jsonl."""

    documents: tuple[TruthDocument, ...]
    words: tuple[TruthWords, ...]
    people: tuple[TruthPerson, ...] = ()

    @property
    def pages(self) -> int:
        """Pages that were drawn."""
        return len(self.words)


def generate(
    *,
    families: int,
    seed: int,
    split: Split,
    output: Path,
    workers: int = 1,
    told: Callable[[int, int], None] = lambda families, pages: None,
) -> tuple[int, int, int]:
    """Write case files of `families` families; return how many files, documents and pages there are.

    `told` hears after each family how many are done and how many pages they have.
    """
    (output / FILES).mkdir(parents=True, exist_ok=True)
    made: list[Made] = []
    pages = 0
    for each in _all(families, seed=seed, split=split, output=output, workers=workers):
        made.append(each)
        pages += each.pages
        told(len(made), pages)
    documents = [document for each in made for document in each.documents]
    write_lines(output / "truth.jsonl", documents)
    write_lines(output / "words.jsonl", (words for each in made for words in each.words))
    write_lines(output / "people.jsonl", (person for each in made for person in each.people))
    return len({document.file for document in documents}), len(documents), pages


def _all(families: int, *, seed: int, split: Split, output: Path, workers: int) -> Iterator[Made]:
    """Yield what every family left, in order."""
    if workers <= 1:
        for number in range(families):
            yield family_files(number, seed, split, output)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_alone) as pool:
        count = range(families)
        yield from pool.map(
            family_files, count, [seed] * families, [split] * families, [output] * families
        )


def _alone() -> None:
    """Keep OpenCV to one core: the others have work of their own."""
    import cv2

    cv2.setNumThreads(1)


def family_files(number: int, seed: int, split: Split, output: Path) -> Made:
    """Draw one family's papers and write its files; return the truth about them."""
    left: Dossier = dossier(number, seed=seed, split=split)
    rng = stream(seed=seed, split=split, number=number, name="files")
    folder = f"{split}-{number:05d}"
    (output / FILES / folder).mkdir(exist_ok=True)
    documents: list[TruthDocument] = []
    words: list[TruthWords] = []
    for at, papers in enumerate(grouped(left.papers, rng), start=1):
        name = f"{folder}/{at:03d}"
        told, read = _file(papers, name, split=split, seed=seed, output=output, rng=rng)
        documents += told
        words += read
    agencies = {paper.key: paper.agency for paper in left.papers}
    people = traced(with_lost(left.people, documents, agencies), documents)
    return Made(documents=shown(documents, people), words=tuple(words), people=people)


def _file(
    papers: Sequence[Paper], name: str, *, split: Split, seed: int, output: Path, rng: random.Random
) -> tuple[list[TruthDocument], list[TruthWords]]:
    """Draw the papers of one file and write it."""
    parts = [
        _thinned(drawn(p, split=split, rng=random.Random(f"{seed}/{p.key}")), rng) for p in papers
    ]
    damages = [some_damage(random.Random(f"{seed}/{p.key}/damage")) for p in papers]
    how = format_of(
        rng,
        typed=all(part.way == "typed" for part in parts),
        pages=sum(len(part.sheets) for part in parts),
        documents=len(parts),
        bilevel=damages[0].bilevel,
        clean=rng.random() < 0.25,
    )
    damages = [replace(d, bilevel=d.bilevel and d.level > 0) for d in damages]
    if how.container == "born_digital":
        damages = [Damage() for _ in damages]
    pages, spans, blanks = _laid(parts, damages, how, rng)
    file = f"{name}{SUFFIXES[how.container]}"
    save(pages, output / FILES / file, how)
    return told_of(parts, damages, pages, spans, blanks, file=file, how=how, split=split)


def _thinned(part: Document, rng: random.Random) -> Document:
    """Return the document, now and then without one of its pages but the first."""
    count = len(part.sheets)
    if count < 2 or rng.random() >= LOST_PAGE:
        return part
    lost = rng.randrange(1, count)
    return replace(part, sheets=part.sheets[:lost] + part.sheets[lost + 1 :], lost=(lost + 1,))


def _laid(
    parts: Sequence[Document], damages: Sequence[Damage], how: Format, rng: random.Random
) -> tuple[list[Page], list[list[int]], list[int]]:
    """Return all pages of a file, the numbers of each document's, and those of blank ones."""
    pages: list[Page] = []
    spans: list[list[int]] = []
    blanks: list[int] = []
    scanned = how.container != "born_digital"
    for part, damage in zip(parts, damages, strict=True):
        drawn_pages = pages_of(part, damage, how)
        spans.append(list(range(len(pages) + 1, len(pages) + 1 + len(drawn_pages))))
        often = (0.1 if len(parts) > 1 else 0.03) if scanned else 0.0
        pages += [turned(page, rng, often=often) for page in drawn_pages]
        if (
            scanned
            and how.container in ("scan_pdf", "tiff")
            and rng.random() < (0.2 if len(parts) > 1 else 0.04)
        ):
            pages.append(blank_page(part.sheets[0].rng, damage, dpi=how.dpi))
            blanks.append(len(pages))
    return pages, spans, blanks


def pages_of(part: Document, damage: Damage, how: Format) -> list[Page]:
    """Return a document's pages as its container holds them: photographed, or as they were printed."""
    if how.container != "born_digital":
        return photographed(part, damage, dpi=how.dpi)
    import numpy as np

    nothing = np.zeros((1, 1), np.uint8)
    return [
        Page(picture=nothing, sheet=sheet, words=tuple((w.text, w.bbox) for w in sheet.words))
        for sheet in part.sheets
    ]


def told_of(
    parts: Sequence[Document],
    damages: Sequence[Damage],
    pages: Sequence[Page],
    spans: Sequence[Sequence[int]],
    blanks: Sequence[int],
    *,
    file: str,
    how: Format,
    split: Split,
) -> tuple[list[TruthDocument], list[TruthWords]]:
    """Return the truth of one file; `spans` number each part's pages, `blanks` the empty ones."""
    documents, words = [], []
    for part, damage, span in zip(parts, damages, spans, strict=True):
        numbered = [(number, pages[number - 1]) for number in span]
        truth = truth_of(part, numbered, file=file, split=split, damage=damage)
        update = {
            "dpi": how.dpi if how.container != "born_digital" else 0,
            "container": how.container,
            "text_layer": how.layer,
            "blank_pages": tuple(blanks),
        }
        documents.append(truth.model_copy(update=update))
        words += [words_of(part.paper.key, file, number, page) for number, page in numbered]
    return documents, words
