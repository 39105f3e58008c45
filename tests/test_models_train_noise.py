"""The noise of a reader is counted on pages it read, and spoils words as often."""

from __future__ import annotations

import random

import pytest

from models.train.noise import FITTED, Noise, Placed, fit_noise, fitted_noise, to_json
from records.types import BBox, union


def line(*words: str, read: bool = False) -> list[Placed]:
    return [
        (w, BBox(x0=100 * n + read, top=10, x1=100 * n + 60, bottom=20))
        for n, w in enumerate(words)
    ]


def test_letters_taken_for_others_are_counted() -> None:
    noise = fit_noise([(line("OLIVA", "10"), line("0LIVA", "1O", read=True))])
    assert noise.taken == 2 / 7
    assert noise.taken_for == {"0": "O", "O": "0"}
    assert (noise.lost, noise.added, noise.split, noise.unseen) == (0, 0, 0, 0)


def test_letters_lost_and_added_and_words_unseen_and_split_are_counted() -> None:
    truth = line("ABCD", "EFGH", "IJKL")
    half = BBox(x0=1, top=10, x1=30, bottom=20), BBox(x0=30, top=10, x1=60, bottom=20)
    read = [("AB", half[0]), ("D", half[1]), ("EFGHI", truth[1][1])]
    noise = fit_noise([(truth, read)])
    assert (noise.lost, noise.added) == (1 / 8, 1 / 8)
    assert (noise.split, noise.unseen) == (1 / 3, 1 / 3)


def test_what_is_no_reading_of_a_word_counts_for_nothing() -> None:
    noise = fit_noise([(line("ABCD", "EFGH"), line("RECEIVED", "EFGH", read=True))])
    assert noise.taken == noise.unseen == 0


def test_pages_read_poorly_make_strong_levels() -> None:
    well, poorly = (line("ABCDE"), line("ABCDE")), (line("ABCDE"), line("ABXXE"))
    assert fit_noise([well, well, well, poorly]).levels == (0, 0, 0, 0, 0, 0, 4, 4)


def test_no_pages_are_an_error() -> None:
    with pytest.raises(ValueError, match="no word"):
        fit_noise([])


def test_spoilt_words_are_spoilt_as_often_as_counted() -> None:
    noise = Noise(
        taken=0.1, lost=0, added=0, split=0, unseen=0.2, levels=(1.0,), taken_for={"a": "o"}
    )
    rng = random.Random(1)
    read = [noise.read("a" * 10, 1.0, rng) for _ in range(2000)]
    kept = [parts[0][0] for parts in read if parts]
    assert len(kept) / 2000 == pytest.approx(0.8, abs=0.03)
    assert "".join(kept).count("o") / (10 * len(kept)) == pytest.approx(0.1, abs=0.01)


def test_a_word_that_is_read_perfectly_is_left_as_it_is() -> None:
    assert Noise().read("Muestra", 0.0, random.Random(1)) == (("Muestra", (0.0, 1.0)),)


def test_two_words_read_as_one_are_one_join_and_not_unseen() -> None:
    truth = line("ANA", "EVA", "OLIVA")
    read = [("ANAEVO", union((truth[0][1], truth[1][1]))), ("OLIVA", truth[2][1])]
    noise = fit_noise([(truth, read)])
    assert (noise.joined, noise.unseen, noise.split) == (1 / 3, 0, 0)
    assert (noise.taken, noise.added) == (1 / 11, 0)


def test_a_stamp_over_two_words_joins_nothing() -> None:
    truth = line("ANA", "EVA", "OLIVA")
    read = [("RECEIVED", union((truth[0][1], truth[1][1]))), ("OLIVA", truth[2][1])]
    noise = fit_noise([(truth, read)])
    assert (noise.joined, noise.added) == (0, 0)


def test_what_was_counted_is_kept_as_it_was() -> None:
    assert to_json(fitted_noise()) == FITTED.read_text(encoding="utf-8")
    assert fitted_noise() != Noise()


def test_how_boxes_move_is_counted_without_what_is_no_reading_of_the_word() -> None:
    truth = line("OLIVA", "10", "HERRERA")
    read = [
        (text, BBox(x0=b.x0 + 1, top=b.top - 0.5, x1=b.x1 + 1, bottom=b.bottom - 2))
        for text, b in truth
    ]
    noise = fit_noise([(truth, read)])
    assert noise.shifts == ((1, 0), (-0.5, 0), (1, 0), (-2, 0))
    moved = noise.place(truth[0][1], random.Random(1))
    assert (moved.x0, moved.bottom) == (truth[0][1].x0 + 1, truth[0][1].bottom - 2)
    misread = [("0LIVA", read[0][1]), *read[1:]]
    assert fit_noise([(truth, misread)]).shifts == noise.shifts


def test_a_box_stays_a_box_however_it_moves() -> None:
    noise = Noise(shifts=((50, 0), (50, 0), (-50, 0), (-50, 0)))
    moved = noise.place(BBox(x0=100, top=100, x1=120, bottom=110), random.Random(1))
    assert (moved.width, moved.height) == (1, 1)
