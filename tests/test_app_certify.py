"""`casefile certify` as typed: what it says, and its exit status."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import IN_PART, NOTHING_DONE, main
from models.certificate import Withdrawal
from pipelines.certificates import CertificateShelf
from pipelines.drawing import draw_sample, in_order
from pipelines.workspace import open_workspace
from tests.test_pipelines_certifying import AT, KINDS, fill


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a workspace in which people have looked at forty documents whole."""
    with open_workspace(tmp_path / "w", create=True) as workspace:
        workspace.ledger.remember(KINDS)
        fill(workspace, 40)
    return tmp_path / "w"


def drawn(root: Path) -> None:
    with open_workspace(root, create=False) as workspace:
        draw_sample(workspace, CertificateShelf(workspace.root), count=40)


def certify(root: Path, limit: str, level: str = "0.8") -> int:
    return main(["certify", "--limit", limit, "--level", level, "--workspace", str(root)])


def test_without_a_sample_it_says_how_to_draw_one(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert certify(root, "0.2") == NOTHING_DONE
    assert "review push --sample" in capsys.readouterr().err


def test_it_tells_from_where_on_values_are_released(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(root)
    assert certify(root, "0.2") == 0
    told = capsys.readouterr().out
    assert "dates: released from" in told
    assert "40 of 40 documents" in told


def test_status_tells_what_a_certificate_releases_and_when_it_was_withdrawn(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(root)
    certify(root, "0.2")
    main(["status", "--workspace", str(root)])
    assert "at most 20.00% wrong, 80% sure: dates, the surest of a document" in (
        " ".join(capsys.readouterr().out.split())
    )
    shelf = CertificateShelf(root)
    (own,) = [c for c in shelf.all() if not c.provisional]
    shelf.withdraw(replace(own, withdrawn=Withdrawal(at="2026-01-02", reason="audit.dates 9/9")))
    main(["status", "--workspace", str(root)])
    told = " ".join(capsys.readouterr().out.split())
    assert (
        f"{own.name}, at most 20.00% wrong, 80% sure: withdrawn 2026-01-02 (audit.dates 9/9)"
        in (told)
    )


def test_it_tells_how_many_more_documents_it_would_take(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(root)
    assert certify(root, "0.005", "0.95") == IN_PART
    assert "more documents looked at whole" in capsys.readouterr().out


def test_it_tells_how_many_wait_behind_a_document_that_is_not_finished(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(root)
    with open_workspace(root, create=False) as workspace:
        line = in_order(record.document_id for record in workspace.store.current())
        late = workspace.store.latest(line[30])
        assert late is not None
        workspace.store.append(replace(late, reviewed_by=None))
    assert certify(root, "0.2") == 0
    told = capsys.readouterr().out
    assert f"9 of these wait, since document {line[30]} was drawn before them" in told


def test_it_tells_which_documents_served_for_what_was_withdrawn(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn(root)
    certify(root, "0.2")
    with open_workspace(root, create=False) as workspace:
        shelf = CertificateShelf(workspace.root)
        for issued in (c for c in shelf.all() if not c.provisional):
            shelf.withdraw(replace(issued, withdrawn=Withdrawal(at=AT, reason="audit")))
    assert certify(root, "0.2") == NOTHING_DONE
    assert "larger N" in capsys.readouterr().err
    with open_workspace(root, create=False) as workspace:
        fill(workspace, 30, start=40)
        draw_sample(workspace, CertificateShelf(workspace.root), count=70)
    assert certify(root, "0.2") == 0
    assert "40 of these served for a certificate that was withdrawn" in capsys.readouterr().out


@pytest.mark.parametrize("limit", ["0", "1", "half"])
def test_a_limit_that_is_no_share_is_refused(root: Path, limit: str) -> None:
    with pytest.raises(SystemExit):
        certify(root, limit)
