"""Pages as people fill them in, drawn by `samples.natural`, read by the real readers."""

from __future__ import annotations

import unicodedata
from functools import cache, partial
from pathlib import Path
from typing import Final

import pytest

from extract.document import make_records
from extract.load import Limits, LoadedPage, open_document
from extract.ocr import OcrEngine, load_engine
from extract.page import ReadPage, read_page
from extract.pictures import upright_picture
from extract.wholepage import reread_page
from models.detector import line_detector
from models.reader import line_reader
from pipelines.settings import Settings
from records.forms import load_forms
from records.types import Decision, Field, Reading, Record

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ROOT / "tests" / "corpus" / "natural"


@cache
def record(name: str) -> Record:
    """Read a page of the corpus; once a run, since each costs seconds."""
    engine = load_engine(Settings().engine, languages=Settings().languages)
    with open_document(PAGES / f"{name}.png", limits=Limits()) as document:
        pages = [_read(loaded, engine) for loaded in document.pages()]
    (made,) = make_records(
        pages, forms=load_forms(ROOT / "forms"), sha256="ab" * 32, files=("fictitious.png",)
    )
    return made


def _read(loaded: LoadedPage, engine: OcrEngine) -> ReadPage:
    page = read_page(loaded, engine=engine)[0]
    picture = partial(upright_picture, loaded, page)
    return reread_page(page, picture, detector=line_detector(), reader=line_reader())


def field(page: str, name: str, index: int = 0) -> Field:
    found = record(page).get(name, index)
    assert found is not None, (page, name, index)
    return found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sponsor.full_name", "Rosa Amelia Riocedro"),
        ("sponsor.date_of_birth", "1985-09-14"),
        ("sponsor.address", "2207 Larkspur Hollow Dr"),
        ("sponsor.phone", "+16155550178"),
        ("sponsor.country_of_birth", "HND"),
    ],
)
def test_what_stands_beside_a_crossed_out_value_is_the_first_candidate(
    name: str, value: str
) -> None:
    found = field("crossed", name)
    assert (found.value, found.decision) == (value, Decision.REVIEW)
    assert "crossed_out" in found.reasons
    assert found.candidates[0].value == value
    assert all(c.value in (None, value) for c in found.candidates)


def test_a_value_crossed_out_with_nothing_in_its_stead_is_none() -> None:
    found = field("crossed", "sponsor.city")
    assert (found.value, found.reading, found.decision) == (
        None,
        Reading.ILLEGIBLE,
        Decision.REVIEW,
    )
    assert "crossed_out" in found.reasons


def test_a_number_with_digits_written_over_waits() -> None:
    assert "crossed_out" in field("crossed", "sponsor.id_number").reasons


def test_an_underlined_value_is_not_crossed_out() -> None:
    found = field("crossed", "sponsor.nationality")
    assert (found.value, found.decision) == ("GTM", Decision.ACCEPTED)


# ---- options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "value"), [("sponsor.sex", "F"), ("sponsor.primary", "true")])
def test_a_circle_or_a_mark_beside_a_box_is_a_candidate_that_waits(name: str, value: str) -> None:
    found = field("ticked", name)
    assert (found.value, found.decision) == (value, Decision.REVIEW)
    assert "loose_mark" in found.reasons


def test_a_check_mark_over_one_box_of_three_rows_is_the_answer() -> None:
    found = field("ticked", "sponsor.relationship")
    assert (found.value, found.decision) == ("grandparent", Decision.ACCEPTED)


def test_a_box_blackened_beside_its_caption_is_the_answer() -> None:
    found = field("ticked", "subject.sex")
    assert (found.value, found.decision) == ("M", Decision.ACCEPTED)


def test_two_checked_boxes_are_shown_and_wait() -> None:
    found = field("ticked", "subject.sex", 1)
    assert (found.value, found.text) == (None, "Female, Male")
    assert "several_ticked" in found.reasons


# ---- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (0, ("VALDELUNA", "Mateo", "A987654301", "2009-04-17")),
        (1, ("VALDELUNA", "Lucia", "A987654302", "2012-11-03")),
        (2, ("RIOCEDRO", "Keily", "A987654318", "2011-08-09")),
    ],
)
def test_minors_numbered_in_one_box_keep_their_number(
    index: int, expected: tuple[str, str, str, str]
) -> None:
    names = ("family_name", "given_names", "a_number", "date_of_birth")
    found = [field("listed", f"subject.{name}", index) for name in names]
    assert tuple(_plain(f.value) for f in found) == expected
    assert all("row_unsure" not in f.reasons for f in found)


