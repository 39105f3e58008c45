"""One file's story: what a child sends becomes records, pictures, or one typed failure."""

from __future__ import annotations

import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.document import FileJob, FileResult, keep_reviews, process_file
from pipelines.sandbox import Outcome
from pipelines.settings import FORMS, Settings
from records.errors import Reason
from records.forms import load_forms
from records.types import Decision, Field, Origin, Problem, Reading, document_id
from tests.fakes import SHA256, FakeChildren, Play, make_record, play


def process(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    acted: Play,
    *,
    cancel: threading.Event | None = None,
    **more: Any,
) -> FileResult:
    """Read one file whose child acts as told."""
    fake = FakeChildren({"a.pdf": acted})
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
    assert result.needs_attention


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
    assert FileResult(job=job, records=(record,)).needs_attention is wanted


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
