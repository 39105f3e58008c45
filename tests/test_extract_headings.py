"""What a form's page says of itself."""

from __future__ import annotations

import pytest

from extract.form_page import take_apart, with_headings
from extract.headings import imprint_of, languages_of, title_of
from extract.sample import SamplePage
from tests.samples_by_hand import line, sample
from tests.strategies import Drawn, box


def title(page: SamplePage) -> tuple[str, ...]:
    return title_of(page, take_apart(page).rest)


def heads(page: SamplePage) -> list[str]:
    return [h.text for h in with_headings(take_apart(page), title(page)).headings]


def test_the_title_is_the_largest_print_near_the_top() -> None:
    words = line("Administration for Families", 40, 30) + line(
        "Transfer of a youth", 200, 60, height=16
    )
    assert title(sample(words)) == ("Transfer of a youth",)


def test_a_title_may_have_two_lines() -> None:
    words = (
        line("NOTICE OF CARE", 200, 40, height=14)
        + line("Name and address:", 40, 300)
        + line("BY A FRIEND", 180, 58, height=14)
    )
    assert title(sample(words)) == ("NOTICE OF CARE", "BY A FRIEND")


def test_an_agency_is_no_title() -> None:
    words = line("Name of the child:", 40, 300) + line("DEPARTMENT OF HEALTH", 40, 30, height=18)
    words += line("Intake Notice", 40, 60, height=14)
    assert title(sample(words)) == ("Intake Notice",)


def test_what_was_made_of_a_stamp_is_no_title() -> None:
    assert title(sample(line("we R ¡a_abe .. ¡on", 40, 30, height=30))) == ()


def test_print_as_large_as_all_other_is_no_title() -> None:
    words = line("Provide the place of birth", 40, 60) + line("Name of the town", 40, 400)
    assert title(sample(words)) == ()


def test_large_print_far_down_is_no_title() -> None:
    assert title(sample(line("Take this card with you", 40, 400, height=30))) == ()


@pytest.mark.parametrize(
    "text, number, revision",
    [
        ("Form AR-11 09/10/19", "AR-11", "09/10/19"),
        ("Form I-589 (Rev. 08/25/20)", "I-589", "08/25/20"),
        ("Form I-765 Edition 08/21/25", "I-765", "08/21/25"),
        ("ORR UAC/R-1 [Rev. 02/01/2017]", "UAC/R-1", "02/01/2017"),
        ("Formulario R-1s Rev. 03/2019", "R-1s", "03/2019"),
        ("AUG-02-2018 15:47 FROM", "", ""),
    ],
)
def test_form_number_and_revision_stand_in_the_margin(
    text: str, number: str, revision: str
) -> None:
    imprint = imprint_of((sample(line(text, 40, 764, height=7)),))
    assert (imprint.number, imprint.revision) == (number, revision)


def test_the_omb_number_is_a_mark_as_printed() -> None:
    imprint = imprint_of((sample(line("OMB No. 1615-0007 Expires 03/31/2021", 300, 20)),))
    assert (imprint.omb, imprint.marks) == ("1615-0007", ("OMB No. 1615-0007",))


def test_a_number_in_the_middle_of_the_page_is_none_of_the_forms() -> None:
    assert imprint_of((sample(line("See Form I-94 for this", 40, 400)),)).number == ""


def test_a_form_may_speak_two_languages() -> None:
    english = line("the name of the child and the date of birth", 40, 40)
    spanish = line("el nombre del niño y la fecha de nacimiento", 40, 80)
    assert languages_of((sample(english),)) == ("en",)
    assert languages_of((sample(spanish),)) == ("es",)
    assert set(languages_of((sample(english + spanish),))) == {"en", "es"}


def test_headings_are_bold_or_large_or_shaded() -> None:
    plain = tuple(w for n in range(9) for w in line("more of the print as usual", 40, 500 + 20 * n))
    large = line("The transfer", 40, 300, height=16)
    page = sample(
        plain + large,
        bold=line("Mailing address", 40, 340),
        shaded=line("Part 2. The sponsor", 40, 380),
    )
    assert heads(page) == ["The transfer", "Mailing address", "Part 2. The sponsor"]


def test_only_the_bold_words_that_begin_a_line_head_it() -> None:
    plain = line("(optional)", 130, 340) + line("more print of the usual kind here", 40, 500)
    assert heads(sample(plain, bold=line("Mailing address", 40, 340))) == ["Mailing address"]


def test_a_sentence_in_bold_is_no_heading() -> None:
    plain = line("more print of the usual kind here", 40, 500)
    bold = line("All items must be filled in with care.", 40, 340)
    assert heads(sample(plain, bold=bold)) == []


def test_a_label_is_no_heading() -> None:
    plain = line("more print of the usual kind here", 40, 500)
    drawn = Drawn(boxes=(box(40, 360, 300, 378),))
    assert heads(sample(plain, drawn, bold=line("Family name", 40, 347))) == []
