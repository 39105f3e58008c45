"""What the layout tagger (`models/tagger.py`) says of a page: labels that no form lists, and answers.

A label that it finds is looked up like a listed one: its answer stands where answers stand. An answer that it
finds is one more find of its field. What it changes waits for a person (`extract.vouched`).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from extract.captions import spelled
from extract.found import EVENTS, NARRATED, Found, Sheet
from extract.labels import Hit
from extract.layout import smallest_box
from extract.narrated import narrates, sentences
from extract.page import ReadPage
from extract.region import found_in
from extract.wordtags import REPEATED, Answer, Label, Tagged, role_of
from models.doctype import shipped
from records.closed_lists import parse_flag
from records.forms import FieldSpec, FormSpec
from records.types import Reading, union
from records.vocabulary import load_vocabulary

ASKED: Final = "asked@1"
"""The step of finds where the tagger found the label."""
TAGGED: Final = "tagged@1"
"""The step of finds where the tagger found the answer."""
SHORT_FLAG: Final = 4
"""Letters up to which words for yes and no are let through even if misread."""
UNKNOWN: Final = "unknown"
LETTER: Final = "narrative"
SEPARATION: Final = "separation."
NO_FIELD: Final = FieldSpec(name="document.page_of", common=False)
"""Stands in for what a label asks for that is no field: nothing is looked up, but its answer is its own."""


def speaks_for(form: FormSpec) -> bool:
    """Say whether the tagger knows documents of a form's type: of another vocabulary's it has seen none."""
    return form.type != UNKNOWN and form.type in shipped().types


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
    return role_of(name) in REPEATED


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
        words = label.words
        if any(id(word) in taken for word in words):
            words = label.told
        if any(id(word) in taken for word in words):
            continue
        box = union(tuple(w.bbox for w in words))
        at = len(form.fields) - 1 if label.name is None else places[label.name]
        found.append(
            Hit(
                key=str(at),
                words=words,
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
    known = [
        _grown(h, form.fields[int(h.key)].name, said.labels, taken)
        for h in sheet.labels
        if not said.is_answer(h.words)
    ]
    hits = hits_of(said, form, sheet.page, known)
    labels = sorted((*known, *hits), key=lambda h: (h.bbox.top, h.bbox.x0))
    return replace(sheet, labels=tuple(labels))


def _grown(hit: Hit, name: str, labels: Sequence[Label], taken: Container[int]) -> Hit:
    """Return a listed label with the words that a label of the same field has behind it."""
    own = {id(word) for word in hit.words}
    longer = next(
        (la for la in labels if la.name in (name, None) and any(id(w) in own for w in la.words)),
        None,
    )
    rest = tuple(w for w in longer.told if id(w) not in taken) if longer is not None else ()
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


def as_narrated(found: Sequence[Found], form: FormSpec, page: ReadPage) -> list[Found]:
    """Return the finds, those of events that the tagger found in sentences marked as spoken.

    It knows places and words, not what a sentence says of them. In a letter a separation is always told by a
    model alone.
    """
    if not narrates(form):
        return list(found)
    spoken = {id(word) for word in sentences(page.words)}

    def marked(item: Found) -> Found:
        name = item.spec.name
        if not is_inferred(item) or not name.startswith(EVENTS):
            return item
        if form.type == LETTER and name.startswith(SEPARATION):
            return replace(item, step=NARRATED)
        return replace(item, spoken=any(id(word) in spoken for word in item.words))

    return [marked(item) for item in found]


@cache
def _flags() -> frozenset[str]:
    """Return the fields that are answered by yes or no."""
    return frozenset(n for n, kind in load_vocabulary().field_kinds.items() if kind == "flag")


def _is_told_by_verb(answer: Answer) -> bool:
    text = " ".join(word.text for word in answer.words)
    if answer.name not in _flags() or len(text) <= SHORT_FLAG:
        return False
    return all(parse_flag(text, language=language) is None for language in ("en", "es"))


def without_guesses(said: Tagged, known: Sequence[Found], told: Sequence[Found]) -> list[Found]:
    """Return the finds without those beside the tagger's labels where its answers, `told`, know better.

    These are words that answer to other fields; words and empty places of a field that it has an answer to,
    where the field may be told several times: beside the labels of a table stands the first person at most.
    What a bar or a stamp covers stays.
    """
    answered = {(f.spec.name, id(w)) for f in told for w in f.words}
    names = {f.spec.name for f in told}
    return [f for f in known if not _is_guess(f, said, names, answered)]


def _is_guess(
    found: Found, said: Tagged, names: Container[str], answered: Container[tuple[str, int]]
) -> bool:
    name = found.spec.name
    if found.step != ASKED or found.reading not in (Reading.PRESENT, Reading.BLANK):
        return False
    if _is_anothers(said, found):
        return True
    if not (found.spec.repeats or _repeats(name)) or name not in names:
        return False
    return _repeats(name) or any((name, id(w)) in answered for w in found.words)


def _is_anothers(said: Tagged, found: Found) -> bool:
    """Say whether the words beside a label that the tagger found answer to other fields, as it says."""
    others = [said.odds.get(id(w)) for w in found.words] if said.odds is not None else []
    return bool(others) and all(fields and found.spec.name not in fields for fields in others)


def finds_of(
    said: Tagged, form: FormSpec, sheet: Sheet, known: Sequence[Found]
) -> tuple[Found, ...]:
    """Return the answers as finds, without those that another step found word for word.

    A yes or no that a sentence tells by its verb ("was taken from") has no words that a value could be read
    of: `extract.narrated` reads it. Of persons that may be several the tagger is heard only where nothing
    else has found any, and never of a field whose place lies under a bar: what is read there is the bar's
    code, or what it left.
    """
    roles = {
        role_of(f.spec.name) for f in known if f.step != ASKED and f.reading is Reading.PRESENT
    }
    covered = {f.spec.name for f in known if f.reading is Reading.REDACTED}
    same = {
        (f.spec.name, frozenset(id(w) for w in f.words))
        for f in known
        if f.step != ASKED or not (f.spec.repeats or _repeats(f.spec.name))
    }
    specs = {spec.name: spec for spec in reversed(form.fields) if _is_plain(spec)}
    found = []
    for answer in said.answers:
        role = role_of(answer.name)
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
        if answer.name in specs:
            find = replace(find, choice=spelled(find.text, specs[answer.name]))
        if find.reading is Reading.PRESENT and find.words:
            found.append(find)
    return tuple(found)
