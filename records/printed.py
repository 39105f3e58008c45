"""What is printed to announce a field: its labels, bare and with the words for the person they are about.

Form files list bare labels; the words for a person ("Minor", "UAC", "menor") are listed once a role.
`extract.labels` matches the two together: "Minor's date of birth", "Fecha de nacimiento del menor".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from records.forms import FieldSpec, FormSpec

Bare = Literal["always", "under_heading", "never"]

Joint = Literal["before", "of", "to", "about"]
"""How a person stands to a label: before it ("Minor's age"), or after it, joined by such a word."""

CONNECTORS: Final[dict[str, Joint]] = {
    **dict.fromkeys(("of", "of the", "for", "for the", "de", "del", "de la", "de los", "de las"), "of"),
    **dict.fromkeys(("to", "to the", "with", "with the", "a", "al", "a la", "con", "con el", "con la"), "to"),
    **dict.fromkeys(("about", "about the", "sobre", "sobre el", "sobre la"), "about"),
    **dict.fromkeys(("acerca de", "acerca del", "acerca de la"), "about"),
}  # fmt: skip
"""Words that join a label to the person after it. "Age of minor" is the minor's, "Tie to minor" another's."""

OWN: Final[frozenset[Joint]] = frozenset({"before", "of"})
HEADING: Final[frozenset[Joint]] = frozenset({"before", "of", "about"})

_FIRST: Final = re.compile(r"\{(\w+)\}(?:['’]s)?\s+([^{}]*\S)\s*")
_LAST: Final = re.compile(r"\s*([^{}]*\S)\s+\{(\w+)\}\s*[?:.]*\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One printed label: `text` without its holder, and how it stands with one.

    `key` is the field's number in its form, or a heading's role. `holders` are the words for the
    person it is about, who may stand before or after it, joined by one of `joints`; `bare` says when
    it counts without. `tie` is the joint at which one of `others` must stand ("to the minor"). `own`:
    its text itself names the role.
    """

    key: str
    text: str
    holders: frozenset[str] = frozenset()
    joints: frozenset[Joint] = OWN
    others: frozenset[str] = frozenset()
    tie: Joint | None = None
    bare: Bare = "always"
    own: bool = False


def role_of(name: str) -> str:
    """Return the part of a field name before the dot."""
    return name.split(".")[0]


def split_label(template: str) -> tuple[str, Joint | None, str] | None:
    """Return a label's text and, where it has a {role}, how that is joined to it, and the role.

    "Relationship to {subject}" is ("Relationship", "to", "subject"), "Sex" is ("Sex", None, "").
    None where a brace stands anywhere else than at one end.
    """
    if "{" not in template and "}" not in template:
        return template, None, ""
    if first := _FIRST.fullmatch(template):
        return first[2], "before", first[1]
    if last := _LAST.fullmatch(template):
        words = last[1].split()
        for count in (3, 2, 1):
            joint = CONNECTORS.get(" ".join(words[-count:]).casefold())
            if joint and len(words) > count:
                return " ".join(words[:-count]), joint, last[2]
    return None


def labels_of(form: FormSpec) -> tuple[Label, ...]:
    """Return what announces the fields of a form, in the order of the file, each once a field."""
    return tuple(
        dict.fromkeys(
            label
            for at, spec in enumerate(form.fields)
            for label in (*_of_field(at, spec, form, "always"), *_of_field(at, spec, form, "named"))
        )
    )


def headings_of(form: FormSpec) -> tuple[Label, ...]:
    """Return what is printed over the part of a form that is about one role."""
    written = (
        Label(key=role, text=text)
        for role, groups in form.sections.items()
        for group in groups.values()
        for text in group
    )
    made = (
        Label(key=role, text=text, holders=form.words_for(role), joints=HEADING, bare="never")
        for role in form.persons
        for group in form.headings.values()
        for text in group
    )
    return tuple(dict.fromkeys((*written, *made)))


def _of_field(
    at: int, spec: FieldSpec, form: FormSpec, way: Literal["always", "named"]
) -> Iterator[Label]:
    role = role_of(spec.name)
    names = _names(form.words_for(role))
    groups = spec.labels if way == "always" else spec.named
    bare: Bare = "always" if way == "always" else "under_heading"
    for template in (t for group in groups.values() for t in group):
        label = _label(template, role, form=form, bare=bare, names=bool(names.search(template)))
        yield replace(label, key=str(at))


def _label(template: str, role: str, *, form: FormSpec, bare: Bare, names: bool) -> Label:
    text, tie, other = split_label(template) or (template, None, "")
    words = form.words_for(role)
    if tie is None:
        bare = "always" if names else bare
        return Label(key=role, text=text, holders=words, bare=bare, own=names)
    if other == role:
        return Label(key=role, text=text, holders=words, joints=frozenset({tie}), bare="never")
    others = form.words_for(other)
    return Label(key=role, text=text, holders=words, others=others, tie=tie, bare="always")


def _names(words: frozenset[str]) -> re.Pattern[str]:
    """Return what finds a role's own words in a label's text: "Sponsor category" is the sponsor's."""
    listed = "|".join(re.escape(word) for word in sorted(words)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
