from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.labels import Hit, LabelIndex, folded, resolve
from extract.layout import segments
from records.printed import Label
from records.types import BBox, Word
from tests.strategies import box, put, steady


def found(words: tuple[Word, ...], label: str, *, boxes: tuple[BBox, ...] = ()) -> list[Hit]:
    return LabelIndex(segments(words, boxes)).find(label, key=label)


def told(hits: list[Hit] | tuple[Hit, ...]) -> list[str]:
    return [" ".join(w.text for w in h.words) for h in hits]


@steady
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_folding_drops_case_accents_and_points() -> None:
    assert folded("N.º de TELÉFONO:") == "nodetelefono"


@pytest.mark.parametrize(
    "printed",
    ["Date of birth", "Date of birth:", "DATE OF BIRTH", "Date of b1rth", "Dateof birth"],
)
def test_a_label_is_found_as_ocr_reads_it(printed: str) -> None:
    assert told(found(put(printed, 40, 40), "Date of birth")) == [printed]


@pytest.mark.parametrize("printed", ["Date of death", "Date of issue", "Rate"])
def test_another_label_is_not_taken_for_it(printed: str) -> None:
    assert found(put(printed, 40, 40), "Date of birth") == []


def test_a_short_label_must_be_exact() -> None:
    assert found(put("Six", 40, 40), "Sex") == []


def test_a_short_label_inside_a_sentence_is_no_label() -> None:
    assert found(put("Phone calls were made on Monday", 40, 40), "Phone") == []
    assert told(found(put("Phone: 555", 40, 40), "Phone")) == ["Phone:"]


def test_a_label_does_not_start_in_the_middle_of_a_phrase() -> None:
    assert found(put("Emergency contact phone", 40, 40), "Phone") == []


@pytest.mark.parametrize("answer", ["US", "U.S.", "7", "M"])
def test_a_label_does_not_swallow_a_short_answer_right_after_it(answer: str) -> None:
    words = put(f"Present citizenship {answer}", 40, 40)
    assert told(found(words, "Present citizenship")) == ["Present citizenship"]


def test_a_label_that_ocr_broke_in_two_is_whole() -> None:
    assert told(found(put("Nationa lity", 40, 40), "Nationality")) == ["Nationa lity"]


def test_a_label_does_not_run_over_the_wall_of_a_box() -> None:
    words = put("Date of", 40, 40) + put("birth", 90, 40)
    assert told(found(words, "Date of birth")) == ["Date of birth"]
    walls = (box(30, 30, 85, 60), box(85, 30, 200, 60))
    assert found(words, "Date of birth", boxes=walls) == []


def test_a_label_may_break_its_line() -> None:
    words = put("City and Country", 40, 40) + put("of Birth", 40, 51)
    assert told(found(words, "City and Country of Birth")) == ["City and Country of Birth"]


def test_a_hint_in_brackets_belongs_to_its_label() -> None:
    words = put("Full name (Last, First)", 40, 40)
    (hit,) = found(words, "Full name")
    assert told([hit]) == ["Full name (Last, First)"]
    assert hit.bbox.x1 == words[-1].bbox.x1


def test_a_hit_names_its_box_and_its_key() -> None:
    (hit,) = found(put("Last name", 40, 40), "Last name", boxes=(box(30, 30, 200, 60),))
    assert (hit.key, hit.box, hit.quality) == ("Last name", 0, 100.0)


def test_the_longest_label_wins_the_words_it_shares() -> None:
    words = put("Date of birth", 40, 40)
    index = LabelIndex(segments(words, ()))
    shorter = Hit(key="date", words=words[:1], bbox=words[0].bbox, box=None, quality=100.0)
    hits = [shorter, *index.find("Date of birth", key="born")]
    assert [h.key for h in resolve(hits)] == ["born"]


def test_two_roles_with_one_label_both_stay() -> None:
    index = LabelIndex(segments(put("Last name:", 40, 40), ()))
    hits = index.find("Last name", key="subject") + index.find("Last name", key="sponsor")
    assert {h.key for h in resolve(hits)} == {"subject", "sponsor"}


def test_a_label_found_twice_by_two_spellings_counts_once() -> None:
    index = LabelIndex(segments(put("Last name:", 40, 40), ()))
    hits = index.find("Last name", key="name") + index.find("Last names", key="name")
    assert [h.key for h in resolve(hits)] == ["name"]


