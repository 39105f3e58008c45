"""`casefile show` in a terminal: every value with its place, confidence, state and evidence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pipelines.display import (
    Tone,
    bbox_text,
    certificate_text,
    confidence_text,
    label_of,
    tone_of,
    visible,
)
from pipelines.outcome import FileOutcome
from records.types import Field, Record

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

WIDTH: Final = 140
_STYLES: Final[dict[Tone, str]] = {
    Tone.ACCEPTED: "green",
    Tone.REVIEW: "yellow",
    Tone.REDACTED: "bright_black",
    Tone.ILLEGIBLE: "red",
    Tone.PERSON: "blue",
}


def text_table(record: Record, *, width: int = WIDTH) -> str:
    """Return the record as plain text, without colour, at most `width` characters wide."""
    from rich.console import Console

    console = Console(file=io.StringIO(), width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(record_view(record))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def print_record(record: Record) -> None:
    """Print the record on standard output; on a terminal in colour and in its width."""
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        console.print(record_view(record))
    else:
        console.file.write(text_table(record))


def print_failure(outcome: FileOutcome) -> None:
    """Print which file failed, why and what to do; a character that could steer a terminal is spelt out."""
    for name in outcome.files:
        print(f"File     {visible(name)}")
    print(f"Failed   {visible(outcome.message or outcome.status)}")


def record_view(record: Record) -> Group:
    """Return the record for a `rich` console: what it is, its values, its problems.

    Characters of a page that could steer a terminal are spelt out.
    """
    from rich.console import Group
    from rich.text import Text

    parts: list[Text | Table] = [_heading(record)]
    parts.append(_values(record) if record.fields else Text("No field was found."))
    parts += [_problem(line) for line in _problem_lines(record)]
    return Group(*parts)


def _heading(record: Record) -> Text:
    from rich.text import Text

    pages = ", ".join(str(page.number) for page in record.pages) or "none"
    confidence = confidence_text(record.document_type_confidence)
    lines = [
        f"Document {visible(record.document_id)}, version {record.version}",
        *(f"File     {visible(file)}" for file in record.files),
        f"Type     {visible(record.document_type)} ({record.document_type_decision}, "
        f"{record.document_type_origin}, {confidence})",
        f"Edition  {_edition(record)}",
        f"Pages    {pages}; language {visible(record.language or 'not told')}; "
        f"{len(record.fields)} fields, {len(record.in_review)} in review",
    ]
    return Text("\n".join(lines) + "\n")


def _edition(record: Record) -> str:
    if record.edition is None:
        return "not known"
    return visible(record.edition) + (
        f" ({record.edition_source})" if record.edition_source else ""
    )


def _values(record: Record) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, least in (("Field", 14), ("Value", 12), ("State", 9)):
        table.add_column(name, overflow="fold", min_width=least)
    table.add_column("Confidence", overflow="fold", min_width=12, max_width=14)
    table.add_column("Page, box", min_width=11)
    table.add_column("Evidence", overflow="fold", min_width=16)
    for field in record.fields:
        style = _STYLES[tone_of(field)]
        value = visible(field.value) if field.value is not None else f"({field.reading})"
        table.add_row(
            Text(visible(label_of(field))),
            Text(value, style="bold" if field.value is not None else "italic"),
            Text(f"{field.decision}\n{field.reading}\n{field.origin}", style=style),
            Text(_sureness(field)),
            Text(_place(field)),
            Text(_evidence(field)),
        )
    return table


def _sureness(field: Field) -> str:
    return f"{confidence_text(field.confidence)}\n{visible(certificate_text(field.certificate))}"


def _place(field: Field) -> str:
    if field.evidence is None:
        return "–"
    x0, top, x1, bottom = bbox_text(field.evidence.bbox).split()
    return f"p. {field.evidence.page}\n{x0} {top}\n{x1} {bottom}"


def _evidence(field: Field) -> str:
    lines = []
    if field.evidence is not None:
        lines += [f"“{visible(field.evidence.text)}”", visible(field.evidence.step)]
    if field.signs:
        lines.append("signs: " + ", ".join(map(visible, field.signs)))
    if field.reasons:
        lines.append("reasons: " + ", ".join(map(visible, field.reasons)))
    if field.reviewed_by or field.reviewed_at:
        lines.append(visible(f"by {field.reviewed_by or 'a person'} {field.reviewed_at or ''}"))
    return "\n".join(lines)


def _problem_lines(record: Record) -> Iterator[str]:
    for problem in record.problems:
        where = f"page {problem.page}" if problem.page else "whole document"
        detail = f" ({visible(problem.detail)})" if problem.detail else ""
        yield f"Problem  {visible(problem.code)}, {where}, at {visible(problem.stage)}{detail}"


def _problem(line: str) -> Text:
    from rich.text import Text

    return Text(line, style="yellow")
