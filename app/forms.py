"""The commands on form files: what there is, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.cli import ALL_DONE, NOTHING_DONE
from records.formcheck import check_form
from records.forms import NO_FORMS, FormSpec, load_forms
from records.labels import load_labels
from records.vocabulary import load_vocabulary


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
