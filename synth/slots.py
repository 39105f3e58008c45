"""The slots of running text: what one author believes about one case, spelt as that author spells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from records.vocabulary import load_vocabulary
from synth.agencies import Agency, Entry
from synth.filings.desk import Desk, age_on, tongue, where_text
from synth.lists import Table, items, section, table
from synth.papers import Language, Run
from synth.running import flat, plain, varied
from synth.writing import Style, kin, written

TALKS: Final = 4
"""Years from which on a child is quoted, goes to class and is said to have travelled by itself."""

_MALE: Final = {"he": "he", "He": "He", "him": "him", "him2": "him", "his": "his", "His": "His"}
_FEMALE: Final = {"he": "she", "He": "She", "him": "her", "him2": "her", "his": "her", "His": "Her"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes: for which agency, in which language, spelling values how, on which day."""

    desk: Desk
    agency: Agency
    language: Language
    style: Style
    day: date

    @property
    def texts(self) -> Table:
        """The sentences that the author knows."""
        return table(f"texts/{self.desk.source or self.desk.family.cast.split}.toml")

    def entry(self, key: str | None) -> Entry:
        """Return what the author's agency has about a person."""
        return self.desk.register(self.agency).entry(key)

    def spelt(self, kind: str, value: str) -> str:
        """Return a canonical value as this paper spells it."""
        return written(kind, value, language=self.language, style=self.style)

    def stated(self, value: str | None, *names: str) -> tuple[Run, ...]:
        """Return a run that states `value` for fields of one kind, or nothing where there is none."""
        if not value:
            return ()
        kind = _kinds()[names[0]]
        return plain(self.spelt(kind, value), *((name, value) for name in names))


@cache
def _kinds() -> dict[str, str]:
    return load_vocabulary().field_kinds


Found = dict[str, tuple[Run, ...]]


def slots_for(author: Author, *, writer: str = "") -> Found:
    """Return every slot that the author can fill; `writer` is the key of a letter's writer."""
    found = {
        **_grammar(author),
        **_child(author),
        **_met(author),
        **_apart(author),
        **_kin(author),
        **_care(author),
        **_sponsor(author),
        **_parents(author),
        **_others(author),
        **_writer(author, writer),
    }
    known = {name: runs for name, runs in found.items() if runs and any(run.text for run in runs)}
    child = author.desk.family.cast.people[author.desk.case.child]
    return known | ({"speaks": plain("")} if child.age(author.day) >= TALKS else {})


def _words(**texts: str) -> Found:
    return {name: plain(text) for name, text in texts.items()}


def _grammar(author: Author) -> Found:
    """Return pronouns and endings for the child and, before "p", for the adult it was taken from."""
    people, case = author.desk.family.cast.people, author.desk.case
    male = people[case.child].sex == "M"
    found = {name: plain(word) for name, word in (_MALE if male else _FEMALE).items()}
    found |= _words(o="o" if male else "a", lo="lo" if male else "la")
    found |= _words(stated="separation.stated=true", denied="separation.stated=false")
    if case.separation:
        adult_male = people[case.separation.person].sex == "M"
        found |= _words(
            pshe="he" if adult_male else "she", phis="his" if adult_male else "her",
            pa="o" if adult_male else "a", po="o" if adult_male else "a",
            plo="lo" if adult_male else "la", phim="him" if adult_male else "her",
        )  # fmt: skip
    return found


def _child(author: Author) -> Found:
    key = author.desk.case.child
    known = author.entry(key)
    given = author.stated(known.get("given_names"), "subject.given_names")
    family = author.stated(known.get("family_name"), "subject.family_name")
    return {
        "child": (*given, *plain(" "), *family) if given else family,
        "child_caps": (*family, *plain(", "), *given) if given else family,
        "child_first": plain(known.get("given_names", known.get("family_name", "")).split(" ")[0]),
        "age": author.stated(age_on(known, author.day), "subject.age")
        if not author.style.unit
        else (),
        "dob": author.stated(known.get("date_of_birth"), "subject.date_of_birth"),
        "birthplace": author.stated(known.get("place_of_birth"), "subject.place_of_birth"),
        "nationality": _country(author, known.get("nationality", ""), "subject.nationality"),
        "language": author.stated(tongue(known, author.language), "subject.language"),
        "a_number": author.stated(known.get("a_number"), "subject.a_number"),
    }


