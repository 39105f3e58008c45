"""The truth about the one real file: a released, redacted I-213, read by eye.

Boxes were measured on a rendering at 100 dpi. Values that are covered in part are left out.
"""

from __future__ import annotations

from typing import Final

from records.types import POINTS_PER_INCH, Reading
from synth.truth import Corners, TruthDocument, TruthField

FILE: Final = "i213-public-record.pdf"
MEASURED_DPI: Final = 100

READ: Final[tuple[tuple[str, str, str, Corners], ...]] = (
    ("subject.sex", "M", "M", (616, 131, 625, 141)),
    ("subject.nationality", "MEX", "MEXICO", (59, 158, 104, 169)),
    ("entry.date", "2020-03-05", "03/05/2020", (61, 221, 123, 232)),
    ("entry.place", "SEA", "SEA", (160, 221, 183, 232)),
    ("entry.manner", "AIR", "AIR", (190, 221, 213, 232)),
    ("subject.marital_status", "Single", "Single", (707, 204, 737, 215)),
    ("encounter.place", "SEA", "SEA", (616, 277, 634, 287)),
    ("encounter.date", "2020-03-05", "03/05/2020", (694, 276, 752, 287)),
    ("subject.age", "20", "20", (257, 271, 272, 282)),
    ("subject.country_of_birth", "MEX", "MEXICO", (59, 307, 104, 318)),
    ("father.nationality", "MEX", "MEXICO", (317, 452, 357, 462)),
    ("mother.nationality", "MEX", "MEXICO", (727, 452, 767, 462)),
    ("document.form_number", "I-213", "I-213", (712, 1027, 741, 1040)),
    ("document.edition", "08/01/07", "08/01/07", (757, 1027, 798, 1040)),
)
COVERED: Final[tuple[tuple[str, Corners], ...]] = (
    ("subject.subject_id", (370, 84, 432, 97)),
    ("subject.family_name", (58, 130, 253, 143)),
    ("subject.given_names", (58, 130, 253, 143)),
    ("subject.a_number", (462, 153, 538, 178)),
    ("subject.date_of_birth", (57, 278, 127, 291)),
    ("encounter.officer", (616, 309, 699, 321)),
    ("father.full_name", (55, 453, 232, 465)),
    ("mother.full_name", (487, 453, 647, 465)),
    ("subject.fin", (90, 551, 158, 562)),
)
EMPTY: Final[tuple[tuple[str, Corners], ...]] = (("subject.passport_number", (306, 157, 460, 173)),)


def _box(corners: Corners) -> Corners:
    x0, top, x1, bottom = (round(value * POINTS_PER_INCH / MEASURED_DPI, 1) for value in corners)
    return x0, top, x1, bottom


def _fields() -> tuple[TruthField, ...]:
    read = [TruthField(name=n, value=v, text=t, reading=Reading.PRESENT, page=1, bbox=_box(c), fill="typed")
            for n, v, t, c in READ]  # fmt: skip
    nothing = [(COVERED, Reading.REDACTED), (EMPTY, Reading.BLANK)]
    return (
        *read,
        *(
            TruthField(name=n, value=None, reading=reading, page=1, bbox=_box(c))
            for names, reading in nothing
            for n, c in names
        ),
    )


def _document(kind: str, pages: tuple[int, ...], fields: tuple[TruthField, ...]) -> TruthDocument:
    return TruthDocument(
        key=f"{FILE}:{pages[0]}",
        file=FILE,
        pages=pages,
        page_sizes=((612.0, 792.0),) * len(pages),
        rotations=(0,) * len(pages),
        document_type=kind,
        language="en",
        fill="typed",
        complete=False,
        fields=fields,
    )


DOCUMENTS: Final = (
    _document("dhs_i213", (1,), _fields()),
    _document("dhs_i831", (2, 3), ()),
)
"""The continuation sheets are a document of their own."""
