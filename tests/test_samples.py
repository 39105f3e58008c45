"""The samples from end to end, through the command line and a real Tesseract, against their truth."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import pytest

from benchmarks.sample_truth import sample_truth
from evaluation.judging import Known
from evaluation.scores import score
from pipelines.ledger import Entry
from pipelines.workspace import open_workspace
from records.errors import Reason
from records.types import Decision, Field, Record
from records.vocabulary import load_vocabulary
from tests.fakes import ROOT, SAMPLES, Told, casefile

FLOOR: Final = 0.68
"""Share of the truth's fields that come out right, accepted or in review; measured: 0.72."""
ACCEPTED_FLOOR: Final = 95
"""Accepted fields over all samples; measured: 109. Accepting nothing is no way to be right."""

I213: Final = "i213-public-record.pdf"
SPLIT: Final[dict[str, list[tuple[list[int], str]]]] = {
    I213: [([1], "dhs_i213"), ([2, 3], "dhs_i831")],
}
"""The truth lists the I-213 as one paper; its continuation sheets are a document of their own."""
PARTIAL: Final = frozenset({I213})
"""Files of which the truth lists some fields only: what it does not list cannot be told wrong."""
Truth = dict[str, Any]
TRUTH: Final[tuple[Truth, ...]] = tuple(
    json.loads((ROOT / "samples" / "truth.json").read_text(encoding="utf-8"))["files"]
)
READABLE: Final = tuple(t for t in TRUTH if t["expect"] == "read")


@dataclass(frozen=True)
class Processed:
    told: Told
    records: dict[str, tuple[Record, ...]]
    entries: dict[str, Entry]


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Processed:
    root = tmp_path_factory.mktemp("samples") / "workspace"
    told = casefile("run", SAMPLES, "--workspace", root)
    with open_workspace(root, create=False) as workspace:
        entries = {e.names[0]: e for e in workspace.ledger.entries()}
        found = {name: workspace.store.of_file(e.sha256) for name, e in entries.items()}
    return Processed(told, found, entries)


def wanted(truth: Truth) -> list[tuple[list[int], str]]:
    """Return pages and type of each document, in order of pages."""
    documents = [(d["pages"], d["document_type"]) for d in truth["documents"]]
    return SPLIT.get(truth["file"], documents)


def listed(truth: Truth) -> dict[tuple[int, str, int], list[Truth]]:
    """Return the truth's fields by first page of their record's span, name and index."""
    found: dict[tuple[int, str, int], list[Truth]] = {}
    starts = sorted(pages[0] for pages, _ in wanted(truth))
    for document in truth["documents"]:
        for field in document["fields"]:
            start = max(s for s in starts if s <= field["page"])
            found.setdefault((start, field["name"], field["index"]), []).append(field)
    return found


def agrees(field: Field, facts: list[Truth]) -> bool:
    return any((f["reading"], f["value"]) == (field.reading.value, field.value) for f in facts)


def accepted(processed: Processed, truth: Truth) -> list[tuple[int, Field]]:
    """Return the accepted fields of a file, each with the first page of its record."""
    return [
        (record.pages[0].number, field)
        for record in processed.records[truth["file"]]
        for field in record.fields
        if field.decision is Decision.ACCEPTED
    ]


by_file = pytest.mark.parametrize("truth", READABLE, ids=lambda t: t["file"])


def test_every_file_is_in_the_ledger_and_one_failed(processed: Processed) -> None:
    assert set(processed.entries) == {t["file"] for t in TRUTH}
    assert processed.told.status == 1, processed.told.err
    states = Counter(e.state for e in processed.entries.values())
    assert states == {"done": len(READABLE), "failed": 1}


def test_the_broken_file_fails_as_damaged(processed: Processed) -> None:
    entry = processed.entries["broken.pdf"]
    assert (entry.state, entry.reason) == ("failed", Reason.DAMAGED.value)
    assert processed.records["broken.pdf"] == ()


