"""What the second reader says of a place: agreement, doubt, rival values; and what a judge makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pytest

from extract.decide import decide_fields
from extract.features import FEATURES
from extract.find import Found
from extract.judging import Deciding
from extract.releasing import by_certificate
from extract.reread import Place, place_to_read
from models.alphabet import COLUMN, COLUMNS
from models.certificate import group_of
from models.reader import LineReading, reading_of
from records.types import Decision, Field, Reading, Source, Word
from tests.strategies import Drawn, box, form_set, make_page, put, spec
from tests.test_extract_decide import LOOSE, empty, found

SURE = 0.999


def line(text: str, *, odds: float = SURE) -> LineReading:
    """Return a reading whose every character is as likely as `odds`, a blank between each two."""
    rows = np.full((2 * len(text), COLUMNS), np.log(1e-7), dtype=np.float32)
    rows[1::2, 0] = np.log(SURE)
    for at, char in enumerate(text):
        rows[2 * at, COLUMN[char]] = np.log(odds)
    return reading_of(rows)


@dataclass(slots=True)
class Scripted:
    """A second reader that says one thing of every place, or nothing of any."""

    reading: LineReading | None
    asked: list[Place] = field(default_factory=list)

    def read(self, places: Sequence[Place]) -> tuple[LineReading | None, ...]:
        self.asked += places
        return (self.reading,) * len(places)


@dataclass(slots=True)
class Trusting:
    """A judge that gives the second reader's values `again`, all others `first`, and accepts from 0 on."""

    first: float
    again: float
    covered: bool = True

    weights = "trusted"

    def score(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        by_crop = features[:, list(FEATURES).index("by_crop")] > 0
        return np.where(by_crop, self.again, self.first)

    def confidence(self, kind: str, score: float) -> float:
        return 1 / (1 + float(np.exp(-score)))

    def for_type(self, document_type: str) -> Trusting:
        return self

    def covers(self, group: str) -> bool:
        return self.covered

    def release(self, group: str, scores: Sequence[float]) -> tuple[str | None, ...]:
        return tuple("provisional-1" if score >= 0 else None for score in scores)


def decided(
    item: Found,
    reading: LineReading | None,
    *,
    judge: Trusting | None = None,
    sure: bool = True,
    second: tuple[Word, ...] = (),
) -> Field:
    page = make_page((), Drawn(second=second))
    (told,) = decide_fields(
        (item,),
        {1: page},
        form=LOOSE,
        forms=form_set(),
        language="en",
        problems=(),
        sure=sure,
        deciding=Deciding(reader=Scripted(reading), judge=judge),
    )
    if judge is None:
        return told
    (told,) = by_certificate([told], [group_of(form_set().kind(told.name), told.reading)], judge)
    return told


BORN = found("subject.date_of_birth", "03/25/2010")


def test_the_second_readers_agreement_is_a_sign() -> None:
    told = decided(BORN, line("03/25/2010"))
    assert (told.value, told.decision) == ("2010-03-25", Decision.ACCEPTED)
    assert "crop_reader" in told.signs


def test_agreeing_with_itself_is_no_sign() -> None:
    own = tuple(replace(word, source=Source.CROP) for word in BORN.words)
    told = decided(replace(BORN, words=own), line("03/25/2010"))
    assert (told.value, told.decision) == ("2010-03-25", Decision.REVIEW)
    assert "crop_reader" not in told.signs


def test_a_reading_that_could_as_well_be_another_value_is_no_sign() -> None:
    rows = np.array(line("03/25/2010").matrix())
    at = 2 * len("03/25/201")
    rows[at, COLUMN["0"]], rows[at, COLUMN["8"]] = np.log(0.55), np.log(0.44)
    told = decided(BORN, reading_of(rows))
    assert (told.value, told.decision) == ("2010-03-25", Decision.REVIEW)
    assert "crop_reader" not in told.signs
    assert "2018-03-25" in {c.value for c in told.candidates}


def test_the_second_readers_doubt_sends_a_value_to_a_person() -> None:
    told = decided(BORN, line("03/26/2010"))
    assert (told.value, told.decision) == ("2010-03-25", Decision.REVIEW)
    assert "readers_differ" in told.reasons


def test_its_value_stands_beside_the_first_ones_for_a_person_to_see() -> None:
    told = decided(BORN, line("03/26/2010"))
    assert ("2010-03-26", Source.CROP) in {(c.value, c.reader) for c in told.candidates}


def test_a_place_without_a_picture_changes_nothing() -> None:
    assert decided(BORN, None) == decided(BORN, None, judge=None)
    assert "one_sign" in decided(BORN, None).reasons


def test_what_the_first_reader_could_not_make_a_value_of_the_second_may() -> None:
    told = decided(found("subject.date_of_birth", "O3l25l2O1O"), line("03/25/2010"))
    assert (told.value, told.text, told.decision) == ("2010-03-25", "03/25/2010", Decision.REVIEW)


def test_ink_that_the_first_reader_saw_no_words_in_gets_a_value_for_review() -> None:
    told = decided(empty("subject.date_of_birth", Reading.ILLEGIBLE), line("03/25/2010"))
    assert (told.value, told.reading) == ("2010-03-25", Reading.PRESENT)
    assert told.decision is Decision.REVIEW


def test_a_blank_in_which_the_second_reader_sees_writing_waits() -> None:
    blank = empty("subject.date_of_birth", Reading.BLANK)
    assert "readers_differ" in decided(blank, line("03/25/2010")).reasons
    assert "readers_differ" not in decided(blank, line("")).reasons


def test_a_padded_a_number_is_released_where_both_saw_eight_digits() -> None:
    number = found("subject.a_number", "A 12-345-678")
    assert decided(number, line("A12345678")).decision is Decision.ACCEPTED
    assert decided(number, line("A123456789")).decision is Decision.REVIEW


@dataclass(frozen=True, slots=True)
class ByPlace:
    """A second reader that says of each place what is told for where it begins."""

    told: dict[int, LineReading]

    def read(self, places: Sequence[Place]) -> tuple[LineReading | None, ...]:
        return tuple(self.told[int(round(place.bbox.x0, -2))] for place in places)


def between(one: str, other: str) -> LineReading:
    """Return a reading whose every character is a little likelier the second text's."""
    rows = np.array(line(one).matrix())
    for at, (a, b) in enumerate(zip(one, other, strict=True)):
        rows[2 * at, COLUMN[a]], rows[2 * at, COLUMN[b]] = np.log(0.45), np.log(0.5)
    return reading_of(rows)


@pytest.mark.parametrize(
    ("codes", "state"), [(("78520",), "TX"), (("27601",), "NC"), (("78520", "78521"), "NC")]
)
def test_the_one_zip_code_beside_a_state_settles_how_it_is_read(
    codes: tuple[str, ...], state: str
) -> None:
    places = {100: between("TX", "NC")} | {
        100 * at: line(code) for at, code in enumerate(codes, start=2)
    }
    items = (
        found("sponsor.state", "XQ", at=box(100, 40, 140, 60)),
        *(
            found("sponsor.zip", code, at=box(100 * at, 40, 100 * at + 60, 60))
            for at, code in enumerate(codes, start=2)
        ),
    )
    told = decide_fields(
        items,
        {1: make_page(())},
        form=LOOSE,
        forms=form_set(),
        language="en",
        problems=(),
        deciding=Deciding(reader=ByPlace(places)),
    )
    assert {f.name: f.value for f in told}["sponsor.state"] == state


# ---- with a judge --------------------------------------------------------------------------------


def test_the_judge_chooses_between_readers() -> None:
    for judge, value in (
        (Trusting(first=1.0, again=2.0), "2010-03-26"),
        (Trusting(first=2.0, again=1.0), "2010-03-25"),
    ):
        told = decided(BORN, line("03/26/2010"), judge=judge)
        assert (told.value, told.decision) == (value, Decision.ACCEPTED)
        assert told.certificate == "provisional-1"


def test_a_value_under_the_threshold_waits_though_two_signs_speak_for_it() -> None:
    told = decided(BORN, line("03/25/2010"), judge=Trusting(first=-1.0, again=-1.0))
    assert (told.decision, told.reasons, told.certificate) == (
        Decision.REVIEW,
        ("confidence_low",),
        None,
    )


def test_confidence_is_the_judges() -> None:
    told = decided(BORN, line("03/25/2010"), judge=Trusting(first=0.0, again=0.0))
    assert told.confidence == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("score", "decision", "reasons"),
    [(5.0, Decision.ACCEPTED, ()), (1.0, Decision.REVIEW, ("confidence_low",))],
)
def test_without_a_certificate_it_takes_two_signs_and_high_confidence(
    score: float, decision: Decision, reasons: tuple[str, ...]
) -> None:
    judge = Trusting(first=score, again=-9.0, covered=False)
    told = decided(BORN, line("03/25/2010"), judge=judge)
    assert (told.decision, told.reasons, told.certificate) == (decision, reasons, None)
    assert "one_sign" in decided(BORN, None, judge=judge).reasons


