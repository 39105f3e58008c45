"""Trains the reader of running text and measures it: `make train-narrator` (docs/model-narrator.md).

Measured on narratives whose sentences and names it has never seen, against the rules alone, and on two
public test sets, which are of another kind: there only names, dates, places, phones and organisations count.
With `--general`, general readers of names that are installed are measured beside it on these.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from extract.narrated import standing
from models.lexicon import Language
from models.ner import find_fields, find_mentions
from models.running import FLAG, JOINT, NETWORK, Narrator, narrator, weights_of
from models.train.noise import fitted_noise
from models.train.running import SEED, Told, fit_running
from models.weights import NARRATOR, ship
from records.cleaning import fold
from records.vocabulary import load_vocabulary
from synth.agencies import registers
from synth.casting import family_cast
from synth.chance import stream
from synth.dossier import dossier
from synth.filings.desk import Desk
from synth.filings.notes import further_text
from synth.papers import Language as Spoken
from synth.papers import Paragraph, Split
from synth.story import family_story

KINDS: Final[tuple[tuple[str, Spoken], ...]] = (
    ("note", "en"), ("letter", "en"), ("i213", "en"), ("note", "es"), ("letter", "es"),
)  # fmt: skip
"""Kinds of text that are learned from, in which language; each twice of each child."""
FAMILIES: Final = 600
NARRATIVES: Final = 8000
ROUNDS: Final = 4
MEASURED: Final = 200
"""Families of the test split whose narratives are looked at."""
LOOK_SEED: Final = 77
DRAWS: Final = 1000
STATED: Final = "separation."


def told(paragraphs: Sequence[Paragraph], *, language: str) -> Told:
    """Return the text of some paragraphs, a line each."""
    text, spans = "", []
    for paragraph in paragraphs:
        text += "\n" if text else ""
        for run in paragraph:
            if run.facts and run.text.strip():
                label = JOINT.join(sorted({_label(name, value) for name, _, value in run.facts}))
                spans.append((len(text), len(text) + len(run.text), label))
            text += run.text
    return Told(text=text, language=language, spans=tuple(spans))


def _label(name: str, value: str) -> str:
    return f"{name}={value}" if name == "separation.stated" else name


def learned_from(number: int) -> list[Told]:
    """Return narratives about one family of the train split, in words that only models see."""
    cast = family_cast(number, seed=SEED, split="train")
    family = family_story(cast, seed=SEED)
    named = partial(stream, seed=SEED, split="train", number=number)
    believed = registers(family, rng=named(name="spelling"))
    found = []
    for case in family.cases:
        rng = named(name=f"further/{case.child}")
        desk = Desk(family=family, case=case, registers=believed, rng=rng)
        for kind, language in KINDS * 2:
            made = told(further_text(desk, kind, language=language), language=language)
            if made.text:
                found.append(made)
    return found


def looked_at(split: Split, number: int) -> list[Told]:
    """Return the running text on the papers of one family, forms' free boxes included."""
    return [
        told(paper.paragraphs, language=paper.language)
        for paper in dossier(number, seed=LOOK_SEED, split=split).papers
        if paper.paragraphs and paper.document_type != "unknown"
    ]


# ---- what a narrative states --------------------------------------------------------------------------

Facts = frozenset[tuple[str, str]]
"""(field, value): the words without accents or case, for a flag what it says."""


class Tally(NamedTuple):
    """How many facts are right, wanted, found."""

    right: int
    wanted: int
    found: int

    @classmethod
    def of(cls, wanted: Facts, found: Facts) -> Tally:
        """Compare what a text states with what was found."""
        return cls(len(wanted & found), len(wanted), len(found))


def wanted_of(one: Told) -> Facts:
    """Return what a narrative states."""
    return frozenset(
        (name, value or _plain(one.text[start:end]))
        for start, end, label in one.spans
        for name, _, value in (part.partition("=") for part in label.split(JOINT))
    )


def by_model(made: Narrator, one: Told) -> Facts:
    """Return what the model finds, as far as the rules let it stand."""
    language: Language = "es" if one.language == "es" else "en"
    return frozenset(
        (s.name, s.value or _plain(one.text[s.start : s.end]))
        for s, _ in standing(one.text, tuple(made.stated(one.text)), language)
    )


def by_rules(one: Told) -> Facts:
    """Return what the rules find."""
    language: Language = "es" if one.language == "es" else "en"
    return frozenset(
        (f.name, f.value if f.name == "separation.stated" and f.value else _plain(f.value_text))
        for f in find_fields(one.text, language=language)
    )


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .,;:")


def f1(tallies: Iterable[Tally]) -> float:
    """Return F1 of all facts together; 0 where there are none."""
    right, wanted, found = (sum(column) for column in zip(*tallies, strict=True))
    return 2 * right / (wanted + found) if wanted + found else 0.0


def interval(families: Sequence[Sequence[Tally]]) -> tuple[float, float]:
    """Return the 95 % interval of F1: a bootstrap over families (Efron, 1979)."""
    sums = np.array([[sum(c) for c in zip(*family, strict=True)] for family in families if family])
    random = np.random.default_rng(SEED)
    drawn = sums[random.integers(len(sums), size=(DRAWS, len(sums)))].sum(axis=1)
    scores = 2 * drawn[:, 0] / np.maximum(1, drawn[:, 1] + drawn[:, 2])
    low, high = np.percentile(scores, (2.5, 97.5))
    return float(low), float(high)


Reader = Callable[[Told], Facts]


