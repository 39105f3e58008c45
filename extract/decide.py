"""Everything found for a field -> one Field: normalised, cross-checked, accepted or sent to review.

Until confidence is calibrated, a value is accepted only on two independent signs: two readers that
looked at the pixels separately, or one reader and a check that would fail on a wrong value. Two
finders on the same words are one sign. Whatever casts doubt on the document as a whole (parsers
that disagree, hidden text) sends every field to review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Final

from extract.checks import run_checks
from extract.find import Found
from extract.labels import folded
from extract.layout import lines
from extract.page import ReadPage
from records.forms import FormSet, FormSpec, Language
from records.normalise import (
    Context,
    is_ambiguous_date,
    is_date_like,
    is_padded,
    is_placeholder,
    is_reference,
    normalise,
    was_repaired,
)
from records.types import (
    BBox,
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
LOW_SCORE: Final = 50.0
"""A word that Tesseract itself scores lower (0 to 100) goes to a person, whatever else speaks
for it."""
LIST_KINDS: Final = frozenset({"country", "relationship", "agency"})
"""Kinds whose values come from a closed list of words: a misread word is in it by rare chance
only."""
IDENTITY: Final = frozenset(
    {"subject.a_number", "subject.family_name", "subject.given_names", "subject.date_of_birth"}
)
"""Fields that tell one child from another: where its pages differ in one, two may be mixed up."""
MARKED_OUT: Final = frozenset({"name", "full_name", "a_number", "address", "phone", "identifier"})
"""Kinds that publishers black out word by word, so that what stands beside a bar may be a rest."""
OPEN_KINDS: Final = frozenset({"name", "full_name", "address", "text"})
"""Kinds of which any word may be a value: "Blanco" and "Nada" are also surnames."""
LIST_MIN_LETTERS: Final = 4
LIST_SCORE: Final = 80.0
STEP_RANK: Final = {"zone@1": 0, "label@1": 1, "margin@1": 1, "carry@1": 2, "text@1": 3}
READING_RANK: Final = {
    Reading.PRESENT: 0,
    Reading.REDACTED: 1,
    Reading.ILLEGIBLE: 2,
    Reading.BLANK: 3,
    Reading.ABSENT: 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A find with its canonical value, the signs for it and the reasons against it."""

    found: Found
    value: str | None
    reading: Reading
    signs: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, float]:
        return (
            READING_RANK[self.reading],
            STEP_RANK.get(self.found.step, 9),
            -self.found.quality,
        )


def decide_fields(
    found: tuple[Found, ...],
    pages: Mapping[int, ReadPage],
    *,
    form: FormSpec,
    forms: FormSet,
    language: Language,
    problems: tuple[Problem, ...],
    mixed: bool = False,
) -> tuple[Field, ...]:
    """Return one Field per name and index, in the order of the form, fields not found included.

    `mixed` where the pages are of more than one language: then nothing says how a date is ordered,
    and a lone M may be a man or a mujer.
    """
    context = Context(language=language, date_order=form.date_order.get(language))
    if mixed:
        context = Context(language="es", date_order=None)
    weighed = {
        name: [_weigh(f, pages, kind=forms.kind(name), context=context) for f in items]
        for name, items in _by_name(found).items()
    }
    if form.running_text:
        weighed = {n: [_cut_name(w, forms.kind(n)) for w in ws] for n, ws in weighed.items()}
    groups: dict[tuple[str, int], list[Weighed]] = defaultdict(list)
    for name, index, group in _indexed(weighed):
        groups[(name, index)] += group
    fields = [_settle(name, index, group) for (name, index), group in groups.items()]
    fields += _absent(form, {f.name for f in fields})
    order = {spec.name: number for number, spec in enumerate(reversed(form.fields))}
    fields.sort(key=lambda f: (-order.get(f.name, -1), f.name, f.index))
    doubted = any(p.code in DOUBT for p in problems) or any(_is_two(f) for f in fields)
    return tuple(_release(f, doubted=doubted) for f in _cross_check(fields))


