"""A local Label Studio: its own virtual environment, hardened, on the loopback address only.

Everything it writes stays in `workspace/labelstudio` (mode 0700): database, page images, log and
`credentials.json` (mode 0600). It asks nothing of the network: analytics, error reports and version
checks are off, and outgoing requests are sent to a closed port. The names of its settings are those
of Label Studio 1.23.2 (`label_studio/core/settings/base.py` and `label_studio.py`).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from pydantic import SecretStr

from records.errors import ReviewError

HOST: Final = "127.0.0.1"
USERNAME: Final = "reviewer@localhost"
TOKEN_BYTES: Final = 20
"""A Label Studio token is 40 hexadecimal digits."""
START_TIMEOUT_S: Final = 600.0
"""The first start applies several hundred migrations: a minute on idle cores, five on busy ones."""
STOP_TIMEOUT_S: Final = 10.0
_POLL_S: Final = 0.5
_NO_PROXY: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))

SETTINGS: Final = {
    "SSRF_PROTECTION_ENABLED": "true",
    "USE_DEFAULT_BANNED_SUBNETS": "true",
    "LOCAL_FILES_SERVING_ENABLED": "false",
    "ENABLE_LOCAL_FILES_STORAGE": "false",
    "COLLECT_ANALYTICS": "false",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "LATEST_VERSION_CHECK": "false",
    "CONVERTER_DOWNLOAD_RESOURCES": "false",
    "FEATURE_FLAGS_OFFLINE": "true",
    "DISABLE_SIGNUP_WITHOUT_LINK": "true",
    "CORS_ALLOW_ALL_ORIGINS": "false",
    "ALLOWED_HOSTS": f"{HOST},localhost",
    "ENABLE_LEGACY_API_TOKEN": "true",
    "LOG_LEVEL": "WARNING",
    "DEBUG": "false",
}
"""What is set on top of Label Studio's defaults; each name is passed as LABEL_STUDIO_<name>."""

LAUNCH: Final = """
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from label_studio import server
sys.path.insert(0, server.LS_PATH)
from core.settings import base as settings
settings.FILE_UPLOAD_PERMISSIONS = 0o600
sys.exit(server.main())
"""
"""Starts the server, and ends it when its standard input closes: when we are gone, even killed.

Django makes uploads readable to all, and no variable says otherwise.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The one user of a workspace's server. The secrets do not show in a `repr`."""

    username: str
    password: SecretStr
    token: SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: where it listens, who may log in, its process id and its log."""

    url: str
    credentials: Credentials
    pid: int
    log: Path


def install(venv_dir: Path, *, requirements: Path) -> Path:
    """Create Label Studio's virtual environment from a hash-locked list, once; return its Python.

    About two minutes and 1 GB the first time; nothing while `requirements` stays the same.

    Raises:
        ReviewError: The list is missing, or pip refused it.
    """
    python = venv_dir / "bin" / "python"
    mark = venv_dir / "casefile-installed"
    try:
        wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    except OSError as error:
        raise ReviewError(f"{requirements.name} is missing; take it from the project") from error
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return python
    _run([sys.executable, "-m", "venv", "--clear", str(venv_dir)], log=None)
    pip = [str(python), "-I", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    locked = ["--require-hashes", "--no-deps", "--requirement", str(requirements)]
    _run([*pip, *locked], log=venv_dir / "install.log")
    mark.write_text(wanted, encoding="ascii")
    return python


def _run(command: list[str], *, log: Path | None) -> None:
    with open(log or os.devnull, "wb") as output:
        done = subprocess.run(command, stdout=output, stderr=output, check=False)
    if done.returncode != 0:
        where = f"; see {log.name} in its environment" if log else ""
        raise ReviewError(f"Label Studio could not be installed{where}, then try again")


def credentials(workspace: Path) -> Credentials:
    """Return the workspace's user, password and token, making random ones the first time.

    Raises:
        ReviewError: `labelstudio/credentials.json` holds something else.
    """
    path = _home(workspace) / "credentials.json"
    if not path.exists():
        fresh = {
            "username": USERNAME,
            "password": secrets.token_urlsafe(18),
            "token": secrets.token_hex(TOKEN_BYTES),
        }
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(fresh, out)
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Credentials(
            username=str(held["username"]),
            password=SecretStr(held["password"]),
            token=SecretStr(held["token"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReviewError(
            "credentials.json of the review server cannot be read; move the workspace's "
            "labelstudio folder away to start afresh"
        ) from error


def _home(workspace: Path) -> Path:
    """Return `workspace/labelstudio`, made with mode 0700 (its temporary folder inside)."""
    home = workspace / "labelstudio"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    (home / "tmp").mkdir(mode=0o700, exist_ok=True)
    return home


def environment(home: Path, user: Credentials) -> dict[str, str]:
    """Return the whole environment of the server; nothing of the caller's own goes in but PATH."""
    closed = f"http://{HOST}:9"
    named = SETTINGS | {
        "BASE_DATA_DIR": str(home),
        "USERNAME": user.username,
        "PASSWORD": user.password.get_secret_value(),
        "USER_TOKEN": user.token.get_secret_value(),
    }
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "HTTP_PROXY": closed,
        "HTTPS_PROXY": closed,
        "NO_PROXY": f"{HOST},localhost",
        **{f"LABEL_STUDIO_{name}": value for name, value in named.items()},
    }


