"""A small truth put together by hand, and the records that say exactly what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from evaluation.judging import Known
from pipelines.kept_words import PageWords
from records.types import (
    BBox,
    Decision,
    Evidence,
    Field,
    PageInfo,
    Reading,
    Record,
    Source,
    Word,
    document_id,
)
from synth.truth import Corners, Fill, TruthDocument, TruthField, TruthWords

SIZE: Final = (612.0, 792.0)
KINDS: Final = {
    "subject.full_name": "full_name",
    "subject.date_of_birth": "date",
    "subject.a_number": "a_number",
    "sponsor.phone": "phone",
    "sponsor.email": "email",
    "sponsor.full_name": "full_name",
    "document.form_number": "text",
}


def fact(
    name: str,
    value: str | None,
    *,
    reading: Reading = Reading.PRESENT,
    page: int = 1,
    index: int = 0,
    line: int = 0,
    fill: Fill = "print",
) -> TruthField:
    """Return a field of the truth that stands on a line of its own."""
    return TruthField(
        name=name,
        index=index,
        value=value,
        text=value or "",
        reading=reading,
        page=page,
        bbox=(72.0, 100.0 + 20 * line, 172.0, 110.0 + 20 * line),
        fill=fill,
    )


def document(
    key: str,
    *fields: TruthField,
    file: str,
    pages: tuple[int, ...] = (1,),
    blank_pages: tuple[int, ...] = (),
    document_type: str = "orr_referral",
) -> TruthDocument:
    """Return a registered, typed, clean document in English."""
    return TruthDocument(
        key=key,
        file=file,
        pages=pages,
        page_sizes=(SIZE,) * len(pages),
        rotations=(0,) * len(pages),
        blank_pages=blank_pages,
        document_type=document_type,
        language="en",
        stratum="registered",
        fill="print",
        fields=fields,
    )


def small_truth() -> tuple[TruthDocument, ...]:
    """Return three documents: two in one file with a blank page between them, one alone."""
    return (
        document(
            "a1",
            fact("subject.full_name", "Ana Lucía Tzoc"),
            fact("subject.date_of_birth", "2012-03-05", line=1),
            fact("sponsor.phone", None, reading=Reading.BLANK, line=2),
            fact("subject.a_number", None, reading=Reading.REDACTED, page=2),
            file="a.pdf",
            pages=(1, 2),
            blank_pages=(3,),
        ),
        document(
            "a2",
            fact("subject.full_name", "Mateo Ixcoy Chávez", page=4),
            fact("sponsor.email", None, reading=Reading.ILLEGIBLE, page=4, line=1),
            file="a.pdf",
            pages=(4,),
            blank_pages=(3,),
            document_type="narrative",
        ),
        document(
            "b1",
            fact("subject.full_name", "Rosa Amelia Montefaro"),
            fact("subject.a_number", "A987654301", line=1),
            file="b.pdf",
            document_type="dhs_i213",
        ),
    )


def perfect(truths: Sequence[TruthDocument]) -> tuple[Record, ...]:
    """Return the records that a reader without a fault would make: accepted, sure, each box the ink's."""
    return tuple(_record(truth) for truth in truths)


def _record(truth: TruthDocument) -> Record:
    sha256 = digest(truth.file)
    sizes = zip(truth.pages, truth.page_sizes, strict=True)
    first: dict[tuple[str, int], TruthField] = {}
    for each in truth.fields:
        first.setdefault((each.name, each.index), each)
    return Record(
        document_id=document_id(sha256, first_page=truth.pages[0], page_count=len(truth.pages)),
        files=(truth.file,),
        sha256=sha256,
        pages=tuple(PageInfo(number=n, width=w, height=h) for n, (w, h) in sizes),
        document_type=truth.document_type,
        document_type_score=1.0,
        document_type_decision=Decision.ACCEPTED,
        language=truth.language,
        fields=tuple(_field(f) for f in first.values()),
    )


def _field(truth: TruthField) -> Field:
    return Field(
        name=truth.name,
        index=truth.index,
        value=truth.value,
        text=truth.text,
        reading=truth.reading,
        decision=Decision.ACCEPTED,
        confidence=1.0 if truth.value is not None else None,
        evidence=Evidence(page=truth.page, bbox=box(truth.bbox), text=truth.text, step="by hand@1"),
    )


def known(
    truths: Sequence[TruthDocument],
    *,
    misread: Mapping[str, str] | None = None,
    lost: Sequence[str] = (),
) -> Known:
    """Return what is known where each page bears the words of its values, and a reader saw them.

    `misread` says what was read in place of a word; `lost` words were not seen.
    """
    misread = misread or {}
    written = {(t.file, n): _words(t, n) for t in truths for n in t.pages}
    read = {
        (digest(file), page): PageWords(
            number=page,
            width=SIZE[0],
            height=SIZE[1],
            rotation=0,
            words=tuple(
                Word(text=misread.get(text, text), bbox=box(corners), score=90.0, source=Source.OCR)
                for text, corners in zip(words.words, words.boxes, strict=True)
                if text not in lost
            ),
        )
        for (file, page), words in written.items()
    }
    return Known(
        kinds=KINDS, read_words=lambda sha256, n: read.get((sha256, n)), truth_words=written
    )


def _words(truth: TruthDocument, page: int) -> TruthWords:
    """Return the words of a page, those of a value side by side in its box."""
    told = [
        (word, (x0 + at * step, top, x0 + (at + 0.9) * step, bottom), f.name)
        for f in truth.fields
        if f.page == page and f.text
        for x0, top, x1, bottom in [f.bbox]
        for step in [(x1 - x0) / len(f.text.split())]
        for at, word in enumerate(f.text.split())
    ]
    printed: list[tuple[str, Corners, str]] = [("Form", (36.0, 40.0, 66.0, 50.0), "")]
    return TruthWords(
        key=truth.key,
        file=truth.file,
        page=page,
        words=tuple(word for word, _, _ in printed + told),
        boxes=tuple(corners for _, corners, _ in printed + told),
        fields=tuple((name,) if name else () for _, _, name in printed + told),
    )


def digest(file: str) -> str:
    """Return what stands for the bytes of a file."""
    return hashlib.sha256(file.encode()).hexdigest()


def box(corners: Corners) -> BBox:
    """Return corners as a box."""
    x0, top, x1, bottom = corners
    return BBox(x0=x0, top=top, x1=x1, bottom=bottom)
