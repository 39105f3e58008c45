"""Printed labels and the fields that they may announce."""

from __future__ import annotations

import pytest

from extract.suggest import choice_value, guess_kind, label_texts, suggest
from extract.wording import is_label_like, role_of_heading
from tests.samples_by_hand import wording


@pytest.mark.parametrize(
    "text, section, name",
    [
        ("Sponsor's Full Name", None, "sponsor.full_name"),
        ("Full name", "sponsor", "sponsor.full_name"),
        ("Date of Birth (mm/dd/yyyy)", "sponsor", "sponsor.date_of_birth"),
        ("*Family Name (Last Name)", "subject", "subject.family_name"),
        ("A-Number of Sibling", None, "sibling.a_number"),
        ("Fecha de nacimiento de la menor", None, "subject.date_of_birth"),
        ("Mother's Alien Number", "sponsor", "mother.a_number"),
        ("Name of Minor (Last, First, Middle)", None, "subject.whole_name"),
        ("Date of release", None, "release.date"),
    ],
)
def test_a_known_label_of_a_told_person_is_sure(text: str, section: str | None, name: str) -> None:
    found = suggest(text, section=section, wording=wording())
    assert (found.name, found.sureness) == (name, "sure")


def test_a_bare_label_is_likely_that_of_the_child() -> None:
    found = suggest("Date of birth", section=None, wording=wording())
    assert (found.name, found.sureness) == ("subject.date_of_birth", "likely")
    assert "sponsor.date_of_birth" in found.others


def test_who_you_are_must_be_told() -> None:
    open_, told = wording(), wording("sponsor")
    assert suggest("Your date of birth", section=None, wording=open_).sureness == "hint"
    found = suggest("Your date of birth", section=None, wording=told)
    assert (found.name, found.sureness) == ("sponsor.date_of_birth", "sure")


def test_a_label_under_another_persons_heading_is_only_a_hint() -> None:
    found = suggest("Subject ID", section="mother", wording=wording())
    assert found.sureness == "hint"


@pytest.mark.parametrize("text", ["Apt. Number", "Number", "Shoe size", "Employer"])
def test_nothing_is_named_on_a_likeness(text: str) -> None:
    assert suggest(text, section="subject", wording=wording()).sureness in ("hint", "none")


def test_a_date_cannot_be_ticked() -> None:
    found = suggest("Date of birth", section="subject", options=("Yes", "No"), wording=wording())
    assert (found.sureness, found.kind) == ("hint", "flag")


def test_the_vocabularys_own_words_are_a_hint() -> None:
    found = suggest("Place of last entry", section=None, wording=wording())
    assert found.name == "entry.place"


@pytest.mark.parametrize(
    "text, options, kind",
    [
        ("Expiration Date", (), "date"),
        ("Daytime Telephone Number", (), "phone"),
        ("Passport Number", (), "identifier"),
        ("Middle Name", (), "name"),
        ("Name of Law Firm", (), "full_name"),
        ("Your Signature", (), "flag"),
        ("A#", (), "a_number"),
        ("Are you fluent?", ("Yes", "No"), "flag"),
        ("Gender", ("Male", "Female"), "sex"),
        ("Travelled by", ("Van", "Bus"), "text"),
        ("Religion", (), "text"),
    ],
)
def test_a_kind_is_guessed(text: str, options: tuple[str, ...], kind: str) -> None:
    assert guess_kind(text, options) == kind


@pytest.mark.parametrize(
    "option, kind, value",
    [("Female", "sex", "F"), ("Sí", "flag", "true"), ("Van", "text", "Van"), ("Van", "sex", None)],
)
def test_a_caption_is_a_value(option: str, kind: str, value: str | None) -> None:
    assert choice_value(option, kind) == value


@pytest.mark.parametrize(
    "text, told",
    [
        ("*Family Name (Last Name):", ("Family Name (Last Name)", "Family Name")),
        ("(optional) Address", ("Address",)),
        ("Name", ("Name",)),
        ("***", ()),
    ],
)
def test_a_label_is_told_with_and_without_its_brackets(text: str, told: tuple[str, ...]) -> None:
    assert label_texts(text) == told


@pytest.mark.parametrize(
    "text, role",
    [
        ("Section 2 - SPONSOR INFORMATION", "sponsor"),
        ("Datos del menor", "subject"),
        ("Information About You", "you"),
        ("Information about the child you wish to sponsor", "subject"),
        ("For office use", None),
    ],
)
def test_a_heading_has_a_role(text: str, role: str | None) -> None:
    assert role_of_heading(text, wording()) == role


@pytest.mark.parametrize("text", ["Date of birth", "Country of citizenship", "Firma"])
def test_print_is_label_like(text: str) -> None:
    assert is_label_like(text, wording())


@pytest.mark.parametrize(
    "text", ["Rosa Amelia Riocedro", "04/17/2009", "1418 Cottonwood Bend Ln", "A 987-654-301", ""]
)
def test_a_value_is_not(text: str) -> None:
    assert not is_label_like(text, wording())