def _by_name(found: tuple[Found, ...]) -> dict[str, list[Found]]:
    by_name: dict[str, list[Found]] = defaultdict(list)
    for item in found:
        by_name[item.spec.name].append(item)
    return by_name


def _indexed(weighed: dict[str, list[Weighed]]) -> Iterator[tuple[str, int, list[Weighed]]]:
    """Yield name, index and finds of every field; those that do not repeat gather all places at 0."""
    roles: dict[str, dict[str, list[Weighed]]] = defaultdict(dict)
    for name, items in weighed.items():
        if items[0].found.spec.repeats:
            roles[_role(name)][name] = items
        else:
            yield name, 0, items
    for columns in roles.values():
        yield from _table(columns)


def _table(columns: dict[str, list[Weighed]]) -> Iterator[tuple[str, int, list[Weighed]]]:
    """Yield the repeating fields of a role with the number of their row: one index is one person.

    Rows that nobody wrote in are left out. A place that lines up with no row goes with the row above
    it, and is unsure.
    """
    rows = _blocks(columns) or _lines(columns)
    written = [row for row in rows if any(w.reading is not Reading.BLANK for w in row.values())]
    kept = written or rows[:1]
    taken: set[tuple[str, int]] = set()
    for index, row in enumerate(kept):
        for name, item in row.items():
            taken.add((name, index))
            yield name, index, [item]
    lined_up = {id(w) for row in rows for w in row.values()}
    for name, items in columns.items():
        loose = [w for w in items if id(w) not in lined_up]
        told = [w for w in loose if w.reading is not Reading.BLANK]
        for item in told or (loose[:1] if (name, 0) not in taken else []):
            above = sum(
                min(_start(w, "top") for w in r.values()) <= _start(item, "top") for r in kept
            )
            index = max(0, above - 1)
            while (name, index) in taken:
                index += 1
            taken.add((name, index))
            yield name, index, [replace(item, reasons=(*item.reasons, "row_unsure"))]


def _blocks(columns: dict[str, list[Weighed]]) -> list[dict[str, Weighed]]:
    """Return one row a person where every field has as many places, and the persons stand apart."""
    if len({len(items) for items in columns.values()}) > 1:
        return []
    for axis in ("top", "x0"):
        placed = [sorted(items, key=lambda w: _start(w, axis)) for items in columns.values()]
        rows = list(zip(*placed, strict=True))
        starts = [sorted(_start(w, axis) for w in row) for row in rows]
        if all(before[-1] < after[0] for before, after in pairwise(starts)):
            return [dict(zip(columns, row, strict=True)) for row in rows]
    return []


def _lines(columns: dict[str, list[Weighed]]) -> list[dict[str, Weighed]]:
    """Return the lines of a table: places of two or more fields beside each other."""
    placed = [(name, w) for name, items in columns.items() for w in items]
    lined: list[list[tuple[str, Weighed]]] = []
    for name, item in sorted(placed, key=lambda p: _start(p[1], "top")):
        if lined and _is_beside(lined[-1][0][1].found, item.found):
            lined[-1].append((name, item))
        else:
            lined.append([(name, item)])
    return [dict(line) for line in lined if len({n for n, _ in line}) == len(line) > 1]


def _is_beside(a: Found, b: Found) -> bool:
    shared = min(a.region.bottom, b.region.bottom) - max(a.region.top, b.region.top)
    return a.page == b.page and shared > 0.5 * min(a.region.height, b.region.height)


def _start(weighed: Weighed, axis: str) -> tuple[int, float]:
    region = weighed.found.region
    return weighed.found.page, region.top if axis == "top" else region.x0


def _role(name: str) -> str:
    return name.split(".")[0]


def _cut_name(weighed: Weighed, kind: str) -> Weighed:
    """Mark a name cut out of a letter's subject line, which may be about something else."""
    spec, found = weighed.found.spec, weighed.found
    if kind != "name" or spec.pattern is None or found.step != "label@1" or not found.text:
        return weighed
    return replace(weighed, reasons=(*weighed.reasons, "subject_line"))


