"""Whose address a bare "City" is part of: the nearest print above or left of it that names somebody says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extract.found import Sheet
from extract.labels import Hit, folded
from extract.layout import Segment, segments
from records.cleaning import fold
from records.forms import FormSpec
from records.printed import role_of
from records.types import BBox

SHARED: Final = frozenset("address city state zip phone email".split())
"""Attributes that every block of a form about somebody asks for."""
NAMING: Final = frozenset("full_name family_name address program".split())
"""Attributes whose label, with a person in it, heads the block of that person."""
BARE: Final = frozenset(
    "address streetaddress street city cityortown town state zip zipcode postalcode phone phonenumber "
    "telephone email direccion domicilio ciudad estado codigopostal telefono correoelectronico".split()
)
"""Labels that name nobody, folded, though a form may list them for one person."""
OTHERS: Final = re.compile(
    r"\b(?:previous|prior|former|past|old|program|facility|shelter|provider|employer|employment|school|"
    r"attorney|landlord|emergency|agency|anterior|anteriores|previa|previo|programa|albergue|centro|"
    r"empleador|trabajo|escuela|abogado|emergencia)\b"
)
"""Words that head the block of somebody else, or of an address left long ago."""
MOST_WORDS: Final = 6
HEAD: Final = 0.12
"""The name of an agency stands in this part of a page, from the top."""
COLUMN: Final = 40.0
ASIDE: Final = 0.1
"""What a point to the side counts for, in points up: a block's head stands over its left edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """Print that says who a block is about; `own` where it is the person asked for."""

    bbox: BBox
    own: bool


def is_anothers(sheet: Sheet, hit: Hit, form: FormSpec) -> bool:
    """Say whether a bare label of an address or telephone stands in the block of somebody else.

    Under no head at all it stands where the form has it, and a heading of its section decides.
    """
    role, _, attribute = form.fields[int(hit.key)].name.partition(".")
    label = folded("".join(w.text for w in hit.words))
    if attribute not in SHARED or (hit.owner and label not in BARE):
        return False
    above = [h for h in _heads(sheet, form, role) if _is_over(h.bbox, hit.bbox)]
    nearest = min(above, key=lambda h: _distance(h.bbox, hit.bbox), default=None)
    return nearest is not None and not nearest.own


def _heads(sheet: Sheet, form: FormSpec, role: str) -> list[_Head]:
    page = sheet.page
    heads = [_Head(bbox=h.bbox, own=h.key == role) for h in sheet.sections]
    for hit in sheet.labels:
        name = form.fields[int(hit.key)].name
        if name.split(".")[-1] in NAMING and hit.owner and not _is_bare(hit):
            heads.append(_Head(bbox=hit.bbox, own=role_of(name) == role))
    heads += [
        _Head(bbox=s.bbox, own=False)
        for s in segments(page.words, page.marks.boxes, page.marks.rules)
        if s.bbox.bottom > HEAD * page.height and _names_another(s)
    ]
    return heads


def _is_bare(hit: Hit) -> bool:
    return folded("".join(w.text for w in hit.words)) in BARE


def _names_another(segment: Segment) -> bool:
    return len(segment.words) <= MOST_WORDS and bool(OTHERS.search(fold(segment.text)))


def _is_over(head: BBox, label: BBox) -> bool:
    return head != label and head.top <= label.top + 4 and head.x0 <= label.x0 + COLUMN


def _distance(head: BBox, label: BBox) -> float:
    return max(0.0, label.top - head.top) + ASIDE * abs(label.x0 - head.x0)
