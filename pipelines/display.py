"""How a field is shown to a person: its colour, its words, and page text made safe to look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from records.errors import NEXT_STEP, Reason
from records.types import BBox, Decision, Field, Origin, Problem, Reading


class Tone(StrEnum):
    """The one colour a field is drawn in."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REDACTED = "redacted"
    ILLEGIBLE = "illegible"
    PERSON = "person"


TONE_LABELS: Final[dict[Tone, str]] = {
    Tone.ACCEPTED: "accepted",
    Tone.REVIEW: "to check",
    Tone.REDACTED: "redacted",
    Tone.ILLEGIBLE: "illegible",
    Tone.PERSON: "by a person",
}

COLOURS: Final[dict[Tone, tuple[int, int, int]]] = {
    Tone.ACCEPTED: (0, 158, 115),
    Tone.REVIEW: (230, 159, 0),
    Tone.REDACTED: (68, 68, 68),
    Tone.ILLEGIBLE: (213, 94, 0),
    Tone.PERSON: (0, 114, 178),
}
"""Red, green, blue of Okabe and Ito's palette (Color Universal Design, 2008)."""

DARK_TEXT: Final = frozenset({Tone.ACCEPTED, Tone.REVIEW, Tone.ILLEGIBLE})
"""Tones on which white text would stay under 4.5 to 1 (WCAG 2.2, 1.4.3)."""

READING_LABELS: Final[dict[Reading, str]] = {
    Reading.PRESENT: "written",
    Reading.BLANK: "empty",
    Reading.ILLEGIBLE: "illegible",
    Reading.REDACTED: "redacted",
    Reading.ABSENT: "missing",
}

STEP_LABELS: Final[dict[str, str]] = {
    "zone@1": "its place on the form",
    "label@1": "the printed label beside it",
    "asked@1": "a label that no form lists",
    "tagged@1": "where it stands among the words",
    "margin@1": "the margin",
    "carry@1": "the page before",
    "narrated@1": "what the text says",
    "text@1": "the wording around it",
}

SIGN_LABELS: Final[dict[str, str]] = {
    "reader": "read on the page",
    "second_reader": "a second reading agrees",
    "crop_reader": "read again by itself, with the same result",
    "in_list": "a known entry",
    "ink_test": "no ink in the box",
    "bar_test": "a solid bar covers it",
    "only_tick": "the only box ticked",
    "repeated": "the same in several places",
    "check_age": "age and date of birth agree",
    "check_zip_state": "ZIP code and state agree",
    "check_national_id": "the identity number's check digit fits, and what it says of the person",
}

REASON_LABELS: Final[dict[str, str]] = {
    "one_sign": "nothing confirms the reading yet",
    "confidence_low": "not sure enough to be released unseen",
    "certificate_withdrawn": "the certificate that released it holds no more",
    "low_score": "hard to read",
    "readers_differ": "two readings differ",
    "not_canonical": "not in the form expected here",
    "ambiguous_date": "day and month could be swapped",
    "name_order": "order of the names unclear",
    "padded": "number filled up with zeros",
    "repaired": "a misread character was put right",
    "role_unsure": "unclear whose value it is",
    "part_missing": "a part of it is missing: it breaks off, or goes on where it was not read",
    "hearsay": "told by somebody else",
    "running_text": "taken from running text",
    "narrated": "told in sentences: no rule understood them, or they tell what happened",
    "finders_differ": "printed labels alone lead to another value",
    "displaced": "found beside a printed label, but not when learned labels are heard",
    "label_inferred": "no label that the form lists announces it",
    "illegible": "illegible",
    "several_ticked": "more than one box ticked",
    "choice_unclear": "unclear which box is ticked",
    "places_differ": "differs from place to place",
    "label_not_found": "not found on the pages",
    "readings_differ": "blacked out in another place",
    "pages_differ": "the pages before and after say otherwise",
    "row_unsure": "unclear which person of the table it belongs to",
    "loose_mark": "marked with a circle or beside its box",
    "caption_unread": "a tick box whose caption could not be read",
    "beside_bar": "beside a redaction that may cover part of it",
    "date_like": "could also be a date",
    "in_future": "a birth date that is still to come",
    "short_year": "a birth year of two digits only",
    "crossed_out": "something was crossed out or written over",
    "stamped": "a stamp lies on it or close to it",
    "elsewhere": "says that the answer, or more of it, stands elsewhere",
    "placeholder": "could mean that there is none, or be the answer",
    "subject_line": "taken from a subject line",
    "carried": "taken over from the page before",
    "document_in_doubt": "the document as a whole is in doubt",
    "type_unknown": "of no form that is known",
    "letter": "told in a letter or report, not on a form",
    "begun_unsurely": "no title or page number tells that a paper begins here",
    "joined_by_words": "its pages lie together only because their words are alike",
    "type_unsure": "what kind of document this is, is not sure",
    "check_date_order": "dates in an impossible order",
    "check_date_gap": "dates of one story lie years apart",
    "check_age": "age and date of birth disagree",
    "check_zip_state": "ZIP code and state disagree",
    "check_national_id": "the identity number says otherwise",
    "review_conflict": "two people answered differently",
}

