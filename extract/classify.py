"""Page -> document type; a stream of pages -> documents (splitting a bundle).

Scores are raw sums of printed signs, not probabilities. A page whose signs are not enough for any form may be
typed by its words (`bywords.py`); such a score is less than any that signs reach, and the type waits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from extract.bywords import told_by_words
from extract.continued import rests
from extract.editions import bears_number, outer_lines
from extract.labels import LabelIndex, folded
from extract.layout import Segment, lines, segments
from extract.page import ReadPage
from extract.wordtags import PageTagger, tagged
from records.forms import FormSet, FormSpec, Language

TITLE_QUALITY: Final = 92.0
"""Similarity (0 to 100) a title needs: "Notification of Release" is not "Verification of Release"."""
TITLE_WEIGHT: Final = 0.6
MARK_WEIGHT: Final = 0.3
LABEL_WEIGHT: Final = 0.4
LABELS_FOR_ALL: Final = 10
"""So many of a form's labels on one page count in full."""
NUMBER_WEIGHT: Final = 0.49
"""A form number of an edition in head or foot: with a few labels a type, with all of them a sure one."""
ENOUGH: Final = 0.5
OTHER: Final = 0.25
"""Score from which words say surely enough that a page is of another type than the one before it."""
AGAIN: Final = 3
"""So many labels that a document had already make a page the beginning of the next of its type."""
TITLE_SHARE: Final = 0.55
"""Share of its line that a title fills; a form's name inside a sentence is no title."""
TITLE_LEAD: Final = 0.4
"""Share of a title's length that may stand before it; more is a sentence or an answer that ends in it."""
NARRATIVE_WORDS: Final = 30
NARRATIVE_SHARE: Final = 0.4

PAGE_OF: Final = re.compile(
    r"(?:page|p[aá]gina|p[aá]g\.?)\s*([\dlI|]{1,3}?)\s*(?:[o0]f|de|/)\s*([\dlI|]{1,3})\b"
    r"|(\d{1,3})\s+of\s+(\d{1,3})\s+pages",
    re.IGNORECASE,
)
"""A page's number and how many there are; OCR reads a lone 1 as l or I, and "2 of 3" as "20f3"."""
ONES: Final = str.maketrans("lI|Liıİ", "1111111")
FOOT: Final = 0.1
"""Share of a page's height, from below, where a form prints its number."""
FOOTING: Final = (8, 90.0)
"""Letters and digits that a foot has at least; the similarity (0 to 100) of those of one document."""
FORM_FOOT: Final = re.compile(r"form|rev|omb")
"""What a foot says that is a form's own; others may be answers."""
OTHER_FOOTING: Final = 70.0
"""Similarity of feet under which two pages are of two documents."""
WRAPPED: Final = 0.4
"""A title on two lines stands in this share of a page, from the top."""
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
    by_signs: str = ""
    """What its signs alone make of a page whose type its words told: "narrative" or "unknown"; else ""."""
    footing: str = ""
    """What a page prints in its foot but for its own number, folded: the form's number and revision."""
    index: LabelIndex | None = None
    """The page's words as they were searched for labels, for whoever searches them again."""


def page_language(page: ReadPage) -> Language:
    """Return the language that most of a page's commonest words belong to; English on a tie."""
    words = [w.text.casefold().strip(".,:;()") for w in page.words]
    spanish, english = sum(w in SPANISH for w in words), sum(w in ENGLISH for w in words)
    return "es" if spanish > english else "en"


def classify(page: ReadPage, forms: FormSet, tagger: PageTagger | None = None) -> Classified:
    """Return the document type whose printed signs a page carries, "narrative" or "unknown".

    Where it carries none, its words tell the type, and the fields that it asks for, as the `tagger` says.
    """
    found = segments(page.words, page.marks.boxes, page.marks.rules)
    index = LabelIndex(found, holders=forms.holders)
    told = _told(page, forms, found, index, tagger)
    return replace(told, index=index)


