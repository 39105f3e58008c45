"""The figures: each a function of counts, with its name, its title and which way is better. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from evaluation.counts import BINS, Counts, Numbers

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: `of` gives its value for each row of counts, nan where there is nothing to count.

    `base` is the column of what it is a share of, `is_share` whether it is a share at all, from 0 to 1 (F1 is
    one: of all that is wanted and stated); `of_fields` whether part of a document's fields has it.
    """

    name: str
    title: str
    base: str
    of: Callable[[Counts], Numbers]
    better: Better = "higher"
    is_share: bool = True
    of_fields: bool = True


def divided(top: Numbers, base: Numbers) -> Numbers:
    """Return top / base, nan where base is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(base > 0, top / base, np.nan)


OF_WHOLES: Final = frozenset(
    {"documents", "type_released", "bundles", "pages", "words", "answer_words"}
)
"""Columns that count documents as one, or their words."""


def share(name: str, title: str, top: str, base: str, *, better: Better = "higher") -> Figure:
    """Return the figure that is one column's share of another."""
    return Figure(
        name=name,
        title=title,
        base=base,
        of=lambda counts: divided(counts[top], counts[base]),
        better=better,
        of_fields=base not in OF_WHOLES,
    )


def _f1(right: str) -> Callable[[Counts], Numbers]:
    """Return F1, twice what is right over all that is wanted and all that is stated.

    Where nothing is wanted there is none: precision tells of the values stated all the same.
    """
    return lambda n: divided(2 * n[right], (n["wanted"] + n["stated"]) * (n["wanted"] > 0))


def _macro(counts: Counts) -> Numbers:
    """Return the mean of F1 over the field names of which the truth has a value."""
    exact, stated = counts.by_name("exact"), counts.by_name("stated")
    total = known = np.zeros_like(counts["wanted"])
    for name, wanted in counts.by_name("wanted").items():
        none = np.zeros_like(wanted)
        f1 = divided(2 * exact.get(name, none), wanted + stated.get(name, none))
        total = total + np.where(wanted > 0, f1, 0.0)
        known = known + (wanted > 0)
    return divided(total, known)


def _calibration_error(counts: Counts) -> Numbers:
    """Return the expected calibration error (Naeini, 2015): mean distance of confidence and share right."""
    total = sum((counts[f"sure{at}"] for at in range(BINS)), np.zeros_like(counts["wanted"]))
    apart = [np.abs(counts[f"sure_sum{at}"] - counts[f"sure_right{at}"]) for at in range(BINS)]
    return divided(sum(apart, np.zeros_like(total)), total)


FIGURES: Final[tuple[Figure, ...]] = (
    share("type", "document type right", "type_right", "documents"),
    share("type_released", "document type accepted", "type_released", "documents"),
    share(
        "type_released_wrong",
        "wrong among the accepted types",
        "type_released_wrong",
        "type_released",
        better="lower",
    ),
    share("cut", "documents cut out exactly", "cut_right", "documents"),
    share("bundles", "files of several documents split exactly", "bundles_right", "bundles"),
    share("precision", "precision", "exact", "stated"),
    share("recall", "recall", "exact", "wanted"),
    Figure(name="f1", title="F1", base="wanted", of=_f1("exact")),
    Figure(
        name="f1_macro",
        title="F1, mean over fields",
        base="wanted",
        of=_macro,
        of_fields=False,
    ),
    share("precision_lenient", "precision, lenient", "lenient", "stated"),
    share("recall_lenient", "recall, lenient", "lenient", "wanted"),
    Figure(name="f1_lenient", title="F1, lenient", base="wanted", of=_f1("lenient")),
    share("right", "fields right, empty ones included", "right", "asked"),
    share("filled_blank", "blank boxes filled", "filled_blank", "blank", better="lower"),
    share(
        "filled_redacted", "redacted boxes filled", "filled_redacted", "redacted", better="lower"
    ),
    share(
        "filled_illegible",
        "illegible boxes filled",
        "filled_illegible",
        "illegible",
        better="lower",
    ),
    share(
        "filled_accepted",
        "empty boxes filled, and accepted",
        "filled_released",
        "empty",
        better="lower",
    ),
    share("accepted_values", "values accepted", "released_wanted", "wanted"),
    share(
        "accepted_values_wrong",
        "wrong among the accepted values",
        "released_values_wrong",
        "released_values",
        better="lower",
    ),
    share("accepted", "fields accepted, empty ones included", "released_asked", "asked"),
    share(
        "accepted_wrong",
        "wrong among the accepted fields",
        "released_wrong",
        "released",
        better="lower",
    ),
    share("grounded", "cited box is the value's", "grounded", "boxed"),
    share("held", "cited box holds the value", "held", "boxed"),
    share("upright", "pages turned upright", "pages_upright", "pages"),
    share("read", "values that OCR read where they stand", "read", "readable"),
    share("read_exact", "right among the values that OCR read", "read_exact", "read"),
    share("word_error_rate", "word error rate", "word_errors", "words", better="lower"),
    share(
        "answer_word_error_rate",
        "word error rate of answers",
        "answer_word_errors",
        "answer_words",
        better="lower",
    ),
    Figure(
        name="calibration_error",
        title="expected calibration error",
        base="sure",
        of=_calibration_error,
        better="lower",
        is_share=False,
    ),
)
"""Every headline figure, in the order in which they are told."""
