from __future__ import annotations

import json
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest

from annotation.interface import labelling_config
from annotation.tasks import (
    Json,
    PageTask,
    check,
    page_task,
    pages_to_review,
    png_size,
)
from records.errors import ReviewError
from records.types import BBox, Decision, Reading
from records.vocabulary import load_vocabulary
from tests.review_records import draw_page, make_field, one_page_record, two_page_record

VOCABULARY = load_vocabulary()
SIZE = (1275, 1650)


def task_of(page: int) -> PageTask:
    return page_task(two_page_record(), page, image="/data/upload/1/page.png", size=SIZE)


def answers(task: PageTask, control: str) -> list[Json]:
    return [r for r in task.result if r["from_name"] == control]


def test_every_page_with_a_field_in_review_is_asked_for() -> None:
    assert pages_to_review(two_page_record()) == (3, 4)


def test_a_record_that_is_settled_asks_for_nothing() -> None:
    record = two_page_record()
    settled = replace(
        record,
        document_type_decision=Decision.ACCEPTED,
        fields=tuple(replace(f, decision=Decision.ACCEPTED) for f in record.fields),
    )
    assert pages_to_review(settled) == ()


def test_of_a_drawn_document_every_field_is_asked_until_a_person_has_seen_it() -> None:
    fields = tuple(
        replace(f, decision=Decision.ACCEPTED, reasons=()) for f in one_page_record().fields
    )
    record = replace(one_page_record(), fields=fields, document_type_decision=Decision.ACCEPTED)
    assert pages_to_review(record) == ()
    assert pages_to_review(record, everything=True) == (3,)
    task = page_task(record, 3, image="x", size=(85, 110), everything=True)
    assert task.data["everything"] is True
    assert all(f.name in str(task.data["check"]) for f in record.fields if f.evidence)
    seen = tuple(replace(f, reviewed_by="ana@example.org") for f in fields)
    looked = replace(record, fields=seen, reviewed_by="ana@example.org")
    assert pages_to_review(looked, everything=True) == ()


def test_a_doubtful_type_alone_is_asked_for_on_the_first_page_with_ink() -> None:
    record = replace(two_page_record(), fields=())
    pages = (replace(record.pages[0], blank=True), record.pages[1])
    assert pages_to_review(replace(record, pages=pages)) == (4,)


def test_a_field_without_a_box_is_asked_for_once() -> None:
    assert task_of(3).data["missing"] == [{"key": "subject.sex:0", "name": "subject.sex"}]
    assert task_of(4).data["missing"] == []


def test_a_box_travels_in_per_cent_of_the_page() -> None:
    (label, *_) = answers(task_of(3), "label")
    assert label["id"] == "subject.family_name:0"
    value = label["value"]
    assert isinstance(value, dict)
    assert value["rectanglelabels"] == ["subject.family_name"]
    assert value["x"] == pytest.approx(60 / 612 * 100)
    assert value["y"] == pytest.approx(120 / 792 * 100)
    assert value["width"] == pytest.approx(200 / 612 * 100)
    assert value["height"] == pytest.approx(20 / 792 * 100)


def test_the_text_shown_is_the_value_that_would_be_released() -> None:
    texts = [r["value"] for r in answers(task_of(3), "text")]
    shown = [v["text"] for v in texts if isinstance(v, dict)]
    assert shown == [["L0PEZ"], ["03/05/2011"], ["A012345678"]]


def test_a_box_that_leaves_the_page_is_cut_to_it() -> None:
    outside = make_field("subject.age", value="9", bbox=BBox(x0=600, top=780, x1=640, bottom=800))
    record = replace(one_page_record(), fields=(outside,))
    task = page_task(record, 3, image="/data/x.png", size=SIZE)
    check(task, VOCABULARY)
    value = answers(task, "label")[0]["value"]
    assert isinstance(value, dict)
    assert value["x"] + value["width"] == pytest.approx(100)


def test_a_box_wholly_outside_counts_as_none() -> None:
    outside = make_field("subject.age", value="9", bbox=BBox(x0=700, top=10, x1=720, bottom=20))
    task = page_task(
        replace(one_page_record(), fields=(outside,)), 3, image="/data/x.png", size=SIZE
    )
    assert answers(task, "label") == []
    assert task.data["missing"] == [{"key": "subject.age:0", "name": "subject.age"}]


def test_a_task_names_no_file() -> None:
    task = task_of(3)
    written = json.dumps([task.data, list(task.result)])
    assert "fictitious" not in written and "inbox" not in written
    assert task.data["document_id"] == two_page_record().document_id


def test_what_the_tasks_say_fits_the_labelling_interface() -> None:
    for number in (3, 4):
        check(task_of(number), VOCABULARY)


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("label", {"x": 90.0, "y": 1.0, "width": 20.0, "height": 1.0}),
        ("label", {"x": -1.0, "y": 1.0, "width": 20.0, "height": 1.0}),
        ("label", {"x": 1.0, "y": 1.0, "width": 0.0, "height": 1.0}),
        ("label", {"rectanglelabels": ["subject.shoe_size"]}),
        ("reading", {"choices": ["absent"]}),
        ("document_type", {"choices": ["tax_return"]}),
        ("text", {"text": "not a list"}),
        ("somewhere", {"text": ["x"]}),
    ],
)
def test_a_prefill_that_label_studio_would_swallow_is_refused(control: str, value: Json) -> None:
    task = task_of(3)
    whole: Json = {"x": 1.0, "y": 1.0, "width": 1.0, "height": 1.0}
    whole |= {"rectanglelabels": ["subject.age"]} if control == "label" else {}
    wrong: Json = {"id": "r", "from_name": control, "to_name": "image", "value": whole | value}
    with pytest.raises(ReviewError, match=r"page 3: the prefill"):
        check(replace(task, result=(*task.result, wrong)), VOCABULARY)


def test_a_prefill_for_another_object_is_refused() -> None:
    task = task_of(3)
    astray = tuple(r | {"to_name": "video"} for r in task.result)
    with pytest.raises(ReviewError):
        check(replace(task, result=astray), VOCABULARY)


def test_the_interface_offers_every_field_and_document_type() -> None:
    root = fromstring(labelling_config(VOCABULARY))
    labels = {label.get("value") for label in root.iter("Label")}
    assert labels == set(VOCABULARY.field_kinds)
    types = {
        choice.get("value")
        for control in root.iter("Choices")
        if control.get("name") == "document_type"
        for choice in control
    }
    assert types == set(VOCABULARY.document_types)


def test_a_reviewer_can_mark_what_a_box_shows() -> None:
    root = fromstring(labelling_config(VOCABULARY))
    (control,) = (c for c in root.iter("Choices") if c.get("name") == "reading")
    assert control.get("perRegion") == "true"
    assert [c.get("value") for c in control] == ["present", "blank", "illegible", "redacted"]


def test_the_size_of_a_page_image_is_read_from_its_header() -> None:
    assert png_size(draw_page(one_page_record(), 3)) == SIZE


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and so on, long enough", b"\x89PNG\r\n\x1a\n"])
def test_a_page_image_that_is_no_png_is_refused(content: bytes) -> None:
    with pytest.raises(ReviewError):
        png_size(content)


def test_a_reading_the_boxes_do_not_offer_is_not_prefilled() -> None:
    record = replace(one_page_record(), fields=(make_field("subject.age", reading=Reading.ABSENT),))
    task = page_task(record, 3, image="/data/x.png", size=SIZE)
    check(task, VOCABULARY)
    assert answers(task, "reading") == []
