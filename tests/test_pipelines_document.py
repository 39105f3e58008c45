"""One file's story: what a child sends becomes records, pictures, or one typed failure."""

from __future__ import annotations

import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extract.page import stopped_page
from pipelines.document import STALLED, FileJob, FileResult, keep_reviews, process_file
from pipelines.kept_words import kept_words
from pipelines.sandbox import Outcome
from pipelines.settings import FORMS, Settings
from records.errors import Reason
from records.forms import load_forms
from records.types import Decision, Field, Origin, Problem, Reading, document_id
from tests.fakes import SHA256, FakeChildren, Play, make_record, play
from tests.strategies import page_of


def process(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    acted: Play | FakeChildren,
    *,
    cancel: threading.Event | None = None,
    **more: Any,
) -> FileResult:
    """Read one file whose child acts as told."""
    fake = FakeChildren({"a.pdf": acted}) if isinstance(acted, Play) else acted
    monkeypatch.setattr("pipelines.document.run_limited", fake)
    return process_file(
        FileJob(sha256=SHA256, path=folder / "a.pdf", files=("in/a.pdf", "in/b.pdf")),
        forms=load_forms(FORMS),
        settings=Settings(workers=1, **more),
        pictures=folder / "pages" / SHA256,
        cancel=cancel,
    )


def test_records_carry_digest_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = process(tmp_path, monkeypatch, play("release", "alien"))
    assert [r.files for r in result.records] == [("in/a.pdf", "in/b.pdf")] * 2
    assert {r.sha256 for r in result.records} == {SHA256}
    assert (result.pages, result.error, result.cancelled) == (2, None, False)


def test_pictures_are_kept_for_the_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process(tmp_path, monkeypatch, play("release", "blank"))
    folder = tmp_path / "pages" / SHA256
    assert sorted(p.name for p in folder.iterdir()) == ["1.png", "2.png"]
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_words_are_kept_where_a_run_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process(tmp_path, monkeypatch, play("release", "blank"), keep_words=True)
    folder = tmp_path / "pages" / SHA256
    first, second = kept_words(folder, 1), kept_words(folder, 2)
    assert first is not None and second is not None
    assert first.words == page_of("release", 1).words
    assert second.words == ()
    assert kept_words(folder, 3) is None
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.glob("*.json")} == {0o600}


def test_nothing_stays_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leases = tmp_path / "leases"
    leases.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(leases))
    process(tmp_path, monkeypatch, play("release"))
    process(tmp_path, monkeypatch, Play(raw=(b"no json",)))
    assert list(leases.iterdir()) == []


def test_problems_of_the_file_reach_its_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = (
        b'{"opened": {"pages": 1, "problems": [{"code": "parser_disagreement", "stage": "load"}]}}'
    )
    acted = replace(play("release", promised=1), raw=(opened,))
    result = process(tmp_path, monkeypatch, acted)
    assert [p.code for p in result.records[0].problems] == ["parser_disagreement"]
    assert result.in_doubt


@pytest.mark.parametrize("reason", [Reason.OUT_OF_MEMORY, Reason.OUT_OF_TIME, Reason.DAMAGED])
def test_a_child_that_read_nothing_is_a_failure_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    ended = Outcome(status="failed", reason=reason, page=3, detail="40000000")
    result = process(tmp_path, monkeypatch, Play(outcome=ended))
    assert result.error is not None
    assert (result.error.reason, result.error.page) == (reason, 3)
    assert "40000000" in str(result.error)
    assert document_id(SHA256, first_page=1, page_count=0) in str(result.error)
    assert result.records == ()


def test_a_child_that_dies_without_a_reason_has_crashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = process(tmp_path, monkeypatch, Play(outcome=Outcome(status="crashed")))
    assert result.error is not None and result.error.reason is Reason.CRASHED


def test_a_cancelled_reading_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = threading.Event()
    cancel.set()
    result = process(tmp_path, monkeypatch, play("release"), cancel=cancel)
    assert result.cancelled
    assert (result.error, result.records) == (None, ())


@pytest.mark.parametrize(
    "code, wanted", [("blank_page", False), ("dpi_assumed", False), ("low_contrast", True)]
)
def test_benign_problems_need_nobody(code: str, wanted: bool) -> None:
    record = replace(make_record(), problems=(Problem(code=code, stage="load"),))
    job = FileJob(sha256=SHA256, path=Path("a.pdf"), files=("a.pdf",))
    assert FileResult(job=job, records=(record,)).in_doubt is wanted


# ---- pages that go wrong ---------------------------------------------------------------------------


def stopped(result: FileResult) -> dict[int | None, str]:
    """Return each page that was not read, with why."""
    problems = [p for r in result.records for p in r.problems if p.code == "reading_stopped"]
    return {p.page: p.detail for p in problems}


@pytest.mark.parametrize(
    "line", [b'{"page": {"number": "x"}}', b"no json", b'{"opened": {}}', b"{}", b"\xff"]
)
def test_a_message_that_does_not_validate_costs_its_page_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    acted = replace(play("release", "alien", promised=3), raw=(line,))
    result = process(tmp_path, monkeypatch, acted)
    assert (result.pages, stopped(result)) == (3, {3: "internal"})
    assert [r.document_type for r in result.records][:2] == [
        "orr_verification_of_release",
        "dhs_i213",
    ]


def test_a_child_that_talks_nonsense_is_heard_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted = replace(play("release", promised=3), raw=(b"no json",) * 5)
    result = process(tmp_path, monkeypatch, acted)
    assert (result.pages, stopped(result)) == (3, {2: "internal", 3: "internal"})


