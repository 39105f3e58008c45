"""What running text says a person has: a birth date, an A-number, a country, a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from models.holders import ADDRESS_GAP, TIGHT_GAP, find_owner, find_standing, is_of_next_person
from models.lexicon import Attribute
from models.passages import Passage, Sentence
from models.values import Mention, TextField

CUE_WINDOW: Final = 60
"""Characters before a value in which its cue may stand."""

ATTRIBUTE_ROLES: Final[dict[str, frozenset[str]]] = {
    "date_of_birth": frozenset({"subject", "mother", "father", "sponsor", "minor_child"}),
    "a_number": frozenset({"subject", "mother", "father", "sponsor", "sibling", "minor_child"}),
    "phone": frozenset({"subject", "sponsor", "caregiver"}),
    "email": frozenset({"sponsor"}),
    "age": frozenset({"subject"}),
    "nationality": frozenset({"subject", "mother", "father", "sponsor"}),
    "country_of_birth": frozenset({"subject", "sponsor"}),
    "zip": frozenset({"sponsor"}),
    "state": frozenset({"sponsor"}),
}
"""Attribute -> the roles for which the vocabulary has such a field."""

_ANYONES: Final = frozenset({"phone", "email", "zip", "state"})
"""Attributes that say nothing of whose they are: they must stand right behind their person."""


def find_attributes(passage: Passage, index: int) -> Iterator[TextField]:
    """Yield the fields of people in sentence `index` whose owner is plain."""
    sentence = passage.sentences[index]
    for mention in sentence.mentions:
        for attribute, pattern in passage.lexicon.attributes:
            if attribute.label != mention.label:
                continue
            cue = _cue_start(passage, sentence, mention, attribute, pattern)
            if cue is None or not _is_affirmed(passage, sentence, cue, mention):
                continue
            role = _owner(passage, index, mention, attribute, cue)
            if role in ATTRIBUTE_ROLES[attribute.name]:
                yield TextField(
                    name=f"{role}.{attribute.name}",
                    start=mention.start,
                    end=mention.end,
                    value_text=mention.text,
                    cue=passage.text[cue : mention.start].strip(),
                )


def is_birth_date(passage: Passage, sentence: Sentence, mention: Mention) -> bool:
    """Return whether a date is announced as somebody's birth, so that no event may have it."""
    return any(
        attribute.name == "date_of_birth"
        and _cue_start(passage, sentence, mention, attribute, pattern) is not None
        for attribute, pattern in passage.lexicon.attributes
    )


def _cue_start(
    passage: Passage,
    sentence: Sentence,
    mention: Mention,
    attribute: Attribute,
    pattern: re.Pattern[str],
) -> int | None:
    """Return where the attribute's cue begins, the mention's own start where it needs none."""
    if attribute.after:
        behind = passage.flat[mention.end : min(sentence.end, mention.end + CUE_WINDOW)]
        return mention.start if pattern.match(behind) else None
    if not attribute.cue:
        return mention.start
    opening = max(sentence.start, mention.start - CUE_WINDOW)
    match = pattern.search(passage.flat[opening : mention.start])
    return opening + match.start() if match else None


def _is_affirmed(passage: Passage, sentence: Sentence, cue: int, mention: Mention) -> bool:
    """Whether no negation touches it; a claim is fine here: papers state nationality by claims."""
    if mention.label != "country":
        return True
    return find_standing(passage, sentence, cue, mention.end) != "void"


def _owner(
    passage: Passage, index: int, mention: Mention, attribute: Attribute, cue: int
) -> str | None:
    sentence = passage.sentences[index]
    if is_of_next_person(passage, sentence, mention.end):
        return None
    gap = ADDRESS_GAP if attribute.name in ("zip", "state") else TIGHT_GAP
    return find_owner(passage, index, cue, gap=gap, anyones=attribute.name in _ANYONES)
