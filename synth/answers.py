"""What a paper writes in answer to a question: the values spelt out, cut or put together as the form asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from records.types import Reading
from records.vocabulary import load_vocabulary
from synth.form import Compose, Part, Question, Said
from synth.papers import Answer, Paper
from synth.sheet import Key
from synth.writing import Style, written

HIDDEN: Final = frozenset(
    "family_name given_names full_name aliases a_number subject_id fin event_number "
    "hhs_tracking_number date_of_birth address city phone backup_phone email id_number "
    "national_id passport_number signed_by officer whereabouts from".split()
)
"""Attributes that a released paper has under bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How a paper spells its values."""

    paper: Paper
    style: Style

    def of(self, answer: Answer) -> str:
        """Return how a present answer is written.

        Raises:
            ValueError: the answer has no value.
        """
        if answer.value is None:
            raise ValueError("an answer without a value cannot be spelt")
        role = answer.name.partition(".")[0]
        return written(
            kind_of(answer.name),
            answer.value,
            language=self.paper.language,
            style=self.style,
            family=self._value(f"{role}.family_name", answer.index),
            sex=""
            if answer.name.endswith("of_birth")
            else self._value(f"{role}.sex", answer.index),
        )

    def _value(self, name: str, index: int) -> str:
        answer = self.paper.answer(name, index)
        return (answer.value or "") if answer else ""


def said(question: Question, spelling: Spelling) -> Said:
    """Return what the paper answers to a question."""
    if not question.names:
        return Said(parts=(Part(text=question.decoy),))
    answers = [spelling.paper.answer(*key) for key in question.keys]
    known = [a for a in answers if a is not None and a.value is not None]
    if not known:
        nothing = next((a.nothing for a in answers if a is not None), "")
        return Said(reading=Reading.BLANK, nothing=nothing, asked=question.keys)
    spoken = _COMPOSED[question.compose](question, known, spelling)
    if any(_hidden(answer, spelling.paper) for answer in known):
        return Said(
            parts=spoken.parts, values=spoken.values, reading=Reading.REDACTED, asked=question.keys
        )
    return spoken


@cache
def _kinds() -> dict[str, str]:
    return load_vocabulary().field_kinds


def kind_of(name: str) -> str:
    """Return the kind of a field of the vocabulary."""
    return _kinds()[name]


def _hidden(answer: Answer, paper: Paper) -> bool:
    attribute = answer.name.partition(".")[2]
    return answer.reading is Reading.REDACTED or (paper.redacted and attribute in HIDDEN)


def _plain(question: Question, known: list[Answer], spelling: Spelling) -> Said:
    return joined(((spelling.of(answer), answer) for answer in known), " ", asked=question.keys)


def joined(spelt: Iterable[tuple[str, Answer]], joint: str, *, asked: tuple[Key, ...] = ()) -> Said:
    """Return answers one after the other."""
    parts: list[Part] = []
    values: list[tuple[Key, str]] = []
    for text, answer in spelt:
        key = (answer.name, answer.index)
        parts += [Part(text=joint)] if parts else []
        parts.append(Part(text=text, keys=(key,)))
        values.append((key, answer.value or ""))
    return Said(parts=tuple(parts), values=tuple(values), asked=asked)


def _whole_name(question: Question, known: list[Answer], spelling: Spelling) -> Said:
    by_name = {answer.name.partition(".")[2]: answer for answer in known}
    order = [by_name[name] for name in ("family_name", "given_names") if name in by_name]
    return joined(((spelling.of(answer), answer) for answer in order), ", ", asked=question.keys)


def _address(question: Question, known: list[Answer], spelling: Spelling) -> Said:
    """Return a whole address; city, state and ZIP in it are fields of their own where asked for."""
    whole, key = known[0], question.keys[0]
    text = spelling.of(whole)
    parts: list[Part] = []
    values: list[tuple[Key, str]] = [(key, whole.value or "")]
    rest = text
    for inner in known[1:]:
        value = inner.value or ""
        before, found, after = (
            rest.rpartition(value) if inner.name.endswith("zip") else rest.partition(value)
        )
        if found:
            parts += [Part(text=before, keys=(key,))] if before else []
            parts.append(Part(text=value, keys=(key, (inner.name, inner.index))))
            values.append(((inner.name, inner.index), value))
            rest = after
    parts += [Part(text=rest, keys=(key,))] if rest else []
    return Said(parts=tuple(parts), values=tuple(values), asked=question.keys)


def _street(question: Question, known: list[Answer], spelling: Spelling) -> Said:
    """Return the part of an address before its city, which has a box of its own."""
    answer = known[0]
    role = answer.name.partition(".")[0]
    city = spelling.paper.answer(f"{role}.city", answer.index)
    text = spelling.of(answer)
    cut = text.partition(f", {city.value}")[0] if city and city.value else text
    return _one(question, cut)


def _surname(which: int) -> Callable[[Question, list[Answer], Spelling], Said]:
    def cut(question: Question, known: list[Answer], spelling: Spelling) -> Said:
        first, second = two_surnames(known[0].value or "")
        text = (first, second)[which]
        if not text:
            return Said(reading=Reading.BLANK, asked=question.keys)
        return _one(question, text)

    return cut


def two_surnames(family: str) -> tuple[str, str]:
    """Return the first and the second surname; particles ("De la") stay with what they lead to."""
    words = family.split()
    if len(words) < 2:
        return family, ""
    end = len(words) - 1
    while end > 1 and words[end - 1].casefold() in {"de", "del", "la", "las", "los", "y"}:
        end -= 1
    return " ".join(words[:end]), " ".join(words[end:])


def _one(question: Question, text: str) -> Said:
    key = question.keys[0]
    return Said(parts=(Part(text=text, keys=(key,)),), values=((key, text),), asked=question.keys)


def _birthplace(question: Question, known: list[Answer], spelling: Spelling) -> Said:
    return joined(((spelling.of(answer), answer) for answer in known), ", ", asked=question.keys)


_COMPOSED: Final[dict[Compose, Callable[[Question, list[Answer], Spelling], Said]]] = {
    "plain": _plain,
    "whole_name": _whole_name,
    "one_address": _address,
    "street": _street,
    "first_surname": _surname(0),
    "second_surname": _surname(1),
    "birthplace": _birthplace,
}
