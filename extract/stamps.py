"""Stamps laid over a page: a received stamp, COPY across it, a seal. What lies under one may be misread.

A stamp is told by how it lies there, not by its words: print that slants against the page or runs up
it, print much larger or paler than the page's that rules or words cross, a circle of a seal's size.
Works at `LOOK_DPI` on the deskewed page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from extract.lettergroups import INKED, Letters, Pieces, find_letters, usual_size
from extract.letterlines import LOOK_DPI, SCALE, LetterLine
from extract.ocr import Gray
from extract.seals import find_seals
from extract.stampground import Stamp, clusters, outline_of, strips_of
from extract.stamplines import Rules, is_column, is_crossed, is_large, is_slanted
from extract.stampwords import own_words
from extract.upright import darker_than
from records.types import BBox, Word

PRINT: Final = 0.3
"""Share of a page's ink that is as dark as its print, or darker."""
DARKER: Final = 60
"""Levels (of 255) by which print is darker than a pale stamp."""
PALE: Final = 36
"""Levels by which a pale stamp is darker than the paper."""
LEAST_PALE: Final = 40.0
"""Square points of pale ink from which it is looked at."""
STROKES: Final = 0.7
BROAD: Final = 20.0
"""Share of pale ink that is two pixels wide, or square points three pixels wide, where it is strokes and not
the grey rim of print."""
SHADED: Final = 0.2
"""Share of a page that is pale from which it is a shadow or grey paper."""
HIDDEN: Final = 5
"""Pixels around dark ink in which pale ink cannot be told; a stroke goes on under it."""
BRIDGE: Final = (17, 1)
"""Pixels down, and then across, over which a stroke goes on under dark ink."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """Stamps cut into strips, and the boxes of the words that are a stamp's own; points on the picture."""

    strips: tuple[BBox, ...] = ()
    own: tuple[BBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """Ink of one kind without rules, its pieces numbered, and the letters among them."""

    mask: Gray
    pieces: Pieces
    stats: Pieces
    letters: Letters
    usual: float

    @property
    def lines(self) -> tuple[LetterLine, ...]:
        return self.letters.lines


def find_stamps(
    image: Gray, ink: Gray, rules: tuple[Gray, Gray], words: tuple[Word, ...], *, dpi: float
) -> Stamps:
    """Return the stamps of a deskewed page; `rules` are the masks of those across and those down."""
    small = _small(ink, dpi)
    drawn = (_drawn(rules[0], dpi), _drawn(rules[1], dpi))
    clean = _without_rules(small, drawn)
    found = [_dark_stamps(clean, drawn)]
    tones = _tones(_small(image, dpi), small)
    if tones is not None:
        found.append(_pale_stamps(*tones, drawn))
    outlines, own = [], np.zeros_like(small)
    for layer, stamps in found:
        outlines += [outline_of(s, layer.letters.loose, layer.mask, small) for s in stamps]
        if stamps:
            own = np.maximum(own, _sizes(layer, stamps))
    outlines += find_seals(clean, found[0][0].pieces, found[0][0].stats)
    if not outlines:
        return Stamps()
    strips = tuple(s for outline in outlines for s in strips_of(outline / SCALE))
    return Stamps(strips=strips, own=own_words(words, strips, own, small))


def _sizes(layer: _Layer, stamps: list[Stamp]) -> Gray:
    """Return a picture of a layer with the size in pixels of a stamp's letters where they are."""
    size = np.zeros(len(layer.stats), np.uint8)
    for stamp in stamps:
        for line in stamp:
            size[line.labels] = min(255, round(line.size))
    return size[layer.pieces]


def _dark_stamps(clean: Gray, rules: Rules) -> tuple[_Layer, list[Stamp]]:
    """Return the stamps as dark as print, on ink without rules."""
    layer = _layer(clean)
    seeds = [
        n
        for n in layer.lines
        if (is_slanted(n, layer.usual) and not is_column(n, layer.stats))
        or is_large(n, layer.usual, rules)
    ]
    return layer, clusters(seeds, layer.lines)


def _pale_stamps(pale: Gray, dark: Gray, rules: Rules) -> tuple[_Layer, list[Stamp]]:
    """Return the stamps paler than print, under and over it."""
    layer = _layer(_without_rules(pale, rules), usual=0.0)
    seeds = [n for n in layer.lines if is_slanted(n, layer.usual) or is_crossed(n, dark, rules)]
    return layer, clusters(seeds, layer.lines)


# ---- ink -----------------------------------------------------------------------------------------


def _small(image: Gray, dpi: float) -> Gray:
    """Return a picture at `LOOK_DPI`; averages of parts of pixels cost five times what blends do."""
    scale = LOOK_DPI / dpi
    way = cv2.INTER_AREA if scale <= 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _drawn(rule: Gray, dpi: float) -> Gray:
    """Return a mask of rules with their grey rim."""
    _, mask = cv2.threshold(_small(rule, dpi), 0, 255, cv2.THRESH_BINARY)
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


def _without_rules(small: Gray, rules: Rules) -> Gray:
    """Return ink without rules, but with the strokes that cross one."""
    _, ink = cv2.threshold(small, INKED, 255, cv2.THRESH_BINARY)
    clean = cv2.bitwise_and(ink, cv2.bitwise_not(cv2.bitwise_or(*rules)))
    for rule, side in zip(rules, ((7, 1), (1, 7)), strict=True):
        closed = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, np.ones(side, np.uint8))
        clean = cv2.bitwise_or(clean, cv2.bitwise_and(cv2.bitwise_and(closed, rule), ink))
    return np.asarray(clean, np.uint8)


def _tones(grey: Gray, small: Gray) -> tuple[Gray, Gray] | None:
    """Return pale ink, with its strokes under print, and dark ink; None where nothing is pale."""
    paper = float(np.median(grey[::4, ::4]))
    inked = grey[small > INKED][::16]
    limit = float(np.quantile(inked, PRINT)) + DARKER if inked.size else paper
    if limit >= paper - PALE:
        return None
    seen, dark = darker_than(grey, paper - PALE), darker_than(grey, limit)
    covered = cv2.dilate(dark, np.ones((HIDDEN, HIDDEN), np.uint8))
    pale = np.asarray(cv2.bitwise_and(seen, cv2.bitwise_not(covered)), np.uint8)
    if not _is_drawn(pale):
        return None
    for side in (BRIDGE, BRIDGE[::-1]):
        closed = cv2.morphologyEx(pale, cv2.MORPH_CLOSE, np.ones(side, np.uint8))
        pale = np.asarray(cv2.bitwise_or(pale, cv2.bitwise_and(closed, covered)), np.uint8)
    return pale, dark


def _is_drawn(pale: Gray) -> bool:
    """Say whether pale ink is there, in strokes, and is no shadow."""
    one, two, three = (
        np.count_nonzero(cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((n, n), np.uint8)))
        for n in (1, 2, 3)
    )
    if not LEAST_PALE * SCALE**2 <= one <= SHADED * pale.size:
        return False
    return two >= STROKES * one or three >= BROAD * SCALE**2


def _layer(mask: Gray, *, usual: float | None = None) -> _Layer:
    """Sort the pieces of a mask; `usual` is the size of a page's letters, if not the mask's."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(mask)
    counted = np.asarray(stats, np.int32)
    size = usual_size(counted) if usual is None else usual
    letters = find_letters(counted, usual=size)
    return _Layer(
        mask=mask, pieces=np.asarray(pieces, np.int32), stats=counted, letters=letters, usual=size
    )
