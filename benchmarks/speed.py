"""Seconds a page a core, by step: `make benchmark-speed`.

Reads the given files (or samples/documents/) in one process, one page after another, and times every
step from outside, so that the pipeline carries no timers. Prints a Markdown table.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from extract import marks, page, ruledboxes, tickboxes, upright
from extract.document import make_records
from extract.judging import Deciding
from extract.load import Limits, open_document
from extract.ocr import OcrEngine, load_engine
from extract.page import ReadPage
from extract.pictures import upright_picture
from extract.placereader import PictureReader
from extract.wholepage import reread_page
from models.acceptance import shipped_judge
from models.detector import line_detector
from models.reader import line_reader
from models.running import Narrator, Stated, narrator
from models.tagger import tagger
from pipelines.settings import FORMS, REPOSITORY, Settings
from records.errors import DocumentError
from records.forms import load_forms

STEPS = {
    "ink": (upright, "ink_of"),
    "skew": (upright, "skew_deg"),
    "turning": (upright, "rotated"),
    "rules": (marks, "rule_masks"),
    "boxes": (ruledboxes, "find_boxes"),
    "tick boxes": (tickboxes, "find_ticks"),
    "bars": (marks, "find_bars"),
    "ink map": (marks, "ink_map"),
    "text layer against OCR": (page, "two_readers"),
}


PLACES = "second reader, places"
TAGGER = "tagger"
NARRATOR = "narrator"
WHOLE = "classify, find, decide, with the second reader"


def timed(function: Callable[..., Any], step: str, spent: Counter[str]) -> Callable[..., Any]:
    """Return `function` with its time added to `spent[step]`, in milliseconds."""

    def run(*arguments: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            spent[step] += round(1000 * (time.perf_counter() - started))

    return run


class Timed:
    """A reader of running text whose time is added to what was spent."""

    def __init__(self, inner: Narrator, spent: Counter[str]) -> None:
        self._read = timed(lambda text: list(inner.stated(text)), NARRATOR, spent)

    def stated(self, text: str) -> Iterator[Stated]:
        """Yield what a text states."""
        yield from self._read(text)


def read_pages(
    path: Path, engine: OcrEngine, spent: Counter[str]
) -> list[tuple[ReadPage, bytes | None]]:
    """Return the pages of a file as the first reader reads them, with their packed pictures.

    Raises:
        DocumentError: The file can't be read.
    """
    found = []
    with open_document(path, limits=Limits()) as document:
        loaded = document.pages()
        while (sheet := timed(next, "open and render", spent)(loaded, None)) is not None:
            read, _ = page.read_page(sheet, engine=engine)
            found.append((read, timed(upright_picture, "picture packed", spent)(sheet, read)))
    return found


def main() -> None:
    """Measure and print."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    spent: Counter[str] = Counter()
    for step, (module, name) in STEPS.items():
        setattr(module, name, timed(getattr(module, name), step, spent))
    engine = load_engine(Settings().engine, languages=Settings().languages)
    engine.read = timed(engine.read, "Tesseract, reading", spent)  # type: ignore[method-assign]
    engine.turn = timed(engine.turn, "Tesseract, orientation", spent)  # type: ignore[method-assign]
    detector, reader, judge, labels = line_detector(), line_reader(), shipped_judge(), tagger()
    labels.tag = timed(labels.tag, TAGGER, spent)  # type: ignore[method-assign]
    told = Timed(narrator(), spent)
    reader.read = timed(reader.read, PLACES, spent)  # type: ignore[method-assign]
    forms = load_forms(FORMS)
    given = [Path(a) for a in sys.argv[1:]] or sorted((REPOSITORY / "samples/documents").iterdir())
    pages = poor = 0
    started = time.perf_counter()
    for path in given:
        try:
            pictures = read_pages(path, engine, spent)
        except DocumentError:
            continue
        by_number = {read.number: picture for read, picture in pictures}
        again = []
        for read, _ in pictures:
            reread = timed(reread_page, "second reader, whole pages", spent)
            kept = partial(by_number.get, read.number)
            again.append(reread(read, kept, detector=detector, reader=reader))
            poor += again[-1] is not read
        pages += len(again)
        skews = {read.number: read.skew_deg for read in again}
        places = PictureReader(by_number.get, skews=skews, reader=reader)
        timed(make_records, WHOLE, spent)(
            tuple(again),
            forms=forms,
            sha256="0" * 64,
            files=(path.name,),
            deciding=Deciding(tagger=labels, narrator=told, reader=places, judge=judge),
        )
    total = time.perf_counter() - started
    spent["classify, find, decide"] = spent.pop(WHOLE, 0) - sum(
        spent[step] for step in (PLACES, TAGGER, NARRATOR)
    )
    print(
        f"{pages} pages, {poor} read again as a whole, {total / pages:.2f} s a page on one core\n"
    )
    print("| step | s a page |\n| --- | --- |")
    for step, milliseconds in spent.most_common():
        print(f"| {step} | {milliseconds / 1000 / pages:.2f} |")


if __name__ == "__main__":
    main()
