"""The evaluator is right about readers whose faults are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from evaluation.alike import is_alike
from evaluation.figures import FIGURES
from evaluation.intervals import estimate
from evaluation.judging import Known, judge
from evaluation.matching import match
from evaluation.scores import Estimates, Scores, score
from records.types import BBox, Decision, Evidence, Field, Reading, Record
from synth.truth import TruthDocument
from tests.truth_by_hand import digest, document, fact, known, perfect, small_truth

Records = tuple[Record, ...]
Fault = Callable[[Records], Records]

NAME: Final = ("subject.full_name", 0)
BORN: Final = ("subject.date_of_birth", 0)
F1: Final = frozenset({"f1", "f1_macro", "f1_lenient"})
FALSE_VALUE: Final = F1 | {
    "precision",
    "precision_lenient",
    "calibration_error",
    "accepted_values_wrong",
    "accepted_wrong",
}
"""What an accepted value that is not there moves."""
MISSED: Final = F1 | {
    *("recall", "recall_lenient", "right", "accepted_values", "accepted", "read_exact"),
}
"""What a value that nobody states moves."""
WRONG_VALUE: Final = FALSE_VALUE | {"recall", "recall_lenient", "right"}


def figures(records: Records, **read: Any) -> Estimates:
    truths = small_truth()
    told = known(truths, **read)
    return estimate([d for file in match(truths, records) for d in judge(file, told)])


def scored(truths: Sequence[TruthDocument], records: Sequence[Record]) -> Scores:
    return score(truths, records, known(truths))


def values(records: Records) -> dict[str, float | None]:
    return {name: e.value for name, e in figures(records).items()}


def on(at: int, change: Callable[[Record], Record]) -> Fault:
    """Return the fault that changes one record."""
    return lambda records: tuple(change(r) if n == at else r for n, r in enumerate(records))


def field(at: int, key: tuple[str, int], change: Callable[[Field], Field]) -> Fault:
    """Return the fault that changes one field of one record."""
    return on(
        at,
        lambda r: replace(r, fields=tuple(change(f) if f.key == key else f for f in r.fields)),
    )


def stated(key: tuple[str, int], value: str) -> Field:
    return Field(
        name=key[0],
        index=key[1],
        value=value,
        text=value,
        reading=Reading.PRESENT,
        decision=Decision.ACCEPTED,
        confidence=1.0,
    )


def without(key: tuple[str, int]) -> Callable[[Record], Record]:
    return lambda r: replace(r, fields=tuple(f for f in r.fields if f.key != key))


def moved(f: Field, bbox: BBox) -> Field:
    evidence = f.evidence or Evidence(page=1, bbox=bbox, text="", step="by hand@1")
    return replace(f, evidence=replace(evidence, bbox=bbox))


def filled(f: Field) -> Field:
    return replace(f, value="x@example.org", reading=Reading.PRESENT, confidence=1.0)


def merged(records: Records) -> Records:
    """Return the records of a reader that takes the two documents of one file for one."""
    one, two, *rest = records
    return (replace(one, pages=one.pages + two.pages), *rest)


def cut(records: Records) -> Records:
    """Return the records of a reader that takes the second page of the first document for another."""
    one, *rest = records
    second = replace(one, document_id="f" * 16, pages=one.pages[1:], fields=())
    return (replace(one, pages=one.pages[:1]), second, *rest)


FAULTS: Final[dict[str, tuple[Fault, frozenset[str]]]] = {
    "type taken for another": (
        on(0, lambda r: replace(r, document_type="narrative")),
        frozenset({"type", "type_released_wrong"}),
    ),
    "type waits for a person": (
        on(0, lambda r: replace(r, document_type_decision=Decision.REVIEW)),
        frozenset({"type_released"}),
    ),
    "one document cut in two": (cut, frozenset({"cut", "bundles"})),
    "value misread beyond likeness": (
        field(0, NAME, lambda f: replace(f, value="Somebody Else")),
        WRONG_VALUE | {"read_exact"},
    ),
    "value misread by a letter": (
        field(0, NAME, lambda f: replace(f, value="Ana Lucia Tzoc")),
        (WRONG_VALUE | {"read_exact"}) - {"precision_lenient", "recall_lenient", "f1_lenient"},
    ),
    "value misread and unsure, in review": (
        field(
            0,
            NAME,
            lambda f: replace(f, value="Who", confidence=0.0, decision=Decision.REVIEW),
        ),
        (WRONG_VALUE | {"accepted", "accepted_values", "read_exact"})
        - {"calibration_error", "accepted_values_wrong", "accepted_wrong"},
    ),
    "value missed": (on(0, without(NAME)), MISSED),
    "value waits for a person": (
        field(0, NAME, lambda f: replace(f, decision=Decision.REVIEW)),
        frozenset({"accepted_values", "accepted"}),
    ),
    "value of a field that is not asked": (
        on(2, lambda r: replace(r, fields=(*r.fields, stated(("sponsor.full_name", 0), "Nobody")))),
        FALSE_VALUE - {"f1_macro"},
    ),
    "blank box filled": (
        field(0, ("sponsor.phone", 0), filled),
        (FALSE_VALUE | {"filled_blank", "filled_accepted", "right"}) - {"f1_macro"},
    ),
    "blank box filled, for a person to see": (
        field(0, ("sponsor.phone", 0), lambda f: replace(filled(f), decision=Decision.REVIEW)),
        (FALSE_VALUE | {"filled_blank", "right", "accepted"})
        - {"f1_macro", "accepted_values_wrong", "accepted_wrong"},
    ),
    "redacted box filled": (
        field(0, ("subject.a_number", 0), filled),
        FALSE_VALUE | {"filled_redacted", "filled_accepted", "right"},
    ),
    "illegible box filled": (
        field(1, ("sponsor.email", 0), filled),
        (FALSE_VALUE | {"filled_illegible", "filled_accepted", "right"}) - {"f1_macro"},
    ),
    "blank box said to be redacted": (
        field(0, ("sponsor.phone", 0), lambda f: replace(f, reading=Reading.REDACTED)),
        frozenset({"right", "accepted_wrong"}),
    ),
    "box of another place": (
        field(0, BORN, lambda f: moved(f, BBox(x0=300, top=600, x1=400, bottom=610))),
        frozenset({"grounded", "held"}),
    ),
    "box of the whole page": (
        field(0, BORN, lambda f: moved(f, BBox(x0=0, top=0, x1=612, bottom=792))),
        frozenset({"grounded"}),
    ),
    "page not turned upright": (
        on(2, lambda r: replace(r, pages=(replace(r.pages[0], rotation=180),))),
        frozenset({"upright"}),
    ),
    "too modest": (
        field(0, BORN, lambda f: replace(f, confidence=0.6)),
        frozenset({"calibration_error"}),
    ),
}
"""Fault -> what does it, and the figures that it moves: exactly these."""


def test_the_truth_against_itself_is_right_in_everything() -> None:
    found = figures(perfect(small_truth()))
    best = {f.name: 1.0 if f.better == "higher" else 0.0 for f in FIGURES}
    assert {name: e.value for name, e in found.items()} == best


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_moves_its_figures_and_no_other(name: str) -> None:
    fault, expected = FAULTS[name]
    before, after = values(perfect(small_truth())), values(fault(perfect(small_truth())))
    assert {n for n in before if before[n] != after[n]} == expected
    better = {f.name: f.better for f in FIGURES}
    for n in expected:
        worse = (after[n] or 0.0) < (before[n] or 0.0)
        assert worse == (better[n] == "higher"), n


WORDS: Final[dict[str, tuple[dict[str, Any], frozenset[str]]]] = {
    "a word of a value misread": (
        {"misread": {"Montefaro": "Montefard"}},
        frozenset({"word_error_rate", "answer_word_error_rate", "read"}),
    ),
    "a word of a value not seen": (
        {"lost": ("Montefaro",)},
        frozenset({"word_error_rate", "answer_word_error_rate", "read"}),
    ),
    "an accent lost": (
        {"misread": {"Lucía": "Lucia"}},
        frozenset({"word_error_rate", "answer_word_error_rate"}),
    ),
    "a printed word lost": ({"lost": ("Form",)}, frozenset({"word_error_rate"})),
}
"""What is wrong with the words, the records being right, and the figures that it moves."""


@pytest.mark.parametrize("name", WORDS)
def test_each_fault_of_reading_moves_its_figures_and_no_other(name: str) -> None:
    read, expected = WORDS[name]
    records = perfect(small_truth())
    before, after = figures(records), figures(records, **read)
    assert {n for n in before if before[n].value != after[n].value} == expected


def test_of_two_documents_in_one_record_the_smaller_is_missed() -> None:
    after = figures(merged(perfect(small_truth())))
    assert after["recall"].value == pytest.approx(4 / 5)
    assert after["precision"].value == 1.0
    assert after["cut"].value == pytest.approx(1 / 3)
    assert after["bundles"].value == 0.0
    assert after["type"].value == pytest.approx(2 / 3)


def test_values_of_a_record_that_stands_for_no_document_are_false() -> None:
    one, two, three = perfect(small_truth())
    second = replace(
        one,
        document_id="f" * 16,
        pages=one.pages[1:],
        fields=(stated(("sponsor.full_name", 0), "Nobody"),),
    )
    records = (replace(one, pages=one.pages[:1]), second, two, three)
    after = figures(records)
    assert after["recall"].value == 1.0
    assert after["precision"].value == pytest.approx(5 / 6)


def test_a_file_without_records_is_missed_and_told() -> None:
    truths = small_truth()
    scores = scored(truths, perfect(truths[:2]))
    assert scores.missing == 1
    assert scores.overall["recall"].value == pytest.approx(3 / 5)
    assert scores.overall["type"].value == pytest.approx(2 / 3)


def test_records_of_files_that_the_truth_does_not_know_are_left_out() -> None:
    truths = small_truth()
    scores = scored(truths[:2], perfect(truths))
    assert scores.unknown == 1
    assert scores.overall["precision"].count == 3


def test_files_are_the_same_below_different_folders() -> None:
    truths = tuple(t.model_copy(update={"file": f"files/{t.file}"}) for t in small_truth())
    records = tuple(replace(r, files=(f"batch/{r.files[0]}",)) for r in perfect(truths))
    assert scored(truths, records).missing == 0
    bare = perfect(small_truth())
    assert scored(truths, bare).missing == 0


def test_a_file_that_several_could_be_has_no_record() -> None:
    (one,) = (t for t in small_truth() if t.key == "b1")
    apart = tuple(one.model_copy(update={"file": f"{name}/b.pdf"}) for name in ("x", "y"))
    (bare,) = perfect((one,))
    assert scored(apart, (bare,)).missing == 2
    twice = tuple(
        replace(bare, files=(f"{name}/b.pdf",), sha256=name * 64, document_id=name * 16)
        for name in ("1", "2")
    )
    found = scored((one,), twice)
    assert (found.missing, found.unknown) == (1, 2)


def test_one_record_of_two_copies_of_a_file_stands_for_each() -> None:
    (one,) = (t for t in small_truth() if t.key == "b1")
    apart = tuple(one.model_copy(update={"file": f"{name}/b.pdf"}) for name in ("x", "y"))
    (bare,) = perfect((one,))
    both = replace(bare, files=("x/b.pdf", "y/b.pdf"))
    assert scored(apart, (both,)).overall["f1"].value == 1.0
    assert scored((one,), (both,)).overall["f1"].value == 1.0


def test_records_of_like_names_elsewhere_are_not_of_the_truth() -> None:
    truths = tuple(t.model_copy(update={"file": f"x/{t.file}"}) for t in small_truth())
    other = replace(perfect(truths)[2], files=("z/b.pdf",), document_id="e" * 16)
    assert scored(truths, (*perfect(truths), other)).unknown == 1


def test_texts_without_a_letter_are_not_alike() -> None:
    assert not is_alike("text", "---", "?")
    assert is_alike("text", "---", "---")


def test_unlisted_values_of_an_incomplete_truth_are_not_judged() -> None:
    truth = document("c", fact("subject.full_name", "Ana Tzoc"), file="c.pdf")
    (record,) = perfect((truth,))
    more = replace(record, fields=(*record.fields, stated(("sponsor.full_name", 0), "Eva Tzoc")))
    noted = truth.model_copy(update={"complete": False})
    assert scored((truth,), (more,)).overall["precision"].value == 0.5
    assert scored((noted,), (more,)).overall["precision"].value == 1.0


def test_any_of_several_values_of_a_field_is_right() -> None:
    truth = document(
        "c",
        fact("subject.full_name", "Ana Tzoc"),
        fact("subject.full_name", "Ana L. Tzoc", line=3),
        file="c.pdf",
    )
    (record,) = perfect((truth,))
    other = replace(record, fields=(replace(record.fields[0], value="Ana L. Tzoc"),))
    found = scored((truth,), (other,)).overall
    assert (found["precision"].value, found["recall"].value) == (1.0, 1.0)


def test_a_value_that_is_written_by_hand_counts_with_what_is_written_by_hand() -> None:
    truth = document(
        "c",
        fact("subject.full_name", "Ana Tzoc", fill="hand"),
        fact("subject.date_of_birth", "2012-03-05", line=1),
        file="c.pdf",
    )
    (record,) = perfect((truth,))
    fills = scored((truth,), (without(NAME)(record),)).groups["fill"]
    assert fills["hand"]["recall"].value == 0.0
    assert fills["print"]["recall"].value == 1.0
    assert fills["hand"]["type"].value is None


def test_a_value_that_nobody_wrote_in_a_mixed_document_makes_no_f1() -> None:
    truth = document("c", fact("subject.full_name", "Ana Tzoc", fill="hand"), file="c.pdf")
    truth = truth.model_copy(update={"fill": "mixed"})
    (record,) = perfect((truth,))
    more = replace(record, fields=(*record.fields, stated(("sponsor.full_name", 0), "Nobody")))
    mixed = scored((truth,), (more,)).groups["fill"]["mixed"]
    assert (mixed["precision"].value, mixed["f1"].value) == (0.0, None)


def test_each_kind_is_told_in_each_stratum() -> None:
    one, two, three = small_truth()
    truths = (one, two, three.model_copy(update={"stratum": "unseen"}))
    records = perfect(truths)
    scores = scored(truths, on(2, without(NAME))(records))
    recall = {
        p.member: p.estimates["recall"].value
        for p in scores.kinds
        if p.name == "full_name" and p.group == "stratum"
    }
    assert recall == {"registered": 1.0, "unseen": 0.0}


def unread(told: Known, file: str) -> Known:
    """Return what is known where no word of a file was kept."""
    return replace(
        told,
        read_words=lambda sha256, n: None if sha256 == digest(file) else told.read_words(sha256, n),
    )


def test_words_of_a_page_that_was_not_read_are_lost() -> None:
    truths = small_truth()
    told = unread(known(truths), "b.pdf")
    read = score(truths, perfect(truths), told).judged[-1].whole
    assert read is not None
    assert read.read.errors == read.read.words == 5
    assert read.read.answer_errors == read.read.answers == 4


@pytest.mark.parametrize(("ran", "lost"), [(("in/b.pdf",), 5), (("in/other.pdf",), 0)])
def test_words_of_a_file_that_failed_are_lost_and_those_of_another_run_do_not_count(
    ran: tuple[str, ...], lost: int
) -> None:
    truths = small_truth()
    told = replace(unread(known(truths), "b.pdf"), ran=frozenset(ran))
    whole = score(truths, perfect(truths[:2]), told).judged[-1].whole
    assert whole is not None
    assert (whole.read.words, whole.read.errors) == (lost, lost)


def test_a_run_that_kept_no_words_has_no_word_errors() -> None:
    truths = small_truth()
    told = replace(known(truths), read_words=lambda sha256, n: None)
    assert score(truths, perfect(truths), told).overall["word_error_rate"].value is None
