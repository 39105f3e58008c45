"""Which files a run is given: folders walked, bytes digested, the same bytes under two names joined."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pipelines.document import FileJob
from records.errors import ConfigError

CHUNK: Final = 1 << 20


def find_files(inputs: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each file with its name relative to the input it was found under, in order of names.

    Folders are walked whole; links to folders are not followed, hidden files and folders are left out.

    Raises:
        ConfigError: An input does not exist.
    """
    for given in inputs:
        if given.is_dir():
            yield from _walk(given)
        elif given.exists():
            yield given, shown(given.name)
        else:
            raise ConfigError("an INPUT does not exist; check the path")


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(folder, name)
                yield path, shown(path.relative_to(root).as_posix())


def shown(name: str) -> str:
    """Return a file name that can be stored: bytes that are no UTF-8 become escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, or of its name where they cannot be read."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(CHUNK):
                found.update(chunk)
    except OSError:
        return hashlib.sha256(b"unreadable:" + os.fsencode(path)).hexdigest()
    return found.hexdigest()


def make_jobs(files: Iterable[tuple[Path, str]]) -> list[FileJob]:
    """Join files with the same bytes to one job each; order by first name."""
    found: dict[str, FileJob] = {}
    for path, name in files:
        sha256 = digest(path)
        known = found.get(sha256)
        names = (*known.files, name) if known else (name,)
        found[sha256] = FileJob(
            sha256=sha256,
            path=known.path if known else path,
            files=tuple(sorted(set(names))),
        )
    return sorted(found.values(), key=lambda job: job.files)
