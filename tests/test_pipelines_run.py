"""The bulk run: what goes on, what is joined, what is kept, and what one bad file may not do."""

from __future__ import annotations

import gc
import shutil
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from models.certificate import Certificate, Withdrawal
from pipelines.certificates import CertificateShelf
from pipelines.deciding import proposed
from pipelines.ledger import Entry
from pipelines.run import Progress, Summary, outcomes, run
from pipelines.sandbox import Outcome
from pipelines.settings import FORMS, Settings
from pipelines.workspace import Workspace, only_runner, open_workspace
from records.errors import ConfigError, FormError, Reason, WorkspaceError
from records.store import RECORD
from records.types import Decision, Field, Origin, Reading, Record, Standing
from tests.fakes import FakeChildren, Play, play
from tests.test_pipelines_certifying import born, own
from tests.test_pipelines_certifying import record as record_of

OUT_OF_TIME = Outcome(status="out_of_time", reason=Reason.OUT_OF_TIME)
KEPT_FOR_30_FILES = 32 * 1024
"""Bytes. The records of 30 files take three times as much."""
CRASHED = Outcome(status="crashed", reason=Reason.CRASHED)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> FakeChildren:
    fake = FakeChildren()
    monkeypatch.setattr("pipelines.document.run_limited", fake)
    return fake


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "workspace", create=True) as opened:
        yield opened


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def fill(inbox: Path, *names: str) -> None:
    """Lay files of different bytes into the folder."""
    for name in names:
        (inbox / name).write_bytes(name.encode())


def go(
    workspace: Workspace,
    inbox: Path,
    *,
    forms: Path = FORMS,
    on_progress: Callable[[Progress], None] = lambda now: None,
    cancel: threading.Event | None = None,
    max_pages: int = 2000,
) -> Summary:
    return run(
        [inbox],
        workspace,
        settings=Settings(forms=forms, workers=1, max_pages=max_pages),
        on_progress=on_progress,
        cancel=cancel or threading.Event(),
    )


def only(workspace: Workspace) -> Record:
    (record,) = workspace.store.current()
    return record


def entry(workspace: Workspace, name: str) -> Entry:
    return next(e for e in workspace.ledger.entries() if name in e.names)


def other_forms(tmp_path: Path) -> Path:
    """Return the shipped forms with one file changed."""
    folder = tmp_path / "forms"
    shutil.copytree(FORMS, folder)
    with (folder / "unknown.toml").open("a", encoding="utf-8") as stream:
        stream.write("# changed\n")
    return folder


# ---- going on --------------------------------------------------------------------------------------


def test_every_file_is_read_once(workspace: Workspace, inbox: Path, children: FakeChildren) -> None:
    fill(inbox, "b.pdf", "a.pdf", "c.pdf")
    summary = go(workspace, inbox)
    assert sorted(children.read) == ["a.pdf", "b.pdf", "c.pdf"]
    assert (summary.done, summary.attention, summary.failed, summary.unchanged) == (3, 0, 0, 0)
    assert (summary.run.files, summary.run.documents, summary.run.pages) == (3, 3, 3)
    assert not summary.stopped