def test_a_page_that_kills_its_child_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = play("release", "alien", "release", "alien")
    ended = Outcome(status="out_of_time", reason=Reason.OUT_OF_TIME)
    acted = replace(play("release", promised=4, outcome=ended), again=rest)
    result = process(tmp_path, monkeypatch, acted)
    assert (result.pages, stopped(result)) == (4, {2: "out_of_time"})
    assert {n for r in result.records for n in [p.number for p in r.pages]} == {1, 2, 3, 4}
    assert "dhs_i213" in {r.document_type for r in result.records}


def test_a_page_that_crashes_a_real_child_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.document.TASK", "tests.sandbox_tasks:deadly_page")
    result = process_file(
        FileJob(sha256=SHA256, path=tmp_path, files=("a.pdf",)),
        forms=load_forms(FORMS),
        settings=Settings(workers=1),
        pictures=tmp_path / "pages",
    )
    assert (result.pages, stopped(result)) == (4, {2: "crashed"})
    assert [p.page for r in result.records for p in r.problems if p.code == "blank_page"] == [
        1,
        3,
        4,
    ]


def test_a_file_whose_pages_kill_child_after_child_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashed = Outcome(status="crashed", reason=Reason.CRASHED)
    fake = FakeChildren({"a.pdf": play("release", promised=50, outcome=crashed)})
    result = process(tmp_path, monkeypatch, fake)
    assert (result.pages, set(stopped(result))) == (50, set(range(2, 51)))
    assert len(fake.read) == 1 + STALLED


def test_a_file_is_not_read_past_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Outcome(status="out_of_time", reason=Reason.OUT_OF_TIME)
    fake = FakeChildren({"a.pdf": play("release", promised=9, outcome=ended)})
    result = process(tmp_path, monkeypatch, fake, file_time_limit_s=0.0)
    assert len(fake.read) == 1
    assert set(stopped(result).values()) == {"out_of_time"}


@pytest.mark.parametrize(
    "codes, reason, page",
    [
        (("page_unreadable", "page_unreadable"), Reason.DAMAGED, 1),
        (("page_unreadable", "page_too_large"), Reason.TOO_LARGE, 2),
        (("reading_stopped", "page_unreadable"), Reason.OUT_OF_MEMORY, 1),
    ],
)
def test_a_file_of_which_no_page_was_read_has_failed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    codes: tuple[str, ...],
    reason: Reason,
    page: int,
) -> None:
    pages = tuple(
        replace(
            stopped_page(number, ""),
            problems=(Problem(code=code, stage="load", page=number, detail="out_of_memory"),),
        )
        for number, code in enumerate(codes, start=1)
    )
    result = process(tmp_path, monkeypatch, Play(pages=pages))
    assert result.error is not None
    assert (result.error.reason, result.error.page, result.records) == (reason, page, ())


def test_a_fault_after_reading_loses_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*pages: object, **more: object) -> None:
        raise ValueError("Lopez")

    monkeypatch.setattr("pipelines.document.make_records", fault)
    result = process(tmp_path, monkeypatch, play("release", "alien"))
    (record,) = result.records
    assert ([p.number for p in record.pages], record.document_type) == ([1, 2], "unknown")
    assert [p.code for p in record.problems] == ["not_extracted"]
    assert "Lopez" not in record.problems[0].detail
    assert result.in_doubt
    assert record.document_type_decision is Decision.REVIEW


# ---- keeping reviews -------------------------------------------------------------------------------


def field(value: str, *, origin: Origin, name: str = "subject.sex", index: int = 0) -> Field:
    return Field(
        name=name,
        index=index,
        value=value,
        reading=Reading.PRESENT,
        decision=Decision.REVIEW,
        origin=origin,
    )


MACHINE, PERSON = Origin.MACHINE, Origin.PERSON


def test_a_first_reading_is_kept_as_it_is() -> None:
    assert keep_reviews(make_record(), None) == make_record()


def test_a_persons_word_goes_over_a_new_reading() -> None:
    new = replace(make_record(), fields=(field("M", origin=MACHINE),))
    old = replace(make_record(), fields=(field("F", origin=PERSON),))
    assert keep_reviews(new, old).fields == old.fields


def test_a_machines_word_does_not() -> None:
    new = replace(make_record(), fields=(field("M", origin=MACHINE),))
    old = replace(make_record(), fields=(field("F", origin=MACHINE),))
    assert keep_reviews(new, old).fields == new.fields


def test_a_persons_word_stays_where_the_new_reading_has_no_such_field() -> None:
    new = replace(make_record(), fields=(field("M", origin=MACHINE),))
    said = field("F", origin=PERSON, index=1)
    kept = keep_reviews(new, replace(make_record(), fields=(said,)))
    assert kept.fields == (*new.fields, said)


def test_a_type_that_a_person_gave_stays() -> None:
    old = replace(
        make_record(document_type="dhs_i213"),
        document_type_origin=PERSON,
        document_type_decision=Decision.ACCEPTED,
        reviewed_by="reviewer",
        reviewed_at="2020-01-02T03:04:05Z",
    )
    kept = keep_reviews(make_record(document_type="unknown"), old)
    assert (kept.document_type, kept.document_type_origin) == ("dhs_i213", PERSON)
    assert kept.document_type_decision is Decision.ACCEPTED
    assert (kept.reviewed_by, kept.reviewed_at) == ("reviewer", "2020-01-02T03:04:05Z")


def test_a_type_that_the_machine_gave_does_not() -> None:
    old = make_record(document_type="dhs_i213")
    assert keep_reviews(make_record(document_type="unknown"), old).document_type == "unknown"
