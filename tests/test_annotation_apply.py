"""What a person does in the labelling interface, and what the record says afterwards."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from annotation.apply import apply_correction
from annotation.corrections import Correction, read_annotation
from annotation.tasks import Json, page_task
from records.errors import ReviewError
from records.types import BBox, Decision, Field, Origin, Reading, Record
from records.vocabulary import load_vocabulary
from tests.review_records import A_NUMBER, FAMILY_NAME, make_field, two_page_record

VOCABULARY = load_vocabulary()
NAME, BIRTH, NUMBER = "subject.family_name:0", "subject.date_of_birth:0", "subject.a_number:0"
AT = "2026-03-01T12:00:00.123456Z"


def normalise(kind: str, text: str) -> str | None:
    """Take everything but a date that is not ISO."""
    return None if kind == "date" and "/" in text else text


class Sheet:
    """One open task: starts as prefilled, is edited as a reviewer would, and is submitted."""

    def __init__(self, record: Record, page: int = 3) -> None:
        task = page_task(record, page, image="/data/upload/1/page.png", size=(1275, 1650))
        self.data = task.data
        self.result: list[Json] = [copy.deepcopy(r) for r in task.result]

    def write(self, region: str, text: str) -> Sheet:
        self._drop(region, "text")
        return self._add(region, "text", "textarea", {"text": [text]})

    def mark(self, region: str, reading: str) -> Sheet:
        self._drop(region, "reading")
        return self._add(region, "reading", "choices", {"choices": [reading]})

    def delete(self, region: str) -> Sheet:
        self.result = [r for r in self.result if r["id"] != region]
        return self

    def draw(self, region: str, name: str, place: tuple[float, float, float, float]) -> Sheet:
        box: Json = dict(zip(("x", "y", "width", "height"), place, strict=True))
        return self._add(region, "label", "rectanglelabels", box | {"rectanglelabels": [name]})

    def fill(self, control: str, kind: str, value: str) -> Sheet:
        self.result = [r for r in self.result if r["from_name"] != control]
        return self._add("made-up-id", control, kind, {kind: [value]})

    def _add(self, region: str, control: str, kind: str, value: Json) -> Sheet:
        self.result.append(
            {"id": region, "from_name": control, "to_name": "image", "type": kind, "value": value}
        )
        return self

    def _drop(self, region: str, control: str) -> None:
        self.result = [r for r in self.result if (r["id"], r["from_name"]) != (region, control)]

    def submit(self, *, by: int = 1, at: str = AT) -> Correction:
        annotation: Json = {
            "id": 7,
            "result": self.result,
            "completed_by": by,
            "created_at": "2026-03-01T11:00:00Z",
            "updated_at": at,
        }
        names = {1: "ana@example.org", 2: "ben@example.org"}
        return read_annotation(annotation, data=self.data, names=names)


def applied(correction: Correction, *, latest: Record | None = None) -> Record:
    shown = two_page_record()
    return apply_correction(
        latest or shown,
        correction,
        shown=shown,
        vocabulary=VOCABULARY,
        normalise=normalise,
    )


def got(record: Record, name: str, index: int = 0) -> Field:
    field = record.get(name, index)
    assert field is not None
    return field


@pytest.fixture
def sheet() -> Sheet:
    return Sheet(two_page_record())


def test_a_changed_text_becomes_the_value_with_author_and_time(sheet: Sheet) -> None:
    name = got(applied(sheet.write(NAME, " LÓPEZ  RUIZ ").submit()), "subject.family_name")
    assert (name.value, name.text) == ("LÓPEZ RUIZ", "LÓPEZ RUIZ")
    assert (name.decision, name.origin) == (Decision.ACCEPTED, Origin.PERSON)
    assert (name.reviewed_by, name.reviewed_at) == ("ana@example.org", "2026-03-01T12:00:00Z")
    assert (name.confidence, name.certificate, name.reasons) == (None, None, ())
    assert name.evidence is not None
    assert (name.evidence.step, name.evidence.bbox) == ("review@1", FAMILY_NAME)


def test_an_untouched_field_in_review_is_confirmed(sheet: Sheet) -> None:
    name = got(applied(sheet.submit()), "subject.family_name")
    assert (name.value, name.decision, name.origin) == ("L0PEZ", Decision.ACCEPTED, Origin.PERSON)
    assert name.evidence is not None and name.evidence.step == "zone@1"


def test_an_untouched_accepted_field_stays_the_machines(sheet: Sheet) -> None:
    before = two_page_record().get("subject.a_number")
    assert applied(sheet.submit()).get("subject.a_number") == before


def test_an_untouched_accepted_field_of_a_drawn_document_is_confirmed(sheet: Sheet) -> None:
    sheet.data["everything"] = True
    field = got(applied(sheet.submit()), "subject.a_number")
    assert (field.origin, field.reviewed_by) == (Origin.PERSON, "ana@example.org")


def test_a_text_without_a_canonical_form_is_kept_and_stays_in_review(sheet: Sheet) -> None:
    birth = got(applied(sheet.write(BIRTH, "3/5/2012?").submit()), "subject.date_of_birth")
    assert (birth.value, birth.text) == (None, "3/5/2012?")
    assert (birth.decision, birth.reasons) == (Decision.REVIEW, ("not_canonical",))
    assert birth.origin is Origin.PERSON


def test_confirming_a_text_without_a_canonical_form_does_not_release_it(sheet: Sheet) -> None:
    birth = got(applied(sheet.submit()), "subject.date_of_birth")
    assert (birth.value, birth.decision) == (None, Decision.REVIEW)


def test_a_deleted_box_says_that_there_is_no_value(sheet: Sheet) -> None:
    name = got(applied(sheet.delete(NAME).submit()), "subject.family_name")
    assert (name.value, name.text, name.reading) == (None, None, Reading.BLANK)
    assert (name.decision, name.origin) == (Decision.ACCEPTED, Origin.PERSON)


@pytest.mark.parametrize("reading", ["blank", "illegible", "redacted"])
def test_a_marked_reading_takes_the_value_away(sheet: Sheet, reading: str) -> None:
    name = got(applied(sheet.mark(NAME, reading).submit()), "subject.family_name")
    assert (name.value, name.reading) == (None, Reading(reading))
    assert name.decision is Decision.ACCEPTED


def test_a_box_whose_text_was_emptied_waits_for_a_person(sheet: Sheet) -> None:
    name = got(applied(sheet.write(NAME, "").submit()), "subject.family_name")
    assert (name.value, name.decision, name.reasons) == (None, Decision.REVIEW, ("no_text",))


def test_a_text_typed_into_a_blank_box_is_a_value() -> None:
    field = make_field("subject.family_name", reading=Reading.BLANK)
    record = replace(two_page_record(), fields=(field,))
    correction = Sheet(record).write(NAME, "RUIZ").submit()
    after = apply_correction(
        record, correction, shown=record, vocabulary=VOCABULARY, normalise=normalise
    )
    assert got(after, "subject.family_name").value == "RUIZ"


def test_a_text_typed_over_a_redaction_is_kept_but_never_released() -> None:
    field = make_field("subject.family_name", reading=Reading.REDACTED)
    record = replace(two_page_record(), fields=(field,))
    correction = Sheet(record).write(NAME, "RUIZ").submit()
    after = apply_correction(
        record, correction, shown=record, vocabulary=VOCABULARY, normalise=normalise
    )
    name = got(after, "subject.family_name")
    assert (name.value, name.text, name.decision) == (None, "RUIZ", Decision.REVIEW)
    assert name.reasons == ("text_under_redaction",)


def test_a_new_box_is_the_next_field_of_its_name(sheet: Sheet) -> None:
    sheet.draw("aBc9_-xYz0", "subject.family_name", (10.0, 50.0, 20.0, 5.0))
    record = applied(sheet.write("aBc9_-xYz0", "RUIZ").submit())
    added = got(record, "subject.family_name", 1)
    assert (added.value, added.origin) == ("RUIZ", Origin.PERSON)
    assert added.evidence is not None
    box = added.evidence.bbox
    assert (box.x0, box.top, box.x1) == pytest.approx((61.2, 396.0, 183.6))
    assert box.bottom == pytest.approx(435.6)
    assert got(record, "subject.family_name").value == "L0PEZ"


def test_a_box_drawn_for_a_field_that_was_not_found_fills_it(sheet: Sheet) -> None:
    sheet.draw("new", "subject.sex", (10.0, 50.0, 20.0, 5.0)).write("new", "F")
    record = applied(sheet.submit())
    assert got(record, "subject.sex").value == "F"
    assert record.get("subject.sex", 1) is None


def test_a_box_drawn_again_takes_the_place_of_the_deleted_one(sheet: Sheet) -> None:
    sheet.delete(NAME).draw("new", "subject.family_name", (10.0, 50.0, 20.0, 5.0))
    record = applied(sheet.write("new", "RUIZ").submit())
    name = got(record, "subject.family_name")
    assert (name.value, name.reading) == ("RUIZ", Reading.PRESENT)
    assert record.get("subject.family_name", 1) is None


def test_a_relabelled_box_moves_the_value_to_the_other_field(sheet: Sheet) -> None:
    for result in sheet.result:
        value = result["value"]
        if result["id"] == NAME and isinstance(value, dict) and "rectanglelabels" in value:
            value["rectanglelabels"] = ["subject.given_names"]
    record = applied(sheet.write(NAME, "ANA").submit())
    assert got(record, "subject.given_names").value == "ANA"
    assert got(record, "subject.family_name").reading is Reading.BLANK


def test_a_moved_box_moves_the_evidence(sheet: Sheet) -> None:
    for result in sheet.result:
        value = result["value"]
        if result["id"] == NAME and isinstance(value, dict) and "x" in value:
            value["x"] += 10.0
    name = got(applied(sheet.submit()), "subject.family_name")
    assert name.value == "L0PEZ"
    assert name.evidence is not None
    assert name.evidence.bbox.x0 == pytest.approx(60 + 61.2)


def test_silence_about_a_field_without_a_box_is_no_answer(sheet: Sheet) -> None:
    assert applied(sheet.submit()).get("subject.sex") == two_page_record().get("subject.sex")


def test_a_field_without_a_box_can_be_typed(sheet: Sheet) -> None:
    sheet.fill("missing_text_0", "text", "F")
    sex = got(applied(sheet.submit()), "subject.sex")
    assert (sex.value, sex.reading, sex.decision) == ("F", Reading.PRESENT, Decision.ACCEPTED)


def test_a_field_without_a_box_can_be_said_to_be_absent(sheet: Sheet) -> None:
    sheet.fill("missing_reading_0", "choices", "absent")
    sex = got(applied(sheet.submit()), "subject.sex")
    assert (sex.value, sex.reading, sex.decision) == (None, Reading.ABSENT, Decision.ACCEPTED)


def test_the_chosen_document_type_is_the_persons(sheet: Sheet) -> None:
    sheet.fill("document_type", "choices", "narrative")
    record = applied(sheet.submit())
    assert record.document_type == "narrative"
    assert record.document_type_decision is Decision.ACCEPTED
    assert record.document_type_origin is Origin.PERSON


def test_another_document_type_takes_the_edition_with_it(sheet: Sheet) -> None:
    read = replace(two_page_record(), edition="r-1", edition_source="assumed")
    assert applied(sheet.submit(), latest=read).edition == "r-1"
    sheet.fill("document_type", "choices", "narrative")
    record = applied(sheet.submit(), latest=read)
    assert (record.edition, record.edition_source) == (None, None)


def test_a_page_that_does_not_ask_for_the_type_does_not_confirm_it() -> None:
    record = applied(Sheet(two_page_record(), 4).submit())
    assert record.document_type_origin is Origin.MACHINE
    assert record.document_type_decision is Decision.REVIEW


def test_fields_of_other_pages_stay(sheet: Sheet) -> None:
    phone = two_page_record().get("sponsor.phone")
    assert applied(sheet.write(NAME, "RUIZ").submit()).get("sponsor.phone") == phone


def test_two_pages_of_one_version_both_count(sheet: Sheet) -> None:
    first = applied(sheet.write(NAME, "RUIZ").submit()).with_version(2)
    other = Sheet(two_page_record(), 4).write("sponsor.phone:0", "+15125550199")
    both = applied(other.submit(by=2), latest=first)
    assert got(both, "subject.family_name").value == "RUIZ"
    assert got(both, "sponsor.phone").value == "+15125550199"
    assert both.problems == ()


def moved_on(value: str) -> Record:
    """Return version 2, in which another run read the family name differently."""
    shown = two_page_record()
    fields = tuple(
        replace(f, value=value, text=value) if f.name == "subject.family_name" else f
        for f in shown.fields
    )
    return replace(shown, fields=fields, version=2)


def test_an_answer_to_a_field_that_changed_since_is_kept_beside_it(sheet: Sheet) -> None:
    record = applied(sheet.write(NAME, "RUIZ").submit(), latest=moved_on("LOPES"))
    assert got(record, "subject.family_name").value == "LOPES"
    beside = got(record, "subject.family_name", 1)
    assert (beside.value, beside.decision) == ("RUIZ", Decision.REVIEW)
    assert "review_conflict" in beside.reasons
    (problem,) = record.problems
    assert (problem.code, problem.page, problem.detail) == ("review_conflict", 3, NAME)


def test_an_answer_that_agrees_with_the_change_is_no_conflict(sheet: Sheet) -> None:
    record = applied(sheet.write(NAME, "LOPEZ").submit(), latest=moved_on("LOPEZ"))
    assert record.problems == ()
    assert record.get("subject.family_name", 1) is None


def test_an_old_page_still_answers_for_what_did_not_change(sheet: Sheet) -> None:
    sheet.write(NUMBER, "A012345679")
    record = applied(sheet.submit(), latest=moved_on("L0PEZ"))
    number = got(record, "subject.a_number")
    assert (number.value, number.origin) == ("A012345679", Origin.PERSON)
    assert number.evidence is not None and number.evidence.bbox == A_NUMBER


def test_a_persons_later_word_replaces_their_earlier_one(sheet: Sheet) -> None:
    first = applied(sheet.write(NAME, "RUIS").submit()).with_version(2)
    again = sheet.write(NAME, "RUIZ").submit(at="2026-03-02T08:00:00Z")
    record = applied(again, latest=first)
    assert got(record, "subject.family_name").value == "RUIZ"
    assert record.problems == ()


def test_a_persons_earlier_word_about_a_new_box_is_replaced_not_doubled(sheet: Sheet) -> None:
    sheet.draw("new", "subject.age", (10.0, 50.0, 20.0, 5.0)).write("new", "8")
    first = applied(sheet.submit()).with_version(2)
    record = applied(sheet.write("new", "9").submit(at="2026-03-02T08:00:00Z"), latest=first)
    assert [f.value for f in record.fields if f.name == "subject.age"] == ["9"]


def test_another_persons_different_answer_is_a_conflict(sheet: Sheet) -> None:
    first = applied(sheet.write(NAME, "RUIZ").submit()).with_version(2)
    second = Sheet(two_page_record()).write(NAME, "DIAZ").submit(by=2)
    record = applied(second, latest=first)
    values = [f.value for f in record.fields if f.name == "subject.family_name"]
    assert values == ["RUIZ", "DIAZ"]
    assert "review_conflict" in [p.code for p in record.problems]


def conflict() -> Record:
    """Return version 3, in which LOPES and RUIZ stand side by side."""
    answer = Sheet(two_page_record()).write(NAME, "RUIZ").submit()
    return applied(answer, latest=moved_on("LOPES")).with_version(3)


def settle(sheet: Sheet) -> Record:
    return apply_correction(
        conflict(),
        sheet.submit(by=2),
        shown=conflict(),
        vocabulary=VOCABULARY,
        normalise=normalise,
    )


def test_deleting_the_kept_answer_settles_a_conflict() -> None:
    record = settle(Sheet(conflict()).delete("subject.family_name:1"))
    assert [f.value for f in record.fields if f.name == "subject.family_name"] == ["LOPES"]
    assert record.problems == ()


def test_deleting_the_other_lets_the_kept_answer_take_its_place() -> None:
    record = settle(Sheet(conflict()).delete(NAME))
    (name,) = (f for f in record.fields if f.name == "subject.family_name")
    assert (name.index, name.value, name.decision) == (0, "RUIZ", Decision.ACCEPTED)
    assert record.problems == ()


def test_pulling_a_conflict_again_does_not_pile_up(sheet: Sheet) -> None:
    again = sheet.write(NAME, "RUIZ").submit(at="2026-03-02T08:00:00Z")
    record = applied(again, latest=conflict())
    values = [f.value for f in record.fields if f.name == "subject.family_name"]
    assert values == ["LOPES", "RUIZ"]
    assert len(record.problems) == 1


def test_a_type_that_two_people_chose_differently_is_asked_for_again(sheet: Sheet) -> None:
    first = applied(sheet.fill("document_type", "choices", "narrative").submit())
    other = Sheet(two_page_record()).fill("document_type", "choices", "birth_certificate")
    record = applied(other.submit(by=2), latest=first.with_version(2))
    assert record.document_type == "narrative"
    assert record.document_type_decision is Decision.REVIEW
    assert "document_type=birth_certificate" in [p.detail for p in record.problems]


def test_an_unlabelled_box_is_reported(sheet: Sheet) -> None:
    sheet._add("new", "label", "rectanglelabels", {"x": 1, "y": 1, "width": 5, "height": 5})
    record = applied(sheet.submit())
    assert [p.code for p in record.problems] == ["review_unknown_label"]


def test_the_review_id_changes_with_the_annotation(sheet: Sheet) -> None:
    assert sheet.submit().review_id != sheet.submit(at="2026-03-02T08:00:00Z").review_id
    assert sheet.submit().review_id == sheet.submit().review_id


def test_a_task_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ReviewError, match="did not write"):
        read_annotation({"id": 1, "result": []}, data={"document_id": "x"})


def test_what_people_wrote_shows_in_no_repr(sheet: Sheet) -> None:
    assert "RUIZ" not in repr(sheet.write(NAME, "RUIZ").submit())


def test_a_new_box_without_a_place_on_the_page_is_not_needed_for_the_rest() -> None:
    box = BBox(x0=60, top=120, x1=60, bottom=120)
    record = replace(
        two_page_record(), fields=(make_field("subject.age", value="9", text="9", bbox=box),)
    )
    sheet = Sheet(record)
    assert sheet.data["shown"] == []
    after = apply_correction(
        record, sheet.submit(), shown=record, vocabulary=VOCABULARY, normalise=normalise
    )
    assert got(after, "subject.age").decision is Decision.ACCEPTED
