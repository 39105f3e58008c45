"""A form nobody described yet -> a draft of its form file: what was found, where, and which field it may be.

Pure: read pages of a sample in, a `Draft` out; `extract.draft_text` writes it as TOML.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from extract.form_page import FormPage, take_apart, with_headings, without_values
from extract.headings import (
    DMY,
    MDY,
    Heading,
    Imprint,
    heading_over,
    imprint_of,
    languages_of,
    title_of,
)
from extract.labels import folded
from extract.questions import Question
from extract.sample import SamplePage
from extract.suggest import Suggestion, choice_value, label_texts, suggest
from extract.wording import (
    WHOLE_NAME,
    YOU,
    YOUR,
    Wording,
    is_label_like,
    role_of_heading,
)
from records.cleaning import fold
from records.forms import Language
from records.types import BBox

LONGEST: Final = 16
"""`extract.labels` finds labels of so many words at most."""
FILLED: Final = 0.2
"""Share of rooms with something in them from which a sample is taken for a filled one."""
TITLE_KNOWN: Final = 0.5
SHORTEST: Final = 6
"""A label of so few letters is drafted with what stands behind it in brackets: "Other (specify)"."""
ANCHORS: Final = 16
SAME: Final = 95.0
"""Similarity (0 to 100) of two prints of the same words."""
SAME_COLUMN: Final = 4.0
SIGNATURE: Final = re.compile(r"\b(signature|firma|sign here|firme)\b", re.IGNORECASE)
DATED: Final = re.compile(r"\b(date|fecha)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field to be: what is printed, what it may be, and where its answer stands.

    `labels` are the wordings that are found again on the sample; `places` counts where. `named` is the
    field that a draft may name, None where a person has to; `cuts` are several fields and their
    patterns where one box holds them all, as a whole name. `findable` is False where the label alone
    does not lead to the answer.
    """

    page: int
    heading: str | None
    text: str
    labels: tuple[str, ...]
    places: int
    suggestion: Suggestion
    named: str | None
    cuts: tuple[tuple[str, str], ...] = ()
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unread_options: tuple[str, ...] = ()
    repeats: bool = False
    signature: bool = False
    findable: bool = True
    tooltip: str = ""
    zone: BBox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Printed words and their box, by which a page is laid over this one."""

    text: str
    box: BBox


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a sample tells of its form. `pages` are the numbers of those that were looked at.

    `sections` are the printed headings of each role; `filled` is the share of rooms with something
    in them, `left_out` counts phrases that may have been written in by somebody.
    `speaks_to_you` where it asks "you" and nobody said who that is.
    """

    title: tuple[str, ...]
    imprint: Imprint
    languages: tuple[Language, ...]
    date_order: str | None
    pages: tuple[int, ...]
    page_count: int
    page_size: tuple[float, float]
    sections: dict[str, tuple[str, ...]]
    entries: tuple[Entry, ...]
    anchors: tuple[Anchor, ...]
    anchored_page: int
    filled: float
    looks_filled: bool
    left_out: int
    you: str = YOU
    speaks_to_you: bool = False


def draft_form(samples: Sequence[SamplePage], wording: Wording, *, page_count: int) -> Draft:
    """Return the draft of a form from the pages of its sample, in a file of `page_count` pages."""
    told = tuple(s for s in samples if s.page.words)
    sheets = [take_apart(sample) for sample in told]
    title = title_of(sheets[0].sample, sheets[0].rest) if sheets else ()
    sheets = [with_headings(sheet, title) for sheet in sheets]
    asked = [q for sheet in sheets for q in sheet.asked]
    filled = sum(q.filled for q in asked) / len(asked) if asked else 0.0
    looks_filled = filled >= FILLED or any(q.filled and q.stands == "ticks" for q in asked)
    kept, left_out = sheets, 0
    if looks_filled:
        kept = [without_values(sheet, wording) for sheet in sheets]
        left_out = _count(sheets) - _count(kept)
        text = re.sub(r"\d", "", " ".join(title))
        title = title if is_label_like(text, wording, share=TITLE_KNOWN) else ()
    entries = tuple(_named_once(e for sheet in kept for e in _entries(sheet, wording)))
    first = _fullest(kept)
    page = samples[0].page
    return Draft(
        title=_findable_title(title, kept),
        imprint=imprint_of(told),
        languages=languages_of(told),
        date_order=_date_order(told),
        pages=tuple(s.page.number for s in samples),
        page_count=page_count,
        page_size=(round(page.width, 1), round(page.height, 1)),
        sections=_sections(kept, wording),
        entries=entries,
        anchors=_anchors(first) if first else (),
        anchored_page=first.sample.page.number if first else 0,
        filled=round(filled, 2),
        looks_filled=looks_filled,
        left_out=left_out,
        you=wording.you,
        speaks_to_you=wording.you == YOU and any(_is_to_you(s, wording) for s in kept),
    )


