"""What a form's page says of itself: title, form number, revision, OMB number, languages, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from extract.classify import ENGLISH, SPANISH
from extract.editions import OMB, REVISED
from extract.labels import folded
from extract.layout import lines
from extract.nearness import NOTES
from extract.phrases import Phrase, lines_of, type_size
from extract.places import SHADED
from extract.sample import SamplePage
from records.forms import Language
from records.types import BBox, Word, union

HEAD: Final = 0.22
"""The title stands in this part of the page, from the top."""
AS_LARGE: Final = 0.92
"""Lines of a title differ by no more than this in size."""
TITLED: Final = 1.1
"""A title is so much larger than most print."""
LEAST_TITLE: Final = 6
"""Letters of a title."""
MARGIN: Final = 0.12
"""Form numbers and the like stand in this part of the page, at the top and the bottom."""
LARGER: Final = 1.2
BOLDER: Final = 1.3
"""A heading is so much larger than most print, or its strokes are so much thicker."""
MOST_WORDS: Final = 14
SECOND_LANGUAGE: Final = 0.25
"""Share of the commonest words from which a form speaks a second language."""

AGENCY: Final = re.compile(
    r"\b(department|departamento|administration|office|services?|bureau|agency|ministerio|secretar[ií]a|"
    r"republic|rep[uú]blica|united states|u\.?s\.? )\b",
    re.IGNORECASE,
)
NUMBER: Final = re.compile(
    r"\b(?:form|formulario|forma)\b\s*(?:no\.?|number|n[uú]m\.?|#)?[:\s]*"
    r"([A-Z0-9][A-Z0-9/.-]*\d[A-Z0-9/-]*)(?:\s+(\d{1,2}/\d{1,2}/\d{2,4})\b)?",
    re.IGNORECASE,
)
BARE_NUMBER: Final = re.compile(
    r"(?<![-\d/])\b((?!JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
    r"[A-Z]{1,5}(?:/[A-Z]{1,4})?-\d{1,4}[A-Za-z]{0,2})\b(?![-/\d])"
)
MDY: Final = re.compile(r"\bmm\s*[/-]\s*dd\s*[/-]", re.IGNORECASE)
DMY: Final = re.compile(r"\bdd\s*[/-]\s*mm\s*[/-]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A printed heading and where it stands."""

    page: int
    text: str
    bbox: BBox


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What stands in the margins; "" where it was not found. `marks` are its wordings as printed."""

    number: str = ""
    revision: str = ""
    revision_pattern: str = ""
    omb: str = ""
    marks: tuple[str, ...] = ()


def title_of(sample: SamplePage, found: tuple[Phrase, ...]) -> tuple[str, ...]:
    """Return the lines of the largest print near the top, agencies' names left out."""
    cells = sample.page.marks.boxes
    near = [
        p
        for p in found
        if p.bbox.bottom < HEAD * sample.page.height
        and sum(c.isalpha() for c in p.text) >= LEAST_TITLE
        and len(p.words) <= MOST_WORDS
        and _is_legible(p.text)
        and p.ground >= SHADED
        and (p.box is None or cells[p.box].width > 0.3 * sample.page.width)
        and not NUMBER.fullmatch(p.text)
    ]
    named = [p for p in near if not AGENCY.search(p.text)] or near
    if not named:
        return ()
    usual = _quarter([type_size(w) for w in sample.page.words])
    named = [p for p in named if p.size >= TITLED * usual]
    if not named:
        return ()
    weight = {id(p): p.size * (1.1 if p.text.isupper() else 1.0) for p in named}
    first = max(named, key=lambda p: (round(weight[id(p)], 1), -p.bbox.top))
    told = [first]
    for phrase in named:
        size = first.size
        under = 0 <= phrase.bbox.top - told[-1].bbox.bottom < 0.8 * size
        if under and phrase.size >= AS_LARGE * size and phrase.ground >= SHADED:
            told.append(phrase)
    return tuple(line for p in told for line in lines_of(p))


def _is_legible(text: str) -> bool:
    """Tell print from what OCR makes of stamps and scrawls: real words, or one long one in capitals."""
    letters = sum(c.isalpha() or c in " '-/" for c in text)
    words = [w for w in text.split() if sum(c.isalpha() for c in w) >= 3]
    alone = text.isupper() and len(text) >= 8
    return letters >= 0.8 * len(text) and (len(words) >= 2 or alone)


def imprint_of(samples: tuple[SamplePage, ...]) -> Imprint:
    """Return form number, revision and OMB number from the heads and feet of the pages."""
    told = [line for sample in samples for line in _margin_lines(sample)]
    numbered = [m for line in told if (m := NUMBER.search(line))]
    number = numbered[0][1] if numbered else _bare_number(told)
    after = next((m[2] for m in numbered if m[1] == number and m[2]), "")
    revised = next((m for line in told if (m := REVISED.search(line))), None)
    omb = next((m for line in told if (m := OMB.search(line))), None)
    marks = dict.fromkeys(
        m[0][: m.end(1) - m.start()] for m in numbered if m[1].casefold() == number.casefold()
    )
    printed = tuple(marks) or ((number,) if number else ())
    return Imprint(
        number=number,
        revision=revised[1] if revised else after,
        revision_pattern=_revision_pattern(number, revised, after),
        omb=omb[1] if omb else "",
        marks=(*printed[:2], *((omb[0],) if omb else ())),
    )


