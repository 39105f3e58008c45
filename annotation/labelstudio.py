"""Label Studio as the review backend: push page tasks, pull what people submitted.

The only module that talks to a Label Studio server, through label-studio-sdk. Page images are
uploads: the server gives them only to logged-in users of the project, and lists stay small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from pydantic import SecretStr

from annotation.corrections import Correction, read_annotation
from annotation.interface import labelling_config
from annotation.tasks import (
    MODEL_VERSION,
    PageTask,
    check,
    page_task,
    pages_to_review,
    png_size,
)
from records.errors import ReviewError
from records.types import Record
from records.vocabulary import Vocabulary

if TYPE_CHECKING:
    import httpx
    from label_studio_sdk import ImportApiRequest, LabelStudio, LseTask, Project

TIMEOUT_S: Final = 60.0
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
PROJECT_TITLE: Final = "Casefile review"

PageImage = Callable[[Record, int], bytes]
"""(record, 1-based page number in the file) -> PNG of the upright page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where the review server is and how to be let in; the token does not show in a `repr`."""

    url: str
    token: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class PushResult:
    """What a push did: tasks made, found already there, and outdated open ones taken away."""

    project_id: int
    project_url: str
    created: int
    existing: int
    replaced: int


class _Client:
    """The SDK client and the HTTP client under it, which also uploads images."""

    def __init__(self, connection: Connection) -> None:
        import httpx
        from label_studio_sdk import LabelStudio

        host = urlsplit(connection.url).hostname or ""
        local = host in LOOPBACK
        if not local and not connection.url.startswith("https://"):
            raise ReviewError("the review server is not on this machine; give it an https address")
        self.url = connection.url.rstrip("/")
        # A proxy set for the outside world must not see a token meant for this machine.
        self.http: httpx.Client = httpx.Client(timeout=TIMEOUT_S, trust_env=not local)
        self.sdk: LabelStudio = LabelStudio(  # type: ignore[no-untyped-call]
            base_url=self.url,
            api_key=connection.token.get_secret_value(),
            httpx_client=self.http,
        )

    def upload(self, project_id: int, png: bytes) -> str:
        """Store a page image in the project and return the path under which it is served."""
        # The SDK has no upload; its wrapper knows whether the token is a legacy or a personal one.
        headers = self.sdk._client_wrapper.get_headers()
        answer = self.http.post(
            f"{self.url}/api/projects/{project_id}/import",
            params={"commit_to_project": "false"},
            files={"file": ("page.png", png, "image/png")},
            headers={"Authorization": headers["Authorization"]},
        )
        answer.raise_for_status()
        stored = self.sdk.files.get(int(answer.json()["file_upload_ids"][0]))
        return f"/data/{stored.file}"


@contextmanager
def _client(connection: Connection) -> Iterator[_Client]:
    """Open a client; whatever the server refuses becomes a `ReviewError` without its words."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    client = _Client(connection)
    try:
        yield client
    except ApiError as error:
        raise ReviewError(_refusal(error.status_code)) from None
    except httpx.HTTPStatusError as error:
        raise ReviewError(_refusal(error.response.status_code)) from None
    except httpx.HTTPError:
        raise ReviewError(
            "the review server does not answer; start it with `casefile review serve`, "
            "or check its address"
        ) from None
    finally:
        client.http.close()


def _refusal(status: int | None) -> str:
    if status in (401, 403):
        return "the review server refuses the token; check the setting"
    return f"the review server answered with status {status}; see its log"


def push(
    records: Iterable[Record],
    *,
    connection: Connection,
    vocabulary: Vocabulary,
    page_image: PageImage,
    title: str = PROJECT_TITLE,
    sample: frozenset[str] = frozenset(),
) -> PushResult:
    """Make one task for each page that needs a person, prefilled with what was read.

    Of the documents whose ids are in `sample`, every page is asked about, and everything on it.

    A task is known by document, version and page, so a second push makes nothing twice. Open
    tasks of an older version that nobody has touched are taken away. Pull before pushing.

    Raises:
        ReviewError: The server is not there or refuses, or a prefill does not hold.
    """
    created = existing = replaced = 0
    with _client(connection) as client:
        project_id = _project(client.sdk, title=title, vocabulary=vocabulary)
        held = _held_tasks(client.sdk, project_id)
        for record in records:
            tasks = held.get(record.document_id, [])
            replaced += _drop_outdated(client.sdk, project_id, tasks, version=record.version)
            taken = {_page_of(task) for task in tasks if _still_holds(task, record.version)}
            everything = record.document_id in sample
            for number in pages_to_review(record, everything=everything):
                if number in taken:
                    existing += 1
                    continue
                png = page_image(record, number)
                image = client.upload(project_id, png)
                task = page_task(
                    record, number, image=image, size=png_size(png), everything=everything
                )
                check(task, vocabulary)
                _create(client.sdk, project_id, task)
                created += 1
    return PushResult(
        project_id=project_id,
        project_url=f"{connection.url.rstrip('/')}/projects/{project_id}",
        created=created,
        existing=existing,
        replaced=replaced,
    )


