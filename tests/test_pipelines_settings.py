"""Settings: ranges, what makes a file be read again, and a token that never shows."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.settings import (
    FORMS,
    LIMITS,
    ReviewSettings,
    Settings,
    make_settings,
    reads_alike,
    review_environment,
)
from records.errors import NEXT_STEP, ConfigError, Reason

URL, TOKEN = "CASEFILE_LABEL_STUDIO_URL", "CASEFILE_LABEL_STUDIO_TOKEN"


def test_what_the_command_line_says_is_taken(tmp_path: Path) -> None:
    settings = make_settings(workers=3, forms=tmp_path)
    assert (settings.workers, settings.forms) == (3, tmp_path)


def test_the_defaults_stand_where_it_says_nothing() -> None:
    assert make_settings() == Settings()
    assert make_settings().forms == FORMS


@pytest.mark.parametrize("workers", [0, -1, 257])
def test_a_number_of_workers_out_of_range_is_refused(workers: int) -> None:
    with pytest.raises(ConfigError, match=rf"--workers {workers}: .*1 to 256"):
        make_settings(workers=workers)


def test_forms_must_be_a_directory(tmp_path: Path) -> None:
    (tmp_path / "Lopez.toml").write_text("")
    with pytest.raises(ConfigError, match="--forms") as caught:
        make_settings(forms=tmp_path / "Lopez.toml")
    assert "Lopez" not in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"engine": "other"},
        {"languages": "eng"},
        {"dpi": 200},
        {"max_pages": 5},
        {"max_page_pixels": 1000},
        {"memory_bytes": 1 << 30},
        {"page_time_limit_s": 1.0},
    ],
    ids=lambda change: str(next(iter(change))),
)
def test_what_could_change_a_reading_changes_the_fingerprint(change: dict[str, object]) -> None:
    changed = replace(Settings(), **change)  # type: ignore[arg-type]
    assert changed.fingerprint() != Settings().fingerprint()


@pytest.mark.parametrize("limit", LIMITS)
def test_every_limit_can_be_set_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setenv(LIMITS[limit], "7")
    assert make_settings() == replace(Settings(), **{limit: 7})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "many", "1e9"])
def test_a_limit_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CASEFILE_MAX_PAGES", text)
    with pytest.raises(ConfigError, match="CASEFILE_MAX_PAGES must be a whole number"):
        make_settings()


@pytest.mark.parametrize("reason", list(Reason))
def test_a_next_step_names_only_what_can_be_set(reason: Reason) -> None:
    named = re.findall(r"\b_?[A-Z]+_[A-Z_]+\b|\bmax_\w+|\w+_limit\w*", NEXT_STEP[reason])
    assert all(any(known.endswith(name) for known in LIMITS.values()) for name in named)


def test_limits_alone_read_alike() -> None:
    here = Settings()
    assert reads_alike(replace(here, max_pages=5).fingerprint(), here.fingerprint())
    assert not reads_alike(replace(here, dpi=200).fingerprint(), here.fingerprint())


def test_the_number_of_workers_and_the_place_of_the_forms_do_not(tmp_path: Path) -> None:
    shutil.copytree(FORMS, tmp_path / "forms")
    moved = Settings(workers=7, forms=tmp_path / "forms")
    assert moved.fingerprint() == Settings().fingerprint()


def test_a_form_that_changes_comes_or_goes_does(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    shutil.copytree(FORMS, forms)
    seen = {Settings().fingerprint()}
    (forms / "unknown.toml").write_bytes((forms / "unknown.toml").read_bytes() + b"#")
    seen.add(Settings(forms=forms).fingerprint())
    (forms / "vocabulary.toml").write_bytes(b"")
    seen.add(Settings(forms=forms).fingerprint())
    (forms / "unknown.toml").unlink()
    seen.add(Settings(forms=forms).fingerprint())
    assert len(seen) == 4


def test_another_version_of_the_code_does(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Settings().fingerprint()
    monkeypatch.setattr("pipelines.settings.code_version", lambda: "99")
    assert Settings().fingerprint() != before


def test_a_token_never_shows() -> None:
    assert "hush" not in repr(ReviewSettings(url="http://127.0.0.1", token="hush"))


def test_the_review_server_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL, "http://127.0.0.1:1")
    monkeypatch.delenv(TOKEN, raising=False)
    assert review_environment() is None
    monkeypatch.setenv(TOKEN, "hush")
    assert review_environment() == ReviewSettings(url="http://127.0.0.1:1", token="hush")
