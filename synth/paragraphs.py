"""The body of a letter, set as its split sets paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from synth.layouts.letter import LOOKS, Paragraphs
from synth.letter import Letter
from synth.papers import Run
from synth.sheet import Pen
from synth.text import Flow, set_paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How paragraphs are set: `x` moves the whole to the right, `first` only its first line (points).

    `gap` is the air below a paragraph in lines; `count` is what counts paragraphs ("1." or "(a)", or "").
    """

    x: float = 0.0
    first: float = 0.0
    gap: float = 0.45
    count: str = ""


SETTINGS: Final[dict[Paragraphs, Setting]] = {
    "block": Setting(),
    "indented": Setting(first=24.0),
    "numbered": Setting(x=24.0, count="1."),
    "spaced": Setting(gap=1.1),
    "hanging": Setting(x=26.0, first=-26.0),
    "deep": Setting(first=70.0, gap=0.15),
    "lettered": Setting(x=28.0, count="(a)", gap=0.6),
    "narrow": Setting(x=84.0, gap=0.7),
}


def set_body(letter: Letter) -> None:
    """Set all paragraphs of a letter; what a writer does by hand is not counted."""
    paragraphs = letter.spelling.paper.paragraphs
    set_all(
        letter.flow, paragraphs, letter.pen, setting=SETTINGS[letter.look.paragraphs],
        x0=letter.left, x1=letter.right, leading=letter.leading,
    )  # fmt: skip


def set_all(
    flow: Flow,
    paragraphs: Sequence[Sequence[Run]],
    pen: Pen,
    *,
    setting: Setting,
    x0: float,
    x1: float,
    leading: float,
) -> None:
    """Set paragraphs between `x0` and `x1`."""
    counted = setting.count if pen.manner != "hand" else ""
    for number, paragraph in enumerate(paragraphs):
        if counted:
            flow.room(leading)
            flow.sheet.text(x0, flow.at + leading, _mark(counted, number), pen)
        set_paragraph(
            flow, paragraph, pen, x0=x0 + setting.x, x1=x1, leading=leading, indent=setting.first
        )
        flow.at += leading * setting.gap


def _mark(counted: str, number: int) -> str:
    """Return what counts a paragraph; `number` is 0-based."""
    return f"{number + 1}." if counted == "1." else f"({'abcdefghijklmnopqrstuvwxyz'[number % 26]})"


def settings_of(group: str) -> tuple[Setting, ...]:
    """Return how a group ("registered", or a split) sets paragraphs."""
    return tuple(SETTINGS[look.paragraphs] for look in LOOKS[group])
