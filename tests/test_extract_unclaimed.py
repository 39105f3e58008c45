"""What stands near an empty place and answers to nothing is counted with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.find import prepare
from extract.found import Found
from extract.unclaimed import with_unclaimed
from records.types import Reading
from tests.strategies import RELEASE, Drawn, box, make_page, put
from tests.test_extract_decide import found

EMPTY = replace(
    found("subject.family_name", "", at=box(160, 100, 300, 112)), reading=Reading.BLANK, words=()
)
LABEL = put("Last name", 60, 100)


def counted(*lines: tuple[str, float, float], bars: int = 0, beside: tuple[Found, ...] = ()) -> int:
    words = LABEL + tuple(w for text, x, top in lines for w in put(text, x, top))
    drawn = Drawn(bars=(box(320, 100, 400, 112),)[:bars])
    sheet = prepare(make_page(words, drawn), RELEASE)
    first, *_ = with_unclaimed((EMPTY, *beside), sheet)
    return first.unclaimed


@pytest.mark.parametrize(
    ("text", "x", "top", "count"),
    [
        ("Muestra", 340, 100, 1),
        ("Ana Muestra", 80, 118, 2),
        ("Muestra", 340, 160, 0),
        ("Muestra", 30, 60, 0),
        ("First name", 340, 100, 0),
    ],
)
def test_words_beside_and_below_count_unless_a_label_has_them(
    text: str, x: float, top: float, count: int
) -> None:
    assert counted((text, x, top)) == count


def test_a_bar_beside_counts_unless_a_field_lies_under_it() -> None:
    under = replace(
        found("subject.given_names", "", at=box(310, 98, 420, 114)),
        reading=Reading.REDACTED,
        words=(),
    )
    assert counted(bars=1) == 1
    assert counted(bars=1, beside=(under,)) == 0


def test_a_place_with_an_answer_is_not_counted_for() -> None:
    told = found("subject.family_name", "Muestra", at=box(160, 100, 300, 112))
    sheet = prepare(make_page(LABEL + put("Ana", 340, 100)), RELEASE)
    assert [f.unclaimed for f in with_unclaimed((told,), sheet)] == [0]
