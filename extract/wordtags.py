"""Classes of words, as `models/tagger.py` gives them -> whole labels and whole answers of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import Final, Protocol

from extract.labels import folded
from extract.page import ReadPage
from extract.tokens import Placed, placed
from models.tagger import ELSE, JOINT, OTHER, Span, Tag, Token, spans
from records.types import BBox, Word, union
from records.vocabulary import load_vocabulary

LEAST_LABEL: Final = 0.5
LEAST_ANSWER: Final = 0.55
"""Probability from which a label or an answer counts; chosen on words of dev, where from .35 to .65 F1 is the
same and precision rises."""
NEAR: Final = 14.0
"""Points from one line of a label to its next, at most; and from one word of an answer to its next."""
CLOSE: Final = 2.0
"""Points between two parts of one number."""
SPACE: Final = 0.8
"""Heights of a word under which a gap in a line is a space."""
ENDS: Final = ";:|"
"""What a word ends with that is the last of its answer."""
FAR: Final = 3.0
"""Heights of a word from which a gap in a line parts two answers."""
SURE_OTHER: Final = 0.6
"""Probability under which words behind a label that are said to be nothing are still part of it."""
LEAD: Final = 3
"""Words before a label in its piece of the line that may be the label's, at most."""
SURE_ANSWER: Final = 0.8
"""Probability from which words that a form lists as a label are an answer instead."""
WHOLE_KINDS: Final = frozenset({"name", "full_name"})
WHOLE: Final = (".program", "transfer.to", "place_of_birth", ".place")
"""Kinds, and ends of other fields' names, whose values take in what stands beside them in capitals."""
NEIGHBOURS: Final = 2
"""Such words on each side, at most."""
NUMBERS: Final = frozenset({"a_number", "identifier", "phone", "zip", "email"})
"""Kinds of which two may stand side by side."""
LONG_KINDS: Final = frozenset({"text", "address"})
"""Kinds whose values may go on over a line, or be taken for two."""
NEXT_LINE: Final = 2.0
"""Heights of a word down to the line on which an answer goes on, at most."""
UNDER: Final = 40.0
"""Points from a signature down to its label, at most."""
SIGNED: Final = "document.signed"
SIGNED_BY: Final = "document.signed_by"
REPEATED: Final = frozenset({"sibling", "accompanying", "minor_child", "household_member"})
"""Roles that may be several persons on one page."""
NO_ODDS: Final[Mapping[str, float]] = {}


class PageTagger(Protocol):
    """Tells labels and answers of a page's words."""

    def tag(self, tokens: Sequence[Token], *, width: float, height: float) -> tuple[Tag, ...]:
        """Return what each word of a page is, in order; the page's size is in points."""


