from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from extract.classify import Classified, classify, is_begun_unsurely, page_language, split
from extract.page import ReadPage
from tests.strategies import (
    SENTENCES,
    blank_page,
    form_set,
    make_page,
    page_of,
    page_streams,
    put,
    stacked,
    steady,
)


def classified(*lines: str, number: int = 1) -> Classified:
    return classify(make_page(stacked(*lines), number=number), form_set())


def groups(*kinds: str) -> list[list[int]]:
    """Return the page numbers of each document of a file of pages of these kinds."""
    pages = [page_of(kind, number) for number, kind in enumerate(kinds, start=1)]
    return numbers(pages)


def numbers(pages: list[ReadPage]) -> list[list[int]]:
    told = [classify(page, form_set()) for page in pages]
    return [[c.page.number for c in group] for group in split(told, form_set())]


def test_a_title_and_a_form_number_make_a_type() -> None:
    page = classified("Verification of Release", "Form R-1")
    assert (page.document_type, page.titled) == ("orr_verification_of_release", True)


def test_a_title_that_differs_by_a_word_is_another_form() -> None:
    assert classified("Notification of Release").document_type == "unknown"


def test_a_title_inside_a_sentence_is_no_title() -> None:
    page = classified(
        "Verification of Release was sent to the sponsor by mail on Monday with a copy to court"
    )
    assert not page.titled
    assert page.document_type != "orr_verification_of_release"


def test_a_title_at_the_end_of_an_answer_is_no_title() -> None:
    assert not classified("Filed with: initial - Verification of Release").titled


def test_a_title_read_with_a_slip_still_counts() -> None:
    assert classified("Verificatlon of Release").titled


@pytest.mark.parametrize(
    ("text", "number_of"),
    [
        ("Page 2 of 3", (2, 3)),
        ("Page 20f 3", (2, 3)),
        ("Page 20f3", (2, 3)),
        ("Page lof 2", (1, 2)),
        ("Page 1of1", (1, 1)),
        ("Page 10 of 12", (10, 12)),
        ("Página 2 de 2", (2, 2)),
        ("Page 3 of 2", None),
    ],
)
def test_a_page_number_is_read_through_misread_print(
    text: str, number_of: tuple[int, int] | None
) -> None:
    assert classified(text).number_of == number_of


def by_words(
    number: int, *, footing: str = "", number_of: tuple[int, int] | None = None
) -> Classified:
    """Return a page whose type only its words tell."""
    page = classify(make_page(stacked("Muestra"), number=number), form_set())
    return replace(
        page,
        document_type="orr_verification_of_release",
        score=0.4,
        by_signs="unknown",
        footing=footing,
        number_of=number_of,
    )


@pytest.mark.parametrize(
    ("first", "second", "documents"),
    [
        (by_words(1), by_words(2), 1),
        (by_words(1, number_of=(1, 1)), by_words(2), 2),
        (by_words(1, footing="formnm71rev072022"), by_words(2, footing="formgh55rev102018"), 2),
        (by_words(1, footing="formnm71rev072022"), by_words(2, footing="2144nelmstapt4houston"), 1),
        (
            by_words(1, footing="formnm71rev072022", number_of=(1, 1)),
            by_words(2, footing="formnm71rov072022"),
            1,
        ),
    ],
)
def test_pages_typed_by_words_part_where_one_is_the_last_or_their_feet_differ(
    first: Classified, second: Classified, documents: int
) -> None:
    assert len(split([first, second], form_set())) == documents


def test_labels_alone_support_a_form_but_do_not_make_it() -> None:
    page = classified("Last name: A", "First name: B", "Date of birth: C")
    assert page.document_type == "unknown"
    assert {"subject.family_name", "subject.given_names"} <= page.labels


def test_more_signs_score_higher() -> None:
    title = classified("Verification of Release")
    marked = classified("Verification of Release", "Form R-1")
    assert 0 < title.score < marked.score <= 1


def test_sentences_are_a_narrative() -> None:
    assert classified(*SENTENCES).document_type == "narrative"


def test_two_stray_words_are_unknown() -> None:
    assert classified("zzxq 77").document_type == "unknown"


def test_a_page_without_words_is_unknown() -> None:
    assert classify(make_page(), form_set()).document_type == "unknown"
    assert classify(blank_page(), form_set()).document_type == "unknown"


def test_language_is_told_by_common_words() -> None:
    spanish = make_page(stacked("Nombre de la madre y fecha de nacimiento del menor"))
    english = make_page(stacked("Name of the mother and date of birth of the child"))
    assert page_language(spanish) == "es"
    assert page_language(english) == "en"
    assert page_language(blank_page()) == "en"


def test_the_page_number_is_read_in_both_languages() -> None:
    assert classified("Page 2 of 3").number_of == (2, 3)
    assert classified("Página 1 de 4").number_of == (1, 4)
    assert classified("3 of 3 Pages").number_of == (3, 3)


def test_an_impossible_page_number_is_none() -> None:
    assert classified("Page 5 of 3").number_of is None
    assert classified("no number").number_of is None


