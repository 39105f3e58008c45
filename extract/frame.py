"""From a PDF page's own coordinates to points on the page as a viewer shows it."""

from __future__ import annotations

from dataclasses import dataclass

from records.types import BBox


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The visible box of a PDF page in user space (origin bottom left), its turn and its unit.

    `rotation` is /Rotate, clockwise: 0, 90, 180 or 270. `unit` is /UserUnit in points.
    """

    left: float
    bottom: float
    right: float
    top: float
    rotation: int = 0
    unit: float = 1.0

    @property
    def width(self) -> float:
        """Width in points as shown."""
        turned = self.rotation in (90, 270)
        return (self.top - self.bottom if turned else self.right - self.left) * self.unit

    @property
    def height(self) -> float:
        """Height in points as shown."""
        turned = self.rotation in (90, 270)
        return (self.right - self.left if turned else self.top - self.bottom) * self.unit

    def to_bbox(self, left: float, bottom: float, right: float, top: float) -> BBox:
        """Return a user-space rectangle as a box in points; its corners may come in any order."""
        x0, y0 = self._point(left, bottom)
        x1, y1 = self._point(right, top)
        return BBox(x0=min(x0, x1), top=min(y0, y1), x1=max(x0, x1), bottom=max(y0, y1))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        across, down = {
            0: (x - self.left, self.top - y),
            90: (y - self.bottom, x - self.left),
            180: (self.right - x, y - self.bottom),
            270: (self.top - y, self.right - x),
        }[self.rotation]
        return across * self.unit, down * self.unit
