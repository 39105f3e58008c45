"""Pages that the tagger learns from: drawn with what each word is, and seen anew each time."""

from __future__ import annotations

import random

import numpy as np
import pytest

import benchmarks.tagger
from benchmarks.tagger import lessons, pages_of
from models.tagger import OTHER, PIECES, TICKED, UNTICKED, Tag, spans, tagger
from models.train.batches import UNKNOWN, Batch, Fit
from models.train.noise import Noise
from models.train.tagger import Page, batches, names_of, page_cases, seen_anew
from models.weights import TAGGER, shipped
from models.wordpiece import WordPiece
from records.vocabulary import load_vocabulary


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return pages_of("train", seed=7, number=3, further=True)


def fields_of(name: str) -> list[str]:
    return [] if name == OTHER else name[2:].split("+")


def test_every_class_is_a_field_of_the_vocabulary(pages: list[Page]) -> None:
    known = set(load_vocabulary().field_kinds) | {"else"}
    told = {field for page in pages for name in page.names for field in fields_of(name)}
    assert len(told) > 30
    assert told <= known


def test_labels_and_their_answers_are_told(pages: list[Page]) -> None:
    asked = {n[2:] for page in pages for n in page.names if n.startswith("Q-")}
    answered = {n[2:] for page in pages for n in page.names if n.startswith("B-")}
    assert {"subject.date_of_birth", "subject.nationality"} <= asked & answered


def test_no_answer_goes_on_that_did_not_begin(pages: list[Page]) -> None:
    for page in pages:
        for before, name in zip((OTHER, *page.names), page.names, strict=False):
            assert not name.startswith("I-") or before[2:] == name[2:]


def test_tick_boxes_are_tokens_and_the_caption_of_a_ticked_one_is_an_answer(
    pages: list[Page],
) -> None:
    after = [
        (token.text, name)
        for page in pages
        for token, name in zip(page.tokens, page.names[1:], strict=False)
    ]
    assert any(text == TICKED and name.startswith("B-") for text, name in after)
    assert not any(text == UNTICKED and name.startswith("B-") for text, name in after)


def test_a_page_seen_anew_keeps_what_its_words_are(pages: list[Page]) -> None:
    rng = random.Random(1)
    changed = 0
    for page in pages:
        anew = seen_anew(page, Noise(), rng)
        assert len(anew.tokens) == len(anew.names) == len(anew.sure)
        assert set(map(fields_key, anew.names)) <= set(map(fields_key, page.names))
        changed += [t.text for t in anew.tokens] != [t.text for t in page.tokens]
    assert changed > len(pages) / 2


def fields_key(name: str) -> str:
    return name if name.startswith("Q-") else name[2:]


def test_words_that_a_reader_joins_stand_side_by_side_in_one_cell(pages: list[Page]) -> None:
    joining = Noise(taken=0, lost=0, added=0, split=0, unseen=0, joined=1, levels=(1.0,))
    words = {token.text for page in pages for token in page.tokens} - {TICKED, UNTICKED}
    joined = 0
    for page in pages:
        for token in seen_anew(page, joining, random.Random(1)).tokens:
            joined += token.text not in words
            assert token.bbox.width < page.width
            assert TICKED not in token.text or token.text == TICKED
    assert joined > 20


def test_the_same_chance_sees_the_same_page(pages: list[Page]) -> None:
    one, other = (seen_anew(pages[0], Noise(), random.Random(4)) for _ in range(2))
    assert one == other


def test_cases_say_the_class_of_each_word_at_its_first_piece(pages: list[Page]) -> None:
    names = names_of(pages, least=1)
    places = {name: at for at, name in enumerate(names)}
    pieces = WordPiece(shipped(PIECES, folder=TAGGER).decode())
    page = next(p for p in pages if any(n.startswith("Q-") for n in p.names) and all(p.sure))
    (case,) = page_cases(page, places, pieces)
    told = case.wanted[case.wanted != UNKNOWN]
    assert [names[at] for at in told] == list(page.names)
    assert len(case.given.ids) == len(case.wanted) <= 512


def test_batches_hold_every_window_of_every_view(pages: list[Page]) -> None:
    names = names_of(pages, least=1)
    places = {name: at for at, name in enumerate(names)}
    pieces = WordPiece(shipped(PIECES, folder=TAGGER).decode())
    fit = Fit(pieces=2048, views=2)
    made, again = (
        batches(pages, places, pieces, noise=Noise(), fit=fit, rng=random.Random(3)) for _ in "ab"
    )
    assert sum(len(batch.ids) for batch in made) >= 2 * len(pages)
    for batch, other in zip(made, again, strict=True):
        assert same(batch, other)
        assert batch.ids.size <= max(2048, batch.ids.shape[1])
        assert not batch.ids[batch.mask == 0].any()
        assert (batch.wanted[batch.mask == 0] == UNKNOWN).all()
        assert (batch.boxes[batch.mask == 1] >= 0).all()
        assert batch.wanted.max() < len(names)


def test_lessons_are_the_same_however_many_draw_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmarks.tagger, "TOGETHER", 1)
    pieces = shipped(PIECES, folder=TAGGER).decode()
    one, two = (
        lessons(tagger().names, pieces, seed=5, first=2, fit=Fit(views=1), workers=workers)
        for workers in (1, 2)
    )
    for _ in range(3):
        assert same(next(one), next(two))
    one.close()
    two.close()


def same(one: Batch, other: Batch) -> bool:
    return all(np.array_equal(getattr(one, n), getattr(other, n)) for n in Batch._fields)


def test_the_shipped_tagger_finds_most_answers_on_layouts_it_has_never_seen() -> None:
    seen = [
        p
        for n in (1, 2)
        for p in pages_of("dev", seed=11, number=n, further=False)
        if p.stratum == "unseen"
    ]
    right = wanted = found = 0
    for page in seen:
        got = tagger().tag(page.tokens, width=page.width, height=page.height)
        meant = [Tag(name=name, odds=1.0) for name in page.names]
        own, told = (
            {s[:4] for s in spans(tags, page.tokens) if not s.asks} for tags in (meant, got)
        )
        right, wanted, found = right + len(own & told), wanted + len(own), found + len(told)
    assert wanted > 100
    assert 2 * right / (wanted + found) > 0.7
