"""The ledger: one durable state a file, in one transaction with its records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.ledger import Entry, Ledger
from records.store import SqliteStore
from tests.fakes import SHA256, make_record

ENTRY = Entry(sha256=SHA256, config="c0ffee", names=("b.pdf", "ñ.pdf"), state="done", pages=3)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "casefile.db")
    yield opened
    opened.close()


@pytest.fixture
def ledger(store: SqliteStore) -> Ledger:
    return Ledger(store)


def test_an_entry_comes_back_as_it_went_in(ledger: Ledger) -> None:
    failed = replace(
        ENTRY, sha256="0" * 64, state="failed", reason="damaged", message="m", names=("c.pdf",)
    )
    ledger.put(ENTRY)
    ledger.put(failed)
    assert ledger.get(SHA256) == ENTRY
    assert ledger.get("0" * 64) == failed


def test_an_unknown_file_has_no_entry(ledger: Ledger) -> None:
    ledger.put(ENTRY)
    assert ledger.get("0" * 64) is None


def test_a_new_state_takes_the_place_of_the_old_one(ledger: Ledger) -> None:
    ledger.put(replace(ENTRY, state="failed", reason="crashed", message="m"))
    ledger.put(ENTRY)
    assert ledger.entries() == (ENTRY,)


def test_entries_come_by_name(ledger: Ledger) -> None:
    for digit, name in (("1", "c.pdf"), ("2", "a.pdf"), ("3", "b.pdf")):
        ledger.put(replace(ENTRY, sha256=digit * 64, names=(name,)))
    assert [e.names[0] for e in ledger.entries()] == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_state_that_there_is_not_is_refused(ledger: Ledger) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        ledger.put(replace(ENTRY, state="lost"))  # type: ignore[arg-type]
    assert ledger.entries() == ()


def test_state_and_records_are_one_transaction(ledger: Ledger, store: SqliteStore) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.append(make_record())
        ledger.put(ENTRY)
        ledger.note_review("7:1", "d")
        raise RuntimeError
    assert ledger.entries() == ()
    assert list(store.current()) == []
    assert not ledger.reviewed("7:1")


def test_a_review_is_remembered_and_may_be_noted_twice(ledger: Ledger) -> None:
    assert not ledger.reviewed("7:1")
    ledger.note_review("7:1", "d")
    ledger.note_review("7:1", "d")
    assert ledger.reviewed("7:1")
    assert not ledger.reviewed("7:2")


def test_a_ledger_opened_again_knows_all(ledger: Ledger, tmp_path: Path) -> None:
    ledger.put(ENTRY)
    ledger.note_review("7:1", "d")
    store = SqliteStore(tmp_path / "casefile.db")
    again = Ledger(store)
    assert again.entries() == (ENTRY,)
    assert again.reviewed("7:1")
    store.close()


def test_file_names_are_not_in_a_repr() -> None:
    assert "pdf" not in repr(ENTRY)
