"""What a paper is filled in with: a printer, a typewriter, a hand, or two of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from synth import fonts
from synth.form import Tools
from synth.papers import Paper, Split
from synth.sheet import Manner, Pen
from synth.truth import Fill

WAYS: Final[Mapping[str, Mapping[Fill, float]]] = {
    "dhs": {"typed": 8, "typewriter": 1, "hand": 1},
    "orr_sponsor_application": {"hand": 7, "typed": 2, "mixed": 2},
    "orr_intake": {"typed": 4, "hand": 4, "mixed": 2},
    "orr_post_release_call": {"typed": 4, "hand": 3, "mixed": 2},
    "orr_verification_of_release": {"typed": 6, "hand": 2, "mixed": 2},
    "orr": {"typed": 6, "hand": 2, "mixed": 2},
    "birth_certificate": {"typed": 3, "typewriter": 5, "hand": 2},
    "dhs_ar11": {"hand": 5, "typed": 4},
    "narrative": {"typed": 6, "typewriter": 1, "hand": 2},
    "unknown": {"typed": 1},
}
"""How papers are filled in, by document type or its first letters: relative frequencies."""
TYPED: Final = ("mono", "mono", "sans", "serif")
SIZES: Final[dict[Manner, tuple[float, float]]] = {
    "typed": (8.6, 10.4),
    "typewriter": (8.8, 10.2),
    "hand": (11.5, 15.0),
}


def way_of(paper: Paper, rng: random.Random) -> Fill:
    """Return how a paper is filled in."""
    kind = paper.document_type
    ways = WAYS.get(kind) or WAYS[kind.partition("_")[0]]
    return rng.choices(list(ways), weights=list(ways.values()))[0]


def tools_of(way: Fill, *, split: Split, rng: random.Random) -> tuple[Tools, ...]:
    """Return what fills a paper in; a mixed one has two, and each answer takes either."""
    manners: tuple[Manner, ...] = ("typed", "hand") if way == "mixed" else (_manner(way),)
    ink = rng.choice((0, 20, 45, 70, 95))
    return tuple(_tools(manner, split=split, rng=rng, ink=ink) for manner in manners)


def _manner(way: Fill) -> Manner:
    return "hand" if way == "hand" else "typewriter" if way == "typewriter" else "typed"


def _tools(manner: Manner, *, split: Split, rng: random.Random, ink: int) -> Tools:
    pen = pen_of(manner, split=split, rng=rng, ink=ink)
    by_hand = manner == "hand"
    return Tools(
        pen=pen,
        tick=rng.choice(
            ("x", "check", "check", "circle", "fill") if by_hand else ("x", "x", "fill")
        ),
        mark_ink=ink,
        slips=0.04 if by_hand else 0.02 if manner == "typewriter" else 0.0,
    )


def pen_of(manner: Manner, *, split: Split, rng: random.Random, ink: int = 0) -> Pen:
    """Return a pen: its typeface belongs to the split."""
    least, most = SIZES[manner]
    size = round(rng.uniform(least, most), 1)
    if manner == "typed":
        return Pen(font=rng.choice(TYPED), size=size, manner="typed")
    if manner == "typewriter":
        font = rng.choice(fonts.names("typewriter", split))
        return Pen(
            font=font,
            size=size,
            ink=rng.choice((0, 20, 45)),
            manner="typewriter",
            wear=rng.choice((0.04, 0.1, 0.2)),
            shake=rng.uniform(0.15, 0.6),
        )
    font = rng.choice(fonts.names("hand", split))
    pen = Pen(
        font=font,
        size=size,
        ink=ink,
        manner="hand",
        lean=round(rng.uniform(-0.12, 0.22), 2),
        squeeze=round(rng.uniform(0.9, 1.08), 2),
        shake=rng.uniform(0.2, 0.8),
        wear=rng.choice((0.0, 0.0, 0.06)),
    )
    return evened(pen)


def evened(pen: Pen) -> Pen:
    """Return a hand's pen at the size at which its small letters are as high as other hands'."""
    _, top, _, bottom = fonts.ink("nosera", font=pen.font, size=100)
    high = (bottom - top) / 100
    return replace(pen, size=round(min(19.0, max(9.5, pen.size * 0.46 / max(high, 0.2))), 1))
