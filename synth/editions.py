"""Editions: which questions a form asks, in which words and on which paper; each follows from its id alone.

A registered edition speaks as its form file does; the others belong to one split and speak its words.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from synth import fonts
from synth.form import Question
from synth.layouts.frames import FAMILIES, FRAMES
from synth.layouts.furniture import Head, Ruling
from synth.layouts.look import Look
from synth.papers import Language, Split, Stratum
from synth.questions import Section, Writer
from synth.sheet import LETTER, Pen
from synth.wording import FURTHER, FormWording, SplitWording, Wording, forms, furniture

BLUEPRINTS: Final = Path(__file__).with_name("blueprints.toml")
A4: Final = (595.0, 842.0)
LEGAL: Final = (612.0, 1008.0)
COUNT: Final[dict[str, int]] = {"registered": 8, "train": 12, "dev": 4, "test": 6}
"""How many editions of a document type and language there are: of those in forms/, and of each split."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a form, as it is printed."""

    id: str
    document_type: str
    stratum: Stratum
    language: Language
    layout: str
    look: Look
    head: Head
    agency: tuple[str, ...]
    title: str
    title_upper: bool
    title_size: float
    sections: tuple[Section, ...]
    closing: tuple[Question, ...]
    oath: str
    instructions: tuple[str, ...]
    ruling: Ruling
    form_number: str = ""
    revision: str = ""
    omb_number: str = ""
    paged: bool = True
    office: bool = False
    cover: bool = False
    bordered: bool = False
    bar_code: bool = False


@cache
def blueprints() -> dict[str, Any]:
    """Return what each document type asks."""
    return tomllib.loads(BLUEPRINTS.read_text(encoding="utf-8"))


def edition_of(
    document_type: str,
    *,
    stratum: Stratum,
    split: Split,
    number: int,
    language: Language,
    country: str = "",
    further: bool = False,
) -> Edition:
    """Return one edition of a form; `country` chooses the head of a registry.

    A `further` one is no edition of the split: of any number, in more words than the split's, and on the
    layouts of train and of forms/ alike, for a model to learn on.
    """
    group = "registered" if stratum == "registered" else FURTHER if further else split
    return _made(document_type, group, split, number, language, country)


@lru_cache(maxsize=512)
def _made(
    document_type: str, group: str, split: Split, number: int, language: Language, country: str
) -> Edition:
    name = f"{group}.{document_type}.{language}.{number}" + (f".{country}" if country else "")
    rng = random.Random(f"edition/{name}")
    registered = group == "registered"
    further = group == FURTHER
    words: Wording = (
        FormWording(document_type=document_type)
        if registered
        else SplitWording(split=split, further=further)
    )
    families = FAMILIES[split] + FAMILIES["registered"] if further else FAMILIES[group]
    layout = families[number % len(families)]
    look = _look(rng, layout=layout, fonts_of="train" if registered else split)
    look = _sized(look, rng, foreign=document_type == "birth_certificate" and country != "MEX")
    plan = blueprints()[document_type]
    writer = Writer(
        words=words,
        rng=rng,
        document_type=document_type,
        language=language,
        registered=registered,
        plain=rng.random() < 0.5 if further else registered or split == "train",
        shuffled=further,
    )
    sections = tuple(writer.sections(plan["sections"]))
    closing = tuple(writer.question(each, "document") for each in plan["closing"].split())
    numbers = _numbers(rng, document_type, registered=registered)
    return Edition(
        id=name,
        document_type=document_type,
        stratum="registered" if registered else "unseen",
        language=language,
        layout=layout,
        look=look,
        head=rng.choice(("left", "centred", "seal", "split")),
        agency=_agency(rng, plan["agency"], country),
        title=rng.choice(words.titles(document_type, language)),
        title_upper=rng.random() < 0.6,
        title_size=rng.choice((12.5, 13.5, 14.5, 16.0)),
        sections=sections,
        closing=closing,
        oath=rng.choice(furniture()["oaths"][language]) if rng.random() < 0.6 else "",
        instructions=tuple(
            rng.sample(furniture()["instructions"][language], k=rng.choice((0, 1, 1, 2)))
        ),
        ruling=rng.choice(("full", "full", "level", "striped")),
        form_number=numbers[0],
        revision=numbers[1],
        omb_number=numbers[2],
        paged=rng.random() < 0.75,
        office=plan["agency"] in ("orr", "uscis") and rng.random() < 0.25,
        cover=document_type == "orr_sponsor_application" and rng.random() < 0.2,
        bordered=document_type == "birth_certificate" and rng.random() < 0.6,
        bar_code=rng.random() < (0.5 if document_type == "birth_certificate" else 0.1),
    )


