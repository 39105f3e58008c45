"""What stands where a field's value should, on pages built by hand."""

from __future__ import annotations

import pytest

from extract.find import Found, find_fields
from records.forms import Anchor, EditionSpec, FieldSpec, FormSpec
from records.types import BBox, Reading, Word
from tests.strategies import (
    PLAIN,
    Drawn,
    blank_page,
    box,
    make_page,
    of_type,
    put,
    spec,
    stacked,
    tick,
)

CELL = box(30, 30, 230, 70)
BESIDE = box(230, 30, 430, 70)
BELOW = box(30, 70, 230, 110)
NAME = spec("subject.family_name", "Last name")
SEX = spec("subject.sex", "Sex", choices={"M": ("Male",), "F": ("Female",)})


def form(*fields: FieldSpec, **more: object) -> FormSpec:
    given = {"type": "orr_verification_of_release", "fields": fields}
    return FormSpec.model_validate({**given, **more})


def find(
    words: tuple[Word, ...], *fields: FieldSpec, drawn: Drawn = PLAIN, **more: object
) -> tuple[Found, ...]:
    page = of_type(make_page(words, drawn), "orr_verification_of_release")
    return find_fields((page,), form(*fields, **more))


def only(words: tuple[Word, ...], field: FieldSpec, drawn: Drawn = PLAIN) -> Found:
    (item,) = find(words, field, drawn=drawn)
    return item


def test_a_speck_in_a_zone_is_no_part_of_the_answer() -> None:
    anchors = tuple(
        Anchor(text=text, box=(x, top, x + 60, top + 10))
        for text, x, top in (
            ("Passport", 40, 60), ("Criminal", 300, 120), ("Country", 60, 260),
            ("Employment", 350, 400), ("Location", 100, 520),
        )
    )  # fmt: skip
    printed = tuple(w for a in anchors for w in put(a.text, a.box[0], a.box[1]))
    zoned = FieldSpec.model_validate({"name": "subject.family_name", "zone": (200, 600, 400, 640)})
    (speck,) = put(".", 300, 620, height=1.5)
    page = of_type(
        make_page((*printed, *put("MUESTRA", 210, 610), speck)), "orr_verification_of_release"
    )
    edition = EditionSpec(id="seen", source="read", anchors=anchors, page_size=(612, 792))
    (item,) = find_fields((page,), form(zoned, editions=(edition,)))
    assert (item.text, len(item.words)) == ("MUESTRA", 1)


# ---- where the answer stands
# ------------------------------------------------------------------


def test_the_answer_stands_right_of_its_label() -> None:
    item = only(put("Last name: ESPECIMEN", 40, 40), NAME)
    assert (item.text, item.reading, item.step) == ("ESPECIMEN", Reading.PRESENT, "label@1")
    assert item.words[0].bbox.x0 > 90


def test_the_answer_stands_under_its_label_in_one_cell() -> None:
    words = put("Last name", 35, 33, height=7) + put("ESPECIMEN MUESTRA", 40, 52)
    assert only(words, NAME, Drawn(boxes=(CELL,))).text == "ESPECIMEN MUESTRA"


def test_the_answer_stands_in_the_cell_beside() -> None:
    words = put("Last name", 35, 45) + put("ESPECIMEN", 240, 45)
    assert only(words, NAME, Drawn(boxes=(CELL, BESIDE))).text == "ESPECIMEN"


def test_the_answer_stands_in_the_cell_below() -> None:
    words = put("Last name", 35, 45) + put("ESPECIMEN", 40, 85)
    assert only(words, NAME, Drawn(boxes=(CELL, BELOW))).text == "ESPECIMEN"


def test_a_tick_box_says_nothing_of_a_field_without_options() -> None:
    words = put("Last name", 35, 45) + put("ESPECIMEN", 240, 45)
    drawn = Drawn(boxes=(CELL, BESIDE), ticks=(tick(35, 55, ticked=False),))
    assert only(words, NAME, drawn).text == "ESPECIMEN"


def test_a_word_in_another_fields_cell_is_not_taken() -> None:
    words = put("Last name", 35, 33, height=7) + put("First name", 235, 33, height=7)
    words += put("MUESTRA", 240, 52)
    first = spec("subject.given_names", "First name")
    found = find(words, NAME, first, drawn=Drawn(boxes=(CELL, BESIDE)))
    told = {f.spec.name: (f.text, f.reading) for f in found}
    assert told == {
        "subject.family_name": ("", Reading.BLANK),
        "subject.given_names": ("MUESTRA", Reading.PRESENT),
    }


