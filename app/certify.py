"""`casefile certify`: a certificate of the workspace's own, from documents that people looked at whole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime

from app.cli import ALL_DONE, IN_PART
from models.acceptance import CertifiedJudge
from models.certificate import Certificate, Claim, Obstacle
from pipelines.certificates import CertificateShelf
from pipelines.certifying import Sampled, issue
from pipelines.deciding import decide_again
from pipelines.workspace import Workspace, only_runner


def certify(workspace: Workspace, *, limit: float, level: float) -> int:
    """Issue and keep a certificate, say what it covers and what it lacks, and decide anew under it."""
    shelf = CertificateShelf(workspace.root)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with only_runner(workspace):
        certificate, looked = issue(workspace, shelf, limit=limit, level=level, issued_at=at)
        changed = decide_again(workspace, shelf)
    print(f"Certificate {certificate.name}: at most {limit:.2%} wrong, {level:.0%} sure")
    for line in _counted(looked):
        print(line)
    for claim in certificate.claims:
        print(f"  {claim.group}: {_told(claim)}")
    print(f"{changed} documents were decided anew; casefile report writes the report anew.")
    return ALL_DONE if _covers(certificate) else IN_PART


def print_certificates(workspace: Workspace) -> None:
    """Print which certificates there are, what each releases here, and why another releases nothing."""
    judge = CertificateShelf(workspace.root).judge()
    if judge.certificates:
        print("Certificates, under which fields are accepted unseen (docs/certificates.md):")
    for certificate in judge.certificates:
        of = f"{certificate.name}, at most {certificate.limit:.2%} wrong, {certificate.sure:.0%} sure"
        print(f"  {of}: {_released(certificate, judge)}")


def _released(certificate: Certificate, judge: CertifiedJudge) -> str:
    if certificate.withdrawn is not None:
        return f"withdrawn {certificate.withdrawn.at} ({certificate.withdrawn.reason})"
    if certificate.weights != judge.weights:
        return "releases nothing, since other weights judge now"
    told = [
        f"{claim.group}, {'the surest' if claim.most == 1 else f'up to {claim.most}'} of a document"
        for claim in certificate.claims
        if certificate.name in judge.release(claim.group, (math.inf,))
    ]
    return "; ".join(told) or "releases nothing, since it was refused or another speaks"


def _counted(looked: Sampled) -> Iterator[str]:
    """Yield how many documents there are, and why some do not count."""
    yield f"{looked.whole} of {looked.drawn} documents drawn at random were looked at whole."
    if looked.outdated:
        yield (
            f"{looked.outdated} of these were judged by other weights than today's and do not count: "
            "casefile run reads them again."
        )
    if looked.served:
        yield (
            f"{looked.served} of these served for a certificate that was withdrawn and do not count: "
            "draw others with a larger --sample."
        )
    if looked.waiting:
        yield (
            f"{looked.waiting} of these wait, since document {looked.first} was drawn before them and is not "
            "finished."
        )


def _covers(certificate: Certificate) -> bool:
    return any(claim.threshold is not None for claim in certificate.claims)


def _told(claim: Claim) -> str:
    """Return what a claim covers, or how many more documents it would take."""
    if claim.refusal is None:
        return f"released from {claim.threshold:.2f} on ({claim.wrong} of {claim.accepted} wrong)"
    if claim.refusal.obstacle is Obstacle.TOO_WRONG:
        return f"refused: {claim.wrong} of {claim.accepted} wrong where the machine is surest"
    return f"refused: it takes about {claim.refusal.more_documents} more documents looked at whole"
