"""The upright picture of a page on its way to the second reader: grey pixels, packed, nothing to decode.

A child writes them and the parent reads them, so the format is as plain as can be: one line of sizes, then
zlib over the rows. Reading allocates what the first line says, within limits, and no more.
"""

from __future__ import annotations

import zlib
from typing import Final

import cv2
import numpy as np

from extract.load import LoadedPage
from extract.ocr import Gray
from extract.page import ReadPage
from extract.upright import turn

KEPT_DPI: Final = 200.0
"""Crops are read at a height of 48 pixels; a line of 12-point print has 33 at this resolution."""
MOST_PIXELS: Final = 64_000_000
LEVEL: Final = 1


def packed(image: Gray, *, dpi: float) -> bytes:
    """Return an upright page as bytes, made coarser where it is finer than 200 dpi."""
    if dpi > KEPT_DPI:
        scale = KEPT_DPI / dpi
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        image, dpi = np.asarray(small, dtype=np.uint8), KEPT_DPI
    height, width = image.shape
    head = f"{height} {width} {dpi:.3f}\n".encode("ascii")
    return head + zlib.compress(np.ascontiguousarray(image).tobytes(), LEVEL)


def unpacked(data: bytes) -> tuple[Gray, float]:
    """Return the picture (height, width) and its dpi.

    Raises:
        ValueError: These are not bytes that `packed` made.
    """
    head, _, body = data.partition(b"\n")
    height, width, dpi = head[:64].split(b" ")
    size = int(height) * int(width)
    if not 0 < size <= MOST_PIXELS:
        raise ValueError("a picture of a size that no page has")
    unpack = zlib.decompressobj()
    try:
        rows = unpack.decompress(body, size + 1)
    except zlib.error as error:
        raise ValueError("a picture that is damaged") from error
    if len(rows) != size:
        raise ValueError("a picture of another size than it says")
    return np.frombuffer(rows, np.uint8).reshape(int(height), int(width)), float(dpi)


def upright_picture(loaded: LoadedPage, page: ReadPage) -> bytes | None:
    """Return the packed picture of a page as it was turned for reading; None where nothing is to be read."""
    if loaded.image is None or page.blank:
        return None
    return packed(turn(loaded.image, page.rotation), dpi=loaded.dpi)
