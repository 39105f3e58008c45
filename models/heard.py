"""How firmly a text says what the reader of running text points at, as the rules hear it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from models.children import find_child, may_be_of_sibling, scope_of
from models.events import Event, read_events
from models.holders import find_denial, find_standing, is_passed_on, negates
from models.lexicon import Language, load_lexicon
from models.passages import Passage, Sentence, read_passage
from models.running import FLAG, PARTED, Stated

Firmness = Literal["stated", "reported", "void", "denied", "denied by hearsay"]

APART: Final = "separation."
BIRTH: Final = "subject.date_of_birth"
EVENT_OF: Final = {
    "encounter": "encounter",
    "entry": "entry",
    "placement": "placement",
    "release": "release",
    "sponsor": "release",
    "transfer": "transfer",
}
"""What a fact is a detail of, by the first word of its field: it is denied with it."""
SAME: Final = {"entry": "encounter", "transfer": "placement", "joint_separation": "separation"}
"""Events that the same words may tell: who is caught on entering, is placed by a transfer."""
DATED: Final = frozenset({"encounter", "placement", "release", "separation"})
"""Events whose date the rules keep from others."""
BORN: Final = re.compile(
    r"\bbirth|\bborn\b|\bd\.?\s?o\.?\s?b\b|\bnac[ei]|\bf\.?\s?d\.?\s?n\b|\bcumple"
)
"""What announces a date of birth, in either language: papers mix them."""
NEAR: Final = 60
"""Characters before a date in which it stands."""
NAMES: Final = frozenset({"full_name", "family_name", "given_names"})
NOBODY: Final = re.compile(
    r"\b(?:nobody|no one|nadie)(?:\s+(?:was|were|had|has|been|fue|fueron|lo|la|los|las))*\s*$", re.I
)
"""Nobody, right before the words that state a separation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A text as the rules hear it: taken apart, and what happened in each of its sentences."""

    passage: Passage
    events: tuple[list[Event], ...] = field(repr=False)

    @classmethod
    def of(cls, text: str, language: Language) -> Heard:
        """Take a text apart."""
        passage = read_passage(text, lexicon=load_lexicon(language))
        events = (read_events(passage, index) for index in range(len(passage.sentences)))
        return cls(passage=passage, events=tuple(events))


def flag_firmness(heard: Heard, flag: Stated) -> Firmness:
    """Return how firmly a text says that there was a separation, or that there was none."""
    passage = heard.passage
    index = _sentence_at(passage, flag.start)
    if index is None:
        return "stated"
    sentence = passage.sentences[index]
    child = find_child(passage, index, flag.start, flag.end)
    if child == "another":
        return "void"
    unsure = (
        child == "unclear"
        or may_be_of_sibling(passage, index, flag.start)
        or _is_doubt(passage, flag)
    )
    if flag.value != "true":
        hearsay = unsure or is_passed_on(passage, sentence, flag.start, flag.end)
        return "denied by hearsay" if hearsay else "denied"
    verb = PARTED.search(passage.text, flag.start, flag.end)
    no = verb is not None and negates(passage, flag.start, verb.start())
    if no or NOBODY.search(passage.text, sentence.start, flag.start):
        return "void"  # "not kept together" has its no for good: no verb of parting behind it
    said = find_standing(passage, sentence, flag.start, flag.start)
    return "reported" if unsure and said == "stated" else said


def _is_doubt(passage: Passage, flag: Stated) -> bool:
    """Whether the words pointed at only say that something is said, denied or doubted."""
    behind = re.compile(r"\W*\w*").match(passage.flat, flag.end)
    end = behind.end() if behind else flag.end
    doubted = any(passage.holds(name, flag.start, end) for name in ("denial", "doubt"))
    return doubted or passage.holds("hearsay", flag.start, flag.end)


def fact_firmness(heard: Heard, fact: Stated, told: Sequence[Stated]) -> Firmness:
    """Return how firmly a text says a fact of the subject; of a separation's details, whose they are."""
    passage = heard.passage
    index = _sentence_at(passage, fact.start)
    if index is None:
        return "stated"
    child = find_child(passage, index, fact.start)
    if child == "another":
        return "void"
    born = fact.name == BIRTH
    if born and (child == "unclear" or _is_no_birth(heard, index, fact, told)):
        return "void"
    if fact.name.endswith(".date") and _is_of_other_event(heard, index, fact, told):
        return "void"
    said = _said(heard, index, fact)
    return "reported" if child == "unclear" and said == "stated" else said