@by_file
def test_every_page_is_in_exactly_one_record(processed: Processed, truth: Truth) -> None:
    pages = [page.number for r in processed.records[truth["file"]] for page in r.pages]
    written = {n for d in truth["documents"] for n in d["pages"]} | set(truth["blank_pages"])
    assert sorted(pages) == sorted(written)


@by_file
def test_types_and_page_spans_are_right(processed: Processed, truth: Truth) -> None:
    blank = set(truth["blank_pages"])
    found = [
        ([p.number for p in r.pages if p.number not in blank], r.document_type)
        for r in processed.records[truth["file"]]
    ]
    assert found == wanted(truth)


@by_file
def test_each_page_stands_upright_at_its_size(processed: Processed, truth: Truth) -> None:
    pages = {p.number: p for r in processed.records[truth["file"]] for p in r.pages}
    for document in truth["documents"]:
        facts = zip(document["pages"], document["rotations"], document["page_sizes"], strict=True)
        for number, rotation, (width, height) in facts:
            assert pages[number].rotation == rotation
            assert pages[number].width == pytest.approx(width, abs=2)
            assert pages[number].height == pytest.approx(height, abs=2)


@by_file
def test_blank_pages_are_known(processed: Processed, truth: Truth) -> None:
    blank = [p.number for r in processed.records[truth["file"]] for p in r.pages if p.blank]
    assert blank == truth["blank_pages"]


@by_file
def test_the_language_is_told(processed: Processed, truth: Truth) -> None:
    languages = {d["language"] for d in truth["documents"]}
    assert {r.language for r in processed.records[truth["file"]]} == languages


@by_file
def test_no_accepted_field_is_wrong(processed: Processed, truth: Truth) -> None:
    facts = listed(truth)
    wrong = []
    for start, field in accepted(processed, truth):
        told = facts.get((start, *field.key))
        if told is None and truth["file"] in PARTIAL:
            continue
        if told is None or not agrees(field, told):
            wrong.append(field.key)
    assert wrong == []


def test_nothing_is_invented_under_a_bar(processed: Processed) -> None:
    checked = 0
    for truth in READABLE:
        facts = listed(truth)
        for record in processed.records[truth["file"]]:
            for field in record.fields:
                told = facts.get((record.pages[0].number, *field.key), [])
                if told and all(f["reading"] == "redacted" for f in told):
                    checked += 1
                    assert field.value is None, (truth["file"], field.name)
    assert checked >= 10


def test_enough_fields_come_out_right(processed: Processed) -> None:
    right = total = 0
    for truth in READABLE:
        records = {r.pages[0].number: r for r in processed.records[truth["file"]]}
        for (start, name, index), facts in listed(truth).items():
            field = records[start].get(name, index) if start in records else None
            total += 1
            right += field is not None and agrees(field, facts)
    assert right / total >= FLOOR, f"{right} of {total}"


def test_enough_fields_are_accepted(processed: Processed) -> None:
    assert sum(len(accepted(processed, truth)) for truth in READABLE) >= ACCEPTED_FLOOR


def test_every_accepted_value_says_where_it_stands(processed: Processed) -> None:
    seen = 0
    for truth in READABLE:
        pages = {p.number: p for r in processed.records[truth["file"]] for p in r.pages}
        for _, field in accepted(processed, truth):
            if field.value is None:
                continue
            assert field.evidence is not None, field.name
            page, box = pages[field.evidence.page], field.evidence.bbox
            assert -1 <= box.x0 < box.x1 <= page.width + 1
            assert -1 <= box.top < box.bottom <= page.height + 1
            seen += 1
    assert seen >= ACCEPTED_FLOOR / 2


def test_the_evaluator_says_the_same(processed: Processed) -> None:
    known = Known(
        kinds=load_vocabulary().field_kinds, read_words=lambda sha256, page: None, truth_words={}
    )
    records = [record for found in processed.records.values() for record in found]
    overall = score(sample_truth(), records, known).overall
    assert overall["type"].value == overall["bundles"].value == 1.0
    assert overall["accepted_wrong"].value == 0.0
    assert (overall["right"].value or 0.0) >= FLOOR
    assert (overall["grounded"].value or 0.0) >= 0.9
