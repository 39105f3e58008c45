"""A workspace: private, one run at a time, and never another folder by mistake."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pipelines.workspace import only_runner, open_workspace
from records.errors import WorkspaceError
from tests.fakes import SHA256, make_record


def refused(root: Path, *, create: bool) -> str:
    with pytest.raises(WorkspaceError) as caught, open_workspace(root, create=create):
        pass
    assert root.name not in str(caught.value)
    return str(caught.value)


def test_a_workspace_is_its_owners_alone(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "ws"
    with open_workspace(root, create=True) as workspace:
        workspace.store.append(make_record())
        with only_runner(workspace):
            modes = {stat.S_IMODE(p.stat().st_mode) for p in root.iterdir()}
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert modes == {0o600}


def test_what_was_stored_is_there_the_next_time(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "ws", create=True) as workspace:
        stored = workspace.store.append(make_record())
    with open_workspace(tmp_path / "ws", create=False) as workspace:
        assert list(workspace.store.current()) == [stored]


def test_no_workspace_is_made_for_a_reader(tmp_path: Path) -> None:
    assert "casefile run" in refused(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x")
    assert "--workspace" in refused(tmp_path, create=True)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_folder_becomes_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with open_workspace(tmp_path, create=True):
        pass
    assert (tmp_path / "casefile.db").is_file()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("x")
    refused(tmp_path / "notes", create=True)
    assert (tmp_path / "notes").read_text() == "x"


def test_a_database_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "casefile.db").write_text("something else " * 50)
    assert "database" in refused(tmp_path, create=True)


def test_one_run_at_a_time_and_the_next_when_it_is_over(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "ws", create=True) as workspace:
        with only_runner(workspace), pytest.raises(WorkspaceError), only_runner(workspace):
            pass
        with only_runner(workspace):
            pass


def test_a_page_without_a_picture_has_none(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "ws", create=True) as workspace:
        folder = workspace.pictures(SHA256)
        folder.mkdir(parents=True)
        (folder / "2.png").write_bytes(b"picture")
        assert workspace.picture(SHA256, 2) == b"picture"
        assert workspace.picture(SHA256, 1) is None
