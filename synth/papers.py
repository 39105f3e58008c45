"""What one paper says, before anybody has drawn it.

`world` and `agencies` write papers, `layouts` draws them: which of its answers a paper shows is the
edition's business, how they are spelt out (03/05/2020, 5 de marzo de 2020) too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from records.types import Reading

Split = Literal["train", "dev", "test"]
Stratum = Literal["registered", "unseen"]
Language = Literal["en", "es"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the agency has for one field of the vocabulary.

    `value` is canonical for the field's kind: what the agency believes, even where the world knows better.
    With `reading` REDACTED the value is what lies under the bar; the truth then says null. BLANK has no
    value; `nothing` is what is written in its stead ("N/A", "unknown", ""). `person` is the key of whom it
    is about.
    """

    name: str
    index: int = 0
    value: str | None = None
    reading: Reading = Reading.PRESENT
    nothing: str = ""
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of running text and the fields that it states: (name, index, canonical value)."""

    text: str
    facts: tuple[tuple[str, int, str], ...] = ()


Paragraph = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document that an event left with an agency.

    `key` is unique in a run; `people` maps a role of the vocabulary ("subject", "mother", "sibling.1") to
    a person's key; `paragraphs` is the running text (all of a narrative, the free box of a form).
    `redacted` says that the paper was released with names and numbers under bars, each with its
    exemption code. `planted` names what is wrong in its answers (`synth.disagree`).
    """

    key: str
    family: str
    document_type: str
    language: Language
    agency: str
    written: date
    answers: tuple[Answer, ...]
    paragraphs: tuple[Paragraph, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    redacted: bool = False
    planted: tuple[str, ...] = ()

    def answer(self, name: str, index: int = 0) -> Answer | None:
        """Return the answer for one field, or None where the agency has nothing."""
        wanted = (name, index)
        return next((each for each in self.answers if (each.name, each.index) == wanted), None)
