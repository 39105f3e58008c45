"""Which edition a page is: by what it prints, by the paper it fits, or not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.document import make_records
from extract.editions import Told, bears_number, markings_of, revision_key, tell_edition
from extract.page import ReadPage
from records.forms import EditionSpec, FormSpec, load_forms
from records.types import Record, Word
from tests.strategies import Drawn, form_set, make_page, put, spec, stacked

ROOT = Path(__file__).parents[1]
FOOT = 760.0
SEEN = EditionSpec(id="seen", source="read", form_number="I-213", revision="08/01/07")
FORM = FormSpec(
    type="orr_sponsor_application",
    editions=(
        EditionSpec(id="a-2018", source="assumed", form_number="FRP-3s", revision="05/14/2018"),
        EditionSpec(id="a", source="assumed", form_number="FRP-3", omb_number="0970-0278"),
        EditionSpec(id="b", source="assumed", form_number="SVP-3", omb_number="0970-0278"),
        EditionSpec(id="before", source="assumed"),
    ),
    fields=(spec("document.form_number", place=("margin",), pattern=r"No\. ([A-Z]+-\d)"),),
)


def foot(text: str, *, second: str = "") -> ReadPage:
    drawn = Drawn(second=put(second, 40, FOOT)) if second else Drawn()
    return make_page(put(text, 40, FOOT), drawn)


def told(text: str, *, form: FormSpec = FORM, fitting: EditionSpec | None = None) -> Told:
    return tell_edition(markings_of(foot(text), form), form, fitting=fitting)


def detail(told: Told) -> str | None:
    return told.problem.detail if told.problem else None


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("08/01/07", "8/1/2007"),
        ("08/01/07", "2007-08-01"),
        ("03/11", "March 2011"),
        ("05/14/2018", "May 14, 2018"),
        ("08/2015", "agosto 2015"),
    ],
)
def test_one_revision_is_written_in_several_ways(text: str, other: str) -> None:
    assert revision_key(text) == revision_key(other) is not None


@pytest.mark.parametrize(("text", "sign"), [("No. SVP-3", True), ("No. FRP-9", False)])
def test_only_a_listed_number_is_a_sign_of_the_form(text: str, sign: bool) -> None:
    assert bears_number((text,), FORM) is sign


@pytest.mark.parametrize("text", ["13/01/07", "08/41/07", "00/07", "08/01/07/09", ""])
def test_a_date_there_cannot_be_is_no_revision(text: str) -> None:
    assert revision_key(text) is None


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        pytest.param("ORR UAC/FRP-3s (Rev. 05/14/2018)", "a-2018", id="number and revision"),
        pytest.param("ORR FRP-3", "a", id="number"),
        pytest.param("ORR UACIFRP-3 OMB 0970-0278", "a", id="a stroke read as a letter"),
        pytest.param("No. SVP-3", "b", id="the form's own pattern"),
        pytest.param("No. SVP-3 OMB 0970-0278", "b", id="number and OMB number"),
    ],
)
def test_an_edition_is_told_by_what_the_foot_prints(text: str, edition: str) -> None:
    found = told(text)
    assert (found.edition, found.source, found.problem) == (edition, "assumed", None)


@pytest.mark.parametrize(
    ("text", "edition", "why"),
    [
        pytest.param("ORR FRP-3s (Rev. 09/30/2021)", None, "not_listed", id="another revision"),
        pytest.param("No. FRP-9", None, "not_listed", id="another number"),
        pytest.param("ORR SVP-3 OMB 0970-0999", None, "not_listed", id="another OMB number"),
        pytest.param("ORR FRP-3 (Rev. 09/30/2021)", "a", "not_listed", id="no revision is listed"),
        pytest.param("OMB 0970-0278", None, "several_fit", id="two of one OMB number"),
        pytest.param("Rev. 05/14/2018", None, "several_fit", id="a revision others may have too"),
        pytest.param("Date: 05/14/2018 Apt. SVP-3", None, "not_read", id="what was filled in"),
        pytest.param("Continued on Form I-213", None, "not_read", id="the number of another form"),
    ],
)
def test_an_edition_that_is_not_known_says_so(text: str, edition: str | None, why: str) -> None:
    found = told(text)
    assert (found.edition, detail(found)) == (edition, why)


def test_a_form_without_editions_has_none_to_tell() -> None:
    assert told("Rev. 05/14/2018", form=FormSpec(type="unknown")) == Told()


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        pytest.param("", "seen", id="nothing printed"),
        pytest.param("Form 1-213 (Rev. 08/01/2007)", "seen", id="the same"),
        pytest.param("Form I-213 (Rev. 01/09/18)", None, id="another revision"),
    ],
)
def test_paper_that_fits_is_the_read_edition_unless_it_prints_another(
    text: str, edition: str | None
) -> None:
    form = FormSpec(type="dhs_i213", editions=(SEEN,))
    found = told(text, form=form, fitting=SEEN)
    assert (found.edition, found.source) == (edition, edition and "read")
    assert (found.problem is None) == (edition is not None)


def test_either_reader_may_read_the_revision() -> None:
    page = foot("Form I-213 (Rev. 08/01/01)", second="Form I-213 (Rev. 08/01/07)")
    form = FormSpec(type="dhs_i213", editions=(SEEN,))
    assert tell_edition(markings_of(page, form), form, fitting=None).edition == "seen"


# ---- a page of the real form's geometry ----------------------------------------------------------


def i213(revision: str) -> Record:
    """Return what is read of the I-213's print with a name typed where its zone is, then `revision`."""
    forms = load_forms(ROOT / "forms")
    edition = forms.forms["dhs_i213"].editions[0]
    words: tuple[Word, ...] = put("Record of Deportable/Inadmissible Alien", 200, 20)
    for anchor in edition.anchors:
        x0, top, _, bottom = anchor.box
        words += put(anchor.text, x0, top, height=bottom - top)
    words += put(f"Form I-213 (Rev. {revision})", 484, 742, height=6)
    words += put("MEXICO", 44, 113, height=7)
    pages = (make_page(words),)
    (record,) = make_records(pages, forms=forms, sha256="0" * 64, files=("a.pdf",))
    return record


def steps(record: Record) -> set[str]:
    return {f.evidence.step for f in record.fields if f.evidence is not None}


def test_the_read_edition_is_read_by_its_zones() -> None:
    record = i213("08/01/07")
    assert (record.edition, record.edition_source) == ("i-213-2007-08-01", "read")
    assert record.document_type == "dhs_i213"
    assert "zone@1" in steps(record)


def test_zones_are_not_used_on_a_page_that_prints_another_revision() -> None:
    record = i213("01/09/18")
    assert (record.document_type, record.edition) == ("dhs_i213", None)
    assert "zone@1" not in steps(record)
    assert [(p.code, p.detail, p.benign) for p in record.problems] == [
        ("edition_unknown", "not_listed", True)
    ]


def test_a_document_without_a_legible_imprint_says_so_and_needs_nobody_for_that() -> None:
    pages = (make_page(stacked("Continuation Page for Form I-213", "Form I-831")),)
    (record,) = make_records(pages, forms=form_set(), sha256="0" * 64, files=("a.pdf",))
    assert [(p.code, p.detail) for p in record.problems] == [("edition_unknown", "not_read")]
    assert all(p.benign for p in record.problems)
