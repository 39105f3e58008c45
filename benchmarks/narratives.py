"""Trains the reader of running text and measures it: `make train-narrator` (docs/model-narrator.md).

Measured on narratives whose sentences and names it has never seen, against the rules alone.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from benchmarks.licensed import licensed
from benchmarks.tagger import LANGUAGE_MODEL
from extract.narrated import standing
from models.lexicon import Language
from models.ner import find_fields
from models.running import FLAG, Narrator, files_of, narrator
from models.tagger import JOINT
from models.train.batches import SEED, Batch, Fit, digest_of
from models.train.noise import fitted_noise
from models.train.running import Told, batches, classes
from models.weights import NARRATOR, place_of, ship, verified
from models.wordpiece import WordPiece, latin
from records.cleaning import fold
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
FAMILIES: Final = 800
FIT: Final = Fit(steps=800, pieces=6144, dropout=0.1, views=1)
"""Two and a half rounds over the narratives of `FAMILIES`."""
NOTICE: Final = """running.onnx goes on from all-MiniLM-L6-v2 by the authors of Sentence Transformers, under
the Apache License 2.0 (Apache-2.0.txt); pieces.txt is its list of word pieces, without other alphabets.
Changed: it tells capital letters, and was trained to say what sentences state (docs/model-narrator.md).
"""
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


def lessons(
    narratives: Sequence[Told], names: Sequence[str], pieces: WordPiece, *, first: int, fit: Fit
) -> Iterator[Batch]:
    """Yield batches of the narratives round after round without end; from step `first` on, others."""
    places = {name: at for at, name in enumerate(names)}
    for round_ in count():
        rng = random.Random(f"{SEED}/{first}/{round_}")
        yield from batches(narratives, places, pieces, noise=fitted_noise(), fit=fit, rng=rng)


def train(cache: Path, *, families: int, fit: Fit) -> None:
    """Train on the train split and ship; `cache` keeps checkpoints."""
    from models.train.network import exported, fit_network, text_network

    cache.mkdir(parents=True, exist_ok=True)
    folder = place_of(LANGUAGE_MODEL)
    verified(LANGUAGE_MODEL)
    listed = folder.with_name("vocab.txt").read_text(encoding="utf-8")
    rows, pieces = latin(listed)
    with ProcessPoolExecutor(2) as pool:
        parts = pool.map(learned_from, range(families), chunksize=8)
        narratives = [one for part in parts for one in part]
    names = classes(narratives)
    model = text_network(names, rows, language_model=folder, dropout=fit.dropout)
    cut = WordPiece(pieces)
    fit_network(
        model,
        lambda first: lessons(narratives, names, cut, first=first, fit=fit),
        fit=fit,
        checkpoint=cache / f"running-{digest_of(names, pieces, narratives, fit)}.pt",
        told=lambda step, loss: print(step, round(loss, 4), flush=True) if step % 25 == 0 else None,
    )
    files = files_of(network=exported(model, cache, name="running"), names=names, pieces=pieces)
    ship(licensed(files, notice=NOTICE), folder=NARRATOR)


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
    rng = np.random.default_rng(SEED)
    drawn = sums[rng.integers(len(sums), size=(DRAWS, len(sums)))].sum(axis=1)
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and ship, or only measure what is shipped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--train",
        type=Path,
        metavar="CACHE",
        help="train anew and ship first; checkpoints lie there",
    )
    parser.add_argument("--families", type=int, default=FAMILIES, help="to learn from")
    parser.add_argument("--measured", type=int, default=MEASURED)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    options = parser.parse_args(arguments)
    if options.train:
        train(options.train, families=options.families, fit=FIT)
    narrator.cache_clear()
    own = narrator()
    readers: dict[str, Reader] = {"rules": by_rules, "model": partial(by_model, own)}
    for line in measured(options.split, readers, families=options.measured):
        print(line, flush=True)


if __name__ == "__main__":
    main()
