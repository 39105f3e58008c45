"""A folder for one reader: directories 0700, files 0600, each written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_PLAIN: Final = re.compile(r"[a-z0-9_-]{1,64}")


class PrivateFolder:
    """Files under one directory, and which of them belong to what is being written now."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._kept: set[Path] = set()
        _make(root)

    def write(self, name: str, content: bytes) -> str:
        """Write `content` to the file of that relative name, and return the name."""
        path = self.root / name
        if path.parent != self.root:
            _make(path.parent)
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        draft.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as stream:
            stream.write(content)
        draft.replace(path)
        self._kept.add(path)
        return name

    def write_text(self, name: str, text: str) -> str:
        """Write `text` as UTF-8, half surrogates spelt out, and return the name."""
        return self.write(name, text.encode("utf-8", "backslashreplace"))

    def keep(self, name: str) -> bool:
        """Return whether the file is there already, and keep it from being pruned."""
        path = self.root / name
        self._kept.add(path)
        return path.is_file()

    def prune(self, patterns: Iterable[str]) -> None:
        """Remove files that match a pattern and were neither written nor kept."""
        for pattern in patterns:
            for path in list(self.root.glob(pattern)):
                if path not in self._kept and path.is_file():
                    path.unlink()


def open_private(path: Path) -> int:
    """Open a file for writing that only its owner can read; one that is there is emptied and made so.

    Raises:
        OSError: It cannot be opened, or belongs to somebody else.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if stat.S_ISREG(os.fstat(handle).st_mode):  # a terminal or a pipe keeps its own mode
            os.fchmod(handle, 0o600)
    except OSError:
        os.close(handle)
        raise
    return handle


def plain_name(name: str) -> str:
    """Return a name safe as part of a file's: itself, or its digest where it is not plain."""
    if _PLAIN.fullmatch(name):
        return name
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _make(directory: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
