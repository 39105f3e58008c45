"""Heads and feet of letters: the agency and the title, and how date, writer and subject are arranged.

An arrangement writes its first line at `flow.at` and leaves `flow.at` on its last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from records.types import BBox
from synth.layouts.letter import Arrangement, Footer, Head
from synth.letter import Entry, Letter, widest
from synth.sheet import Pen, Sheet, advance
from synth.wording import furniture

SMALL: Final = 8.6
STEP: Final = 11.0
"""Size and line distance of an agency's printed name and address."""
CAPTION: Final = 7.4
"""Size of captions above what they say."""
FOOT: Final = 30.0
"""How far footers stand above the lower edge."""

# ---- agency and title ----------------------------------------------------------------------------


def head_letter(letter: Letter) -> None:
    """Print the agency's name and the title as the letter's look has them."""
    lines = tuple(letter.flow.rng.choice(furniture()["letterheads"]["orr"]).split("|"))
    _HEADS[letter.look.head](letter, lines, letter.word("titles"))


def _bold(letter: Letter, size: float) -> Pen:
    return Pen(font=f"{letter.printed}-bold", size=size)


def _plain(letter: Letter, size: float) -> Pen:
    return Pen(font=letter.printed, size=size)


def _agency(letter: Letter, lines: Sequence[str], *, x: float, side: str, top: float) -> None:
    for number, line in enumerate(lines):
        pen = _bold(letter, SMALL) if number == 0 else _plain(letter, SMALL)
        start = x - {"left": 0.0, "centre": 0.5, "right": 1.0}[side] * advance(line, pen)
        letter.sheet.text(start, top + STEP * number, line, pen)


def _left_ruled(letter: Letter, lines: Sequence[str], title: str) -> None:
    _agency(letter, lines, x=letter.left, side="left", top=letter.flow.at - 12)
    letter.flow.at += STEP * len(lines) + 4
    letter.sheet.rule(letter.left, letter.flow.at - 8, letter.right, width=1.2)
    letter.down()
    _titled(letter, title, 13)


def _plain_left(letter: Letter, lines: Sequence[str], title: str) -> None:
    _agency(letter, lines, x=letter.left, side="left", top=letter.flow.at - 12)
    letter.flow.at += STEP * len(lines) + 16
    letter.line(title, pen=_bold(letter, 13))


def _centred(letter: Letter, lines: Sequence[str], title: str) -> None:
    middle = (letter.left + letter.right) / 2
    _agency(letter, lines, x=middle, side="centre", top=letter.flow.at - 12)
    letter.flow.at += STEP * len(lines) + 20
    pen = _bold(letter, 14)
    box = letter.sheet.text(middle, letter.flow.at, title, pen, align="centre")
    letter.sheet.rule(box.x0, letter.flow.at + 3.5, box.x1, width=0.8)


def _double_ruled(letter: Letter, lines: Sequence[str], title: str) -> None:
    letter.line(title, pen=_bold(letter, 18))
    letter.flow.at += 14
    letter.line(" - ".join(lines), pen=_plain(letter, 7.8))
    letter.flow.at += 8
    for gap in (0.0, 2.5):
        letter.sheet.rule(letter.left, letter.flow.at + gap, letter.right, width=0.7)
    letter.flow.at += 6


def _right(letter: Letter, lines: Sequence[str], title: str) -> None:
    letter.sheet.rule(letter.left, letter.flow.at - 24, letter.right, width=2.0)
    _agency(letter, lines, x=letter.right, side="right", top=letter.flow.at - 10)
    letter.flow.at += STEP * len(lines) + 14
    pen = _bold(letter, 13)
    letter.sheet.text(letter.right, letter.flow.at, title, pen, align="right")


def _opposite(letter: Letter, lines: Sequence[str], title: str) -> None:
    _agency(letter, lines, x=letter.right, side="right", top=letter.flow.at - 12)
    letter.line(title, pen=_bold(letter, 14))
    letter.flow.at += max(STEP * len(lines) - 12, 8)
    letter.sheet.rule(letter.left, letter.flow.at, letter.right, width=0.5)
    letter.flow.at += 4


def _framed(letter: Letter, lines: Sequence[str], title: str) -> None:
    top, deep = letter.flow.at - 24, STEP * len(lines) + 30
    box = BBox(x0=letter.left, top=top, x1=letter.right, bottom=top + deep)
    letter.sheet.box(box, edge=0, width=1.2)
    middle = (letter.left + letter.right) / 2
    pen = _bold(letter, 12.5)
    letter.sheet.text(middle, top + 17, title, pen, align="centre")
    _agency(letter, lines, x=middle, side="centre", top=top + 32)
    letter.flow.at = top + deep + 2


