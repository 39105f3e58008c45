"""The typefaces of the samples: open licences, taken from npm, kept out of the project.

`npm pack` fetches each package once into `.cache/fonts`; fontTools turns its WOFF into TTF there.
The drawn files are kept in the project, the fonts are not.
"""

from __future__ import annotations

import subprocess
import tarfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PIL import ImageFont

FOLDER: Final = Path(__file__).resolve().parent.parent / ".cache" / "fonts"
VERSION: Final = "5.3.0"
FONTS: Final = {
    "sans": ("arimo", "400-normal"),
    "sans-bold": ("arimo", "700-normal"),
    "serif": ("tinos", "400-normal"),
    "serif-bold": ("tinos", "700-normal"),
    "serif-italic": ("tinos", "400-italic"),
    "mono": ("cousine", "400-normal"),
    "mono-bold": ("cousine", "700-normal"),
    "typewriter": ("special-elite", "400-normal"),
    "hand": ("kalam", "400-normal"),
    "pen": ("nothing-you-could-do", "400-normal"),
    "marker": ("shadows-into-light", "400-normal"),
}
"""Our name of a typeface -> @fontsource package and cut. All OFL-1.1 or Apache-2.0."""

BUNDLED: Final = {"form": "Vera.ttf", "form-bold": "VeraBd.ttf", "form-italic": "VeraIt.ttf"}
"""Typefaces that reportlab carries along (Bitstream Vera, a free licence): for the pages that tests
draw, which must need no connection."""

METRIC_SIZE: Final = 200
"""Pixel size at which text is measured; widths scale from there."""


def font_path(name: str) -> Path:
    """Return the TTF of a typeface, fetching it first where `.cache/fonts` lacks it."""
    if name in BUNDLED:
        return _beside_reportlab(BUNDLED[name])
    package, cut = FONTS[name]
    path = FOLDER / f"{package}-{cut}.ttf"
    if not path.exists():
        _convert(_member(package, cut), path)
    return path


@cache
def face(name: str, pixels: float) -> ImageFont.FreeTypeFont:
    """Return a typeface at a size in pixels. Basic layout: the same glyphs on every machine."""
    path = str(font_path(name))
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, *, font: str, size: float) -> float:
    """Return how far `text` advances, in points."""
    return face(font, METRIC_SIZE).getlength(text) * size / METRIC_SIZE


def ink(text: str, *, font: str, size: float) -> tuple[float, float, float, float]:
    """Return the box of the ink around the start of the baseline, in points, y downwards."""
    box = face(font, METRIC_SIZE).getbbox(text, anchor="ls")
    left, top, right, bottom = (value * size / METRIC_SIZE for value in box)
    return left, top, right, bottom


def _beside_reportlab(file: str) -> Path:
    spec = find_spec("reportlab")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("reportlab is not installed; ./setup test brings it")
    return Path(spec.origin).parent / "fonts" / file


def _member(package: str, cut: str) -> Path:
    archive = FOLDER / f"fontsource-{package}-{VERSION}.tgz"
    if not archive.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        wanted = f"@fontsource/{package}@{VERSION}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=FOLDER, check=True)
    target = FOLDER / f"{package}-{cut}.woff"
    with tarfile.open(archive) as tar:
        found = tar.extractfile(f"package/files/{package}-latin-{cut}.woff")
        if found is None:
            raise FileNotFoundError(f"{package} has no cut {cut}; choose another in FONTS")
        target.write_bytes(found.read())
    return target


def _convert(source: Path, target: Path) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(source, recalcTimestamp=False) as font:
        font.flavor = None
        font.save(target)