def _told(
    page: ReadPage,
    forms: FormSet,
    found: tuple[Segment, ...],
    index: LabelIndex,
    tagger: PageTagger | None,
) -> Classified:
    outer = tuple(outer_lines(page))
    best: Classified | None = None
    scored: list[Classified] = []
    for wrapped in ((), _wrapped(page, found)):  # a title on one line comes before one on two
        if best is None or not best.titled:
            scored = [
                _score(page, form, found, index, outer=outer, wrapped=wrapped)
                for form in forms.forms.values()
            ]
            best = max(scored, key=lambda s: (s.titled, s.score, len(s.labels)), default=None)
    if best is not None and best.score >= ENOUGH:
        return best
    labels = best.labels if best is not None else frozenset()
    signed = _without_form(page, forms, found, labels)
    asked = None if tagger is None or page.blank else partial(_asked, page, tagger)
    likely = told_by_words(found, page.height, forms, asked=asked)
    if likely is None or likely[0] == "unknown":
        return signed
    own = next(s for s in scored if s.document_type == likely[0])
    score = round(ENOUGH * min(likely[1], 0.99), 3)  # less than what signs are enough for
    return replace(own, score=score, by_signs=signed.document_type)


def _asked(page: ReadPage, tagger: PageTagger) -> set[str]:
    """Return the fields that a page asks for, as the tagger says."""
    return {label.name for label in tagged(page, tagger).labels if label.name is not None}


def _without_form(
    page: ReadPage, forms: FormSet, found: tuple[Segment, ...], labels: frozenset[str]
) -> Classified:
    """Return a page that no form claims: running text, or nothing known."""
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
        footing=_footing(page),
    )


def _footing(page: ReadPage) -> str:
    below = tuple(w for w in page.words if w.bbox.top > (1 - FOOT) * page.height)
    texts = (" ".join(w.text for w in line) for line in lines(below))
    printed = (folded(PAGE_OF.sub(" ", text)) for text in texts)
    return max((t for t in printed if any(c.isdigit() for c in t)), key=len, default="")


def _number_of(page: ReadPage) -> tuple[int, int] | None:
    match = PAGE_OF.search(" ".join(w.text for w in page.words))
    if match is None:
        return None
    number, count = (int(g.translate(ONES)) for g in match.groups() if g is not None)
    return (number, count) if 1 <= number <= count else None


def _score(
    page: ReadPage,
    form: FormSpec,
    found: tuple[Segment, ...],
    index: LabelIndex,
    *,
    outer: tuple[str, ...],
    wrapped: tuple[str, ...],
) -> Classified:
    titled = any(
        _is_title(title, found, index) or _is_wrapped(title, wrapped)
        for titles in form.titles.values()
        for title in titles
    )
    marked = any(
        len(folded(mark)) >= 4 and index.find(mark, key="", inside=True) for mark in form.marks
    )
    printed = {
        label.key for label in form.printed if any(not hit.loose for hit in index.find_label(label))
    }
    labels = frozenset(form.fields[int(key)].name for key in printed)
    numbered = not titled and bears_number(outer, form)
    score = TITLE_WEIGHT * titled + MARK_WEIGHT * marked + NUMBER_WEIGHT * numbered
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


def _wrapped(page: ReadPage, found: tuple[Segment, ...]) -> tuple[str, ...]:
    """Return what stands on two lines close below each other near the top of a page, folded."""
    top = [s for s in found if s.bbox.top < WRAPPED * page.height]
    return tuple(
        folded(one.text) + folded(two.text)
        for one in top
        for two in top
        if 0 <= two.bbox.top - one.bbox.bottom < one.bbox.height
        and abs(two.bbox.height - one.bbox.height) < 0.4 * one.bbox.height
        and (
            abs(two.bbox.x_mid - one.bbox.x_mid) < one.bbox.height
            or abs(two.bbox.x0 - one.bbox.x0) < 0.5 * one.bbox.height
        )
    )


def _is_wrapped(title: str, wrapped: tuple[str, ...]) -> bool:
    wanted = folded(title)
    return any(fuzz.ratio(wanted, text) >= TITLE_QUALITY for text in wrapped)


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
    if _is_next(last, page) and not page.titled and _is_one_paper(last, page):
        return True
    form = forms.forms.get(first.document_type)
    if page.document_type == first.document_type == "narrative":
        return bool(counted) or not _opens(page.page)
    if form is None or len(read) >= form.max_pages or first.document_type == "unknown":
        return False
    joined = _goes_on_untyped(last, page, counted=bool(counted), numbered=numbered)
    if first.by_signs or page.by_signs:
        # a document that printed signs typed may be released: no page joins it on words alone
        likely = _goes_on_by_words(read, page, counted=bool(counted))
        return likely and (bool(first.by_signs) or joined)
    if page.document_type == first.document_type and form.continues:
        return True
    if page.number_of is not None and page.number_of[0] == 1:
        return False
    if page.document_type == first.document_type:
        return bool(counted) or (not numbered and not _begins_again(read, page))
    return joined


