"""The print of papers whose geometry is known: anchors, labels, ruled zones, and what that states."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from records.forms import FieldSpec, FormSpec
from records.types import BBox
from synth import fonts
from synth.answers import Spelling
from synth.form import Tools
from synth.papers import Split
from synth.sheet import Fact, Pen, Sheet, advance
from synth.wording import FOLDER

Zone = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """What zoned.toml has about one paper."""

    column: tuple[float, float] | None
    heads: tuple[tuple[float, float, float, str], ...]
    states: tuple[tuple[str, str], ...]
    others: tuple[tuple[Zone, str, tuple[str, ...]], ...]


@cache
def geometry_of(document_type: str) -> Geometry:
    """Return what zoned.toml has about a document type."""
    entry = tomllib.loads((FOLDER / "zoned.toml").read_text(encoding="utf-8"))[document_type]
    return Geometry(
        column=tuple(entry["column"]) if "column" in entry else None,
        heads=tuple((x, y, size, text) for x, y, size, text in entry["heads"]),
        states=tuple((name, value) for name, value in entry["states"]),
        others=tuple(
            (tuple(other["zone"]), other["label"], tuple(other["answers"]))
            for other in entry.get("others", ())
        ),
    )


@dataclass(slots=True)
class Known:
    """One page of known geometry under the pen."""

    form: FormSpec
    spelling: Spelling
    tools: Tools
    sheet: Sheet
    split: Split

    def pen(self, text: str) -> Tools:
        """Return the tools with a typeface that has all letters of `text`."""
        font = fonts.able(self.tools.pen.font, text, split=self.split)
        return replace(self.tools, pen=replace(self.tools.pen, font=font))


def zones_of(form: FormSpec) -> Iterator[tuple[Zone, list[FieldSpec]]]:
    """Yield each zone once with the fields in it, but those that the print states."""
    found: dict[Zone, list[FieldSpec]] = {}
    printed = {name for name, _ in geometry_of(form.type).states}
    for spec in form.fields:
        if spec.zone and spec.name not in printed and spec.name != "document.page_of":
            found.setdefault(spec.zone, []).append(spec)
    yield from found.items()


def print_form(paper: Known) -> None:
    """Print everything that stands on the paper before anybody fills it in."""
    sheet, form = paper.sheet, paper.form
    edition = form.read_edition
    for anchor in edition.anchors if edition else ():
        _label(sheet, anchor.bbox, anchor.text)
    for x, baseline, size, text in geometry_of(form.type).heads:
        sheet.text(x, baseline, text, Pen(font="sans-bold" if size > 10 else "sans", size=size))
    _printed_facts(paper)
    for zone, specs in zones_of(form):
        label = specs[0].labels.get("en", ("",))[0] if specs[0].labels else ""
        rule_cell(
            paper, zone, "" if specs[0].name == "subject.age" else label
        )  # "Age:" stands within
    if form.type == "dhs_i831":
        for y in (672.0, 700.0):
            sheet.rule(18, y, 594, width=0.8)
    if form.type == "dhs_i213":
        sheet.box(BBox(x0=36, top=405, x1=576, bottom=648), width=0.6)
        _label(
            sheet,
            BBox(x0=38, top=404.5, x1=560, bottom=410.5),
            "Narrative (how and where the subject was met; elements of the violation)",
        )
        _label(
            sheet,
            BBox(x0=345, top=642, x1=470, bottom=648),
            "(Signature and Title of Immigration Officer)",
        )


def _printed_facts(paper: Known) -> None:
    """State what the printed words say of the form itself."""
    words = paper.sheet.words
    for name, value in geometry_of(paper.form.type).states:
        wanted = value.split()
        for at in range(len(words) - len(wanted) + 1):
            run = words[at : at + len(wanted)]
            if [w.text.strip("()") for w in run] == wanted:
                box = BBox(
                    x0=run[0].bbox.x0,
                    top=run[0].bbox.top,
                    x1=run[-1].bbox.x1,
                    bottom=run[-1].bbox.bottom,
                )
                paper.sheet.state(Fact(name=name, value=value, text=value, bbox=box))
                words[at : at + len(wanted)] = [replace(w, keys=((name, 0),)) for w in run]
                break


def _label(sheet: Sheet, box: BBox, text: str) -> None:
    """Print a label into the box that it has on the paper."""
    pen = Pen(font="sans", size=round(min(9.0, box.height * 0.92), 2))
    wide = advance(text, pen)
    squeeze = min(1.0, box.width / wide) if wide else 1.0
    sheet.text(box.x0, box.bottom - box.height * 0.2, text, replace(pen, squeeze=round(squeeze, 3)))


def rule_cell(paper: Known, zone: Zone, label: str) -> None:
    """Rule the box of a zone, with its label where no anchor prints one."""
    x0, top, x1, bottom = zone
    above = 0.0 if paper.form.type == "dhs_ar11" or bottom - top > 18 else 9.0
    paper.sheet.box(BBox(x0=x0, top=top - above, x1=x1, bottom=bottom), width=0.6)
    edition = paper.form.read_edition
    near = BBox(x0=x0 - 3, top=top - 13, x1=x1, bottom=top + 4)
    labelled = any(near.overlap(anchor.bbox) > 0 for anchor in (edition.anchors if edition else ()))
    if label and not labelled:
        size = 8.0 if paper.form.type == "dhs_ar11" else 5.6
        _label(
            paper.sheet, BBox(x0=x0 + 2, top=top - size - 1.6, x1=x1 - 2, bottom=top - 0.6), label
        )
