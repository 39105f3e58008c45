"""What a person submitted, read from Label Studio's annotations into values: pure, no server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from annotation.interface import (
    DOCUMENT_TYPE,
    LABEL,
    MISSING_READING,
    MISSING_TEXT,
    READING,
    TEXT,
)
from annotation.tasks import Json, Key
from records.errors import ReviewError
from records.types import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One box as submitted. `place` is (x, y, width, height) in per cent of the page."""

    id: str
    name: str | None
    place: tuple[float, float, float, float]
    text: str | None = field(default=None, repr=False)
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said about a field without a box; both None means that nothing was said."""

    key: Key
    text: str | None = field(default=None, repr=False)
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One submitted annotation: of which page of which version, by whom, when (ISO 8601, UTC).

    `shown` are the fields whose boxes the task held, so that a box that is gone was deleted.
    """

    review_id: str
    document_id: str
    version: int
    page: int
    reviewed_by: str
    reviewed_at: str
    shown: tuple[Key, ...]
    regions: tuple[Region, ...]
    answers: tuple[Answer, ...]
    document_type: str | None
    asks_type: bool
    everything: bool = False
    """True where accepted fields were asked for too: what is left as it was is confirmed."""


def read_annotation(
    annotation: Json, *, data: Json, names: Mapping[int, str] | None = None
) -> Correction:
    """Read an annotation as the server gives it; `names` maps user ids to what they are called.

    Who changed it last answers for it: in the open edition everybody may edit everybody's answers.

    Raises:
        ReviewError: The task's data is not what `annotation.tasks` writes.
    """
    try:
        at = _moment(annotation.get("updated_at") or annotation["created_at"])
        results = _dicts(annotation.get("result"))
        by = annotation.get("updated_by") or annotation.get("completed_by")
        return Correction(
            review_id=f"{annotation['id']}@{at.isoformat()}",
            document_id=str(data["document_id"]),
            version=int(str(data["version"])),
            page=int(str(data["page"])),
            reviewed_by=_who(by, names or {}),
            reviewed_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            shown=tuple(_key(str(name)) for name in _list(data.get("shown"))),
            regions=_regions(results),
            answers=_answers(results, _dicts(data.get("missing"))),
            document_type=_choice(results, control=DOCUMENT_TYPE),
            asks_type=data.get("asks_type") is True,
            everything=data.get("everything") is True,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise ReviewError(
            "the review project holds a task that Casefile did not write; remove it, or use a "
            "project of its own"
        ) from error


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.astimezone(UTC)


def _who(user: object, names: Mapping[int, str]) -> str:
    if isinstance(user, dict):
        return str(user.get("email") or user.get("username") or f"user {user.get('id')}")
    return names.get(int(str(user)), "") or f"user {user}"


def _key(text: str) -> Key:
    name, _, index = text.rpartition(":")
    return (name, int(index))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dicts(value: object) -> list[Json]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _value(result: Json) -> Json:
    value = result.get("value")
    return value if isinstance(value, dict) else {}


def _choice(results: list[Json], *, control: str, region: str | None = None) -> str | None:
    for result in results:
        if result.get("from_name") == control and region in (None, result.get("id")):
            given = _list(_value(result).get("choices"))
            return str(given[0]) if given else None
    return None


def _text(results: list[Json], *, control: str, region: str | None = None) -> str | None:
    for result in results:
        if result.get("from_name") == control and region in (None, result.get("id")):
            given = _value(result).get("text")
            parts = [given] if isinstance(given, str) else [str(t) for t in _list(given)]
            return collapsed(" ".join(parts)) or None
    return None


def collapsed(text: str) -> str:
    """Return `text` with each run of white space as one space."""
    return " ".join(text.split())


def _reading(text: str | None) -> Reading | None:
    return Reading(text) if text is not None else None


def _regions(results: list[Json]) -> tuple[Region, ...]:
    """Gather rectangle, label, text and reading of each box; they share an id."""
    found = []
    for result in results:
        value = _value(result)
        if result.get("from_name") != LABEL or "width" not in value:
            continue
        region = str(result["id"])
        labels = _list(value.get("rectanglelabels"))
        x, y, width, height = (float(str(value[n])) for n in ("x", "y", "width", "height"))
        found.append(
            Region(
                id=region,
                name=str(labels[0]) if labels else None,
                place=(x, y, width, height),
                text=_text(results, control=TEXT, region=region),
                reading=_reading(_choice(results, control=READING, region=region)),
            )
        )
    return tuple(found)


def _answers(results: list[Json], missing: list[Json]) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            key=_key(str(item["key"])),
            text=_text(results, control=f"{MISSING_TEXT}{i}"),
            reading=_reading(_choice(results, control=f"{MISSING_READING}{i}")),
        )
        for i, item in enumerate(missing)
    )
