"""What happens to paper before anybody reads it: copied, folded, punched, faxed, scanned askew.

Arrays are (height, width) uint8, 0 black. Each kind is done lightly (`wear` 1) to heavily (3); how much
all of it hurts is the `level` that the truth tells. Only `skew` moves what stands on the page; `Damage.moved`
follows it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from records.types import BBox

Grey = NDArray[np.uint8]
Level = Literal[0, 1, 2, 3]
TILE: Final = 1024
"""Side of the square of noise that is laid over a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is done to the pages of one document: the names of it, how strongly (`wear`), and the skew.

    `skew_deg` is clockwise. `bilevel` says that the pages end up black and white only. "coarse" goes with
    "fax": it was sent at the standard resolution, half as many lines.
    """

    wear: Level = 0
    names: tuple[str, ...] = ()
    skew_deg: float = 0.0
    seed: int = 0
    bilevel: bool = False

    @property
    def level(self) -> Level:
        """How much all of it hurts: 0 nothing, 1 words stay easy to read, 2 worn, 3 barely legible.

        The POINTS of everything that is done, as strongly as it is done, added up: 2 from WORN on, 3 from
        BARELY on. What is done often but harms little thus never makes a page illegible, and a coarse fax
        is, however clean the sheet was.
        """
        if not self.wear:
            return 0
        points = SKEW_POINTS * self.skew_deg**2 + sum(
            POINTS[name][self.wear - 1] for name in self.names if name in POINTS
        )
        return 3 if points >= BARELY else 2 if points >= WORN else 1

    def moved(self, bbox: BBox, *, width: float, height: float) -> BBox:
        """Return the smallest box around `bbox` turned with the page about its middle, in points."""
        if not self.skew_deg:
            return bbox
        angle, mx, my = math.radians(self.skew_deg), width / 2, height / 2
        corners = [(x - mx, y - my) for x in (bbox.x0, bbox.x1) for y in (bbox.top, bbox.bottom)]
        across = [mx + x * math.cos(angle) - y * math.sin(angle) for x, y in corners]
        down = [my + x * math.sin(angle) + y * math.cos(angle) for x, y in corners]
        return BBox(x0=min(across), top=min(down), x1=max(across), bottom=max(down))


CLEAN: Final = Damage()
FREQUENCIES: Final[Mapping[str, float]] = {
    "blur": 0.35,
    "noise": 0.6,
    "specks": 0.5,
    "contrast": 0.3,
    "shadow": 0.25,
    "bleed": 0.18,
    "fold": 0.22,
    "holes": 0.2,
    "edges": 0.25,
    "toner": 0.22,
    "streaks": 0.12,
    "staple": 0.12,
}
"""How often each kind befalls a document that is not clean."""
POINTS: Final[Mapping[str, tuple[int, int, int]]] = {
    "blur": (2, 4, 12),
    "noise": (1, 1, 2),
    "specks": (2, 3, 3),
    "contrast": (0, 1, 1),
    "shadow": (0, 1, 1),
    "bleed": (0, 1, 1),
    "fold": (0, 1, 1),
    "holes": (0, 0, 0),
    "edges": (0, 0, 1),
    "toner": (0, 1, 3),
    "streaks": (2, 3, 4),
    "staple": (0, 0, 0),
    "bilevel": (1, 1, 2),
    "fax": (4, 6, 16),
    "coarse": (21, 21, 25),
}
"""What a kind costs by wear 1 to 3: about the share of words in percent that Tesseract 5 lost to it alone on
three typed forms at 200 dpi; "coarse" is what it costs beyond "fax"."""
SKEW_POINTS: Final = 1.0
"""What a degree of skew costs, squared: readers set lines straight first, so less than Tesseract lost."""
WORN: Final = 5.0
BARELY: Final = 13.0
"""Points from which a page is worn, and barely legible."""
SKEW: Final = {0: 0.0, 1: 0.5, 2: 1.2, 3: 2.6}
"""Standard deviation of the skew in degrees, by wear."""


def some_damage(rng: random.Random, *, wear: Level | None = None) -> Damage:
    """Return what befalls a document."""
    wears: tuple[Level, ...] = (0, 1, 2, 3)
    chosen = rng.choices(wears, weights=(15, 45, 28, 12))[0] if wear is None else wear
    seed = rng.getrandbits(32)
    if chosen == 0:
        return Damage(seed=seed)
    names = [
        name for name, share in FREQUENCIES.items() if rng.random() < share * (0.7 + 0.2 * chosen)
    ]
    fax = rng.random() < (0.0, 0.06, 0.16, 0.25)[chosen]
    bilevel = fax or rng.random() < 0.1
    skew = max(-4.0, min(4.0, rng.gauss(0, SKEW[chosen]))) if rng.random() < 0.8 else 0.0
    ends = ["bilevel"] if bilevel else []
    if fax:
        ends = ["fax", "coarse"] if rng.random() < 0.5 * chosen / 3 else ["fax"]
    named = [*names, *(["skew"] if skew else []), *ends]
    return Damage(
        wear=chosen, names=tuple(named), skew_deg=round(skew, 2), seed=seed, bilevel=bilevel
    )


def damaged(page: Grey, damage: Damage, *, dpi: int, number: int, back: Grey | None = None) -> Grey:
    """Return a page after all that befalls it; `number` counts it, `back` is its other side."""
    if damage.wear == 0:
        return page
    rng = np.random.default_rng((damage.seed, number))
    strength = damage.wear / 3
    for name in ("bleed", "toner", "fold", "staple", "holes", "shadow"):
        if name in damage.names:
            if name == "bleed" and back is not None:
                page = _bleed(page, _fitted(back, page.shape), strength)
            elif name in _PAPER:
                page = _PAPER[name](page, rng, strength, dpi)
    if damage.skew_deg:
        page = _turned(page, damage.skew_deg, dark="edges" in damage.names)
    for name in ("edges", "blur", "contrast", "streaks", "noise", "specks"):
        if name in damage.names:
            page = _MACHINE[name](page, rng, strength, dpi)
    if "fax" in damage.names:
        return _fax(page, rng, strength, dpi, coarse="coarse" in damage.names)
    return _bilevel(page, rng, strength) if damage.bilevel else page


Effect = Callable[[Grey, np.random.Generator, float, int], Grey]


def _fitted(back: Grey, shape: tuple[int, ...]) -> Grey:
    """Return another sheet cut or widened with white to a page's shape, top left corners together."""
    fitted = np.full(shape, 255, np.uint8)
    part = back[: shape[0], : shape[1]]
    fitted[: part.shape[0], : part.shape[1]] = part
    return fitted


