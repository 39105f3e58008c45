"""Lines that the second reader learns from: drawn with what they say, cut out and put together."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from rapidfuzz.distance import Levenshtein

from benchmarks.lines import Sample, family_lines, further_hands
from benchmarks.practice import some_text
from models.alphabet import ALPHABET
from models.reader import HEIGHT, STEP, line_reader
from models.train.reader import CHARACTERS, Fit, batches
from synth import fonts
from synth.chance import SPLITS


@pytest.fixture(scope="module")
def lines() -> list[Sample]:
    return list(family_lines("dev", seed=5, number=2, further=False))


def test_lines_are_of_our_characters_and_most_are_answers(lines: list[Sample]) -> None:
    assert len(lines) > 80
    assert {line.fill for line in lines} > {"print"}
    assert sum(line.fill == "print" for line in lines) < len(lines) / 2
    assert all(set(line.text) <= set(ALPHABET) for line in lines)


def test_what_is_cut_out_says_what_it_is_said_to_say(lines: list[Sample]) -> None:
    read = line_reader().read([line.picture for line in lines])
    wrong = [
        Levenshtein.distance(line.text, said.text) for line, said in zip(lines, read, strict=True)
    ]
    assert sum(wrong) < 0.1 * sum(len(line.text) for line in lines)


def test_pens_practise_in_hands_that_no_split_has() -> None:
    used = {name for split in SPLITS for name in fonts.names("hand", split)}
    assert len(further_hands()) > 50
    assert not used & set(further_hands())
    for name in further_hands():
        assert fonts.font_path(name).is_file()


def test_every_typeface_bears_a_name_of_its_own_and_its_licence() -> None:
    for name in fonts.typefaces():
        with TTFont(fonts.font_path(name)) as opened:
            names = opened["name"]
            assert names.getDebugName(1) == f"Casefile-{name}"
            assert re.search("OFL|Open Font|Apache|Ap", " ".join(str(r) for r in names.names)), name


def test_practice_is_never_the_same_and_of_our_characters() -> None:
    rng = random.Random(3)
    said = [some_text(rng) for _ in range(500)]
    assert len(set(said)) > 400
    assert set("".join(said)) <= set(ALPHABET)
    assert {"N/A", "M"} < {some_text(rng) for _ in range(5000)}
    assert sum(any(c.isdigit() for c in text) for text in said) > 100


def test_pens_practise_every_character_that_typefaces_have() -> None:
    rng = random.Random(4)
    said = {letter for _ in range(20000) for letter in some_text(rng)}
    assert set(ALPHABET) - said <= set("ÄÅäå×✓☐☒☑")


def test_batches_hold_each_line_with_its_characters() -> None:
    rng = random.Random(1)
    given = [
        (np.full((20 + at % 9, 60 + 40 * at), 255, np.uint8), "Ana Luz 7"[: 1 + at % 9])
        for at in range(30)
    ]
    made = batches(given, fit=Fit(across=4096), rng=rng)
    texts = []
    for batch in made:
        lines, height, width = batch.pictures.shape
        assert height == HEIGHT and width % STEP == 0
        assert lines == 1 or lines * width <= 4096
        assert len(batch.lengths) == len(batch.widths) == lines
        ends = np.cumsum(batch.lengths)
        for start, end in zip((0, *ends), ends, strict=False):
            texts.append("".join(CHARACTERS[n - 1] for n in batch.labels[start:end]))
        for row, own in zip(batch.pictures, batch.widths, strict=True):
            assert row[:, :own].all() and not row[:, own:].any()
    assert sorted(texts) == sorted(text for _, text in given)


def test_a_line_too_narrow_for_its_letters_is_left_out() -> None:
    narrow = (np.full((48, 60), 255, np.uint8), "far too long for so few pixels")
    wide = (np.full((48, 600), 255, np.uint8), "long")
    (batch,) = batches([narrow, wide], fit=Fit(), rng=random.Random(1))
    assert batch.lengths.tolist() == [4]
