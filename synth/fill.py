"""Fills a place of a form in: writing that fits, ticks, bars, signatures, N/A or nothing.

Every field that the question asks for gets its fact: what is written, where, how, and what runs over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from records.types import BBox, Reading, union
from synth import strokes
from synth.form import Part, Place, Question, Said, Tools
from synth.sheet import BLACK, WHITE, Fact, Key, Pen, Sheet, advance
from synth.truth import Fill, Mark

EXEMPTIONS: Final = ("(b)(6)", "(b)(7)(C)", "(b)(6),(b)(7)(C)", "(b)(6); (b)(7)(C)")
SMALLEST: Final = 0.74
"""How far writing shrinks to fit its box."""
NARROWEST: Final = 0.72
"""How narrow letters get after that."""
WRITTEN_OVER: Final = 0.4
"""Share of slips in a number that are written over rather than crossed out."""
ILLEGIBLE: Final = 0.25
"""Share of slips after which nothing can be read any more."""
SIDE: Final = 7.6
"""Side of a tick box in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    text: str
    keys: tuple[Key, ...]
    glued: bool


def fill(
    sheet: Sheet, place: Place, question: Question, said: Said, tools: Tools, *, caption: Pen
) -> None:
    """Put the answer into its place; `caption` prints the words of tick boxes."""
    if question.shape == "sign":
        sign(sheet, place, question, said, tools)
    elif question.shape == "tick":
        choose(sheet, place, question, said, tools, caption=caption)
    elif said.reading is Reading.REDACTED:
        redact(sheet, place, said)
    elif said.reading is Reading.BLANK:
        leave(sheet, place, said, tools)
    else:
        answer(sheet, place, said, tools)


def leave(sheet: Sheet, place: Place, said: Said, tools: Tools) -> None:
    """Leave a place empty, or write there that there is nothing."""
    box = place.area
    if said.nothing:
        box = sheet.text(place.area.x0, place.baseline, said.nothing, tools.pen, keys=said.asked)
    for name, index in said.asked:
        sheet.state(
            Fact(
                name=name,
                index=index,
                value=None,
                text=said.nothing,
                reading=Reading.BLANK,
                bbox=box,
                fill=fill_of(tools.pen),
            )
        )


def answer(sheet: Sheet, place: Place, said: Said, tools: Tools) -> None:
    """Write an answer, now and then with a slip of the pen, and state its facts."""
    if len(said.text) <= place.comb:
        boxes = comb(sheet, place, said, tools.pen)
        state(sheet, said, boxes, fill=fill_of(tools.pen))
        return
    if tools.slips and sheet.rng.random() < tools.slips * ILLEGIBLE:
        spoil(sheet, place, said, tools)
        return
    marks: tuple[Mark, ...] = ()
    if tools.slips and sheet.rng.random() < tools.slips:
        place, marks = slip(sheet, place, said, tools)
    pen, lines = fitted(said.parts, place, tools.pen)
    boxes = write(sheet, lines, place, pen)
    if "written_over" in marks:
        _write_over(sheet, boxes, pen)
    state(sheet, said, boxes, fill=fill_of(tools.pen), marks=marks)


def spoil(sheet: Sheet, place: Place, said: Said, tools: Tools) -> None:
    """Write an answer that nobody can read any more: inked over, or blotted."""
    pen, lines = fitted(said.parts, place, tools.pen)
    start = len(sheet.words)
    boxes = write(sheet, lines, place, pen)
    del sheet.words[start:]
    box = union(tuple(box for group in boxes.values() for box in group))
    strokes.obliterate(sheet, box, ink=min(tools.pen.ink, 40))
    for name, index in said.asked or tuple(key for key, _ in said.values):
        sheet.state(
            Fact(
                name=name,
                index=index,
                value=None,
                reading=Reading.ILLEGIBLE,
                bbox=box,
                fill=fill_of(pen),
            )
        )


def state(
    sheet: Sheet,
    said: Said,
    boxes: dict[Key, list[BBox]],
    *,
    fill: Fill,
    marks: tuple[Mark, ...] = (),
) -> None:
    """State the facts of an answer whose words stand in `boxes`; what it does not say is blank there."""
    stated = dict(said.values)
    everywhere = union(tuple(box for group in boxes.values() for box in group))
    for (name, index), value in stated.items():
        box = union(tuple(boxes.get((name, index), [everywhere])))
        sheet.state(
            Fact(
                name=name,
                index=index,
                value=value,
                text=said.text_of((name, index)),
                bbox=box,
                fill=fill,
                marks=marks,
            )
        )
    for name, index in said.asked:
        if (name, index) not in stated:
            sheet.state(
                Fact(
                    name=name,
                    index=index,
                    value=None,
                    reading=Reading.BLANK,
                    bbox=everywhere,
                    fill=fill,
                )
            )


def fill_of(pen: Pen) -> Fill:
    """Return how the truth names what a pen does."""
    return pen.manner


