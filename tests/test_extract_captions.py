"""The option of a field that a written answer names."""

from __future__ import annotations

import pytest

from extract.captions import captioned, spelled
from pipelines.settings import FORMS
from records.forms import FieldSpec, load_forms
from tests.strategies import Drawn, make_page, put, spec, tick

KIN = spec(
    "release.type",
    "Type of release",
    choices={
        "reunified with relative sponsor": ("Reunified with relative", "Relative sponsor"),
        "reunified with non-relative sponsor": ("Reunified with non-relative", "Unrelated sponsor"),
    },
)
SHIPPED = next(
    field
    for field in load_forms(FORMS).forms["orr_verification_of_release"].fields
    if field.name == "release.type"
)


@pytest.mark.parametrize("field", [KIN, SHIPPED], ids=["own", "shipped"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("reunified with non-relative sponsor", "reunified with non-relative sponsor"),
        ("Reunified with relative sponsor", "reunified with relative sponsor"),
        ("REUNIFIED WITH NON-RELATIVE", "reunified with non-relative sponsor"),
        ("reunifled with non-relative sponsor", "reunified with non-relative sponsor"),
        ("reunified with a non-relative sponsor", None),
        ("reunified with no relative", "reunified with non-relative sponsor"),
    ],
)
def test_a_misread_letter_is_forgiven_and_a_word_is_not(
    field: FieldSpec, text: str, value: str | None
) -> None:
    assert spelled(text, field) == value


def test_every_shipped_option_is_told_from_the_others() -> None:
    for form in load_forms(FORMS).forms.values():
        for field in form.fields:
            for value, prints in field.choices.items():
                told = {spelled(p, field) for p in prints}
                assert told == {value}, (form.type, field.name, value)


def test_another_number_is_another_option() -> None:
    field = next(
        f
        for f in load_forms(FORMS).forms["orr_verification_of_release"].fields
        if f.name == "sponsor.category"
    )
    assert spelled("2B Immediate relative", field) is None
    assert spelled("2 Parent or legal guardian", field) is None


def test_of_two_boxes_with_one_digit_nothing_tells_which_was_misread() -> None:
    """The mark in the first box made a 4 of its 1."""
    category = spec("sponsor.category", "Class", choices={n: (n,) for n in ("1", "2", "3", "4")})
    ticks = tuple(tick(x, 60, ticked=x == 60) for x in (60, 100, 140))
    words = put("4", 76, 60) + put("3", 116, 60) + put("4", 156, 60)
    told = captioned(make_page(words, Drawn(ticks=ticks)), ticks, category)
    assert [option and option[0] for _, option in told] == [None, "3", None]
