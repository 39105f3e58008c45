"""Form specifications: one TOML file per document type, read from a directory, checked on loading.

A form maps the labels that are printed on its editions to names of the vocabulary. Adding a form, an
edition or a language is data alone; docs/new-form.md walks through it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from records.errors import FormError
from records.types import BBox
from records.vocabulary import Vocabulary, load_vocabulary

Language = Literal["en", "es"]
Place = Literal["inside", "right", "below", "margin", "sentence"]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(_Spec):
    """How one field stands on the paper.

    `labels` are the printed words that announce it, by language. `zone` is its box on the paper of a
    read edition, [x0, top, x1, bottom] in points; only editions with `source = "read"` may use it.
    `place` is where the answer stands to its label; `margin` needs no label: the pattern is looked
    for in the lines at the head and the foot of a page. Nor does `sentence`: there the pattern is
    looked for in all words of a page, joined by single spaces.
    `pattern` cuts the value out of the words found: its group 1, or the whole match. `choices`
    turns ticked boxes (or a written answer) into values: value -> printed option words. `part` numbers
    from 1 the boxes in which a form asks for one value (first and second surname); `joined_by` is what
    is put between them.
    """

    name: str
    labels: dict[Language, tuple[str, ...]] = {}
    zone: tuple[float, float, float, float] | None = None
    place: tuple[Place, ...] = ("inside", "right", "below")
    pattern: Pattern | None = None
    choices: dict[str, tuple[str, ...]] = {}
    signature: bool = False
    repeats: bool = False
    part: int | None = Field(default=None, ge=1)
    joined_by: str = " "
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
    """One edition of a form. `source` is "read" where its paper was seen, else "assumed"."""

    id: str
    source: Literal["read", "assumed"]
    form_number: str | None = None
    revision: str | None = None
    omb_number: str | None = None
    page_size: tuple[float, float] | None = None
    anchors: tuple[Anchor, ...] = ()


class FormSpec(_Spec):
    """One document type: how its pages are told from others, and the fields they carry.

    `sections` gives, by role (the part of a field name before the dot), the printed headings under
    which a label such as "Date of birth" means that role's. `titles` are printed headings, `marks`
    other printed words that only this form has (a form number in the footer, an OMB number).
    `max_pages` bounds a document of this type; `continues` names the types whose continuation sheet
    this is; `running_text` says that its text is read for people and events too. `date_order` is how
    this paper writes 03/05/2020.
    """

    type: str
    languages: tuple[Language, ...] = ("en",)
    date_order: dict[Language, Literal["mdy", "dmy"]] = {"en": "mdy", "es": "dmy"}
    titles: dict[Language, tuple[str, ...]] = {}
    marks: tuple[str, ...] = ()
    sections: dict[str, dict[Language, tuple[str, ...]]] = {}
    max_pages: int = Field(default=1, ge=1)
    continues: tuple[str, ...] = ()
    running_text: bool = False
    editions: tuple[EditionSpec, ...] = ()
    fields: tuple[FieldSpec, ...] = ()

    @model_validator(mode="after")
    def _zones_need_a_read_edition(self) -> Self:
        if any(f.zone for f in self.fields) and not any(e.source == "read" for e in self.editions):
            raise ValueError('a zone needs an edition with source = "read"')
        return self

    @property
    def read_edition(self) -> EditionSpec | None:
        """The edition whose paper was seen (zones refer to it), or None."""
        return next((e for e in self.editions if e.source == "read"), None)


class FormSet(_Spec):
    """All forms of a directory, by document type, with the vocabulary they speak."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    forms: dict[str, FormSpec]
    vocabulary: Vocabulary

    def kind(self, name: str) -> str:
        """Return the kind of a field name of the vocabulary."""
        return self.vocabulary.field_kinds[name]


def load_forms(directory: Path) -> FormSet:
    """Load every `*.toml` of `directory` (its own `vocabulary.toml` extends the shipped one).

    Raises:
        FormError: The directory has no form, two forms of one type, or a file that does not hold.
    """
    from records.formcheck import load_checked  # it knows forms; forms need it only here

    vocabulary = load_vocabulary(directory / "vocabulary.toml")
    paths = sorted(p for p in directory.glob("*.toml") if p.name != "vocabulary.toml")
    if not paths:
        raise FormError("the forms directory holds no *.toml file; point --forms at one that does")
    forms: dict[str, FormSpec] = {}
    for path in paths:
        form = load_checked(path, vocabulary)
        if form.type in forms:
            raise FormError(f"{path.name}: a second form of type {form.type!r}; put them together")
        forms[form.type] = form
    return FormSet(forms=forms, vocabulary=vocabulary)
