"""Pages, forms and drawings built by hand, and the hypothesis strategies over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from extract.classify import Classified
from extract.marks import InkMap, Marks, Tick, TickState, ink_map
from extract.ocr import Gray
from extract.page import ReadPage
from records.forms import EditionSpec, FieldSpec, FormSet, FormSpec
from records.types import (
    BBox,
    Candidate,
    Decision,
    Evidence,
    Field,
    Origin,
    PageInfo,
    Problem,
    Reading,
    Record,
    Source,
    Word,
    document_id,
)
from records.vocabulary import load_vocabulary

WIDTH, HEIGHT = 612.0, 792.0
LETTER_WIDTH = 0.5
"""Width of a letter as a share of its height."""

steady = settings(deadline=None, max_examples=50)
"""No deadline: a busy machine is not a failing test."""


# ---- words and pages
# --------------------------------------------------------------------------


def box(x0: float, top: float, x1: float, bottom: float) -> BBox:
    return BBox(x0=x0, top=top, x1=x1, bottom=bottom)


def put(
    text: str,
    x: float,
    top: float,
    *,
    height: float = 10.0,
    score: float = 95.0,
    source: Source = Source.OCR,
) -> tuple[Word, ...]:
    """Return the words of `text` set in one line from (x, top), half a line height apart."""
    words = []
    for part in text.split():
        width = len(part) * LETTER_WIDTH * height
        where = box(x, top, x + width, top + height)
        words.append(Word(text=part, bbox=where, score=score, source=source))
        x += width + 0.5 * height
    return tuple(words)


def stacked(*texts: str, top: float = 40.0, x: float = 40.0) -> tuple[Word, ...]:
    """Return lines of words, 20 points from top to top."""
    return tuple(w for i, text in enumerate(texts) for w in put(text, x, top + 20 * i))


def tick(x: float, top: float, *, ticked: bool) -> Tick:
    state = TickState.CROSS if ticked else TickState.EMPTY
    return Tick(bbox=box(x, top, x + 9, top + 9), state=state, ink=0.4 * ticked)


def ink_under(places: tuple[BBox, ...]) -> InkMap:
    """Return the ink map of a letter page that is dark in `places` and nowhere else."""
    mask: Gray = np.zeros((round(HEIGHT), round(WIDTH)), np.uint8)
    for place in places:
        rows = slice(round(place.top), round(place.bottom))
        mask[rows, round(place.x0) : round(place.x1)] = 255
    return ink_map(mask, dpi=72, without=np.zeros_like(mask))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What a hand-built page carries; `scrawl` is ink that no reader could read."""

    boxes: tuple[BBox, ...] = ()
    rules: tuple[BBox, ...] = ()
    ticks: tuple[Tick, ...] = ()
    bars: tuple[BBox, ...] = ()
    bands: tuple[BBox, ...] = ()
    scrawl: tuple[BBox, ...] = ()
    second: tuple[Word, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


PLAIN = Drawn()


def make_page(words: tuple[Word, ...] = (), drawn: Drawn = PLAIN, *, number: int = 1) -> ReadPage:
    """Return an upright letter page with `words`, their ink, and what is `drawn` on it."""
    marks = Marks(
        boxes=drawn.boxes, rules=drawn.rules, ticks=drawn.ticks, bars=drawn.bars, bands=drawn.bands
    )
    return ReadPage(
        number=number,
        width=WIDTH,
        height=HEIGHT,
        rotation=0,
        skew_deg=0.0,
        blank=False,
        words=words,
        second=drawn.second,
        marks=marks,
        ink=ink_under(tuple(w.bbox for w in words) + drawn.scrawl),
        problems=drawn.problems,
    )


def blank_page(number: int = 1) -> ReadPage:
    return ReadPage(number=number, width=WIDTH, height=HEIGHT, rotation=0, skew_deg=0.0, blank=True)


def of_type(page: ReadPage, document_type: str) -> Classified:
    """Return `page` as if it had been classified."""
    return Classified(
        page=page,
        document_type=document_type,
        score=1.0,
        language="en",
        titled=True,
        labels=frozenset(),
        number_of=None,
    )


# ---- forms
# ------------------------------------------------------------------------------------


def spec(name: str, *labels: str, **more: object) -> FieldSpec:
    return FieldSpec.model_validate({"name": name, "labels": {"en": labels}, **more})


RELEASE = FormSpec(
    type="orr_verification_of_release",
    max_pages=2,
    marks=("Form R-1",),
    titles={"en": ("Verification of Release",)},
    fields=(
        spec("subject.family_name", "Last name"),
        spec("subject.given_names", "First name"),
        spec("subject.date_of_birth", "Date of birth"),
        spec("subject.country_of_birth", "Country of birth"),
        spec("subject.a_number", "Alien number"),
        spec("release.date", "Date of release"),
        spec("subject.sex", "Sex", choices={"M": ("Male",), "F": ("Female",)}),
    ),
)
ALIEN = FormSpec(
    type="dhs_i213",
    max_pages=2,
    marks=("Form I-213",),
    titles={"en": ("Record of Deportable Alien",)},
    fields=(
        spec("subject.a_number", "File number"),
        spec("entry.date", "Date of entry"),
        spec("encounter.date", "Date of encounter"),
    ),
)
CONTINUATION = FormSpec(
    type="dhs_i831",
    max_pages=20,
    continues=("dhs_i213",),
    marks=("Form I-831",),
    titles={"en": ("Continuation Page for Form",)},
    editions=(EditionSpec(id="any", source="assumed"),),
    fields=(spec("document.date", "Date", optional=True),),
)
NARRATIVE = FormSpec(type="narrative", max_pages=20, running_text=True)
UNKNOWN = FormSpec(type="unknown", max_pages=1000)


@cache
def form_set() -> FormSet:
    forms = (RELEASE, ALIEN, CONTINUATION, NARRATIVE, UNKNOWN)
    return FormSet(forms={f.type: f for f in forms}, vocabulary=load_vocabulary())


SENTENCES = (
    "The child told the case manager that the trip had been long and cold",
    "and that nobody in the group had carried enough water for the last two days",
    "before they were found at the side of the road by a rancher and his son",
    "who called for help and waited with them until the patrol had arrived there",
)

PAGE_KINDS = ("blank", "release", "alien", "continuation", "narrative", "noise", "no_words")


def page_of(kind: str, number: int) -> ReadPage:
    """Return a page of one of `PAGE_KINDS`."""
    texts: dict[str, tuple[str, ...]] = {
        "release": ("Verification of Release", "Last name: SPECIMEN", "Form R-1"),
        "alien": ("Record of Deportable Alien", "File number: A012345678", "Form I-213"),
        "continuation": ("Continuation Page for Form I-213", "Form I-831"),
        "narrative": SENTENCES,
        "noise": ("zzxq 77", "lorem"),
        "no_words": (),
    }
    return (
        blank_page(number) if kind == "blank" else make_page(stacked(*texts[kind]), number=number)
    )


@st.composite
def page_streams(draw: st.DrawFn) -> tuple[ReadPage, ...]:
    """Draw the pages of a file, in any order of kinds."""
    kinds = draw(st.lists(st.sampled_from(PAGE_KINDS), min_size=1, max_size=8))
    return tuple(page_of(kind, number) for number, kind in enumerate(kinds, start=1))


# ---- geometry
# ---------------------------------------------------------------------------------


@st.composite
def boxes(draw: st.DrawFn) -> BBox:
    """Draw a rectangle on a letter page, 1 to 200 points wide and high."""
    x0, top = draw(st.floats(0, 400)), draw(st.floats(0, 580))
    return box(x0, top, x0 + draw(st.floats(1, 200)), top + draw(st.floats(1, 200)))


@st.composite
def scattered_words(draw: st.DrawFn) -> tuple[Word, ...]:
    """Draw up to 25 words anywhere on a page."""
    places = draw(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 780)), max_size=25))
    texts = draw(
        st.lists(
            st.text("abcXYZ019#-", min_size=1, max_size=8),
            min_size=len(places),
            max_size=len(places),
        )
    )
    return tuple(w for t, (x, y) in zip(texts, places, strict=True) for w in put(t, x, y))


