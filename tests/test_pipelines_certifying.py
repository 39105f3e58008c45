"""A workspace's own certificate: from documents drawn at random and looked at whole; until it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.acceptance import shipped_judge
from models.certificate import Certificate, Withdrawal
from models.certify import About, certify
from models.plan import Fields, make_plan
from pipelines.certificates import CertificateShelf
from pipelines.certifying import (
    Watch,
    check_audit,
    decide_again,
    draw_sample,
    is_whole,
    issue,
    unfinished,
)
from pipelines.workspace import Workspace, open_workspace
from records.errors import ConfigError
from records.types import (
    BBox,
    Candidate,
    Decision,
    Evidence,
    Field,
    Origin,
    PageInfo,
    Reading,
    Record,
    Source,
    document_id,
)
from records.vocabulary import load_vocabulary

AT = "2026-01-02T03:04:05Z"
BOX = BBox(x0=10, top=10, x1=60, bottom=20)
KINDS = load_vocabulary()
WEIGHTS = shipped_judge().weights


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "w", create=True) as opened:
        opened.ledger.remember(KINDS)
        yield opened


@pytest.fixture
def shelf(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> CertificateShelf:
    """Return the shelf of a workspace for which nothing is certified yet."""
    bare = replace(shipped_judge(), certificates=())
    monkeypatch.setattr("pipelines.certificates.shipped_judge", lambda: bare)
    return CertificateShelf(workspace.root)


def born(score: float, *, value: str = "2010-03-25", reasons: tuple[str, ...] = ()) -> Field:
    evidence = Evidence(page=1, bbox=BOX, text=value, step="label@1")
    candidate = Candidate(
        value=value, reading=Reading.PRESENT, evidence=evidence, score=score, reader=Source.OCR
    )
    return Field(
        name="subject.date_of_birth",
        value=value,
        text=value,
        reading=Reading.PRESENT,
        decision=Decision.REVIEW,
        confidence=0.9,
        evidence=evidence,
        candidates=(candidate,),
        signs=("reader",),
        reasons=reasons or ("confidence_low",),
    )


def record(number: int, *fields: Field) -> Record:
    sha256 = f"{number:064x}"
    return Record(
        document_id=document_id(sha256, first_page=1, page_count=1),
        files=(f"{number}.pdf",),
        sha256=sha256,
        pages=(PageInfo(number=1, width=612, height=792),),
        document_type="orr_referral",
        document_type_score=1.0,
        fields=fields,
        weights=WEIGHTS,
    )


def looked_at(of: Record, *, value: str = "2010-03-25") -> Record:
    """Return the next version: a person has looked at every field."""
    fields = tuple(
        replace(
            f,
            value=value,
            decision=Decision.ACCEPTED,
            origin=Origin.PERSON,
            reasons=(),
            reviewed_by="ana@example.org",
            reviewed_at=AT,
        )
        for f in of.fields
    )
    return replace(of, fields=fields, reviewed_by="ana@example.org", reviewed_at=AT)


def fill(workspace: Workspace, count: int, *, wrong: bool = False) -> list[Record]:
    """Store documents that people looked at whole; every second value of the machine's `wrong` or none."""
    stored = []
    for number in range(count):
        made = workspace.store.append(record(number, born(5.0 + number / 1000)))
        value = "2009-03-25" if wrong and number % 2 else "2010-03-25"
        workspace.store.append(looked_at(made, value=value))
        stored.append(made)
    return stored


# ---- the sample ----------------------------------------------------------------------------------