def measured(split: Split, readers: dict[str, Reader], *, families: int) -> Iterator[str]:
    """Yield how well readers find what narratives state: separations, by field and language, and all."""
    with ProcessPoolExecutor(2) as pool:
        looked = list(pool.map(partial(looked_at, split), range(families), chunksize=8))
    yield f"{split}: {sum(map(len, looked))} narratives of {families} families"
    for name, reader in readers.items():
        groups: dict[str, list[list[Tally]]] = defaultdict(lambda: [[] for _ in looked])
        for at, family in enumerate(looked):
            for one in family:
                wanted, found = wanted_of(one), reader(one)
                for group, keys in _groups(one, wanted | found).items():
                    tally = Tally.of(wanted & keys, found & keys)
                    groups[group][at].append(tally)
        for group, tallies in sorted(groups.items()):
            low, high = interval(tallies)
            every = [t for family in tallies for t in family]
            yield (
                f"{name}, {group}: F1 {f1(every):.3f} ({low:.3f} to {high:.3f}), "
                f"{sum(t.wanted for t in every)} wanted, {sum(t.found for t in every)} found"
            )
        for line in alarms(looked, reader):
            yield f"{name}, {line}"


def alarms(looked: Sequence[Sequence[Told]], reader: Reader) -> Iterator[str]:
    """Yield of how many narratives a reader says that there was a separation, by what they say themselves."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in (one for family in looked for one in family):
        wanted = {value for name, value in wanted_of(one) if name == FLAG}
        says = "silent" if not wanted else "stated" if "true" in wanted else "denied"
        counts[f"{says}, {one.language}"][(FLAG, "true") in reader(one)] += 1
    for says, told_ in sorted(counts.items()):
        yield f"separation {says}: {told_[True]} of {told_.total()} narratives are read as one"


def _groups(one: Told, facts: Facts) -> dict[str, Facts]:
    apart = frozenset(f for f in facts if f[0].startswith(STATED))
    found = {"all facts": facts, "separation": apart, f"separation, {one.language}": apart}
    for name in {f[0] for f in apart}:
        found[name] = frozenset(f for f in apart if f[0] == name)
    return found


# ---- public test sets -------------------------------------------------------------------------------------

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
    kinds = load_vocabulary().field_kinds
    every = [one for number in range(families) for one in looked_at(split, number)]
    for language in ("en", "es"):
        yield (
            f"narratives of {split}",
            language,
            (
                Public(
                    one.text,
                    frozenset(
                        (start, end, SHARED[kinds[name]])
                        for start, end, label in one.spans
                        for name in (part.partition("=")[0] for part in label.split(JOINT))
                        if kinds[name] in SHARED
                    ),
                )
                for one in every
                if one.language == language
            ),
        )


def public(folder: Path) -> Iterator[tuple[str, Language, Iterator[Public]]]:
    """Yield the public sets, each with its language."""
    yield "presidio-research", "en", presidio(folder)
    yield "echr-es", "es", echr(folder)


def spans_found(
    readers: dict[str, SpanReader], sets: Iterable[tuple[str, Language, Iterator[Public]]]
) -> Iterator[str]:
    """Yield how well spans are found, exactly, by label."""
    for name, language, rows in sets:
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in rows:
            for reader, read in readers.items():
                found = read(row.text, language)
                for label in {s[2] for s in row.spans | found}:
                    wanted, got = (
                        {s for s in spans if s[2] == label} for spans in (row.spans, found)
                    )
                    counts[label, reader].update(
                        right=len(wanted & got), wanted=len(wanted), found=len(got)
                    )
        for (label, reader), own in sorted(counts.items()):
            score = 2 * own["right"] / max(1, own["wanted"] + own["found"])
            recall = own["right"] / max(1, own["wanted"])
            yield (
                f"{name}, {language}, {label}, {reader}: F1 {score:.3f}, recall {recall:.3f} "
                f"({own['wanted']} wanted, {own['found']} found)"
            )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and ship, or only measure what is shipped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--train", action="store_true", help="train anew and ship before measuring")
    parser.add_argument("--families", type=int, default=FAMILIES, help="to learn from")
    parser.add_argument("--measured", type=int, default=MEASURED)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--public", type=Path, help="folder of the public test sets")
    parser.add_argument(
        "--general", nargs="*", default=(), help="installed spaCy pipelines to compare with"
    )
    options = parser.parse_args(arguments)
    if options.train:
        with ProcessPoolExecutor(2) as pool:
            parts = pool.map(learned_from, range(options.families), chunksize=8)
            narratives = [one for part in parts for one in part]
        made = fit_running(
            narratives[:NARRATIVES], noise=fitted_noise(), rounds=ROUNDS, heard=_heard
        )
        ship({NETWORK: weights_of(made)}, folder=NARRATOR)
    narrator.cache_clear()
    own = narrator()
    readers: dict[str, Reader] = {"rules": by_rules, "model": partial(by_model, own)}
    for line in measured(options.split, readers, families=options.measured):
        print(line, flush=True)
    spans: dict[str, SpanReader] = {"ours": partial(shared_of, own)}
    if options.general:
        spans["general"] = general_reader(options.general)
        for line in spans_found(spans, narrated(options.split, options.measured)):
            print(line, flush=True)
    if options.public:
        for line in spans_found(spans, public(options.public)):
            print(line, flush=True)


def _heard(round_: int, loss: float) -> None:
    print(f"round {round_}: loss {loss:.1f}", flush=True)


if __name__ == "__main__":
    main()
