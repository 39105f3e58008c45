"""Holding the records of a workspace against the truth about its files."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from app.cli import ALL_DONE
from evaluation.crops import sheets
from evaluation.errors import wrong_fields
from evaluation.judging import Known, TruthPages
from evaluation.plots import plots, to_png
from evaluation.report import errors_to_lines, headline, to_json, to_markdown
from evaluation.scores import Scores, score
from evaluation.shown import sampled, shown
from pipelines.private_folder import open_private
from pipelines.workspace import Workspace
from records.errors import CaseFileError, ConfigError
from synth.truth import TruthDocument, read_documents, read_words

WORDS: Final = "words.jsonl"
"""Lies beside the truth: the words of each page."""


def evaluate(workspace: Workspace, options: Namespace) -> int:
    """Print the headline figures; write all of them where an output folder is given."""
    known = Known(
        kinds=workspace.vocabulary.field_kinds,
        read_words=workspace.words,
        truth_words=read_truth_words(options.truth.with_name(WORDS)),
        ran=frozenset(name for entry in workspace.ledger.entries() for name in entry.names),
    )
    truths = read_truth(options.truth)
    if options.crops and (options.output is None or any(t.split is None for t in truths)):
        raise ConfigError("--crops needs --output, and draws generated pages only")
    records = tuple(workspace.store.current())
    scores = score(truths, records, known)
    print(headline(scores))
    if scores.missing:
        print(
            f"{scores.missing} documents are in files without a record of their own: counted as missed."
        )
    if options.output is not None:
        write_scores(options.output, scores)
        wrong = sampled(wrong_fields(scores.judged), options.crops)
        told = shown(wrong, truths=truths, records=records, known=known)
        for at, picture in enumerate(sheets(told, workspace.picture), start=1):
            path = options.output / f"errors-{at:02}.png"
            _write(path, picture)
            print(f"Wrong fields: {path}")
        print(f"Figures: {options.output / 'evaluation.md'}")
    return ALL_DONE


def read_truth(path: Path) -> tuple[TruthDocument, ...]:
    """Return the documents of a truth file.

    Raises:
        ConfigError: The file cannot be read, is not of this schema, or holds no document.
    """
    try:
        truths = tuple(read_documents(path))
    except OSError as error:
        raise ConfigError("--truth: the file cannot be read; give a truth.jsonl") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise ConfigError(
            "--truth: a line is no document of the truth's schema; give a truth.jsonl"
        ) from error
    if not truths:
        raise ConfigError("--truth: the file is empty; give a truth.jsonl")
    return truths


def read_truth_words(path: Path) -> TruthPages:
    """Return the words of each page, none where the file is not there.

    Raises:
        ConfigError: The file is not of this schema.
    """
    try:
        return {(page.file, page.page): page for page in read_words(path)}
    except FileNotFoundError:
        return {}
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise ConfigError(f"{WORDS} beside the truth: a line is no page of words") from error


def write_scores(folder: Path, scores: Scores) -> None:
    """Write evaluation.json, evaluation.md, errors.jsonl and the plots."""
    for name, text in (
        ("evaluation.json", to_json(scores)),
        ("evaluation.md", to_markdown(scores)),
        ("errors.jsonl", errors_to_lines(scores)),
    ):
        _write(folder / name, text.encode("utf-8"))
    for name, plot in plots(scores).items():
        _write(folder / f"{name}.png", to_png(plot))


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read.

    Raises:
        CaseFileError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(open_private(path), "wb") as stream:
            stream.write(content)
    except OSError as error:
        raise CaseFileError("the output cannot be written; choose another place") from error
