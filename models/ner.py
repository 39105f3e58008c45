"""People, dates, numbers and events in running text, English and Spanish, tied to roles by cues.

Precision before recall: a negated, feared or supposed event yields nothing, a name stands only
where the words around it say whose it is, and a redaction code never becomes one. Nothing here is
learned; the words live in `cues_en.toml` and `cues_es.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from models.attributes import find_attributes
from models.children import find_child
from models.events import find_events
from models.holders import find_holder, find_standing
from models.lexicon import Language, load_lexicon
from models.name_runs import NameRun
from models.passages import Passage, Person, Sentence, read_passage
from models.values import Mention, TextField

__all__ = ["Mention", "TextField", "find_fields", "find_mentions"]

NAME_SCORE: Final = 0.8
RELATIONSHIP_SCORE: Final = 0.9
"""Raw scores, set by hand; values of other kinds have theirs in `models/values.py`."""

_NOBODYS: Final = frozenset({"other", "another", "relative", "parents"})
"""Roles for which the vocabulary has no field at all."""

_NAMED: Final = frozenset({"mother", "father", "sibling", "sponsor", "caregiver", "minor_child"})
"""Roles for which the vocabulary has a full name."""


def find_mentions(text: str, *, language: Language) -> tuple[Mention, ...]:
    """Return the values and people of `text` in order, with their role where it says so."""
    passage = read_passage(text, lexicon=load_lexicon(language))
    roles = {(f.start, f.end): f.name.split(".")[0] for f in _fields(passage)}
    mentions = [m for sentence in passage.sentences for m in _mentions(passage, sentence)]
    tied = [replace(m, role=roles.get((m.start, m.end), m.role)) for m in mentions]
    return tuple(sorted(tied, key=lambda m: (m.start, m.end)))


def find_fields(text: str, *, language: Language) -> tuple[TextField, ...]:
    """Return the fields of the vocabulary that `text` states, in order of place, then name.

    Offsets point exactly at the value. A field may come several times, with several values.
    """
    passage = read_passage(text, lexicon=load_lexicon(language))
    unique = {(f.start, f.end, f.name): f for f in _fields(passage)}
    return tuple(unique[key] for key in sorted(unique))


def _fields(passage: Passage) -> Iterator[TextField]:
    for index, sentence in enumerate(passage.sentences):
        for found in (*_names(passage, sentence), *find_attributes(passage, index)):
            yield from _of_child(passage, index, found)
        for found in (*_company(passage, index), *find_events(passage, index)):
            yield from _of_child(passage, index, found)


def _of_child(passage: Passage, index: int, found: TextField) -> Iterator[TextField]:
    """Yield what is said of the subject; where it may be another child, as only passed on."""
    child = find_child(passage, index, found.start)
    if child == "subject":
        yield found
    elif child == "unclear" and not found.name.startswith("subject."):
        yield replace(found, reported=True)


def _mentions(passage: Passage, sentence: Sentence) -> Iterator[Mention]:
    yield from sentence.mentions
    for person in sentence.people:
        if person.relationship:
            yield _mention(passage, person, person.start, person.end, label="relationship")
        if person.name is not None:
            yield _mention(passage, person, person.name.start, person.name.end, label="name")


def _mention(passage: Passage, person: Person, start: int, end: int, *, label: str) -> Mention:
    return Mention(
        start=start,
        end=end,
        label=label,
        text=passage.text[start:end],
        score=NAME_SCORE if label == "name" else RELATIONSHIP_SCORE,
        role=None if person.role in _NOBODYS else person.role,
    )


def _names(passage: Passage, sentence: Sentence) -> Iterator[TextField]:
    for person in sentence.people:
        if person.role in _NAMED and person.name is not None:
            yield _field(passage, f"{person.role}.full_name", person, name=True)
        if person.is_subject and person.name is not None:
            yield from _subject_names(passage, person.name)
        if person.role == "sponsor" and person.relationship:
            yield _field(passage, "sponsor.relationship", person, name=False)


def _subject_names(passage: Passage, run: NameRun) -> Iterator[TextField]:
    """Yield family and given names where a comma parts them; without one nobody can tell."""
    family, comma, _ = passage.text[run.start : run.end].partition(",")
    if not comma:
        return
    middle = run.start + len(family)
    given = re.compile(r"[,\s]*").match(passage.text, middle)
    start = given.end() if given else middle
    for name, first, last in (
        ("subject.family_name", run.start, middle),
        ("subject.given_names", start, run.end),
    ):
        value = passage.text[first:last]
        yield TextField(name=name, start=first, end=last, value_text=value, cue="")


def _company(passage: Passage, index: int) -> Iterator[TextField]:
    """Yield the adult with whom the subject travelled or was met: "apprehended with his aunt"."""
    sentence = passage.sentences[index]
    for cue in passage.lexicon.patterns["with"].finditer(
        passage.flat, sentence.start, sentence.end
    ):
        person = next((p for p in sentence.people if p.start == cue.end()), None)
        if person is None or person.relationship is None or person.role == "sibling":
            continue
        standing = find_standing(passage, sentence, cue.start(), cue.end())
        if standing == "void" or find_holder(passage, index, cue.start()) != "subject":
            continue
        passed_on = standing == "reported"
        found = _field(passage, "accompanying.relationship", person, name=False)
        yield replace(found, reported=passed_on)
        if person.name is not None:
            found = _field(passage, "accompanying.full_name", person, name=True)
            yield replace(found, reported=passed_on)


def _field(passage: Passage, name_of_field: str, person: Person, *, name: bool) -> TextField:
    span = person.name if name and person.name else None
    start, end = (span.start, span.end) if span else (person.start, person.end)
    return TextField(
        name=name_of_field,
        start=start,
        end=end,
        value_text=passage.text[start:end],
        cue=passage.text[person.start : person.end],
        value=None if name else person.relationship,
    )
