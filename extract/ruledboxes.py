"""Boxes between ruled lines, cells of tables without side walls too. Lengths are in points."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from extract.marks import RULE_GAP, RULE_MIN_WIDTH
from extract.ocr import Gray
from extract.pixels import Part, outlines, to_bbox, to_pixels
from records.types import BBox

BOX_MIN: Final = (14.0, 9.0)
BOX_FILL: Final = 0.80
ROW_WIDTH: Final = 0.5
"""Share of a page's width from which rules under each other may be the rows of a table without side walls."""
ROW_ALIGN: Final = 6.0
ROW_GAP: Final = 18.0
"""A gap of so many points in a wide rule is a stamp or a fold across it."""
WALL_DARK: Final = 0.85
"""Dark share of the height of a row that a wall inside it reaches."""
WALL_SLANT: Final = 1.0


def find_boxes(rules: Gray, solid: Gray, *, dpi: float) -> tuple[BBox, ...]:
    """Return the ruled boxes (cells): light regions that rules and dark bands enclose on all sides."""
    gap = np.ones((to_pixels(RULE_GAP, dpi), to_pixels(RULE_GAP, dpi)), np.uint8)
    walls = cv2.dilate(cv2.bitwise_or(_with_side_walls(rules, dpi=dpi), solid), gap)
    walls = np.asarray(walls, np.uint8)
    inside = np.asarray(cv2.bitwise_not(walls), np.uint8)
    height, width = inside.shape
    grow = to_pixels(RULE_GAP, dpi) / 2
    boxes = []
    _, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    for x, y, w, h, area in stats[1:]:
        large = w > 0.97 * width or h > 0.97 * height
        small = w < to_pixels(BOX_MIN[0], dpi) or h < to_pixels(BOX_MIN[1] - RULE_GAP, dpi)
        edge = x == 0 or y == 0 or x + w == width or y + h == height
        covered = np.count_nonzero(solid[y : y + h, x : x + w])
        if not (large or small or edge) and area + covered >= BOX_FILL * w * h:
            boxes.append(to_bbox(x - grow, y - grow, w + 2 * grow, h + 2 * grow, dpi))
    return tuple(boxes)


def _with_side_walls(rules: Gray, *, dpi: float) -> Gray:
    """Return the rules with the outer walls that a table leaves out, drawn where its rows end.

    Rules of one width under each other are such a table where a wall stands between two of them; the
    lines of a signature block have none, and what stands under a line there is its caption. Where
    the rows with walls have their outer ones too, nothing was left out: a rule above is a letterhead's.
    """
    closed = rules.copy()
    for table in _row_rules(rules, dpi=dpi):
        rows = list(pairwise(table))
        walled = [row for row in rows if _has_wall(rules, *row, dpi=dpi)]
        closed_rows = [row for row in walled if _has_side_walls(rules, *row, dpi=dpi)]
        if len(closed_rows) < len(walled):
            ends = [((x, y), (x + w - 1, y + h - 1)) for x, y, w, h in table]
            for left, right in ends:
                cv2.line(closed, left, right, (255,), 1)
            for (left, right), (left_below, right_below) in pairwise(ends):
                cv2.line(closed, left, left_below, (255,), 1)
                cv2.line(closed, right, right_below, (255,), 1)
    return closed


def _row_rules(rules: Gray, *, dpi: float) -> list[list[Part]]:
    """Return the wide horizontal rules as (x, y, width, height), those of one start and end together.

    A stamp across a rule breaks it; its long pieces are joined again. The gap between two boxes side by
    side has a wall at both ends and stays.
    """
    length, near = to_pixels(RULE_MIN_WIDTH, dpi), to_pixels(ROW_ALIGN, dpi)
    across = np.asarray(
        cv2.morphologyEx(rules, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), np.uint8
    )
    joined = cv2.morphologyEx(
        across, cv2.MORPH_CLOSE, np.ones((1, to_pixels(ROW_GAP, dpi)), np.uint8)
    )
    tables: list[list[Part]] = []
    for x, y, w, h in outlines(np.asarray(joined, np.uint8)):
        wide = w >= ROW_WIDTH * rules.shape[1] and h <= 0.15 * w
        if not wide or _parts_boxes(rules, across, (x, y, w, h), dpi=dpi):
            continue
        alike = (t for t in tables if max(abs(t[-1][0] - x), abs(t[-1][2] - w)) <= near)
        home = next(alike, None)
        if home is None:
            tables.append([(x, y, w, h)])
        else:
            home.append((x, y, w, h))
    return [t for t in tables if len(t) > 1]


def _parts_boxes(rules: Gray, across: Gray, rule: Part, *, dpi: float) -> bool:
    """Say whether a joined rule has a gap with an upright rule at both ends: two boxes side by side."""
    x, y, w, h = rule
    drawn = (across[y : y + h, x : x + w] > 0).any(axis=0).astype(np.int8)
    steps = np.diff(drawn)
    starts, ends = np.flatnonzero(steps == -1), np.flatnonzero(steps == 1) + 1
    reach, near = to_pixels(BOX_MIN[1], dpi), to_pixels(RULE_GAP, dpi)
    strips = (rules[max(0, y - reach) : y, x : x + w], rules[y + h : y + h + reach, x : x + w])
    for strip in strips:
        walls = (strip > 0).mean(axis=0) >= WALL_DARK if len(strip) else np.zeros(w, np.bool_)
        for start, end in zip(starts, ends, strict=False):
            if all(walls[max(0, at - near) : at + near].any() for at in (start, end)):
                return True
    return False


def _has_wall(rules: Gray, above: Part, below: Part, *, dpi: float) -> bool:
    """Say whether a vertical rule joins two horizontal ones, away from their ends."""
    inset = 2 * to_pixels(ROW_ALIGN, dpi)
    row = rules[above[1] + above[3] : below[1], above[0] + inset : above[0] + above[2] - inset]
    if row.shape[0] < to_pixels(BOX_MIN[1], dpi) or row.shape[1] == 0:
        return False
    slanted = cv2.dilate(row, np.ones((1, to_pixels(WALL_SLANT, dpi)), np.uint8))
    return float((slanted > 0).mean(axis=0).max()) >= WALL_DARK


def _has_side_walls(rules: Gray, above: Part, below: Part, *, dpi: float) -> bool:
    """Say whether vertical rules join the ends of two horizontal ones."""
    near = to_pixels(ROW_ALIGN, dpi)
    left, right = above[0], above[0] + above[2]
    strips = (
        rules[above[1] + above[3] : below[1], max(0, at - near) : at + near] for at in (left, right)
    )
    return all(
        strip.size and float((strip > 0).mean(axis=0).max()) >= WALL_DARK for strip in strips
    )
