"""Everything found for a field -> one Field: normalised, cross-checked, accepted or sent to review.

Where a certificate stands for its group, a value waits here: it is released once the file's documents are
whole (`extract.releasing`). Elsewhere it takes two independent signs: two readers that looked at the pixels
separately, or one reader and a check that would fail on a wrong value; two finders on the same words are one
sign. Reasons that are not `SOFT`, and whatever casts doubt on the document as a whole (parsers that disagree,
hidden text), send it to review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from extract.checks import run_checks
from extract.features import NOTHING_KNOWN, About
from extract.find import Found
from extract.found import RUNNING
from extract.judging import BY_RULES, Chosen, Deciding, Judge, Key, choose
from extract.page import ReadPage
from extract.releasing import by_signs
from extract.rivals import Finds, apart, with_crops
from extract.rows import indexed
from extract.weigh import Weighed, place_of, weigh
from models.certificate import group_of
from records.forms import FormSet, FormSpec, Language
from records.identifiers import parse_page_of
from records.normalise import Context
from records.types import (
    Candidate,
    Decision,
    Evidence,
    Field,
    Problem,
    Reading,
    Source,
    union,
)

DOUBT: Final = frozenset(
    {
        "parser_disagreement",
        "hidden_text",
        "text_under_redaction",
        "text_layer_disagrees",
        "javascript",
        "embedded_files",
        "truncated",
    }
)
"""Problems that cast doubt on all that a document says."""
PAGE_OF: Final = "document.page_of"
SAME_SPOT: Final = 18.0
"""Points by which one print stands elsewhere on another page, by the way pages lay in the scanner."""
IDENTITY: Final = frozenset(
    {"subject.a_number", "subject.family_name", "subject.given_names", "subject.date_of_birth"}
)
"""Fields that tell one child from another: where its pages differ in one, two may be mixed up."""


def decide_fields(
    found: tuple[Found, ...],
    pages: Mapping[int, ReadPage],
    *,
    form: FormSpec,
    forms: FormSet,
    language: Language,
    problems: tuple[Problem, ...],
    mixed: bool = False,
    sure: bool = True,
    doubts: tuple[str, ...] = (),
    deciding: Deciding = BY_RULES,
    about: About = NOTHING_KNOWN,
) -> tuple[Field, ...]:
    """Return one Field per name and index, in the order of the form, fields not found included.

    `mixed` where the pages are of more than one language: then nothing says how a date is ordered,
    and a lone M may be a man or a mujer. Without a certificate nothing is accepted of a document that is not
    `sure` to be of its form: on another one the same words may ask for something else. `doubts` are reasons
    that hold against all of its fields.
    """
    context = Context(language=language, date_order=form.date_order.get(language))
    if mixed:
        context = Context(language="es", date_order=None)
    weighed = {
        name: [weigh(f, pages, kind=forms.kind(name), context=context) for f in items]
        for name, items in _by_name(found, first_page=_first_page(pages)).items()
    }
    if form.running_text:
        weighed = {n: [_cut_name(w, forms.kind(n)) for w in ws] for n, ws in weighed.items()}
    kinds = {name: forms.kind(name) for name in weighed}
    if deciding.reader is not None:
        weighed = with_crops(weighed, pages, kinds=kinds, reader=deciding.reader, context=context)
    if PAGE_OF in weighed:
        weighed[PAGE_OF] = [_spaced(w) for w in weighed[PAGE_OF]]
    groups: dict[tuple[str, int], list[Weighed]] = defaultdict(list)
    for name, index, group in _indexed(weighed):
        groups[(name, index)] += group
    chosen = choose(groups, kinds=kinds, about=about, deciding=deciding)
    fields = [_settle(*key, group, chosen[key]) for key, group in groups.items()]
    fields = [_with_confidence(f, chosen, kinds, deciding.judge) for f in fields]
    fields += _absent(form, {f.name for f in fields})
    fields = in_order(fields, form)
    doubted = any(p.code in DOUBT for p in problems) or any(_is_two(f) for f in fields)
    against = doubts + tuple(
        code for code, holds in (("type_unsure", not sure), ("document_in_doubt", doubted)) if holds
    )
    told = [replace(f, reasons=f.reasons + against) for f in _cross_check(fields)]
    judge = deciding.judge
    return tuple(
        f if judge and judge.covers(group_of(forms.kind(f.name), f.reading)) else by_signs(f)
        for f in told
    )


def in_order(fields: Iterable[Field], form: FormSpec) -> list[Field]:
    """Return fields in the order of the form; those that it lacks come last, by name."""
    order = {spec.name: number for number, spec in enumerate(reversed(form.fields))}
    return sorted(fields, key=lambda f: (-order.get(f.name, -1), f.name, f.index))


def _indexed(weighed: Finds) -> Iterator[tuple[str, int, list[Weighed]]]:
    """Yield name, index and finds of every field, each find followed by the second reader's rivals of it."""
    rivals: dict[int, list[Weighed]] = defaultdict(list)
    own: Finds = {}
    for name, items in weighed.items():
        own[name] = []
        for item in items:
            first = item.again is None or not any(o.found is item.found for o in own[name])
            if first:
                own[name].append(item)
            else:
                rivals[id(item.found)].append(item)
    for name, index, group in indexed(own):
        yield name, index, [o for w in group for o in (w, *rivals.get(id(w.found), ()))]