def _bare_number(told: list[str]) -> str:
    others = (line for line in told if not OMB.search(line))
    return next((m[1] for line in others if (m := BARE_NUMBER.search(line))), "")


def _revision_pattern(number: str, revised: re.Match[str] | None, after: str) -> str:
    """Return a pattern for other revisions, printed as this one is: after a word, or after the number."""
    if revised is not None and re.fullmatch(r"[\d/]+", revised[1]):
        word = re.sub(r"[^\w.]", "", revised[0][: revised.start(1) - revised.start()].split()[0])
        return rf"\b{literal(word)}[:\s]*({DATE})"
    return rf"{literal(number)}\s+({DATE})" if after else ""


def literal(text: str) -> str:
    """Return a pattern that finds just this text."""
    return re.escape(text).replace(r"\-", "-").replace(r"\/", "/")


DATE: Final = r"\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}/\d{4}"


def _margin_lines(sample: SamplePage) -> Iterator[str]:
    page = sample.page
    outer = tuple(
        w
        for w in page.words
        if w.bbox.bottom < MARGIN * page.height or w.bbox.top > (1 - MARGIN) * page.height
    )
    for line in lines(outer):
        part: list[Word] = [line[0]]
        for before, word in pairwise(line):
            if word.bbox.x0 - before.bbox.x1 > 3 * before.bbox.height:
                yield " ".join(w.text for w in part)
                part = []
            part.append(word)
        yield " ".join(w.text for w in part)


def languages_of(samples: tuple[SamplePage, ...]) -> tuple[Language, ...]:
    """Return the languages that a form is printed in, the main one first; English where nothing tells."""
    words = [w.text.casefold().strip(".,:;()¿?") for s in samples for w in s.page.words]
    spanish, english = sum(w in SPANISH for w in words), sum(w in ENGLISH for w in words)
    both: tuple[Language, Language] = ("es", "en") if spanish > english else ("en", "es")
    less, more = sorted((spanish, english))
    return both if less >= max(3, SECOND_LANGUAGE * more) else both[:1]


def headings(
    sample: SamplePage, rest: tuple[Phrase, ...], title: tuple[str, ...]
) -> tuple[Heading, ...]:
    """Return the headings among the phrases that are no labels and no captions, from the top."""
    titled = [p.bbox.bottom for p in rest if p.text in " ".join(title)]
    under = max(titled, default=0.0)
    told = [p for p in rest if p.bbox.top >= under and _is_short(p)]
    sizes = [w for p in rest for w in [p.size] * len(p.words)]
    strokes = [p.stroke for p in rest for _ in p.words]
    if not sizes:
        return ()
    usual, thin = median(sizes), _quarter(strokes)
    page = sample.page
    found = []
    for phrase in told:
        banded = phrase.ground < SHADED
        large = phrase.size >= LARGER * usual
        capital = phrase.text.isupper() and len(phrase.words) >= 2
        part = phrase if banded or large or capital else _bold_part(phrase, sample, BOLDER * thin)
        outer = phrase.bbox.bottom < 0.04 * page.height or phrase.bbox.top > 0.92 * page.height
        note = part is not None and folded(part.text) in NOTES
        if part is not None and not (outer or note or AGENCY.match(part.text)):
            text = part.text.strip(" *:.")
            if sum(c.isalpha() for c in text) >= 4 and not NUMBER.fullmatch(text):
                found.append(Heading(page=page.number, text=text, bbox=part.bbox))
    return tuple(found)


def _is_short(phrase: Phrase) -> bool:
    sentence = phrase.text.endswith(".") and len(phrase.words) > 4
    return len(phrase.words) <= MOST_WORDS and not sentence and phrase.rows <= 3


def _quarter(measures: list[float]) -> float:
    """Return what a page's thin or small print measures: the lower quartile; headings may outweigh it."""
    return sorted(measures)[len(measures) // 4]


def _bold_part(phrase: Phrase, sample: SamplePage, least: float) -> Phrase | None:
    """Return the bold words that begin a phrase, or None: "Mailing Address (optional)"."""
    how = {id(w): p.stroke for w, p in zip(sample.page.words, sample.prints, strict=False)}
    bold: list[Word] = []
    for word in phrase.words:
        if how.get(id(word), 0.0) < least:
            break
        bold.append(word)
    if len(bold) < 1 or len(bold) < len(phrase.words) / 3:
        return None
    return replace(phrase, words=tuple(bold), bbox=union(tuple(w.bbox for w in bold)))


def heading_over(bbox: BBox, above: tuple[Heading, ...]) -> Heading | None:
    """Return the heading under which something stands: the last one over it, in its own column."""
    over = [h for h in above if h.bbox.top <= bbox.top + 2 and h.bbox.x0 <= bbox.x0 + 40]
    if not over:
        return None
    column = max(h.bbox.x0 for h in over)
    own = [h for h in over if column - h.bbox.x0 < COLUMN]
    return max(own, key=lambda h: h.bbox.top)


COLUMN: Final = 150.0
"""Headings further apart than this head columns of their own."""
