"""What is known of how forms are worded: labels of fields, words for persons, headings, all their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from records.cleaning import fold
from records.forms import FormSet, Language
from records.labels import Labels
from records.printed import split_label

YOU: Final = "you"
"""The role of whoever fills a form in, where nobody said which that is."""
YOUR: Final = re.compile(r"\b(you|your|yours|usted|su|sus|applicant s|applicant|solicitante)\b")
READERS: Final = frozenset({"applicant", "solicitante", "client", "adult"})
"""Words for a person that are somebody else's on another form."""
WHOLE_NAME: Final = "whole_name"
"""Stands for a role's family name and given names in one box, where the vocabulary has no full name."""
PERSONAL: Final = (".full_name", ".family_name", ".date_of_birth")
"""What only a person has."""
HEADING: Final = 88.0
"""Similarity (0 to 100) with a known heading from which it is one."""
LABEL_LIKE: Final = 0.6
"""Share of a text's words that forms print, from which it may be a label."""

FORM_WORDS: Final = frozenset(
    (
        "yes no if any and or the other specify please print type name names number numbers date time "
        "city state zip code apt ste flr street address town country signature applicant title page "
        "section part information about you your first last middle given family suffix social "
        "security email fax daytime mobile office use only officer agent status race religion "
        "language gender sex single married divorced widowed height weight hair eyes color complexion "
        "occupation employer salary scars marks remarks comments purpose reason action decision "
        "received approved registrant registration foreign principal business residence nature "
        "services compensation es si fecha nombre firma lugar calle ciudad estado civil sexo edad "
        "telefono correo numero pais form statement application notice record request report "
        "certificate act pursuant amended amendment referral authorization affidavit petition "
        "declaration verification notification to solicitud formulario constancia acta certificado "
        "declaracion notificacion reunificacion familiar reunification "
    ).split()
)
"""Words that forms print; what is written in by hand seldom has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Folded texts: label -> field names, field -> its meaning, role -> words for the person, headings.

    `you` is the role of the person that the form speaks to; `words` are all words of all of these.
    """

    labels: dict[str, frozenset[str]]
    about: dict[str, str]
    persons: dict[str, frozenset[str]]
    headings: dict[str, frozenset[str]]
    people: frozenset[str]
    """The roles that are persons, not events or the paper itself."""
    kinds: dict[str, str]
    you: str = YOU
    cuts: tuple[tuple[str, str], ...] = ()
    """Part of a whole name -> the pattern that cuts it out."""
    words: frozenset[str] = field(default=frozenset(), repr=False)


def wording_of(forms: FormSet, shared: Labels, *, you: str = YOU) -> Wording:
    """Gather how all forms and the shared labels are worded, and the vocabulary's own words."""
    vocabulary = forms.vocabulary
    labels: dict[str, set[str]] = {}
    for name, text in _labels(forms, shared):
        labels.setdefault(fold(text), set()).add(name)
    about = {name: fold(text) for name, text in vocabulary.field_about.items()}
    headings = _by_role((*(f.sections for f in forms.forms.values()), shared.sections))
    persons = {role: w - READERS for role, w in _by_role((shared.persons,)).items()}
    options = (
        o for f in forms.forms.values() for s in f.fields for g in s.choices.values() for o in g
    )
    names = (name.replace("_", " ").replace(".", " ") for name in about)
    groups = (*headings.values(), *persons.values())
    texts = (*labels, *about.values(), *names, *map(fold, options), *(t for g in groups for t in g))
    return Wording(
        labels={text: frozenset(found) for text, found in labels.items() if text},
        about=about,
        persons=persons,
        headings=headings,
        people=frozenset(persons) | {_role(n) for n in about if n.endswith(PERSONAL)},
        kinds=dict(vocabulary.field_kinds),
        you=you,
        cuts=(
            ("family_name", shared.whole_name.family_name),
            ("given_names", shared.whole_name.given_names),
        ),
        words=frozenset(w for text in texts for w in text.split()) | FORM_WORDS,
    )


def _labels(forms: FormSet, shared: Labels) -> Iterator[tuple[str, str]]:
    """Yield field name and label text, without the person it is about."""
    for form in forms.forms.values():
        for spec in (s for s in form.fields if s.pattern is None):  # with one it is part of a box
            for template in (
                t for way in (spec.labels, spec.named) for g in way.values() for t in g
            ):
                parts = split_label(template)
                if parts is not None:
                    yield spec.name, parts[0]
    names = forms.vocabulary.field_kinds
    for name in names:
        for text in (t for group in shared.of(name).labels.values() for t in group):
            yield name, text
    roles = {name.split(".")[0] for name in names if name.endswith(".family_name")}
    whole = shared.whole_name
    for role in sorted(r for r in roles if f"{r}.full_name" not in names):
        for text in (
            t for way in (whole.labels, whole.named) for group in way.values() for t in group
        ):
            yield f"{role}.{WHOLE_NAME}", text


def _role(name: str) -> str:
    return name.split(".")[0]


def _by_role(
    sources: Iterable[Mapping[str, Mapping[Language, tuple[str, ...]]]],
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for source in sources:
        for role, groups in source.items():
            found.setdefault(role, set()).update(
                fold(t) for group in groups.values() for t in group
            )
    return {role: frozenset(texts) for role, texts in found.items()}


def holders(folded: str, wording: Wording) -> tuple[tuple[str, str], ...]:
    """Return the roles whose persons a folded text names, with the words, in the order of the text."""
    places = [
        (match.start(), -len(word), role, word)
        for role, words in wording.persons.items()
        for word in words
        if (match := re.search(rf"\b{re.escape(word)}\b", folded))
    ]
    return tuple((role, word) for _, _, role, word in sorted(places))


def role_of_heading(text: str, wording: Wording) -> str | None:
    """Return the role that a section's heading is about, or None; the reader's where it speaks to "you"."""
    plain = re.sub(
        r"^(part|section|parte|secci[oó]n)\s+[\w.]+[.:]?\s*", "", text, flags=re.IGNORECASE
    )
    folded = fold(plain)
    named = holders(folded, wording)
    if YOUR.search(folded):
        return named[0][0] if named else wording.you
    scored = (
        (fuzz.ratio(folded, known), role)
        for role, found in wording.headings.items()
        for known in found
    )
    score, role = max(scored, default=(0.0, ""))
    return role if score >= HEADING else named[0][0] if named else None


def is_label_like(text: str, wording: Wording, *, share: float = LABEL_LIKE) -> bool:
    """Say whether so large a share of a text's words are words that forms print; a value's seldom are."""
    if re.search(r"\d{2,}", text):
        return False
    words = fold(text).split()
    known = sum(w in wording.words or (w.endswith("s") and w[:-1] in wording.words) for w in words)
    return bool(words) and known >= share * len(words)