def _first_page(pages: Mapping[int, ReadPage]) -> int:
    """Return the number of the first page that is not blank; 0 where there is none."""
    return min((number for number, page in pages.items() if not page.blank), default=0)


def _by_name(found: tuple[Found, ...], *, first_page: int) -> dict[str, list[Found]]:
    """Return finds by field; which page of how many a paper says it is, its first page tells alone."""
    by_name: dict[str, list[Found]] = defaultdict(list)
    for item in found:
        if item.spec.name != PAGE_OF or item.page == first_page:
            by_name[item.spec.name].append(item)
    return by_name


def _spaced(weighed: Weighed) -> Weighed:
    """Return which page of how many, spaced as it should be: "1of 2" says "1 of 2", "of 2" nothing."""
    return replace(weighed, value=weighed.value and parse_page_of(weighed.value))


def _cut_name(weighed: Weighed, kind: str) -> Weighed:
    """Mark a name cut out of a letter's subject line, which may be about something else."""
    spec, found = weighed.found.spec, weighed.found
    if kind != "name" or spec.pattern is None or found.step != "label@1" or not found.text:
        return weighed
    return replace(weighed, reasons=(*weighed.reasons, "subject_line"))


# ---- one field -----------------------------------------------------------------------------------


def _with_confidence(
    field: Field, chosen: Mapping[Key, Chosen], kinds: Mapping[str, str], judge: Judge | None
) -> Field:
    """Return a field with its confidence; its first candidate bears the judge's raw score."""
    score = chosen[field.key].score
    if judge is None or score is None or not _states(field):
        return field
    first, *others = field.candidates
    return replace(
        field,
        confidence=round(judge.confidence(kinds[field.name], score), 4),
        candidates=(replace(first, score=round(score, 6)), *others),
    )


def _states(field: Field) -> bool:
    return field.value is not None or field.reading is not Reading.PRESENT


def _settle(name: str, index: int, group: Sequence[Weighed], chosen: Chosen) -> Field:
    """Make a field of the best of its finds; values that differ from place to place go to a person."""
    best = chosen.best
    ranked = [best, *sorted((w for w in group if w is not best), key=lambda w: w.rank)]
    beside = [best, *apart(best.found, ranked)]
    meant = [w for w in beside if w.found.another == best.found.another and w.value is not None]
    same = [w for w in meant if w.value == best.value]
    other = [w for w in meant if w.value != best.value]
    signs = tuple(dict.fromkeys(s for w in same or [best] for s in w.signs))
    reasons = best.reasons
    if _stand_apart(same):
        signs += ("repeated",)
    if other:
        reasons += ("places_differ",)
    if _is_spelled(best) and any(w.found.ticks.options for w in group):
        reasons += ("choice_unclear",)
    if best.reading is Reading.PRESENT and any(w.reading is Reading.REDACTED for w in ranked):
        reasons += ("readings_differ",)
    return Field(
        name=name,
        index=index,
        value=best.value,
        text=best.text or None,
        reading=best.reading,
        decision=Decision.REVIEW,
        evidence=_evidence(best),
        candidates=tuple(
            c for w in ranked for c in (_candidate(w), *_gone_on(w.found), *_taken_back(w.found))
        ),
        signs=signs,
        reasons=reasons,
    )


