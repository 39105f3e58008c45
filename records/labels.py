"""The labels that forms share: `records/labels.toml`, and how a form is completed with them.

A forms directory may hold a `labels.toml` of its own, which adds to the shipped one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from records.errors import FormError
from records.forms import FieldSpec, FormSpec, Language, Pattern, Place
from records.printed import role_of

SHIPPED: Final = Path(__file__).with_name("labels.toml")
STATED: Final[tuple[str, ...]] = ("pattern", "place", "optional", "signature")
"""What a field takes over only where its form file does not state it; labels and choices add up."""

ByLanguage = dict[Language, tuple[str, ...]]
Key = TypeVar("Key")


class Shared(BaseModel):
    """What is shared about one field or attribute."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    labels: ByLanguage = {}
    choices: dict[str, tuple[str, ...]] = {}
    pattern: Pattern | None = None
    place: tuple[Place, ...] | None = None
    optional: bool | None = None
    signature: bool | None = None


class WholeName(BaseModel):
    """How a whole name in one box is cut into its two fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    family_name: Pattern = "(?!)"
    given_names: Pattern = "(?!)"
    labels: ByLanguage = {}
    named: ByLanguage = {}


class Labels(BaseModel):
    """The shared data: words for persons, headings, and fields by attribute or full name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    persons: dict[str, ByLanguage] = {}
    headings: ByLanguage = {}
    sections: dict[str, ByLanguage] = {}
    fields: dict[str, Shared] = {}
    whole_name: WholeName = WholeName()

    def of(self, name: str) -> Shared:
        """Return what is shared for a field: under its full name, or else under its attribute."""
        return self.fields.get(name) or self.fields.get(name.split(".")[-1]) or Shared()


def load_labels(extension: Path | None = None) -> Labels:
    """Load the shipped labels, with those of the file `extension` added where it exists.

    Raises:
        FormError: A file is not valid.
    """
    shipped = _parse(SHIPPED)
    if extension is None or not extension.exists():
        return shipped
    added = _parse(extension)
    names = dict.fromkeys((*shipped.fields, *added.fields))
    return Labels(
        persons=_joined_all(shipped.persons, added.persons),
        headings=_joined(shipped.headings, added.headings),
        sections=_joined_all(shipped.sections, added.sections),
        fields={n: _extended(shipped.fields.get(n), added.fields.get(n)) for n in names},
        whole_name=added.whole_name
        if "whole_name" in added.model_fields_set
        else shipped.whole_name,
    )


def complete(form: FormSpec, shared: Labels) -> FormSpec:
    """Return a form with what it shares with others filled in; as it is where it does not opt in."""
    filled = fill_in(form, shared)
    return filled.model_copy(update={"fields": tuple(_with_whole_names(filled, shared))})


def fill_in(form: FormSpec, shared: Labels) -> FormSpec:
    """Return a form whose own fields, each at its place, have what they share with other forms'."""
    if not form.common_labels:
        return form
    persons = _joined_all(form.persons, _spoken_all(shared.persons, form.languages))
    filled = form.model_copy(
        update={
            "persons": persons,
            "headings": _joined(form.headings, _spoken(shared.headings, form.languages)),
            "sections": _joined_all(form.sections, _spoken_all(shared.sections, form.languages)),
        }
    )
    fields = tuple(_filled(spec, filled, shared) for spec in form.fields)
    return filled.model_copy(update={"fields": fields})


def _parse(path: Path) -> Labels:
    try:
        return Labels.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise FormError(f"{path.name}: cannot be read; check the forms directory") from error
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{path.name}: not valid TOML: {error}; mend that line") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FormError(f"{path.name}: {where}: {first['msg']}; mend that entry") from error


def _filled(spec: FieldSpec, form: FormSpec, shared: Labels) -> FieldSpec:
    """Return a field with what is shared; a part of a value, or one in a sentence, has words of its own."""
    if not spec.common or spec.part is not None or "sentence" in spec.place:
        return spec
    entry, role = shared.of(spec.name), role_of(spec.name)
    must_be_named = form.bare_roles and role not in form.bare_roles and role in form.persons
    way = "named" if must_be_named else "labels"
    labels = _spoken(entry.labels, form.languages)
    update: dict[str, Any] = {
        way: _joined(spec.named if must_be_named else spec.labels, labels),
        "choices": _joined(spec.choices, entry.choices),
    }
    for key in STATED:
        given = getattr(entry, key)
        if key not in spec.model_fields_set and given is not None:
            update[key] = given
    return spec.model_copy(update=update)


def _with_whole_names(form: FormSpec, shared: Labels) -> Iterator[FieldSpec]:
    """Yield the fields, and after a role's family and given names the same cut out of a whole name."""
    whole = shared.whole_name
    patterns = {"family_name": whole.family_name, "given_names": whole.given_names}
    for spec in form.fields:
        yield spec
        role, _, part = spec.name.partition(".")
        if role in form.whole_names and part in patterns:
            labels, named = (
                _spoken(whole.labels, form.languages),
                _spoken(whole.named, form.languages),
            )
            update = {"labels": labels, "named": named, "pattern": patterns[part]}
            yield spec.model_copy(update=update)


def _spoken(groups: ByLanguage, languages: tuple[Language, ...]) -> ByLanguage:
    return {language: words for language, words in groups.items() if language in languages}


def _spoken_all(
    roles: dict[str, ByLanguage], languages: tuple[Language, ...]
) -> dict[str, ByLanguage]:
    return {role: _spoken(groups, languages) for role, groups in roles.items()}


def _joined(
    a: Mapping[Key, tuple[str, ...]], b: Mapping[Key, tuple[str, ...]]
) -> dict[Key, tuple[str, ...]]:
    """Return the words of both by key, each once, those of `a` first."""
    keys = dict.fromkeys((*a, *b))
    return {k: tuple(dict.fromkeys((*a.get(k, ()), *b.get(k, ())))) for k in keys}


def _joined_all(a: dict[str, ByLanguage], b: dict[str, ByLanguage]) -> dict[str, ByLanguage]:
    return {role: _joined(a.get(role, {}), b.get(role, {})) for role in dict.fromkeys((*a, *b))}


def _extended(shipped: Shared | None, added: Shared | None) -> Shared:
    if shipped is None or added is None:
        return shipped or added or Shared()
    stated = {key: getattr(added, key) for key in STATED if key in added.model_fields_set}
    joined = {
        "labels": _joined(shipped.labels, added.labels),
        "choices": _joined(shipped.choices, added.choices),
    }
    return shipped.model_copy(update={**joined, **stated})