def test_two_labels_on_a_line_part_their_answers() -> None:
    words = put("Last name: ESPECIMEN", 40, 40) + put("First name: MUESTRA", 300, 40)
    found = find(words, NAME, spec("subject.given_names", "First name"))
    assert {f.spec.name: f.text for f in found} == {
        "subject.family_name": "ESPECIMEN",
        "subject.given_names": "MUESTRA",
    }


@pytest.mark.parametrize(("scrawl", "bounded"), [((), True), ((box(40, 74, 90, 84),), False)])
def test_an_empty_line_over_a_label_proves_nothing_with_ink_under_it(
    scrawl: tuple[BBox, ...], bounded: bool
) -> None:
    drawn = Drawn(rules=(box(30, 55, 230, 56),), scrawl=scrawl)
    item = only(put("Last name", 35, 60), NAME, drawn)
    assert (item.reading, item.bounded) == (Reading.BLANK, bounded)


def test_an_empty_line_over_two_labels_proves_nothing() -> None:
    words = put("Last name", 35, 60) + put("First name", 150, 60)
    first = spec("subject.given_names", "First name")
    found = find(words, NAME, first, drawn=Drawn(rules=(box(30, 55, 230, 56),)))
    assert [(f.reading, f.bounded) for f in found] == [(Reading.BLANK, False)] * 2


def test_an_answer_written_over_its_caption_is_found() -> None:
    field = spec("document.signed_by", "Printed name")
    words = put("ESPECIMEN", 60, 85) + put("Printed name", 60, 102, height=7)
    assert only(words, field, Drawn(rules=(box(50, 98, 250, 99),))).text == "ESPECIMEN"


def test_a_column_gives_one_find_a_row() -> None:
    field = spec("sibling.full_name", "Name of sibling", repeats=True)
    rows = tuple(box(30, 30 + 30 * n, 230, 60 + 30 * n) for n in range(3))
    words = (
        put("Name of sibling", 35, 40) + put("MUESTRA UNO", 40, 70) + put("MUESTRA DOS", 40, 100)
    )
    assert [f.text for f in find(words, field, drawn=Drawn(boxes=rows))] == [
        "MUESTRA UNO",
        "MUESTRA DOS",
    ]


def test_a_pattern_cuts_the_value_and_its_words() -> None:
    field = spec("subject.age", "Age", pattern=r"(\d{1,2}) years")
    item = only(put("Age: 12 years old", 40, 40), field)
    assert (item.text, [w.text for w in item.words]) == ("12", ["12"])


def test_a_label_that_is_not_printed_finds_nothing() -> None:
    assert find(put("Something else", 40, 40), NAME) == ()


def test_blank_pages_hold_nothing() -> None:
    page = of_type(blank_page(), "orr_verification_of_release")
    assert find_fields((page,), form(NAME)) == ()


# ---- nothing, ink, bars
# -----------------------------------------------------------------------


def test_an_empty_cell_is_blank_and_bounded() -> None:
    item = only(put("Last name", 35, 33, height=7), NAME, Drawn(boxes=(CELL,)))
    assert (item.reading, item.bounded, item.text) == (Reading.BLANK, True, "")


def test_an_empty_place_that_nothing_bounds_proves_little() -> None:
    item = only(put("Last name:", 40, 40), NAME)
    assert (item.reading, item.bounded) == (Reading.BLANK, False)


def test_ink_that_no_reader_reads_is_illegible() -> None:
    drawn = Drawn(boxes=(CELL,), scrawl=(box(60, 50, 120, 60),))
    item = only(put("Last name", 35, 33, height=7), NAME, drawn)
    assert (item.reading, item.text) == (Reading.ILLEGIBLE, "")


def test_a_bar_over_the_answer_is_redacted() -> None:
    drawn = Drawn(boxes=(CELL,), bars=(box(40, 48, 180, 64),))
    item = only(put("Last name", 35, 33, height=7), NAME, drawn)
    assert (item.reading, item.text) == (Reading.REDACTED, "")


def test_a_name_beside_a_bar_is_still_redacted() -> None:
    drawn = Drawn(boxes=(CELL,), bars=(box(40, 48, 140, 64),))
    words = put("Last name", 35, 33, height=7) + put("REST", 150, 52)
    assert only(words, NAME, drawn).reading is Reading.REDACTED


def test_a_bar_in_the_next_cell_redacts_nothing_here() -> None:
    words = put("Last name", 35, 33, height=7) + put("ESPECIMEN", 40, 52)
    drawn = Drawn(boxes=(CELL, BESIDE), bars=(box(240, 48, 400, 64),))
    item = only(words, NAME, drawn)
    assert (item.reading, item.text) == (Reading.PRESENT, "ESPECIMEN")


