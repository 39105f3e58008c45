"""Everything found for a field -> one Field: normalised, cross-checked, accepted or sent to review.

Until confidence is calibrated, a value is accepted only on two independent signs: two readers that
looked at the pixels separately, or one reader and a check that would fail on a wrong value. Two
finders on the same words are one sign. Whatever casts doubt on the document as a whole (parsers
that disagree, hidden text) sends every field to review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    is_padded,
    is_placeholder,
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
) -> tuple[Field, ...]:
    """Return one Field per name and index, in the order of the form, fields not found included."""
    context = Context(language=language, date_order=form.date_order.get(language))
    groups: dict[tuple[str, int], list[Weighed]] = defaultdict(list)
    for name, items in _by_name(found).items():
        weighed = [_weigh(f, pages, kind=forms.kind(name), context=context) for f in items]
        for index, group in _indexed(weighed):
            groups[(name, index)] += group
    fields = [_settle(name, index, group) for (name, index), group in groups.items()]
    fields += _absent(form, {f.name for f in fields})
    order = {spec.name: number for number, spec in enumerate(reversed(form.fields))}
    fields.sort(key=lambda f: (-order.get(f.name, -1), f.name, f.index))
    doubted = any(p.code in DOUBT for p in problems)
    return tuple(_release(f, doubted=doubted) for f in _cross_check(fields))


def _by_name(found: tuple[Found, ...]) -> dict[str, list[Found]]:
    by_name: dict[str, list[Found]] = defaultdict(list)
    for item in found:
        by_name[item.spec.name].append(item)
    return by_name


def _indexed(weighed: list[Weighed]) -> list[tuple[int, list[Weighed]]]:
    """Give each place of a repeating field an index; other fields gather all their places at 0."""
    if not weighed[0].found.spec.repeats:
        return [(0, weighed)]
    placed = sorted(weighed, key=lambda w: (w.found.page, w.found.region.top, w.found.region.x0))
    written = [w for w in placed if w.reading is not Reading.BLANK] or placed[:1]
    return [(index, [item]) for index, item in enumerate(written)]


# ---- one find ----------------------------------------------------------------------------------


def _weigh(found: Found, pages: Mapping[int, ReadPage], *, kind: str, context: Context) -> Weighed:
    if found.reading is not Reading.PRESENT:
        return _weigh_empty(found, pages[found.page])
    if found.spec.choices or found.spec.signature:
        return _weigh_choice(found, pages[found.page])
    if is_placeholder(found.text) and normalise(kind, found.text, context=context) is None:
        return Weighed(
            found=found, value=None, reading=Reading.BLANK, signs=("reader", "in_list"), reasons=()
        )
    value = found.choice or normalise(kind, found.text, context=context)
    signs, reasons = ["reader"], []
    second = _second_text(found, pages[found.page])
    agreed = second is not None and (
        normalise(kind, second, context=context) == value or folded(second) == folded(found.text)
    )
    if agreed:
        signs.append("second_reader")
    elif second and folded(second):
        reasons.append("readers_differ")
    if value is None:
        reasons.append("ambiguous_date" if _ambiguous(kind, found.text) else "not_canonical")
    elif kind == "full_name" and "," in found.text:
        reasons.append("name_order")
    elif _in_list(found, kind):
        signs.append("in_list")
    if kind == "a_number" and is_padded(found.text) and not agreed:
        reasons.append("padded")
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
        reading=Reading.PRESENT,
        signs=tuple(signs),
        reasons=tuple(reasons),
    )


def _ambiguous(kind: str, text: str) -> bool:
    return kind in ("date", "datetime") and is_ambiguous_date(text)


def _in_list(found: Found, kind: str) -> bool:
    letters = folded(found.text)
    read_well = min((w.score for w in found.words), default=0.0) >= LIST_SCORE
    return (
        kind in LIST_KINDS
        and len(letters) >= LIST_MIN_LETTERS
        and read_well
        and not was_repaired(kind, found.text)
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
    if found.choice is None:
        reasons.append("several_ticked" if found.ticked > 1 else "choice_unclear")
    if found.ticked == 1 and found.options >= 2:
        signs.append("only_tick")
    elif not found.options and found.choice is not None and not found.spec.signature:
        second = _second_text(found, page)
        if second and folded(second) == folded(found.text):
            signs.append("second_reader")
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
    words = tuple(w for w in page.second if place.holds(w.bbox))
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
    if len({(w.found.page, round(w.found.region.top)) for w in same if w.found.words}) > 1:
        signs += ("repeated",)
    if other:
        reasons += ("places_differ",)
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
