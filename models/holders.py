"""Who a sentence is about at a given place, and whether it affirms what it says there."""

from __future__ import annotations

import re
from typing import Final, Literal

from models.passages import Passage, Person, Sentence

Holder = Literal["subject", "other", "unclear"]
Standing = Literal["stated", "reported", "void"]

TIGHT_GAP: Final = 30
"""Characters that may stand between a person and a number of theirs, other values left out."""

ADDRESS_GAP: Final = 80
"""The same for a state or postal code, which ends an address."""


def find_holder(passage: Passage, index: int, offset: int) -> Holder:
    """Return whether the words at `offset` in sentence `index` speak of the subject of the paper.

    The nearest person of the same clause counts; without one, the pronoun; without either, whoever
    opens the sentence, or the subject where nobody is named.
    """
    sentence = passage.sentences[index]
    before = [p for p in sentence.people if p.last <= offset]
    start, relative = _clause(passage, sentence, offset)
    inside = [p for p in before if p.start >= start]
    if relative and not inside:
        inside = before[-1:]
    if inside:
        return _as_holder(passage, inside[-1], before)
    if pronouns := _pronouns(passage, start, offset):
        others = sentence.others_before(offset) or _others_of_previous(passage, index)
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


def _clause(passage: Passage, sentence: Sentence, offset: int) -> tuple[int, bool]:
    """Return where the clause around `offset` begins and whether a relative pronoun opens it."""
    start, relative = sentence.start, False
    window = passage.flat[sentence.start : offset]
    for match in re.finditer(r"[,;:]", window):
        start = sentence.start + match.end()
    for name in ("boundary", "relative"):
        for match in passage.lexicon.patterns[name].finditer(window):
            if sentence.start + match.end() > start:
                start, relative = sentence.start + match.end(), name == "relative"
    return start, relative


def _pronouns(passage: Passage, start: int, end: int) -> set[str]:
    stretch = passage.text[start:end]
    genders = {"he": "male", "she": "female"}
    return {
        gender for name, gender in genders.items() if passage.lexicon.patterns[name].search(stretch)
    }


def _others_of_previous(passage: Passage, index: int) -> tuple[Person, ...]:
    if index == 0:
        return ()
    return tuple(p for p in passage.sentences[index - 1].people if not p.is_subject)


def find_standing(passage: Passage, sentence: Sentence, start: int, end: int) -> Standing:
    """Return how firmly the sentence says what stands at `[start, end)`.

    "void": denied, feared, asked or supposed; "reported": somebody's word, passed on.
    """
    clause = start
    window = passage.flat[sentence.start : start]
    breaks = [m.end() for m in re.finditer(r"[,;:]", window)]
    breaks += [m.end() for m in passage.lexicon.patterns["boundary"].finditer(window)]
    clause = sentence.start + max(breaks, default=0)
    opening = max(sentence.start, clause - 12)
    if passage.holds("negation", clause, end) or passage.holds("conditional", opening, end):
        return "void"
    return "reported" if passage.holds("hearsay", sentence.start, start) else "stated"


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
