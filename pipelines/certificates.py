"""The certificates of a workspace: its own, those that Casefile ships, and which of them are withdrawn.

A folder of JSON files, as private as the rest. A certificate is never deleted: records name the one under
which they were released. Its own come first; of those the newest.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from models.acceptance import CertifiedJudge, shipped_judge
from models.certificate import Certificate, Withdrawal, from_json, to_json
from pipelines.private_folder import PrivateFolder
from pipelines.trials import Trial, closed
from records.errors import ConfigError

FOLDER: Final = "certificates"
OWN: Final = "certificate-"
SHIPPED: Final = "shipped-"
SAMPLE: Final = "sample.json"
WITHDRAWN: Final = "withdrawn.json"
TRIAL: Final = "trial-"
_IDS: Final[TypeAdapter[tuple[str, ...]]] = TypeAdapter(tuple[str, ...])
_WITHDRAWN: Final[TypeAdapter[dict[str, Withdrawal]]] = TypeAdapter(dict[str, Withdrawal])


_TRIAL: Final[TypeAdapter[Trial]] = TypeAdapter(Trial)


class CertificateShelf:
    """The certificates that hold in a workspace, kept in a folder of it."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER

    def all(self) -> tuple[Certificate, ...]:
        """Return every certificate, its own first, then those shipped now and before; withdrawn ones say so.

        Raises:
            ConfigError: A file is no certificate, or was changed.
        """
        shipped = shipped_judge().certificates
        older = [c for c in self._kept(SHIPPED) if c.id not in {s.id for s in shipped}]
        gone = self._withdrawn()
        told = (*self._kept(OWN), *shipped, *older)
        return tuple(replace(c, withdrawn=c.withdrawn or gone.get(c.id)) for c in told)

    def judge(self) -> CertifiedJudge:
        """Return the shipped judge under the certificates that hold here."""
        return replace(shipped_judge(), certificates=self.all())

    def keep(self, certificate: Certificate) -> None:
        """Write a certificate that this workspace issued."""
        self._write(f"{OWN}{certificate.id}.json", to_json(certificate).encode())

    def keep_shipped(self) -> None:
        """Write those that Casefile ships: records name them, and another version ships others."""
        for certificate in shipped_judge().certificates:
            name = f"{SHIPPED}{certificate.id}.json"
            if not (self.folder / name).is_file():
                self._write(name, to_json(certificate).encode())

    def _kept(self, kind: str) -> list[Certificate]:
        paths = self.folder.glob(f"{kind}*.json") if self.folder.is_dir() else ()
        kept = [from_json(path.read_bytes()) for path in paths]
        return sorted(kept, key=lambda c: (c.issued_at, c.id), reverse=True)

    def trials(self, *, weights: str) -> tuple[Trial, ...]:
        """Return what was tested of what these weights judged, under whatever limit and level.

        Raises:
            ConfigError: A file is none of `keep_trial`; without it old labels would be tested once more.
        """
        names = (f"{TRIAL}*-{weights}.json", f"{TRIAL}*-{weights}-*.json")
        return tuple(_trial(path) for name in names for path in sorted(self.folder.glob(name)))

    def keep_trial(self, trial: Trial, *, weights: str) -> None:
        """Write what was tested, over what was written of the same trial before."""
        number = "" if trial.number == 1 else f"-{trial.number}"
        self._write(f"{TRIAL}{trial.bound}-{weights}{number}.json", _TRIAL.dump_json(trial))

    def withdraw(self, certificate: Certificate) -> None:
        """Note that a certificate, which says why, holds no more here, and none that rests on its labels."""
        if certificate.withdrawn is None:
            raise ValueError("a certificate that is not withdrawn")
        shut = closed(self.trials(weights=certificate.weights), {certificate.id})
        ids = {certificate.id, *(other for trial in shut for other in trial.certificates)}
        gone = dict.fromkeys(sorted(ids), certificate.withdrawn) | self._withdrawn()
        self._write(WITHDRAWN, _WITHDRAWN.dump_json(gone, indent=1))

    def sample(self) -> frozenset[str]:
        """Return the ids of the documents that were drawn to be looked at whole."""
        path = self.folder / SAMPLE
        return frozenset(_IDS.validate_json(path.read_bytes())) if path.is_file() else frozenset()

    def keep_sample(self, ids: frozenset[str]) -> None:
        """Write which documents were drawn."""
        self._write(SAMPLE, _IDS.dump_json(tuple(sorted(ids))))

    def _withdrawn(self) -> dict[str, Withdrawal]:
        path = self.folder / WITHDRAWN
        return _WITHDRAWN.validate_json(path.read_bytes()) if path.is_file() else {}

    def _write(self, name: str, data: bytes) -> None:
        PrivateFolder(self.folder).write(name, data)


def _trial(path: Path) -> Trial:
    try:
        return _TRIAL.validate_json(path.read_bytes())
    except ValidationError:
        raise ConfigError(f"{path.name} was changed or cut off; bring back a copy of it") from None
