"""A document of known strings goes through the command line: they turn up in the store and nowhere else."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes import ROOT, casefile
from tests.tinypdf import pdf, text

FAMILY, GIVEN = "Quetzalbrillo", "Zoraidina"
A_NUMBER = "987654399"
FILE, FOLDER, BROKEN = "Canarianombre", "Carpetacanaria", "Rotacanaria"
CANARIES = re.compile(
    "|".join((FAMILY, GIVEN, FILE, FOLDER, BROKEN, r"987[-\s]?654[-\s]?399")), re.IGNORECASE
)
LOGGED = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, filename=sys.argv.pop(1), force=True)
logging.getLogger("canary").info("logging is on")
from app.cli import main
sys.exit(main(sys.argv[1:]))
"""


@dataclass(frozen=True)
class Ran:
    """What a run left behind, and where its temporary files went."""

    workspace: Path
    temporary: Path
    status: int
    out: str
    err: str
    log: str


def sheet() -> bytes:
    """Return a born-digital page that carries the strings, under labels and in running text."""
    lines = (
        b"VERIFICATION OF RELEASE   Form R-1",
        b"Child's last name:   %s" % FAMILY.encode(),
        b"Child's first name:   %s" % GIVEN.encode(),
        b"Alien number:   A 987-654-399",
        b"Date of birth:   04/17/2009",
        b"Remarks: %s %s went to the shelter" % (GIVEN.encode(), FAMILY.encode()),
    )
    placed = (text(line, 72, 700 - 30 * n) for n, line in enumerate(lines))
    return pdf(b"".join(placed))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    base = tmp_path_factory.mktemp("canary")
    folder, temporary = base / "inbox" / FOLDER, base / "tmp"
    folder.mkdir(parents=True)
    temporary.mkdir()
    (folder / f"{FILE}.pdf").write_bytes(sheet())
    (folder / f"{BROKEN}.pdf").write_bytes(sheet()[:150])
    (folder / f"{BROKEN}.txt").write_text(f"{FAMILY} is no document. " * 20)
    command = [sys.executable, "-c", LOGGED, str(base / "log.txt"), "run", str(base / "inbox")]
    done = subprocess.run(
        [*command, "--workspace", str(base / "ws"), "--workers", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(temporary), "HOME": str(base)},
    )
    log = (base / "log.txt").read_text(encoding="utf-8")
    yield Ran(base / "ws", temporary, done.returncode, done.stdout, done.stderr, log)


def found_in(*texts: str) -> list[str]:
    return [match for text in texts for match in CANARIES.findall(text)]


def outside_the_store(workspace: Path) -> list[Path]:
    """Return every file of a workspace that may not hold what pages say."""
    kept = ("casefile.db", "pages/", "report/")
    files = [p for p in workspace.rglob("*") if p.is_file()]
    return [p for p in files if not p.relative_to(workspace).as_posix().startswith(kept)]


def test_the_strings_were_read(ran: Ran) -> None:
    """Without this, silence would prove nothing."""
    assert ran.status == 1, ran.err
    exported = casefile("export", "--workspace", ran.workspace).out
    assert {FAMILY, GIVEN, FILE, FOLDER} <= set(found_in(exported))
    assert f"A{A_NUMBER}" in exported
    assert "logging is on" in ran.log


def test_standard_output_and_error_are_silent(ran: Ran) -> None:
    assert "not_a_document" in ran.out
    assert found_in(ran.out, ran.err) == []


def test_the_log_is_silent(ran: Ran) -> None:
    assert found_in(ran.log) == []


def test_files_outside_the_store_are_silent(ran: Ran) -> None:
    files = outside_the_store(ran.workspace)
    assert "run.lock" in {p.name for p in files}
    told = [found_in(p.as_posix().removeprefix(ran.workspace.as_posix())) for p in files]
    told += [found_in(p.read_bytes().decode("utf-8", "replace")) for p in files]
    assert not any(told)


def test_no_file_of_the_workspace_is_named_after_an_input(ran: Ran) -> None:
    names = [p.relative_to(ran.workspace).as_posix() for p in ran.workspace.rglob("*")]
    assert any(name.startswith("report/") for name in names)
    assert found_in(*names) == []


def test_nothing_is_left_in_the_temporary_folder(ran: Ran) -> None:
    left = [p for p in ran.temporary.rglob("*") if p.is_file()]
    assert found_in(*(p.name for p in left)) == []
    assert found_in(*(p.read_bytes().decode("utf-8", "replace") for p in left)) == []
    assert not any(p.name.startswith("casefile-") for p in ran.temporary.iterdir())


def test_every_file_and_folder_is_its_owners_alone(ran: Ran) -> None:
    inside = list(ran.workspace.rglob("*"))
    assert len([p for p in inside if p.is_file()]) > 3
    assert not [p for p in inside if stat.S_IMODE(p.stat().st_mode) & 0o077]
    assert stat.S_IMODE(ran.workspace.stat().st_mode) == 0o700


def test_status_is_silent(ran: Ran) -> None:
    told = casefile("status", "--workspace", ran.workspace)
    assert "3 files: 1 read, 0 read in part or in doubt, 2 failed" in told.out
    assert found_in(told.out, told.err) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", f"{FOLDER}/{FILE}.pdf", "--workspace", "{fresh}"),
        ("run", ".", "--workspace", f"{{fresh}}/{FOLDER}", "--forms", FOLDER),
        ("status", "--workspace", f"{FOLDER}"),
        ("export", "--output", f"{FOLDER}/none/{FILE}.csv", "--workspace", "{workspace}"),
        ("show", "0", "--workspace", "{workspace}"),
        ("show", f"{FILE}.tif", "--workspace", "{workspace}"),
    ],
    ids=["input", "forms", "workspace", "output", "document", "name"],
)
def test_a_refusal_names_no_file(ran: Ran, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    filled = [a.format(fresh=tmp_path / "ws", workspace=ran.workspace) for a in arguments]
    told = casefile(*filled)
    assert told.status == 2
    assert told.err.startswith("casefile: ")
    assert found_in(told.out, told.err) == []
