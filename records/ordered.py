"""Blocks of bytes put in order: in memory while they are few, else in an unnamed file (mode 0600)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Final

SPOOL_BYTES: Final = 64 * 1024 * 1024
"""Up to this size an export is put in order in memory, above on disk."""

Place = tuple[str, int, str, int, bool]
"""First file, first page, document id, version, and whether it tells that the document is gone."""


class Ordered:
    """Lines by place, whatever order they come in; all are added before the first is read."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._lines: list[tuple[Place, int, int]] = []

    def add(self, place: Place, line: bytes) -> None:
        """Keep a line to be given out at its place."""
        self._lines.append((place, self._spool.tell(), len(line)))
        self._spool.write(line)

    def __iter__(self) -> Iterator[bytes]:
        for _, start, length in sorted(self._lines):
            self._spool.seek(start)
            yield self._spool.read(length)


@contextmanager
def ordered() -> Iterator[Ordered]:
    """Give a place to put lines in order, and take away what it kept."""
    with SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
        yield Ordered(spool)
