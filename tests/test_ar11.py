"""The change of address card on its real paper, filled in on screen, and printed and scanned again.

The blank form is a public document that is not kept in the project; CASEFILE_DATA says where it lies.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.cli import main
from extract.document import make_records
from extract.load import Limits, open_document
from extract.ocr import load_engine
from extract.page import read_page
from pipelines.settings import Settings
from records.forms import load_forms
from records.types import Decision, Reading, Record
from tests.fakes import ROOT
from tests.fill_pdf import fill_pdf, print_pdf

BLANK = Path(os.environ.get("CASEFILE_DATA", "nowhere")) / "blank_forms" / "ar-11.pdf"
pytestmark = pytest.mark.skipif(
    not BLANK.exists(), reason="the blank AR-11 is not here: set CASEFILE_DATA to where it lies"
)
ENTERED: dict[str, str | bool] = {
    "LastName": "VALDELUNA RIOCEDRO",
    "FirstName": "Mateo",
    "MiddleName": "Josué",
    "S1_Checkboxes[3]": True,
    "S1_Other[0]": "Parolee",
    "S1_CountryOfCitizenship[0]": "Guatemala",
    "S1_DateOfBirth[0]": "04/17/2009",
    "AlienNumber[0]": "987654301",
    "S2B_StreetNumberName[0]": "1418 Cottonwood Bend Ln",
    "S2B__Unit[0]": True,
    "S2B_AptSteFlrNumber[0]": "12",
    "S2B_CityOrTown[0]": "Houston",
    "S2B_State[0]": "TX",
    "S2B_ZipCode[0]": "77036",
    "S2A_StreetNumberName[0]": "2207 Larkspur Hollow Dr",
    "S2A_CityOrTown[0]": "Nashville",
    "S2A_State[0]": "TN",
    "S2A_ZipCode[0]": "37211",
    "S3_DateofSignature[0]": "07/20/2018",
}
TOLD = {
    "subject.family_name": "VALDELUNA RIOCEDRO",
    "subject.given_names": "Mateo Josué",
    "subject.nationality": "GTM",
    "subject.date_of_birth": "2009-04-17",
    "subject.a_number": "A987654301",
    "subject.address": "1418 Cottonwood Bend Ln Apt. 12, Houston, TX 77036",
    "subject.previous_address": "2207 Larkspur Hollow Dr, Nashville, TN 37211",
    "subject.mailing_address": None,
    "document.signed": None,
    "document.date": "2018-07-20",
    "document.form_number": "AR-11",
    "document.edition": "09/10/19",
    "document.omb_number": "1615-0007",
}
UNSURE = {
    "subject.a_number": "digits in a comb, whose rules may be read as digits of their own",
    "subject.previous_address": "two bold capitals alone in a box (TN) may be misread",
}
"""What a scan of the card need not yield yet, and why; it must not be released wrong."""


def read(path: Path) -> Record:
    engine = load_engine(Settings().engine, languages=Settings().languages)
    with open_document(path, limits=Limits()) as document:
        pages = [read_page(page, engine=engine)[0] for page in document.pages()]
        problems = document.problems
    forms = load_forms(ROOT / "forms")
    (record,) = make_records(pages, forms=forms, sha256="0" * 64, files=("a",), problems=problems)
    return record


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ar11") / "filled.pdf"
    fill_pdf(BLANK, path, ENTERED)
    return path


@pytest.fixture(scope="module")
def on_screen(filled: Path) -> Record:
    return read(filled)


@pytest.fixture(scope="module")
def scanned(filled: Path) -> Record:
    picture = filled.with_name("scan.png")
    print_pdf(filled, picture, dpi=200)
    return read(picture)


def test_both_are_cards_of_the_edition_that_was_read(on_screen: Record, scanned: Record) -> None:
    for record, pages in ((on_screen, 2), (scanned, 1)):
        assert (record.document_type, len(record.pages)) == ("dhs_ar11", pages)
        assert record.edition == "ar-11-2019-09-10"
        assert record.document_type_decision is Decision.ACCEPTED


def test_what_was_typed_lands_in_its_field(on_screen: Record) -> None:
    values = {f.name: f.value for f in on_screen.fields if f.name in TOLD}
    assert values == TOLD


def test_what_was_typed_and_seen_is_released(on_screen: Record) -> None:
    waiting = {f.name for f in on_screen.fields if f.decision is Decision.REVIEW}
    assert waiting <= {"document.signed", "document.page_of", "subject.previous_address"}


def test_a_scan_of_it_is_read_from_the_same_places(scanned: Record) -> None:
    told = {f.name: f for f in scanned.fields if f.name in TOLD}
    assert {n for n, f in told.items() if f.value != TOLD[n]} <= set(UNSURE)
    assert [n for n in UNSURE if told[n].decision is Decision.ACCEPTED] == []


def test_empty_boxes_are_blank(on_screen: Record, scanned: Record) -> None:
    for record in (on_screen, scanned):
        for name in ("subject.mailing_address", "document.signed"):
            field = record.get(name)
            assert field is not None and field.reading is Reading.BLANK


def test_a_draft_finds_every_label_of_the_blank_form(capsys: pytest.CaptureFixture[str]) -> None:
    """25 by eye: 8 about the person, 5 for each of three addresses, the signature and its date."""
    assert main(["forms", "new", "--from", str(BLANK), "--page", "1", "--you", "subject"]) == 0
    told = capsys.readouterr()
    assert told.err.startswith("25 labels on 1 page: ")
    assert told.out.count('labels.en = ["Street Number and Name"]') == 3
    assert 'titles.en = ["Alien\'s Change of Address Card"]' in told.out