def test_an_exemption_code_is_no_value() -> None:
    words = put("Last name", 35, 33, height=7) + put("(b)(6)", 80, 52)
    drawn = Drawn(boxes=(CELL,), bars=(box(40, 48, 180, 64),))
    item = only(words, NAME, drawn)
    assert (item.reading, item.text) == (Reading.REDACTED, "")


def test_a_bar_over_a_part_of_a_place_leaves_it_neither_empty_nor_whole() -> None:
    label = put("Last name", 35, 33, height=7)
    bar = box(60, 20, 90, 400)
    empty = only(label, NAME, Drawn(boxes=(CELL,), bars=(bar,)))
    assert (empty.reading, empty.bounded) == (Reading.REDACTED, False)
    written = only(label + put("SPECIMEN", 100, 52), NAME, Drawn(boxes=(CELL,), bars=(bar,)))
    assert (written.reading, written.text, written.touched) == (Reading.PRESENT, "SPECIMEN", True)


# ---- ticks and signatures
# ---------------------------------------------------------------------


def ticked(*, male: bool, female: bool) -> Found:
    words = put("Sex:", 40, 40) + put("Male", 95, 40) + put("Female", 155, 40)
    ticks = (tick(80, 40, ticked=male), tick(140, 40, ticked=female))
    return only(words, SEX, Drawn(ticks=ticks))


def test_the_ticked_option_is_the_choice() -> None:
    item = ticked(male=False, female=True)
    assert (item.choice, item.ticks.ticked, item.ticks.options) == ("F", 1, 2)
    assert item.reading is Reading.PRESENT
    assert ticked(male=True, female=False).choice == "M"


def test_two_ticks_choose_nothing() -> None:
    item = ticked(male=True, female=True)
    assert (item.choice, item.ticks.ticked, item.reading) == (None, 2, Reading.PRESENT)


def test_captions_on_the_left_are_not_taken_for_the_neighbours() -> None:
    words = put("Sex:", 40, 40) + put("Male", 70, 40) + put("Female", 120, 40)
    ticks = (tick(100, 40, ticked=True), tick(160, 40, ticked=False))
    item = only(words, SEX, Drawn(ticks=ticks))
    assert (item.choice, item.ticks.options, item.ticks.unread) == ("M", 2, 0)


def test_captions_of_which_one_is_unread_stay_on_the_right() -> None:
    words = put("Sex:", 40, 40) + put("Mxzq", 70, 40) + put("Female", 120, 40)
    ticks = (tick(100, 40, ticked=True), tick(160, 40, ticked=False))
    item = only(words, SEX, Drawn(ticks=ticks))
    assert (item.ticks.options, item.ticks.unread) == (1, 1)


def test_a_caption_whose_box_was_not_found_may_be_the_ticked_one() -> None:
    words = put("Sex:", 40, 40) + put("Male", 95, 40) + put("Female", 155, 40)
    field = spec("subject.sex", "Sex", choices={**SEX.choices, "U": ("Unknown",)})
    words += put("Unknown", 215, 40)
    ticks = (tick(80, 40, ticked=True), tick(140, 40, ticked=False))
    item = only(words, field, Drawn(ticks=ticks))
    assert (item.choice, item.ticks.options, item.ticks.unread) == ("M", 2, 1)


def test_a_ticked_box_without_a_known_caption_counts() -> None:
    words = put("Sex:", 40, 40) + put("Male", 95, 40) + put("Fxmzlq", 155, 40)
    ticks = (tick(80, 40, ticked=True), tick(140, 40, ticked=True))
    item = only(words, SEX, Drawn(ticks=ticks))
    assert (item.choice, item.ticks.ticked, item.reading) == (None, 2, Reading.PRESENT)


def test_no_tick_is_blank() -> None:
    item = ticked(male=False, female=False)
    assert (item.choice, item.ticks.ticked, item.reading) == (None, 0, Reading.BLANK)


def test_without_tick_boxes_the_written_word_chooses() -> None:
    assert only(put("Sex: Female", 40, 40), SEX).choice == "F"
    assert only(put("Sex: Unsure", 40, 40), SEX).choice is None


def test_a_caption_that_ocr_saw_up_to_its_line_stands_under_it() -> None:
    field = spec("document.signed_by", "Printed name")
    words = put("ESPECIMEN", 60, 82) + put("Printed name", 60, 94, height=14)
    assert only(words, field, Drawn(rules=(box(50, 98, 250, 99),))).text == "ESPECIMEN"


