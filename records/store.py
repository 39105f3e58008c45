"""Where records are kept: append-only versions behind one protocol.

A version is never overwritten. The store and the ledger of a run share one database, so that a result
and the change of state it brings are one transaction. Every change has a number that counts over the
whole store, so that whoever read it up to a number can ask for what came later.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from pydantic import TypeAdapter

from records.errors import WorkspaceError
from records.migrations import migrate
from records.types import Record, Standing

RECORD: Final[TypeAdapter[Record]] = TypeAdapter(Record)

BUSY_TIMEOUT_MS: Final = 60_000
"""How long a writer waits for another one; a run and a review pull may meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened: a version of a document was stored, or the document was retired.

    `number` counts the changes of the whole store from 1, in the order in which they could be seen.
    A retired document comes with its last version, without fields and problems, and with the ids
    of the documents that cover its pages now.
    """

    number: int
    record: Record
    standing: Standing
    replaced_by: tuple[str, ...] = ()


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

    def retire(self, document_id: str, *, replaced_by: tuple[str, ...] = ()) -> None:
        """Take a document whose pages another split now covers out of `current`; its versions stay."""

    def current(self) -> Iterator[Record]:
        """Yield the newest version of every current document, by file digest, then first page."""

    def newest(self) -> Iterator[Record]:
        """Yield the newest version of every current document, the one that was stored last first.

        When a document came is when its first version did: later ones, such as reviews, change nothing.
        """

    def number(self) -> int:
        """Return the number of the newest change, 0 where there is none.

        Whoever asks for the number first and for the changes then misses nothing by asking for what
        came after that number the next time.
        """

    def changes(self, *, since: int = 0) -> Iterator[Change]:
        """Yield the newest change of each document, where its number is greater than `since`."""

    def history(self, *, since: int = 0) -> Iterator[Change]:
        """Yield every change whose number is greater than `since`, in order."""

    def transaction(self) -> AbstractContextManager[None]:
        """Make all calls inside one transaction: all or nothing."""


class SqliteStore:
    """The default `Store`: one SQLite file in WAL mode with `synchronous=FULL`."""

    def __init__(self, path: Path) -> None:
        """Open or create the database at `path` (mode 0600).

        Raises:
            WorkspaceError: The file is not a database, cannot be opened, or is of a newer Casefile.
        """
        self._lock = threading.RLock()
        self._depth = 0
        try:
            path.touch(mode=0o600, exist_ok=True)
            os.chmod(path, 0o600)
            self.connection = _connect(path)
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
            self.connection.execute(
                "INSERT INTO changes (document_id, version) VALUES (?,?)",
                (stored.document_id, stored.version),
            )
            return stored

    def latest(self, document_id: str) -> Record | None:
        found = self._read("WHERE document_id = ? ORDER BY version DESC LIMIT 1", (document_id,))
        return found[0] if found else None

    def versions(self, document_id: str) -> tuple[Record, ...]:
        return self._read("WHERE document_id = ? ORDER BY version", (document_id,))

    def of_file(self, sha256: str) -> tuple[Record, ...]:
        return self._read(f"WHERE sha256 = ? AND {_NEWEST} ORDER BY first_page", (sha256,))

    def retire(self, document_id: str, *, replaced_by: tuple[str, ...] = ()) -> None:
        with self.transaction():
            self.connection.execute(
                "INSERT INTO changes (document_id, version, retired, replaced_by) "
                f"SELECT document_id, version, 1, ? FROM records WHERE document_id = ? AND {_NEWEST}",
                (json.dumps(replaced_by), document_id),
            )
            self.connection.execute(
                "UPDATE records SET retired = 1 WHERE document_id = ?", (document_id,)
            )

    def current(self) -> Iterator[Record]:
        return self._in_order("sha256, first_page")

    def newest(self) -> Iterator[Record]:
        return self._in_order(f"{_CAME} DESC")

    def _in_order(self, order: str) -> Iterator[Record]:
        with self._lock:
            keys = self.connection.execute(
                f"SELECT document_id, version FROM records WHERE {_NEWEST} ORDER BY {order}"
            ).fetchall()
        for key in keys:
            yield from self._read("WHERE document_id = ? AND version = ?", tuple(key))

    def number(self) -> int:
        with self._lock:
            row = self.connection.execute("SELECT max(number) FROM changes").fetchone()
        return int(row[0] or 0)

    def changes(self, *, since: int = 0) -> Iterator[Change]:
        return self._changes(f"number > ? AND {_LAST}", since)

    def history(self, *, since: int = 0) -> Iterator[Change]:
        return self._changes("number > ?", since)

    def _changes(self, where: str, since: int) -> Iterator[Change]:
        with self._lock:
            rows = self.connection.execute(
                f"SELECT number, document_id, version, retired, replaced_by, {_LAST} "
                f"FROM changes WHERE {where} ORDER BY number",
                (since,),
            ).fetchall()
        for number, document_id, version, retired, replaced_by, last in rows:
            (record,) = self._read("WHERE document_id = ? AND version = ?", (document_id, version))
            standing = Standing.CURRENT if last else Standing.SUPERSEDED
            yield Change(
                number=number,
                record=replace(record, fields=(), problems=()) if retired else record,
                standing=Standing.RETIRED if retired else standing,
                replaced_by=tuple(json.loads(replaced_by)),
            )

    def _read(self, where: str, values: tuple[str | int, ...]) -> tuple[Record, ...]:
        with self._lock:
            rows = self.connection.execute(f"SELECT body FROM records {where}", values).fetchall()
        return tuple(RECORD.validate_json(row[0]) for row in rows)


_NEWEST: Final = (
    "retired = 0 AND version = "
    "(SELECT max(version) FROM records AS newer WHERE newer.document_id = records.document_id)"
)
_CAME: Final = "(SELECT min(number) FROM changes WHERE changes.document_id = records.document_id)"
_LAST: Final = (
    "number = (SELECT max(number) FROM changes AS later "
    "WHERE later.document_id = changes.document_id)"
)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection
