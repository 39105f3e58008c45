"""Narratives: case notes, statements, letters, e-mails, and the free boxes of forms."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from synth.agencies import Agency
from synth.chance import happens, later
from synth.filings.desk import Desk, about, issued, paper
from synth.lists import items, section, table
from synth.papers import Answer, Language, Paper, Paragraph, Run
from synth.running import Slots, paragraph, sentence
from synth.slots import Author, slots_for
from synth.writing import Style, some_style

FURTHER: Final = "training"
"""The file of sentences that only models in training see."""
SILENT: Final = 0.3
"""Share of those texts that say nothing of a separation, whether there was one or not."""
DENIED: Final = 0.2
"""Share of them that say that there was none, whether there was one or not."""
_ORDERS: Final = {
    "note": (("who", "met", "kin"), ("apart_or_together", "whereabouts"), ("care", "free", "plan"), ("end",)),
    "letter": (("who",), ("met", "apart_or_together"), ("care", "free", "plan"), ("end",)),
    "i213": (("who", "met"), ("apart_or_together", "kin"), ("free", "end")),
}  # fmt: skip
"""Kind of text -> paragraphs -> the moves of each, in order."""


def text_of(author: Author, kind: str, *, writer: str = "") -> tuple[Paragraph, ...]:
    """Return running text of a kind; moves that have no fitting sentence are left out."""
    group = section(section(author.texts, author.language), kind)
    slots = slots_for(author, writer=writer)
    rng = author.desk.rng
    found = [
        paragraph([_move(rng, group, move, slots, author) for move in moves])
        for moves in _ORDERS[kind]
    ]
    return tuple(each for each in found if each)


def _move(
    rng: random.Random, group: dict[str, object], move: str, slots: Slots, author: Author
) -> Paragraph:
    if move == "apart_or_together":
        move = "apart" if author.desk.case.separation else "together"
        if move == "together" and (author.desk.case.companion or happens(rng, 0.4)):
            return ()
    elif move == "end" and "alone_kept" in group and not author.desk.case.placements:
        move = "alone_kept"
    elif move in ("kin", "whereabouts", "care", "plan", "free") and happens(rng, 0.25):
        return ()
    choices = items(group, move)
    return sentence(rng, choices, slots)


def further_text(desk: Desk, kind: str, *, language: Language) -> tuple[Paragraph, ...]:
    """Return running text of a kind in words that only models in training see, its moves in any order."""
    rng, case = desk.rng, desk.case
    agency: Agency = "CBP" if kind == "i213" else "sponsor" if kind == "letter" else "ORR"
    day = later(rng, case.encounter.date, 0, 90) if case.placements else case.encounter.date
    if case.release and happens(rng, 0.5):
        day = later(rng, case.release.date, 0, 20)
    author = _author(replace(desk, source=FURTHER), agency, language, day)
    held = case.separation.person if case.separation else ""
    writer = next((key for key in (case.sponsor, held) if key), "")
    group = section(section(author.texts, language), kind)
    slots = slots_for(author, writer=writer if "full_name" in author.entry(writer) else "")
    moves = [move for part in _ORDERS[kind] for move in part]
    moves.insert(-1, "release")
    told_of = rng.random()
    if told_of < SILENT:
        moves.remove("apart_or_together")
    elif told_of < SILENT + DENIED:
        moves[moves.index("apart_or_together")] = "together"
    if happens(rng, 0.5):
        rng.shuffle(moves)
    found = [_move(rng, group, move, slots, author) for move in moves]
    told = [each for each in found if each]
    cut = sorted(rng.sample(range(1, len(told)), k=min(2, len(told) - 1))) if len(told) > 1 else []
    parts = zip([0, *cut], [*cut, len(told)], strict=True)
    body = [paragraph(told[start:end]) for start, end in parts if end > start]
    return (*_around(author, "head", slots), *body, *_around(author, "foot", slots))


def _around(author: Author, part: str, slots: Slots) -> Iterator[Paragraph]:
    """Yield some lines that stand above or below a text; mostly none."""
    choices = items(section(author.texts, "around"), part)
    rng = author.desk.rng
    for each in rng.sample(choices, k=rng.choice((0, 0, 1, 3, 5))):
        line = sentence(rng, (each,), slots)
        if line:
            yield line


def case_note(desk: Desk, *, number: int = 0) -> Paper | None:
    """Return a case manager's note from the time in care."""
    if not desk.case.placements:
        return None
    language: Language = "es" if happens(desk.rng, 0.12) else "en"
    day = _in_care(desk, 1, 40)
    author = _author(desk, "ORR", language, day)
    return _narrative(author, "note", suffix=f".note{number + 1}", signer=desk.staff())


def letter(desk: Desk) -> Paper | None:
    """Return a letter of a parent or of the sponsor, mostly in Spanish."""
    cast, case = desk.family.cast, desk.case
    told = case.separation
    held = told.person if told and told.relationship != "unrelated" else ""
    writer = next((key for key in (case.sponsor, held, cast.roles["mother"]) if key), "")
    if not case.placements or "full_name" not in desk.register("sponsor").entry(writer):
        return None
    language: Language = "es" if happens(desk.rng, 0.7) else "en"
    author = _author(desk, "sponsor", language, _in_care(desk, 5, 60))
    signer = author.entry(writer)["full_name"]
    return _narrative(author, "letter", suffix=".letter", signer=signer, writer=writer)


def free_box(desk: Desk, kind: str, *, agency: Agency, day: date) -> tuple[Paragraph, ...]:
    """Return the running text of a form's free box, in English."""
    return text_of(_author(desk, agency, "en", day), kind)


def _in_care(desk: Desk, least: int, most: int) -> date:
    day = later(desk.rng, desk.case.placements[0].date, least, most)
    release = desk.case.release
    return min(day, release.date - timedelta(days=1)) if release else day


def _author(desk: Desk, agency: Agency, language: Language, day: date) -> Author:
    style = some_style(desk.rng, language=language)
    words = Style(
        date=style.date, a_number=style.a_number, phone=style.phone, eight=style.eight,
        word="second" if style.word == "second" else "first",
    )  # fmt: skip
    return Author(desk=desk, agency=agency, language=language, style=words, day=day)


def _narrative(author: Author, kind: str, *, suffix: str, signer: str, writer: str = "") -> Paper:
    key = author.desk.case.child
    names = ("family_name", "given_names", "a_number", "date_of_birth")
    head: tuple[Answer, ...] = about("subject", key, author.entry(key), names)
    head += issued(author.desk, author.day, signer=signer)
    text = text_of(author, kind, writer=writer)
    return paper(
        author.desk, "narrative", agency=author.agency, day=author.day, answers=head, suffix=suffix,
        language=author.language, paragraphs=text,
    )  # fmt: skip


def unrelated(desk: Desk, *, number: int = 0) -> Paper:
    """Return a paper that has nothing to do with anybody: a menu, a schedule, a cover sheet."""
    texts = section(table(f"texts/{desk.family.cast.split}.toml"), "unrelated")
    lines = list(items(texts, "lines"))
    desk.rng.shuffle(lines)
    title = desk.rng.choice(items(texts, "titles"))
    body = tuple((Run(text=line),) for line in (title, *lines[: desk.rng.randint(3, 6)]))
    day = later(desk.rng, desk.case.encounter.date, 1, 90)
    return paper(
        desk, "unknown", agency="ORR", day=day, answers=(), paragraphs=body, suffix=f".{number + 1}"
    )
