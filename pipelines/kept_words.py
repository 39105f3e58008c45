"""The words that were read on a page, kept beside its picture where a run is told so.

Whoever measures reading, or looks for the cause of a wrong value, asks what the readers saw. They are
as private as the pictures: folder mode 0700, files 0600.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from extract.page import ReadPage
from pipelines.private_folder import open_private
from records.types import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The words of a page (1-based in its file) of the first reader, and of a second one, maybe none.

    `width` and `height` are those of the upright page in points, `rotation` the turn that made it so.
    """

    number: int
    width: float
    height: float
    rotation: int
    words: tuple[Word, ...]
    second: tuple[Word, ...] = ()


_KEPT: Final[TypeAdapter[PageWords]] = TypeAdapter(PageWords)


def keep_words(pages: Iterable[ReadPage], folder: Path) -> None:
    """Write the words of each page into `folder`, which is there."""
    for page in pages:
        kept = PageWords(
            number=page.number,
            width=page.width,
            height=page.height,
            rotation=page.rotation,
            words=page.words,
            second=page.second,
        )
        with os.fdopen(open_private(_path(folder, page.number)), "wb") as stream:
            stream.write(_KEPT.dump_json(kept))


def kept_words(folder: Path, number: int) -> PageWords | None:
    """Return the words of a page, or None where none were kept."""
    path = _path(folder, number)
    return _KEPT.validate_json(path.read_bytes()) if path.is_file() else None


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number}.words.json"
