"""Every wrong field, one by one and by cause: for people who look at pages. No value, no text. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evaluation.causes import Cause
from evaluation.verdicts import Judged, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One wrong field, and the document it belongs to."""

    document: Judged
    verdict: Verdict

    @property
    def cause(self) -> Cause:
        return self.verdict.cause or Cause.NOT_UNDERSTOOD


def wrong_fields(judged: Iterable[Judged]) -> tuple[Wrong, ...]:
    """Return every wrong field, the worst first: what was accepted, then false values, then the rest.

    Within these, documents with the most wrong fields come first.
    """
    found = [
        Wrong(document=document, verdict=verdict)
        for document in judged
        for verdict in document.fields
        if verdict.cause is not None
    ]
    times = Counter(wrong.document.key for wrong in found)

    def rank(wrong: Wrong) -> tuple[bool, bool, int, str]:
        verdict, key = wrong.verdict, wrong.document.key
        return not verdict.released, not verdict.valued, -times[key], key

    return tuple(sorted(found, key=rank))


def by_cause(wrong: Iterable[Wrong]) -> Mapping[Cause, Counter[str]]:
    """Return for each cause how many fields of each stratum it spoils, the most frequent cause first."""
    found: dict[Cause, Counter[str]] = {}
    for one in wrong:
        found.setdefault(one.cause, Counter())[one.document.stratum] += 1
    return dict(sorted(found.items(), key=lambda pair: -pair[1].total()))


def confusions(judged: Iterable[Judged]) -> Counter[tuple[str, str]]:
    """Return how often a document of one type was taken for another: (type, stated), none where no record."""
    return Counter(
        (document.document_type, document.whole.stated_type or "none")
        for document in judged
        if document.whole is not None and not document.whole.type_right
    )


def rows(wrong: Iterable[Wrong]) -> Iterator[dict[str, object]]:
    """Yield what is told of each wrong field in a listing."""
    for one in wrong:
        document, verdict = one.document, one.verdict
        yield {
            "key": document.key,
            "file": document.file,
            "document_id": document.document_id,
            "page": verdict.page,
            "field": verdict.name,
            "index": verdict.index,
            "kind": verdict.kind,
            "cause": one.cause.value,
            "asked": verdict.asked.value if verdict.asked is not None else None,
            "stated": verdict.stated.value if verdict.stated is not None else None,
            "value": verdict.valued,
            "accepted": verdict.released,
            "alike": verdict.lenient,
            "read": verdict.read,
            "fill": verdict.fill,
            "marks": list(verdict.marks),
            "document_type": document.document_type,
            "stated_type": document.whole.stated_type if document.whole is not None else None,
            "stratum": document.stratum,
            "language": document.language,
            "damage": document.damage,
        }
