"""A page's type as its words tell it, where no title, number or labels of a form do. Never sure.

Speaks for the shipped forms alone: of other forms the model knows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from statistics import median
from typing import Final

from extract.layout import Segment, line_height
from models.doctype import Printed, shipped, shipped_asked
from records.forms import FormSet

Asked = Callable[[], Collection[str]]
LIKELY: Final = 0.3
"""Probability from which a type is named at all; chosen on the dev split."""


def pieces_of(found: Sequence[Segment], height: float) -> tuple[Printed, ...]:
    """Return the pieces of lines of a page of this height in points, as the model takes them."""
    if not found:
        return ()
    heights = [line_height(segment.words) for segment in found]
    usual = max(1.0, median(heights))
    return tuple(
        Printed(text=segment.text, top=segment.bbox.top / height, size=letters / usual)
        for segment, letters in zip(found, heights, strict=True)
    )


def told_by_words(
    found: Sequence[Segment], height: float, forms: FormSet, *, asked: Asked | None = None
) -> tuple[str, float] | None:
    """Return the likeliest type of a page and its probability, or None where that is not likely enough.

    `asked` returns the fields that the page asks for, as the layout tagger says; None without one.
    """
    model = shipped()
    if frozenset(forms.forms) != frozenset(model.types):
        return None
    shares = model.tell(pieces_of(found, height))
    if asked is not None and len(set(shares.values())) > 1:  # even shares: too few words are known
        shares = shipped_asked().joined(shares, asked())
    likeliest = max(shares, key=shares.__getitem__)
    return (likeliest, shares[likeliest]) if shares[likeliest] >= LIKELY else None
