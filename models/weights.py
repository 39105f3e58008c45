"""Weights of models, others' and our own: where they lie, and that they are the bytes we measured.

A file is read once, compared, and handed on as bytes: what was checked is what runs. Formats are ONNX,
safetensors or JSON, which hold numbers and no code; a pickle has no place here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from records.errors import WeightsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One file of weights: `file` is its path inside the installed `package`, which is never imported."""

    name: str
    package: str
    file: str
    sha256: str
    licence: str


STOCK_READER: Final = Weights(
    name="PP-OCRv6 small recogniser",
    package="rapidocr",
    file="rapidocr/models/PP-OCRv6_rec_small.onnx",
    sha256="6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
    licence="Apache-2.0",
)
"""Reads a line of print or writing of any alphabet; by PaddleOCR, made ONNX by RapidOCR, from its wheel.

Ours (`READER`) learned on from it (docs/model-reader.md)."""

LINE_DETECTOR: Final = Weights(
    name="PP-OCRv6 small detector",
    package="rapidocr",
    file="rapidocr/models/PP-OCRv6_det_small.onnx",
    sha256="090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    licence="Apache-2.0",
)
"""Finds the lines of a page; from the same makers and the same wheel."""


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


# ---- what this project trained itself ------------------------------------------------------------

SHIPPED: Final = Path(__file__).resolve().parent / "shipped"
READER: Final = SHIPPED.with_name("shipped_reader")
TAGGER: Final = SHIPPED.with_name("shipped_tagger")
NARRATOR: Final = SHIPPED.with_name("shipped_running")
MANIFEST: Final = "weights.json"
"""File -> sha256 of all files beside it; written with them by `make train`."""
_DIGESTS: Final[TypeAdapter[dict[str, str]]] = TypeAdapter(dict[str, str])


def shipped(name: str, *, folder: Path = SHIPPED) -> bytes:
    """Return the bytes of a file that was trained here.

    Raises:
        WeightsError: The file or the list of digests is not there, or its bytes are others than listed.
    """
    digests = listed(folder=folder)
    try:
        data = (folder / name).read_bytes()
    except OSError:
        raise WeightsError(f"the weights {name} cannot be read; install Casefile anew") from None
    if hashlib.sha256(data).hexdigest() != digests.get(name):
        raise WeightsError(f"the weights {name} were changed or damaged; install Casefile anew")
    return data


def listed(*, folder: Path = SHIPPED) -> dict[str, str]:
    """Return the name of each file that was trained here, sorted, with its digest.

    Raises:
        WeightsError: The list of digests cannot be read.
    """
    try:
        return dict(sorted(_DIGESTS.validate_json((folder / MANIFEST).read_bytes()).items()))
    except (OSError, ValidationError):
        raise WeightsError("the list of weights cannot be read; install Casefile anew") from None


def ship(files: Mapping[str, bytes], *, folder: Path = SHIPPED) -> None:
    """Write trained files and the list of their digests, in place of what was there."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    (folder / MANIFEST).write_bytes(_DIGESTS.dump_json(digests, indent=1) + b"\n")
