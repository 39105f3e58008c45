"""Why a field is wrong, as far as truth, record and the words read can tell. Pure.

The causes are tried in the order of the work: was the document found, was the value read, was it found,
was it understood. They are hints for people who look at pages.
"""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum

from evaluation.boxes import SAME, Compared
from evaluation.matching import Matched
from records.types import Field, Reading
from synth.truth import TruthField


class Cause(StrEnum):
    """What went wrong with one field."""

    NO_RECORD = "no_record"
    TURNED = "turned"
    NOT_READ = "not_read"
    MISREAD = "misread"
    ELSEWHERE = "elsewhere"
    WRONG_TYPE = "wrong_type"
    NOT_FOUND = "not_found"
    WRONG_PLACE = "wrong_place"
    SAID_EMPTY = "said_empty"
    NOT_UNDERSTOOD = "not_understood"
    FILLED = "filled"
    WRONG_READING = "wrong_reading"
    NOT_ASKED = "not_asked"
    NO_DOCUMENT = "no_document"


ABOUT: dict[Cause, str] = {
    Cause.NO_RECORD: "no record stands for the document: its file failed, or was cut otherwise",
    Cause.TURNED: "the page was not turned upright",
    Cause.NOT_READ: "no word was read where the value stands",
    Cause.MISREAD: "other words were read where the value stands",
    Cause.ELSEWHERE: "the value was read, and stated as that of another field",
    Cause.WRONG_TYPE: "the value was read; the document was taken for another type",
    Cause.NOT_FOUND: "nothing is stated of the field, though its value, if it has one, was read",
    Cause.WRONG_PLACE: "the value was read; the field was looked for in another place",
    Cause.SAID_EMPTY: "the value was read; its place is said to be empty or unreadable",
    Cause.NOT_UNDERSTOOD: "the value was read in its place, and made into another one or none",
    Cause.FILLED: "the place is blank, redacted or illegible, and a value is stated",
    Cause.WRONG_READING: "nothing is stated, but blank, redacted and illegible are taken for another",
    Cause.NOT_ASKED: "a value of a field that the document neither asks nor states",
    Cause.NO_DOCUMENT: "a value of a record that stands for no document",
}


def cause_of_lost(
    fact: TruthField,
    field: Field | None,
    *,
    matched: Matched,
    compared: Compared | None,
    read: bool | None,
    text: str,
    strays: Container[str],
) -> Cause:
    """Say why a value that stands at `fact` is not stated; `read` and `text` tell what OCR saw there.

    `compared` holds the cited box of `field` against that of the ink; `strays` are the values that the
    record states of fields which have another.
    """
    page, record = matched.pages.get(fact.page), matched.record
    if record is None:
        return Cause.NO_RECORD
    if page is not None and page.rotation != _turn(fact, matched):
        return Cause.TURNED
    if read is False:
        return Cause.MISREAD if text else Cause.NOT_READ
    if fact.value in strays:
        return Cause.ELSEWHERE
    if record.document_type != matched.truth.document_type:
        return Cause.WRONG_TYPE
    if field is None or field.reading is Reading.ABSENT:
        return Cause.NOT_FOUND
    if compared is not None and not compared.held and compared.overlap < SAME / 5:
        return Cause.WRONG_PLACE
    if field.value is None and field.reading is not Reading.PRESENT:
        return Cause.SAID_EMPTY
    return Cause.NOT_UNDERSTOOD


def _turn(fact: TruthField, matched: Matched) -> int:
    return matched.truth.rotations[matched.truth.pages.index(fact.page)]
