from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from models.weights import (
    LINE_DETECTOR,
    NARRATOR,
    READER,
    SHIPPED,
    TAGGER,
    place_of,
    verified,
)
from records.errors import WeightsError


def test_weights_with_one_changed_bit_are_refused(tmp_path: Path) -> None:
    data = bytearray(place_of(LINE_DETECTOR).read_bytes())
    data[len(data) // 2] ^= 1
    copy = tmp_path / "copy.onnx"
    copy.write_bytes(data)
    with pytest.raises(WeightsError, match="changed or damaged"):
        verified(LINE_DETECTOR, path=copy)


def test_weights_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"\./setup"):
        verified(LINE_DETECTOR, path=tmp_path / "nothing.onnx")


WATCHED = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith("pickle.") else None)
import numpy as np
from models.reader import line_reader
print(line_reader().read([np.full((48, 160), 255, np.uint8)])[0].frames, seen, "torch" in sys.modules)
"""


def test_reading_loads_no_pickle_and_no_torch() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True
    )
    assert done.stdout.split(maxsplit=1)[1].strip() == "[] False"


MOST: Final = 60_000_000
"""Bytes that the weights in the repository may have together."""


def test_all_shipped_weights_together_stay_small() -> None:
    folders = set(SHIPPED.parent.glob("shipped*"))
    assert {SHIPPED, READER, TAGGER, NARRATOR} <= folders
    assert all(any(folder.iterdir()) for folder in folders)
    assert 0 < sum(f.stat().st_size for folder in folders for f in folder.iterdir()) < MOST