@contextmanager
def serve(
    workspace: Path, *, python: Path, port: int = 0, timeout_s: float = START_TIMEOUT_S
) -> Iterator[Server]:
    """Run Label Studio for this workspace until the block ends.

    `python` is what `install` returned; `port` 0 takes a free one. The user and the token exist
    when the block begins. The server stops with its whole process group.

    Raises:
        ReviewError: The port is taken, this workspace's server already runs, or it does not start.
    """
    home = _home(workspace)
    user = credentials(workspace)
    number = _free_port(port)
    log = home / "server.log"
    with _only_one(home) as lock:
        process = _start(python, home=home, user=user, port=number, log=log, lock=lock)
        try:
            url = f"http://{HOST}:{number}"
            _wait(url, user=user, process=process, timeout_s=timeout_s)
            yield Server(url=url, credentials=user, pid=process.pid, log=log)
        finally:
            _stop(process)


def _free_port(port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ReviewError(f"port {port} is taken; choose another one") from error
        return int(probe.getsockname()[1])


@contextmanager
def _only_one(home: Path) -> Iterator[IO[bytes]]:
    """Hold the lock that the server process inherits and keeps as long as it lives."""
    with open(os.open(home / "server.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ReviewError(
                "a review server of this workspace is already running; use it, or end it first"
            ) from error
        yield lock


def _start(
    python: Path, *, home: Path, user: Credentials, port: int, log: Path, lock: IO[bytes]
) -> subprocess.Popen[bytes]:
    command = [str(python), "-I", "-c", LAUNCH, "start", "--no-browser"]
    command += ["--internal-host", HOST, "--port", str(port), "--enable-legacy-api-token"]
    if not python.exists():
        raise ReviewError("Label Studio is not installed; `casefile review serve` installs it")
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
        return subprocess.Popen(
            command,
            cwd=home,
            env=environment(home, user),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=0o077,
            pass_fds=(lock.fileno(),),
        )


def _wait(
    url: str, *, user: Credentials, process: subprocess.Popen[bytes], timeout_s: float
) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ReviewError(
                f"the review server ended with status {process.returncode}; "
                "see labelstudio/server.log in the workspace"
            )
        if _get(f"{url}/health", token=None) is not None:
            if _get(f"{url}/api/current-user/whoami", token=user.token) is None:
                raise ReviewError(
                    "the review server refuses this workspace's token; move its labelstudio "
                    "folder away to start afresh"
                )
            return
        time.sleep(_POLL_S)
    raise ReviewError(
        f"the review server did not answer within {timeout_s:.0f} s; "
        "see labelstudio/server.log in the workspace"
    )


def _get(url: str, *, token: SecretStr | None) -> bytes | None:
    """Return the body of a 200 answer, or None."""
    request = urllib.request.Request(url)
    if token is not None:
        request.add_header("Authorization", f"Token {token.get_secret_value()}")
    try:
        with _NO_PROXY.open(request, timeout=30) as answer:
            return bytes(answer.read())
    except (OSError, urllib.error.URLError):
        return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sign)
        try:
            process.wait(timeout=STOP_TIMEOUT_S)
            return
        except subprocess.TimeoutExpired:
            continue
