"""Every file of the hostile corpus, opened in the sandbox: 301 odd, broken or hostile files."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from app.cli import main
from pipelines.sandbox import ChildLimits, Outcome, resident_bytes, run_limited
from pipelines.workspace import open_workspace
from records.errors import Reason
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


DOUBTFUL: Final = (
    "qpdf/bad12.pdf",
    "qpdf/bad4.pdf",
    "qpdf/bad20.pdf",
    "synthetic/hidden_text_mismatch.pdf",
    "synthetic/white_text.pdf",
    "synthetic/offpage_text.pdf",
)
"""Files on which two parsers disagree, or whose text layer says what the page does not show."""


def test_nothing_of_a_file_in_doubt_is_accepted(tmp_path: Path) -> None:
    if "CASEFILE_DATA" not in os.environ:
        pytest.skip("CASEFILE_DATA does not name the folder that holds hostile/")
    folder = Path(os.environ["CASEFILE_DATA"]) / "hostile" / "files"
    files = [str(folder / path) for path in DOUBTFUL]
    workspace = tmp_path / "workspace"
    assert main(["run", *files, "--workspace", str(workspace), "--workers", "2"]) == 1
    with open_workspace(workspace, create=False) as opened:
        records = list(opened.store.current())
    assert {r.sha256 for r in records} == {
        hashlib.sha256(Path(f).read_bytes()).hexdigest() for f in files
    }
    for record in records:
        assert {p.code for p in record.problems} & {"parser_disagreement", "hidden_text"}
        assert record.document_type_decision is Decision.REVIEW
        assert [f for f in record.fields if f.decision is Decision.ACCEPTED] == []
