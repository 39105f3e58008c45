"""Which child a sentence is about at a given place: the subject of the paper, or another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from models.name_runs import is_in_capitals
from models.passages import Passage, Person, Sentence

Child = Literal["subject", "another", "unclear"]

_ENDS_IN_NO: Final = re.compile(r"\b(?:not|never|nunca|jamas)\s*$")

OF_AN_AGE: Final = frozenset(
    "cousin friend nephew niece primo prima amigo amiga sobrino sobrina".split()
)
"""Words for those who may be children themselves, as brothers and sisters may."""

NEAR: Final = 60
"""Characters before a place in which the words stand that join or govern what is there."""

LOOK_BACK: Final = 3
"""Sentences that a "he" may go back over, where none of them names anybody."""


def find_child(passage: Passage, index: int, start: int, end: int | None = None) -> Child:
    """Return which child the words at `[start, end)` of sentence `index` speak of.

    The last one named before counts ("with another child" names none). A word for the subject in a
    clause of another child's, or the other way round, leaves it unclear. Without `end`, a value is
    asked about, not a verb, which may have its child behind it.
    """
    sentence = passage.sentences[index]
    if end is not None and _is_done_to_another(passage, sentence, start, end):
        return "another"
    clause, relative = clause_of(passage, sentence, start)
    if relative and (owner := _antecedent(passage, sentence, clause)) is not None:
        return _child(owner)
    heads = [p for p in _heads(passage, sentence) if p.start <= start]
    if not heads:
        return "unclear" if _topic(passage, index) == "another" else "subject"
    if all(p.is_subject for p in heads):
        return "subject"
    last = heads[-1]
    if last.is_subject:
        return "subject" if _opens(passage, sentence, last) else "unclear"
    if any(p.is_subject for p in heads):
        same = last.start >= scope_of(passage, sentence, start)
        return "another" if same else "unclear"
    return "unclear" if _may_be_subject(passage, sentence, last, start, end) else "another"


def clause_of(passage: Passage, sentence: Sentence, offset: int) -> tuple[int, bool]:
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


def may_be_of_sibling(passage: Passage, index: int, offset: int) -> bool:
    """Return whether a brother, sister, cousin or friend alone opens the clause that goes on there."""
    sentence = passage.sentences[index]
    start = clause_of(passage, sentence, offset)[0]
    inside = [p for p in sentence.people if start <= p.start and p.last <= offset]
    return (
        bool(inside)
        and (inside[-1].role == "sibling" or inside[-1].phrase in OF_AN_AGE)
        and _opens(passage, sentence, inside[-1])
        and not _only_goes_along(passage, sentence, inside[-1])
    )


def breaks_in(text: str) -> Iterator[int]:
    """Yield where the commas, semicolons and colons that end a clause of a flattened text end.

    A comma right behind a "not" ends none, nor does the next: "was not, as he said, separated".
    """
    inserted = False
    for match in re.finditer(r"[,;:]", text):
        if not inserted and match[0] == "," and _ENDS_IN_NO.search(text[: match.start()]):
            inserted = True
            continue
        if not inserted:
            yield match.end()
        inserted = False


def scope_of(passage: Passage, sentence: Sentence, offset: int) -> int:
    """Return where the words begin that say something of `offset`: ", Rosa" or ", on May 4" goes on."""
    window = passage.flat[sentence.start : offset]
    breaks = [m.end() for m in passage.lexicon.patterns["boundary"].finditer(window)]
    breaks += [
        at
        for at in breaks_in(window)
        if window[at - 1] != "," or not only_adds(passage, sentence.start + at, offset)
    ]
    return sentence.start + max(breaks, default=0)


def only_adds(passage: Passage, start: int, end: int) -> bool:
    """Whether no word of the stretch can be a verb: only names, numbers and small words stand there."""
    plain = passage.lexicon.patterns["phrase_words"].sub(
        lambda match: " " * len(match[0]), passage.flat[start:end]
    )
    words = [m.start() for m in re.finditer(r"[a-z]\w*", plain)]
    if is_in_capitals(passage.text[max(0, start - NEAR) : end]):
        return not words
    return all(passage.text[start + at].isupper() for at in words)


def _child(person: Person) -> Child:
    return "another" if person.role == "another" else "subject"


def _heads(passage: Passage, sentence: Sentence) -> list[Person]:
    """Return the children of a sentence, in order, that something may be said of."""
    children = [p for p in sentence.people if p.is_subject or p.role == "another"]
    return [p for p in children if not _only_goes_along(passage, sentence, p)]


def _only_goes_along(passage: Passage, sentence: Sentence, person: Person) -> bool:
    """Whether a child only stands by: "with another child", "he and another child were"."""
    opening = max(sentence.start, person.start - NEAR)
    before = passage.flat[opening : person.start]
    if passage.lexicon.patterns["governing"].search(before):
        return True
    joined = passage.lexicon.patterns["joining"].search(before)
    if joined is None or person.is_subject or joined[2]:
        return False
    behind = passage.flat[person.end : sentence.end]
    if passage.lexicon.patterns["singular"].match(behind):
        return False
    if not passage.lexicon.patterns["plural"].match(behind):
        return True
    partner = next((p for p in sentence.people if p.end == opening + joined.end(1)), None)
    named = passage.text[opening + joined.start()].isupper()
    return partner.is_subject if partner else named or joined[1] in ("he", "she", "el", "ella")


def _is_done_to_another(passage: Passage, sentence: Sentence, start: int, end: int) -> bool:
    """Whether it is another child right behind a verb, or among its words, that it is done to."""
    return any(
        person.role == "another"
        and person.start >= start
        and not _only_goes_along(passage, sentence, person)
        and re.fullmatch(r"\s*(?:a\s+)?", passage.flat[end : max(end, person.start)])
        for person in sentence.people
    )


def _antecedent(passage: Passage, sentence: Sentence, clause: int) -> Person | None:
    """Return the child right before the relative pronoun that opens the clause, if one is."""
    people = [p for p in sentence.people if p.last <= clause]
    if not people or not (people[-1].is_subject or people[-1].role == "another"):
        return None
    between = passage.flat[people[-1].last : clause]
    return people[-1] if re.fullmatch(r"[\s,]*\w+", between) else None


def _opens(passage: Passage, sentence: Sentence, person: Person) -> bool:
    """Whether a person opens a clause, so that it is about them: "and the minor"."""
    start, _ = clause_of(passage, sentence, person.start)
    for match in passage.lexicon.patterns["complement"].finditer(passage.flat, start, person.start):
        start = match.end()
    gap = passage.flat[start : person.start]
    return not passage.lexicon.patterns["determiner"].sub("", gap).strip()


def _may_be_subject(
    passage: Passage, sentence: Sentence, other: Person, start: int, end: int | None
) -> bool:
    """Whether a clause behind another child's may be about somebody else, whom no word names."""
    scope = scope_of(passage, sentence, start)
    behind = other.last, end or max(scope, other.last)
    if passage.holds("hearsay", *behind) or passage.holds("someone", *behind):
        return True
    return scope > other.start and not _opens(passage, sentence, other)


def _topic(passage: Passage, index: int) -> Child:
    """Return which child the sentences before `index` leave in mind."""
    for sentence in reversed(passage.sentences[max(0, index - LOOK_BACK) : index]):
        if heads := _heads(passage, sentence):
            return _child(heads[-1])
        if sentence.people:
            break
    return "subject"