@pytest.mark.parametrize("covered", [True, False])
def test_a_type_that_is_not_sure_waits_unless_a_certificate_knew_of_it(covered: bool) -> None:
    judge = Trusting(first=9.0, again=9.0, covered=covered)
    told = decided(BORN, line("03/25/2010"), judge=judge, sure=False)
    assert (told.decision is Decision.ACCEPTED) is covered


def test_no_confidence_outweighs_a_hard_reason() -> None:
    judge = Trusting(first=9.0, again=9.0)
    half = replace(BORN, whole=False)
    assert "part_missing" in decided(half, line("03/25/2010"), judge=judge).reasons


def test_words_that_are_no_value_are_never_chosen_over_one_that_is() -> None:
    judge = Trusting(first=9.0, again=-9.0)
    told = decided(found("subject.date_of_birth", "lorem"), line("03/25/2010"), judge=judge)
    assert (told.value, told.decision) == ("2010-03-25", Decision.REVIEW)


# ---- where it is asked to look -------------------------------------------------------------------


def test_print_in_a_place_is_painted_out_and_the_answer_is_not() -> None:
    label = put("Date of birth", 102, 41)
    item = replace(BORN, region=box(100, 40, 400, 60))
    place = place_to_read(item, make_page(label + item.words))
    assert place.bbox.x0 <= 100
    assert place.bbox.x1 >= 400
    assert set(place.without) == {w.bbox for w in label}


