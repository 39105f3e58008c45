"""What a hand or stamp did to the place of a find after it was written: reasons for a person to look."""

from __future__ import annotations

from extract.found import Found
from extract.page import ReadPage
from extract.stamped import is_stamped
from extract.struck import is_overwritten, is_struck


def penned(found: Found, page: ReadPage) -> tuple[str, ...]:
    """Return the reasons against a find that its page's marks give."""
    words = found.words + tuple(w for part in found.parts for w in part.words)
    struck = found.struck or any(part.struck for part in found.parts)
    beside = any(found.region.holds(strike) for strike in page.marks.strikes)
    changed = any(is_struck(page, w) or is_overwritten(page, w) for w in words)
    reasons = ("crossed_out",) if struck or beside or changed else ()
    return (*reasons, "stamped") if is_stamped(found, page) else reasons
