"""Every file of the hostile corpus, opened in the sandbox: 301 odd, broken or hostile files."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from pipelines.document import FileJob, FileResult, process_file
from pipelines.sandbox import ChildLimits, Outcome, resident_bytes, run_limited
from pipelines.settings import Settings
from records.errors import Reason
from records.forms import load_forms
from records.types import Decision

LIMITS: Final = ChildLimits(
    memory_bytes=1 << 30, page_time_limit_s=30, total_time_limit_s=120, cpu_s=120
)
GROWTH_BYTES: Final = 64 << 20
"""What the parent's resident memory may grow by over all files; the largest child takes 1 GiB."""
FILE_COUNT: Final = 301


@dataclass(frozen=True)
class Loaded:
    category: str
    outcome: Outcome
    messages: list[dict[str, Any]]

    @property
    def codes(self) -> Counter[str]:
        """Problem codes of the document and its pages."""
        return Counter(code for m in self.messages for code, _ in m["problems"])

    @property
    def hidden(self) -> set[str]:
        return {why for m in self.messages for why in m.get("hidden", {})}


@dataclass(frozen=True)
class Corpus:
    files: dict[str, Loaded]
    growth_bytes: int


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    if "CASEFILE_DATA" not in os.environ:
        pytest.skip("CASEFILE_DATA does not name the folder that holds hostile/")
    folder = Path(os.environ["CASEFILE_DATA"]) / "hostile"
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = [(row["path"], row["category"]) for row in csv.DictReader(file)]
    lease = tmp_path_factory.mktemp("lease")
    resident: list[int] = []

    def load(row: tuple[str, str]) -> tuple[str, Loaded]:
        path, category = row
        lines: list[bytes] = []
        outcome = run_limited(
            "tests.sandbox_tasks:load_pages",
            {"path": str(folder / "files" / path)},
            lease_dir=lease,
            limits=LIMITS,
            on_message=lines.append,
        )
        resident.append(resident_bytes(os.getpid()))
        return path, Loaded(category, outcome, [json.loads(line) for line in lines])

    before = resident_bytes(os.getpid())
    with ThreadPoolExecutor(2) as pool:
        files = dict(pool.map(load, rows))
    return Corpus(files, max(resident) - before)


def test_every_file_ends_in_a_typed_outcome(corpus: Corpus) -> None:
    assert len(corpus.files) == FILE_COUNT
    for path, loaded in corpus.files.items():
        outcome = loaded.outcome
        assert outcome.wall_s < LIMITS.total_time_limit_s, path
        if outcome.status == "ok":
            pages = [m for m in loaded.messages if "page" in m]
            assert len(pages) == loaded.messages[0]["count"], path
            assert any(m["drawn"] for m in pages), path
        else:
            assert outcome.reason not in (None, Reason.INTERNAL), (path, outcome)


def test_the_parents_memory_stays_flat(corpus: Corpus) -> None:
    assert corpus.growth_bytes < GROWTH_BYTES


