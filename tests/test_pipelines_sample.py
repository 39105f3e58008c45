"""The sample of a form, read in a limited child, and all that may be wrong with it."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app.cli import main
from extract.sample import SAMPLE_PAGE, SamplePage
from pipelines.sandbox import ChildLimits, Outcome
from records.errors import NEXT_STEP, Reason
from tests.fakes import ROOT
from tests.samples_by_hand import line, sample
from tests.strategies import Drawn, box

BLANK = ROOT / "examples" / "newform" / "blank.pdf"
CARD = sample(
    line("Youth card", 200, 40, height=16) + line("Date of birth", 40, 120) + line("Shoe", 40, 160),
    Drawn(boxes=(box(40, 133, 240, 151), box(40, 173, 240, 191))),
)
PROSE = sample(line("a letter that asks for nothing and leaves no room", 40, 300))


class Child:
    """Stands in for `run_limited`: hands over `pages` of a file of `page_count`, then ends."""

    def __init__(self) -> None:
        self.pages: tuple[SamplePage, ...] = (CARD,)
        self.page_count = 1
        self.outcome = Outcome(status="ok")
        self.asked: list[object] = []

    def __call__(
        self,
        task: str,
        argument: Mapping[str, object],
        *,
        lease_dir: Path,
        limits: ChildLimits,
        on_message: Callable[[bytes], None],
    ) -> Outcome:
        self.asked.append(argument["page"])
        opened = {"pages": self.page_count, "problems": []}
        on_message(json.dumps({"opened": opened}).encode())
        for page in self.pages:
            if argument["page"] in (None, page.page.number):
                told = {"page": SAMPLE_PAGE.dump_python(page, mode="json")}
                on_message(json.dumps(told).encode())
        return self.outcome


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Child:
    fake = Child()
    monkeypatch.setattr("pipelines.sample.run_limited", fake)
    return fake


def new(*more: str | Path) -> int:
    return main(["forms", "new", "--from", str(BLANK), *map(str, more)])


def test_the_draft_goes_to_standard_output_and_what_is_left_to_the_other(
    child: Child, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new("--type", "dhs_ar11") == 0
    told = capsys.readouterr()
    assert 'name = "subject.date_of_birth"' in told.out and 'name = "TODO"' in told.out
    assert told.err.startswith("2 labels on 1 page: 1 named, 1 marked TODO.\n")
    assert "There is a form of type dhs_ar11 already" in told.err


def test_a_file_is_written_for_its_owner_and_passes_the_check_but_for_todos(
    child: Child, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "form.toml"
    assert new("--type", "orr_referral", "--output", target) == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    capsys.readouterr()
    assert main(["forms", "check", str(target)]) == 2
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 1 and "TODO: 'Shoe' has no field yet" in told[0]


def test_an_output_that_exists_is_kept_and_nothing_is_read(
    child: Child, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "form.toml"
    target.write_text("mine")
    assert new("--output", target) == 2
    assert target.read_text() == "mine" and child.asked == []
    assert "the output exists and is kept" in capsys.readouterr().err
    assert new("--output", target, "--force") == 0
    assert "TODO" in target.read_text()


def test_a_new_type_comes_with_its_lines_for_the_vocabulary(
    child: Child, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "form.toml"
    assert new("--type", "youth_card", "--output", target) == 0
    *_, table, line_ = capsys.readouterr().err.splitlines()
    (tmp_path / "vocabulary.toml").write_text(f"{table}\n{line_}\n")
    assert main(["forms", "check", str(target)]) == 2
    assert "not in the vocabulary" not in capsys.readouterr().out


def test_one_page_is_asked_for_by_its_number(child: Child) -> None:
    assert new("--page", "1") == 0
    assert child.asked == [1]


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["--type", "Youth-Card"], "--type: give small letters"),
        (["--you", "pilot"], "--you: no such role; give one of "),
        (["--page", "3"], "the sample has 1 pages; give --page 1 to 1"),
        (["--output", "/none/at/all.toml"], "the output file cannot be written"),
        (["--forms", "/none/at/all"], "--forms is not a directory"),
    ],
)
def test_a_wrong_option_is_told(
    child: Child, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert new(*arguments) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    "page, told",
    [(sample(()), "no printed words were found"), (PROSE, "no label with room for an answer")],
)
def test_a_page_that_is_no_form_is_told(
    child: Child, capsys: pytest.CaptureFixture[str], page: SamplePage, told: str
) -> None:
    child.pages = (page,)
    assert new() == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("reason", [Reason.PASSWORD, Reason.OUT_OF_TIME])
def test_why_a_sample_cannot_be_read_is_told(
    child: Child, capsys: pytest.CaptureFixture[str], reason: Reason
) -> None:
    child.outcome = Outcome(status="failed", reason=reason)
    assert new() == 2
    assert f"{reason.value}; {NEXT_STEP[reason]}" in capsys.readouterr().err


def test_a_child_that_talks_nonsense_is_a_fault_of_ours(
    child: Child, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nonsense(*_: object, on_message: Callable[[bytes], None], **more: object) -> Outcome:
        on_message(b'{"page": 1}')
        return Outcome(status="ok")

    monkeypatch.setattr("pipelines.sample.run_limited", nonsense)
    assert new() == 2
    assert "internal; " in capsys.readouterr().err


def test_what_is_no_document_is_told_by_a_real_child(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Lopez.pdf"
    path.write_text("just a note")
    assert main(["forms", "new", "--from", str(path)]) == 2
    told = capsys.readouterr().err
    assert "not_a_document" in told and "Lopez" not in told
    assert main(["forms", "new", "--from", str(tmp_path)]) == 2
    assert "the sample is no file" in capsys.readouterr().err


def test_a_filled_scan_is_drafted_without_what_was_filled_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    scan = BLANK.with_name("filled.pdf")
    assert main(["forms", "new", "--from", str(scan), "--type", "youth_card"]) == 0
    told = capsys.readouterr()
    assert "The sample looks filled in" in told.err
    values = "VALDELUNA RIOCEDRO Abigail Guatemala Spanish Alborada Harbor Lantern Ondarroble Mateo"
    assert [v for v in (*values.split(), "987-654", "06/11") if v in told.out] == []
    assert "Last Name" in told.out and "Transferred to" in told.out
