"""What was found out about one document and each of its fields: values that figures are counted from.

They carry names of fields, codes and numbers, never a value or a text.
"""

from __future__ import annotations

from dataclasses import dataclass

from evaluation.causes import Cause
from evaluation.reading import WordErrors
from records.types import Reading
from synth.truth import Fill, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One field of a document: what the truth asks and what a record says of it.

    `asked` is the reading in the truth, None where it lists no such field; `stated` the record's, None
    where it has none. `valued`: the record states a value; `exact` and `lenient`: it is the truth's;
    `right`: reading and value both are. `released`: accepted. `overlap` (intersection over union) and
    `held` compare boxes where the value is exact, None and False elsewhere. `read`: the value's words were
    read where it stands, None where that is not known or it has none. `cause` is None where it is right.
    `signs` counts them.
    """

    name: str
    index: int
    kind: str
    fill: Fill
    page: int | None
    marks: tuple[Mark, ...] = ()
    asked: Reading | None = None
    stated: Reading | None = None
    valued: bool = False
    exact: bool = False
    lenient: bool = False
    right: bool = False
    released: bool = False
    confidence: float | None = None
    signs: int = 0
    overlap: float | None = None
    held: bool = False
    read: bool | None = None
    cause: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What is said of a document as one: its type, where it was cut out, its words.

    `bundle_right` is None but for the first document of a file of several: were all of them cut out
    exactly? `read` counts words and the errors in them, none where no words are kept.
    """

    stated_type: str | None
    type_right: bool
    type_released: bool
    cut_right: bool
    bundle_right: bool | None
    pages: int
    pages_upright: int
    read: WordErrors = WordErrors()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One document of the truth, what groups it belongs to, and the verdicts.

    `document_id` is that of the record that stands for it, None where none does. `whole` is None in a
    slice of fields: such a part of a document says nothing of it as one.
    """

    key: str
    file: str
    document_id: str | None
    stratum: str
    fill: str
    damage: int
    language: str
    document_type: str
    text_layer: str
    whole: Whole | None
    fields: tuple[Verdict, ...]
