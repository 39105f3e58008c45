"""A page's words become pieces, windows and, from the network's classes, labels and answers."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from models import tagger as module
from models.tagger import (
    OTHER,
    TICKED,
    Span,
    Tag,
    Token,
    encode,
    spans,
)
from models.weights import TAGGER
from models.windows import Encoded, inputs_of, windows
from models.wordpiece import WordPiece
from records.errors import WeightsError
from records.types import BBox

LIST = ["[PAD]", "[unused1]", "[unused2]", "[UNK]", "[CLS]", "[SEP]", "na", "##me", "jose", ":"]
PIECES = WordPiece("\n".join(LIST))


def token(text: str, *, x0: float = 0.0, group: int = 0) -> Token:
    return Token(text, BBox(x0=x0, top=72, x1=x0 + 20, bottom=82), group)


def test_each_word_has_its_pieces_its_place_and_its_first_piece() -> None:
    page = encode(
        [token("Name:", x0=61.2), token("José", x0=122.4, group=1), token(TICKED, group=2)],
        width=612,
        height=720,
        pieces=PIECES,
    )
    assert page.ids.tolist() == [6, 7, 9, 8, 1]
    assert page.firsts.tolist() == [0, 3, 4]
    assert page.boxes[0].tolist() == [100, 100, 133, 114]
    assert page.boxes[3].tolist() == [200, 100, 233, 114]
    assert page.sides.tolist() == [0, 0, 0, 1, 0]


def test_words_past_the_edge_of_the_page_are_put_on_it() -> None:
    page = encode(
        [token("jose", x0=-30), token("jose", x0=700)], width=612, height=720, pieces=PIECES
    )
    assert page.boxes[:, 0].tolist() == [0, 1000]
    assert page.boxes[:, 2].tolist() == [0, 1000]


def long_page(words: int) -> Encoded:
    return encode(
        [token("name", group=n) for n in range(words)], width=612, height=720, pieces=PIECES
    )


def test_windows_hold_every_word_and_share_some() -> None:
    page = long_page(600)
    found = windows(page)
    assert found[0].first == 0
    assert found[-1].last == 600
    for before, after in pairwise(found):
        assert before.first < after.first < before.last
        assert before.last - after.first == 64
    for window in found:
        given = inputs_of(page, window, begin=4, end=5)
        assert len(given.ids) <= 512
        assert (given.ids[0], given.ids[-1]) == (4, 5)
        assert (given.ids[given.firsts] == 6).all()


def test_a_page_without_words_has_no_windows() -> None:
    assert windows(long_page(0)) == ()


def test_a_run_of_one_name_is_a_span_and_B_begins_another() -> None:
    tokens = [token("x", group=n // 2) for n in range(8)]
    names = ["Q-a", "Q-a", "Q-a", OTHER, "B-a", "I-a", "B-a", "I-b"]
    odds = [0.75, 0.5, 0.7, 1.0, 0.6, 0.5, 0.4, 0.3]
    tags = [Tag(name=n, odds=p) for n, p in zip(names, odds, strict=True)]
    assert spans(tags, tokens) == (
        Span("a", True, 0, 2, 0.625),
        Span("a", True, 2, 3, 0.7),
        Span("a", False, 4, 6, 0.5),
        Span("a", False, 6, 7, 0.4),
        Span("b", False, 7, 8, 0.3),
    )


def test_words_of_one_label_ask_for_what_most_of_them_do() -> None:
    tokens = [token("x") for _ in range(3)]
    tags = [Tag(name=f"Q-{n}", odds=p) for n, p in (("a", 0.9), ("b", 0.75), ("b", 0.75))]
    assert spans(tags, tokens) == (Span("b", True, 0, 3, 0.5),)


class Position:
    """A network that says of each piece where in its window it stands."""

    def run(
        self, _: None, given: dict[str, npt.NDArray[np.int64]]
    ) -> list[npt.NDArray[np.float64]]:
        count = given["input_ids"].shape[1]
        return [np.arange(count, dtype=np.float32)[None, :, None] * np.array([[[0.0, 0.01]]])]


def test_a_word_in_two_windows_is_told_by_the_one_that_sees_more_around_it() -> None:
    found = module.Tagger.__new__(module.Tagger)
    found._session, found._pieces, found.names = Position(), PIECES, ("O", "Q-a")
    odds = found.odds([token("name")] * 300, width=612, height=720)
    logits = np.log(odds[:, 1] / odds[:, 0]) * 100
    assert odds.shape == (300, 2)
    first, second = windows(long_page(300))
    middle = (second.first + first.last) // 2
    assert logits[middle - 2] == pytest.approx(2 * (middle - 2) + 1, abs=0.1)
    assert logits[middle + 1] == pytest.approx(2 * (middle + 1 - second.first) + 1, abs=0.1)


@pytest.mark.parametrize("name", [module.NETWORK, module.NAMES, module.PIECES])
def test_weights_that_were_changed_are_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tagger"
    shutil.copytree(TAGGER, folder)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    monkeypatch.setattr(module, "TAGGER", folder)
    module.tagger.cache_clear()
    with pytest.raises(WeightsError, match="changed or damaged"):
        module.tagger()
