"""One find of a field -> its canonical value, the signs that speak for it and the reasons against.

Whatever could be misread, covered, somebody else's or a placeholder leaves a reason here, and a
field with a reason waits for a person (`extract.decide`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from extract.covered import BLANK_AREA, RIM
from extract.found import NARRATED, RUNNING, WORDED, Found
from extract.labels import folded
from extract.layout import lines
from extract.marks import ink_share, without
from extract.page import ReadPage
from extract.parts import joined_text
from extract.penned import penned
from extract.reread import Reread
from extract.run_on import breaks_off
from extract.tagged import ASKED, TAGGED, is_inferred
from models.constrained import Candidate
from records.forms import NO_VALUE
from records.normalise import (
    Context,
    is_ambiguous_date,
    is_date_like,
    is_padded,
    is_placeholder,
    is_reference,
    is_short_year,
    is_unmistakable,
    normalise,
    was_repaired,
    without_reference,
)
from records.types import BBox, Reading, Source, Word, union

LOW_SCORE: Final = 50.0
"""A word that Tesseract itself scores lower (0 to 100) goes to a person, whatever else speaks
for it."""
LIST_KINDS: Final = frozenset({"country", "relationship", "agency"})
"""Kinds whose values come from a closed list of words: a misread word is in it by rare chance
only."""
CLOSED_KINDS: Final = LIST_KINDS | {"sex", "flag", "role", "category"}
"""Kinds whose values are few, whatever words a page has for them."""
SET_OFF: Final = frozenset({"a_number", "date", "datetime", "name", "full_name", "phone"})
"""Kinds whose values end in a sentence at a comma."""
MARKED_OUT: Final = frozenset({"name", "full_name", "a_number", "address", "phone", "identifier"})
"""Kinds that publishers black out word by word, so that what stands beside a bar may be a rest."""
OPEN_KINDS: Final = frozenset({"name", "full_name", "address", "text"})
"""Kinds of which any word may be a value: "Blanco" and "Nada" are also surnames,
so that such a word waits for a person even where two readers agree on it."""
WORD_RIM: Final = 1.5
"""Points around a word that its own ink may reach."""
BIRTH: Final = ".date_of_birth"
LIST_MIN_LETTERS: Final = 4
LIST_SCORE: Final = 80.0
STEP_RANK: Final[Mapping[str, float]] = {
    "zone@1": 0,
    "label@1": 1,
    "margin@1": 1,
    "beside@1": 2,
    "sentence@1": 2,
    TAGGED: 2.5,
    ASKED: 2.7,
    "carry@1": 3,
    WORDED: 3.5,
    NARRATED: 4,
}
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
    crop: Reread | None = None
    """What the second reader says of the place; None where it was not asked."""
    again: Candidate | None = None
    """Set where the value is the second reader's, not what the first one's words say."""
    layer_differs: bool = False
    """True where a page's other reader, a text layer or Tesseract, says something else."""

    @property
    def text(self) -> str:
        """The text as read, by whichever reader the value is of."""
        return self.found.told if self.again is None else self.again.text

    @property
    def rank(self) -> tuple[int, bool, float, bool, bool, float]:
        """What is smaller comes first: a place that is surer, a value before none, the first reader's."""
        return (
            READING_RANK[self.reading],
            self.found.another,
            STEP_RANK.get(self.found.step, 9),
            self.value is None and self.reading is Reading.PRESENT,
            self.again is not None,
            -self.found.quality,
        )


def place_of(found: Found) -> BBox:
    """Return where a find's words stand, or where it was looked for."""
    return union(tuple(w.bbox for w in found.words)) if found.words else found.region


def weigh(found: Found, pages: Mapping[int, ReadPage], *, kind: str, context: Context) -> Weighed:
    """Return a find with its value, signs and reasons; `pages` by number, `kind` of the vocabulary."""
    weighed = _weigh(found, pages, kind=kind, context=context)
    reasons = penned(found, pages[found.page])
    if is_inferred(found):
        reasons = (*reasons, "label_inferred")
    if found.step == NARRATED or found.spoken:
        reasons = (*reasons, "narrated")
    layer = "readers_differ" in weighed.reasons
    return replace(weighed, reasons=(*weighed.reasons, *reasons), layer_differs=layer)


