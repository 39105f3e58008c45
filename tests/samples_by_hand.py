"""Pages of forms nobody described yet, put together by hand: print, boxes, form fields."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from extract.draft import Draft, draft_form
from extract.phrases import Phrase, phrases
from extract.places import places
from extract.questions import Question, questions
from extract.sample import Print, SamplePage, Widget
from extract.wording import Wording, wording_of
from pipelines.settings import FORMS
from records.forms import load_forms
from records.labels import load_labels
from records.types import BBox, Word
from tests.strategies import PLAIN, Drawn, make_page, put

THIN, BOLD, SHADED = Print(stroke=0.7, ground=1.0), Print(stroke=1.2, ground=1.0), 0.88


def sample(
    words: tuple[Word, ...],
    drawn: Drawn = PLAIN,
    *,
    bold: tuple[Word, ...] = (),
    shaded: tuple[Word, ...] = (),
    widgets: tuple[Widget, ...] = (),
    number: int = 1,
) -> SamplePage:
    """Return a page with `words` and, in bold or on a shaded ground, more of them."""
    told = (
        *((w, THIN) for w in words),
        *((w, BOLD) for w in bold),
        *((w, replace(BOLD, ground=SHADED)) for w in shaded),
    )
    page = make_page(tuple(w for w, _ in told), drawn, number=number)
    return SamplePage(page=page, prints=tuple(p for _, p in told), widgets=widgets)


def widget(where: BBox, *, kind: str = "text", tooltip: str = "", filled: bool = False) -> Widget:
    if kind == "text":
        return Widget(name="", tooltip=tooltip, kind="text", filled=filled, bbox=where)
    return Widget(name="", tooltip=tooltip, kind="check", filled=filled, bbox=where)


def found_on(page: SamplePage) -> tuple[Phrase, ...]:
    return phrases(page)


def asked_on(page: SamplePage) -> tuple[Question, ...]:
    found = phrases(page)
    return questions(page, found, places(page, found))


def asked(page: SamplePage) -> dict[str, Question]:
    """Return the questions of a page by the text of their label, "" for one without."""
    return {q.label.text if q.label else "": q for q in asked_on(page)}


@cache
def wording(you: str = "you") -> Wording:
    return wording_of(load_forms(FORMS), load_labels(), you=you)


def draft(*pages: SamplePage, you: str = "you") -> Draft:
    return draft_form(pages, wording(you), page_count=len(pages))


def line(text: str, x: float, top: float, *, height: float = 10.0) -> tuple[Word, ...]:
    return put(text, x, top, height=height)
