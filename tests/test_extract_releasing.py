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
    """A judge with a certificate on dates that releases scores from 3 on."""

    weights: str = "w"

    def score(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        raise AssertionError("what is decided is not scored again")

    def confidence(self, kind: str, score: float) -> float:
        raise AssertionError("what is decided is not scored again")

    def covers(self, group: str) -> bool:
        return group == "dates"

    def release(self, group: str, scores: Sequence[float]) -> tuple[str | None, ...]:
        return tuple("c1" if score >= 3 else None for score in scores)


def told(score: float, *reasons: str, group: str = "dates") -> Field:
    field = Field(
        name="release.date",
        index=0,
        value="2018-05-01",
        text="x",
        reading=Reading.PRESENT,
        decision=Decision.REVIEW,
        evidence=AT,
        candidates=(replace(READ, score=score),),
        confidence=0.99,
        reasons=reasons,
    )
    (decided,) = by_certificate([field], [group], Certified())
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


def test_without_a_certificate_a_letter_waits() -> None:
    assert by_signs(told(9, "letter", group="names")).decision is Decision.REVIEW
    assert told(9, "letter", group="names").certificate is None