def _plain(value: str | None) -> str:
    """Leave out accents, which OCR may or may not see."""
    return "".join(
        c for c in unicodedata.normalize("NFD", value or "") if not unicodedata.combining(c)
    )


def test_household_members_in_one_box_are_four_persons() -> None:
    found = [field("listed", "household_member.full_name", n).value for n in range(4)]
    assert found == ["Hugo Alamedal", "Irma Riocedro", "Santos Piedralba", "Sandra Flormiel"]
    born = [field("listed", "household_member.date_of_birth", n).value for n in range(2)]
    assert born == ["1983-12-01", "1998-06-25"]


def test_a_number_beside_a_name_is_no_part_of_it() -> None:
    assert field("listed", "mother.full_name").value == "Elena Riocedro"
    assert field("listed", "mother.a_number").value == "A987654303"


# ---- answers that run on ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sponsor.full_name", "Rosa Amelia de los Angeles Cantalagua Riocedro Piedralba"),
        (
            "sponsor.address",
            "2207 Larkspur Hollow Drive, Building 14, Apartment 1163, rear entrance, "
            "Nashville, TN 37211",
        ),
        (
            "mother.whereabouts",
            "San Pedro Sula, Cortes; since March at the house of her sister in Choloma, Honduras",
        ),
    ],
)
def test_an_answer_on_two_lines_is_read_as_one(name: str, value: str) -> None:
    found = field("continued", name)
    assert (found.value, found.reasons) == (value, ("one_sign",))


def test_an_empty_second_line_is_no_part_of_an_answer() -> None:
    assert field("continued", "sponsor.id_number").value == "ZX0041877"


def test_an_answer_that_crosses_the_wall_of_its_box_waits_and_so_does_its_neighbour() -> None:
    assert "part_missing" in field("continued", "sponsor.language").reasons
    assert "role_unsure" in field("continued", "sponsor.nationality").reasons


def test_an_answer_that_breaks_off_waits() -> None:
    assert "part_missing" in field("continued", "mother.full_name").reasons


def test_an_answer_that_points_elsewhere_waits() -> None:
    nothing, half = (field("continued", f"father.{n}") for n in ("full_name", "whereabouts"))
    assert (nothing.value, half.value) == (None, "with his brother")
    assert "elsewhere" in nothing.reasons
    assert "elsewhere" in half.reasons


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("address", ("2207 Larkspur Hollow Dr", "88 Old Ferry Ln")),
        ("city", ("Nashville", "Harlingen", "Houston")),
        ("state", ("TN", "TX", "TX")),
    ],
)
def test_an_address_of_a_program_or_of_earlier_is_not_the_sponsors(
    name: str, values: tuple[str, ...]
) -> None:
    found = field("others", f"sponsor.{name}")
    assert tuple(c.value for c in found.candidates) == values
    assert "role_unsure" not in found.reasons
    assert "repeated" not in found.signs


# ---- stamps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("stamped", "sponsor.date_of_birth"),
        ("stamped", "sponsor.phone"),
        ("stamped", "sponsor.language"),
        ("sealed", "sponsor.id_number"),
        ("sealed", "sponsor.city"),
        ("sealed", "sponsor.date_of_birth"),
    ],
)
def test_a_value_that_a_stamp_crosses_waits(page: str, name: str) -> None:
    found = field(page, name)
    assert found.decision is Decision.REVIEW
    assert "stamped" in found.reasons


def test_a_value_all_under_a_stamp_is_not_looked_for_elsewhere() -> None:
    found = field("sealed", "sponsor.address")
    assert (found.value, found.reading) == (None, Reading.ILLEGIBLE)
    assert "stamped" in found.reasons


@pytest.mark.parametrize("page", ["stamped", "sealed"])
def test_what_a_stamp_says_is_no_value(page: str) -> None:
    said = ("RECEIVED", "RECIBIDO", "JUN", "2019", "MAIL", "ROOM")
    texts = [c.evidence.text for f in record(page).fields for c in f.candidates]
    assert [t for t in texts if any(word in t for word in said)] == []


def test_a_value_beside_a_stamp_keeps_its_decision() -> None:
    found = field("stamped", "sponsor.nationality")
    assert (found.value, found.decision) == ("GTM", Decision.ACCEPTED)


@pytest.mark.parametrize("page", ["crossed", "ticked", "listed"])
def test_no_stamp_is_seen_where_there_is_none(page: str) -> None:
    assert all("stamped" not in f.reasons for f in record(page).fields)
