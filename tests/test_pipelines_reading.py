"""What the child does with a file: say how many pages there are, then hand over each with its picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from extract.page import READ_PAGE
from pipelines.reading import read_document
from records.errors import DocumentError, Reason
from tests.tinypdf import pdf


def read(folder: Path, body: bytes, **more: object) -> list[dict[str, Any]]:
    """Return the messages about a file, as they would cross to the parent."""
    (folder / "a.pdf").write_bytes(body)
    (folder / "pictures").mkdir()
    argument: dict[str, object] = {
        "path": str(folder / "a.pdf"),
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
