"""The commands on form files: what there is, and what is wrong with one."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.cli import ALL_DONE, NOTHING_DONE
from records.errors import FormError
from records.formcheck import TODO, check_form
from records.forms import NO_FORMS, FormSpec, load_forms
from records.labels import load_labels
from records.vocabulary import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from extract.draft import Draft

TYPE_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


def show_forms(directory: Path) -> int:
    """Print one line a form: type, languages, fields, editions and whether their paper was read."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    forms = load_forms(directory)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("type", no_wrap=True)
    table.add_column("languages")
    table.add_column("fields", justify="right")
    table.add_column("editions", overflow="fold")
    table.add_column("title", overflow="fold")
    for form in sorted(forms.forms.values(), key=lambda f: f.type):
        names = {spec.name for spec in form.fields}
        table.add_row(
            form.type,
            " ".join(form.languages),
            str(len(names)),
            _editions(form),
            forms.vocabulary.document_types[form.type],
        )
    console = Console()
    (console if console.is_terminal else Console(width=120)).print(table)
    return ALL_DONE


def _editions(form: FormSpec) -> str:
    return ", ".join(f"{edition.id} ({edition.source})" for edition in form.editions) or "-"


def check_files(files: Sequence[Path]) -> int:
    """Print every fault of every file as FILE:LINE: reason; 0 where all hold, 2 where one does not.

    Raises:
        FormError: The `vocabulary.toml` or `labels.toml` beside a form does not hold.
    """
    broken = False
    for path in files:
        vocabulary = load_vocabulary(path.parent / "vocabulary.toml")
        shared = load_labels(path.parent / "labels.toml")
        faults = () if path.name in NO_FORMS else check_form(path, vocabulary, shared)
        for fault in faults:
            at = f"{path}:{fault.line}" if fault.line else str(path)
            print(f"{at}: {fault.reason}")
        if not faults:
            print(f"{path}: holds")
        broken = broken or bool(faults)
    return NOTHING_DONE if broken else ALL_DONE


def new_form(options: argparse.Namespace) -> int:
    """Draft a form file from the sample of its paper; say on standard error what is left to do.

    Raises:
        FormError: An option or the sample does not do.
    """
    from pipelines.sample import draft_sample
    from pipelines.settings import make_settings

    settings = make_settings(forms=options.forms)
    forms = load_forms(settings.forms)
    _check_options(options, forms.vocabulary)
    draft = draft_sample(
        options.sample,
        forms=forms,
        shared=load_labels(settings.forms / "labels.toml"),
        settings=settings,
        page=options.page,
        you=options.you,
    )
    text = _text(draft, options, forms.vocabulary)
    if options.output is None:
        sys.stdout.write(text)
    else:
        _write_new(options.output, text, force=options.force)
    for line in _left_to_do(draft, options, forms.vocabulary, known=options.type in forms.forms):
        print(line, file=sys.stderr)
    return ALL_DONE


def _check_options(options: argparse.Namespace, vocabulary: Vocabulary) -> None:
    roles = {name.split(".")[0] for name in vocabulary.field_kinds}
    if options.type is not None and not TYPE_NAME.fullmatch(options.type):
        raise FormError("--type: give small letters, digits and _ only, such as orr_referral")
    if options.you is not None and options.you not in roles:
        raise FormError(f"--you: no such role; give one of {', '.join(sorted(roles))}")
    if options.output is not None and options.output.exists() and not options.force:
        raise FormError("the output exists and is kept; give another --output, or --force")


def _text(draft: Draft, options: argparse.Namespace, vocabulary: Vocabulary) -> str:
    from extract.draft_text import form_text

    new = options.type is not None and options.type not in vocabulary.document_types
    return form_text(
        draft,
        document_type=options.type,
        vocabulary_line=_vocabulary_line(draft, options.type) if new else "",
        source="read" if options.read else "assumed",
    )


def _vocabulary_line(draft: Draft, document_type: str) -> str:
    from extract.draft_text import quoted

    return f"{document_type} = {quoted(' '.join(draft.title) or document_type)}"


def _write_new(path: Path, text: str, *, force: bool) -> None:
    """Write a file for its owner; another's is never written over unless `force`."""
    mode = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        with os.fdopen(os.open(path, mode, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise FormError(
            "the output exists and is kept; give another --output, or --force"
        ) from error
    except OSError as error:
        raise FormError("the output file cannot be written; choose another place") from error


def _left_to_do(
    draft: Draft, options: argparse.Namespace, vocabulary: Vocabulary, *, known: bool
) -> Iterator[str]:
    """Yield what the person who drafted should know: counts and codes, no text of the page."""
    told = draft.entries
    named = sum(e.named is not None for e in told)
    todo = sum(e.named is None and bool(e.text) for e in told)
    pages = "1 page" if len(draft.pages) == 1 else f"{len(draft.pages)} pages"
    yield f"{named + todo} labels on {pages}: {named} named, {todo} marked {TODO}."
    if draft.looks_filled:
        yield (
            f"The sample looks filled in; {draft.left_out} phrases were left out, since they may be values. "
            "A blank sample gives more. Look for names in the draft before you share it."
        )
    if draft.speaks_to_you:
        yield 'The form asks "you": say who that is with --you subject (or sponsor), and more is named.'
    if known:
        yield f"There is a form of type {options.type} already: put what is new into its file."
    if options.type is None:
        yield f"Give the file a type where it says {TODO}; --type does it at once."
    elif options.type not in vocabulary.document_types:
        yield "The type is new: put a vocabulary.toml beside the form, with these two lines:"
        yield "[document_types]"
        yield _vocabulary_line(draft, options.type)
