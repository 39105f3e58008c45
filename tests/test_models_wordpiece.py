"""Words are cut as BERT without case and accents cuts them."""

from __future__ import annotations

from models.wordpiece import WordPiece

LIST = [
    "[PAD]",
    "[unused1]",
    "[unused2]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "na",
    "##me",
    "##m",
    "jose",
    ":",
    "-",
    "a",
    "##1",
]
PIECES = WordPiece("\n".join(LIST))


def cut(word: str) -> list[str]:
    return [LIST[number] for number in PIECES(word)]


def test_the_longest_piece_comes_first() -> None:
    assert cut("name") == ["na", "##me"]


def test_case_and_accents_do_not_count() -> None:
    assert cut("JOSÉ") == ["jose"]


def test_signs_are_pieces_of_their_own() -> None:
    assert cut("Name:") == ["na", "##me", ":"]
    assert cut("A-1") == ["a", "-", "[UNK]"]


def test_what_no_pieces_make_up_is_unknown() -> None:
    assert cut("namex") == ["[UNK]"]
    assert cut("\N{SOFT HYPHEN}") == ["[UNK]"]
    assert cut("") == ["[UNK]"]
    assert cut("a" + "1" * 100) == ["[UNK]"]


def test_a_tick_box_is_a_piece() -> None:
    assert [LIST[n] for n in (*PIECES.mark(ticked=True), *PIECES.mark(ticked=False))] == [
        "[unused1]",
        "[unused2]",
    ]
