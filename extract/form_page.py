"""One page of a form's sample, taken apart; and what is left of it where somebody filled it in."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import Final

from extract.headings import Heading, headings
from extract.labels import LabelIndex
from extract.layout import segments
from extract.options import groups
from extract.phrases import Phrase, first_line, phrases
from extract.places import places
from extract.questions import Question, questions
from extract.sample import SamplePage
from extract.wording import Wording, is_label_like
from records.types import Word, union

SMALLER: Final = 0.9
"""In a corner, print so much smaller than what stands under it is a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What a page asks, and its headings; `rest` are the phrases that are no label, caption or answer."""

    sample: SamplePage
    found: tuple[Phrase, ...]
    rest: tuple[Phrase, ...]
    asked: tuple[Question, ...]
    headings: tuple[Heading, ...]
    index: LabelIndex


def take_apart(sample: SamplePage) -> FormPage:
    """Return a page with its questions; headings come later, once the title is known."""
    found = phrases(sample)
    rooms = places(sample, found)
    asked = questions(sample, found, rooms)
    used = {id(q.label) for q in asked}
    used |= {id(p) for group in groups(sample, found) for p in group.captions}
    inside = [r.bbox for r in rooms] + [q.place for q in asked if q.place is not None]
    rest = tuple(p for p in found if id(p) not in used and not any(b.holds(p.bbox) for b in inside))
    marks = sample.page.marks
    index = LabelIndex(segments(sample.page.words, marks.boxes, marks.rules))
    return FormPage(sample=sample, found=found, rest=rest, asked=asked, headings=(), index=index)


def with_headings(page: FormPage, title: tuple[str, ...]) -> FormPage:
    """Return the page with its headings, which stand under the lines of the form's `title`."""
    return replace(page, headings=headings(page.sample, page.rest, title))


def without_values(page: FormPage, wording: Wording) -> FormPage:
    """Leave out what somebody may have written in: only words that forms print stay."""
    printed = (_printed(q, page.found, wording) for q in page.asked)
    asked = tuple(
        replace(q, options=tuple(o for o in q.options if is_label_like(o, wording)))
        for q in printed
        if q is not None
    )
    kept = tuple(h for h in page.headings if is_label_like(h.text, wording))
    return replace(page, asked=asked, headings=kept)


def _printed(question: Question, found: tuple[Phrase, ...], wording: Wording) -> Question | None:
    """Return a question with as much of its label as a form prints, or None where nothing is."""
    label = question.label
    if label is None:
        return question
    for words in (label.words, _up_to_number(first_line(label))):
        kept = _up_to_known(words, wording)
        text = " ".join(w.text for w in kept)
        if kept and is_label_like(text, wording):
            box = union(tuple(w.bbox for w in kept))
            return replace(question, label=replace(label, words=kept, bbox=box))
    if re.search(r"\d{2,}", label.text) or question.place is None:
        return None
    under = [p.size for p in found if p is not label and question.place.holds(p.bbox)]
    small = question.stands == "corner" and bool(under) and label.size <= SMALLER * min(under)
    return question if small else None


def _up_to_number(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(itertools.takewhile(lambda w: not re.search(r"\d{2,}", w.text), words))


def _up_to_known(words: tuple[Word, ...], wording: Wording) -> tuple[Word, ...]:
    """Drop the words at the end that no form is known to print, unless a colon or a ? ends them."""
    end = len(words)
    while end and not words[end - 1].text.endswith((":", "?")):
        if is_label_like(words[end - 1].text, wording):
            break
        end -= 1
    return words[:end]