def _country(author: Author, value: str, name: str) -> tuple[Run, ...]:
    """Return a country's name, never its demonym: sentences have "from Honduras"."""
    text = written("country", value, language=author.language) if value else ""
    return plain(text, (name, value)) if value else ()


def _agency(author: Author, value: str, *names: str) -> tuple[Run, ...]:
    """Return an agency's name, in Spanish with an article where its name wants one."""
    text = author.spelt("agency", value).removeprefix("la ")
    article = author.language == "es" and text.split(" ")[0] in ("Patrulla", "Oficina")
    return (
        (*plain("la "), *plain(text, *((n, value) for n in names)))
        if article
        else plain(text, *((n, value) for n in names))
    )


def _met(author: Author) -> Found:
    met = author.desk.case.encounter
    return {
        "enc_date": author.stated(met.date.isoformat(), "encounter.date"),
        "enc_place": author.stated(met.place, "encounter.place"),
        "enc_agency": _agency(author, met.agency, "encounter.agency"),
        "sector": plain(f"{met.sector} Sector"),
        "entry_date": author.stated(met.entered.isoformat(), "entry.date"),
    }


def _apart(author: Author) -> Found:
    """Return the adult who came along and, where the child was taken from them, how."""
    case, cast = author.desk.case, author.desk.family.cast
    known = author.entry(case.companion)
    if not case.companion or "full_name" not in known:
        return {}
    relationship, sex = case.companion_relationship, cast.people[case.companion].sex
    role = relationship if relationship in ("mother", "father") else "accompanying"
    word = _kin_word(author, relationship, sex)
    name, number = known["full_name"], known.get("a_number")
    his, su = _possessed(author, relationship)
    found = {
        "adult": author.stated(name, f"{role}.full_name"),
        "adult_word": plain(word),
        "his_adult": plain(f"{his}{word}"),
        "su_adult": plain(f"{su}{word}"),
        "adult_number": author.stated(number, f"{role}.a_number"),
    }
    told = case.separation
    if told is None:
        return found
    from_word = plain(word, ("separation.relationship", relationship))
    return found | {
        "adult_from": author.stated(name, f"{role}.full_name", "separation.from"),
        "from_word": from_word,
        "his_from": (*plain(his), *from_word),
        "su_from": (*plain(su), *from_word),
        "sep_date": author.stated(told.date.isoformat(), "separation.date"),
        "sep_agency": _agency(author, told.agency, "separation.agency"),
        "reason": _reason(author, told.reason),
    }


def _kin_word(author: Author, relationship: str, sex: str) -> str:
    """Return who an adult is to the child; in Spanish some words of the forms fit no sentence."""
    spoken = {"unrelated": "no familiar", "other_relative": "familiar"}
    if author.language == "es" and relationship in spoken:
        return spoken[relationship]
    return kin(relationship, language=author.language, sex=sex)


def _possessed(author: Author, relationship: str) -> tuple[str, str]:
    """Return what stands before that word in English and Spanish: a stranger is nobody's own."""
    male = author.desk.family.cast.people[author.desk.case.child].sex == "M"
    if relationship == "unrelated":
        return "an ", "una persona "
    return ("his " if male else "her "), "su "


def _reason(author: Author, reason: str) -> tuple[Run, ...]:
    group = section(section(author.texts, "reason"), author.language)
    rng = author.desk.rng
    text = flat(varied(rng, rng.choice(items(group, reason))), _grammar(author))
    return plain(text, ("separation.reason", text))


