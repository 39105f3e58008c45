"""What finding hands on: a page prepared for it, and what was found for a field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from extract.labels import Hit
from extract.ocr import Gray
from extract.page import ReadPage
from extract.register import Registration
from records.cleaning import is_reference, without_reference
from records.forms import FieldSpec
from records.types import BBox, Reading, Word

WORDED: Final = "text@1"
NARRATED: Final = "narrated@1"
RUNNING: Final = frozenset({WORDED, NARRATED})
"""How something was found in running text: by the rules, by the model."""
EVENTS: Final = ("separation.", "transfer.", "release.", "sponsor.")
"""How fields begin that tell what happened to a child, and to whom it went.

A sentence may deny such a thing, fear it, pass it on, or tell it of another child.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """The tick boxes of a place: how many are ticked, and of how many the caption could be read.

    `unread` have no caption that the form knows, or a caption without a box that was found.
    `disputed` where a filled form says otherwise than its picture. `loose` where a circle or a mark
    beside a box tells the option.
    """

    ticked: int = 0
    options: int = 0
    unread: int = 0
    disputed: bool = False
    loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands where a field's value should: words, ticks, bars, or nothing.

    `step` is the finder; `quality` how surely the place is that field's, 0 to 1. `choice` is the
    option ticked or spelled, or a value that the finder itself has normalised.
    """

    spec: FieldSpec
    page: int
    words: tuple[Word, ...]
    region: BBox
    reading: Reading
    step: str
    quality: float
    text: str = field(default="", repr=False)
    choice: str | None = field(default=None, repr=False)
    ticks: Ticks = Ticks()
    section: bool = True
    reported: bool = False
    """True where the page only says that somebody said so (hearsay)."""
    spoken: bool = False
    """True where sentences tell what happened (`EVENTS`): whether it did, a person has to read."""
    bounded: bool = True
    """False where nothing drawn bounds the place, so that finding nothing there proves little."""
    touched: bool = False
    """True where a redaction bar reaches into the place: words beside it may be what it left."""
    whole: bool = True
    """False where the form asks for the value in parts and one was not found."""
    parts: tuple[Found, ...] = ()
    """The finds that it was joined from."""
    struck: tuple[Word, ...] = ()
    """Words in the place that somebody crossed out; `words` leaves them out."""
    row: int | None = None
    """The number of the person among those of one box, from 0; None where the box names one."""
    continues: bool = False
    """True where the page says that it goes on with an answer begun elsewhere."""
    rest: Found | None = None
    """What a later page goes on with."""
    another: bool = False
    """True where its block of the page is headed as another's, or as an earlier one."""
    parted: bool = False
    """True where no more than a line break or an "and" parts it from what is another person's."""
    unclaimed: int = 0
    """Where nothing was found: how many words and bars near it nobody has claimed."""
    tagged: float = 0.0
    """How likely the tagger holds its words for an answer to the field, 0 to 1."""
    beside: tuple[tuple[str, tuple[Word, ...], bool], ...] = ()
    """What stands beside a name: attribute, words, whether it says what it is (`extract.entries`)."""

    @property
    def told(self) -> str:
        """Return the text with what a later page goes on with."""
        if self.rest is None:
            return self.text
        if is_reference(self.text):
            return without_reference(self.rest.text)
        return f"{without_reference(self.text)} {without_reference(self.rest.text)}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A classified page prepared for finding: lines cut, labels found, ink unpacked."""

    page: ReadPage
    labels: tuple[Hit, ...]
    sections: tuple[Hit, ...]
    ink: Gray | None
    registration: Registration | None
    items: tuple[Word, ...] = ()
    """Numbers of questions (`extract.numbering`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a field is looked for, and by which step."""

    spec: FieldSpec
    page: int
    region: BBox
    step: str
    quality: float

    def found(
        self,
        words: tuple[Word, ...],
        reading: Reading,
        *,
        text: str = "",
        choice: str | None = None,
        bounded: bool = True,
        touched: bool = False,
        ticks: Ticks | None = None,
    ) -> Found:
        """Return what was found there."""
        return Found(
            spec=self.spec,
            page=self.page,
            region=self.region,
            step=self.step,
            quality=self.quality,
            words=words,
            reading=reading,
            text=text,
            choice=choice,
            bounded=bounded,
            touched=touched,
            ticks=ticks or Ticks(),
        )
