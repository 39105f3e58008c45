"""Generated case files, drawn and read once and kept, so that what comes after is measured in minutes.

A set is families of one split and seed, drawn and read in steps of a few families: a run that is stopped goes
on where it was, and a set can grow. Kept are each page as read and its upright picture. Empty the folder when
drawing or reading (rendering, OCR, marks) has changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from extract.load import Limits, open_document
from extract.ocr import LANGUAGES, best_engine, load_engine
from extract.page import READ_PAGE, ReadPage, read_page
from extract.pictures import upright_picture
from extract.wholepage import is_poor, reread_page
from models.detector import line_detector
from models.reader import NETWORK, line_reader
from models.weights import READER, listed
from pipelines.inputs import digest
from records.types import Problem
from synth.generate import FILES, family_files
from synth.papers import Split
from synth.truth import TruthDocument, TruthWords, read_documents, read_words, write_lines

PROBLEMS: Final[TypeAdapter[tuple[Problem, ...]]] = TypeAdapter(tuple[Problem, ...])
READ: Final = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """Families 0, 1, 2 ... of one split and seed, kept in `folder`.

    Of a `registered` set only the files are read that hold a document on an edition of forms/.
    """

    folder: Path
    split: Split
    seed: int
    registered: bool = False

    def truth(self, family: int) -> Path:
        """Return the truth of a family's documents; it is written last, once all files are read."""
        return self.folder / "truth" / f"{family:05}.jsonl"

    def is_kept(self, family: int) -> bool:
        """Say whether a family is drawn and read."""
        return self.truth(family).is_file()

    def documents(self, family: int) -> tuple[TruthDocument, ...]:
        """Return the truth of a kept family."""
        return tuple(read_documents(self.truth(family)))

    def words(self, family: int) -> tuple[TruthWords, ...]:
        """Return the words that stand on the pages of a kept family."""
        return tuple(read_words(self.truth(family).with_suffix(".words")))

    def read_folder(self, file: str) -> Path:
        """Return where the pages of a file are kept as read, each with its upright picture."""
        return self.folder / READ / file


def keep(cases: CaseSet, families: range, *, workers: int) -> Iterator[int]:
    """Draw and read the families that are not kept yet; yield the number of each that is done."""
    (cases.folder / FILES).mkdir(parents=True, exist_ok=True)
    missing = [family for family in families if not cases.is_kept(family)]
    with ProcessPoolExecutor(workers, initializer=one_core) as pool:
        yield from pool.map(partial(_keep, cases), missing)


def one_core() -> None:
    """Keep a worker to one core; for the start of a process."""
    import cv2

    cv2.setNumThreads(1)
    os.environ["OMP_THREAD_LIMIT"] = "1"


def _keep(cases: CaseSet, family: int) -> int:
    made = family_files(family, cases.seed, cases.split, cases.folder)
    known = {d.file for d in made.documents if d.stratum == "registered" or not cases.registered}
    for file in sorted(known):
        _read(cases.folder / FILES / file, cases.read_folder(file))
    cases.truth(family).parent.mkdir(exist_ok=True)
    write_lines(
        cases.truth(family).with_suffix(".words"), (w for w in made.words if w.file in known)
    )
    write_lines(cases.truth(family), (d for d in made.documents if d.file in known))
    return family


def _read(path: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    engine = load_engine(best_engine(), languages=LANGUAGES)
    with open_document(path, limits=Limits()) as document:
        (target / "problems.json").write_bytes(PROBLEMS.dump_json(document.problems))
        for loaded in document.pages():
            page, _ = read_page(loaded, engine=engine)
            (target / f"{page.number}.json").write_bytes(READ_PAGE.dump_json(page))
            picture = upright_picture(loaded, page)
            if picture is not None:
                (target / f"{page.number}.gray").write_bytes(picture)
    (target / "sha256").write_text(digest(path) or "")


@cache
def kept_under() -> str:
    """Return the name that what the second reader says of a file is kept under: its weights are in it."""
    return f"again-{listed(folder=READER)[NETWORK][:8]}"


def reread_file(folder: Path) -> tuple[str, tuple[ReadPage, ...], tuple[Problem, ...]]:
    """Return what `kept_file` does, the pages that were read poorly read again; that is kept, too."""
    sha256, pages, problems = kept_file(folder)
    return sha256, tuple(_reread(folder, page) for page in pages), problems


def _reread(folder: Path, page: ReadPage) -> ReadPage:
    kept = folder / kept_under() / f"{page.number}.json"
    if not is_poor(page):
        return page
    if kept.is_file():
        return READ_PAGE.validate_json(kept.read_bytes())
    picture = folder / f"{page.number}.gray"
    again = reread_page(
        page,
        lambda: picture.read_bytes() if picture.is_file() else None,
        detector=line_detector(),
        reader=line_reader(),
    )
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(READ_PAGE.dump_json(again))
    return again


def kept_file(folder: Path) -> tuple[str, tuple[ReadPage, ...], tuple[Problem, ...]]:
    """Return a file's digest, its pages as they were read, in order, and the problems of it as a whole."""
    paths = sorted(folder.glob("[0-9]*.json"), key=lambda p: int(p.stem))
    pages = tuple(READ_PAGE.validate_json(p.read_bytes()) for p in paths)
    problems = PROBLEMS.validate_json((folder / "problems.json").read_bytes())
    return (folder / "sha256").read_text(), pages, problems
