"""Where records are kept: append-only versions behind one protocol.

A version is never overwritten. The store and the ledger of a run share one database, so that a result
and the change of state it brings are one transaction.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final, Protocol

from pydantic import TypeAdapter

from records.errors import WorkspaceError
from records.types import Record

RECORD: Final[TypeAdapter[Record]] = TypeAdapter(Record)

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS records (
    document_id TEXT NOT NULL,
    version     INTEGER NOT NULL,
    sha256      TEXT NOT NULL,
    first_page  INTEGER NOT NULL,
    body        TEXT NOT NULL,
    retired     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (document_id, version)
);
CREATE INDEX IF NOT EXISTS records_by_file ON records (sha256);
"""

BUSY_TIMEOUT_MS: Final = 60_000
"""How long a writer waits for another one; a run and a review pull may meet."""


class Store(Protocol):
    """Append-only versions of records. Implementations are safe to call from several threads."""

    def append(self, record: Record) -> Record:
        """Store `record` as the next version of its document and return it with that version."""

    def latest(self, document_id: str) -> Record | None:
        """Return the newest version, or None where the document is unknown."""

    def versions(self, document_id: str) -> tuple[Record, ...]:
        """Return all versions, oldest first."""

    def of_file(self, sha256: str) -> tuple[Record, ...]:
        """Return the newest version of each current document of a file, by first page."""

    def retire(self, document_id: str) -> None:
        """Take a document whose pages another split now covers out of `current`; its versions stay."""

    def current(self) -> Iterator[Record]:
        """Yield the newest version of every current document, by file digest, then first page."""

    def transaction(self) -> AbstractContextManager[None]:
        """Make all calls inside one transaction: all or nothing."""


class SqliteStore:
    """The default `Store`: one SQLite file in WAL mode with `synchronous=FULL`."""

    def __init__(self, path: Path) -> None:
        """Open or create the database at `path` (mode 0600).

        Raises:
            WorkspaceError: The file is not a database, or cannot be opened.
        """
        self._lock = threading.RLock()
        self._depth = 0
        try:
            path.touch(mode=0o600, exist_ok=True)
            os.chmod(path, 0o600)
            self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self.connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            self.connection.execute("PRAGMA journal_mode=WAL")
            self.connection.execute("PRAGMA synchronous=FULL")
            self.connection.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise WorkspaceError(
                "the workspace's database cannot be opened; choose another --workspace"
            ) from error

    def close(self) -> None:
        """Close the database; the store cannot be used afterwards."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all calls inside one transaction; nested calls join the outer one."""
        with self._lock:
            if self._depth == 0:
                self.connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self.connection.execute("ROLLBACK")
                raise
            self._depth -= 1
            if self._depth == 0:
                self.connection.execute("COMMIT")

    def append(self, record: Record) -> Record:
        with self.transaction():
            row = self.connection.execute(
                "SELECT max(version) FROM records WHERE document_id = ?", (record.document_id,)
            ).fetchone()
            stored = record.with_version((row[0] or 0) + 1)
            self.connection.execute(
                "INSERT INTO records (document_id, version, sha256, first_page, body) VALUES (?,?,?,?,?)",
                (
                    stored.document_id,
                    stored.version,
                    stored.sha256,
                    stored.pages[0].number if stored.pages else 0,
                    RECORD.dump_json(stored).decode("utf-8"),
                ),
            )
            return stored

    def latest(self, document_id: str) -> Record | None:
        found = self._read("WHERE document_id = ? ORDER BY version DESC LIMIT 1", (document_id,))
        return found[0] if found else None

    def versions(self, document_id: str) -> tuple[Record, ...]:
        return self._read("WHERE document_id = ? ORDER BY version", (document_id,))

    def of_file(self, sha256: str) -> tuple[Record, ...]:
        return self._read(f"WHERE sha256 = ? AND {_NEWEST} ORDER BY first_page", (sha256,))

    def retire(self, document_id: str) -> None:
        with self.transaction():
            self.connection.execute(
                "UPDATE records SET retired = 1 WHERE document_id = ?", (document_id,)
            )

    def current(self) -> Iterator[Record]:
        with self._lock:
            keys = self.connection.execute(
                f"SELECT document_id, version FROM records WHERE {_NEWEST} ORDER BY sha256, first_page"
            ).fetchall()
        for key in keys:
            yield from self._read("WHERE document_id = ? AND version = ?", tuple(key))

    def _read(self, where: str, values: tuple[str | int, ...]) -> tuple[Record, ...]:
        with self._lock:
            rows = self.connection.execute(f"SELECT body FROM records {where}", values).fetchall()
        return tuple(RECORD.validate_json(row[0]) for row in rows)


_NEWEST: Final = (
    "retired = 0 AND version = "
    "(SELECT max(version) FROM records AS newer WHERE newer.document_id = records.document_id)"
)
