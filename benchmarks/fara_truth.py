"""What the file names of the FARA scans say, and when a value says the same.

The names come from public file names: a few per cent are wrong; `_` stands for a character that was
lost, such as an apostrophe, and cuts what stands behind it; registrants bear their present name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from extract.labels import folded

SIMILAR: Final = 85.0
"""Least similarity (0 to 100, normalised Indel distance) of folded texts of five letters or more."""
SHORT: Final = 4
"""Folded texts up to so many letters must be equal: Kim is not Kin."""
TYPES: Final = {
    "Short-Form": "doj_fara_short_form",
    "Amendment": "doj_fara_amendment",
    "Dissemination Report": "doj_fara_dissemination",
}
LEGAL_FORM: Final = re.compile(r"[\s,]+(?:inc|llc|llp|pllc|ltd|corp|co|usa)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The labels of one file; empty where its name says nothing. `date` is ISO, day 01 maybe a month's."""

    file: str
    document_type: str
    date: str
    registrant: str
    person_last: str

    @property
    def is_odd(self) -> bool:
        return int(re.sub(r"\D", "", self.file)) % 2 == 1


def load_truth(path: Path) -> tuple[Truth, ...]:
    """Return the labels of `labels.csv`, registrants cut to the part that papers write alike."""
    with path.open(encoding="utf-8", newline="") as source:
        return tuple(
            Truth(
                file=row["file"],
                document_type=TYPES[row["form_type"]],
                date=row["stamp_date"],
                registrant=core_name(row["registrant"]),
                person_last=row["person_last"],
            )
            for row in csv.DictReader(source)
        )


def core_name(name: str) -> str:
    """Return an organisation's name without branch, place, abbreviation and legal form."""
    name = re.sub(r"\b(\w)_(?=\w)", r"\1", name).split("_")[0]
    name = re.sub(r"\(.*?\)", "", name)
    core = re.split(r",| - ", name)[0].strip()
    while LEGAL_FORM.search(core):
        core = LEGAL_FORM.sub("", core)
    return core


def is_alike(wanted: str, text: str) -> bool:
    """Say whether two texts are the same but for case, accents, punctuation and a misread letter or two."""
    want, have = folded(wanted), folded(text)
    if len(want) <= SHORT:
        return want == have
    return fuzz.ratio(want, have) >= SIMILAR


def is_written(wanted: str, words: Sequence[str]) -> bool:
    """Say whether consecutive `words`, joined, are alike to `wanted`, a word more or less."""
    size = len(wanted.split())
    return any(
        is_alike(wanted, "".join(words[start : start + count]))
        for count in range(max(1, size - 1), size + 2)
        for start in range(len(words) - count + 1)
    )
