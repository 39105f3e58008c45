"""From a paper to drawn pages: the edition it is on, what fills it in, what happens to it afterwards."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from records.types import BBox
from synth import fonts
from synth.answers import Spelling
from synth.compose import compose
from synth.damage import Damage, damaged
from synth.draw import picture
from synth.editions import COUNT, blueprints, edition_of
from synth.files import Page
from synth.form import Tools
from synth.hands import tools_of, way_of
from synth.letters import write_letter
from synth.papers import Paper, Split, Stratum
from synth.prose import sentences, write_prose
from synth.sheet import Pen, Sheet
from synth.stamping import stamped
from synth.truth import Corners, Fill, TruthDocument, TruthField, TruthWords
from synth.writing import some_style
from synth.zoned import ZONED, write_zoned

REGISTERED = {"train": 0.35, "dev": 0.5, "test": 0.5}
"""Share of the papers that are on editions of forms/."""
RELEASED = ("dhs_i213", "dhs_i831", "orr")
REDACTED = 0.07
"""Share of papers, of types that get into public hands, with names and numbers under bars."""
FURTHER_COUNT = 1_000_000
FURTHER_PROSE = ("training1", "training2", "training3", "training4")
"""So many editions there are for a model to learn on; the groups of sentences for it."""
PROSE = {"dhs_i862": 0.7, "birth_certificate": 0.45}
"""Share of the papers of a type that state their facts in sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper as drawn, before anything happens to it; `lost` are numbers of pages that no longer follow."""

    paper: Paper
    sheets: tuple[Sheet, ...]
    stratum: Stratum
    edition: str
    layout: str
    way: Fill
    lost: tuple[int, ...] = ()


def drawn(paper: Paper, *, split: Split, rng: random.Random, further: bool = False) -> Document:
    """Draw a paper: choose its edition, its spelling and what fills it in, and stamp it.

    `further` draws what is not on an edition of forms/ on one that nothing else is on (`edition_of`).
    """
    if paper.document_type.startswith(RELEASED) and rng.random() < REDACTED:
        paper = replace(paper, redacted=True)
    document = _drawn(paper, split=split, rng=rng, further=further)
    stamped(document.sheets[0], paper, rng=rng, split=split)
    return document


def _drawn(paper: Paper, *, split: Split, rng: random.Random, further: bool) -> Document:
    registered = rng.random() < REGISTERED[split]
    way = way_of(paper, rng)
    tools = _able(tools_of(way, split=split, rng=rng), paper, split=split)
    spelling = Spelling(paper=paper, style=some_style(rng, language=paper.language))
    stratum: Stratum = "registered" if registered else "unseen"
    if paper.document_type not in blueprints():
        kind, look, sheets = write_letter(
            spelling, tools[0], rng=rng, split=split, registered=registered
        )
        name = (
            f"{'registered' if registered else split}.{paper.document_type}.{paper.language}.{kind}"
        )
        return Document(
            paper=paper, sheets=tuple(sheets), stratum=stratum, edition=name, layout=look, way=way
        )
    if registered and paper.document_type in ZONED:
        sheets = write_zoned(spelling, tools[0], rng=rng, split=split)
        name = f"registered.{paper.document_type}.{paper.language}.zoned"
        return Document(
            paper=paper,
            sheets=tuple(sheets),
            stratum=stratum,
            edition=name,
            layout="zoned",
            way=way,
        )
    group = "registered" if registered else split
    number = rng.randrange(FURTHER_COUNT if further and not registered else COUNT[group])
    edition = edition_of(
        paper.document_type,
        stratum=stratum,
        split=split,
        number=number,
        language=paper.language,
        country=paper.country,
        further=further,
    )
    told = sentences(paper.document_type, group, paper.language)
    always = registered and paper.document_type == "dhs_i862"  # as its form file reads it
    if told and (always or rng.random() < PROSE[paper.document_type]):
        if further and not registered:
            told = sentences(paper.document_type, rng.choice(FURTHER_PROSE), paper.language) or told
        sheets = write_prose(
            edition, spelling, tools[0], told=told, group=group, rng=rng, split=split
        )
        name, layout = f"{edition.id}.prose", "prose"
    else:
        sheets = compose(edition, spelling, tools, rng=rng, split=split)
        name, layout = edition.id, edition.layout
    return Document(
        paper=paper, sheets=tuple(sheets), stratum=stratum, edition=name, layout=layout, way=way
    )


def _able(tools: tuple[Tools, ...], paper: Paper, *, split: Split) -> tuple[Tools, ...]:
    """Return the tools with typefaces that have all letters of a paper."""
    text = "".join(
        (*(answer.value or "" for answer in paper.answers),
         *(run.text for paragraph in paper.paragraphs for run in paragraph))
    )  # fmt: skip
    fonts_of = (fonts.able(each.pen.font, text, split=split) for each in tools)
    return tuple(
        replace(each, pen=replace(each.pen, font=font))
        for each, font in zip(tools, fonts_of, strict=True)
    )


def photographed(document: Document, damage: Damage, *, dpi: int) -> list[Page]:
    """Return the pages as a machine delivers them, upright."""
    if "fax" in damage.names:
        document = replace(document, sheets=_sent(document, damage))
    clean = [picture(sheet, dpi=dpi) for sheet in document.sheets]
    pages = []
    for number, (sheet, image) in enumerate(zip(document.sheets, clean, strict=True)):
        back = clean[(number + 1) % len(clean)] if len(clean) > 1 else clean[0][::-1]
        spoilt = damaged(image, damage, dpi=dpi, number=number, back=back)
        moved = after(sheet, damage)
        words = tuple((word.text, word.bbox) for word in moved.words)
        pages.append(Page(picture=spoilt, sheet=moved, bilevel=damage.bilevel, words=words))
    return pages


def _sent(document: Document, damage: Damage) -> tuple[Sheet, ...]:
    """Return the pages with the line that a fax machine prints along the top edge."""
    rng = random.Random(damage.seed)
    day = document.paper.written + timedelta(days=rng.randint(0, 3))
    clock = f"{rng.randint(7, 18):02d}:{rng.randint(0, 59):02d}"
    number = f"{rng.randint(201, 989)}-555-01{rng.randint(0, 99):02d}"
    sender = rng.choice(("FAX", "From:", "ORR INTAKES", "SHELTER OFFICE"))
    sheets = []
    for at, sheet in enumerate(document.sheets, start=1):
        copy = replace(sheet, marks=list(sheet.marks), words=list(sheet.words), rng=rng)
        line = f"{day:%m/%d/%Y} {clock}   {sender} {number}   P.{at:03d}/{len(document.sheets):03d}"
        copy.text(30, 13, line, Pen(font="mono", size=8))
        sheets.append(copy)
    return tuple(sheets)


def after(sheet: Sheet, damage: Damage) -> Sheet:
    """Return the sheet with facts and words where they stand after the damage."""

    def moved(bbox: BBox) -> BBox:
        return damage.moved(bbox, width=sheet.width, height=sheet.height)

    return replace(
        sheet,
        facts=[replace(fact, bbox=moved(fact.bbox)) for fact in sheet.facts],
        words=[replace(word, bbox=moved(word.bbox)) for word in sheet.words],
    )


def truth_of(
    document: Document,
    pages: Sequence[tuple[int, Page]],
    *,
    file: str,
    split: Split,
    damage: Damage,
) -> TruthDocument:
    """Return the line of truth.jsonl; `pages` are (number within the file, page).

    What depends on the file (dpi, container, text layer, blank pages) is added by whoever writes it.
    """
    fields = tuple(
        TruthField(
            name=fact.name,
            index=fact.index,
            value=fact.value,
            text=fact.text,
            reading=fact.reading,
            page=number,
            bbox=corners(fact.bbox, page.sheet),
            fill=fact.fill,
            marks=fact.marks,
        )
        for number, page in pages
        for fact in page.sheet.facts
    )
    paper = document.paper
    return TruthDocument(
        key=paper.key,
        file=file,
        pages=tuple(number for number, _ in pages),
        lost_pages=document.lost,
        page_sizes=tuple((page.sheet.width, page.sheet.height) for _, page in pages),
        rotations=tuple(page.rotation for _, page in pages),
        document_type=paper.document_type,
        language=paper.language,
        split=split,
        stratum=document.stratum,
        edition=document.edition,
        layout=document.layout,
        fill=document.way,
        damage=damage.level,
        damages=damage.names,
        people=dict(paper.people),
        planted=paper.planted,
        fields=fields,
    )


def words_of(key: str, file: str, number: int, page: Page) -> TruthWords:
    """Return the line of words.jsonl for one page, in reading order: top to bottom, left to right."""
    words = sorted(page.sheet.words, key=lambda w: (round(w.bbox.bottom / 5), w.bbox.x0))
    return TruthWords(
        key=key,
        file=file,
        page=number,
        words=tuple(word.text for word in words),
        boxes=tuple(corners(word.bbox, page.sheet) for word in words),
        fields=tuple(tuple(f"{n}#{i}" if i else n for n, i in word.keys) for word in words),
    )


def corners(bbox: BBox, sheet: Sheet) -> Corners:
    """Return a box as four numbers, cut at the edges of the page."""
    x0, x1 = (min(max(x, 0.0), sheet.width) for x in (bbox.x0, bbox.x1))
    top, bottom = (min(max(y, 0.0), sheet.height) for y in (bbox.top, bbox.bottom))
    return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)
