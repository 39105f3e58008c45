"""Papers of a release and of what comes after: verification, discharge notification, the 30-day call."""

from __future__ import annotations

from datetime import date
from typing import Final

from synth.chance import happens
from synth.filings.desk import Desk, fact, flag, issued, paper, parents, sponsor, subject
from synth.filings.orr import caregiver
from synth.papers import Answer, Paper
from synth.world import Release

MORE: Final = ("hhs_tracking_number", "language")


def verification_of_release(desk: Desk) -> Paper | None:
    """Return the paper that the child and the sponsor carry home, None where nobody took the child in."""
    release = desk.case.release
    if release is None or not release.kind.startswith("reunified"):
        return None
    answers = _released(desk, release) + sponsor(desk, "ORR")
    answers += issued(desk, release.date, signer=desk.staff())
    return paper(
        desk, "orr_verification_of_release", agency="ORR", day=release.date, answers=answers
    )


def discharge_notification(desk: Desk) -> Paper | None:
    """Return the notice that care has ended, whichever way."""
    release = desk.case.release
    if release is None:
        return None
    answers = _released(desk, release)
    if release.kind.startswith("reunified"):
        answers += sponsor(desk, "ORR")
    answers += issued(desk, release.date, signer=desk.staff())
    return paper(
        desk, "orr_discharge_notification", agency="ORR", day=release.date, answers=answers
    )


def _released(desk: Desk, release: Release) -> tuple[Answer, ...]:
    case = desk.case
    answers = subject(desk, "ORR", day=release.date, more=MORE)
    answers += fact("release.date", release.date.isoformat()) + fact("release.type", release.kind)
    answers += fact("release.program", release.program)
    answers += fact("placement.date", case.placements[0].date.isoformat())
    if len(case.placements) > 1:
        last = case.placements[-1]
        answers += fact("transfer.to", last.program) + fact("transfer.date", last.date.isoformat())
    answers += fact("entry.date", case.encounter.entered.isoformat())
    answers += fact("encounter.date", case.encounter.date.isoformat())
    return answers + _hearing(desk, release.date)


def _hearing(desk: Desk, day: date) -> tuple[Answer, ...]:
    hearing = desk.case.hearing
    if hearing is None or hearing.at[:10] <= day.isoformat() or hearing.noticed > day:
        return ()
    return fact("hearing.date", hearing.at) + fact("hearing.place", hearing.court)


def post_release_call(desk: Desk, number: int) -> Paper:
    """Return the record of call `number` (0 for the first) after release."""
    case, call = desk.case, desk.case.calls[number]
    day = call.date
    answers = subject(desk, "ORR", day=day, more=("hhs_tracking_number",))
    if case.release:
        answers += fact("release.program", case.release.program)
        answers += fact("release.date", case.release.date.isoformat())
    answers += sponsor(desk, "ORR") + caregiver(desk)
    answers += fact("post_release.date", day.isoformat()) + fact(
        "post_release.outcome", call.outcome
    )
    answers += flag("post_release.child_with_sponsor", call.with_sponsor)
    answers += flag("post_release.address_confirmed", call.address_confirmed)
    answers += fact("post_release.whereabouts", call.whereabouts)
    if happens(desk.rng, 0.5):
        answers += _names_of_parents(desk, day)
    answers += issued(desk, day, signer=desk.staff())
    suffix = f".{number + 1}" if number else ""
    return paper(
        desk, "orr_post_release_call", agency="ORR", day=day, answers=answers, suffix=suffix
    )


def _names_of_parents(desk: Desk, day: date) -> tuple[Answer, ...]:
    wanted = ("full_name", "whereabouts")
    return tuple(a for a in parents(desk, "ORR", day=day) if a.name.partition(".")[2] in wanted)
