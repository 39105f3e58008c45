"""The vocabulary: what ships is whole, and an extension may add but not change."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.errors import FormError
from records.normalise import KINDS
from records.types import Decision, Origin, Reading
from records.vocabulary import SHIPPED, load_vocabulary

FIELD = '[fields."subject.shelf"]\nkind = "identifier"\nabout = "shelf mark"\n'


def extension(folder: Path, text: str) -> Path:
    path = folder / "vocabulary.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_kind_has_a_normaliser_and_the_other_way_round() -> None:
    assert set(load_vocabulary().kinds) == set(KINDS)


def test_every_field_says_its_kind_and_what_it_means() -> None:
    vocabulary = load_vocabulary()
    assert set(vocabulary.field_kinds.values()) <= set(vocabulary.kinds)
    assert vocabulary.field_about.keys() == vocabulary.field_kinds.keys()
    assert all(about.strip() for about in vocabulary.field_about.values())
    assert all(name.count(".") == 1 for name in vocabulary.field_kinds)


def test_the_axes_are_those_of_the_types() -> None:
    import tomllib

    axes = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["axes"]
    assert set(axes["reading"]) == set(Reading)
    assert set(axes["decision"]) == set(Decision)
    assert set(axes["origin"]) == set(Origin)


def test_without_an_extension_the_shipped_one_stands(tmp_path: Path) -> None:
    assert load_vocabulary(tmp_path / "vocabulary.toml") == load_vocabulary()


def test_an_extension_adds_fields_and_document_types(tmp_path: Path) -> None:
    path = extension(tmp_path, FIELD + '[document_types]\ncounty_card = "A card"\n')
    before, after = load_vocabulary(), load_vocabulary(path)
    assert after.field_kinds == before.field_kinds | {"subject.shelf": "identifier"}
    assert after.field_about["subject.shelf"] == "shelf mark"
    assert after.document_types == before.document_types | {"county_card": "A card"}
    assert after.kinds == before.kinds


@pytest.mark.parametrize(
    "text, told",
    [
        pytest.param('[kinds]\ncolour = "red"\n', "fields and document types only", id="a kind"),
        pytest.param('[kinds]\ndate = "other"\n', "fields and document types only", id="its form"),
        pytest.param('[axes.reading]\nguessed = "x"\n', "fields and document types", id="an axis"),
        pytest.param(
            '[fields."subject.sex"]\nkind = "text"\nabout = "x"\n', "subject.sex", id="a field"
        ),
        pytest.param('[document_types]\nnarrative = "x"\n', "narrative", id="a document type"),
        pytest.param(
            FIELD.replace("subject.shelf", "subject.sex.decision"), "role.attribute", id="its name"
        ),
        pytest.param(FIELD.replace("identifier", "shade"), "unknown kind 'shade'", id="its kind"),
        pytest.param('[fields."subject.shelf"]\nkind = "text"\n', "about", id="no meaning"),
        pytest.param("[colours]\nred = 1\n", "colours", id="unknown table"),
        pytest.param("[fields\n", "not valid TOML", id="not TOML"),
    ],
)
def test_what_an_extension_may_not_do(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FormError) as caught:
        load_vocabulary(extension(tmp_path, text))
    message = str(caught.value)
    assert told in message
    assert message.startswith("vocabulary.toml: ")
    assert "\n" not in message
