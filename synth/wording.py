"""The words that an edition prints: labels, persons, headings, titles, captions of tick boxes.

Registered editions speak as forms/*.toml know them; the others as labels/SPLIT.toml has it.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from records.forms import FieldSpec, FormSpec, load_forms
from records.printed import role_of, split_label
from synth.papers import Language, Split
from synth.writing import written

FOLDER: Final = Path(__file__).resolve().parent / "labels"
FORMS: Final = Path(__file__).resolve().parent.parent / "forms"
FURTHER: Final = "training"
"""File of the words beside those of the train split."""
WHOLE: Final = ("family_name", "given_names")
SHORT: Final = 58
"""Longest label that a registered edition prints, in letters."""


class Wording(Protocol):
    """Where an edition's words come from."""

    def labels(self, name: str, language: Language) -> tuple[str, ...]:
        """Return the labels of a field or of a composed question ("subject.whole_name"), bare."""

    def persons(self, role: str, language: Language) -> tuple[str, ...]:
        """Return the words for the person of a role."""

    def headings(self, role: str, language: Language) -> tuple[str, ...]:
        """Return headings of the section about a role."""

    def titles(self, document_type: str, language: Language) -> tuple[str, ...]:
        """Return titles of a form."""


@cache
def furniture() -> dict[str, Any]:
    """Return what stands on pages besides questions."""
    return tomllib.loads((FOLDER / "furniture.toml").read_text(encoding="utf-8"))


@cache
def forms() -> dict[str, FormSpec]:
    """Return the shipped forms."""
    return load_forms(FORMS).forms


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitWording:
    """The words of one split's own editions; `further` adds those that only a model in training sees."""

    split: Split
    further: bool = False

    def labels(self, name: str, language: Language) -> tuple[str, ...]:
        own = self._of("fields", name, language)
        return own or self._of("fields", name.partition(".")[2], language)

    def persons(self, role: str, language: Language) -> tuple[str, ...]:
        return self._of("persons", role, language)

    def headings(self, role: str, language: Language) -> tuple[str, ...]:
        return self._of("headings", role, language)

    def titles(self, document_type: str, language: Language) -> tuple[str, ...]:
        return self._of("titles", document_type, language)

    def _of(self, part: str, key: str, language: Language) -> tuple[str, ...]:
        sources = (self.split, FURTHER) if self.further else (self.split,)
        return tuple(
            text
            for source in sources
            for text in _split_words(source)[part].get(key, {}).get(language, ())
        )


