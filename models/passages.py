"""A text taken apart: sentences, the values in it, the people it speaks of, and their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from models.lexicon import Lexicon, flatten, flatten_tokens
from models.name_runs import NameRun, find_name_runs
from models.values import Mention, find_values
from records.closed_lists import parse_relationship

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BREAK: Final = re.compile(r"\n[ \t]*\n")
PHRASE_SCORE: Final = 0.9

LONGEST_SENTENCE: Final = 2000
"""Characters. Longer ones are no prose, and what a sentence costs grows with its square."""

_RELATIVES: Final = frozenset({"mother", "father", "sibling", "minor_child"})
_OWN_CHILDREN: Final = frozenset({"sibling", "sponsor", "caregiver", "relative", "other"})
"""Those whose child is not the subject."""
_BARE_CHILDREN: Final = frozenset({"son", "daughter", "hijo", "hija", "hijo menor", "hija menor"})
"""Words for a child without a "my" or "his" of the writer's."""
_PEERS: Final = frozenset({"another", "sibling", "relative", "other"})
"""Those of whom ", a minor from Honduras" may say more."""
_POSSESSIVES: Final = (("his", "male"), ("her", "female"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone the text speaks of: role, offsets of the words that say so, and of the name if given.

    `role` is a role of the vocabulary, or parents, relative, other, or another: a child who is not the
    subject. `relationship` is canonical.
    """

    role: str
    start: int
    end: int
    phrase: str = field(repr=False)
    relationship: str | None = None
    gender: str | None = None
    name: NameRun | None = None

    @property
    def last(self) -> int:
        """The offset where role and name have both ended."""
        return max(self.end, self.name.end) if self.name else self.end

    @property
    def is_subject(self) -> bool:
        return self.role == "subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence by offsets, with its values, people and possible names, each in order."""

    start: int
    end: int
    mentions: tuple[Mention, ...] = ()
    people: tuple[Person, ...] = ()
    names: tuple[NameRun, ...] = ()

    def others_before(self, offset: int) -> tuple[Person, ...]:
        """Return the people other than the subject named before `offset`."""
        return tuple(p for p in self.people if p.end <= offset and not p.is_subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text, its flattened copy of the same length, and its sentences."""

    text: str = field(repr=False)
    flat: str = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    sentences: tuple[Sentence, ...] = ()

    def matches(self, pattern: str, start: int, end: int) -> bool:
        """Return whether the named pattern covers all of the stretch."""
        return self.lexicon.patterns[pattern].fullmatch(self.flat[start:end]) is not None

    def holds(self, pattern: str, start: int, end: int) -> bool:
        """Return whether the named pattern occurs in the stretch."""
        return self.lexicon.patterns[pattern].search(self.flat[start:end]) is not None


def read_passage(text: str, *, lexicon: Lexicon) -> Passage:
    """Take `text` apart. Offsets in all that comes back are character offsets into it."""
    flat = flatten(text)
    passage = Passage(text=text, flat=flat, lexicon=lexicon)
    with lexicon.lock, lexicon.pipeline.memory_zone():
        doc = flatten_tokens(lexicon.pipeline(text))
        phrases = tuple(_phrases(doc, text=text, lexicon=lexicon))
        bounds = tuple(_sentences(passage, doc))
    values = find_values(text, flat=flat, lexicon=lexicon)
    sentences: list[Sentence] = []
    for start, end in bounds:
        inside = [m for m in (*values, *phrases) if start <= m.start and m.end <= end]
        names = find_name_runs(text, start, end, lexicon=lexicon)
        earlier = sentences[-1].people if sentences else ()
        told = (_person(m, lexicon=lexicon) for m in inside if m.label == "person")
        people = _with_others(tuple(told), tuple(_others(passage, start, end)))
        sentences.append(
            Sentence(
                start=start,
                end=end,
                mentions=tuple(sorted((m for m in inside if m.label != "person"), key=_place)),
                people=tuple(_settled(passage, _with_names(passage, people, names), earlier)),
                names=names,
            )
        )
    return replace(passage, sentences=tuple(sentences))


def _place(mention: Mention) -> tuple[int, int]:
    return (mention.start, mention.end)


def _sentences(passage: Passage, doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the offsets of sentences; an empty line ends one, an abbreviation does not."""
    start = 0
    for sent in doc.sents:
        if not _continues(passage, start, sent.start_char):
            yield from _paragraphs(passage.text, start, sent.start_char)
            start = sent.start_char
    yield from _paragraphs(passage.text, start, len(passage.text))


def _continues(passage: Passage, start: int, offset: int) -> bool:
    """Whether the sentence from `start` goes on at `offset`, where the splitter broke it."""
    following = passage.text[offset : offset + 1]
    return following.islower() or passage.holds("abbreviation", start, offset)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for gap in _BREAK.finditer(text, start, end):
        yield from _bounded(text, start, gap.start())
        start = gap.end()
    yield from _bounded(text, start, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretch in pieces of bounded length, cut at a blank where there is one."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _phrases(doc: Doc, *, text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the persons, countries and agencies of the word lists, the longest at each place."""
    from spacy.util import filter_spans

    spans = lexicon.phrases(doc, as_spans=True)
    for span in filter_spans(spans):
        start, end, label = span.start_char, span.end_char, span.label_
        capital = text[start].isupper()
        if label == "agency" and not capital:
            continue
        if label == "country" and not capital and lexicon.language == "en":
            continue
        yield Mention(start=start, end=end, label=label, text=text[start:end], score=PHRASE_SCORE)


def _person(mention: Mention, *, lexicon: Lexicon) -> Person:
    phrase = flatten(mention.text)
    return Person(
        role=lexicon.roles[phrase],
        start=mention.start,
        end=mention.end,
        phrase=phrase,
        relationship=parse_relationship(phrase),
        gender=lexicon.genders.get(phrase),
    )


def _others(passage: Passage, start: int, end: int) -> Iterator[Person]:
    """Yield the children of a sentence who are another than the subject by the words for them."""
    for match in passage.lexicon.patterns["another"].finditer(passage.flat, start, end):
        yield Person(role="another", start=match.start(), end=match.end(), phrase=match[0])


def _with_others(people: tuple[Person, ...], others: tuple[Person, ...]) -> list[Person]:
    """Return all in order, without the words that others have in theirs ("another child")."""
    kept = [p for p in people if not any(o.start < p.end and p.start < o.end for o in others)]
    return sorted([*kept, *others], key=lambda p: p.start)


def _settled(passage: Passage, people: list[Person], earlier: tuple[Person, ...]) -> list[Person]:
    """Take out those who only own another ("the sponsor's mother"); settle whose mother it is."""
    kept = list(people)
    owners: set[int] = set()
    for index in range(len(people) - 1):
        left, right = kept[index], kept[index + 1]
        if passage.matches("possessive", left.end, right.start):
            owners.add(index)
            kept[index + 1] = _owned(right, left)
        elif passage.matches("of", left.end, right.start) and not _is_parted(passage, left):
            owners.add(index + 1)
            kept[index] = _owned(left, right)
    people = [person for index, person in enumerate(kept) if index not in owners]
    people = _apposed(passage, people, earlier)
    people = [_first_person(passage, person) for person in people]
    return _with_sponsor(_own_relatives(passage, people, earlier), passage)


def _owned(person: Person, owner: Person) -> Person:
    """Return somebody's relative or child: of the subject, of another child, or of somebody else."""
    if owner.is_subject:
        return person
    another = owner.role == "another" or (
        owner.role in _OWN_CHILDREN and (person.is_subject or person.phrase in _BARE_CHILDREN)
    )
    return replace(person, role="another" if another else "other")


def _is_parted(passage: Passage, person: Person) -> bool:
    """Whether "de" parts the person from another: "separaron al menor de su padre"."""
    spanish = passage.lexicon.language == "es"
    done_to = passage.holds("parting", max(0, person.start - 12), person.start)
    return spanish and (person.is_subject or done_to)


def _apposed(passage: Passage, people: list[Person], earlier: tuple[Person, ...]) -> list[Person]:
    """Give the role "another" to words that only say more of another: ", a minor from Honduras"."""
    settled: list[Person] = []
    for person in people:
        last = settled[-1] if settled else None
        if person.is_subject and _is_said_of(passage, person, last, earlier):
            person = replace(person, role="another")
        settled.append(person)
    return settled


def _is_said_of(
    passage: Passage, person: Person, last: Person | None, earlier: tuple[Person, ...]
) -> bool:
    known = last or (earlier[-1] if earlier else None)
    peer = last is not None and last.role in _PEERS
    if last is not None and peer and passage.matches("apposed", last.last, person.start):
        return True
    same = passage.holds("same", max(0, person.start - 12), person.start)
    return known is not None and known.role == "another" and same


def _first_person(passage: Passage, person: Person) -> Person:
    """Return the person, of another role where the writer says "my mother": not the child's."""
    own = passage.holds("first_person", max(0, person.start - 12), person.start)
    return replace(person, role="other") if own and person.role != "minor_child" else person


def _own_relatives(
    passage: Passage, people: list[Person], earlier: tuple[Person, ...]
) -> list[Person]:
    """Give the role "other" to those whose "his" or "her" may mean somebody else than the subject.

    After "She was released to her sister" the sister may be the mother's. A list ("his mother and
    his sister") is safe. `earlier` are the people of the sentence before.
    """
    settled = []
    for index, person in enumerate(people):
        last = people[index - 1] if index else None
        owners = people[:index] or earlier
        listed = last is not None and passage.matches("listed", last.last, person.start)
        own = person.role not in _RELATIVES or listed or not _may_own(passage, owners, person)
        settled.append(person if own else replace(person, role="other"))
    return settled


def _may_own(passage: Passage, owners: Sequence[Person], person: Person) -> bool:
    window = max(0, person.start - 20), person.start
    genders = {g for name, g in _POSSESSIVES if passage.holds(name, *window)}
    return any(not p.is_subject and (p.gender in genders or not p.gender) for p in owners) and bool(
        genders
    )


def _with_sponsor(people: list[Person], passage: Passage) -> list[Person]:
    """Join "the sponsor is the minor's aunt" into one person, who is both."""
    joined: list[Person] = []
    for person in people:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.role == "sponsor"
            and person.relationship
            and person.role not in ("other", "parents")
            and passage.matches("link", last.end, person.start)
        ):
            joined.append(replace(person, role="sponsor"))
        else:
            joined.append(person)
    return joined


def _with_names(passage: Passage, people: list[Person], names: tuple[NameRun, ...]) -> list[Person]:
    """Give each person the name that stands right behind or before the words for them."""
    named, taken = [], set[int]()
    for person in people:
        run = _name_behind(passage, person, names) or _name_before(passage, person, names)
        if run is not None and run.start not in taken:
            taken.add(run.start)
            person = replace(person, name=run)
        named.append(person)
    return named


def _name_behind(passage: Passage, person: Person, names: tuple[NameRun, ...]) -> NameRun | None:
    intro = passage.lexicon.patterns["name_after"].match(passage.flat, person.end)
    if intro is None:
        return None
    return next((run for run in names if run.start == intro.end()), None)


def _name_before(passage: Passage, person: Person, names: tuple[NameRun, ...]) -> NameRun | None:
    before = [run for run in names if run.end <= person.start]
    if before and passage.matches("name_before", before[-1].end, person.start):
        return before[-1]
    return None
