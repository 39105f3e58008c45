"""The public record: a real I-213 with continuation pages, its names blacked out by its publisher.

The whole pipeline reads it in process. What it must never do is find a name where a bar stands.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extract.document import make_records
from extract.load import Limits, open_document
from extract.ocr import load_engine
from extract.page import ReadPage, read_page
from pipelines.settings import Settings
from records.forms import FormSet, load_forms
from records.types import Decision, Field, Problem, Reading, Record

ROOT = Path(__file__).parents[1]
FILE = ROOT / "samples" / "documents" / "i213-public-record.pdf"
Pages = tuple[ReadPage, ...]
HIDDEN_KINDS = frozenset({"name", "full_name", "a_number"})


@pytest.fixture(scope="module")
def forms() -> FormSet:
    return load_forms(ROOT / "forms")


@pytest.fixture(scope="module")
def pages() -> Pages:
    engine = load_engine(Settings().engine, languages=Settings().languages)
    with open_document(FILE, limits=Limits()) as document:
        assert document.problems == ()
        return tuple(read_page(page, engine=engine)[0] for page in document.pages())


@pytest.fixture(scope="module")
def records(forms: FormSet, pages: Pages) -> tuple[Record, ...]:
    return make_records(pages, forms=forms, sha256="0" * 64, files=(FILE.name,))


def field(records: tuple[Record, ...], name: str) -> Field:
    found = records[0].get(name)
    assert found is not None, f"no field {name}"
    return found


def test_the_file_is_a_form_and_its_continuation(records: tuple[Record, ...]) -> None:
    told = [(r.document_type, [p.number for p in r.pages]) for r in records]
    assert told == [("dhs_i213", [1]), ("dhs_i831", [2, 3])]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject.nationality", "MEX"),
        ("subject.sex", "M"),
        ("subject.age", "20"),
        ("encounter.date", "2020-03-05"),
        ("entry.date", "2020-03-05"),
        ("father.nationality", "MEX"),
        ("mother.nationality", "MEX"),
    ],
)
def test_what_was_left_to_read_is_read(records: tuple[Record, ...], name: str, value: str) -> None:
    assert (field(records, name).reading, field(records, name).value) == (Reading.PRESENT, value)


@pytest.mark.parametrize(
    "name",
    [
        "subject.family_name",
        "subject.given_names",
        "subject.a_number",
        "subject.date_of_birth",
    ],
)
def test_what_was_blacked_out_is_redacted(records: tuple[Record, ...], name: str) -> None:
    assert (field(records, name).reading, field(records, name).value) == (Reading.REDACTED, None)


def test_no_name_and_no_number_is_invented(records: tuple[Record, ...], forms: FormSet) -> None:
    invented = [
        (record.document_type, f.name)
        for record in records
        for f in record.fields
        if forms.kind(f.name) in HIDDEN_KINDS
        and (f.value is not None or any(c.value is not None for c in f.candidates))
    ]
    assert invented == []


def test_every_value_points_at_a_place_on_its_page(records: tuple[Record, ...]) -> None:
    for record in records:
        sizes = {p.number: p for p in record.pages}
        for item in (f for f in record.fields if f.value is not None):
            assert item.evidence is not None
            page = sizes[item.evidence.page]
            assert 0 <= item.evidence.bbox.x0 < item.evidence.bbox.x1 <= page.width
            assert 0 <= item.evidence.bbox.top < item.evidence.bbox.bottom <= page.height


REDACTED, BLANK = Reading.REDACTED, Reading.BLANK
SHOWN: dict[str, str | Reading] = {
    "subject.family_name": REDACTED,
    "subject.given_names": REDACTED,
    "subject.subject_id": REDACTED,
    "subject.a_number": REDACTED,
    "subject.event_number": REDACTED,
    "subject.sex": "M",
    "subject.nationality": "MEX",
    "subject.country_of_birth": "MEX",
    "subject.passport_number": BLANK,
    "subject.address": REDACTED,
    "subject.address_abroad": REDACTED,
    "subject.date_of_birth": REDACTED,
    "subject.age": "20",
    "subject.marital_status": "single",
    "subject.fin": REDACTED,
    "entry.date": "2020-03-05",
    "entry.place": "SEA",
    "entry.manner": "AIR",
    "encounter.date": "2020-03-05",
    "encounter.place": "SEA",
    "encounter.officer": REDACTED,
    "father.full_name": REDACTED,
    "father.nationality": "MEX",
    "mother.full_name": REDACTED,
    "mother.nationality": "MEX",
    "document.date": "2020-03-05",
    "document.signed_by": REDACTED,
    "document.form_number": "I-831",
    "document.edition": "08/01/07",
}
"""What a person sees on these pages."""


def test_whatever_is_released_is_what_a_person_sees(records: tuple[Record, ...]) -> None:
    released = [f for r in records for f in r.fields if f.decision is Decision.ACCEPTED]
    wrong = [
        (f.name, f.value, f.reading)
        for f in released
        if SHOWN.get(f.name) != (f.value if f.value is not None else f.reading)
    ]
    assert wrong == []
    assert len(released) >= 20


def test_a_document_in_doubt_releases_nothing_of_it(forms: FormSet, pages: Pages) -> None:
    made = make_records(
        pages,
        forms=forms,
        sha256="0" * 64,
        files=(FILE.name,),
        problems=(Problem(code="parser_disagreement", stage="load"),),
    )
    assert {f.decision for r in made for f in r.fields} == {Decision.REVIEW}
    assert {r.document_type_decision for r in made} == {Decision.REVIEW}


def test_what_one_reader_alone_saw_is_not_released(forms: FormSet, pages: Pages) -> None:
    one_reader = tuple(replace(page, second=()) for page in pages)
    made = make_records(one_reader, forms=forms, sha256="0" * 64, files=(FILE.name,))
    released = {f.name for r in made for f in r.fields if f.decision is Decision.ACCEPTED}
    assert not released & {"subject.age", "entry.date", "entry.place", "encounter.date"}
    assert "subject.nationality" in released  # a word of a closed list needs no second reader
