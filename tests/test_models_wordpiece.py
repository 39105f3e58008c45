"""Words are cut as BERT without case and accents cuts them."""

from __future__ import annotations

from models.wordpiece import WordPiece, latin

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


def test_pieces_of_other_alphabets_are_left_out_and_all_others_keep_their_weights() -> None:
    listed = ["[PAD]", "[unused1]", "[unused2]", "[unused3]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    listed += ["a", "##b", "\u0434", "7", "##\u4e2d", ";"]
    rows, pieces = latin("\n".join(listed))
    kept = pieces.splitlines()
    assert kept == [*listed[:3], *listed[4:10], "7", ";"]
    assert [listed[row] for row in rows] == kept
    cut = WordPiece(pieces)
    assert cut("ab;7") == [kept.index(p) for p in ("a", "##b", ";", "7")]
    assert cut("\u0434") == [kept.index("[UNK]")]
