"""Numbers of questions on pages built by hand: they are print, whether the question is known or not."""

from __future__ import annotations

from extract.find import Found, find_fields
from records.forms import FormSpec
from records.types import Word
from tests.strategies import make_page, of_type, put, spec

TYPE = "orr_verification_of_release"
FIELDS = (
    spec("sponsor.full_name", "Name of sponsor"),
    spec("sponsor.language", "Language spoken"),
    spec("sponsor.city", "City of residence"),
    spec("sponsor.phone", "Telephone number"),
)


def found(*words: Word) -> dict[str, Found]:
    form = FormSpec.model_validate({"type": TYPE, "fields": FIELDS})
    items = find_fields((of_type(make_page(words), TYPE),), form)
    return {item.spec.name: item for item in items}


def row(top: float, first: str, one: str, second: str, two: str) -> tuple[Word, ...]:
    """Put two questions beside each other: number, label and answer."""
    return (
        *put(first, 40, top),
        *put(one, 200, top),
        *put(second, 300, top),
        *put(two, 470, top),
    )


NUMBERED = (
    *row(60, "3. Name of sponsor:", "Rosa Riocedro", "4. City of residence:", "Houston"),
    *row(90, "5. Language spoken:", "Spanish", "6. Unheard question:", "Fish"),
    *put("7. Telephone number:", 40, 120),
    *put("713-555-0142", 200, 120),
)


def test_the_number_of_the_next_question_is_no_part_of_an_answer() -> None:
    assert found(*NUMBERED)["sponsor.full_name"].text == "Rosa Riocedro"


def test_a_numbered_question_that_nobody_knows_ends_an_answer() -> None:
    assert found(*NUMBERED)["sponsor.language"].text == "Spanish"


def test_a_number_without_its_full_stop_counts_where_it_goes_on_with_the_others() -> None:
    words = tuple(w for w in NUMBERED if w.text != "4.") + put("4", 300, 60)
    assert found(*words)["sponsor.full_name"].text == "Rosa Riocedro"


def test_on_a_page_without_numbered_questions_a_number_is_an_answer() -> None:
    words = (
        *put("Language spoken:", 40, 60),
        *put("Ward 4.", 200, 60),
        *put("City of residence:", 300, 60),
    )
    assert found(*words)["sponsor.language"].text == "Ward 4"
