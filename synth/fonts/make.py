"""Make the typefaces of `synth/fonts` again: `make fonts`. Needs npm, a connection and fontTools.

Only the letters that generated pages use are kept, without hinting or layout tables: pages are drawn
letter by letter at twice their resolution.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Final

from synth.fonts import FOLDER, Typeface, typefaces

ASCII: Final = "".join(map(chr, range(0x20, 0x7F)))
ROMANCE: Final = "ÀÁÂÃÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜàáâãçèéêëìíîïñòóôõöùúûü¡¿ºª°–—‘’“”…§·"
ROMANIAN: Final = "ăâîșțĂÂÎȘȚ"
LETTERS: Final = ASCII + ROMANCE + ROMANIAN
KEPT_NAMES: Final = (0, 7, 9, 13, 14)
"""Copyright, trademark, designer, licence and its address; the family's name is replaced."""
FAMILY: Final = (1, 4, 6, 16)


def main() -> None:
    """Fetch every typeface of fonts.toml and write its subset."""
    for name, face in typefaces().items():
        with tempfile.TemporaryDirectory() as folder:
            target = FOLDER / f"{name}.ttf"
            target.write_bytes(subset(_fetched(face, Path(folder)), name=name, lacks=face.lacks))
            print(f"{target.name}: {target.stat().st_size} bytes")


def subset(font: bytes, *, name: str, lacks: str) -> bytes:
    """Return a TTF with only the letters of pages, under a family name of its own.

    Raises:
        ValueError: the typeface lacks other letters than said.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, layout_features=[], name_IDs=[*KEPT_NAMES, *FAMILY])
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "DSIG", "FFTM", "STAT", "MVAR", "HVAR"]
    with TTFont(BytesIO(font), recalcTimestamp=False) as opened:
        missing = {letter for letter in LETTERS if ord(letter) not in opened.getBestCmap()}
        if missing != set(lacks):
            raise ValueError(f"{name} lacks {''.join(sorted(missing))}; say so in fonts.toml")
        subsetter = Subsetter(options)
        subsetter.populate(text=LETTERS)
        subsetter.subset(opened)
        for record in opened["name"].names:
            if record.nameID in FAMILY:
                record.string = f"Casefile-{name}"
        written = BytesIO()
        opened.save(written)
    return written.getvalue()


def _fetched(face: Typeface, folder: Path) -> bytes:
    """Return the TTF that a package of npm holds, unchanged."""
    command = ["npm", "pack", "--silent", face.package]
    packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / packed.stdout.strip()) as archive:
        found = archive.extractfile(f"package/{face.cut}")
        if found is None:
            raise FileNotFoundError(f"{face.package} has no {face.cut}; mend fonts.toml")
        return found.read()


if __name__ == "__main__":
    main()