EDITION_LABELS: Final[dict[str, str]] = {
    "read": "the paper of this edition was seen",
    "assumed": "its layout is assumed",
}

PROBLEM_LABELS: Final[dict[str, str]] = {
    "blank_page": "blank page",
    "no_words": "no word could be read on the page",
    "page_unreadable": "the page could not be opened",
    "page_too_large": "the page is too large to read",
    "reading_stopped": "reading of the page was stopped",
    "not_read_again": "the page is hard to read, and its second reading failed",
    "not_extracted": "the pages were read, but their values could not be found",
    "truncated": "the file is cut off",
    "edition_unknown": "the printed edition of the form is not known",
    "dpi_assumed": "the scan does not tell its resolution",
    "hidden_text": "the file holds text that does not show",
    "text_under_redaction": "the file holds text under a redaction",
    "text_layer_disagrees": "the file's text differs from what the page shows",
    "text_layer_unreadable": "the file's own text could not be read",
    "text_layer_cut": "the file's own text is too long and was cut",
    "pages_differ": "sheets that belong together carry different A-numbers",
    "parser_disagreement": "two programs read the file differently",
    "form_unreadable": "the answers typed into the form could not be read",
    "form_cut": "answers typed into the form are too many or too long, and some were left out",
    "xfa_form": "a kind of fillable form that cannot be read in full",
    "javascript": "the file holds a program",
    "embedded_files": "other files are attached inside",
    "page_unit_ignored": "the page gives an unusual unit of length",
    "review_conflict": "two people answered differently",
    "review_unknown_page": "an answer was given for a page that is not here",
    "review_unknown_label": "an answer has a label that is not known",
    "reviewed_before_split": "the file was reviewed before it was split anew",
}

DETAIL_LABELS: Final[dict[str, str]] = {
    "not_listed": "the form file lists no edition with what is printed",
    "not_read": "no form number, revision or OMB number could be read",
    "several_fit": "what is printed fits several editions",
}
"""Details of the notice `edition_unknown`."""

PROBLEM_STEPS: Final[dict[str, str]] = {
    "no_words": "look at the page: nothing on it could be read",
    "page_unreadable": "copy or scan the page again",
    "page_too_large": NEXT_STEP[Reason.TOO_LARGE],
    "reading_stopped": "look at the page, or scan it again",
    "not_read_again": NEXT_STEP[Reason.INTERNAL],
    "not_extracted": NEXT_STEP[Reason.INTERNAL],
    "truncated": "copy or scan the file again, and check what is there",
    "hidden_text": "check each value against what the page shows",
    "text_under_redaction": "treat the file as not redacted, and check each value",
    "text_layer_disagrees": "check each value against what the page shows",
    "text_layer_unreadable": "print it to a new PDF, or check each value",
    "text_layer_cut": "print it to a new PDF, or check each value",
    "pages_differ": "see whether its sheets belong to one child",
    "parser_disagreement": "print it to a new PDF, and see that no page is missing",
    "form_unreadable": "print it to a new PDF, so that the answers show",
    "form_cut": "print it to a new PDF, so that the answers show",
    "xfa_form": "print it to a new PDF, so that the answers show",
    "javascript": "print it to a new PDF, and check each value",
    "embedded_files": "save what is attached as files of their own, and read them too",
    "page_unit_ignored": "print it to a new PDF, or check each value",
    "review_conflict": "look at both answers, and answer once more",
    "review_unknown_page": "push the document again, and answer once more",
    "review_unknown_label": "push the document again, and answer once more",
    "reviewed_before_split": "compare with the earlier documents, whose answers were not taken over",
}
"""What to do about each problem that is not benign."""

