"""The shared labels: what a form that opts in gets, and what it states itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.errors import FormError
from records.forms import FieldSpec, FormSpec, load_forms
from records.labels import Labels, complete, load_labels

SHARED = Labels.model_validate(
    {
        "persons": {"subject": {"en": ["Minor"], "es": ["menor"]}, "sponsor": {"en": ["Sponsor"]}},
        "headings": {"en": ["information"]},
        "fields": {
            "phone": {"labels": {"en": ["Phone"], "es": ["Teléfono"]}},
            "sex": {"labels": {"en": ["Sex"]}, "choices": {"M": ["Male"]}},
            "document.page_of": {"place": ["margin"], "pattern": "(\\d+)", "optional": True},
            "document.date": {"labels": {"en": ["Date"]}},
            "date": {"labels": {"en": ["Day"]}},
        },
        "whole_name": {"family_name": "F", "given_names": "G", "named": {"en": ["Name"]}},
    }
)


def made(*fields: FieldSpec, **more: object) -> FormSpec:
    stated = {"type": "narrative", "common_labels": True, "fields": fields, **more}
    return complete(FormSpec.model_validate(stated), SHARED)


def test_a_form_that_does_not_opt_in_stays_as_it_is() -> None:
    form = FormSpec(type="narrative", fields=(FieldSpec(name="subject.phone"),))
    assert complete(form, SHARED) == form


def test_own_labels_and_shared_ones_add_up_in_the_languages_of_the_form() -> None:
    (spec,) = made(FieldSpec(name="subject.phone", labels={"en": ("Call",)})).fields
    assert spec.labels == {"en": ("Call", "Phone")}
    (spec,) = made(FieldSpec(name="subject.phone"), languages=("en", "es")).fields
    assert spec.labels == {"en": ("Phone",), "es": ("Teléfono",)}


def test_what_a_field_states_itself_wins() -> None:
    (spec,) = made(FieldSpec(name="document.page_of")).fields
    assert (spec.place, spec.pattern, spec.optional) == (("margin",), "(\\d+)", True)
    (spec,) = made(FieldSpec(name="document.page_of", optional=False, pattern="x")).fields
    assert (spec.place, spec.pattern, spec.optional) == (("margin",), "x", False)


def test_options_add_up_too() -> None:
    (spec,) = made(FieldSpec(name="subject.sex", choices={"M": ("Boy",), "F": ("Girl",)})).fields
    assert spec.choices == {"M": ("Boy", "Male"), "F": ("Girl",)}


def test_a_full_name_wins_over_its_attribute() -> None:
    date, entry = made(FieldSpec(name="document.date"), FieldSpec(name="entry.date")).fields
    assert (date.labels, entry.labels) == ({"en": ("Date",)}, {"en": ("Day",)})


def test_a_field_may_refuse_what_is_shared() -> None:
    (spec,) = made(FieldSpec(name="subject.phone", common=False)).fields
    assert spec.labels == {}


def test_a_part_of_a_value_and_one_in_a_sentence_have_words_of_their_own() -> None:
    part = FieldSpec(name="subject.phone", part=1, labels={"en": ("Area code",)})
    sentence = FieldSpec(name="subject.phone", place=("sentence",), pattern="call (.+)")
    assert made(part, sentence).fields == (part, sentence)


def test_only_bare_roles_take_a_shared_label_bare() -> None:
    names = ("subject.phone", "sponsor.phone", "document.date")
    fields = tuple(FieldSpec(name=name) for name in names)
    subject, sponsor, date = made(*fields, bare_roles=("subject",)).fields
    assert (subject.labels, subject.named) == ({"en": ("Phone",)}, {})
    assert (sponsor.labels, sponsor.named) == ({}, {"en": ("Phone",)})
    assert date.labels == {"en": ("Date",)}


def test_a_whole_name_is_cut_into_two_fields() -> None:
    fields = (
        FieldSpec(name="subject.family_name", repeats=True),
        FieldSpec(name="subject.given_names"),
    )
    form = made(*fields, whole_names=("subject",))
    told = [(f.name, f.pattern, f.named, f.repeats) for f in form.fields]
    assert told == [
        ("subject.family_name", None, {}, True),
        ("subject.family_name", "F", {"en": ("Name",)}, True),
        ("subject.given_names", None, {}, False),
        ("subject.given_names", "G", {"en": ("Name",)}, False),
    ]


def test_words_for_persons_and_headings_come_along() -> None:
    form = made(FieldSpec(name="subject.phone"), persons={"subject": {"en": ("Ward",)}})
    assert form.words_for("subject") == {"Ward", "Minor"}
    assert form.headings == {"en": ("information",)}


def test_what_ships_has_labels_for_every_shared_field_or_a_place_of_its_own() -> None:
    for name, entry in load_labels().fields.items():
        assert entry.labels or entry.place, name


def test_a_strangers_forms_get_the_shared_labels_and_add_their_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'type = "narrative"\ncommon_labels = true\n'
        '[[fields]]\nname = "subject.date_of_birth"\n[[fields]]\nname = "separation.reason"\n'
    )
    (tmp_path / "labels.toml").write_text(
        '[persons.subject]\nen = ["Ward"]\n'
        '[fields.date_of_birth]\nlabels.en = ["Birthday"]\n[fields.reason]\nlabels.en = ["Why"]\n'
    )
    form = load_forms(tmp_path).forms["narrative"]
    born, why = form.fields
    assert {"Date of birth", "Birthday"} <= set(born.labels["en"])
    assert why.labels == {"en": ("Why",)}
    assert {"Minor", "Ward"} <= form.words_for("subject")


@pytest.mark.parametrize("text", ["[fields.sex]\ncolour = 1\n", "x = \n"])
def test_labels_that_do_not_hold_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "labels.toml").write_text(text)
    with pytest.raises(FormError, match=r"^labels\.toml: "):
        load_labels(tmp_path / "labels.toml")
