"""What is wrong with a form file, line by line: what cannot be loaded, and what loads but never works."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from records.errors import FormError
from records.forms import NO_VALUE, FieldSpec, FormSpec, Language
from records.labels import Labels, complete, fill_in
from records.normalise import CANONICAL, KINDS
from records.printed import role_of, split_label
from records.vocabulary import Vocabulary

TODO: Final = "TODO"
"""What `casefile forms new` writes where a person has to decide."""
MIN_ANCHORS: Final = 5
"""So many printed words with their boxes a page needs to be laid over a read edition."""

Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing to mend: `line` counted from 1, or 0 where the file as a whole is meant."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


def parse_form(path: Path, vocabulary: Vocabulary) -> tuple[FormSpec | None, tuple[Fault, ...]]:
    """Return the form, or None and every reason why the file cannot be loaded."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None, (Fault(line=0, reason="cannot be read as UTF-8 text"),)
    try:
        form = FormSpec.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax_fault(text, str(error)),)
    except ValidationError as error:
        told = (
            (tuple(e["loc"]), e["msg"].removeprefix("Value error, ").replace("\n", " "))
            for e in error.errors(include_url=False, include_input=False)
        )
        return None, _sorted(
            Fault(line=line_of(text, loc), reason=f"{_dotted(loc)}{msg}; mend that entry")
            for loc, msg in told
        )
    unknown = _sorted(
        Fault(line=line_of(text, loc), reason=reason) for loc, reason in _unknown(form, vocabulary)
    )
    return (None, unknown) if unknown else (form, ())


def check_form(path: Path, vocabulary: Vocabulary, shared: Labels) -> tuple[Fault, ...]:
    """Return everything to mend in a form file, in the order of its lines; empty where it holds."""
    form, faults = parse_form(path, vocabulary)
    if form is None:
        return faults
    text = path.read_text(encoding="utf-8")
    draft = Draft(form=form, filled=fill_in(form, shared), vocabulary=vocabulary)
    return _sorted(
        Fault(line=line_of(text, loc), reason=reason)
        for rule in RULES
        for loc, reason in rule(draft)
    )


def load_checked(path: Path, vocabulary: Vocabulary, shared: Labels) -> FormSpec:
    """Return the form of a file, completed with the shared labels.

    Raises:
        FormError: The file cannot be loaded; the message names the first fault.
    """
    form, faults = parse_form(path, vocabulary)
    if form is None:
        raise FormError(f"{path.name}: {faults[0]}")
    return complete(form, shared)


def line_of(text: str, loc: Loc) -> int:
    """Return the line, counted from 1, of an entry: ("fields", 2, "zone") is in the third [[fields]]."""
    lines = text.splitlines()
    start, end, rest = 0, len(lines), loc
    if len(loc) > 1 and isinstance(loc[1], int):
        headers = [i for i, line in enumerate(lines) if line.strip().startswith(f"[[{loc[0]}]]")]
        start = next(islice(headers, loc[1], None), 0)
        end = next((i for i in range(start + 1, end) if lines[i].startswith("[[")), end)
        rest = loc[2:]
    for part in rest:
        entry = re.compile(rf"\s*\[*(?:[\w\"-]+\.)*\"?{re.escape(str(part))}\"?\s*[]=.]")
        start = next((i for i in range(start, end) if entry.match(lines[i])), start)
    return start + 1


