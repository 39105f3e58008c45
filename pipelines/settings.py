"""All settings and their defaults, and the only reader of the environment."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from extract.ocr import LANGUAGES, best_engine
from records.errors import ConfigError

REPOSITORY: Final = Path(__file__).resolve().parent.parent
FORMS: Final = REPOSITORY / "forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run may be told. Limits are per file; times in seconds, memory in bytes.

    A page of 64 megapixels that does not tell its resolution takes 1.5 GiB at its peak. `keep_words`:
    the words of each page stay in the workspace, for those who measure.
    """

    forms: Path = FORMS
    workers: int = max(1, (os.cpu_count() or 2))
    engine: str = field(default_factory=best_engine)
    languages: str = LANGUAGES
    dpi: int = 300
    keep_words: bool = False
    max_pages: int = 2000
    max_page_pixels: int = 64_000_000
    max_file_bytes: int = 2 * 1024**3
    memory_bytes: int = 2 * 1024**3
    page_time_limit_s: float = 120.0
    file_time_limit_s: float = 4 * 3600.0

    def fingerprint(self, weights: str = "") -> str:
        """Return 12 hexadecimal digits that change whenever the same page could be read otherwise.

        `weights` is a digest of what learned (`models.acceptance`). After a hyphen stand 8 more, for the
        limits: where they alone change, only what did not come through whole can be read otherwise
        (`reads_alike`).
        """
        told = asdict(self)
        limits = [(name, told.pop(name)) for name in LIMITS]
        for neutral in ("forms", "workers", "keep_words"):
            del told[neutral]
        digest = sha256(repr((code_version(), weights, sorted(told.items()))).encode())
        for path in sorted(self.forms.glob("*.toml")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
        return f"{digest.hexdigest()[:12]}-{sha256(repr(limits).encode()).hexdigest()[:8]}"


LIMITS: Final[dict[str, str]] = {
    "max_pages": "CASEFILE_MAX_PAGES",
    "max_page_pixels": "CASEFILE_MAX_PAGE_PIXELS",
    "max_file_bytes": "CASEFILE_MAX_FILE_BYTES",
    "memory_bytes": "CASEFILE_MEMORY_BYTES",
    "page_time_limit_s": "CASEFILE_PAGE_TIME_LIMIT_S",
    "file_time_limit_s": "CASEFILE_FILE_TIME_LIMIT_S",
}
"""Each limit, and the variable of the environment that sets it to another whole number."""


def reads_alike(first: str, second: str) -> bool:
    """Say whether two fingerprints differ in limits at most."""
    return first.partition("-")[0] == second.partition("-")[0]


def code_version() -> str:
    """Return the installed version of Casefile."""
    try:
        return version("casefile")
    except PackageNotFoundError:
        return "0"


def make_settings(
    *, workers: int | None = None, forms: Path | None = None, keep_words: bool = False
) -> Settings:
    """Return the defaults with what the environment (`LIMITS`) and the command line say.

    Raises:
        ConfigError: A value out of range, a limit that is no number, or a forms directory that is not one.
    """
    chosen = Settings().workers if workers is None else workers
    if not 1 <= chosen <= 256:
        raise ConfigError(f"--workers {chosen}: give a number from 1 to 256")
    directory = FORMS if forms is None else forms
    if not directory.is_dir():
        raise ConfigError("--forms is not a directory; give one that holds *.toml form files")
    told = Settings(workers=chosen, forms=directory, keep_words=keep_words)
    return replace(told, **_limits())


def _limits() -> dict[str, Any]:
    found = {
        name: os.environ[variable] for name, variable in LIMITS.items() if variable in os.environ
    }
    for name, text in found.items():
        if not (text.isascii() and text.isdecimal() and int(text) > 0):
            raise ConfigError(f"{LIMITS[name]} must be a whole number above 0")
    return {name: int(text) for name, text in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """Where Label Studio is; the token never shows in a repr."""

    url: str
    token: str

    def __repr__(self) -> str:
        return f"ReviewSettings(url={self.url!r}, token='***')"


def review_environment() -> ReviewSettings | None:
    """Return CASEFILE_LABEL_STUDIO_URL and _TOKEN from the environment, or None where one is missing."""
    url = os.environ.get("CASEFILE_LABEL_STUDIO_URL")
    token = os.environ.get("CASEFILE_LABEL_STUDIO_TOKEN")
    return ReviewSettings(url=url, token=token) if url and token else None
