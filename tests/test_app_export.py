"""`casefile export`: what comes since a version, what is gone, any mix of options, other vocabularies."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.cli import FORMATS, main
from pipelines.ledger import Entry
from pipelines.settings import FORMS
from pipelines.workspace import open_workspace
from records.export import WRITERS
from records.schema import export_schema
from records.types import Decision, Field, Origin, Reading, Record, document_id
from tests.fakes import ROOT, make_record
from tests.test_export_readers import read_by_duckdb

WHOLE = make_record(pages=2)
FIRST, SECOND = make_record(first_page=1), make_record(first_page=2)
OTHER = make_record(sha256="01" * 32)
NUMBER = Field(
    name="subject.a_number",
    value="A012345678",
    reading=Reading.PRESENT,
    decision=Decision.REVIEW,
)
SEX = Field(name="subject.sex", value="F", reading=Reading.PRESENT, decision=Decision.ACCEPTED)
VALIDATOR = jsonschema.Draft202012Validator(export_schema())
EXTENSION = '[fields."shelf.mark"]\nkind = "identifier"\nabout = "shelf mark"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a workspace at version 5: one document reviewed, one split in two and retired."""
    root = tmp_path / "ws"
    person = replace(NUMBER, decision=Decision.ACCEPTED, origin=Origin.PERSON, reviewed_by="one")
    with open_workspace(root, create=True) as workspace:
        store = workspace.store
        store.append(replace(OTHER, fields=(NUMBER, SEX)))
        store.append(replace(WHOLE, fields=(SEX,)))
        store.append(replace(FIRST, replaces=(WHOLE.document_id,)))
        store.retire(WHOLE.document_id, replaced_by=(FIRST.document_id,))
        store.append(replace(OTHER, fields=(person, SEX)))
    return root


def append(root: Path, *records: Record) -> None:
    with open_workspace(root, create=False) as workspace:
        for record in records:
            workspace.store.append(record)


