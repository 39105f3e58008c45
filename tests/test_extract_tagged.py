"""What the tagger says of a page becomes labels and finds beside those of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from extract.document import make_records
from extract.find import Found, find_fields
from extract.judging import Deciding
from extract.tagged import ASKED, TAGGED
from models.tagger import Tag, Token
from pipelines.settings import FORMS
from records.forms import FieldSpec, FormSpec, load_forms
from records.types import Decision, Reading, Word
from tests.strategies import PLAIN, Drawn, box, make_page, of_type, put, spec, stacked

KIND = "orr_verification_of_release"
NAME = spec("subject.family_name", "Last name")


class Told:
    """A tagger that knows some words; all others are nothing."""

    def __init__(self, names: Mapping[str, str], odds: float = 0.9) -> None:
        self._names, self._odds = names, odds

    def tag(self, tokens: Sequence[Token], *, width: float, height: float) -> tuple[Tag, ...]:
        assert width > 0 and height > 0
        return tuple(Tag(name=self._names.get(t.text, "O"), odds=self._odds) for t in tokens)


def find(
    words: tuple[Word, ...],
    tagger: Told,
    *fields: FieldSpec,
    drawn: Drawn = PLAIN,
) -> tuple[Found, ...]:
    page = of_type(make_page(words, drawn), KIND)
    form = FormSpec.model_validate({"type": KIND, "fields": fields})
    return find_fields((page,), form, tagger)


def test_an_answer_stands_beside_a_label_that_no_form_lists() -> None:
    words = (*put("Apelativo:", 40, 100), *put("MUESTRA", 150, 100))
    told = Told({"Apelativo:": "Q-subject.family_name"})
    (item,) = find(words, told, NAME)
    assert (item.spec.name, item.text, item.step) == ("subject.family_name", "MUESTRA", ASKED)
    assert item.quality == 0.9
    assert item.tagged == 0.0


def test_a_field_that_the_form_lacks_is_found_too() -> None:
    words = (*put("Rapporto:", 40, 100), *put("mother", 150, 100))
    (item,) = find(words, Told({"Rapporto:": "Q-sponsor.relationship"}), NAME)
    assert (item.spec.name, item.text) == ("sponsor.relationship", "mother")


def test_a_printed_label_stands_before_what_the_tagger_makes_of_it() -> None:
    words = (*put("Last name:", 40, 100), *put("MUESTRA", 150, 100))
    told = Told({"Last": "Q-subject.given_names", "name:": "Q-subject.given_names"})
    (item,) = find(words, told, NAME)
    assert (item.spec.name, item.step) == ("subject.family_name", "label@1")


def test_the_answer_to_a_label_outside_the_vocabulary_is_nobody_elses() -> None:
    words = (*put("Last name:", 40, 100), *put("Shoe size:", 40, 112), *put("38", 150, 112))
    told = Told({"Shoe": "Q-else", "size:": "Q-else"})
    (item,) = find(words, told, NAME)
    assert (item.spec.name, item.reading) == ("subject.family_name", Reading.BLANK)


def test_two_lines_of_a_label_are_one() -> None:
    words = (*put("Apelativo del", 40, 100), *put("menor:", 40, 110), *put("MUESTRA", 150, 110))
    told = Told(dict.fromkeys(("Apelativo", "del", "menor:"), "Q-subject.family_name"))
    (item,) = find(words, told, NAME)
    assert item.text == "MUESTRA"


def test_a_label_is_not_believed_whose_answer_the_tagger_gives_to_another_field() -> None:
    words = (*put("Crossed on:", 40, 100), *put("2018-06-29", 150, 100))
    told = Told(
        {"Crossed": "Q-transfer.date", "on:": "Q-transfer.date", "2018-06-29": "B-entry.date"}
    )
    (item,) = find(words, told)
    assert (item.spec.name, item.step) == ("entry.date", TAGGED)


def test_an_answer_without_a_label_is_a_find() -> None:
    words = (*put("MUESTRA", 150, 100), *put("Ana", 210, 100))
    told = Told({"MUESTRA": "B-subject.family_name", "Ana": "B-subject.given_names"})
    items = find(words, told, NAME)
    assert [(i.spec.name, i.text, i.step, i.tagged) for i in items] == [
        ("subject.family_name", "MUESTRA", TAGGED, 0.9),
        ("subject.given_names", "Ana", TAGGED, 0.9),
    ]


def test_what_is_read_off_a_bar_is_no_answer() -> None:
    words = (*put("Last name:", 40, 100), *put("b6", 152, 100))
    told = Told({"b6": "B-subject.family_name"})
    bar = Drawn(bars=(box(145, 98, 220, 112),))
    (item,) = find(words, told, NAME, drawn=bar)
    assert (item.reading, item.words) == (Reading.REDACTED, ())
    assert find(put("b6", 152, 100), told, drawn=bar) == ()


def test_a_word_that_answers_to_two_fields_is_found_for_both() -> None:
    told = Told({"Ana": "B-mother.full_name+separation.from"})
    items = find(put("Ana", 210, 100), told)
    assert [i.spec.name for i in items] == ["mother.full_name", "separation.from"]


def test_what_a_label_has_is_not_found_twice_but_the_tagger_speaks_for_it() -> None:
    words = (*put("Last name:", 40, 100), *put("MUESTRA", 150, 100))
    (item,) = find(words, Told({"MUESTRA": "B-subject.family_name"}), NAME)
    assert (item.step, item.tagged) == ("label@1", 0.9)


def test_what_is_hardly_likely_is_not_heard() -> None:
    words = (*put("Apelativo:", 40, 100), *put("MUESTRA", 150, 100))
    told = Told({"Apelativo:": "Q-subject.family_name", "MUESTRA": "B-subject.family_name"}, 0.3)
    assert find(words, told, NAME) == ()


@pytest.mark.parametrize(
    ("text", "found"), [("taken", False), ("Yes", True), ("No", True), ("Yos", True)]
)
def test_a_yes_or_no_is_read_of_words_that_say_so(text: str, found: bool) -> None:
    items = find(put(text, 60, 100), Told({text: "B-separation.stated"}))
    assert [i.text for i in items] == ([text] if found else [])


def test_several_persons_are_several_rows() -> None:
    words = tuple(w for n, name in enumerate(("Ana", "Eva")) for w in put(name, 60, 100 + 30 * n))
    told = Told({"Ana": "B-sibling.full_name", "Eva": "B-sibling.full_name"})
    items = find(words, told)
    assert all(i.spec.repeats for i in items)
    assert [i.text for i in items] == ["Ana", "Eva"]


def test_nothing_that_the_tagger_alone_vouches_for_is_accepted() -> None:
    words = (
        *put("VERIFICATION OF RELEASE", 200, 40),
        *put("Apelativo:", 40, 100),
        *put("MUESTRA", 150, 100),
        *put("A012345678", 150, 200),
    )
    page = make_page(words, PLAIN)
    told = Told({"Apelativo:": "Q-subject.family_name", "A012345678": "B-subject.a_number"})
    (record,) = make_records(
        (page,),
        forms=load_forms(FORMS),
        sha256="0" * 64,
        files=("a.pdf",),
        deciding=Deciding(tagger=told),
    )
    stated = {f.name: f for f in record.fields if f.value is not None}
    assert stated["subject.family_name"].value == "MUESTRA"
    assert stated["subject.a_number"].value == "A012345678"
    for name in ("subject.family_name", "subject.a_number"):
        assert stated[name].decision is Decision.REVIEW
        assert "label_inferred" in stated[name].reasons


def accepted(words: tuple[Word, ...], tagger: Told | None) -> dict[str, tuple[str | None, Reading]]:
    """What a document of a sure type accepts; each word has a second reader that agrees."""
    page = make_page(words, PLAIN)
    page = replace(page, second=page.words)
    (record,) = make_records(
        (page,),
        forms=load_forms(FORMS),
        sha256="0" * 64,
        files=("a.pdf",),
        deciding=Deciding(tagger=tagger),
    )
    return {f.name: (f.value, f.reading) for f in record.fields if f.decision is Decision.ACCEPTED}


RELEASE = stacked(
    "Verification of Release", "Last name: MUESTRA ORTEGA", "First name: ANA", "Date of birth: March 5, 2008",
    "Country of birth: HONDURAS", "Alien number: A012345678", "Date of release: June 4, 2018", "Form R-1",
)  # fmt: skip


def test_what_the_tagger_has_no_say_in_is_accepted_as_without_it() -> None:
    plain = accepted(RELEASE, None)
    assert plain["subject.a_number"] == ("A012345678", Reading.PRESENT)
    assert accepted(RELEASE, Told({})) == plain


def test_half_a_name_that_the_tagger_makes_of_a_whole_one_waits() -> None:
    plain = accepted(RELEASE, None)
    assert plain["subject.family_name"] == ("MUESTRA ORTEGA", Reading.PRESENT)
    with_it = accepted(RELEASE, Told({"ORTEGA": "Q-else"}))
    assert "subject.family_name" not in with_it
    assert with_it["subject.a_number"] == plain["subject.a_number"]
