"""`casefile evaluate`: figures from a truth file and a workspace, and what it says where it cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main
from pipelines.workspace import open_workspace
from synth.truth import write_lines
from tests.truth_by_hand import perfect, small_truth

SECRETS = ("Tzoc", "Ixcoy", "Montefaro", "A987654301", "2012-03-05")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Return a folder with truth.jsonl, and under ws/ what a reader made of all files but the last."""
    truths = small_truth()
    write_lines(tmp_path / "truth.jsonl", truths)
    with open_workspace(tmp_path / "ws", create=True) as workspace:
        for record in perfect(truths[:2]):
            workspace.store.append(record)
    return tmp_path


def evaluate(folder: Path, *more: str, truth: str = "truth.jsonl") -> int:
    return main(
        [
            *("evaluate", "--truth", str(folder / truth)),
            *("--workspace", str(folder / "ws"), *more),
        ]
    )


def test_it_prints_the_headline_figures(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(made) == 0
    told = capsys.readouterr().out
    assert "| recall | 0.600" in told
    assert "1 documents are in files without a record of their own" in told


def test_it_writes_figures_without_what_the_pages_say(made: Path) -> None:
    assert evaluate(made, "--output", str(made / "out")) == 0
    body = json.loads((made / "out" / "evaluation.json").read_text(encoding="utf-8"))
    assert body["overall"]["recall"] == {"value": 0.6, "low": 0.0, "high": 1.0, "of": 5}
    assert body["documents_without_record"] == 1
    told = (made / "out" / "evaluation.md").read_text(encoding="utf-8")
    assert "| subject.full_name | 3 | 2 |" in told
    for name in ("evaluation.json", "evaluation.md"):
        text = (made / "out" / name).read_text(encoding="utf-8")
        assert not [secret for secret in SECRETS if secret in text]
        assert (made / "out" / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "said"), [("", "is empty"), ('{"key": "A987654301"}\n', "no document")]
)
def test_what_is_no_truth_is_told(
    made: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    (made / "other.jsonl").write_text(content, encoding="utf-8")
    assert evaluate(made, truth="other.jsonl") == 2
    told = capsys.readouterr().err
    assert said in told
    assert "A987654301" not in told


def test_a_truth_that_is_not_there_is_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(made, truth="none.jsonl") == 2
    assert "cannot be read" in capsys.readouterr().err


def test_every_wrong_field_is_listed_and_drawn_where_it_can_be(made: Path) -> None:
    truths = tuple(t.model_copy(update={"split": "test"}) for t in small_truth())
    write_lines(made / "truth.jsonl", truths)
    with open_workspace(made / "ws", create=True) as workspace:
        (record,) = perfect(truths[2:])
        workspace.store.append(replace(record, fields=record.fields[1:]))
    assert evaluate(made, "--output", str(made / "out"), "--crops", "3") == 0
    (row,) = map(json.loads, (made / "out" / "errors.jsonl").read_text("utf-8").splitlines())
    assert (row["field"], row["cause"]) == ("subject.full_name", "not_found")
    assert (made / "out" / "errors-01.png").stat().st_mode & 0o077 == 0


def test_only_generated_pages_are_drawn(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(made, "--output", str(made / "out"), "--crops", "3") == 2
    assert "generated pages only" in capsys.readouterr().err
    assert not (made / "out").exists()
