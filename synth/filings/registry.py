"""Birth certificates of the countries that the children come from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from synth.chance import digits, happens, later
from synth.filings.desk import Desk, about, fact, issued, paper
from synth.papers import Answer, Language, Paper

NOT_SPANISH: Final = frozenset({"BRA", "HTI", "IND", "CHN", "ROU"})
"""Of these countries the files hold English translations."""


def birth_certificate(desk: Desk) -> Paper:
    """Return a certificate issued before the journey or for the sponsor's application."""
    cast = desk.family.cast
    child = cast.people[desk.case.child]
    known = desk.child("registry")
    day = _issued(desk, child.born)
    language: Language = "en" if cast.country in NOT_SPANISH else "es"
    names = ("family_name", "given_names", "date_of_birth", "sex", "place_of_birth", "country_of_birth",
             "nationality", "national_id")  # fmt: skip
    answers = about("subject", child.key, known, names)
    for role in ("mother", "father"):
        key = cast.roles[role]
        parent = ("full_name", "family_name", "given_names", "nationality", "date_of_birth")
        if role == "mother" or _acknowledged(desk):
            answers += about(role, key, desk.register("registry").entry(key), parent)
    answers += _entry(desk, child.born) + issued(desk, day, signer=desk.staff())
    return paper(
        desk, "birth_certificate", agency="registry", day=day, answers=answers, language=language,
        country=cast.country,
    )  # fmt: skip


def _acknowledged(desk: Desk) -> bool:
    """Whether the father stands in the register: the child then bears a surname of his."""
    people, roles = desk.family.cast.people, desk.family.cast.roles
    his = set(people[roles["father"]].surnames)
    return bool(his & set(people[desk.case.child].surnames)) or bool(desk.family.cast.namesake)


def _issued(desk: Desk, born: date) -> date:
    """Return a day after the registration; some are copies made for the release."""
    first = born + timedelta(days=120)
    before = max(first, desk.case.encounter.date - timedelta(days=desk.rng.randint(10, 2000)))
    after = later(desk.rng, desk.case.encounter.date, 10, 60)
    return after if happens(desk.rng, 0.35) else min(before, desk.case.encounter.date)


def _entry(desk: Desk, born: date) -> tuple[Answer, ...]:
    rng = desk.rng
    late = happens(rng, 0.08)
    registered = later(rng, born, 61, 110) if late else later(rng, born, 2, 60)
    place = desk.child("registry").get("place_of_birth", "")
    found = fact("birth_registration.number", str(rng.randint(1, 2400)))
    found += fact("birth_registration.date", registered.isoformat())
    found += fact("birth_registration.place", place)
    if happens(rng, 0.8):
        book = rng.choice((str(rng.randint(1, 180)), f"{digits(rng, 4)}-{rng.choice('AB')}"))
        found += fact("birth_registration.book", book)
    if happens(rng, 0.8):
        found += fact("birth_registration.folio", str(rng.randint(1, 499)))
    return found
