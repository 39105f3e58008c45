"""Who a sentence is about at a given place, and whether it affirms what it says there."""

from __future__ import annotations

import re
from typing import Final, Literal

from models.children import breaks_in, clause_of, only_adds
from models.name_runs import is_in_capitals
from models.passages import Passage, Person, Sentence

Holder = Literal["subject", "other", "unclear"]
Standing = Literal["stated", "reported", "void"]

TIGHT_GAP: Final = 30
"""Characters that may stand between a person and a number of theirs, other values left out."""

_SAID_BEHIND: Final = ("as_said", "speaker", "inverted", "taken_back")
"""Patterns for what is said behind a statement of whose word it is, or that it is no longer."""

ADDRESS_GAP: Final = 80
"""The same for a state or postal code, which ends an address."""


def find_holder(passage: Passage, index: int, offset: int) -> Holder:
    """Return whether the words at `offset` in sentence `index` speak of the subject of the paper.

    The nearest person of the same clause counts; without one, the pronoun; without either, whoever
    opens the sentence, or the subject where nobody is named. Other children are left out of account:
    `models.children` tells of them.
    """
    sentence = passage.sentences[index]
    before = [p for p in sentence.people if p.last <= offset and p.role != "another"]
    start, relative = clause_of(passage, sentence, offset)
    inside = [p for p in before if p.start >= start]
    if relative and not inside:
        inside = before[-1:]
    if inside:
        return _as_holder(passage, inside[-1], before)
    if pronouns := _pronouns(passage, start, offset):
        others = [p for p in before if not p.is_subject and p.end <= offset]
        others = others or _others_of_previous(passage, index)
        fits = any(p.gender is None or p.gender in pronouns for p in others)
        return "unclear" if fits else "subject"
    return _as_holder(passage, before[0], before) if before else "subject"


def _as_holder(passage: Passage, person: Person, people: list[Person]) -> Holder:
    if person.is_subject or _stands_with_subject(passage, person, people):
        return "subject"
    return "other"


def _stands_with_subject(passage: Passage, person: Person, people: list[Person]) -> bool:
    """Whether the person only comes along: "the minor and his mother"."""
    position = people.index(person)
    if position == 0 or not people[position - 1].is_subject:
        return False
    return passage.matches("joint", people[position - 1].last, person.start)


def _pronouns(passage: Passage, start: int, end: int) -> set[str]:
    stretch = passage.text[start:end]
    genders = {"he": "male", "she": "female"}
    return {
        gender for name, gender in genders.items() if passage.lexicon.patterns[name].search(stretch)
    }


def _others_of_previous(passage: Passage, index: int) -> list[Person]:
    if index == 0:
        return []
    people = passage.sentences[index - 1].people
    return [p for p in people if not p.is_subject and p.role != "another"]


def find_standing(passage: Passage, sentence: Sentence, start: int, end: int) -> Standing:
    """Return how firmly the sentence says what stands at `[start, end)`.

    "void": denied, feared, asked or supposed; "reported": somebody's word, passed on or taken back, or
    the end of a sentence whose beginning is not there.
    """
    clause = _clause_start(passage, sentence, start)
    opening = max(sentence.start, clause - 12)
    if negates(passage, clause, end) or passage.holds("conditional", opening, end):
        return "void"
    denied = find_denial(passage, sentence, start)
    if denied == "stated" and is_passed_on(passage, sentence, start, end):
        return "reported"
    return denied


def negates(passage: Passage, start: int, end: int, *, name: str = "negation") -> bool:
    """Return whether a "no", a word of the named list, stands in the stretch; "no later than" is none."""
    stretch = passage.lexicon.patterns["harmless"].sub(
        lambda match: " " * len(match[0]), passage.flat[start : min(len(passage.flat), end + 12)]
    )
    return passage.lexicon.patterns[name].search(stretch[: end - start]) is not None


