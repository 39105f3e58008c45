"""The commands a person types: run, review serve, push, a correction in the browser, pull, export."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotation.server import Server, credentials, install
from app.cli import main
from records.errors import ReviewError
from tests.browser import chromium, why_no_browser
from tests.test_review_loop import find, log_in, retype, submit

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "documents" / "verification-of-release.pdf"
START_S = 240


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """Run `casefile review serve` as its own process until the block ends; Ctrl-C stops it."""
    command = [sys.executable, "-m", "app.cli", "review", "serve", "--workspace", str(workspace)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield address(process, workspace)
    finally:
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode in (0, 130), told
    assert not (workspace / "labelstudio" / "server.json").exists()


def address(process: subprocess.Popen[str], workspace: Path) -> str:
    note = workspace / "labelstudio" / "server.json"
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        if note.is_file() and (text := note.read_text(encoding="utf-8")):
            return str(json.loads(text)["url"])
        time.sleep(0.5)
    raise AssertionError("casefile review serve did not start")


def exported(workspace: Path, output: Path) -> dict[str, dict[str, object]]:
    """Return the fields of the only exported document by name."""
    assert main(["export", "--workspace", str(workspace), "--output", str(output)]) == 0
    (line,) = output.read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    return {f["name"]: f for f in record["fields"] if f["index"] == 0}


def test_a_correction_reaches_the_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if reason := why_no_browser():
        pytest.skip(reason)
    try:
        install(ROOT / ".venv-labelstudio", requirements=ROOT / "requirements" / "labelstudio.txt")
    except ReviewError as error:
        pytest.skip(f"Label Studio cannot be installed here: {error}")
    workspace = tmp_path / "workspace"
    options = ["--workspace", str(workspace)]
    assert main(["run", str(SAMPLE), "--workers", "1", *options]) == 0
    before = exported(workspace, tmp_path / "before.jsonl")
    asked = before["sponsor.full_name"]
    assert (asked["decision"], asked["reviewed_by"]) == ("review", None)
    with served(workspace) as url:
        assert main(["review", "push", *options]) == 0
        project = re.findall(r"https?://\S+/projects/\d+", capsys.readouterr().out)[-1]
        correct(url, project, workspace, profile=tmp_path / "profile", old=str(asked["value"]))
        assert main(["review", "pull", *options]) == 0
        assert main(["review", "pull", *options]) == 0
    assert "1 corrections brought in" in capsys.readouterr().out
    after = exported(workspace, tmp_path / "after.jsonl")[str(asked["name"])]
    assert (after["value"], after["origin"]) == ("Fictitia Ejemplo", "person")
    assert (after["decision"], after["reviewed_by"]) == ("accepted", "reviewer@localhost")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(after["reviewed_at"]))


def correct(url: str, project: str, workspace: Path, *, profile: Path, old: str) -> None:
    """Open the first task, select the box that reads `old` by its text, retype it and submit."""
    user = credentials(workspace)
    log = workspace / "labelstudio" / "server.log"
    with chromium(profile) as driver:
        log_in(driver, Server(url=url, credentials=user, pid=0, log=log))
        driver.get(f"{project}/data?labeling=1")
        find(driver, "canvas")
        retype(driver, old, "Fictitia Ejemplo")
        submit(driver)
