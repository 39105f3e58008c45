"""Form specifications: one TOML file per document type, read from a directory, checked on loading.

A form maps the labels that are printed on its editions to names of the vocabulary. Adding a form, an
edition or a language is data alone; docs/new-form.md walks through it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from records.errors import FormError
from records.printed import Label, headings_of, labels_of
from records.types import BBox, EditionSource
from records.vocabulary import Vocabulary, load_vocabulary

Language = Literal["en", "es"]
Place = Literal["inside", "right", "below", "margin", "sentence"]

NO_VALUE: Final = ""
"""The choice that says that there is none."""
NO_FORMS: Final = frozenset({"vocabulary.toml", "labels.toml"})
"""Files of a forms directory that are no forms."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; what was worked out from the fields is worked out again."""
        copied = super().model_copy(update=update, deep=deep)
        for name in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[name]
        return copied


class FieldSpec(_Spec):
    """How one field stands on the paper.

    `labels` are the printed words that announce it, by language, without the person they are about
    (`FormSpec.persons` has the words for that); `named` are those that count only where the person is
    named, by the label itself or by the heading above it. `{role}` at either end of a label stands for
    the words for that role: "Relationship to {subject}". `common` is false for a field that takes
    nothing from the shared labels. `zone` is its box on the paper of a
    read edition, [x0, top, x1, bottom] in points; only editions with `source = "read"` may use it.
    `place` is where the answer stands to its label; `margin` needs no label: the pattern is looked
    for in the lines at the head and the foot of a page. Nor does `sentence`: there the pattern is
    looked for in all words of a page, joined by single spaces.
    `pattern` cuts the value out of the words found: its group 1, or the whole match. `choices`
    turns ticked boxes (or a written answer) into values: value -> printed option words; under "" stand
    those that say that there is no value ("None", "Not applicable"). `part` numbers
    from 1 the boxes in which a form asks for one value (first and second surname); `joined_by` is what
    is put between them, or before this one where a later part says so. `captions` are those of the tick
    boxes of a zone, from left to right, where they do not stand right of their boxes; the ticked one is
    the value.
    """

    name: str
    labels: dict[Language, tuple[str, ...]] = {}
    named: dict[Language, tuple[str, ...]] = {}
    common: bool = True
    zone: tuple[float, float, float, float] | None = None
    place: tuple[Place, ...] = ("inside", "right", "below")
    pattern: Pattern | None = None
    choices: dict[str, tuple[str, ...]] = {}
    signature: bool = False
    repeats: bool = False
    part: int | None = Field(default=None, ge=1)
    joined_by: str | None = None
    captions: tuple[str, ...] = ()
    optional: bool = False
    """True: the form often leaves it off the page, so its absence is not worth a review."""

    @property
    def box(self) -> BBox | None:
        if self.zone is None:
            return None
        x0, top, x1, bottom = self.zone
        return BBox(x0=x0, top=top, x1=x1, bottom=bottom)


class Anchor(_Spec):
    """A printed label of a read edition and its box in points, by which a page is registered."""

    text: str
    box: tuple[float, float, float, float]

    @property
    def bbox(self) -> BBox:
        x0, top, x1, bottom = self.box
        return BBox(x0=x0, top=top, x1=x1, bottom=bottom)


class EditionSpec(_Spec):
    """One edition of a form. `source` is "read" where its paper was seen, else "assumed".

    `form_number`, `revision` and `omb_number` are as printed; None where that is not known.
    """

    id: str
    source: EditionSource
    form_number: str | None = None
    revision: str | None = None
    omb_number: str | None = None
    page_size: tuple[float, float] | None = None
    anchors: tuple[Anchor, ...] = ()


