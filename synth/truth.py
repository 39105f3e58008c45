"""The truth about generated files, as it is written beside them: truth.jsonl, words.jsonl, people.jsonl.

Boxes are points (1/72 in), origin top left of the upright page, as in `records/types.py`, where the
ink stands after all damage (skew included). Pages are 1-based within their file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from records.types import Reading

SCHEMA: Final = "casefile-truth/1"
PEOPLE_SCHEMA: Final = "casefile-people/1"
Corners = tuple[float, float, float, float]
Fill = Literal["print", "typed", "typewriter", "hand", "mixed", "tick"]
Mark = Literal["crossed_out", "stamped", "written_over"]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TruthField(_Line):
    """One field that the page asks for or states.

    `value` is canonical, null unless `reading` is present. `text` is what is written (under a bar: "").
    `bbox` holds what is written, or the empty place. `fill` is how this value is written, `marks` what
    runs over it.
    """

    name: str
    index: int = 0
    value: str | None
    text: str = ""
    reading: Reading
    page: int
    bbox: Corners
    fill: Fill = "print"
    marks: tuple[Mark, ...] = ()


class TruthDocument(_Line):
    """One logical document: a line of truth.jsonl.

    `lost_pages` are those that the document had when it was written and that are in no file, counted from 1
    within the document: of what stood on them the truth tells nothing. `blank_pages` are those of its file
    that belong to no document. `rotations` are the clockwise
    turns in degrees that set its pages upright. `damage` is 0 (clean) to 3 (barely legible), `damages` names
    what was done. `people` maps roles to keys of people.jsonl. `text_layer` says
    what hidden or printed text the file carries beside its picture. A document that is not `complete` (a
    public record of which a person noted some fields) tells nothing of the fields it does not list.
    """

    schema_: Annotated[str, Field(alias="schema")] = SCHEMA
    key: str
    file: str
    pages: tuple[int, ...]
    lost_pages: tuple[int, ...] = ()
    page_sizes: tuple[tuple[float, float], ...]
    rotations: tuple[int, ...]
    blank_pages: tuple[int, ...] = ()
    document_type: str
    language: Literal["en", "es"] | None
    split: Literal["train", "dev", "test"] | None = None
    stratum: Literal["registered", "unseen"] | None = None
    edition: str = ""
    layout: str = ""
    fill: Fill = "print"
    damage: int = 0
    damages: tuple[str, ...] = ()
    dpi: int = 0
    container: Literal["scan_pdf", "born_digital", "tiff", "jpeg", "png"] = "scan_pdf"
    text_layer: Literal["none", "print", "right", "wrong", "invisible"] = "none"
    people: dict[str, str] = {}
    planted: tuple[str, ...] = ()
    complete: bool = True
    fields: tuple[TruthField, ...]


Telling = Literal["stated", "disputed", "wrong", "silent"]
"""What documents together say of a question: the truth, also something else, only something else, nothing."""


class TruthRelation(_Line):
    """Who somebody is to a person: `kind` is a relationship of the vocabulary, or "sponsor".

    To somebody grown, children are what the vocabulary has no word for: "child", "grandchild",
    "niece_nephew", "sponsored" and the like (`synth.tracing.INVERSE`).
    """

    kind: str
    person: str


class TruthEvent(_Line):
    """What happened to a person: `agency`, `place` and `person` (a key) where the event has them."""

    kind: str
    date: str
    agency: str = ""
    place: str = ""
    person: str = ""
    detail: str = ""


class TruthPlanted(_Line):
    """What an agency believes of a person and is not so; values are canonical, as it spells them.

    Also what is gone: of "paper_missing" and "page_missing" `true` is the document's key, and `told` which
    page of it, counted from 1.
    """

    kind: str
    agency: str
    attribute: str = ""
    true: str = ""
    told: str = ""


class TruthPerson(_Line):
    """One made-up person: a line of people.jsonl.

    `answers` are those that a child's story gives to what must be known of it: separated, separated_from (a
    key), separation_date, released_to (a key), release_date, mother, father (keys), a_number, date_of_birth.
    `documents` are the keys of those that are about the person or name them; `can_tell` lists the questions
    that all of them together answer rightly, `cannot_tell` the others and what the documents do instead.
    """

    schema_: Annotated[str, Field(alias="schema")] = PEOPLE_SCHEMA
    key: str
    family: str
    split: Literal["train", "dev", "test"]
    is_child: bool
    full_name: str
    given_names: str
    family_name: str
    sex: str
    date_of_birth: str
    nationality: str
    place_of_birth: str
    language: str
    a_numbers: tuple[str, ...] = ()
    numbers: dict[str, str] = {}
    relations: tuple[TruthRelation, ...] = ()
    events: tuple[TruthEvent, ...] = ()
    planted: tuple[TruthPlanted, ...] = ()
    answers: dict[str, str] = {}
    documents: tuple[str, ...] = ()
    can_tell: tuple[str, ...] = ()
    cannot_tell: dict[str, Telling] = {}


class TruthWords(_Line):
    """The words of one page in reading order: a line of words.jsonl; `boxes[i]` holds `words[i]`.

    `fields[i]` names the fields that the word is part of the answer to: "sponsor.city", or
    "sibling.full_name#1" for an index above 0; none for what is printed.
    """

    key: str
    file: str
    page: int
    words: tuple[str, ...]
    boxes: tuple[Corners, ...]
    fields: tuple[tuple[str, ...], ...] = ()


def write_lines(path: Path, lines: Iterable[BaseModel]) -> None:
    """Write one JSON object a line, in UTF-8: the same lines give the same bytes."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            body = line.model_dump(mode="json", by_alias=True)
            file.write(json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_documents(path: Path) -> Iterator[TruthDocument]:
    """Yield the documents of a truth.jsonl.

    Raises:
        pydantic.ValidationError: a line is no document of this schema.
    """
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield TruthDocument.model_validate_json(line)


def read_words(path: Path) -> Iterator[TruthWords]:
    """Yield the pages of a words.jsonl."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield TruthWords.model_validate_json(line)


def read_people(path: Path) -> Iterator[TruthPerson]:
    """Yield the people of a people.jsonl."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield TruthPerson.model_validate_json(line)
