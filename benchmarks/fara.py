"""Another agency's forms, added as data: how well examples/fara reads 151 real scans.

`CASEFILE_DATA=DIR python -m benchmarks.fara --cache DIR` reads every page once (an hour and more on two
cores; kept in the cache), then finds and decides, and prints a Markdown table and every error by file id
and cause. Nothing that stands on a page is printed. docs/fara.md says what is counted.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import NormalDist
from typing import Final

from benchmarks.fara_truth import Truth, is_alike, is_written, load_truth
from benchmarks.readonce import DPI, kept_pages, kept_picture, read_all
from extract.document import make_records
from extract.judging import Deciding
from extract.layout import lines, smallest_box
from extract.ocr import load_engine
from extract.page import ReadPage
from extract.pictures import packed
from extract.placereader import PictureReader
from extract.upright import turn
from extract.wholepage import reread_page
from models.acceptance import shipped_judge
from models.detector import line_detector
from models.reader import line_reader
from models.running import narrator
from models.tagger import tagger
from pipelines.settings import REPOSITORY, Settings
from records.forms import load_forms
from records.normalise import CANONICAL, Context, normalise
from records.types import Decision, Reading, Record, Word

FORMS: Final = REPOSITORY / "examples" / "fara" / "forms"
FIELDS: Final = {
    "person's last name": "subject.family_name",
    "registrant": "registrant.name",
    "received stamp": "receipt.date",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question put to one file: whether the truth was read, whether the record says it.

    `whole`: it says nothing else. `cause` is empty where the record is right.
    """

    file: str
    question: str
    read: bool
    right: bool
    whole: bool
    accepted: bool
    cause: str


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    if total == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.975)
    share, spread = hits / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * ((share * (1 - share) / total + spread / (4 * total)) ** 0.5)
    return max(0.0, middle - half), min(1.0, middle + half)


def answers(truth: Truth, *, files: Path, cache: Path) -> tuple[Answer, ...]:
    """Return what the records of one file say to each question its name answers; () where nothing is kept."""
    path = files / truth.file
    pages = tuple(_reread(path, page, cache) for page in kept_pages(path, cache))
    if not pages:
        return ()
    forms = load_forms(FORMS)
    records = make_records(
        pages,
        forms=forms,
        sha256="0" * 64,
        files=(truth.file,),
        deciding=_deciding(files / truth.file, pages, cache),
    )
    wanted = {
        "person's last name": truth.person_last,
        "registrant": truth.registrant,
        "received stamp": truth.date,
    }
    asked = (_answer(truth.file, q, w, records[0], pages) for q, w in wanted.items() if w)
    return (_type_answer(truth, records), *asked)


def _drawn(path: Path, page: ReadPage, cache: Path) -> bytes | None:
    """Return the packed upright picture of a page, None where none is kept."""
    kept = kept_picture(path, page.number, cache=cache)
    return packed(turn(kept, page.rotation), dpi=DPI) if kept is not None else None


def _reread(path: Path, page: ReadPage, cache: Path) -> ReadPage:
    """Return a page as the pipeline reads it: once more as a whole where it was read poorly."""
    picture = partial(_drawn, path, page, cache)
    return reread_page(page, picture, detector=line_detector(), reader=line_reader())


def _deciding(path: Path, pages: Sequence[ReadPage], cache: Path) -> Deciding:
    """Return the second reader on a file's kept pictures, and the shipped judge."""
    by_number = {page.number: page for page in pages}
    skews = {page.number: page.skew_deg for page in pages}
    reader = PictureReader(
        lambda number: _drawn(path, by_number[number], cache), skews=skews, reader=line_reader()
    )
    return Deciding(tagger=tagger(), narrator=narrator(), reader=reader, judge=shipped_judge())


def _type_answer(truth: Truth, records: Sequence[Record]) -> Answer:
    first = records[0]
    right = first.document_type == truth.document_type
    return Answer(
        file=truth.file,
        question="form type",
        read=True,
        right=right,
        whole=right and all(r.document_type != first.document_type for r in records[1:]),
        accepted=first.document_type_decision is Decision.ACCEPTED,
        cause="" if right else f"taken for {first.document_type}",
    )


