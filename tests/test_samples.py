"""The samples from end to end, through the command line and a real Tesseract, against their truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import pytest

from evaluation.judging import Known
from evaluation.scores import score
from pipelines.ledger import Entry
from pipelines.workspace import open_workspace
from records.errors import Reason
from records.types import Decision, Field, Reading, Record
from records.vocabulary import load_vocabulary
from synth.truth import TruthDocument, TruthField, read_documents
from tests.fakes import ROOT, SAMPLES, Told, casefile

FLOOR: Final = 0.66
"""Share of the truth's fields that come out right, accepted or in review; measured: 0.71."""
ACCEPTED_FLOOR: Final = 125
"""Accepted fields over all samples; measured: 140. Accepting nothing is no way to be right."""

TRUTH: Final = tuple(read_documents(ROOT / "samples" / "truth.jsonl"))
BROKEN: Final = "broken.pdf"
UNSEEN: Final = tuple(document for document in TRUTH if document.stratum == "unseen")
FILES: Final = tuple(dict.fromkeys(document.file for document in TRUTH))


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


def documents(file: str) -> list[TruthDocument]:
    return [document for document in TRUTH if document.file == file]


def listed(file: str) -> dict[tuple[int, str, int], list[TruthField]]:
    """Return the truth's fields by first page of their document, name and index."""
    found: dict[tuple[int, str, int], list[TruthField]] = {}
    for document in documents(file):
        for field in document.fields:
            found.setdefault((document.pages[0], field.name, field.index), []).append(field)
    return found


def agrees(field: Field, facts: list[TruthField]) -> bool:
    return any((f.reading, f.value) == (field.reading, field.value) for f in facts)


def accepted(processed: Processed, file: str) -> list[tuple[int, Field]]:
    """Return the accepted fields of a file, each with the first page of its record."""
    return [
        (record.pages[0].number, field)
        for record in processed.records[file]
        for field in record.fields
        if field.decision is Decision.ACCEPTED
    ]


by_file = pytest.mark.parametrize("file", FILES)


def test_every_file_is_in_the_ledger_and_one_failed(processed: Processed) -> None:
    assert set(processed.entries) == {*FILES, BROKEN}
    assert processed.told.status == 1, processed.told.err
    states = Counter(e.state for e in processed.entries.values())
    assert states == {"done": len(FILES), "failed": 1}


def test_the_broken_file_fails_as_damaged(processed: Processed) -> None:
    entry = processed.entries[BROKEN]
    assert (entry.state, entry.reason) == ("failed", Reason.DAMAGED.value)
    assert processed.records[BROKEN] == ()


@by_file
def test_every_page_is_in_exactly_one_record(processed: Processed, file: str) -> None:
    pages = [page.number for r in processed.records[file] for page in r.pages]
    written = {n for d in documents(file) for n in (*d.pages, *d.blank_pages)}
    assert sorted(pages) == sorted(written)


@by_file
def test_types_and_page_spans_are_right(processed: Processed, file: str) -> None:
    blank = {n for d in documents(file) for n in d.blank_pages}
    found = [
        (tuple(p.number for p in r.pages if p.number not in blank), r.document_type)
        for r in processed.records[file]
    ]
    assert found == [(d.pages, d.document_type) for d in documents(file)]


def test_of_an_edition_that_no_form_file_knows_a_certificate_alone_releases(
    processed: Processed,
) -> None:
    waiting = [
        record
        for document in UNSEEN
        for record in processed.records[document.file]
        if record.pages[0].number == document.pages[0]
    ]
    assert waiting
    for record in waiting:
        assert record.document_type_decision is Decision.REVIEW
        assert all(f.decision is Decision.REVIEW or f.certificate for f in record.fields)


@by_file
def test_each_page_stands_upright_at_its_size(processed: Processed, file: str) -> None:
    pages = {p.number: p for r in processed.records[file] for p in r.pages}
    for document in documents(file):
        facts = zip(document.pages, document.rotations, document.page_sizes, strict=True)
        for number, rotation, (width, height) in facts:
            assert pages[number].rotation == rotation
            assert pages[number].width == pytest.approx(width, abs=2)
            assert pages[number].height == pytest.approx(height, abs=2)


@by_file
def test_blank_pages_are_known(processed: Processed, file: str) -> None:
    blank = [p.number for r in processed.records[file] for p in r.pages if p.blank]
    assert blank == list(documents(file)[0].blank_pages)


@by_file
def test_the_language_is_told(processed: Processed, file: str) -> None:
    languages = {d.language for d in documents(file)}
    assert {r.language for r in processed.records[file]} == languages


@by_file
def test_no_accepted_field_is_wrong(processed: Processed, file: str) -> None:
    facts = listed(file)
    partial = not all(d.complete for d in documents(file))
    wrong = []
    for start, field in accepted(processed, file):
        told = facts.get((start, *field.key))
        if told is None and partial:
            continue
        if told is None or not agrees(field, told):
            wrong.append(field.key)
    assert wrong == []


def test_nothing_is_invented_under_a_bar(processed: Processed) -> None:
    checked = 0
    for file in FILES:
        facts = listed(file)
        for record in processed.records[file]:
            for field in record.fields:
                told = facts.get((record.pages[0].number, *field.key), [])
                if told and all(f.reading is Reading.REDACTED for f in told):
                    checked += 1
                    assert field.value is None, (file, field.name)
    assert checked >= 10


def test_enough_fields_come_out_right(processed: Processed) -> None:
    right = total = 0
    for file in FILES:
        records = {r.pages[0].number: r for r in processed.records[file]}
        for (start, name, index), facts in listed(file).items():
            field = records[start].get(name, index) if start in records else None
            total += 1
            right += field is not None and agrees(field, facts)
    assert right / total >= FLOOR, f"{right} of {total}"


def test_enough_fields_are_accepted(processed: Processed) -> None:
    assert sum(len(accepted(processed, file)) for file in FILES) >= ACCEPTED_FLOOR


def test_every_accepted_value_says_where_it_stands(processed: Processed) -> None:
    seen = 0
    for file in FILES:
        pages = {p.number: p for r in processed.records[file] for p in r.pages}
        for _, field in accepted(processed, file):
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
    overall = score(TRUTH, records, known).overall
    assert overall["type"].value == 1.0
    assert overall["bundles"].value == 1.0
    assert overall["accepted_wrong"].value == 0.0
    assert (overall["right"].value or 0.0) >= FLOOR
    assert (overall["grounded"].value or 0.0) >= 0.9
