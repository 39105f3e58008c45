"""What a pen does besides writing: ticks, rings, strokes through words, signatures; and rubber stamps."""

from __future__ import annotations

import math
import random
from typing import Final, Literal

from records.types import BBox
from synth.sheet import Pen, Sheet, advance

Tick = Literal["x", "check", "fill", "circle"]
STEPS: Final = 6
"""Points of the polyline between two points of a signature."""


def tick(sheet: Sheet, square: BBox, style: Tick, *, ink: int) -> BBox:
    """Mark a tick box; return the box of what was drawn."""
    a, b, c, d = square.x0, square.top, square.x1, square.bottom
    sway = sheet.rng.uniform(-0.9, 0.9)
    if style == "fill":
        inner = square.grown(x=-0.9, y=-0.9)
        sheet.box(inner, fill=ink, edge=None)
        return inner
    if style == "check":
        path = ((a + 0.5 + sway / 2, b + 4), (a + 3.2, d + 0.4), (c + 3.4 + sway, b - 4.2 + sway))
        sheet.line(path, width=1.2, ink=ink)
        return BBox(x0=a, top=b - 5, x1=c + 4, bottom=d + 0.5)
    if style == "circle":
        return ring(sheet, square, ink=ink)
    inset = sheet.rng.uniform(0.6, 1.6)
    for x0, x1 in ((a + inset, c - inset + sway), (c - inset + sway / 2, a + inset)):
        sheet.line(((x0, b + inset), (x1, d - inset)), width=1.1, ink=ink)
    return square


def ring(sheet: Sheet, box: BBox, *, ink: int, wide: float = 4.0, high: float = 2.6) -> BBox:
    """Draw a loop by hand around words; its ends do not quite meet."""
    x, y = box.width / 2 + wide, box.height / 2 + high
    begin, tilt = sheet.rng.uniform(0, 2), sheet.rng.uniform(0.0, 0.04)
    points = [
        (
            box.x_mid + x * (1 + 0.03 * math.sin(3 * turn)) * math.cos(turn),
            box.y_mid + y * (1 + tilt * turn) * math.sin(turn),
        )
        for turn in (begin + 2.1 * math.pi * n / 40 for n in range(41))
    ]
    sheet.line(points, width=1.0, ink=ink)
    return around(points)


def strike(sheet: Sheet, box: BBox, *, ink: int) -> None:
    """Cross words out: one stroke, two, or a zigzag."""
    rng = sheet.rng
    way = rng.choice(("one", "one", "two", "zigzag"))
    fall = rng.uniform(-2.0, 2.0)
    ends = ((box.x0 - 2, box.y_mid - fall), (box.x1 + 3, box.y_mid + fall))
    if way == "zigzag":
        steps = max(4, round(box.width / 4))
        ends = tuple(  # type: ignore[assignment]
            (box.x0 - 2 + (box.width + 4) * n / steps, box.top - 1 if n % 2 else box.bottom + 1)
            for n in range(steps + 1)
        )
    sheet.line(ends, width=1.1, ink=ink)
    if way == "two":
        sheet.line(
            ((box.x0 - 1, box.y_mid + 2.2), (box.x1 + 2, box.y_mid + 1.4 + fall)),
            width=1.0,
            ink=ink,
        )


def obliterate(sheet: Sheet, box: BBox, *, ink: int) -> None:
    """Ink words over until nobody can read them: dense zigzags, twice, or a blot."""
    rng = sheet.rng
    if rng.random() < 0.35:
        x, y = box.x_mid, box.y_mid
        for _ in range(5):
            wide, high = box.width * rng.uniform(0.4, 0.62), box.height * rng.uniform(0.5, 0.9)
            turns = [math.pi * step / 12 for step in range(25)]
            rim = [
                (x + wide * math.cos(t) * rng.uniform(0.85, 1.1), y + high * math.sin(t))
                for t in turns
            ]
            sheet.line(rim, width=box.height * 0.55, ink=ink)
        return
    for shift in (0.0, 1.7):
        steps = max(8, round(box.width / 2.2))
        zigzag = [
            (
                box.x0 - 2 + shift + (box.width + 4) * step / steps,
                (box.top - 1 if step % 2 else box.bottom + 1) + rng.uniform(-1, 1),
            )
            for step in range(steps + 1)
        ]
        sheet.line(zigzag, width=1.5, ink=ink)


def signature(sheet: Sheet, x: float, y: float, *, long: float, ink: int) -> BBox:
    """Scribble a signature that is nobody's, on a baseline; return the box of its ink."""
    rng: random.Random = sheet.rng
    points = _capital(rng, x, y)
    at, end, slope = points[-1][0], x + long, rng.uniform(-0.02, 0.06)
    lean, tight = rng.uniform(0.0, 0.5), rng.uniform(0.7, 1.3)
    while at < end:
        tall = rng.choice((2.5, 3.5, 4.5, 4.5, 6.0, 11.0, -6.0)) * rng.uniform(0.7, 1.2)
        wide = rng.uniform(2.5, 8.5) * tight
        base = y - slope * (at - x)
        points += _letter(at, base, wide, tall, lean, round_top=rng.random() < 0.55)
        at += wide
        if rng.random() < 0.12:  # a stretch that is hardly more than a line
            at += rng.uniform(6, 16)
            points.append((at, y - slope * (at - x) + rng.uniform(-1, 0.5)))
    points += _flourish(rng, at, y - slope * (at - x), long)
    sheet.line(_smooth(points), width=rng.uniform(0.7, 1.15), ink=ink)
    return around(points)


