"""Which files a run is given, and under which names."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from pipelines.inputs import digest, find_files, make_jobs, shown
from records.errors import ConfigError


def lay(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def names(*inputs: Path) -> list[str]:
    return [name for _, name in find_files(inputs)]


def test_a_folder_is_walked_whole_in_order_of_names(tmp_path: Path) -> None:
    lay(tmp_path, "b.pdf", "a/z.png", "a/b/c.tif", "c/a.jpg")
    assert names(tmp_path) == ["b.pdf", "a/z.png", "a/b/c.tif", "c/a.jpg"]


def test_names_are_relative_to_the_input_they_were_found_under(tmp_path: Path) -> None:
    lay(tmp_path, "x/a/b.pdf", "y/c.pdf")
    found = {name: path for path, name in find_files([tmp_path / "x", tmp_path / "y/c.pdf"])}
    assert found == {"a/b.pdf": tmp_path / "x/a/b.pdf", "c.pdf": tmp_path / "y/c.pdf"}


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    lay(tmp_path, ".DS_Store", ".git/a.pdf", "a/.b.pdf", "c.pdf")
    assert names(tmp_path) == ["c.pdf"]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    lay(tmp_path, "in/a.pdf", "out/b.pdf")
    (tmp_path / "in" / "out").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert names(tmp_path / "in") == ["a.pdf"]


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
    assert digest(tmp_path / "none-1") != digest(tmp_path / "none-2")
    assert digest(tmp_path / "none-1") == digest(tmp_path / "none-1")


def test_the_same_bytes_are_one_job(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf"):
        (tmp_path / name).write_bytes(b"same")
    (tmp_path / "0.pdf").write_bytes(b"other")
    jobs = make_jobs(find_files([tmp_path, tmp_path / "a.pdf"]))
    assert [job.files for job in jobs] == [("0.pdf",), ("a.pdf", "b.pdf")]
    assert jobs[1].path.read_bytes() == b"same"
