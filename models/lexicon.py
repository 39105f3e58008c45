"""The words by which running text is understood, and spaCy's matchers over them, per language.

`cues_en.toml` and `cues_es.toml` hold the words; nothing here is learned, and spaCy runs as a blank
pipeline (tokeniser and sentence splitter). Building costs a second or two, mostly spaCy's import,
so it happens on first use and is kept per language.
"""

from __future__ import annotations

import re
import threading
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict

from records.closed_lists import words_of
from records.places import country_names

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

Language = Literal["en", "es"]

_FOLDER: Final = Path(__file__).parent


class Attribute(BaseModel):
    """What a person has: the field's name, the label of its mention, its cue before or after."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    label: str
    cue: str = ""
    after: str = ""


class EventCue(BaseModel):
    """What happened: its kind and the words that say so; active ones name their object."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: str
    cue: str
    active: bool = False


class _Cues(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    persons: dict[str, tuple[str, ...]]
    gender: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    patterns: dict[str, str]
    attributes: tuple[Attribute, ...]
    events: tuple[EventCue, ...]
    release: dict[str, str]
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language's words, compiled. `roles` and `genders` go by flattened phrase."""

    language: Language
    pipeline: Pipeline
    phrases: PhraseMatcher
    roles: dict[str, str]
    genders: dict[str, str]
    patterns: dict[str, re.Pattern[str]]
    attributes: tuple[tuple[Attribute, re.Pattern[str]], ...]
    events: tuple[tuple[EventCue, re.Pattern[str]], ...]
    name_stops: frozenset[str]
    name_closers: frozenset[str]
    organisations: frozenset[str]
    lock: threading.Lock
    """Held while the pipeline reads: its string store is shared, and emptied after each text."""


def flatten(text: str) -> str:
    """Return `text` lower-case without accents, white space as blanks, of the very same length.

    Offsets into the result are offsets into `text`.
    """
    return "".join(map(_flat_char, text))


def _flat_char(char: str) -> str:
    if char.isspace():
        return " "
    if char in "\u2019\u02bc\u00b4`":
        return "'"
    if char in "\u2010\u2011\u2012\u2013\u2014":
        return "-"
    plain = unicodedata.normalize("NFD", char)[0].lower()
    return plain if len(plain) == 1 else char


def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return an expression for any of `words` as a whole word."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


@cache
def load_lexicon(language: Language) -> Lexicon:
    """Build the lexicon of a language; the second call is free."""
    text = (_FOLDER / f"cues_{language}.toml").read_text(encoding="utf-8")
    cues = _Cues.model_validate(tomllib.loads(text))
    roles = {flatten(w): role for role, words in cues.persons.items() for w in words}
    genders = {flatten(w): gender for gender in ("female", "male") for w in cues.gender[gender]}
    patterns = {name: re.compile(source) for name, source in cues.patterns.items()}
    patterns |= {name: any_of(words) for name, words in cues.words.items()}
    patterns |= {name: any_of(cues.gender[name]) for name in ("he", "she")}
    patterns |= {f"release_{name}": re.compile(source) for name, source in cues.release.items()}
    pipeline = _pipeline(language)
    person_words = {word for phrase in roles for word in phrase.split()}
    stops = {flatten(word) for word in pipeline.Defaults.stop_words} | person_words
    return Lexicon(
        language=language,
        pipeline=pipeline,
        phrases=_phrases(pipeline, roles),
        roles=roles,
        genders=genders,
        patterns=patterns,
        attributes=tuple((a, re.compile(a.after or a.cue)) for a in cues.attributes),
        events=tuple((event, re.compile(event.cue)) for event in cues.events),
        name_stops=frozenset(stops | set(cues.names["stops"])),
        name_closers=frozenset(cues.names["closers"]),
        organisations=frozenset(cues.names["organisations"]),
        lock=threading.Lock(),
    )


def _pipeline(language: Language) -> Pipeline:
    import spacy

    pipeline = spacy.blank(language)
    pipeline.add_pipe("sentencizer")
    return pipeline


def flatten_tokens(doc: Doc) -> Doc:
    """Set the norm of every token to its flattened text, by which phrases are matched."""
    for token in doc:
        token.norm_ = flatten(token.text)
    return doc


def _phrases(pipeline: Pipeline, roles: dict[str, str]) -> PhraseMatcher:
    """Return a matcher of persons, countries and agencies; its keys are these words."""
    from spacy.matcher import PhraseMatcher

    agencies = [
        name
        for name, value in words_of("agency").items()
        if value != "OTHER" and not name.startswith("la ")
    ]
    groups = {"person": list(roles), "country": list(country_names()), "agency": agencies}
    matcher = PhraseMatcher(pipeline.vocab, attr="NORM")
    for key, names in groups.items():
        matcher.add(key, [flatten_tokens(pipeline.make_doc(name)) for name in names])
    return matcher