def test_nothing_is_found_for_a_label_without_letters() -> None:
    assert found(put("* * *", 40, 40), "***") == []


# ---- with the words for a person ------------------------------------------------------------------

MINOR = frozenset({"Minor", "UAC", "Unaccompanied child", "menor", "niño/a"})
OTHERS = frozenset({"Sponsor", "Mother", "madre"})


def held(printed: str, text: str, **more: object) -> list[str]:
    """Return what is found for a label of the minor's that must have its person."""
    index = LabelIndex(segments(put(printed, 40, 40), ()), holders=MINOR | OTHERS)
    fields = {"holders": MINOR, "bare": "never", **more}
    return told(index.find_label(Label(key="k", text=text, **fields)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "printed",
    [
        "Minor's date of birth",
        "MINOR\u2019S DATE OF BIRTH:",
        "UAC Date of Birth",
        "Unaccompanied child's date of birth",
        "Date of birth of minor",
        "Date of birth of the minor:",
        "Date of birth (UAC)",
        "Minar's date of birth",
        "Minor'sDate of birth",
    ],
)
def test_a_label_is_found_with_its_person(printed: str) -> None:
    assert held(printed, "Date of birth") == [printed]


@pytest.mark.parametrize("joined", ["del menor", "de la menor", "de menor", "del niño/a"])
def test_a_spanish_label_has_its_person_after_it(joined: str) -> None:
    assert held(f"Fecha de nacimiento {joined}:", "Fecha de nacimiento") != []


@pytest.mark.parametrize(
    "printed",
    [
        "Date of birth",
        "Mother's date of birth",
        "Date of birth of minor's mother",
        "Fecha de nacimiento de la madre",
        "Minor's mother's date of birth",
    ],
)
def test_a_label_of_another_person_is_not_found(printed: str) -> None:
    assert held(printed, "Date of birth") == []
    assert held(printed, "Fecha de nacimiento") == []


def test_a_label_of_another_person_is_no_bare_one_either() -> None:
    index = LabelIndex(segments(put("Date of birth of sponsor", 40, 40), ()), holders=OTHERS)
    assert index.find_label(Label(key="k", text="Date of birth", holders=MINOR)) == []


def test_two_persons_together_are_neither_of_them() -> None:
    index = LabelIndex(segments(put("Datos de los madres", 40, 40), ()), holders=OTHERS)
    label = Label(key="k", text="Datos", holders=OTHERS, bare="never")
    assert index.find_label(label) == []


def test_a_possessive_reaches_over_a_wider_gap() -> None:
    words = put("Mother's", 40, 40) + put("A number", 92, 40)
    index = LabelIndex(segments(words, ()), holders=OTHERS)
    label = Label(key="k", text="A number", holders=OTHERS)
    assert [(told([h]), h.owner) for h in resolve(index.find_label(label))] == [
        (["Mother's A number"], True)
    ]


def test_a_person_a_gap_away_is_another_cell() -> None:
    words = put("Minor", 40, 40) + put("Date of birth", 80, 40)
    index = LabelIndex(segments(words, ()), holders=MINOR)
    label = Label(key="k", text="Date of birth", holders=MINOR)
    assert [(told([h]), h.owner) for h in index.find_label(label)] == [(["Date of birth"], False)]


def test_a_tie_to_somebody_is_not_that_persons() -> None:
    assert held("Relationship to minor", "Relationship") == []
    tied = Label(key="k", text="Relationship", others=MINOR, tie="to", holders=OTHERS)
    for printed, owner in (
        ("Relationship to the minor", False),
        ("Sponsor relationship to UAC", True),
    ):
        index = LabelIndex(segments(put(printed, 40, 40), ()), holders=MINOR | OTHERS)
        assert [(told([h]), h.owner) for h in index.find_label(tied)] == [([printed], owner)]
    assert held("Relationship to sponsor", "Relationship", others=MINOR, tie="to") == []


def test_a_search_is_made_once_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    index = LabelIndex(segments(put("Date of birth", 40, 40), ()))
    first = index.find("Date of birth", key="a")
    monkeypatch.setattr(LabelIndex, "_search", None)
    assert [h.words for h in index.find("DATE OF BIRTH", key="b")] == [h.words for h in first]


def test_letters_and_digits_that_readers_confuse_are_one_in_a_label() -> None:
    assert LabelIndex(segments(put("1D Number", 40, 40), ())).find("ID Number", key="id")
