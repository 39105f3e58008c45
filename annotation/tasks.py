"""From a record to review tasks: pure functions, no server.

A task is one page: its image, every field that has a box on it, and the fields in review that have
no box. It carries opaque ids, vocabulary names and the values to check; no file name, no title.
Label Studio places boxes in per cent of the image, origin top left; records use points, so the
conversion lives here and in `annotation.corrections`, and nowhere else.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annotation.interface import (
    BOXED_READINGS,
    DOCUMENT_TYPE,
    IMAGE,
    LABEL,
    MISSING_TEXT,
    READING,
    TEXT,
)
from records.errors import ReviewError
from records.types import BBox, Decision, Field, PageInfo, Record
from records.vocabulary import Vocabulary

MODEL_VERSION: Final = "casefile@1"
"""Names the predictions; the project asks for it by this name, or the prefill does not show."""

_PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"

Key = tuple[str, int]
Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """One page to review: what the server keeps as the task's data, and the prefilled answers."""

    document_id: str
    version: int
    page: int
    data: Json
    result: tuple[Json, ...]


def region_id(key: Key) -> str:
    """Return the id under which a field's box travels; ids of new boxes hold no colon."""
    return f"{key[0]}:{key[1]}"


def _shown_name(key: Key) -> str:
    return key[0] if key[1] == 0 else f"{key[0]} ({key[1] + 1})"


def shown_text(field: Field) -> str:
    """Return what the reviewer sees: the value that would be released, or else the text as read."""
    return field.value if field.value is not None else field.text or ""


def percent(bbox: BBox, page: PageInfo) -> tuple[float, float, float, float]:
    """Return (x, y, width, height) in per cent of the page, cut to the page."""
    x0, x1 = (min(max(x / page.width, 0.0), 1.0) * 100 for x in (bbox.x0, bbox.x1))
    top, bottom = (min(max(y / page.height, 0.0), 1.0) * 100 for y in (bbox.top, bbox.bottom))
    return (x0, top, x1 - x0, bottom - top)


def boxed(record: Record, number: int) -> tuple[Field, ...]:
    """Return the fields whose box lies on page `number`, those in review first."""
    found = [f for f in record.fields if _page_of_box(record, f) == number]
    return tuple(sorted(found, key=lambda f: f.decision is not Decision.REVIEW))


def unboxed(record: Record) -> tuple[Field, ...]:
    """Return the fields in review that have no box on any page."""
    return tuple(f for f in record.in_review if _page_of_box(record, f) is None)


def pages_to_review(record: Record, *, everything: bool = False) -> tuple[int, ...]:
    """Return the pages that need a person; the first also asks for the type and the unboxed fields.

    Where nothing has a box, that is the first page with anything on it. `everything`: the pages with fields
    that no person has looked at, accepted ones included.
    """
    if everything:
        wanted = [f for f in record.fields if f.reviewed_by is None]
        unsure = record.reviewed_by is None
    else:
        wanted = list(record.in_review)
        unsure = record.document_type_decision is Decision.REVIEW or bool(unboxed(record))
    asked = sorted({p for f in wanted if (p := _page_of_box(record, f)) is not None})
    if asked or not unsure or not record.pages:
        return tuple(asked)
    return (next((p for p in record.pages if not p.blank), record.pages[0]).number,)


def _page(record: Record, number: int) -> PageInfo | None:
    return next((p for p in record.pages if p.number == number), None)


def _page_of_box(record: Record, field: Field) -> int | None:
    page = _page(record, field.evidence.page) if field.evidence else None
    if page is None or field.evidence is None or page.width <= 0 or page.height <= 0:
        return None
    _, _, width, height = percent(field.evidence.bbox, page)
    return page.number if width > 0 and height > 0 else None


def page_task(
    record: Record,
    number: int,
    *,
    image: str,
    size: tuple[int, int],
    everything: bool = False,
) -> PageTask:
    """Return the task of page `number`; `image` is its address on the server, `size` its pixels.

    `everything`: all fields are asked for, accepted ones too; what is left as it is counts as confirmed.
    """
    page = next(p for p in record.pages if p.number == number)
    first = number == pages_to_review(record, everything=everything)[0]
    boxes = boxed(record, number)
    missing = unboxed(record) if first else ()
    asks_type = first and record.document_type_decision is Decision.REVIEW
    frame: Json = {"original_width": size[0], "original_height": size[1], "image_rotation": 0}
    result = [r | frame for field in boxes for r in _box_answers(field, page)]
    result += [r for i, field in enumerate(missing) for r in _missing_answer(field, i)]
    result.append(_answer(DOCUMENT_TYPE, DOCUMENT_TYPE, "choices", [record.document_type]))
    asked = [_shown_name(f.key) for f in boxes if everything or f.decision is Decision.REVIEW]
    data: Json = {
        "image": image,
        "document_id": record.document_id,
        "page": number,
        "version": record.version,
        "check": _instruction(asked, asks_type=asks_type),
        "shown": [region_id(f.key) for f in boxes],
        "missing": [{"key": region_id(f.key), "name": _shown_name(f.key)} for f in missing],
        "asks_type": asks_type,
        "everything": everything,
    }
    return PageTask(
        document_id=record.document_id,
        version=record.version,
        page=number,
        data=data,
        result=tuple(result),
    )


