"""What a reading child has sent of one file: nothing that came is lost, whatever the child does next."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter, ValidationError

from extract.page import READ_PAGE, ReadPage, stopped_page
from records.errors import DocumentError, Reason
from records.types import Problem

_MESSAGE: Final[TypeAdapter[dict[str, object]]] = TypeAdapter(dict[str, object])
_PROBLEMS: Final[TypeAdapter[tuple[Problem, ...]]] = TypeAdapter(tuple[Problem, ...])
UNREAD: Final = frozenset({"page_unreadable", "page_too_large", "reading_stopped"})
"""Problems of a page of which nothing was read."""


class Inbox:
    """Takes the messages of the children that read one file, of `expected` pages (0 until told)."""

    def __init__(self) -> None:
        self.expected = 0
        self.problems: tuple[Problem, ...] = ()
        self._pages: dict[int, ReadPage] = {}
        self._stopped: dict[int, Reason] = {}
        self._refused = 0

    def take(self, line: bytes) -> None:
        """Take one message; what does not validate is left out, and its page stays with a problem.

        Raises:
            DocumentError: INTERNAL, where more is wrong than the file has pages.
        """
        try:
            message = _MESSAGE.validate_json(line)
            if "opened" in message:
                self._open(_MESSAGE.validate_python(message["opened"]))
            else:
                self._add(READ_PAGE.validate_python(message["page"]))
        except (ValidationError, ValueError, KeyError) as error:
            self._refused += 1
            if self._refused > self.expected:
                raise DocumentError(Reason.INTERNAL, page=self.last + 1) from error

    def _open(self, told: dict[str, object]) -> None:
        expected = int(str(told["pages"]))
        problems = _PROBLEMS.validate_python(told["problems"])
        if self.expected not in (0, expected):
            raise ValueError("another number of pages than before")
        self.expected, self.problems = expected, problems

    def _add(self, page: ReadPage) -> None:
        if not self.last < page.number <= self.expected:
            raise ValueError("a page out of order")
        self._pages[page.number] = page

    @property
    def last(self) -> int:
        """The last page that was read or given up."""
        return max((*self._pages, *self._stopped), default=0)

    @property
    def read(self) -> int:
        """How many pages came."""
        return len(self._pages)

    def stop(self, reason: Reason) -> None:
        """Note that the page after the last one ended the reading."""
        self._stopped[self.last + 1] = reason

    def pages(self, reason: Reason | None) -> tuple[ReadPage, ...]:
        """Return every page of the file; those that did not come have a problem (`reason`, unless noted)."""
        left = reason or Reason.INTERNAL
        return tuple(
            self._pages.get(n) or stopped_page(n, self._stopped.get(n, left).value)
            for n in range(1, self.expected + 1)
        )


def why_unread(pages: tuple[ReadPage, ...]) -> Problem | None:
    """Return the problem that stands for a file of which no page was read, or None where one was."""
    found = [next((p for p in page.problems if p.code in UNREAD), None) for page in pages]
    told = [problem for problem in found if problem is not None]
    if not told or len(told) < len(pages):
        return None
    return next((p for p in told if p.code == "page_too_large"), told[0])


def reason_of(problem: Problem) -> tuple[Reason, str]:
    """Return why a page was not read, as a reason for the whole file, and a figure."""
    if problem.code == "page_too_large":
        return Reason.TOO_LARGE, problem.detail
    if problem.code == "page_unreadable":
        return Reason.DAMAGED, "no page could be drawn"
    reason, _, figure = problem.detail.partition(": ")
    return (Reason(reason) if reason in set(Reason) else Reason.INTERNAL), figure
