"""Durable state of every file of a workspace, in the store's database: the truth of what was done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from records.store import SqliteStore
from records.vocabulary import Vocabulary, load_vocabulary, with_added

State = Literal["done", "attention", "failed"]

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS files (
    sha256  TEXT PRIMARY KEY,
    config  TEXT NOT NULL,
    names   TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('done', 'attention', 'failed')),
    reason  TEXT,
    message TEXT,
    pages   INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS vocabulary (
    name  TEXT PRIMARY KEY,
    kind  TEXT,
    about TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS reviews (
    annotation TEXT PRIMARY KEY,
    document_id TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file's state: by which configuration it was read, under which names, and how it ended."""

    sha256: str
    config: str
    names: tuple[str, ...] = field(repr=False)
    state: State
    reason: str | None = None
    message: str | None = None
    pages: int = 0


class Ledger:
    """The files of a workspace. Write inside `store.transaction()` together with the records."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        store.connection.executescript(_TABLES)

    def get(self, sha256: str) -> Entry | None:
        """Return the state of the file with that digest, or None where it is new."""
        rows = list(self._read("WHERE sha256 = ?", (sha256,)))
        return rows[0] if rows else None

    def put(self, entry: Entry) -> None:
        """Set a file's state."""
        with self._store.transaction():
            self._store.connection.execute(
                "INSERT INTO files (sha256, config, names, state, reason, message, pages) "
                "VALUES (?,?,?,?,?,?,?) ON CONFLICT (sha256) DO UPDATE SET config=excluded.config, "
                "names=excluded.names, state=excluded.state, reason=excluded.reason, "
                "message=excluded.message, pages=excluded.pages",
                (
                    entry.sha256,
                    entry.config,
                    json.dumps(entry.names),
                    entry.state,
                    entry.reason,
                    entry.message,
                    entry.pages,
                ),
            )

    def forget(self, sha256: str) -> None:
        """Take a file out: what stood for it can be read by now, and has a state of its own."""
        with self._store.transaction():
            self._store.connection.execute("DELETE FROM files WHERE sha256 = ?", (sha256,))

    def entries(self) -> tuple[Entry, ...]:
        """Return all files, by name."""
        return tuple(sorted(self._read("", ()), key=lambda e: e.names))

    def remember(self, vocabulary: Vocabulary) -> None:
        """Keep the fields and document types of a run's forms that are not shipped."""
        shipped = load_vocabulary()
        fields = [
            (name, kind, vocabulary.field_about[name])
            for name, kind in vocabulary.field_kinds.items()
            if name not in shipped.field_kinds
        ]
        types = [
            (name, None, title)
            for name, title in vocabulary.document_types.items()
            if name not in shipped.document_types
        ]
        with self._store.transaction():
            self._store.connection.executemany(
                "INSERT INTO vocabulary (name, kind, about) VALUES (?,?,?) ON CONFLICT (name) "
                "DO UPDATE SET kind=excluded.kind, about=excluded.about",
                [*fields, *types],
            )

    def vocabulary(self) -> Vocabulary:
        """Return the shipped vocabulary with what the forms of earlier runs added."""
        with self._store.transaction():
            rows = self._store.connection.execute(
                "SELECT name, kind, about FROM vocabulary ORDER BY rowid"
            ).fetchall()
        return with_added(
            load_vocabulary(),
            fields={name: (kind, about) for name, kind, about in rows if kind is not None},
            document_types={name: about for name, kind, about in rows if kind is None},
        )

    def reviewed(self, annotation: str) -> bool:
        """Say whether that annotation (its id and time of change) was pulled before."""
        with self._store.transaction():
            found = self._store.connection.execute(
                "SELECT 1 FROM reviews WHERE annotation = ?", (annotation,)
            ).fetchone()
        return found is not None

    def note_review(self, annotation: str, document_id: str) -> None:
        """Remember that an annotation was pulled into a document."""
        with self._store.transaction():
            self._store.connection.execute(
                "INSERT OR IGNORE INTO reviews VALUES (?, ?)", (annotation, document_id)
            )

    def _read(self, where: str, values: tuple[str, ...]) -> Iterator[Entry]:
        with self._store.transaction():
            rows = self._store.connection.execute(
                f"SELECT sha256, config, names, state, reason, message, pages FROM files {where}",
                values,
            ).fetchall()
        for sha256, config, names, state, reason, message, pages in rows:
            yield Entry(
                sha256=sha256,
                config=config,
                names=tuple(json.loads(names)),
                state=state,
                reason=reason,
                message=message,
                pages=pages,
            )
