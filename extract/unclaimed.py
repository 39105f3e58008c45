"""What stands near a place that was found empty, and answers to nothing: perhaps its answer.

A label's answer may stand under it though a line leads on to the right, or in the next cell of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from extract.found import Found, Sheet
from extract.labels import folded
from records.types import BBox, Reading

BESIDE: Final = 220.0
"""Points right of an empty place in which its answer may stand."""
BEFORE: Final = 130.0
"""Points left of it in which, on the next line, its label may begin."""
BELOW: Final = 20.0
"""Points under it in which the next line may stand."""
SLACK: Final = 2.0
"""Points by which a line may stand higher or lower than the place."""


def with_unclaimed(found: Sequence[Found], sheet: Sheet) -> list[Found]:
    """Return the finds of a page, the empty ones with the number of words and bars that nobody claims."""
    if not any(f.reading is Reading.BLANK for f in found):
        return list(found)
    loose = [*_loose_words(found, sheet), *_loose_bars(found, sheet)]
    return [
        replace(f, unclaimed=sum(_is_near(f.region, box) for box in loose))
        if f.reading is Reading.BLANK
        else f
        for f in found
    ]


def _loose_words(found: Sequence[Found], sheet: Sheet) -> Iterator[BBox]:
    claimed = {id(w) for f in found for part in (f, *f.parts) for w in (*part.words, *part.struck)}
    claimed |= {id(w) for hit in (*sheet.labels, *sheet.sections) for w in hit.words}
    for word in sheet.page.words:
        if id(word) not in claimed and folded(word.text):
            yield word.bbox


def _loose_bars(found: Sequence[Found], sheet: Sheet) -> Iterator[BBox]:
    hidden = [f.region for f in found if f.reading is Reading.REDACTED]
    for bar in sheet.page.marks.bars:
        if not any(region.overlap(bar) > 0 for region in hidden):
            yield bar


def _is_near(place: BBox, box: BBox) -> bool:
    """Say whether a box stands in the place, right of it on its line, or on the line below."""
    if place.top - SLACK <= box.y_mid <= place.bottom + SLACK:
        return place.x0 <= box.x_mid <= place.x1 + BESIDE
    under = place.bottom < box.y_mid <= place.bottom + BELOW
    return under and place.x0 - BEFORE <= box.x_mid <= place.x1
