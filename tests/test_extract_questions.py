"""What a form asks, and where it leaves room for the answer."""

from __future__ import annotations

import pytest

from extract.sample import SamplePage
from records.types import BBox
from tests.samples_by_hand import asked, asked_on, line, sample, widget
from tests.strategies import Drawn, box, tick

CELL = box(40, 60, 240, 78)


def only(page: SamplePage) -> tuple[str, str, BBox | None]:
    (question,) = asked_on(page)
    assert question.label is not None
    return question.label.text, question.stands, question.place


def test_a_label_stands_over_an_empty_box() -> None:
    page = sample(line("Family name", 40, 47), Drawn(boxes=(CELL,)))
    assert only(page) == ("Family name", "cell", CELL)


def test_a_label_stands_left_of_an_empty_box() -> None:
    page = sample(line("Family name", 40, 64), Drawn(boxes=(box(110, 60, 300, 78),)))
    assert only(page)[:2] == ("Family name", "cell")


def test_the_last_line_of_a_label_stands_left_of_its_box() -> None:
    words = line("Expiration date of your passport", 40, 60) + line("or travel document", 40, 73)
    page = sample(words, Drawn(boxes=(box(150, 70, 300, 88),)))
    assert only(page)[0] == "Expiration date of your passport or travel document"


def test_a_sentence_at_the_left_labels_no_line() -> None:
    words = line("You need not send a new form or a fee now.", 40, 62)
    page = sample(words, Drawn(rules=(box(290, 70, 560, 71),)))
    assert asked_on(page) == ()


def test_each_box_takes_its_nearest_label() -> None:
    left, right = box(40, 60, 240, 78), box(260, 60, 400, 78)
    words = line("Family name", 40, 47) + line("Given name", 260, 47)
    found = asked(sample(words, Drawn(boxes=(left, right))))
    assert {text: q.place for text, q in found.items()} == {
        "Family name": left,
        "Given name": right,
    }


def test_a_label_stands_in_the_corner_of_a_cell() -> None:
    page = sample(line("Family name", 43, 62, height=8), Drawn(boxes=(box(40, 60, 240, 90),)))
    text, stands, place = only(page)
    assert (text, stands, place) == ("Family name", "corner", box(40, 70, 240, 90))


def test_two_labels_share_a_cell() -> None:
    words = line("Height", 43, 62, height=8) + line("Weight", 143, 62, height=8)
    found = asked(sample(words, Drawn(boxes=(box(40, 60, 240, 90),))))
    assert [q.place for q in found.values()] == [box(40, 70, 143, 90), box(141, 70, 240, 90)]


def test_a_full_cell_labels_the_empty_one_at_its_right() -> None:
    cells = (box(40, 60, 140, 80), box(140, 60, 400, 80))
    page = sample((), Drawn(boxes=cells), shaded=line("Alien number", 45, 65))
    assert only(page) == ("Alien number", "cell", cells[1])


def test_a_shaded_label_leaves_out_what_is_written_beside_it() -> None:
    cells = (box(40, 60, 140, 80), box(140, 60, 400, 80))
    words = line("Rosa Amelia", 145, 65)
    page = sample(words, Drawn(boxes=cells), shaded=line("Sponsor", 45, 65))
    (question,) = asked_on(page)
    assert (question.label and question.label.text, question.filled) == ("Sponsor", True)


def test_a_column_of_empty_cells_is_one_question() -> None:
    head, rows = box(40, 60, 240, 74), [box(40, 74 + 20 * n, 240, 94 + 20 * n) for n in range(3)]
    page = sample((), Drawn(boxes=(head, *rows)), shaded=line("Name of sibling", 43, 62))
    (question,) = asked_on(page)
    assert (question.stands, question.rows, question.place) == ("column", 3, box(40, 74, 240, 134))


def test_a_label_stands_left_of_a_line() -> None:
    page = sample(line("Date of transfer", 40, 60), Drawn(rules=(box(130, 70, 300, 71),)))
    assert only(page)[:2] == ("Date of transfer", "line")


def test_a_caption_stands_under_a_line() -> None:
    page = sample(line("Signature", 40, 104), Drawn(rules=(box(40, 100, 300, 101),)))
    assert only(page)[:2] == ("Signature", "line")


def test_two_lines_under_each_other_are_one_answer() -> None:
    rules = (box(100, 70, 300, 71), box(100, 90, 300, 91))
    text, _, place = only(sample(line("Address", 40, 60), Drawn(rules=rules)))
    assert text == "Address" and place is not None and place.bottom == 91


def test_an_underline_is_nothing_to_write_on() -> None:
    page = sample(line("Important news for all", 40, 60), Drawn(rules=(box(40, 71, 150, 72),)))
    assert asked_on(page) == ()


def test_a_rule_across_the_page_is_nothing_to_write_on() -> None:
    page = sample(line("Department", 40, 60), Drawn(rules=(box(40, 80, 572, 81),)))
    assert asked_on(page) == ()


def test_a_label_ends_in_a_colon() -> None:
    text, stands, place = only(sample(line("Program:", 40, 60)))
    assert (text, stands) == ("Program:", "colon") and place is not None and place.x0 == 80


def test_what_stands_after_a_colon_is_no_label() -> None:
    (question,) = asked_on(sample(line("Program: Casa Alborada", 40, 60)))
    assert (question.label and question.label.text, question.filled) == ("Program:", True)


def test_a_note_is_no_label() -> None:
    assert asked_on(sample(line("NOTE: read this", 40, 60))) == ()


