"""Holding the records of a workspace against the truth about its files."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from pydantic import ValidationError

from app.cli import ALL_DONE
from evaluation.report import headline, to_json, to_markdown
from evaluation.scores import Scores, score
from pipelines.private_folder import open_private
from pipelines.workspace import Workspace
from records.errors import CaseFileError, ConfigError
from synth.truth import TruthDocument, read_documents


def evaluate(workspace: Workspace, options: Namespace) -> int:
    """Print the headline figures; write all of them where an output folder is given."""
    scores = score(
        read_truth(options.truth),
        tuple(workspace.store.current()),
        kinds=workspace.vocabulary.field_kinds,
    )
    print(headline(scores))
    if scores.missing:
        print(f"{scores.missing} documents are in files without any record: counted as missed.")
    if options.output is not None:
        write_scores(options.output, scores)
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


def write_scores(folder: Path, scores: Scores) -> None:
    """Write evaluation.json and evaluation.md."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (
            ("evaluation.json", to_json(scores)),
            ("evaluation.md", to_markdown(scores)),
        ):
            with os.fdopen(open_private(folder / name), "wb") as stream:
                stream.write(text.encode("utf-8"))
    except OSError as error:
        raise CaseFileError("the output cannot be written; choose another place") from error