def test_a_larger_sample_holds_the_smaller_one(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    for number in range(9):
        workspace.store.append(record(number, born(1.0)))
    first = draw_sample(workspace, shelf, count=3)
    assert len(first) == 3
    assert first < draw_sample(workspace, shelf, count=5) == shelf.sample()


def test_a_document_is_whole_once_every_stated_field_was_looked_at() -> None:
    machine = record(1, born(1.0), replace(born(1.0), name="subject.sex"))
    assert not is_whole(machine)
    half = replace(looked_at(machine), fields=(looked_at(machine).fields[0], machine.fields[1]))
    assert not is_whole(half)
    assert is_whole(looked_at(machine))


def test_what_was_drawn_and_not_looked_at_is_unfinished(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    made = [workspace.store.append(record(n, born(1.0))) for n in range(2)]
    draw_sample(workspace, shelf, count=2)
    workspace.store.append(looked_at(made[0]))
    assert unfinished(workspace, shelf) == {made[1].document_id}


# ---- issuing -------------------------------------------------------------------------------------


def test_reviews_of_what_was_unsure_are_no_sample(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 40)
    with pytest.raises(ConfigError, match="--sample"):
        issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)


def test_too_few_documents_are_refused_with_how_many_more(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 12)
    draw_sample(workspace, shelf, count=12)
    certificate, sampled = issue(workspace, shelf, limit=0.005, level=0.95, issued_at=AT)
    claim = certificate.claim("dates")
    assert (sampled.drawn, sampled.whole) == (12, 12)
    assert claim is not None and claim.threshold is None and claim.refusal is not None
    assert (claim.refusal.more_documents or 0) > 500


def test_enough_right_documents_release_what_is_as_sure(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 60)
    draw_sample(workspace, shelf, count=60)
    certificate, _ = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    assert not certificate.provisional
    late = workspace.store.append(record(99, born(9.0), replace(born(-9.0), index=1)))
    decide_again(workspace, shelf)
    told = workspace.store.latest(late.document_id)
    assert told is not None
    assert [f.decision for f in told.fields] == [Decision.ACCEPTED, Decision.REVIEW]
    assert told.fields[0].certificate == certificate.id == certificate.name


def test_after_a_certificate_or_a_refusal_labelling_goes_on_under_the_same_plan(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 90)
    seen, claims = [], []
    for count in (60, 90):
        draw_sample(workspace, shelf, count=count)
        certificate, _ = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
        seen.append(shelf.trial(limit=0.2, level=0.8, weights=WEIGHTS))
        claims.append(certificate.claims[0])
    first, second = seen
    assert first is not None and second is not None
    assert first.plan == second.plan and first.planned == second.planned
    assert second.batches[:1] == first.batches and len(second.batches[1]) == 30
    everyone = [*second.planned, *(i for batch in second.batches for i in batch)]
    assert len(everyone) == len(set(everyone)) == 90
    assert claims[1].accepted >= claims[0].accepted > 0
    assert claims[1].p_value <= claims[0].p_value  # what was won stays won


def test_a_trial_that_was_cut_off_is_told(workspace: Workspace, shelf: CertificateShelf) -> None:
    fill(workspace, 60)
    draw_sample(workspace, shelf, count=60)
    issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    (path,) = shelf.folder.glob("trial-*.json")
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ConfigError, match="cut off"):
        issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)


def test_a_plan_that_tested_nothing_is_made_anew(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 60)
    for count, given in ((3, False), (60, True)):
        draw_sample(workspace, shelf, count=count)
        certificate, _ = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
        assert (certificate.claims[0].threshold is not None) is given


def test_where_much_was_wrong_nothing_is_released(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 60, wrong=True)
    draw_sample(workspace, shelf, count=60)
    certificate, _ = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    claim = certificate.claim("dates")
    assert claim is not None and claim.threshold is None


def test_a_hard_reason_is_not_outweighed(workspace: Workspace, shelf: CertificateShelf) -> None:
    fill(workspace, 60)
    draw_sample(workspace, shelf, count=60)
    issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    late = workspace.store.append(record(99, born(9.0, reasons=("crossed_out",))))
    decide_again(workspace, shelf)
    told = workspace.store.latest(late.document_id)
    assert told is not None and told.fields[0].decision is Decision.REVIEW


