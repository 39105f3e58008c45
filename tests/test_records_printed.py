"""Labels as printed: placeholders, and what names its own person."""

from __future__ import annotations

import pytest

from records.forms import FieldSpec, FormSpec, Language
from records.printed import split_label

PERSONS: dict[str, dict[Language, tuple[str, ...]]] = {
    "subject": {"en": ("Minor", "UAC")},
    "sponsor": {"en": ("Sponsor",)},
}


@pytest.mark.parametrize(
    ("template", "parts"),
    [
        ("Sex", ("Sex", None, "")),
        ("Relationship to {subject}", ("Relationship", "to", "subject")),
        ("Relationship to the {subject}?", ("Relationship", "to", "subject")),
        ("Parentesco con {subject}", ("Parentesco", "to", "subject")),
        ("Name of {subject}", ("Name", "of", "subject")),
        ("{sponsor}'s signature", ("signature", "before", "sponsor")),
        ("The {subject} file", None),
        ("{subject}", None),
        ("To {subject}", None),
        ("Sex}", None),
    ],
)
def test_a_placeholder_stands_at_one_end(
    template: str, parts: tuple[str, str | None, str] | None
) -> None:
    assert split_label(template) == parts


def test_a_label_that_holds_a_word_of_its_own_role_names_it() -> None:
    fields = (
        FieldSpec(name="sponsor.category", named={"en": ("Sponsor category", "Category")}),
        FieldSpec(name="subject.age", labels={"en": ("Age", "Age of UACs")}),
    )
    form = FormSpec(type="narrative", persons=PERSONS, fields=fields)
    told = {label.text: (label.bare, label.own) for label in form.printed}
    assert told == {
        "Sponsor category": ("always", True),
        "Category": ("under_heading", False),
        "Age": ("always", False),
        "Age of UACs": ("always", False),
    }


def test_headings_are_made_from_the_words_for_persons() -> None:
    form = FormSpec(type="narrative", persons=PERSONS, headings={"en": ("information",)})
    assert {(h.key, h.text, h.bare, h.holders) for h in form.headed} == {
        ("subject", "information", "never", frozenset({"Minor", "UAC"})),
        ("sponsor", "information", "never", frozenset({"Sponsor"})),
    }


def test_a_copy_of_a_form_announces_its_own_fields() -> None:
    form = FormSpec(
        type="narrative", fields=(FieldSpec(name="subject.age", labels={"en": ("Age",)}),)
    )
    assert [label.text for label in form.printed] == ["Age"]
    assert form.model_copy(update={"fields": ()}).printed == ()
