"""The database of a workspace, one step after the other; opening an older one brings it up to date.

SQLite's `user_version` counts the steps a database has taken. A step is never changed once it was
released: what must be different is a further step.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from records.errors import WorkspaceError

_RECORDS: Final = (
    """
    CREATE TABLE IF NOT EXISTS records (
        document_id TEXT NOT NULL,
        version     INTEGER NOT NULL,
        sha256      TEXT NOT NULL,
        first_page  INTEGER NOT NULL,
        body        TEXT NOT NULL,
        retired     INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (document_id, version)
    )
    """,
    "CREATE INDEX IF NOT EXISTS records_by_file ON records (sha256)",
)
"""The first databases had these and no count of steps, hence IF NOT EXISTS."""

_CHANGES: Final = (
    """
    CREATE TABLE changes (
        number      INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id TEXT NOT NULL,
        version     INTEGER NOT NULL,
        retired     INTEGER NOT NULL DEFAULT 0,
        replaced_by TEXT NOT NULL DEFAULT '[]'
    )
    """,
    "CREATE INDEX changes_by_document ON changes (document_id, number)",
    """
    INSERT INTO changes (document_id, version)
    SELECT document_id, version FROM records ORDER BY rowid
    """,
    """
    INSERT INTO changes (document_id, version, retired, replaced_by)
    SELECT document_id, version, 1, (
        SELECT json_group_array(DISTINCT later.document_id)
        FROM records AS later, json_each(later.body, '$.replaces') AS gone
        WHERE later.sha256 = records.sha256 AND gone.value = records.document_id
    )
    FROM records WHERE retired = 1 AND version = (
        SELECT max(version) FROM records AS newer WHERE newer.document_id = records.document_id
    ) ORDER BY rowid
    """,
)
"""One number over all that happens: what is there becomes changes, in the order it was stored."""

STEPS: Final = (_RECORDS, _CHANGES)


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that a database lacks, all or none; `connection` is in autocommit mode.

    Raises:
        WorkspaceError: The database has taken steps that this Casefile does not know.
        sqlite3.Error: It is no database, or another one.
    """
    if _steps_taken(connection) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in STEPS[_steps_taken(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _steps_taken(connection: sqlite3.Connection) -> int:
    taken = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if taken > len(STEPS):
        raise WorkspaceError("the workspace was made by a newer Casefile; use that one")
    return taken
