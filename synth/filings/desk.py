"""A desk writes papers: it looks people up in its agency's register and states what it finds."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from records.types import Reading
from synth.agencies import Agency, Entry, Register, Registers
from synth.papers import Answer, Language, Paper, Paragraph
from synth.story import staff_name
from synth.world import Case, Family, Whereabouts

NOTHING: Final = {
    "en": ("N/A", "Unknown", "None", "-", ""),
    "es": ("N/A", "Desconocido", "No aplica", "---", ""),
}
"""What people write where there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the papers of one child are written; `rng` is the family's stream for papers.

    `source` is the file of sentences that its authors know, that of the case's split where it is "".
    """

    family: Family
    case: Case
    registers: Registers
    rng: random.Random
    source: str = ""

    def register(self, agency: Agency) -> Register:
        """Return what an agency believes."""
        return self.registers[agency]

    def staff(self) -> str:
        """Return a name for an officer, a case manager or a registrar."""
        return staff_name(self.rng, self.family.cast.split)

    def child(self, agency: Agency) -> Entry:
        """Return what an agency has about the child of the case."""
        return self.registers[agency].entry(self.case.child)


def fact(
    name: str, value: str | None, *, index: int = 0, person: str | None = None
) -> tuple[Answer, ...]:
    """Return an answer, or nothing where there is no value."""
    return (Answer(name=name, index=index, value=value, person=person),) if value else ()


def flag(name: str, value: bool | None) -> tuple[Answer, ...]:
    """Return the answer to a yes/no question, nothing where it is open."""
    return () if value is None else fact(name, str(value).lower())


def blank(desk: Desk, name: str, *, language: Language = "en") -> tuple[Answer, ...]:
    """Return an answer that says there is nothing, in one of the ways of doing so."""
    nothing = desk.rng.choice(NOTHING[language])
    return (Answer(name=name, reading=Reading.BLANK, nothing=nothing),)


def about(
    role: str, key: str | None, entry: Entry, names: Iterable[str], *, index: int = 0
) -> tuple[Answer, ...]:
    """Return what is known of a person for the attributes `names` of a role."""
    return tuple(
        Answer(name=f"{role}.{name}", index=index, value=entry[name], person=key)
        for name in names
        if name in entry
    )


NAMES: Final = ("family_name", "given_names")
IDENTITY: Final = (
    *NAMES,
    "a_number",
    "date_of_birth",
    "sex",
    "nationality",
    "country_of_birth",
    "place_of_birth",
)
PARENT: Final = ("full_name", *NAMES, "a_number", "date_of_birth", "nationality")
SPONSOR: Final = (
    "full_name", *NAMES, "a_number", "date_of_birth", "sex", "nationality", "country_of_birth",
    "country_of_residence", "language", "address", "city", "state", "zip", "phone", "backup_phone", "email",
)  # fmt: skip


def subject(
    desk: Desk, agency: Agency, *, day: date, more: Iterable[str] = ()
) -> tuple[Answer, ...]:
    """Return what an agency has about the child: who, born when, how old on `day`, and `more`."""
    key = desk.case.child
    known = desk.registers[agency].entry(key)
    named = about("subject", key, known, (*IDENTITY, *more))
    if "given_names" not in known:
        named += (
            Answer(name="subject.given_names", reading=Reading.BLANK, nothing="FNU", person=key),
        )
    return named + fact("subject.age", age_on(known, day), person=key)


_TONGUES: Final = {"Spanish": "Español", "Haitian Creole": "Criollo haitiano", "Portuguese": "Portugués",
                   "Mandarin": "Mandarín", "Cantonese": "Cantonés", "Romanian": "Rumano", "Romani": "Romaní",
                   "Creole English": "Inglés criollo", "Punjabi": "Punyabí", "Gujarati": "Guyaratí",
                   }  # fmt: skip


def tongue(entry: Entry, language: Language) -> str | None:
    """Return what a person speaks, in the words of a paper's language; Maya languages are called alike."""
    told = entry.get("language")
    return _in_words(told, language) if told else None


def _in_words(tongue: str, language: Language) -> str:
    if language == "en":
        return tongue
    return _TONGUES.get(tongue.title() if tongue.isupper() else tongue, tongue)


def _translated(answer: Answer, language: Language) -> Answer:
    """Return an answer in the words of a paper's language: what people speak is told in words."""
    if answer.value is None or not answer.name.endswith(".language"):
        return answer
    return replace(answer, value=_in_words(answer.value, language))


def age_on(entry: Entry, day: date) -> str:
    """Return the full years that an agency's date of birth makes on a day, "" where it has none."""
    if "date_of_birth" not in entry:
        return ""
    born = date.fromisoformat(entry["date_of_birth"])
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return str(years) if years >= 0 else ""


