"""What running text states: where it stands, what is trimmed, what is only hearsay, who is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from extract.document import make_records
from extract.judging import Deciding
from extract.narrated import find_in_text, sentences, standing
from extract.releasing import SOFT, UNDECIDED
from models.lexicon import Language
from models.running import Stated
from pipelines.settings import FORMS
from records.forms import FieldSpec, FormSpec, load_forms
from records.types import Decision
from tests.strategies import make_page, of_type, put, stacked

NARRATIVE = FormSpec(type="narrative")
TOLD = "The minor said he was taken from his aunt, Fictitia Muestra Ortega, on May 4, 2018."


class Knowing:
    """A reader of texts that looks for given words."""

    def __init__(self, *known: tuple[str, str, str | None]) -> None:
        self._known = known

    def stated(self, text: str) -> Iterator[Stated]:
        for words, name, value in self._known:
            start = text.find(words)
            if start >= 0:
                yield Stated(start, start + len(words), name, value)


def test_finds_in_text_point_at_their_words() -> None:
    words = stacked("The minor was born on March 5, 2010. His A-number is A012345678.")
    page = of_type(make_page(words), "narrative")
    found = find_in_text((page,), form=NARRATIVE, narrator=None)
    assert found
    for item in found:
        assert item.step == "text@1"
        joined = "".join(c for w in item.words for c in w.text if c.isalnum())
        assert "".join(c for c in item.text if c.isalnum()) in joined


def test_what_a_model_points_at_is_found_without_what_stands_around_it() -> None:
    page = of_type(make_page(stacked(TOLD)), "narrative")
    knowing = Knowing((" Fictitia Muestra Ortega,", "separation.from", None))
    told = find_in_text((page,), form=NARRATIVE, narrator=knowing)
    (item,) = (f for f in told if f.step == "narrated@1")
    assert (item.spec.name, item.text) == ("separation.from", "Fictitia Muestra Ortega")
    assert [w.text for w in item.words] == ["Fictitia", "Muestra", "Ortega,"]


@pytest.mark.parametrize(("text", "reported"), [(TOLD, True), (f"H{TOLD[16:]}", False)])
def test_a_separation_that_is_only_passed_on_is_hearsay(text: str, reported: bool) -> None:
    page = of_type(make_page(stacked(text)), "narrative")
    knowing = Knowing(("taken from", "separation.stated", "true"))
    told = find_in_text((page,), form=NARRATIVE, narrator=knowing)
    (item,) = (f for f in told if f.step == "narrated@1")
    assert (item.choice, item.reported) == ("true", reported)


@pytest.mark.parametrize(
    "text",
    [
        "El menor no fue separado de su madre, Fictitia Muestra Ortega.",
        "The minor was never taken from his aunt, Fictitia Muestra Ortega.",
        "The minor fears that he might be taken from Fictitia Muestra Ortega.",
    ],
)
def test_the_rules_hear_a_no_that_a_model_overlooks(text: str) -> None:
    spoken: Language = "es" if text.startswith("El") else "en"
    page = replace(of_type(make_page(stacked(text)), "narrative"), language=spoken)
    knowing = Knowing(
        ("fue separado", "separation.stated", "true"),
        ("taken from", "separation.stated", "true"),
        ("Fictitia Muestra Ortega", "separation.from", None),
    )
    told = find_in_text((page,), form=NARRATIVE, narrator=knowing)
    assert not [f for f in told if f.step == "narrated@1"]


@pytest.mark.parametrize("kind", ["unknown", "orr_referral"])
def test_no_model_is_asked_about_a_paper_that_is_no_narrative(kind: str) -> None:
    page = of_type(make_page(stacked(TOLD)), kind)
    knowing = Knowing(("taken from", "separation.stated", "true"))
    told = find_in_text((page,), form=FormSpec(type=kind), narrator=knowing)
    assert not [f for f in told if f.step == "narrated@1"]


def test_what_only_a_model_found_waits_for_a_person() -> None:
    note = stacked(
        "CASE NOTE", "Office of Refugee Resettlement", "The case manager met with the minor.", TOLD
    )
    knowing = Knowing(
        ("taken from", "separation.stated", "true"),
        ("Fictitia Muestra Ortega", "separation.from", None),
        ("May 4, 2018", "separation.date", None),
    )
    (record,) = make_records(
        (make_page(note),),
        forms=load_forms(FORMS),
        sha256="0" * 64,
        files=("note.pdf",),
        problems=(),
        deciding=Deciding(narrator=knowing),
    )
    assert record.document_type == "narrative"
    fields = {f.name: f for f in record.fields if f.name.startswith("separation.")}
    assert fields["separation.date"].value == "2018-05-04"
    assert fields["separation.from"].value == "Fictitia Muestra Ortega"
    assert fields["separation.stated"].value == "true"
    assert {f.decision for f in fields.values()} == {Decision.REVIEW}
    assert "hearsay" in fields["separation.stated"].reasons
    for field in record.fields:
        assert "letter" in field.reasons
        assert not {"type_unknown", "begun_unsurely"} & set(field.reasons)


def test_what_rules_hear_of_events_waits_whatever_the_confidence() -> None:
    note = stacked(
        "The minor was released to his uncle, Juan Ejemplo Muestra, on June 3, 2018.",
        "He travelled with him to Ejemplo on the same day.",
        top=100,
    )
    (record,) = make_records(
        (make_page(note),), forms=load_forms(FORMS), sha256="0" * 64, files=("note.pdf",)
    )
    told = {f.name: f for f in record.fields if f.value is not None}
    assert told["release.date"].value == "2018-06-03"
    assert told["sponsor.full_name"].value == "Juan Ejemplo Muestra"
    for name in ("release.date", "sponsor.full_name", "sponsor.relationship"):
        assert not set(told[name].reasons) <= SOFT | UNDECIDED


def test_sentences_among_boxes_are_kept_and_boxes_are_not() -> None:
    boxes = (*put("Last name", 40, 40), *put("First name", 260, 40), *put("MUESTRA", 40, 54))
    text = stacked(
        "The subject was encountered near Ejemplo with an adult who",
        "claimed to be the mother.",
        top=120,
    )
    apart = tuple(w for n in range(9) for w in put("cell", 40 + 60 * n, 300))
    assert [w.text for w in sentences((*boxes, *text, *apart))] == [w.text for w in text]


def test_a_free_box_tells_only_what_the_form_does_not_ask() -> None:
    form = FormSpec(type="dhs_i213", free_box=True, fields=(FieldSpec(name="encounter.date"),))
    page = of_type(make_page(stacked(TOLD)), "dhs_i213")
    knowing = Knowing(
        ("May 4, 2018", "separation.date", None), ("May 4, 2018", "encounter.date", None)
    )
    told = find_in_text((page,), form=form, narrator=knowing)
    assert {f.spec.name for f in told if f.step == "narrated@1"} == {"separation.date"}


def told_of(
    text: str, *known: tuple[str, str, str | None], language: Language = "en"
) -> list[tuple[str, bool]]:
    """Return what stands of a text, as (words, whether only passed on)."""
    return [
        (text[s.start : s.end], passed_on)
        for s, passed_on in standing(text, tuple(Knowing(*known).stated(text)), language)
    ]


STATED, RELATIONSHIP = "separation.stated", "separation.relationship"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("THE MINOR WAS NOT SEPARATED FROM HIS MOTHER", "WAS NOT SEPARATED FROM"),
        ("The minor was never taken from his aunt.", "was never taken from"),
        ("No adult was there and nobody was taken away.", "was taken away"),
        ("El menor no fue separado de su madre", "no fue separado de"),
        ("Viajó con una tía y nadie fue separado de ella.", "fue separado de"),
    ],
)
def test_a_no_among_the_words_that_a_model_points_at_is_heard(text: str, words: str) -> None:
    language: Language = "es" if text.startswith(("El", "Via")) else "en"
    assert told_of(text, (words, STATED, "true"), language=language) == []


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("Nobody told her why he was taken from her.", "was taken from", "en"),
        ("With nobody else there he was separated from her.", "was separated from", "en"),
        ("Nadie le explicó por qué fue separado de ella.", "fue separado de", "es"),
        ("He was separated from her with no explanation.", "separated from her with no", "en"),
        ("They were not kept together.", "were not kept together", "en"),
        ("Iba con su madre, hasta que la apartaron de su lado.", "apartaron de", "es"),
    ],
)
def test_a_separation_told_by_other_words_stands(text: str, words: str, language: Language) -> None:
    told = told_of(text, (words, STATED, "true"), language=language)
    assert [stated for stated, _ in told] == [words]


def test_of_two_separations_in_a_sentence_the_denied_one_falls_with_its_details() -> None:
    text = "He was taken from his father, and was not taken from his mother."
    told = told_of(
        text,
        ("was taken from", STATED, "true"),
        ("father", RELATIONSHIP, None),
        ("was not taken from", STATED, "false"),
        ("mother", RELATIONSHIP, None),
    )
    assert told == [("was taken from", False), ("father", False)]


def test_details_of_what_is_only_passed_on_are_so_too() -> None:
    text = "The minor said that on May 4, 2018 he was separated from his father."
    told = told_of(
        text,
        ("May 4, 2018", "separation.date", None),
        ("was separated from", STATED, "true"),
        ("father", RELATIONSHIP, None),
    )
    assert [passed_on for _, passed_on in told] == [True, True, True]


def test_a_row_of_labels_is_no_paragraph() -> None:
    labels = "Passport No. and Country of Issue Date and Place of Last Entry Manner of Entry"
    sentence = "The subject told agents that she had walked through the night with others."
    assert sentences(put(labels, 40, 100)) == ()
    assert sentences(put(sentence, 40, 100)) == put(sentence, 40, 100)


def test_a_denial_beside_a_separation_that_is_only_passed_on_is_told_too() -> None:
    text = "The minor said he was separated from his uncle. He was not separated from his mother."
    told = told_of(
        text,
        ("was separated from", STATED, "true"),
        ("was not separated from", STATED, "false"),
    )
    assert told == [("was separated from", True), ("was not separated from", False)]


RELEASE = (
    ("uncle", "sponsor.relationship", None),
    ("JUAN MUESTRA ORTEGA", "sponsor.full_name", None),
    ("Juan Muestra Ortega", "sponsor.full_name", None),
    ("June 3, 2018", "release.date", None),
    ("tío", "sponsor.relationship", None),
    ("3 de junio de 2018", "release.date", None),
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("He was not released to his uncle, Juan Muestra Ortega, on June 3, 2018.", "en"),
        ("He was not, in the end, handed to his uncle, Juan Muestra Ortega.", "en"),
        ("It is not the case that he was released to his uncle, Juan Muestra Ortega.", "en"),
        ("HE WAS NOT RELEASED TO HIS UNCLE, JUAN MUESTRA ORTEGA.", "en"),
        ("No fue entregado a su tío, Juan Muestra Ortega, el 3 de junio de 2018.", "es"),
        ("No fue dado en custodia a su tío, Juan Muestra Ortega.", "es"),
        ("Another child was released to his uncle, Juan Muestra Ortega, on June 3, 2018.", "en"),
        ("Otro menor fue entregado a su tío, Juan Muestra Ortega, el 3 de junio de 2018.", "es"),
    ],
)
def test_a_release_that_is_denied_or_of_another_child_is_not_told(
    text: str, language: Language
) -> None:
    assert told_of(text, *RELEASE, language=language) == []


@pytest.mark.parametrize(
    ("text", "language", "hearsay"),
    [
        ("He was released to his uncle, Juan Muestra Ortega, on June 3, 2018.", "en", False),
        ("He is ill. He was released to his uncle, Juan Muestra Ortega.", "en", False),
        ("He was not ill and was released to his uncle, Juan Muestra Ortega.", "en", False),
        ("HE DOES NOT SPEAK ENGLISH, HE LIVES WITH JUAN MUESTRA ORTEGA.", "en", False),
        ("He was released to his uncle, Juan Muestra Ortega, said his aunt.", "en", True),
        ("The minor says that he was released to his uncle, Juan Muestra Ortega.", "en", True),
        ("Another child was there. He was released to Juan Muestra Ortega.", "en", True),
        ("was released to his uncle, Juan Muestra Ortega, on June 3, 2018.", "en", True),
        ("Fue entregado a su tío, Juan Muestra Ortega, según su tía.", "es", True),
    ],
)
def test_a_release_that_is_only_passed_on_is_hearsay(
    text: str, language: Language, hearsay: bool
) -> None:
    told = told_of(text, *RELEASE, language=language)
    assert told
    assert {passed_on for _, passed_on in told} == {hearsay}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minor says that his mother is Rosa Muestra Ortega.", [True]),
        ("He was not with his mother, Rosa Muestra Ortega.", [True]),
        ("His mother is Rosa Muestra Ortega.", [False]),
    ],
)
def test_a_name_that_is_passed_on_or_stands_behind_a_no_waits(
    text: str, expected: list[bool]
) -> None:
    told = told_of(text, ("Rosa Muestra Ortega", "mother.full_name", None))
    assert [passed_on for _, passed_on in told] == expected


def test_what_somebody_is_not_is_not_told() -> None:
    nationality = ("Honduras", "subject.nationality", None)
    assert told_of("He is not a citizen of Honduras.", nationality) == []


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Another child in the unit was separated from his father on June 3, 2018.", False),
        ("Another child was born on June 3, 2018.", False),
        ("Another child is ill. He was born on June 3, 2018.", False),
        ("The minor was separated from his father on June 3, 2018.", False),
        ("The minor was released to his aunt on June 3, 2018.", False),
        ("They took the minor from his father on June 3, 2018.", False),
        ("The minor, born on June 3, 2018, was separated from his father.", True),
        ("The birthday of the minor is June 3, 2018.", True),
        ("He marks his birthday on June 3, 2018 and was released to his aunt.", True),
        ("Entró sola y fue detenida. Born: June 3, 2018", True),
    ],
)
def test_a_date_of_something_else_is_no_birth(text: str, stands: bool) -> None:
    told = told_of(
        text,
        ("June 3, 2018", "subject.date_of_birth", None),
        ("was separated from", STATED, "true"),
        ("took the minor from", STATED, "true"),
    )
    assert ("June 3, 2018" in [words for words, _ in told]) is stands


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("Another child in the unit was separated from his father.", "was separated from", "en"),
        ("Agents took another boy from his father.", "took", "en"),
        ("Otro menor fue separado de su padre.", "fue separado de", "es"),
        ("Separaron a otro menor de su padre.", "Separaron", "es"),
        (
            "The minor denied, when asked, that he was taken from his father.",
            "was taken from",
            "en",
        ),
        ("Niega, por un intérprete, que lo separaron de su padre.", "separaron", "es"),
    ],
)
def test_a_separation_of_another_child_or_denied_has_no_details_either(
    text: str, words: str, language: Language
) -> None:
    details = ("father", RELATIONSHIP, None), ("padre", RELATIONSHIP, None)
    assert told_of(text, (words, STATED, "true"), *details, language=language) == []


@pytest.mark.parametrize("pitch", [20.0, 28.0])
def test_lines_wide_apart_are_read_as_one_sentence(pitch: float) -> None:
    rows = (
        "The minor and his aunt came in May. The officer denied that the minor",
        "was released to his uncle, Juan Muestra Ortega, on June 3, 2018.",
    )
    words = tuple(w for n, row in enumerate(rows) for w in put(row, 40, 40 + pitch * n))
    page = of_type(make_page(words), "narrative")
    told = find_in_text((page,), form=NARRATIVE, narrator=Knowing(*RELEASE))
    assert [f.spec.name for f in told if f.spec.name.startswith(("sponsor", "release"))] == []


def test_what_begins_mid_sentence_on_a_new_page_is_hearsay() -> None:
    row = "was separated from his father on June 3, 2018 by Border Patrol."
    page = of_type(make_page(stacked(row)), "narrative")
    told = find_in_text(
        (page,), form=NARRATIVE, narrator=Knowing(("was separated from", STATED, "true"))
    )
    assert {f.step for f in told} == {"text@1", "narrated@1"}
    assert all(f.reported for f in told)


def test_paragraphs_among_boxes_may_have_lines_wide_apart() -> None:
    rows = (
        "The subject told the officer that on the way to the north",
        "he was separated from his father. He was alone from then on,",
        "and he came to the border in May.",
    )
    words = tuple(w for n, row in enumerate(rows) for w in put(row, 40, 40 + 26 * n))
    assert sentences(words) == words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The minor was apprehended on June 3, 2018.", []),
        ("The minor was apprehended, and was released on June 3, 2018.", [("June 3, 2018", False)]),
        ("He left on June 3, 2018.", [("June 3, 2018", False)]),
        ("They caught him on June 3, 2018 and he was placed.", [("June 3, 2018", False)]),
    ],
)
def test_a_date_that_the_rules_know_for_another_events_is_not_told(
    text: str, told: list[tuple[str, bool]]
) -> None:
    assert told_of(text, ("June 3, 2018", "release.date", None)) == told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The minor's brother was separated from his father.", "was separated from"),
        ("His cousin was taken from her mother.", "was taken from"),
        ("Staff could not confirm that he was separated from his father.", "could not confirm"),
        ("Staff was unable to verify that he was taken from his father.", "was taken from"),
        ("As they doubted that he was kin, he was taken from his uncle.", "was taken from"),
    ],
)
def test_a_separation_that_may_be_none_of_the_subject_is_seen_by_a_person(
    text: str, words: str
) -> None:
    assert told_of(text, (words, STATED, "true")) == [(words, True)]


@pytest.mark.parametrize(
    "text",
    [
        "The minor and his brother were separated from their father.",
        "He and his brother were separated from their father.",
        "Rosa and her cousin were separated from their father.",
    ],
)
def test_a_brother_who_is_separated_too_takes_nothing_away(text: str) -> None:
    words = "were separated from"
    assert told_of(text, (words, STATED, "true")) == [(words, False)]


@pytest.mark.parametrize(
    "text",
    [
        "The minor was to be released to Juan Muestra Ortega, but was not.",
        "The release to his uncle, Juan Muestra Ortega, was denied.",
        "La entrega a su tío, Juan Muestra Ortega, fue negada.",
    ],
)
def test_a_release_that_was_refused_is_seen_by_a_person(text: str) -> None:
    language: Language = "es" if text.startswith("La") else "en"
    told = told_of(text, ("Juan Muestra Ortega", "sponsor.full_name", None), language=language)
    assert told == [("Juan Muestra Ortega", True)]


@pytest.mark.parametrize(
    "text", ["El 3 de mayo retiraron al menor de su abuelo.", "Apartaron a la niña de su tía."]
)
def test_a_child_taken_from_a_relative_is_not_that_relatives_child(text: str) -> None:
    known = [(w, STATED, "true") for w in ("retiraron al menor de", "Apartaron a la niña de")]
    assert [passed_on for _, passed_on in told_of(text, *known, language="es")] == [False]


def test_the_date_of_a_transfer_may_be_that_of_a_placement() -> None:
    text = "Fue trasladado a Silver Oak Family Services el 3 de junio de 2018."
    date = ("3 de junio de 2018", "placement.date", None)
    assert told_of(text, date, language="es") == [("3 de junio de 2018", False)]
