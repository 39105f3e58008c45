"""The command line: exit statuses, what is refused and when, and what each command shows."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from app.cli import main
from app.summary import FAILURES_TOLD, NOTES_TOLD, ONE_BY_ONE
from pipelines.run import Progress
from pipelines.sandbox import Outcome
from pipelines.settings import FORMS
from pipelines.workspace import open_workspace
from records.errors import NEXT_STEP, Reason
from records.types import Decision, Record
from tests.fakes import FakeChildren, Play, play

OUT_OF_TIME = Outcome(status="out_of_time", reason=Reason.OUT_OF_TIME)
CRASHED = Outcome(status="crashed", reason=Reason.CRASHED)
COMMANDS = ("run", "status", "report", "show", "export", "schema", "review")


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> FakeChildren:
    fake = FakeChildren()
    monkeypatch.setattr("pipelines.document.run_limited", fake)
    return fake


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(name.encode())
    return folder


def run(inbox: Path, workspace: Path, *more: str | Path) -> int:
    return main(["run", str(inbox), "--workspace", str(workspace), "--workers=1", *map(str, more)])


def records(workspace: Path) -> list[Record]:
    with open_workspace(workspace, create=False) as opened:
        return list(opened.store.current())


# ---- options ---------------------------------------------------------------------------------------


def test_help_names_every_command_and_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    assert all(f" {command} " in told for command in COMMANDS)
    assert (
        "0 all files read, 1 some failed or were read in part or in doubt, 2 nothing could be done"
        in told
    )


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["walk"],
        ["run"],
        ["run", "x", "--speed", "9"],
        ["run", "x", "--workers", "two"],
        ["export", "--format", "xml"],
        ["show"],
        ["review"],
    ],
    ids=" ".join,
)
def test_a_bad_option_is_a_usage_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: casefile" in capsys.readouterr().err


def test_a_number_of_workers_out_of_range_makes_no_workspace(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(inbox, tmp_path / "ws", "--workers", "0") == 2
    assert "--workers 0" in capsys.readouterr().err
    assert not (tmp_path / "ws").exists()


@pytest.mark.parametrize("command", [["status"], ["show", "0"], ["export"], ["review", "push"]])
def test_a_missing_workspace_is_told_in_one_line(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--workspace", str(tmp_path / "none")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("casefile: no workspace there")
    assert told.err.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_missing_input_is_told_and_nothing_is_read(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = [str(inbox), str(tmp_path / "none")]
    assert main(["run", *inputs, "--workspace", str(tmp_path / "ws")]) == 2
    assert capsys.readouterr().err == "casefile: an INPUT does not exist; check the path\n"
    assert children.read == []


def test_a_broken_form_stops_before_the_first_document(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = tmp_path / "forms"
    shutil.copytree(FORMS, forms)
    (forms / "broken.toml").write_text('type = "narrative"\ncolour = 1\n')
    assert run(inbox, tmp_path / "ws", "--forms", forms) == 2
    assert capsys.readouterr().err.startswith("casefile: broken.toml: line 2: colour: ")
    assert children.read == []
    with open_workspace(tmp_path / "ws", create=False) as workspace:
        assert workspace.ledger.entries() == ()


def test_a_folder_of_other_things_is_no_workspace(inbox: Path, children: FakeChildren) -> None:
    assert run(inbox, inbox) == 2
    assert sorted(p.name for p in inbox.iterdir()) == ["a.pdf", "b.pdf"]


# ---- exit statuses of a run ------------------------------------------------------------------------


def test_0_where_all_is_done(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(inbox, tmp_path / "ws") == 0
    told = capsys.readouterr().out
    assert "Read 2 files, 2 pages, 2 documents" in told
    assert all(record.document_id in told for record in records(tmp_path / "ws"))
    assert f"Report: {tmp_path / 'ws' / 'report' / 'index.html'}" in told
    assert (tmp_path / "ws" / "report" / "index.html").is_file()


def test_1_where_some_failed(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    children.plays["b.pdf"] = Play(outcome=CRASHED)
    assert run(inbox, tmp_path / "ws") == 1
    told = capsys.readouterr().out
    assert "crashed; the reader crashed on it" in told
    assert "b.pdf" not in told


def test_1_where_a_document_is_partial(inbox: Path, tmp_path: Path, children: FakeChildren) -> None:
    children.plays["b.pdf"] = play("release", promised=2, outcome=CRASHED)
    assert run(inbox, tmp_path / "ws") == 1


def test_1_again_where_nothing_is_new_but_something_waits(
    inbox: Path, tmp_path: Path, children: FakeChildren
) -> None:
    children.plays["b.pdf"] = Play(outcome=CRASHED)
    run(inbox, tmp_path / "ws")
    assert run(inbox / "a.pdf", tmp_path / "ws") == 1


def test_2_where_every_file_failed(inbox: Path, tmp_path: Path, children: FakeChildren) -> None:
    children.plays = {name: Play(outcome=CRASHED) for name in ("a.pdf", "b.pdf")}
    assert run(inbox, tmp_path / "ws") == 2


def test_2_where_there_was_no_file(tmp_path: Path, children: FakeChildren) -> None:
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty", tmp_path / "ws") == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_130_where_it_was_stopped_and_the_same_command_goes_on(
    inbox: Path,
    tmp_path: Path,
    children: FakeChildren,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
) -> None:
    before = signal.getsignal(number)

    def stop() -> None:
        os.kill(os.getpid(), number)
        while signal.getsignal(number) is not signal.SIG_DFL:  # the main thread has yet to hear it
            time.sleep(0.01)

    children.plays["b.pdf"] = Play(then=stop)
    assert run(inbox, tmp_path / "ws") == 130
    assert "the same command goes on from here" in capsys.readouterr().err
    assert signal.getsignal(number) is before
    assert [r.files for r in records(tmp_path / "ws")] == [("a.pdf",)]
    del children.plays["b.pdf"]
    assert run(inbox, tmp_path / "ws") == 0
    assert children.read == ["a.pdf", "b.pdf"]
    assert {r.version for r in records(tmp_path / "ws")} == {1}


def test_a_second_stop_ends_the_process_at_once() -> None:
    stuck = (
        "import os, signal, time\n"
        "from app.commands import _ctrl_c\n"
        "with _ctrl_c() as cancel:\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    print(cancel.is_set(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(30)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", stuck], capture_output=True, text=True, check=False, timeout=30
    )
    assert (ended.stdout, ended.returncode) == ("True\n", -signal.SIGINT)


def test_a_report_is_stopped_between_two_documents(
    inbox: Path, tmp_path: Path, children: FakeChildren, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(inbox, tmp_path / "ws") == 0
    index = (tmp_path / "ws" / "report" / "index.html").read_bytes()
    (inbox / "c.pdf").write_bytes(b"c")

    def page(*told: object, **more: object) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return ""

    monkeypatch.setattr("pipelines.report._document_page", page)
    assert run(inbox, tmp_path / "ws") == 130
    assert (tmp_path / "ws" / "report" / "index.html").read_bytes() == index


def test_what_is_left_out_of_an_input_is_told(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    (inbox / ".hidden").write_bytes(b"h")
    (inbox / "link").symlink_to(tmp_path)
    run(inbox, inbox / "ws")
    assert "Left out: 1 hidden file or folder, 1 link to a folder, 1 workspace." in (
        capsys.readouterr().out
    )
    assert len(records(inbox / "ws")) == 2


# ---- looking at what was read ----------------------------------------------------------------------


def test_status_counts_files_and_lists_documents(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    children.plays["b.pdf"] = Play(outcome=CRASHED)
    run(inbox, tmp_path / "ws")
    capsys.readouterr()
    assert main(["status", "--workspace", str(tmp_path / "ws")]) == 1
    told = capsys.readouterr().out
    assert told.startswith("2 files: 1 read, 0 read in part or in doubt, 1 failed\n")
    waits = "1 with values to check"
    assert f"\n1 documents: 0 done, 1 need attention ({waits})\n" in told
    (record,) = records(tmp_path / "ws")
    assert record.document_id in told
    assert record.document_type in told


def test_many_documents_are_summed_by_type_and_all_are_listed_when_asked(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(ONE_BY_ONE + 1):
        (inbox / f"{number}.pdf").write_bytes(f"{number}".encode())
    children.plays["a.pdf"] = play("alien")
    run(inbox, tmp_path / "ws")
    told = capsys.readouterr().out
    ids = [record.document_id for record in records(tmp_path / "ws")]
    assert len(ids) == ONE_BY_ONE + 3
    assert not any(document_id in told for document_id in ids)
    assert re.search(rf"orr_verification_of_release +{len(ids) - 1} ", told)
    assert re.search(r"dhs_i213 +1 ", told)
    main(["status", "--all", "--workspace", str(tmp_path / "ws")])
    told = capsys.readouterr().out
    assert all(document_id in told for document_id in ids)


def test_many_failures_are_summed_by_reason_and_all_are_listed_when_asked(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{number}.pdf" for number in range(FAILURES_TOLD + 1)]
    for name in names:
        (inbox / name).write_bytes(name.encode())
        children.plays[name] = Play(outcome=CRASHED)
    assert run(inbox, tmp_path / "ws") == 1
    told = capsys.readouterr().out
    assert f"{len(names)} files crashed; the reader crashed on it" in told
    assert told.count("crashed on it") == 1
    main(["status", "--all", "--workspace", str(tmp_path / "ws")])
    assert capsys.readouterr().out.count("crashed on it") == len(names)


def test_each_problem_of_a_document_is_told_with_what_to_do(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = play("release", promised=3, outcome=OUT_OF_TIME)
    children.plays["b.pdf"] = replace(stopped, again=play("release", "no_words", "blank"))
    run(inbox, tmp_path / "ws")
    run_told = capsys.readouterr().out
    main(["status", "--workspace", str(tmp_path / "ws")])
    waiting = [r.document_id for r in records(tmp_path / "ws") if r.files != ("a.pdf",)]
    step = NEXT_STEP[Reason.OUT_OF_TIME]
    for told in (run_told, capsys.readouterr().out):
        assert any(f"document {d}, page 2: reading_stopped; {step}\n" in told for d in waiting)
        assert "blank_page;" not in told


def test_many_problems_are_summed_by_what_to_do(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(NOTES_TOLD + 1):
        (inbox / f"{number}.pdf").write_bytes(f"{number}".encode())
        children.plays[f"{number}.pdf"] = play("no_words")
    run(inbox, tmp_path / "ws")
    told = capsys.readouterr().out
    assert f"{NOTES_TOLD + 1} documents no_words; look at the page" in told
    assert told.count("look at the page") == 1
    main(["status", "--all", "--workspace", str(tmp_path / "ws")])
    assert capsys.readouterr().out.count("look at the page") == NOTES_TOLD + 1


def test_what_waits_is_counted_and_the_way_on_is_told(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    run(inbox, tmp_path / "ws")
    told = capsys.readouterr().out
    fields = [field for record in records(tmp_path / "ws") for field in record.fields]
    waiting = sum(field.decision is Decision.REVIEW for field in fields)
    assert f"{len(fields)} values: {len(fields) - waiting} accepted, {waiting} wait" in told
    assert "To check them: casefile review serve" in told


def test_the_report_is_written_anew_without_a_run(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    run(inbox, tmp_path / "ws")
    index = tmp_path / "ws" / "report" / "index.html"
    index.unlink()
    assert main(["report", "--workspace", str(tmp_path / "ws")]) == 0
    assert f"Report: {index}" in capsys.readouterr().out
    assert "Everything that this workspace holds." in index.read_text(encoding="utf-8")
    assert len(children.read) == 2


def test_an_export_validates_against_the_schema(
    processed_workspace: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["schema"]) == 0
    schema = json.loads(capsysbinary.readouterr().out)
    target = tmp_path / "out.jsonl"
    assert main(["export", "--output", str(target), "--workspace", str(processed_workspace)]) == 0
    assert capsysbinary.readouterr().err == b"1 documents written, up to version 1\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    (line,) = target.read_text(encoding="utf-8").splitlines()
    jsonschema.validate(json.loads(line), schema)
    assert json.loads(line)["files"] == ["verification-of-release.pdf"]
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_standard_output_gets_the_same_bytes_as_a_file(
    processed_workspace: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    target = tmp_path / "out.jsonl"
    workspace = ["--workspace", str(processed_workspace)]
    main(["export", "--output", str(target), *workspace])
    capsysbinary.readouterr()
    assert main(["export", *workspace]) == 0
    assert capsysbinary.readouterr().out == target.read_bytes()


def test_csv_has_one_row_a_field(processed_workspace: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    arguments = ["export", "--format", "csv", "--output", str(target)]
    assert main([*arguments, "--workspace", str(processed_workspace)]) == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    (record,) = records(processed_workspace)
    assert len(rows) == len(record.fields) > 0
    assert {row["document_id"] for row in rows} == {record.document_id}


def test_an_output_that_cannot_be_written_is_told_without_its_name(
    processed_workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "none" / "Lopez.jsonl"
    arguments = ["--output", str(target), "--workspace", str(processed_workspace)]
    assert main(["export", *arguments]) == 2
    told = capsys.readouterr().err
    assert told == "casefile: the output file cannot be written; choose another place\n"


def test_show_tells_every_field(
    processed_workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (record,) = records(processed_workspace)
    digits = record.document_id[:6]
    assert main(["show", digits, "--workspace", str(processed_workspace)]) == 0
    told = capsys.readouterr().out
    assert record.document_id in told
    assert record.fields
    assert all(field.name in told for field in record.fields)


@pytest.mark.parametrize("name", ["verification-of-release.pdf", "box/verification-of-release.pdf"])
def test_show_finds_a_document_by_the_name_of_its_file(
    inbox: Path,
    tmp_path: Path,
    children: FakeChildren,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    (inbox / "box").mkdir()
    (inbox / "a.pdf").rename(inbox / "box" / "verification-of-release.pdf")
    run(inbox, tmp_path / "ws")
    capsys.readouterr()
    assert main(["show", name, "--workspace", str(tmp_path / "ws")]) == 0
    (record,) = (r for r in records(tmp_path / "ws") if r.files != ("b.pdf",))
    assert record.document_id in capsys.readouterr().out


def test_show_writes_a_page_of_html_for_its_owner(
    processed_workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (record,) = records(processed_workspace)
    target = tmp_path / "out.html"
    target.touch(mode=0o644)
    arguments = ["show", record.document_id, "--html", str(target)]
    assert main([*arguments, "--workspace", str(processed_workspace)]) == 0
    assert record.document_id in target.read_text(encoding="utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_show_writes_a_page_with_coloured_boxes(processed_workspace: Path, tmp_path: Path) -> None:
    from PIL import Image

    (record,) = records(processed_workspace)
    target = tmp_path / "out.png"
    arguments = ["show", record.document_id, "--page-image", str(target)]
    assert main([*arguments, "--workspace", str(processed_workspace)]) == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with Image.open(target) as picture:
        pixels = picture.convert("RGB").getcolors(1 << 24)
    assert pixels is not None
    assert any(max(rgb) - min(rgb) > 60 for _, rgb in pixels if isinstance(rgb, tuple))


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["show", "zz"], "no such document; casefile status --all lists the ids"),
        (["show", "", "--page", "7", "--page-image", "x.png"], "no picture of page 7"),
    ],
)
def test_what_show_cannot_find_is_told(
    processed_workspace: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    assert main([*arguments, "--workspace", str(processed_workspace)]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("by", ["id", "digits", "name"])
def test_show_says_why_a_file_failed(
    inbox: Path,
    tmp_path: Path,
    children: FakeChildren,
    capsys: pytest.CaptureFixture[str],
    by: str,
) -> None:
    children.plays["b.pdf"] = Play(outcome=Outcome(status="failed", reason=Reason.PASSWORD))
    run(inbox, tmp_path / "ws")
    (failed,) = re.findall(r"document (\w+), page -: password", capsys.readouterr().out)
    wanted = {"id": failed, "digits": failed[:7], "name": "b.pdf"}[by]
    assert main(["show", wanted, "--workspace", str(tmp_path / "ws")]) == 0
    told = capsys.readouterr().out
    assert re.search(rf"File +b.pdf\nFailed +document {failed}, page -: password; ", told)
    assert NEXT_STEP[Reason.PASSWORD] in told
    page = ["--html", str(tmp_path / "x.html"), "--workspace", str(tmp_path / "ws")]
    assert main(["show", wanted, *page]) == 2
    assert not (tmp_path / "x.html").exists()


def test_digits_that_fit_two_documents_are_not_enough(
    inbox: Path, tmp_path: Path, children: FakeChildren, capsys: pytest.CaptureFixture[str]
) -> None:
    run(inbox, tmp_path / "ws")
    assert main(["show", "", "--workspace", str(tmp_path / "ws")]) == 2
    told = capsys.readouterr().err
    assert "2 documents fit" in told
    assert all(record.document_id in told for record in records(tmp_path / "ws"))


# ---- review and progress ---------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["push", "pull"])
def test_review_without_a_server_says_how_to_get_one(
    action: str,
    processed_workspace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CASEFILE_LABEL_STUDIO_URL", "CASEFILE_LABEL_STUDIO_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert main(["review", action, "--workspace", str(processed_workspace)]) == 2
    assert "casefile review serve" in capsys.readouterr().err


def test_progress_is_plain_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from app.progress import shown_progress

    with shown_progress() as show:
        for done in range(1, 6):
            show(Progress(done=done, total=5, documents=3 * done, pages=2 * done, failed=1))
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(" files")[0] for line in lines] == ["1/5", "5/5"]
    assert "15 documents, 10 pages" in lines[-1]
    assert "1 failed" in lines[-1]
    assert "\x1b" not in "".join(lines)


# ---- forms -----------------------------------------------------------------------------------------


def test_forms_list_names_every_shipped_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "list"]) == 0
    told = capsys.readouterr().out
    assert all(path.stem in told for path in FORMS.glob("*.toml"))
    assert "i-213-2007-08-01 (read)" in told


def test_forms_check_says_file_line_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = FORMS / "dhs_i213.toml", tmp_path / "bad.toml"
    bad.write_text('type = "narrative"\ncolour = 3\n')
    assert main(["forms", "check", str(good)]) == 0
    assert main(["forms", "check", str(good), str(bad)]) == 2
    told = capsys.readouterr().out
    assert f"{good}: holds" in told
    assert f"{bad}:2: colour: " in told


def test_forms_check_knows_the_vocabulary_beside_a_form(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.toml").write_text('[document_types]\ncard = "A card"\n')
    (tmp_path / "card.toml").write_text('type = "card"\ntitles.en = ["Card"]\n')
    assert main(["forms", "check", str(tmp_path / "card.toml")]) == 0
