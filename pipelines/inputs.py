"""Which files a run is given: folders walked, bytes digested, the same bytes under two names joined.

Nothing is left out silently: what is no plain file or cannot be read becomes a job that fails with
its reason, and what is left out on purpose is counted.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipelines.document import FileJob
from pipelines.workspace import DATABASE
from records.errors import ConfigError

CHUNK: Final = 1 << 20


@dataclass(slots=True)
class LeftOut:
    """How much was left out on purpose: hidden files and folders, links to folders, workspaces."""

    hidden: int = 0
    links: int = 0
    workspaces: int = 0

    def __str__(self) -> str:
        counts = (
            (self.hidden, "hidden file or folder", "hidden files or folders"),
            (self.links, "link to a folder", "links to folders"),
            (self.workspaces, "workspace", "workspaces"),
        )
        return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts if n)


@dataclass(slots=True)
class Inputs:
    """What lies under the inputs, in order of names: each path with its name from its input's root.

    `folders` are those that were listed, `locked` those that could not be.
    """

    files: list[tuple[Path, str]] = field(default_factory=list)
    locked: list[tuple[Path, str]] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)


def find_files(inputs: Iterable[Path], *, cancel: threading.Event | None = None) -> Inputs:
    """Find all files under `inputs`; once `cancel` is set, no more are looked for.

    Folders are walked whole; links to folders are not followed, hidden files and folders and other
    workspaces are left out and counted.

    Raises:
        ConfigError: An input does not exist, cannot be reached or is a workspace.
    """
    found = Inputs()
    for given in inputs:
        kind = _kind_of(given)
        if not stat.S_ISDIR(kind):
            found.files.append((given, shown(given.name)))
            continue
        if _is_workspace(given):
            raise ConfigError("an INPUT is a workspace; give the folder that holds the scans")
        for _ in _walk(given, found):
            if cancel is not None and cancel.is_set():
                return found
    return found


def _kind_of(given: Path) -> int:
    try:
        return given.stat().st_mode
    except FileNotFoundError as error:
        if given.is_symlink():
            return 0  # a link to nothing is a file that cannot be read
        raise ConfigError("an INPUT does not exist; check the path") from error
    except OSError as error:
        raise ConfigError("an INPUT cannot be reached; check its permissions") from error


def _is_workspace(folder: Path) -> bool:
    return os.path.isfile(folder / DATABASE)  # False, too, where the folder is locked


def _walk(root: Path, found: Inputs) -> Iterator[None]:
    """Add what lies under `root` to `found`, folder by folder."""

    def lock(error: OSError) -> None:
        path = Path(os.fsdecode(error.filename))
        found.locked.append((path, f"{_name(path, root)}/"))

    for folder, folders, names in os.walk(root, onerror=lock):
        found.folders.append(Path(folder))
        folders[:] = [f for f in sorted(folders) if _is_wanted(Path(folder, f), found.left_out)]
        for name in sorted(names):
            if name.startswith("."):
                found.left_out.hidden += 1
            else:
                path = Path(folder, name)
                found.files.append((path, _name(path, root)))
        yield


def _is_wanted(folder: Path, left_out: LeftOut) -> bool:
    """Say whether a folder is to be walked, counting it where it is not."""
    if folder.is_symlink():
        left_out.links += 1
    elif folder.name.startswith("."):
        left_out.hidden += 1
    elif _is_workspace(folder):
        left_out.workspaces += 1
    else:
        return True
    return False


def _name(path: Path, root: Path) -> str:
    return shown(root.name if path == root else path.relative_to(root).as_posix())


def shown(name: str) -> str:
    """Return a file name that can be stored: bytes that are no UTF-8 become escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def digest(path: Path, *, cancel: threading.Event | None = None) -> str | None:
    """Return the SHA-256 of a file's bytes, or None where they cannot be read or it is no plain file.

    A pipe or a device might be waited for without end. Once `cancel` is set, the rest is not read.
    """
    found = hashlib.sha256()
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as handle:
            while chunk := handle.read(CHUNK):
                found.update(chunk)
                if cancel is not None and cancel.is_set():
                    break
    except OSError:
        return None
    return found.hexdigest()


def place_digest(path: Path) -> str:
    """Return what stands for the digest of bytes that cannot be read: one of where they lie."""
    return hashlib.sha256(b"unreadable:" + os.fsencode(os.path.abspath(path))).hexdigest()


def make_jobs(found: Inputs, *, cancel: threading.Event | None = None) -> list[FileJob]:
    """Join files with the same bytes to one job each; order by first name.

    What cannot be read is a job too, so that the run says so. Once `cancel` is set, the files that
    were not looked at are left out.
    """
    jobs = {place_digest(path): _unreadable(path, name) for path, name in found.locked}
    for path, name in found.files:
        sha256 = digest(path, cancel=cancel)
        if cancel is not None and cancel.is_set():
            break
        if sha256 is None:
            jobs[place_digest(path)] = _unreadable(path, name)
            continue
        known = jobs.get(sha256)
        names = (*known.files, name) if known else (name,)
        jobs[sha256] = FileJob(
            sha256=sha256,
            path=known.path if known else path,
            files=tuple(sorted(set(names))),
        )
    return sorted(jobs.values(), key=lambda job: job.files)


def _unreadable(path: Path, name: str) -> FileJob:
    return FileJob(sha256=place_digest(path), path=path, files=(name,), readable=False)