def _at_foot(letter: Letter, lines: Sequence[str], title: str) -> None:
    letter.line(title, pen=_bold(letter, 15))
    sheet = letter.sheet
    sheet.rule(letter.left, sheet.height - 52, letter.right, width=0.5)
    pen = _plain(letter, 7.2)
    middle = (letter.left + letter.right) / 2
    sheet.text(middle, sheet.height - 42, ", ".join(lines), pen, align="centre")


def _titled(letter: Letter, title: str, size: float) -> None:
    pen = _bold(letter, size)
    letter.sheet.text(306, letter.flow.at, title, pen, align="centre")


_HEADS: Final[dict[Head, Callable[[Letter, Sequence[str], str], None]]] = {
    "left_ruled": _left_ruled,
    "plain_left": _plain_left,
    "centred": _centred,
    "double_ruled": _double_ruled,
    "right": _right,
    "opposite": _opposite,
    "framed": _framed,
    "at_foot": _at_foot,
}

# ---- date, writer, subject -----------------------------------------------------------------------


def arrange(letter: Letter, entries: Sequence[Entry]) -> None:
    """Write the entries of a letter's head as its look has them."""
    if entries:
        _ARRANGED[letter.look.arrangement](letter, entries)


def _lines(letter: Letter, entries: Sequence[Entry], *, indent: float = 0.0) -> None:
    for entry in entries[:-1]:
        letter.entry(letter.left + indent, entry)
        letter.down(1.2)
    letter.entry(letter.left + indent, entries[-1])


def _indent_lines(letter: Letter, entries: Sequence[Entry]) -> None:
    _lines(letter, entries, indent=30.0)
    letter.sheet.rule(letter.left, letter.flow.at + 6, letter.right, width=0.8)


def _table(letter: Letter, entries: Sequence[Entry]) -> None:
    """Rule a table: captions on grey at the left, what they say at the right."""
    bar = letter.left + max(advance(entry.caption, letter.caption) for entry in entries) + 12
    deep = letter.leading + 5
    for number, entry in enumerate(entries):
        if number:
            letter.down(deep / letter.leading)
        top = letter.flow.at - letter.leading * 0.85
        grey = BBox(x0=letter.left, top=top, x1=bar, bottom=top + deep)
        letter.sheet.box(grey, fill=226, width=0.6)
        rest = BBox(x0=bar, top=top, x1=letter.right, bottom=top + deep)
        letter.sheet.box(rest, edge=0, width=0.6)
        letter.line(entry.caption, x=letter.left + 5, pen=letter.caption)
        letter.value(bar + 6, entry)
    letter.flow.at += 8


def _tabbed(letter: Letter, entries: Sequence[Entry]) -> None:
    """Set captions flush right against a tab, what they say behind it."""
    tab = letter.left + max(advance(entry.ending, letter.caption) for entry in entries)
    for number, entry in enumerate(entries):
        if number:
            letter.down(1.15)
        caption = entry.ending
        letter.line(caption, x=tab - advance(caption, letter.caption), pen=letter.caption)
        letter.value(tab + 14, entry)


def _in_the_middle(letter: Letter, entries: Sequence[Entry]) -> None:
    """Set each entry in the middle of its line, the last between two short rules."""
    middle = (letter.left + letter.right) / 2
    for number, entry in enumerate(entries):
        if number:
            letter.down(1.25)
        letter.entry(max(letter.left, middle - letter.wide(entry) / 2), entry)
    letter.sheet.rule(middle - 60, letter.flow.at + 7, middle + 60, width=0.8)


def _columns(letter: Letter, entries: Sequence[Entry]) -> None:
    """Set entries side by side in ruled columns, small captions above what they say."""
    for number, row in enumerate(_rows(letter, entries)):
        if number:
            letter.down(1.9)
        letter.flow.room(letter.leading * 2)
        letter.flow.at += letter.leading
        for x, entry in row:
            letter.sheet.text(
                x, letter.flow.at - letter.leading, entry.caption, _bold(letter, CAPTION)
            )
            letter.value(x, entry)
            top = letter.flow.at - letter.leading - 8
            letter.sheet.line(((x - 5, top), (x - 5, letter.flow.at + 4)), width=0.6, ink=90)


def _rows(letter: Letter, entries: Sequence[Entry]) -> Iterator[list[tuple[float, Entry]]]:
    """Yield rows of (left edge, entry), as many entries in each as fit side by side."""
    row: list[tuple[float, Entry]] = []
    at = letter.left + 6
    for entry in entries:
        wide = (
            max(letter.wide(entry, caption=False), advance(entry.caption, _bold(letter, CAPTION)))
            + 22
        )
        if row and at + wide - 22 > letter.right:
            yield row
            row, at = [], letter.left + 6
        row.append((at, entry))
        at += wide
    yield row


