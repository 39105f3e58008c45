"""What a form says in whole sentences: values cut out of the running text of a page by its patterns.

Civil registries write "nació a las cuatro horas del día cinco de marzo de dos mil ocho en ...": there is
no label and no box, only the words before and after.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from extract.captions import spelled
from extract.covered import bars_at
from extract.found import Found
from extract.layout import lines
from extract.page import ReadPage
from records.forms import FieldSpec, FormSpec
from records.types import Reading, Word, union

STEP: Final = "sentence@1"
MOST: Final = 4
"""More places than this of one pattern are no answers; the first ones already disagree."""


def find_in_sentences(page: ReadPage, form: FormSpec) -> list[Found]:
    """Return what the patterns of a form's sentence fields name on a page, over line breaks too."""
    specs = [spec for spec in form.fields if "sentence" in spec.place and spec.pattern is not None]
    if not specs:
        return []
    words = tuple(word for line in lines(page.words) for word in line)
    text, starts = _joined(words)
    return [
        _found(page, spec, match, words=words, starts=starts)
        for spec in specs
        for match in islice(re.finditer(spec.pattern or "", text), MOST)
    ]


def _joined(words: tuple[Word, ...]) -> tuple[str, tuple[int, ...]]:
    """Join words by single spaces, whatever line they stand on; return where each starts."""
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    return " ".join(word.text for word in words), tuple(starts)


def _found(
    page: ReadPage,
    spec: FieldSpec,
    match: re.Match[str],
    *,
    words: tuple[Word, ...],
    starts: tuple[int, ...],
) -> Found:
    """Return one match; a bar anywhere in its sentence may have taken a word of the value."""

    def touched(span: tuple[int, int]) -> tuple[Word, ...]:
        return tuple(
            word
            for word, at in zip(words, starts, strict=True)
            if at < span[1] and at + len(word.text) > span[0]
        )

    group = next((n for n, text in enumerate(match.groups(), 1) if text is not None), 0)
    value, sentence = touched(match.span(group)), touched(match.span())
    region = union(tuple(word.bbox for word in sentence))
    barred = bool(bars_at(page, region))
    text = "" if barred else match[group].strip(" ,;:")
    return Found(
        spec=spec,
        page=page.number,
        words=() if barred else value,
        region=region,
        reading=Reading.REDACTED if barred else Reading.PRESENT,
        step=STEP,
        quality=1.0,
        text=text,
        choice=spelled(text, spec) if spec.choices else None,
        bounded=False,
        touched=barred,
    )