class FormSpec(_Spec):
    """One document type: how its pages are told from others, and the fields they carry.

    `titles` are printed headings, `marks` other printed words that only this form has (a form number
    in the footer, an OMB number). `persons` gives, by role (the part of a field name before the dot),
    the words the paper has for that person ("Minor", "UAC", "menor"), with which each label of the
    role's fields is found too. `sections` gives, by role, the printed headings under which a label such
    as "Date of birth" means that role's; `headings` are words that make one with a person's ("Minor
    information"). `common_labels` takes over what `records/labels.toml` has for these fields and persons.
    `bare_roles` are those that a shared label without a person may mean where no heading says otherwise;
    every other person must then be named. The whole name of `whole_names` may stand in one box.
    `max_pages` bounds a document of this type; `continues` names the types whose continuation sheet
    this is; `running_text` says that its text is read for people and events too, `free_box` that whole
    sentences among its boxes are, for what the form does not ask. `date_order` is how this paper writes
    03/05/2020.
    """

    type: str
    languages: tuple[Language, ...] = ("en",)
    date_order: dict[Language, Literal["mdy", "dmy"]] = {"en": "mdy", "es": "dmy"}
    titles: dict[Language, tuple[str, ...]] = {}
    marks: tuple[str, ...] = ()
    persons: dict[str, dict[Language, tuple[str, ...]]] = {}
    common_labels: bool = False
    bare_roles: tuple[str, ...] = ()
    whole_names: tuple[str, ...] = ()
    headings: dict[Language, tuple[str, ...]] = {}
    sections: dict[str, dict[Language, tuple[str, ...]]] = {}
    max_pages: int = Field(default=1, ge=1)
    continues: tuple[str, ...] = ()
    running_text: bool = False
    free_box: bool = False
    editions: tuple[EditionSpec, ...] = ()
    fields: tuple[FieldSpec, ...] = ()

    @model_validator(mode="after")
    def _zones_need_a_read_edition(self) -> Self:
        if any(f.zone for f in self.fields) and not any(e.source == "read" for e in self.editions):
            raise ValueError('a zone needs an edition with source = "read"')
        return self

    @property
    def read_edition(self) -> EditionSpec | None:
        """The edition whose paper was seen and measured (zones refer to it), or None."""
        read = [e for e in self.editions if e.source == "read"]
        return next((e for e in read if e.anchors), read[0] if read else None)

    @cached_property
    def printed(self) -> tuple[Label, ...]:
        """What announces the fields; each label's key is the number of its field."""
        return labels_of(self)

    @cached_property
    def headed(self) -> tuple[Label, ...]:
        """What heads the parts of the form; each label's key is the role it is about."""
        return headings_of(self)

    @cached_property
    def headed_roles(self) -> frozenset[str]:
        """The roles that a heading of this form may name."""
        return frozenset(label.key for label in self.headed)

    @property
    def holders(self) -> frozenset[str]:
        """All words for persons."""
        return frozenset().union(*map(self.words_for, self.persons))

    def words_for(self, role: str) -> frozenset[str]:
        """Return the words the paper has for a role, in all its languages."""
        return frozenset(w for group in self.persons.get(role, {}).values() for w in group)


class FormSet(_Spec):
    """All forms of a directory, by document type, with the vocabulary they speak."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    forms: dict[str, FormSpec]
    vocabulary: Vocabulary

    def kind(self, name: str) -> str:
        """Return the kind of a field name of the vocabulary."""
        return self.vocabulary.field_kinds[name]

    @cached_property
    def holders(self) -> frozenset[str]:
        """The words for persons of all forms."""
        return frozenset().union(*(form.holders for form in self.forms.values()))


def load_forms(directory: Path) -> FormSet:
    """Load every `*.toml` of `directory`; its own `vocabulary.toml` and `labels.toml` extend the shipped.

    Raises:
        FormError: The directory has no form, two forms of one type, or a file that does not hold.
    """
    from records.formcheck import load_checked  # they know forms; forms need them only here
    from records.labels import load_labels

    vocabulary = load_vocabulary(directory / "vocabulary.toml")
    shared = load_labels(directory / "labels.toml")
    paths = sorted(p for p in directory.glob("*.toml") if p.name not in NO_FORMS)
    if not paths:
        raise FormError("the forms directory holds no *.toml file; point --forms at one that does")
    forms: dict[str, FormSpec] = {}
    for path in paths:
        form = load_checked(path, vocabulary, shared)
        if form.type in forms:
            raise FormError(f"{path.name}: a second form of type {form.type!r}; put them together")
        forms[form.type] = form
    return FormSet(forms=forms, vocabulary=vocabulary)
