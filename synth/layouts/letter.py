"""How letters and notes stand on their sheets: each split's own habits, none shared between unseen ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Arrangement = Literal[
    "lines", "indent_lines",
    "table", "tabbed", "centred",
    "columns", "right_block",
    "corner", "band", "paired",
]  # fmt: skip
"""Where date, writer and subject stand to each other (drawn by `synth.letterheads`)."""
Head = Literal[
    "left_ruled", "plain_left",
    "centred", "double_ruled",
    "right", "opposite",
    "framed", "at_foot",
]  # fmt: skip
"""Where agency and title stand."""
Paragraphs = Literal[
    "block", "indented",
    "numbered", "spaced",
    "hanging", "deep",
    "lettered", "narrow",
]  # fmt: skip
Footer = Literal["none", "dashes", "ruled", "right"]
Dating = Literal["right", "left", "head", "last"]
Side = Literal["left", "middle", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLook:
    """One way to set a letter; `margins` are left and right in points.

    `date` says where a letter (not a memo or a note) has its date: on a line of its own at the right or the
    left with the subject below the greeting, in its head, or under the signature. `signs` is where on the
    line the writer signs.
    """

    name: str
    arrangement: Arrangement
    head: Head
    paragraphs: Paragraphs
    margins: tuple[float, float] = (64.0, 60.0)
    footer: Footer = "none"
    signs: Side = "left"
    date: Dating = "head"


LOOKS: Final[dict[str, tuple[LetterLook, ...]]] = {
    "registered": (
        LetterLook(
            name="plain", arrangement="lines", head="left_ruled", paragraphs="block", date="right"
        ),
        LetterLook(
            name="set_in", arrangement="indent_lines", head="plain_left", paragraphs="indented",
            margins=(72.0, 66.0), date="left",
        ),
    ),
    "train": (
        LetterLook(
            name="tabled", arrangement="table", head="centred", paragraphs="numbered", footer="dashes"
        ),
        LetterLook(
            name="tabbed", arrangement="tabbed", head="double_ruled", paragraphs="spaced",
            margins=(58.0, 58.0), signs="middle",
        ),
        LetterLook(
            name="middled", arrangement="centred", head="centred", paragraphs="spaced",
            margins=(80.0, 80.0), footer="dashes",
        ),
    ),
    "dev": (
        LetterLook(
            name="columned", arrangement="columns", head="opposite", paragraphs="hanging",
            margins=(50.0, 50.0), footer="ruled",
        ),
        LetterLook(
            name="right_hand", arrangement="right_block", head="right", paragraphs="deep",
            signs="right", date="last",
        ),
    ),
    "test": (
        LetterLook(
            name="cornered", arrangement="corner", head="at_foot", paragraphs="lettered",
            margins=(70.0, 48.0), footer="right",
        ),
        LetterLook(
            name="banded", arrangement="band", head="framed", paragraphs="narrow",
            margins=(54.0, 54.0), signs="right",
        ),
        LetterLook(
            name="halved", arrangement="paired", head="framed", paragraphs="lettered",
            margins=(60.0, 60.0), footer="right", signs="middle",
        ),
    ),
}  # fmt: skip
"""Letter layouts: those of the registered stratum, and each split's own."""