def test_what_a_person_said_is_not_decided_anew(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    stored = fill(workspace, 60)
    draw_sample(workspace, shelf, count=60)
    issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    decide_again(workspace, shelf)
    told = workspace.store.latest(stored[0].document_id)
    assert told is not None and told.fields[0].origin is Origin.PERSON


# ---- until it holds no more ----------------------------------------------------------------------


def own(shelf: CertificateShelf, *, limit: float = 0.05) -> Certificate:
    """Issue a certificate on dates from 400 documents, all right, and keep it."""
    rng = np.random.default_rng(1)

    def some(start: int, count: int) -> Fields:
        return Fields(
            documents=np.array([f"d{start + n}" for n in range(count)]),
            groups=np.array(["dates"] * count),
            scores=rng.normal(5.0, 1.0, count),
            wrong=np.zeros(count, dtype=bool),
        )

    plan = make_plan(some(0, 200), limit=limit, level=0.95, documents=400, seed=1)
    about = About(labels="reviewed", issued_at=AT, casefile="0", weights=WEIGHTS)
    certificate = certify(plan, [some(1000, 400)], about=about)
    shelf.keep(certificate)
    return certificate


def test_documents_like_those_it_rests_on_leave_a_certificate_alone(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    own(shelf)
    rng = np.random.default_rng(2)
    watch = Watch(KINDS, weights=WEIGHTS)
    watch.add(record(n, born(float(rng.normal(5.0, 1.0)))) for n in range(300))
    assert watch.check(shelf, at=AT) == ()


def test_other_documents_withdraw_it_and_what_it_released_waits(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    certificate = own(shelf)
    stored = workspace.store.append(record(1, born(9.0)))
    decide_again(workspace, shelf)
    released = workspace.store.latest(stored.document_id)
    assert released is not None and released.fields[0].certificate == certificate.name
    watch = Watch(KINDS, weights=WEIGHTS)
    watch.add(record(n, born(1.0)) for n in range(300))
    (gone,) = watch.check(shelf, at=AT)
    assert gone.id == certificate.id
    decide_again(workspace, shelf)
    told = workspace.store.latest(stored.document_id)
    assert told is not None
    assert (told.fields[0].decision, told.fields[0].reasons) == (
        Decision.REVIEW,
        ("certificate_withdrawn",),
    )
    assert not CertificateShelf(workspace.root).judge().covers("dates")


def test_what_a_withdrawn_certificate_released_a_new_one_may_but_no_signs(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    first = own(shelf)
    surest = born(9.0)
    other = replace(born(8.5), name="entry.date", confidence=0.99, signs=("reader", "label"))
    stored = workspace.store.append(record(1, surest, other))
    released = tuple(
        replace(f, decision=Decision.ACCEPTED, certificate=first.name, reasons=())
        for f in stored.fields
    )
    workspace.store.append(replace(stored, fields=released))
    shelf.keep(replace(first, withdrawn=Withdrawal(at=AT, reason="audit")))
    decide_again(workspace, shelf)
    second = own(shelf, limit=0.1)
    decide_again(workspace, shelf)
    told = workspace.store.latest(stored.document_id)
    assert told is not None
    assert [(f.certificate, f.decision, f.reasons) for f in told.fields] == [
        (second.name, Decision.ACCEPTED, ()),
        (None, Decision.REVIEW, ("certificate_withdrawn",)),
    ]


@pytest.mark.parametrize(("wrong", "withdrawn"), [(0, False), (12, True)])
def test_too_much_found_wrong_under_it_withdraws_it(
    workspace: Workspace, shelf: CertificateShelf, wrong: int, withdrawn: bool
) -> None:
    certificate = own(shelf)
    for number in range(60):
        released = replace(
            born(9.0), decision=Decision.ACCEPTED, certificate=certificate.name, reasons=()
        )
        made = workspace.store.append(record(number, released))
        value = "2009-03-25" if number < wrong else "2010-03-25"
        workspace.store.append(looked_at(made, value=value))
    draw_sample(workspace, shelf, count=60)
    assert bool(check_audit(workspace, shelf, at=AT)) is withdrawn


def test_a_certificate_that_was_changed_is_refused(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    certificate = own(shelf)
    (path,) = shelf.folder.glob("certificate-*.json")
    path.write_text(path.read_text().replace('"limit": 0.05', '"limit": 0.01'))
    with pytest.raises(ConfigError, match="changed"):
        shelf.all()
    assert certificate.limit == 0.05


@pytest.mark.parametrize(
    ("reason", "released"), [("label_inferred", True), ("narrated", False), ("hearsay", False)]
)
def test_a_later_certificate_releases_no_more_than_the_first_would(
    workspace: Workspace, shelf: CertificateShelf, reason: str, released: bool
) -> None:
    own(shelf)
    stored = workspace.store.append(record(1, born(9.0, reasons=(reason, "one_sign"))))
    decide_again(workspace, shelf)
    told = workspace.store.latest(stored.document_id)
    assert told is not None
    assert (told.fields[0].decision is Decision.ACCEPTED) is released


# ---- other weights -------------------------------------------------------------------------------


def test_documents_that_other_weights_judged_do_not_count(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    for number in range(9):
        made = workspace.store.append(replace(record(number, born(5.0)), weights="older"))
        workspace.store.append(looked_at(made))
    draw_sample(workspace, shelf, count=9)
    with pytest.raises(ConfigError, match="other weights"):
        issue(workspace, shelf, limit=0.2, level=0.5, issued_at=AT)
    for number in range(9, 18):
        made = workspace.store.append(record(number, born(5.0)))
        workspace.store.append(looked_at(made))
    draw_sample(workspace, shelf, count=18)
    certificate, looked = issue(workspace, shelf, limit=0.2, level=0.5, issued_at=AT)
    assert (looked.whole, looked.outdated) == (18, 9)
    assert [claim.documents for claim in certificate.claims] == [6]


def test_a_certificate_leaves_alone_what_other_weights_judged(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    own(shelf)
    stored = workspace.store.append(replace(record(1, born(9.0)), weights="older"))
    assert decide_again(workspace, shelf) == 0
    assert workspace.store.latest(stored.document_id) == stored


def test_a_certificate_of_other_weights_covers_nothing(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    assert shelf.judge().covers("dates") is False
    own(shelf)
    assert shelf.judge().covers("dates")
    assert not replace(shelf.judge(), weights="newer").covers("dates")
