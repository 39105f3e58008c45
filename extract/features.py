"""A value and all that speaks for or against it -> numbers, for the model that says how likely it is right.

Nothing here depends on what the value says, only on how it was found, read and checked: so that the model
holds for names it has never seen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from extract.labels import folded
from extract.page import ReadPage
from extract.weigh import STEP_RANK, Weighed
from records.types import Reading, Source

SORT_OF: Final[dict[str, str]] = {
    "a_number": "identifiers",
    "identifier": "identifiers",
    "phone": "identifiers",
    "email": "identifiers",
    "zip": "identifiers",
    "date": "dates",
    "datetime": "dates",
    "name": "names",
    "full_name": "names",
    "country": "choices",
    "us_state": "choices",
    "relationship": "choices",
    "agency": "choices",
    "sex": "choices",
    "flag": "choices",
    "role": "choices",
    "category": "choices",
}
"""Kind of a field -> what it is like to read; all others are "others"."""
OTHERS: Final = "others"
EMPTY: Final[dict[Reading, str]] = {
    Reading.BLANK: "blank",
    Reading.REDACTED: "redacted",
    Reading.ILLEGIBLE: "illegible",
}
"""Readings without a value are sorts of their own."""
SORTS: Final = (
    "identifiers", "dates", "names", "choices", "others", "blank", "redacted", "illegible",
)  # fmt: skip
FLAGS: Final = (
    "padded", "repaired", "short_year", "date_like", "placeholder", "role_unsure", "row_unsure",
    "running_text", "low_score", "readers_differ", "caption_unread", "loose_mark", "not_canonical",
    "name_order",
)  # fmt: skip
"""Reasons against a value that are features too."""
FEATURES: Final[dict[str, int]] = {
    "sort": 0,
    "a_number": 0,
    "full_name": 0,
    "step": -1,
    "quality": 1,
    "section": 1,
    "bounded": 1,
    "type_score": 1,
    "edition": 1,
    "page_score": 1,
    "words": 0,
    "length": 0,
    "height": 0,
    "by_crop": 0,
    "reread": 0,
    "ocr_same": 1,
    "ocr_least": 1,
    "ocr_mean": 1,
    "layer_same": 1,
    "layer_other": -1,
    "cropped": 0,
    "crop_odds": 1,
    "crop_mass": 1,
    "crop_rival": -1,
    "crop_score": 1,
    "crop_alike": 1,
    "crop_silent": 0,
    "accents": 0,
    "tagged": 1,
    "untagged": 0,
    "unclaimed": -1,
    "repeated": 1,
    "differ": -1,
    "checks_for": 1,
    "checks_against": -1,
    "in_list": 1,
    "only_tick": 1,
    "options": 0,
    "unread": -1,
    "ink_test": 1,
    "bar_test": 1,
    "area": 0,
    **{f"is_{flag}": 0 for flag in FLAGS},
}
"""Name of each feature, in order -> 1 where more of it speaks for a value, -1 against it, 0 neither."""
LEAST_MASS: Final = 1e-6
Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What holds for all values of a document: `edition` is 0 not known, 1 assumed, 2 read.

    `tagged` says whether the layout tagger had a say: on another agency's forms it has none.
    """

    type_score: float = 0.0
    edition: int = 0
    tagged: bool = False
    page_scores: Mapping[int, float] = field(default_factory=dict)


NOTHING_KNOWN: Final = About()


def page_score(page: ReadPage) -> float:
    """Return the mean score of a page's words, 0 to 100, by their length; 0 without words."""
    letters = sum(len(w.text) for w in page.words)
    return sum(w.score * len(w.text) for w in page.words) / letters if letters else 0.0


def _sort_of(kind: str, reading: Reading) -> str:
    return EMPTY.get(reading) or SORT_OF.get(kind, OTHERS)


