"""Which documents are looked at whole, so that what people say of them holds for all: drawn at random."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from pipelines.certificates import CertificateShelf
from pipelines.workspace import Workspace
from records.types import Reading, Record

SEED: Final = 2018


def draw_sample(workspace: Workspace, shelf: CertificateShelf, *, count: int) -> frozenset[str]:
    """Return the ids of `count` documents of all that there are now, drawn at random, and keep them.

    The order hangs on the ids alone: of the same documents a larger sample holds the smaller one. Where
    others came in between, some of them take the places of some drawn before: each is as likely as any other.
    """
    known = (r.document_id for r in workspace.store.current() if r.pages)
    chosen = frozenset(in_order(known)[:count])
    shelf.keep_sample(chosen)
    return chosen


def in_order(ids: Iterable[str]) -> list[str]:
    """Return ids of documents in the order in which they are drawn."""
    return sorted(ids, key=place)


def place(document_id: str) -> int:
    """Return a large number at random, always the same of a document."""
    return int(hashlib.sha256(f"{SEED}:{document_id}".encode()).hexdigest(), 16)


def is_whole(record: Record) -> bool:
    """Say whether people have looked at everything that a document states."""
    stated = [f for f in record.fields if f.reading is not Reading.ABSENT]
    return record.reviewed_by is not None and all(f.reviewed_by is not None for f in stated)


def unfinished(workspace: Workspace, shelf: CertificateShelf) -> frozenset[str]:
    """Return the drawn documents that people have not looked at whole yet."""
    drawn = shelf.sample()
    return frozenset(
        r.document_id
        for r in workspace.store.current()
        if r.document_id in drawn and not is_whole(r)
    )
