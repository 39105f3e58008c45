"""The reader of running text: what its shipped weights find in sentences it has never seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models import running as module
from models.running import narrator
from records.errors import WeightsError
from records.vocabulary import load_vocabulary

ENGLISH = (
    "Rosa Muestra arrived with her mother, Fictitia Muestra Ortega. She was separated from her mother\n"
    "on June 3, 2018 by U.S. Border Patrol because the relationship could not be verified.\n\n"
    "Admitted to Casa Ejemplo Shelter on June 6, 2018."
)
SPANISH = (
    "El 3 de junio de 2018 la Patrulla Fronteriza separó a Rosa de su madre, Fictitia Muestra Ortega, "
    "porque no se comprobó el parentesco."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ENGLISH,
            {
                ("separation.relationship", "mother"),
                ("separation.date", "June 3, 2018"),
                ("placement.date", "June 6, 2018"),
            },
        ),
        (
            SPANISH,
            {
                ("separation.from", "Fictitia Muestra Ortega"),
                ("separation.relationship", "madre"),
                ("separation.date", "3 de junio de 2018"),
            },
        ),
    ],
)
def test_sentences_of_both_languages_are_read(text: str, expected: set[tuple[str, str]]) -> None:
    told = list(narrator().stated(text))
    assert expected <= {(s.name, text[s.start : s.end]) for s in told}
    assert [s.value for s in told if s.name == "separation.stated"] == ["true"]


@pytest.mark.parametrize(
    "text",
    [
        "The minor was not separated from any parent or relative.",
        "El menor no fue separado de ningún familiar.",
    ],
)
def test_what_is_denied_is_told_as_denied(text: str) -> None:
    told = [s.value for s in narrator().stated(text) if s.name == "separation.stated"]
    assert told == ["false"]


def test_every_label_is_a_field_of_the_vocabulary() -> None:
    known = load_vocabulary().field_kinds
    told = {s.name for text in (ENGLISH, SPANISH) for s in narrator().stated(text)}
    assert len(told) >= 5
    assert told <= set(known)


def test_a_text_of_nothing_states_nothing() -> None:
    assert list(narrator().stated("")) == []
    assert list(narrator().stated("\n\n \n\n")) == []


def test_weights_that_were_changed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "running"
    shutil.copytree(module.FOLDER, folder)
    data = bytearray((folder / module.NETWORK).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / module.NETWORK).write_bytes(data)
    monkeypatch.setattr(module, "FOLDER", folder)
    module.narrator.cache_clear()
    with pytest.raises(WeightsError, match="changed or damaged"):
        module.narrator()
    module.narrator.cache_clear()


def test_reading_loads_no_pickle() -> None:
    code = (
        "import sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda e, a: seen.append(e) if e.startswith('pickle.') else None)\n"
        "from models.running import narrator\n"
        f"assert list(narrator().stated({ENGLISH!r}))\n"
        "sys.exit(len(seen))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
