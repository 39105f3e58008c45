"""What the reader of running text learns from: what narratives state, and how they are spoilt."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.narratives import (
    Tally,
    by_rules,
    f1,
    interval,
    learned_from,
    looked_at,
    told,
    wanted_of,
)
from models.running import PIECES as LISTED
from models.running import Facts, encode
from models.train.batches import UNKNOWN, Fit
from models.train.noise import Noise
from models.train.running import Told, batches, classes, named, spoilt, text_cases
from models.weights import NARRATOR, shipped
from models.wordpiece import WordPiece
from records.vocabulary import load_vocabulary
from synth.papers import Run
from tests.test_synth_text import PARAGRAPH

PIECES = WordPiece(shipped(LISTED, folder=NARRATOR).decode())
SILENT = Noise(taken=0, lost=0, added=0, split=0, unseen=0, joined=0)


@pytest.fixture(scope="module")
def narratives() -> list[Told]:
    return [one for number in range(6) for one in learned_from(number)]


def test_the_words_of_a_fact_are_a_span() -> None:
    one = told((PARAGRAPH, (Run(text="End."),)), language="en")
    assert one.text.endswith("June 3, 2018. \nEnd.")
    assert [(one.text[a:b], label) for a, b, label in one.spans] == [
        ("Darwin Cantalagua", "father.full_name+separation.from"),
        ("June 3, 2018", "separation.date"),
    ]


def test_labels_are_fields_and_a_separation_says_whether_it_was(narratives: list[Told]) -> None:
    known = load_vocabulary().field_kinds
    names = {
        p.partition("=")[0] for one in narratives for _, _, x in one.spans for p in x.split("+")
    }
    assert len(names) > 15
    assert names <= set(known)
    flags = {x for one in narratives for _, _, x in one.spans if "separation.stated" in x}
    assert flags <= {"separation.stated=true", "separation.stated=false"}


def test_narratives_to_learn_from_are_varied_and_in_both_languages(narratives: list[Told]) -> None:
    assert {one.language for one in narratives} == {"en", "es"}
    assert not any(mark in one.text for one in narratives for mark in "<>|{}[]")
    assert len({one.text for one in narratives}) > 0.95 * len(narratives)


def test_spoiling_moves_spans_with_their_words(narratives: list[Told]) -> None:
    rng = random.Random(1)
    for one in narratives:
        same = spoilt(one, SILENT, rng)
        assert same.text.casefold() == one.text.casefold()
        assert same.spans == one.spans
    noisy = [spoilt(one, Noise(taken=0.1, split=0.05, unseen=0.1), rng) for one in narratives]
    assert sum(a.text != b.text for a, b in zip(noisy, narratives, strict=True)) > 10
    for one in noisy:
        assert all(0 <= a < b <= len(one.text) for a, b, _ in one.spans)


def test_words_have_the_class_of_the_span_that_they_are_of(narratives: list[Told]) -> None:
    text = "El 3 de junio, Fictitia"
    words = encode(text, PIECES)
    spans = ((0, 13, "a"), (15, 23, "b+c"))
    assert named(words.places, spans) == ["B-a", "I-a", "I-a", "I-a", "O", "B-b+c"]
    known = classes(narratives)
    facts = Facts(known)
    for one in narratives:
        words = encode(one.text, PIECES)
        names = named(words.places, one.spans)
        odds = np.array([[name == own for own in known] for name in names], np.float32)
        wanted = {
            (start, end, part) for start, end, label in one.spans for part in label.split("+")
        }
        told_ = {
            (s.start, s.end, f"{s.name}={s.value}" if s.value else s.name)
            for s in facts.told(odds, words.places)
        }
        assert {name for *_, name in told_} == {name for *_, name in wanted}
        assert len(told_) == len(wanted)


def test_a_narrative_is_learned_in_windows_each_word_once_at_least(narratives: list[Told]) -> None:
    places = {name: at for at, name in enumerate(classes(narratives))}
    longest = max(narratives, key=lambda one: len(one.text))
    long = replace(longest, text=" ".join([longest.text] * 4))
    words = encode(long.text, PIECES).encoded
    assert len(words.ids) > 512
    cases = list(text_cases(long, places, PIECES, random.Random(1)))
    assert len(cases) > 1
    assert sum(int((case.wanted != UNKNOWN).sum()) for case in cases) >= len(words.firsts)
    hidden = [(case.given.ids == PIECES.hidden).mean() for case in cases]
    assert 0 < max(hidden) < 0.15


def test_batches_hold_every_narrative_and_fit(narratives: list[Told]) -> None:
    places = {name: at for at, name in enumerate(classes(narratives))}
    fit = Fit(pieces=2048)
    made = batches(narratives, places, PIECES, noise=SILENT, fit=fit, rng=random.Random(1))
    assert sum(len(batch.ids) for batch in made) >= len(narratives)
    assert all(batch.ids.size <= fit.pieces or len(batch.ids) == 1 for batch in made)
    assert {int(b.boxes.max()) for b in made} == {1000}  # the last piece, as on a page


def test_the_measure_counts_facts_by_their_words() -> None:
    one = told((PARAGRAPH,), language="en")
    wanted = wanted_of(one)
    assert ("separation.from", "darwin cantalagua") in wanted
    assert f1([Tally.of(wanted, wanted)]) == 1.0
    assert f1([Tally.of(wanted, frozenset())]) == 0.0
    assert f1([Tally.of(wanted, wanted | {("separation.agency", "x")})]) == pytest.approx(6 / 7)
    low, high = interval([[Tally(1, 1, 1)], [Tally(0, 1, 1)], [Tally(1, 1, 1)]])
    assert 0 <= low < 2 / 3 < high <= 1


def test_rules_and_truth_speak_of_the_same_facts() -> None:
    text = "The minor was separated from his father, Darwin Cantalagua, on June 3, 2018."
    found = by_rules(Told(text=text, language="en", spans=()))
    assert ("separation.date", "june 3 2018") in found
    assert looked_at("dev", 0)