# ---- records
# ---------------------------------------------------------------------------------

TRICKY = (
    *(
        "",
        " ",
        "null",
        "NULL",
        "nan",
        "true",
        "\\N",
        "007",
        "0012345",
        "1e5",
        "2018-05",
        "'",
        "'=x",
    ),
    *(
        "=1+1",
        "+15125550123",
        "+1",
        "-2",
        "@x",
        "\tx",
        "\rx",
        'a "b", c',
        "a\r\nb",
        "a\nb",
        "a,b;c",
    ),
    *("Ñandú", "Nu\u0301n\u0303ez", "\u202eabc\u2069", "\u2028", "\x85", "𝔘", "{}", "[1]"),
)
"""Texts that one format or reader or another bends."""
SHELF = "shelf.mark"
"""A field that the shipped vocabulary does not have."""


def texts() -> st.SearchStrategy[str]:
    """Draw any text, tricky ones often."""
    return st.sampled_from(TRICKY) | st.text(max_size=8)


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    """Draw where something was read, on one of the first pages."""
    step = draw(st.sampled_from(("zone@1", "label@1", "text@1")))
    return Evidence(page=draw(st.integers(1, 9)), bbox=draw(boxes()), text=draw(texts()), step=step)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    """Draw a possible value."""
    return Candidate(
        value=draw(st.none() | texts()),
        reading=draw(st.sampled_from(Reading)),
        evidence=draw(evidence()),
        score=draw(st.floats(0, 1)),
        reader=draw(st.sampled_from(Source)),
    )