def test_a_line_over_a_label_bounds_no_answer_beside_it() -> None:
    field = spec("document.date", "Date signed")
    line = box(50, 98, 560, 99)  # as wide as the page's print: no line to write on
    item = only(put("Date signed", 60, 101, height=7), field, Drawn(rules=(line,)))
    assert (item.reading, item.bounded) == (Reading.BLANK, False)


def test_ink_over_the_signature_line_is_a_signature() -> None:
    field = spec("document.signed", "Signature", signature=True)
    line = box(50, 98, 250, 99)
    words = put("Signature", 60, 102, height=7)
    signed = only(words, field, Drawn(rules=(line,), scrawl=(box(80, 80, 160, 95),)))
    assert (signed.reading, signed.choice) == (Reading.PRESENT, "true")
    unsigned = only(words, field, Drawn(rules=(line,)))
    assert (unsigned.reading, unsigned.choice) == (Reading.BLANK, None)


def test_a_bar_over_the_signature_is_redacted() -> None:
    field = spec("document.signed", "Signature", signature=True)
    drawn = Drawn(rules=(box(50, 98, 250, 99),), bars=(box(45, 78, 255, 100),))
    item = only(put("Signature", 60, 102, height=7), field, drawn)
    assert (item.reading, item.choice) == (Reading.REDACTED, None)


# ---- roles, zones, text
# -----------------------------------------------------------------------


def test_the_heading_above_says_whose_name_it_is() -> None:
    words = stacked("Child information", "Last name: UNO", "", "Sponsor information")
    words += put("Last name: DOS", 40, 120)
    sections = {
        "subject": {"en": ("Child information",)},
        "sponsor": {"en": ("Sponsor information",)},
    }
    sponsor = spec("sponsor.family_name", "Last name")
    found = find(words, NAME, sponsor, sections=sections)
    assert {f.spec.name: (f.text, f.section) for f in found} == {
        "subject.family_name": ("UNO", True),
        "sponsor.family_name": ("DOS", True),
    }


def test_without_a_heading_a_shared_label_is_unsure() -> None:
    found = find(put("Last name: UNO", 40, 40), NAME, spec("sponsor.family_name", "Last name"))
    assert found
    assert not any(f.section for f in found)


PERSONS = {
    "subject": {"en": ("Child", "Minor"), "es": ("menor",)},
    "sponsor": {"en": ("Sponsor",), "es": ("patrocinador",)},
}
HEADED = {
    "subject": {"en": ("Child information",)},
    "sponsor": {"en": ("Sponsor information",)},
}


@pytest.mark.parametrize(
    ("label", "sure"), [("City", False), ("Sponsor's city", True), ("City of sponsor", True)]
)
def test_a_bare_label_under_the_heading_of_another_is_unsure(label: str, sure: bool) -> None:
    words = stacked("Child information", f"{label}: Houston")
    (found,) = find(words, spec("sponsor.city", "City"), sections=HEADED, persons=PERSONS)
    assert (found.text, found.section) == ("Houston", sure)


BAND = box(30, 66, 560, 80)


@pytest.mark.parametrize(
    ("first", "unread", "sure"),
    [
        ("Child information", False, False),
        ("Child information", True, False),
        ("", False, True),
        ("", True, False),
    ],
)
def test_under_a_band_that_says_no_role_a_bare_label_is_unsure(
    first: str, unread: bool, sure: bool
) -> None:
    words = put(first, 40, 40) + put("Sex: Female", 40, 90)
    drawn = Drawn(bands=(BAND,), bars=(BAND,) if unread else ())
    (found,) = find(words, spec("subject.sex", "Sex"), sections=HEADED, drawn=drawn)
    assert (found.text, found.section) == ("Female", sure)


def test_a_heading_in_its_own_band_says_its_role() -> None:
    words = put("Child information", 40, 68) + put("Sex: Female", 40, 90)
    (found,) = find(words, spec("subject.sex", "Sex"), sections=HEADED, drawn=Drawn(bands=(BAND,)))
    assert found.section


def test_a_label_that_names_another_person_is_not_taken() -> None:
    words = stacked("Sponsor's date of birth: 01/02/1980", "Date of birth of sponsor: 01/02/1980")
    assert find(words, spec("subject.date_of_birth", "Date of birth"), persons=PERSONS) == ()