def _bleed(page: Grey, back: Grey, strength: float) -> Grey:
    """Let the other side show through, mirrored and faint."""
    import cv2

    shown = cv2.GaussianBlur(cv2.flip(back, 1), (0, 0), 2.0)
    faint = 255 - ((255 - shown.astype(np.float32)) * (0.10 + 0.16 * strength)).astype(np.uint8)
    return np.minimum(page, faint)


def _toner(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Copy of a copy: strokes thin out or swell, solid black breaks up."""
    import cv2

    size = 3 if dpi >= 200 and strength > 0.5 else 2
    kernel = np.ones((size, size), np.uint8)
    swell = rng.random() < 0.5
    changed = cv2.erode(page, kernel) if swell else cv2.dilate(page, kernel)
    share = 0.35 + 0.35 * strength if swell else 0.25 + 0.25 * strength
    mixed: Grey = np.asarray(cv2.addWeighted(page, 1 - share, changed, share, 0), np.uint8)
    return _lookup(mixed, lambda v: 255 / (1 + np.exp(-(v - 140) / (38 - 14 * strength))))


def _lookup(page: Grey, curve: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Grey:
    import cv2

    table = np.clip(curve(np.arange(256, dtype=np.float64)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(page, table), np.uint8)


def _fold(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Crease the sheet into thirds or halves: a pale line with a shadow beside it."""
    page = page.copy()
    height, width = page.shape
    places = (1 / 3, 2 / 3) if rng.random() < 0.6 else (1 / 2,)
    for place in places:
        y = int(height * (place + rng.normal(0, 0.006)))
        deep = max(2, int(dpi * (0.03 + 0.05 * strength)))
        ramp = np.linspace(0.80 - 0.12 * strength, 1.0, deep)
        rows = page[y : y + deep].astype(np.float32)
        page[y : y + deep] = (rows * ramp[: rows.shape[0], None]).astype(np.uint8)
        slope = rng.normal(0, 0.003) * width
        line = np.linspace(y, y + slope, width).astype(int).clip(0, height - 1)
        keep = rng.random(width) < 0.55 + 0.35 * strength
        page[line[keep], np.arange(width)[keep]] = 245
    return page


def _staple(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Leave the mark of a staple, or a bent corner, at the top left."""
    import cv2

    page = page.copy()
    x, y = int(dpi * rng.uniform(0.25, 0.5)), int(dpi * rng.uniform(0.25, 0.5))
    long = int(dpi * 0.42)
    angle = rng.uniform(0.5, 1.1)
    end = (x + int(long * math.cos(angle)), y - int(long * math.sin(angle)))
    cv2.line(page, (x, y), end, 90, max(1, dpi // 90), cv2.LINE_AA)
    cv2.circle(page, (x, y), max(1, dpi // 100), 30, -1, cv2.LINE_AA)
    cv2.circle(page, end, max(1, dpi // 100), 30, -1, cv2.LINE_AA)
    if rng.random() < 0.4:
        cut = int(dpi * rng.uniform(0.3, 0.7))
        cv2.fillPoly(page, [np.array([(0, 0), (cut, 0), (0, cut)])], 70)
    return page


def _holes(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Punch two holes at the top or three at the left; black where the scanner's lid shows."""
    import cv2

    page = page.copy()
    height, width = page.shape
    radius, inset = int(dpi * 0.13), int(dpi * rng.uniform(0.28, 0.36))
    ink = int(rng.choice((25, 60, 225)))
    if rng.random() < 0.5:
        spots = [(width // 2 + side * int(dpi * 1.375), inset) for side in (-1, 1)]
    else:
        spots = [(inset, int(height * at)) for at in (0.12, 0.5, 0.88)]
    for spot in spots:
        cv2.circle(page, spot, radius, ink, -1, cv2.LINE_AA)
    return page


def _shadow(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Darken one side softly, as where a sheet does not lie flat."""
    width = page.shape[1]
    reach = rng.uniform(0.2, 0.6)
    ramp = np.clip(np.linspace(0, 1 / reach, width), 0, 1)
    low = 0.86 - 0.30 * strength * rng.uniform(0.5, 1.0)
    curve = (low + (1 - low) * np.sqrt(ramp)).astype(np.float32)
    curve = curve if rng.random() < 0.5 else curve[::-1]
    return (page * curve[None, :]).astype(np.uint8)


def _turned(page: Grey, skew_deg: float, *, dark: bool) -> Grey:
    import cv2

    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -skew_deg, 1.0)
    border = 35 if dark else 255
    turned = cv2.warpAffine(
        page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=border
    )
    return np.asarray(turned, np.uint8)


def _edges(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Blacken the rims that the sheet does not reach on the glass."""
    page = page.copy()
    height, width = page.shape
    for side in rng.permutation(4)[: 1 + int(rng.random() < 0.5)]:
        deep = int(dpi * rng.uniform(0.03, 0.08 + 0.10 * strength))
        slant = rng.normal(0, 0.25) * deep
        size = width if side < 2 else height
        rim = (
            (deep + np.linspace(-slant, slant, size) + rng.normal(0, 0.8, size)).astype(int).clip(0)
        )
        index = np.arange(int(rim.max()) + 1)[:, None]
        mask = index < rim[None, :]
        tone = int(rng.integers(15, 60))
        view = (page, page[::-1], page.T, page.T[::-1])[side][: mask.shape[0]]
        view[mask] = tone
    return page


def _blur(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    import cv2

    sigma = dpi / 200 * (0.45 + 0.95 * strength * rng.uniform(0.6, 1.0))
    return np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.uint8)


def _contrast(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Bring ink and paper nearer to each other."""
    ink = 40 + 95 * strength * rng.uniform(0.6, 1.0)
    paper = 250 - 45 * strength * rng.uniform(0.3, 1.0)
    return _lookup(page, lambda v: ink + (paper - ink) * v / 255)


def _streaks(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Draw the lines that dust on a feeder's glass leaves, pale or dark, top to bottom."""
    page = page.copy()
    width = page.shape[1]
    for _ in range(int(rng.integers(1, 2 + int(3 * strength)))):
        x, wide = int(rng.integers(0, width - 4)), int(rng.integers(1, 3))
        tone = int(rng.choice((90, 150, 255)))
        part = page[:, x : x + wide]
        page[:, x : x + wide] = np.minimum(part, tone) if tone < 255 else 255
    return page


def _tile(rng: np.random.Generator, sigma: float) -> NDArray[np.int16]:
    return np.rint(rng.normal(0, sigma, (TILE, TILE))).astype(np.int16)


def _noise(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    """Lay grain over the page: full where there is ink, a third of it on bare paper, as scanners clip."""
    import cv2

    tile = _tile(rng, 5 + 22 * strength * rng.uniform(0.5, 1.0))
    height, width = page.shape
    noise = np.tile(tile, (height // TILE + 1, width // TILE + 1))[:height, :width]
    light = cv2.add(page, noise // 3, dtype=cv2.CV_8U)
    full = cv2.add(page, noise, dtype=cv2.CV_8U)
    return np.where(page > 235, light, full).astype(np.uint8)


def _specks(page: Grey, rng: np.random.Generator, strength: float, dpi: int) -> Grey:
    page = page.copy()
    height, width = page.shape
    count = int(40 + 500 * strength**2 * rng.uniform(0.4, 1.0))
    rows, columns = rng.integers(0, height - 4, count), rng.integers(0, width - 4, count)
    sizes, tones = rng.integers(1, 3 + int(dpi >= 250), count), rng.integers(20, 190, count)
    for y, x, size, tone in zip(rows, columns, sizes, tones, strict=True):
        page[y : y + size, x : x + size] = tone
    return page


def _fax(page: Grey, rng: np.random.Generator, strength: float, dpi: int, *, coarse: bool) -> Grey:
    """Send a page by fax: lines halved in number, ragged black and white, rows lost or smeared."""
    import cv2

    height, width = page.shape
    lines = int(height * (98 if coarse else 196) / dpi)
    sent = cv2.resize(
        page, (int(width * 204 / dpi), min(lines, height)), interpolation=cv2.INTER_AREA
    )
    ragged = sent.astype(np.int16) + np.rint(rng.normal(0, 10 + 22 * strength, sent.shape)).astype(
        np.int16
    )
    edge = _middle(np.asarray(sent, np.uint8), 0.6 + 0.08 * strength)
    black = np.where(ragged < edge, 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 2 + int(6 * strength)))):
        row = int(rng.integers(0, black.shape[0] - 3))
        if rng.random() < 0.5:
            black[row + 1 : row + 2 + int(rng.integers(1, 3))] = black[row]
        else:
            black[row, int(rng.integers(0, 300)) :: int(rng.integers(2, 6))] = 0
    back = cv2.resize(black, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(back, np.uint8)


def _bilevel(page: Grey, rng: np.random.Generator, strength: float) -> Grey:
    """Make a page black and white at a threshold that is not quite right."""
    edge = _middle(page, 0.62 + rng.normal(0, 0.03 + 0.06 * strength))
    return np.where(page < edge, 0, 255).astype(np.uint8)


def _middle(page: Grey, share: float) -> float:
    """Return a grey between the page's ink and its paper, `share` of the way up."""
    sample = page[::4, ::4]
    ink, paper = np.percentile(sample, 0.5), float(np.median(sample))
    return float(ink + (paper - ink) * min(0.85, max(0.35, share)))


_PAPER: Final[dict[str, Effect]] = {
    "toner": _toner,
    "fold": _fold,
    "staple": _staple,
    "holes": _holes,
    "shadow": _shadow,
}
_MACHINE: Final[dict[str, Effect]] = {
    "edges": _edges,
    "blur": _blur,
    "contrast": _contrast,
    "streaks": _streaks,
    "noise": _noise,
    "specks": _specks,
}
