"""The second reader's say on what was found: agreement, doubt, and rival values for the same place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from extract.found import Found
from extract.labels import folded
from extract.page import ReadPage
from extract.reread import PlaceReader, Reread, is_wanted, reread
from extract.weigh import CLOSED_KINDS, Weighed
from models.constrained import Candidate, agreeing
from records.normalise import Context
from records.types import Reading, Source

MOST_RIVALS: Final = 2
CLEAR: Final = 0.5
"""Share of a kind's values, and raw score, from which what the second reader sees counts as clear."""
AGREED: Final = 0.9
"""Share of the values it may be from which the second reader's first one is its say: 2018, not 2010."""
Finds = dict[str, list[Weighed]]
"""Name of a field -> its finds."""


def with_crops(
    weighed: Finds,
    pages: Mapping[int, ReadPage],
    *,
    kinds: Mapping[str, str],
    reader: PlaceReader,
    context: Context,
) -> Finds:
    """Return the finds with what the second reader says of those that are worth it, and with its rivals."""
    asked = [
        (w.found, kinds[name])
        for name, items in weighed.items()
        for w in items
        if is_wanted(w.found, kinds[name], unsure=len(w.signs) < 2)
    ]
    told = reread(asked, pages=dict(pages), reader=reader, context=context)
    told |= _by_address(weighed, told)
    return {
        name: [again for w in items for again in _again(w, told.get(id(w.found)), kind=kinds[name])]
        for name, items in weighed.items()
    }


def _by_address(weighed: Finds, told: Mapping[int, Reread]) -> dict[int, Reread]:
    """Return what is said of a state and of a ZIP code of one address, weighed by each other.

    Only where a page has one place for each: of several nobody knows which belong together.
    """
    again: dict[int, Reread] = {}
    for name in weighed:
        stem, _, last = name.rpartition(".")
        if last != "state" or f"{stem}.zip" not in weighed:
            continue
        state, code = (_only([w.found for w in weighed[n]], told) for n in (name, f"{stem}.zip"))
        if state is None or code is None or state.page != code.page:
            continue
        states, codes = agreeing(told[id(state)].values, told[id(code)].values)
        again[id(state)] = replace(told[id(state)], values=states)
        again[id(code)] = replace(told[id(code)], values=codes)
    return again


def _only(finds: Sequence[Found], told: Mapping[int, Reread]) -> Found | None:
    """Return the one find of which the second reader says something, None where there are more or none."""
    said = {id(found): found for found in finds if id(found) in told}
    return next(iter(said.values())) if len(said) == 1 else None


def _again(weighed: Weighed, crop: Reread | None, *, kind: str) -> Iterator[Weighed]:
    """Yield a find with the second reader's say, then its values where they are others."""
    if crop is None:
        yield weighed
        return
    own = _compared(replace(weighed, crop=crop), crop)
    rivals = [c for c in crop.values if c.value != weighed.value][:MOST_RIVALS]
    if weighed.reading is Reading.BLANK or (weighed.value is None and not rivals):
        yield own
        return
    if weighed.value is not None or weighed.reading is Reading.PRESENT:
        yield own
    for rival in rivals:
        yield _rival(own, rival, kind=kind)
    if weighed.reading is Reading.ILLEGIBLE:
        yield own


def _compared(weighed: Weighed, crop: Reread) -> Weighed:
    """Return a find with a sign where the second reader agrees, with a reason where it does not."""
    found, seen = weighed.found, bool(folded(crop.text))
    if weighed.reading is Reading.BLANK:
        doubted = seen and crop.score >= CLEAR and not found.words
        return _with_reason(weighed, "readers_differ") if doubted else weighed
    if weighed.reading is not Reading.PRESENT:
        return weighed
    if found.words and all(w.source is Source.CROP for w in found.words):
        return weighed  # the page was read by the same reader, which would only agree with itself
    same = seen and folded(crop.text) == folded(found.text)
    agreed = weighed.value is not None and crop.value == weighed.value
    if crop.values and crop.odds(crop.value) < AGREED:
        return weighed  # it could as well be another value: neither a sign nor a doubt
    if same or agreed:
        kept = tuple(r for r in weighed.reasons if not (same and r == "padded"))
        return replace(weighed, signs=(*weighed.signs, "crop_reader"), reasons=kept)
    return _with_reason(weighed, "readers_differ")


def _with_reason(weighed: Weighed, reason: str) -> Weighed:
    if reason in weighed.reasons:
        return weighed
    return replace(weighed, reasons=(*weighed.reasons, reason))


def _rival(weighed: Weighed, rival: Candidate, *, kind: str) -> Weighed:
    """Return the second reader's value for a place; what was wrong with the first one's is no reason."""
    crop = weighed.crop
    if (
        kind in CLOSED_KINDS and crop is not None
    ):  # a phrase of the list is folded: show what was read
        rival = replace(rival, text=crop.text)
    own = ("not_canonical", "illegible", "ambiguous_date", "padded", "repaired", "placeholder")
    reasons = tuple(r for r in weighed.reasons if r not in own and r != "readers_differ")
    differ = bool(folded(weighed.found.text)) or weighed.value is not None
    return replace(
        weighed,
        value=rival.value,
        again=rival,
        reading=Reading.PRESENT,
        signs=("crop_reader",),
        reasons=(*reasons, "readers_differ") if differ else reasons,
    )


def options(best: Weighed, group: Sequence[Weighed]) -> list[Weighed]:
    """Return what the place of a find may state, the find itself first."""
    return [best, *(w for w in group if w.found is best.found and w is not best)]


def apart(found: Found, group: Sequence[Weighed]) -> list[Weighed]:
    """Return the finds of other places, and not the second reader's rivals of them."""
    return [w for w in group if w.found is not found and w.again is None]