def _instruction(asked: Sequence[str], *, asks_type: bool) -> str:
    names = ["document type"] * asks_type + list(asked)
    return "To check: " + (", ".join(names) or "see below")


def _answer(region: str, control: str, kind: str, value: Sequence[str]) -> Json:
    return {
        "id": region,
        "from_name": control,
        "to_name": IMAGE,
        "type": kind,
        "value": {kind if kind == "choices" else "text": list(value)},
    }


def _box_answers(field: Field, page: PageInfo) -> list[Json]:
    """Return the rectangle with its label, then its text and its reading, all under one id."""
    if field.evidence is None:
        return []
    x, y, width, height = percent(field.evidence.bbox, page)
    place: Json = {"x": x, "y": y, "width": width, "height": height, "rotation": 0}
    region = region_id(field.key)
    answers: list[Json] = [
        {
            "id": region,
            "from_name": LABEL,
            "to_name": IMAGE,
            "type": "rectanglelabels",
            "value": place | {"rectanglelabels": [field.name]},
        }
    ]
    if shown_text(field):
        answers.append(_on(place, _answer(region, TEXT, "textarea", [shown_text(field)])))
    if field.reading in BOXED_READINGS:
        answers.append(_on(place, _answer(region, READING, "choices", [field.reading.value])))
    return answers


def _on(place: Json, answer: Json) -> Json:
    value = answer["value"]
    return answer | {"value": place | value} if isinstance(value, dict) else answer


def _missing_answer(field: Field, index: int) -> list[Json]:
    text = shown_text(field)
    name = f"{MISSING_TEXT}{index}"
    return [_answer(name, name, "textarea", [text])] if text else []


def png_size(png: bytes) -> tuple[int, int]:
    """Return (width, height) in pixels from the header of a PNG.

    Raises:
        ReviewError: The bytes are not a PNG.
    """
    if png[:8] != _PNG_MAGIC or len(png) < 24:
        raise ReviewError("a page image is not a PNG; render the page again")
    width, height = struct.unpack(">II", png[16:24])
    return (int(width), int(height))


def check(task: PageTask, vocabulary: Vocabulary) -> None:
    """Refuse a prefill that Label Studio would take silently and then not show.

    Raises:
        ReviewError: A control, label, choice or coordinate does not hold.
    """
    for answer in task.result:
        value = answer["value"]
        if not isinstance(value, dict) or not _holds(answer, value, vocabulary):
            raise ReviewError(
                f"document {task.document_id}, page {task.page}: the prefill of "
                f"{answer['from_name']} does not fit the labelling interface; "
                "check the vocabulary of the forms directory"
            )


def _holds(answer: Json, value: Json, vocabulary: Vocabulary) -> bool:
    control = str(answer["from_name"])
    if answer["to_name"] != IMAGE or not _place_holds(value):
        return False
    if control == LABEL:
        return _among(value.get("rectanglelabels"), vocabulary.field_kinds)
    if control == DOCUMENT_TYPE:
        return _among(value.get("choices"), vocabulary.document_types)
    if control == READING:
        return _among(value.get("choices"), [r.value for r in BOXED_READINGS])
    texts = value.get("text")
    is_text = control == TEXT or control.startswith(MISSING_TEXT)
    return is_text and isinstance(texts, list) and all(isinstance(t, str) for t in texts)


def _among(given: object, allowed: Sequence[str] | dict[str, str]) -> bool:
    return isinstance(given, list) and len(given) == 1 and given[0] in allowed


def _place_holds(value: Json) -> bool:
    if "x" not in value:
        return True
    x, y, width, height = (value.get(name) for name in ("x", "y", "width", "height"))
    for start, length in ((x, width), (y, height)):
        if not isinstance(start, float) or not isinstance(length, float):
            return False
        if start < 0 or length <= 0 or start + length > 100 + 1e-6:
            return False
    return True