@steady
@given(page_streams())
def test_every_page_lands_in_exactly_one_document_in_order(pages: tuple[ReadPage, ...]) -> None:
    told = [n for group in numbers(list(pages)) for n in group]
    assert told == [p.number for p in pages]


@steady
@given(page_streams())
def test_only_the_first_document_starts_with_a_blank_page(pages: tuple[ReadPage, ...]) -> None:
    blank = {p.number for p in pages if p.blank}
    assert not any(group[0] in blank for group in numbers(list(pages))[1:])


def test_a_blank_page_stays_with_the_document_before() -> None:
    assert groups("release", "blank", "alien") == [[1, 2], [3]]


def test_a_blank_cover_belongs_to_the_document_it_covers() -> None:
    assert groups("blank", "release") == [[1, 2]]


def test_the_same_form_begun_again_is_another_document() -> None:
    assert groups("release", "release") == [[1], [2]]


def test_a_numbered_second_page_goes_on() -> None:
    first = make_page(stacked("Verification of Release", "Last name: A", "Page 1 of 2"))
    second = make_page(stacked("Verification of Release", "Last name: A", "Page 2 of 2"), number=2)
    assert numbers([first, second]) == [[1, 2]]


def test_a_form_never_grows_over_its_page_limit() -> None:
    pages = [
        make_page(stacked("Verification of Release", f"Page {n} of 3", "Form R-1"), number=n)
        for n in (1, 2, 3)
    ]
    assert numbers(pages) == [[1, 2], [3]]


def test_an_untitled_page_with_the_forms_labels_goes_on() -> None:
    first = page_of("release", 1)
    second = make_page(stacked("Date of birth: 2010-01-02", "Alien number: none"), number=2)
    assert numbers([first, second]) == [[1, 2]]


def test_continuation_sheets_are_one_document_of_their_own() -> None:
    assert groups("alien", "continuation", "continuation") == [[1], [2, 3]]


def test_a_form_after_a_narrative_is_another_document() -> None:
    assert groups("narrative", "release") == [[1], [2]]


def test_a_narrative_goes_on_until_a_letter_opens() -> None:
    letter = make_page(put("Dear friend", 40, 40) + stacked(*SENTENCES, top=80), number=3)
    assert numbers([page_of("narrative", 1), page_of("narrative", 2), letter]) == [[1, 2], [3]]


def test_two_unknown_pages_are_not_joined() -> None:
    assert groups("noise", "noise") == [[1], [2]]


# ---- titles on two lines, numbers in the foot ---------------------------------------------------------


def test_a_title_on_two_lines_is_one() -> None:
    words = (*put("Verification of", 240, 60, height=14), *put("Release", 262, 78, height=14))
    page = classify(make_page(words), form_set())
    assert (page.document_type, page.titled) == ("orr_verification_of_release", True)


def test_two_lines_of_different_columns_are_no_title() -> None:
    words = (*put("Verification of", 40, 60, height=14), *put("Release", 400, 78, height=14))
    assert not classify(make_page(words), form_set()).titled


FOOT = "Form ZQ-41 Rev. 05/2019"


def footed(number: int, of: int, *, foot: str = FOOT) -> ReadPage:
    words = (
        *put("zzxq 77 lorem", 40, 60),
        *put(foot, 40, 760),
        *put(f"Page {number} of {of}", 450, 760),
    )
    return make_page(words, number=number)


def test_pages_of_an_unknown_form_that_count_on_are_one_document() -> None:
    assert numbers([footed(1, 2), footed(2, 2)]) == [[1, 2]]


def test_pages_that_count_on_under_other_feet_are_two_documents() -> None:
    assert numbers([footed(1, 2), footed(2, 2, foot="Form KX-7 Rev. 01/2020")]) == [[1], [2]]


def test_a_new_page_one_begins_another_document() -> None:
    again = footed(1, 2)
    assert numbers([footed(1, 2), again]) != [[1, 2]]


def test_a_lone_one_read_as_l_counts() -> None:
    assert classified("lorem", "Page l of 2").number_of == (1, 2)


def test_a_page_with_a_forms_labels_that_numbers_itself_one_begins_a_document() -> None:
    release = page_of("release", 1)
    labels = (*put("Last name: SPECIMEN", 40, 60), *put("Page 1 of 2", 450, 760))
    assert numbers([release, make_page(labels, number=2)]) == [[1], [2]]


def test_a_page_number_read_as_a_small_letter_is_a_one() -> None:
    assert classified("Page i of 2").number_of == (1, 2)


@pytest.mark.parametrize(
    ("lines", "unsure"),
    [
        (("Last name: SPECIMEN", "Form R-1"), True),
        (("Last name: SPECIMEN", "Form R-1", "Page 2 of 2"), True),
        (("Last name: SPECIMEN", "Form R-1", "Page 1 of 2"), False),
        (("Verification of Release", "Last name: SPECIMEN"), False),
    ],
)
def test_a_paper_begins_with_a_title_or_a_first_page(lines: tuple[str, ...], unsure: bool) -> None:
    page = classified(*lines)
    assert is_begun_unsurely((page,)) is unsure
    blank = classify(blank_page(2), form_set())
    assert is_begun_unsurely((blank, page)) is unsure
