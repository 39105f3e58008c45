"""A value is released on two independent signs and no doubt, or it waits for a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.decide import DOUBT, decide_fields
from extract.find import Found
from extract.found import Ticks
from records.forms import FieldSpec, FormSpec, Language
from records.types import BBox, Decision, Field, Problem, Reading, Source, Word
from tests.strategies import RELEASE, Drawn, box, form_set, make_page, put, spec

PLACE = box(100, 40, 400, 60)
LOOSE = FormSpec(type="orr_verification_of_release", languages=("en", "es"))


def found(name: str, text: str, *, at: BBox = PLACE, score: float = 95.0, page: int = 1) -> Found:
    words = put(text, at.x0 + 2, at.top + 4, score=score)
    return Found(
        spec=spec(name),
        page=page,
        words=words,
        region=at,
        reading=Reading.PRESENT,
        step="label@1",
        quality=1.0,
        text=text,
    )


def empty(name: str, reading: Reading, *, bounded: bool = True) -> Found:
    item = replace(found(name, "x"), words=(), text="", reading=reading)
    return replace(item, bounded=bounded)


def layer(text: str, *, at: BBox = PLACE) -> tuple[Word, ...]:
    return put(text, at.x0 + 2, at.top + 4, score=100.0, source=Source.TEXT_LAYER)


def decide(
    *items: Found,
    second: tuple[Word, ...] = (),
    problems: tuple[Problem, ...] = (),
    form: FormSpec = LOOSE,
    language: Language = "en",
) -> dict[str, Field]:
    pages = {n: make_page((), Drawn(second=second), number=n) for n in (1, 2)}
    fields = decide_fields(
        items, pages, form=form, forms=form_set(), language=language, problems=problems
    )
    return {f.name: f for f in fields}


def one(item: Found, second: tuple[Word, ...] = (), *, language: Language = "en") -> Field:
    (field,) = decide(item, second=second, language=language).values()
    return field


# ---- readers
# ----------------------------------------------------------------------------------


def test_one_reader_is_not_enough() -> None:
    field = one(found("subject.date_of_birth", "03/25/2010"))
    assert (field.value, field.decision) == ("2010-03-25", Decision.REVIEW)
    assert "one_sign" in field.reasons


def test_two_readers_release_a_value() -> None:
    field = one(found("subject.date_of_birth", "03/25/2010"), layer("03/25/2010"))
    assert (field.value, field.decision, field.reasons) == ("2010-03-25", Decision.ACCEPTED, ())
    assert field.confidence is None


def test_two_readers_may_differ_in_how_they_write_one_value() -> None:
    field = one(found("subject.date_of_birth", "03/25/2010"), layer("3-25-2010"))
    assert field.decision is Decision.ACCEPTED


def test_readers_that_differ_send_the_field_to_a_person() -> None:
    field = one(found("subject.date_of_birth", "03/25/2010"), layer("03/26/2010"))
    assert (field.value, field.decision) == ("2010-03-25", Decision.REVIEW)
    assert "readers_differ" in field.reasons


def test_a_second_reader_elsewhere_says_nothing() -> None:
    field = one(
        found("subject.date_of_birth", "03/25/2010"),
        layer("03/25/2010", at=box(100, 400, 400, 420)),
    )
    assert field.decision is Decision.REVIEW


def test_a_country_read_well_needs_no_second_reader() -> None:
    assert one(found("subject.nationality", "HONDURAS")).decision is Decision.ACCEPTED
    shaky = one(found("subject.nationality", "HONDURAS", score=70.0))
    assert (shaky.value, shaky.decision) == ("HND", Decision.REVIEW)


def test_a_word_the_reader_doubts_goes_to_a_person_even_with_two_readers() -> None:
    field = one(found("subject.date_of_birth", "03/25/2010", score=20.0), layer("03/25/2010"))
    assert (field.decision, field.reasons) == (Decision.REVIEW, ("low_score",))


def test_a_value_that_is_not_canonical_has_no_value() -> None:
    field = one(found("subject.date_of_birth", "soon"), layer("soon"))
    assert (field.value, field.text, field.decision) == (None, "soon", Decision.REVIEW)
    assert "not_canonical" in field.reasons


def test_an_ambiguous_date_without_an_order_is_not_guessed() -> None:
    form = FormSpec(type="orr_verification_of_release", date_order={})
    item = found("subject.date_of_birth", "03/05/2010")
    field = decide(item, second=layer("03/05/2010"), form=form)["subject.date_of_birth"]
    assert (field.value, field.decision) == (None, Decision.REVIEW)
    assert "ambiguous_date" in field.reasons


def test_the_language_of_the_page_orders_a_date() -> None:
    item = found("subject.date_of_birth", "03/05/2010")
    assert one(item, language="en").value == "2010-03-05"
    assert one(item, language="es").value == "2010-05-03"


def test_pages_in_two_languages_do_not_order_a_date() -> None:
    item = found("subject.date_of_birth", "03/05/2010")
    fields = decide_fields(
        (item,),
        {1: make_page((), Drawn(second=layer("03/05/2010")))},
        form=LOOSE,
        forms=form_set(),
        language="en",
        problems=(),
        mixed=True,
    )
    assert (fields[0].value, fields[0].reasons) == (None, ("ambiguous_date",))


# ---- A-numbers
# ---------------------------------------------------------------------------------------


def test_an_a_number_of_nine_digits_is_released_by_two_readers() -> None:
    field = one(found("subject.a_number", "A012345678"), layer("A012345678"))
    assert (field.value, field.decision) == ("A012345678", Decision.ACCEPTED)
    assert one(found("subject.a_number", "A012345678")).decision is Decision.REVIEW


def test_a_padded_a_number_needs_both_readers() -> None:
    alone = one(found("subject.a_number", "A12345678"))
    assert (alone.value, alone.decision) == ("A012345678", Decision.REVIEW)
    assert "padded" in alone.reasons
    both = one(found("subject.a_number", "A12345678"), layer("A12345678"))
    assert (both.value, both.decision) == ("A012345678", Decision.ACCEPTED)


def test_a_lost_digit_is_not_padded_over() -> None:
    field = one(found("subject.a_number", "A12345678"), layer("A212345678"))
    assert field.decision is Decision.REVIEW
    assert {"readers_differ", "padded"} <= set(field.reasons)


@pytest.mark.parametrize("text", ["02132020", "13022020"])
def test_an_a_number_that_is_also_a_date_goes_to_a_person(text: str) -> None:
    field = one(found("subject.a_number", text), layer(text))
    assert (field.decision, field.reasons) == (Decision.REVIEW, ("date_like",))


def test_a_letter_taken_for_a_digit_goes_to_a_person() -> None:
    field = one(found("subject.a_number", "A0I2345678"), layer("A0I2345678"))
    assert field.decision is Decision.REVIEW


# ---- empty, redacted, illegible
# ---------------------------------------------------------------


def test_a_bounded_blank_is_released() -> None:
    field = one(empty("subject.a_number", Reading.BLANK))
    assert (field.reading, field.value) == (Reading.BLANK, None)
    assert field.decision is Decision.ACCEPTED


def test_a_blank_that_nothing_bounds_goes_to_a_person() -> None:
    field = one(empty("subject.a_number", Reading.BLANK, bounded=False))
    assert (field.reading, field.decision) == (Reading.BLANK, Decision.REVIEW)


def test_a_blank_where_the_second_reader_sees_a_word_goes_to_a_person() -> None:
    field = one(empty("subject.a_number", Reading.BLANK), layer("A012345678"))
    assert (field.reading, field.decision) == (Reading.BLANK, Decision.REVIEW)


def test_ink_without_words_is_illegible_and_goes_to_a_person() -> None:
    field = one(empty("subject.a_number", Reading.ILLEGIBLE), layer("A012345678"))
    assert (field.reading, field.value, field.decision) == (
        Reading.ILLEGIBLE,
        None,
        Decision.REVIEW,
    )


@pytest.mark.parametrize("second", [(), layer("A012345678")])
def test_a_redacted_field_never_has_a_value(second: tuple[Word, ...]) -> None:
    item = replace(found("subject.a_number", "A012345678"), reading=Reading.REDACTED)
    field = one(item, second)
    assert (field.reading, field.value) == (Reading.REDACTED, None)
    assert all(c.value is None for c in field.candidates)


@pytest.mark.parametrize("text", ["N/A", "NONE", "Unknown", "----"])
def test_a_placeholder_is_blank(text: str) -> None:
    field = one(found("subject.a_number", text))
    assert (field.reading, field.value) == (Reading.BLANK, None)
    assert field.decision is Decision.ACCEPTED


def test_a_placeholder_beside_ink_that_nobody_read_goes_to_a_person() -> None:
    item = found("subject.a_number", "NONE")
    page = make_page(item.words, Drawn(scrawl=(box(250, 42, 300, 58),)))
    (field,) = decide_fields(
        (item,), {1: page}, form=LOOSE, forms=form_set(), language="en", problems=()
    )
    assert (field.reading, field.decision) == (Reading.BLANK, Decision.REVIEW)


def test_a_placeholder_that_is_hard_to_read_goes_to_a_person() -> None:
    field = one(found("subject.a_number", "NONE", score=30.0))
    assert (field.reading, field.decision) == (Reading.BLANK, Decision.REVIEW)
    differs = one(found("subject.a_number", "NONE"), layer("A012345678"))
    assert (differs.decision, differs.reasons) == (Decision.REVIEW, ("readers_differ",))


@pytest.mark.parametrize(
    "first, second", [("N/A", "O3/l2/2O1O"), ("Unknown", "13/32/2010"), ("NONE", "soon")]
)
def test_a_placeholder_is_not_agreed_on_by_a_reader_that_saw_something_else(
    first: str, second: str
) -> None:
    field = one(found("subject.date_of_birth", first), layer(second))
    assert (field.decision, field.reasons) == (Decision.REVIEW, ("readers_differ",))
    assert "second_reader" not in field.signs


@pytest.mark.parametrize("text", ["Blank", "Nada", "Pendiente", "NA"])
def test_a_placeholder_may_be_a_surname_even_where_two_readers_agree(text: str) -> None:
    assert "placeholder" in one(found("subject.family_name", text)).reasons
    field = one(found("subject.family_name", text), layer(text))
    assert (field.decision, field.reasons) == (Decision.REVIEW, ("placeholder",))


@pytest.mark.parametrize("text", ["N/A", "n/a", "----", "No aplica"])
def test_what_is_nobodys_name_is_blank_where_two_readers_agree(text: str) -> None:
    assert one(found("subject.family_name", text)).decision is Decision.REVIEW
    field = one(found("subject.family_name", text), layer(text))
    assert (field.reading, field.decision) == (Reading.BLANK, Decision.ACCEPTED)


def test_same_as_above_is_not_an_empty_answer() -> None:
    field = one(found("sponsor.address", "Same as above"), layer("Same as above"))
    assert (field.value, field.decision, field.reasons) == (None, Decision.REVIEW, ("elsewhere",))


def test_a_redaction_elsewhere_does_not_hide_a_value_but_asks_a_person() -> None:
    seen = found("subject.a_number", "A012345678")
    covered = replace(empty("subject.a_number", Reading.REDACTED), page=2)
    field = decide(covered, seen, second=layer("A012345678"))["subject.a_number"]
    assert (field.reading, field.value) == (Reading.PRESENT, "A012345678")
    assert (field.decision, field.reasons) == (Decision.REVIEW, ("readings_differ",))


@pytest.mark.parametrize("name", ["subject.family_name", "sponsor.full_name", "sponsor.address"])
def test_what_stands_beside_a_bar_may_be_a_rest(name: str) -> None:
    item = replace(found(name, "MUESTRA UNO"), touched=True)
    field = one(item, layer("MUESTRA UNO"))
    assert (field.decision, field.reasons) == (Decision.REVIEW, ("beside_bar",))


def test_a_date_beside_a_bar_is_whole_or_no_date() -> None:
    item = replace(found("subject.date_of_birth", "03/25/2010"), touched=True)
    assert one(item, layer("03/25/2010")).decision is Decision.ACCEPTED


def test_a_filled_field_that_nobody_can_see_is_one_sign() -> None:
    item = found("subject.nationality", "HONDURAS")
    filled = tuple(replace(w, score=100.0, source=Source.FORM_FIELD) for w in item.words)
    field = one(replace(item, words=filled))
    assert (field.value, field.decision, field.reasons) == ("HND", Decision.REVIEW, ("one_sign",))


# ---- several places
# ---------------------------------------------------------------------------

LOWER = box(100, 300, 400, 320)


def test_the_same_value_in_two_places_is_repeated() -> None:
    field = decide(
        found("subject.date_of_birth", "03/25/2010"),
        found("subject.date_of_birth", "03/25/2010", at=LOWER),
    )["subject.date_of_birth"]
    assert "repeated" in field.signs
    assert field.decision is Decision.ACCEPTED


def test_print_in_the_margin_is_misread_the_same_way_on_every_page() -> None:
    first = replace(found("document.form_number", "UACIFRP-3"), step="margin@1")
    field = decide(first, replace(first, page=2))["document.form_number"]
    assert "repeated" not in field.signs
    assert field.decision is Decision.REVIEW


def test_two_finders_on_the_same_words_are_one_place() -> None:
    label = found("subject.a_number", "A012345678")
    text = replace(label, region=box(102, 44, 180, 54), step="text@1", quality=0.5)
    field = decide(label, text)["subject.a_number"]
    assert (field.signs, field.reasons) == (("reader",), ("one_sign",))


@pytest.mark.parametrize("name", ["subject.a_number", "subject.family_name"])
def test_pages_that_name_two_children_release_nothing(name: str) -> None:
    texts = {"subject.a_number": ("A012345678", "A012345679")}.get(name, ("MUESTRA", "EJEMPLO"))
    fields = decide(
        found(name, texts[0]),
        found(name, texts[1], page=2),
        found("subject.nationality", "HONDURAS", at=LOWER),
    )
    nationality = fields["subject.nationality"]
    assert (nationality.value, nationality.decision) == ("HND", Decision.REVIEW)
    assert "document_in_doubt" in nationality.reasons


def test_what_a_letter_says_in_passing_does_not_make_two_children() -> None:
    mentioned = replace(found("subject.a_number", "A012345679", page=2), step="text@1")
    fields = decide(
        found("subject.a_number", "A012345678"),
        mentioned,
        found("subject.nationality", "HONDURAS", at=LOWER),
    )
    assert fields["subject.nationality"].decision is Decision.ACCEPTED
    assert "places_differ" in fields["subject.a_number"].reasons


def test_places_that_differ_go_to_a_person_with_both_values() -> None:
    field = decide(
        found("subject.date_of_birth", "03/25/2010"),
        found("subject.date_of_birth", "03/26/2010", at=LOWER),
        second=layer("03/25/2010") + layer("03/26/2010", at=LOWER),
    )["subject.date_of_birth"]
    assert field.decision is Decision.REVIEW
    assert "places_differ" in field.reasons
    assert {c.value for c in field.candidates} == {"2010-03-25", "2010-03-26"}


def test_a_repeating_field_has_an_index_a_place() -> None:
    rows = [
        replace(
            found("sibling.full_name", name, at=at), spec=spec("sibling.full_name", repeats=True)
        )
        for name, at in (("MUESTRA DOS", LOWER), ("MUESTRA UNO", PLACE))
    ]
    pages = {1: make_page()}
    fields = decide_fields(
        tuple(rows), pages, form=LOOSE, forms=form_set(), language="en", problems=()
    )
    assert [(f.index, f.value) for f in fields] == [(0, "MUESTRA UNO"), (1, "MUESTRA DOS")]


def member(name: str, text: str | None, *, x: float, top: float) -> Found:
    """Return a cell of a household table, empty where `text` is None."""
    at = box(x, top, x + 150, top + 18)
    item = found(name, text or "x", at=at)
    item = replace(item, spec=spec(name, repeats=True))
    return item if text else replace(item, words=(), text="", reading=Reading.BLANK)


def table(*items: Found, second: tuple[Word, ...] = ()) -> dict[tuple[str, int], Field]:
    pages = {1: make_page((), Drawn(second=second))}
    fields = decide_fields(items, pages, form=LOOSE, forms=form_set(), language="en", problems=())
    return {(f.name.removeprefix("household_member."), f.index): f for f in fields}


NAME, BORN, KIN = (f"household_member.{n}" for n in ("full_name", "date_of_birth", "relationship"))


def test_an_empty_cell_keeps_its_row() -> None:
    fields = table(
        member(NAME, "MUESTRA UNO", x=40, top=200),
        member(BORN, None, x=200, top=201),
        member(NAME, "MUESTRA DOS", x=40, top=220),
        member(BORN, "03/25/2010", x=200, top=221),
        member(NAME, None, x=40, top=240),
        member(BORN, None, x=200, top=241),
    )
    assert {k: (f.value, f.reading) for k, f in fields.items()} == {
        ("full_name", 0): ("MUESTRA UNO", Reading.PRESENT),
        ("full_name", 1): ("MUESTRA DOS", Reading.PRESENT),
        ("date_of_birth", 0): (None, Reading.BLANK),
        ("date_of_birth", 1): ("2010-03-25", Reading.PRESENT),
    }
    assert all("row_unsure" not in f.reasons for f in fields.values())


def test_a_cell_that_was_not_found_keeps_the_others_in_their_rows() -> None:
    fields = table(
        member(NAME, "MUESTRA UNO", x=40, top=200),
        member(KIN, "Mother", x=360, top=202),
        member(NAME, "MUESTRA DOS", x=40, top=220),
        member(BORN, "03/25/2010", x=200, top=221),
        member(KIN, "Father", x=360, top=222),
    )
    assert fields[("date_of_birth", 1)].value == "2010-03-25"
    assert ("date_of_birth", 0) not in fields
    assert [fields[("relationship", i)].value for i in (0, 1)] == ["mother", "father"]


def test_a_row_of_specks_is_no_person_for_sure() -> None:
    fields = table(
        member(NAME, "MUESTRA UNO", x=40, top=200),
        member(BORN, "03/25/2010", x=200, top=201),
        member(NAME, None, x=40, top=220),
        member(BORN, "i", x=200, top=221),
    )
    name = fields[("full_name", 1)]
    assert (name.reading, name.decision, name.reasons) == (
        Reading.BLANK,
        Decision.REVIEW,
        ("row_unsure",),
    )


def test_persons_in_blocks_one_below_the_other_keep_together() -> None:
    fields = table(
        member(NAME, "MUESTRA UNO", x=40, top=200),
        member(BORN, "03/25/2010", x=40, top=230),
        member(NAME, "MUESTRA DOS", x=40, top=260),
        member(BORN, None, x=40, top=290),
    )
    assert fields[("date_of_birth", 0)].value == "2010-03-25"
    assert fields[("date_of_birth", 1)].reading is Reading.BLANK
    assert "row_unsure" not in fields[("full_name", 1)].reasons


def test_two_lines_a_person_with_a_place_not_found_are_one_unsure_person() -> None:
    fields = table(
        member("subject.family_name", "MUESTRA UNO", x=40, top=200),
        member("subject.a_number", "A012345678", x=300, top=200),
        member("subject.date_of_birth", "03/25/2010", x=40, top=230),
        member("subject.nationality", "HONDURAS", x=300, top=230),
        member("subject.family_name", "MUESTRA DOS", x=40, top=260),
        member("subject.a_number", "A012345679", x=300, top=260),
        member("subject.nationality", "GUATEMALA", x=300, top=290),
        member("subject.date_of_birth", "03/25/2012", x=40, top=290),
        member("subject.sex", "F", x=200, top=290),
    )
    assert fields[("subject.nationality", 0)].value == "HND"
    assert fields[("subject.family_name", 1)].value == "MUESTRA DOS"
    assert fields[("subject.nationality", 1)].value == "GTM"
    assert all(f.decision is Decision.REVIEW and "row_unsure" in f.reasons for f in fields.values())


def test_persons_side_by_side_keep_together() -> None:
    fields = table(
        member(NAME, "MUESTRA UNO", x=40, top=200),
        member(NAME, "MUESTRA DOS", x=300, top=199),
        member(BORN, None, x=40, top=230),
        member(BORN, "03/25/2010", x=300, top=231),
    )
    assert fields[("date_of_birth", 0)].reading is Reading.BLANK
    assert fields[("date_of_birth", 1)].value == "2010-03-25"


def test_a_place_that_lines_up_with_no_row_is_unsure() -> None:
    fields = table(
        member(NAME, "MUESTRA UNO", x=40, top=200),
        member(KIN, "Mother", x=360, top=202),
        member(BORN, "03/25/2010", x=200, top=215),
        member(NAME, "MUESTRA DOS", x=40, top=240),
        member(KIN, "Father", x=360, top=242),
        second=put("03/25/2010", 202, 219, source=Source.TEXT_LAYER),
    )
    loose = fields[("date_of_birth", 0)]
    assert (loose.value, loose.decision, loose.reasons) == (
        "2010-03-25",
        Decision.REVIEW,
        ("row_unsure",),
    )


# ---- ticks
# ------------------------------------------------------------------------------------


def ticked(*, choice: str | None, count: int, options: int = 2) -> Field:
    field = FieldSpec(name="subject.sex", choices={"M": ("Male",), "F": ("Female",)})
    item = replace(found("subject.sex", "Male"), spec=field, choice=choice)
    return one(replace(item, ticks=Ticks(ticked=count, options=options)))


def written(name: str, text: str, **choices: tuple[str, ...]) -> Found:
    """Return an answer written where the form has options; the option that the words spell is known."""
    item = found(name, text)
    options = {value for value, words in choices.items() if text in words}
    chosen = next(iter(options), None)
    return replace(item, spec=FieldSpec(name=name, choices=choices), choice=chosen)


def test_an_answer_in_words_the_form_does_not_list_is_read_as_its_kind() -> None:
    aunt = written("sponsor.relationship", "Tía materna", aunt_uncle=("Aunt",))
    field = one(aunt, layer("Tía materna"), language="es")
    assert (field.value, field.decision) == ("aunt_uncle", Decision.ACCEPTED)
    other = one(written("release.type", "Something else", runaway=("Ran away",)))
    assert (other.value, "choice_unclear" in other.reasons) == (None, True)


@pytest.mark.parametrize(("language", "value"), [("en", "M"), ("es", None)])
def test_a_lone_letter_is_read_in_the_language_of_its_page(
    language: Language, value: str | None
) -> None:
    field = one(written("subject.sex", "M", M=("Male", "M")), layer("M"), language=language)
    assert field.value == value


def test_the_only_tick_is_released() -> None:
    field = ticked(choice="M", count=1)
    assert (field.value, field.decision) == ("M", Decision.ACCEPTED)


def test_a_tick_that_says_none_is_a_blank() -> None:
    field = ticked(choice="", count=1)
    assert (field.value, field.reading, field.decision) == (None, Reading.BLANK, Decision.ACCEPTED)


def test_several_ticks_go_to_a_person_without_a_value() -> None:
    field = ticked(choice=None, count=2)
    assert (field.value, field.decision) == (None, Decision.REVIEW)
    assert "several_ticked" in field.reasons


def test_a_tick_without_another_box_to_compare_goes_to_a_person() -> None:
    assert ticked(choice="M", count=1, options=1).decision is Decision.REVIEW


def test_a_box_without_a_known_caption_makes_the_choice_unsure() -> None:
    field = FieldSpec(name="subject.sex", choices={"M": ("Male",), "F": ("Female",)})
    item = replace(found("subject.sex", "Male"), spec=field, choice="M")
    unread = one(replace(item, ticks=Ticks(ticked=1, options=2, unread=1)))
    assert (unread.decision, unread.reasons) == (Decision.REVIEW, ("caption_unread",))
    disputed = one(replace(item, ticks=Ticks(ticked=1, options=2, disputed=True)))
    assert (disputed.decision, disputed.reasons) == (Decision.REVIEW, ("readers_differ",))


def spelled(*, score: float, second: str) -> Field:
    field = FieldSpec(name="subject.sex", choices={"M": ("Male",), "F": ("Female",)})
    item = replace(found("subject.sex", "Female", score=score), spec=field, choice="F")
    return one(item, layer(second))


def test_a_choice_in_words_is_read_like_any_word() -> None:
    assert spelled(score=95.0, second="Female").decision is Decision.ACCEPTED
    assert spelled(score=20.0, second="Female").reasons == ("low_score",)
    assert "readers_differ" in spelled(score=95.0, second="Male").reasons


def test_an_options_name_is_no_answer_where_the_form_has_tick_boxes() -> None:
    field = FieldSpec(name="subject.sex", choices={"M": ("Male",), "F": ("Female",)})
    item = replace(found("subject.sex", "Female"), spec=field, choice="F")
    boxes = replace(empty("subject.sex", Reading.BLANK), spec=field, ticks=Ticks(options=2))
    told = decide(item, replace(boxes, region=LOWER), second=layer("Female"))["subject.sex"]
    assert (told.decision, "choice_unclear" in told.reasons) == (Decision.REVIEW, True)


# ---- the document as a whole
# ------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(DOUBT | {"hidden_text", "parser_disagreement"}))
def test_a_document_in_doubt_releases_nothing(code: str) -> None:
    fields = decide(
        found("subject.date_of_birth", "03/25/2010"),
        found("subject.nationality", "HONDURAS", at=LOWER),
        empty("subject.a_number", Reading.BLANK),
        second=layer("03/25/2010"),
        problems=(Problem(code=code, stage="load", page=1),),
    )
    assert len(fields) == 3
    assert {f.decision for f in fields.values()} == {Decision.REVIEW}
    assert all("document_in_doubt" in f.reasons for f in fields.values())


def test_a_harmless_problem_casts_no_doubt() -> None:
    fields = decide(
        found("subject.date_of_birth", "03/25/2010"),
        second=layer("03/25/2010"),
        problems=(Problem(code="blank_page", stage="read", page=2),),
    )
    assert fields["subject.date_of_birth"].decision is Decision.ACCEPTED


def test_a_field_of_the_form_that_is_not_found_is_absent() -> None:
    fields = decide(found("subject.a_number", "A012345678"), form=RELEASE)
    assert set(fields) == {s.name for s in RELEASE.fields}
    missing = fields["release.date"]
    assert (missing.reading, missing.value, missing.decision, missing.reasons) == (
        Reading.ABSENT,
        None,
        Decision.REVIEW,
        ("label_not_found",),
    )


def test_an_optional_field_that_is_not_found_is_left_out() -> None:
    form = FormSpec(type="unknown", fields=(spec("subject.fin", "FIN", optional=True),))
    assert decide(form=form) == {}


def test_dates_the_wrong_way_round_go_to_a_person() -> None:
    fields = decide(
        found("subject.date_of_birth", "03/25/2010"),
        found("release.date", "03/24/2010", at=LOWER),
        second=layer("03/25/2010") + layer("03/24/2010", at=LOWER),
    )
    for field in fields.values():
        assert field.decision is Decision.REVIEW
        assert "check_date_order" in field.reasons


def test_a_role_that_is_unsure_goes_to_a_person() -> None:
    item = replace(found("subject.date_of_birth", "03/25/2010"), section=False)
    field = one(item, layer("03/25/2010"))
    assert (field.decision, field.reasons) == (Decision.REVIEW, ("role_unsure",))


def test_running_text_alone_goes_to_a_person() -> None:
    item = replace(found("subject.date_of_birth", "03/25/2010"), step="text@1")
    assert one(item, layer("03/25/2010")).decision is Decision.REVIEW


def test_evidence_points_at_the_words_read() -> None:
    item = found("subject.a_number", "A012345678")
    field = one(item)
    assert field.evidence is not None
    assert (field.evidence.page, field.evidence.bbox, field.evidence.text) == (
        1,
        item.words[0].bbox,
        "A012345678",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [("02/03/2944", "not_canonical"), ("12/21/2049", "in_future"), ("12/21/36", "short_year")],
)
def test_a_birth_date_that_cannot_be_or_is_of_two_centuries_waits(text: str, reason: str) -> None:
    item = found("subject.date_of_birth", text)
    field = one(item, item.words)
    assert reason in field.reasons
    assert field.decision is Decision.REVIEW


def test_a_hearing_may_be_still_to_come() -> None:
    item = found("document.date", "12/21/49")
    assert {"in_future", "short_year"}.isdisjoint(one(item, item.words).reasons)


def test_which_page_it_is_a_paper_says_on_its_first() -> None:
    told = decide(found("document.page_of", "1 of 2"), found("document.page_of", "2 of 2", page=2))
    assert told["document.page_of"].value == "1 of 2"
    assert len(told["document.page_of"].candidates) == 1
    later = decide(found("document.page_of", "2 of 2", page=2))
    assert later.get("document.page_of") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1of 2", "1 of 2"), ("Página 1 de 3", "1 de 3"), ("1 of 2", "1 of 2"), ("of 2", None)],
)
def test_which_page_of_how_many_is_told_by_two_numbers(text: str, value: str | None) -> None:
    assert one(found("document.page_of", text)).value == value
