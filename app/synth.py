"""The command that makes fictitious case files."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Final

from app.cli import ALL_DONE
from records.errors import ConfigError

NEEDED: Final = ("faker", "fontTools", "reportlab")
LINE_EVERY_S: Final = 10.0


def synth(options: Namespace) -> int:
    """Make case files into an empty folder and say how many.

    Raises:
        ConfigError: the folder holds something, or what the tests need is not installed.
    """
    if any(find_spec(name) is None for name in NEEDED):
        raise ConfigError("making case files needs what the tests need: run ./setup test")
    output = options.output
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise ConfigError("the output folder is not empty; give a new one, or empty it")
    from synth.generate import generate

    with _shown(options.families) as told:
        files, documents, pages = generate(
            families=options.families,
            seed=options.seed,
            split=options.split,
            output=output,
            workers=options.workers or os.cpu_count() or 1,
            told=told,
        )
    print(f"{files} files, {documents} documents, {pages} pages, all fictitious")
    print(f"Truth: {output / 'truth.jsonl'}")
    return ALL_DONE


@contextmanager
def _shown(families: int) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how many families are done: a bar on a terminal, plain lines elsewhere."""
    started = time.monotonic()
    if not sys.stderr.isatty():
        yield _plain_lines(families, started)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    pages = TextColumn("families, {task.fields[pages]} pages, {task.fields[rate]:.1f}/s")
    columns = (BarColumn(), MofNCompleteColumn(), pages, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=families, pages=0, rate=0.0)

        def show(done: int, drawn: int) -> None:
            rate = drawn / max(0.001, time.monotonic() - started)
            bar.update(task, completed=done, pages=drawn, rate=rate)

        yield show


def _plain_lines(families: int, started: float) -> Callable[[int, int], None]:
    last = started

    def show(done: int, drawn: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < LINE_EVERY_S and done < families:
            return
        last = now
        rate = drawn / max(0.001, now - started)
        print(f"{done}/{families} families, {drawn} pages, {rate:.1f} pages/s", file=sys.stderr)

    return show
