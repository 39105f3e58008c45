"""A wrong field -> what a person looks at: where it stands, and truth and reading side by side.

For generated pages only: unlike all else of an evaluation it holds what a page says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.boxes import as_bbox
from evaluation.errors import Wrong
from evaluation.judging import Known
from evaluation.reading import text_at, words_on
from evaluation.rows import paired
from records.types import BBox, Field, PageInfo, Record
from synth.truth import TruthDocument, TruthField


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One wrong field on its page. Boxes are in points of `page`, None where there is none.

    `ink` is where the truth has it, `cited` where the record says it stands. `lines` are captions.
    """

    sha256: str
    page: PageInfo
    ink: BBox | None
    cited: BBox | None
    lines: tuple[str, ...] = field(repr=False)


def sampled(wrong: Iterable[Wrong], count: int) -> tuple[Wrong, ...]:
    """Return what was accepted and is wrong, then a fair sample of the rest: the same one each time."""

    def rank(one: Wrong) -> tuple[bool, str]:
        place = f"{one.document.key}/{one.verdict.name}/{one.verdict.index}"
        return not one.verdict.released, hashlib.sha256(place.encode()).hexdigest()

    return tuple(sorted(wrong, key=rank)[:count])


def shown(
    wrong: Iterable[Wrong],
    *,
    truths: Iterable[TruthDocument],
    records: Iterable[Record],
    known: Known,
) -> Iterator[Shown]:
    """Yield what can be shown of each wrong field; nothing of a page that no record has."""
    by_key = {truth.key: truth for truth in truths}
    by_id = {record.document_id: record for record in records}
    for one in wrong:
        record = by_id.get(one.document.document_id or "")
        if record is not None:
            found = _shown(one, by_key[one.document.key], record, known)
            if found is not None:
                yield found


def _shown(one: Wrong, truth: TruthDocument, record: Record, known: Known) -> Shown | None:
    key = (one.verdict.name, one.verdict.index)
    stated = {f.key: f for f in paired(record.fields, truth.fields)}.get(key)
    facts = [f for f in truth.fields if (f.name, f.index) == key and f.page == one.verdict.page]
    fact = facts[0] if facts else None
    pages = {page.number: page for page in record.pages}
    page = pages.get(one.verdict.page or 0)
    if page is None:
        return None
    cited = stated.evidence if stated is not None else None
    return Shown(
        sha256=record.sha256,
        page=page,
        ink=_ink(fact, truth, page) if fact is not None else None,
        cited=cited.bbox if cited is not None and cited.page == page.number else None,
        lines=_captions(one, fact, stated, _text(fact, truth, record, known)),
    )


def _ink(fact: TruthField, truth: TruthDocument, page: PageInfo) -> BBox:
    """Return where the value stands, in points of the page as the record has it, turned wrongly or not."""
    (width, height), box = _sizes(truth)[fact.page], as_bbox(fact.bbox)
    upright = dict(zip(truth.pages, truth.rotations, strict=True))[fact.page]
    for _ in range((page.rotation - upright) % 360 // 90):
        box = BBox(x0=height - box.bottom, top=box.x0, x1=height - box.top, bottom=box.x1)
        width, height = height, width
    across, down = page.width / width, page.height / height
    return BBox(
        x0=box.x0 * across, top=box.top * down, x1=box.x1 * across, bottom=box.bottom * down
    )


def _text(
    fact: TruthField | None, truth: TruthDocument, record: Record, known: Known
) -> str | None:
    kept = known.read_words(record.sha256, fact.page) if fact is not None else None
    if fact is None or kept is None:
        return None
    return text_at(fact, words_on(kept, size=_sizes(truth)[fact.page]))


def _sizes(truth: TruthDocument) -> Mapping[int, tuple[float, float]]:
    return dict(zip(truth.pages, truth.page_sizes, strict=True))


def _captions(
    one: Wrong, fact: TruthField | None, stated: Field | None, text: str | None
) -> tuple[str, ...]:
    verdict, document = one.verdict, one.document
    wanted = "not asked" if fact is None else f"{fact.value or fact.reading} as {fact.text!r}"
    said = "nothing" if stated is None else _said(stated)
    lines: Sequence[str] = (
        f"{verdict.name}.{verdict.index}: {one.cause}{', ACCEPTED' if verdict.released else ''}",
        f"truth (green): {wanted}",
        f"read there: {text if text is not None else 'not kept'}",
        f"stated (orange): {said}",
        f"{document.key} page {verdict.page}; {document.document_type}, {document.stratum}, "
        f"{verdict.fill}, damage {document.damage}",
    )
    return tuple(lines)


def _said(stated: Field) -> str:
    why = ", ".join((*stated.signs, *stated.reasons))
    return f"{stated.value or stated.reading} from {stated.text!r} ({why})"
