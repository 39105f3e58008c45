"""Values cut out of whole sentences, over line breaks, and what a bar in the sentence does to them."""

from __future__ import annotations

from extract.find import Found, find_fields
from records.forms import FieldSpec, FormSpec
from records.normalise import Context, normalise
from records.types import Reading, Word
from tests.strategies import PLAIN, Drawn, box, make_page, of_type, spec, stacked

BORN = spec(
    "subject.date_of_birth",
    place=["sentence"],
    pattern=r"(?i)naci[oó] .*?del d[ií]a (.+?) en el municipio",
)
LINES = ("FICTICIO ESPECIMEN nació a las cuatro horas del día cinco", "de marzo de dos mil ocho")
ES = Context(language="es", date_order="dmy")


def find(words: tuple[Word, ...], *fields: FieldSpec, drawn: Drawn = PLAIN) -> tuple[Found, ...]:
    page = of_type(make_page(words, drawn), "birth_certificate")
    return find_fields((page,), FormSpec(type="birth_certificate", fields=fields))


def test_a_date_in_words_is_read_over_a_line_break() -> None:
    (item,) = find(stacked(*LINES, "en el municipio de Aldea Ficticia"), BORN)
    assert item.text == "cinco de marzo de dos mil ocho"
    assert normalise("date", item.text, context=ES) == "2008-03-05"
    assert [w.text for w in item.words] == item.text.split()
    assert (item.reading, item.step) == (Reading.PRESENT, "sentence@1")


def test_a_sentence_that_breaks_off_gives_nothing() -> None:
    assert find(stacked(*LINES), BORN) == ()


def test_two_sentences_that_fit_are_two_places() -> None:
    text = ("nació el día uno de mayo en el municipio", "nació el día dos de mayo en el municipio")
    plain = spec(
        "subject.date_of_birth", place=["sentence"], pattern="el día (.+?) en el municipio"
    )
    assert [f.text for f in find(stacked(*text), plain)] == ["uno de mayo", "dos de mayo"]


def test_a_pattern_may_know_two_wordings() -> None:
    either = spec(
        "subject.date_of_birth",
        place=["sentence"],
        pattern=r"nació el (\w+ de \w+)|vino el (\w+ de \w+)",
    )
    assert [f.text for f in find(stacked("FICTICIO vino el dos de mayo"), either)] == [
        "dos de mayo"
    ]


def test_a_bar_in_the_sentence_may_have_taken_a_word() -> None:
    words = stacked(*LINES, "en el municipio de Aldea Ficticia")
    (item,) = find(words, BORN, drawn=Drawn(bars=(box(180, 60, 260, 70),)))
    assert (item.reading, item.text, item.words) == (Reading.REDACTED, "", ())


def test_a_bar_elsewhere_leaves_the_sentence_alone() -> None:
    words = stacked(*LINES, "en el municipio de Aldea Ficticia")
    (item,) = find(words, BORN, drawn=Drawn(bars=(box(40, 300, 200, 320),)))
    assert item.reading is Reading.PRESENT


def test_a_choice_is_named_by_its_printed_word() -> None:
    sex = spec(
        "subject.sex",
        place=["sentence"],
        pattern="sexo (.+?),",
        choices={"M": ("Masculino", "Varón"), "F": ("Femenino",)},
    )
    (item,) = find(stacked("FICTICIO ESPECIMEN, sexo masculino, nació ayer"), sex)
    assert item.choice == "M"
