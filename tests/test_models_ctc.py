from __future__ import annotations

import itertools

import numpy as np
import pytest

from models import ctc
from models.ctc import Labels, Matrix, Shapes

LABELS = (1, 2)


def random_matrix(frames: int, seed: int) -> Matrix:
    odds = np.random.default_rng(seed).dirichlet((0.5,) * 3, size=frames)
    return np.log(odds).astype(np.float32)


def collapsed(path: tuple[int, ...]) -> Labels:
    return tuple(label for label, _ in itertools.groupby(path) if label != ctc.BLANK)


def by_force(matrix: Matrix) -> dict[Labels, float]:
    """Return the probability of every text, each path counted."""
    found: dict[Labels, float] = {}
    for path in itertools.product(range(3), repeat=len(matrix)):
        odds = float(np.exp(sum(matrix[frame, label] for frame, label in enumerate(path))))
        found[collapsed(path)] = found.get(collapsed(path), 0.0) + odds
    return found


@pytest.mark.parametrize("seed", range(4))
def test_forward_adds_up_all_alignments(seed: int) -> None:
    matrix = random_matrix(5, seed)
    truth = by_force(matrix)
    assert np.allclose(np.exp(ctc.forward(matrix, tuple(truth))), list(truth.values()), atol=1e-6)


def test_a_doubled_character_needs_a_blank_between() -> None:
    odds = ctc.forward(random_matrix(2, 0), [(1, 1)])
    assert odds[0] == ctc.NEVER


def test_long_lines_do_not_underflow() -> None:
    matrix = np.full((900, 3), np.log(0.3), dtype=np.float32)
    (odds,) = ctc.forward(matrix, [(1, 2) * 200])
    assert -900 < odds < 0


@pytest.mark.parametrize("seed", range(4))
def test_search_finds_the_most_probable_texts(seed: int) -> None:
    matrix = random_matrix(6, seed)
    truth = by_force(matrix)
    best = sorted(truth, key=lambda labels: -truth[labels])[:3]
    assert list(ctc.search(matrix, width=200)[:3]) == best


A_THEN_B = Shapes(classes=("", "a", "b"), steps=({"a": 1}, {"b": 2}, {}), longest=2)


def test_search_among_keeps_to_what_is_wanted() -> None:
    matrix = np.log(np.array([[0.02, 0.97, 0.01], [0.97, 0.02, 0.01], [0.02, 0.97, 0.01]]))
    found = ctc.search_among(matrix.astype(np.float32), A_THEN_B)
    assert set(found) == {(), (1,), (1, 2)}


@pytest.mark.parametrize("seed", range(4))
def test_search_among_finds_the_most_probable_of_its_texts(seed: int) -> None:
    matrix = random_matrix(6, seed)
    truth = {t: odds for t, odds in by_force(matrix).items() if t in {(), (1,), (1, 2)}}
    assert list(ctc.search_among(matrix, A_THEN_B, width=200)) == sorted(
        truth, key=lambda labels: -truth[labels]
    )


def test_search_among_may_pass_over_what_is_of_no_class_and_no_longer_than_told() -> None:
    spaced = Shapes(classes=("", "", "b"), steps=({"b": 1}, {}), longest=2)
    found = ctc.search_among(random_matrix(6, 1), spaced, width=200)
    assert {(1, 2), (2, 1), (1, 1)} <= set(found)
    assert max(map(len, found)) == 2


def test_search_among_leaves_a_line_that_says_something_else() -> None:
    line = np.full((40, 3), -60.0, dtype=np.float32)
    line[:, 2] = 0.0  # nothing but b, where texts begin with a
    assert ctc.search_among(line, A_THEN_B) == ()
