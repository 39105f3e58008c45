"""Running text: what is said of whom, and everything that must not be taken for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.attributes import ATTRIBUTE_ROLES
from models.lexicon import Language, flatten
from models.ner import find_fields, find_mentions
from records.normalise import Context, normalise
from records.vocabulary import load_vocabulary

SAMPLES = {
    "en": "The minor was released to his mother, Fictitia Example Lopez, on March 20, 2020.",
    "es": "La menor fue entregada a su tía Fictitia Ejemplo Ruiz el 20 de marzo de 2020.",
}


def values(text: str, language: Language) -> dict[str, str]:
    """Return field name -> text as it stands at the field's offsets."""
    return {f.name: text[f.start : f.end] for f in find_fields(text, language=language)}


def english(*rows: tuple[str, dict[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "expected"), rows)


spanish = english


@english(
    (
        "The minor, Fictitio Example Lopez (A# 012 345 678), DOB 04/02/2011, "
        "is a citizen of Honduras.",
        {
            "subject.a_number": "012 345 678",
            "subject.date_of_birth": "04/02/2011",
            "subject.nationality": "Honduras",
        },
    ),
    (
        "His mother, Fictitia Example Lopez, DOB 01/02/1985, is a citizen of Guatemala.",
        {
            "mother.full_name": "Fictitia Example Lopez",
            "mother.date_of_birth": "01/02/1985",
            "mother.nationality": "Guatemala",
        },
    ),
    (
        "Her father, Fictitio Example (A012345679), was transferred to ICE on 03/07/2020.",
        {"father.full_name": "Fictitio Example", "father.a_number": "A012345679"},
    ),
    (
        "The minor was separated from her father, Fictitio Example Mejia, on 03/07/2020 "
        "by Border Patrol.",
        {
            "separation.stated": "was separated from",
            "separation.relationship": "father",
            "separation.from": "Fictitio Example Mejia",
            "father.full_name": "Fictitio Example Mejia",
            "separation.date": "03/07/2020",
            "separation.agency": "Border Patrol",
        },
    ),
    (
        "The minor and his father were separated by Border Patrol on 03/06/2020.",
        {
            "separation.stated": "were separated",
            "separation.relationship": "father",
            "separation.date": "03/06/2020",
            "separation.agency": "Border Patrol",
        },
    ),
    (
        "In May 2020 the minor entered the United States and was separated from his aunt.",
        {
            "entry.date": "May 2020",
            "separation.stated": "was separated from",
            "separation.relationship": "aunt",
        },
    ),
    (
        "The minor was apprehended on 03/05/2020 and separated from his father "
        "by CBP on 03/06/2020.",
        {
            "encounter.date": "03/05/2020",
            "separation.stated": "separated from",
            "separation.relationship": "father",
            "separation.date": "03/06/2020",
            "separation.agency": "CBP",
        },
    ),
    (
        "He was encountered near El Paso, Texas on 03/05/2020 by U.S. Border Patrol.",
        {
            "encounter.place": "El Paso, Texas",
            "encounter.date": "03/05/2020",
            "encounter.agency": "Border Patrol",
        },
    ),
    (
        "Border Patrol agents apprehended the minor on March 5, 2020 near McAllen, Texas.",
        {
            "encounter.place": "McAllen, Texas",
            "encounter.date": "March 5, 2020",
            "encounter.agency": "Border Patrol",
        },
    ),
    (
        "The minor was traveling with his uncle, Fictitio Example Paz, and was apprehended "
        "on 03/05/2020.",
        {
            "accompanying.full_name": "Fictitio Example Paz",
            "accompanying.relationship": "uncle",
            "encounter.date": "03/05/2020",
        },
    ),
    (
        "The minor was released to his mother, Fictitia Example Lopez, on March 20, 2020.",
        {
            "sponsor.full_name": "Fictitia Example Lopez",
            "sponsor.relationship": "mother",
            "mother.full_name": "Fictitia Example Lopez",
            "release.date": "March 20, 2020",
        },
    ),
    (
        "The minor will be released to his aunt, Fictitia Example Paz, on 04/01/2020.",
        {"sponsor.full_name": "Fictitia Example Paz", "sponsor.relationship": "aunt"},
    ),
    (
        "The sponsor is the minor's aunt, Fictitia Example-Ruiz, phone (512) 555-0123, "
        "who lives at 12 Example St, Austin, TX 78701.",
        {
            "sponsor.full_name": "Fictitia Example-Ruiz",
            "sponsor.relationship": "aunt",
            "sponsor.phone": "(512) 555-0123",
            "sponsor.state": "TX",
            "sponsor.zip": "78701",
        },
    ),
    (
        "The minor was placed at Casa Example Shelter on 03/08/2020 and transferred to "
        "Example Children's Center on 04/01/2020.",
        {
            "placement.program": "Casa Example Shelter",
            "placement.date": "03/08/2020",
            "transfer.to": "Example Children's Center",
            "transfer.date": "04/01/2020",
        },
    ),
    (
        "The minor, EXAMPLE LOPEZ, Fictitio, entered the United States on or about March 4, 2020.",
        {
            "subject.family_name": "EXAMPLE LOPEZ",
            "subject.given_names": "Fictitio",
            "entry.date": "March 4, 2020",
        },
    ),
    (
        "Subject is a 17-year-old Mexican national.",
        {"subject.age": "17", "subject.nationality": "Mexican"},
    ),
    (
        "SUBJECT'S MOTHER, FICTITIA EXAMPLE LOPEZ, RESIDES IN MEXICO CITY.",
        {"mother.full_name": "FICTITIA EXAMPLE LOPEZ"},
    ),
    (
        "Fictitia O'Example (mother) and his sister, Fictitia Example\nde la Cruz, came.",
        {
            "mother.full_name": "Fictitia O'Example",
            "sibling.full_name": "Fictitia Example\nde la Cruz",
        },
    ),
)
def test_english_sentences(text: str, expected: dict[str, str]) -> None:
    assert values(text, "en") == expected


@spanish(
    (
        "El menor, número A 012-345-678, nació el 2 de abril de 2011 y es ciudadano de Honduras.",
        {
            "subject.a_number": "A 012-345-678",
            "subject.date_of_birth": "2 de abril de 2011",
            "subject.nationality": "Honduras",
        },
    ),
    (
        "Fecha de nacimiento: 02/04/2011. Nacionalidad: hondureña.",
        {"subject.date_of_birth": "02/04/2011", "subject.nationality": "hondureña"},
    ),
    (
        "Fue separado de su padre, Fictitio Ejemplo Mejía, el 6 de marzo de 2020 "
        "por la Patrulla Fronteriza.",
        {
            "separation.stated": "Fue separado de",
            "separation.relationship": "padre",
            "separation.from": "Fictitio Ejemplo Mejía",
            "father.full_name": "Fictitio Ejemplo Mejía",
            "separation.date": "6 de marzo de 2020",
            "separation.agency": "Patrulla Fronteriza",
        },
    ),
    (
        "A la menor la separaron de su mamá el cinco de marzo de dos mil veinte.",
        {
            "separation.stated": "la separaron de",
            "separation.relationship": "mamá",
            "separation.date": "cinco de marzo de dos mil veinte",
        },
    ),
    (
        "El niño y su padre fueron separados el 6 de marzo de 2020.",
        {
            "separation.stated": "fueron separados",
            "separation.relationship": "padre",
            "separation.date": "6 de marzo de 2020",
        },
    ),
    (
        "La menor fue entregada a su tía Fictitia Ejemplo Ruiz el 20 de marzo de 2020.",
        {
            "sponsor.full_name": "Fictitia Ejemplo Ruiz",
            "sponsor.relationship": "tía",
            "release.date": "20 de marzo de 2020",
        },
    ),
    (
        "El menor de 14 años, de nacionalidad hondureña, fue detenido cerca de El Paso, Texas, "
        "el 05/03/2020.",
        {
            "subject.age": "14",
            "subject.nationality": "hondureña",
            "encounter.place": "El Paso, Texas",
            "encounter.date": "05/03/2020",
        },
    ),
    (
        "La madre de la menor, Fictitia Ejemplo de la Cruz, nacida el 01/02/1985, "
        "es ciudadana guatemalteca.",
        {
            "mother.full_name": "Fictitia Ejemplo de la Cruz",
            "mother.date_of_birth": "01/02/1985",
            "mother.nationality": "guatemalteca",
        },
    ),
    (
        "La patrocinadora, Fictitia Ejemplo López, tel. (512) 555-0123.",
        {"sponsor.full_name": "Fictitia Ejemplo López", "sponsor.phone": "(512) 555-0123"},
    ),
    (
        "El patrocinador es el tío del menor, Fictitio Ejemplo Paz, y vive en Austin, Texas 78701.",
        {
            "sponsor.full_name": "Fictitio Ejemplo Paz",
            "sponsor.relationship": "tío",
            "sponsor.state": "Texas",
            "sponsor.zip": "78701",
        },
    ),
    ("Su mamá es Fictitia Ejemplo y Prueba.", {"mother.full_name": "Fictitia Ejemplo y Prueba"}),
    (
        "Su madre Fictitia Ejemplo y Fictitio Prueba fueron detenidos el 05/03/2020.",
        {"mother.full_name": "Fictitia Ejemplo"},
    ),
)
def test_spanish_sentences(text: str, expected: dict[str, str]) -> None:
    assert values(text, "es") == expected


NOTHING_EN = [
    "The minor was not separated from his father.",
    "The minor wasn't separated from his father.",
    "The minor has never been separated from his mother.",
    "The minor denies that he was separated from his father.",
    "The minor fears being separated from his mother.",
    "The minor was nearly separated from his mother.",
    "If the minor was separated from his father, call.",
    "It is unclear whether he was separated from his father.",
    "The minor may have been separated from his father.",
    "The minor was not apprehended with his mother and separated from her.",
    "The minor's parents separated when he was three.",
    "His mother was separated from her husband on 01/02/2015.",
    "His mother and father were separated in 2010.",
    "The minor was separated from service.",
    "His mother was not apprehended on 03/05/2020.",
    "His mother was apprehended on 03/05/2020. She was released to her sister, Fictitia Example.",
    "The minor lived with his aunt, who was apprehended on 03/05/2020.",
    "His mother is not a citizen of the United States.",
    "The minor was released to ORR on 03/08/2020.",
    "The minor was not released to his uncle, Fictitio Example Paz.",
    "The minor may be released to his uncle, Fictitio Example Paz.",
    "The sponsor's mother, Fictitia Example Lopez, is ill.",
    "The mother of the sponsor, Fictitia Example Lopez, is ill.",
    "My mother, Fictitia Example Lopez, is ill.",
    "The minor's mother's boyfriend, Fictitio Example Ruiz, was arrested on 01/02/2019.",
    "His 10-year-old brother was born on 03/05/2010.",
    "Potential sponsor Fictitia Example Lopez was contacted at (512) 555-0123.",
    "The minor called Fictitia Example Lopez at (512) 555-0123.",
    "SSN 123-45-6789. Case 012345678. Room 12345678. Call 911.",
    "The minor denied, when asked, that he was separated from his father.",
    "He denied, through an interpreter, having been separated from his mother.",
    "It is false that the minor was separated from his father on 03/05/2020.",
    "It is not true that, on 03/05/2020, he was separated from his father.",
    "There is no evidence, in the file or elsewhere, that he was separated from his father.",
    "The minor never, as he put it, was separated from his father.",
]

NOTHING_ES = [
    "El menor no fue separado de su padre.",
    "El menor nunca fue separado de su madre.",
    "El menor niega que fue separado de su padre.",
    "El menor teme ser separado de su madre.",
    "Si fue separado de su padre, avise.",
    "Su madre está separada de su padre desde 2015.",
    "Su padre no fue detenido el 05/03/2020.",
    "Su padre fue detenido el 05/03/2020.",
    "El menor no fue entregado a su tía Fictitia Ejemplo.",
    "La hermana de su madre, Fictitia Ejemplo Ruiz, vive lejos.",
    "La madre del patrocinador, Fictitia Ejemplo Ruiz, llamó.",
    "Mi madre, Fictitia Ejemplo López, está enferma.",
    "El menor niega, por medio de un intérprete, que fue separado de su padre.",
    "El menor negó, cuando se le preguntó, haber sido separado de su padre.",
    "Es falso que el menor fue separado de su padre.",
    "No es cierto que, el 05/03/2020, fue separado de su padre.",
    "No hay constancia, hasta la fecha, de que fue separado de su padre.",
]

ANOTHER_EN = [
    "Another child in the unit was separated from his father on June 3, 2018.",
    "Another resident, a minor from Honduras, was released to his aunt, Fictitia Example Lopez, "
    "on June 3, 2018.",
    "A second child was separated from her mother, Fictitia Example Lopez, on June 3, 2018.",
    "One of the other children was separated from his father on June 3, 2018.",
    "Other children were separated from their parents on June 3, 2018.",
    "His roommate, a child from Guatemala, was separated from his father on June 3, 2018.",
    "His cousin's child was separated from his father on June 3, 2018.",
    "A boy in his unit was separated from his father on June 3, 2018.",
    "Another child who was with the minor was separated from his father on June 3, 2018.",
    "The minor stated that another child was separated from his father on June 3, 2018.",
    "Another child was present. That child was separated from his mother on June 3, 2018.",
    "The other minor, Fictitio Example Paz, was born on June 3, 2010.",
    "Another unaccompanied child, DOB 06/03/2010, is a citizen of Honduras.",
    "Another minor, EXAMPLE LOPEZ, Fictitio, was released to his sponsor, Fictitia Example Paz.",
    "ANOTHER CHILD IN THE UNIT WAS SEPARATED FROM HIS FATHER ON JUNE 3, 2018.",
]

ANOTHER_ES = [
    "Otro menor fue separado de su padre el 3 de junio de 2018.",
    "Otro residente, un menor de Honduras, fue entregado a su tía, Fictitia Ejemplo Ruiz, "
    "el 3 de junio de 2018.",
    "A otro menor lo separaron de su padre el 3 de junio de 2018.",
    "Los demás niños fueron separados de sus padres el 3 de junio de 2018.",
    "Uno de los otros niños fue separado de su padre el 3 de junio de 2018.",
    "Una menor distinta fue separada de su madre.",
    "Su compañero de cuarto fue separado de su padre el 3 de junio de 2018.",
    "Un niño de su dormitorio fue separado de su padre el 3 de junio de 2018.",
    "Una segunda menor fue entregada a su madre, Fictitia Ejemplo Ruiz.",
    "Otro menor nació el 3 de junio de 2010.",
]


@pytest.mark.parametrize(
    ("text", "language"),
    [(text, "en") for text in ANOTHER_EN] + [(text, "es") for text in ANOTHER_ES],
)
def test_what_is_said_of_another_child_is_no_field(text: str, language: Language) -> None:
    assert values(text, language) == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minor traveled with another child and was separated from his father.", "en"),
        ("The minor was with another child when he was separated from his father.", "en"),
        ("The minor, along with another child, was separated from his father.", "en"),
        ("Another child was crying, and the minor was separated from his father.", "en"),
        ("He was placed at another youth shelter and was separated from his aunt.", "en"),
        ("The minor was separated from his father and another child was released.", "en"),
        ("El menor viajó con otro niño y fue separado de su padre.", "es"),
        ("El menor y otro niño fueron separados de sus padres.", "es"),
        ("El menor no acompañado fue separado de su padre.", "es"),
        ("Agentes separaron al menor de su padre.", "es"),
        ("It was not until June 3, 2018 that he was separated from his father.", "en"),
        ("No, he was separated from his father.", "en"),
        ("The minor denied being ill, and was separated from his father.", "en"),
        ("The minor was separated from his father, and his aunt said she would call.", "en"),
        ("The minor was separated from his father; the officer said he was ill.", "en"),
        ("El menor fue separado de su padre y dijo que tenía hambre.", "es"),
    ],
)
def test_a_separation_of_the_subject_stands_beside_other_children_and_words(
    text: str, language: Language
) -> None:
    stated = [f for f in find_fields(text, language=language) if f.name == "separation.stated"]
    assert [(f.value, f.reported) for f in stated] == [("true", False)]


