"""Answers that run on: to the next line, past the wall of their box, or that plainly break off.

Half a value is never a value. The next line is joined where a line to write on, or an answer that
fills its own line, shows that it goes on there; whatever else seems to go on waits for a person.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from extract.covered import ticks_in
from extract.found import Found, Sheet
from extract.free import free_words, is_told, one_line
from extract.labels import Hit, folded
from extract.layout import line_height, lines
from extract.marks import ink_share, without
from records.types import BBox, Reading, Source, Word, union

PITCH: Final = 30.0
"""Points from one line to write on to the next, at most."""
SAME_EDGE: Final = 8.0
ON_RULE: Final = 6.0
"""So many points around a rule, the foot of what is written on it stands."""
CAPTION: Final = 7.0
"""Print so close under a rule, and smaller than what is written, is its caption: another question."""
SMALL: Final = 0.85
LEADING: Final = 1.6
"""From one line of typing to the next, in heights of its letters."""
FAR: Final = 0.7
"""A margin left of this share of the page tells nothing: the page has short lines."""
SPACE: Final = 0.6
"""Width of a space, in heights of a word."""
TOUCHING: Final = 2.0
BEYOND: Final = 5.0
"""Points past its wall in which a value that touches it goes on."""
CROSSING: Final = 3.0
ON_LABEL: Final = 3.0
"""So many points up or down, print in a box stands where the box over it has its label."""
CUT_INK: Final = 1.5
"""Square points of ink past a wall from which something goes on there: half a letter."""
OPEN_END: Final = re.compile(
    r"(?:[,(\[{&-]|\b(?:and|of|the|at|y|e|de|del|en|con|of the|de la|de los|de las))$",
    re.IGNORECASE,
)
DELAWARE: Final = re.compile(r",\s*DE$")
"""The one open end that ends addresses."""


def breaks_off(text: str) -> bool:
    """Say whether a text ends in what more must follow: a hyphen, a comma, "and", "de", a bracket."""
    end = text.rstrip(" .'\"_|")
    if not folded(end):
        return False
    opened = end.count("(") > end.count(")")
    return opened or bool(OPEN_END.search(end) and not DELAWARE.search(end))


# ---- on the next line ----------------------------------------------------------------------------


def next_lines(
    sheet: Sheet, hit: Hit, right: BBox, words: tuple[Word, ...]
) -> tuple[tuple[Word, ...], bool]:
    """Return the words under an answer right of its label that go on with it, and whether that is sure.

    Sure is what stands on a further line to write on that is nobody else's, after a line without room for
    more or one that breaks off.
    """
    more: list[Word] = []
    sure, last = True, words
    rule = _rule_under(sheet, words, hit)
    while rule is not None and (below := _rule_below(sheet, rule, hit)) is not None:
        found = _on_rule(sheet, rule, below)
        if not found or _is_other(sheet, hit, rule, below, found) or _is_heading(found, words):
            return tuple(more), sure
        sure = sure and (_is_used_up(rule, last, found[0]) or breaks_off(_text(last)))
        more += found
        rule, last = below, found
    if more or rule is not None:
        return tuple(more), sure
    return _typed_on(sheet, hit, right, words), False


def _rule_under(sheet: Sheet, words: tuple[Word, ...], hit: Hit) -> BBox | None:
    """Return the line that an answer is written on."""
    place = union(tuple(w.bbox for w in words))
    return next(
        (
            r
            for r in sheet.page.marks.rules
            if abs(r.y_mid - place.bottom) <= ON_RULE
            and r.x0 < place.x_mid < r.x1
            and r.x0 > hit.bbox.x_mid
        ),
        None,
    )


def _rule_below(sheet: Sheet, rule: BBox, hit: Hit) -> BBox | None:
    """Return the next line of an answer: as far right, and begun under the answer or its label."""
    left = hit.bbox.x0 - 2 * SAME_EDGE
    fit = [
        r
        for r in sheet.page.marks.rules
        if 4 < r.y_mid - rule.y_mid <= PITCH
        and abs(r.x1 - rule.x1) <= SAME_EDGE
        and left <= r.x0 <= rule.x0 + SAME_EDGE
    ]
    return min(fit, key=lambda r: r.y_mid, default=None)


def _on_rule(sheet: Sheet, above: BBox, rule: BBox) -> tuple[Word, ...]:
    strip = BBox(x0=rule.x0 - 2, top=above.bottom, x1=rule.x1 + 2, bottom=rule.bottom + 2)
    found = free_words(sheet, strip, strip)
    return tuple(w for line in lines(found) for w in line if w.bbox.bottom > rule.top - ON_RULE)


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(w.text for w in words)


def _is_used_up(rule: BBox, words: tuple[Word, ...], following: Word) -> bool:
    """Say whether a line to write on had no room left for the word on the next one."""
    end = max(w.bbox.x1 for w in words)
    return end + SPACE * following.bbox.height + following.bbox.width > rule.x1


def _is_heading(found: tuple[Word, ...], words: tuple[Word, ...]) -> bool:
    """Say whether words are in capitals alone, letters only, after an answer that is not."""
    text = _text(found)
    return text.isupper() and not any(c.isdigit() for c in text) and not _text(words).isupper()


def _is_other(sheet: Sheet, hit: Hit, above: BBox, rule: BBox, found: tuple[Word, ...]) -> bool:
    """Say whether a line to write on has a label, tick boxes or a caption of its own."""
    strip = BBox(x0=hit.bbox.x0 - 20, top=above.bottom, x1=rule.x1, bottom=rule.bottom + 1)
    under = BBox(x0=rule.x0, top=rule.bottom, x1=rule.x1, bottom=rule.bottom + 2 * CAPTION)
    taken = {id(w) for w in found}
    labels = (*sheet.labels, *sheet.sections)
    if any(strip.holds(h.bbox) for h in labels) or ticks_in(sheet.page, strip):
        return True
    height = line_height(found)
    return any(
        id(w) not in taken
        and is_told(w)
        and (
            (strip.holds(w.bbox) and w.bbox.bottom > rule.top - ON_RULE)
            or (
                under.holds(w.bbox)
                and w.bbox.top < rule.bottom + CAPTION
                and w.bbox.height < SMALL * height
            )
        )
        for w in sheet.page.words
    )


def _typed_on(sheet: Sheet, hit: Hit, right: BBox, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the line under an answer that fills its line or breaks off there, where no label has it."""
    height = line_height(words)
    last = union(tuple(w.bbox for w in words))
    strip = BBox(
        x0=hit.bbox.x0 - 4, top=last.bottom - 1, x1=right.x1, bottom=last.bottom + LEADING * height
    )
    below = tuple(w for line in lines(free_words(sheet, strip, strip))[:1] for w in line)
    labels = (*sheet.labels, *sheet.sections)
    if not below or any(one_line(h.bbox, below[0].bbox) for h in labels):
        return ()
    starts = (hit.bbox.x0, words[0].bbox.x0)
    begun = any(abs(below[0].bbox.x0 - x) <= SAME_EDGE for x in starts)
    other = any(w.text.endswith(":") for w in below) or _is_heading(below, words)
    goes_on = breaks_off(_text(words)) or _is_full(sheet, words, below[0])
    return below if begun and goes_on and not other else ()


