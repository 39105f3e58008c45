"""What a second, unrelated parser (pdfplumber, on pdfminer.six) makes of a PDF."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PARSER_ERRORS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # RecursionError is one
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What a parser in pure Python throws at broken input; a MemoryError ends the child instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """The page count (None where the parser failed) and the units of pages whose unit is not 1.

    `units` maps page index (0-based) to points per user-space unit; pdfium cannot tell it.
    `runs_script` says whether opening the file would run JavaScript.
    """

    page_count: int | None
    units: dict[int, float]
    runs_script: bool = False


def second_opinion(path: Path) -> SecondOpinion:
    """Open the file at `path` with pdfplumber, empty password; never raises for a broken file."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as pdf:
            units = {}
            for index, page in enumerate(pdf.pages):
                unit = _unit(page.page_obj.attrs.get("UserUnit"))
                if unit != 1.0:
                    units[index] = unit
            script = _runs_script(pdf.doc.catalog)
            return SecondOpinion(page_count=len(pdf.pages), units=units, runs_script=script)
    except (PdfminerException, *PARSER_ERRORS):
        return SecondOpinion(page_count=None, units={})


def _unit(value: object) -> float:
    from pdfminer.pdftypes import resolve1

    number = resolve1(value)
    return float(number) if isinstance(number, (int, float)) and number > 0 else 1.0


def _runs_script(catalog: object) -> bool:
    from pdfminer.pdftypes import resolve1

    action = resolve1(catalog.get("OpenAction")) if isinstance(catalog, dict) else None
    return isinstance(action, dict) and getattr(action.get("S"), "name", "") == "JavaScript"
