"""A draft as the text of a form file: TOML with comments, for a person to finish."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Final, Literal

from extract.draft import Draft, Entry
from extract.headings import literal
from extract.wording import WHOLE_NAME, YOU
from records.formcheck import TODO
from records.forms import Language
from records.types import BBox

WIDTH: Final = 100
Source = Literal["read", "assumed"]

MARGIN_OMB: Final = r"\bOMB\D{0,24}(\d{4}-\d{4})"
READER: Final[dict[Language, tuple[str, ...]]] = {"en": ("Your",), "es": ("Su", "Sus")}
TIP_CHARS: Final = 160


def form_text(
    draft: Draft, *, document_type: str | None, vocabulary_line: str = "", source: Source
) -> str:
    """Return the form file; `vocabulary_line` defines its type where that is new."""
    parts = [
        *_head(draft, vocabulary_line),
        *_form(draft, document_type, source),
        *_edition(draft, document_type, source),
        *_margin_fields(draft),
    ]
    heading: tuple[int, str | None] | None = None
    for entry in draft.entries:
        if (entry.page, entry.heading) != heading:
            heading = (entry.page, entry.heading)
            parts += ["", _rule(f"page {entry.page}: {entry.heading or 'under no heading'}")]
        zoned = source == "read" and entry.page == draft.anchored_page
        parts += ["", *_field(entry, language=draft.languages[0], zoned=zoned)]
    return "\n".join(parts) + "\n"


def _rule(text: str) -> str:
    return f"# ---- {text} ".ljust(WIDTH - 1, "-")


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(" ".join(text.split()), WIDTH - 2, break_long_words=False):
        yield f"# {line}"


def quoted(text: str) -> str:
    """Return a text as a TOML basic string (its escapes are JSON's)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(key: str, texts: tuple[str, ...]) -> Iterator[str]:
    line = f"{key} = [{', '.join(map(quoted, texts))}]"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{key} = ["
    yield from (f"    {quoted(text)}," for text in texts)
    yield "]"


# ---- the form as a whole ---------------------------------------------------------------------------


def _head(draft: Draft, vocabulary_line: str) -> Iterator[str]:
    named = sum(e.named is not None for e in draft.entries)
    todo = len(tuple(e for e in draft.entries if _is_entry(e) and e.named is None))
    yield from _comment(
        f"A draft, made by casefile forms new from {_pages(draft)} of a sample; finish it by hand. "
        f"{named} fields have a name, {todo} wait for one: give each {TODO} a field of the "
        "vocabulary, or take its entry out. Check every label against the paper, and add the wordings "
        "of other editions. "
        "docs/new-form.md goes through it; casefile forms check says what is left."
    )
    if draft.looks_filled:
        yield from _comment(
            f"The sample looks filled in ({draft.filled:.0%} of its places hold something): a blank one is "
            "best. "
            f"{draft.left_out} phrases that may have been written in were left out, labels among them. "
            "Look through this file for names and numbers of real people before you share it."
        )
    if draft.speaks_to_you:
        yield from _comment(
            'The form asks "you". Say who that is, and more fields get a name: --you subject, or '
            "--you sponsor."
        )
    if vocabulary_line:
        yield from _comment(
            "The type is new. Put a vocabulary.toml beside this file, with these lines:"
        )
        yield "# [document_types]"
        yield f"# {vocabulary_line}"
    yield ""


def _pages(draft: Draft) -> str:
    numbers = ", ".join(map(str, draft.pages))
    if len(draft.pages) == 1:
        return f"page {numbers} of {draft.page_count}"
    return f"the {len(draft.pages)} pages"


def _form(draft: Draft, document_type: str | None, source: Source) -> Iterator[str]:
    yield f"type = {quoted(document_type or TODO)}"
    yield f"languages = [{', '.join(map(quoted, draft.languages))}]"
    if source == "assumed":
        yield from _comment(
            "Other editions print it otherwise: their labels, options and patterns come from the shared ones."
        )
        yield "common_labels = true"
    if draft.date_order:
        orders = ", ".join(f'{lang} = "{draft.date_order}"' for lang in draft.languages)
        yield f"date_order = {{ {orders} }} # the print says so"
    yield f"max_pages = {max(1, draft.page_count)}"
    yield from _comment("Print that only this form has: its number, as it stands in the margins.")
    yield from _listed("marks", draft.imprint.marks)
    yield from _comment("Its heading, as printed. Give every wording that you know.")
    yield from _listed(f"titles.{draft.languages[0]}", draft.title or (TODO,))
    if draft.you != YOU:
        yield ""
        yield from _comment("Whom the form calls you.")
        yield f"[persons.{draft.you}]"
        for spoken in draft.languages:
            yield from _listed(spoken, READER[spoken])
    for role, texts in draft.sections.items():
        yield ""
        yield f"[sections.{role}]"
        yield from _listed(draft.languages[0], texts)


def _edition(draft: Draft, document_type: str | None, source: Source) -> Iterator[str]:
    imprint = draft.imprint
    name = "-".join(p for p in (imprint.number, imprint.revision) if p) or "first-seen"
    yield ""
    yield "[[editions]]"
    yield f"id = {quoted(_slug(name))}"
    yield f'source = "{source}"'
    for key, text in (
        ("form_number", imprint.number),
        ("revision", imprint.revision),
        ("omb_number", imprint.omb),
    ):
        if text:
            yield f"{key} = {quoted(text)}"
    yield f"page_size = [{draft.page_size[0]:g}, {draft.page_size[1]:g}]"
    if source == "read":
        yield from _comment(
            f"Print of page {draft.anchored_page} and its boxes in points; zones refer to that page."
        )
        yield "anchors = ["
        for anchor in draft.anchors:
            yield f"    {{ text = {quoted(anchor.text)}, box = {_numbers(anchor.box)} }},"
        yield "]"


def _slug(text: str) -> str:
    kept = "".join(c if c.isalnum() else "-" for c in text.casefold())
    return "-".join(part for part in kept.split("-") if part)


def _numbers(box: BBox) -> str:
    numbers = (box.x0, box.top, box.x1, box.bottom)
    return "[" + ", ".join(f"{max(0.0, number):.0f}" for number in numbers) + "]"


def _margin_fields(draft: Draft) -> Iterator[str]:
    """Draft the fields that stand in the margins without a label."""
    imprint = draft.imprint
    patterns = {
        "document.form_number": rf"\b({literal(imprint.number)})" if imprint.number else "",
        "document.edition": imprint.revision_pattern,
        "document.omb_number": MARGIN_OMB if imprint.omb else "",
    }
    told = [(name, p) for name, p in patterns.items() if p and "'" not in p]
    if told:
        yield ""
        yield _rule("in the margins")
    for name, pattern in told:
        yield ""
        yield "[[fields]]"
        yield f"name = {quoted(name)}"
        yield "optional = true"
        yield 'place = ["margin"]'
        yield f"pattern = '{pattern}'"


# ---- one field ---------------------------------------------------------------------------------------


def _is_entry(entry: Entry) -> bool:
    return bool(entry.labels) or bool(entry.zone and entry.text)


def _field(entry: Entry, *, language: Language, zoned: bool) -> Iterator[str]:
    yield from _comment(_told(entry))
    if entry.tooltip and entry.named is None:
        tip = textwrap.shorten(entry.tooltip, TIP_CHARS, placeholder=" ...")
        yield from _comment(f"Its form field says: {tip}")
    if not entry.text:
        if entry.choices or entry.unread_options:
            captions = (c for group in entry.choices.values() for c in group)
            told = ", ".join(map(quoted, (*captions, *entry.unread_options)))
            yield from _comment(f"Tick boxes {told} without a question of their own.")
        return
    yield from _comment(_suggested(entry))
    zone = entry.zone if zoned else None
    if entry.named is not None and entry.cuts:
        for number, (name, pattern) in enumerate(entry.cuts):
            yield from ("",) * bool(number)
            yield from _table(entry, name, language=language, zone=zone)
            yield f"pattern = '''{pattern}'''"
        return
    yield from _table(entry, entry.named or TODO, language=language, zone=zone)
    yield from _choices(entry)


def _table(entry: Entry, name: str, *, language: Language, zone: BBox | None) -> Iterator[str]:
    yield "[[fields]]"
    yield f"name = {quoted(name)}"
    if entry.labels:
        yield from _listed(f"labels.{language}", entry.labels)
    if entry.repeats:
        yield "repeats = true"
    if entry.signature:
        yield "signature = true"
    if zone is not None:
        yield f"zone = {_numbers(zone)}"


def _told(entry: Entry) -> str:
    if not entry.text:
        return "Room for an answer without a label in print."
    text = quoted(entry.text)
    if entry.places > 1 and not entry.repeats:
        text += f", printed {entry.places} times"
    return text


def _suggested(entry: Entry) -> str:
    """Return how sure the field is, and what a person should look at."""
    found = entry.suggestion
    if entry.named is not None:
        told = {
            "sure": "Sure: other forms print the same label for it.",
            "likely": f"Likely ({found.score:.0f} of 100): other forms print it so, or nearly so.",
        }[found.sureness]
        others = f" It may also be {', '.join(found.others[:3])}." if found.others else ""
        told += others if found.sureness == "likely" else ""
    else:
        told = f"{TODO} an answer of kind {found.kind}, it seems."
        if found.name is not None:
            taken = " (named above already)" if found.sureness in ("sure", "likely") else ""
            name = found.name.replace(WHOLE_NAME, "family_name and given_names")
            told += f" Perhaps {name}{taken}, {found.score:.0f} of 100."
    if not entry.labels:
        told += " The label was not found again by its print: give a shorter part of it."
    elif not entry.findable:
        told += " The label does not lead to the box by itself: this needs a zone."
    return told


def _choices(entry: Entry) -> Iterator[str]:
    if entry.unread_options:
        told = ", ".join(map(quoted, entry.unread_options))
        yield from _comment(f"{TODO} boxes whose value is open: {told}")
    if entry.choices:
        yield "[fields.choices]"
        for value, captions in entry.choices.items():
            yield f"{quoted(value)} = [{', '.join(map(quoted, captions))}]"
