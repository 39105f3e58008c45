"""What the layout tagger (`models/tagger.py`) says of a page: labels that no form lists, and answers.

A label that it finds is looked up like a listed one: its answer stands where answers stand. An answer that it
finds is one more find of its field. What it changes waits for a person (`extract.vouched`).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final, Protocol

from extract.labels import Hit, folded
from extract.layout import smallest_box
from extract.page import ReadPage
from extract.region import Found, Sheet, found_in
from extract.tokens import Placed, placed
from models.doctype import shipped
from models.tagger import ELSE, JOINT, OTHER, Span, Tag, Token, spans
from records.closed_lists import parse_flag
from records.forms import FieldSpec, FormSpec
from records.types import BBox, Reading, Word, union
from records.vocabulary import load_vocabulary

ASKED: Final = "asked@1"
"""The step of finds where the tagger found the label."""
TAGGED: Final = "tagged@1"
"""The step of finds where the tagger found the answer."""
LEAST_LABEL: Final = 0.5
LEAST_ANSWER: Final = 0.55
"""Probability from which a label or an answer counts; chosen on words of dev, where from .35 to .65 F1 is the
same and precision rises."""
SHORT_FLAG: Final = 4
"""Letters up to which words for yes and no are let through even if misread."""
UNKNOWN: Final = "unknown"
NEAR: Final = 14.0
"""Points from one line of a label to its next, at most; and from one word of an answer to its next."""
CLOSE: Final = 2.0
"""Points between two parts of one number."""
FAR: Final = 3.0
"""Heights of a word from which a gap in a line parts two answers."""
SURE_OTHER: Final = 0.6
"""Probability under which words behind a label that are said to be nothing are still part of it."""
SURE_ANSWER: Final = 0.8
"""Probability from which words that a form lists as a label are an answer instead."""
UNDER: Final = 40.0
"""Points from a signature down to its label, at most."""
SIGNED: Final = "document.signed"
SIGNED_BY: Final = "document.signed_by"
REPEATED: Final = frozenset({"sibling", "accompanying", "minor_child", "household_member"})
"""Roles that may be several persons on one page."""
NO_FIELD: Final = FieldSpec(name="document.page_of", common=False)
"""Stands in for what a label asks for that is no field: nothing is looked up, but its answer is its own."""


NO_ODDS: Final[Mapping[str, float]] = {}


class PageTagger(Protocol):
    """Tells labels and answers of a page's words."""

    def tag(self, tokens: Sequence[Token], *, width: float, height: float) -> tuple[Tag, ...]:
        """Return what each word of a page is, in order; the page's size is in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label that the tagger found: the field it asks for, None where that is none of the vocabulary's."""

    name: str | None
    words: tuple[Word, ...]
    odds: float


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

    def is_anothers(self, found: Found) -> bool:
        """Say whether the words beside a label that the tagger found answer to other fields, as it says."""
        others = [self.odds.get(id(w)) for w in found.words] if self.odds is not None else []
        return (
            found.step == ASKED
            and bool(others)
            and all(fields and found.spec.name not in fields for fields in others)
        )


NOTHING: Final = Tagged()


def speaks_for(form: FormSpec) -> bool:
    """Say whether the tagger knows documents of a form's type: of another vocabulary's it has seen none."""
    return form.type != UNKNOWN and form.type in shipped().types


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
    found = _whole_labels(spans(tags, [t.token for t in tokens]), tags, tokens)
    odds: dict[int, dict[str, float]] = {}
    for token, tag in zip(tokens, tags, strict=True):
        if token.word is not None and tag.name[:2] in ("B-", "I-"):
            odds[id(token.word)] = dict.fromkeys(tag.name[2:].split(JOINT), tag.odds)
    labels = tuple(_labels(found, tokens))
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


def _whole_labels(
    found: Sequence[Span], tags: Sequence[Tag], tokens: Sequence[Placed]
) -> list[Span]:
    """Return the spans, labels with all that their piece of a line says before them and in doubt after."""
    told = []
    for span in found:
        first, last = span.first, span.last
        group = tokens[first].token.group
        while span.asks and first and _is_rest(tags[first - 1], tokens[first - 1], group):
            first -= 1
        while (
            span.asks
            and last < len(tokens)
            and tags[last].odds < SURE_OTHER
            and _is_rest(tags[last], tokens[last], group)
        ):
            last += 1
        told.append(span._replace(first=first, last=last))
    return told


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
    return [_with_rest(run, tags, tokens) for run in runs]


