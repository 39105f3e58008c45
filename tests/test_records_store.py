"""The contract of a store, run over every implementation, and what is SQLite's own."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from records.errors import WorkspaceError
from records.store import Change, SqliteStore, Store
from records.types import (
    BBox,
    Candidate,
    Decision,
    Evidence,
    Field,
    Origin,
    Problem,
    Reading,
    Record,
    Source,
    Standing,
)
from tests.fakes import SHA256, make_record

OTHER = "01" * 32


def _sqlite(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "store.db")


IMPLEMENTATIONS: dict[str, Callable[[Path], SqliteStore]] = {"sqlite": _sqlite}


@pytest.fixture(params=sorted(IMPLEMENTATIONS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = IMPLEMENTATIONS[request.param](tmp_path)
    yield opened
    opened.close()


def full_record() -> Record:
    """Return a record with something in every part."""
    evidence = Evidence(page=1, bbox=BBox(x0=1, top=2, x1=3.5, bottom=4), text="Ñandú", step="s@1")
    candidate = Candidate(
        value="Ñ", reading=Reading.PRESENT, evidence=evidence, score=0.5, reader=Source.OCR
    )
    field = Field(
        name="subject.given_names",
        index=1,
        value="Ñandú",
        text="Ñandú",
        reading=Reading.PRESENT,
        decision=Decision.ACCEPTED,
        origin=Origin.PERSON,
        confidence=0.97,
        certificate="c",
        evidence=evidence,
        candidates=(candidate,),
        signs=("a",),
        reasons=("b",),
        reviewed_by="reviewer",
        reviewed_at="2020-01-02T03:04:05Z",
    )
    problem = Problem(code="low_contrast", stage="load", page=1, detail="3")
    return replace(
        make_record(), fields=(field,), problems=(problem,), replaces=("x",), language="es"
    )


def test_a_record_comes_back_as_it_went_in(store: Store) -> None:
    record = full_record()
    store.append(record)
    assert store.latest(record.document_id) == replace(record, version=1)


def test_an_unknown_document_has_no_version(store: Store) -> None:
    store.append(make_record())
    assert store.latest("0" * 16) is None
    assert store.versions("0" * 16) == ()
    assert store.of_file(OTHER) == ()


def test_versions_are_counted_from_one_whatever_the_record_says(store: Store) -> None:
    record = replace(make_record(), version=7)
    assert [store.append(record).version for _ in range(3)] == [1, 2, 3]


def test_an_earlier_version_is_never_overwritten(store: Store) -> None:
    record = make_record()
    first = store.append(record)
    second = store.append(replace(first, document_type="unknown"))
    assert store.versions(record.document_id) == (first, second)
    assert first.document_type == "narrative"
    assert store.latest(record.document_id) == second


def test_the_newest_document_is_the_one_whose_first_version_came_last(store: Store) -> None:
    first = store.append(make_record())
    second = store.append(replace(make_record(), document_id="0" * 16, sha256=OTHER))
    again = store.append(first)
    assert list(store.newest()) == [second, again]
    store.retire(second.document_id)
    assert list(store.newest()) == [again]


def test_documents_of_a_file_come_by_first_page(store: Store) -> None:
    for first_page in (10, 2, 1):
        store.append(make_record(first_page=first_page))
    store.append(make_record(sha256=OTHER))
    assert [r.pages[0].number for r in store.of_file(SHA256)] == [1, 2, 10]


def test_of_file_gives_the_newest_versions_alone(store: Store) -> None:
    store.append(make_record())
    newest = store.append(replace(make_record(), language="es"))
    assert store.of_file(SHA256) == (newest,)


def test_current_goes_by_file_then_first_page(store: Store) -> None:
    for sha256, first_page in ((SHA256, 2), (OTHER, 3), (SHA256, 1), (OTHER, 1)):
        store.append(make_record(sha256=sha256, first_page=first_page))
    store.append(make_record(sha256=SHA256, first_page=2))
    told = [(r.sha256, r.pages[0].number) for r in store.current()]
    assert told == [(OTHER, 1), (OTHER, 3), (SHA256, 1), (SHA256, 2)]


def test_a_retired_document_leaves_current_but_keeps_its_versions(store: Store) -> None:
    gone = store.append(make_record(pages=2))
    kept = store.append(make_record(pages=1))
    store.retire(gone.document_id)
    assert list(store.current()) == [kept]
    assert store.of_file(SHA256) == (kept,)
    assert store.versions(gone.document_id) == (gone,)
    assert store.latest(gone.document_id) == gone


def test_a_retired_document_that_is_read_again_is_current_again(store: Store) -> None:
    store.append(make_record())
    store.retire(make_record().document_id)
    again = store.append(make_record())
    assert again.version == 2
    assert list(store.current()) == [again]


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    old = store.append(make_record(first_page=1))
    with pytest.raises(RuntimeError), store.transaction():
        store.append(make_record(first_page=2))
        store.append(replace(old, language="es"))
        store.retire(old.document_id)
        raise RuntimeError
    assert list(store.current()) == [old]
    assert store.versions(old.document_id) == (old,)


def test_an_interrupt_rolls_back_too(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.transaction():
        store.append(make_record())
        raise KeyboardInterrupt
    assert list(store.current()) == []


def test_a_nested_transaction_joins_the_outer_one(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        with store.transaction():
            store.append(make_record())
        assert store.latest(make_record().document_id) is not None
        raise RuntimeError
    assert store.latest(make_record().document_id) is None


def test_a_transaction_after_a_failed_one_is_kept(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        raise RuntimeError
    with store.transaction():
        store.append(make_record())
    assert len(list(store.current())) == 1


def _at_once(*work: Callable[[], None]) -> None:
    """Call each function in a thread of its own; raise the first error."""
    gate = threading.Barrier(len(work))

    def one(task: Callable[[], None]) -> None:
        gate.wait(30)
        task()

    with ThreadPoolExecutor(len(work)) as pool:
        for running in [pool.submit(one, task) for task in work]:
            running.result(30)


def test_two_threads_lose_and_double_nothing(store: Store) -> None:
    def write() -> None:
        for _ in range(20):
            store.append(make_record())

    _at_once(write, write)
    versions = store.versions(make_record().document_id)
    assert [v.version for v in versions] == list(range(1, 41))


def test_a_failing_thread_takes_nothing_of_another_one_along(store: Store) -> None:
    def fail() -> None:
        for _ in range(20):
            with pytest.raises(RuntimeError), store.transaction():
                store.append(make_record(first_page=1))
                raise RuntimeError

    def write() -> None:
        for _ in range(20):
            store.append(make_record(first_page=2))

    _at_once(fail, write)
    assert [(r.pages[0].number, r.version) for r in store.current()] == [(2, 20)]


def test_reading_current_goes_on_while_it_is_written_to(store: Store) -> None:
    store.append(make_record(first_page=1))
    store.append(make_record(first_page=2))
    seen = [store.append(record).version for record in store.current()]
    assert seen == [2, 2]


# ---- what changed since a number
# ----------------------------------------------------------------------------------------


def told(changes: Iterator[Change]) -> list[tuple[int, str, int, str]]:
    return [(c.number, c.record.document_id, c.record.version, c.standing) for c in changes]


def test_an_empty_store_has_changed_nothing(store: Store) -> None:
    assert store.number() == 0
    assert list(store.changes()) == []


def test_every_stored_version_has_the_next_number(store: Store) -> None:
    one, two = make_record(first_page=1), make_record(first_page=2)
    for record in (one, two, one):
        store.append(record)
    assert store.number() == 3
    assert told(store.history()) == [
        (1, one.document_id, 1, "superseded"),
        (2, two.document_id, 1, "current"),
        (3, one.document_id, 2, "current"),
    ]


def test_changes_gives_each_document_once_and_only_what_is_later(store: Store) -> None:
    one, two = make_record(first_page=1), make_record(first_page=2)
    for record in (one, two, one):
        store.append(record)
    assert told(store.changes()) == [
        (2, two.document_id, 1, "current"),
        (3, one.document_id, 2, "current"),
    ]
    assert told(store.changes(since=2)) == [(3, one.document_id, 2, "current")]
    assert told(store.changes(since=3)) == []


def test_a_retired_document_is_a_change_without_content(store: Store) -> None:
    stored = store.append(full_record())
    store.retire(stored.document_id, replaced_by=("1" * 16, "2" * 16))
    (gone,) = store.changes(since=1)
    assert (gone.number, gone.standing) == (2, Standing.RETIRED)
    assert gone.replaced_by == ("1" * 16, "2" * 16)
    assert gone.record == replace(stored, fields=(), problems=())
    assert [c.standing for c in store.history()] == [Standing.SUPERSEDED, Standing.RETIRED]


def test_retiring_what_is_not_there_changes_nothing(store: Store) -> None:
    store.retire("0" * 16)
    store.append(make_record())
    store.retire(make_record().document_id)
    store.retire(make_record().document_id)
    assert store.number() == 2


def test_a_document_that_comes_back_is_current_and_no_longer_gone(store: Store) -> None:
    key = make_record().document_id
    store.append(make_record())
    store.retire(key)
    store.append(make_record())
    assert told(store.changes()) == [(3, key, 2, "current")]


def test_a_number_that_was_rolled_back_is_used_by_the_next(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.append(make_record())
        raise RuntimeError
    store.append(make_record())
    assert store.number() == 1


# ---- SQLite
# ----------------------------------------------------------------------------------------


def test_what_was_stored_is_there_after_opening_again(tmp_path: Path) -> None:
    first = SqliteStore(tmp_path / "store.db")
    first.append(full_record())
    first.close()
    second = SqliteStore(tmp_path / "store.db")
    assert list(second.current()) == [replace(full_record(), version=1)]
    second.close()


def test_two_openings_of_one_file_count_on_from_each_other(tmp_path: Path) -> None:
    first, second = SqliteStore(tmp_path / "store.db"), SqliteStore(tmp_path / "store.db")
    versions = [s.append(make_record()).version for s in (first, second, first)]
    first.close()
    second.close()
    assert versions == [1, 2, 3]


def test_only_the_owner_can_read_its_files(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch(mode=0o644)
    opened = SqliteStore(tmp_path / "store.db")
    opened.append(make_record())
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    opened.close()
    assert "store.db-wal" in modes
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("content", [b"not a database " * 100, b"SQLite format 3\x00" + b"x" * 500])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="choose another --workspace"):
        SqliteStore(path)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        SqliteStore(tmp_path / "none" / "store.db")
