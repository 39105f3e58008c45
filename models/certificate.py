"""What a certificate says, and how it is kept: plain values, JSON in and out. No statistics here.

A claim reads: of the fields of this group that are accepted at this threshold, at most `limit` are wrong; the
method that says so errs in at most 1 - `level` of the cases. docs/certificates.md tells what that promises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from records.errors import ConfigError
from records.types import Reading

Method = Literal["bet", "draw"]
"""How a threshold is tested: a bet against it, document by document; or one field drawn of each document."""

Labels = Literal["generated", "reviewed"]
"""Who says which fields are wrong: the generator that drew the pages, or people who looked at real ones."""

GROUP_OF_KIND: Final = {
    **dict.fromkeys(("a_number", "identifier", "phone", "email", "zip"), "identifiers"),
    **dict.fromkeys(("date", "datetime"), "dates"),
    **dict.fromkeys(("name", "full_name"), "names"),
}
"""Kinds of the vocabulary that share a threshold; all others are "others"."""


class Obstacle(StrEnum):
    """Why a group gets no threshold."""

    TOO_FEW = "too_few"
    TOO_WRONG = "too_wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a group was refused. `more_documents` like those seen would suffice; None: no number would."""

    obstacle: Obstacle
    more_documents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is said of one group, and what it rests on.

    Of one document at most `most` fields are released, the surest ones. `documents` is how many have a
    field that is accepted, `accepted` and `wrong` count fields, or drawn fields where the method is "draw".
    Where refused, `threshold` is None and the counts are those of the strictest threshold tried.
    """

    group: str
    method: Method
    most: int
    threshold: float | None
    documents: int
    accepted: int
    wrong: int
    p_value: float
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """How one number a document was spread: `counts` between the inner `edges`, one more than these.

    A value on an edge counts above it. Nothing else is kept of the documents.
    """

    name: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """When (ISO 8601, UTC) and why (codes and figures) a certificate ceased to hold."""

    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a certificate rests on: how many documents, a digest of their ids, and of the plan made before."""

    documents: int
    digest: str
    plan: str
    labels: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What lets a certificate stand for other models than its own: the same test, on fresh documents.

    `weights` are those it was issued for; `claims` are of its thresholds and no others, at `level`; `at` is
    ISO 8601 in UTC.
    """

    weights: str
    at: str
    documents: int
    level: float
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Claims about groups of fields, each at `level` of its own.

    `id` is a hash of all the rest but the withdrawal, so that fields released under it can always name it.
    `provisional` certificates rest on generated pages: they say nothing sure about real ones. `issued_at` is
    ISO 8601 in UTC; `weights` a digest of what was learned, "" for nothing.
    """

    id: str
    limit: float
    level: float
    claims: tuple[Claim, ...]
    basis: Basis
    provisional: bool
    issued_at: str
    casefile: str
    weights: str
    reference: tuple[Histogram, ...] = ()
    withdrawn: Withdrawal | None = None
    carried: Carried | None = None

    @property
    def name(self) -> str:
        """What fields released under it name: the id, and that it is provisional where it is."""
        return f"provisional-{self.id}" if self.provisional else self.id

    @property
    def sure(self) -> float:
        """How sure it is for the models that it stands for: at which level it was issued, or carried over."""
        return self.level if self.carried is None else self.carried.level

    def claim(self, group: str) -> Claim | None:
        """Return what is said of a group, None where it was not asked about."""
        return next((c for c in self.claims if c.group == group), None)


CERTIFICATE: Final[TypeAdapter[Certificate]] = TypeAdapter(Certificate)


def group_of(kind: str, reading: Reading) -> str:
    """Return the group that a field belongs to: by its kind where a value is there, else by its reading."""
    return GROUP_OF_KIND.get(kind, "others") if reading is Reading.PRESENT else reading.value


def released(certificate: Certificate, group: str, scores: Sequence[float]) -> tuple[bool, ...]:
    """Say which of one document's fields of a group may be released; `scores` are all that it has there.

    Nothing is where the certificate is withdrawn or the group was refused. Of more fields than the claim
    covers the surest are, the first ones where scores are equal.
    """
    claim = certificate.claim(group)
    if claim is None or claim.threshold is None or certificate.withdrawn:
        return (False,) * len(scores)
    surest = sorted(range(len(scores)), key=lambda at: -scores[at])[: claim.most]
    chosen = {at for at in surest if scores[at] >= claim.threshold}
    return tuple(at in chosen for at in range(len(scores)))


def with_id(certificate: Certificate) -> Certificate:
    """Return the certificate under the id of its content: 16 hexadecimal digits of its SHA-256."""
    left_out = (
        {"carried"} if certificate.carried is None else None
    )  # as before there was such a thing
    content = CERTIFICATE.dump_json(replace(certificate, id="", withdrawn=None), exclude=left_out)
    return replace(certificate, id=hashlib.sha256(content).hexdigest()[:16])


def to_json(certificate: Certificate) -> str:
    """Return the certificate as indented JSON."""
    return CERTIFICATE.dump_json(certificate, indent=1).decode() + "\n"


def from_json(text: str | bytes) -> Certificate:
    """Return the certificate that `to_json` wrote.

    Raises: ConfigError where it is none, or its content is not what its id was made from.
    """
    try:
        certificate = CERTIFICATE.validate_json(text)
    except ValidationError:
        raise ConfigError("not a certificate; issue it again") from None
    if with_id(certificate).id != certificate.id:
        raise ConfigError(f"certificate {certificate.id[:16]} was changed; issue it again")
    return certificate
