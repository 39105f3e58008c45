"""Kept case files -> for each field what it may state, the features of each option, and whether it is right.

What the second reader said of a place is kept beside the page, so that finding and deciding can change
and only new places are read anew. What came of a family is kept, too, until the code that makes it changes.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from benchmarks.cases import CaseSet, kept_under, one_core, reread_file
from evaluation.judging import PRINTED
from evaluation.matching import Matched, match
from evaluation.rows import paired
from extract.document import make_records
from extract.features import FEATURES
from extract.judging import Deciding
from extract.page import ReadPage
from extract.placereader import PictureReader
from extract.releasing import SOFT
from extract.reread import Place
from extract.weigh import Weighed
from models.acceptance import shipped_judge
from models.certificate import group_of
from models.reader import LineReading, line_reader
from models.running import narrator
from models.tagger import tagger
from pipelines.settings import FORMS, REPOSITORY
from records.forms import FormSet, load_forms
from records.types import EMPTY, Field, Reading, Record
from synth.truth import TruthDocument, TruthField

Floats = npt.NDArray[np.float32]
OF_DOCUMENT: Final = frozenset(
    "document_in_doubt type_unknown begun_unsurely finders_differ displaced places_differ readings_differ"
    " pages_differ carried".split()
)
"""Reasons that hold whichever option is chosen."""
SOURCES: Final = (
    "extract",
    "models",
    "records",
    "forms",
    "evaluation",
    "benchmarks/candidates.py",
    "benchmarks/cases.py",
)
"""What the options of a family come from, beside its pages."""
NOT_ASKED: Final = (
    *("models/shipped/", "models/train/"),
    *("models/bounds.py", "models/certify.py", "models/plan.py"),
)
"""What has no say in them: the judge, what fits models, what certifies."""
TORN: Final = "/page "
"""Between the key of a file's first document and the first page of a record that stands for no document."""
_READINGS: Final[TypeAdapter[dict[str, LineReading | None]]] = TypeAdapter(
    dict[str, LineReading | None]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value that a field may state. `hard`: a reason that no confidence outweighs stands against it."""

    document: str
    name: str
    index: int
    rank: int
    group: str
    kind: str
    reading: Reading
    right: bool
    hard: bool
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One document of the truth: the groups it belongs to, how many values it states by group.

    A record that stands for none, such as a torn-off page, is one of its own: it states nothing, all that is
    released of it is wrong.
    """

    key: str
    stratum: str
    fill: str
    damage: int
    language: str
    document_type: str
    wanted: dict[str, int]
    emptied: dict[str, int]
    fills: dict[str, int]


Family = tuple[list[Described], list[Option]]
_FAMILY: Final[TypeAdapter[Family]] = TypeAdapter(Family)


@cache
def sources() -> str:
    """Return 12 hexadecimal digits of the code and the weights that options come from."""
    paths = (
        path
        for name in SOURCES
        for path in sorted([REPOSITORY / name, *(REPOSITORY / name).rglob("*")])
        if path.is_file() and path.suffix != ".pyc"
    )
    digest = hashlib.sha256()
    for path in paths:
        told = path.relative_to(REPOSITORY).as_posix()
        if not told.startswith(NOT_ASKED):
            digest.update(told.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


class KeptReader:
    """A second reader whose answers are kept in a file, by place."""

    def __init__(self, inner: PictureReader, path: Path) -> None:
        self._inner, self._path = inner, path
        self._kept = _READINGS.validate_json(path.read_bytes()) if path.is_file() else {}
        self._known = len(self._kept)

    def read(self, places: Sequence[Place]) -> tuple[LineReading | None, ...]:
        """Return what stands in each place, read where it was not kept."""
        missing = [place for place in places if _key(place) not in self._kept]
        for place, reading in zip(missing, self._inner.read(missing), strict=True):
            self._kept[_key(place)] = reading
        return tuple(self._kept[_key(place)] for place in places)

    def keep(self) -> None:
        """Write what is new."""
        if len(self._kept) > self._known:
            self._path.write_bytes(_READINGS.dump_json(self._kept))


def kept_reader(folder: Path, pages: Sequence[ReadPage]) -> KeptReader:
    """Return the second reader of a kept file's places."""
    pictures = PictureReader(
        lambda number: _picture(folder / f"{number}.gray"),
        skews={page.number: page.skew_deg for page in pages},
        reader=line_reader(),
    )
    return KeptReader(pictures, folder / f"{kept_under()}.json")


def _key(place: Place) -> str:
    boxes = (place.bbox, *place.without)
    told = ";".join(f"{b.x0:.1f},{b.top:.1f},{b.x1:.1f},{b.bottom:.1f}" for b in boxes)
    return f"{place.page}:{told}"


def options_of(cases: CaseSet, families: Sequence[int], *, workers: int) -> Iterator[Family]:
    """Yield the documents and options of each kept family."""
    with ProcessPoolExecutor(workers, initializer=one_core) as pool:
        yield from pool.map(partial(_family, cases), families)


def _family(cases: CaseSet, family: int) -> Family:
    """Return what is kept of a family by the same sources; else make it, and keep it."""
    path = cases.folder / "options" / f"{family:05}-{sources()}.json.gz"
    if path.is_file():
        return _FAMILY.validate_json(gzip.decompress(path.read_bytes()))
    made = _made(cases, family)
    path.parent.mkdir(exist_ok=True)
    for old in path.parent.glob(f"{family:05}-*"):
        old.unlink()
    part = path.with_suffix(".part")
    part.write_bytes(gzip.compress(_FAMILY.dump_json(made), compresslevel=1))
    part.replace(path)
    return made


def _made(cases: CaseSet, family: int) -> Family:
    truths = cases.documents(family)
    forms = load_forms(FORMS)
    options: list[Option] = []
    for file in dict.fromkeys(t.file for t in truths):
        options += _file(cases.read_folder(file), [t for t in truths if t.file == file], forms)
    described = {t.key: _described(t, forms) for t in truths}
    for key in dict.fromkeys(o.document for o in options):
        if key not in described:
            of = described[key.partition(TORN)[0]]
            described[key] = replace(of, key=key, wanted={}, emptied={}, fills={})
    return list(described.values()), options


def _file(folder: Path, truths: Sequence[TruthDocument], forms: FormSet) -> Iterator[Option]:
    sha256, pages, problems = reread_file(folder)
    seen: list[tuple[str, int, Sequence[Weighed], Floats]] = []
    reader = kept_reader(folder, pages)
    deciding = Deciding(
        tagger=tagger(),
        narrator=narrator(),
        reader=reader,
        judge=replace(shipped_judge(), certificates=()),
        observer=lambda *told: seen.append(told),
    )
    records = make_records(
        pages,
        forms=forms,
        sha256=sha256,
        files=(truths[0].file,),
        problems=problems,
        deciding=deciding,
    )
    reader.keep()
    matched = {
        id(m.record): m for f in match(truths, records) for m in f.documents if m.record is not None
    }
    for record in records:
        numbers = {page.number for page in record.pages}
        own = [told for told in seen if told[2][0].found.page in numbers]
        yield from _judged(own, record, matched.get(id(record)), truths[0], forms)


def _picture(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _judged(
    seen: Sequence[tuple[str, int, Sequence[Weighed], Floats]],
    record: Record,
    matched: Matched | None,
    nearest: TruthDocument,
    forms: FormSet,
) -> Iterator[Option]:
    truth = matched.truth if matched else nearest
    key = truth.key if matched else f"{truth.key}{TORN}{record.pages[0].number}"
    facts = _facts(record, matched)
    for name, index, options, rows in seen:
        field = record.get(name, index)
        asked = facts.get((name, index), ())
        for rank, (option, row) in enumerate(zip(options, rows, strict=True)):
            right = _is_right(option, asked, name, complete=truth.complete)
            if right is None:
                continue
            yield Option(
                document=key,
                name=name,
                index=index,
                rank=rank,
                group=group_of(forms.kind(name), option.reading),
                kind=forms.kind(name),
                reading=option.reading,
                right=right,
                hard=_is_hard(option, field),
                features=tuple(float(x) for x in row),
            )


def _facts(
    record: Record, matched: Matched | None
) -> dict[tuple[str, int], tuple[TruthField, ...]]:
    """Return what the truth says of each field of a record, by the record's own key."""
    if matched is None:
        return {}
    by_key: dict[tuple[str, int], list[TruthField]] = {}
    for fact in matched.truth.fields:
        by_key.setdefault((fact.name, fact.index), []).append(fact)
    alike = paired(record.fields, matched.truth.fields)
    return {
        field.key: tuple(by_key.get(other.key, ()))
        for field, other in zip(record.fields, alike, strict=True)
    }


def _is_right(
    option: Weighed, facts: Sequence[TruthField], name: str, *, complete: bool
) -> bool | None:
    """Say whether an option is what the truth says; None where it does not count (`evaluation.judging`)."""
    if option.value is not None:
        if not facts and (name in PRINTED or not complete):
            return None
        return any(fact.value == option.value for fact in facts)
    if option.reading not in EMPTY or not facts:
        return None
    asked = {fact.reading for fact in facts}
    return option.reading in asked and Reading.PRESENT not in asked


def _is_hard(option: Weighed, field: Field | None) -> bool:
    shared = {
        r for r in (field.reasons if field else ()) if r in OF_DOCUMENT or r.startswith("check_")
    }
    return bool((set(option.reasons) - SOFT) | shared)


def _described(truth: TruthDocument, forms: FormSet) -> Described:
    wanted: dict[str, int] = {}
    emptied: dict[str, int] = {}
    fills: dict[str, int] = {}
    for name, index in {(f.name, f.index) for f in truth.fields}:
        facts = [f for f in truth.fields if (f.name, f.index) == (name, index)]
        value = any(f.reading is Reading.PRESENT for f in facts)
        reading = Reading.PRESENT if value else facts[0].reading
        group = group_of(forms.kind(name), reading)
        counts = wanted if value else emptied
        counts[group] = counts.get(group, 0) + 1
        if value:
            fills[facts[0].fill] = fills.get(facts[0].fill, 0) + 1
    return Described(
        key=truth.key,
        stratum=truth.stratum or "",
        fill=truth.fill,
        damage=truth.damage,
        language=truth.language or "",
        document_type=truth.document_type,
        wanted=wanted,
        emptied=emptied,
        fills=fills,
    )


WIDTH: Final = len(FEATURES)