def _right_block(letter: Letter, entries: Sequence[Entry]) -> None:
    """Set entries in a block that starts right of the middle."""
    half = letter.left + 0.48 * (letter.right - letter.left)
    x = max(letter.left, min(half, letter.right - widest(letter, entries)))
    for number, entry in enumerate(entries):
        if number:
            letter.down(1.05)
        letter.entry(x, entry)


def _corner(letter: Letter, entries: Sequence[Entry]) -> None:
    """Box the entries in at the right, captions flush left, what they say flush right."""
    wide = widest(letter, entries) + 22
    x0 = max(letter.left, letter.right - wide)
    top = letter.flow.at - letter.leading
    for number, entry in enumerate(entries):
        if number:
            letter.down(1.1)
        letter.line(entry.ending, x=x0 + 7, pen=letter.caption)
        letter.value(letter.right - 7 - letter.wide(entry, caption=False), entry)
    bottom = letter.flow.at + 6
    if bottom > top:
        letter.sheet.box(BBox(x0=x0, top=top, x1=letter.right, bottom=bottom), edge=0, width=1.0)


def _band(letter: Letter, entries: Sequence[Entry]) -> None:
    """Run the entries on over a grey band, with a bar between them."""
    rows = list(_run_on(letter, entries))
    for number, row in enumerate(rows):
        if number:
            letter.down(1.3)
        top = letter.flow.at - letter.leading * 0.95
        band = BBox(
            x0=letter.left, top=top, x1=letter.right, bottom=top + letter.leading * 1.3 + 0.5
        )
        letter.sheet.box(band, fill=222, edge=None)
        for x, entry in row:
            if x > letter.left + 6:
                letter.sheet.line(((x - 8, top + 3), (x - 8, band.bottom - 3)), width=0.8, ink=60)
            letter.entry(x, entry)


def _run_on(letter: Letter, entries: Sequence[Entry]) -> Iterator[list[tuple[float, Entry]]]:
    row: list[tuple[float, Entry]] = []
    at = letter.left + 6
    for entry in entries:
        wide = letter.wide(entry)
        if row and at + wide > letter.right - 4:
            yield row
            row, at = [], letter.left + 6
        row.append((at, entry))
        at += wide + 16
    yield row


def _paired(letter: Letter, entries: Sequence[Entry]) -> None:
    """Set entries in pairs, one at each edge, a rule under each pair."""
    waiting: Entry | None = None
    for number, entry in enumerate(entries):
        if waiting is not None and letter.wide(waiting) + letter.wide(entry) + 20 < (
            letter.right - letter.left
        ):
            letter.entry(letter.right - letter.wide(entry), entry)
            waiting = None
            continue
        if number:
            letter.down(1.5)
        letter.entry(letter.left, entry)
        letter.sheet.rule(letter.left, letter.flow.at + 4.5, letter.right, width=0.5)
        waiting = entry


_ARRANGED: Final[dict[Arrangement, Callable[[Letter, Sequence[Entry]], None]]] = {
    "lines": _lines,
    "indent_lines": _indent_lines,
    "table": _table,
    "tabbed": _tabbed,
    "centred": _in_the_middle,
    "columns": _columns,
    "right_block": _right_block,
    "corner": _corner,
    "band": _band,
    "paired": _paired,
}

# ---- feet ----------------------------------------------------------------------------------------


def foot(letter: Letter) -> None:
    """Print the foot of every page as the letter's look has it."""
    for number, sheet in enumerate(letter.flow.sheets, start=1):
        _FOOTERS[letter.look.footer](letter, sheet, number)


def _dashes(letter: Letter, sheet: Sheet, number: int) -> None:
    middle = (letter.left + letter.right) / 2
    pen = _plain(letter, 9)
    sheet.text(middle, sheet.height - FOOT, f"- {number} -", pen, align="centre")


def _ruled(letter: Letter, sheet: Sheet, number: int) -> None:
    y = sheet.height - FOOT
    sheet.rule(letter.left, y - 10, letter.right, width=0.5)
    sheet.text(letter.left, y, str(number), _plain(letter, 8))


def _at_right(letter: Letter, sheet: Sheet, number: int) -> None:
    pen = _bold(letter, 9)
    sheet.text(letter.right, sheet.height - FOOT + 6, str(number), pen, align="right")


def _no_foot(letter: Letter, sheet: Sheet, number: int) -> None:
    """Leave the foot empty."""


_FOOTERS: Final[dict[Footer, Callable[[Letter, Sheet, int], None]]] = {
    "none": _no_foot,
    "dashes": _dashes,
    "ruled": _ruled,
    "right": _at_right,
}
