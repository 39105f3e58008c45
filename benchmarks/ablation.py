"""Kept case files decided again with parts left out: what each part brings, without drawing or OCR.

`python -m benchmarks.ablation --cache DIR` reads what `benchmarks.certify` kept. The parts are added one
after the other, in the order of `PARTS`; `--parts` chooses some. A table goes to standard output, all figures
and wrong fields of each part to `--output`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from app.evaluate import write_scores
from benchmarks.candidates import kept_reader
from benchmarks.cases import CaseSet, kept_file, one_core, reread_file
from benchmarks.certify import LENT, sets
from evaluation.figures import FIGURES
from evaluation.intervals import estimate
from evaluation.judging import Known
from evaluation.markdown import table
from evaluation.scores import Scores, grouped, score
from evaluation.verdicts import Judged
from extract.document import make_records
from extract.judging import Deciding
from models.acceptance import shipped_judge
from models.running import narrator
from models.tagger import tagger
from pipelines.kept_words import PageWords
from pipelines.settings import FORMS
from records.forms import load_forms
from records.types import Record

Words = dict[tuple[str, int], PageWords]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A pipeline with some of its parts.

    `steps` are those that may speak for a field; what another step found is left out of the record.
    """

    steps: frozenset[str] | None = None
    pages_again: bool = True
    places_again: bool = True
    judge: bool = True
    tagger: bool = True
    narrator: bool = True


ZONES: Final = Part(
    steps=frozenset({"zone@1"}),
    pages_again=False,
    places_again=False,
    judge=False,
    tagger=False,
    narrator=False,
)
"""Places measured on the editions of forms/, where a page fits one."""
PARTS: Final[Mapping[str, Part]] = {
    "zones alone": ZONES,
    "rules alone": replace(ZONES, steps=None),
    "+ poor pages read again": Part(places_again=False, judge=False, tagger=False, narrator=False),
    "+ places read again": Part(judge=False, tagger=False, narrator=False),
    "+ judge": Part(tagger=False, narrator=False),
    "+ tagger": Part(narrator=False),
    "+ narrator": Part(),
}
SHOWN: Final = (
    *("type", "bundles", "f1", "precision", "recall", "filled_blank"),
    *("filled_accepted", "accepted_values", "accepted_values_wrong", "calibration_error"),
)
"""Figures of the table, where there are such."""
KINDS: Final = ("a_number", "date")
"""Kinds of fields that have targets of their own."""
SLIGHT: Final = 1
"""Damage up to which a page counts as fair."""


def slices(judged: Iterable[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    """Yield the documents, or the parts of them, that targets are set for."""
    documents = list(judged)
    fair = {
        fill: [d for d in some if d.damage <= SLIGHT]
        for fill, some in grouped(documents, "fill").items()
    }
    for stratum, own in grouped(documents, "stratum").items():
        yield stratum, own
        for fill in ("typed", "hand"):
            some = [d for d in fair.get(fill, []) if d.stratum == stratum]
            yield f"{stratum}, {fill}, damage 0-1", some
            if fill == "typed":
                yield from ((f"{stratum}, typed, {kind}", _of(some, kind)) for kind in KINDS)
    for language, own in grouped(documents, "language").items():
        yield f"language {language}", own
    for language, own in grouped(fair.get("typed", []), "language").items():
        yield f"language {language}, typed, damage 0-1", own


def _of(documents: Iterable[Judged], kind: str) -> list[Judged]:
    """Return the parts of documents that are of a kind of field."""
    return [
        replace(d, whole=None, fields=tuple(v for v in d.fields if v.kind == kind))
        for d in documents
    ]


def read_set(
    cases: CaseSet, families: Iterable[int], part: Part, *, workers: int
) -> tuple[list[Record], Words]:
    """Return the records of the kept ones of some families, and the words that they rest on."""
    records: list[Record] = []
    words: Words = {}
    kept = [family for family in families if cases.is_kept(family)]
    with ProcessPoolExecutor(workers, initializer=one_core) as pool:
        for made, read in pool.map(partial(_family, cases, part), kept):
            records += made
            words |= read
    return records, words


def _family(cases: CaseSet, part: Part, family: int) -> tuple[list[Record], Words]:
    records: list[Record] = []
    words: Words = {}
    forms = load_forms(FORMS)
    for file in dict.fromkeys(t.file for t in cases.documents(family)):
        folder = cases.read_folder(file)
        sha256, pages, problems = (reread_file if part.pages_again else kept_file)(folder)
        reader = kept_reader(folder, pages) if part.places_again else None
        made = make_records(
            pages,
            forms=forms,
            sha256=sha256,
            files=(file,),
            problems=problems,
            deciding=Deciding(
                tagger=tagger() if part.tagger else None,
                narrator=narrator() if part.narrator else None,
                reader=reader,
                judge=shipped_judge() if part.judge else None,
            ),
        )
        records += (spoken_by(record, part.steps) for record in made)
        if reader is not None:
            reader.keep()
        for page in pages:
            words[sha256, page.number] = PageWords(
                number=page.number,
                width=page.width,
                height=page.height,
                rotation=page.rotation,
                words=page.words,
                second=page.second,
            )
    return records, words


def spoken_by(record: Record, steps: frozenset[str] | None) -> Record:
    """Return a record with the fields that were found by one of some steps."""
    if steps is None:
        return record
    return replace(
        record,
        fields=tuple(f for f in record.fields if f.evidence and f.evidence.step in steps),
    )


def compared(cases: CaseSet, families: Iterable[int], part: Part, *, workers: int) -> Scores:
    """Hold what a part states of the kept families against their truth."""
    kept = [family for family in families if cases.is_kept(family)]
    records, words = read_set(cases, kept, part, workers=workers)
    truths = [truth for family in kept for truth in cases.documents(family)]
    known = Known(
        kinds=load_forms(FORMS).vocabulary.field_kinds,
        read_words=lambda sha256, number: words.get((sha256, number)),
        truth_words={(w.file, w.page): w for family in kept for w in cases.words(family)},
        ran=frozenset(truth.file for truth in truths),
    )
    return score(truths, records, known)


def told(scores: Mapping[str, Scores]) -> str:
    """Return a table: for each slice of documents a row a part."""
    figures = [figure for figure in FIGURES if figure.name in SHOWN]
    rows = []
    of = {part: dict(slices(found.judged)) for part, found in scores.items()}
    for name in next(iter(of.values())):
        for part, found in of.items():
            if not found[name]:
                continue
            told = estimate(found[name])
            cells = [
                "-"
                if (e := told[f.name]).value is None
                else f"{e.value:.3f} ({e.low:.3f}-{e.high:.3f})"
                for f in figures
            ]
            rows.append((name, part, *cells))
    return table(("documents", "parts", *(f.title for f in figures)), rows)


def main() -> None:
    """Decide again, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path("out/certify"))
    parser.add_argument("--set", default="calibrate", help="default: calibrate, of the dev split")
    parser.add_argument(
        "--families",
        default=f"{LENT}:{LENT + 20}",
        help=f"first and last, the last not included; those before {LENT} are the judge's own",
    )
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=list(PARTS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    families = range(*map(int, options.families.split(":")))
    scores = {}
    for name in options.parts:
        print(f"{name} ...", file=sys.stderr, flush=True)
        scores[name] = compared(
            sets(options.cache)[options.set], families, PARTS[name], workers=options.workers
        )
        if options.output is not None:
            write_scores(options.output / name.strip("+ ").replace(" ", "_"), scores[name])
    print(told(scores))


if __name__ == "__main__":
    main()