def _project(sdk: LabelStudio, *, title: str, vocabulary: Vocabulary) -> int:
    """Return the project of that title, made if need be, with today's labelling interface.

    Without `show_collab_predictions` and `model_version` the prefill does not show. The version can
    be named only on making the project: later the server refuses one that no task has yet.
    """
    config = labelling_config(vocabulary)
    found = _find_project(sdk, title)
    if found is None:
        made = sdk.projects.create(
            title=title,
            label_config=config,
            show_collab_predictions=True,
            model_version=MODEL_VERSION,
        )
        return cast(int, made.id)
    sdk.projects.update(found, label_config=config, show_collab_predictions=True)
    return found


def _find_project(sdk: LabelStudio, title: str) -> int | None:
    projects: Iterable[Project] = sdk.projects.list()
    return next((cast(int, p.id) for p in projects if p.title == title), None)


def _held_tasks(sdk: LabelStudio, project_id: int) -> dict[str, list[LseTask]]:
    """Return the project's tasks by document id, without those that something else put there."""
    held: dict[str, list[LseTask]] = {}
    tasks: Iterable[LseTask] = sdk.tasks.list(project=project_id, fields="task_only")
    for task in tasks:
        if document := _data(task).get("document_id"):
            held.setdefault(str(document), []).append(task)
    return held


def _data(task: LseTask) -> dict[str, object]:
    return task.data if isinstance(task.data, dict) else {}


def _page_of(task: LseTask) -> object:
    return _data(task).get("page")


def _untouched(task: LseTask) -> bool:
    """Say whether nobody has submitted, skipped or begun this task."""
    return not (task.total_annotations or task.cancelled_annotations or task.draft_exists)


def _still_holds(task: LseTask, version: int) -> bool:
    """Say whether a task makes a new one of its page needless: same version, or being worked on."""
    begun = bool(task.draft_exists) and not task.total_annotations
    return _data(task).get("version") == version or begun


def _drop_outdated(sdk: LabelStudio, project_id: int, tasks: list[LseTask], *, version: int) -> int:
    """Delete the tasks of earlier versions that nobody has touched, with their images."""
    outdated = [t for t in tasks if _data(t).get("version") != version and _untouched(t)]
    if not outdated:
        return 0
    uploads = {f"/data/{f.file}": f.id for f in sdk.files.list(project_id)}
    for task in outdated:
        sdk.tasks.delete(str(task.id))
        upload = uploads.get(str(_data(task).get("image")))
        if upload is not None:
            sdk.files.delete(upload)
    return len(outdated)


def _create(sdk: LabelStudio, project_id: int, task: PageTask) -> None:
    prediction = {"model_version": MODEL_VERSION, "result": list(task.result)}
    body = {"data": task.data, "predictions": [prediction]}
    sdk.projects.import_tasks(project_id, request=[cast("ImportApiRequest", body)])


def has_project(*, connection: Connection, title: str = PROJECT_TITLE) -> bool:
    """Say whether records were ever pushed to this server.

    Raises:
        ReviewError: The server is not there or refuses.
    """
    with _client(connection) as client:
        return _find_project(client.sdk, title) is not None


def pull(
    *,
    connection: Connection,
    seen: Callable[[str], bool] = lambda review_id: False,
    title: str = PROJECT_TITLE,
) -> tuple[Correction, ...]:
    """Return what people submitted and `seen` does not know yet, oldest first.

    Drafts and skipped tasks are left out. A `review_id` changes when the annotation is changed, so
    that a later edit comes again.

    Raises:
        ReviewError: The server is not there or refuses, or holds no project of that title.
    """
    with _client(connection) as client:
        project_id = _find_project(client.sdk, title)
        if project_id is None:
            raise ReviewError("the review server has no such project; push records to it first")
        names = {u.id: u.email or u.username or "" for u in client.sdk.users.list()}
        tasks: Iterable[LseTask] = client.sdk.tasks.list(project=project_id, fields="all")
        found = [
            read_annotation(annotation, data=_data(task), names=names)
            for task in tasks
            if "document_id" in _data(task)
            for annotation in _annotations(task)
            if not annotation.get("was_cancelled")
        ]
    fresh = (c for c in found if not seen(c.review_id))
    return tuple(sorted(fresh, key=lambda c: (c.reviewed_at, c.review_id)))


def _annotations(task: LseTask) -> list[dict[str, object]]:
    return [a if isinstance(a, dict) else a.dict() for a in task.annotations or []]
