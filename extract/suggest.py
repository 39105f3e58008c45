"""A printed label -> the field of the vocabulary that it may announce, and how sure that is.

Nothing is decided: a draft names a field only where other forms print the same label, and says so; what is
merely like the vocabulary's own wording is told as a hint beside an entry that a person has to finish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from rapidfuzz import fuzz

from records.cleaning import fold
from records.forms import FormSet
from records.normalise import CANONICAL, KINDS, Context

SURE: Final = 95.0
LIKELY: Final = 86.0
"""Similarity (0 to 100) with a known label from which a draft names the field."""
HINT: Final = 75.0
"""Similarity with a known label or the vocabulary's wording from which it is told as a hint."""
SHORT: Final = 6
"""A label of so few letters must be the same, not only like it."""
SAME_WORD: Final = 74.0
YOU: Final = "you"
"""The role of whoever fills a form in, where nobody said which that is."""
YOUR: Final = re.compile(r"\b(you|your|yours|usted|su|sus)\b")
DEFAULT_ROLE: Final = "subject"

Sureness = Literal["sure", "likely", "hint", "none"]

PERSONS: Final[dict[str, tuple[str, ...]]] = {
    "subject": (
        "minor", "minors", "child", "children", "uac", "uc", "youth", "menor", "menores", "nino", "nina",
        "joven",
    ),
    "sponsor": ("sponsor", "custodian", "patrocinador", "patrocinadora"),
    "mother": ("mother", "madre"),
    "father": ("father", "padre"),
    "household_member": ("household member", "household", "miembro del hogar"),
    "sibling": ("sibling", "brother", "sister", "hermano", "hermana"),
    "caregiver": ("caregiver", "cuidador", "cuidadora"),
}  # fmt: skip
JOINS: Final = frozenset(
    "s of the for to about a an del de la el los las al su your applicant".split()
)
"""Words between a label and the person it is about."""

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
    (r"\b(number|no|num|numero|id|code|ssn|security|file)\b|#", "identifier"),
)  # fmt: skip
"""Words of a folded label -> the kind that its answer may be of; the first that fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a label may announce. `name` is a field of the vocabulary, None where nothing is like it.

    `score` is the similarity, 0 to 100; `known` says that the wording is that of another form's label.
    `kind` is the field's kind, or a guess from the label's words.
    """

    name: str | None
    sureness: Sureness
    kind: str
    score: float = 0.0
    known: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What is known of how fields are printed: folded label -> field names, and the vocabulary's words."""

    labels: dict[str, frozenset[str]]
    about: dict[str, str]
    headings: dict[str, frozenset[str]]
    kinds: dict[str, str]
    you: str = YOU
    words: frozenset[str] = field(default=frozenset(), repr=False)


def wording_of(forms: FormSet) -> Wording:
    """Gather the labels of all forms and the vocabulary's wording."""
    labels: dict[str, set[str]] = {}
    headings: dict[str, set[str]] = {}
    for form in forms.forms.values():
        for spec in form.fields:
            for label in (label for group in spec.labels.values() for label in group):
                labels.setdefault(fold(label), set()).add(spec.name)
        for role, groups in form.sections.items():
            for heading in (h for group in groups.values() for h in group):
                headings.setdefault(role, set()).add(fold(heading))
    vocabulary = forms.vocabulary
    about = {name: fold(text) for name, text in vocabulary.field_about.items()}
    texts = (*labels, *about.values(), *(h for group in headings.values() for h in group))
    names = (fold(name.replace("_", " ").replace(".", " ")) for name in about)
    options = (
        fold(option)
        for form in forms.forms.values()
        for spec in form.fields
        for group in spec.choices.values()
        for option in group
    )
    words = {w for text in (*texts, *names, *options) for w in text.split()}
    return Wording(
        labels={text: frozenset(found) for text, found in labels.items() if text},
        about=about,
        headings={role: frozenset(found) for role, found in headings.items()},
        kinds=dict(vocabulary.field_kinds),
        words=frozenset(words) | FORM_WORDS,
    )


FORM_WORDS: Final = frozenset(
    (
        "yes no if any and or the other specify please print type name names number date time city "
        "state zip code apt ste flr street address town country signature applicant title page "
        "section part information about you your first last middle given family suffix social "
        "security email fax daytime mobile office use only officer agent status race religion "
        "language gender sex single married divorced widowed height weight hair eyes color complexion "
        "occupation employer salary scars marks remarks comments purpose reason action decision "
        "received approved registrant registration foreign principal business residence nature "
        "services compensation si fecha nombre firma lugar calle ciudad estado civil sexo edad "
        "telefono correo numero pais "
    ).split()
)
"""Words that forms print; what is written in by hand seldom has one."""


def label_texts(text: str) -> tuple[str, ...]:
    """Return a label as printed and without what explains it: stars, a colon, words in brackets."""
    plain = re.sub(r"^[\W_]+|[\s:*_.]+$", "", re.sub(r"^\([^)]*\)\s*", "", text).strip())
    plain = plain.strip() + (
        ")" if "(" in plain and not plain.endswith(")") and ")" not in plain else ""
    )
    bare = re.sub(r"\s*\([^)]*\)", "", plain).strip(" :*")
    return tuple(dict.fromkeys(t for t in (plain, bare) if t))


