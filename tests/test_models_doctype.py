from __future__ import annotations

from pathlib import Path

import pytest

from models.doctype import (
    ASKED_FILE,
    ASKED_WEIGHTS,
    WEIGHTS,
    Asked,
    Printed,
    loaded,
    saved,
    shipped,
    shipped_asked,
    terms,
)
from models.train.doctype import Example, Fit, fit_doctypes, vocabulary
from models.weights import verified
from records.errors import WeightsError
from records.vocabulary import load_vocabulary

CALL = "Safety call to the sponsor after the release, who answered the telephone and how the minor is doing"
ARREST = "Place of apprehension and manner of entry, arresting agent, charges under the act, sector"
SMALL = Fit(most_terms=60, rounds=40, batch=8)


def piece(text: str, *, size: float = 1.0) -> Printed:
    return Printed(text=text, top=0.1, size=size)


def examples() -> list[Example]:
    return [
        Example(
            document_type=document_type,
            source=f"{document_type}.{number}",
            pieces=(piece(text), piece("Rosa Lema")),
            printed=(piece(text),),
        )
        for document_type, text in (("call", CALL), ("arrest", ARREST))
        for number in range(8)
    ]


def test_a_fitted_model_tells_what_it_was_shown_and_is_the_same_each_time() -> None:
    model = fit_doctypes(examples(), fit=SMALL)
    assert model.tell([piece(CALL)])["call"] > 0.8
    assert model.tell([piece(ARREST)])["arrest"] > 0.8
    assert saved(fit_doctypes(examples(), fit=SMALL)) == saved(model)


def test_what_is_kept_tells_the_same() -> None:
    model = fit_doctypes(examples(), fit=SMALL)
    again = loaded(saved(model))
    assert again.tell([piece(CALL)]) == pytest.approx(model.tell([piece(CALL)]), abs=0.02)


def test_names_that_people_fill_in_are_no_terms() -> None:
    assert "rosa" not in vocabulary(examples(), fit=SMALL)


def test_a_page_with_hardly_a_known_word_is_told_nothing() -> None:
    shares = shipped().tell([piece("sponsor 77")])
    assert len(set(shares.values())) == 1


def test_large_print_near_the_top_counts_as_a_title_too() -> None:
    assert {"release", "^release", "^notice release"} <= terms(
        [piece("Notice of release", size=1.5)]
    )
    assert not any(t.startswith("^") for t in terms([piece("Notice of release")]))


def test_a_model_that_was_tampered_with_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "doctype.json"
    copy.write_bytes(saved(fit_doctypes(examples(), fit=SMALL)))
    with pytest.raises(WeightsError, match="changed or damaged"):
        verified(WEIGHTS, path=copy)
    with pytest.raises(WeightsError, match="no such model"):
        loaded(b'{"types": []}')
    fields = tmp_path / "asked.json"
    fields.write_bytes(ASKED_FILE.read_bytes()[:-2] + b" }")
    with pytest.raises(WeightsError, match="changed or damaged"):
        verified(ASKED_WEIGHTS, path=fields)


def test_a_field_that_one_type_alone_asks_for_tells_it() -> None:
    counts = Asked(types=("a", "b"), pages=(100, 100), fields={"x": (90, 0), "y": (50, 50)})
    even = {"a": 0.5, "b": 0.5}
    assert counts.joined(even, {"x"})["a"] > 0.8
    assert counts.joined(even, {"y"})["b"] > 0.5  # x is missing, which a would ask for
    assert sum(counts.joined(even, ()).values()) == pytest.approx(1)


def test_the_counted_fields_are_those_of_the_vocabulary() -> None:
    counts = shipped_asked()
    assert set(counts.types) == set(shipped().types)
    assert set(counts.fields) <= set(load_vocabulary().field_kinds)
    assert all(
        n <= whole
        for row in counts.fields.values()
        for n, whole in zip(row, counts.pages, strict=True)
    )
