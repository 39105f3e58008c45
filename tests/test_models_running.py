"""The reader of running text: what its shipped weights find in sentences it has never seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models import running as module
from models.running import Facts, Stated, consistent, narrator
from models.tagger import JOINT
from models.weights import NARRATOR
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


def test_what_is_denied_is_told_as_denied() -> None:
    text = "The minor was not separated from any parent or relative."
    told = [s.value for s in narrator().stated(text) if s.name == "separation.stated"]
    assert told == ["false"]


def test_every_label_is_a_field_of_the_vocabulary() -> None:
    known = load_vocabulary().field_kinds
    told = {part.partition("=")[0] for label in narrator().labels for part in label.split(JOINT)}
    assert len(told) >= 20
    assert told <= set(known)


def test_a_text_of_nothing_states_nothing() -> None:
    assert list(narrator().stated("")) == []
    assert list(narrator().stated("\n\n \n\n")) == []


def test_weights_that_were_changed_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "running"
    shutil.copytree(NARRATOR, folder)
    data = bytearray((folder / module.NETWORK).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / module.NETWORK).write_bytes(data)
    monkeypatch.setattr(module, "NARRATOR", folder)
    module.narrator.cache_clear()
    with pytest.raises(WeightsError, match="changed or damaged"):
        module.narrator()
    module.narrator.cache_clear()


def test_reading_loads_no_pickle_and_no_torch() -> None:
    code = (
        "import sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda e, a: seen.append(e) if e.startswith('pickle.') else None)\n"
        "from models.running import narrator\n"
        f"assert list(narrator().stated({ENGLISH!r}))\n"
        "sys.exit(len(seen) + ('torch' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def stated(text: str, words: str, name: str, value: str | None = None) -> Stated:
    start = text.index(words)
    return Stated(start, start + len(words), name, value)


def test_a_date_counts_where_the_separation_is_stated() -> None:
    text = "Found on May 1, 2018. He was ill. On May 3, 2018 they took him from his aunt Fictitia Muestra."
    far = stated(text, "May 1, 2018", "separation.date")
    near = stated(text, "May 3, 2018", "separation.date")
    whom = stated(text, "Fictitia Muestra", "separation.from")
    told = consistent(text, [far, near, whom])
    assert near in told
    assert far not in told


@pytest.mark.parametrize("short", ["U.S. Border Patrol", "Mr. Muestra", "EE. UU. Migración"])
def test_a_short_form_ends_no_sentence(short: str) -> None:
    text = f"On May 3, 2018 {short} took him from his aunt Fictitia Muestra."
    day = stated(text, "May 3, 2018", "separation.date")
    whom = stated(text, "Fictitia Muestra", "separation.from")
    assert day in consistent(text, [day, whom])


@pytest.mark.parametrize(
    ("text", "words", "stands"),
    [
        ("He was separated at the station.", "was separated", True),
        ("Lo apartaron en la estación.", "apartaron", True),
        ("The databases were queried.", "were queried", False),
    ],
)
def test_a_separation_without_any_detail_needs_words_about_nothing_else(
    text: str, words: str, stands: bool
) -> None:
    flag = stated(text, words, "separation.stated", "true")
    assert consistent(text, [flag]) == ([flag] if stands else [])


def test_a_reason_ends_before_the_next_clause_and_is_one_in_its_own() -> None:
    text = "Taken from Fictitia Muestra because no paper proved kinship and nobody said where she was sent."
    whom = stated(text, "Fictitia Muestra", "separation.from")
    parts = [stated(text, w, "separation.reason") for w in ("no", "proved")]
    (told,) = (s for s in consistent(text, [whom, *parts]) if s.name == "separation.reason")
    assert text[told.start : told.end] == "no paper proved kinship"


@pytest.mark.parametrize(
    ("text", "words", "stands"),
    [
        ("Nobody was taken away.", "Nobody was taken", True),
        ("No incidents, nobody was hurt.", "nobody was hurt", False),
    ],
)
def test_a_denial_of_something_else_denies_no_separation(
    text: str, words: str, stands: bool
) -> None:
    flag = stated(text, words, "separation.stated", "false")
    assert consistent(text, [flag]) == ([flag] if stands else [])


def test_a_reason_ends_where_the_next_line_of_a_list_begins() -> None:
    text = "Taken from Fictitia Muestra because kinship was in doubt Plan: release to an aunt"
    whom = stated(text, "Fictitia Muestra", "separation.from")
    why = stated(text, "kinship was", "separation.reason")
    (told,) = (s for s in consistent(text, [whom, why]) if s.name == "separation.reason")
    assert text[told.start : told.end] == "kinship was in doubt"


def test_who_is_separated_from_somebody_is_separated() -> None:
    text = "On May 3, 2018 they took him from Fictitia Muestra."
    whom = stated(text, "Fictitia Muestra", "separation.from")
    assert whom._replace(name="separation.stated", value="true") in consistent(text, [whom])


def test_a_denial_is_no_separation_and_has_no_date() -> None:
    text = "He was found on May 1, 2018 and was not separated."
    flag = stated(text, "was not separated", "separation.stated", "false")
    assert consistent(text, [stated(text, "May 1, 2018", "separation.date"), flag]) == [flag]


def test_a_reason_reaches_to_the_end_of_its_clause() -> None:
    text = "Taken from Fictitia Muestra because no paper proved that they were kin; he cried. End."
    whom = stated(text, "Fictitia Muestra", "separation.from")
    parts = [stated(text, w, "separation.reason") for w in ("no paper", "they were kin")]
    reasons = [s for s in consistent(text, [whom, *parts]) if s.name == "separation.reason"]
    assert [text[s.start : s.end] for s in reasons] == ["no paper proved that they were kin"]


def test_where_somebody_was_moved_is_not_told() -> None:
    text = "In care since May 5, 2018."
    assert consistent(text, [stated(text, "May 5, 2018", "transfer.date")]) == []


NAMES = (
    *("O", "B-mother.full_name+separation.from", "I-mother.full_name+separation.from"),
    *("B-father.full_name+separation.from", "I-father.full_name+separation.from"),
    "B-separation.date",
)


def test_what_all_likely_labels_say_is_told_and_what_they_dispute_is_not() -> None:
    odds = np.array(
        [
            [0.0, 0.5, 0.0, 0.4, 0.0, 0.1],
            [0.1, 0.0, 0.4, 0.0, 0.5, 0.0],
            [0.9, 0.1, 0.0, 0.0, 0.0, 0.0],
            [0.1, 0.0, 0.0, 0.0, 0.0, 0.9],
        ],
        np.float32,
    )
    places = [(0, 4), (5, 9), (10, 11), (12, 20)]
    assert list(Facts(NAMES).told(odds, places)) == [
        Stated(0, 9, "separation.from", None),
        Stated(12, 20, "separation.date", None),
    ]


def test_a_stretch_may_go_on_where_its_first_word_was_not_seen() -> None:
    odds = np.zeros((3, len(NAMES)), np.float32)
    odds[0, 2] = odds[1, 2] = odds[2, 1] = 1.0
    told = list(Facts(NAMES).told(odds, [(0, 1), (2, 3), (4, 5)]))
    assert {(s.start, s.end) for s in told} == {(0, 3), (4, 5)}
    assert {s.name for s in told} == {"mother.full_name", "separation.from"}


def test_no_word_states_nothing() -> None:
    assert list(Facts(NAMES).told(np.zeros((0, len(NAMES)), np.float32), [])) == []


def test_a_text_beyond_one_window_is_read_to_its_end_and_offsets_are_its_own() -> None:
    filler = "The van left after breakfast and the beds were made.\n" * 80
    text = f"{filler}\n\n\n{ENGLISH}\n\n{filler}"
    start = text.index("June 3, 2018")
    found = {(s.name, s.start, s.end) for s in narrator().stated(text)}
    assert ("separation.date", start, start + len("June 3, 2018")) in found
