from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from extract.bywords import told_by_words
from extract.classify import ENOUGH, classify, split
from extract.document import make_records
from extract.layout import segments
from extract.page import ReadPage
from models.doctype import shipped
from models.tagger import Tag, Token
from records.forms import FormSet, load_forms
from records.types import Decision
from tests.strategies import form_set, make_page, put, stacked

ROOT = Path(__file__).resolve().parent.parent
CALL = (
    "Outcome of the telephone call to the sponsor thirty days after release",
    "Name of child: Ana Lema Ruiz",
    "Date of call: 03/05/2019 Caller: J. Doe",
    "Sponsor reached: Yes Number of attempts: 2",
    "Child still lives with the sponsor: Yes",
    "Child is safe: Yes Child attends school: Yes",
    "Follow-up needed: No Date of next call: 04/05/2019",
)
"""Of no form that is listed: its title is in nobody's file."""


@cache
def forms() -> FormSet:
    return load_forms(ROOT / "forms")


def call_page(number: int = 1, title: str = "Wellness Telephone Contact") -> ReadPage:
    words = put(title, 40, 40, height=16) + stacked(*CALL, top=90)
    return make_page(words, number=number)


def test_the_model_knows_the_types_of_the_shipped_forms_and_no_others() -> None:
    assert frozenset(forms().forms) == frozenset(shipped().types)


def test_a_page_with_a_title_of_no_form_has_the_type_that_its_words_tell() -> None:
    page = classify(call_page(), forms())
    assert (page.document_type, page.by_signs) == ("orr_post_release_call", "narrative")
    assert page.score < ENOUGH


def test_words_do_not_overrule_a_title() -> None:
    page = classify(call_page(title="Verification of Release"), forms())
    assert (page.document_type, page.by_signs) == ("orr_verification_of_release", "")


def test_other_forms_are_not_told_by_these_words() -> None:
    page = call_page()
    found = segments(page.words, ())
    assert told_by_words(found, page.height, forms()) is not None
    assert told_by_words(found, page.height, form_set()) is None


def test_nothing_is_released_of_a_document_whose_type_its_words_tell() -> None:
    (record,) = make_records((call_page(),), forms=forms(), sha256="0" * 64, files=("a.pdf",))
    assert record.document_type_decision is Decision.REVIEW
    assert record.fields
    assert all(field.decision is Decision.REVIEW for field in record.fields)


def test_a_page_that_asks_other_things_goes_on_and_one_that_asks_the_same_begins() -> None:
    other = make_page(
        stacked(
            "Follow-up call to the sponsor after release, continued",
            "Child enrolled in school: Yes Outcome of the call: safe",
            "Telephone attempts by the case manager: 2",
        ),
        number=2,
    )
    for second, count in ((other, 1), (call_page(2), 2)):
        told = [classify(page, forms()) for page in (call_page(), second)]
        assert len(split(told, forms())) == count


class Asks:
    """A tagger for which the first words of a page are labels of some fields."""

    def __init__(self, *fields: str) -> None:
        self._fields = fields

    def tag(self, tokens: Sequence[Token], *, width: float, height: float) -> tuple[Tag, ...]:
        asked = [Tag(name=f"Q-{name}", odds=0.9) for name in self._fields]
        return (*asked, *[Tag(name="O", odds=0.9)] * (len(tokens) - len(asked)))


@pytest.mark.parametrize(
    ("fields", "document_type"),
    [
        (("post_release.date", "post_release.child_with_sponsor"), "orr_post_release_call"),
        (("birth_registration.place", "birth_registration.folio"), "birth_certificate"),
    ],
)
def test_what_a_page_asks_for_weighs_beside_its_words(
    fields: tuple[str, ...], document_type: str
) -> None:
    title = put("Record", 40, 40, height=16)
    page = make_page(title + stacked(*CALL[1:3], "Date Place Folio Book Sponsor Telephone", top=90))
    told = classify(page, forms(), Asks(*fields))
    assert (told.document_type, told.score < ENOUGH) == (document_type, True)


def test_what_a_page_asks_for_does_not_overrule_a_title() -> None:
    page = call_page(title="Verification of Release")
    told = classify(page, forms(), Asks("birth_registration.place", "birth_registration.folio"))
    assert told.document_type == "orr_verification_of_release"