def test_a_value_cut_out_of_a_line_is_read_where_its_words_stand() -> None:
    item = replace(BORN, spec=spec("subject.date_of_birth", pattern=r"(\d.*)"))
    assert place_to_read(item, make_page(item.words)).bbox.x1 < 300


def test_tick_boxes_and_signatures_are_not_read_again() -> None:
    reader = Scripted(line("x"))
    item = replace(BORN, spec=spec("document.signed", signature=True), choice="true")
    decide_fields(
        (item,),
        {1: make_page()},
        form=LOOSE,
        forms=form_set(),
        language="en",
        problems=(),
        deciding=Deciding(reader=reader),
    )
    assert reader.asked == []


@pytest.mark.parametrize(
    ("first", "second", "accents"),
    [
        ("Tabora Funes", "Tábora Funes", {False: -1, True: 1}),
        ("Tábora Funes", "Tabora Funes", {False: 1, True: -1}),
        ("Tabora Funes", "Tabora Nunes", {False: 0, True: 0}),
    ],
)
def test_readers_that_differ_in_accents_alone_say_how_many(
    first: str, second: str, accents: dict[bool, int]
) -> None:
    seen: dict[bool, int] = {}

    def observe(name: str, index: int, rivals: object, rows: npt.NDArray[np.float32]) -> None:
        for row in rows:
            told = dict(zip(FEATURES, row.tolist(), strict=True))
            seen.setdefault(told["by_crop"] > 0, int(told["accents"]))

    item = found("subject.family_name", first)
    decide_fields(
        (item,),
        {1: make_page((), Drawn())},
        form=LOOSE,
        forms=form_set(),
        language="es",
        problems=(),
        deciding=Deciding(reader=Scripted(line(second)), observer=observe),
    )
    assert seen == accents
