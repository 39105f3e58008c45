"""Templates to HTML: everything escaped, page text isolated, no script, styles by digest."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from pipelines import plots
from pipelines.display import (
    DETAIL_LABELS,
    EDITION_LABELS,
    PROBLEM_LABELS,
    READING_LABELS,
    REASON_LABELS,
    SIGN_LABELS,
    STEP_LABELS,
    bbox_text,
    certificate_text,
    confidence_text,
    in_words,
    split_visible,
    visible,
)
from pipelines.views import failure_text

if TYPE_CHECKING:
    from jinja2 import Environment
TEMPLATES: Final = Path(__file__).with_name("templates")
FROM_FILES: Final = "'self' file:"
FROM_DATA: Final = "data:"
"""Where a page may take its pictures from (img-src of its policy)."""


def render(
    name: str, *, image_sources: str, styles: str = "", context: Mapping[str, object]
) -> str:
    """Return one page. `image_sources` is the policy's img-src, `styles` the page's own rules.

    The Content-Security-Policy allows no script at all and only the two style blocks that are on
    the page, each by its SHA-256.
    """
    environment = _environment()
    blocks = [block for block in (_shared_styles(), styles) if block]
    return environment.get_template(name).render(
        **context,
        styles=[Markup(block) for block in blocks],  # our own rules, with numbers in them only
        style_sources=" ".join(_digest(block) for block in blocks),
        image_sources=image_sources,
    )


def box_styles(count: int) -> str:
    """Return the rules that light up box n while row n has the pointer or the focus, and back."""
    touched = ":is(:hover,:focus-within,:target)"
    rules = []
    for number in range(1, count + 1):
        box, row = f"#b{number}", f"#f{number}"
        rules.append(
            f".doc:has({row}{touched}) {box} rect.edge{{fill-opacity:.3;stroke-width:3.2}}"
            f".doc:has({box}{touched}) {row}{{background:var(--hover)}}"
        )
    return "".join(rules)


@cache
def _shared_styles() -> str:
    return (TEMPLATES / "report.css").read_text(encoding="utf-8") + plots.styles()


def _digest(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode('utf-8')).digest()).decode()}'"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_seen,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "foreign": _foreign,
        "failure": failure_text,
        "reading": READING_LABELS.__getitem__,
        "step": partial(in_words, labels=STEP_LABELS),
        "sign": partial(in_words, labels=SIGN_LABELS),
        "reason": partial(in_words, labels=REASON_LABELS),
        "problem": partial(in_words, labels=PROBLEM_LABELS),
        "detail": lambda detail: DETAIL_LABELS.get(detail, detail),
        "edition_source": partial(in_words, labels=EDITION_LABELS),
        "words": partial(in_words, labels={}),
        "confidence": _confidence,
        "certificate": certificate_text,
        "bbox": bbox_text,
        "duration": _duration,
        "share": _share,
    }
    return environment


def _seen(value: object) -> object:
    """Return text with nothing hidden in it; jinja passes every value it prints through here."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _foreign(text: str) -> Markup:
    """Return text from outside, escaped, with nothing hidden, kept from turning its neighbours."""
    hidden = Markup('<span class="ctl" title="a character that does not show">{}</span>')
    pieces = (
        hidden.format(piece) if is_hidden else escape(piece)
        for piece, is_hidden in split_visible(text)
    )
    return Markup("<bdi>{}</bdi>").format(Markup("").join(pieces))


def _confidence(confidence: float | None) -> str:
    return "not calibrated" if confidence is None else confidence_text(confidence)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"


def _share(part: int, whole: int) -> str:
    """Return a percentage, cut and not rounded, so that only all of them are 100 %."""
    return f"{100 * part // whole} %" if whole else "none"
