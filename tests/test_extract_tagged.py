"""What the tagger says of a page becomes labels and finds beside those of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from extract.document import make_records
from extract.find import Found, find_fields
from extract.found import NARRATED
from extract.judging import Deciding
from extract.tagged import ASKED, TAGGED
from extract.weigh import weigh
from extract.wordtags import tagged
from models.tagger import Tag, Token
from pipelines.settings import FORMS
from records.forms import FieldSpec, FormSpec, load_forms
from records.normalise import Context
from records.types import Decision, Reading, Word
from tests.strategies import PLAIN, Drawn, box, make_page, of_type, put, spec, stacked

KIND = "orr_verification_of_release"
NAME = spec("subject.family_name", "Last name")


class Told:
    """A tagger that knows some words; all others are nothing, and of the `unsure` it is not sure."""

    def __init__(
        self, names: Mapping[str, str], odds: float = 0.9, unsure: frozenset[str] = frozenset()
    ) -> None:
        self._names, self._odds, self._unsure = names, odds, unsure

    def tag(self, tokens: Sequence[Token], *, width: float, height: float) -> tuple[Tag, ...]:
        assert width > 0 and height > 0
        return tuple(
            Tag(
                name=self._names.get(t.text, "O"),
                odds=0.4 if t.text in self._unsure else self._odds,
            )
            for t in tokens
        )


def find(
    words: tuple[Word, ...],
    tagger: Told,
    *fields: FieldSpec,
    drawn: Drawn = PLAIN,
    kind: str = KIND,
) -> tuple[Found, ...]:
    page = of_type(make_page(words, drawn), kind)
    form = FormSpec.model_validate({"type": kind, "fields": fields})
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


ADDRESS = {
    "8037": "B-sponsor.address",
    "Grove": "I-sponsor.address",
    "Way,": "I-sponsor.address",
    "Muestra,": "B-sponsor.address+sponsor.city",
    "MA": "B-sponsor.address+sponsor.state",
}


def test_words_of_several_fields_are_part_of_the_answer_to_each() -> None:
    items = find(put("8037 Grove Way, Muestra, MA", 60, 100), Told(ADDRESS))
    assert {i.spec.name: i.text for i in items} == {
        "sponsor.address": "8037 Grove Way, Muestra, MA",
        "sponsor.city": "Muestra,",
        "sponsor.state": "MA",
    }


def test_a_number_read_as_two_words_is_one() -> None:
    (one, two) = (put("A546", 60, 100)[0], put("-429-976", 60, 100)[0])
    beside = replace(two, bbox=replace(two.bbox, x0=one.bbox.x1 + 1, x1=one.bbox.x1 + 50))
    (item,) = find((one, beside), Told({"A546": "B-subject.a_number"}))
    assert [w.text for w in item.words] == ["A546", "-429-976"]


def test_a_hyphen_joins_nothing_of_another_line() -> None:
    words = (*put("A123-", 60, 100), *put("Nothing", 60, 300))
    (item,) = find(words, Told({"A123-": "B-subject.a_number"}))
    assert item.text == "A123-"


def test_a_number_in_two_words_that_both_begin_is_one_where_a_hyphen_ties_them() -> None:
    (one, two) = (put("548", 60, 100)[0], put("-599-952", 60, 100)[0])
    beside = replace(two, bbox=replace(two.bbox, x0=one.bbox.x1 + 2, x1=one.bbox.x1 + 50))
    told = Told({"548": "B-subject.a_number", "-599-952": "B-subject.a_number"})
    assert [i.text for i in find((one, beside), told)] == ["548 -599-952"]


def test_a_name_begun_twice_is_one_and_persons_or_numbers_that_may_be_several_are_not() -> None:
    words = put("Casa Muestra", 60, 100)
    counts = (
        ("placement.program", 1),
        ("subject.given_names", 1),
        ("sibling.full_name", 2),
        ("subject.a_number", 2),
    )
    for name, count in counts:
        told = Told({"Casa": f"B-{name}", "Muestra": f"B-{name}"})
        assert len(find(words, told)) == count


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Yesenia Josefa Santos Alay", "Yesenia Josefa Santos Alay"),
        ("Josefa Santos diciendo", "Josefa Santos"),
        ("con Josefa Santos", "Josefa Santos"),
        ("Mother: Josefa Santos", "Josefa Santos"),
        ("Una Dos Tres Josefa Santos", "Josefa Santos"),
        ("Josefa Santos 2018", "Josefa Santos"),
        ("Josefa Santos Alay. Reason", "Josefa Santos Alay"),
        ("Program. Josefa Santos", "Josefa Santos"),
    ],
)
def test_a_name_is_whole_but_takes_in_no_sentence_and_no_label(line: str, text: str) -> None:
    told = Told({"Josefa": "B-separation.from", "Santos": "I-separation.from"})
    assert [i.text for i in find(put(line, 60, 100), told)] == [text]


def test_a_name_takes_in_a_word_that_the_tagger_was_not_sure_of() -> None:
    told = Told(
        {"Open": "B-release.program", "Meadow": "B-release.program"}, unsure=frozenset({"Open"})
    )
    assert [i.text for i in find(put("Open Meadow", 60, 100), told)] == ["Open Meadow"]


def test_what_it_says_of_a_separation_in_a_letter_is_told_by_a_model_alone() -> None:
    words = put("the father stayed", 60, 100)
    told = Told({"father": "B-separation.relationship"})
    steps = {kind: find(words, told, kind=kind)[0].step for kind in ("narrative", "orr_intake")}
    assert steps == {"narrative": NARRATED, "orr_intake": TAGGED}


@pytest.mark.parametrize(
    ("answer", "spoken"),
    [
        ("separation.date", True),
        ("release.date", True),
        ("sponsor.date_of_birth", True),
        ("subject.date_of_birth", False),
    ],
)
@pytest.mark.parametrize("kind", ["narrative", "dhs_i831"])
def test_what_sentences_tell_of_events_waits(answer: str, spoken: bool, kind: str) -> None:
    words = stacked(
        "The mother denied that the minor was ever taken from",
        "his father, whatever papers say of 06/03/2018 in Ejemplo.",
        top=100,
    )
    told = Told({"06/03/2018": f"B-{answer}"})
    form = load_forms(FORMS).forms[kind].model_copy(update={"fields": ()})
    page = of_type(make_page(words), kind)
    (item,) = find_fields((page,), form, told)
    assert item.spec.name == answer
    weighed = weigh(
        item, {1: page.page}, kind="date", context=Context(language="en", date_order="mdy")
    )
    assert ("narrated" in weighed.reasons) is spoken


def test_an_answer_beside_a_label_of_a_letter_is_no_sentence() -> None:
    words = (*put("Released:", 40, 100), *put("06/03/2018", 150, 100))
    told = Told({"06/03/2018": "B-release.date"})
    form = load_forms(FORMS).forms["narrative"].model_copy(update={"fields": ()})
    (item,) = find_fields((of_type(make_page(words), "narrative"),), form, told)
    assert item.step == TAGGED and not item.spoken


def test_words_of_one_line_far_apart_are_two_answers() -> None:
    words = (*put("Scrawl", 40, 100), *put("Ana", 320, 100))
    told = Told({"Scrawl": "B-document.signed_by", "Ana": "I-document.signed_by"})
    assert [i.text for i in find(words, told)] == ["Scrawl", "Ana"]


def test_what_stands_over_a_label_for_a_signature_is_nobodys_name() -> None:
    words = (
        *(*put("Scrawl", 40, 100), *put("Ana", 320, 100)),
        *(*put("Signed", 40, 118), *put("Printed", 320, 118)),
    )
    told = Told(
        {
            "Scrawl": "B-document.signed_by",
            "Ana": "I-document.signed_by",
            "Signed": "Q-document.signed",
            "Printed": "Q-document.signed_by",
        }
    )
    names = [i.text for i in find(words, told) if i.spec.name == "document.signed_by" and i.text]
    assert names == ["Ana"]


def test_a_label_has_all_words_before_it_in_its_piece_of_the_line() -> None:
    words = (*put("Travel companion", 40, 100), *put("MUESTRA", 40, 114))
    told = Told({"companion": "Q-accompanying.full_name"})
    (item,) = find(words, told)
    assert item.text == "MUESTRA"


@pytest.mark.parametrize("before", ["Name: MUESTRA", "The words of a whole sentence"])
def test_a_label_has_no_other_label_and_no_sentence_before_it(before: str) -> None:
    words = put(f"{before} born: 05/03/2010", 40, 100)
    told = Told({"born:": "Q-subject.date_of_birth"})
    (label,) = tagged(make_page(words), told).labels
    assert [w.text for w in label.words] == ["born:"]


def test_a_listed_label_is_as_long_as_the_tagger_says() -> None:
    words = (*put("Last name: as commonly written", 40, 100), *put("MUESTRA", 40, 114))
    names = ("Last", "name:", "as", "commonly", "written")
    told = Told(dict.fromkeys(names, "Q-subject.family_name"))
    (item,) = find(words, told, NAME)
    assert (item.text, item.step) == ("MUESTRA", "label@1")


def test_a_listed_label_inside_an_answer_is_none() -> None:
    words = (*put("Program:", 40, 100), *put("Harbor Lantern Shelter", 150, 100))
    shelter = spec("placement.program", "Program", "Shelter")
    answer = {"Harbor": "B-placement.program"} | dict.fromkeys(
        ("Lantern", "Shelter"), "I-placement.program"
    )
    (item,) = find(words, Told(answer), shelter)
    assert item.text == "Harbor Lantern Shelter"


def test_rows_of_a_table_that_no_form_lists_are_the_taggers() -> None:
    words = (
        *(*put("Companion", 40, 100), *put("Tie", 250, 100)),
        *(*put("Ana", 40, 130), *put("mother", 250, 130)),
        *(*put("Eva", 40, 150), *put("aunt", 250, 150)),
    )
    labels = {"Companion": "Q-accompanying.full_name", "Tie": "Q-accompanying.relationship"}
    answers = dict.fromkeys(("Ana", "Eva"), "B-accompanying.full_name")
    ties = dict.fromkeys(("mother", "aunt"), "B-accompanying.relationship")
    items = find(words, Told(labels | answers | ties))
    assert {i.step for i in items} == {TAGGED}
    assert {i.text for i in items} == {"Ana", "Eva", "mother", "aunt"}


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


def test_of_a_field_told_several_times_the_taggers_answer_comes_before_what_stands_beside_a_label() -> (
    None
):
    words = (*put("Apelativo", 40, 100), *put("MUESTRA ORTEGA Ana", 40, 114))
    told = Told(
        {
            "Apelativo": "Q-subject.family_name",
            "MUESTRA": "B-subject.family_name",
            "ORTEGA": "I-subject.family_name",
            "Ana": "B-subject.given_names",
        }
    )
    several = spec("subject.family_name", "Last name", repeats=True)
    names = [i.text for i in find(words, told, several) if i.spec.name == several.name]
    assert names == ["MUESTRA ORTEGA"]


def test_an_answer_that_names_an_option_of_the_form_has_its_value() -> None:
    field = spec("subject.marital_status", "Marital status", choices={"single": ("Single",)})
    told = Told({"Stato:": "Q-subject.age", "Single": "B-subject.marital_status"})
    items = find((*put("Stato:", 40, 100), *put("Single", 150, 100)), told, field)
    (item,) = (i for i in items if i.spec.name == "subject.marital_status")
    assert (item.text, item.choice, item.step) == ("Single", "single", TAGGED)
