"""Casefile's whole path against OCRmyPDF's OCR, on the same scanned pages: pages a second and word accuracy.

    CASEFILE_DATA=DIR python benchmarks/ocrmypdf.py [--pages 30] [--runs 3] [--dpi 300] [--ocrmypdf COMMAND]

Both get the same pictures without a text layer: OCRmyPDF one PDF of all pages, so that it starts only
once and shares the pages out among its jobs; Casefile one PDF a page, as a folder of scans has them.
Runs are interleaved, the medians printed, with the processor time of all processes beside the time on
the clock. Accuracy is held against the text layer that came with the scans: the share of its words
found (recall), and of the words found that it has (precision), as multisets of words of two or more
letters or digits. That layer is OCR too, so 1.0 is not perfection.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from extract.load import Limits, open_document
from extract.ocr import load_engine
from extract.page import read_page
from pipelines.settings import Settings

LEAST_WORDS = 40
"""Words that a page's text layer must have to be compared with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run took: seconds on the clock and of processor time."""

    wall_s: float
    cpu_s: float


def words_of(text: str) -> Counter[str]:
    """Return the words of a text as a multiset, folded to lower case."""
    return Counter(w for w in re.findall(r"\w+", text.casefold()) if len(w) > 1)


def scanned_pages(data: Path) -> Iterator[tuple[pypdfium2.PdfPage, str]]:
    """Yield every page that has a text layer to compare with, and that layer's text."""
    for path in sorted((data / "fara" / "files").glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                text = page.get_textpage().get_text_range()
                if len(words_of(text)) >= LEAST_WORDS:
                    yield page, text


def draw(data: Path, folder: Path, *, count: int, dpi: int) -> list[Counter[str]]:
    """Draw `count` pages, evenly spread, as one-page PDFs and as one PDF of all; return their words."""
    total = sum(1 for _ in scanned_pages(data))
    wanted = {round(i * (total - 1) / (count - 1)) for i in range(count)}
    single, pictures = folder / "pages", []
    layers: list[Counter[str]] = []
    single.mkdir()
    for number, (page, text) in enumerate(scanned_pages(data)):
        if number in wanted:
            picture = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
            picture.save(single / f"{len(layers):03d}.pdf", resolution=dpi, quality=95)
            pictures.append(picture)
            layers.append(words_of(text))
    first, rest = pictures[0], pictures[1:]
    first.save(folder / "all.pdf", resolution=dpi, quality=95, save_all=True, append_images=rest)
    return layers


def timed(command: list[str]) -> Run:
    """Run a command to its end; statuses 0 and 1 (documents that need attention) are well."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall_s=time.monotonic() - started, cpu_s=cpu)


def run_ocrmypdf(command: list[str], folder: Path) -> Run:
    """Read the one PDF with OCRmyPDF, as a person would who wants the text and nothing else."""
    options = "--force-ocr -l eng+spa --output-type pdf -O0 --jobs 2 --quiet".split()
    return timed([*command, *options, str(folder / "all.pdf"), str(folder / "read.pdf")])


def run_casefile(folder: Path) -> Run:
    """Read the folder of one-page PDFs into records, with the report."""
    workspace = folder / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    casefile = [sys.executable, "-m", "app.cli", "run", str(folder / "pages")]
    return timed([*casefile, "--workspace", str(workspace), "--workers", "2"])


def ocrmypdf_words(folder: Path) -> list[Counter[str]]:
    """Return the words of each page that OCRmyPDF read."""
    with pypdfium2.PdfDocument(folder / "read.pdf") as document:
        return [words_of(page.get_textpage().get_text_range()) for page in document]


def casefile_words(folder: Path) -> list[Counter[str]]:
    """Return the words of each page that Casefile reads."""
    settings = Settings()
    engine = load_engine(settings.engine, languages=settings.languages)
    found = []
    for path in sorted((folder / "pages").glob("*.pdf")):
        with open_document(path, limits=Limits(dpi=settings.dpi)) as document:
            for loaded in document.pages():
                page, _ = read_page(loaded, engine=engine)
                found.append(words_of(" ".join(w.text for w in page.words)))
    return found


def accuracy(found: list[Counter[str]], layers: list[Counter[str]]) -> str:
    """Return mean recall and precision over pages, as cells of a table."""
    shared = [sum((a & b).values()) for a, b in zip(found, layers, strict=True)]
    recall = statistics.mean(s / b.total() for s, b in zip(shared, layers, strict=True))
    precision = statistics.mean(s / max(1, a.total()) for s, a in zip(shared, found, strict=True))
    return f"{recall:.3f} | {precision:.3f}"


def line(name: str, runs: list[Run], pages: int, accurate: str) -> str:
    """Return one row of the table."""
    wall = statistics.median(r.wall_s for r in runs)
    cpu = statistics.median(r.cpu_s for r in runs)
    return f"| {name} | {pages / wall:.2f} | {wall:.1f} | {cpu / pages:.2f} | {accurate} |"


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--dpi", type=int, default=300)
    parser.add_argument("--ocrmypdf", default="ocrmypdf", help="the command; default: ocrmypdf")
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    Image.MAX_IMAGE_PIXELS = None
    with tempfile.TemporaryDirectory(prefix="casefile-race-") as name:
        folder = Path(name)
        data = Path(os.environ["CASEFILE_DATA"])
        layers = draw(data, folder, count=options.pages, dpi=options.dpi)
        theirs, ours = [], []
        for _ in range(options.runs):
            theirs.append(run_ocrmypdf(options.ocrmypdf.split(), folder))
            ours.append(run_casefile(folder))
        print("| | pages a second | seconds | CPU s a page | word recall | word precision |")
        print("| --- | --- | --- | --- | --- | --- |")
        found = accuracy(ocrmypdf_words(folder), layers)
        print(line("OCRmyPDF, OCR alone", theirs, options.pages, found))
        found = accuracy(casefile_words(folder), layers)
        print(line("Casefile, the whole path", ours, options.pages, found))


if __name__ == "__main__":
    main()
