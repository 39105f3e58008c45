"""`casefile show` in a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.show import print_record, text_table
from records.types import BBox, Decision, Evidence, Field, PageInfo, Problem, Reading, Record

EVIDENCE = Evidence(
    page=3, bbox=BBox(x0=72, top=100, x1=200, bottom=112), text="nine \x1b[2J", step="label@1"
)
AGE = Field(
    name="subject.age",
    value="[red]9[/red]",
    reading=Reading.PRESENT,
    decision=Decision.REVIEW,
    evidence=EVIDENCE,
    signs=("ocr_label",),
    reasons=("one_sign",),
)
FIN = Field(name="subject.fin", reading=Reading.REDACTED, decision=Decision.ACCEPTED)


def record_of(*fields: Field) -> Record:
    return Record(
        document_id="0123456789abcdef",
        files=("a\N{RIGHT-TO-LEFT OVERRIDE}b.pdf",),
        sha256="0" * 64,
        pages=(PageInfo(number=3, width=612, height=792),),
        document_type="narrative",
        document_type_score=0.4,
        fields=fields,
        problems=(Problem(code="low_contrast", stage="load", page=3),),
        version=1,
    )


def test_every_part_of_a_value_is_shown() -> None:
    shown = text_table(record_of(AGE))
    for part in ("subject.age", "review", "present", "machine", "uncalibrated", "uncertified",
                 "p. 3", "72.0 100.0", "200.0 112.0", "nine", "label@1", "ocr_label", "one_sign",
                 "low_contrast, page 3, at load"):  # fmt: skip
        assert part in shown, part


def test_the_edition_is_shown_with_how_its_paper_is_known() -> None:
    record = record_of(AGE)
    assert "Edition  not known\n" in text_table(record)
    told = replace(record, edition="i-213-2007-08-01", edition_source="read")
    assert "Edition  i-213-2007-08-01 (read)\n" in text_table(told)


def test_nothing_from_a_page_steers_the_terminal() -> None:
    shown = text_table(record_of(AGE))
    assert "\x1b" not in shown
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown
    assert "a⟨U+202E⟩b.pdf" in shown
    assert "[red]9[/red]" in shown


def test_a_field_without_value_or_place_says_so() -> None:
    assert "(redacted)" in text_table(record_of(FIN))


def test_lines_keep_to_the_width() -> None:
    assert max(map(len, text_table(record_of(AGE, FIN), width=90).splitlines())) <= 90


def test_a_record_without_fields_is_shown() -> None:
    assert "No field was found." in text_table(record_of())


def test_off_a_terminal_the_plain_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_record(record_of(AGE))
    assert capsys.readouterr().out == text_table(record_of(AGE))
