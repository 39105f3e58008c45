"""The ledger: one durable state a file, in one transaction with its records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.ledger import Entry, Ledger
from records.store import SqliteStore
from records.vocabulary import load_vocabulary, with_added
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


def test_what_forms_of_ones_own_added_is_remembered_beside_what_ships(
    ledger: Ledger, tmp_path: Path
) -> None:
    for number, kind in ((1, "text"), (2, "identifier")):
        own = f'[fields."own.mark{number}"]\nkind = "{kind}"\nabout = "a{number}"\n'
        own += f'[document_types]\nown_{number} = "Own {number}"\n'
        (tmp_path / "vocabulary.toml").write_text(own)
        ledger.remember(load_vocabulary(tmp_path / "vocabulary.toml"))
    known, shipped = ledger.vocabulary(), load_vocabulary()
    added = {"own.mark1": "text", "own.mark2": "identifier"}
    assert known.field_kinds == shipped.field_kinds | added
    assert list(known.field_kinds)[-2:] == list(added)
    assert known.field_about["own.mark2"] == "a2"
    assert known.document_types.items() - shipped.document_types.items() == {
        ("own_1", "Own 1"),
        ("own_2", "Own 2"),
    }


def test_what_ships_by_now_takes_the_place_of_what_was_added() -> None:
    shipped = load_vocabulary()
    added = {"own.x": ("gone", "x"), "subject.sex": ("text", "x")}
    with_both = with_added(shipped, fields=added, document_types={"unknown": "x"})
    assert with_both.field_kinds == shipped.field_kinds | {"own.x": "text"}
    assert with_both.field_about == shipped.field_about | {"own.x": "x"}
    assert with_both.document_types == shipped.document_types


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