def _capital(rng: random.Random, x: float, y: float) -> list[tuple[float, float]]:
    """Return a tall first letter out of a few strokes: stems, bows and loops in some order."""
    tall, wide = rng.uniform(12, 20), rng.uniform(6, 13)
    strokes = {
        "stem": [(0.4, 1.0), (0.15, 0.4), (0.0, rng.uniform(-0.15, 0.05))],
        "bow": [(0.3, 0.9), (1.0, 0.95), (1.1, 0.6), (0.4, 0.45)],
        "loop": [(0.9, 0.95), (0.2, 1.0), (0.0, 0.4), (0.5, 0.0), (0.9, 0.35)],
        "peak": [(0.0, 0.0), (0.55, 1.0), (1.1, 0.0)],
        "wave": [(0.8, 0.9), (0.3, 0.85), (0.9, 0.4), (0.3, 0.02)],
    }
    orders = ("stem bow", "stem bow wave", "loop", "peak loop", "peak", "wave", "loop stem")
    order = rng.choice(orders).split()
    points = [(x + wide * u, y - tall * v) for name in order for u, v in strokes[name]]
    return [*points, (x + wide * 1.25, y)]


def _letter(
    x: float, y: float, wide: float, tall: float, lean: float, *, round_top: bool
) -> list[tuple[float, float]]:
    """Return one up and down of the pen; below the line where `tall` is negative."""
    top = (x + wide * 0.5 + tall * lean, y - tall)
    if round_top:
        loop = (x + wide * 0.2 + tall * lean, y - tall * 0.95)
        return [(x + wide * 0.45, y - tall * 0.45), top, loop, (x + wide * 0.55, y)]
    return [top, (x + wide * 0.75, y)]


def _flourish(rng: random.Random, x: float, y: float, long: float) -> list[tuple[float, float]]:
    way = rng.random()
    if way < 0.35:
        return [(x + rng.uniform(8, 22), y - rng.uniform(4, 10))]
    if way < 0.65:
        return [
            (x + 12, y - 5),
            (x + 6, y + 4),
            (x - long * rng.uniform(0.4, 0.9), y + 4.5),
            (x, y + 3),
        ]
    return [(x + 5, y - 1)]


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a curve through points (Catmull-Rom), as a pen that does not stop draws it."""
    ends = [points[0], *points, points[-1]]
    curve: list[tuple[float, float]] = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(
        ends, ends[1:], ends[2:], ends[3:], strict=False
    ):
        for step in range(STEPS):
            t = step / STEPS
            curve.append(
                (
                    bx
                    + 0.5
                    * t
                    * (
                        cx
                        - ax
                        + t * (2 * ax - 5 * bx + 4 * cx - dx + t * (3 * (bx - cx) + dx - ax))
                    ),
                    by
                    + 0.5
                    * t
                    * (
                        cy
                        - ay
                        + t * (2 * ay - 5 * by + 4 * cy - dy + t * (3 * (by - cy) + dy - ay))
                    ),
                )
            )
    return [*curve, points[-1]]


def initials(sheet: Sheet, x: float, y: float, *, ink: int) -> BBox:
    """Scribble two letters' worth of loops."""
    return signature(sheet, x, y, long=sheet.rng.uniform(10, 16), ink=ink)


def stamp(
    sheet: Sheet, x: float, y: float, lines: tuple[str, ...], *, pen: Pen, turn_deg: float
) -> BBox:
    """Press a framed rubber stamp of some lines around (x, y), turned clockwise; return its box.

    The rubber is worn: ink is missing in blotches.
    """
    wide = max(advance(line, pen) for line in lines) + 16
    tall = len(lines) * pen.size * 1.25 + 9
    angle = math.radians(turn_deg)

    def turned(u: float, v: float) -> tuple[float, float]:
        return x + u * math.cos(angle) - v * math.sin(angle), y + u * math.sin(
            angle
        ) + v * math.cos(angle)

    inks = Pen(font=pen.font, size=pen.size, ink=pen.ink, turn_deg=turn_deg, wear=pen.wear)
    for grow in (0.0, 2.2):
        w, t = wide / 2 - grow, tall / 2 - grow
        corners = [turned(u, v) for u, v in ((-w, -t), (w, -t), (w, t), (-w, t), (-w, -t))]
        sheet.line(corners, width=1.3 if not grow else 0.6, ink=pen.ink, wear=pen.wear)
    for number, line in enumerate(lines):
        u = -advance(line, pen) / 2
        v = -tall / 2 + 6 + pen.size * (0.85 + 1.25 * number)
        sheet.text(*turned(u, v), line, inks)
    outer = [turned(u, v) for u in (-wide / 2, wide / 2) for v in (-tall / 2, tall / 2)]
    return around(outer)


def around(points: list[tuple[float, float]]) -> BBox:
    """Return the smallest box around points."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return BBox(x0=min(xs), top=min(ys), x1=max(xs), bottom=max(ys))
