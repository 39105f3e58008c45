"""Which row of a repeating field a place belongs to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.rows import indexed
from extract.weigh import Weighed
from records.types import Reading
from tests.strategies import box, spec
from tests.test_extract_decide import found


def at(name: str, value: str | None, x: float, top: float, *, step: str = "label@1") -> Weighed:
    """Return what is read of a repeating field at a place of page 1."""
    item = found(name, value or "x", at=box(x, top, x + 100, top + 16))
    item = replace(item, spec=spec(name, "Label", repeats=True), step=step)
    return Weighed(found=item, value=value, reading=Reading.PRESENT, signs=(), reasons=())


def rows(**columns: list[Weighed]) -> dict[tuple[str, int], list[str | None]]:
    """Return the values of each row of each field."""
    named = {name.replace("__", "."): items for name, items in columns.items()}
    told: dict[tuple[str, int], list[str | None]] = {}
    for name, index, items in indexed(named):
        told.setdefault((name, index), []).extend(w.value for w in items)
    return told


def test_a_form_that_names_its_child_twice_has_one_child() -> None:
    told = rows(
        subject__a_number=[
            at("subject.a_number", "A012345678", 40, 100),
            at("subject.a_number", "A012345678", 40, 500),
        ],
        subject__given_names=[at("subject.given_names", "Ana", 200, 100)],
    )
    assert told == {
        ("subject.a_number", 0): ["A012345678", "A012345678"],
        ("subject.given_names", 0): ["Ana"],
    }


@pytest.mark.parametrize(("numbers", "children"), [(("A1", "A2"), 2), (("A1",), 1)])
def test_a_surname_told_twice_is_of_two_children_where_they_have_two_numbers(
    numbers: tuple[str, ...], children: int
) -> None:
    told = rows(
        subject__family_name=[
            at("subject.family_name", "MUESTRA", 40, 100),
            at("subject.family_name", "MUESTRA", 40, 500),
            at("subject.family_name", "MUESTRA", 40, 900),
        ],
        subject__given_names=[at("subject.given_names", "Ana", 200, 100)],
        subject__a_number=[
            at("subject.a_number", number, 300, 100 + 250 * n) for n, number in enumerate(numbers)
        ],
    )
    assert ("subject.family_name", 0) in told
    assert (("subject.family_name", 1) in told) is (children > 1)


def test_another_name_is_another_child() -> None:
    told = rows(
        subject__family_name=[
            at("subject.family_name", "MUESTRA", 40, 100),
            at("subject.family_name", "ORTEGA", 40, 500),
        ],
        subject__given_names=[at("subject.given_names", "Ana", 200, 100)],
    )
    assert told["subject.family_name", 1] == ["ORTEGA"]


def test_two_siblings_of_one_country_are_two() -> None:
    told = rows(
        sibling__country_of_birth=[
            at("sibling.country_of_birth", "HND", 200, 100),
            at("sibling.country_of_birth", "HND", 200, 500),
        ],
        sibling__full_name=[at("sibling.full_name", "Ana Muestra", 40, 100)],
    )
    assert told["sibling.country_of_birth", 1] == ["HND"]


@pytest.mark.parametrize(("step", "persons"), [("text@1", 1), ("tagged@1", 1), ("label@1", 2)])
def test_a_text_that_names_a_sister_twice_tells_of_one(step: str, persons: int) -> None:
    told = rows(
        sibling__full_name=[
            at("sibling.full_name", "Ana Muestra", 40, 100, step=step),
            at("sibling.full_name", "Ana Muestra", 40, 500, step=step),
        ]
    )
    assert len(told) == persons
    assert sum(map(len, told.values())) == 2


def test_two_of_one_name_with_two_numbers_are_two() -> None:
    told = rows(
        sibling__full_name=[
            at("sibling.full_name", "Ana Muestra", 40, 100, step="tagged@1"),
            at("sibling.full_name", "Ana Muestra", 40, 500, step="tagged@1"),
        ],
        sibling__a_number=[
            at("sibling.a_number", "A012345678", 200, 100, step="tagged@1"),
            at("sibling.a_number", "A012345679", 200, 500, step="tagged@1"),
        ],
    )
    assert told["sibling.a_number", 0] == ["A012345678"]
    assert told["sibling.a_number", 1] == ["A012345679"]