@pytest.mark.parametrize(
    ("text", "language"),
    [(text, "en") for text in NOTHING_EN] + [(text, "es") for text in NOTHING_ES],
)
def test_what_is_denied_feared_or_said_of_others_is_no_field(text: str, language: Language) -> None:
    assert values(text, language) == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minor stated that he was separated from his father.", "en"),
        ("According to the minor, he was separated from his father.", "en"),
        ("Según el menor, fue separado de su padre en la frontera.", "es"),
        ("The minor was separated from his father, according to his aunt.", "en"),
        ("The minor was separated from his father on June 3, 2018, the minor said.", "en"),
        ("The minor was separated from his father on June 3, 2018, said his aunt.", "en"),
        ("The minor was separated from his father, his aunt told the officer.", "en"),
        ("The minor was separated from his father (his aunt reported).", "en"),
        ("The minor was separated from his father, as his aunt told staff.", "en"),
        ("The minor was separated from his father, which he denies.", "en"),
        ("El menor fue separado de su padre, según su tía.", "es"),
        ("El menor fue separado de su padre el 3 de junio de 2018, dijo el menor.", "es"),
        ("El menor fue separado de su padre, su tía relató en la entrevista.", "es"),
        ("El menor fue separado de su padre, lo cual niega la agencia.", "es"),
        ("The minor denied that he had papers and was separated from his father.", "en"),
        ("Another child was in the room. He was separated from his father.", "en"),
        ("The minor saw another child, and he was separated from his father.", "en"),
        ("Otro menor estaba ahí. Fue separado de su padre.", "es"),
        ("Vio a otro menor y fue separado de su padre.", "es"),
        ("was separated from his father on June 3, 2018.", "en"),
        ("WAS SEPARATED FROM HIS FATHER ON JUNE 3, 2018.", "en"),
        ("que fue separado de su padre el 3 de junio de 2018.", "es"),
    ],
)
def test_hearsay_states_no_separation_but_is_kept_for_a_person(
    text: str, language: Language
) -> None:
    stated = [f for f in find_fields(text, language=language) if f.name == "separation.stated"]
    assert [(f.value, f.reported) for f in stated] == [(None, True)]


