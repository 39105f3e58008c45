"""Another agency's forms, added as data: examples/fara loads, and reads a page drawn in its layout.

The person, the registrant and every number are invented.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.forms import check_files
from extract.classify import classify
from extract.document import make_records
from extract.load import Limits, LoadedPage, open_document
from extract.ocr import load_engine
from extract.page import read_page
from pipelines.settings import Settings
from records.forms import FormSet, load_forms
from records.types import Decision, Record
from records.vocabulary import load_vocabulary
from tests.strategies import HEIGHT, WIDTH, Canvas, box

FORMS = Path(__file__).parents[1] / "examples" / "fara" / "forms"
LEFT, MIDDLE, RIGHT = 52.0, 306.0, 572.0
ROWS = (312, 354, 408, 473, 504, 546, 609, 656, 745)
PRINT = (
    ("U.S. Department of Justice", 54, 48),
    ("Short Form Registration Statement", 295, 50),
    ("Pursuant to the Foreign Agents Registration Act of", 295, 66),
    ("1. Name", 55, 316), ("2. Registration No.", 312, 316),
    ("3. Residence Address(es)", 54, 359), ("4. Business Address(es)", 311, 359),
    ("5. Year of Birth", 54, 412), ("6. If present citizenship was not acquired by birth,", 311, 412),
    ("indicate when, and how acquired.", 324, 424),
    ("Nationality", 66, 435), ("Present Citizenship", 66, 456), ("7. Occupation", 54, 477),
    ("8. What is the name and address of the primary registrant?", 54, 506),
    ("Name", 66, 521), ("Address", 295, 521),
    ("9. Indicate your connection with the primary registrant:", 54, 548),
    ("10. List every foreign principal to whom you will render services", 54, 611),
    ("11. Describe separately and in detail all services", 54, 659),
    ("FORM NSD-6", 527, 748),
)  # fmt: skip
OPTIONS = (
    ("partner", 102, 560), ("director", 241, 560), ("employee", 345, 560), ("consultant", 448, 560),
    ("officer", 102, 574), ("associate", 241, 574), ("agent", 345, 574), ("subcontractor", 448, 574),
)  # fmt: skip
WRITTEN = (
    ("Ana Maria Van Sample", 64, 333), ("9999", 330, 333), ("1 Example Street, Springfield", 64, 380),
    ("1970", 124, 412), ("Canada", 126, 435), ("Canada", 152, 456), ("Consultant", 120, 477),
    ("Muestra Tourist Board", 92, 524), ("2 Example Avenue", 340, 524),
    ("Republic of Example", 64, 628),
)  # fmt: skip
STAMP = "Received by NSD/FARA Registration Unit 03/05/2016 1:23:45 PM"


def short_form() -> LoadedPage:
    """Draw a filled short form: rules without side walls, an "x" in the box of employee."""
    canvas = Canvas.blank(width=WIDTH, height=HEIGHT, dpi=300)
    for top in ROWS:
        canvas.line(LEFT, top, RIGHT, top, thick=1.0)
    canvas.line(MIDDLE, ROWS[0], MIDDLE, ROWS[3], thick=1.0)
    for text, x, top in PRINT + WRITTEN:
        canvas.text(text, x, top, size=9.5)
    for text, x, top in OPTIONS:
        canvas.frame(box(x - 14, top + 2, x - 6, top + 10)).text(text, x, top, size=9.5)
    canvas.line(332, 563, 338, 569, thick=1.2).line(332, 569, 338, 563, thick=1.2)
    for top in (24, 768):
        canvas.text(STAMP, 90, top, size=11)
    return LoadedPage(number=1, width_pt=WIDTH, height_pt=HEIGHT, image=canvas.pixels, dpi=300.0)


@pytest.fixture(scope="module")
def forms() -> FormSet:
    return load_forms(FORMS)


@pytest.fixture(scope="module")
def record(forms: FormSet) -> Record:
    page, _ = read_page(
        short_form(), engine=load_engine(Settings().engine, languages=Settings().languages)
    )
    (only,) = make_records((page,), forms=forms, sha256="0" * 64, files=("drawn",))
    return only


def test_every_file_of_the_example_holds() -> None:
    assert check_files(sorted(FORMS.glob("*.toml"))) == 0


def test_the_example_adds_to_the_shipped_vocabulary(forms: FormSet) -> None:
    shipped, extended = load_vocabulary(), forms.vocabulary
    assert set(forms.forms) == set(extended.document_types) - set(shipped.document_types)
    assert shipped.field_kinds.items() < extended.field_kinds.items()
    used = {spec.name for form in forms.forms.values() for spec in form.fields}
    assert set(extended.field_kinds) - set(shipped.field_kinds) <= used


def test_a_drawn_page_is_known_and_laid_over_its_edition(record: Record) -> None:
    assert (record.document_type, record.edition) == ("doj_fara_short_form", "nsd-6-2011-03")
    assert record.document_type_decision is Decision.ACCEPTED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject.full_name", "Ana Maria Van Sample"),
        ("subject.family_name", "Van Sample"),
        ("subject.given_names", "Ana Maria"),
        ("subject.date_of_birth", "1970"),
        ("subject.nationality", "CAN"),
        ("registration.number", "9999"),
        ("registrant.name", "Muestra Tourist Board"),
        ("connection.kind", "employee"),
        ("receipt.date", "2016-03-05"),
    ],
)
def test_a_drawn_page_is_read(record: Record, name: str, value: str) -> None:
    field = record.get(name)
    assert field is not None
    assert field.value == value


def test_what_is_said_at_head_and_foot_alike_is_released(record: Record) -> None:
    field = record.get("receipt.date")
    assert field is not None
    assert (field.decision, "repeated" in field.signs) == (Decision.ACCEPTED, True)


@pytest.mark.parametrize(
    ("written", "family", "given"),
    [
        ("Ana Sample", "Sample", "Ana"),
        ("Sample, Ana M.", "Sample", "Ana M."),
        ("Juan de la Muestra", "de la Muestra", "Juan"),
        ("Theo T. Sample III", "Sample III", "Theo T."),
        ("Ana O'Sample, Jr.", "O'Sample, Jr.", "Ana"),
        ("Ana Sample, President, Example Chapter", "Sample", "Ana"),
        ("Ana Sample o", "Sample", "Ana"),
    ],
)
def test_one_box_for_the_whole_name_is_cut(
    forms: FormSet, written: str, family: str, given: str
) -> None:
    patterns = {spec.name: spec.pattern for spec in forms.forms["doj_fara_short_form"].fields}
    for name, wanted in (("subject.family_name", family), ("subject.given_names", given)):
        match = re.search(patterns[name] or "", written)
        assert match is not None
        assert match.group() == wanted


@pytest.mark.parametrize(
    ("file", "document_type"),
    [
        ("fara-033.pdf", "doj_fara_dissemination"),
        ("fara-057.pdf", "doj_fara_amendment"),
        ("fara-141.pdf", "doj_fara_short_form"),
    ],
)
def test_a_real_page_is_known_by_what_is_to_be_seen(
    forms: FormSet, file: str, document_type: str
) -> None:
    if "CASEFILE_DATA" not in os.environ:
        pytest.skip("CASEFILE_DATA does not name the folder that holds fara/")
    path = Path(os.environ["CASEFILE_DATA"]) / "fara" / "files" / file
    engine = load_engine(Settings().engine, languages=Settings().languages)
    with open_document(path, limits=Limits()) as document:
        loaded = next(iter(document.pages()))
        page, _ = read_page(replace(loaded, layer=(), fields=()), engine=engine)
    assert classify(page, forms).document_type == document_type
