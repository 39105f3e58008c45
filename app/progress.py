"""Progress of a run: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from pipelines.run import Progress

LINE_EVERY_S: Final = 10.0


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None]]:
    """Give a function that shows how far a run is, with rate and time left, on standard error."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(
            "{task.fields[documents]} documents, {task.fields[pages]} pages, "
            "{task.fields[rate]:.2f}/s, {task.fields[failed]} failed"
        ),
        TimeRemainingColumn(),
    )
    started = time.monotonic()
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("files", total=None, documents=0, pages=0, rate=0.0, failed=0)

        def show(now: Progress) -> None:
            rate = now.pages / max(0.001, time.monotonic() - started)
            bar.update(
                task,
                completed=now.done,
                total=now.total,
                documents=now.documents,
                pages=now.pages,
                rate=rate,
                failed=now.failed,
            )

        yield show


def _plain_lines() -> Callable[[Progress], None]:
    started = time.monotonic()
    last = started - LINE_EVERY_S

    def show(now: Progress) -> None:
        nonlocal last
        moment = time.monotonic()
        if moment - last < LINE_EVERY_S and now.done < now.total:
            return
        last = moment
        elapsed = moment - started
        left = elapsed / now.done * (now.total - now.done)
        print(
            f"{now.done}/{now.total} files, {now.documents} documents, {now.pages} pages, "
            f"{now.pages / max(0.001, elapsed):.2f} pages/s, {now.failed} failed, about {left:.0f} s left",
            file=sys.stderr,
        )

    return show