def _look(rng: random.Random, *, layout: str, fonts_of: Split) -> Look:
    serif = rng.random() < 0.3
    family = rng.choice(fonts.names("serif" if serif else "sans", fonts_of))
    mono = layout == "printout"
    label = "mono" if mono else family
    bold = f"{'mono' if mono else family}-bold"
    italic = layout == "cards" and serif and family == "serif"
    size = rng.choice((6.6, 7.0, 7.4, 8.0)) + (
        1.2 if layout in ("questions", "printout", "lines", "leaders") else 0
    )
    frame = FRAMES[layout]
    margin = rng.choice((34.0, 40.0, 46.0, 54.0))
    left = margin + (16 if layout == "banded" else 0)
    return Look(
        label=Pen(font="serif-italic" if italic else label, size=size),
        caption=Pen(font=label, size=rng.choice((7.6, 8.2, 8.8))),
        bold=bold,
        body=label,
        left=left,
        right=612 - margin,
        leading=rng.choice((12.5, 13.5, 14.5, 16.0)) if not mono else 12.0,
        pad=rng.choice((2.0, 3.0, 4.0, 5.5)),
        rule=rng.choice((0.5, 0.7, 1.0)),
        shade=rng.choice((215, 225, 235)),
        case=rng.choice(("as_is", "as_is", "as_is", "upper")) if not mono else "upper",
        ending=rng.choice(("", "", ":"))
        if layout not in ("lines", "inline", "pairs")
        else rng.choice(("", ":", ":")),
        heading=rng.choice(("bar", "rule", "boxed", "plain", "centred", "shade"))
        if layout != "banded"
        else "band",
        numbered=layout == "questions" or rng.random() < 0.25,
        columns=min(
            frame.columns,
            rng.choice((1, 2))
            if layout in ("questions", "ledger", "leaders", "printout")
            else rng.choice((2, 3, 3, 4)),
        ),
        section_gap=rng.choice((3.0, 6.0, 9.0)),
    )


def _sized(look: Look, rng: random.Random, *, foreign: bool) -> Look:
    """Return the look on its sheet: Letter, now and then Legal; abroad mostly A4."""
    size = A4 if foreign and rng.random() < 0.7 else LEGAL if rng.random() < 0.04 else LETTER
    return replace(look, size=size, right=size[0] - (LETTER[0] - look.right), bottom=size[1] - 50)


def _agency(rng: random.Random, agency: str, country: str) -> tuple[str, ...]:
    heads = furniture()["letterheads"][agency]
    if agency == "registry":
        heads = heads.get(country, heads["other"])
    return tuple(rng.choice(heads).split("|"))


def _numbers(rng: random.Random, document_type: str, *, registered: bool) -> tuple[str, str, str]:
    """Return form number, revision and OMB number, "" where none is printed."""
    if registered:
        spec = (
            rng.choice(forms()[document_type].editions) if forms()[document_type].editions else None
        )
        if spec is None or not spec.form_number:
            return "", "", ""
        drawn = f"{rng.randint(1, 12):02d}/{rng.randint(1, 28):02d}/{rng.randint(2014, 2021)}"
        return spec.form_number, spec.revision or drawn, spec.omb_number or ""
    if document_type == "birth_certificate" or rng.random() < 0.25:
        return "", "", ""
    letters = "".join(rng.sample("CDEGHKLMNTVW", k=rng.choice((2, 3))))
    revision = f"{rng.randint(1, 12):02d}/{rng.randint(2009, 2022)}"
    omb = (
        f"{rng.choice(('1103', '1653', '0985'))}-{rng.randint(1, 299):04d}"
        if rng.random() < 0.5
        else ""
    )
    return f"{letters}-{rng.randint(2, 98)}", revision, omb
