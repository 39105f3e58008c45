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

from extract.letterlines import (
    LOOK_DPI,
    SCALE,
    SLANT_DEG,
    STRAIGHT,
    LetterLine,
    Letters,
    Pieces,
    find_letters,
    usual_size,
)
from extract.ocr import Gray
from extract.seals import find_seals
from extract.stampground import PAD, Stamp, clusters, outline_of, strips_of
from extract.upright import darker_than
from records.types import BBox, Word

Rules = tuple[Gray, Gray]

INKED: Final = 100
"""Level of a mask made smaller from which its ink counts."""
PRINT: Final = 0.3
"""Share of a page's ink that is as dark as its print, or darker."""
DARKER: Final = 60
"""Levels (of 255) by which print is darker than a pale stamp."""
PALE: Final = 36
"""Levels by which a pale stamp is darker than the paper."""
LEAST_PALE: Final = 40.0
"""Square points of pale ink from which it is looked at."""
SHADED: Final = 0.2
"""Share of a page that is pale from which it is a shadow or grey paper."""
HIDDEN: Final = 5
"""Pixels around dark ink in which pale ink cannot be told; a stroke goes on under it."""
BRIDGE: Final = (17, 1)
"""Pixels down, and then across, over which a stroke goes on under dark ink."""
LETTERS: Final = 4
RISE: Final = 0.8
"""Sizes of a letter that a slanted line climbs at least; single letters stick out by less."""
EVEN: Final = (0.08, 0.6)
"""The heads and the feet of capitals that stand level lie within so many sizes, but for those that print
breaks: so many shares do."""
MANY: Final = 6
LOW_RISE: Final = 0.5
SURE: Final = 12.0
"""So many letters, or large ones, may climb less, if they climb so many times as far as they stray."""
STEEP_DEG: Final = 45.0
COLUMN: Final = (0.65, 0.5)
"""A steep line is a column of print, tick boxes or lines that begin alike, where within so many sizes of its
letters other ink stands on their level, beside so many of them; the lines of a stamp are further apart."""
SMALL: Final = 7.5
"""Letters smaller than this, in points, make a slanted line from five on: close lines of print meet."""
FEW: Final = 0.05
"""Four letters stray by no more."""
LARGE: Final = 1.8
"""A stamp that lies straight is so many times as large as the page's print, or pale."""
CROSSED: Final = 0.6
"""Share of its way through a line of letters on which a rule is seen."""
UNDER: Final = 0.06
"""Share of dark ink in the boxes of pale letters that print crosses."""
OWN: Final = 0.5
"""Share of a word that lies in a stamp, and of its ink that is the stamp's letters, where it is the stamp's;
and share of their size that it has at least."""
LEGIBLE: Final = 60.0
"""A word in a stamp that was read worse is the stamp's, or was misread off both it and what it lies on."""


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
        for stamp in stamps:
            outlines.append(outline_of(stamp, layer.letters.loose, layer.mask, small))
            for line in stamp:
                own[np.isin(layer.pieces, line.labels)] = min(255, round(line.size))
    outlines += find_seals(clean, found[0][0].pieces, found[0][0].stats)
    if not outlines:
        return Stamps()
    strips = tuple(s for outline in outlines for s in strips_of(outline / SCALE))
    return Stamps(strips=strips, own=_own_words(words, strips, own, small))


def _dark_stamps(clean: Gray, rules: Rules) -> tuple[_Layer, list[Stamp]]:
    """Return the stamps as dark as print, on ink without rules."""
    layer = _layer(clean)
    seeds = [
        n
        for n in layer.lines
        if (_is_slanted(n, layer.usual) and not _is_column(n, layer.stats))
        or _is_large(n, layer.usual, rules)
    ]
    return layer, clusters(seeds, layer.lines)


def _pale_stamps(pale: Gray, dark: Gray, rules: Rules) -> tuple[_Layer, list[Stamp]]:
    """Return the stamps paler than print, under and over it."""
    layer = _layer(_without_rules(pale, rules), usual=0.0)
    seeds = [n for n in layer.lines if _is_slanted(n, layer.usual) or _is_crossed(n, dark, rules)]
    return layer, clusters(seeds, layer.lines)


# ---- ink -----------------------------------------------------------------------------------------


def _small(image: Gray, dpi: float) -> Gray:
    scale = LOOK_DPI / dpi
    return np.asarray(
        cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )


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
    pale = cv2.bitwise_and(seen, cv2.bitwise_not(covered))
    if not LEAST_PALE * SCALE**2 <= np.count_nonzero(pale) <= SHADED * pale.size:
        return None
    for side in (BRIDGE, BRIDGE[::-1]):
        closed = cv2.morphologyEx(pale, cv2.MORPH_CLOSE, np.ones(side, np.uint8))
        pale = cv2.bitwise_or(pale, cv2.bitwise_and(closed, covered))
    return np.asarray(pale, np.uint8), dark