def test_a_label_that_names_its_person_is_sure_under_any_heading() -> None:
    subject = spec("subject.date_of_birth", "Date of birth")
    sponsor = spec("sponsor.date_of_birth", "Date of birth")
    words = stacked(
        "Sponsor information", "Fecha de nacimiento del menor: 2010", "Date of birth: X"
    )
    both = (
        subject.model_copy(update={"labels": {"es": ("Fecha de nacimiento",)}}),
        sponsor,
    )
    found = find(words, *both, sections=HEADED, persons=PERSONS)
    assert [(f.spec.name, f.text, f.section) for f in found] == [
        ("subject.date_of_birth", "2010", True),
        ("sponsor.date_of_birth", "X", True),
    ]


def test_a_label_that_must_be_named_counts_under_its_own_heading_alone() -> None:
    phone = FieldSpec(name="sponsor.phone", named={"en": ("Phone",)})
    bare, named = "Phone: 111", "Sponsor's phone: 222"
    for lines, texts in (
        ((bare,), []),
        (("Child information", bare), []),
        (("Sponsor information", bare), ["111"]),
        ((bare, named), ["222"]),
    ):
        found = find(stacked(*lines), phone, sections=HEADED, persons=PERSONS)
        assert [f.text for f in found] == texts, lines


def test_a_label_of_nobodys_is_still_no_answer() -> None:
    phone = FieldSpec(name="sponsor.phone", named={"en": ("Phone",)})
    words = put("Last name: UNO", 40, 40) + put("Phone: 111", 240, 40)
    found = find(words, NAME, phone, persons=PERSONS)
    assert [(f.spec.name, f.text) for f in found] == [("subject.family_name", "UNO")]


def test_the_answer_under_one_label_is_not_that_of_the_label_below() -> None:
    words = put("Last name", 35, 42, height=7) + put("MUESTRA DIAZ", 40, 51, height=7)
    words += put("First name", 35, 60, height=7) + put("ANA", 40, 69, height=7)
    first = spec("subject.given_names", "First name")
    found = find(words, NAME, first, drawn=Drawn(boxes=(box(30, 40, 300, 80),)))
    assert [f.text for f in found] == ["MUESTRA DIAZ", "ANA"]


def test_the_words_of_a_heading_are_nobodys_answer() -> None:
    heading = put("Name and address of the sponsor", 35, 42)
    words = heading + put("Last name", 35, 56, height=7) + put("MUESTRA", 120, 52, height=12)
    found = find(
        words,
        NAME,
        drawn=Drawn(boxes=(box(30, 40, 300, 80),)),
        sections={"sponsor": {"en": ("Name and address of the sponsor",)}},
    )
    assert [f.text for f in found] == ["MUESTRA"]


def test_a_single_word_among_others_is_no_heading() -> None:
    sections = {"mother": {"en": ("Mother",)}, "sponsor": {"en": ("Sponsor",)}}
    sponsor = spec("sponsor.city", "City")
    ticked = (*put("Mother", 40, 40), *put("Aunt", 240, 40), *put("City: Houston", 40, 60))
    assert [f.section for f in find(ticked, sponsor, sections=sections)] == [True]
    crooked = (*put("Relationship", 40, 45), *put("Mother", 240, 40), *put("City: Houston", 40, 70))
    assert [f.section for f in find(crooked, sponsor, sections=sections)] == [True]
    alone = (*put("Mother", 40, 40), *put("City: Houston", 40, 60))
    assert [f.section for f in find(alone, sponsor, sections=sections)] == [False]


PRINTED = (
    ("Passport number", 40.0, 60.0),
    ("Location code", 300.0, 120.0),
    ("Criminal record", 60.0, 260.0),
    ("Type of employment", 350.0, 400.0),
    ("Charge code", 100.0, 520.0),
)
ZONED = FieldSpec(name="subject.family_name", zone=(200, 300, 400, 320))


def zoned(words: tuple[Word, ...], *, shift: float = 0.0) -> tuple[Found, ...]:
    anchors = tuple(Anchor(text=t, box=(x, y, x + 60, y + 10)) for t, x, y in PRINTED)
    edition = EditionSpec(id="e", source="read", anchors=anchors)
    printed = tuple(w for t, x, y in PRINTED for w in put(t, x, y + shift))
    return find(printed + words, ZONED, editions=(edition,))


def test_a_zone_moves_with_the_page() -> None:
    (item,) = zoned(put("ESPECIMEN", 210, 328), shift=24)
    assert (item.text, item.step) == ("ESPECIMEN", "zone@1")


def test_an_empty_zone_is_blank() -> None:
    (item,) = zoned(())
    assert (item.text, item.reading) == ("", Reading.BLANK)


def test_a_page_that_does_not_register_has_no_zones() -> None:
    edition = EditionSpec(id="e", source="read")
    assert find(put("ESPECIMEN", 210, 305), ZONED, editions=(edition,)) == ()
