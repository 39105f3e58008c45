"""Who has a say beside the first reader and the rules: loaded once, shared by all files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from extract.judging import Deciding
from extract.page import ReadPage
from extract.placereader import PictureReader
from extract.wholepage import reread_page
from models.acceptance import CertifiedJudge
from models.detector import LineDetector, line_detector
from models.reader import LineReader, line_reader
from models.running import Narrator, narrator
from models.tagger import Tagger, tagger
from pipelines.certificates import CertificateShelf
from pipelines.child import raised_at
from pipelines.reading import pixels_of
from records.types import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Minds:
    """Who has a say beside the first reader and the rules; None where nobody has."""

    tagger: Tagger | None = None
    narrator: Narrator | None = None
    detector: LineDetector | None = None
    reader: LineReader | None = None
    judge: CertifiedJudge | None = None

    def on_pages(self, pages: Sequence[ReadPage], folder: Path) -> Deciding:
        """Return what they say of a file whose pages' pictures lie packed in `folder`."""
        told = Deciding(tagger=self.tagger, narrator=self.narrator, judge=self.judge)
        if self.reader is None:
            return told
        skews = {page.number: page.skew_deg for page in pages}
        reader = PictureReader(partial(_packed, folder), skews=skews, reader=self.reader)
        return replace(told, reader=reader)

    def read_again(self, pages: Sequence[ReadPage], folder: Path) -> tuple[ReadPage, ...]:
        """Return the pages, those that were read poorly as the second reader reads them."""
        return tuple(self._again(page, folder) for page in pages)

    def _again(self, page: ReadPage, folder: Path) -> ReadPage:
        if self.reader is None or self.detector is None:
            return page
        picture = partial(_packed, folder, page.number)
        try:
            return reread_page(page, picture, detector=self.detector, reader=self.reader)
        except Exception as error:  # noqa: BLE001  what the first reader read must not be lost
            fault = Problem(
                code="not_read_again", stage="read", page=page.number, detail=raised_at(error)
            )
            return replace(page, problems=(*page.problems, fault))


def _packed(folder: Path, number: int) -> bytes | None:
    """Return a page's picture as the child left it; it is handed on as it is, not decoded here."""
    path = pixels_of(folder, number)
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


ALONE: Final = Minds()
"""Nobody: the first reader and the rules alone."""


def load_minds(shelf: CertificateShelf) -> Minds:
    """Return the second reader and the judge, under the certificates that hold in a workspace.

    Raises:
        WeightsError: Weights are missing, or are not those that were measured.
        ConfigError: A certificate of the workspace was changed.
    """
    return Minds(
        tagger=tagger(),
        narrator=narrator(),
        detector=line_detector(),
        reader=line_reader(),
        judge=shelf.judge(),
    )