def test_a_number_leads_in_a_question_with_room_under_it() -> None:
    page = sample(line("3. Residence address", 40, 60) + line("4. Occupation", 40, 110))
    assert [q.stands for q in asked_on(page)] == ["number", "number"]


def test_a_rule_or_number_close_below_leaves_no_room() -> None:
    page = sample(line("3. Read the notes", 40, 60) + line("4. Sign the form", 40, 75))
    assert [q.label and q.label.text for q in asked_on(page)] == ["Sign the form"]


def boxes_to_tick(*captions: str, top: float = 60, ticked: int = -1) -> SamplePage:
    words, ticks = line("Sex", 40, top), []
    for at, caption in enumerate(captions):
        x = 100 + 80 * at
        ticks.append(tick(x, top, ticked=at == ticked))
        words += line(caption, x + 12, top)
    return sample(words, Drawn(ticks=tuple(ticks)))


def test_tick_boxes_and_their_captions_belong_to_the_question_at_their_left() -> None:
    (question,) = asked_on(boxes_to_tick("Male", "Female"))
    assert question.label is not None
    told = question.label.text, question.options, question.beside, question.filled
    assert told == ("Sex", ("Male", "Female"), True, False)


def test_a_ticked_box_is_a_filled_one() -> None:
    (question,) = asked_on(boxes_to_tick("Male", "Female", ticked=1))
    assert question.filled


def test_a_caption_that_comes_again_begins_another_question() -> None:
    assert len(asked_on(boxes_to_tick("Yes", "No", "Yes", "No"))) == 2


def test_a_question_stands_over_its_tick_boxes() -> None:
    ticks = (tick(60, 60, ticked=False), tick(60, 76, ticked=False))
    words = line("Kind of discharge", 40, 45) + line("Age out", 72, 60) + line("Other", 72, 76)
    (question,) = asked_on(sample(words, Drawn(ticks=ticks)))
    assert question.label is not None
    assert (question.label.text, question.options) == ("Kind of discharge", ("Age out", "Other"))


def test_captions_may_stand_left_of_their_boxes() -> None:
    ticks = (tick(118, 60, ticked=False), tick(160, 60, ticked=False))
    words = line("Fluent?", 40, 60) + line("Yes", 100, 60) + line("No", 147, 60)
    (question,) = asked_on(sample(words, Drawn(ticks=ticks)))
    assert question.options == ("Yes", "No")


def test_captions_over_their_boxes_do_not_lead_to_them() -> None:
    ticks = (tick(44, 74, ticked=False), tick(69, 74, ticked=False))
    (question,) = asked_on(sample(line("Apt. Ste.", 40, 60), Drawn(ticks=ticks)))
    assert (question.options, question.beside) == (("Apt.", "Ste."), False)


def test_a_box_with_a_statement_is_a_question_of_its_own() -> None:
    words = line("I am an attorney", 60, 60)
    (question,) = asked_on(sample(words, Drawn(ticks=(tick(46, 60, ticked=False),))))
    assert question.label is not None and question.options == (question.label.text,)


def test_room_after_a_caption_takes_it_as_its_label() -> None:
    ticks = (tick(100, 60, ticked=False),)
    words = line("Status", 40, 60) + line("Other (specify)", 112, 60)
    place = box(195, 56, 400, 74)
    found = asked(sample(words, Drawn(ticks=ticks, boxes=(place,))))
    assert found["Other (specify)"].place == place


# ---- fillable samples ------------------------------------------------------------------------------


def test_a_form_field_is_room_for_an_answer() -> None:
    where = box(40, 60, 240, 74)
    page = sample(line("Family name", 40, 47), widgets=(widget(where, tooltip="Last name"),))
    (question,) = asked_on(page)
    assert (question.stands, question.place, question.tooltip) == ("field", where, "Last name")


def test_a_form_field_without_a_label_has_only_what_it_says_of_itself() -> None:
    page = sample((), widgets=(widget(box(40, 60, 240, 74), tooltip="Last name"),))
    assert asked(page)[""].tooltip == "Last name"


def test_a_filled_form_field_is_told() -> None:
    page = sample(line("Name", 40, 47), widgets=(widget(box(40, 60, 240, 74), filled=True),))
    assert asked(page)["Name"].filled


def test_a_square_that_is_no_check_box_of_a_fillable_form_is_none() -> None:
    ticks = (tick(100, 60, ticked=False), tick(200, 60, ticked=False))
    words = line("Sex", 40, 60) + line("Male", 112, 60) + line("Logo", 212, 60)
    own = widget(ticks[0].bbox, kind="check")
    (question,) = asked_on(sample(words, Drawn(ticks=ticks), widgets=(own,)))
    assert question.options == ("Male",)


def test_where_all_room_is_form_fields_a_colon_asks_nothing() -> None:
    fields = tuple(widget(box(40, 100 + 40 * n, 240, 114 + 40 * n)) for n in range(5))
    words = tuple(w for n in range(5) for w in line(f"Label {'abcde'[n]}", 40, 87 + 40 * n))
    assert "Case ID:" not in asked(sample(words + line("Case ID:", 400, 60), widgets=fields))


@pytest.mark.parametrize("text", ["Form AR-11 09/10/19", "Page 1 of 2"])
def test_what_stands_in_the_margin_is_no_label(text: str) -> None:
    page = sample(line(text, 40, 764), Drawn(boxes=(box(160, 760, 300, 776),)))
    assert asked_on(page) == ()