def _weigh(found: Found, pages: Mapping[int, ReadPage], *, kind: str, context: Context) -> Weighed:
    if found.reading is not Reading.PRESENT:
        return _weigh_empty(found, pages[found.page])
    if found.spec.signature or (found.spec.choices and not _is_written(found, kind)):
        return _weigh_choice(found, pages[found.page])
    chosen = None if found.spec.choices else found.choice
    value = chosen or normalise(kind, without_reference(found.told), context=context)
    empty = value is None and is_placeholder(found.text)
    signs, reasons = ["reader"], []
    second = _second_text(found, pages[found.page])
    agreed = second is not None and (
        folded(second) == folded(found.text)
        or (value is not None and normalise(kind, second, context=context) == value)
    )
    if agreed:
        signs.append("second_reader")
    elif second and folded(second):
        reasons.append("readers_differ")
    if empty and is_reference(found.text):
        reasons += [] if found.rest or found.continues else ["elsewhere"]
    elif empty and kind not in OPEN_KINDS and _read_well(found):
        if _is_all_read(found, pages[found.page]):
            signs.append("in_list")
    elif empty and kind in OPEN_KINDS and not is_unmistakable(found.text):
        reasons.append("placeholder")
    elif value is None and not empty:
        reasons.append("ambiguous_date" if _ambiguous(kind, found.text) else "not_canonical")
    elif kind == "full_name" and "," in found.text:
        reasons.append("name_order")
    elif _in_list(found, kind):
        signs.append("in_list")
    if kind == "a_number" and is_padded(found.text) and not agreed:
        reasons.append("padded")
    if value is not None and found.spec.name.endswith(BIRTH):
        reasons += _birth_doubts(value, found.text)
    reasons += _doubts(found, kind)
    return Weighed(
        found=found,
        value=value,
        reading=Reading.BLANK if empty else Reading.PRESENT,
        signs=tuple(signs),
        reasons=tuple(reasons),
    )


def _birth_doubts(born: str, text: str) -> list[str]:
    """Return the reasons against a birth date: nobody is born tomorrow, and '36 is of two centuries."""
    reasons = ["short_year"] if is_short_year(text) else []
    today = datetime.now(UTC).date().isoformat()
    return [*reasons, "in_future"] if born > today[: len(born)] else reasons


def _is_written(found: Found, kind: str) -> bool:
    """Say whether an answer is written where options are expected, in words that the form does not list.

    A letter alone is read by the page's language too: on a Spanish one M may be a man or a mujer.
    """
    letter = kind == "sex" and len(folded(found.text)) == 1
    listed = found.choice is not None and not letter
    return kind in CLOSED_KINDS and not found.ticks.options and bool(found.text) and not listed


def _doubts(found: Found, kind: str) -> list[str]:
    """Return the reasons against a find that do not depend on its value."""
    reasons = []
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
    in_sentence = found.step == TAGGED and kind in SET_OFF
    told = found.told.rstrip(" ,;") if in_sentence else found.told
    if not found.whole or (kind not in CLOSED_KINDS and breaks_off(told)):
        reasons.append("part_missing")
    if found.continues or found.rest or without_reference(found.text) != found.text:
        reasons.append("elsewhere")
    if found.parted:
        reasons.append("row_unsure")
    if found.step in RUNNING:
        reasons.append("hearsay" if found.reported else "running_text")
    if any(part.ticks.disputed for part in found.parts):
        reasons.append("readers_differ")
    return reasons


def _ambiguous(kind: str, text: str) -> bool:
    return kind in ("date", "datetime") and is_ambiguous_date(text)


def _in_list(found: Found, kind: str) -> bool:
    return (
        kind in LIST_KINDS
        and len(folded(found.text)) >= LIST_MIN_LETTERS
        and _read_well(found)
        and not was_repaired(kind, found.text)
    )