def test_a_plain_statement_of_separation_is_true() -> None:
    (stated,) = (
        f
        for f in find_fields("The minor was separated from his father.", language="en")
        if f.name == "separation.stated"
    )
    assert (stated.value, stated.reported) == ("true", False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("His mother, (b)(6), (b)(7)(C), Border Patrol Agent.", "en"),
        ("FATHER'S NAME: (b)(6), (b)(7)(C) MOTHER'S NAME: (b)(6)", "en"),
        ("His mother, Fictitia (b)(6) Lopez, called.", "en"),
        ("His mother, Border Patrol Station El Paso, called.", "en"),
        ("Mother: Catholic Charities Of Example", "en"),
        ("His mother United States Border Patrol Agent", "en"),
        ("His mother, Monday March, called.", "en"),
        ("His mother, New Mexico, called.", "en"),
        ("His mother, El Salvador, called.", "en"),
        ("Mother: Unknown Unknown. Father: None Known", "en"),
        ("MOTHER FICTITIA EXAMPLE LOPEZ WORKS IN MEXICO AS A MAID.", "en"),
        ("His mother Fictitia called.", "en"),
        ("His mother, who he said lives at Example Avenue, called.", "en"),
        ("Su madre, Casa Hogar Ejemplo, llamó.", "es"),
        ("Madre: Desconocida Desconocida. Padre: No Aplica", "es"),
        ("Su madre, República de Honduras.", "es"),
        ("Su madre, (b)(6), (b)(7)(C)", "es"),
        ("Su madre vive en San Ejemplo.", "es"),
    ],
)
def test_what_is_no_name(text: str, language: Language) -> None:
    assert not [f for f in find_fields(text, language=language) if f.name.endswith("full_name")]
    assert not [m for m in find_mentions(text, language=language) if m.label == "name"]


