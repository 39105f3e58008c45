"""The data dictionary: the committed page is what the code says now, and it leaves nothing out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from app.cli import main
from pipelines.settings import FORMS
from records.columns import LONG, PARTS
from records.dictionary import IN_PARQUET
from records.export_parquet import _types
from records.schema import export_schema
from records.vocabulary import load_vocabulary
from tests.fakes import ROOT

PAGE = ROOT / "docs" / "data-dictionary.md"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["dictionary", *arguments]) == 0
    return capsys.readouterr().out


def rows(page: str) -> dict[str, list[str]]:
    """Return the cells of each row of a table by what its first cell quotes."""
    lines = (line for line in page.splitlines() if line.startswith("| `"))
    return {line.split("`")[1]: [c.strip() for c in line.split("|")[1:-1]] for line in lines}


def test_the_committed_page_is_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    same = told(capsys) == PAGE.read_text(encoding="utf-8")
    assert same, "run make dictionary, look at what changed, and commit it"


def test_every_field_type_key_and_column_has_a_row() -> None:
    vocabulary, schema = load_vocabulary(), export_schema()
    wanted = {*vocabulary.field_kinds, *vocabulary.document_types, *vocabulary.kinds, *LONG}
    wanted |= {*schema["properties"], *schema["$defs"]["ExportedField"]["properties"]}
    wanted |= {value for values in vocabulary.axes.values() for value in values}
    wanted |= {f"subject.a_number{part}" for part in PARTS}
    found = rows(PAGE.read_text(encoding="utf-8"))
    assert wanted - found.keys() == set()
    assert [name for name in wanted if "" in found[name]] == []


def test_a_field_says_on_which_forms_it_stands() -> None:
    row = rows(PAGE.read_text(encoding="utf-8"))["sponsor.category"]
    assert row[1] == "category"
    assert "`orr_sponsor_application`" in row[3] or "`orr_verification_of_release`" in row[3]


def test_a_vocabulary_of_ones_own_is_told_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = tmp_path / "forms"
    shutil.copytree(FORMS, forms)
    (forms / "vocabulary.toml").write_text(
        '[fields."shelf.mark"]\nkind = "identifier"\nabout = "shelf | mark"\n'
        '[document_types]\ncounty_card = "A card"\n',
        encoding="utf-8",
    )
    found = rows(told(capsys, "--forms", str(forms)))
    assert found["shelf.mark"][1:] == ["identifier", "shelf / mark", "-"]
    assert found["county_card"][1] == "A card"


def test_parquet_types_are_those_that_are_written() -> None:
    for holds, shown in IN_PARQUET.items():
        words = re.findall(r"\w+", str(_types()[holds]).replace("item", " "))
        named = set(re.findall(r"\w+", shown)) - {"of"}
        assert named <= set(words), holds