def _pieces(span: Span, tokens: Sequence[Placed]) -> list[Span]:
    """Return a span cut where two words of one line stand far apart, in different pieces of it."""
    cuts = [
        at
        for at in range(span.first + 1, span.last)
        if tokens[at].token.group != tokens[at - 1].token.group
        and _gap(tokens[at - 1], tokens[at]) > FAR * tokens[at].token.bbox.height
    ]
    return [span._replace(first=a, last=b) for a, b in pairwise((span.first, *cuts, span.last))]


def _gap(one: Placed, other: Placed) -> float:
    """Return the points between two words of one line; below 0 where they stand on two lines."""
    left, right = one.token.bbox, other.token.bbox
    level = min(left.bottom, right.bottom) - max(left.top, right.top)
    same = level > 0.5 * min(left.height, right.height)
    return right.x0 - left.x1 if same else -1.0


def _goes_on_in(
    run: Span, piece: Span, name: str, tags: Sequence[Tag], tokens: Sequence[Placed]
) -> bool:
    """Say whether a piece that stands right behind an answer of its name goes on with it."""
    if run.last != piece.first:
        return False
    before, first = tags[run.last - 1].name[2:], tags[piece.first].name[2:]
    if before != first:
        return True
    near = 0 <= _gap(tokens[run.last - 1], tokens[piece.first]) < NEAR
    return near and _role(name) not in REPEATED


def _with_rest(run: Span, tags: Sequence[Tag], tokens: Sequence[Placed]) -> Span:
    """Return an answer with what a hyphen ties to it: "A123" and "-456-789" are one number."""
    last = run.last
    while (
        last < len(tokens)
        and tags[last].name == OTHER
        and "-" in (tokens[last].token.text[:1], tokens[last - 1].token.text[-1:])
        and 0 <= _gap(tokens[last - 1], tokens[last]) + CLOSE <= 2 * CLOSE
    ):
        last += 1
    return run._replace(last=last)


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


def _labels(found: Sequence[Span], tokens: Sequence[Placed]) -> list[Label]:
    """Return the labels, lines of one label put together."""
    labels: list[Label] = []
    for span in found:
        words = _words(span, tokens)
        if not span.asks or span.odds < LEAST_LABEL or not words:
            continue
        label = Label(name=None if span.name == ELSE else span.name, words=words, odds=span.odds)
        last = labels[-1] if labels else None
        if last is not None and last.name == label.name and _goes_on(last, label):
            odds = min(last.odds, label.odds)
            labels[-1] = replace(last, words=last.words + label.words, odds=odds)
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


def with_fields(form: FormSpec, said: Tagged) -> FormSpec:
    """Return a form that also has a plain field for each label that the tagger found and the form lacks."""
    has = {spec.name for spec in form.fields if _is_plain(spec)}
    lacks = dict.fromkeys(
        label.name for label in said.labels if label.name is not None and label.name not in has
    )
    if not said.labels:
        return form
    extra = tuple(
        FieldSpec(name=name, common=False, optional=True, repeats=_repeats(name)) for name in lacks
    )
    return form.model_copy(update={"fields": (*form.fields, *extra, NO_FIELD)})


def _repeats(name: str) -> bool:
    return _role(name) in REPEATED


def _is_plain(spec: FieldSpec) -> bool:
    return spec.pattern is None and spec.part is None and "margin" not in spec.place


