"""A workspace's own certificate: from documents drawn at random and looked at whole; until it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.acceptance import shipped_judge
from models.certificate import Certificate, Labels, Obstacle, Refusal, Withdrawal, with_id
from models.certify import About, certify
from models.plan import Fields, make_plan
from pipelines.certificates import CertificateShelf
from pipelines.certifying import issue
from pipelines.deciding import decide_again, let_fall
from pipelines.drawing import draw_sample, in_order, is_whole, unfinished
from pipelines.trials import Trial
from pipelines.watching import NEWEST, check_audit, check_drift
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


def fill(workspace: Workspace, count: int, *, wrong: bool = False, start: int = 0) -> list[Record]:
    """Store documents that people looked at whole; every second value of the machine's `wrong` or none."""
    stored = []
    for number in range(start, start + count):
        made = workspace.store.append(record(number, born(5.0 + number / 1000)))
        value = "2009-03-25" if wrong and number % 2 else "2010-03-25"
        workspace.store.append(looked_at(made, value=value))
        stored.append(made)
    return stored


def only_trial(shelf: CertificateShelf) -> Trial:
    (trial,) = shelf.trials(weights=WEIGHTS)
    return trial


# ---- the sample ----------------------------------------------------------------------------------


def test_a_larger_sample_holds_the_smaller_one(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    for number in range(9):
        workspace.store.append(record(number, born(1.0)))
    first = draw_sample(workspace, shelf, count=3)
    assert len(first) == 3
    assert first < draw_sample(workspace, shelf, count=5) == shelf.sample()


def test_a_sample_is_drawn_of_all_documents_that_there_are_by_then(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    came(workspace, [1.0] * 40)
    draw_sample(workspace, shelf, count=20)
    came(workspace, [1.0] * 40, start=2000)
    everyone = in_order(r.document_id for r in workspace.store.current())
    assert draw_sample(workspace, shelf, count=30) == frozenset(everyone[:30])


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
        seen.append(only_trial(shelf))
        claims.append(certificate.claims[0])
    first, second = seen
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


def test_a_plan_that_tested_nothing_is_made_anew_from_all_documents(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 60)
    for count, given in ((3, False), (60, True)):
        draw_sample(workspace, shelf, count=count)
        certificate, _ = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
        assert (certificate.claims[0].threshold is not None) is given
    trial = only_trial(shelf)
    assert (len(trial.planned), [len(batch) for batch in trial.batches]) == (20, [40])
    assert len(trial.certificates) == 2


def test_documents_count_in_the_order_of_the_draw_up_to_the_first_unfinished_one(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    stored = {made.document_id: made for made in fill(workspace, 60)}
    line = in_order(draw_sample(workspace, shelf, count=60))
    late = workspace.store.latest(line[45])
    assert late is not None
    workspace.store.append(
        replace(late, fields=(*late.fields, replace(born(1.0), name="entry.date")))
    )
    _, looked = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    assert only_trial(shelf).documents == set(line[:45])
    assert (looked.whole, looked.waiting, looked.first) == (59, 14, line[45])
    workspace.store.append(looked_at(stored[line[45]]))
    _, looked = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    assert only_trial(shelf).documents == set(line)
    assert (looked.waiting, looked.first) == (0, None)


def test_where_the_first_one_is_unfinished_it_is_named(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 5)
    first, *_ = in_order(r.document_id for r in workspace.store.current())
    (made,) = [r for r in workspace.store.current() if r.document_id == first]
    workspace.store.append(replace(made, fields=(born(1.0),)))
    draw_sample(workspace, shelf, count=5)
    with pytest.raises(ConfigError, match=f"{first} is not finished, and 4 "):
        issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)


def test_a_trial_keeps_what_it_tested_when_papers_come_in_between(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 60)
    draw_sample(workspace, shelf, count=60)
    issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    fill(workspace, 60, start=60)
    drawn = draw_sample(workspace, shelf, count=60)
    before = only_trial(shelf)
    _, looked = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    after = only_trial(shelf)
    assert before.documents - drawn and drawn - before.documents
    assert after.documents == before.documents | drawn
    assert after.batches[: len(before.batches)] == before.batches
    assert (looked.drawn, looked.whole) == (60, 60)


# ---- after a withdrawal --------------------------------------------------------------------------


def found_wrong(workspace: Workspace, shelf: CertificateShelf, certificate: Certificate) -> None:
    """Let people find wrong what a certificate released in documents that are drawn beside the others."""
    for number in range(500, 520):
        released = replace(
            born(9.0), decision=Decision.ACCEPTED, certificate=certificate.name, reasons=()
        )
        made = workspace.store.append(record(number, released))
        workspace.store.append(looked_at(made, value="2009-03-25"))
    draw_sample(workspace, shelf, count=1000)
    assert [c.id for c in check_audit(workspace, shelf, at=AT)] == [certificate.id]


def unlike(workspace: Workspace, shelf: CertificateShelf, certificate: Certificate) -> None:
    """Let documents come in that are unlike those a certificate rests on."""
    came(workspace, [1.0] * 200)
    assert [c.id for c in drifted(workspace, shelf)] == [certificate.id]


@pytest.mark.parametrize("ended", [found_wrong, unlike])
def test_after_a_withdrawal_old_labels_give_no_certificate_and_new_ones_do(
    workspace: Workspace,
    shelf: CertificateShelf,
    ended: Callable[[Workspace, CertificateShelf, Certificate], None],
) -> None:
    fill(workspace, 90)
    draw_sample(workspace, shelf, count=90)
    certificate, _ = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    old = only_trial(shelf)
    ended(workspace, shelf, certificate)
    draw_old(shelf, old)
    for limit in (0.2, 0.3):
        with pytest.raises(ConfigError, match="was withdrawn"):
            issue(workspace, shelf, limit=limit, level=0.8, issued_at=AT)
    new = {made.document_id for made in fill(workspace, 60, start=100)}
    shelf.keep_sample(shelf.sample() | new)
    certificate, looked = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    assert certificate.claims[0].threshold is not None
    assert (looked.whole, looked.served) == (150, 90)
    first, second = shelf.trials(weights=WEIGHTS)
    assert first == old
    assert second.documents == new and second.number == 2
    assert shelf.judge().covers("dates")


def draw_old(shelf: CertificateShelf, old: Trial) -> None:
    """Let the documents of a trial be those that are drawn."""
    shelf.keep_sample(old.documents)


def test_a_withdrawal_ends_every_certificate_that_rests_on_the_same_labels(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 60)
    draw_sample(workspace, shelf, count=60)
    given = [
        issue(workspace, shelf, limit=limit, level=0.8, issued_at=at)[0]
        for limit, at in ((0.2, AT), (0.2, AT.replace("2026", "2027")), (0.3, AT))
    ]
    assert len({certificate.id for certificate in given}) == 3
    shelf.withdraw(replace(given[1], withdrawn=Withdrawal(at=AT, reason="audit")))
    assert all(certificate.withdrawn for certificate in shelf.all())
    assert not shelf.judge().covers("dates")


# ---- beside a shipped one ------------------------------------------------------------------------


@pytest.fixture
def shipped(shelf: CertificateShelf, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """Return a provisional certificate on dates at 5 % that is shipped."""
    certificate = certified(limit=0.05, labels="generated")
    judge = replace(shipped_judge(), certificates=(certificate,))
    monkeypatch.setattr("pipelines.certificates.shipped_judge", lambda: judge)
    assert shelf.judge().covers("dates")
    return certificate


def test_a_withdrawn_certificate_of_ones_own_silences_the_shipped_one(
    workspace: Workspace, shelf: CertificateShelf, shipped: Certificate
) -> None:
    stored = workspace.store.append(record(1, born(9.0)))
    decide_again(workspace, shelf)
    released = workspace.store.latest(stored.document_id)
    assert released is not None and released.fields[0].certificate == shipped.name
    mine = own(shelf)
    shelf.withdraw(replace(mine, withdrawn=Withdrawal(at=AT, reason="audit")))
    assert shelf.judge().covers("dates") is False
    assert let_fall(workspace, shelf) == 1
    told = workspace.store.latest(stored.document_id)
    assert told is not None and told.fields[0].decision is Decision.REVIEW


@pytest.mark.parametrize(
    ("obstacle", "limit", "covered"),
    [
        (Obstacle.TOO_FEW, 0.05, True),
        (Obstacle.TOO_FEW, 0.1, True),
        (Obstacle.TOO_FEW, 0.01, False),
        (Obstacle.TOO_WRONG, 0.1, False),
    ],
)
def test_a_refusal_silences_the_shipped_one_unless_labels_were_too_few_for_its_limit(
    workspace: Workspace,
    shelf: CertificateShelf,
    shipped: Certificate,
    obstacle: Obstacle,
    limit: float,
    covered: bool,
) -> None:
    workspace.store.append(record(1, born(9.0)))
    decide_again(workspace, shelf)
    given = certified(limit=limit, labels="reviewed")
    refusal = Refusal(obstacle=obstacle, more_documents=None)
    claims = tuple(replace(c, threshold=None, refusal=refusal) for c in given.claims)
    shelf.keep(with_id(replace(given, claims=claims)))
    assert shelf.judge().covers("dates") is covered
    assert shelf.judge().release("dates", [9.0]) == (shipped.name if covered else None,)
    assert let_fall(workspace, shelf) == (0 if covered else 1)


def test_of_other_groups_the_shipped_one_still_speaks(
    shelf: CertificateShelf, shipped: Certificate
) -> None:
    mine = certified(limit=0.05, labels="reviewed", group="names")
    shelf.keep(replace(mine, withdrawn=Withdrawal(at=AT, reason="audit")))
    assert shelf.judge().covers("dates")


# ---- what gets no certificate --------------------------------------------------------------------


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


def certified(*, limit: float, labels: Labels, group: str = "dates") -> Certificate:
    """Return a certificate on a group from 400 documents, all right."""
    rng = np.random.default_rng(1)

    def some(start: int, count: int) -> Fields:
        return Fields(
            documents=np.array([f"d{start + n}" for n in range(count)]),
            groups=np.array([group] * count),
            scores=rng.normal(5.0, 1.0, count),
            wrong=np.zeros(count, dtype=bool),
        )

    plan = make_plan(some(0, 200), limit=limit, level=0.95, documents=400, seed=1)
    about = About(labels=labels, issued_at=AT, casefile="0", weights=WEIGHTS)
    return certify(plan, [some(1000, 400)], about=about)


def own(shelf: CertificateShelf, *, limit: float = 0.05) -> Certificate:
    """Keep a certificate on dates that this workspace issued."""
    certificate = certified(limit=limit, labels="reviewed")
    shelf.keep(certificate)
    return certificate


def came(
    workspace: Workspace, scores: Iterable[float], *, start: int = 1000, type_score: float = 1.0
) -> None:
    """Store documents with one date each, of these scores, as the machine left them."""
    for number, score in enumerate(scores):
        made = record(start + number, born(score))
        workspace.store.append(replace(made, document_type_score=type_score))


def like(count: int, *, seed: int = 2) -> Iterator[float]:
    """Yield scores like those that `own` rests on."""
    yield from np.random.default_rng(seed).normal(5.0, 1.0, count).tolist()


def drifted(
    workspace: Workspace, shelf: CertificateShelf, *, brought: int = 0
) -> tuple[Certificate, ...]:
    return check_drift(workspace, shelf, weights=WEIGHTS, brought=brought, at=AT)


def test_documents_like_those_it_rests_on_leave_a_certificate_alone(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    own(shelf)
    came(workspace, like(300))
    assert drifted(workspace, shelf, brought=300) == ()


def test_other_documents_withdraw_it_and_what_it_released_waits(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    certificate = own(shelf)
    stored = workspace.store.append(record(1, born(9.0)))
    decide_again(workspace, shelf)
    released = workspace.store.latest(stored.document_id)
    assert released is not None and released.fields[0].certificate == certificate.name
    came(workspace, [1.0] * 300)
    (gone,) = drifted(workspace, shelf, brought=300)
    assert gone.id == certificate.id
    assert let_fall(workspace, shelf) == 1
    told = workspace.store.latest(stored.document_id)
    assert told is not None
    assert (told.fields[0].decision, told.fields[0].reasons) == (
        Decision.REVIEW,
        ("certificate_withdrawn",),
    )
    assert not CertificateShelf(workspace.root).judge().covers("dates")


def test_small_runs_are_watched_together(workspace: Workspace, shelf: CertificateShelf) -> None:
    own(shelf)
    came(workspace, like(NEWEST))
    for day in range(2):
        came(workspace, [1.0] * 20, start=2000 + 20 * day)
        gone = drifted(workspace, shelf, brought=20)
    assert len(gone) == 1


def test_a_long_run_is_looked_at_whole(workspace: Workspace, shelf: CertificateShelf) -> None:
    own(shelf)
    came(workspace, [1.0] * 200)
    came(workspace, like(NEWEST), start=2000)
    assert drifted(workspace, shelf, brought=200) == ()
    assert len(drifted(workspace, shelf, brought=400)) == 1


def test_what_people_looked_at_is_compared_as_the_machine_left_it(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    own(shelf)
    came(workspace, [1.0] * 100)
    for stored in list(workspace.store.current()):
        workspace.store.append(looked_at(stored))
    assert len(drifted(workspace, shelf)) == 1


def test_a_certificate_of_ones_own_is_watched_by_more_than_scores(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    fill(workspace, 180)
    draw_sample(workspace, shelf, count=180)
    certificate, _ = issue(workspace, shelf, limit=0.2, level=0.8, issued_at=AT)
    names = {histogram.name for histogram in certificate.reference}
    assert names == {"score.dates", "fields", "one_sign", "type_score"}
    assert drifted(workspace, shelf) == ()
    came(workspace, (5.0 + n / 1000 for n in range(180)), type_score=0.4)
    (gone,) = drifted(workspace, shelf)
    assert gone.withdrawn is not None and "spread:type_score" in gone.withdrawn.reason
    assert "spread:score" not in gone.withdrawn.reason


def test_one_without_such_a_baseline_is_watched_by_scores_alone(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    own(shelf)
    came(workspace, like(200), type_score=0.4)
    assert drifted(workspace, shelf) == ()


@pytest.mark.parametrize("own_there", [False, True])
def test_nothing_is_read_where_every_certificate_holds_or_there_is_none(
    workspace: Workspace, shelf: CertificateShelf, own_there: bool
) -> None:
    if own_there:
        own(shelf)
    came(workspace, like(3))
    before = workspace.store.number()
    assert let_fall(workspace, shelf) == 0
    assert workspace.store.number() == before


def test_what_a_long_run_stored_under_a_certificate_that_fell_meanwhile_falls(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    certificate = own(shelf)
    shelf.withdraw(replace(certificate, withdrawn=Withdrawal(at=AT, reason="audit")))
    released = replace(
        born(9.0), decision=Decision.ACCEPTED, certificate=certificate.name, reasons=()
    )
    stored = workspace.store.append(record(1, released))
    assert let_fall(workspace, shelf) == 1
    told = workspace.store.latest(stored.document_id)
    assert told is not None and told.fields[0].reasons == ("certificate_withdrawn",)
    assert let_fall(workspace, shelf) == 0


def test_a_withdrawal_that_is_cut_off_leaves_what_was_written_before(
    workspace: Workspace, shelf: CertificateShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = own(shelf), own(shelf, limit=0.1)
    shelf.withdraw(replace(first, withdrawn=Withdrawal(at=AT, reason="audit")))

    def killed(_: Path, target: Path) -> None:
        raise KeyboardInterrupt(target.name)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        shelf.withdraw(replace(second, withdrawn=Withdrawal(at=AT, reason="audit")))
    monkeypatch.undo()
    assert {c.id for c in shelf.all() if c.withdrawn} >= {first.id}
    assert second.id not in {c.id for c in shelf.all() if c.withdrawn}


def test_a_confirmed_field_keeps_its_place_so_that_no_more_are_released(
    workspace: Workspace, shelf: CertificateShelf
) -> None:
    certificate = own(shelf)
    assert certificate.claims[0].most == 1
    stored = workspace.store.append(record(1, born(9.0), replace(born(8.5), name="entry.date")))
    decide_again(workspace, shelf)
    first = workspace.store.latest(stored.document_id)
    assert first is not None and [f.certificate for f in first.fields] == [certificate.name, None]
    said = replace(looked_at(first).fields[0], value="2009-03-25", confidence=None)
    workspace.store.append(
        replace(first, fields=(said, first.fields[1]), reviewed_by="ana@example.org")
    )
    decide_again(workspace, shelf)
    told = workspace.store.latest(stored.document_id)
    assert told is not None and told.fields[0] == said
    assert (told.fields[1].certificate, told.fields[1].decision) == (None, Decision.REVIEW)


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


def test_a_certificate_that_was_shipped_once_can_still_be_looked_up(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = CertificateShelf(workspace.root)
    before = shipped_judge().certificates
    shelf.keep_shipped()
    assert before and shelf.all() == before
    monkeypatch.setattr(
        "pipelines.certificates.shipped_judge", lambda: replace(shipped_judge(), certificates=())
    )
    assert {c.id for c in shelf.all()} == {c.id for c in before}


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
