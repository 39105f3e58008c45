"""Damage: light damage leaves words readable, skew moves the truth with the ink, seeds repeat."""

import random
from statistics import mean
from typing import Final

import numpy as np
import pytest

from extract.ocr import best_engine, load_engine
from records.types import BBox
from synth.damage import FREQUENCIES, Damage, damaged, some_damage
from synth.draw import Grey, picture
from synth.sheet import Pen, Sheet

DPI: Final = 200
EACH: Final = 12
"""Pages read of each level of damage."""
LINES: Final = (
    "Name of minor: Mateo Valdeluna Riocedro",
    "Date of birth: 04/17/2009",
    "Country of birth: Honduras",
    "Alien number: A 987-654-301",
    "Program: Casa Girasol Shelter, Harlingen, Texas",
    "Telephone of sponsor: (713) 555-0142",
)
READ: Final = 0.9
"""Share of the words that must come through light damage."""


def sheet(*, size: float = 11.0) -> Sheet:
    page = Sheet(rng=random.Random(1), width=420, height=150)
    for number, line in enumerate(LINES):
        page.text(40, 34 + 18 * number, line, Pen(font="sans", size=size))
    return page


@pytest.fixture(scope="module")
def clean() -> Grey:
    return picture(sheet(), dpi=DPI)


def read(image: Grey) -> set[str]:
    engine = load_engine(best_engine(), languages="eng")
    return {word.text.strip(".,:;") for word in engine.read(image, dpi=DPI)}


@pytest.mark.parametrize("name", [*FREQUENCIES, "fax", "bilevel"])
def test_light_damage_leaves_words_readable(name: str, clean: Grey) -> None:
    damage = Damage(wear=1, names=(name,), seed=5, bilevel=name in ("fax", "bilevel"))
    spoilt = damaged(clean, damage, dpi=DPI, number=0, back=clean[::-1])
    assert not np.array_equal(spoilt, clean)
    wanted = {word.strip(".,:;") for line in LINES for word in line.split()}
    assert len(read(spoilt) & wanted) >= READ * len(wanted)


def test_skew_moves_a_box_with_its_ink() -> None:
    page = Sheet(rng=random.Random(1))
    box = page.text(420, 120, "Riocedro", Pen(font="sans-bold", size=14))
    damage = Damage(wear=2, names=("skew",), skew_deg=2.5)
    turned = damaged(picture(page, dpi=DPI), damage, dpi=DPI, number=0)
    rows, columns = np.nonzero(turned < 128)
    scale = DPI / 72
    inked = BBox(
        x0=columns.min() / scale,
        top=rows.min() / scale,
        x1=columns.max() / scale,
        bottom=rows.max() / scale,
    )
    moved = damage.moved(box, width=page.width, height=page.height)
    assert moved.overlap(inked) > 0.95 * inked.area
    assert box.overlap(inked) < 0.5 * inked.area


def test_what_befalls_a_page_hangs_on_the_seed_alone(clean: Grey) -> None:
    damage = some_damage(random.Random(9), wear=3)
    first, second = (damaged(clean, damage, dpi=DPI, number=2, back=clean) for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, damaged(clean, damage, dpi=DPI, number=3, back=clean))


def test_a_faint_page_is_not_wiped_out_in_black_and_white(clean: Grey) -> None:
    faint = (200 + clean // 8).astype(np.uint8)
    spoilt = damaged(
        faint, Damage(wear=3, names=("bilevel",), seed=2, bilevel=True), dpi=DPI, number=0
    )
    assert 0.01 < float((spoilt == 0).mean()) < 0.2


def test_the_level_orders_how_well_pages_read() -> None:
    page = sheet(size=8.0)
    clean = picture(page, dpi=DPI)
    wanted = {word.text.strip(".,:;") for word in page.words}
    shares: dict[int, list[float]] = {1: [], 2: [], 3: []}
    for seed in range(200):
        damage = some_damage(random.Random(seed))
        if damage.level and len(shares[damage.level]) < EACH:
            spoilt = damaged(clean, damage, dpi=DPI, number=0, back=clean[::-1])
            shares[damage.level].append(len(read(spoilt) & wanted) / len(wanted))
    light, worn, barely = (mean(shares[level]) for level in (1, 2, 3))
    assert light > worn + 0.02
    assert worn > barely + 0.1


def test_a_coarse_fax_is_barely_legible_however_clean_the_sheet_was() -> None:
    assert Damage(wear=1, names=("fax", "coarse"), bilevel=True).level == 3
    assert Damage(wear=3, names=("holes", "staple", "fold")).level == 1
    assert Damage().level == 0


@pytest.mark.parametrize("shape", [(60, 40), (300, 200), (60, 200)])
def test_another_sheet_shines_through_whatever_its_size(shape: tuple[int, int]) -> None:
    page, back = np.full((120, 90), 255, np.uint8), np.zeros(shape, np.uint8)
    damage = Damage(wear=2, names=("bleed",))
    assert (damaged(page, damage, dpi=DPI, number=0, back=back) < 250).mean() > 0.2