# ---- one find ----------------------------------------------------------------------------------


def _weigh(found: Found, pages: Mapping[int, ReadPage], *, kind: str, context: Context) -> Weighed:
    if found.reading is not Reading.PRESENT:
        return _weigh_empty(found, pages[found.page])
    if found.spec.choices or found.spec.signature:
        return _weigh_choice(found, pages[found.page])
    value = found.choice or normalise(kind, found.text, context=context)
    empty = value is None and is_placeholder(found.text)
    signs, reasons = ["reader"], []
    second = _second_text(found, pages[found.page])
    agreed = second is not None and (
        normalise(kind, second, context=context) == value or folded(second) == folded(found.text)
    )
    if agreed:
        signs.append("second_reader")
    elif second and folded(second):
        reasons.append("readers_differ")
    if empty and is_reference(found.text):
        reasons.append("elsewhere")
    elif empty and kind not in OPEN_KINDS and _read_well(found):
        signs.append("in_list")
    elif empty:
        pass
    elif value is None:
        reasons.append("ambiguous_date" if _ambiguous(kind, found.text) else "not_canonical")
    elif kind == "full_name" and "," in found.text:
        reasons.append("name_order")
    elif _in_list(found, kind):
        signs.append("in_list")
    if kind == "a_number" and is_padded(found.text) and not agreed:
        reasons.append("padded")
    if kind == "a_number" and is_date_like(found.text):
        reasons.append("date_like")
    if kind in MARKED_OUT and found.touched:
        reasons.append("beside_bar")
    if was_repaired(kind, found.text):
        reasons.append("repaired")
    if min((w.score for w in found.words), default=0.0) < LOW_SCORE:
        reasons.append("low_score")
    if not found.section:
        reasons.append("role_unsure")
    if found.step == "text@1":
        reasons.append("hearsay" if found.reported else "running_text")
    return Weighed(
        found=found,
        value=value,
        reading=Reading.BLANK if empty else Reading.PRESENT,
        signs=tuple(signs),
        reasons=tuple(reasons),
    )


def _ambiguous(kind: str, text: str) -> bool:
    return kind in ("date", "datetime") and is_ambiguous_date(text)


def _in_list(found: Found, kind: str) -> bool:
    return (
        kind in LIST_KINDS
        and len(folded(found.text)) >= LIST_MIN_LETTERS
        and _read_well(found)
        and not was_repaired(kind, found.text)
    )


def _read_well(found: Found) -> bool:
    """Say whether OCR saw the words and is sure of them; a filled field may hold what nobody can see."""
    return bool(found.words) and all(
        w.source is Source.OCR and w.score >= LIST_SCORE for w in found.words
    )


def _weigh_empty(found: Found, page: ReadPage) -> Weighed:
    """Weigh an empty box: it has two signs when neither reader saw a word there and the ink test agrees."""
    second = [w for w in page.second if found.region.holds(w.bbox) and folded(w.text)]
    printed = folded(" ".join(w.text for w in page.words if found.region.holds(w.bbox)))
    unexplained = [w for w in second if folded(w.text) not in printed]
    signs: tuple[str, ...] = ("reader",)
    if found.reading is Reading.BLANK and found.bounded and not unexplained:
        signs = ("reader", "ink_test")
    if found.reading is Reading.REDACTED and found.bounded:
        signs = ("reader", "bar_test")
    reasons = () if found.reading is not Reading.ILLEGIBLE else ("illegible",)
    if not found.section:
        reasons = (*reasons, "role_unsure")
    return Weighed(found=found, value=None, reading=found.reading, signs=signs, reasons=reasons)


