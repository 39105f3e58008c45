"""Page -> document type; a stream of pages -> documents (splitting a bundle).

Scores are raw sums of printed signs, not probabilities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from extract.continued import rests
from extract.labels import LabelIndex, folded
from extract.layout import Segment, segments
from extract.page import ReadPage
from records.forms import FormSet, FormSpec, Language

TITLE_QUALITY: Final = 92.0
"""Similarity (0 to 100) a title needs: "Notification of Release" is not "Verification of Release"."""
TITLE_WEIGHT: Final = 0.6
MARK_WEIGHT: Final = 0.3
LABEL_WEIGHT: Final = 0.4
LABELS_FOR_ALL: Final = 10
"""So many of a form's labels on one page count in full."""
ENOUGH: Final = 0.5
TITLE_SHARE: Final = 0.55
"""Share of its line that a title fills; a form's name inside a sentence is no title."""
TITLE_LEAD: Final = 0.4
"""Share of a title's length that may stand before it; more is a sentence or an answer that ends in it."""
NARRATIVE_WORDS: Final = 30
NARRATIVE_SHARE: Final = 0.4

PAGE_OF: Final = re.compile(
    r"(?:page|p[aá]gina|p[aá]g\.?)\s*(\d{1,3})\s*(?:of|de|/)\s*(\d{1,3})|(\d{1,3})\s+of\s+(\d{1,3})\s+pages",
    re.IGNORECASE,
)
OPENING: Final = re.compile(
    r"^(dear|to|from|date|re|subject|case note|estimad[oa]s?|fecha|asunto|para|de|memorandum|carta)\b",
    re.IGNORECASE,
)
SPANISH: Final = frozenset(
    "el la los las de del que y en un una por con para su fue se nombre fecha nacimiento menor número "
    "dirección apellidos teléfono país madre padre".split()
)
ENGLISH: Final = frozenset(
    "the of and to in a is was for on with by name date birth number address minor child phone country "
    "mother father from that his her".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """A page with its type; `titled` says that the form's own title stands on it."""

    page: ReadPage
    document_type: str
    score: float
    language: Language
    titled: bool
    labels: frozenset[str]
    number_of: tuple[int, int] | None
    index: LabelIndex | None = None
    """The page's words as they were searched for labels, for whoever searches them again."""


def page_language(page: ReadPage) -> Language:
    """Return the language that most of a page's commonest words belong to; English on a tie."""
    words = [w.text.casefold().strip(".,:;()") for w in page.words]
    spanish, english = sum(w in SPANISH for w in words), sum(w in ENGLISH for w in words)
    return "es" if spanish > english else "en"


def classify(page: ReadPage, forms: FormSet) -> Classified:
    """Return the document type whose printed signs a page carries, "narrative" or "unknown"."""
    found = segments(page.words, page.marks.boxes)
    index = LabelIndex(found, holders=forms.holders)
    told = _told(page, forms, found, index)
    return replace(told, index=index)


def _told(
    page: ReadPage, forms: FormSet, found: tuple[Segment, ...], index: LabelIndex
) -> Classified:
    scored = [_score(page, form, found, index) for form in forms.forms.values()]
    best = max(scored, key=lambda s: (s.titled, s.score, len(s.labels)), default=None)
    if best is not None and best.score >= ENOUGH:
        return best
    labels = best.labels if best is not None else frozenset()
    told = sum(len(s.words) for s in found if len(s.words) >= 7)
    share = told / max(1, len(page.words))
    if "narrative" in forms.forms and told >= NARRATIVE_WORDS and share >= NARRATIVE_SHARE:
        return _classified(page, "narrative", min(1.0, share), labels=labels)
    return _classified(page, "unknown", 0.0, labels=labels)


def _classified(
    page: ReadPage,
    document_type: str,
    score: float,
    *,
    labels: frozenset[str],
    titled: bool = False,
) -> Classified:
    return Classified(
        page=page,
        document_type=document_type,
        score=round(score, 3),
        language=page_language(page),
        titled=titled,
        labels=labels,
        number_of=_number_of(page),
    )


def _number_of(page: ReadPage) -> tuple[int, int] | None:
    match = PAGE_OF.search(" ".join(w.text for w in page.words))
    if match is None:
        return None
    number, count = (int(g) for g in match.groups() if g is not None)
    return (number, count) if 1 <= number <= count else None


def _score(
    page: ReadPage, form: FormSpec, found: tuple[Segment, ...], index: LabelIndex
) -> Classified:
    titled = any(
        _is_title(title, found, index) for titles in form.titles.values() for title in titles
    )
    marked = any(
        len(folded(mark)) >= 4 and index.find(mark, key="", inside=True) for mark in form.marks
    )
    printed = {
        label.key for label in form.printed if any(not hit.loose for hit in index.find_label(label))
    }
    labels = frozenset(form.fields[int(key)].name for key in printed)
    score = TITLE_WEIGHT * titled + MARK_WEIGHT * marked
    if form.fields and form.titles:
        score += LABEL_WEIGHT * min(1.0, len(labels) / min(LABELS_FOR_ALL, len(form.fields)))
    return _classified(page, form.type, min(1.0, score), labels=labels, titled=titled)


def _is_title(title: str, found: tuple[Segment, ...], index: LabelIndex) -> bool:
    for hit in index.find(title, key=""):
        if hit.quality < TITLE_QUALITY:
            continue
        line = next(s for s in found if hit.words[0] in s.words)
        lead = folded("".join(w.text for w in line.words[: line.words.index(hit.words[0])]))
        length = len(folded(title))
        if length >= TITLE_SHARE * len(folded(line.text)) and len(lead) <= TITLE_LEAD * length:
            return True
    return False


def split(pages: Sequence[Classified], forms: FormSet) -> tuple[tuple[Classified, ...], ...]:
    """Cut the pages of a file into documents; every page lands in exactly one, in order.

    A blank page stays with the document before it. A page goes on with the document before it when its
    type says so (same form and not its beginning again, continuation sheet numbered on, untitled page).
    """
    documents: list[list[Classified]] = []
    for page in pages:
        if documents and (page.page.blank or _goes_on(documents[-1], page, forms)):
            documents[-1].append(page)
        else:
            documents.append([page])
    return tuple(tuple(d) for d in documents)


def _goes_on(document: list[Classified], page: Classified, forms: FormSet) -> bool:
    read = [p for p in document if not p.page.blank]
    if not read:
        return True
    first, last = read[0], read[-1]
    numbered = page.number_of is not None and page.number_of[0] > 1
    counted = last.number_of and page.number_of and page.number_of[0] == last.number_of[0] + 1
    form = forms.forms.get(first.document_type)
    if page.document_type == first.document_type == "narrative":
        return bool(counted) or not _opens(page.page)
    if form is None or len(read) >= form.max_pages or first.document_type == "unknown":
        return False
    if page.document_type == first.document_type and form.continues:
        return True
    if page.document_type == first.document_type:
        return bool(counted) or (not numbered and not _begins_again(read, page))
    if page.document_type in ("unknown", "narrative") and rests(page.page):
        return True
    if page.document_type == "narrative" and not counted:
        return False
    return page.document_type in ("unknown", "narrative") and bool(page.labels or counted)


def _begins_again(read: list[Classified], page: Classified) -> bool:
    seen = frozenset().union(*(p.labels for p in read))
    repeated = len(page.labels & seen) / max(1, len(page.labels))
    return page.titled and repeated >= 0.5


def _opens(page: ReadPage) -> bool:
    """Say whether a letter or note begins on this page."""
    top = [s for s in segments(page.words, ()) if s.bbox.top < page.height * 0.4]
    return any(OPENING.match(s.text) for s in top)
