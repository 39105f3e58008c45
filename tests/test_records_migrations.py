"""Databases of earlier versions: opened, brought up to date, nothing lost; a newer one is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from records.errors import WorkspaceError
from records.migrations import STEPS
from records.store import RECORD, SqliteStore
from records.types import Record, Standing
from tests.fakes import make_record

OLD_TABLES = """
CREATE TABLE records (
    document_id TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL,
    first_page INTEGER NOT NULL, body TEXT NOT NULL, retired INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (document_id, version)
);
CREATE INDEX records_by_file ON records (sha256);
"""
WHOLE = make_record(pages=2)
FIRST = replace(make_record(), replaces=(WHOLE.document_id,))
SECOND = replace(make_record(first_page=2), replaces=(WHOLE.document_id,))


def old_database(path: Path, *rows: tuple[Record, int, bool]) -> None:
    """Make a database as the first Casefile left it: record, version and whether it is retired."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(OLD_TABLES)
        for record, version, retired in rows:
            body = RECORD.dump_json(record.with_version(version)).decode()
            connection.execute(
                "INSERT INTO records VALUES (?,?,?,?,?,?)",
                (
                    record.document_id,
                    version,
                    record.sha256,
                    record.pages[0].number,
                    body,
                    retired,
                ),
            )


def test_an_old_database_keeps_its_records_and_numbers_them_in_order(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_database(path, (WHOLE, 1, True), (FIRST, 1, False), (SECOND, 1, False), (FIRST, 2, False))
    with closing(SqliteStore(path)) as store:
        assert [r.document_id for r in store.of_file(WHOLE.sha256)] == [
            FIRST.document_id,
            SECOND.document_id,
        ]
        told = [(c.number, c.record.document_id, c.record.version) for c in store.history()]
    assert told == [
        (1, WHOLE.document_id, 1),
        (2, FIRST.document_id, 1),
        (3, SECOND.document_id, 1),
        (4, FIRST.document_id, 2),
        (5, WHOLE.document_id, 1),
    ]


def test_what_an_old_database_had_retired_says_what_replaced_it(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_database(path, (WHOLE, 1, True), (FIRST, 1, False), (SECOND, 1, False), (FIRST, 2, False))
    with closing(SqliteStore(path)) as store:
        (gone,) = [c for c in store.changes() if c.standing is Standing.RETIRED]
    assert gone.record.document_id == WHOLE.document_id
    assert set(gone.replaced_by) == {FIRST.document_id, SECOND.document_id}


def test_a_document_that_came_back_is_not_retired_anew(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_database(path, (WHOLE, 1, True), (WHOLE, 2, False))
    with closing(SqliteStore(path)) as store:
        assert [c.standing for c in store.changes()] == [Standing.CURRENT]


def test_a_migrated_database_counts_on(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    old_database(path, (FIRST, 1, False))
    with closing(SqliteStore(path)) as store:
        assert store.append(FIRST).version == 2
        assert store.number() == 2
    with closing(SqliteStore(path)) as store:
        assert store.number() == 2


def test_a_new_database_has_taken_every_step(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "store.db")) as store:
        (taken,) = store.connection.execute("PRAGMA user_version").fetchone()
    assert taken == len(STEPS)


def test_a_database_of_a_newer_casefile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(SqliteStore(path)) as store:
        store.append(FIRST)
        store.connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(WorkspaceError, match="newer Casefile"):
        SqliteStore(path)


def test_a_step_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    old_database(path, (FIRST, 1, False))
    broken = (*STEPS[:1], ("CREATE TABLE changes (number INTEGER)", "CREATE NONSENSE"))
    monkeypatch.setattr("records.migrations.STEPS", broken)
    with pytest.raises(WorkspaceError):
        SqliteStore(path)
    monkeypatch.undo()
    with closing(SqliteStore(path)) as store:
        assert [c.record.document_id for c in store.changes()] == [FIRST.document_id]
