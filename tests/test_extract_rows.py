"""Which row of a repeating field a place belongs to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.rows import indexed
from extract.weigh import Weighed
from records.types import Reading
from tests.strategies import box, put, spec
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


def placed(name: str, value: str, region: tuple[float, float, float, float]) -> Weighed:
    """Return a value whose place has the given edges."""
    item = at(name, value, region[0], region[1])
    return replace(item, found=replace(item.found, region=box(*region)))


def test_a_table_that_hangs_keeps_each_line_together() -> None:
    told = rows(
        sibling__full_name=[
            placed("sibling.full_name", "Ana Muestra", (30, 532, 286, 554)),
            placed("sibling.full_name", "Luis Muestra", (29, 555, 285, 576)),
        ],
        sibling__date_of_birth=[
            placed("sibling.date_of_birth", "2010-01-19", (287, 540, 416, 561)),
            placed("sibling.date_of_birth", "2012-06-07", (286, 562, 415, 583)),
        ],
        sibling__relationship=[
            placed("sibling.relationship", "unknown", (417, 524, 573, 543)),
            placed("sibling.relationship", "sibling", (417, 545, 572, 566)),
            placed("sibling.relationship", "cousin", (416, 567, 571, 589)),
        ],
    )
    of = {name: told[f"sibling.{name}", 1] for name in ("full_name", "date_of_birth")}
    assert of == {"full_name": ["Luis Muestra"], "date_of_birth": ["2012-06-07"]}
    assert told["sibling.relationship", 1] == ["cousin"]


def test_children_under_each_other_are_as_many_as_their_numbers() -> None:
    told = rows(
        subject__a_number=[
            at("subject.a_number", "A012345678", 400, 320),
            at("subject.a_number", "A012345679", 400, 440),
        ],
        subject__given_names=[
            at("subject.given_names", "Ana", 250, 320),
            at("subject.given_names", "Luis", 250, 440),
        ],
        subject__nationality=[
            at("subject.nationality", "GTM", 380, 360),
            at("subject.nationality", "GTM", 270, 395),
        ],
        subject__date_of_birth=[at("subject.date_of_birth", "2012-06-24", 50, 480)],
        subject__age=[at("subject.age", "14", 50, 395), at("subject.age", "8", 50, 515)],
    )
    assert {index for _, index in told} == {0, 1}
    assert told["subject.nationality", 0] == ["GTM", "GTM"]
    assert (told["subject.age", 0], told["subject.age", 1]) == (["14"], ["8"])
    assert told["subject.date_of_birth", 1] == ["2012-06-24"]


def test_what_two_finders_found_in_one_place_is_one() -> None:
    twice = at("subject.date_of_birth", "2015-10-25", 40, 335)
    again = replace(twice, found=replace(twice.found, step="asked@1"))
    told = rows(
        subject__date_of_birth=[twice, again],
        subject__given_names=[
            at("subject.given_names", "Ana", 200, 335),
            at("subject.given_names", "Luis", 200, 500),
        ],
    )
    assert told["subject.date_of_birth", 0] == ["2015-10-25", "2015-10-25"]
    assert ("subject.date_of_birth", 1) not in told


def test_empty_places_alone_are_of_one_person() -> None:
    def empty(name: str, x: float, *tops: float) -> list[Weighed]:
        return [replace(at(name, None, x, top), reading=Reading.BLANK) for top in tops]

    told = rows(
        subject__full_name=empty("subject.full_name", 40, 100, 300),
        subject__date_of_birth=empty("subject.date_of_birth", 200, 100, 300, 500),
    )
    assert {index for _, index in told} == {0}


def reasons(**columns: list[Weighed]) -> dict[tuple[str, int], set[str]]:
    """Return the reasons against the finds of each row of each field."""
    named = {name.replace("__", "."): items for name, items in columns.items()}
    told: dict[tuple[str, int], set[str]] = {}
    for name, index, items in indexed(named):
        told.setdefault((name, index), set()).update(r for w in items for r in w.reasons)
    return told


def test_lines_that_hang_are_unsure_and_straight_ones_are_not() -> None:
    def line(hang: float) -> set[str]:
        told = reasons(
            **{
                f"sibling__{name}": [
                    placed(f"sibling.{name}", f"{name}{row}", (x, top, x + 90, top + 21))
                    for row in (0, 1)
                    for top in (100 + 22 * row + hang * column,)
                ]
                for column, (name, x) in enumerate(
                    (("full_name", 40), ("date_of_birth", 140), ("relationship", 240))
                )
            },
            sibling__age=[at("sibling.age", "9", 400, 400)],
        )
        return told["sibling.full_name", 0] | told["sibling.relationship", 1]

    assert line(0) == set()
    assert line(9) == {"row_unsure"}


def test_a_second_find_of_an_unsure_place_is_unsure_too() -> None:
    loose = at("sibling.date_of_birth", "2015-10-25", 40, 500)
    again = replace(loose, found=replace(loose.found, step="asked@1"))
    named = {
        "sibling.date_of_birth": [loose, again],
        "sibling.full_name": [
            at("sibling.full_name", "Ana Muestra", 200, 100),
            at("sibling.full_name", "Eva Muestra", 200, 130),
        ],
        "sibling.age": [at("sibling.age", "9", 300, 100), at("sibling.age", "7", 300, 130)],
    }
    told = [
        w for name, _, items in indexed(named) for w in items if name == "sibling.date_of_birth"
    ]
    assert len(told) == 2
    assert all("row_unsure" in w.reasons for w in told)


def test_a_table_of_which_a_name_was_not_found_stays_a_table() -> None:
    told = rows(
        sibling__full_name=[
            at("sibling.full_name", "Ana Muestra", 40, 100),
            at("sibling.full_name", "Eva Muestra", 40, 144),
        ],
        sibling__date_of_birth=[
            at("sibling.date_of_birth", f"201{n}-01-01", 200, 100 + 22 * n) for n in range(3)
        ],
        sibling__relationship=[
            at("sibling.relationship", "sibling", 340, 100 + 22 * n) for n in range(3)
        ],
    )
    assert told["sibling.date_of_birth", 1] == ["2011-01-01"]
    assert told["sibling.full_name", 2] == ["Eva Muestra"]


def test_a_child_named_again_further_down_is_one_whatever_stands_between() -> None:
    told = rows(
        subject__a_number=[
            at("subject.a_number", "A012345678", 40, 100),
            at("subject.a_number", "A012345678", 40, 500),
        ],
        subject__given_names=[at("subject.given_names", "Ana", 200, 100)],
        subject__date_of_birth=[at("subject.date_of_birth", "2012-06-24", 40, 300)],
    )
    assert told["subject.a_number", 0] == ["A012345678", "A012345678"]
    assert ("subject.a_number", 1) not in told


def test_a_find_over_two_names_swallows_neither() -> None:
    names = (*put("Ana Muestra", 42, 104), *put("Luis Prueba", 242, 104))
    wide = at("sibling.full_name", "Ana Muestra Luis Prueba", 40, 100)
    alone = (("Ana Muestra", 40, names[:2]), ("Luis Prueba", 240, names[2:]))
    each = [
        replace(item, found=replace(item.found, words=words))
        for item, words in (
            (at("sibling.full_name", text, x, 100), words) for text, x, words in alone
        )
    ]
    wide = replace(wide, found=replace(wide.found, words=names))
    told = rows(sibling__full_name=[wide, *each])
    assert sorted(v or "" for values in told.values() for v in values) == [
        "Ana Muestra",
        "Ana Muestra Luis Prueba",
        "Luis Prueba",
    ]
    assert ["Luis Prueba"] in told.values()