def export(root: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return the lines of a JSONL export; each keeps the schema."""
    target = root.parent / "out.jsonl"
    assert main(["export", "--output", str(target), "--workspace", str(root), *arguments]) == 0
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert all(VALIDATOR.is_valid(line) for line in lines)
    return lines


def standing(lines: Iterable[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return sorted((line["document_id"], line["version"], line["standing"]) for line in lines)


def test_the_command_offers_every_writer() -> None:
    assert set(FORMATS) == set(WRITERS)


def test_by_default_only_what_is_there_comes(root: Path) -> None:
    assert standing(export(root)) == sorted(
        [(OTHER.document_id, 2, "current"), (FIRST.document_id, 1, "current")]
    )


def test_every_export_says_up_to_which_version_it_tells(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = export(root)
    assert capsys.readouterr().err == "2 documents written, up to version 5\n"
    assert {line["workspace_version"] for line in lines} == {5}
    export(root, "--since", "3")
    assert capsys.readouterr().err == "1 documents, 1 retired ids written, up to version 5\n"


@pytest.mark.parametrize("options", [[], ["--since", "5"], ["--all-versions"]], ids=str)
def test_every_export_tells_which_files_failed(
    root: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = export(root, *options)
    failed = Entry(
        sha256="fa" * 32, config="c", names=("a.pdf",), state="failed", reason="password"
    )
    with open_workspace(root, create=False) as workspace:
        workspace.ledger.put(failed)
        workspace.ledger.put(replace(failed, sha256="fb" * 32, state="done", reason=None))
    capsys.readouterr()
    lines = export(root, *options)
    assert "1 failed files written, up to version 5" in capsys.readouterr().err
    (line,) = [x for x in lines if x["standing"] == "failed"]
    assert [x for x in lines if x is not line] == before
    assert line["document_id"] == document_id("fa" * 32, first_page=1, page_count=0)
    assert (line["files"], line["sha256"], line["pages"]) == (["a.pdf"], "fa" * 32, [])
    assert [p["code"] for p in line["problems"]] == ["password"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_line_for_a_failed_file(root: Path, tmp_path: Path, name: str) -> None:
    failed = Entry(sha256="fa" * 32, config="c", names=("a.pdf",), state="failed", reason="empty")
    with open_workspace(root, create=False) as workspace:
        workspace.ledger.put(failed)
    target = tmp_path / "out"
    arguments = ["--format", name, "--output", str(target), "--workspace", str(root)]
    assert main(["export", *arguments]) == 0
    (row,) = [r for r in _rows(name, target) if r["standing"] == "failed"]
    assert row["sha256"] == "fa" * 32


def test_since_tells_which_ids_are_gone_and_what_replaced_them(root: Path) -> None:
    (gone,) = [x for x in export(root, "--since", "2") if x["standing"] == "retired"]
    assert gone["document_id"] == WHOLE.document_id
    assert gone["replaced_by"] == [FIRST.document_id]
    assert (gone["fields"], gone["pages"]) == ([], [1, 2])


def test_since_tells_what_a_person_changed(root: Path) -> None:
    (line,) = export(root, "--since", "4")
    assert (line["document_id"], line["fields"][0]["origin"]) == (OTHER.document_id, "person")


def test_since_the_newest_version_there_is_nothing_but_the_version(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(root, "--since", "5") == []
    assert capsys.readouterr().err == "0 documents written, up to version 5\n"


def test_who_polls_ends_with_what_a_whole_export_has(root: Path) -> None:
    """Apply each poll to what is known: a line replaces its document, a retired one removes it."""
    known: dict[str, Any] = {line["document_id"]: line for line in export(root, "--since", "0")}
    append(root, SECOND, replace(FIRST, fields=(SEX,)))
    with open_workspace(root, create=False) as workspace:
        workspace.store.retire(OTHER.document_id)
    for line in export(root, "--since", "5"):
        known[line["document_id"]] = line
    there = {key: line for key, line in known.items() if line["standing"] == "current"}
    assert {k: v["fields"] for k, v in there.items()} == {
        line["document_id"]: line["fields"] for line in export(root)
    }


def test_every_poll_from_every_version_catches_up(root: Path) -> None:
    whole = {line["document_id"]: line for line in export(root)}
    for since in range(6):
        changed = {x["document_id"]: x for x in export(root, "--since", str(since))}
        there = {k: x for k, x in changed.items() if x["standing"] == "current"}
        assert there == {k: whole[k] for k in there}


@pytest.mark.parametrize("since", ["-1", "6"])
def test_a_version_that_this_workspace_never_had_is_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], since: str
) -> None:
    target = tmp_path / "none.jsonl"
    arguments = [f"--since={since}", "--output", str(target), "--workspace", str(root)]
    assert main(["export", *arguments]) == 2
    assert f"--since {since}: this workspace is at version 5" in capsys.readouterr().err
    assert not target.exists()


def test_accepted_only_leaves_out_what_waits_and_says_how_much(root: Path) -> None:
    append(root, replace(OTHER, fields=(NUMBER, SEX)), replace(FIRST, fields=(NUMBER,)))
    lines = {line["document_id"]: line for line in export(root, "--accepted-only")}
    told = {k: ([f["name"] for f in x["fields"]], x["fields_in_review"]) for k, x in lines.items()}
    assert told == {OTHER.document_id: (["subject.sex"], 1), FIRST.document_id: ([], 1)}


def test_all_versions_tells_every_version_and_which_one_holds(root: Path) -> None:
    lines = export(root, "--all-versions")
    assert standing(lines) == sorted(
        [
            (OTHER.document_id, 1, "superseded"),
            (OTHER.document_id, 2, "current"),
            (WHOLE.document_id, 1, "superseded"),
            (WHOLE.document_id, 1, "retired"),
            (FIRST.document_id, 1, "current"),
        ]
    )


def test_all_versions_stand_in_order_of_document_and_version(root: Path) -> None:
    append(root, replace(OTHER, language="es"))
    lines = [x for x in export(root, "--all-versions") if x["document_id"] == OTHER.document_id]
    assert [(x["version"], x["standing"]) for x in lines] == [
        (1, "superseded"),
        (2, "superseded"),
        (3, "current"),
    ]


def test_all_versions_since_tells_each_later_one(root: Path) -> None:
    append(root, replace(OTHER, language="es"))
    lines = export(root, "--all-versions", "--since", "4")
    assert standing(lines) == [
        (OTHER.document_id, 2, "superseded"),
        (OTHER.document_id, 3, "current"),
    ]


def _rows(name: str, path: Path) -> list[dict[str, Any]]:
    if name == "jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if name.startswith("csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    return read_by_duckdb(f"SELECT * FROM read_parquet('{path}')")


MIXES = [
    [option for option in mix if option]
    for mix in product(("", "--accepted-only"), ("", "--all-versions"), ("", "--since=1"))
]


@pytest.mark.parametrize("options", MIXES, ids=lambda options: " ".join(options) or "none")
def test_a_mix_of_options_tells_the_same_documents_in_every_format(
    root: Path, tmp_path: Path, options: list[str]
) -> None:
    expected = standing(export(root, *options))
    assert expected
    for name in FORMATS[1:]:
        target = tmp_path / "out"
        arguments = ["--format", name, "--output", str(target), "--workspace", str(root)]
        assert main(["export", *arguments, *options]) == 0
        found = {(r["document_id"], int(r["version"]), r["standing"]) for r in _rows(name, target)}
        assert sorted(found) == expected


@pytest.mark.parametrize("name", ["parquet", "parquet-wide"])
def test_a_binary_format_asks_for_a_file(
    root: Path, name: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["export", "--format", name, "--workspace", str(root)]) == 2
    told = capsysbinary.readouterr()
    assert told.out == b""
    assert b"say where with --output FILE" in told.err


def test_a_pipe_that_closes_early_is_told_and_no_version_is(root: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "app.cli", "export", "--workspace", str(root)]
    done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("casefile: standard output was closed before the end")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name", FORMATS)
def test_fields_of_an_extended_vocabulary_come_along(root: Path, tmp_path: Path, name: str) -> None:
    append(root, replace(SECOND, fields=(replace(SEX, name="shelf.mark", value="B-7"),)))
    target = tmp_path / "out"
    arguments = ["--format", name, "--output", str(target), "--workspace", str(root)]
    assert main(["export", *arguments]) == 0
    (row,) = [r for r in _rows(name, target) if r["document_id"] == SECOND.document_id]
    if name.endswith("wide"):
        assert row["shelf.mark"] == "B-7"
    else:
        field = row["fields"][0] if name == "jsonl" else row
        assert (field["name"], field["value"]) == ("shelf.mark", "B-7")


def test_forms_give_a_wide_table_their_columns_before_a_document_fills_them(
    tmp_path: Path,
) -> None:
    forms, target, workspace = tmp_path / "forms", tmp_path / "out.csv", tmp_path / "ws"
    shutil.copytree(FORMS, forms)
    (forms / "vocabulary.toml").write_text(EXTENSION, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    run = ["run", str(tmp_path / "empty"), "--workspace", str(workspace), "--forms", str(forms)]
    assert main(run) == 2  # no file, and yet the workspace knows the forms
    arguments = ["--format=csv-wide", "--output", str(target), "--workspace", str(workspace)]
    assert main(["export", *arguments]) == 0
    header = target.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header[-4:] == [
        "shelf.mark",
        "shelf.mark.decision",
        "shelf.mark.reading",
        "shelf.mark.proposed",
    ]


def test_an_export_that_fails_leaves_no_part_of_itself(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(root, replace(SECOND, fields=(SEX, SEX)))
    folder = tmp_path / "out"
    folder.mkdir()
    arguments = ["--format", "csv-wide", "--output", str(folder / "x"), "--workspace", str(root)]
    assert main(["export", *arguments]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"casefile: document {SECOND.document_id}: two fields would share")
    assert list(folder.iterdir()) == []


def test_an_earlier_file_stays_whole_when_an_export_fails(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")
    append(root, replace(SECOND, fields=(SEX, SEX)))
    main(["export", "--format=csv-wide", "--output", str(target), "--workspace", str(root)])
    assert target.read_text() == "before"
