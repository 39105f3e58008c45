"""Several persons in one box ("1) ... 2) ...", line by line, ";", "and"), and the numbers beside a name.

A name is never cut on less than that: half a surname is another surname. Where only a line break or
an "and" parts two persons, both wait.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from extract.found import Found, Sheet
from extract.free import SEPARATOR
from extract.labels import folded
from extract.layout import lines
from extract.region import found_in
from records.forms import FieldSpec, FormSpec
from records.types import BBox, Reading, Word, union

NAMES: Final = frozenset({"full_name", "family_name", "given_names"})
ORDINAL: Final = re.compile(r"[(#]?([1-9])[.):-]+")
"""1) or (2) or #3. before a person."""
CONJUNCTION: Final = frozenset({"and", "y", "e"})
ROOM: Final = 4.0
"""Points at the end of a line that a further word would not have used either."""
SPACE: Final = 0.3
"""Width of a space, in heights of a word."""
A_NUMBER: Final = re.compile(
    r"\(?(?:A[ .#:-]*(?:no\.?|num(?:ber|ero)?\.?|#)?[ :]*)?(?<!\d)\d{3}[- .]\d{3}[- .]\d{3}(?!\d)\)?"
    r"|\(?A[ .#:-]*(?:no\.?|num(?:ber|ero)?\.?|#)?[ :]*\d{8,9}(?!\d)\)?",
    re.IGNORECASE,
)
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic"
"""How the months begin, in English and Spanish."""
BORN: Final = (
    r"(?:d\.?o\.?b\.?|born|date of birth|fecha de nac(?:imiento|\.)?|f\.? ?nac\.?|nacid[oa])"
)
DATE: Final = re.compile(
    rf"\(?(?P<label>{BORN}[ :]*(?:on |el )?)?(?P<date>\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}"
    rf"|\d{{1,2}} (?:de )?(?:{_MONTHS})[a-z]* (?:de )?\d{{4}}|(?:{_MONTHS})[a-z]* \d{{1,2}},? \d{{4}})\)?",
    re.IGNORECASE,
)
BESIDE: Final = "beside@1"
"""The step of a number or date that stands beside a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """The words about one person; `row` is the person's number among those of the box, from 0."""

    words: tuple[Word, ...]
    row: int | None = None
    parted: bool = False


def found_each(
    sheet: Sheet,
    spec: FieldSpec,
    words: tuple[Word, ...],
    region: BBox,
    *,
    step: str,
    quality: float,
) -> list[Found]:
    """Return what a region shows for a field, one find a person where a repeating field lists several.

    Where another field's box seems to list several names, they stay together and wait.
    """
    attribute = spec.name.split(".")[-1]
    if spec.choices or spec.signature or spec.captions or not words:
        return [found_in(sheet, spec, words, region, step=step, quality=quality)]
    entries = _entries(words, attribute, region)
    mixed = attribute in NAMES and bool(entries) and not spec.repeats
    entries = entries if spec.repeats else []
    found = []
    for entry in entries or [_Entry(words=words)]:
        kept, beside = _without_numbers(entry.words) if attribute in NAMES else (entry.words, ())
        place = union(tuple(w.bbox for w in entry.words)) if entries else region
        item = found_in(sheet, spec, kept, place, step=step, quality=quality)
        found.append(replace(item, row=entry.row, parted=entry.parted or mixed, beside=beside))
    return found


def _entries(words: tuple[Word, ...], attribute: str, region: BBox) -> list[_Entry]:
    """Return the persons of a box, or none where nothing says that there are several."""
    rows = lines(words)
    flat = tuple(w for row in rows for w in row)
    return (
        _numbered(flat)
        or _separated(rows, attribute, region)
        or _several(flat, attribute)
        or _line_by_line(rows, attribute, region)
    )


def _numbered(words: tuple[Word, ...]) -> list[_Entry]:
    starts = [(at, int(m[1])) for at, w in enumerate(words) if (m := ORDINAL.fullmatch(w.text))]
    if (
        len(starts) < 2
        or starts[0][0] != 0
        or [n for _, n in starts] != [*range(1, len(starts) + 1)]
    ):
        return []
    ends = [at for at, _ in starts[1:]] + [len(words)]
    parts = [(words[at + 1 : end], n) for (at, n), end in zip(starts, ends, strict=True)]
    return [_Entry(words=part, row=n - 1) for part, n in parts if part]


def _separated(rows: Sequence[tuple[Word, ...]], attribute: str, region: BBox) -> list[_Entry]:
    """Cut at ";", "&" and "/" that stand alone or end a word, and at an "and" between two names.

    In such a list a line that breaks off ends a name too, and so does a comma before an "and".
    """
    words = tuple(w for row in rows for w in row)
    ends = {a[-1].bbox for a, b in pairwise(rows) if _has_room(a, b, region)}
    parts: list[tuple[list[Word], bool]] = [([], False)]
    for at, word in enumerate(words):
        if SEPARATOR.fullmatch(word.text):
            parts.append(([], False))
        elif attribute in NAMES and word.text.casefold() in CONJUNCTION and _between(words, at):
            parts[-1] = (parts[-1][0], True)
            parts.append(([], True))
        else:
            parts[-1][0].append(replace(word, text=word.text.rstrip(";")))
            if word.text.endswith(";"):
                parts.append(([], False))
    told = [(tuple(part), unsure) for part, unsure in parts if part]
    if len(told) < 2:
        return []
    names = attribute in NAMES
    told = [
        cut
        for part, unsure in told
        for cut in (_at_ends(part, unsure, ends) if names else [(part, unsure)])
    ]
    if attribute == "full_name" and "," not in "".join(w.text for w in told[-1][0]):
        told = [cut for part, unsure in told for cut in _at_commas(part, unsure)]
    return [_Entry(words=part, row=row, parted=unsure) for row, (part, unsure) in enumerate(told)]