def hits_of(said: Tagged, form: FormSpec, page: ReadPage, known: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the labels as a form's own are told, without those whose words a printed label has."""
    taken = {id(word) for hit in known for word in hit.words}
    places = {
        spec.name: at for at, spec in reversed(list(enumerate(form.fields))) if _is_plain(spec)
    }
    found = []
    for label in said.labels:
        if any(id(word) in taken for word in label.words):
            continue
        box = union(tuple(w.bbox for w in label.words))
        at = len(form.fields) - 1 if label.name is None else places[label.name]
        found.append(
            Hit(
                key=str(at),
                words=label.words,
                bbox=box,
                box=smallest_box(box, page.marks.boxes),
                quality=100 * label.odds,
                owner=True,
                told=True,
            )
        )
    return tuple(found)


def with_labels(sheet: Sheet, form: FormSpec, said: Tagged) -> Sheet:
    """Return a sheet with the labels that the tagger found beside those of its form.

    A listed label is as long as the tagger says; where it is sure that the words are an answer, as the
    last word of "Harbor Lantern Shelter" is, it is none.
    """
    taken = {id(word) for hit in sheet.labels for word in hit.words}
    known = [_grown(h, said.labels, taken) for h in sheet.labels if not said.is_answer(h.words)]
    hits = hits_of(said, form, sheet.page, known)
    labels = sorted((*known, *hits), key=lambda h: (h.bbox.top, h.bbox.x0))
    return replace(sheet, labels=tuple(labels))


def _grown(hit: Hit, labels: Sequence[Label], taken: Container[int]) -> Hit:
    own = {id(word) for word in hit.words}
    longer = next((la for la in labels if any(id(w) in own for w in la.words)), None)
    rest = tuple(w for w in longer.words if id(w) not in taken) if longer is not None else ()
    if not rest:
        return hit
    words = tuple(sorted((*hit.words, *rest), key=lambda w: (round(w.bbox.y_mid), w.bbox.x0)))
    return replace(hit, words=words, bbox=union(tuple(w.bbox for w in words)))


def as_told(found: Found, hit: Hit) -> Found:
    """Return a find with its step, where its label is one that the tagger found."""
    return replace(found, step=ASKED) if hit.told else found


def is_inferred(found: Found) -> bool:
    """Say whether the tagger alone vouches that a find is of its field."""
    return found.step in (ASKED, TAGGED)


@cache
def _flags() -> frozenset[str]:
    """Return the fields that are answered by yes or no."""
    return frozenset(n for n, kind in load_vocabulary().field_kinds.items() if kind == "flag")


def _is_told_by_verb(answer: Answer) -> bool:
    text = " ".join(word.text for word in answer.words)
    if answer.name not in _flags() or len(text) <= SHORT_FLAG:
        return False
    return all(parse_flag(text, language=language) is None for language in ("en", "es"))


def without_guesses(said: Tagged, known: Sequence[Found]) -> list[Found]:
    """Return the finds without those beside the tagger's labels where its answers know better.

    These are words that answer to other fields, and all of persons that may be several and whom no listed
    label tells: beside the labels of a table stands the first person at most.
    """
    listed = {_role(f.spec.name) for f in known if f.step != ASKED and f.reading is Reading.PRESENT}
    told = {_role(a.name) for a in said.answers} & REPEATED - listed
    return [
        f
        for f in known
        if not said.is_anothers(f) and not (f.step == ASKED and _role(f.spec.name) in told)
    ]


def _role(name: str) -> str:
    return name.partition(".")[0]


def finds_of(
    said: Tagged, form: FormSpec, sheet: Sheet, known: Sequence[Found]
) -> tuple[Found, ...]:
    """Return the answers as finds, without those that another step found word for word.

    A yes or no that a sentence tells by its verb ("was taken from") has no words that a value could be read
    of: `extract.narrated` reads it. Of persons that may be several the tagger is heard only where nothing
    else has found any, and never of a field whose place lies under a bar: what is read there is the bar's
    code, or what it left.
    """
    roles = {_role(f.spec.name) for f in known if f.reading is not Reading.BLANK}
    covered = {f.spec.name for f in known if f.reading is Reading.REDACTED}
    same = {(f.spec.name, frozenset(id(w) for w in f.words)) for f in known}
    specs = {spec.name: spec for spec in reversed(form.fields) if _is_plain(spec)}
    found = []
    for answer in said.answers:
        role = _role(answer.name)
        if (answer.name, frozenset(id(w) for w in answer.words)) in same:
            continue
        if answer.name in covered or (role in REPEATED and role in roles):
            continue
        if _is_told_by_verb(answer):
            continue
        spec = FieldSpec(
            name=answer.name,
            common=False,
            repeats=_repeats(answer.name) or (answer.name in specs and specs[answer.name].repeats),
        )
        place = union(tuple(w.bbox for w in answer.words))
        find = found_in(sheet, spec, answer.words, place, step=TAGGED, quality=answer.odds)
        if find.reading is Reading.PRESENT and find.words:
            found.append(find)
    return tuple(found)
