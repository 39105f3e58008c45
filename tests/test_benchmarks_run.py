"""The benchmark keeps what it measured where it belongs, and knows when its pages are others."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.history import Run, read_runs
from tests.test_benchmarks_history import run as made


def benchmark(monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str) -> None:
    """Run the script on figures made up; its docs are under `folder`."""

    def measure(kind: run.Kind, out: Path, *, workers: int) -> Run:
        return made(kind=kind)

    monkeypatch.setattr(run, "measure", measure)
    monkeypatch.setattr(run, "DOCS", folder)
    monkeypatch.setattr(run, "PAGE", folder / "benchmarks.md")
    monkeypatch.setattr("sys.argv", ["run", "--output", str(folder / "out"), *options])
    run.main()


def test_a_full_run_is_kept_in_the_docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "benchmarks.md").write_text("# Benchmarks\n", encoding="utf-8")
    benchmark(monkeypatch, tmp_path)
    benchmark(monkeypatch, tmp_path)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    assert page.startswith("# Benchmarks\n\n### 2020-01-02, 0123456789\n")
    assert page.count("no earlier run") == 1
    assert page.count("worse, beyond the interval: nothing") == 1
    assert len(read_runs(tmp_path / "benchmarks.jsonl")) == 2


def test_a_quick_run_changes_no_file_of_the_docs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark(monkeypatch, tmp_path, "--quick")
    benchmark(monkeypatch, tmp_path, "--quick")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert "Since the last run" in capsys.readouterr().out


def test_any_other_byte_makes_other_pages(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.pdf").write_bytes(b"one")
    (tmp_path / "truth.jsonl").write_bytes(b"{}")
    before = run.pages_digest(tmp_path)
    assert run.pages_digest(tmp_path) == before
    (tmp_path / "files" / "a.pdf").write_bytes(b"two")
    assert run.pages_digest(tmp_path) != before


def test_a_command_that_ends_badly_ends_the_benchmark() -> None:
    with pytest.raises(SystemExit, match="casefile evaluate ended with status 2"):
        run.casefile("evaluate", "--no-such-option")
