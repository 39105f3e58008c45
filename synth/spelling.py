"""How an office writes names: in capitals or not, with or without accents and glottal stops."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from synth.chance import one_of

Case = Literal["capitals", "family_capitals", "as_spoken"]
Marks = Literal["kept", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """The habits of one office; it keeps them through a family's file."""

    case: Case
    marks: Marks

    def given(self, name: str) -> str:
        """Return given names as the office writes them."""
        plain = self.plain(name)
        return plain.upper() if self.case == "capitals" else plain

    def family(self, name: str) -> str:
        """Return family names as the office writes them."""
        plain = self.plain(name)
        return plain if self.case == "as_spoken" else plain.upper()

    def text(self, text: str) -> str:
        """Return other text, places above all, as the office writes it."""
        plain = self.plain(text)
        return plain.upper() if self.case == "capitals" else plain

    def plain(self, text: str) -> str:
        """Return `text` without accents where the office leaves them out; ñ becomes n."""
        if self.marks == "kept":
            return text
        apart = unicodedata.normalize("NFD", text)
        return "".join(c for c in apart if not unicodedata.combining(c)).replace("'", "")


_HABITS: Final[dict[str, dict[tuple[Case, Marks], float]]] = {
    "CBP": {("capitals", "dropped"): 8, ("family_capitals", "dropped"): 2},
    "ICE": {("capitals", "dropped"): 6, ("as_spoken", "dropped"): 3, ("family_capitals", "dropped"): 1},
    "ORR": {("as_spoken", "kept"): 5, ("as_spoken", "dropped"): 4, ("family_capitals", "kept"): 1},
    "sponsor": {("as_spoken", "kept"): 5, ("as_spoken", "dropped"): 5},
    "registry": {("as_spoken", "kept"): 5, ("capitals", "kept"): 3, ("family_capitals", "kept"): 2},
}  # fmt: skip


def some_spelling(rng: random.Random, agency: str) -> Spelling:
    """Return the habits of an office of `agency`."""
    case, marks = one_of(rng, _HABITS[agency])
    return Spelling(case=case, marks=marks)
