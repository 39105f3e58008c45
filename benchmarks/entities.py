"""How well names, dates, places, phones and organisations are found, whoever they are of: an outside look.

On our own narratives and on two public test sets, in which nobody is a child, a parent or a sponsor; with
`--general`, beside general readers of names that are installed (docs/model-narrator.md).
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.narratives import Tally, f1, interval, looked_at
from models.lexicon import Language
from models.ner import find_mentions
from models.running import Narrator, narrator
from models.tagger import JOINT
from models.train.running import Told
from records.vocabulary import load_vocabulary
from synth.papers import Split

SHARED: Final[dict[str, str]] = {
    "name": "name", "full_name": "name", "date": "date", "datetime": "date", "address": "place",
    "country": "place", "us_state": "place", "phone": "phone", "agency": "organisation",
    "PERSON": "name", "DATE_TIME": "date", "DATE": "date", "GPE": "place", "LOC": "place",
    "STREET_ADDRESS": "place", "PHONE_NUMBER": "phone", "ORGANIZATION": "organisation", "ORG": "organisation",
    "PER": "name",
}  # fmt: skip
"""What kinds of the vocabulary and labels of the public sets have in common."""


class Public(NamedTuple):
    """A public text and its spans (start, end, shared label)."""

    text: str
    spans: frozenset[tuple[int, int, str]]


def presidio(folder: Path) -> Iterator[Public]:
    """Yield the English sentences of presidio-research (MIT)."""
    for row in json.loads((folder / "presidio-research/synth_dataset_v2.json").read_text("utf-8")):
        yield Public(
            row["full_text"],
            frozenset(
                (s["start_position"], s["end_position"], SHARED[s["entity_type"]])
                for s in row["spans"]
                if s["entity_type"] in SHARED
            ),
        )


def echr(folder: Path) -> Iterator[Public]:
    """Yield the Spanish paragraphs of decisions of the European Court of Human Rights (MIT)."""
    path = folder / "echr-es/ES-manual-dev.tsv"
    text, spans, label, start = "", set[tuple[int, int, str]](), "", 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in [*csv.reader(file, delimiter=" ", quoting=csv.QUOTE_NONE), []]:
            tag = row[-1] if len(row) > 1 else "O"
            if label and not tag.startswith("I-"):
                spans.add((start, len(text), label))
                label = ""
            if len(row) < 2:
                if text:
                    yield Public(text, frozenset(spans))
                text, spans = "", set()
                continue
            text += " " if text else ""
            if tag.startswith("B-"):
                label, start = SHARED.get(tag[2:], ""), len(text)
            text += row[0]


Spans = frozenset[tuple[int, int, str]]
"""(start, end, shared label)."""
SpanReader = Callable[[str, Language], Spans]


def shared_of(made: Narrator, text: str, language: Language) -> Spans:
    """Return the spans of shared labels that the model and the rules find."""
    kinds = load_vocabulary().field_kinds
    told_ = {(s.start, s.end, SHARED.get(kinds.get(s.name, ""), "")) for s in made.stated(text)}
    told_ |= {
        (m.start, m.end, SHARED.get(m.label, "")) for m in find_mentions(text, language=language)
    }
    return frozenset(s for s in told_ if s[2])


def general_reader(packages: Iterable[str]) -> SpanReader:
    """Return installed spaCy pipelines as a reader, by the language that each says it is of."""
    import spacy

    pipelines = {pipeline.lang: pipeline for pipeline in map(spacy.load, packages)}

    def read(text: str, language: Language) -> Spans:
        told_ = pipelines[language](text).ents if language in pipelines else ()
        spans = ((e.start_char, e.end_char, SHARED.get(e.label_, "")) for e in told_)
        return frozenset(s for s in spans if s[2])

    return read


def narrated(split: Split, families: int) -> Iterator[tuple[str, Language, Iterator[Public]]]:
    """Yield our own narratives, by language: names, dates and places, whatever they are to whom."""
    every = [one for number in range(families) for one in looked_at(split, number)]
    for language in ("en", "es"):
        own = [_plain(one) for one in every if one.language == language]
        yield f"narratives of {split}", language, iter(own)


def _plain(one: Told) -> Public:
    kinds = load_vocabulary().field_kinds
    named = (
        (start, end, kinds[name])
        for start, end, label in one.spans
        for name in (part.partition("=")[0] for part in label.split(JOINT))
    )
    return Public(
        one.text, frozenset((s, e, SHARED[kind]) for s, e, kind in named if kind in SHARED)
    )


def public(folder: Path) -> Iterator[tuple[str, Language, Iterator[Public]]]:
    """Yield the public sets, each with its language."""
    yield "presidio-research", "en", presidio(folder)
    yield "echr-es", "es", echr(folder)


def spans_found(
    readers: dict[str, SpanReader], sets: Iterable[tuple[str, Language, Iterator[Public]]]
) -> Iterator[str]:
    """Yield how well spans are found, exactly, by label; intervals over texts."""
    for name, language, rows in sets:
        tallies: dict[tuple[str, str], list[Tally]] = defaultdict(list)
        for row in rows:
            for reader, read in readers.items():
                found = read(row.text, language)
                for label in {s[2] for s in row.spans | found}:
                    wanted, got = (
                        frozenset(s for s in spans if s[2] == label) for spans in (row.spans, found)
                    )
                    tallies[label, reader].append(Tally(len(wanted & got), len(wanted), len(got)))
        for (label, reader), own in sorted(tallies.items()):
            right, wanted_, found_ = (sum(column) for column in zip(*own, strict=True))
            low, high = interval([[tally] for tally in own])
            yield (
                f"{name}, {language}, {label}, {reader}: F1 {f1(own):.3f} ({low:.3f} to {high:.3f}), "
                f"recall {right / max(1, wanted_):.3f} ({wanted_} wanted, {found_} found)"
            )


def main() -> None:
    """Measure what is shipped, and general readers that are installed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--measured", type=int, default=30, help="families of narratives")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--public", type=Path, help="folder of the public test sets")
    parser.add_argument(
        "--general", nargs="*", default=(), help="installed spaCy pipelines to compare with"
    )
    options = parser.parse_args()
    readers: dict[str, SpanReader] = {"ours": partial(shared_of, narrator())}
    if options.general:
        readers["general"] = general_reader(options.general)
    sets = [*narrated(options.split, options.measured)]
    if options.public:
        sets += public(options.public)
    for line in spans_found(readers, sets):
        print(line, flush=True)


if __name__ == "__main__":
    main()