_Cut = tuple[tuple[Word, ...], bool]


def _at_ends(part: tuple[Word, ...], unsure: bool, ends: set[BBox]) -> list[_Cut]:
    """Cut a part of a list where a line breaks off though there was room."""
    cuts = [at + 1 for at, w in enumerate(part[:-1]) if w.bbox in ends]
    edges = [0, *cuts, len(part)]
    return [(part[a:b], unsure or bool(cuts)) for a, b in pairwise(edges)]


def _at_commas(part: tuple[Word, ...], unsure: bool) -> list[_Cut]:
    """Cut "A B, C D" of a list that ends in "and E F"; each has two words at least."""
    cuts = [at + 1 for at, w in enumerate(part[:-1]) if w.text.endswith(",")]
    edges = [0, *cuts, len(part)]
    pieces = [part[a:b] for a, b in pairwise(edges)]
    if not cuts or not unsure or any(len(piece) < 2 for piece in pieces):
        return [(part, unsure)]
    return [(piece, True) for piece in pieces]


def _between(words: tuple[Word, ...], at: int) -> bool:
    """Say whether a conjunction parts two whole names, of two words each at least."""
    sides = (words[max(0, at - 2) : at], words[at + 1 : at + 3])
    return all(len(side) == 2 and all(w.text[:1].isalpha() for w in side) for side in sides)


def _several(words: tuple[Word, ...], attribute: str) -> list[_Entry]:
    """Return the A-numbers or birth dates of a box that holds two or more."""
    pattern = {"a_number": A_NUMBER, "date_of_birth": DATE}.get(attribute)
    if pattern is None:
        return []
    text, spans = _spelled(words)
    found = [_touched(words, spans, m.start(), m.end()) for m in pattern.finditer(text)]
    if len(found) < 2 or len({id(w) for part in found for w in part}) != sum(map(len, found)):
        return []
    return [_Entry(words=part, row=row) for row, part in enumerate(found)]


def _line_by_line(rows: Sequence[tuple[Word, ...]], attribute: str, region: BBox) -> list[_Entry]:
    """Return one person a line of names: each is whole, or breaks off though there was room for more."""
    if len(rows) < 2 or attribute not in NAMES:
        return []
    whole = all(_is_whole(row) for row in rows)
    broken = all(_has_room(a, b, region) for a, b in pairwise(rows)) and all(
        len(row) > 1 and not row[-1].text.endswith((",", "-")) for row in rows
    )
    if not whole and not broken:
        return []
    return [_Entry(words=row, row=n, parted=not whole) for n, row in enumerate(rows)]


def _is_whole(row: tuple[Word, ...]) -> bool:
    """Say whether a line holds a name and its number, or "Family, Given"."""
    kept, beside = _without_numbers(row)
    texts = [w.text for w in kept]
    comma = any(t.endswith(",") for t in texts[:-1]) and not texts[-1].endswith(",")
    return bool(kept) and (bool(beside) or comma)


def _has_room(row: tuple[Word, ...], below: tuple[Word, ...], region: BBox) -> bool:
    first = below[0].bbox
    return row[-1].bbox.x1 + SPACE * first.height + first.width < region.x1 - ROOM


# ---- numbers beside a name ----------------------------------------------------------------------


def _without_numbers(
    words: tuple[Word, ...],
) -> tuple[tuple[Word, ...], tuple[tuple[str, tuple[Word, ...], bool], ...]]:
    """Split the words about a person into the name and what stands beside it.

    That is (attribute, words, whether a label or its shape says what it is).
    """
    text, spans = _spelled(words)
    taken: set[int] = set()
    beside = []
    number = A_NUMBER.search(text)
    if number is not None:
        found = _touched(words, spans, number.start(), number.end())
        beside.append(("a_number", found, True))
        taken |= {id(w) for w in found}
    date = DATE.search(text)
    if date is not None:
        found = _touched(words, spans, date.start("date"), date.end("date"))
        beside.append(("date_of_birth", found, date["label"] is not None))
        taken |= {id(w) for w in _touched(words, spans, date.start(), date.end())}
    if not beside:
        return words, ()
    return tuple(w for w in words if id(w) not in taken and folded(w.text)), tuple(beside)


def _spelled(words: Sequence[Word]) -> tuple[str, list[tuple[int, int]]]:
    """Return words as one text, and where each begins and ends."""
    spans, at = [], 0
    for word in words:
        spans.append((at, at + len(word.text)))
        at += len(word.text) + 1
    return " ".join(w.text for w in words), spans


def _touched(
    words: Sequence[Word], spans: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[Word, ...]:
    return tuple(w for w, (a, b) in zip(words, spans, strict=True) if a < end and b > start)


def numbers_beside(items: Sequence[Found], form: FormSpec) -> Iterator[Found]:
    """Yield the A-numbers and birth dates that stand beside the names found, as finds of their own."""
    specs = {spec.name: spec for spec in reversed(form.fields)}
    for item in items:
        role, _, attribute = item.spec.name.partition(".")
        if attribute == "given_names":
            continue  # cut from the box of the family name
        for part, words, sure in item.beside:
            spec = specs.get(f"{role}.{part}")
            if spec is None:
                continue
            yield Found(
                spec=spec,
                page=item.page,
                words=words,
                region=item.region,
                reading=Reading.PRESENT,
                step=BESIDE,
                quality=0.9 * item.quality,
                text=" ".join(w.text for w in words).strip(" ();,"),
                section=item.section and sure,
                row=item.row,
                parted=item.parted,
            )