def features_of(
    weighed: Weighed, group: Sequence[Weighed], *, kind: str, about: About, checks: tuple[int, int]
) -> Vector:
    """Return the features of a value in the order of `FEATURES`; `checks` count those for and against it.

    `group` are all finds of the same field.
    """
    told = {
        **_place(weighed, kind, about),
        **_reading(weighed),
        **_crop(weighed),
        **_others(weighed, group),
        "checks_for": checks[0],
        "checks_against": checks[1],
        **{f"is_{flag}": flag in weighed.reasons for flag in FLAGS},
    }
    return np.array([float(told[name]) for name in FEATURES], dtype=np.float32)


def _place(weighed: Weighed, kind: str, about: About) -> dict[str, float]:
    found = weighed.found
    return {
        "sort": SORTS.index(_sort_of(kind, weighed.reading)),
        "a_number": kind == "a_number",
        "full_name": kind == "full_name",
        "step": STEP_RANK.get(found.step, 9),
        "quality": found.quality,
        "section": found.section,
        "bounded": found.bounded,
        "type_score": about.type_score,
        "edition": about.edition,
        "page_score": about.page_scores.get(found.page, 0.0),
        "options": found.ticks.options,
        "unread": found.ticks.unread,
        "area": found.region.area,
        "tagged": found.tagged,
        "untagged": not about.tagged,
        "unclaimed": found.unclaimed,
    }


def _reading(weighed: Weighed) -> dict[str, float]:
    found, own = weighed.found, weighed.again is None
    letters = sum(len(w.text) for w in found.words) or 1
    mean = sum(w.score * len(w.text) for w in found.words) / letters
    signs = weighed.signs
    return {
        "words": len(found.words),
        "length": len(weighed.value or ""),
        "height": max((w.bbox.height for w in found.words), default=0.0),
        "by_crop": not own,
        "reread": bool(found.words) and all(w.source is Source.CROP for w in found.words),
        "ocr_same": own and weighed.value is not None,
        "ocr_least": min((w.score for w in found.words), default=0.0) if own else 0.0,
        "ocr_mean": mean if own else 0.0,
        "layer_same": "second_reader" in signs,
        "layer_other": weighed.layer_differs,
        "in_list": "in_list" in signs,
        "only_tick": "only_tick" in signs,
        "ink_test": "ink_test" in signs,
        "bar_test": "bar_test" in signs,
    }


def _crop(weighed: Weighed) -> dict[str, float]:
    crop = weighed.crop
    if crop is None:
        return dict.fromkeys(
            ("cropped", "crop_odds", "crop_rival", "crop_score", "crop_alike", "crop_silent"), 0.0
        ) | {"crop_mass": np.log10(LEAST_MASS), "accents": 0.0}
    rival = max((c.mass for c in crop.values if c.value != weighed.value), default=0.0)
    return {
        "cropped": 1.0,
        "crop_odds": crop.odds(weighed.value),
        "crop_mass": np.log10(max(crop.mass(weighed.value), LEAST_MASS)),
        "crop_rival": rival,
        "crop_score": crop.score,
        "crop_alike": fuzz.ratio(folded(crop.text), folded(weighed.found.text)) / 100,
        "crop_silent": not folded(crop.text),
        "accents": _more_accents(weighed),
    }


def _more_accents(weighed: Weighed) -> int:
    """Return by how many accents a value exceeds what the other reader says, where only these differ."""
    crop, value = weighed.crop, weighed.value
    if crop is None or value is None or not crop.values:
        return 0
    other = crop.values[0].value if weighed.again is None else weighed.found.text
    if sorted(folded(value)) != sorted(folded(other)):
        return 0
    return _accents(value) - _accents(other)


def _accents(text: str) -> int:
    return sum(unicodedata.combining(char) > 0 for char in unicodedata.normalize("NFD", text))


def _others(weighed: Weighed, group: Sequence[Weighed]) -> dict[str, float]:
    elsewhere = [w for w in group if w.found is not weighed.found and w.value is not None]
    return {
        "repeated": sum(w.value == weighed.value for w in elsewhere),
        "differ": sum(w.value != weighed.value for w in elsewhere),
    }
