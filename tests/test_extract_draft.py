"""A form nobody described yet becomes a draft, and the draft a form file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.draft import Draft, Entry
from extract.draft_text import Source, form_text, quoted
from extract.sample import SamplePage
from records.formcheck import check_form
from records.labels import load_labels
from records.vocabulary import load_vocabulary
from tests.samples_by_hand import draft, line, sample, widget
from tests.strategies import Drawn, box, steady, tick

TYPE = "dhs_ar11"


def entries(*pages: SamplePage, you: str = "you") -> dict[str, Entry]:
    return {e.text: e for e in draft(*pages, you=you).entries}


def text_of(drafted: Draft, *, source: Source = "assumed") -> str:
    return form_text(drafted, document_type=TYPE, source=source)


def parsed(drafted: Draft, *, source: Source = "assumed") -> dict[str, Any]:
    return tomllib.loads(text_of(drafted, source=source))


def named(form: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(f["name"], f.get("labels", {}).get("en", [])) for f in form["fields"]]


def notice(*more: tuple[str, float]) -> SamplePage:
    """Return a page with a title, a heading, and boxes under labels: text and where it begins."""
    words = line("TRANSFER NOTICE", 200, 40, height=16) + line("Form YT-12", 40, 764, height=7)
    boxes = []
    for text, top in (("Date of birth", 120.0), ("Shoe size", 160.0), *more):
        words += line(text, 40, top)
        boxes.append(box(40, top + 13, 240, top + 31))
    return sample(words, Drawn(boxes=tuple(boxes)), bold=line("The child", 40, 90, height=12))


# ---- what is drafted -------------------------------------------------------------------------------


def test_a_known_label_is_named_and_another_is_left_to_a_person() -> None:
    found = entries(notice())
    assert found["Date of birth"].named == "subject.date_of_birth"
    assert found["Shoe size"].named is None


def test_an_entry_knows_its_heading_page_and_place() -> None:
    entry = entries(notice())["Shoe size"]
    assert (entry.page, entry.heading, entry.zone) == (1, "The child", box(40, 173, 240, 191))


def test_title_number_and_sections_are_told() -> None:
    drafted = draft(notice())
    assert drafted.title == ("TRANSFER NOTICE",)
    assert drafted.imprint.number == "YT-12"
    assert drafted.sections == {"subject": ("The child",)}


def test_a_field_is_named_once() -> None:
    found = draft(notice(("DOB", 200.0))).entries
    assert [e.named for e in found if e.suggestion.name == "subject.date_of_birth"] == [
        "subject.date_of_birth",
        None,
    ]


def test_a_label_that_comes_again_under_itself_is_one_of_several_persons() -> None:
    found = draft(notice(("Shoe size", 200.0))).entries
    assert [(e.text, e.repeats) for e in found] == [("Date of birth", False), ("Shoe size", True)]


def test_the_reader_is_who_the_user_says() -> None:
    page = notice(("Your phone number", 200.0))
    assert draft(page).speaks_to_you and entries(page)["Your phone number"].named is None
    told = draft(page, you="sponsor")
    assert not told.speaks_to_you
    assert entries(page, you="sponsor")["Your phone number"].named == "sponsor.phone"


def test_a_signature_is_told_from_its_date() -> None:
    found = entries(notice(("Signature of pilot", 200.0), ("Date of signature", 240.0)))
    assert (found["Signature of pilot"].signature, found["Date of signature"].signature) == (
        True,
        False,
    )


def ticked(*captions: str, at: int = -1, question: str = "Sex") -> SamplePage:
    words, ticks = line(question, 40, 60), []
    for number, caption in enumerate(captions):
        x = 160 + 90 * number
        ticks.append(tick(x, 60, ticked=number == at))
        words += line(caption, x + 12, 60)
    return sample(words, Drawn(ticks=tuple(ticks)))


def test_captions_become_values() -> None:
    entry = entries(ticked("Male", "Female"))["Sex"]
    assert entry.choices == {"M": ("Male",), "F": ("Female",)}


def test_a_caption_that_is_no_value_of_its_kind_is_told() -> None:
    entry = entries(ticked("Male", "Prefers blue"))["Sex"]
    assert (entry.choices, entry.unread_options) == ({"M": ("Male",)}, ("Prefers blue",))


def test_a_whole_name_is_cut_in_two() -> None:
    words = line("Name of minor (Last, First)", 43, 62, height=8)
    fields = parsed(draft(sample(words, Drawn(boxes=(box(40, 60, 300, 90),)))))["fields"]
    assert [(f["name"], bool(f["pattern"])) for f in fields] == [
        ("subject.family_name", True),
        ("subject.given_names", True),
    ]


# ---- a filled sample ---------------------------------------------------------------------------------

LEDGER = (box(40, 60, 140, 80), box(140, 60, 400, 80))


def test_what_is_written_in_stays_out_of_the_draft() -> None:
    words = line("Rosa Amelia Riocedro", 145, 65) + line("Primary phone: 5550142", 40, 120)
    drafted = draft(sample(words, Drawn(boxes=LEDGER), shaded=line("Name of sponsor", 45, 65)))
    text = text_of(drafted)
    assert drafted.looks_filled and "looks filled in" in text
    assert "Riocedro" not in text and "5550142" not in text
    assert "Name of sponsor" in text and "Primary phone" in text


def test_a_name_that_stands_where_a_label_would_is_left_out() -> None:
    words = line("Rosa Amelia Riocedro", 43, 62, height=8)
    page = sample(
        words + line("Sex", 40, 120) + line("Male", 112, 120),
        Drawn(boxes=(box(40, 60, 300, 90),), ticks=(tick(100, 120, ticked=True),)),
    )
    drafted = draft(page)
    assert [e.text for e in drafted.entries] == ["Sex"] and drafted.left_out > 0


def test_a_label_is_cut_where_an_answer_goes_on_in_its_line() -> None:
    words = line("1. Year of birth 1980", 40, 62) + line("2. Sex", 40, 120) + line("M", 112, 120)
    page = sample(words, Drawn(ticks=(tick(98, 120, ticked=True),)))
    assert "Year of birth" in {e.text for e in draft(page).entries}
    assert "1980" not in text_of(draft(page))


def test_a_filled_form_field_makes_a_filled_sample() -> None:
    page = sample(line("Name", 40, 47), widgets=(widget(box(40, 60, 240, 74), filled=True),))
    assert draft(page).looks_filled


def test_a_blank_sample_is_not_taken_for_a_filled_one() -> None:
    assert not draft(notice()).looks_filled


# ---- the form file -----------------------------------------------------------------------------------


def test_the_file_holds_what_was_found() -> None:
    form = parsed(draft(notice()))
    assert form["type"] == TYPE and form["common_labels"] is True
    assert form["titles"]["en"] == ["TRANSFER NOTICE"] and form["marks"] == ["Form YT-12"]
    assert form["editions"][0]["source"] == "assumed"
    assert named(form)[-2:] == [
        ("subject.date_of_birth", ["Date of birth"]),
        ("TODO", ["Shoe size"]),
    ]


def test_forms_check_names_what_is_left_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    path.write_text(text_of(draft(notice(("Hat size", 200.0)))), encoding="utf-8")
    faults = check_form(path, load_vocabulary(), load_labels())
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [lines[f.line - 1] for f in faults] == ['name = "TODO"', 'name = "TODO"']
    assert [f.reason.split("'")[1] for f in faults] == ["Shoe size", "Hat size"]


def test_a_draft_without_a_type_or_a_title_says_so(tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    drafted = draft(sample(line("Date of birth:", 40, 300)))
    path.write_text(form_text(drafted, document_type=None, source="assumed"), encoding="utf-8")
    told = [f.reason for f in check_form(path, load_vocabulary(), load_labels())]
    assert len(told) == 2 and "document type" in told[0] and "heading as printed" in told[1]


def test_a_read_draft_has_zones_and_anchors_that_hold(tmp_path: Path) -> None:
    tops = (200.0, 240.0, 280.0, 320.0)
    labels = ("Place of issue", "Expiry of pass", "Country of birth", "Country of residence")
    drafted = draft(notice(*zip(labels, tops, strict=True)))
    path = tmp_path / "form.toml"
    text = text_of(drafted, source="read").replace('"TODO"', '"subject.marital_status"')
    path.write_text(text, encoding="utf-8")
    assert check_form(path, load_vocabulary(), load_labels()) == ()
    form = tomllib.loads(text)
    assert form["editions"][0]["source"] == "read" and "common_labels" not in form
    assert form["fields"][-1]["zone"] == [40, 333, 240, 351]


def test_zones_follow_only_the_page_that_asks_most() -> None:
    second = sample(line("Program:", 40, 300), number=2)
    form = parsed(draft(notice(), second), source="read")
    assert ["zone" in f for f in form["fields"][-3:]] == [True, True, False]


def test_a_label_that_leads_to_no_box_says_that_it_needs_a_zone() -> None:
    page = sample(line("I am a lawyer", 60, 60), Drawn(ticks=(tick(46, 60, ticked=False),)))
    assert "needs a zone" in text_of(draft(page)).replace("\n# ", " ")


def test_room_without_a_label_is_told_as_a_comment() -> None:
    field = widget(box(40, 60, 240, 74), tooltip="Enter your name")
    page = sample(line("12", 500, 400), widgets=(field,))
    text = text_of(draft(page))
    assert "# Its form field says: Enter your name" in text and "fields" not in tomllib.loads(text)


def test_a_new_type_comes_with_its_line_for_the_vocabulary() -> None:
    line_ = 'youth_card = "Youth card"'
    text = form_text(
        draft(notice()), document_type="youth_card", vocabulary_line=line_, source="assumed"
    )
    assert f"# [document_types]\n# {line_}\n" in text


@steady
@given(st.text(max_size=40))
def test_any_text_can_be_quoted(text: str) -> None:
    kept = text.encode("utf-8", "replace").decode("utf-8")
    assert tomllib.loads(f"a = {quoted(kept)}") == {"a": kept}


@steady
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8))
def test_whatever_stands_on_a_page_the_file_is_toml(texts: list[str]) -> None:
    words = tuple(w for n, text in enumerate(texts) for w in line(f"{text} x:", 40, 60 + 40 * n))
    if words:
        tomllib.loads(text_of(draft(sample(words)), source="read"))


@pytest.mark.parametrize("order, hint", [("mdy", "(mm/dd/yyyy)"), ("dmy", "(dd/mm/aaaa)")])
def test_the_order_of_dates_is_as_printed(order: str, hint: str) -> None:
    page = notice((f"Expiry {hint}", 200.0))
    assert parsed(draft(page))["date_order"] == {"en": order}