def _weigh_choice(found: Found, page: ReadPage) -> Weighed:
    signs, reasons = ["reader"], []
    ticks = found.ticks
    if found.choice is None:
        reasons.append("several_ticked" if ticks.ticked > 1 else "choice_unclear")
    if ticks.unread:
        reasons.append("caption_unread")
    if ticks.disputed:
        reasons.append("readers_differ")
    if ticks.ticked == 1 and ticks.options >= 2:
        signs.append("only_tick")
    elif not ticks.options and found.choice is not None and not found.spec.signature:
        second = _second_text(found, page)
        if second and folded(second) == folded(found.text):
            signs.append("second_reader")
        elif second and folded(second):
            reasons.append("readers_differ")
        if min((w.score for w in found.words), default=0.0) < LOW_SCORE:
            reasons.append("low_score")
        if found.touched:
            reasons.append("beside_bar")
    if not found.section:
        reasons.append("role_unsure")
    return Weighed(
        found=found,
        value=found.choice,
        reading=Reading.PRESENT,
        signs=tuple(signs),
        reasons=tuple(reasons),
    )


def _second_text(found: Found, page: ReadPage) -> str | None:
    """Return what the second reader has at the place of the words found, or None."""
    if not found.words or not page.second:
        return None
    place = union(tuple(w.bbox for w in found.words)).grown(x=2, y=2)
    words = tuple(w for w in page.second if place.holds(w.bbox) or w.bbox.holds(place))
    return " ".join(w.text for line in lines(words) for w in line) or None


# ---- one field -----------------------------------------------------------------------------------


def _settle(name: str, index: int, group: list[Weighed]) -> Field:
    """Choose the best find of a field; values that differ from place to place go to a person."""
    ranked = sorted(group, key=lambda w: w.rank)
    best = ranked[0]
    same = [w for w in ranked if w.value == best.value and w.value is not None]
    other = [w for w in ranked if w.value is not None and w.value != best.value]
    signs = tuple(dict.fromkeys(s for w in same or [best] for s in w.signs))
    reasons = best.reasons
    if _stand_apart(same):
        signs += ("repeated",)
    if other:
        reasons += ("places_differ",)
    if best.reading is Reading.PRESENT and any(w.reading is Reading.REDACTED for w in ranked):
        reasons += ("readings_differ",)
    return Field(
        name=name,
        index=index,
        value=best.value,
        text=best.found.text or None,
        reading=best.reading,
        decision=Decision.REVIEW,
        evidence=_evidence(best.found),
        candidates=tuple(_candidate(w) for w in ranked),
        signs=signs,
        reasons=reasons,
    )


def _stand_apart(same: list[Weighed]) -> bool:
    """Say whether one value was read off two places; two finders on the same words are one sign."""
    places = [(w.found.page, _place(w.found)) for w in same if w.found.words]
    return any(p != q or a.overlap(b) <= 0 for (p, a), (q, b) in combinations(places, 2))


def _is_two(field: Field) -> bool:
    """Say whether a document's pages name two children by what their forms' labels say."""
    told = {
        (c.evidence.page, c.value)
        for c in field.candidates
        if c.value is not None and c.evidence.step != "text@1"
    }
    return (
        field.name in IDENTITY
        and len({value for _, value in told}) > 1
        and any(p != q and a != b for (p, a), (q, b) in combinations(told, 2))
    )


def _place(found: Found) -> BBox:
    return union(tuple(w.bbox for w in found.words)) if found.words else found.region


def _evidence(found: Found) -> Evidence:
    return Evidence(page=found.page, bbox=_place(found), text=found.text, step=found.step)


def _candidate(weighed: Weighed) -> Candidate:
    words = weighed.found.words
    return Candidate(
        value=weighed.value,
        reading=weighed.reading,
        evidence=_evidence(weighed.found),
        score=round(weighed.found.quality, 3),
        reader=words[0].source if words else Source.OCR,
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


def _release(field: Field, *, doubted: bool) -> Field:
    reasons = field.reasons
    if doubted:
        reasons += ("document_in_doubt",)
    if len(field.signs) < 2 and field.reading is not Reading.ABSENT:
        reasons += ("one_sign",)
    decision = Decision.REVIEW if reasons else Decision.ACCEPTED
    return replace(field, decision=decision, reasons=reasons)
