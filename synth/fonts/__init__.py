"""The typefaces of drawn pages: subsets beside this file, described in fonts.toml, all of open licences."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PIL import ImageFont

FOLDER: Final = Path(__file__).parent
BUNDLED: Final = {"form": "Vera.ttf", "form-bold": "VeraBd.ttf", "form-italic": "VeraIt.ttf"}
"""Typefaces that reportlab carries along (Bitstream Vera, a free licence)."""
FURTHER: Final = "further"
"""Where a split would stand, of typefaces that are on no page of a split: models learn letters on them."""
METRIC_SIZE: Final = 200
"""Pixel size at which text is measured; widths scale from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """A line of fonts.toml: `role` is what it is for, `lacks` the letters that it never had."""

    role: str
    splits: tuple[str, ...]
    package: str
    cut: str
    licence: str
    lacks: str = ""


@cache
def typefaces() -> dict[str, Typeface]:
    """Return all typefaces by name, in the order of fonts.toml."""
    listed = tomllib.loads((FOLDER / "fonts.toml").read_text(encoding="utf-8"))
    return {
        name: Typeface(**{**entry, "splits": tuple(entry["splits"])})
        for name, entry in listed.items()
    }


@cache
def names(role: str, split: str) -> tuple[str, ...]:
    """Return the typefaces of a role that a split may use."""
    return tuple(n for n, f in typefaces().items() if f.role == role and split in f.splits)


def able(font: str, text: str, *, split: str) -> str:
    """Return the typeface itself, or where it lacks a letter of `text` another of its role that has it."""
    lacks = typefaces()[font].lacks if font in typefaces() else ""
    if not set(lacks) & set(text):
        return font
    others = names(typefaces()[font].role, split)
    return next((o for o in others if not set(typefaces()[o].lacks) & set(text)), font)


def font_path(name: str) -> Path:
    """Return the TTF of a typeface."""
    return _beside_reportlab(BUNDLED[name]) if name in BUNDLED else FOLDER / f"{name}.ttf"


@lru_cache(maxsize=512)
def face(name: str, pixels: float) -> ImageFont.FreeTypeFont:
    """Return a typeface at a size in pixels. Basic layout: the same glyphs on every machine."""
    path = str(font_path(name))
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, *, font: str, size: float) -> float:
    """Return how far `text` advances, in the unit of `size`; letters are set one by one, without kerning."""
    return sum(_advance(letter, font) for letter in text) * size / METRIC_SIZE


@cache
def _advance(letter: str, font: str) -> float:
    """Return how far a letter advances at `METRIC_SIZE`."""
    return face(font, METRIC_SIZE).getlength(letter)


@lru_cache(maxsize=65536)
def ink(text: str, *, font: str, size: float) -> tuple[float, float, float, float]:
    """Return the box of the ink around the start of the baseline, in points, y downwards."""
    box = face(font, METRIC_SIZE).getbbox(text, anchor="ls")
    left, top, right, bottom = (value * size / METRIC_SIZE for value in box)
    return left, top, right, bottom


def _beside_reportlab(file: str) -> Path:
    spec = find_spec("reportlab")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("reportlab is not installed; ./setup test brings it")
    return Path(spec.origin).parent / "fonts" / file
