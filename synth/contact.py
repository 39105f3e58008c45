"""A contact sheet of generated pages, to see whether they look like paper: `make contact-sheet`."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from synth.chance import SPLITS
from synth.damage import some_damage
from synth.documents import drawn, photographed
from synth.dossier import dossier
from synth.draw import Grey
from synth.papers import Split

GREYS: Final = 32
"""Levels of grey in the file, which keep it small."""
GAP: Final = 6


def pages(split: Split, *, seed: int, count: int) -> Iterator[Grey]:
    """Yield pages of different types as a scanner delivers them, one of each document."""
    seen: dict[str, int] = {}
    yielded = family = 0
    while yielded < count:
        for paper in dossier(family, seed=seed, split=split).papers:
            most = 1 + yielded // 14
            if yielded == count or seen.get(paper.document_type, 0) >= most:
                continue
            seen[paper.document_type] = seen.get(paper.document_type, 0) + 1
            document = drawn(paper, split=split, rng=random.Random(f"{seed}/{paper.key}"))
            damage = some_damage(random.Random(f"{seed}/{paper.key}/damage"))
            yield photographed(document, damage, dpi=200)[0].picture
            yielded += 1
        family += 1


def contact_sheet(pictures: Sequence[Grey], *, columns: int, width: int) -> Image.Image:
    """Return pages side by side, each `width` pixels wide."""
    height = round(width * 11 / 8.5)
    rows = -(-len(pictures) // columns)
    sheet = Image.new("L", (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP), 120)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        small = Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(small, (GAP + column * (width + GAP), GAP + row * (height + GAP)))
    return sheet.point(
        np.minimum(255, np.rint(np.arange(256) / 255 * (GREYS - 1)) * (255 / (GREYS - 1)))
        .astype(int)
        .tolist()
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a contact sheet of pages of all splits."""
    parser = argparse.ArgumentParser(description="Draw a contact sheet of generated pages.")
    parser.add_argument("output", type=Path)
    parser.add_argument("--split", choices=SPLITS, action="append", help="default: all")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--width", type=int, default=290)
    options = parser.parse_args(arguments)
    splits = options.split or SPLITS
    share = -(-options.count // len(splits))
    shown = [page for split in splits for page in pages(split, seed=options.seed, count=share)]
    sheet = contact_sheet(shown, columns=options.columns, width=options.width)
    sheet.save(options.output, optimize=True)


if __name__ == "__main__":
    main()