def _answer(
    file: str, question: str, wanted: str, record: Record, pages: Sequence[ReadPage]
) -> Answer:
    field = record.get(FIELDS[question])
    value = field.value if field is not None else None
    dated = question == "received stamp"
    read = (
        _date_is_read(wanted, pages)
        if dated
        else any(is_written(wanted, [w.text for w in run]) for page in pages for run in _runs(page))
    )
    whole = value is not None and (value == wanted if dated else is_alike(wanted, value))
    right = whole or (
        question == "registrant" and value is not None and is_written(wanted, value.split())
    )
    return Answer(
        file=file,
        question=question,
        read=read or right,
        right=right,
        whole=whole,
        accepted=field is not None and field.decision is Decision.ACCEPTED and value is not None,
        cause="" if right else _cause(field.reading if field else None, value, read=read),
    )


def _cause(reading: Reading | None, value: str | None, *, read: bool) -> str:
    if not read:
        return "not among the words read"
    if reading is None or reading is Reading.ABSENT:
        return "label not found"
    if value is not None:
        return "other words taken"
    return "refused as no such value" if reading is Reading.PRESENT else f"place {reading.value}"


def _runs(page: ReadPage) -> Iterator[tuple[Word, ...]]:
    """Yield the words of a page line by line, then those of each of its ruled boxes."""
    yield tuple(w for line in lines(page.words) for w in line)
    for number in range(len(page.marks.boxes)):
        inside = tuple(w for w in page.words if smallest_box(w.bbox, page.marks.boxes) == number)
        yield tuple(w for line in lines(inside) for w in line)


def _date_is_read(wanted: str, pages: Sequence[ReadPage]) -> bool:
    """Say whether one to three consecutive words of a page are that date."""
    texts = [[w.text for w in next(_runs(page))] for page in pages]
    told = Context(language=CANONICAL.language, date_order="mdy")
    return any(
        normalise("date", " ".join(run[at : at + count]), context=told) == wanted
        for run in texts
        for count in (1, 2, 3)
        for at in range(len(run) - count + 1)
    )


def table(title: str, told: Sequence[Answer]) -> str:
    """Return the Markdown table of a set of answers; of a form type, "alone" is a file not cut in two."""
    rows = [
        f"**{title}**, {len({a.file for a in told})} files",
        "",
        "| | ceiling | right | of the ceiling | alone | accepted, of these wrong |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for question in ("form type", *FIELDS):
        asked = [a for a in told if a.question == question]
        read, right = sum(a.read for a in asked), sum(a.right for a in asked)
        low, high = wilson(right, read)
        accepted = [a for a in asked if a.accepted]
        rows.append(
            f"| {question} | {read} of {len(asked)} | {right} "
            f"| {right / max(1, read):.0%} ({low:.0%} to {high:.0%}) "
            f"| {sum(a.whole for a in asked)} "
            f"| {len(accepted)}, {sum(not a.right for a in accepted)} |"
        )
    return "\n".join(rows)


def errors(told: Sequence[Answer]) -> str:
    """Return one line a question and cause, with the ids of the files."""
    groups: dict[tuple[str, str], list[str]] = {}
    for answer in told:
        if answer.cause:
            cause = f"{answer.cause}, ACCEPTED" if answer.accepted else answer.cause
            groups.setdefault((answer.question, cause), []).append(answer.file[5:8])
    return "\n".join(
        f"- {question}, {cause} ({len(ids)}): {' '.join(ids)}"
        for (question, cause), ids in sorted(groups.items())
    )


def main() -> None:
    """Read what is not kept yet, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cache", type=Path, required=True, help="folder outside the repository")
    parser.add_argument("--kept", action="store_true", help="only files that are read already")
    options = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    folder = Path(os.environ["CASEFILE_DATA"]) / "fara"
    truths = load_truth(folder / "labels.csv")
    if not options.kept:
        engine = load_engine(Settings().engine, languages=Settings().languages)
        read_all([folder / "files" / t.file for t in truths], options.cache, engine=engine)
    ask = partial(answers, files=folder / "files", cache=options.cache)
    with ProcessPoolExecutor(2) as pool:
        told = dict(zip((t.file for t in truths), pool.map(ask, truths), strict=True))
    odd = {t.file for t in truths if t.is_odd}
    for title, chosen in (
        ("odd (looked at while the forms were written)", odd),
        ("even (not looked at)", set(told) - odd),
        ("all", set(told)),
    ):
        print(table(title, [a for f in sorted(chosen) for a in told[f]]) + "\n")
    print(errors([a for found in told.values() for a in found]))


if __name__ == "__main__":
    main()
