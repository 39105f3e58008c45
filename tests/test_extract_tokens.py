"""Words and tick boxes of a page in the order in which a form is read."""

from __future__ import annotations

from extract.tokens import placed
from models.tagger import TICKED, UNTICKED
from records.types import BBox, Source, Word


def word(text: str, x0: float, top: float) -> Word:
    box = BBox(x0=x0, top=top, x1=x0 + 6 * len(text), bottom=top + 9)
    return Word(text=text, bbox=box, score=90.0, source=Source.OCR)


def texts(words: list[Word], **more: object) -> list[str]:
    given = {"boxes": (), "rules": (), "ticks": (), "width": 612.0, "height": 792.0, **more}
    return [p.token.text for p in placed(words, **given)]  # type: ignore[arg-type]


CELLS = (
    BBox(x0=50, top=100, x1=250, bottom=140),
    BBox(x0=250, top=101, x1=450, bottom=141),
)


def test_a_cell_is_told_whole_before_the_next() -> None:
    words = [
        word("Name", 55, 103),
        word("Age", 255, 104),
        word("Ana", 55, 122),
        word("12", 255, 123),
    ]
    assert texts(words) == ["Name", "Age", "Ana", "12"]
    assert texts(words, boxes=CELLS) == ["Name", "Ana", "Age", "12"]


def test_a_frame_around_the_page_and_a_box_for_a_letter_are_no_cells() -> None:
    frame = BBox(x0=10, top=10, x1=600, bottom=780)
    comb = tuple(BBox(x0=50 + 13 * n, top=120, x1=63 + 13 * n, bottom=134) for n in range(10))
    words = [word("Name", 55, 103), word("Age", 255, 104), word("Ana", 55, 122)]
    assert texts(words, boxes=(frame, *comb)) == ["Name", "Age", "Ana"]


def test_words_of_one_line_with_a_gap_are_two_groups() -> None:
    found = placed(
        [word("Name:", 50, 100), word("Ana", 200, 100)],
        boxes=(), rules=(), ticks=(), width=612, height=792,
    )  # fmt: skip
    assert [p.token.group for p in found] == [0, 1]


def test_tick_boxes_stand_in_their_line_in_place_of_what_was_read_of_them() -> None:
    words = [word("X", 50, 100), word("Yes", 62, 100), word("No", 110, 100)]
    ticks = [
        (BBox(x0=49, top=100, x1=58, bottom=109), True),
        (BBox(x0=98, top=100, x1=107, bottom=109), False),
    ]
    assert texts(words, ticks=ticks) == [TICKED, "Yes", UNTICKED, "No"]


def test_every_word_is_kept_once() -> None:
    words = [word("a", 20 * n % 500, 37 * n % 700) for n in range(200)]
    found = placed(words, boxes=CELLS, rules=(), ticks=(), width=612, height=792)
    assert sorted(id(p.word) for p in found) == sorted(map(id, words))


def test_an_empty_page_has_no_tokens() -> None:
    assert texts([]) == []
