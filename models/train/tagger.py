"""Fits the layout tagger (`models/tagger.py`): a LayoutLM from all-MiniLM-L6-v2, on pages of known words.

Pages are seen anew each time: moved and stretched, their words misread, their labels said in other
words, names exchanged for invented ones, so that the network holds for print and people it never saw.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from models.tagger import ASKS, BEGINS, GOES_ON, OTHER, TICKED, UNTICKED, Token, encode
from models.train.batches import Batch, Case, Fit, batched, cases_of
from models.train.doctype import wordings
from models.train.noise import Noise
from models.wordpiece import WordPiece
from records.cleaning import fold
from records.types import BBox, union

REWORDED: Final = 0.15
UNLABELLED: Final = 0.02
RENAMED: Final = 0.3
UNTICKED_PAGES: Final = 0.05
"""Shares: of label words said in another way, of labels left out, of words of names exchanged for invented
ones, of pages whose tick boxes nobody found."""
MOVED: Final = 0.04
STRETCHED: Final = 0.08
"""How far a page is moved, in shares of it, and how much larger or smaller it gets at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and what each of its words is; where `sure` is False nobody knows, and nothing is learned.

    `names` are those of `models.tagger`: O, Q-field, B-field, I-field.
    """

    tokens: tuple[Token, ...]
    names: tuple[str, ...]
    sure: tuple[bool, ...]
    width: float
    height: float
    stratum: str
    layout: str
    language: str
    document_type: str


def names_of(pages: Iterable[Page], *, least: int = 12) -> tuple[str, ...]:
    """Return the classes that enough words have, O first."""
    counts = Counter(name for page in pages for name in page.names)
    kept = sorted(name for name, count in counts.items() if count >= least and name != OTHER)
    begun = {name[2:] for name in kept if name.startswith(BEGINS)}
    return (OTHER, *(n for n in kept if not n.startswith(GOES_ON) or n[2:] in begun))


# ---- a page seen anew -------------------------------------------------------------------------------


def seen_anew(page: Page, noise: Noise, rng: random.Random) -> Page:
    """Return a page as another edition, another hand and another reader would have it."""
    move = _mover(page, rng)
    strength = noise.strength(rng)
    ticks = rng.random() >= UNTICKED_PAGES
    renamed: dict[str, str] = {}
    tokens: list[Token] = []
    names: list[str] = []
    sure: list[bool] = []
    left_out: dict[int, bool] = {}
    for token, name, known in zip(page.tokens, page.names, page.sure, strict=True):
        if token.text in (TICKED, UNTICKED):
            if ticks:
                tokens.append(token._replace(bbox=move(token.bbox)))
                names.append(name)
                sure.append(known)
            continue
        text = token.text
        if name.startswith(ASKS):
            if left_out.setdefault(token.group, rng.random() < UNLABELLED):
                continue
            text = _reworded(text, rng)
        elif name != OTHER and _is_name(name) and text.isalpha():
            text = renamed.setdefault(text, _renamed(text, rng))
        read = noise.read(text, strength, rng)
        for part, (start, end) in read:
            box = noise.place(_slice(token.bbox, start, end), rng)
            tokens.append(Token(part, move(box), token.group))
            goes_on = start > 0 and name.startswith(BEGINS)
            names.append(GOES_ON + name[2:] if goes_on else name)
            sure.append(known)
    _join(tokens, names, sure, share=noise.joined * strength, rng=rng)
    return replace(page, tokens=tuple(tokens), names=tuple(names), sure=tuple(sure))


def _join(
    tokens: list[Token], names: list[str], sure: list[bool], *, share: float, rng: random.Random
) -> None:
    """Make one word of some pairs that stand side by side in a cell; it is what the first was."""
    for at in reversed(range(len(tokens) - 1)):
        one, other = tokens[at], tokens[at + 1]
        if rng.random() >= share or one.group != other.group:
            continue
        if {one.text, other.text} & {TICKED, UNTICKED} or not _same_line(one.bbox, other.bbox):
            continue
        tokens[at] = Token(one.text + other.text, union((one.bbox, other.bbox)), one.group)
        sure[at] = sure[at] and sure[at + 1]
        del tokens[at + 1], names[at + 1], sure[at + 1]


def _same_line(one: BBox, other: BBox) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.height, other.height) and one.x1 <= other.x0 + one.height


def _slice(box: BBox, start: float, end: float) -> BBox:
    return BBox(
        x0=box.x0 + start * box.width, top=box.top, x1=box.x0 + end * box.width, bottom=box.bottom
    )


def _mover(page: Page, rng: random.Random) -> Callable[[BBox], BBox]:
    across = 1 + rng.uniform(-STRETCHED, STRETCHED)
    down = 1 + rng.uniform(-STRETCHED, STRETCHED)
    right = rng.uniform(-MOVED, MOVED) * page.width
    low = rng.uniform(-MOVED, MOVED) * page.height
    tilt = rng.gauss(0, 0.004)

    def move(box: BBox) -> BBox:
        lean = tilt * (box.x0 - page.width / 2)
        x0 = (box.x0 - page.width / 2) * across + page.width / 2 + right
        top = (box.top - page.height / 2) * down + page.height / 2 + low + lean
        return BBox(
            x0=x0, top=top, x1=x0 + box.width * across, bottom=top + max(1.0, box.height * down)
        )

    return move


def _reworded(text: str, rng: random.Random) -> str:
    plain = fold(text).strip()
    others = wordings().others.get(plain)
    if not others or rng.random() >= REWORDED:
        return text
    return rng.choice(others) + ("" if text[-1:].isalpha() else text[-1:])


NAMED: Final = (
    *("name", "names", "signed_by", "officer", "aliases", ".from"),
    *(".program", "transfer.to", ".city", "place_of_birth", ".place"),
)
"""How fields end whose words may be exchanged for invented ones: names of people, programs, places."""


def _is_name(name: str) -> bool:
    return name.endswith(NAMED)


SYLLABLES: Final = (
    "ba be bi bo ca ce ci co cu da de di do du fa fe fi ga gi go ja je jo la le li lo lu ma me mi mo na ne "
    "ni no pa pe pi po qui ra re ri ro sa se si so ta te ti to tu va ve vi xa xi xo ya yo za ze zo tz ch an "
    "en in on ar er or al el il as es os ez ix uc oc"
).split()  # fmt: skip


def _renamed(text: str, rng: random.Random) -> str:
    if len(text) < 3 or rng.random() >= RENAMED:
        return text
    made = ""
    while len(made) < len(text):
        made += rng.choice(SYLLABLES)
    return made.upper() if text.isupper() else made.capitalize()


# ---- batches ----------------------------------------------------------------------------------------


UNSURE: Final = ""
"""Stands for the class of a word that nobody knows."""


def page_cases(page: Page, places: Mapping[str, int], pieces: WordPiece) -> Iterator[Case]:
    """Yield the windows of a page."""
    coded = encode(page.tokens, width=page.width, height=page.height, pieces=pieces)
    told = zip(page.names, page.sure, strict=True)
    names = [name if sure else UNSURE for name, sure in told]
    yield from cases_of(coded, names, places, pieces)


def batches(
    pages: Sequence[Page],
    places: Mapping[str, int],
    pieces: WordPiece,
    *,
    noise: Noise,
    fit: Fit,
    rng: random.Random,
) -> list[Batch]:
    """Return batches of windows of like length, in any order; each page is seen `fit.views` times."""
    cases = [
        case
        for page in pages
        for _ in range(fit.views)
        for case in page_cases(seen_anew(page, noise, rng), places, pieces)
    ]
    return batched(cases, fit=fit, rng=rng)