def test_a_second_run_reads_nothing_again(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf", "b.pdf")
    go(workspace, inbox)
    summary = go(workspace, inbox)
    assert len(children.read) == 2
    assert (summary.unchanged, summary.run.files) == (2, 0)
    assert {r.version for r in workspace.store.current()} == {1}


def test_an_interrupted_run_goes_on(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    names = [f"{n}.pdf" for n in range(8)]
    fill(inbox, *names)
    cancel = threading.Event()
    first = go(workspace, inbox, on_progress=lambda now: cancel.set(), cancel=cancel)
    assert first.stopped
    assert 1 <= first.done < len(names)
    assert first.run.files == first.done
    assert len(list(workspace.store.current())) == first.done
    second = go(workspace, inbox)
    assert not second.stopped
    assert (second.done, second.unchanged) == (len(names) - first.done, first.done)
    assert sorted(children.read) == names
    assert [r.version for r in workspace.store.current()] == [1] * len(names)


def test_a_file_stopped_midway_is_neither_done_nor_failed(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    cancel = threading.Event()
    children.plays["a.pdf"] = replace(play("release"), then=cancel.set)
    summary = go(workspace, inbox, cancel=cancel)
    assert (summary.done, summary.failed, summary.stopped) == (0, 0, True)
    assert workspace.ledger.entries() == ()


def test_progress_counts_up_to_all(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf", "b.pdf")
    children.plays["a.pdf"] = play("release", "blank")
    children.plays["b.pdf"] = Play(outcome=CRASHED)
    seen: list[Progress] = []
    go(workspace, inbox, on_progress=seen.append)
    assert [(p.done, p.total) for p in seen] == [(1, 2), (2, 2)]
    assert (seen[-1].pages, seen[-1].failed) == (2, 1)


def test_two_runs_at_once_are_refused(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    with only_runner(workspace), pytest.raises(WorkspaceError, match="another run"):
        go(workspace, inbox)
    assert children.read == []


# ---- the same bytes under two names ----------------------------------------------------------------


def test_the_same_bytes_under_two_names_are_one_document(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    for name in ("b.pdf", "a.pdf"):
        (inbox / name).write_bytes(b"the same")
    go(workspace, inbox)
    assert len(children.read) == 1
    assert only(workspace).files == ("a.pdf", "b.pdf")
    assert [e.names for e in workspace.ledger.entries()] == [("a.pdf", "b.pdf")]


def test_a_second_name_in_a_later_run_joins_the_document(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    (inbox / "b.pdf").write_bytes(b"the same")
    go(workspace, inbox)
    (inbox / "b.pdf").rename(inbox / "a.pdf")
    summary = go(workspace, inbox)
    assert children.read == ["b.pdf"]
    assert (summary.unchanged, summary.done) == (1, 0)
    assert only(workspace).files == ("a.pdf", "b.pdf")
    assert [r.files for r in workspace.store.versions(only(workspace).document_id)] == [
        ("b.pdf",),
        ("a.pdf", "b.pdf"),
    ]
    assert [e.names for e in workspace.ledger.entries()] == [("a.pdf", "b.pdf")]


def test_names_found_before_stay_where_the_forms_have_changed(
    workspace: Workspace, inbox: Path, children: FakeChildren, tmp_path: Path
) -> None:
    (inbox / "b.pdf").write_bytes(b"the same")
    go(workspace, inbox)
    (inbox / "b.pdf").rename(inbox / "a.pdf")
    go(workspace, inbox, forms=other_forms(tmp_path))
    assert only(workspace).files == ("a.pdf", "b.pdf")
    assert [e.names for e in workspace.ledger.entries()] == [("a.pdf", "b.pdf")]


# ---- reading again ---------------------------------------------------------------------------------


def said(record: Record, name: str, value: str) -> Record:
    """Return the record with what a person said of one field."""
    field = Field(
        name=name,
        value=value,
        text=value,
        reading=Reading.PRESENT,
        decision=Decision.ACCEPTED,
        origin=Origin.PERSON,
        reviewed_by="reviewer",
        reviewed_at="2020-01-02T03:04:05Z",
    )
    return replace(record, fields=(*(f for f in record.fields if f.name != name), field))


def test_changed_forms_make_a_new_version(
    workspace: Workspace, inbox: Path, children: FakeChildren, tmp_path: Path
) -> None:
    fill(inbox, "a.pdf")
    go(workspace, inbox)
    summary = go(workspace, inbox, forms=other_forms(tmp_path))
    assert (summary.done, summary.unchanged) == (1, 0)
    assert children.read == ["a.pdf", "a.pdf"]
    assert only(workspace).version == 2
    assert len(workspace.store.versions(only(workspace).document_id)) == 2


def test_what_a_person_said_survives_a_new_reading(
    workspace: Workspace, inbox: Path, children: FakeChildren, tmp_path: Path
) -> None:
    fill(inbox, "a.pdf")
    go(workspace, inbox)
    before = only(workspace)
    assert before.get("subject.family_name") is not None
    workspace.store.append(said(before, "subject.family_name", "Reviewed"))
    children.plays["a.pdf"] = play("alien")
    go(workspace, inbox, forms=other_forms(tmp_path))
    after = only(workspace)
    kept = after.get("subject.family_name")
    assert after.version == 4
    assert after.document_type == "dhs_i213"
    assert kept is not None
    assert (kept.value, kept.origin, kept.reviewed_by) == ("Reviewed", Origin.PERSON, "reviewer")


def test_under_what_a_person_said_the_new_reading_is_a_version_that_nobody_finds_as_the_newest(
    workspace: Workspace, inbox: Path, children: FakeChildren, tmp_path: Path
) -> None:
    fill(inbox, "a.pdf")
    go(workspace, inbox)
    reviewed = replace(
        said(only(workspace), "subject.family_name", "Reviewed"), reviewed_by="reviewer"
    )
    workspace.store.append(reviewed)
    since = workspace.store.number()
    go(workspace, inbox, forms=other_forms(tmp_path))
    machine, laid_over = workspace.store.versions(only(workspace).document_id)[-2:]
    assert {f.origin for f in machine.fields} == {Origin.MACHINE} and machine.reviewed_by is None
    assert proposed(workspace, laid_over) == machine
    assert laid_over.reviewed_by == "reviewer"
    assert [c.record for c in workspace.store.changes(since=since)] == [laid_over]
    assert [(c.record, c.standing) for c in workspace.store.history(since=since)] == [
        (machine, Standing.SUPERSEDED),
        (laid_over, Standing.CURRENT),
    ]


def test_another_split_retires_the_documents_before_and_says_what_it_replaces(
    workspace: Workspace, inbox: Path, children: FakeChildren, tmp_path: Path
) -> None:
    fill(inbox, "a.pdf")
    children.plays["a.pdf"] = play("release", "alien")
    go(workspace, inbox)
    first, second = workspace.store.current()
    workspace.store.append(said(second, "subject.sex", "F"))
    children.plays["a.pdf"] = play("release", "blank")
    go(workspace, inbox, forms=other_forms(tmp_path))
    whole = only(workspace)
    assert [p.number for p in whole.pages] == [1, 2]
    assert set(whole.replaces) == {first.document_id, second.document_id}
    assert "reviewed_before_split" in {p.code for p in whole.problems}
    assert len(workspace.store.versions(second.document_id)) == 2
    gone = {c.record.document_id: c.replaced_by for c in workspace.store.changes() if c.replaced_by}
    assert gone == dict.fromkeys((first.document_id, second.document_id), (whole.document_id,))


def test_what_was_read_before_stays_when_a_new_reading_fails(
    workspace: Workspace, inbox: Path, children: FakeChildren, tmp_path: Path
) -> None:
    fill(inbox, "a.pdf")
    go(workspace, inbox)
    before = only(workspace)
    children.plays["a.pdf"] = Play(outcome=CRASHED)
    go(workspace, inbox, forms=other_forms(tmp_path))
    assert only(workspace) == before
    assert entry(workspace, "a.pdf").state == "failed"


# ---- bad files -------------------------------------------------------------------------------------


def _raise() -> None:
    raise RuntimeError("words of a parser")


@pytest.mark.parametrize(
    "poison, reason",
    [
        pytest.param(Play(then=_raise), Reason.INTERNAL, id="a fault of ours"),
        pytest.param(Play(outcome=CRASHED), Reason.CRASHED, id="a crash"),
        pytest.param(Play(raw=(b"no json",)), Reason.INTERNAL, id="what is no message"),
        pytest.param(Play(raw=(b'{"page": {}}',)), Reason.INTERNAL, id="what is no page"),
        pytest.param(
            Play(outcome=Outcome(status="failed", reason=Reason.PASSWORD)),
            Reason.PASSWORD,
            id="a password",
        ),
    ],
)
def test_one_poison_file_does_not_stop_the_batch(
    workspace: Workspace, inbox: Path, children: FakeChildren, poison: Play, reason: Reason
) -> None:
    fill(inbox, "a.pdf", "b.pdf", "c.pdf")
    children.plays["b.pdf"] = poison
    summary = go(workspace, inbox)
    assert (summary.done, summary.failed) == (2, 1)
    bad = entry(workspace, "b.pdf")
    assert (bad.state, bad.reason) == ("failed", reason.value)
    assert {f for r in workspace.store.current() for f in r.files} == {"a.pdf", "c.pdf"}


def test_a_failure_is_told_in_one_line_without_a_file_name_or_a_parsers_words(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "secret.pdf")
    children.plays["secret.pdf"] = Play(then=_raise)
    go(workspace, inbox)
    (outcome,) = outcomes(workspace)
    assert outcome.status == "failed"
    assert outcome.message is not None
    assert "\n" not in outcome.message
    assert outcome.document_id in outcome.message
    assert "secret" not in outcome.message
    assert "parser" not in outcome.message


def test_a_child_killed_midway_loses_nothing_that_it_had_read(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    children.plays["a.pdf"] = play("release", "alien", promised=4, outcome=OUT_OF_TIME)
    summary = go(workspace, inbox)
    assert (summary.attention, summary.failed) == (1, 0)
    records = list(workspace.store.current())
    assert sorted(p.number for r in records for p in r.pages) == [1, 2, 3, 4]
    assert [r.document_type for r in records][:2] == ["orr_verification_of_release", "dhs_i213"]
    stopped = {p.page: p.detail for r in records for p in r.problems if p.code == "reading_stopped"}
    assert stopped == {3: "out_of_time", 4: "out_of_time"}
    assert entry(workspace, "a.pdf").pages == 4


def test_a_page_that_was_not_read_keeps_its_document_from_being_released(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    children.plays["a.pdf"] = play("release", promised=2, outcome=OUT_OF_TIME)
    go(workspace, inbox)
    record = next(r for r in workspace.store.current() if 2 in {p.number for p in r.pages})
    assert record.document_type_decision is Decision.REVIEW
    assert record.needs_attention


def test_blank_pages_alone_need_nobody(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf", "b.pdf")
    children.plays["a.pdf"] = play("release", "blank")
    children.plays["b.pdf"] = play("no_words")
    summary = go(workspace, inbox)
    assert (summary.done, summary.attention) == (1, 1)
    assert entry(workspace, "b.pdf").state == "attention"


def test_a_file_that_cannot_be_read_fails_alone(workspace: Workspace, inbox: Path) -> None:
    (inbox / "a.pdf").symlink_to(inbox / "gone.pdf")
    (inbox / "b.pdf").symlink_to(inbox / "gone.pdf")
    assert go(workspace, inbox).failed == 2
    assert entry(workspace, "a.pdf").reason == Reason.UNREADABLE.value


def test_what_can_be_read_again_is_no_longer_told_as_unreadable(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    (inbox / "a.pdf").symlink_to(inbox / "b")
    go(workspace, inbox)
    assert entry(workspace, "a.pdf").reason == Reason.UNREADABLE.value
    (inbox / "a.pdf").unlink()
    fill(inbox, "a.pdf")
    go(workspace, inbox)
    assert [(e.names, e.state) for e in workspace.ledger.entries()] == [(("a.pdf",), "done")]


@pytest.mark.parametrize(
    "reason", [Reason.OUT_OF_MEMORY, Reason.OUT_OF_TIME, Reason.CRASHED, Reason.INTERNAL]
)
def test_what_failed_for_a_reason_that_may_pass_is_tried_again(
    workspace: Workspace, inbox: Path, children: FakeChildren, reason: Reason
) -> None:
    fill(inbox, "a.pdf")
    children.plays["a.pdf"] = Play(outcome=Outcome(status="failed", reason=reason))
    assert go(workspace, inbox).failed == 1
    del children.plays["a.pdf"]
    assert go(workspace, inbox).done == 1
    assert entry(workspace, "a.pdf").state == "done"


def test_what_failed_for_good_is_not(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    ended = Outcome(status="failed", reason=Reason.PASSWORD)
    children.plays["a.pdf"] = Play(outcome=ended)
    go(workspace, inbox)
    assert go(workspace, inbox).unchanged == 1
    assert len(children.read) == 1


def test_other_limits_give_only_what_did_not_come_through_another_try(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf", "b.pdf")
    ended = Outcome(status="failed", reason=Reason.TOO_MANY_PAGES)
    children.plays["b.pdf"] = Play(outcome=ended)
    go(workspace, inbox)
    assert go(workspace, inbox).unchanged == 2
    del children.plays["b.pdf"]
    assert go(workspace, inbox, max_pages=9000).unchanged == 1
    assert children.read == ["a.pdf", "b.pdf", "b.pdf"]


def test_files_that_are_no_documents_fail_in_a_real_child(
    workspace: Workspace, inbox: Path
) -> None:
    (inbox / "empty.pdf").write_bytes(b"")
    (inbox / "text.pdf").write_bytes(b"hello " * 100)
    assert go(workspace, inbox).failed == 2
    assert entry(workspace, "empty.pdf").reason == Reason.EMPTY.value
    assert entry(workspace, "text.pdf").reason == Reason.NOT_A_DOCUMENT.value


# ---- before the first document ---------------------------------------------------------------------


def test_a_broken_form_stops_before_the_first_document(
    workspace: Workspace, inbox: Path, children: FakeChildren, tmp_path: Path
) -> None:
    fill(inbox, "a.pdf")
    forms = other_forms(tmp_path)
    (forms / "broken.toml").write_text("type = \n")
    with pytest.raises(FormError):
        go(workspace, inbox, forms=forms)
    assert children.read == []
    assert workspace.ledger.entries() == ()


def test_a_missing_input_stops_before_the_first_document(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    with pytest.raises(ConfigError, match="does not exist"):
        run(
            [inbox, inbox / "none"],
            workspace,
            settings=Settings(workers=1),
            on_progress=lambda now: None,
            cancel=threading.Event(),
        )
    assert children.read == []


def test_an_empty_folder_is_no_fault(workspace: Workspace, inbox: Path) -> None:
    summary = go(workspace, inbox)
    assert (summary.run.files, summary.done, summary.stopped) == (0, 0, False)


# ---- time ------------------------------------------------------------------------------------------


def test_the_pace_of_a_run_holds_every_page(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf", "b.pdf", "c.pdf")
    children.plays["a.pdf"] = play("release", "blank")
    told = go(workspace, inbox).run
    assert sum(told.pace.pages) == pytest.approx(told.pages) == pytest.approx(4)
    assert told.pace.edges_s[-1] == pytest.approx(told.seconds)


def test_a_slow_run_writes_the_same_records_as_a_fast_one(
    inbox: Path, tmp_path: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    bodies = []
    for name, wait_s in (("fast", 0.0), ("slow", 0.05)):
        children.plays["a.pdf"] = replace(play("release"), then=partial(time.sleep, wait_s))
        with open_workspace(tmp_path / name, create=True) as workspace:
            go(workspace, inbox)
            bodies.append([RECORD.dump_json(r) for r in workspace.store.current()])
    assert bodies[0] == bodies[1] != []


# ---- memory ----------------------------------------------------------------------------------------


def test_what_was_stored_is_not_kept_in_memory(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, *(f"{number:03}.pdf" for number in range(40)))
    used = {}

    def sample(now: Progress) -> None:
        if now.done in (10, 40):
            gc.collect()
            used[now.done] = tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        go(workspace, inbox, on_progress=sample)
    finally:
        tracemalloc.stop()
    assert used[40] - used[10] < KEPT_FOR_30_FILES


# ---- certificates ----------------------------------------------------------------------------------


def own_certificate(workspace: Workspace) -> Certificate:
    """Keep a certificate of the workspace's own on dates."""
    return own(CertificateShelf(workspace.root))


def stored_under(workspace: Workspace, certificate: Certificate) -> str:
    """Store a document with a date that a certificate released, and return its id."""
    released = replace(
        born(9.0), decision=Decision.ACCEPTED, certificate=certificate.name, reasons=()
    )
    return workspace.store.append(record_of(1, released)).document_id


def fallen(workspace: Workspace, document_id: str) -> bool:
    told = workspace.store.latest(document_id)
    return told is not None and told.fields[0].reasons == ("certificate_withdrawn",)


def test_a_run_withdraws_a_certificate_that_what_came_in_is_unlike(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    certificate = own_certificate(workspace)
    document_id = stored_under(workspace, certificate)
    for number in range(100, 160):
        workspace.store.append(record_of(number, born(1.0)))
    summary = go(workspace, inbox)
    assert certificate.name in summary.withdrawn
    assert fallen(workspace, document_id)


def test_a_run_lets_fall_what_it_stored_under_a_certificate_that_fell_meanwhile(
    workspace: Workspace, inbox: Path, children: FakeChildren
) -> None:
    fill(inbox, "a.pdf")
    certificate = own_certificate(workspace)
    stored: list[str] = []

    def pull(_: Progress) -> None:
        gone = replace(certificate, withdrawn=Withdrawal(at="2026-01-02T03:04:05Z", reason="audit"))
        CertificateShelf(workspace.root).withdraw(gone)
        stored.append(stored_under(workspace, certificate))

    assert go(workspace, inbox, on_progress=pull).withdrawn == ()
    assert fallen(workspace, *stored)
