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
from pipelines.settings import FORMS
from pipelines.workspace import open_workspace
from records.types import Record
from records.vocabulary import Vocabulary
from tests.review_records import FAMILY_NAME, make_field, two_page_record

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
