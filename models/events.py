"""What running text says happened to the subject: encounter, separation, placement, release.

An event counts only where the sentence speaks of the subject and affirms it. A date goes to the
event next to it; an event that would get two dates gets none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from models.attributes import is_birth_date
from models.children import find_child
from models.holders import Standing, find_holder, find_standing
from models.lexicon import EventCue
from models.name_runs import NameRun, is_in_capitals
from models.passages import Passage, Person, Sentence
from models.values import Mention, TextField
from records.closed_lists import parse_agency

_OTHER_ADULTS: Final = frozenset({"adult", "adulto", "adulta", "guardian"})
_NOT_GUARDIANS: Final = frozenset({None, "spouse_partner"})

_CAPITALISED: Final = r"[A-Z\u00c0-\u00de][\w'\u2019&-]*"
_LINKS: Final = "de|del|la|las|los|of|the|for|and|y|para"
_PROGRAM: Final = re.compile(
    rf"\s*(?:the |el |la )?({_CAPITALISED}(?:(?: (?:{_LINKS}))* {_CAPITALISED})*)"
)
_PLACE: Final = re.compile(
    rf"{_CAPITALISED}(?:(?:\s(?:de|del|la|las|los|of))*\s{_CAPITALISED}){{0,3}}"
    rf"(?:,\s{_CAPITALISED}(?:\s{_CAPITALISED})?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One cue in a sentence, with what belongs to it. `kind` "none" only keeps dates to itself."""

    kind: str
    start: int
    end: int
    active: bool
    object_text: str = field(repr=False)
    standing: Standing = "stated"
    planned: bool = False
    date: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An event of the subject in its sentence: what the readers of events work on."""

    passage: Passage
    sentence: Sentence
    event: Event
    limit: int
    """Where the next event begins: nothing behind it belongs to this one."""

    def field(self, name: str, start: int, end: int, value: str | None = None) -> TextField:
        """Return a field whose value stands at `[start, end)` of the text."""
        return TextField(
            name=name,
            start=start,
            end=end,
            value_text=self.passage.text[start:end],
            cue=self.passage.text[self.event.start : self.event.end],
            value=value,
            reported=self.event.standing == "reported",
        )

    def date(self, name: str) -> Iterator[TextField]:
        """Yield the event's date, unless the event only lies ahead."""
        if self.event.date is not None and not self.event.planned:
            yield self.field(name, self.event.date.start, self.event.date.end)

    def person_at(self, offset: int) -> Person | None:
        """Return the person whose words begin at `offset`, determiners aside."""
        for person in self.sentence.people:
            gap = self.passage.flat[offset : person.start] if person.start >= offset else None
            if gap is not None and self._only_determiners(gap):
                return person
        return None

    def name_at(self, offset: int) -> NameRun | None:
        """Return the name that begins at `offset`."""
        behind = re.match(r"\s*", self.passage.text[offset:])
        start = offset + (behind.end() if behind else 0)
        return next((run for run in self.sentence.names if run.start == start), None)

    def agency_at(self, offset: int) -> Mention | None:
        """Return the agency that begins at `offset`, determiners aside."""
        for mention in self.sentence.mentions:
            if mention.label == "agency" and mention.start >= offset:
                gap = self.passage.flat[offset : mention.start]
                if self._only_determiners(gap.replace("u.s.", "")):
                    return mention
        return None

    def _only_determiners(self, gap: str) -> bool:
        determiner = self.passage.lexicon.patterns["determiner"]
        return not determiner.sub("", gap).strip()


def find_events(passage: Passage, index: int) -> Iterator[TextField]:
    """Yield what sentence `index` says happened to the subject of the paper."""
    sentence = passage.sentences[index]
    events = read_events(passage, index)
    for number, event in enumerate(events):
        reader = _READERS.get(event.kind)
        if reader is None or event.standing == "void":
            continue
        if not _is_about_subject(passage, index, event):
            continue
        limit = events[number + 1].start if number + 1 < len(events) else sentence.end
        yield from reader(Scene(passage=passage, sentence=sentence, event=event, limit=limit))


def read_events(passage: Passage, index: int) -> list[Event]:
    """Return what sentence `index` says happened, to whomever, in order, each with its date.

    What may have happened to another child is only passed on; what did is void.
    """
    sentence = passage.sentences[index]
    events = [_of_child(passage, index, event) for event in _events(passage, sentence)]
    return _dated(passage, sentence, events)


