"""Seconds a page a core, by step: `make benchmark-speed`.

Reads the given files (or samples/documents/) in one process, one page after another, and times every
step from outside, so that the pipeline carries no timers. Prints a Markdown table.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extract import marks, page, ruledboxes, tickboxes, upright
from extract.document import make_records
from extract.load import Limits, open_document
from extract.ocr import load_engine
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
    "text layer against OCR": (page, "_two_readers"),
}


def timed(function: Callable[..., Any], step: str, spent: Counter[str]) -> Callable[..., Any]:
    """Return `function` with its time added to `spent[step]`, in milliseconds."""

    def run(*arguments: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            spent[step] += round(1000 * (time.perf_counter() - started))

    return run


def main() -> None:
    """Measure and print."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    spent: Counter[str] = Counter()
    for step, (module, name) in STEPS.items():
        setattr(module, name, timed(getattr(module, name), step, spent))
    engine = load_engine(Settings().engine, languages=Settings().languages)
    engine.read = timed(engine.read, "Tesseract, reading", spent)  # type: ignore[method-assign]
    engine.turn = timed(engine.turn, "Tesseract, orientation", spent)  # type: ignore[method-assign]
    forms = load_forms(FORMS)
    given = [Path(a) for a in sys.argv[1:]] or sorted((REPOSITORY / "samples/documents").iterdir())
    pages = 0
    started = time.perf_counter()
    find = timed(make_records, "classify, find, decide", spent)
    for path in given:
        try:
            with open_document(path, limits=Limits()) as document:
                loaded = document.pages()
                read = []
                while (sheet := timed(next, "open and render", spent)(loaded, None)) is not None:
                    read.append(page.read_page(sheet, engine=engine)[0])
        except DocumentError:
            continue
        pages += len(read)
        find(tuple(read), forms=forms, sha256="0" * 64, files=(path.name,))
    total = time.perf_counter() - started
    print(f"{pages} pages, {total / pages:.2f} s a page on one core\n")
    print("| step | s a page |\n| --- | --- |")
    for step, milliseconds in spent.most_common():
        print(f"| {step} | {milliseconds / 1000 / pages:.2f} |")


if __name__ == "__main__":
    main()
