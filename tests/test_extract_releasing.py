"""What a certificate releases, and what waits whatever the confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest

from extract.releasing import by_certificate, by_signs
from records.types import BBox, Candidate, Decision, Evidence, Field, Reading, Source

AT = Evidence(page=1, bbox=BBox(x0=1, top=1, x1=9, bottom=9), text="x", step="label@1")
READ = Candidate(
    value="2018-05-01", reading=Reading.PRESENT, evidence=AT, score=0, reader=Source.OCR
)


@dataclass(frozen=True)
class Certified:
    """A judge with a certificate on dates that releases scores from 3 on, of `most` fields."""

    weights: str = "w"
    most: int = 9

    def score(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        raise AssertionError("what is decided is not scored again")

    def confidence(self, kind: str, score: float) -> float:
        raise AssertionError("what is decided is not scored again")

    def for_type(self, document_type: str) -> Certified:
        return self

    def covers(self, group: str) -> bool:
        return group == "dates"

    def release(self, group: str, scores: Sequence[float]) -> tuple[str | None, ...]:
        surest = sorted(scores, reverse=True)[: self.most]
        return tuple("c1" if score >= 3 and score in surest else None for score in scores)


def made(score: float, *reasons: str, signs: tuple[str, ...] = ("reader",)) -> Field:
    return Field(
        name="release.date",
        index=0,
        value="2018-05-01",
        text="x",
        reading=Reading.PRESENT,
        decision=Decision.REVIEW,
        evidence=AT,
        candidates=(replace(READ, score=score),),
        confidence=0.99,
        signs=signs,
        reasons=reasons,
    )


def told(score: float, *reasons: str, group: str = "dates") -> Field:
    (decided,) = by_certificate([made(score, *reasons)], [group], Certified())
    return decided


@pytest.mark.parametrize("reason", ["letter", "joined_by_words", "row_unsure"])
def test_a_certificate_releases_what_its_documents_were_like(reason: str) -> None:
    field = told(4, reason)
    assert (field.decision, field.certificate, field.reasons) == (Decision.ACCEPTED, "c1", ())
    unsure = told(2, reason)
    assert (unsure.decision, unsure.reasons) == (Decision.REVIEW, (reason,))


@pytest.mark.parametrize("reason", ["type_unknown", "begun_unsurely", "places_differ", "narrated"])
def test_what_is_contradicted_or_of_no_known_form_waits_under_any_certificate(reason: str) -> None:
    field = told(9, reason)
    assert (field.decision, field.certificate) == (Decision.REVIEW, None)
    assert reason in field.reasons


@pytest.mark.parametrize(
    ("signs", "reasons", "decision"),
    [
        (("reader", "crop_reader"), (), Decision.ACCEPTED),
        (("reader",), (), Decision.REVIEW),
        (("reader", "crop_reader"), ("letter",), Decision.REVIEW),
    ],
)
def test_what_a_claim_does_not_cover_needs_two_signs_and_names_no_certificate(
    signs: tuple[str, ...], reasons: tuple[str, ...], decision: Decision
) -> None:
    fields = [made(score, *reasons, signs=signs) for score in (5, 4, 2)]
    told_of = by_certificate(fields, ["dates"] * 3, Certified(most=1))
    assert [f.certificate for f in told_of] == ["c1", None, None]
    assert [f.decision for f in told_of] == [Decision.ACCEPTED, decision, Decision.REVIEW]


def test_without_a_certificate_a_letter_waits() -> None:
    assert by_signs(told(9, "letter", group="names")).decision is Decision.REVIEW
    assert told(9, "letter", group="names").certificate is None