def _goes_on_untyped(last: Classified, page: Classified, *, counted: bool, numbered: bool) -> bool:
    """Say whether a page that no form claims by its signs goes on with the document before it."""
    plain = page.by_signs or page.document_type
    if plain not in ("unknown", "narrative"):
        return False
    if rests(page.page):
        return True
    if _is_one_paper(last, page):
        return page.number_of is None or numbered
    return counted or (plain == "unknown" and bool(page.labels))


def _goes_on_by_words(read: list[Classified], page: Classified, *, counted: bool) -> bool:
    """Say whether a page goes on with a document where the type of either is told by words alone.

    It does where it is likely of the same type and asks other things, or of a type that nobody can tell.
    """
    first, last = read[0], read[-1]
    if page.titled or (page.number_of is not None and page.number_of[0] == 1):
        return False
    if counted or rests(page.page) or _is_one_paper(last, page):
        return True
    if _is_complete(last) or _is_other_paper(last, page):
        return False
    if page.document_type == first.document_type:
        return not _asks_again(read, page)
    plain = page.by_signs or page.document_type
    unsure = page.document_type == "unknown" or (bool(page.by_signs) and page.score < OTHER)
    return unsure and plain == "unknown" and bool(page.labels)


def _asks_again(read: list[Classified], page: Classified) -> bool:
    """Say whether a page has most of its labels in common with the document before it."""
    seen = frozenset().union(*(p.labels for p in read))
    return len(page.labels & seen) >= max(AGAIN, 0.5 * len(page.labels))


def _is_next(last: Classified, page: Classified) -> bool:
    """Say whether two pages number themselves "2 of 3" and "3 of 3"."""
    if last.number_of is None or page.number_of is None:
        return False
    (before, whole), (number, count) = last.number_of, page.number_of
    return (before + 1, whole) == (number, count)


def _is_complete(last: Classified) -> bool:
    """Say whether a page numbers itself as the last one."""
    return last.number_of is not None and last.number_of[0] == last.number_of[1]


def _is_one_paper(one: Classified, other: Classified) -> bool:
    """Say whether two pages print the same in their feet, their numbers aside."""
    return _alike(one, other, otherwise=0.0) >= FOOTING[1]


def _is_other_paper(one: Classified, other: Classified) -> bool:
    """Say whether two pages print in their feet what they would not on one paper."""
    numbered = all(FORM_FOOT.search(page.footing) for page in (one, other))
    return numbered and _alike(one, other, otherwise=100.0) < OTHER_FOOTING


def _alike(one: Classified, other: Classified, *, otherwise: float) -> float:
    """Return how alike two feet are, 0 to 100; `otherwise` where one says too little."""
    if min(len(one.footing), len(other.footing)) < FOOTING[0]:
        return otherwise
    return fuzz.ratio(one.footing, other.footing)


def is_joined_by_words(group: Sequence[Classified]) -> bool:
    """Say whether pages typed by their words alone lie together for no better reason than these."""
    read = [page for page in group if not page.page.blank]
    return any(
        bool(one.by_signs or other.by_signs)
        and not (_is_next(one, other) or _is_one_paper(one, other))
        for one, other in pairwise(read)
    )


def is_begun_unsurely(group: Sequence[Classified]) -> bool:
    """Say whether nothing on the first page of a document tells that one begins: no title, no "1 of 3".

    Where other pages lie before it in the file, it may as well go on with them.
    """
    first = next((page for page in group if not page.page.blank), group[0])
    return not first.titled and (first.number_of is None or first.number_of[0] != 1)


def _begins_again(read: list[Classified], page: Classified) -> bool:
    seen = frozenset().union(*(p.labels for p in read))
    repeated = len(page.labels & seen) / max(1, len(page.labels))
    return page.titled and repeated >= 0.5


def _opens(page: ReadPage) -> bool:
    """Say whether a letter or note begins on this page."""
    top = [s for s in segments(page.words, ()) if s.bbox.top < page.height * 0.4]
    return any(OPENING.match(s.text) for s in top)