def _kin(author: Author) -> Found:
    family = author.desk.family
    others = [key for key in family.cast.children if key != author.desk.case.child]
    if family.apart or not others:
        return {}
    known, sex = author.entry(others[0]), family.cast.people[others[0]].sex
    return {
        "sibling": author.stated(known.get("full_name"), "sibling.full_name"),
        "sibling_number": author.stated(known.get("a_number"), "sibling.a_number"),
        "sibling_word": plain(kin("sibling", language=author.language, sex=sex)),
    }


def _care(author: Author) -> Found:
    case = author.desk.case
    stays = [stay for stay in case.placements if stay.date <= author.day]
    found: Found = {}
    if stays:
        found["program"] = author.stated(stays[-1].program, "placement.program")
        found["placed"] = author.stated(stays[-1].date.isoformat(), "placement.date")
    if len(stays) > 1:
        found["moved_to"] = author.stated(stays[-1].program, "transfer.to")
        found["moved_on"] = author.stated(stays[-1].date.isoformat(), "transfer.date")
    if case.release and case.release.date <= author.day:
        found["released"] = author.stated(case.release.date.isoformat(), "release.date")
        found["released_by"] = author.stated(case.release.program, "release.program")
    return found


def _sponsor(author: Author) -> Found:
    case = author.desk.case
    known = author.entry(case.sponsor)
    if not known or case.sponsor is None or not case.placements:
        return {}
    relationship = case.sponsor_relationship
    sex = author.desk.family.cast.people[case.sponsor].sex
    word = _kin_word(author, relationship, sex)
    return {
        "sponsor": author.stated(known.get("full_name"), "sponsor.full_name"),
        "sponsor_word": plain(word, ("sponsor.relationship", relationship)),
        "sponsor_city": author.stated(known.get("city"), "sponsor.city"),
        "sponsor_phone": author.stated(known.get("phone"), "sponsor.phone"),
        "sponsor_address": author.stated(known.get("address"), "sponsor.address"),
    }


def _parents(author: Author) -> Found:
    found: Found = {}
    for role in ("mother", "father"):
        key = author.desk.family.cast.roles[role]
        known = author.entry(key)
        if not known:
            continue
        where = author.desk.family.where(key, author.day)
        text = where_text(where, author.language, sex=author.desk.family.cast.people[key].sex)
        fate = where.fate if where else "unknown"
        word = {"en": "in ", "es": "en "}[author.language]
        lead = {"home": word, "united_states": word}
        found[role] = author.stated(known.get("full_name"), f"{role}.full_name")
        found[f"{role}_word"] = plain(kin(role, language=author.language, sex=""))
        if text:
            words = text if fate in lead else text[:1].lower() + text[1:]
            stated = plain(words, (f"{role}.whereabouts", words))
            found[f"{role}_where"] = (*plain(lead.get(fate, "")), *stated)
    return found


def _others(author: Author) -> Found:
    """Return people and days that have no part in the story: a reader must not take them for facts."""
    rng, met = author.desk.rng, author.desk.case.encounter.date
    past = max(met, author.day - timedelta(days=rng.randint(0, 12)))
    coming = author.day + timedelta(days=rng.randint(1, 20))
    return _words(
        somebody=author.desk.staff(),
        past_date=author.spelt("date", past.isoformat()),
        coming_date=author.spelt("date", coming.isoformat()),
    )


def _writer(author: Author, key: str) -> Found:
    known, case = author.entry(key), author.desk.case
    if not known or not key:
        return {}
    cast = author.desk.family.cast
    tie = cast.ties.get(key, "")
    role = tie if tie in ("mother", "father") else "sponsor" if key == case.sponsor else ""
    names = (f"{role}.full_name",) if role else ()
    word = _kin_word(author, tie, cast.people[key].sex)
    return {
        "writer": author.stated(known["full_name"], *names) if names else plain(known["full_name"]),
        "writer_word": plain(word, ("sponsor.relationship", tie))
        if role == "sponsor"
        else plain(word),
    }
