"""Which edition of a form a page is: what it prints of form number, revision and OMB number.

Only the head and the foot are read, where forms print it, and only next to a word that announces it:
dates and numbers that somebody filled in stand there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from extract.layout import lines
from extract.page import ReadPage
from records.forms import EditionSpec, FormSpec
from records.types import EditionSource, Problem, Word

HEAD: Final = 0.2
FOOT: Final = 0.1
"""Shares of a page's height: the head reaches down to the title."""
UNKNOWN_EDITION: Final = "edition_unknown"
FORM_NUMBER: Final = "document.form_number"
REVISION: Final = "document.edition"
OMB_NUMBER: Final = "document.omb_number"

OMB: Final = re.compile(r"\bOMB\b\D{0,24}?(\d{4}-\d{4})", re.IGNORECASE)
REVISED: Final = re.compile(
    r"\b(?:rev(?:ised|isi[oó]n|\.|:)?|edition|edici[oó]n|ed\.)\s*(?:date)?[.:]?\s*"
    r"(\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}/\d{2,4}|\d{1,2}-\d{1,2}-\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|[A-Z][a-z]{2,9}\.? \d{4})",
    re.IGNORECASE,
)
NUMBERED: Final = re.compile(
    r"(?:\bform(?:ulario)?\b|\bORR\b|\b[A-Z]{2,3}/)\W{0,3}(?:[A-Z]{2,3}/)?"
    r"([A-Z1|]{1,8}\s?-\s?\d{1,4}[A-Z]{0,2})(?![\w/])",
    re.IGNORECASE,
)
"""A form number behind a word that announces it, its I perhaps read as 1."""
MONTHS: Final = {
    name: month
    for month, names in enumerate(
        ("jan ene", "feb", "mar", "apr abr", "may", "jun", "jul", "aug ago", "sep", "oct", "nov", "dec dic"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_LOOKALIKES: Final = str.maketrans("IL|O", "1110")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markings:
    """What pages print of their edition, as keys to compare by; all that any reader read."""

    form_numbers: frozenset[str] = frozenset()
    revisions: frozenset[str] = frozenset()
    omb_numbers: frozenset[str] = frozenset()

    def __or__(self, other: Markings) -> Markings:
        return Markings(
            form_numbers=self.form_numbers | other.form_numbers,
            revisions=self.revisions | other.revisions,
            omb_numbers=self.omb_numbers | other.omb_numbers,
        )

    def __bool__(self) -> bool:
        return bool(self.form_numbers or self.revisions or self.omb_numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The edition of a document and how its paper is known, and what a person should know of it."""

    edition: str | None = None
    source: EditionSource | None = None
    problem: Problem | None = None


def revision_key(text: str) -> str | None:
    """Return what equal revisions share however they are written; None for a date there cannot be.

    "08/01/07" and "08/01/2007" are one, "03/11" and "March 2011" too. The month comes first, as on US forms.
    """
    tokens = re.findall(r"\d+|[^\W\d_]+", text.lower())
    numbers = [int(t) if t.isdigit() else MONTHS.get(t[:3]) for t in tokens]
    if not any(t.isdigit() for t in tokens) or None in numbers:
        return "".join(tokens) or None
    dated = [n for n in numbers if n is not None]
    if not re.fullmatch(r"\d{4}", tokens[0]):
        dated = [dated[-1], *dated[:-1]]
    if len(dated) not in (2, 3) or not 1 <= dated[1] <= 12 or not 1 <= dated[-1] <= 31:
        return None
    return "-".join(f"{n % 100:02}" for n in dated)


def markings_of(page: ReadPage, form: FormSpec) -> Markings:
    """Return what a page prints of its edition, in words of either reader.

    A form number counts where an edition of the form bears it, or the form's own pattern finds it:
    paper names other forms too.
    """
    texts = tuple(outer_lines(page))
    revisions = {m[1] for t in texts for m in REVISED.finditer(t)}
    found = frozenset(_by_pattern(texts, form, REVISION)) | revisions
    return Markings(
        form_numbers=form_numbers(texts, form),
        revisions=frozenset(key for text in found if (key := revision_key(text))),
        omb_numbers=frozenset(m[1] for t in texts for m in OMB.finditer(t))
        | frozenset(_by_pattern(texts, form, OMB_NUMBER)),
    )


def bears_number(texts: Iterable[str], form: FormSpec) -> bool:
    """Say whether lines of head and foot print the form number of an edition that the form lists.

    What the form's own pattern finds is no sign: it finds the numbers of other forms too.
    """
    known = {number for e in form.editions if (number := _number(e))}
    return bool(known & form_numbers(texts, form))


def form_numbers(texts: Iterable[str], form: FormSpec) -> frozenset[str]:
    """Return the form numbers that lines of head and foot print for a form, as keys to compare by."""
    told = tuple(texts)
    known = frozenset(number for e in form.editions if (number := _number(e)))
    listed = {_known(m[1], known) for t in told for m in NUMBERED.finditer(t)} & known
    return frozenset(listed) | {_known(n, known) for n in _by_pattern(told, form, FORM_NUMBER)}


def is_another(markings: Markings, edition: EditionSpec) -> bool:
    """Say whether the paper names another revision or form number than the edition's."""
    return _differs(markings.revisions, _revision(edition)) or _differs(
        markings.form_numbers, _number(edition)
    )


def tell_edition(markings: Markings, form: FormSpec, *, fitting: EditionSpec | None) -> Told:
    """Return the one edition of the form that the markings tell, or whose paper the pages fit.

    What the paper prints comes first. A form that lists no edition has none to tell. The notice's detail:
    `not_listed` (no edition has what is printed), `not_read` (nothing was read of it), `several_fit`.
    """
    if not form.editions:
        return Told()
    possible = [e for e in form.editions if not _contradicts(markings, e)]
    if fitting in possible:
        return _told(fitting, markings)
    if not markings:
        return Told(problem=_notice("not_read"))
    ranked = {e.id: _borne_out(markings, e) for e in possible if any(_borne_out(markings, e))}
    best = [e for e in possible if ranked.get(e.id) == max(ranked.values(), default=())]
    if not best:
        return Told(problem=_notice("not_listed"))
    unnumbered = not markings.form_numbers and len({_number(e) for e in possible if _number(e)}) > 1
    if len(best) > 1 or unnumbered:
        return Told(problem=_notice("several_fit"))
    return _told(best[0], markings)


def _told(edition: EditionSpec, markings: Markings) -> Told:
    """Return an edition; one told by its number alone may still print a revision nobody listed."""
    unlisted = bool(markings.revisions) and edition.revision is None
    problem = _notice("not_listed") if unlisted else None
    return Told(edition=edition.id, source=edition.source, problem=problem)


def _notice(detail: str) -> Problem:
    return Problem(code=UNKNOWN_EDITION, stage="edition", detail=detail)


def _contradicts(markings: Markings, edition: EditionSpec) -> bool:
    """Say whether an edition is ruled out; its own revision outweighs an OMB number in small print."""
    renumbered = _differs(markings.omb_numbers, edition.omb_number)
    revised = _revision(edition) in markings.revisions
    return is_another(markings, edition) or (renumbered and not revised)


def _borne_out(markings: Markings, edition: EditionSpec) -> tuple[bool, bool, bool]:
    return (
        _revision(edition) in markings.revisions,
        _number(edition) in markings.form_numbers,
        edition.omb_number in markings.omb_numbers,
    )


def _differs(printed: frozenset[str], listed: str | None) -> bool:
    return bool(printed) and listed is not None and listed not in printed


def _revision(edition: EditionSpec) -> str | None:
    return revision_key(edition.revision) if edition.revision else None


def _number(edition: EditionSpec) -> str | None:
    return _number_key(edition.form_number) if edition.form_number else None


def _number_key(text: str) -> str:
    """Return a form number without the agency before its stroke, blanks and hyphens; "1-213" is I-213."""
    bare = re.sub(r"[^A-Z0-9|]", "", text.upper().rpartition("/")[2])
    return bare.translate(_LOOKALIKES)


def _known(text: str, known: frozenset[str]) -> str:
    """Return a printed number's key, without the agency's letters where their stroke was read as an I."""
    key = _number_key(text)
    ends = (k for k in known if re.fullmatch(rf"[A-Z]{{2,3}}1?{re.escape(k)}", key))
    return key if key in known else next(ends, key)


def outer_lines(page: ReadPage) -> Iterator[str]:
    """Yield the lines of head and foot, as each reader read them."""
    for words in (page.words, page.second):
        for line in lines(tuple(_outer(words, page.height))):
            yield " ".join(word.text for word in line)


def _outer(words: Iterable[Word], height: float) -> Iterator[Word]:
    return (w for w in words if w.bbox.bottom < HEAD * height or w.bbox.top > (1 - FOOT) * height)


def _by_pattern(texts: Iterable[str], form: FormSpec, name: str) -> Iterator[str]:
    """Yield what a form's own patterns for the margin find."""
    patterns = [
        s.pattern for s in form.fields if s.name == name and "margin" in s.place and s.pattern
    ]
    for text in texts:
        for pattern in patterns:
            yield from (m[1] if m.re.groups else m[0] for m in re.finditer(pattern, text))
