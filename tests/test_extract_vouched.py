"""What learned finders changed waits, unless certified with them; what they displaced is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extract.releasing import SOFT, UNDECIDED, by_signs
from extract.reread import Place
from extract.vouched import Remembering, vouched
from models.reader import LineReading
from records.types import BBox, Candidate, Decision, Evidence, Field, Reading, Source

HERE = Evidence(page=1, bbox=BBox(x0=0, top=0, x1=9, bottom=9), text="x", step="label@1")

TWO = ("reader", "second_reader")


def field(
    value: str | None,
    *,
    reading: Reading = Reading.PRESENT,
    decision: Decision = Decision.ACCEPTED,
    index: int = 0,
) -> Field:
    candidate = Candidate(value=value, reading=reading, evidence=HERE, score=1, reader=Source.OCR)
    return Field(
        name="subject.family_name",
        index=index,
        value=value,
        reading=reading,
        decision=decision,
        evidence=HERE,
        candidates=(candidate,),
        signs=TWO if decision is Decision.ACCEPTED else TWO[:1],
    )


def test_what_both_accept_is_accepted() -> None:
    (told,) = vouched([field("MUESTRA")], [field("MUESTRA")])
    assert told.decision is Decision.ACCEPTED
    assert len(told.candidates) == 1


@pytest.mark.parametrize(
    "without",
    [
        [],
        [field("MUESTRA ORTEGA")],
        [field("MUESTRA", decision=Decision.REVIEW)],
        [field(None, reading=Reading.BLANK)],
        [field("MUESTRA", index=1)],
    ],
)
def test_all_else_waits(without: list[Field]) -> None:
    told = vouched([field("MUESTRA")], without)
    assert told[0].decision is Decision.REVIEW
    assert {"label_inferred", "finders_differ"} & set(told[0].reasons)


@pytest.mark.parametrize(
    "without",
    [
        [],
        [field("MUESTRA", decision=Decision.REVIEW)],
        [field(None, decision=Decision.REVIEW)],
        [field(None, reading=Reading.ABSENT, decision=Decision.REVIEW)],
    ],
)
def test_a_certificate_may_release_what_the_tagger_alone_found(without: list[Field]) -> None:
    waiting = field("MUESTRA", decision=Decision.REVIEW)
    assert vouched([waiting], without)[0].reasons == ()


@pytest.mark.parametrize(
    ("without", "reasons"),
    [
        ([replace(field("MUESTRA", decision=Decision.REVIEW), signs=TWO)], ()),
        ([field("MUESTRA", decision=Decision.REVIEW)], ("label_inferred",)),
        ([], ("label_inferred",)),
    ],
)
def test_beyond_a_certificate_signs_of_learned_finders_do_not_count(
    without: list[Field], reasons: tuple[str, ...]
) -> None:
    undecided = replace(field("MUESTRA", decision=Decision.REVIEW), signs=TWO)
    (told,) = vouched([undecided], without)
    assert told.reasons == reasons and set(reasons) <= SOFT
    assert (by_signs(told).decision is Decision.ACCEPTED) is (not reasons)


@pytest.mark.parametrize("reading", [Reading.PRESENT, Reading.BLANK])
@pytest.mark.parametrize("decision", [Decision.ACCEPTED, Decision.REVIEW])
def test_no_certificate_releases_what_printed_labels_contradict(
    reading: Reading, decision: Decision
) -> None:
    value = "ORTEGA" if reading is Reading.PRESENT else None
    waiting = field(value, reading=reading, decision=Decision.REVIEW)
    (told,) = vouched([waiting], [field("MUESTRA", decision=decision)])
    assert told.decision is Decision.REVIEW
    assert "finders_differ" in told.reasons
    assert not set(told.reasons) <= SOFT
    assert [c.value for c in told.candidates] == [value, "MUESTRA"]


def test_an_empty_box_that_the_tagger_made_waits_and_keeps_what_was_read() -> None:
    (told,) = vouched([field(None, reading=Reading.BLANK)], [field("MUESTRA")])
    assert told.decision is Decision.REVIEW
    assert [c.value for c in told.candidates] == [None, "MUESTRA"]


def test_a_field_that_is_found_only_without_the_tagger_is_kept_for_a_person() -> None:
    (told,) = vouched([], [field("MUESTRA")])
    assert (told.value, told.decision) == ("MUESTRA", Decision.REVIEW)
    assert not set(told.reasons) <= SOFT | UNDECIDED  # no later certificate releases it


def test_a_field_that_is_missing_only_with_the_tagger_is_told_as_without_it() -> None:
    absent = field(None, reading=Reading.ABSENT, decision=Decision.REVIEW)
    (told,) = vouched([absent], [field("MUESTRA")])
    assert (told.value, told.decision) == ("MUESTRA", Decision.REVIEW)


def test_a_missing_field_is_not_told_twice() -> None:
    absent = field(None, reading=Reading.ABSENT, decision=Decision.REVIEW)
    assert vouched([], [absent]) == ()


class Counting:
    def __init__(self) -> None:
        self.asked = 0

    def read(self, places: Sequence[Place]) -> tuple[LineReading | None, ...]:
        self.asked += len(places)
        return tuple(None for _ in places)


def test_each_place_is_read_once() -> None:
    inner = Counting()
    reader = Remembering(inner)
    place = Place(page=1, bbox=HERE.bbox)
    assert reader.read([place, place]) == (None, None)
    assert reader.read([place]) == (None,)
    assert inner.asked == 1
