"""The second reader and the judge of a run: loaded once, shared by all files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extract.judging import Deciding
from extract.page import ReadPage
from extract.placereader import PictureReader
from models.acceptance import CertifiedJudge
from models.reader import LineReader, line_reader
from pipelines.certificates import CertificateShelf
from pipelines.reading import pixels_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Minds:
    """Who has a say beside the first reader and the rules; None where nobody has."""

    reader: LineReader | None = None
    judge: CertifiedJudge | None = None

    def on_pages(self, pages: Sequence[ReadPage], folder: Path) -> Deciding:
        """Return what they say of a file whose pages' pictures lie packed in `folder`."""
        if self.reader is None:
            return Deciding(judge=self.judge)

        def packed(number: int) -> bytes | None:
            path = pixels_of(folder, number)
            return path.read_bytes() if path.is_file() and not path.is_symlink() else None

        skews = {page.number: page.skew_deg for page in pages}
        reader = PictureReader(packed, skews=skews, reader=self.reader)
        return Deciding(reader=reader, judge=self.judge)


ALONE: Final = Minds()
"""Nobody: the first reader and the rules alone."""


def load_minds(shelf: CertificateShelf) -> Minds:
    """Return the second reader and the judge, under the certificates that hold in a workspace.

    Raises:
        WeightsError: Weights are missing, or are not those that were measured.
        ConfigError: A certificate of the workspace was changed.
    """
    return Minds(reader=line_reader(), judge=shelf.judge())
