"""The vocabulary: which fields a record may carry, of which kind, and which document types there are.

The shipped one is `records/vocabulary.toml`. A directory of forms may hold a `vocabulary.toml` of its
own that adds fields and document types; kinds are code (`records/normalise.py`) and cannot be added.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from records.errors import FormError

SHIPPED: Final = Path(__file__).with_name("vocabulary.toml")
NAME: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
"""ROLE.ATTRIBUTE: a third part would be a column of a wide table, `subject.a_number.decision`."""


class _FieldEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str
    about: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: int = 0
    kinds: dict[str, str] = {}
    fields: dict[str, _FieldEntry] = {}
    document_types: dict[str, str] = {}
    axes: dict[str, dict[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Field name -> kind, field name -> meaning, document type -> title, kind -> canonical form.

    `axes` has, for each of the three axes of a field, what its values mean.
    """

    version: int
    kinds: dict[str, str]
    field_kinds: dict[str, str]
    field_about: dict[str, str]
    document_types: dict[str, str]
    axes: dict[str, dict[str, str]]


def _parse(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise FormError(f"{path.name}: cannot be read; check the forms directory") from error
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{path.name}: not valid TOML: {error}; mend that line") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FormError(f"{path.name}: {where}: {first['msg']}; mend that entry") from error


def with_added(
    vocabulary: Vocabulary,
    *,
    fields: Mapping[str, tuple[str, str]],
    document_types: Mapping[str, str],
) -> Vocabulary:
    """Return `vocabulary` with fields (name -> kind, meaning) and document types (name -> title) added.

    What it has already stays; a kind that is no longer known counts as text.
    """
    known = {
        name: kind if kind in vocabulary.kinds else "text" for name, (kind, _) in fields.items()
    }
    return replace(
        vocabulary,
        field_kinds=vocabulary.field_kinds
        | {n: kind for n, kind in known.items() if n not in vocabulary.field_kinds},
        field_about=vocabulary.field_about
        | {n: about for n, (_, about) in fields.items() if n not in vocabulary.field_about},
        document_types={**document_types, **vocabulary.document_types},
    )


def load_vocabulary(extension: Path | None = None) -> Vocabulary:
    """Load the shipped vocabulary, with the entries of the file `extension` added where it exists.

    Raises:
        FormError: A file is not valid, adds a kind, changes a shipped entry, uses an unknown kind,
            or a name that is not ROLE.ATTRIBUTE.
    """
    shipped = _parse(SHIPPED)
    added = _parse(extension) if extension is not None and extension.exists() else _File()
    if added.kinds or added.axes:
        raise FormError("vocabulary.toml: an extension may add fields and document types only")
    clash = set(shipped.fields) & set(added.fields) | set(shipped.document_types) & set(
        added.document_types
    )
    if clash:
        raise FormError(
            f"vocabulary.toml: {sorted(clash)[0]} is already defined; choose another name"
        )
    fields = shipped.fields | added.fields
    for name, entry in fields.items():
        if not NAME.fullmatch(name):
            raise FormError(
                f"vocabulary.toml: {name}: a field's name is role.attribute, in a-z 0-9 _"
            )
        if entry.kind not in shipped.kinds:
            raise FormError(f"vocabulary.toml: {name}: unknown kind {entry.kind!r}")
    return Vocabulary(
        version=shipped.version,
        kinds=shipped.kinds,
        field_kinds={name: entry.kind for name, entry in fields.items()},
        field_about={name: entry.about for name, entry in fields.items()},
        document_types=shipped.document_types | added.document_types,
        axes=shipped.axes,
    )
