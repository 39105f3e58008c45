"""A workspace: one private folder with the database, the page pictures and the report."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.kept_words import PageWords, kept_words
from pipelines.ledger import Ledger
from records.errors import WorkspaceError
from records.store import SqliteStore
from records.vocabulary import Vocabulary

DATABASE: Final = "casefile.db"
"""The file by which a folder is known as a workspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open workspace. Folders have mode 0700, files 0600."""

    root: Path
    store: SqliteStore
    ledger: Ledger

    @property
    def vocabulary(self) -> Vocabulary:
        """The fields and document types that its records may speak of, those of own forms too."""
        return self.ledger.vocabulary()

    @property
    def report(self) -> Path:
        return self.root / "report"

    def pictures(self, sha256: str) -> Path:
        """Return the folder that holds the page pictures of a file, `<page number>.png` each."""
        return self.root / "pages" / sha256

    def picture(self, sha256: str, number: int) -> bytes | None:
        """Return the PNG of an upright page (number is 1-based in the file), or None."""
        path = self.pictures(sha256) / f"{number}.png"
        return path.read_bytes() if path.is_file() else None

    def words(self, sha256: str, number: int) -> PageWords | None:
        """Return the words that were read on a page, or None where the run was not told to keep them."""
        return kept_words(self.pictures(sha256), number)


@contextmanager
def open_workspace(root: Path, *, create: bool) -> Iterator[Workspace]:
    """Open the workspace at `root`, making it where `create` says so.

    Raises:
        WorkspaceError: There is none, it cannot be written, or `root` is another kind of folder.
    """
    database = root / DATABASE
    if not create and not database.is_file():
        raise WorkspaceError("no workspace there; make one with casefile run INPUT --workspace DIR")
    if create and root.is_dir() and not database.is_file() and any(root.iterdir()):
        raise WorkspaceError(
            "--workspace is a folder with other things in it; give a new or empty one"
        )
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not database.is_file():
            root.chmod(0o700)  # an empty folder that was there has the mode of its maker
    except OSError as error:
        raise WorkspaceError(
            "the workspace cannot be made there; choose another --workspace"
        ) from error
    store = SqliteStore(database)
    try:
        yield Workspace(root=root, store=store, ledger=Ledger(store))
    finally:
        store.close()


@contextmanager
def only_runner(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace for one run at a time; the lock goes with the process.

    Raises:
        WorkspaceError: Another run is at work in this workspace.
    """
    path = workspace.root / "run.lock"
    path.touch(mode=0o600, exist_ok=True)
    with path.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise WorkspaceError(
                "another run is at work in this workspace; wait for it, or choose another"
            ) from error
        yield
