"""The questions of an edition: which fields it asks for, in which shape, and under which labels."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from synth.answers import kind_of
from synth.form import Compose, Question, Shape
from synth.papers import Language
from synth.wording import Wording, captions, furniture, named

PERSONS: Final = frozenset(
    "subject sponsor mother father caregiver sibling accompanying household_member minor_child".split()
)
SHUFFLED: Final = 0.5
"""Share of the sections whose questions stand in any order, where they may."""
ROOMS: Final = Path(__file__).with_name("rooms.toml")
TALL: Final = frozenset(
    {"separation.reason", "mother.whereabouts", "father.whereabouts", "hearing.place"}
)
"""Fields that get two lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a form: questions, a table of `rows` rows, or the room for running text."""

    kind: Literal["questions", "table", "narrative"]
    heading: str
    questions: tuple[Question, ...] = ()
    rows: int = 0


@cache
def _all_rooms() -> dict[str, dict[str, float]]:
    return tomllib.loads(ROOMS.read_text(encoding="utf-8"))


def _rooms(what: str, name: str, otherwise: float) -> float:
    """Return a figure of rooms.toml for a field or a composed question."""
    table = _all_rooms()[what]
    return table.get(name, table.get(name.partition(".")[2], otherwise))


@dataclass(slots=True)
class Writer:
    """Writes the questions of one edition; every choice is made once and holds for the whole edition."""

    words: Wording
    rng: random.Random
    document_type: str
    language: Language
    registered: bool
    plain: bool = True
    shuffled: bool = False
    """Questions of a section may stand in any order."""
    whole_names: bool = False
    one_address: bool = False
    one_birthplace: bool = False
    possessive: int = 0
    always_named: bool = False

    def __post_init__(self) -> None:
        rng = self.rng
        self.whole_names = rng.random() < 0.45
        self.one_address = rng.random() < 0.4
        self.one_birthplace = rng.random() < 0.35
        self.possessive = rng.choice((0, 0, 1)) if self.plain else 2
        self.always_named = rng.random() < 0.3

    def sections(self, plans: Sequence[dict[str, Any]]) -> Iterator[Section]:
        for plan in plans:
            if plan.get("sometimes") and self.rng.random() < 0.4:
                continue
            heads = self.words.headings(plan.get("heading", plan["role"]), self.language)
            heading = self.rng.choice(heads) if heads else ""
            if plan["role"] == "narrative":
                yield Section(kind="narrative", heading=heading)
            elif "rows" in plan:
                yield self._table(plan, heading)
            else:
                yield from self._questions(plan, heading)

    def _table(self, plan: dict[str, Any], heading: str) -> Section:
        asked = [self.question(name, plan["role"]) for name in self._asked(plan)]
        return Section(
            kind="table",
            heading=heading,
            rows=plan["rows"],
            questions=tuple(replace(q, shape="write", options=()) for q in asked),
        )

    def _questions(self, plan: dict[str, Any], heading: str) -> Iterator[Section]:
        for index in range(plan.get("blocks", 1)):
            title = heading if index == 0 else f"{heading} ({index + 1})"
            questions = [
                self.question(name, plan["role"], index=index) for name in self._asked(plan)
            ]
            if index == 0:
                questions = self._with_decoys(questions, plan)
            yield Section(kind="questions", heading=title, questions=tuple(questions))

    def _asked(self, plan: dict[str, Any]) -> list[str]:
        rng = random.Random(f"{plan['role']}/{plan['ask']}/{self.possessive}/{self.whole_names}")
        found: list[str] = []
        for token in plan["ask"].split():
            if token.startswith("?"):
                if rng.random() < 0.55:
                    found.append(token[1:])
            elif token.startswith("*"):
                found += self._composed(token[1:], plan["role"])
            else:
                found.append(token)
        if self.shuffled and self.rng.random() < SHUFFLED:
            self.rng.shuffle(found)
        return found

    def _composed(self, token: str, role: str) -> list[str]:
        if token == "name":
            whole = self.whole_names and self.words.labels(f"{role}.whole_name", self.language)
            return ["whole_name"] if whole else self._halves()
        if token == "names":
            two = self.words.labels(f"{role}.first_surname", self.language)
            if two and self.rng.random() < 0.4:
                return ["given_names", "first_surname", "second_surname"]
            return self._halves()
        if token == "birthplace":
            one = self.one_birthplace and self.words.labels(f"{role}.birthplace", self.language)
            return ["birthplace"] if one else ["place_of_birth", "country_of_birth"]
        return ["address"] if self.one_address else ["street", "city", "state", "zip"]

    def _halves(self) -> list[str]:
        return ["family_name", "given_names"] if self.possessive else ["given_names", "family_name"]

    def question(self, token: str, role: str, *, index: int = 0) -> Question:
        """Return the question for a field or a composed name, with a label in this edition's words."""
        name = token if "." in token else f"{role}.{token}"
        own, _, attribute = name.partition(".")
        names, compose = _fields(own, attribute)
        if compose == "plain" and attribute == "address" and self.one_address and own == "sponsor":
            names, compose = (
                tuple(f"sponsor.{a}" for a in ("address", "city", "state", "zip")),
                "one_address",
            )
        shape, options = self._shape(names[0])
        return Question(
            names=names,
            index=index,
            label=self._label(name, role),
            compose=compose,
            shape=shape,
            options=options,
            room=_rooms("width", name, 120.0),
            lines=2 if name in TALL else 1,
        )

    def _shape(self, name: str) -> tuple[Shape, tuple[tuple[str, str], ...]]:
        if name == "document.signed":
            return "sign", ()
        if self.rng.random() >= _rooms("ticked", name, 0.0):
            return "write", ()
        options = captions(
            self.document_type,
            name,
            kind_of(name),
            language=self.language,
            registered=self.registered,
            rng=self.rng,
        )
        return ("tick", options) if len(options) > 1 else ("write", ())

    def _label(self, name: str, section: str) -> str:
        role = name.partition(".")[0]
        labels = self.words.labels(name, self.language)
        label = (
            self.rng.choice(labels)
            if labels
            else name.partition(".")[2].replace("_", " ").capitalize()
        )
        people = self.words.persons(role, self.language)
        must = role != section and section != "document"
        if role in PERSONS and people and not label.endswith("?") and (must or self.always_named):
            if any(
                p.removeprefix("el ").removeprefix("la ").casefold() in label.casefold()
                for p in people
            ):
                return label
            return named(
                label, self.rng.choice(people), language=self.language, style=self.possessive
            )
        return label

    def _with_decoys(self, questions: list[Question], plan: dict[str, Any]) -> list[Question]:
        known = furniture()["decoys"][self.language].get(plan["role"], {})
        count = min(plan.get("decoys", 0), len(known))
        for label in self.rng.sample(sorted(known), k=self.rng.randint(0, count) if count else 0):
            answer = self.rng.choice(known[label].split("|"))
            decoy = Question(label=label, decoy=answer, room=80)
            questions.insert(self.rng.randint(2, len(questions)), decoy)
        return questions


def _fields(role: str, attribute: str) -> tuple[tuple[str, ...], Compose]:
    """Return the fields that a question gives, and how its answer is put together."""
    match attribute:
        case "whole_name":
            return (f"{role}.family_name", f"{role}.given_names"), "whole_name"
        case "birthplace":
            return (f"{role}.place_of_birth", f"{role}.country_of_birth"), "birthplace"
        case "street":
            return (f"{role}.address",), "street"
        case "first_surname":
            return (f"{role}.family_name",), "first_surname"
        case "second_surname":
            return (f"{role}.family_name",), "second_surname"
        case _:
            return (f"{role}.{attribute}",), "plain"
