"""Which files a run is given, and under which names."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.inputs import CHUNK, digest, find_files, make_jobs, shown
from records.errors import ConfigError


def lay(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def names(*inputs: Path) -> list[str]:
    return [name for _, name in find_files(inputs).files]


def test_a_folder_is_walked_whole_in_order_of_names(tmp_path: Path) -> None:
    lay(tmp_path, "b.pdf", "a/z.png", "a/b/c.tif", "c/a.jpg")
    assert names(tmp_path) == ["b.pdf", "a/z.png", "a/b/c.tif", "c/a.jpg"]


def test_names_are_relative_to_the_input_they_were_found_under(tmp_path: Path) -> None:
    lay(tmp_path, "x/a/b.pdf", "y/c.pdf")
    found = {name: path for path, name in find_files([tmp_path / "x", tmp_path / "y/c.pdf"]).files}
    assert found == {"a/b.pdf": tmp_path / "x/a/b.pdf", "c.pdf": tmp_path / "y/c.pdf"}


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    lay(tmp_path, ".DS_Store", ".git/a.pdf", "a/.b.pdf", "c.pdf")
    found = find_files([tmp_path])
    assert [name for _, name in found.files] == ["c.pdf"]
    assert str(found.left_out) == "3 hidden files or folders"


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    lay(tmp_path, "in/a.pdf", "out/b.pdf")
    (tmp_path / "in" / "out").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert names(tmp_path / "in") == ["a.pdf"]
    assert str(find_files([tmp_path / "in"]).left_out) == "2 links to folders"


def test_a_workspace_among_the_inputs_is_left_out(tmp_path: Path) -> None:
    lay(tmp_path, "a.pdf", "old/casefile.db", "old/pages/1.png", "old/report/a.jpg")
    assert names(tmp_path) == ["a.pdf"]
    assert str(find_files([tmp_path]).left_out) == "1 workspace"
    with pytest.raises(ConfigError, match="workspace"):
        names(tmp_path / "old")


def refuse(monkeypatch: pytest.MonkeyPatch, locked: Path) -> None:
    """Let the system refuse to list a folder, as it does to one who may not; root may list all."""

    def scan(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(path) == locked:
            raise PermissionError(errno.EACCES, "refused", path)
        return real(path)

    real = os.scandir
    monkeypatch.setattr(os, "scandir", scan)


@pytest.mark.parametrize("locked, name", [("in/b/c", "b/c/"), ("in", "in/")])
def test_a_folder_that_cannot_be_listed_is_a_job_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str, name: str
) -> None:
    lay(tmp_path, "in/b/c/a.pdf")
    refuse(monkeypatch, tmp_path / locked)
    (job,) = make_jobs(find_files([tmp_path / "in"]))
    assert (job.files, job.readable) == ((name,), False)


def test_an_input_behind_a_locked_folder_is_a_matter_of_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, **more: bool) -> os.stat_result:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(Path, "stat", refused)
    with pytest.raises(ConfigError, match="permissions"):
        names(tmp_path / "locked" / "a.pdf")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    lay(tmp_path, "b.pdf")
    jobs = make_jobs(find_files([tmp_path]))
    assert [(job.files, job.readable) for job in jobs] == [(("a.pdf",), False), (("b.pdf",), True)]


def test_a_cancelled_run_stops_looking(tmp_path: Path) -> None:
    lay(tmp_path, "a/1.pdf", "b/2.pdf", "c/3.pdf")
    cancel = threading.Event()
    found = find_files([tmp_path])
    cancel.set()
    assert make_jobs(found, cancel=cancel) == []
    assert find_files([tmp_path], cancel=cancel).files == []


def test_a_cancelled_digest_reads_no_further(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(2 * CHUNK))
    cancel = threading.Event()
    cancel.set()
    assert digest(tmp_path / "a", cancel=cancel) == hashlib.sha256(bytes(CHUNK)).hexdigest()


def test_a_missing_input_is_a_matter_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        names(tmp_path / "Lopez.pdf")
    assert "Lopez" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS takes UTF-8 file names only")
def test_a_name_that_is_no_utf_8_can_be_stored(tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xe9.pdf")).write_bytes(b"x")
    assert names(tmp_path) == ["\\xe9.pdf"]
    assert shown("año.pdf") == "año.pdf"


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    body = bytes(range(256)) * 5000
    (tmp_path / "a").write_bytes(body)
    assert digest(tmp_path / "a") == hashlib.sha256(body).hexdigest()


def test_files_that_cannot_be_read_are_not_taken_for_one_another(tmp_path: Path) -> None:
    for name in ("1.pdf", "2.pdf"):
        (tmp_path / name).symlink_to(tmp_path / "none")
    jobs = make_jobs(find_files([tmp_path, tmp_path / "1.pdf"]))
    assert [job.files for job in jobs] == [("1.pdf",), ("2.pdf",)]


def test_the_same_bytes_are_one_job(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf"):
        (tmp_path / name).write_bytes(b"same")
    (tmp_path / "0.pdf").write_bytes(b"other")
    jobs = make_jobs(find_files([tmp_path, tmp_path / "a.pdf"]))
    assert [job.files for job in jobs] == [("0.pdf",), ("a.pdf", "b.pdf")]
    assert jobs[1].path.read_bytes() == b"same"