def _of_child(passage: Passage, index: int, event: Event) -> Event:
    child = find_child(passage, index, event.start, event.end)
    if child == "another":
        return replace(event, standing="void")
    unsure = child == "unclear" and event.standing == "stated"
    return replace(event, standing="reported") if unsure else event


def _events(passage: Passage, sentence: Sentence) -> list[Event]:
    """Return the sentence's events in order; where two cues overlap the first of the list stays."""
    events: list[Event] = []
    for cue, pattern in passage.lexicon.events:
        for match in pattern.finditer(passage.flat, sentence.start, sentence.end):
            if not any(e.start < match.end() and match.start() < e.end for e in events):
                events.append(_event(passage, sentence, cue, match))
    return sorted(events, key=lambda e: e.start)


def _event(passage: Passage, sentence: Sentence, cue: EventCue, match: re.Match[str]) -> Event:
    start, end = match.span()
    standing = find_standing(passage, sentence, start, end)
    return Event(
        kind=cue.kind,
        start=start,
        end=end,
        active=cue.active,
        object_text=match["object"] if cue.active else "",
        standing="void" if match.groupdict().get("neg") else standing,
        planned=passage.holds("future", max(sentence.start, start - 24), end),
    )


def _is_about_subject(passage: Passage, index: int, event: Event) -> bool:
    if event.kind == "joint_separation":
        return True
    if event.active:
        named = any(p.is_subject for p in _people_in(passage.sentences[index], event))
        others = passage.sentences[index].others_before(event.start)
        return named or all(p.role == "another" for p in others)
    return find_holder(passage, index, event.start) == "subject"


def _people_in(sentence: Sentence, event: Event) -> list[Person]:
    return [p for p in sentence.people if event.start <= p.start and p.end <= event.end]


# ---- whose date --------------------------------------------------------------------------------


def _dated(passage: Passage, sentence: Sentence, events: list[Event]) -> list[Event]:
    """Give each event the one date that stands next to it."""
    dates: dict[int, list[Mention]] = {}
    for mention in sentence.mentions:
        if mention.label != "date" or is_birth_date(passage, sentence, mention):
            continue
        owner = _event_of_date(passage, sentence, mention, events)
        if owner is not None:
            dates.setdefault(owner, []).append(mention)
    return [_with_date(event, dates.get(number, [])) for number, event in enumerate(events)]


def _with_date(event: Event, dates: list[Mention]) -> Event:
    return replace(event, date=dates[0]) if len(dates) == 1 else event


def _event_of_date(
    passage: Passage, sentence: Sentence, mention: Mention, events: list[Event]
) -> int | None:
    """Return the date's event: the one before it, or after it where the date opens a clause."""
    before = [n for n, event in enumerate(events) if event.end <= mention.start]
    after = [n for n, event in enumerate(events) if event.start >= mention.end]
    opens = passage.lexicon.patterns["clause_date"].search(
        passage.flat[sentence.start : mention.start]
    )
    if after and (opens or not before):
        return after[0]
    return before[-1] if before else None


# ---- one reader per kind -----------------------------------------------------------------------


def _read_separation(scene: Scene) -> Iterator[TextField]:
    event, person = scene.event, scene.person_at(scene.event.end)
    name = person.name if person else scene.name_at(event.end)
    family = scene.passage.lexicon.patterns["family"].match(
        scene.passage.flat, event.end + 1, scene.limit
    )
    if person is not None and not _is_guardian(person):
        return
    if person is None and name is None and family is None:
        return
    yield from _separation_fields(scene, person, name)


def _read_joint_separation(scene: Scene) -> Iterator[TextField]:
    """Read "the minor and his father were separated"; parents who part are no such thing."""
    people = [p for p in scene.sentence.people if p.last <= scene.event.start]
    for subject, person in pairwise(people):
        together = scene.passage.flat[subject.last : person.start]
        joined = re.match(r"\s+(?:and|y)\b", together) and scene.passage.matches(
            "joint", subject.last, person.start
        )
        if joined and subject.is_subject and _is_guardian(person):
            yield from _separation_fields(scene, person, person.name)