def is_passed_on(passage: Passage, sentence: Sentence, start: int, end: int) -> bool:
    """Return whether it is somebody's word, said before or behind, or has lost its beginning."""
    another = passage.flat.find(";", end, sentence.end)
    return (
        passage.holds("hearsay", sentence.start, start)
        or passage.holds("attributed", end, sentence.end if another < 0 else another)
        or any(passage.holds(name, end, sentence.end) for name in _SAID_BEHIND)
        or begins_unknown(passage, sentence)
    )


def begins_unknown(passage: Passage, sentence: Sentence) -> bool:
    """Return whether the beginning of a sentence stands elsewhere: it starts in lower case.

    In capitals that shows only where it starts with a word that none starts with.
    """
    text = passage.text[sentence.start : sentence.end]
    midway = passage.lexicon.patterns["midway"].match(passage.flat, sentence.start)
    return text.lstrip()[:1].islower() or (midway is not None and is_in_capitals(text))


def _clause_start(passage: Passage, sentence: Sentence, start: int) -> int:
    """Return where the clause begins that ends at `start`."""
    window = passage.flat[sentence.start : start]
    breaks = [m.end() for m in passage.lexicon.patterns["boundary"].finditer(window)]
    return sentence.start + max((*breaks, *breaks_in(window)), default=0)


def find_denial(passage: Passage, sentence: Sentence, start: int) -> Standing:
    """Return what a denial of a whole clause makes of it: "denied, when asked, that he was ..."."""
    first = re.compile(r"\w*").match(passage.flat, start)
    end = first.end() if first else start
    for name in ("denial", "doubt"):
        found = list(passage.lexicon.patterns[name].finditer(passage.flat, sentence.start, end))
        if found and not passage.lexicon.patterns["turning"].search(
            passage.flat, found[-1].end(), end
        ):
            return _denied_by(passage, found[-1], end, doubt=name == "doubt")
    return "stated"


def _denied_by(passage: Passage, denial: re.Match[str], end: int, *, doubt: bool) -> Standing:
    """Return what a denial makes of what it leads to: less where another clause stands between."""
    rest = passage.flat[denial.end() : end]
    added = passage.lexicon.patterns["adding"].search(rest) is not None
    if added and not denial["clause"]:
        return "stated"
    ended = any(
        not only_adds(passage, denial.end(), denial.end() + at - 1) for at in breaks_in(rest)
    )
    return "reported" if added or ended or doubt else "void"


def find_owner(passage: Passage, index: int, start: int, *, gap: int, anyones: bool) -> str | None:
    """Return the role whose number or date stands at `start` of sentence `index`, or None.

    Other people than the subject must stand within `gap` characters; a value that may be
    `anyones` asks that of the subject as well. A name of somebody else between them ends it.
    """
    sentence = passage.sentences[index]
    before = [p for p in sentence.people if p.end <= start]
    if not before:
        return None if anyones or _others_of_previous(passage, index) else "subject"
    nearest = before[-1]
    named = gap <= TIGHT_GAP and any(
        nearest.last <= run.start and run.end <= start for run in sentence.names
    )
    if named:
        return None
    if nearest.is_subject and not anyones:
        return "subject"
    return nearest.role if _is_close(passage, sentence, nearest, start, gap=gap) else None


def is_of_next_person(passage: Passage, sentence: Sentence, end: int) -> bool:
    """Return whether a value belongs to someone named right behind it ("10-year-old brother")."""
    return any(
        not person.is_subject
        and person.start >= end
        and re.fullmatch(r"[\s-]*(?:[a-z-]+\s+){0,2}", passage.flat[end : person.start])
        for person in sentence.people
    )


def _is_close(
    passage: Passage, sentence: Sentence, person: Person, start: int, *, gap: int
) -> bool:
    left_out = [(m.start, m.end) for m in sentence.mentions if m.end <= start]
    if person.name:
        left_out.append((person.name.start, person.name.end))
    between = "".join(
        passage.flat[offset]
        for offset in range(person.end, start)
        if not any(first <= offset < last for first, last in left_out)
    )
    joined = passage.lexicon.patterns["boundary"].search(between) and gap <= TIGHT_GAP
    return len(" ".join(between.split())) <= gap and not joined
