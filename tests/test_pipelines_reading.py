"""What the child does with a file: say how many pages there are, then hand over each with its picture."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from extract.load import LoadedPage
from extract.ocr import Gray, OcrEngine
from extract.page import READ_PAGE, ReadPage, read_page
from pipelines.reading import read_document
from records.errors import DocumentError, Reason
from tests.tinypdf import pdf


def read(folder: Path, body: bytes, **more: object) -> list[dict[str, Any]]:
    """Return the messages about a file, as they would cross to the parent."""
    (folder / "a.pdf").write_bytes(body)
    (folder / "pictures").mkdir()
    argument: dict[str, object] = {
        "path": str(folder / "a.pdf"),
        "first_page": 1,
        "pictures": str(folder / "pictures"),
        "engine": "tesseract",
        "languages": "eng+spa",
        "dpi": 150,
        "max_pages": 10,
        "max_page_pixels": 40_000_000,
        "max_file_bytes": 1 << 20,
    }
    messages: list[dict[str, Any]] = []
    read_document(argument | more, lambda m: messages.append(json.loads(json.dumps(m))))
    return messages


def test_the_number_of_pages_comes_first_then_each_page(tmp_path: Path) -> None:
    opened, *pages = read(tmp_path, pdf(b"", b"", b""))
    assert opened == {"opened": {"pages": 3, "problems": []}}
    read_pages = [READ_PAGE.validate_python(m["page"]) for m in pages]
    assert [(p.number, p.blank, p.width, p.height) for p in read_pages] == [
        (n, True, 612.0, 792.0) for n in (1, 2, 3)
    ]


def test_each_page_leaves_a_small_gray_picture(tmp_path: Path) -> None:
    read(tmp_path, pdf(b"", b""))
    assert sorted(p.name for p in (tmp_path / "pictures").iterdir()) == ["1.png", "2.png"]
    with Image.open(tmp_path / "pictures" / "1.png") as picture:
        assert (picture.mode, picture.size) == ("L", (935, 1210))


def fail_on_page(monkeypatch: pytest.MonkeyPatch, number: int, error: Exception) -> None:
    """Let the reading of one page end in an error, as an engine's may."""

    def failing(loaded: LoadedPage, *, engine: OcrEngine) -> tuple[ReadPage, Gray | None]:
        if loaded.number == number:
            raise error
        return read_page(loaded, engine=engine)

    monkeypatch.setattr("pipelines.reading.read_page", failing)


@pytest.mark.parametrize(
    "error, detail",
    [
        (ValueError("Lopez"), r"internal: ValueError at test_pipelines_reading\.py:\d+"),
        (MemoryError(), "out_of_memory"),
        (DocumentError(Reason.TOO_LARGE, detail="9 bytes"), "too_large: 9 bytes"),
    ],
)
def test_a_page_that_a_reader_fails_on_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, detail: str
) -> None:
    fail_on_page(monkeypatch, 2, error)
    _, *messages = read(tmp_path, pdf(b"", b"", b""))
    pages = [READ_PAGE.validate_python(m["page"]) for m in messages]
    assert [(p.number, p.blank) for p in pages] == [(1, True), (2, False), (3, True)]
    (problem,) = pages[1].problems
    assert (problem.code, problem.page) == ("reading_stopped", 2)
    assert re.fullmatch(detail, problem.detail)
    assert sorted(p.name for p in (tmp_path / "pictures").iterdir()) == ["1.png", "2.png", "3.png"]


def test_reading_begins_at_the_page_asked_for(tmp_path: Path) -> None:
    opened, *pages = read(tmp_path, pdf(b"", b"", b""), first_page=3)
    assert opened["opened"]["pages"] == 3
    assert [m["page"]["number"] for m in pages] == [3]


@pytest.mark.parametrize(
    "body, more, reason",
    [
        (b"", {}, Reason.EMPTY),
        (b"hello " * 50, {}, Reason.NOT_A_DOCUMENT),
        (pdf(b"", b"", b""), {"max_pages": 2}, Reason.TOO_MANY_PAGES),
        (pdf(b""), {"max_file_bytes": 10}, Reason.TOO_LARGE),
        (pdf(b""), {"max_page_pixels": 1000}, Reason.TOO_LARGE),
    ],
    ids=["empty", "text", "pages", "bytes", "pixels"],
)
def test_a_file_that_cannot_be_read_is_told_by_its_reason(
    tmp_path: Path, body: bytes, more: dict[str, object], reason: Reason
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, body, **more)
    assert caught.value.reason is reason