def _sorted(faults: Iterator[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(set(faults)))


def _dotted(loc: Loc) -> str:
    where = ".".join(str(part) for part in loc)
    return f"{where}: " if where else ""


def _syntax_fault(text: str, message: str) -> Fault:
    at = re.search(r"\(at line (\d+)", message)
    line = int(at[1]) if at else len(text.splitlines())
    return Fault(line=line, reason=f"not valid TOML: {message}; mend that line")


# ---- rules: (place, reason) of what does not hold ------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form as written and, field by field, as `filled` with what it shares with others."""

    form: FormSpec
    filled: FormSpec
    vocabulary: Vocabulary


Findings = Iterator[tuple[Loc, str]]
Rule = Callable[[Draft], Findings]


def _unknown(form: FormSpec, vocabulary: Vocabulary) -> Findings:
    if form.type == TODO:
        yield ("type",), "TODO: give the document type; casefile forms list names those there are"
    elif form.type not in vocabulary.document_types:
        yield ("type",), f"type {form.type!r} is not in the vocabulary"
    for language, titles in form.titles.items():
        if TODO in titles:
            yield ("titles", language), "TODO: give the form's heading as printed"
    for at, spec in enumerate(form.fields):
        if spec.name == TODO:
            yield (
                ("fields", at, "name"),
                f"TODO: {_told(spec)} has no field yet; name one, or take it out",
            )
        elif spec.name not in vocabulary.field_kinds:
            yield ("fields", at, "name"), f"field {spec.name!r} is not in the vocabulary"


def _told(spec: FieldSpec) -> str:
    """Return the first label of a field, to know it by."""
    labels = [label for group in spec.labels.values() for label in group]
    return repr(labels[0]) if labels else "an entry without a label"


def _recognised(draft: Draft) -> Findings:
    if draft.form.fields and not any(draft.form.titles.values()):
        yield ("type",), "no titles: no page is ever taken for this form; give its printed heading"


def _spoken(draft: Draft) -> Findings:
    form = draft.form
    groups: list[tuple[Loc, str, Mapping[Language, tuple[str, ...]]]] = [
        (("titles",), "titles", form.titles),
        (("headings",), "headings", form.headings),
        *((("persons", role), f"persons.{role}: words", g) for role, g in form.persons.items()),
        *((("sections", role), f"sections.{role}: words", g) for role, g in form.sections.items()),
    ]
    for at, spec in enumerate(form.fields):
        groups.append((("fields", at, "labels"), f"{spec.name}: labels", spec.labels))
        groups.append((("fields", at, "named"), f"{spec.name}: named", spec.named))
    for loc, what, words in groups:
        for language, group in words.items():
            if language not in form.languages:
                yield (*loc, language), f"{what} in {language!r}, which `languages` does not name"
            if any(not word.strip() for word in group):
                yield (*loc, language), f"{what}: an empty label"


def _findable(draft: Draft) -> Findings:
    for at, spec in enumerate(draft.filled.fields):
        unlabelled = [place for place in ("margin", "sentence") if place in spec.place]
        if unlabelled and spec.pattern is None:
            yield ("fields", at, "place"), f'{spec.name}: place "{unlabelled[0]}" needs a pattern'
        labels = (*spec.labels.values(), *spec.named.values())
        if spec.captions and spec.zone is None:
            yield (
                ("fields", at, "captions"),
                f"{spec.name}: captions name the boxes of a zone; give it",
            )
        if not (any(labels) or spec.zone or unlabelled):
            shared = ", and none are shared" if draft.form.common_labels and spec.common else ""
            yield (
                ("fields", at, "name"),
                f"{spec.name}: no labels{shared}, no zone, no margin: nothing can find it",
            )


def _parts(draft: Draft) -> Findings:
    numbers: dict[str, dict[int, int]] = {}
    for at, spec in enumerate(draft.form.fields):
        if spec.part is not None:
            numbers.setdefault(spec.name, {}).setdefault(spec.part, at)
    for name, places in numbers.items():
        if sorted(places) != list(range(1, max(2, len(places)) + 1)):
            loc = ("fields", min(places.values()), "part")
            yield loc, f"{name}: parts are numbered 1, 2 and so on, at least two"


def _persons(draft: Draft) -> Findings:
    form, filled = draft.form, draft.filled
    known = {role_of(name) for name in draft.vocabulary.field_kinds}
    for key, roles in (("persons", form.persons), ("sections", form.sections)):
        for role in roles:
            if role not in known:
                yield (key, role), f"{key}: role {role!r} is in no field of the vocabulary"
    carried = {role_of(spec.name) for spec in form.fields}
    for key, names in (("bare_roles", form.bare_roles), ("whole_names", form.whole_names)):
        for role in names:
            if role not in carried:
                yield (key,), f"{key}: no field of role {role!r}"
    for role in form.whole_names:
        if not {f"{role}.family_name", f"{role}.given_names"} <= {f.name for f in form.fields}:
            yield ("whole_names",), f"whole_names: {role} has no family_name and given_names"
    for at, spec in enumerate(form.fields):
        role = role_of(spec.name)
        if any(spec.named.values()) and role not in filled.headed_roles | set(filled.persons):
            yield (
                ("fields", at, "named"),
                f"{spec.name}: no words and no headings for {role!r}: nothing can name it",
            )


def _placeholders(draft: Draft) -> Findings:
    for at, spec in enumerate(draft.form.fields):
        for key, groups in (("labels", spec.labels), ("named", spec.named)):
            for template in (t for group in groups.values() for t in group):
                parts = split_label(template)
                if parts is None:
                    yield (
                        ("fields", at, key),
                        f"{spec.name}: a {{role}} must stand at one end of its label, whole",
                    )
                elif parts[1] and not draft.filled.words_for(parts[2]):
                    yield ("fields", at, key), f"{spec.name}: no words for {{{parts[2]}}}"


def _choices(draft: Draft) -> Findings:
    for at, spec in enumerate(draft.form.fields):
        kind = draft.vocabulary.field_kinds[spec.name]
        for value, options in spec.choices.items():
            loc: Loc = ("fields", at, "choices", value)
            if value != NO_VALUE and KINDS[kind](value, CANONICAL) != value:
                yield loc, f"{spec.name}: choice {value!r} is not a value of kind {kind}"
            if not options:
                yield loc, f"{spec.name}: choice {value!r} has no printed option"
        if spec.signature and kind != "flag":
            yield ("fields", at, "signature"), f"{spec.name}: a signature is a flag, not {kind}"


def _zones(draft: Draft) -> Findings:
    form = draft.form
    edition = form.read_edition
    if edition is None:
        return
    if any(f.zone for f in form.fields) and len(edition.anchors) < MIN_ANCHORS:
        yield (
            ("editions", form.editions.index(edition), "anchors"),
            f"{edition.id}: zones need at least {MIN_ANCHORS} anchors, it has {len(edition.anchors)}",
        )
    for at, spec in enumerate(form.fields):
        if spec.zone and not _is_box(spec, edition.page_size):
            yield (
                ("fields", at, "zone"),
                f"{spec.name}: zone is no box on the page; give [x0, top, x1, bottom] in points",
            )


def _is_box(spec: FieldSpec, size: tuple[float, float] | None) -> bool:
    x0, top, x1, bottom = spec.zone or (0, 0, 0, 0)
    width, height = size or (float("inf"), float("inf"))
    return 0 <= x0 < x1 <= width and 0 <= top < bottom <= height


def _editions(draft: Draft) -> Findings:
    form = draft.form
    ids = [e.id for e in form.editions]
    for at, name in enumerate(ids):
        if name in ids[:at]:
            yield ("editions", at, "id"), f"a second edition {name!r}"
    measured = [at for at, e in enumerate(form.editions) if e.source == "read" and e.anchors]
    for at in measured[1:]:
        yield (
            ("editions", at, "anchors"),
            "a second edition with anchors: zones can follow only one",
        )


RULES: Final[tuple[Rule, ...]] = (
    _recognised, _spoken, _findable, _parts, _persons, _placeholders, _choices, _zones, _editions,
)  # fmt: skip
