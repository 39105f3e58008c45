"""Weights that go on from others' under the Apache License 2.0: its text and what was changed lie beside."""

from __future__ import annotations

from collections.abc import Mapping

from synth import fonts


def licensed(files: Mapping[str, bytes], *, notice: str) -> dict[str, bytes]:
    """Return the files with the notice and the licence beside them, by file name."""
    licence = (fonts.FOLDER / "Apache-2.0.txt").read_bytes()
    return {**files, "NOTICE.txt": notice.encode(), "Apache-2.0.txt": licence}