def _is_spelled(weighed: Weighed) -> bool:
    """Say whether a choice is told by words alone; where the form has tick boxes, they may be its print."""
    found = weighed.found
    listed = bool(found.spec.choices) or found.choice is not None
    return listed and not found.ticks.options and weighed.value is not None


def _stand_apart(same: list[Weighed]) -> bool:
    """Say whether one value was read off two places; two finders on the same words are one sign.

    What a form prints at one spot of every page's margin is one print, misread the same way each time.
    """
    written = [w.found for w in same if w.found.words]
    return any(not _is_one_print(a, b) for a, b in combinations(written, 2))


def _is_one_print(a: Found, b: Found) -> bool:
    one, other = place_of(a), place_of(b)
    if a.step == b.step == "margin@1":
        near = abs(one.x0 - other.x0) < SAME_SPOT and abs(one.top - other.top) < SAME_SPOT
        return near or (a.page == b.page and one.overlap(other) > 0)
    return a.page == b.page and one.overlap(other) > 0


def _is_two(field: Field) -> bool:
    """Say whether a document's pages name two children by what their forms' labels say."""
    told = {
        (c.evidence.page, c.value)
        for c in field.candidates
        if c.value is not None and c.evidence.step not in RUNNING
    }
    return (
        field.name in IDENTITY
        and len({value for _, value in told}) > 1
        and any(p != q and a != b for (p, a), (q, b) in combinations(told, 2))
    )


def _evidence(weighed: Weighed) -> Evidence:
    found, again = weighed.found, weighed.again
    text = found.text if again is None else again.text
    return Evidence(page=found.page, bbox=place_of(found), text=text, step=found.step)


def _candidate(weighed: Weighed) -> Candidate:
    return Candidate(
        value=weighed.value,
        reading=weighed.reading,
        evidence=_evidence(weighed),
        score=round(weighed.found.quality, 3),
        reader=_reader(weighed),
    )


def _reader(weighed: Weighed) -> Source:
    if weighed.again is not None:
        return Source.CROP
    return weighed.found.words[0].source if weighed.found.words else Source.OCR


def _gone_on(found: Found) -> tuple[Candidate, ...]:
    """Return what a later page goes on with: half a value, for a person to see."""
    if found.rest is None:
        return ()
    return (
        Candidate(
            value=None,
            reading=found.rest.reading,
            evidence=Evidence(
                page=found.rest.page,
                bbox=place_of(found.rest),
                text=found.rest.text,
                step=found.rest.step,
            ),
            score=round(found.rest.quality, 3),
            reader=found.rest.words[0].source if found.rest.words else Source.OCR,
        ),
    )


def _taken_back(found: Found) -> tuple[Candidate, ...]:
    """Return what was crossed out beside a find: text for a person to see, never a value."""
    if not found.struck:
        return ()
    return (
        Candidate(
            value=None,
            reading=Reading.PRESENT,
            evidence=Evidence(
                page=found.page,
                bbox=union(tuple(w.bbox for w in found.struck)),
                text=" ".join(w.text for w in found.struck),
                step=found.step,
            ),
            score=0.0,
            reader=found.struck[0].source,
        ),
    )


def _absent(form: FormSpec, seen: set[str]) -> list[Field]:
    """Return a field for each one that the form should carry and that was not found on the pages."""
    names = dict.fromkeys(s.name for s in form.fields if not s.optional)
    return [
        Field(
            name=name,
            reading=Reading.ABSENT,
            decision=Decision.REVIEW,
            reasons=("label_not_found",),
        )
        for name in names
        if name not in seen
    ]


def _cross_check(fields: list[Field]) -> list[Field]:
    values = {f.name: f.value for f in fields if f.index == 0 and f.value is not None}
    supports: dict[str, list[str]] = defaultdict(list)
    contradicts: dict[str, list[str]] = defaultdict(list)
    for verdict in run_checks(values):
        for name in verdict.supports:
            supports[name].append(f"check_{verdict.code}")
        for name in verdict.contradicts:
            contradicts[name].append(f"check_{verdict.code}")
    return [
        replace(
            f,
            signs=f.signs + tuple(supports[f.name]),
            reasons=f.reasons + tuple(contradicts[f.name]),
        )
        if f.index == 0
        else f
        for f in fields
    ]