CAUSE_LABELS: Final[dict[str, str]] = {
    "values": "values to check",
    "type": "kind of document not certain",
    "problems": "a problem with the pages or the file",
}

KIND_LABELS: Final[dict[str, str]] = {
    "a_number": "A-numbers",
    "date": "dates",
    "datetime": "dates with time",
    "name": "parts of names",
    "full_name": "full names",
    "sex": "sex",
    "country": "countries",
    "us_state": "US states",
    "zip": "ZIP codes",
    "phone": "telephone numbers",
    "email": "e-mail addresses",
    "address": "addresses",
    "relationship": "relationships",
    "category": "sponsor categories",
    "agency": "agencies",
    "flag": "tick boxes and yes or no",
    "text": "free text",
    "integer": "whole numbers",
    "role": "roles of persons",
    "identifier": "other numbers and codes",
    "other": "of a field no longer known",
}

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories without a shape: controls, bidi marks, half surrogates, unassigned."""
_KEPT: Final = frozenset("\n")


def problem_step(problem: Problem) -> str:
    """Return what a person should do about a problem; where reading stopped, it depends on why."""
    reason = problem.detail.partition(":")[0]
    if problem.code == "reading_stopped" and reason in set(Reason):
        return NEXT_STEP[Reason(reason)]
    return PROBLEM_STEPS.get(problem.code, "look at the document")


def tone_of(field: Field) -> Tone:
    """Return the colour of a field: by a person first, then by reading, then by decision."""
    if field.origin is Origin.PERSON:
        return Tone.PERSON
    if field.reading is Reading.REDACTED:
        return Tone.REDACTED
    if field.reading is Reading.ILLEGIBLE:
        return Tone.ILLEGIBLE
    return Tone.REVIEW if field.decision is Decision.REVIEW else Tone.ACCEPTED


def label_of(field: Field) -> str:
    """Return the name of a field, with its index where it is not the first of its role."""
    return f"{field.name}[{field.index}]" if field.index else field.name


def split_visible(text: str) -> Iterator[tuple[str, bool]]:
    """Yield `(piece, is_hidden)`; a character that would not show comes alone, as U+xxxx.

    So do marks that turn the direction of text, tabs and carriage returns. Line feeds stay.
    """
    if text.isprintable():  # most text: nothing hidden, and asking once is far faster
        if text:
            yield text, False
        return
    for is_hidden, piece in _runs(text):
        if is_hidden:
            yield from ((f"U+{ord(character):04X}", True) for character in piece)
        else:
            yield piece, False


def visible(text: str) -> str:
    """Return `text` on one line, with characters that would not show written as ⟨U+xxxx⟩."""
    pieces = (f"⟨{piece}⟩" if hidden else piece for piece, hidden in split_visible(text))
    return re.sub(r"\s+", " ", "".join(pieces))


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or _is_hidden(text[end]) != _is_hidden(text[start]):
            yield _is_hidden(text[start]), text[start:end]
            start = end


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN and character not in _KEPT


def in_words(code: str, labels: Mapping[str, str]) -> str:
    """Return a code in plain words; one that has none yet, with its underscores as blanks."""
    return labels.get(code) or code.replace("_", " ")


def confidence_text(confidence: float | None) -> str:
    """Return a probability with two decimals, cut and not rounded up, or "uncalibrated"."""
    return "uncalibrated" if confidence is None else f"{int(confidence * 100 + 1e-9) / 100:.2f}"


def certificate_text(certificate: str | None) -> str:
    """Return the name of the certificate, or "uncertified"."""
    return certificate or "uncertified"


def bbox_text(bbox: BBox) -> str:
    """Return a box as four numbers in points: left, top, right, bottom."""
    return f"{bbox.x0:.1f} {bbox.top:.1f} {bbox.x1:.1f} {bbox.bottom:.1f}"