@dataclass(frozen=True, slots=True)
class TaggedOnce:
    """A tagger that looks at the words of each page once."""

    inner: PageTagger
    known: dict[object, tuple[Tag, ...]] = field(default_factory=dict)

    def tag(self, tokens: Sequence[Token], *, width: float, height: float) -> tuple[Tag, ...]:
        """Return what each word of a page is, in order."""
        key = (tuple(tokens), width, height)
        if key not in self.known:
            self.known[key] = self.inner.tag(tokens, width=width, height=height)
        return self.known[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label that the tagger found: the field it asks for, None where that is none of the vocabulary's."""

    name: str | None
    words: tuple[Word, ...]
    odds: float
    told: tuple[Word, ...] = ()
    """Those of its words that the tagger told; the others stand beside them in their piece of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Words that answer to one field."""

    name: str
    words: tuple[Word, ...]
    odds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What the tagger says of one page; `odds` are by the `id` of a word: name of a field -> probability."""

    labels: tuple[Label, ...] = ()
    answers: tuple[Answer, ...] = ()
    odds: Mapping[int, Mapping[str, float]] | None = None

    def share(self, name: str, words: Sequence[Word]) -> float:
        """Return how likely words answer to a field: the mean over them, 0 where nothing was said."""
        if not words or self.odds is None:
            return 0.0
        return sum(self.odds.get(id(w), {}).get(name, 0.0) for w in words) / len(words)

    def is_answer(self, words: Sequence[Word]) -> bool:
        """Say whether each of some words is, as it says surely, part of an answer."""
        told = (
            [max(self.odds.get(id(w), NO_ODDS).values(), default=0.0) for w in words]
            if self.odds
            else []
        )
        return bool(told) and min(told) >= SURE_ANSWER


NOTHING: Final = Tagged()


def tagged(page: ReadPage, tagger: PageTagger | None) -> Tagged:
    """Return what the tagger says of a page; nothing where there is none, or no word."""
    if tagger is None or not page.words:
        return NOTHING
    tokens = placed(
        page.words,
        boxes=page.marks.boxes,
        rules=page.marks.rules,
        ticks=[(t.bbox, t.ticked) for t in page.marks.ticks],
        width=page.width,
        height=page.height,
    )
    tags = tagger.tag([t.token for t in tokens], width=page.width, height=page.height)
    found = spans(tags, [t.token for t in tokens])
    odds: dict[int, dict[str, float]] = {}
    for token, tag in zip(tokens, tags, strict=True):
        if token.word is not None and tag.name[:2] in ("B-", "I-"):
            odds[id(token.word)] = dict.fromkeys(tag.name[2:].split(JOINT), tag.odds)
    labels = tuple(_labels(found, tags, tokens))
    answers = (
        Answer(name=span.name, words=words, odds=span.odds)
        for span in _runs(found, tags, tokens)
        if (words := _words(span, tokens))
    )
    return Tagged(
        labels=labels,
        answers=tuple(a for a in answers if not _is_signature(a, labels)),
        odds=odds,
    )


def _whole_label(span: Span, tags: Sequence[Tag], tokens: Sequence[Placed]) -> Span:
    """Return a label with the few words before it in its piece of the line, and those in doubt after it."""
    first, last = span.first, span.last
    group = tokens[first].token.group
    while first and _is_rest(tags[first - 1], tokens[first - 1], group):
        first -= 1
    before = tokens[first : span.first]
    if len(before) > LEAD or any(t.token.text.endswith(":") for t in before):
        first = span.first  # another label and its answer, or a sentence
    while (
        last < len(tokens)
        and tags[last].odds < SURE_OTHER
        and _is_rest(tags[last], tokens[last], group)
    ):
        last += 1
    return span._replace(first=first, last=last)


def _is_rest(tag: Tag, token: Placed, group: int) -> bool:
    return tag.name == OTHER and token.token.group == group and token.word is not None


def _runs(found: Sequence[Span], tags: Sequence[Tag], tokens: Sequence[Placed]) -> list[Span]:
    """Return the answers, one a name: words that answer to several fields are part of each one's answer.

    An answer goes on where only the others that share its words change, and over words cut in two; where more
    than a few letters of one line lie between its words, it is two.
    """
    runs: list[Span] = []
    newest: dict[str, int] = {}
    for span in found:
        if span.asks or span.odds < LEAST_ANSWER:
            continue
        for piece in _pieces(span, tokens):
            for name in piece.name.split(JOINT):
                at = newest.get(name)
                if at is not None and _goes_on_in(runs[at], piece, name, tags, tokens):
                    odds = min(runs[at].odds, piece.odds)
                    runs[at] = runs[at]._replace(last=piece.last, odds=odds)
                else:
                    newest[name] = len(runs)
                    runs.append(piece._replace(name=name))
    return [_with_neighbours(_with_rest(run, tags, tokens), tags, tokens) for run in runs]


def _pieces(span: Span, tokens: Sequence[Placed]) -> list[Span]:
    """Return a span cut where two words of one line stand far apart, in different pieces of it."""
    cuts = [
        at
        for at in range(span.first + 1, span.last)
        if tokens[at].token.group != tokens[at - 1].token.group
        and (gap := _gap(tokens[at - 1], tokens[at])) is not None
        and gap > FAR * tokens[at].token.bbox.height
    ]
    return [span._replace(first=a, last=b) for a, b in pairwise((span.first, *cuts, span.last))]


def _gap(one: Placed, other: Placed) -> float | None:
    """Return the points between two words of one line; None where they stand on two lines."""
    left, right = one.token.bbox, other.token.bbox
    level = min(left.bottom, right.bottom) - max(left.top, right.top)
    same = level > 0.5 * min(left.height, right.height)
    return right.x0 - left.x1 if same else None


def _goes_on_in(
    run: Span, piece: Span, name: str, tags: Sequence[Tag], tokens: Sequence[Placed]
) -> bool:
    """Say whether a piece that stands right behind an answer of its name goes on with it.

    It does where a hyphen ties them, where a space alone parts them, where only the others that share its
    words change, and over a line in text that may be long. Two of persons that may be several are two, and
    two numbers.
    """
    if run.last != piece.first:
        return False
    one, other = tokens[run.last - 1], tokens[piece.first]
    gap = _gap(one, other)
    if _is_tied(one, other, gap):
        return True
    if role_of(name) in REPEATED:
        return False
    if _kinds().get(name) not in NUMBERS and _is_space(one, other, gap):
        return True
    changes = tags[run.last - 1].name[2:] != tags[piece.first].name[2:]
    if not changes and _kinds().get(name) not in LONG_KINDS:
        return False
    if gap is not None:
        return gap < NEAR
    down = other.token.bbox.y_mid - one.token.bbox.y_mid
    return 0 < down < NEXT_LINE * one.token.bbox.height


def _is_tied(one: Placed, other: Placed, gap: float | None) -> bool:
    """Say whether a hyphen ties two words to one number or name: "A123" and "-456-789"."""
    hyphen = "-" in (other.token.text[:1], one.token.text[-1:])
    return hyphen and gap is not None and abs(gap) <= CLOSE


def _is_space(one: Placed, other: Placed, gap: float | None) -> bool:
    """Say whether a space alone parts two words of one piece of a line, and nothing ends the first."""
    if gap is None or one.token.group != other.token.group or one.token.text[-1:] in ENDS:
        return False
    return gap < SPACE * max(one.token.bbox.height, other.token.bbox.height)


@cache
def _kinds() -> Mapping[str, str]:
    return load_vocabulary().field_kinds


def _with_rest(run: Span, tags: Sequence[Tag], tokens: Sequence[Placed]) -> Span:
    """Return an answer with what a hyphen ties to it: "A123" and "-456-789" are one number."""
    last = run.last
    while (
        last < len(tokens)
        and tags[last].name == OTHER
        and _is_tied(tokens[last - 1], tokens[last], _gap(tokens[last - 1], tokens[last]))
    ):
        last += 1
    return run._replace(last=last)


def _with_neighbours(run: Span, tags: Sequence[Tag], tokens: Sequence[Placed]) -> Span:
    """Return a name or a place with the few words in capitals that its piece of the line has beside it.

    They belong to nothing, or to the same answer, but not surely.

    A tagger that cuts "Josefa Santos" out of "Yesenia Josefa Santos" would name somebody else. Small letters
    beside it make a sentence, a colon a label: there it stays as it is. A full stop or a comma ends it.
    """
    if _kinds().get(run.name) not in WHOLE_KINDS and not run.name.endswith(WHOLE):
        return run
    first = run.first - _beside(range(run.first - 1, -1, -1), run.first, run.name, tags, tokens)
    last = run.last + _beside(range(run.last, len(tokens)), run.last - 1, run.name, tags, tokens)
    return run._replace(first=first, last=last)


def _unless(tag: Tag, name: str) -> Tag:
    """Return a word's tag; where it is an unsure one of an answer to `name`, that of nothing."""
    unsure = tag.odds < LEAST_ANSWER and name in tag.name[2:].split(JOINT)
    return replace(tag, name=OTHER) if unsure else tag


def _beside(
    places: range, edge: int, name: str, tags: Sequence[Tag], tokens: Sequence[Placed]
) -> int:
    """Return how many words next to `edge` belong to nothing and begin in capitals; 0 where others do not."""
    count = 0
    for at in places:
        if not _is_rest(_unless(tags[at], name), tokens[at], tokens[edge].token.group):
            return count
        text = tokens[at].token.text
        if count == NEIGHBOURS or not (text[:1].isupper() and text.strip(".,-'").isalpha()):
            return 0
        if not tokens[min(at, edge)].token.text[-1:].isalnum():
            return count
        edge, count = at, count + 1
    return count


def _is_signature(answer: Answer, labels: Sequence[Label]) -> bool:
    """Say whether words are what a reader made of a signature: they stand over a label for one."""
    if answer.name != SIGNED_BY:
        return False
    place = union(tuple(w.bbox for w in answer.words))
    under = [(box, label) for label in labels if (box := _right_under(place, label)) is not None]
    nearest = min(under, key=lambda pair: pair[0].top, default=None)
    return nearest is not None and nearest[1].name == SIGNED


def _right_under(place: BBox, label: Label) -> BBox | None:
    box = union(tuple(w.bbox for w in label.words))
    beside = min(place.x1, box.x1) > max(place.x0, box.x0)
    return box if beside and 0 < box.y_mid - place.y_mid < UNDER else None


def _words(span: Span, tokens: Sequence[Placed]) -> tuple[Word, ...]:
    words = (t.word for t in tokens[span.first : span.last])
    return tuple(w for w in words if w is not None and folded(w.text))


def _labels(found: Sequence[Span], tags: Sequence[Tag], tokens: Sequence[Placed]) -> list[Label]:
    """Return the labels, lines of one label put together."""
    labels: list[Label] = []
    for span in found:
        told = _words(span, tokens)
        if not span.asks or span.odds < LEAST_LABEL or not told:
            continue
        label = Label(
            name=None if span.name == ELSE else span.name,
            words=_words(_whole_label(span, tags, tokens), tokens),
            odds=span.odds,
            told=told,
        )
        last = labels[-1] if labels else None
        if last is not None and last.name == label.name and _goes_on(last, label):
            odds = min(last.odds, label.odds)
            labels[-1] = replace(
                last, words=last.words + label.words, odds=odds, told=last.told + label.told
            )
        else:
            labels.append(label)
    return labels


def _goes_on(one: Label, other: Label) -> bool:
    """Say whether a label's line stands right under another's, beginning where it does."""
    above, below = (
        union(tuple(w.bbox for w in one.words)),
        union(tuple(w.bbox for w in other.words)),
    )
    gap = below.y_mid - max(w.bbox.y_mid for w in one.words)
    return (
        0 < gap < NEAR and abs(above.x0 - below.x0) < NEAR and not one.words[-1].text.endswith(":")
    )


def role_of(name: str) -> str:
    """Return whose a field is: "sponsor" of "sponsor.city"."""
    return name.partition(".")[0]