@st.composite
def record_fields(draw: st.DrawFn, key: tuple[str, int]) -> Field:
    """Draw a field in any state, whether or not the machine would come to it."""
    return Field(
        name=key[0],
        index=key[1],
        value=draw(st.none() | texts()),
        text=draw(st.none() | texts()),
        reading=draw(st.sampled_from(Reading)),
        decision=draw(st.sampled_from(Decision)),
        origin=draw(st.sampled_from(Origin)),
        confidence=draw(st.none() | st.floats(0, 1)),
        certificate=draw(st.none() | texts()),
        evidence=draw(st.none() | evidence()),
        candidates=tuple(draw(st.lists(candidates(), max_size=2))),
        signs=tuple(draw(st.lists(st.sampled_from(("reader", "second_reader")), max_size=2))),
        reasons=tuple(draw(st.lists(st.sampled_from(("one_sign", "low_score")), max_size=2))),
        reviewed_by=draw(st.none() | texts()),
        reviewed_at=draw(st.none() | st.just("2020-01-02T03:04:05Z")),
    )


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw a record of one to three pages, its fields any of the vocabulary and one beside it."""
    first, count = draw(st.integers(1, 99)), draw(st.integers(1, 3))
    names = (*load_vocabulary().field_kinds, SHELF)
    keys = st.tuples(st.sampled_from(names), st.sampled_from((0, 0, 1, 7)))
    sha256 = draw(st.sampled_from(("ab" * 32, "cd" * 32)))
    return Record(
        document_id=document_id(sha256, first_page=first, page_count=count),
        files=tuple(draw(st.lists(texts(), max_size=2))),
        sha256=sha256,
        pages=tuple(
            PageInfo(number=n, width=draw(st.floats(1, 2000)), height=draw(st.floats(1, 2000)))
            for n in range(first, first + count)
        ),
        document_type=draw(st.sampled_from(("unknown", "narrative", "dhs_i213"))),
        document_type_score=draw(st.floats(0, 1)),
        document_type_decision=draw(st.sampled_from(Decision)),
        language=draw(st.sampled_from((None, "en", "es"))),
        fields=tuple(
            draw(record_fields(key)) for key in draw(st.lists(keys, unique=True, max_size=4))
        ),
        problems=tuple(
            Problem(code="low_contrast", stage="load", page=page, detail="0.21")
            for page in draw(st.lists(st.none() | st.integers(1, 99), max_size=2))
        ),
        replaces=tuple(draw(st.lists(st.just("0" * 16), max_size=2))),
        version=draw(st.integers(1, 3)),
    )


def record_lists() -> st.SearchStrategy[list[Record]]:
    """Draw the records of a workspace: no document twice."""
    return st.lists(records(), max_size=6, unique_by=lambda record: record.document_id)


# ---- drawings
# ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Canvas:
    """A white picture to draw on in points."""

    dpi: float
    pixels: Gray = field(repr=False)

    @classmethod
    def blank(cls, *, width: float = 306.0, height: float = 396.0, dpi: float = 200.0) -> Canvas:
        shape = (round(height * dpi / 72), round(width * dpi / 72))
        return cls(dpi, np.full(shape, 255, np.uint8))

    def at(self, length: float) -> int:
        return round(length * self.dpi / 72)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, thick: float = 0.8) -> Canvas:
        ends = ((self.at(x0), self.at(y0)), (self.at(x1), self.at(y1)))
        cv2.line(self.pixels, *ends, (0,), max(1, self.at(thick)))
        return self

    def frame(self, where: BBox, *, thick: float = 0.8) -> Canvas:
        corners = (
            (self.at(where.x0), self.at(where.top)),
            (self.at(where.x1), self.at(where.bottom)),
        )
        cv2.rectangle(self.pixels, *corners, (0,), max(1, self.at(thick)))
        return self

    def fill(self, where: BBox, *, level: int = 0) -> Canvas:
        corners = (
            (self.at(where.x0), self.at(where.top)),
            (self.at(where.x1), self.at(where.bottom)),
        )
        cv2.rectangle(self.pixels, *corners, (level,), cv2.FILLED)
        return self

    def text(
        self, text: str, x: float, top: float, *, size: float = 12.0, level: int = 0
    ) -> Canvas:
        """Write in Pillow's own typeface; `top` is the top of the line."""
        from PIL import Image, ImageDraw, ImageFont

        image = Image.fromarray(self.pixels)
        face = ImageFont.load_default(size=self.at(size))
        ImageDraw.Draw(image).text((self.at(x), self.at(top)), text, fill=level, font=face)
        self.pixels[:] = np.asarray(image)
        return self
