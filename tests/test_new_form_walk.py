"""The commands of docs/new-form.md, typed one after the other, print what the page says.

A `console` block holds commands after "$ " (going on after "> ") and what they print; "..." stands for
anything, on a line or for lines. Only the setting up, in its `sh` block, is left to other tests.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes import ROOT, casefile

FORM = "youth_transfer_notice.toml"
PAGE = ROOT / "docs" / "new-form.md"
VALUES = {
    "subject.family_name": "VALDELUNA RIOCEDRO",
    "subject.date_of_birth": "2012-11-03",
    "subject.sex": "F",
    "subject.country_of_birth": "GTM",
    "subject.a_number": "A987654302",
    "subject.language": "Spanish",
    "placement.program": "Casa Alborada Youth Shelter",
    "transfer.to": "Harbor Lantern Shelter",
    "transfer.date": "2018-06-11",
    "transfer.means": "Van",
    "transfer.escort": "Perla Ondarroble",
    "sibling.a_number": "A987654301",
    "document.signed": "true",
    "document.date": "2018-06-11",
    "document.form_number": "YT-12",
    "document.edition": "03/01/2017",
}


@dataclass(frozen=True)
class Typed:
    """A command as typed and what the page says it prints."""

    command: str
    printed: str


def typed() -> Iterator[Typed]:
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        command: list[str] = []
        printed: list[str] = []
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield Typed("\n".join(command), "\n".join(printed))
                command, printed = [line[2:]], []
            elif line.startswith(("> ", ">")) and not printed:
                command.append(line[2:])
            else:
                printed.append(line)
        yield Typed("\n".join(command), "\n".join(printed))


def says(page: str, printed: str) -> bool:
    """Say whether all that a page gives stands in what was printed, in order, and nothing more.

    How many spaces stand between columns is no matter.
    """
    pieces = [" ".join(piece.split()) for piece in page.split("...")]
    rest = " ".join(printed.split())
    if not rest.startswith(pieces[0]) or not rest.endswith(pieces[-1]):
        return False
    for piece in pieces:
        at = rest.find(piece)
        if at < 0:
            return False
        rest = rest[at + len(piece) :]
    return len(pieces) > 1 or not rest


@dataclass(frozen=True)
class Walk:
    """The folder it went through, what each command printed, and the draft before it was finished."""

    folder: Path
    told: list[tuple[Typed, str]]
    draft: str


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Type every command in a folder that looks like a clone."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "examples").symlink_to(ROOT / "examples")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = f"{shlex.quote(sys.executable)} -m app.cli"
    told, draft = [], ""
    for step in typed():
        command = step.command.replace(".venv/bin/casefile", program)
        done = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        errors = "\n".join(t for t in done.stderr.splitlines() if not re.match(r"\d+/\d+ files", t))
        told.append((step, done.stdout + errors))
        if "forms new" in command:
            draft = (folder / "my-forms" / FORM).read_text(encoding="utf-8")
    return Walk(folder, told, draft)


def test_every_command_prints_what_the_page_says(walk: Walk) -> None:
    assert len(walk.told) >= 8
    for step, printed in walk.told:
        assert says(step.printed, printed), f"{step.command}\n--- printed:\n{printed}"


def test_the_walk_ends_in_a_record_with_the_forms_values(walk: Walk) -> None:
    told = casefile("export", "--format", "csv", "--workspace", walk.folder / "try")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(told.out))}
    assert {name: rows[name]["value"] for name in VALUES} == VALUES
    accepted = {name for name, row in rows.items() if row["decision"] == "accepted"}
    assert {"subject.date_of_birth", "transfer.date"} <= accepted
    assert all(rows[name]["value"] for name in accepted)


def test_the_finished_form_is_the_draft_with_its_todos_named(walk: Walk) -> None:
    goal = (walk.folder / "my-forms" / FORM).read_text(encoding="utf-8")
    pairs = zip(_without_comments(walk.draft), _without_comments(goal), strict=True)
    assert [drafted for drafted, named in pairs if drafted != named] == ['name = "TODO"'] * 3


@pytest.mark.parametrize(
    "page, printed, same",
    [
        ("Read ... s", "Read 1 file in 3 s", True),
        ("a\n...\nd", "a  b\nc d", True),
        ("a ... d", "a b c", False),
        ("a", "a b", False),
    ],
)
def test_three_dots_stand_for_anything(page: str, printed: str, same: bool) -> None:
    assert says(page, printed) is same


def _without_comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]
