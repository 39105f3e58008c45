"""What is written on paper reads back as the value it stands for."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.normalise import Context, normalise
from synth.lists import items, section, table
from synth.numerals import spelt
from synth.papers import Language
from synth.writing import Style, kin, some_style, written

CONTEXTS = {
    "en": Context(language="en", date_order="mdy"),
    "es": Context(language="es", date_order="dmy"),
}
VALUES = {
    "a_number": ("A987654301", "A098765433"),
    "date": ("2009-04-17", "2012-11-03", "2018-08-01", "1988-12-31", "2009-04", "2009"),
    "datetime": ("2019-04-17T08:30", "2019-05-03T13:00", "2020-01-01T12:15"),
    "phone": ("+17135550142", "+50255550129", "+529615550177"),
    "identifier": ("2398123450101", "62979534-3", "MCS1806000123"),
    "integer": ("9", "17"),
    "category": ("1", "2", "2A", "2B", "3", "4"),
    "zip": ("77036",),
    "full_name": ("Mateo Elías Valdeluna Riocedro",),
    "email": ("rosa.riocedro@example.org",),
}
LANGUAGES: tuple[Language, ...] = ("en", "es")


@given(seed=st.integers(0, 10_000), language=st.sampled_from(LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_every_style_reads_back(seed: int, language: Language) -> None:
    style = some_style(random.Random(seed), language=language)
    for kind, values in VALUES.items():
        for value in values:
            text = written(kind, value, language=language, style=style, family="Valdeluna Riocedro")
            assert normalise(kind, text, context=CONTEXTS[language]) == value, (kind, text)


@pytest.mark.parametrize("kind", ["country", "sex", "relationship", "agency", "role", "flag"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["first", "second", "upper"])
@pytest.mark.parametrize("sex", ["", "M", "F"])
def test_every_word_reads_back(kind: str, language: Language, word: str, sex: str) -> None:
    style = Style(word=word)  # type: ignore[arg-type]
    for value in section(section(table("words.toml"), kind), language):
        text = written(kind, value, language=language, style=style, sex=sex)
        assert normalise(kind, text, context=CONTEXTS[language]) == value, text


def test_every_listed_word_reads_back() -> None:
    for kind in ("country", "sex", "relationship", "agency", "role", "flag"):
        for language in LANGUAGES:
            group = section(section(table("words.toml"), kind), language)
            for value in group:
                for word in items(group, value):
                    assert normalise(kind, word, context=CONTEXTS[language]) == value, word


def test_states_by_name_read_back() -> None:
    for value in section(table("words.toml"), "states"):
        text = written("us_state", value, language="en", style=Style(state="name"))
        assert normalise("us_state", text, context=CONTEXTS["en"]) == value


def test_a_name_is_turned_round_only_where_its_family_name_is_known() -> None:
    style = Style(name="family_first")
    name = "Ana Riocedro"
    assert written("full_name", name, language="en", style=style) == name
    assert (
        written("full_name", name, language="en", style=style, family="Riocedro") == "Riocedro, Ana"
    )


def test_kin_fits_the_person() -> None:
    assert kin("aunt_uncle", language="es", sex="F") == "tía"
    assert kin("aunt_uncle", language="en", sex="M") == "uncle"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "uno"), (31, "treinta y uno"), (100, "cien"), (145, "ciento cuarenta y cinco"),
     (2009, "dos mil nueve"),
     (1988, "mil novecientos ochenta y ocho")],
)  # fmt: skip
def test_numbers_in_words(number: int, words: str) -> None:
    assert spelt(number) == words