def role_of_heading(text: str, wording: Wording) -> str | None:
    """Return the role that a section's heading is about, or None; the reader's where it speaks to "you"."""
    folded = fold(
        re.sub(r"^(part|section|parte|secci[oó]n)\s+[\w.]+[.:]?\s*", "", text, flags=re.IGNORECASE)
    )
    named = holders(folded)
    if YOUR.search(folded):
        return named[0] if named else wording.you
    scored = (
        (fuzz.ratio(folded, known), role)
        for role, found in wording.headings.items()
        for known in found
    )
    score, role = max(scored, default=(0.0, ""))
    return role if score >= LIKELY else next(iter(named), None)


def suggest(
    text: str, *, section: str | None, options: tuple[str, ...] = (), wording: Wording
) -> Suggestion:
    """Return the field that a printed label most likely announces.

    `section` is the role of the heading over it; "Your date of birth" is the reader's. Where several
    roles share a label, the holder that the label names decides, then the section, then the person
    whom the paper is about.
    """
    if YOUR.search(fold(text)):
        section = wording.you
    best = Suggestion(name=None, sureness="none", kind=guess_kind(text, options))
    variants = (fold(t) for t in label_texts(text))
    for variant in dict.fromkeys(v for t in variants for v in (t, YOUR.sub(" ", t).strip()) if v):
        found = _known(" ".join(variant.split()), section=section, wording=wording)
        if found is not None and found.score > best.score:
            best = found
    if best.sureness in ("sure", "likely"):
        return _fitting(best, options)
    bare = (label_texts(text) or ("",))[-1]
    hint = _by_wording(fold(bare), section=section, wording=wording)
    if hint is not None and hint.score > best.score:
        best = Suggestion(
            name=hint.name, sureness="hint", kind=guess_kind(text, options), score=hint.score
        )
    return best


def _known(folded: str, *, section: str | None, wording: Wording) -> Suggestion | None:
    scored = [
        (score, names)
        for known, names in wording.labels.items()
        if (score := fuzz.ratio(folded, known, score_cutoff=HINT)) and _same_words(folded, known)
    ]
    if not scored:
        return None
    top = max(score for score, _ in scored)
    names = frozenset().union(*(n for score, n in scored if score >= top - 0.5))
    name, decided = _of_role(names, folded, section)
    least = 100.0 if len(folded) <= SHORT else LIKELY
    sureness: Sureness = "hint"
    if top >= max(SURE, least) and decided == "told":
        sureness = "sure"
    elif top >= least and decided != "open":
        sureness = "likely"
    return Suggestion(
        name=name,
        sureness=sureness,
        kind=wording.kinds[name],
        score=round(top, 0),
        known=True,
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
    names: frozenset[str], folded: str, section: str | None
) -> tuple[str, Literal["told", "usual", "open"]]:
    """Choose among the fields of one label, and say who decided: the paper, habit, or nobody."""
    for role in (*holders(folded), section):
        own = sorted(n for n in names if n.split(".")[0] == role)
        if own:
            return own[0], "told" if len(own) == 1 else "usual"
    if section == YOU and not any(n.startswith("document.") for n in names):
        own = sorted(n for n in names if n.split(".")[0] == DEFAULT_ROLE)
        return (own or sorted(names))[0], "open"
    own = sorted(n for n in names if n.split(".")[0] in (DEFAULT_ROLE, "document"))
    if own and section in (None, DEFAULT_ROLE):
        alone = len(names) == 1 or own[0].startswith("document.")
        return own[0], "told" if alone else "usual"
    return (own or sorted(names))[0], "usual" if own and own[0].startswith("document.") else "open"


def holders(folded: str) -> tuple[str, ...]:
    """Return the roles whose persons a folded text names, in the order of the text."""
    places = [
        (match.start(), role)
        for role, words in PERSONS.items()
        for word in words
        if (match := re.search(rf"\b{word}\b", folded))
    ]
    return tuple(dict.fromkeys(role for _, role in sorted(places)))


def _by_wording(folded: str, *, section: str | None, wording: Wording) -> Suggestion | None:
    """Return the field whose meaning in the vocabulary reads most like a label."""
    if len(folded) < 4:
        return None
    role = next(iter(holders(folded)), section or DEFAULT_ROLE)
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


def is_label_like(text: str, wording: Wording, *, share: float = 0.6) -> bool:
    """Say whether so large a share of a text's words are words that forms print; a value's seldom are."""
    if re.search(r"\d{2,}", text):
        return False
    words = fold(text).split()
    known = sum(w in wording.words or (w.endswith("s") and w[:-1] in wording.words) for w in words)
    return bool(words) and known >= share * len(words)


def texts_of(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return all texts of several groups, each once."""
    return tuple(dict.fromkeys(text for group in groups for text in group))
