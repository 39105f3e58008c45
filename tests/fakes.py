"""Stand-ins: records built by hand, and children that act out what a real one may do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from extract.page import READ_PAGE, ReadPage
from pipelines.sandbox import ChildLimits, Outcome
from records.types import PageInfo, Record, document_id
from tests.strategies import page_of

ROOT: Final = Path(__file__).parents[1]
SAMPLES: Final = ROOT / "samples" / "documents"
SHA256: Final = "ab" * 32
OK: Final = Outcome(status="ok")


def make_record(
    *, sha256: str = SHA256, first_page: int = 1, pages: int = 1, document_type: str = "narrative"
) -> Record:
    """Return version 0 of a document without fields on `pages` pages from `first_page`."""
    numbers = range(first_page, first_page + pages)
    return Record(
        document_id=document_id(sha256, first_page=first_page, page_count=pages),
        files=("fictitious.pdf",),
        sha256=sha256,
        pages=tuple(PageInfo(number=n, width=612.0, height=792.0) for n in numbers),
        document_type=document_type,
        document_type_score=0.5,
    )


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a command said and how it ended."""

    status: int
    out: str = field(repr=False)
    err: str = field(repr=False)


def casefile(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Told:
    """Run the command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
    return Told(status=done.returncode, out=done.stdout, err=done.stderr)


@dataclass(frozen=True, kw_only=True)
class Play:
    """What a child does with a file: pages sent, pages promised, lines sent as they are, the end.

    `then` is called before the end, and may raise what a fault in the parent would.
    """

    pages: tuple[ReadPage, ...] = ()
    promised: int | None = None
    raw: tuple[bytes, ...] = ()
    outcome: Outcome = OK
    again: Play | None = None
    """What the next child does with the rest of the file; None: the same as this one."""
    then: Callable[[], None] | None = None


def play(*kinds: str, promised: int | None = None, outcome: Outcome = OK) -> Play:
    """Return the reading of a file whose pages are of those kinds (`strategies.PAGE_KINDS`)."""
    pages = tuple(page_of(kind, number) for number, kind in enumerate(kinds, start=1))
    return Play(pages=pages, promised=promised, outcome=outcome)


class FakeChildren:
    """Stands in for `run_limited`: plays what is laid down for a file name, one release else.

    Once `cancel` is set it ends as a real child does: cancelled. `read` are the names read to the
    end, in that order.
    """

    def __init__(self, plays: Mapping[str, Play] | None = None) -> None:
        self.plays = dict(plays or {})
        self.read: list[str] = []
        self._lock = threading.Lock()

    def __call__(
        self,
        task: str,
        argument: Mapping[str, object],
        *,
        lease_dir: Path,
        limits: ChildLimits,
        on_message: Callable[[bytes], None],
        cancel: threading.Event | None = None,
    ) -> Outcome:
        if cancel is not None and cancel.is_set():
            return Outcome(status="cancelled")
        path = Path(str(argument["path"]))
        first_page = int(str(argument["first_page"]))
        now = self.plays.get(path.name, play("release"))
        if first_page > 1 and now.again is not None:
            now = now.again
        if now.then is not None:
            now.then()
        if cancel is not None and cancel.is_set():
            return Outcome(status="cancelled")
        _send(now, first_page, Path(str(argument["pictures"])), on_message)
        with self._lock:
            self.read.append(path.name)
        return now.outcome


def _send(now: Play, first_page: int, pictures: Path, on_message: Callable[[bytes], None]) -> None:
    if now.pages or now.promised:
        promised = len(now.pages) if now.promised is None else now.promised
        on_message(json.dumps({"opened": {"pages": promised, "problems": []}}).encode())
    for page in now.pages[first_page - 1 :]:
        (pictures / f"{page.number}.png").write_bytes(white_png())
        on_message(json.dumps({"page": READ_PAGE.dump_python(page, mode="json")}).encode())
    for line in now.raw:
        on_message(line)


def white_png(width: int = 85, height: int = 110) -> bytes:
    """Return a white picture."""
    import io

    from PIL import Image

    with io.BytesIO() as stream:
        Image.new("L", (width, height), 255).save(stream, "PNG")
        return stream.getvalue()