def _layer(mask: Gray, *, usual: float | None = None) -> _Layer:
    """Sort the pieces of a mask; `usual` is the size of a page's letters, if not the mask's."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(mask)
    counted = np.asarray(stats, np.int32)
    size = usual_size(counted) if usual is None else usual
    letters = find_letters(counted, usual=size)
    return _Layer(
        mask=mask, pieces=np.asarray(pieces, np.int32), stats=counted, letters=letters, usual=size
    )


# ---- lines of letters ----------------------------------------------------------------------------


def _is_straight(line: LetterLine) -> bool:
    return len(line.parts) >= LETTERS and line.stray <= STRAIGHT


def _is_slanted(line: LetterLine, usual: float = np.inf) -> bool:
    """Say whether print does not lie as the page does; `usual` is the size of the page's letters."""
    if not _is_straight(line) or abs(line.angle_deg) < SLANT_DEG:
        return False
    if len(line.parts) <= LETTERS and (line.size < SMALL * SCALE or line.stray > FEW):
        return False
    many = len(line.parts) >= MANY or line.size >= LARGE * usual
    return line.rise >= RISE or (many and line.rise >= max(LOW_RISE, SURE * line.stray))


def _is_column(line: LetterLine, stats: Pieces) -> bool:
    """Say whether the letters of a steep line begin or end level print; `stats` counts all pieces."""
    if abs(line.angle_deg) < STEEP_DEG:
        return False
    others = np.delete(stats, [0, *line.labels.tolist()], axis=0)
    left, right = others[:, 0], others[:, 0] + others[:, 2]
    top, bottom = others[:, 1], others[:, 1] + others[:, 3]
    reach = COLUMN[0] * line.size
    level = [
        np.any(
            (np.maximum(x - right, left - x - w) <= reach)
            & (top < y + h / 2)
            & (bottom > y + h / 2)
        )
        for x, y, w, h in line.parts.tolist()
    ]
    return float(np.mean(level)) >= COLUMN[1]


def _is_level(line: LetterLine) -> bool:
    """Say whether letters are capitals of one height on a level line: print, not a hand's."""
    heads, feet = line.parts[:, 1], line.parts[:, 1] + line.parts[:, 3]
    off = (np.abs(edge - np.median(edge)) <= EVEN[0] * line.size for edge in (heads, feet))
    return _is_straight(line) and min(float(edge.mean()) for edge in off) >= EVEN[1]


def _is_large(line: LetterLine, usual: float, rules: Rules) -> bool:
    """Say whether print is much larger than the page's, and lies across its rules."""
    return line.size >= LARGE * usual and _is_level(line) and _is_ruled(line, rules)


def _is_crossed(line: LetterLine, dark: Gray, rules: Rules) -> bool:
    """Say whether print or rules run through level letters."""
    if not _is_level(line):
        return False
    shares = [np.mean(dark[y : y + h, x : x + w] > 0) for x, y, w, h in line.parts.tolist()]
    return float(np.mean(shares)) >= UNDER or _is_ruled(line, rules)


def _is_ruled(line: LetterLine, rules: Rules) -> bool:
    """Say whether a rule runs through the middle of a line of letters, or down between its ends."""
    low, high = line.parts[:, :2].min(axis=0), (line.parts[:, :2] + line.parts[:, 2:]).max(axis=0)
    rise = round(0.2 * (high[1] - low[1]))
    rows, columns = slice(low[1] + rise, high[1] - rise), slice(low[0], high[0])
    across, down = (rule[rows, columns] > 0 for rule in rules)
    if not across.size:
        return False
    return bool(across.mean(axis=1).max() >= CROSSED or down.mean(axis=0).max() >= 1 - PAD)


# ---- words ---------------------------------------------------------------------------------------


def _own_words(
    words: tuple[Word, ...], strips: tuple[BBox, ...], own: Gray, small: Gray
) -> tuple[BBox, ...]:
    """Return the boxes of the words that a stamp says, or that were misread off it and print under it.

    `own` holds the size in pixels of a stamp's letters where they are.
    """
    inside = (w for w in words if _covered(w.bbox, strips) >= OWN)
    return tuple(w.bbox for w in inside if w.score < LEGIBLE or _is_own(w.bbox, own, small))


def _covered(box: BBox, strips: tuple[BBox, ...]) -> float:
    return sum(box.overlap(strip) for strip in strips) / max(box.area, 0.1)


def _is_own(box: BBox, own: Gray, small: Gray) -> bool:
    """Say whether a word's ink is letters of a stamp, of its size, or slants as a stamp's does."""
    rows = slice(max(0, round(box.top * SCALE)), max(0, round(box.bottom * SCALE)))
    columns = slice(max(0, round(box.x0 * SCALE)), max(0, round(box.x1 * SCALE)))
    letters, ink = own[rows, columns], small[rows, columns]
    total = np.count_nonzero((letters > 0) | (ink > INKED))
    if not total:
        return False
    if np.count_nonzero(letters) < OWN * total:
        return _slants(ink)
    size = float(np.median(letters[letters > 0]))
    return max(box.width, box.height) * SCALE >= OWN * size


def _slants(crop: Gray) -> bool:
    """Say whether the letters of a word that lies in a stamp slant."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((crop > INKED).astype(np.uint8))
    lines = find_letters(np.asarray(stats, np.int32), usual=0.0).lines
    return any(n.stray <= STRAIGHT and abs(n.angle_deg) >= SLANT_DEG for n in lines)