def _separation_fields(
    scene: Scene, person: Person | None, name: NameRun | None
) -> Iterator[TextField]:
    event = scene.event
    affirmed = "true" if event.standing == "stated" else None
    joining = re.match(r"(?:and|y)\s+", scene.passage.flat[event.start : event.end])
    start = event.start + (joining.end() if joining else 0)
    yield scene.field("separation.stated", start, event.end, affirmed)
    if name is not None and (person is None or person.role != "minor_child"):
        yield scene.field("separation.from", name.start, name.end)
    if person is not None and person.relationship:
        yield scene.field("separation.relationship", person.start, person.end, person.relationship)
    yield from scene.date("separation.date")
    yield from _agency(scene, "separation.agency")


def _is_guardian(person: Person) -> bool:
    known = person.relationship not in _NOT_GUARDIANS or person.role == "minor_child"
    return known or person.phrase in _OTHER_ADULTS


def _agency(scene: Scene, name: str) -> Iterator[TextField]:
    """Yield the agency that did it: "by Border Patrol", or "Border Patrol agents ... the minor"."""
    passage, event = scene.passage, scene.event
    for mention in scene.sentence.mentions:
        if mention.label != "agency" or parse_agency(mention.text) is None:
            continue
        by = mention.start >= event.end and mention.end <= scene.limit
        if by and passage.holds("agency_by", event.end, mention.start):
            yield scene.field(name, mention.start, mention.end)
            return
        actor = event.active and mention.end <= event.start
        if actor and passage.matches("agents", mention.end, event.start):
            yield scene.field(name, mention.start, mention.end)
            return


def _read_encounter(scene: Scene) -> Iterator[TextField]:
    yield from scene.date("encounter.date")
    yield from _agency(scene, "encounter.agency")
    near = scene.passage.lexicon.patterns["place"].search(
        scene.passage.flat, scene.event.end, scene.limit
    )
    place = _PLACE.match(scene.passage.text, near.end(), scene.limit) if near else None
    if place and not is_in_capitals(scene.passage.text[scene.sentence.start : scene.sentence.end]):
        yield scene.field("encounter.place", *place.span())


def _read_entry(scene: Scene) -> Iterator[TextField]:
    yield from scene.date("entry.date")


def _read_release(scene: Scene) -> Iterator[TextField]:
    patterns, event = scene.passage.lexicon.patterns, scene.event
    to = patterns["release_to"].match(scene.passage.flat, event.end, scene.sentence.end)
    offset = to.end() if to else event.end
    if to is not None and scene.agency_at(offset) is not None:
        return
    person = scene.person_at(offset) if to else None
    name = person.name if person else (scene.name_at(offset) if to else None)
    known = person is not None and person.role != "other"
    if known or (person is None and name is not None):
        if name is not None:
            yield scene.field("sponsor.full_name", name.start, name.end)
        if person is not None and person.relationship and person.role != "minor_child":
            yield scene.field("sponsor.relationship", person.start, person.end, person.relationship)
    elif not patterns["release_from_custody"].search(
        scene.passage.flat, event.end, scene.sentence.end
    ):
        return
    yield from scene.date("release.date")


def _program(scene: Scene) -> tuple[int, int] | None:
    """Return where the name of a care provider stands right behind the event."""
    sentence = scene.passage.text[scene.sentence.start : scene.sentence.end]
    match = _PROGRAM.match(scene.passage.text, scene.event.end, scene.limit)
    if match is None or is_in_capitals(sentence) or scene.agency_at(scene.event.end):
        return None
    words = match[1].split()
    return match.span(1) if len(words) > 1 else None


def _read_placement(scene: Scene) -> Iterator[TextField]:
    program = _program(scene)
    if program is not None:
        yield scene.field("placement.program", *program)
        yield from scene.date("placement.date")


def _read_transfer(scene: Scene) -> Iterator[TextField]:
    program = _program(scene)
    if program is not None:
        yield scene.field("transfer.to", *program)
        yield from scene.date("transfer.date")


_READERS: Final[dict[str, Callable[[Scene], Iterator[TextField]]]] = {
    "separation": _read_separation,
    "joint_separation": _read_joint_separation,
    "encounter": _read_encounter,
    "entry": _read_entry,
    "release": _read_release,
    "placement": _read_placement,
    "transfer": _read_transfer,
}
