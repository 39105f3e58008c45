"""How one row of questions stands: where the label is, and what is drawn around the answer."""

from __future__ import annotations

from typing import Final

from synth.layouts import above, beside
from synth.layouts.row import Frame

FRAMES: Final[dict[str, Frame]] = {**above.FRAMES, **beside.FRAMES}
"""Every frame by the name of its layout family."""

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "registered": ("grid", "inline", "ledger", "lines"),
    "train": ("strips", "underlined", "captions", "printout", "pairs"),
    "dev": ("boxed", "leaders", "banded"),
    "test": ("combs", "questions", "cards", "tinted"),
}
"""Layout families: those of the editions in forms/, and each split's own."""