def test_only_bombs_and_cycles_exhaust_a_child(corpus: Corpus) -> None:
    spent = {
        path: loaded.category
        for path, loaded in corpus.files.items()
        if loaded.outcome.status in ("out_of_memory", "out_of_time", "crashed")
    }
    assert set(spent.values()) <= {"bomb", "cycle", "huge"}, spent


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("synthetic/zero.pdf", Reason.EMPTY),
        ("synthetic/zero.tif", Reason.EMPTY),
        ("synthetic/trunc_0.5.pdf", Reason.DAMAGED),
        ("synthetic/headeronly.pdf", Reason.DAMAGED),
        ("synthetic/html_as.pdf", Reason.NOT_A_DOCUMENT),
        ("synthetic/elf_as.tif", Reason.NOT_A_DOCUMENT),
        ("synthetic/zip_as.pdf", Reason.NOT_A_DOCUMENT),
        ("synthetic/junk.pdf", Reason.NOT_A_DOCUMENT),
        ("synthetic/pages_10k.pdf", Reason.TOO_MANY_PAGES),
        ("synthetic/mediabox_1e9.pdf", Reason.TOO_LARGE),
        ("synthetic/poster_14400.pdf", Reason.TOO_LARGE),
        ("synthetic/png_50000.png", Reason.TOO_LARGE),
        ("synthetic/png_12000.png", Reason.TOO_LARGE),
        ("synthetic/jpg_65535.jpg", Reason.TOO_LARGE),
        ("synthetic/pages_self.pdf", Reason.DAMAGED),
        ("pillow/broken.png", Reason.DAMAGED),
        ("pdfjs/print_protection.pdf", Reason.PASSWORD),
        ("pdfminer/aes-128-m.pdf", Reason.PASSWORD),
        ("pdfminer/rc4-128.pdf", Reason.PASSWORD),
    ],
)
def test_a_file_that_cannot_be_read_says_why(corpus: Corpus, path: str, reason: Reason) -> None:
    assert corpus.files[path].outcome.reason is reason


@pytest.mark.parametrize(
    "path",
    [
        "synthetic/ok.pdf",
        "synthetic/pdf_as.jpg",
        "synthetic/a;touch pwned.pdf",
        "synthetic/pagecount_lie.pdf",
        "qpdf/V4.pdf",  # encrypted with an empty user password
        "synthetic/deep_array.pdf",
        "ocrmypdf/2400dpi.pdf",
    ],
)
def test_an_odd_file_that_can_be_read_is_read(corpus: Corpus, path: str) -> None:
    assert corpus.files[path].outcome.status == "ok"
    assert not corpus.files[path].codes


@pytest.mark.parametrize(
    ("path", "hidden"),
    [
        ("synthetic/hidden_text_mismatch.pdf", {"invisible"}),
        ("synthetic/white_text.pdf", {"white"}),
        ("synthetic/offpage_text.pdf", {"off_page"}),
        ("pikepdf/jbig2global.pdf", {"invisible"}),
    ],
)
def test_hidden_text_is_flagged(corpus: Corpus, path: str, hidden: set[str]) -> None:
    assert corpus.files[path].hidden == hidden
    assert corpus.files[path].codes["hidden_text"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("qpdf/bad12.pdf", "parser_disagreement"),
        ("qpdf/bad4.pdf", "parser_disagreement"),
        ("qpdf/bad20.pdf", "parser_disagreement"),
        ("synthetic/embedded_exe.pdf", "embedded_files"),
        ("synthetic/js_openaction.pdf", "javascript"),
        ("synthetic/trunc_0.99.pdf", "truncated"),
        ("synthetic/tiff_trunc.tif", "truncated"),
        ("synthetic/tiff_ifd_loop.tif", "truncated"),
        ("synthetic/jpg_trunc.jpg", "truncated"),
        ("pillow/truncated_image.png", "truncated"),
        ("synthetic/many_chars.pdf", "text_layer_cut"),
        ("synthetic/userunit.pdf", "page_unit_ignored"),
        ("pdfjs/xfa_issue14315.pdf", "xfa_form"),
    ],
)
def test_what_is_odd_about_a_file_is_said(corpus: Corpus, path: str, code: str) -> None:
    assert corpus.files[path].outcome.status == "ok"
    assert corpus.files[path].codes[code]


# ---- the whole path ----------------------------------------------------------------------------------

DOUBT_CODES: Final = {"hidden_text", "parser_disagreement"}
DOUBTFUL_READ: Final = 10
"""Files read whole for each of them: those with the most words to be misled by, of two pages at most."""
SPREAD: Final = (
    "synthetic/double_flate_1G.pdf",
    "synthetic/form_self.pdf",
    "synthetic/jpg_65535.jpg",
    "synthetic/zero.pdf",
    "synthetic/html_as.pdf",
    "synthetic/trunc_0.99.pdf",
    "synthetic/<img src=x onerror=alert(1)>.pdf",
    "qpdf/69977e.fuzz.pdf",
    "qpdf/389339260.fuzz.pdf",
    "pillow/total-pages-zero.tif",
    "pillow/truncated_image.png",
    "pdfjs/print_protection.pdf",
    "pdfjs/evaljs.pdf",
    "pdfjs/rotation.pdf",
    "pdfjs/xfa_issue14315.pdf",
)


