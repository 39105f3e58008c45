"""Stamps put on a drawn page: a layer of their own, turned, that darkens what lies under it."""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageDraw

from samples.paper import WHITE, Stamp
from synth import fonts

LEADING = 1.25
"""Sizes of type from line to line."""
MARGIN = 0.5
"""Sizes of type between text and frame."""


def stamped(image: Image.Image, stamp: Stamp, *, scale: float) -> Image.Image:
    """Return the page under a stamp; `scale` is pixels a point."""
    layer = Image.new("L", image.size, WHITE)
    draw = ImageDraw.Draw(layer)
    if stamp.radius is None:
        _lines(draw, stamp, scale)
    else:
        _seal(layer, stamp, stamp.radius, scale)
    middle = (stamp.x * scale, stamp.y * scale)
    turned = layer.rotate(
        -stamp.angle_deg, Image.Resampling.BICUBIC, center=middle, fillcolor=WHITE
    )
    return ImageChops.darker(image, turned)


def _lines(draw: ImageDraw.ImageDraw, stamp: Stamp, scale: float) -> None:
    pen = stamp.pen
    face = fonts.face(pen.font, pen.size * scale)
    for number, line in enumerate(stamp.lines):
        lower = (number - (len(stamp.lines) - 1) / 2) * LEADING * pen.size
        place = (stamp.x * scale, (stamp.y + lower) * scale)
        draw.text(place, line, font=face, fill=pen.ink, anchor="mm")
    if stamp.framed:
        widest = max(fonts.width(line, font=pen.font, size=pen.size) for line in stamp.lines)
        x = widest / 2 + MARGIN * pen.size
        y = (len(stamp.lines) * LEADING / 2 + MARGIN) * pen.size
        corners = (stamp.x - x, stamp.y - y, stamp.x + x, stamp.y + y)
        box = tuple(v * scale for v in corners)
        draw.rectangle(box, outline=pen.ink, width=round(1.2 * scale))


def _seal(layer: Image.Image, stamp: Stamp, radius: float, scale: float) -> None:
    """Draw two circles with a line of text between them, letter by letter."""
    draw, pen = ImageDraw.Draw(layer), stamp.pen
    for r in (radius, radius - 1.6 * pen.size):
        corners = (stamp.x - r, stamp.y - r, stamp.x + r, stamp.y + r)
        draw.ellipse([v * scale for v in corners], outline=pen.ink, width=round(scale))
    text, face = "".join(stamp.lines), fonts.face(pen.font, pen.size * scale)
    side = round(2 * pen.size * scale)
    for number, letter in enumerate(text):
        turn = 2 * math.pi * number / len(text)
        tile = Image.new("L", (side, side), WHITE)
        ImageDraw.Draw(tile).text(
            (side / 2, side / 2), letter, font=face, fill=pen.ink, anchor="mm"
        )
        tile = tile.rotate(-math.degrees(turn), Image.Resampling.BICUBIC, fillcolor=WHITE)
        r = (radius - 0.8 * pen.size) * scale
        x = stamp.x * scale + r * math.sin(turn) - side / 2
        y = stamp.y * scale - r * math.cos(turn) - side / 2
        layer.paste(
            ImageChops.darker(
                layer.crop((round(x), round(y), round(x) + side, round(y) + side)), tile
            ),
            (round(x), round(y)),
        )
