"""The labelling interface that reviewers see, and the names of its controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from records.types import Reading
from records.vocabulary import Vocabulary

IMAGE: Final = "image"
LABEL: Final = "label"
TEXT: Final = "text"
READING: Final = "reading"
DOCUMENT_TYPE: Final = "document_type"
MISSING_TEXT: Final = "missing_text_"
MISSING_READING: Final = "missing_reading_"

BOXED_READINGS: Final = (Reading.PRESENT, Reading.BLANK, Reading.ILLEGIBLE, Reading.REDACTED)
_COLOURS: Final = ("#c2410c", "#1d4ed8", "#15803d", "#7e22ce", "#b91c1c", "#0f766e", "#a16207")
_HELP: Final = "Mend the texts in the list of boxes; write dates as 2020-12-31."
_SIDE: Final = "flex: 0 0 22rem; position: sticky; top: 0; max-height: 85vh; overflow-y: auto"


def labelling_config(vocabulary: Vocabulary) -> str:
    """Return the project's labelling interface: image on the left, answers on the right."""
    root = Element("View", {"style": "display: flex; gap: 1rem"})
    left = _add(root, "View", style="flex: 1 1 auto; min-width: 0")
    _add(left, "Image", name=IMAGE, value="$image", zoom="true", maxHeight="none")
    right = _add(root, "View", style=_SIDE)
    _add(right, "Header", value="$check", size="5")
    _add(right, "Header", value=_HELP, size="6")
    _choices(right, DOCUMENT_TYPE, sorted(vocabulary.document_types), layout="select")
    _region_controls(right)
    _missing_controls(right)
    _labels(right, vocabulary)
    return tostring(root, encoding="unicode")


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return SubElement(parent, tag, attributes)


def _choices(parent: Element, name: str, values: Sequence[str], **options: str) -> None:
    control = _add(parent, "Choices", name=name, toName=IMAGE, choice="single", **options)
    for value in values:
        _add(control, "Choice", value=value)


def _region_controls(parent: Element) -> None:
    view = _add(parent, "View", visibleWhen="region-selected")
    _add(
        view,
        "TextArea",
        name=TEXT,
        toName=IMAGE,
        perRegion="true",
        editable="true",
        maxSubmissions="1",
        rows="2",
        transcription="true",
        displayMode="region-list",
    )
    _add(view, "Header", value="What the page shows in the selected box", size="6")
    readings = [r.value for r in BOXED_READINGS]
    _choices(view, READING, readings, perRegion="true", showInline="true")


def _missing_controls(parent: Element) -> None:
    repeater = _add(parent, "Repeater", on="$missing", indexFlag="{{idx}}")
    view = _add(repeater, "View", style="border-top: 1px solid #ccc; padding-top: 4px")
    _add(view, "Header", value="$missing[{{idx}}].name", size="6")
    _add(
        view,
        "TextArea",
        name=MISSING_TEXT + "{{idx}}",
        toName=IMAGE,
        editable="true",
        maxSubmissions="1",
        rows="1",
        placeholder="no box found: type the text, press Enter",
    )
    readings = [r.value for r in Reading]
    _choices(view, MISSING_READING + "{{idx}}", readings, showInline="true")


def _labels(parent: Element, vocabulary: Vocabulary) -> None:
    _add(parent, "Header", value="Add a field: pick its name, draw its box", size="6")
    _add(parent, "Filter", name="filter", toName=LABEL, minlength="0")
    labels = _add(parent, "RectangleLabels", name=LABEL, toName=IMAGE, canRotate="false")
    roles = sorted({name.split(".")[0] for name in vocabulary.field_kinds})
    for name, about in vocabulary.field_about.items():
        colour = _COLOURS[roles.index(name.split(".")[0]) % len(_COLOURS)]
        _add(labels, "Label", value=name, background=colour, hint=about)
