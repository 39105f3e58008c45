"""Workspaces that several test modules look at. Read them; a test that writes copies one first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import SAMPLES, casefile


@pytest.fixture(scope="session")
def processed_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workspace of one sample, a born-digital verification of release of one page."""
    root = tmp_path_factory.mktemp("one") / "workspace"
    told = casefile("run", SAMPLES / "verification-of-release.pdf", "--workspace", root)
    assert told.status == 0, told.err
    return root