@dataclass(frozen=True)
class Through:
    """What became of files that went the whole path, and what that took in memory."""

    results: dict[str, FileResult]
    peaks: list[int]
    growth_bytes: int


def in_doubt(corpus: Corpus) -> list[str]:
    """Return the files to read whole of those that opening them throws doubt on."""
    found: set[str] = set()
    for code in DOUBT_CODES:
        wordiest = sorted(
            (-sum(m.get("words", 0) for m in loaded.messages), path)
            for path, loaded in corpus.files.items()
            if code in loaded.codes and loaded.outcome.status == "ok"
            if sum("page" in m for m in loaded.messages) <= 2
        )
        found.update(path for _, path in wordiest[:DOUBTFUL_READ])
    return sorted(found)


@pytest.fixture(scope="module")
def through(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Through]:
    folder = Path(os.environ["CASEFILE_DATA"]) / "hostile" / "files"
    pictures = tmp_path_factory.mktemp("pictures")
    settings = Settings(memory_bytes=LIMITS.memory_bytes, page_time_limit_s=30)
    forms = load_forms(settings.forms)
    peaks: list[int] = []
    resident: list[int] = []

    def watched(*told: Any, **more: Any) -> Outcome:
        outcome = run_limited(*told, **more)
        peaks.append(outcome.peak_rss_bytes)
        return outcome

    def read(path: str) -> tuple[str, FileResult]:
        sha256 = hashlib.sha256((folder / path).read_bytes()).hexdigest()
        job = FileJob(sha256=sha256, path=folder / path, files=(path,))
        result = process_file(job, forms=forms, settings=settings, pictures=pictures / sha256)
        resident.append(resident_bytes(os.getpid()))
        return path, result

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr("pipelines.document.run_limited", watched)
        paths = (*in_doubt(corpus), *SPREAD)
        first = dict([read(paths[0])])  # libraries that are loaded once are no growth
        before = resident_bytes(os.getpid())
        results = first | dict(pool.map(read, paths[1:]))
    yield Through(results, peaks, max(resident) - before)


def test_every_file_becomes_records_of_all_its_pages_or_a_failure_with_its_reason(
    corpus: Corpus, through: Through
) -> None:
    assert len(through.results) == len(in_doubt(corpus)) + len(SPREAD)
    for path, result in through.results.items():
        loaded = corpus.files[path]
        if result.error is not None:
            assert loaded.outcome.status != "ok", path
            assert result.error.reason is loaded.outcome.reason, path
            continue
        pages = sorted(p.number for r in result.records for p in r.pages)
        assert pages == list(range(1, loaded.messages[0]["count"] + 1)), path
        codes = {p.code for r in result.records for p in r.problems}
        assert "not_extracted" not in codes, path
        assert loaded.codes.keys() - {"hidden_text"} <= codes, path  # OCR may see what is hidden


def test_a_whole_reading_keeps_within_its_memory(through: Through) -> None:
    assert max(through.peaks) <= LIMITS.memory_bytes
    assert through.growth_bytes < GROWTH_BYTES


def test_nothing_of_a_file_in_doubt_is_accepted(corpus: Corpus, through: Through) -> None:
    paths = in_doubt(corpus)
    assert {"synthetic/white_text.pdf", "qpdf/bad12.pdf"} <= set(paths)
    for path in paths:
        for record in through.results[path].records:
            assert record.document_type_decision is Decision.REVIEW, path
            accepted = [f.name for f in record.fields if f.decision is Decision.ACCEPTED]
            assert accepted == [], path
