"""How fast a run goes: pages over time, in a number of steps that does not grow with the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

STEPS: Final = 40
"""Steps kept at most; as many more would only show the noise of single files."""
FIRST_STEP_S: Final = 5.0
"""Length of a step at first; doubled whenever a run outgrows its steps."""
LEAST_LAST: Final = 0.5
"""A last step shorter than this part of a step is joined to the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Pages read in each step of a run; step i lasts from `edges_s[i]` to `edges_s[i + 1]`, in seconds.

    A file's pages are spread evenly over the time that it took, so that they need not be whole.
    """

    edges_s: tuple[float, ...] = (0.0,)
    pages: tuple[float, ...] = ()

    @property
    def pages_a_minute(self) -> tuple[float, ...]:
        """The rate in each step."""
        sides = zip(self.edges_s, self.edges_s[1:], self.pages, strict=False)
        return tuple(60 * pages / (end - start) for start, end, pages in sides)


class PaceMeter:
    """Takes in files as they are done, in seconds since the run began."""

    def __init__(self) -> None:
        self.step_s = FIRST_STEP_S
        self._pages = [0.0] * STEPS

    def add(self, pages: int, *, started_s: float, ended_s: float) -> None:
        """Count the pages of a file that was at work from `started_s` to `ended_s`."""
        while ended_s > STEPS * self.step_s:
            self._double()
        last = min(int(ended_s / self.step_s), STEPS - 1)
        for step in range(int(started_s / self.step_s), last + 1):
            inside = min(ended_s, (step + 1) * self.step_s) - max(started_s, step * self.step_s)
            whole = ended_s - started_s
            self._pages[step] += pages * (inside / whole if whole > 0 else 1.0)

    def read(self, *, seconds: float) -> Pace:
        """Return the pace of a run that took `seconds`; of one that took no time, nothing."""
        if seconds <= 0:
            return Pace()
        while seconds > STEPS * self.step_s:
            self._double()
        full = int(seconds / self.step_s)
        edges = [step * self.step_s for step in range(full + 1)]
        if seconds - edges[-1] >= LEAST_LAST * self.step_s or full == 0:
            edges.append(seconds)
        else:
            edges[-1] = seconds
        pages = self._pages[: len(edges) - 1]
        pages[-1] += sum(self._pages[len(pages) :])
        return Pace(edges_s=tuple(edges), pages=tuple(pages))

    def _double(self) -> None:
        pairs = zip(self._pages[::2], self._pages[1::2], strict=True)
        self._pages = [first + second for first, second in pairs] + [0.0] * (STEPS // 2)
        self.step_s *= 2
