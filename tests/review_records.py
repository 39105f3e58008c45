"""A fictitious page and its record, built by hand, for the tests of the review loop."""

from __future__ import annotations

import io
from dataclasses import replace

from records.types import (
    BBox,
    Decision,
    Evidence,
    Field,
    PageInfo,
    Reading,
    Record,
    document_id,
)

SHA256 = "5e" * 32
WIDTH, HEIGHT = 612.0, 792.0
PIXELS_PER_POINT = 150 / 72

FAMILY_NAME = BBox(x0=60, top=120, x1=260, bottom=140)
BIRTH_DATE = BBox(x0=320, top=120, x1=460, bottom=140)
A_NUMBER = BBox(x0=60, top=200, x1=260, bottom=220)
SPONSOR_PHONE = BBox(x0=60, top=120, x1=260, bottom=140)


def make_field(
    name: str,
    *,
    value: str | None = None,
    text: str | None = None,
    index: int = 0,
    page: int = 3,
    bbox: BBox | None = FAMILY_NAME,
    reading: Reading = Reading.PRESENT,
    decision: Decision = Decision.REVIEW,
) -> Field:
    """Return a field as the machine leaves it; without `bbox` it has no evidence."""
    evidence = None
    if bbox is not None:
        evidence = Evidence(page=page, bbox=bbox, text=text or "", step="zone@1")
    return Field(
        name=name,
        index=index,
        value=value,
        text=text,
        reading=reading,
        decision=decision,
        evidence=evidence,
        signs=("ocr",),
        reasons=("one_sign",) if decision is Decision.REVIEW else (),
    )


def two_page_record() -> Record:
    """Return version 1 of a document on pages 3 and 4 of its file.

    Page 3: a wrong family name and a birth date in review, an accepted A-number; a sex that was not
    found. Page 4: a telephone in review.
    """
    return Record(
        document_id=document_id(SHA256, first_page=3, page_count=2),
        files=("inbox/fictitious.pdf",),
        sha256=SHA256,
        pages=(
            PageInfo(number=3, width=WIDTH, height=HEIGHT),
            PageInfo(number=4, width=WIDTH, height=HEIGHT),
        ),
        document_type="orr_verification_of_release",
        document_type_score=0.7,
        fields=(
            make_field("subject.family_name", value="L0PEZ", text="L0PEZ"),
            make_field("subject.date_of_birth", text="03/05/2011", bbox=BIRTH_DATE),
            make_field(
                "subject.a_number",
                value="A012345678",
                text="A 012 345 678",
                bbox=A_NUMBER,
                decision=Decision.ACCEPTED,
            ),
            make_field("subject.sex", bbox=None, reading=Reading.ABSENT),
            make_field(
                "sponsor.phone",
                value="+15125550123",
                text="512 555 0123",
                page=4,
                bbox=SPONSOR_PHONE,
            ),
        ),
        version=1,
    )


def one_page_record() -> Record:
    """Return the record above with page 3 alone."""
    whole = two_page_record()
    fields = tuple(f for f in whole.fields if f.name != "sponsor.phone")
    return replace(
        whole,
        document_id=document_id(SHA256, first_page=3, page_count=1),
        pages=whole.pages[:1],
        fields=fields,
    )


def draw_page(record: Record, number: int) -> bytes:
    """Return a PNG, 150 dpi, with the boxes of a page ruled and typed in; the name reads LOPEZ."""
    from PIL import Image, ImageDraw, ImageFont

    size = (round(WIDTH * PIXELS_PER_POINT), round(HEIGHT * PIXELS_PER_POINT))
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=26)
    draw.text((125, 120), "VERIFICATION OF RELEASE (fictitious)", fill=0, font=font)
    for field in record.fields:
        if field.evidence is None or field.evidence.page != number:
            continue
        box = field.evidence.bbox
        corners = [edge * PIXELS_PER_POINT for edge in (box.x0, box.top, box.x1, box.bottom)]
        draw.rectangle(corners, outline=0)
        written = (field.text or "").replace("L0PEZ", "LOPEZ")
        draw.text((corners[0] + 6, corners[1] + 4), written, fill=0, font=font)
        draw.text((corners[0], corners[1] - 30), field.name, fill=90, font=font)
    with io.BytesIO() as out:
        image.save(out, "PNG")
        return out.getvalue()
