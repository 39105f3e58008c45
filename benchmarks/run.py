"""The benchmark: `make benchmark` (24 minutes on two cores), `make benchmark-quick` (five).

Draws the frozen test split (fixed seed, nothing but its own code changes it), reads it and the real
I-213 in a workspace of its own, reads the real FARA scans where CASEFILE_DATA is set, holds all against
the truth and says what got worse. The full one adds a section to docs/benchmarks.md and a line to
docs/benchmarks.jsonl; the quick one prints, and remembers in its folder.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from app.evaluate import read_truth, read_truth_words, write_scores
from benchmarks.history import Run, Value, append_run, last_like, read_runs, values
from benchmarks.real import I213, fara_figures, i213_truth
from benchmarks.section import REAL, section
from evaluation.errors import by_cause, wrong_fields
from evaluation.judging import Known
from evaluation.scores import Scores, score
from evaluation.verdicts import Judged
from pipelines.settings import REPOSITORY
from pipelines.workspace import Workspace, open_workspace
from records.types import Reading

SEED: Final = 20180426
FAMILIES: Final = {"full": 15, "quick": 3}
"""Families of the test split: about 300 documents, and about 50."""
DOCS: Final = REPOSITORY / "docs"
PAGE: Final = DOCS / "benchmarks.md"
HISTORY: Final = "benchmarks.jsonl"
Kind = Literal["full", "quick"]


@dataclass(slots=True)
class Clock:
    """Whole seconds by stage."""

    seconds: dict[str, int]

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage, and say on standard error that it begins."""
        print(f"{name} ...", file=sys.stderr, flush=True)
        started = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - started)


def main() -> None:
    """Measure, print the section, and keep it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a small part, which changes no file")
    parser.add_argument(
        "--output", type=Path, default=Path("out/benchmark"), help="default: out/benchmark"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    options = parser.parse_args()
    kind: Kind = "quick" if options.quick else "full"
    folder = options.output.resolve() / kind
    history = folder / HISTORY if options.quick else DOCS / HISTORY
    run = measure(kind, folder, workers=options.workers)
    told = section(run, last_like(run, read_runs(history)))
    append_run(history, run)
    print(told)
    if not options.quick:
        with PAGE.open("a", encoding="utf-8") as page:
            page.write(f"\n{told}")


def measure(kind: Kind, folder: Path, *, workers: int) -> Run:
    """Draw, read, compare; figures and wrong fields are left in `folder`."""
    clock = Clock(seconds={})
    test, room = folder / "test", folder / "workspace"
    with clock.stage("drawing"):
        _draw(test, families=FAMILIES[kind], workers=workers)
    with clock.stage("reading"):
        shutil.rmtree(room, ignore_errors=True)
        casefile(
            *("run", test / "files", I213, "--keep-words"),
            *("--workspace", room, "--workers", workers),
        )
    with clock.stage("comparing"), open_workspace(room, create=False) as workspace:
        scores = _compare(workspace, test, folder)
        real = _scores(workspace, test / "truth.jsonl", only_i213=True)
    figures = _figures(scores, real)
    data = os.environ.get("CASEFILE_DATA")
    if kind == "full" and data is not None:
        with clock.stage("real FARA scans"):
            fara = fara_figures(Path(data) / "fara", cache=folder / "fara", workers=workers)
            figures[REAL] = fara
    return Run(
        date=datetime.now(UTC).date().isoformat(),
        commit=_commit(),
        kind=kind,
        pages=pages_digest(test),
        documents=len(scores.judged),
        page_count=sum(d.whole.pages for d in scores.judged if d.whole is not None),
        seconds=clock.seconds,
        figures=figures,
        by_document={document.key: _counts(document) for document in scores.judged},
        causes={
            cause.value: strata.total()
            for cause, strata in by_cause(wrong_fields(scores.judged)).items()
        },
    )


def _counts(document: Judged) -> tuple[int, int, int]:
    """Return how many values are right, are stated, are wanted."""
    fields = document.fields
    wanted = sum(v.asked is Reading.PRESENT for v in fields)
    return sum(v.exact for v in fields), sum(v.valued for v in fields), wanted


def _draw(test: Path, *, families: int, workers: int) -> None:
    shutil.rmtree(test, ignore_errors=True)
    casefile(
        *("synth", "--families", families, "--seed", SEED, "--split", "test"),
        *("--output", test, "--workers", workers),
    )


def casefile(*arguments: str | int | Path) -> None:
    """Run a command; where a run tells that some files failed, it has done its work all the same."""
    command = [sys.executable, "-m", "app.cli", *map(str, arguments)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in ((0, 1) if arguments[0] == "run" else (0,)):
        raise SystemExit(f"casefile {arguments[0]} ended with status {done.returncode}")


def _compare(workspace: Workspace, test: Path, folder: Path) -> Scores:
    scores = _scores(workspace, test / "truth.jsonl", only_i213=False)
    write_scores(folder, scores)
    return scores


def _scores(workspace: Workspace, truth: Path, *, only_i213: bool) -> Scores:
    known = Known(
        kinds=workspace.vocabulary.field_kinds,
        read_words=workspace.words,
        truth_words=read_truth_words(truth.with_name("words.jsonl")),
        ran=frozenset(name for entry in workspace.ledger.entries() for name in entry.names),
    )
    truths = i213_truth() if only_i213 else read_truth(truth)
    return score(truths, tuple(workspace.store.current()), known)


def _figures(scores: Scores, real: Scores) -> dict[str, Mapping[str, Value]]:
    strata = {name: values(found) for name, found in scores.groups["stratum"].items()}
    return {"all": values(scores.overall), **strata, "i213": values(real.overall)}


def pages_digest(test: Path) -> str:
    """Return 12 hexadecimal digits of the truth and all files."""
    digest = hashlib.sha256()
    for path in sorted(p for p in test.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(test)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _commit() -> str:
    """Return the commit that is measured, with a "+" where there are changes beside it."""
    head = _git("rev-parse", "--short=10", "HEAD") or "no commit"
    return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main()