def _is_all_read(found: Found, page: ReadPage) -> bool:
    """Say whether no ink stands in a place beside the words read: "None" typed, and a number by hand."""
    if page.ink is None:
        return False
    words = tuple(w.bbox.grown(x=WORD_RIM, y=WORD_RIM) for w in page.words)
    region = found.region.grown(x=-RIM, y=-RIM)
    return ink_share(without(page.ink.grid(), words), region) * region.area < BLANK_AREA


def _read_well(found: Found) -> bool:
    """Say whether OCR saw the words and is sure of them; a filled field may hold what nobody can see."""
    return bool(found.words) and all(
        w.source is Source.OCR and w.score >= LIST_SCORE for w in found.words
    )


def _weigh_empty(found: Found, page: ReadPage) -> Weighed:
    """Weigh an empty box: it has two signs when neither reader saw a word there and the ink test agrees."""
    unexplained = [w for part in (found.parts or (found,)) for w in _unexplained(part, page)]
    signs: tuple[str, ...] = ("reader",)
    if found.reading is Reading.BLANK and found.bounded and not unexplained and _has_room(found):
        signs = ("reader", "ink_test")
    if found.reading is Reading.REDACTED and found.bounded:
        signs = ("reader", "bar_test")
    reasons = () if found.reading is not Reading.ILLEGIBLE else ("illegible",)
    if not found.section:
        reasons = (*reasons, "role_unsure")
    if not found.whole:
        reasons = (*reasons, "part_missing")
    return Weighed(found=found, value=None, reading=found.reading, signs=signs, reasons=reasons)


def _has_room(found: Found) -> bool:
    """Say whether all that a place asks with was seen: a field to tick with no or one tick box was not."""
    return not found.spec.choices or found.ticks.options >= 2


def _weigh_choice(found: Found, page: ReadPage) -> Weighed:
    signs, reasons = ["reader"], []
    ticks = found.ticks
    if found.choice is None:
        reasons.append("several_ticked" if ticks.ticked > 1 else "choice_unclear")
    if ticks.unread:
        reasons.append("caption_unread")
    if ticks.disputed:
        reasons.append("readers_differ")
    if ticks.loose:
        reasons.append("loose_mark")
    if ticks.ticked == 1 and ticks.options >= 2 and not ticks.loose:
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
        value=found.choice or None,
        reading=Reading.BLANK if found.choice == NO_VALUE else Reading.PRESENT,
        signs=tuple(signs),
        reasons=tuple(reasons),
    )


def _second_text(found: Found, page: ReadPage) -> str | None:
    """Return what the second reader has at the place of the words found, or None."""
    if not page.second or not (found.words or found.parts):
        return None
    if found.parts:
        return joined_text([(p.spec, _second_of_part(p, page)) for p in found.parts]) or None
    places = _rows(found)
    words = tuple(w for w in page.second if any(p.holds(w.bbox) or w.bbox.holds(p) for p in places))
    if all(w.source is Source.FORM_FIELD for w in found.words):
        words = tuple(w for w in words if found.region.holds(w.bbox))
    return " ".join(w.text for line in lines(words) for w in line) or None


def _rows(found: Found) -> list[BBox]:
    """Return the lines of a find, each to its right edge; left of the first may stand its label."""
    rows = [union(tuple(w.bbox for w in line)) for line in lines(found.words)]
    right = max(row.x1 for row in rows)
    tops = [rows[0].top, *(min(a.bottom, b.top) for a, b in pairwise(rows))]
    return [
        replace(row, top=top, x1=right).grown(x=2, y=2) for row, top in zip(rows, tops, strict=True)
    ]


def _second_of_part(part: Found, page: ReadPage) -> str:
    """Return what the second reader has for a part; a tick is no reading of words, so it stands."""
    if part.spec.captions:
        return part.text
    if part.words:
        return _second_text(part, page) or ""
    return " ".join(word.text for word in _unexplained(part, page))


def _unexplained(found: Found, page: ReadPage) -> list[Word]:
    """Return the second reader's words in an empty place that are no print the first one saw there."""
    second = [w for w in page.second if found.region.holds(w.bbox) and folded(w.text)]
    printed = folded(" ".join(w.text for w in page.words if found.region.holds(w.bbox)))
    return [w for w in second if folded(w.text) not in printed]
