"""How a family's documents lie in files: each alone, or several in one with whatever slipped in between."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from synth.damage import Damage, damaged
from synth.draw import Grey, picture
from synth.files import Container, Format, Page, TextLayer
from synth.sheet import Sheet

T = TypeVar("T")
DPI: Final = (150, 200, 200, 200, 240, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How one file is kept."""

    format: Format
    bundle: bool


def grouped(papers: Sequence[T], rng: random.Random) -> list[tuple[T, ...]]:
    """Return papers in files: about half alone, the others two to five together, in their order."""
    groups: list[tuple[T, ...]] = []
    at = 0
    while at < len(papers):
        size = rng.randint(2, 5) if rng.random() < 0.22 else 1
        groups.append(tuple(papers[at : at + size]))
        at += size
    return groups


def format_of(
    rng: random.Random, *, typed: bool, pages: int, documents: int, bilevel: bool, clean: bool
) -> Format:
    """Return how a file is kept; only typed, undamaged papers may be born-digital."""
    container = _container(rng, typed=typed and clean, pages=pages, documents=documents)
    layers: tuple[TextLayer, ...] = ("none", "none", "none", "right", "right", "wrong")
    layer: TextLayer = rng.choice(layers) if container == "scan_pdf" and not bilevel else "none"
    if container == "born_digital":
        layer = "invisible" if rng.random() < 0.08 else "print"
    return Format(
        container=container,
        dpi=rng.choice(DPI),
        quality=rng.choice((35, 50, 60, 75, 85)),
        layer=layer,
        seed=rng.getrandbits(32),
    )


def _container(rng: random.Random, *, typed: bool, pages: int, documents: int) -> Container:
    if typed and documents == 1:
        return "born_digital"
    if pages == 1 and rng.random() < 0.2:
        return rng.choice(("jpeg", "jpeg", "png"))
    return "tiff" if rng.random() < 0.18 else "scan_pdf"


def turned(page: Page, rng: random.Random, *, often: float) -> Page:
    """Return the page, now and then lying sideways or upside down."""
    if rng.random() >= often:
        return page
    return replace(page, rotation=rng.choice((90, 180, 180, 270)))


def blank_page(rng: random.Random, damage: Damage, *, dpi: int) -> Page:
    """Return an empty page as the machine delivers it, perhaps with the other side shining through."""
    sheet = Sheet(rng=rng)
    image: Grey = picture(sheet, dpi=dpi)
    names = tuple(
        name
        for name in damage.names
        if name in ("noise", "specks", "contrast", "shadow", "holes", "bilevel")
    )
    spoilt = damaged(image, replace(damage, names=names, skew_deg=0.0), dpi=dpi, number=99)
    return Page(picture=spoilt, sheet=sheet, bilevel=damage.bilevel)
