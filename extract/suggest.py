"""A printed label -> the field of the vocabulary that it may announce, and how sure that is.

Nothing is decided: a draft names a field only where other forms print the same label, and says so; what is
merely like the vocabulary's own wording is told as a hint beside an entry that a person has to finish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz

from extract.wording import WHOLE_NAME, YOUR, Wording, holders
from records.cleaning import fold
from records.normalise import CANONICAL, KINDS, Context
from records.printed import CONNECTORS

SURE: Final = 95.0
LIKELY: Final = 88.0
"""Similarity (0 to 100) with a known label from which a draft names the field."""
HINT: Final = 76.0
"""Similarity with a known label or the vocabulary's wording from which it is told as a hint."""
SHORT: Final = 6
"""A label of so few letters must be the same, not only like it."""
SAME_WORD: Final = 74.0
DEFAULT_ROLE: Final = "subject"
JOINS: Final = frozenset(
    "s of the for to about a an with del de la el los las al con su sus your".split()
)
"""Words between a label and the person it is about."""
JOINED: Final = "|".join(re.escape(fold(c)) for c in sorted(CONNECTORS, key=len, reverse=True))

Sureness = Literal["sure", "likely", "hint", "none"]
Decided = Literal["told", "usual", "open"]

KIND_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (r"\b(signature|sign here|firma)\b", "flag"),
    (r"\b(date|dob|fecha|mm dd yyyy|dd mm aaaa)\b", "date"),
    (r"\b(a number|a no|alien registration|alien number|numero a|n ?o? a)\b|\ba( ?#|$)", "a_number"),
    (r"\b(e ?mail|correo)\b", "email"),
    (r"\b(phone|telephone|tel|fax|cell|mobile|telefono|celular)\b", "phone"),
    (r"\b(zip|postal code|codigo postal)\b", "zip"),
    (r"\b(relationship|parentesco|relacion)\b", "relationship"),
    (r"\b(country|nationality|citizenship|pais|nacionalidad|ciudadania)\b", "country"),
    (r"\b(city|town|province|county|ciudad|municipio|departamento)\b", "text"),
    (r"\b(state|estado)\b$", "us_state"),
    (r"\b(address|street|residence|direccion|domicilio|calle)\b", "address"),
    (r"\b(sex|gender|sexo|genero)\b", "sex"),
    (r"\b(age|edad|how many|cuantos|cuantas)\b", "integer"),
    (r"\b(last|family|first|given|middle|maiden|sur)\s?names?\b|\b(apellidos?|nombres|surname)\b", "name"),
    (r"\b(names?|nombre|alias|officer)\b", "full_name"),
    (r"\b(by|por)$", "full_name"),
    (r"\b(number|no|num|numero|id|code|ssn|security|file)\b|#", "identifier"),
)  # fmt: skip
"""Words of a folded label -> the kind that its answer may be of; the first that fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a label may announce. `name` is a field of the vocabulary, None where nothing is like it.

    `score` is the similarity, 0 to 100. `kind` is the field's kind, or a guess from the label's words;
    `others` are fields of other roles that share the label.
    """

    name: str | None
    sureness: Sureness
    kind: str
    score: float = 0.0
    others: tuple[str, ...] = ()


def label_texts(text: str) -> tuple[str, ...]:
    """Return a label as printed and without what explains it: stars, a colon, words in brackets."""
    plain = re.sub(r"^[\W_]+|[\s:*_.]+$", "", re.sub(r"^\([^)]*\)\s*", "", text).strip())
    plain = plain.strip() + (
        ")" if "(" in plain and not plain.endswith(")") and ")" not in plain else ""
    )
    bare = re.sub(r"\s*\([^)]*\)", "", plain).strip(" :*")
    return tuple(dict.fromkeys(t for t in (plain, bare) if t))


def suggest(
    text: str, *, section: str | None, options: tuple[str, ...] = (), wording: Wording
) -> Suggestion:
    """Return the field that a printed label most likely announces.

    `section` is the role of the heading over it; "Your date of birth" is the reader's. Where several
    roles share a label, the holder that the label names decides, then the section, then the person
    whom the paper is about.
    """
    folded = fold(text)
    if YOUR.search(folded):
        section = wording.you
    named = tuple(role for role, _ in holders(folded, wording))
    best = Suggestion(name=None, sureness="none", kind=guess_kind(text, options))
    for variant in _variants(text, wording):
        found = _known(variant, named=named, section=section, wording=wording)
        if found is not None and found.score > best.score:
            best = found
    if best.sureness in ("sure", "likely"):
        return _fitting(best, options)
    bare = fold((label_texts(text) or ("",))[-1])
    role = named[0] if named else section or DEFAULT_ROLE
    hint = _by_wording(bare, role=role, wording=wording)
    return hint if hint is not None and hint.score > best.score else best