# ---- writing that fits ------------------------------------------------------------------------


def fitted(parts: Sequence[Part], place: Place, pen: Pen) -> tuple[Pen, list[list[_Piece]]]:
    """Return the pen, made smaller and narrower where need be, and the lines of an answer."""
    pieces = _pieces(parts)
    size, squeeze = pen.size, pen.squeeze
    while True:
        lines = _broken(pieces, pen, place.area.width)
        if len(lines) <= place.lines and all(
            _width(line, pen) <= place.area.width for line in lines
        ):
            return pen, lines
        if pen.size > size * SMALLEST:
            pen = replace(pen, size=round(pen.size * 0.93, 2))
        elif pen.squeeze > squeeze * NARROWEST:
            pen = replace(pen, squeeze=round(pen.squeeze * 0.94, 3))
        else:
            return pen, lines


def write(sheet: Sheet, lines: list[list[_Piece]], place: Place, pen: Pen) -> dict[Key, list[BBox]]:
    """Write lines of an answer; return the boxes of the words of each field."""
    boxes: dict[Key, list[BBox]] = {}
    drift = sheet.rng.gauss(0, 0.25) if pen.manner == "hand" else 0.0
    for number, line in enumerate(lines):
        at, baseline = place.area.x0, place.baseline + number * place.leading + drift
        for piece in line:
            box = sheet.text(at, baseline, piece.text, pen, keys=piece.keys)
            for key in piece.keys or (("", 0),):
                boxes.setdefault(key, []).append(box)
            at += advance(piece.text + ("" if piece.glued else " "), pen)
    return boxes


def _pieces(parts: Sequence[Part]) -> list[_Piece]:
    """Return the words of an answer; a word that begins without a space before it is glued to the last."""
    pieces: list[_Piece] = []
    for at, part in enumerate(parts):
        following = parts[at + 1].text if at + 1 < len(parts) else " "
        words = part.text.split()
        for number, word in enumerate(words):
            last = number == len(words) - 1
            glued = last and not part.text.endswith(" ") and not following.startswith(" ")
            pieces.append(_Piece(text=word, keys=part.keys, glued=glued))
    return pieces


def _broken(pieces: Sequence[_Piece], pen: Pen, width: float) -> list[list[_Piece]]:
    """Break words into lines no wider than `width` where that is possible."""
    lines: list[list[_Piece]] = [[]]
    at, glued = 0.0, False
    for piece in pieces:
        wide = advance(piece.text, pen)
        if lines[-1] and at + wide > width and not glued:
            lines.append([])
            at = 0.0
        lines[-1].append(piece)
        at += wide + (0.0 if piece.glued else advance(" ", pen))
        glued = piece.glued
    return lines


def _width(line: Sequence[_Piece], pen: Pen) -> float:
    spaces = sum(advance(" ", pen) for piece in line[:-1] if not piece.glued)
    return sum(advance(piece.text, pen) for piece in line) + spaces


def comb(sheet: Sheet, place: Place, said: Said, pen: Pen) -> dict[Key, list[BBox]]:
    """Write an answer letter by letter into little boxes."""
    pitch = place.area.width / place.comb
    boxes: dict[Key, list[BBox]] = {}
    at = 0
    for part in said.parts:
        start = len(sheet.words)
        for letter in part.text:
            if letter != " ":
                middle = place.area.x0 + pitch * (at + 0.5)
                box = sheet.text(
                    middle, place.baseline, letter, pen, align="centre", keys=part.keys
                )
                for key in part.keys or (("", 0),):
                    boxes.setdefault(key, []).append(box)
            at += 1
        _as_words(sheet, start, part.text)
    return boxes


def _as_words(sheet: Sheet, start: int, text: str) -> None:
    """Put the letters noted since `start` together to the words that they spell."""
    letters = sheet.words[start:]
    del sheet.words[start:]
    for word in text.split():
        spent, letters = letters[: len(word)], letters[len(word) :]
        sheet.words.append(replace(spent[0], text=word, bbox=union(tuple(w.bbox for w in spent))))


# ---- slips --------------------------------------------------------------------------------------


def slip(sheet: Sheet, place: Place, said: Said, tools: Tools) -> tuple[Place, tuple[Mark, ...]]:
    """Write something wrong and cross it out, or mark that a digit is to be written over.

    Returns where the right answer goes.
    """
    wrong = _mistaken(sheet, said.text)
    width = advance(wrong, tools.pen)
    if wrong == said.text:
        return place, ()
    over = any(letter.isdigit() for letter in said.text) and sheet.rng.random() < WRITTEN_OVER
    if over or advance(said.text, tools.pen) + width + 10 > place.area.width:
        return place, ("written_over",) if over else ()
    box = sheet.text(place.area.x0, place.baseline, wrong, tools.pen)
    strokes.strike(sheet, box, ink=tools.pen.ink)
    area = replace(place.area, x0=box.x1 + 6)
    return replace(place, area=area), ("crossed_out",)


