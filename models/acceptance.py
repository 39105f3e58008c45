"""How likely values are right, and which certificate releases them: model, calibration, certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from models.calibrate import Calibration
from models.calibrate import from_json as calibration_from
from models.certificate import Certificate, Obstacle, released
from models.certificate import from_json as certificate_from
from models.doctype import ASKED_WEIGHTS
from models.doctype import WEIGHTS as DOCTYPES
from models.doctype import shipped as doctypes
from models.fusion import Fusion
from models.weights import LINE_DETECTOR, NARRATOR, READER, TAGGER, listed, shipped

FUSION: Final = "fusion.onnx"
CALIBRATION: Final = "calibration.json"
CERTIFICATE: Final = "certificate-"
"""How the names of shipped certificates begin."""


DECIDING: Final = "3"
"""To be raised when rules of finding or deciding change what a score means: it ends all certificates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedJudge:
    """Judges values (`extract.judging.Judge`); where several certificates cover a group, the first counts.

    A certificate of other `weights` (`learned`) covers nothing: its thresholds are of other scores. A
    provisional one covers no group on which a workspace's own labels have spoken.
    """

    fusion: Fusion
    calibration: Calibration
    certificates: tuple[Certificate, ...] = ()
    weights: str = ""

    def score(self, features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the log-odds, not calibrated, for features (values, width)."""
        return self.fusion.score(features)

    def confidence(self, kind: str, score: float) -> float:
        """Return the calibrated probability that a value of this kind is right."""
        return float(self.calibration.probability(kind, np.array([score]))[0])

    def for_type(self, document_type: str) -> CertifiedJudge:
        """Return the judge of documents of a type.

        No generated document was of a type that another agency's forms add: a provisional one covers none.
        """
        if document_type in doctypes().types:
            return self
        own = tuple(c for c in self.certificates if not c.provisional)
        return replace(self, certificates=own)

    def covers(self, group: str) -> bool:
        """Say whether a certificate that holds has a threshold for a group."""
        return self._of(group) is not None

    def release(self, group: str, scores: Sequence[float]) -> tuple[str | None, ...]:
        """Return for each of a document's fields of a group the certificate that releases it, or None."""
        certificate = self._of(group)
        if certificate is None:
            return (None,) * len(scores)
        return tuple(
            certificate.name if free else None for free in released(certificate, group, scores)
        )

    def _of(self, group: str) -> Certificate | None:
        told = [c for c in self.certificates if c.weights == self.weights]
        own = [c for c in told if not c.provisional]
        return next(
            (
                certificate
                for certificate in told
                if _stands(certificate, group)
                and not (certificate.provisional and _silenced(certificate, group, own))
            ),
            None,
        )


def _stands(certificate: Certificate, group: str) -> bool:
    claim = certificate.claim(group)
    return claim is not None and claim.threshold is not None and not certificate.withdrawn


def _silenced(provisional: Certificate, group: str, own: Sequence[Certificate]) -> bool:
    """Say whether people's own labels have spoken on what a provisional certificate says of a group.

    They have where a certificate of theirs was given, withdrawn since or not; where too much was wrong; and
    where they could not prove a stricter limit. That they were too few for this one says nothing against it.
    """
    for certificate in own:
        claim = certificate.claim(group)
        if claim is not None and (
            claim.refusal is None
            or claim.refusal.obstacle is Obstacle.TOO_WRONG
            or certificate.limit < provisional.limit
        ):
            return True
    return False


def learned(fusion: bytes) -> str:
    """Return 16 hexadecimal digits: of `fusion`, of all else that learned, and of the rules' own number.

    Raises:
        WeightsError: A list of digests cannot be read.
    """
    digests = (
        DECIDING,
        *(hashlib.sha256(fusion).hexdigest(), LINE_DETECTOR.sha256),
        *(DOCTYPES.sha256, ASKED_WEIGHTS.sha256),
        *(
            digest
            for folder in (READER, TAGGER, NARRATOR)
            for digest in listed(folder=folder).values()
        ),
    )
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def shipped_judge() -> CertifiedJudge:
    """Return the judge that Casefile ships; its certificates rest on generated pages and are provisional.

    Raises:
        WeightsError: A file is missing, or is not the one that was measured.
        ConfigError: One is no calibration or certificate.
    """
    names = [name for name in listed() if name.startswith(CERTIFICATE)]
    fusion = shipped(FUSION)
    return CertifiedJudge(
        fusion=Fusion(fusion),
        weights=learned(fusion),
        calibration=calibration_from(shipped(CALIBRATION)),
        certificates=tuple(certificate_from(shipped(name)) for name in names),
    )