def parents(
    desk: Desk, agency: Agency, *, day: date, language: Language = "en"
) -> tuple[Answer, ...]:
    """Return what an agency has about mother and father, and where it thinks they are."""
    found: tuple[Answer, ...] = ()
    for role in ("mother", "father"):
        key = desk.family.cast.roles[role]
        known = desk.registers[agency].entry(key)
        found += about(role, key, known, PARENT)
        where = desk.family.where(key, day) if known else None
        found += fact(
            f"{role}.whereabouts",
            where_text(where, language, sex=desk.family.cast.people[key].sex),
            person=key,
        )
    return found


def where_text(where: Whereabouts | None, language: Language, *, sex: str) -> str:
    """Return where a parent of a sex is, in the few words of a form's box, "" where nobody knows."""
    if where is None or where.fate == "unknown":
        return ""
    if where.fate in ("home", "united_states"):
        return where.detail
    o = "o" if sex == "M" else "a"
    words = {
        ("detained", "en"): f"Detained at {where.detail}",
        ("detained", "es"): f"Detenid{o} en {where.detail}",
        ("removed", "en"): "Removed to country of origin",
        ("removed", "es"): f"Deportad{o} a su país",
        ("deceased", "en"): "Deceased",
        ("deceased", "es"): f"Fallecid{o}",
    }
    return words[(where.fate, language)]


def companion(desk: Desk, agency: Agency) -> tuple[Answer, ...]:
    """Return what an agency has about the adult who came along."""
    key = desk.case.companion
    known = desk.registers[agency].entry(key)
    if not known:
        return ()
    named = about("accompanying", key, known, ("full_name", "a_number"))
    return named + fact("accompanying.relationship", desk.case.companion_relationship, person=key)


def siblings(desk: Desk, agency: Agency) -> tuple[Answer, ...]:
    """Return the brothers and sisters in the file; of those filed apart nothing is known."""
    if desk.family.apart:
        return ()
    others = [child for child in desk.family.cast.children if child != desk.case.child]
    return tuple(
        answer
        for index, key in enumerate(others)
        for answer in about(
            "sibling",
            key,
            desk.registers[agency].entry(key),
            ("full_name", "a_number"),
            index=index,
        )
    )


def sponsor(desk: Desk, agency: Agency) -> tuple[Answer, ...]:
    """Return what an agency has about the sponsor."""
    key = desk.case.sponsor
    known = desk.registers[agency].entry(key)
    if not known:
        return ()
    case = desk.case
    named = about("sponsor", key, known, SPONSOR)
    named += fact("sponsor.relationship", case.sponsor_relationship, person=key)
    named += fact("sponsor.category", case.category, person=key)
    return named + _identity_paper(known, key)


def _identity_paper(known: Entry, key: str | None) -> tuple[Answer, ...]:
    for kind, name in (("Passport", "passport_number"), ("Consular ID", "national_id")):
        if name in known:
            found = fact("sponsor.id_type", kind, person=key)
            return found + fact("sponsor.id_number", known[name], person=key)
    return ()


def separation(desk: Desk, agency: Agency) -> tuple[Answer, ...]:
    """Return what an agency says of the separation: that there was none, or from whom, when and why."""
    told = desk.case.separation
    if told is None:
        return fact("separation.stated", "false")
    known = desk.registers[agency].entry(told.person)
    found = fact("separation.stated", "true") + fact("separation.date", told.date.isoformat())
    found += fact("separation.from", known.get("full_name"), person=told.person)
    found += fact("separation.relationship", told.relationship, person=told.person)
    return found + fact("separation.reason", told.reason) + fact("separation.agency", told.agency)


def issued(desk: Desk, day: date, *, signer: str, role: str = "child") -> tuple[Answer, ...]:
    """Return what a paper says of itself: its date, that it is signed, by whom, about whom."""
    found = fact("document.date", day.isoformat()) + fact("document.signed", "true")
    return found + fact("document.signed_by", signer) + fact("document.subject_role", role)


def paper(
    desk: Desk,
    kind: str,
    *,
    agency: Agency,
    day: date,
    answers: tuple[Answer, ...],
    suffix: str = "",
    language: Language = "en",
    paragraphs: tuple[Paragraph, ...] = (),
    country: str = "",
) -> Paper:
    """Return a paper about the child of the desk; roles point at the people its answers are about."""
    answers = tuple(_translated(answer, language) for answer in answers)
    key = f"{desk.case.child}.{kind}{suffix}"
    return Paper(
        key=key,
        family=desk.family.cast.key,
        document_type=kind,
        language=language,
        agency=agency,
        written=day,
        answers=answers,
        paragraphs=paragraphs,
        people=roles_of(answers),
        country=country,
    )


def roles_of(answers: tuple[Answer, ...]) -> dict[str, str]:
    """Return role -> key of the people in the answers: "subject", "sibling", then "sibling.1"."""
    found: dict[str, str] = {}
    for answer in answers:
        if answer.person is not None:
            role = answer.name.partition(".")[0]
            found.setdefault(f"{role}.{answer.index}" if answer.index else role, answer.person)
    return found