def _mistaken(sheet: Sheet, text: str) -> str:
    """Return the beginning of a text, or the text with a digit wrong."""
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    if digits:
        at = sheet.rng.choice(digits)
        other = sheet.rng.choice([d for d in "0123456789" if d != text[at]])
        return text[:at] + other + text[at + 1 :]
    words = text.split()
    return words[-1][: max(3, len(words[-1]) * 2 // 3)] if words else text


def _write_over(sheet: Sheet, boxes: dict[Key, list[BBox]], pen: Pen) -> None:
    box = next(iter(boxes.values()))[-1]
    wide = advance("0", pen)
    digit = sheet.rng.choice("3689")
    heavy = replace(pen, ink=max(0, pen.ink - 20), size=pen.size * 1.08)
    start = len(sheet.words)
    sheet.text(box.x1 - wide * 1.02, box.bottom, digit, heavy)
    del sheet.words[start:]


# ---- ticks, bars, signatures ------------------------------------------------------------------


def option_lines(question: Question, width: float, caption: Pen) -> list[list[tuple[str, str]]]:
    """Return the tick boxes of a question, line by line, as they fit into a width."""
    lines: list[list[tuple[str, str]]] = [[]]
    at = 0.0
    for option in question.options:
        wide = SIDE + 3 + advance(option[1], caption) + 11
        if lines[-1] and at + wide > width:
            lines.append([])
            at = 0.0
        lines[-1].append(option)
        at += wide
    return lines


def choose(
    sheet: Sheet, place: Place, question: Question, said: Said, tools: Tools, *, caption: Pen
) -> None:
    """Draw tick boxes with captions, and tick what the answer says; without a tick the group is blank."""
    value = said.values[0][1] if said.values and said.reading is Reading.PRESENT else None
    everything: list[BBox] = []
    chosen: tuple[BBox, str] | None = None
    for number, line in enumerate(option_lines(question, place.area.width, caption)):
        x, baseline = place.area.x0, place.baseline + number * place.leading
        for option, words in line:
            square = BBox(x0=x, top=baseline - SIDE + 1, x1=x + SIDE, bottom=baseline + 1)
            sheet.box(square, width=0.7)
            sheet.ticks.append((square, option == value))
            keys = question.keys if option == value else ()
            printed = sheet.text(square.x1 + 3, baseline, words, caption, keys=keys)
            everything.append(union((square, printed)))
            if option == value and chosen is None:
                drawn = strokes.tick(
                    sheet,
                    printed if tools.tick == "circle" else square,
                    tools.tick,
                    ink=tools.mark_ink,
                )
                chosen = (union((square, printed, drawn)), words)
            x = printed.x1 + 11
    name, index = question.keys[0]
    reading = Reading.PRESENT if chosen else Reading.BLANK
    box, text = chosen or (union(tuple(everything)), "")
    sheet.state(
        Fact(
            name=name,
            index=index,
            value=value if chosen else None,
            text=text,
            reading=reading,
            bbox=box,
            fill="tick",
        )
    )


def redact(sheet: Sheet, place: Place, said: Said) -> None:
    """Cover an answer as released papers do: a bar with the exemption that allows it."""
    long = advance(said.text, Pen(font="mono", size=9.5)) + sheet.rng.uniform(2, 14)
    area = place.area
    x1 = min(area.x1, area.x0 + max(48.0, long))
    cover = BBox(x0=area.x0 - 1, top=place.baseline - 9.5, x1=x1, bottom=place.baseline + 2.6)
    dark = sheet.rng.random() < 0.65
    sheet.box(cover, fill=BLACK if dark else WHITE, edge=BLACK, width=0.8)
    codes = [c for c in EXEMPTIONS if advance(c, Pen(size=8)) < cover.width - 4]
    if codes:
        pen = Pen(font="sans", size=8, ink=WHITE if dark else BLACK)
        sheet.text(cover.x0 + 3, cover.bottom - 3.4, sheet.rng.choice(codes), pen)
    for name, index in said.asked or tuple(key for key, _ in said.values):
        sheet.state(Fact(name=name, index=index, value=None, reading=Reading.REDACTED, bbox=cover))


def sign(sheet: Sheet, place: Place, question: Question, said: Said, tools: Tools) -> None:
    """Sign, or leave the line empty; released papers have the signature under a bar."""
    if said.reading is Reading.REDACTED:
        redact(sheet, replace(place, area=replace(place.area, x1=place.area.x0 + 120)), said)
        return
    signed = bool(said.values) and said.values[0][1] == "true"
    box = place.area
    if signed:
        long = min(place.area.width * 0.6, sheet.rng.uniform(70, 130))
        box = strokes.signature(
            sheet,
            place.area.x0 + sheet.rng.uniform(6, 24),
            place.baseline,
            long=long,
            ink=tools.mark_ink,
        )
    name, index = question.keys[0]
    sheet.state(
        Fact(name=name, index=index, value="true" if signed else "false", bbox=box, fill="hand")
    )