def _variants(text: str, wording: Wording) -> Iterator[str]:
    """Yield a label folded: as printed, without brackets, without "your", without the person it names."""
    seen = set()
    for variant in map(fold, label_texts(text)):
        without = variant
        for _, word in holders(variant, wording)[:1]:
            without = re.sub(rf"\b(?:(?:{JOINED})\s)*{re.escape(word)}\b(?:\ss\b)?", " ", variant)
        for form in (variant, YOUR.sub(" ", variant), without):
            plain = " ".join(form.split())
            if plain and plain not in seen:
                seen.add(plain)
                yield plain


def _known(
    folded: str, *, named: tuple[str, ...], section: str | None, wording: Wording
) -> Suggestion | None:
    scored = [
        (score, names)
        for known, names in wording.labels.items()
        if (score := fuzz.ratio(folded, known, score_cutoff=HINT)) and _same_words(folded, known)
    ]
    if not scored:
        return None
    top = max(score for score, _ in scored)
    names = frozenset().union(*(n for score, n in scored if score >= top - 0.5))
    name, decided = _of_role(names, named, section, wording)
    least = 100.0 if len(folded) <= SHORT else LIKELY
    sureness: Sureness = "hint"
    if top >= max(SURE, least) and decided == "told":
        sureness = "sure"
    elif top >= least and decided != "open":
        sureness = "likely"
    return Suggestion(
        name=name,
        sureness=sureness,
        kind="full_name" if name.endswith(WHOLE_NAME) else wording.kinds[name],
        score=round(top, 0),
        others=tuple(sorted(names - {name})),
    )


def _same_words(a: str, b: str) -> bool:
    """Say whether each word of the one is nearly a word of the other: an A number is no apt number."""
    return all(
        max((fuzz.ratio(word, other) for other in many.split()), default=0.0) >= SAME_WORD
        for few, many in ((a, b), (b, a))
        for word in few.split()
        if word not in JOINS
    )


def _of_role(
    names: frozenset[str], named: tuple[str, ...], section: str | None, wording: Wording
) -> tuple[str, Decided]:
    """Choose among the fields of one label, and say who decided: the paper, habit, or nobody."""
    for role in (*named, section):
        own = sorted(n for n in names if _role(n) == role)
        if own:
            return own[0], "told" if len(own) == 1 else "usual"
    alone: Decided = "told" if len(names) == 1 else "usual"
    events = sorted(n for n in names if _role(n) not in wording.people)
    if events:
        return events[0], alone
    own = sorted(n for n in names if _role(n) == DEFAULT_ROLE)
    usual = bool(own) and section is None and not named
    return (own or sorted(names))[0], alone if usual else "open"


def _role(name: str) -> str:
    return name.split(".")[0]


def _by_wording(folded: str, *, role: str, wording: Wording) -> Suggestion | None:
    """Return the field whose meaning in the vocabulary reads most like a label."""
    if len(folded) < 4:
        return None
    best: tuple[float, str] | None = None
    for name, about in wording.about.items():
        own = fold(name.split(".")[1].replace("_", " "))
        shared = set(folded.split()) & set(about.split()) - JOINS
        score = 0.95 * fuzz.token_set_ratio(folded, about) if len(shared) >= 2 else 0.0
        if _same_words(folded, own):
            score = max(score, fuzz.token_sort_ratio(folded, own))
        score -= 0 if name.startswith(f"{role}.") else 8
        if score >= HINT and (best is None or score > best[0]):
            best = (score, name)
    if best is None:
        return None
    return Suggestion(
        name=best[1], sureness="hint", kind=wording.kinds[best[1]], score=round(best[0], 0)
    )


def _fitting(found: Suggestion, options: tuple[str, ...]) -> Suggestion:
    """Lower a suggestion whose kind cannot be ticked, where the form has boxes to tick."""
    closed = ("flag", "sex", "relationship", "category", "agency", "text", "role", "country")
    if not options or found.kind in closed:
        return found
    return Suggestion(
        name=found.name, sureness="hint", kind=guess_kind("", options), score=found.score
    )


def guess_kind(text: str, options: tuple[str, ...] = ()) -> str:
    """Return the kind that an answer to a label may be of; "text" where its words tell nothing."""
    if options:
        return next(
            (kind for kind in ("flag", "sex", "relationship") if _all(options, kind)), "text"
        )
    folded = fold(text)
    return next((kind for words, kind in KIND_WORDS if re.search(words, folded)), "text")


def _all(options: tuple[str, ...], kind: str) -> bool:
    return all(choice_value(option, kind) is not None for option in options)


def choice_value(option: str, kind: str) -> str | None:
    """Return the canonical value that a tick box's caption means, or None where it is none of its kind."""
    clean = option.strip(" .:*")
    for context in (CANONICAL, Context(language="es", date_order=None)):
        value = KINDS[kind](clean, context)
        if value is not None and KINDS[kind](value, CANONICAL) == value:
            return value
    return None
