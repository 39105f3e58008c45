"""Running text from templates: sentences with slots become runs that carry their facts.

`{slot}` is a value as this paper spells it; `[words](field=value)` are words that state a fact; of
`<either|or>` one is said. A slot's runs are found in a table made once a paper, so that every sentence draws
on the same beliefs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Final

from synth.papers import Paragraph, Run

Slots = Mapping[str, tuple[Run, ...]]

_TOKEN: Final = re.compile(
    r"\[(?P<words>[^\]]*)\]\((?P<fact>[^)]*)\)|\{(?P<slot>\w+)\}|(?P<text>[^\[{]+|[\[{])"
)
_EITHER: Final = re.compile(r"<([^<>]*)>")
_SLOT: Final = re.compile(r"\{(\w+)\}")


def slots_of(sentence: str) -> frozenset[str]:
    """Return the names of the slots that a sentence needs."""
    return frozenset(_SLOT.findall(sentence))


def plain(text: str, *facts: tuple[str, str]) -> tuple[Run, ...]:
    """Return one run stating (field, canonical value) pairs, at index 0."""
    return (Run(text=text, facts=tuple((name, 0, value) for name, value in facts)),)


def filled(sentence: str, slots: Slots) -> Paragraph:
    """Return a sentence's runs.

    Raises:
        KeyError: a slot that is not known.
    """
    runs: list[Run] = []
    for token in _TOKEN.finditer(sentence):
        if token["slot"]:
            runs.extend(slots[token["slot"]])
        elif token["words"] is not None:
            runs.append(_stating(token["words"], token["fact"], slots))
        else:
            runs.append(Run(text=token["text"]))
    return tuple(_joined(runs))


def flat(text: str, slots: Slots) -> str:
    """Return `text` with the slots' words in place, facts left out."""
    return _SLOT.sub(lambda match: "".join(run.text for run in slots[match[1]]), text)


def _stating(words: str, fact: str, slots: Slots) -> Run:
    text = flat(words, slots)
    name, _, value = flat(fact, slots).partition("=")
    return Run(text=text, facts=((name, 0, value or text),))


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Return the runs with neighbours that state nothing made one."""
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if joined and not run.facts and not joined[-1].facts:
            joined[-1] = Run(text=joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def varied(rng: random.Random, text: str) -> str:
    """Return `text` with one of the words in place of each "<either|or>", inner ones first."""
    if "<" not in text:
        return text
    while _EITHER.search(text):
        text = _EITHER.sub(lambda match: rng.choice(match[1].split("|")), text)
    return re.sub(r" +(?=[ .,;:)])", "", text).strip()


def sentence(rng: random.Random, choices: Sequence[str], slots: Slots) -> Paragraph:
    """Return one of the sentences whose slots are all known, or no runs where there is none."""
    choices = [varied(rng, each) for each in choices]
    possible = [each for each in choices if slots_of(each) <= slots.keys()]
    return filled(rng.choice(possible), slots) if possible else ()


def paragraph(sentences: Sequence[Paragraph]) -> Paragraph:
    """Return sentences one after the other, a space between."""
    runs: list[Run] = []
    for each in sentences:
        if each and runs:
            runs.append(Run(text=" "))
        runs.extend(each)
    return tuple(_joined(_capitalised(runs)))


def _capitalised(runs: Sequence[Run]) -> list[Run]:
    """Return the runs; text alone may begin a sentence in small letters ("{he}"), which becomes capital."""
    changed: list[Run] = []
    begins = True
    for run in runs:
        text = run.text
        if begins and text[:1].islower() and not run.facts:
            text = text[:1].upper() + text[1:]
        changed.append(Run(text=text, facts=run.facts))
        begins = text.rstrip().endswith(".") if text.strip() else begins
    return changed