def _is_to_you(sheet: FormPage, wording: Wording) -> bool:
    texts = (q.label.text for q in sheet.asked if q.label is not None)
    told = any(YOUR.search(fold(text)) for text in texts)
    return told or any(role_of_heading(h.text, wording) == YOU for h in sheet.headings)


def _count(sheets: list[FormPage]) -> int:
    options = sum(len(q.options) for s in sheets for q in s.asked)
    return sum(len(s.asked) + len(s.headings) for s in sheets) + options


def _fullest(sheets: list[FormPage]) -> FormPage | None:
    """Return the page that asks most: zones and anchors can follow only one."""
    return max(sheets, key=lambda s: len(s.asked), default=None)


# ---- entries -------------------------------------------------------------------------------------


def _entries(sheet: FormPage, wording: Wording) -> Iterator[Entry]:
    """Yield the entries of a page, heading by heading."""
    order = {h: n for n, h in enumerate(_in_columns(sheet))}
    under = [(heading_over(_at(q), sheet.headings), q) for q in sheet.asked]
    under.sort(key=lambda p: (order.get(p[0], -1) if p[0] else -1, p[1].top // 6, p[1].left))
    done: list[tuple[Heading | None, Question]] = []
    for heading, question in under:
        if not any(h is heading and _is_again(question, q) for h, q in done):
            again = sum(h is heading and _is_again(q, question) for h, q in under) > 1
            done.append((heading, question))
            yield _entry(sheet, question, heading, wording, again=again)


def _in_columns(sheet: FormPage) -> list[Heading]:
    half = sheet.sample.page.width * 0.4
    return sorted(sheet.headings, key=lambda h: (h.bbox.x0 > half, h.bbox.top))


def _at(question: Question) -> BBox:
    if question.label is not None:
        return question.label.bbox
    return question.place or BBox(x0=0, top=0, x1=0, bottom=0)


def _is_again(question: Question, before: Question) -> bool:
    """Say whether a question is printed once more under itself: one row or block for each person."""
    if question.label is None or before.label is None:
        return False
    same = folded(question.label.text) == folded(before.label.text)
    return same and abs(question.label.bbox.x0 - before.label.bbox.x0) < SAME_COLUMN


def _entry(
    sheet: FormPage, question: Question, heading: Heading | None, wording: Wording, *, again: bool
) -> Entry:
    text = question.label.text if question.label is not None else ""
    role = role_of_heading(heading.text, wording) if heading else None
    found = suggest(text, section=role, options=question.options, wording=wording)
    if found.name is None and heading is not None:
        found = _by_heading(heading.text, found, wording)
    signature = (
        bool(SIGNATURE.search(text)) and not DATED.search(text) and question.stands != "ticks"
    )
    labels, count = _found_again(sheet, text)
    choices, unread = _choices(question.options, found.kind)
    statement = question.label is not None and question.label.text in question.options
    return Entry(
        page=sheet.sample.page.number,
        heading=heading.text if heading else None,
        text=text,
        labels=labels,
        places=count,
        suggestion=found,
        named=found.name if found.sureness in ("sure", "likely") and labels else None,
        cuts=_cuts(found.name, wording),
        choices=choices,
        unread_options=unread,
        repeats=question.rows > 1 or again,
        signature=signature,
        findable=bool(labels) and question.beside and not statement,
        tooltip=question.tooltip,
        zone=question.place,
    )


def _cuts(name: str | None, wording: Wording) -> tuple[tuple[str, str], ...]:
    role, _, part = (name or "").partition(".")
    return (
        tuple((f"{role}.{p}", pattern) for p, pattern in wording.cuts) if part == WHOLE_NAME else ()
    )


def _by_heading(heading: str, found: Suggestion, wording: Wording) -> Suggestion:
    """Return the hint that a heading gives: the street under "Previous address" is a previous address."""
    over = suggest(heading, section=None, wording=wording)
    if over.name is None or over.kind != found.kind:
        return found
    return replace(over, sureness="hint")


def _found_again(sheet: FormPage, text: str) -> tuple[tuple[str, ...], int]:
    """Return the wordings of a label that the sample shows when asked for them, and in how many places."""
    wordings = [" ".join(t.split()[:LONGEST]) for t in label_texts(text)]
    hits = {t: sheet.index.find(t, key="") for t in wordings}
    if len(wordings) == 2 and {h.words for h in hits[wordings[0]]} == {
        h.words for h in hits[wordings[1]]
    }:
        wordings = wordings[1:] if len(wordings[1]) > SHORTEST else wordings[:1]
    kept = tuple(t for t in wordings if hits[t])
    same = (sum(h.quality >= SAME for h in hits[t]) for t in kept)
    return kept, max(same, default=0)


def _choices(
    options: tuple[str, ...], kind: str
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return value -> captions of tick boxes, and the captions that are no value of the kind."""
    choices: dict[str, tuple[str, ...]] = {}
    unread = []
    for option in options:
        text = option.strip(" :*")
        bare = (label_texts(text) or (text,))[-1]
        value = choice_value(text, kind) or choice_value(bare, kind)
        value = bare if value == text else value
        if value is None or not folded(text):
            unread.append(text)
        else:
            choices[value] = (*choices.get(value, ()), text)
    return choices, tuple(unread)


def _named_once(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Yield the entries; a field that one already names is left to a person at the next."""
    taken: set[str] = set()
    for entry in entries:
        names = {name for name, _ in entry.cuts}
        if entry.named is not None:
            names = names or {entry.named}
            entry = replace(entry, named=None) if names & taken else entry
            taken |= names
        yield entry


# ---- what is said of the form as a whole ---------------------------------------------------------


def _findable_title(title: tuple[str, ...], sheets: list[FormPage]) -> tuple[str, ...]:
    """Return the whole title, or else its first line, as far as the sample shows it when asked."""
    wanted = (" ".join(title), *title) if title else ()
    found = (t for t in wanted if any(s.index.find(t, key="") for s in sheets))
    return tuple(itertools.islice(found, 1))


def _date_order(samples: tuple[SamplePage, ...]) -> str | None:
    text = " ".join(w.text for s in samples for w in s.page.words)
    return "mdy" if MDY.search(text) else "dmy" if DMY.search(text) else None


def _sections(sheets: list[FormPage], wording: Wording) -> dict[str, tuple[str, ...]]:
    sections: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for heading in sheet.headings:
            role = role_of_heading(heading.text, wording)
            if role not in (None, YOU) and sheet.index.find(heading.text, key=""):
                sections[role] = tuple(dict.fromkeys((*sections.get(role, ()), heading.text)))
    return sections


def _anchors(sheet: FormPage) -> tuple[Anchor, ...]:
    """Return printed words that stand once on the page, far from each other."""
    printed = [q.label.text for q in sheet.asked if q.label is not None]
    found = []
    for phrase in dict.fromkeys((*printed, *(h.text for h in sheet.headings))):
        text = (label_texts(phrase) or ("",))[0]
        hits = sheet.index.find(text, key="") if len(folded(text)) >= 6 else []
        if len(hits) == 1 and hits[0].quality >= SAME and len(text.split()) <= LONGEST:
            found.append(Anchor(text=text, box=hits[0].bbox))
    chosen: list[Anchor] = []
    while found and len(chosen) < ANCHORS:
        best = max(found, key=lambda a: min((_apart(a, c) for c in chosen), default=0.0))
        found.remove(best)
        chosen.append(best)
    return tuple(sorted(chosen, key=lambda a: (a.box.top, a.box.x0)))


def _apart(a: Anchor, b: Anchor) -> float:
    return abs(a.box.x_mid - b.box.x_mid) + abs(a.box.y_mid - b.box.y_mid)