def test_two_dates_for_one_event_give_none() -> None:
    text = "The minor was apprehended between 03/05/2020 and 03/07/2020."
    assert "encounter.date" not in values(text, "en")


def test_a_date_at_the_head_of_a_clause_goes_to_what_follows() -> None:
    text = (
        "The minor was apprehended on 03/05/2020, and on 03/06/2020 was separated from his father."
    )
    found = values(text, "en")
    assert found["encounter.date"] == "03/05/2020"
    assert found["separation.date"] == "03/06/2020"


def test_mentions_carry_labels_and_roles() -> None:
    text = (
        "The minor (A012345678) is from Honduras. His mother, Fictitia Example Lopez, "
        "lives in Austin, TX 78701; call 512-555-0123 before March 20, 2020."
    )
    found = {(m.label, m.text): m.role for m in find_mentions(text, language="en")}
    assert found == {
        ("a_number", "A012345678"): "subject",
        ("country", "Honduras"): None,
        ("relationship", "mother"): "mother",
        ("name", "Fictitia Example Lopez"): "mother",
        ("us_state", "TX"): None,
        ("zip", "78701"): None,
        ("phone", "512-555-0123"): None,
        ("date", "March 20, 2020"): None,
    }


def test_an_abbreviation_does_not_end_a_sentence_and_an_empty_line_does() -> None:
    assert "sponsor.phone" in values("The sponsor, Tel. (512) 555-0123", "en")
    assert "sponsor.phone" not in values("The sponsor\n\n(512) 555-0123", "en")
    assert values("They did not tell us. He was separated from his father.", "en")


