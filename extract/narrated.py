"""What the running text of a document states, by rules and by a model that learned on narratives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Protocol

from extract.classify import Classified
from extract.found import EVENTS, NARRATED, WORDED, Found
from extract.layout import Text, continued, line_height, lines, running_text
from extract.stamped import without_stamps
from models.lexicon import Language
from models.running import FLAG, Stated
from records.forms import FieldSpec, FormSpec
from records.types import Reading, Word, union

APART: Final = "separation."
TRIMMED: Final = " \t\n.,;:"


class TextReader(Protocol):
    """Says what a text states."""

    def stated(self, text: str) -> Iterator[Stated]:
        """Yield what a text states, by character offsets."""


LONG: Final = 8
"""Words from which a line may be one of a paragraph."""
GAP: Final = 2.5
"""Largest gap within such a line, in heights of it: columns and boxes stand farther apart."""
END: Final = re.compile(r"[^\W_]{3,}[.!?]\W*$")
"""A word that ends a sentence; "No." and "U.S." do not."""
NEXT: Final = 1.0
"""Largest gap from one line of a paragraph to the next, in heights of a line."""


def narrates(form: FormSpec) -> bool:
    """Say whether a document of a form is running text, or holds some."""
    return form.running_text or form.free_box or form.type == "narrative"


def sentences(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words of whole paragraphs among boxes: long lines, and the shorter one that ends each.

    A row of labels may be as long, but no word of it ends a sentence.
    """
    paragraphs: list[list[tuple[Word, ...]]] = []
    last: tuple[Word, ...] = ()
    rows = lines(words)
    for line, below in zip(rows, continued(rows), strict=True):
        goes_on = bool(last) and (below or _is_next(last, line))
        if not _is_close(line) or (len(line) < LONG and not goes_on):
            last = ()
            continue
        if not goes_on:
            paragraphs.append([])
        paragraphs[-1].append(line)
        last = line if len(line) >= LONG else ()
    told = (p for p in paragraphs if any(END.search(w.text) for line in p for w in line))
    return tuple(word for paragraph in told for line in paragraph for word in line)


def _is_close(line: tuple[Word, ...]) -> bool:
    height = line_height(line)
    return all(b.bbox.x0 - a.bbox.x1 <= GAP * height for a, b in pairwise(line))


def _is_next(line: tuple[Word, ...], other: tuple[Word, ...]) -> bool:
    height = line_height(line)
    gap = min(w.bbox.top for w in other) - max(w.bbox.bottom for w in line)
    return gap <= NEXT * height and abs(other[0].bbox.x0 - line[0].bbox.x0) <= GAP * height


def find_in_text(
    pages: Sequence[Classified], *, form: FormSpec, narrator: TextReader | None
) -> tuple[Found, ...]:
    """Return what the running text of a document says; on pages of no known type only rules are asked."""
    if not narrates(form) and form.type != "unknown":
        return ()
    told = (found for page in pages for found in _of_page(page, form, narrator))
    asked = {spec.name for spec in form.fields} if form.free_box else set()
    return tuple(found for found in told if found.spec.name not in asked)


def _of_page(
    classified: Classified, form: FormSpec, narrator: TextReader | None
) -> Iterator[Found]:
    from models.ner import find_fields

    number, language = classified.page.number, classified.language
    words = without_stamps(classified.page).words
    text = running_text(sentences(words) if form.free_box else words)
    for item in find_fields(text.text, language=language):
        span = (item.start, item.end)
        yield from _found(text, span, item.name, number, WORDED, item.value, item.reported)
    if narrator is None or not narrates(form):
        return
    for told, reported in standing(text.text, tuple(narrator.stated(text.text)), language):
        span = _trimmed(text.text, told.start, told.end)
        yield from _found(text, span, told.name, number, NARRATED, told.value, reported)


def _found(
    text: Text,
    span: tuple[int, int],
    name: str,
    page: int,
    step: str,
    value: str | None,
    reported: bool,
) -> Iterator[Found]:
    words = text.words_in(*span)
    if words:
        yield Found(
            spec=FieldSpec(name=name),
            page=page,
            words=words,
            region=union(tuple(w.bbox for w in words)),
            reading=Reading.PRESENT,
            step=step,
            quality=0.5,
            text=" ".join(text.text[slice(*span)].split()),
            choice=value,
            reported=reported,
            spoken=name.startswith(EVENTS),
        )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in TRIMMED:
        start += 1
    while end > start and text[end - 1] in TRIMMED:
        end -= 1
    return start, end


def standing(
    text: str, told: Sequence[Stated], language: Language
) -> Iterator[tuple[Stated, bool]]:
    """Yield what is told of the subject, and whether only passed on; nothing that is denied or feared.

    The rules have the last word: a model may overlook a "no", also one among the words that it points at,
    and of whom a sentence speaks. A detail of a separation stands or falls with the nearest words that
    state one; a child that was taken from anybody was separated, from whomever else it was not.
    """
    from models.heard import Heard, fact_firmness, flag_firmness

    heard = Heard.of(text, language)
    flags = [(one, flag_firmness(heard, one)) for one in told if one.name == FLAG]
    parted = any(one.value == "true" and firmly == "stated" for one, firmly in flags)
    for one in told:
        if one.name == FLAG and one.value == "false" and parted:
            continue
        said: set[str] = set()
        if one.name != FLAG:
            said.add(fact_firmness(heard, one, told))
        if one.name.startswith(APART):
            said.add(_of_nearest(one, flags))
        if "void" not in said:
            yield one, not said.isdisjoint(("reported", "denied by hearsay"))


def _of_nearest(one: Stated, flags: Sequence[tuple[Stated, str]]) -> str:
    """Return how firmly the separation is told that `one` belongs to: one denied has no details."""
    flag, firmly = min(flags, key=lambda f: _between(f[0], one), default=(one, "stated"))
    return "void" if flag is not one and firmly.startswith("denied") else firmly


def _between(flag: Stated, one: Stated) -> tuple[int, int]:
    """Return how many characters lie between two stretches of text; of two alike the earlier is nearer."""
    return max(flag.start - one.end, one.start - flag.end, 0), flag.start
