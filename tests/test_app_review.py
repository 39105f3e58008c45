"""The review commands with forms of one's own: their fields and types are sent and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Set
from dataclasses import replace
from pathlib import Path

import pytest

from annotation import labelstudio
from annotation.corrections import Correction, read_annotation
from annotation.labelstudio import PushResult
from annotation.tasks import check, page_task, region_id
from app.cli import main
from models.certificate import Certificate, Withdrawal
from pipelines.certificates import CertificateShelf
from pipelines.drawing import draw_sample, in_order
from pipelines.settings import FORMS
from pipelines.workspace import open_workspace
from records.types import Decision, Field, Record
from records.vocabulary import Vocabulary
from tests.review_records import FAMILY_NAME, make_field, two_page_record
from tests.test_pipelines_certifying import AT, born, looked_at, own
from tests.test_pipelines_certifying import record as record_of

OWN = """
[document_types]
shelf_card = "Shelf card"

[fields."shelf.mark"]
kind = "identifier"
about = "shelf mark"
"""
SHELF = make_field("shelf.mark", value="B7", text="B7", bbox=FAMILY_NAME)
CARD = replace(two_page_record(), document_type="shelf_card", fields=(SHELF,))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace that a run with forms of one's own left, with one document of theirs."""
    monkeypatch.setenv("CASEFILE_LABEL_STUDIO_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("CASEFILE_LABEL_STUDIO_TOKEN", "token")
    forms, empty, root = tmp_path / "forms", tmp_path / "empty", tmp_path / "workspace"
    shutil.copytree(FORMS, forms)
    (forms / "vocabulary.toml").write_text(OWN, encoding="utf-8")
    empty.mkdir()
    main(["run", str(empty), "--forms", str(forms), "--workspace", str(root)])
    with open_workspace(root, create=False) as opened:
        opened.store.append(CARD)
    return root


def test_own_fields_are_pushed(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed: list[Record] = []

    def push(
        records: Iterable[Record],
        *,
        vocabulary: Vocabulary,
        page_image: Callable[[Record, int], bytes],
        connection: object,
        sample: Set[str],
    ) -> PushResult:
        assert sample == set()
        for record in records:
            check(page_task(record, 3, image="/p.png", size=(1275, 1650)), vocabulary)
            pushed.append(record)
        return PushResult(project_id=1, project_url="", created=1, existing=0, replaced=0)

    monkeypatch.setattr(labelstudio, "has_project", lambda **_: False)
    monkeypatch.setattr(labelstudio, "push", push)
    assert main(["review", "push", "--workspace", str(workspace)]) == 0
    assert [r.document_type for r in pushed] == ["shelf_card"]


def test_drawn_documents_are_asked_about_first_in_the_order_of_the_draw(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed: list[str] = []

    def push(records: Iterable[Record], **_: object) -> PushResult:
        pushed.extend(record.document_id for record in records)
        return PushResult(project_id=1, project_url="", created=1, existing=0, replaced=0)

    with open_workspace(workspace, create=False) as opened:
        for number in range(9):
            opened.store.append(record_of(number, born(1.0)))
        line = in_order(record.document_id for record in opened.store.current())
    monkeypatch.setattr(labelstudio, "has_project", lambda **_: False)
    monkeypatch.setattr(labelstudio, "push", push)
    assert main(["review", "push", "--sample", "5", "--workspace", str(workspace)]) == 0
    assert pushed[:5] == line[:5] and set(pushed[5:]) == set(line[5:])


def test_what_a_person_says_of_own_fields_is_pulled(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelstudio, "pull", lambda **_: (said(),))
    assert main(["review", "pull", "--workspace", str(workspace)]) == 0
    with open_workspace(workspace, create=False) as opened:
        (record,) = opened.store.current()
    field = record.get("shelf.mark")
    assert field is not None
    assert (field.value, field.reviewed_by) == ("C9", "ana@example.org")
    assert (record.document_type, record.problems) == ("shelf_card", CARD.problems)


def said() -> Correction:
    """Return the task of the document's page with the mark retyped and its type confirmed."""
    task = page_task(CARD.with_version(1), 3, image="/p.png", size=(1275, 1650))
    mark = region_id(SHELF.key)
    result = [
        answer | {"value": {"text": ["C9"]}}
        if (answer["id"], answer["from_name"]) == (mark, "text")
        else answer
        for answer in task.result
    ]
    annotation = {
        "id": 7,
        "result": result,
        "completed_by": 1,
        "updated_at": "2026-03-01T12:00:00.123456Z",
    }
    return read_annotation(annotation, data=task.data, names={1: "ana@example.org"})


def test_the_page_of_a_document_shows_the_title_of_its_own_type(
    workspace: Path, tmp_path: Path
) -> None:
    page = tmp_path / "document.html"
    arguments = ["show", CARD.document_id, "--html", str(page), "--workspace", str(workspace)]
    assert main(arguments) == 0
    assert "Shelf card" in page.read_text(encoding="utf-8")


def test_the_report_keeps_the_title_after_a_run_with_other_forms(
    workspace: Path, tmp_path: Path
) -> None:
    main(["run", str(tmp_path / "empty"), "--workspace", str(workspace)])
    assert "Shelf card" in (workspace / "report" / "index.html").read_text(encoding="utf-8")


def test_a_pull_withdraws_a_certificate_under_which_too_much_was_found_wrong(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(labelstudio, "pull", lambda **_: ())
    with open_workspace(workspace, create=False) as opened:
        shelf = CertificateShelf(opened.root)
        certificate = own(shelf)
        for number in range(20):
            made = opened.store.append(record_of(number, released(certificate)))
            opened.store.append(looked_at(made, value="2009-03-25"))
        draw_sample(opened, shelf, count=100)
        late = opened.store.append(record_of(99, released(certificate)))
    assert main(["review", "pull", "--workspace", str(workspace)]) == 0
    assert f"certificate {certificate.name} holds no more" in capsys.readouterr().out
    with open_workspace(workspace, create=False) as opened:
        told = opened.store.latest(late.document_id)
    assert told is not None and told.fields[0].reasons == ("certificate_withdrawn",)


def test_a_pull_mends_what_one_that_was_killed_left_accepted(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labelstudio, "pull", lambda **_: ())
    with open_workspace(workspace, create=False) as opened:
        shelf = CertificateShelf(opened.root)
        certificate = own(shelf)
        late = opened.store.append(record_of(99, released(certificate)))
        shelf.withdraw(replace(certificate, withdrawn=Withdrawal(at=AT, reason="audit")))
    assert main(["review", "pull", "--workspace", str(workspace)]) == 0
    with open_workspace(workspace, create=False) as opened:
        told = opened.store.latest(late.document_id)
    assert told is not None and told.fields[0].decision is Decision.REVIEW


def released(certificate: Certificate) -> Field:
    """Return a date that a certificate released."""
    return replace(born(9.0), decision=Decision.ACCEPTED, certificate=certificate.name, reasons=())