def _is_full(sheet: Sheet, words: tuple[Word, ...], following: Word) -> bool:
    """Say whether a line of the page had no room left for the next word."""
    margin = max(w.bbox.x1 for w in sheet.page.words if is_told(w))
    end = max(w.bbox.x1 for w in words)
    room = SPACE * following.bbox.height + following.bbox.width
    return end + room > margin > FAR * sheet.page.width


# ---- past the wall -------------------------------------------------------------------------------


def told_whole(sheet: Sheet, item: Found) -> Found:
    """Return a find: not `whole` where it runs past the edge of its place, unsure where another's runs in."""
    if item.reading is not Reading.PRESENT or not item.words or item.spec.signature:
        return item
    whole = item.whole and not _is_cut(sheet, item)
    return replace(item, whole=whole, section=item.section and not _is_run_into(sheet, item))


def _seen(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words read off the page; one typed into a form field has the field's box, never its own."""
    return tuple(w for w in words if w.source is not Source.FORM_FIELD and is_told(w))


def _is_run_into(sheet: Sheet, item: Found) -> bool:
    """Say whether a word left of a place's wall runs into it, or ends a space before its own words."""
    wall = next((b.x0 for b in sheet.page.marks.boxes if _is_left(b, item.region)), None)
    if wall is None:
        return False
    printed = tuple(w for hit in sheet.labels for w in hit.words)
    own = {id(w) for w in (*item.words, *item.struck, *printed)}
    left = [w for w in _seen(sheet.page.words) if w.bbox.x_mid < wall and id(w) not in own]
    for first in (line[0].bbox for line in lines(_seen(item.words))):
        near = first.x0 - 2 * SPACE * first.height
        beside = any(near < w.bbox.x1 and one_line(w.bbox, first) for w in left)
        if first.x0 < wall - CROSSING or beside:
            return True
    return False


def _is_left(box: BBox, region: BBox) -> bool:
    return abs(box.x0 - region.x0) < CROSSING and box.top < region.y_mid < box.bottom


def _is_cut(sheet: Sheet, item: Found) -> bool:
    """Say whether a line of a find crosses the wall of its box, or ink or a word goes on past its place."""
    printed = tuple(w for hit in sheet.labels for w in hit.words)
    ends = _seen(tuple(line[-1] for line in lines(item.words)))
    box = next((b for b in sheet.page.marks.boxes if _is_wall(b, item.region)), None)
    if box is not None and any(_is_past(sheet, w, box.x1, printed) for w in ends):
        return True
    if box is not None and not item.spec.repeats and _goes_below(sheet, item, box):
        return True
    alone = item.row is None and item.spec.pattern is None
    return alone and any(_is_followed(sheet, item, w.bbox, printed) for w in ends)


def _goes_below(sheet: Sheet, item: Found, upper: BBox) -> bool:
    """Say whether a box without a label right under a full line holds what goes on with it."""
    labels, region = (*sheet.labels, *sheet.sections), item.region
    last = lines(item.words)[-1][-1]
    for box in sheet.page.marks.boxes:
        edges = max(abs(box.x0 - region.x0), abs(box.x1 - region.x1))
        if edges > SAME_EDGE or abs(box.top - region.bottom) > ON_RULE:
            continue
        below = lines(free_words(sheet, box, box))
        if below and not any(box.holds(h.bbox) for h in labels):
            first = below[0][0].bbox
            if len(below) > 1 and _is_headed_alike(sheet, upper, box, first):
                return False
            return last.bbox.x1 + SPACE * first.height + first.width > region.x1
    return False


def _is_headed_alike(sheet: Sheet, upper: BBox, lower: BBox, first: BBox) -> bool:
    """Say whether a box begins where the box over it has its label: with a label nobody knows."""
    return any(
        upper.holds(h.bbox)
        and abs(h.bbox.x0 - upper.x0 - first.x0 + lower.x0) <= SAME_EDGE
        and abs(h.bbox.y_mid - upper.top - first.y_mid + lower.top) <= ON_LABEL
        for h in sheet.labels
    )


def _is_wall(box: BBox, region: BBox) -> bool:
    return abs(box.x1 - region.x1) < CROSSING and box.top < region.y_mid < box.bottom


def _is_past(sheet: Sheet, word: Word, wall: float, printed: tuple[Word, ...]) -> bool:
    """Say whether a word crosses a wall, or touches it with ink right behind."""
    a = word.bbox
    if a.x1 > wall + CROSSING and folded(word.text):
        return True
    if a.x1 < wall - TOUCHING or sheet.ink is None:
        return False
    strip = BBox(x0=wall + 1, top=a.top, x1=wall + BEYOND, bottom=a.bottom)
    rest = without(sheet.ink, tuple(w.bbox.grown(x=1, y=1) for w in printed))
    return ink_share(rest, strip) * strip.area > CUT_INK


def _is_followed(sheet: Sheet, item: Found, last: BBox, printed: tuple[Word, ...]) -> bool:
    """Say whether a word that is no label's goes on right of a line, one space away."""
    own = {id(w) for w in (*item.words, *item.struck, *printed)}
    reach = BBox(x0=last.x1, top=last.top, x1=last.x1 + 2 * SPACE * last.height, bottom=last.bottom)
    return any(
        reach.x0 <= w.bbox.x0 <= reach.x1
        and one_line(w.bbox, last)
        and not item.region.holds(w.bbox)
        and id(w) not in own
        for w in _seen(sheet.page.words)
    )
