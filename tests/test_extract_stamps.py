"""Stamps drawn over lines of print, and looked for in the pixels; print alone is none."""

from __future__ import annotations

import numpy as np
import pytest

from extract.marks import rule_masks, solid_mask
from extract.stamps import Stamps, find_stamps
from extract.upright import ink_of
from records.types import BBox
from samples.paper import Box, Line, Pen, Sheet, Stamp
from samples.scan import picture

DPI = 200
PRINT = Pen(font="sans", size=9)
PAD = Pen(font="sans-bold", size=10, ink=90)


def page(*stamps: Stamp, leading: float = 13.0) -> Sheet:
    """Draw a page of lines of print, with stamps on it."""
    sheet = Sheet(width=400, height=300)
    for number in range(int(240 / leading)):
        sheet.text(30, 40 + leading * number, "Las casas blancas junto al lago son de 1998", PRINT)
    sheet.stamps += stamps
    return sheet


def found_on(sheet: Sheet) -> Stamps:
    image = np.asarray(picture(sheet, dpi=DPI), np.uint8)
    ink = ink_of(image)
    rules = rule_masks(ink, solid_mask(ink, dpi=DPI), dpi=DPI)
    return find_stamps(image, ink, rules, (), dpi=DPI)


def covered(found: Stamps, place: BBox) -> float:
    return sum(place.overlap(strip) for strip in found.strips) / place.area


@pytest.mark.parametrize("leading", [9.5, 13.0, 24.0])
def test_lines_of_print_alone_are_no_stamp(leading: float) -> None:
    assert found_on(page(leading=leading)).strips == ()


def test_a_column_of_tick_boxes_is_no_stamp() -> None:
    sheet = Sheet(width=400, height=300)
    for number in range(6):
        top = 100.0 + 10 * number
        sheet.marks.append(Box(bbox=BBox(x0=61, top=top, x1=70, bottom=top + 9)))
        sheet.text(80, top + 8, "Menos de seis meses", PRINT)
    assert found_on(sheet).strips == ()


def test_large_letters_of_a_hand_across_a_rule_are_no_stamp() -> None:
    sheet = page()
    sheet.text(120, 160, "nueve", Pen(font="hand", size=34))
    sheet.marks.append(Line(points=((20, 153.2), (380, 153.2))))
    assert found_on(sheet).strips == ()


@pytest.mark.parametrize("angle_deg", [-20.0, -6.0, 8.0, 90.0])
def test_a_received_stamp_beside_print_is_found_whole(angle_deg: float) -> None:
    lines = ("RECEIVED", "JUN 12 2019", "FIELD OFFICE")
    stamp = Stamp(x=310, y=150, lines=lines, pen=PAD, angle_deg=angle_deg)
    found = found_on(page(stamp))
    assert covered(found, BBox(x0=300, top=140, x1=320, bottom=160)) > 0.9
    assert covered(found, BBox(x0=30, top=30, x1=220, bottom=270)) == 0


def test_a_pale_word_across_lines_of_print_is_found() -> None:
    pale = Pen(font="sans-bold", size=40, ink=170)
    stamp = Stamp(x=150, y=150, lines=("COPY",), pen=pale, angle_deg=-15, framed=False)
    found = found_on(page(stamp, leading=24.0))
    assert covered(found, BBox(x0=120, top=140, x1=180, bottom=160)) > 0.9


def test_a_seal_is_found_to_its_rim() -> None:
    pen = Pen(font="serif-bold", size=8, ink=110)
    seal = Stamp(x=300, y=150, lines=("BUREAU OF FICTITIOUS AFFAIRS * ",), pen=pen, radius=34)
    found = found_on(page(seal))
    assert covered(found, BBox(x0=278, top=128, x1=322, bottom=172)) > 0.9
    assert covered(found, BBox(x0=350, top=100, x1=390, bottom=200)) == 0