@cache
def _split_words(source: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{source}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWording:
    """The words that a form file lists."""

    document_type: str

    @property
    def form(self) -> FormSpec:
        """The form."""
        return forms()[self.document_type]

    def labels(self, name: str, language: Language) -> tuple[str, ...]:
        role, _, attribute = name.partition(".")
        if attribute == "whole_name":
            return tuple(
                t
                for t in self._of(f"{role}.family_name", language)
                if self._whole(role, t, language)
            )
        if attribute in ("first_surname", "second_surname"):
            part = 1 if attribute == "first_surname" else 2
            return self._of(f"{role}.family_name", language, part=part)
        if attribute == "birthplace":
            return ()
        plain = self._of(f"{role}.address" if attribute == "street" else name, language)
        if attribute in ("city", "state", "zip"):
            whole = self._of(f"{role}.address", language)
            plain = tuple(t for t in plain if t not in whole and "," not in t)
        if attribute in WHOLE:
            plain = tuple(t for t in plain if not self._whole(role, t, language))
        if attribute == "street":
            plain = tuple(
                t
                for t in plain
                if "," not in t and not t.casefold().startswith(("full", "complete"))
            )
        return plain

    def _whole(self, role: str, text: str, language: Language) -> bool:
        return all(text in self._of(f"{role}.{half}", language) for half in WHOLE)

    def _of(self, name: str, language: Language, *, part: int | None = None) -> tuple[str, ...]:
        found: list[str] = []
        for spec in self.form.fields:
            if spec.name == name and spec.part == part and "sentence" not in spec.place:
                found += [
                    t
                    for t in (*spec.labels.get(language, ()), *spec.named.get(language, ()))
                    if len(t) <= SHORT
                ]
        return tuple(dict.fromkeys(self._said(text, language) for text in found))

    def _said(self, template: str, language: Language) -> str:
        """Return a label with a word for the person in place of {role}."""
        _, _, role = split_label(template) or (template, None, "")
        if not role:
            return template
        words = self.persons(role, language)
        word = words[0] if words else {"en": "the person", "es": "la persona"}[language]
        return template.replace(f"{{{role}}}", word if language == "es" else f"the {word.lower()}")

    def persons(self, role: str, language: Language) -> tuple[str, ...]:
        words = self.form.persons.get(role, {}).get(language, ())
        if language == "en":
            return tuple(w for w in words if w.isalpha() and not w.endswith("s") and w != "Your")
        article = {"mother": "la"}.get(role, "el")
        return tuple(
            f"{article} {w}"
            for w in words
            if w.isalpha() and w.islower() and w.endswith(_ENDS[article])
        )

    def headings(self, role: str, language: Language) -> tuple[str, ...]:
        asked_for = role != "subject" or self.document_type == "orr_sponsor_application"
        own = self.form.sections.get(role, {}).get(language, ()) if asked_for else ()
        return (*own[:3], *furniture()["headings"].get(role, {}).get(language, ()))

    def titles(self, document_type: str, language: Language) -> tuple[str, ...]:
        return self.form.titles.get(language, ())


_ENDS: Final = {"la": ("a", "á"), "el": ("o", "r", "n", "e", "á")}


def named(label: str, person: str, *, language: Language, style: int) -> str:
    """Return a label with the person it is about: "Mother's name", "Nombre de la madre".

    `style` 0 is the possessive, 1 "Name of mother", 2 "Mother: name", which suits any label.
    """
    if language == "es" and style == 2:
        return f"{person[:1].upper()}{person[1:]}: {label[:1].lower()}{label[1:]}"
    if language == "es":
        joint = "del " + person[3:] if person.startswith("el ") else "de " + person
        return f"{label} {joint}"
    lowered = label if label[:2].isupper() or label[:1].isdigit() else label[:1].lower() + label[1:]
    if style == 0:
        return f"{person}'s {lowered}"
    return f"{label} of {person.lower()}" if style == 1 else f"{person}: {lowered}"


def choices(spec_type: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return the closed list of a field that a form file knows: value -> printed words."""
    for spec in forms()[spec_type].fields:
        if spec.name == name and spec.choices:
            return {value: words for value, words in spec.choices.items() if value}
    return {}


def captions(
    document_type: str,
    name: str,
    kind: str,
    *,
    language: Language,
    registered: bool,
    rng: random.Random,
) -> tuple[tuple[str, str], ...]:
    """Return the tick boxes of a field: (value, caption); empty where the field has no closed list."""
    listed = _listed(document_type, name)
    coded = kind in ("sex", "flag", "relationship", "agency", "category")
    if kind == "sex":
        listed = {value: words for value, words in listed.items() if value in ("M", "F")}
    if language == "es" and not coded:
        return ()
    pairs = []
    for value, words in listed.items():
        if registered and language == "en":
            pairs.append((value, rng.choice(words[:2]) if len(words) > 3 else words[0]))
        elif coded:
            pairs.append((value, written(kind, value, language=language)))
        else:
            pairs.append((value, value[:1].upper() + value[1:]))
    return tuple(pairs)


def _listed(document_type: str, name: str) -> dict[str, tuple[str, ...]]:
    own = choices(document_type, name)
    if own:
        return own
    return next((found for kind in forms() if (found := choices(kind, name))), {})


def letter_words(group: str, part: str, language: Language) -> tuple[str, ...]:
    """Return words for a part of a letter ("about", "close"): of a split, or "registered"."""
    table = furniture() if group == "registered" else _split_words(group)
    return tuple(table["letter"][part][language])


def spec_of(document_type: str, name: str) -> FieldSpec | None:
    """Return the field of a form, or None where the form has it not."""
    return next((spec for spec in forms()[document_type].fields if spec.name == name), None)


__all__ = [
    "FormWording",
    "SplitWording",
    "Wording",
    "captions",
    "choices",
    "forms",
    "furniture",
    "named",
    "role_of",
    "spec_of",
]