def test_values_stay_out_of_reprs() -> None:
    text = SAMPLES["en"]
    shown = repr((find_fields(text, language="en"), find_mentions(text, language="en")))
    assert "Fictitia" not in shown
    assert "2020" not in shown


def test_every_field_name_is_in_the_vocabulary() -> None:
    names = load_vocabulary().field_kinds
    assert {f"{role}.{name}" for name, roles in ATTRIBUTE_ROLES.items() for role in roles} <= set(
        names
    )
    for language, text in (("en", SAMPLES["en"]), ("es", SAMPLES["es"])):
        assert set(values(text, language)) <= set(names)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "es"])
def test_values_found_can_be_normalised(language: Language) -> None:
    kinds = load_vocabulary().field_kinds
    context = Context(language=language, date_order="mdy")
    for item in find_fields(SAMPLES[language], language=language):
        assert item.value or normalise(kinds[item.name], item.value_text, context=context)


def test_threads_share_one_pipeline() -> None:
    texts = [SAMPLES["en"], NOTHING_EN[0]] * 20
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: len(find_fields(text, language="en")), texts))
    assert found == [4, 0] * 20


@pytest.mark.parametrize("scrap", ["A ", "1-", "Fictitia ", "was separated from his father, "])
def test_a_long_text_of_one_scrap_is_read_piece_by_piece(scrap: str) -> None:
    found = find_fields(scrap * (40_000 // len(scrap)), language="en")
    assert {f.name for f in found} <= {"separation.stated", "separation.relationship"}


SCRAPS = (
    "The minor his mother father su madre padre sponsor was were fue separated separado from de "
    "not no released to entregado a on el 03/05/2020 A# 012-345-678 Fictitia Example Lopez , . ; "
    "( ) (b)(6) and y who que born DOB citizen of Mexico 512-555-0123 TX 78701 17 years old años "
    "Border Patrol by near \n \n\n CBP said 5 March marzo 2020"
)
WORDS = SCRAPS.split(" ")


@settings(max_examples=150, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
    ),
    language=st.sampled_from(["en", "es"]),
)
def test_offsets_are_exact_whatever_the_text(text: str, language: Language) -> None:
    assert len(flatten(text)) == len(text)
    for mention in find_mentions(text, language=language):
        assert text[mention.start : mention.end] == mention.text != ""
    for item in find_fields(text, language=language):
        assert text[item.start : item.end] == item.value_text != ""
