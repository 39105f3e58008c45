"""The review loop: push pages that need a person, pull what was submitted, run the server."""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from annotation.apply import apply_correction
from annotation.corrections import Correction
from annotation.labelstudio import Connection
from app.cli import ALL_DONE
from pipelines.private_folder import open_private
from pipelines.settings import REPOSITORY, review_environment
from pipelines.workspace import Workspace
from records.errors import ReviewError
from records.normalise import CANONICAL, Context, normalise
from records.types import Record
from records.vocabulary import Vocabulary

SERVER_FILE: Final = "labelstudio/server.json"
"""Where `review serve` says on which address this workspace's server listens."""
ENVIRONMENT: Final = REPOSITORY / ".venv-labelstudio"
REQUIREMENTS: Final = REPOSITORY / "requirements" / "labelstudio.txt"


def push(workspace: Workspace, *, url: str | None, sample: int | None = None) -> int:
    """Pull first, so that nothing submitted is asked again, then make the missing tasks.

    Of a `sample` of so many documents, drawn at random, everything is asked, accepted fields too. They come
    first, in the order of the draw, in which they count.
    """
    from annotation import labelstudio
    from pipelines.certificates import CertificateShelf
    from pipelines.drawing import draw_sample, place, unfinished

    connection = _connection(workspace, url)
    vocabulary = workspace.vocabulary
    if labelstudio.has_project(connection=connection):
        _pull(workspace, connection, vocabulary)
    shelf = CertificateShelf(workspace.root)
    if sample is not None:
        drawn = draw_sample(workspace, shelf, count=sample)
        print(f"{len(drawn)} documents are drawn at random; every page of them is asked about.")
    open_ = unfinished(workspace, shelf)
    records = [
        r
        for r in workspace.store.current()
        if r.pages and (r.needs_attention or r.document_id in open_)
    ]
    records.sort(key=lambda r: (0, place(r.document_id)) if r.document_id in open_ else (1, 0))
    result = labelstudio.push(
        records,
        connection=connection,
        vocabulary=vocabulary,
        page_image=lambda record, number: _picture(workspace, record, number),
        sample=open_,
    )
    print(f"{result.created} tasks made, {result.existing} were there, {result.replaced} replaced")
    print(result.project_url)
    return ALL_DONE


def pull(workspace: Workspace, *, url: str | None) -> int:
    """Append a version for every submitted annotation that was not pulled before."""
    count = _pull(workspace, _connection(workspace, url), workspace.vocabulary)
    print(f"{count} corrections brought in")
    if count:
        print("casefile report writes the report anew.")
    return ALL_DONE


def _pull(workspace: Workspace, connection: Connection, vocabulary: Vocabulary) -> int:
    from annotation import labelstudio

    corrections = labelstudio.pull(connection=connection, seen=workspace.ledger.reviewed)
    for correction in corrections:
        _apply(workspace, correction, vocabulary)
    _check_certificates(workspace)
    return len(corrections)


def _check_certificates(workspace: Workspace) -> None:
    """Withdraw certificates under which too much was found wrong, and let fall what none holds any more."""
    from pipelines.certificates import CertificateShelf
    from pipelines.deciding import let_fall
    from pipelines.watching import check_audit

    shelf = CertificateShelf(workspace.root)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for certificate in check_audit(workspace, shelf, at=at):
        print(f"certificate {certificate.name} holds no more: too much was found wrong under it")
    let_fall(workspace, shelf)


def _apply(workspace: Workspace, correction: Correction, vocabulary: Vocabulary) -> None:
    store = workspace.store
    latest = store.latest(correction.document_id)
    if latest is None:
        print(
            f"document {correction.document_id} is not in this workspace; left alone",
            file=sys.stderr,
        )
        return
    versions = store.versions(correction.document_id)
    shown = next((r for r in versions if r.version == correction.version), latest)
    record = apply_correction(
        latest,
        correction,
        shown=shown,
        vocabulary=vocabulary,
        normalise=partial(_canonical, record=latest),
    )
    with store.transaction():
        store.append(record)
        workspace.ledger.note_review(correction.review_id, correction.document_id)


def _canonical(kind: str, text: str, *, record: Record) -> str | None:
    """Return what a person typed as a canonical value: as such, or as this paper writes it."""
    value = normalise(kind, text, context=CANONICAL)
    if value is not None:
        return value
    spanish = record.language == "es"
    context = Context(language="es" if spanish else "en", date_order="dmy" if spanish else "mdy")
    return normalise(kind, text, context=context)


def _picture(workspace: Workspace, record: Record, number: int) -> bytes:
    picture = workspace.picture(record.sha256, number)
    if picture is None:
        return _blank_sheet()
    return picture


def _blank_sheet() -> bytes:
    """Return a white page for one that could not be drawn: the person still sees that it is there."""
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (935, 1210), 255).save(stream, format="PNG")
    return stream.getvalue()


def _connection(workspace: Workspace, url: str | None) -> Connection:
    """Return where to push: settings first, then this workspace's own server."""
    from pydantic import SecretStr

    from annotation.server import credentials

    told = review_environment()
    if told is not None:
        return Connection(url=url or told.url, token=SecretStr(told.token))
    place = url or _local_url(workspace)
    if place is None:
        raise ReviewError(
            "no review server: start one with casefile review serve, or set "
            "CASEFILE_LABEL_STUDIO_URL and CASEFILE_LABEL_STUDIO_TOKEN"
        )
    return Connection(url=place, token=credentials(workspace.root).token)


def _local_url(workspace: Workspace) -> str | None:
    path = workspace.root / SERVER_FILE
    if not path.is_file():
        return None
    return str(json.loads(path.read_text(encoding="utf-8"))["url"])


def serve(workspace: Workspace, *, port: int, cancel: threading.Event) -> int:
    """Install Label Studio once, run it on loopback until Ctrl-C, and say how to log in."""
    from annotation import server

    print("Label Studio: installing on first use takes about two minutes, the first start one.")
    python = server.install(ENVIRONMENT, requirements=REQUIREMENTS)
    with server.serve(workspace.root, python=python, port=port) as running:
        path = _note(workspace, running.url)
        try:
            print(f"{running.url}  user {running.credentials.username}")
            print(f"The password is in {workspace.root / 'labelstudio' / 'credentials.json'}")
            print("Ctrl-C stops it.", flush=True)
            cancel.wait()
        finally:
            path.unlink(missing_ok=True)
    return ALL_DONE


def _note(workspace: Workspace, url: str) -> Path:
    path = workspace.root / SERVER_FILE
    with os.fdopen(open_private(path), "w", encoding="utf-8") as stream:
        json.dump({"url": url}, stream)
    return path