def _sentence_at(passage: Passage, offset: int) -> int | None:
    spans = enumerate(passage.sentences)
    return next((index for index, s in spans if s.start <= offset < s.end), None)


def _said(heard: Heard, index: int, fact: Stated) -> Firmness:
    role = fact.name.partition(".")[0]
    if fact.name.startswith(APART):
        return "stated"
    passage, sentence = heard.passage, heard.passage.sentences[index]
    if role not in EVENT_OF:
        return _trait(passage, sentence, fact)
    near = [e for e in heard.events[index] if e.kind == EVENT_OF[role]]
    near = [e for e in near if not _are_parted(passage, fact, e.start, e.end)]
    said = (
        min(near, key=lambda e: _distance(fact, e.start, e.end)).standing
        if near
        else _detail(passage, sentence, fact)
    )
    refused = EVENT_OF[role] == "release" and passage.holds("refused", sentence.start, sentence.end)
    return "reported" if refused and said == "stated" else said


def _trait(passage: Passage, sentence: Sentence, fact: Stated) -> Firmness:
    """Return how firmly a text says what somebody is or has; a name is theirs also behind a "not"."""
    denied = _is_denied(passage, sentence, fact)
    if denied and fact.name.partition(".")[2] not in NAMES:
        return "void"
    doubted = denied or find_denial(passage, sentence, fact.start) != "stated"
    passed_on = doubted or is_passed_on(passage, sentence, fact.start, fact.end)
    return "reported" if passed_on else "stated"


def _detail(passage: Passage, sentence: Sentence, fact: Stated) -> Firmness:
    """Return the same of a detail of an event whose verb the rules do not know."""
    if _is_denied(passage, sentence, fact):
        return "void"
    denied = find_denial(passage, sentence, fact.start)
    if denied == "stated" and is_passed_on(passage, sentence, fact.start, fact.end):
        return "reported"
    return denied


def _is_denied(passage: Passage, sentence: Sentence, fact: Stated) -> bool:
    return negates(passage, scope_of(passage, sentence, fact.start), fact.start, name="denied")


def _are_parted(passage: Passage, fact: Stated, start: int, end: int) -> bool:
    between = passage.flat[min(end, fact.end) : max(start, fact.start)]
    return ";" in between or passage.lexicon.patterns["boundary"].search(between) is not None


def _is_no_birth(heard: Heard, index: int, fact: Stated, told: Sequence[Stated]) -> bool:
    """Whether a date stands beside something that happened, and no word for a birth before it."""
    sentence = heard.passage.sentences[index]
    opening = max(sentence.start, fact.start - NEAR)
    born = [m.start() for m in BORN.finditer(heard.passage.flat, opening, fact.start)]
    events = [e for e in heard.events[index] if e.kind != "none"]
    if born and not any(born[-1] < e.start < fact.start for e in events):
        return False
    happened = bool(events)
    return happened or _tells(sentence, told, "release.") or _tells(sentence, told, FLAG)


def _is_of_other_event(heard: Heard, index: int, fact: Stated, told: Sequence[Stated]) -> bool:
    """Whether the rules give a date to another event, and nothing tells of the one pointed at."""
    kinds = {_kind(event.kind) for event in heard.events[index]}
    kind = _kind(fact.name.partition(".")[0])
    if kind in kinds or (
        kind == "separation" and _tells(heard.passage.sentences[index], told, FLAG)
    ):
        return False
    return any(
        _kind(event.kind) in DATED
        for event in heard.events[index]
        if event.date and event.date.start < fact.end and fact.start < event.date.end
        if not _are_parted(heard.passage, fact, event.start, event.end)
    )


def _kind(event: str) -> str:
    return SAME.get(event, event)


def _tells(sentence: Sentence, told: Sequence[Stated], name: str) -> bool:
    inside = (one for one in told if sentence.start <= one.start < sentence.end)
    return any(one.name.startswith(name) for one in inside)


def _distance(fact: Stated, start: int, end: int) -> int:
    return max(start - fact.end, fact.start - end, 0)
